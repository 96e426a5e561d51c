// What the money is for, beside the cheapest plan.

sections.push({
  id: "cost",
  title: "What the money is for",
  build(body) {
    const colourOf = (place) => (place === null ? CONCERN : COLOURS[place]);
    const capital = (title) => title[0].toUpperCase() + title.slice(1);
    const terms = data.terms.map(({ title, colour, pattern }, i) => ({ i, name: capital(title), colour: colourOf(colour), pattern }));
    const used = () => terms.filter(({ i }) => [cheapest, lowest].some((end) => end.cost_parts[i] > 1e-9 * (end.cost || 1)));
    const bars = () => (hasDial ? [["Cheapest plan", cheapest], ["This level", view]] : [["This plan", view]]);
    function draw() {
      const { axis, option, narrow } = basis();
      const shownBars = bars();
      const most = Math.max(...[cheapest, lowest].map((end) => total(end.cost_parts)));
      const [scale, word] = scaleOf(most);
      option.grid.top = 8;
      Object.assign(option, {
        yAxis: { ...axis, type: "category", data: shownBars.map(([name]) => name), inverse: true, splitLine: { show: false }, axisLabel: { ...axis.axisLabel, fontSize: 13, color: ink("ink"), width: narrow ? 70 : 110, overflow: "break" } },
        // the scale stays while the dial moves, so that bars can be compared
        xAxis: { ...axis, type: "value", min: 0, max: most, axisLabel: { ...axis.axisLabel, showMaxLabel: false, formatter: (value) => (value / scale).toLocaleString("en-US", { maximumSignificantDigits: 3 }) } },
        series: used().map(({ i, name, colour, pattern }) => ({
          name, type: "bar", stack: "cost", barWidth: "58%",
          data: shownBars.map(([, of]) => of.cost_parts[i]),
          itemStyle: { color: colour, decal: PATTERNS[pattern][0] },
        })),
      });
      option.tooltip = {
        ...option.tooltip,
        trigger: "axis",
        axisPointer: { type: "shadow" },
        formatter: (found) => hint(found[0].name, [
          ...found.map((one) => [used()[one.seriesIndex].colour, one.seriesName, money(one.value)]),
          ["transparent", "together", money(total(found.map((one) => one.value)))],
        ]),
      };
      return {
        option,
        legend: used().map(({ name, colour, pattern }) => [name, colour, pattern]),
        unit: [model.currency, word].join(" ").trim(),
        label: used().map(({ i, name }) => `${name} ${money(view.cost_parts[i])}`).join(", ") + ".",
      };
    }
    const rows = () => ({
      columns: [
        { head: "For", cell: (term) => term.name },
        ...bars().map(([head, of]) => ({ head, number: true, cell: (term) => money(term.i < 0 ? total(of.cost_parts) : of.cost_parts[term.i]) })),
        ...(hasDial ? [{ head: "Change", number: true, cell: (term) => {
          const change = term.i < 0 ? total(view.cost_parts) - total(cheapest.cost_parts) : view.cost_parts[term.i] - cheapest.cost_parts[term.i];
          return Math.abs(change) < 1e-8 * cheapest.cost ? "0" : signed(change, money);
        } }] : []),
      ],
      rows: [...used(), { i: -1, name: "Together", attributes: { class: "sum" } }],
    });
    body.append(
      el("p", { class: "small" }, `Whole horizon${model.discount_rate ? `, discounted at ${percent(model.discount_rate)} a year` : ""}. What is bought at a higher price, what freight and tariffs add, what it costs to hold stock, and what shortages cost those who have them.`),
      chart("cost", "Cost by term", hasDial ? 150 : 100, draw, rows, { open: true }));
  },
});
