// Of a batch of runs: how far the figures of each level spread.

const FIGURES = {
  extra_cost: ["Extra cost", money, "more than the same run's cheapest plan"],
  extra_percent: ["Extra, %", (value) => format(value, 2) + NBSP + "%", "% more than the same run's cheapest plan"],
  cost: ["Cost", money, "in all"],
  share_total: ["Dependency", (value) => percent(value), "% of all that is needed"],
};
const QUANTILES = ["Least", "P10", "P25", "P50", "P75", "P90", "Most"];
const levelName = (of) => (of.level == null ? "no limit" : percent(of.level));
const scopeName = (of) => (of.scope == null ? "No limit" : SCOPES[of.scope] || of.scope);
const rate = (attainable, runs) => (attainable === runs ? "all" : `${format(attainable, 0)} of ${format(runs, 0)}`);

if (data.batch.bands.length) {
  sections.push({
    id: "bands",
    title: "What each level of security costs, over the runs",
    build(body) {
      const all = data.batch.bands;
      const scopes = [...new Set(all.filter((band) => band.level != null).map((band) => band.scope))];
      const figures = Object.keys(FIGURES).filter((key) => all.some((band) => band.figure === key && (!scopes.length || band.level != null)));
      let [scope, figure] = [scopes[0] ?? null, figures[0]];
      // the runs without a limit belong beside every scope: they are what it costs to do nothing
      const bands = () => all.filter((band) => band.figure === figure && (band.scope === scope || band.level == null));
      const say = (value) => FIGURES[figure][1](value);
      /** What figures are divided by where many stand together, and what they are then in. */
      function unit() {
        const most = Math.max(0, ...bands().map((band) => band.quantiles[6]));
        const [scale, word] = figure.endsWith("cost") ? scaleOf(most) : [figure === "share_total" ? 0.01 : 1, ""];
        return { scale, name: [figure.endsWith("cost") && data.currency, word, FIGURES[figure][2]].filter(Boolean).join(" ") };
      }
      function draw() {
        const { axis, option, narrow } = basis();
        const list = bands().filter((band) => band.level != null).sort((a, b) => a.level - b.level);
        const { scale, name: unitName } = unit();
        const points = (k) => list.map((band) => [100 * band.level, band.quantiles[k]]);
        const area = (name, from, to, opacity) => [
          // two stacked areas: nothing up to the lower line, a tint from there to the upper
          { type: "line", stack: name, stackStrategy: "all", data: points(from), symbol: "none", lineStyle: { opacity: 0 }, silent: true, name: "below " + name },
          { type: "line", stack: name, stackStrategy: "all", data: list.map((band) => [100 * band.level, band.quantiles[to] - band.quantiles[from]]), symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: ink("line"), opacity }, itemStyle: { decal: NO_PATTERN }, silent: true, name },
        ];
        const line = (name, k, type) => ({ name, type: "line", data: points(k), symbol: "circle", symbolSize: k === 3 ? 7 : 5, lineStyle: { color: ink("line"), type, width: k === 3 ? 3 : 1.5 }, itemStyle: { color: ink("line"), decal: NO_PATTERN }, z: 4 });
        const ends = list.length > 1 ? ["dataMin", "dataMax"] : [(span) => span.min - 5, (span) => span.max + 5];
        Object.assign(option, {
          // the picture of a level is a point among others, not a breakpoint: lines between them only lead the eye
          xAxis: { ...axis, type: "value", min: ends[0], max: ends[1], splitLine: { show: false }, axisTick: { show: true, lineStyle: { color: ink("rule-strong") } }, axisLabel: { ...axis.axisLabel, alignMinLabel: "left", formatter: (value) => Number(value.toFixed(2)) + " %" }, name: `← safer${narrow ? "   " : "      "}share that may depend on the country`, nameLocation: "middle", nameGap: 28 },
          yAxis: { ...axis, type: "value", scale: !figure.startsWith("extra"), axisLabel: { ...axis.axisLabel, formatter: (value) => (value / scale).toLocaleString("en-US", { maximumSignificantDigits: 4 }) } },
          grid: { ...option.grid, bottom: 26 },
          series: [...area("eight of ten runs", 1, 5, 0.14), ...area("half of the runs", 2, 4, 0.18), line("P10", 1, "dotted"), line("P50", 3, "solid"), line("P90", 5, "dashed")],
        });
        option.tooltip = {
          ...option.tooltip,
          trigger: "axis",
          formatter(found) {
            const band = list[found[0].dataIndex];
            const reach = `${rate(band.attainable, band.runs)}${band.attainable === band.runs ? ` ${band.runs}` : ""}`;
            return hint(`Level ${percent(band.level)}`, [...QUANTILES.map((name, k) => [k === 3 ? ink("line") : "transparent", name, say(band.quantiles[k])]).reverse(), ["transparent", "runs that reach it", reach]]);
          },
        };
        return {
          option,
          legend: [["P90: nine tenths of the runs lie below", ink("line"), "dash"], ["P50: half lie below", ink("line"), "line"], ["P10: a tenth lies below", ink("line"), "points"], ["Half of the runs lie in the dark band", ink("line"), "tint"]],
          unit: unitName,
          label: list.map((band) => `At ${percent(band.level)} between ${say(band.quantiles[1])} and ${say(band.quantiles[5])}, ${say(band.quantiles[3])} in the middle`).join("; ") + ".",
        };
      }
      const lines = () => ({
        columns: [
          { head: "Level", cell: levelName },
          { head: "Runs", number: true, cell: (band) => format(band.runs, 0) },
          { head: "Runs that reach it", number: true, cell: (band) => rate(band.attainable, band.runs) },
          ...QUANTILES.map((head, k) => ({ head, number: true, cell: (band) => format(band.quantiles[k] / unit().scale, 2) })),
        ],
        rows: bands(),
      });
      body.append(el("p", null, "Each level in every run: the table of runs is not a forecast, and how often something happens in it says only how often it was asked for. Some runs cannot go as low as a level asks, at any price: “5 of 60” says that five of sixty can; the others count here at the lowest level that they reach."));
      body.append(el("div", { class: "choices" },
        scopes.length > 1 && select("Limit for", scopes.map((id) => [id, SCOPES[id] || id]), scope, (value) => {
          scope = value;
          tell(null);
        }),
        choice("What is shown", "bands-show", figures.map((key) => [key, FIGURES[key][0]]), figure, (value) => {
          figure = value;
          tell(null);
        })));
      if (scopes.length) {
        body.append(chart("bands", "The spread over the runs", 340, draw, lines, { open: true }));
      } else {
        // runs without any level have one line of figures, and nothing to draw it over
        const list = el("div");
        listeners.push(() => {
          const { columns, rows } = lines();
          list.replaceChildren(el("p", { class: "small" }, `In ${unit().name}.`), table("The spread over the runs", columns, rows));
        });
        body.append(list);
      }
    },
  });
}
