// Of a batch of runs: the drivers of the cost, in money: a bar for each column, from the runs in which it is low to those in which it is high.

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
      const swing = (driver) => driver.high[kind] - driver.low[kind];
      const list = () => all.filter((driver) => key(driver) === level && driver[kind] != null).sort((a, b) => Math.abs(swing(b)) - Math.abs(swing(a)));
      const meanings = new Map(data.columns.map((column) => [column.name, column.meaning]));
      const words = (driver) => (meanings.get(driver.column) ? meanings.get(driver.column)[0] : driver.column);
      const value = (number) => number.toLocaleString("en-US", { maximumSignificantDigits: 4 });
      function draw() {
        const { axis, option, narrow } = basis();
        const bars = list().slice(0, DRAWN);
        const ends = bars.flatMap((driver) => [driver.low[kind], driver.high[kind]]);
        const [least, most] = [Math.min(...ends), Math.max(...ends)];
        const [scale, word] = scaleOf(Math.max(Math.abs(least), Math.abs(most)));
        const room = (narrow ? 0.25 : 0.12) * (most - least || 1);
        const colour = (driver) => (swing(driver) < 0 ? CONCERN : COLOURS[0]);
        Object.assign(option, {
          grid: { ...option.grid, right: 30, top: 8, bottom: 26 },
          // a bar's left end lies anywhere: what is left of it is drawn with nothing
          xAxis: { ...axis, type: "value", min: Math.max(0, least - room), max: most + room, name: data.currency ? `${data.currency} ${word}`.trim() : word, nameLocation: "middle", nameGap: 28, axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false, formatter: (amount) => (amount / scale).toLocaleString("en-US", { maximumSignificantDigits: 4 }) } },
          yAxis: { ...axis, type: "category", inverse: true, data: bars.map(words), splitLine: { show: false }, axisLabel: { ...axis.axisLabel, hideOverlap: false, fontSize: 13, color: ink("ink"), width: narrow ? 110 : 220, overflow: "break", lineHeight: 15 } },
          series: [
            { type: "bar", stack: "swing", silent: true, tooltip: { show: false }, barMaxWidth: 22, data: bars.map((driver) => Math.min(driver.low[kind], driver.high[kind])), itemStyle: { color: "transparent", decal: NO_PATTERN },
              label: { show: true, position: "insideRight", color: ink("soft"), fontSize: 11, formatter: ({ dataIndex }) => value(swing(bars[dataIndex]) < 0 ? bars[dataIndex].high.value : bars[dataIndex].low.value) } },
            { type: "bar", stack: "swing", barMaxWidth: 22, data: bars.map((driver) => ({ value: Math.abs(swing(driver)), itemStyle: { color: colour(driver), decal: NO_PATTERN } })),
              label: { show: true, position: "right", color: ink("soft"), fontSize: 11, formatter: ({ dataIndex }) => value(swing(bars[dataIndex]) < 0 ? bars[dataIndex].low.value : bars[dataIndex].high.value) } },
          ],
        });
        option.tooltip = { ...option.tooltip, trigger: "item", formatter: ({ dataIndex }) => {
          const driver = bars[dataIndex];
          return hint(words(driver), [["transparent", `where it is ${value(driver.low.value)} on average`, money(driver.low[kind])], ["transparent", `where it is ${value(driver.high.value)}`, money(driver.high[kind])], ["transparent", "column", driver.column]]);
        } };
        return {
          option,
          legend: [["dearer where it is higher", COLOURS[0], 1], ["cheaper where it is higher", CONCERN, -1]].filter(([, , sign]) => bars.some((driver) => swing(driver) * sign > 0)).map(([text, colour]) => [text, colour]),
          unit: [data.currency, word].filter(Boolean).join(" "),
          label: bars.length ? bars.map((driver) => `${words(driver)}: ${money(driver.low[kind])} where it is low, ${money(driver.high[kind])} where it is high`).join("; ") + "." : "It is the same in all runs.",
          height: 70 + 34 * Math.max(1, bars.length),
        };
      }
      const one = (r) => (r == null ? "–" : (r > 0 ? "+" : "") + format(r, 2));
      const rows = () => ({
        columns: [
          { head: "What", cell: (driver) => bdi(words(driver)) },
          { head: "Low third: its value", number: true, cell: (driver) => value(driver.low.value) },
          { head: "the cost", number: true, cell: (driver) => money(driver.low[kind]) },
          { head: "High third: its value", number: true, cell: (driver) => value(driver.high.value) },
          { head: "the cost", number: true, cell: (driver) => money(driver.high[kind]) },
          { head: "Difference", number: true, cell: (driver) => signed(swing(driver), money) },
          { head: "Rank correlation", number: true, cell: (driver) => one(driver[kind]) },
          { head: "Column", cell: (driver) => bdi(driver.column) },
        ],
        rows: list(),
      });
      body.append(
        el("p", null, "Each bar runs from the mean cost of the third of the runs in which a figure is lowest to that of the third in which it is highest; the numbers at its ends are the figure’s means there. Other figures differ between the two thirds too, so a short bar may be chance. What holds the same in all runs is left out."),
        el("div", { class: "choices" },
          levels.length > 1 && select("Level", levels.map((of) => [key(of), of.level == null ? "No limit" : `${scopeName(of)}, ${percent(of.level)}`]), level, (value) => {
            level = value;
            if (!has(kind, level)) kind = "cost";
            tell(null);
          }),
          choice("Which cost", "drivers-show", Object.entries(KINDS), kind, (value) => {
            kind = value;
            tell(null);
          })),
        chart("drivers", "What moves the cost, in money", 70 + 34 * Math.min(DRAWN, Math.max(1, list().length)), draw, rows));
      // a level that costs nothing extra in any run has only one of the two to show
      const radios = [...body.querySelectorAll("[name=drivers-show]")];
      listeners.push(() => radios.forEach((radio) => {
        radio.disabled = !has(radio.value, level);
        radio.checked = radio.value === kind;
      }));
    },
  });
}
