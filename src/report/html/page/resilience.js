// The effects of a stop: the map of survival (months against share), and the disruptions against the plan.

const resilience = data.resilience;
const SVG = "http://www.w3.org/2000/svg";

/** An SVG element; children are nodes or texts. */
function draw(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** A picture drawn by hand with its figures as a table: paint() gives an SVG element, rows() {columns, rows}. */
function drawing(id, caption, unit, paint, rows) {
  const canvas = el("div", { class: "drawing", id: "drawing-" + id });
  const body = el("div");
  const details = el("details", { class: "as-table", ontoggle: () => fill() }, el("summary", null, "The same as a table"), body);
  function fill() {
    if (!details.open) return;
    const { columns, rows: lines } = rows();
    body.replaceChildren(table(caption, columns, lines));
  }
  const tools = el("p", { class: "tools" },
    saveButton("Picture as SVG", () => {
      const copy = canvas.firstChild.cloneNode(true);
      copy.setAttribute("xmlns", SVG);
      save(id + ".svg", "image/svg+xml", copy.outerHTML);
    }),
    saveButton("Table as CSV", () => {
      const { columns, rows: lines } = rows();
      save(id + ".csv", "text/csv", csvOf(columns, lines));
    }));
  const unitOf = el("span", { class: "unit" });
  const update = () => {
    unitOf.textContent = unit();
    canvas.replaceChildren(paint());
    fill();
  };
  listeners.push(update);
  charts.push({ update, resize() {} });
  return el("figure", null, el("figcaption", null, caption, " ", unitOf), canvas, tools, details);
}

/** A colour between paper and a dark end, 0 to 1, that tells more from less on a light and on a dark page. */
function shade(part, hue) {
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark";
  const light = dark ? 22 + 48 * part : 95 - 60 * part;
  return `hsl(${hue} ${45 + 40 * part}% ${light}%)`;
}

const surface = (resilience && resilience.surface.length > 1 && resilience.surface) || [];
for (const { found } of surface) {
  if (!found) continue;
  found.points = unpack(found.points);
  if (found.picture) unfold(found.picture);
}
/** The months that the model itself asks for, or the first of those that were asked. */
const ownMonths = surface.length && !surface.some((part) => part.months === resilience.own_months) ? surface[0].months : resilience ? resilience.own_months : 0;
state.months = ownMonths;
const monthsName = (n) => (n === 0 ? "none asked" : plural(n, "month"));
const chosenMonths = () => surface.find((part) => part.months === state.months) || surface[0];

/** The frontier of the plans that survive the chosen months, or the most before them that any plan survives; null where it is the scope's own. */
function survivesMonths(scope) {
  if (!surface.length || scope !== data.scopes[0]) return null;
  const possible = surface.filter((part) => part.found && part.months <= state.months);
  const found = possible.length ? possible.at(-1).found : null;
  return found && found.picture ? found : null;
}

/** What n months and a share cost more than nothing asked; null where no plan survives so long. */
const extraAt = ({ found }, share) => (found ? Math.max(0, costAt(found, clampShare(found, share)) - surface[0].found.least_cost) : null);

/** What the months alone cost, beside the same share without them. */
const aloneAt = (part, share) => (part.found ? Math.max(0, extraAt(part, share) - extraAt(surface[0], share)) : null);

/** The second handle: months of a full stop that the plan survives, and what that costs at the level of the first. */
function monthsHandle() {
  const handle = el("input", { type: "range", id: "months", min: "0", max: String(surface.length - 1), step: "1" });
  const says = el("output", { id: "out-months", for: "months" });
  handle.addEventListener("input", () => turn({ months: surface[handle.value].months }));
  listeners.push(() => {
    const part = chosenMonths();
    handle.value = surface.indexOf(part);
    handle.setAttribute("aria-valuetext", monthsName(part.months));
    // what was asked: months may move the share from which a level is free
    const here = extraAt(part, state.asked);
    const alone = aloneAt(part, state.asked);
    says.dataset.value = here ?? "";
    says.textContent = here == null ? `${monthsName(part.months)}: no plan survives so long; shown is the most that one survives` : part.months ? `${monthsName(part.months)}: +${money(alone)}, with the level +${money(here)}` : monthsName(0);
  });
  return el("div", { class: "months" }, el("label", { for: "months" }, "Months of a full stop survived"), handle, says);
}

if (surface.length) {
  sections.push({
    id: "survival",
    title: "What months of survival cost",
    build(body) {
      const who = countryName(model.security.country);
      const parts = surface;
      const found = parts.filter((part) => part.found);
      const most = Math.max(...found.map((part) => extraAt(part, 0)), 1e-9);
      const low = Math.max(0, Math.floor(20 * (Math.min(...found.map((part) => part.found.lowest_share)) - 0.005)) / 20);
      const high = Math.min(1, Math.ceil(20 * (Math.max(...found.map((part) => part.found.free_share)) + 0.005)) / 20);
      const chosen = chosenMonths;
      // what is coloured: all that a plan costs more, or only what its months add to its share
      let shows = "all";
      const FIGURES = { all: [extraAt, most, 210], survival: [aloneAt, Math.max(...found.map((part) => Math.max(...[0, 0.25, 0.5, 0.75, 1].map((k) => aloneAt(part, low + k * (high - low))))), 1e-9), 160] };
      function paint() {
        const [width, left, top, row] = [innerWidth < 560 ? 360 : 760, 84, 8, 26];
        const right = width - 12;
        const bottom = top + row * parts.length;
        const x = (share) => left + ((right - left) * (share - low)) / (high - low);
        const text = (attributes, content) => draw("text", { "font-size": 12, fill: ink("soft"), ...attributes }, content);
        const svg = draw("svg", { viewBox: `0 0 ${width} ${bottom + 44}`, role: "img", "aria-label": `Extra cost by months of survival and share: nothing asked costs nothing extra, the dearest ${money(most)} more.` });
        parts.forEach((part, k) => {
          const y = top + row * (parts.length - 1 - k);
          svg.append(text({ x: left - 8, y: y + 17, "text-anchor": "end" }, part.months === 0 ? "0 months" : plural(part.months, "month")));
          if (!part.found) {
            svg.append(draw("rect", { x: left, y: y + 1, width: right - left, height: row - 2, fill: "none", stroke: ink("rule-strong"), "stroke-dasharray": "4 4" }), text({ x: left + 8, y: y + 17 }, "no plan survives so long"));
            return;
          }
          // cost runs straight between breakpoints, and so does the colour between stops
          const gradient = draw("linearGradient", { id: `survive-${part.months}`, x1: 0, x2: 1 });
          const stops = 120;
          const [figure, largest, hue] = FIGURES[shows];
          for (let i = 0; i <= stops; i++) gradient.append(draw("stop", { offset: i / stops, "stop-color": shade(Math.min(1, Math.sqrt(figure(part, low + ((high - low) * i) / stops) / largest)), hue) }));
          svg.append(gradient, draw("rect", { x: left, y: y + 1, width: right - left, height: row - 2, fill: `url(#survive-${part.months})` }));
          const floor = part.found.lowest_share;
          if (floor > low + 1e-6) svg.append(draw("rect", { x: left, y: y + 1, width: x(floor) - left, height: row - 2, fill: ink("paper"), stroke: ink("rule-strong"), "stroke-dasharray": "3 3" }));
        });
        for (let share = Math.ceil(10 * low - 1e-9) / 10; share <= high + 1e-9; share += 0.1) svg.append(text({ x: x(share), y: bottom + 16, "text-anchor": "middle" }, percent(share, 0)));
        svg.append(text({ x: (left + right) / 2, y: bottom + 36, "text-anchor": "middle" }, `← safer   share that may depend on ${who}`));
        const k = parts.indexOf(chosen());
        svg.append(draw("circle", { cx: x(Math.min(high, Math.max(low, view.share))), cy: top + row * (parts.length - 1 - k) + row / 2, r: 7, fill: CONCERN, stroke: ink("raised"), "stroke-width": 2 }));
        svg.addEventListener("click", (event) => {
          const box = svg.getBoundingClientRect();
          const [px, py] = [((event.clientX - box.left) * width) / box.width, ((event.clientY - box.top) * width) / box.width];
          if (px < left || py > bottom) return;
          const part = parts[Math.min(parts.length - 1, Math.max(0, parts.length - 1 - Math.floor((py - top) / row)))];
          turn({ months: part.months, share: low + ((px - left) / (right - left)) * (high - low) });
        });
        return svg;
      }
      const levels = [...new Set(data.scopes[0].levels.map((level) => level.level))].sort((a, b) => b - a);
      const rows = () => ({
        columns: [
          { head: "Months survived", cell: (part) => monthsName(part.months) },
          ...levels.map((level) => ({ head: `At most ${percent(level, 0)}`, number: true, cell: (part) => (part.found ? money(FIGURES[shows][0](part, level)) : "no plan") })),
        ],
        rows: parts,
      });
      body.append(
        el("p", null, `A plan that survives n months leaves nobody short when ${who} stops for n months, whenever the stop comes. Darker is dearer; the cost is exact at every share and number of months. The second handle above, or a click here, shows the plan that survives so many months in all that follows.`),
        choice("What the map shows", "survival-shows", [["all", "Extra cost"], ["survival", "Of it for survival"]], shows, (value) => {
          shows = value;
          turn({});
        }),
        drawing("survival", "Extra cost by months survived and share", () => (shows === "all" ? `up to ${money(most)} more than the cheapest plan` : `up to ${money(FIGURES.survival[1])} more than the same share without survival`), paint, rows));
      if (resilience.survival.length) body.append(longest());
    },
  });
}

/** How long each element can be survived at all, and what ends it. */
function longest() {
  const name = (row) => (row.element == null ? "All together" : elementName(model.elements[row.element]));
  return el("div", null, el("h3", null, "How long a stop can be survived at all"), table("The longest survival", [
    { head: "Element", cell: (row) => bdi(name(row)) },
    { head: "Longest", number: true, cell: (row) => (row.months == null ? "to the end" : plural(row.months, "month")) },
    { head: "What ends it", cell: (row) => bdi(row.binds.join("; ")) },
  ], resilience.survival, "survival"));
}

if (resilience && !surface.length && resilience.survival.length) {
  sections.push({ id: "survival", title: "How long a stop is survived", build: (body) => body.append(longest()) });
}

if (resilience && resilience.stress.length) {
  sections.push({
    id: "stress",
    title: "What a stop would do",
    build(body) {
      const all = resilience.stress;
      const survived = (months) => (months == null ? "to the end" : plural(months, "month"));
      const worst = all.reduce((a, b) => (b.unmet > a.unmet ? b : a));
      let at = all.indexOf(worst);
      const upper = (text) => text[0].toUpperCase() + text.slice(1);
      const sentence = (one) => `${upper(one.words)}: ${one.unmet > 0 ? `${tonnes(one.unmet)} t are not met` : "every demand is met"}${one.first ? `, first ${one.first}` : ""}. It costs ${money(one.extra_cost)} more.`;
      const says = el("p", { class: "big" });
      const short = () => {
        const sums = model.elements.map(() => 0);
        for (const [e, , unmet] of all[at].short) sums[e] += unmet;
        return sums;
      };
      function paint() {
        const one = all[at];
        const elements = model.elements.map((_, e) => e).filter((e) => shown(e));
        const first = Math.min(one.start, ...one.short.map(([, t]) => t));
        const last = Math.min(model.periods.length - 1, Math.max(one.start + Math.ceil(24 / model.months_per_period) - 1, ...one.short.map(([, t]) => t)));
        const count = last - first + 1;
        const [width, left, top, row] = [innerWidth < 560 ? 360 : 760, innerWidth < 560 ? 42 : 120, 8, 22];
        const cell = (width - left - 70) / count;
        const bottom = top + row * elements.length;
        const sums = short();
        const text = (attributes, content) => draw("text", { "font-size": 12, fill: ink("soft"), ...attributes }, content);
        const svg = draw("svg", { viewBox: `0 0 ${width} ${bottom + 30}`, role: "img", "aria-label": `Who runs out when: ${elements.filter((e) => sums[e] > 0).map((e) => `${model.elements[e].name} ${tonnes(sums[e])} tonnes`).join(", ") || "nobody"}.` });
        elements.forEach((e, k) => {
          const y = top + row * k;
          svg.append(text({ x: left - 8, y: y + 15, "text-anchor": "end", fill: ink("ink") }, innerWidth < 560 ? model.elements[e].id : model.elements[e].name));
          svg.append(draw("rect", { x: left, y: y + 1, width: cell * count, height: row - 2, fill: ink("rule"), opacity: 0.5 }));
          svg.append(text({ x: width - 4, y: y + 15, "text-anchor": "end" }, sums[e] > 0 ? `${tonnes(sums[e])} t` : "–"));
        });
        for (const [e, t, unmet, part] of one.short) {
          const k = elements.indexOf(e);
          if (k < 0) continue;
          const square = draw("rect", { x: left + cell * (t - first), y: top + row * k + 1, width: Math.max(1, cell - 1), height: row - 2, fill: shade(0.25 + 0.75 * part, 20) });
          square.append(draw("title", {}, `${model.elements[e].name}, ${periodName(model.periods[t])}: ${tonnes(unmet)} t, ${percent(part, 0)} of demand`));
          svg.append(square);
        }
        const step = Math.max(1, Math.ceil(count / (innerWidth < 560 ? 4 : 8)));
        for (let t = first; t <= last; t += step) svg.append(text({ x: left + cell * (t - first), y: bottom + 18 }, periodName(model.periods[t])));
        return svg;
      }
      const rows = () => ({
        columns: [
          { head: "Element", cell: ([e]) => bdi(elementName(model.elements[e])) },
          { head: "Period", cell: ([, t]) => periodName(model.periods[t]) },
          { head: "Unmet, t", number: true, cell: ([, , unmet]) => tonnes(unmet) },
          { head: "Of demand", number: true, cell: ([, , , part]) => percent(part, 0) },
        ],
        rows: all[at].short,
      });
      listeners.push(() => (says.textContent = sentence(all[at])));
      body.append(
        table("What each disruption would do", [
          { head: "If", cell: (one) => el("button", { type: "button", class: "link", onclick: () => {
            at = all.indexOf(one);
            picker.lastChild.value = String(at);
            turn({});
          } }, bdi(one.words)) },
          ...(all.some((one) => one.probability) ? [{ head: "Probability, assumed", number: true, cell: (one) => percent(one.probability, 0) }] : []),
          { head: "Unmet, t", number: true, cell: (one) => tonnes(one.unmet) },
          { head: "Survived", number: true, cell: (one) => survived(one.survive_months) },
          { head: "Extra cost", number: true, cell: (one) => money(one.extra_cost) },
          { head: "Short first", cell: (one) => (one.first ? bdi(one.first) : "nobody") },
        ], all, "stress"));
      const picker = select("Disruption", all.map((one, i) => [String(i), one.words]), String(at), (value) => {
        at = Number(value);
        turn({});
      });
      body.append(el("h3", null, "Who runs out when"), el("div", { class: "choices" }, picker), says, drawing("stress", "Unmet demand by element and period", () => "darker: more of the demand", paint, rows));
      if (resilience.levels.length) body.append(el("h3", null, "What each level is worth when it counts"), byLevel());
    },
  });
}

/** What each disruption leaves short of each level's plan. */
function byLevel() {
  const names = [...new Set(resilience.levels.flatMap((level) => level.found.map(([name]) => name)))];
  const words = (name) => (resilience.stress.find((one) => one.name === name) || { words: name }).words;
  const of = (level, name) => level.found.find(([one]) => one === name);
  const scopes = [...new Set(resilience.levels.map((level) => level.scope))];
  return el("div", null, scopes.map((scope) => table(`Unmet tonnes by level and disruption: ${SCOPES[scope]}`, [
    { head: scopes.length > 1 ? `Level, ${SCOPES[scope].toLowerCase()}` : "Level", cell: (level) => percent(level.level) },
    ...names.map((name) => ({ head: bdi(words(name)), number: true, cell: (level) => (of(level, name) ? tonnes(of(level, name)[1]) + NBSP + "t" : "–") })),
  ], resilience.levels.filter((level) => level.scope === scope), `level-stress-${scope}`)));
}
