// The frontier: the cost of each level, every breakpoint of it.

if (hasDial) {
  sections.push({
    id: "frontier",
    title: "What each level of security costs",
    build(body) {
      let shows = "extra";
      const country = countryName(model.security.country);
      const dashes = ["solid", "dashed", "dotted", [8, 3, 2, 3]];
      const line = (i) => (i ? COLOURS[i % COLOURS.length] : ink("line"));
      const yOf = (scope, point) => (shows === "extra" ? Math.max(0, point[1] - scope.least_cost) : point[2]);
      // other views of the first scope, where they were asked for: their lines, and the band that all views span
      const views = () => (shows === "extra" ? data.beside : []);
      const extraOf = (its, share) => Math.max(0, costAt(its, Math.min(its.free_share, share)) - its.least_cost);
      const most = () => Math.max(0, ...views().map((its) => extraOf(its, its.lowest_share)), ...data.scopes.flatMap((scope) => scope.points.map((point) => yOf(scope, point) || 0)));
      // beyond the free share nothing more is paid: a stretch of it shows where cost begins
      const right = (scope) => Math.min(1, scope.free_share + 0.12 * Math.max(0.02, scope.free_share - scope.lowest_share));
      const end = Math.max(...data.scopes.map(right));
      function series(scope, i) {
        const steps = shows === "marginal";
        const points = scope.points.map((point) => [100 * point[0], yOf(scope, point)]).filter(([, y]) => y != null);
        // a marginal cost holds from its breakpoint down to the next
        if (steps && scope.points.length > 1) points.push([100 * scope.lowest_share, points.at(-1)[1]]);
        const current = i === state.scope;
        return {
          name: SCOPES[scope.scope],
          type: "line",
          step: steps ? "start" : false,
          data: [[100 * end, 0], ...(steps ? [[100 * scope.free_share, 0]] : []), ...points],
          showSymbol: points.length <= 120,
          symbol: "circle",
          symbolSize: 4,
          z: current ? 4 : 3,
          lineStyle: { width: current ? 3 : 2, type: dashes[i % dashes.length], color: line(i) },
          itemStyle: { color: line(i), decal: NO_PATTERN },
        };
      }
      /** The line's name beside it, where it has some way still to go. */
      function nameOn(scope, i) {
        const points = scope.points.map((point) => [100 * point[0], yOf(scope, point)]).filter(([, y]) => y != null);
        const height = (0.62 - 0.2 * (i % 3)) * most();
        const at = points.find(([, y]) => y >= height) || points.at(-1);
        return {
          type: "scatter",
          data: at ? [at] : [],
          symbolSize: 0.01,
          silent: true,
          z: 6,
          label: { show: true, position: "right", offset: [0, -7], formatter: SCOPES[scope.scope], color: line(i), fontSize: 13, fontWeight: 600, distance: 6, textBorderColor: ink("raised"), textBorderWidth: 3 },
        };
      }
      function bandOf() {
        const all = views().length ? [data.scopes[0], ...views()] : [];
        const lowest = Math.max(...all.map((its) => its.lowest_share));
        const steps = Array.from({ length: 121 }, (_, k) => end - (k / 120) * (end - lowest));
        const spans = all.length ? steps.map((share) => [share, all.map((its) => extraOf(its, share))]) : [];
        const band = (data, more) => ({ type: "line", stack: "views", stackStrategy: "all", data, symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, z: 1, ...more });
        return spans.length ? [
          band(spans.map(([share, costs]) => [100 * share, Math.min(...costs)]), { name: "least of all views" }),
          band(spans.map(([share, costs]) => [100 * share, Math.max(...costs) - Math.min(...costs)]), { name: "all views", areaStyle: { color: ink("line"), opacity: 0.13 } }),
          ...views().map((its, k) => ({
            type: "line", name: its.name, silent: true, symbol: "none", z: 2, tooltip: { show: false },
            data: [[100 * end, 0], ...its.points.map((point) => [100 * point[0], Math.max(0, point[1] - its.least_cost)])],
            lineStyle: { width: 1.5, type: dashes[(k + 1) % dashes.length], color: ink("soft") },
            endLabel: { show: true, formatter: its.name, color: ink("soft"), fontSize: 12, offset: [8, 8], align: "left", textBorderColor: ink("raised"), textBorderWidth: 3 },
          })),
        ] : [];
      }
      function levelMarks(scope, i) {
        const marks = scope.levels.filter((level) => level.share != null && level.level >= scope.lowest_share && level.level <= end);
        return {
          type: "scatter",
          name: "Levels of the table",
          data: marks.map((level) => [100 * level.level, shows === "extra" ? level.extra_cost : level.marginal_cost]).filter(([, y]) => y != null),
          symbol: "diamond",
          symbolSize: 11,
          z: 5,
          tooltip: { show: false },
          silent: true,
          itemStyle: { color: ink("raised"), borderColor: line(i), borderWidth: 2, decal: NO_PATTERN },
        };
      }
      function draw() {
        const { axis, option, narrow } = basis();
        const [scale, word] = scaleOf(most());
        const scope = view.scope;
        const now = shows === "extra" ? Math.max(0, view.cost - scope.least_cost) : marginalAt(scope, view.share);
        const guide = (share, text, type, position) => ({
          xAxis: 100 * share,
          lineStyle: { color: ink("soft"), type, width: 1 },
          label: { formatter: text, color: ink("soft"), position, fontSize: 12, distance: 4 },
        });
        const here = {
          type: "scatter",
          data: now == null ? [] : [[100 * view.share, now]],
          symbolSize: 14,
          z: 6,
          silent: true,
          itemStyle: { color: CONCERN, borderColor: ink("raised"), borderWidth: 2, decal: NO_PATTERN },
          markLine: {
            silent: true, symbol: "none", animation: false,
            data: [
              { xAxis: 100 * view.share, lineStyle: { color: CONCERN, type: "solid", width: 1.5 }, label: { show: false } },
              guide(scope.lowest_share, `floor ${percent(scope.lowest_share)}`, "dashed", "end"),
              guide(scope.free_share, `free from ${percent(scope.free_share)}`, "dotted", "end"),
            ],
          },
        };
        const left = Math.min(...data.scopes.map((s) => s.lowest_share), ...views().map((its) => its.lowest_share));
        const margin = 0.03 * (end - left || 0.1);
        Object.assign(option, {
          xAxis: { ...axis, type: "value", min: Math.max(0, Math.floor(100 * (left - margin))), max: Math.min(100, Math.ceil(100 * end)), splitLine: { show: false }, axisTick: { show: true, lineStyle: { color: ink("rule-strong") } }, axisLabel: { ...axis.axisLabel, formatter: "{value} %" }, name: `← safer${narrow ? "   " : "      "}share that may depend on ${country}`, nameLocation: "middle", nameGap: 28 },
          yAxis: { ...axis, type: "value", min: 0, axisLabel: { ...axis.axisLabel, formatter: (value) => (value / scale).toLocaleString("en-US", { maximumSignificantDigits: 4 }) } },
          grid: { ...option.grid, top: 28, bottom: 26 },
          series: [...data.scopes.map(series), ...bandOf(), levelMarks(scope, state.scope), here, ...(data.scopes.length > 1 ? data.scopes.map(nameOn) : [])],
        });
        option.tooltip = {
          ...option.tooltip,
          trigger: "axis",
          axisPointer: { type: "line", snap: true, lineStyle: { color: ink("soft") } },
          formatter(found) {
            const lines = found.filter((one) => one.seriesType === "line" && one.seriesIndex < data.scopes.length);
            if (!lines.length) return "";
            const share = lines[0].value[0];
            const others = views().map((its) => ["transparent", its.name, share / 100 < its.lowest_share ? "out of reach" : `${money(extraOf(its, share / 100))} extra`]);
            return hint(`At most ${format(share, 4)} %`, [...lines.flatMap((one) => {
              const its = data.scopes[one.seriesIndex];
              const at = clampShare(its, one.value[0] / 100);
              const slope = marginalAt(its, one.value[0] / 100);
              const cost = costAt(its, at);
              const colour = line(one.seriesIndex);
              return [
                [colour, one.seriesName, money(cost)],
                ["transparent", "exactly", [model.currency, format(cost, 2)].filter(Boolean).join(" ")],
                ["transparent", "extra", money(Math.max(0, cost - its.least_cost))],
                ["transparent", "next point", slope == null ? "–" : money(slope)],
              ];
            }), ...others]);
          },
        };
        return {
          option,
          legend: [["Levels of the table", line(state.scope), "diamond"], ["This level", CONCERN, "dot"], ...(views().length ? [["All views lie in the band", ink("line"), "tint"]] : [])],
          unit: [model.currency, word, shows === "marginal" ? "for one percentage point less" : "more than the cheapest plan"].filter(Boolean).join(" "),
          label: `From ${percent(scope.free_share)}, where it costs nothing extra, down to ${percent(scope.lowest_share)}, where it costs ${money(scope.points.at(-1)[1] - scope.least_cost)} more.`,
        };
      }
      function rows() {
        // whole ones, but where all of it is hardly more
        const amount = (value) => format(beside(value, moneyInAll), moneyInAll < 1000 ? 2 : 0);
        return {
          columns: [
            { head: "Limit for", cell: (r) => SCOPES[r.scope.scope] },
            { head: "Level", number: true, cell: (r) => percent(r.point[0], 4) },
            { head: inCurrency("Cost"), number: true, cell: (r) => amount(r.point[1]) },
            { head: "Extra", number: true, cell: (r) => amount(Math.max(0, r.point[1] - r.scope.least_cost)) },
            { head: "Next point", number: true, cell: (r) => (r.point[2] == null ? "–" : amount(r.point[2])) },
          ],
          rows: data.scopes.flatMap((scope) => scope.points.map((point) => ({ scope, point }))),
        };
      }
      const figure = chart("frontier", "Cost of each security level", 360, draw, rows, { ready(drawn) {
        drawn.getZr().on("click", (event) => {
          const at = [event.offsetX, event.offsetY];
          if (drawn.containPixel("grid", at)) turn({ share: drawn.convertFromPixel("grid", at)[0] / 100 });
        });
      } });
      body.append(
        el("p", null, "The less may depend on ", bdi(country), ", the more it costs. At every corner of the line another purchase becomes the cheapest way on", el("span", { class: "screen" }, "; click to go to a level"), "."),
        choice("What the chart shows", "frontier-shows", [["extra", "Extra cost"], ["marginal", "Cost of one point less"]], shows, (value) => {
          shows = value;
          turn({});
        }),
        figure);
    },
  });
}
