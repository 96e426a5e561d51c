// The page: what it is about, its sections in order, and the dial where the answer's second sentence has it.

const region = (node) => {
  const name = countryName(node.textContent);
  if (name !== node.textContent) node.replaceChildren(bdi(name));
};
document.querySelectorAll(".country").forEach(region);

if (model) {
  const span = `${periodName(model.periods[0])} – ${periodName(model.periods.at(-1))}, ${plural(model.periods.length, periodWord)}`;
  const measured = model.security && `dependency on ${countryName(model.security.country)} by ${model.security.value ? "value" : "volume"}, ${model.security.look_through ? "its feedstock refined elsewhere included" : "by processing country"}`;
  const parts = [span, plural(model.elements.length, "element"), plural(model.suppliers.length, "supplier"), measured];
  document.getElementById("about").textContent = parts.filter(Boolean).join(" · ");
} else {
  const { runs } = data.batch.counts;
  document.getElementById("kind").textContent = "Supply security report of a batch";
  document.getElementById("about").textContent = [plural(runs, "run"), plural(data.models.length, "model"), ...new Set(data.models.map((m) => m.horizon))].filter((part) => part && part !== "0 models").join(" · ");
}

const main = document.getElementById("main");
const contents = document.getElementById("contents");
const links = el("ol");
if (hasPicture) dial(document.getElementById("dial"));
for (const section of sections) {
  if (!hasPicture && ["purchases", "stock", "cost", "binding"].includes(section.id)) continue;
  const heading = el("h2", { id: "title-" + section.id }, section.title);
  const body = el("section", { id: section.id, "aria-labelledby": heading.id }, heading);
  main.append(body);
  section.build(body);
}
// sections that need no script go where they belong
for (const section of document.querySelectorAll("section.kept")) {
  const before = document.getElementById(section.dataset.after);
  before ? before.after(section) : main.append(section);
}
for (const section of main.querySelectorAll(":scope > section")) {
  links.append(el("li", null, el("a", { href: "#" + section.id }, section.querySelector("h2").textContent)));
}
contents.append(links);

if (data.notes.length || data.thinned != null) {
  const thinned = data.thinned != null && `To keep this file under 3 MB the pictures are thinned: a quantity of a ${periodWord} in them may be off by up to ${tonnes(data.thinned)} t. Costs and shares keep seven digits; breakpoints and tables are whole.`;
  main.append(el("section", { id: "notes", "aria-labelledby": "title-notes" }, el("h2", { id: "title-notes" }, "Notes"),
    el("ul", null, [thinned, ...data.notes].filter(Boolean).map((note) => el("li", null, bdi(note))))));
}

/** A measure of the proof; 0 where doubles would not tell it from that beside 1. */
const measure = (value) => (Math.abs(value) < Number.EPSILON ? "0" : value.toExponential(0));
const proof = data.summary && data.summary.certificate;
document.getElementById("foot").append(
  el("p", null, ...(!data.summary ? [`stockpile ${data.version}; every cost belongs to a plan that was checked afresh from the input.`] : [`${format(data.summary.variables, 0)} variables, ${format(data.summary.constraints, 0)} constraints, solved by `, bdi(data.summary.solver),
    proof ? `; checked afresh from the input: largest violation ${measure(proof.primal)}, of a reduced cost ${measure(proof.dual)}, gap ${measure(proof.gap)} (1e-6 allowed)` : "", "."])),
  el("p", null, "Charts: Apache ECharts, Apache License 2.0. This page asks nothing of any server."));

if (hasPicture) {
  const scope = data.scopes[0];
  const half = scope && scope.levels.find((level) => level.level === 0.5 && level.share === 0.5);
  const middle = scope && (scope.free_share + scope.lowest_share) / 2;
  if (!followAddress()) turn({ share: scope ? (half ? 0.5 : middle) : 1 });
} else {
  tell(null);
}

// the interactive report is whole: it takes the place of the static one
document.getElementById("static").remove();

// for tests, and for readers who want the figures
const say = { format, money, percent, tonnes };
window.stockpileReport = hasPicture ? { data, view: () => view, turn, say } : { data, say };
