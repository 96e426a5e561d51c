// Cost by term: the changes from the cheapest plan, step by step, and the parts of the whole.

/** Changes that are a smaller part of all of them than this stand together. */
const SLIGHT = 0.005;

/** Unmet demand of each element with the periods in which it is short, the largest first. */
function shortfalls() {
  return model.elements
    .map((element, e) => {
      const periods = view.elements[e].shortage;
      const short = periods.map((tonnes, t) => (beside(tonnes, tonnesInAll) > 0 ? t : -1)).filter((t) => t >= 0);
      return { element, tonnes: total(periods), first: short[0], last: short.at(-1) };
    })
    .filter(({ tonnes }) => beside(tonnes, tonnesInAll) > 0)
    .sort((a, b) => b.tonnes - a.tonnes);
}

/** What lies in store is paid for and still owned: it is no loss. */
function store() {
  const value = data.summary.stock_value;
  if (!value || !(value.start > 0 || value.end > 0)) return "";
  const more = value.end - value.start;
  return el("p", { class: "small" }, `${hasDial ? "In the cheapest plan the" : "The"} stock at the end is worth ${money(value.end)}, ${money(Math.abs(more))} ${more < 0 ? "less" : "more"} than at the start, at reference prices and undiscounted. It counts as spent here, though it is still owned.`);
}

