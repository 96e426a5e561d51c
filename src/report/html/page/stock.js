// Stock against required stock, and unmet demand.

sections.push({
  id: "stock",
  title: "Stock against required coverage",
  build(body) {
    const series = () => ({
      closing: sumElements((e) => view.elements[e].closing),
      required: sumElements((e) => model.elements[e].required),
      shortage: sumElements((e) => view.elements[e].shortage),
      substituted: sumElements((e) => view.elements[e].substituted),
    });
    const lines = [
      ["closing", "Stock at the end of the period", COLOURS[0], "line"],
      ["required", "Required coverage", "#e69f00", "dash"],
      ["shortage", "Unmet demand", CONCERN, "diagonal"],
      ["substituted", "Substituted demand", COLOURS[2], "dots"],
    ];
    let values = null;
    function draw() {
      values = series();
      const kept = lines.filter(([key]) => key === "closing" || values[key].some((value) => value > 0));
      const { axis, option } = basis();
      Object.assign(option, {
        xAxis: periodAxis(axis),
        yAxis: { ...axis, type: "value", min: 0 },
        series: kept.map(([key, name, colour, look]) =>
          look === "line" || look === "dash"
            ? { name, type: "line", data: values[key], showSymbol: false, symbol: "circle", z: look === "dash" ? 4 : 3, lineStyle: { color: colour, width: look === "dash" ? 2 : 2.5, type: look === "dash" ? "dashed" : "solid" }, itemStyle: { color: colour, decal: NO_PATTERN }, areaStyle: look === "line" ? { color: colour, opacity: 0.12 } : undefined }
            : { name, type: "bar", stack: "missing", data: values[key], itemStyle: { color: colour, decal: decal(look) } }),
      });
      option.tooltip = {
        ...option.tooltip,
        trigger: "axis",
        formatter: (found) => hint(periodName(model.periods[found[0].dataIndex]), found.map((one) => [one.color, one.seriesName, tonnes(one.value) + " t"])),
      };
      const last = model.periods.length - 1;
      const spare = values.closing.findIndex((stock, t) => stock > values.required[t] * 1.001 + 1e-6);
      return {
        option,
        legend: kept.map(([, name, colour, look]) => [name, colour, look]),
        unit: `tonnes, ${whatIsShown()}`,
        label: `Stock of ${whatIsShown()}: ${tonnes(values.closing[0])} tonnes at the end of ${periodName(model.periods[0])}, ${tonnes(values.closing[last])} at the end, ${spare < 0 ? "never more than required" : "at times more than required"}; unmet demand ${tonnes(total(values.shortage))} tonnes.`,
      };
    }
    const rows = () => ({
      columns: [
        { head: "Period", cell: (t) => periodName(model.periods[t]) },
        { head: "Demand", number: true, cell: (t) => tonnes(sumElements((e) => model.elements[e].demand)[t]) },
        ...lines.map(([key, name]) => ({ head: name, number: true, cell: (t) => tonnes(values[key][t]) })),
      ],
      rows: model.periods.map((_, t) => t),
    });
    body.append(chart("stock", "Stock and required coverage", 280, draw, rows));
  },
});
