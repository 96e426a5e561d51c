// Of a batch of runs: which columns of the table the cost follows.

if (data.batch.drivers.length) {
  sections.push({
    id: "drivers",
    title: "What moves the cost",
    build(body) {
      const DRAWN = 12;
      const all = data.batch.drivers;
      const key = (of) => `${of.scope} ${of.level}`;
      const levels = [...new Map(all.map((driver) => [key(driver), driver])).values()];
      const KINDS = { extra_cost: "Extra cost", cost: "Cost" };
      const has = (kind, level) => all.some((driver) => key(driver) === level && driver[kind] != null);
      const middle = levels.find((of) => of.scope === data.middle.scope && of.level === data.middle.level) || levels[0];
      let level = key(middle);
      let kind = has("extra_cost", level) ? "extra_cost" : "cost";
      const list = () => all.filter((driver) => key(driver) === level && driver[kind] != null).sort((a, b) => Math.abs(b[kind]) - Math.abs(a[kind]));
      const one = (value) => (value > 0 ? "+" : "") + format(value, 2);
      function draw() {
        const { axis, option, narrow } = basis();
        const bars = list().slice(0, DRAWN).reverse();
        Object.assign(option, {
          grid: { ...option.grid, right: 46 },
          xAxis: { ...axis, type: "value", min: -1, max: 1, interval: 0.5, axisLabel: { ...axis.axisLabel, formatter: (value) => (value ? one(value) : "0") } },
          yAxis: { ...axis, type: "category", data: bars.map((driver) => driver.column), axisLabel: { ...axis.axisLabel, hideOverlap: false, width: narrow ? 120 : 220, overflow: "break" } },
          series: [{
            type: "bar",
            barMaxWidth: 22,
            data: bars.map((driver) => ({ value: driver[kind], itemStyle: { color: driver[kind] < 0 ? CONCERN : COLOURS[0], decal: NO_PATTERN }, label: { position: driver[kind] < 0 ? "left" : "right" } })),
            label: { show: true, color: ink("ink"), fontSize: 12, formatter: ({ value }) => one(value) },
          }],
        });
        option.tooltip = { ...option.tooltip, trigger: "item", formatter: ({ dataIndex }) => {
          const driver = bars[dataIndex];
          return hint(driver.column, [["transparent", "with the extra cost", driver.extra_cost == null ? "–" : one(driver.extra_cost)], ["transparent", "with the cost", driver.cost == null ? "–" : one(driver.cost)], ["transparent", "runs", format(driver.runs, 0)]]);
        } };
        return {
          option,
          legend: [["dearer where it is higher", COLOURS[0], 1], ["cheaper where it is higher", CONCERN, -1]].filter(([, , sign]) => bars.some((driver) => driver[kind] * sign > 0)).map(([text, colour]) => [text, colour]),
          unit: "rank correlation",
          label: bars.length ? [...bars].reverse().map((driver) => `${driver.column} ${one(driver[kind])}`).join("; ") + "." : "It is the same in all runs.",
          height: 60 + 34 * Math.max(1, bars.length),
        };
      }
      const rows = () => ({
        columns: [
          { head: "Column", cell: (driver) => bdi(driver.column) },
          { head: "With the extra cost", number: true, cell: (driver) => (driver.extra_cost == null ? "–" : one(driver.extra_cost)) },
          { head: "With the cost", number: true, cell: (driver) => (driver.cost == null ? "–" : one(driver.cost)) },
          { head: "Runs", number: true, cell: (driver) => format(driver.runs, 0) },
        ],
        rows: list(),
      });
      body.append(
        el("p", null, "How closely the cost of a level follows each column of the table of runs (Spearman's rank correlation): 1, the dearer the higher it is; −1, the cheaper; 0, no relation. Columns that hold the same in all runs are left out."),
        el("div", { class: "choices" },
          levels.length > 1 && select("Level", levels.map((of) => [key(of), of.level == null ? "No limit" : `${scopeName(of)}, ${percent(of.level)}`]), level, (value) => {
            level = value;
            if (!has(kind, level)) kind = "cost";
            tell(null);
          }),
          choice("Correlation with", "drivers-show", Object.entries(KINDS), kind, (value) => {
            kind = value;
            tell(null);
          })),
        chart("drivers", "What the cost follows", 60 + 34 * Math.min(DRAWN, Math.max(1, list().length)), draw, rows));
      // a level that costs nothing extra in any run has only one of the two to show
      const radios = [...body.querySelectorAll("[name=drivers-show]")];
      listeners.push(() => radios.forEach((radio) => {
        radio.disabled = !has(radio.value, level);
        radio.checked = radio.value === kind;
      }));
    },
  });
}
