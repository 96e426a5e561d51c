// Of a batch of runs: how far the cost of each level spreads, and what moved it.

if (data.batch) {
  sections.push({
    id: "batch",
    title: `How sure the cost is: ${plural(data.batch.runs, "run")}`,
    build(body) {
      const scopes = [...new Set(data.batch.levels.map((band) => band.scope))];
      let scope = scopes[0];
      const bands = () => data.batch.levels.filter((band) => band.scope === scope).sort((a, b) => a.level - b.level);
      function draw() {
        const { axis, option, narrow } = basis();
        const list = bands();
        const [scale, word] = scaleOf(Math.max(0, ...list.map((band) => band.p90)));
        const points = (key) => list.map((band) => [100 * band.level, band[key]]);
        const line = (name, key, type, more) => ({ name, type: "line", data: points(key), symbolSize: 5, lineStyle: { color: COLOURS[0], type, width: key === "p50" ? 3 : 1.5 }, itemStyle: { color: COLOURS[0] }, z: 4, ...more });
        Object.assign(option, {
          xAxis: { ...axis, type: "value", min: "dataMin", max: "dataMax", splitLine: { show: false }, axisLabel: { ...axis.axisLabel, formatter: "{value} %" }, name: narrow ? "" : "security level", nameLocation: "middle", nameGap: 28 },
          yAxis: { ...axis, type: "value", min: 0, axisLabel: { ...axis.axisLabel, formatter: (value) => (value / scale).toLocaleString("en-US", { maximumSignificantDigits: 4 }) } },
          grid: { ...option.grid, bottom: narrow ? 6 : 26 },
          series: [
            // two stacked areas: nothing up to P10, a tint from there to P90
            { type: "line", stack: "band", data: points("p10"), symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, name: "below" },
            { type: "line", stack: "band", data: list.map((band) => [100 * band.level, band.p90 - band.p10]), symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: COLOURS[0], opacity: 0.15 }, silent: true, name: "between" },
            line("P10", "p10", "dotted"), line("P50", "p50", "solid"), line("P90", "p90", "dashed"),
          ],
        });
        option.tooltip = {
          ...option.tooltip,
          trigger: "axis",
          formatter(found) {
            const band = list[found[0].dataIndex];
            return hint(`Level ${percent(band.level)}`, [["p90", "nine tenths of the runs below"], ["p50", "half of the runs below"], ["p10", "a tenth of the runs below"]].map(([key, name]) => [COLOURS[0], name, money(band[key])]));
          },
        };
        return {
          option,
          legend: [["Nine tenths cost less (P90)", COLOURS[0], "dash"], ["Half cost less (P50)", COLOURS[0], "line"], ["A tenth costs less (P10)", COLOURS[0], "dash"]],
          unit: [model.currency, word].join(" ").trim(),
          label: list.map((band) => `at ${percent(band.level)} between ${money(band.p10)} and ${money(band.p90)}`).join("; ") + ".",
        };
      }
      const rows = () => ({
        columns: [
          { head: "Level", cell: (band) => percent(band.level) },
          ...["p10", "p50", "p90"].map((key) => ({ head: key.toUpperCase(), number: true, cell: (band) => money(band[key]) })),
        ],
        rows: bands(),
      });
      if (scopes.length > 1) body.append(select("Limit for", scopes.map((id) => [id, SCOPES[id] || id]), scope, (value) => {
        scope = value;
        turn({});
      }));
      body.append(chart("batch", "Extra cost of each level over the runs", 340, draw, rows));
      if (!data.batch.drivers.length) return;
      const drivers = [...data.batch.drivers].sort((a, b) => b.level - a.level || Math.abs(b.rank_correlation) - Math.abs(a.rank_correlation));
      const levels = [...new Set(drivers.map((driver) => driver.level))];
      const bar = (value) => {
        const fill = el("span", { class: "bar " + (value < 0 ? "less" : "more-of"), "aria-hidden": "true" });
        fill.style.width = Math.max(1, 50 * Math.abs(value)) + "%";
        return el("span", { class: "bars" }, fill);
      };
      body.append(el("h3", null, "What moved it"), el("p", { class: "small" }, "Rank correlation of each column of the table of runs with the extra cost: 1, dearer whenever it is higher; −1, cheaper; 0, no relation."), table("What moved the cost", [
        { head: "Column", cell: (driver) => bdi(driver.column) },
        ...(levels.length > 1 ? [{ head: "Level", number: true, cell: (driver) => percent(driver.level) }] : []),
        { head: "Correlation", number: true, cell: (driver) => signed(driver.rank_correlation, (value) => format(value, 2)) },
        { head: el("span", { class: "unseen" }, "Picture of the correlation"), cell: (driver) => bar(driver.rank_correlation) },
      ], drivers));
    },
  });
}
