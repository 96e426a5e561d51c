// The table of levels, as in levels.csv; a level takes the dial there.

if (hasDial) {
  sections.push({
    id: "levels",
    title: "The levels",
    build(body) {
      const parts = data.scopes.map((scope, s) => {
        const go = (level) => el("button", { type: "button", class: "link", onclick: () => turn({ scope: s, share: level.share, asked: level.level }) }, percent(level.level));
        // levels that none can reach end at the same plan: one row says so
        const beyond = scope.levels.filter((level) => !level.attainable && level.share != null && level.share <= scope.lowest_share + 1e-9);
        const listed = beyond.length > 1 ? scope.levels.filter((level) => !beyond.includes(level) || level === beyond[0]) : scope.levels;
        const together = beyond.length > 1 ? beyond[0] : null;
        const short = scope.levels.some((level) => level.shortage > 1e-9);
        const rows = listed.map((level) => ({ level, attributes: { "data-share": level.share, class: level.attainable ? null : "beyond" } }));
        return el("div", null, data.scopes.length > 1 && el("h3", null, SCOPES[scope.scope]), table(`Levels: ${SCOPES[scope.scope]}`, [
          { head: "Level", number: true, cell: ({ level }) => (level.share == null ? percent(level.level) : level === together ? [go(level), " and below"] : go(level)) },
          { head: "Can be reached", cell: ({ level }) => (level.attainable ? "yes" : level.share == null || level.share > level.level + 1e-9 ? "no" : "not by all") },
          { head: "In force", number: true, cell: ({ level }) => percent(level.share) },
          { head: "Overall", number: true, cell: ({ level }) => percent(level.share_total) },
          { head: "Cost", number: true, cell: ({ level }) => money(level.cost) },
          { head: "Extra", number: true, cell: ({ level }) => (level.extra_cost == null ? "–" : signed(level.extra_cost, money)) },
          { head: "Extra, %", number: true, cell: ({ level }) => (level.extra_percent == null ? "–" : format(beside(level.extra_percent, 100), 1)) },
          { head: "Next point", number: true, cell: ({ level }) => money(level.marginal_cost) },
          ...(short ? [{ head: "Unmet, t", number: true, cell: ({ level }) => (level.shortage == null ? "–" : tonnes(level.shortage)) }] : []),
        ], rows, `levels-${scope.scope}`));
      });
      body.append(
        el("p", { class: "small" }, "Where a level cannot be reached, “in force” says how low the plan goes instead. “Next point” is what one more percentage point towards less dependency costs. “Overall” is the share of everything."),
        ...parts);
      const lines = parts.map((part) => [...part.querySelectorAll("tbody tr")]);
      listeners.push(() => lines.forEach((its, s) => its.forEach((line) => line.classList.toggle("chosen", s === state.scope && line.dataset.share !== undefined && Math.abs(line.dataset.share - state.share) < 1e-9))));
    },
  });
}
