// Where every input comes from and how sure it is.

if (data.inputs_total) {
  const models = data.models || [];
  sections.push({
    id: "inputs",
    title: "What this rests on",
    build(body) {
      const PAGE = 40;
      let chosen = { table: "", confidence: "", text: "" };
      let pages = 1;
      const count = (key) => {
        const counts = new Map();
        for (const input of data.inputs) counts.set(input[key], (counts.get(input[key]) || 0) + 1);
        return [...counts];
      };
      const matches = (input) =>
        (!chosen.table || input.table === chosen.table) &&
        (!chosen.confidence || (input.confidence || "none") === chosen.confidence) &&
        (!chosen.text || [input.row, input.source, input.note].some((text) => text.toLowerCase().includes(chosen.text)));
      const number = (value) => (value == null ? "" : value.toLocaleString("en-US", { maximumSignificantDigits: 6 }));
      /** Text whose web addresses are links: they are followed by readers, never by the page. */
      const linked = (text) => text.split(/(https?:\/\/[^\s;,<>"']+)/).map((part, i) => (i % 2 ? el("a", { href: part, rel: "noopener noreferrer nofollow", target: "_blank" }, part) : bdi(part)));
      const facts = new Map(data.facts.map((fact) => [fact.id, fact]));
      const from = (fact) => [fact.title, fact.publisher, fact.date].filter(Boolean).join(", ");
      /** A source: ids of facts lead to the list of them at the end, and say on hover what they are. */
      const sourced = (text) => text.split(/([;,]\s*)/).map((part) => {
        const fact = facts.get(part.trim());
        if (!fact) return linked(part);
        return el("a", { href: "#fact-" + encodeURIComponent(fact.id), title: [fact.statement, from(fact)].filter(Boolean).join(" – "), onclick: () => (sources.open = true) }, bdi(part));
      }).flat();
      const sources = el("details", { class: "facts" }, el("summary", null, `The ${plural(facts.size, "source")} named above`),
        el("ul", null, [...facts.values()].map((fact) => el("li", { id: "fact-" + encodeURIComponent(fact.id) }, el("strong", null, bdi(fact.id)), " ", bdi(fact.statement), fact.note && [" (", bdi(fact.note), ")"], ". ", bdi(from(fact)), " ", linked(fact.address)))));
      const list = el("div");
      const says = el("p", { class: "small", role: "status" });
      function update() {
        const found = data.inputs.filter(matches);
        const rows = found.slice(0, pages * PAGE);
        says.textContent = `${plural(found.length, "row")}${rows.length < found.length ? `, the first ${format(rows.length, 0)} shown` : ""}.`;
        list.replaceChildren(table("Inputs", [
          ...(models.length > 1 ? [{ head: "Model", cell: (r) => (r.models ? bdi(r.models.map((m) => models[m].name).join("; ")) : "all") }] : []),
          { head: "Table", cell: (r) => bdi(r.table) },
          { head: "For", cell: (r) => bdi(r.row) },
          { head: "Figure", cell: (r) => r.figure && bdi(r.figure.replaceAll("_", " ")) },
          { head: "Value", number: true, cell: (r) => number(r.value) },
          { head: "Range", number: true, cell: (r) => (r.low == null && r.high == null ? "" : `${number(r.low)} – ${number(r.high)}`) },
          { head: "Confidence", cell: (r) => (r.confidence ? el("span", { class: "tag " + (/^[a-z]+$/.test(r.confidence) ? r.confidence : "") }, r.confidence) : "") },
          { head: "Source", cell: (r) => el("span", { class: "source" }, sourced(r.source)) },
          { head: "Note", cell: (r) => el("span", { class: "remark" }, linked(r.note)) },
        ], rows));
        if (rows.length < found.length) list.append(el("button", { type: "button", class: "more", onclick: () => {
          pages += 5;
          update();
        } }, "Show more"));
      }
      const filter = (key, value) => {
        chosen = { ...chosen, [key]: value };
        pages = 1;
        update();
      };
      const of = (key, all, none) => [["", all], ...count(key).map(([value, n]) => [value || "none", `${value || none} (${n})`])];
      const search = el("label", { class: "select" }, el("span", null, "Search"), el("input", { type: "search", oninput: (event) => filter("text", event.target.value.toLowerCase()) }));
      const stated = data.inputs.filter((input) => input.confidence).length;
      if (data.batch) body.append(el("p", null, "The inputs as the models have them, before the runs change anything."));
      body.append(
        el("p", { class: "big" }, el("strong", null, format(data.assumptions_total, 0)), ` of ${plural(data.inputs_total, "figure")} ${data.assumptions_total === 1 ? "is an assumption" : "are assumptions"}`, stated < data.inputs.length ? `; ${plural(data.inputs.length - stated, "row")} without a stated confidence.` : "."),
        el("div", { class: "choices" },
          select("Table", of("table", "all tables"), "", (value) => filter("table", value)),
          select("Confidence", of("confidence", "any", "not stated"), "", (value) => filter("confidence", value)), search),
        says, list);
      if (data.inputs.length < data.inputs_total) body.append(el("p", { class: "note" }, `${format(data.inputs_total - data.inputs.length, 0)} more of the rows stay out here to keep this file small; they are in the model's tables.`));
      if (facts.size) body.append(sources);
      update();
    },
  });
}
