// Purchases through time at the level of the dial, stacked by supplier, country or dependency.

/** How many series are told apart before the rest is "other". */
const TOLD_APART = 6;
const concern = model.security && model.security.country;

/** Ways to sum offers: for each a name for an offer's group, and whether that group is the country of concern. */
const GROUPINGS = {
  country: {
    title: "Country",
    of: (supplier) => countryName(supplier.country),
    concerns: (supplier) => supplier.country === concern,
  },
  supplier: {
    title: "Supplier",
    of: (supplier) => supplier.name,
    concerns: (supplier) => supplier.country === concern,
  },
  ...(concern && {
    dependency: {
      title: "Dependency",
      parts: (supplier) => {
        const far = countryName(concern);
        const share = supplier.dependency;
        return supplier.country === concern
          ? [[`Processed in ${far}`, 1, true]]
          : [[`From feedstock of ${far}, processed elsewhere`, share, true], [`Independent of ${far}`, 1 - share, false]];
      },
    },
  }),
};

/** Tonnes by group and period of a view, the country of concern first and then by size over the whole dial. */
function grouped(grouping, of) {
  const how = GROUPINGS[grouping];
  const parts = how.parts || ((supplier) => [[how.of(supplier), 1, how.concerns(supplier)]]);
  const groups = new Map();
  model.offers.forEach((offer, o) => {
    if (!shown(offer.element)) return;
    for (const [name, part, concerns] of parts(model.suppliers[offer.supplier])) {
      if (!groups.has(name)) groups.set(name, { name, concerns, size: 0, periods: new Array(model.periods.length).fill(0) });
      const group = groups.get(name);
      of.offers[o].forEach((quantity, i) => (group.periods[offer.first + i] += part * quantity));
      for (const end of [cheapest, lowest]) group.size += part * end.offers[o].reduce((a, b) => a + b, 0);
    }
  });
  return [...groups.values()].filter((group) => group.size > 1e-9).sort((a, b) => b.concerns - a.concerns || b.size - a.size);
}

/** The same with all but the largest summed as "other", each with a colour and a pattern. */
function toldApart(groups) {
  const patterns = ["plain", "diagonal", "dots"];
  const concerned = groups.filter((group) => group.concerns);
  const free = groups.filter((group) => !group.concerns);
  const ours = free.slice(0, TOLD_APART).map((group, i) => ({ ...group, colour: COLOURS[i % COLOURS.length], pattern: patterns[i % 2 ? 2 : 0] }));
  const theirs = concerned.map((group, i) => ({ ...group, colour: i ? "#b8860b" : CONCERN, pattern: i % 2 ? "lines" : "diagonal" }));
  if (theirs.length > 2) theirs.splice(1, theirs.length - 1, summed(theirs.slice(1), `Other in ${countryName(concern)}`, "#b8860b", "lines"));
  const rest = free.slice(TOLD_APART);
  const other = rest.length === 1 ? rest[0].name : `Other (${rest.length})`;
  return [...theirs, ...ours, ...(rest.length ? [summed(rest, other, OTHER, "lines")] : [])];
}

function summed(groups, name, colour, pattern) {
  const periods = new Array(model.periods.length).fill(0);
  for (const group of groups) group.periods.forEach((quantity, t) => (periods[t] += quantity));
  return { name, colour, pattern, periods };
}

const total = (list) => list.reduce((a, b) => a + b, 0);
const whatIsShown = () => (state.element < 0 ? "all elements" : elementName(model.elements[state.element]));

sections.push({
  id: "purchases",
  title: "What is bought, from whom and when",
  build(body) {
    let grouping = "country";
    let groups = [];
    function draw() {
      groups = toldApart(grouped(grouping, view));
      const { axis, option, narrow } = basis();
      Object.assign(option, {
        xAxis: periodAxis(axis),
        yAxis: { ...axis, type: "value" },
        series: groups.map((group) => ({
          name: group.name,
          type: "bar",
          stack: "all",
          barCategoryGap: narrow ? "10%" : "18%",
          data: group.periods,
          itemStyle: { color: group.colour, decal: decal(group.pattern) },
        })),
      });
      option.tooltip = {
        ...option.tooltip,
        trigger: "axis",
        axisPointer: { type: "shadow" },
        formatter: (found) => hint(periodName(model.periods[found[0].dataIndex]), [
          ...found.filter((one) => one.value > 0).reverse().map((one) => [groups[one.seriesIndex].colour, one.seriesName, tonnes(one.value) + " t"]),
          ["transparent", "together", tonnes(total(found.map((one) => one.value))) + " t"],
        ]),
      };
      const sums = groups.map((group) => [group.name, total(group.periods)]).filter(([, sum]) => sum > 0).slice(0, 4);
      return {
        option,
        legend: groups.map((group) => [group.name, group.colour, group.pattern]),
        unit: `tonnes a ${periodWord}, ${whatIsShown()}`,
        label: `Purchases of ${whatIsShown()}: ${sums.map(([name, sum]) => `${name} ${tonnes(sum)} tonnes`).join(", ")}.`,
      };
    }
    const rows = () => {
      const all = grouped(grouping, view);
      return {
        columns: [
          { head: "Period", cell: (t) => periodName(model.periods[t]) },
          ...all.map((group) => ({ head: bdi(group.name), number: true, cell: (t) => tonnes(group.periods[t]) })),
        ],
        rows: model.periods.map((_, t) => t),
      };
    };
    const figure = chart("purchases", "Purchases through time", 330, draw, rows);
    const options = Object.entries(GROUPINGS).map(([key, how]) => [key, how.title]);
    body.append(el("div", { class: "choices" }, choice("Purchases by", "grouping", options, grouping, (value) => {
      grouping = value;
      turn({});
    }), patternBox()), figure);
  },
});