sections.push({
  id: "cost",
  title: "What the money is for",
  build(body) {
    const capital = (title) => title[0].toUpperCase() + title.slice(1);
    const terms = data.terms.map(({ title, colour, pattern }, i) => ({ name: capital(title), colour: colour === null ? CONCERN : COLOURS[colour], pattern, of: (view) => view.cost_parts[i] }));
    const elements = model.elements.map((element, e) => ({ name: elementName(element), colour: COLOURS[0], pattern: "plain", of: (view) => view.costs[e] }));
    let by = hasDial && model.elements.length > 1 ? "element" : "term";
    const used = () => (by === "term" ? terms : elements).filter(({ of }) => [cheapest, lowest, view].some((end) => of(end) > 1e-9 * (end.cost || 1)));
    const change = ({ of }) => of(view) - of(cheapest);
    const shortTerm = data.terms.findIndex((term) => term.label === "shortage");

    /** What changes, the largest first, the slight ones together, and the sum. */
    function steps() {
      const all = used().map((one) => ({ ...one, by: change(one) })).sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
      const size = total(all.map((one) => Math.abs(one.by)));
      const told = all.filter((one) => Math.abs(one.by) > SLIGHT * size);
      const rest = all.filter((one) => !told.includes(one) && one.by !== 0);
      const other = rest.length === 1 ? rest : [{ name: "The rest", colour: OTHER, pattern: "plain", by: total(rest.map((one) => one.by)) }];
      return [...told, ...(rest.length ? other : [])];
    }
    function waterfall() {
      const { axis, option, narrow } = basis();
      const list = steps();
      const sum = total(list.map((one) => one.by));
      let at = 0;
      const bars = list.map((one) => {
        const from = at;
        at += one.by;
        return { ...one, low: Math.min(from, at), size: Math.abs(one.by) };
      });
      bars.push({ name: "Together", colour: ink("soft"), pattern: "plain", by: sum, low: Math.min(0, sum), size: Math.abs(sum) });
      const most = Math.max(...bars.map((bar) => bar.low + bar.size), 0);
      const [scale, word] = scaleOf(Math.max(most, -Math.min(...bars.map((bar) => bar.low))));
      const category = { ...axis, type: "category", data: bars.map((bar) => bar.name), inverse: true, splitLine: { show: false }, axisLabel: { ...axis.axisLabel, hideOverlap: false, fontSize: 13, color: ink("ink"), width: narrow ? 90 : 150, overflow: "break", lineHeight: 15 } };
      Object.assign(option, {
        grid: { ...option.grid, top: 8, right: narrow ? 62 : 90 },
        yAxis: category,
        xAxis: { ...axis, type: "value", axisLabel: { ...axis.axisLabel, formatter: (value) => (value / scale).toLocaleString("en-US", { maximumSignificantDigits: 3 }) } },
        series: [
          { type: "bar", stack: "steps", silent: true, data: bars.map((bar) => bar.low), itemStyle: { color: "transparent", decal: NO_PATTERN }, barWidth: "62%", tooltip: { show: false } },
          { type: "bar", stack: "steps", barWidth: "62%", data: bars.map((bar) => ({ value: bar.size, itemStyle: { color: bar.name === "Together" ? ink("soft") : bar.by < 0 ? COLOURS[2] : COLOURS[0], decal: NO_PATTERN } })),
            label: { show: true, position: "right", color: ink("ink"), fontSize: 12, formatter: ({ dataIndex }) => (beside(bars[dataIndex].by, view.cost) === 0 ? "0" : (bars[dataIndex].by > 0 ? "+" : "\u2212") + (narrow ? format(Math.abs(bars[dataIndex].by) / scale, Math.abs(bars[dataIndex].by) / scale < 10 ? 2 : 1) : money(Math.abs(bars[dataIndex].by)))) } },
        ],
      });
      option.tooltip = { ...option.tooltip, trigger: "item", formatter: ({ dataIndex }) => hint(bars[dataIndex].name, [["transparent", "change", signed(bars[dataIndex].by, money)]]) };
      return {
        option,
        unit: [model.currency, word, "more than in the cheapest plan"].filter(Boolean).join(" "),
        height: 44 + 30 * bars.length,
        legend: [["more", COLOURS[0], 1], ["less", COLOURS[2], -1]].filter(([, , sign]) => list.some((one) => one.by * sign > 0)).map(([text, colour]) => [text, colour]),
        label: list.map((one) => `${one.name} ${signed(one.by, money)}`).join(", ") + `; together ${signed(sum, money)}.`,
      };
    }
    function whole() {
      const { axis, option } = basis();
      const [scale, word] = scaleOf(view.cost);
      Object.assign(option, {
        grid: { ...option.grid, top: 8 },
        yAxis: { ...axis, type: "category", data: ["This plan"] },
        xAxis: { ...axis, type: "value", min: 0, axisLabel: { ...axis.axisLabel, formatter: (value) => (value / scale).toLocaleString("en-US", { maximumSignificantDigits: 3 }) } },
        series: used().map(({ name, colour, pattern, of }) => ({ name, type: "bar", stack: "cost", barWidth: "58%", data: [of(view)], itemStyle: { color: colour, decal: decal(pattern) } })),
      });
      option.tooltip = { ...option.tooltip, trigger: "axis", axisPointer: { type: "shadow" }, formatter: (found) => hint("This plan", found.map((one) => [used()[one.seriesIndex].colour, one.seriesName, money(one.value)])) };
      return {
        option,
        legend: used().map(({ name, colour, pattern }) => [name, colour, pattern]),
        unit: [model.currency, word].filter(Boolean).join(" "),
        height: 100,
        label: used().map(({ name, of }) => `${name} ${money(of(view))}`).join(", ") + ".",
      };
    }
    const sum = (end) => total(used().map(({ of }) => of(end)));
    const rows = () => ({
      columns: [
        { head: by === "term" ? "For" : "Element", cell: (one) => one.name },
        ...(hasDial ? [["Cheapest plan", cheapest]] : []).concat([[hasDial ? "This level" : "This plan", view]]).map(([head, end]) => ({ head, number: true, cell: (one) => money(one.of ? one.of(end) : sum(end)) })),
        ...(hasDial ? [{ head: "Change", number: true, cell: (one) => {
          const by = one.of ? change(one) : sum(view) - sum(cheapest);
          return Math.abs(by) < 1e-8 * cheapest.cost ? "0" : signed(by, money);
        } }] : []),
      ],
      rows: [...used(), { name: "Together", attributes: { class: "sum" } }],
    });
    const short = el("p", { class: "note plain" });
    listeners.push(() => {
      const list = shortfalls();
      const cost = view.cost_parts[shortTerm];
      const tonnesShort = total(list.map((one) => one.tonnes));
      short.hidden = !(cost > 0 && tonnesShort > 0);
      if (short.hidden) return;
      const when = ({ first, last }) => (first === last ? periodName(model.periods[first]) : `${periodName(model.periods[first])} to ${periodName(model.periods[last])}`);
      const each = list.slice(0, 4).map((one) => `${tonnes(one.tonnes)} t of ${elementWord(one.element)} (${when(one)})`);
      if (list.length > 4) each.push(`${list.length - 4} more`);
      const unit = model.price_unit === "kg" ? 1000 : 1;
      short.replaceChildren(el("strong", null, `Shortage: ${money(cost)}. `),
        `${tonnes(tonnesShort)} t of demand are not met: `, bdi(and(each)), `. Nobody is paid this: it is what the missing goods would cost those who need them, ${money(cost / tonnesShort / unit, 0)} for each ${model.price_unit} on average.`);
    });
    const figure = chart("cost", hasDial ? "What this level changes" : "Cost by kind", hasDial ? 200 : 100, () => (hasDial ? waterfall() : whole()), rows, { open: true });
    body.append(
      el("p", { class: "small" }, `Whole horizon${model.discount_rate ? `, discounted at ${percent(model.discount_rate)} a year` : ""}. ${hasDial ? `The cheapest plan costs ${money(data.scopes[0].least_cost)}; the picture shows only what the level adds to it.` : ""}`),
      hasDial && model.elements.length > 1 ? choice("Cost by", "cost-by", [["element", "By element"], ["term", "By kind of cost"]], by, (value) => {
        by = value;
        turn({});
      }) : "",
      figure, short, store());
  },
});
