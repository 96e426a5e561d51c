// How far each row can go, whatever is paid; what still depends there, and why.

if (hasDial) {
  sections.push({
    id: "floors",
    title: "What cannot go lower, and why",
    build(body) {
      const NAMED = 6;
      const meter = (share) => {
        const fill = el("span", { class: "bar floor", "aria-hidden": "true" });
        fill.style.width = Math.min(100, 100 * share) + "%";
        return el("span", { class: "meter" }, fill);
      };
      const list = (names) => names.flatMap((name, i) => [i ? "; " : "", bdi(name)]);
      const sentence = (what) => what[0].toUpperCase() + what.slice(1);
      /** The reasons of one kind; the lighter ones of many wait behind a click. */
      function group({ what, whom }) {
        const some = whom.length > NAMED + 1 ? whom.slice(0, NAMED) : whom;
        const rest = whom.slice(some.length);
        return el("div", { class: "why" }, el("strong", null, sentence(what)), whom.length ? ": " : "", list(some),
          rest.length > 0 && el("details", null, el("summary", null, `and ${format(rest.length, 0)} more`), list(rest)));
      }
      const why = (held) => held.why.map(group);
      body.append(el("p", null, "A floor is the least share that can depend on ", bdi(countryName(model.security.country)), ", however much is paid: for what remains there is no other seller, or not yet, or not enough."));
      for (const scope of data.scopes) {
        const rows = [...scope.rows].sort((a, b) => b.floor - a.floor);
        // a row of one element says why at once; one of several has a table of them
        const many = rows.filter((row) => row.held.length > 1);
        const explained = rows.some((row) => row.held.length === 1);
        body.append(el("h3", null, SCOPES[scope.scope]), table(`Floors: ${SCOPES[scope.scope]}`, [
          { head: "For", cell: (row) => bdi(row.name) },
          { head: "Floor", number: true, cell: (row) => percent(row.floor) },
          { head: el("span", { class: "unseen" }, "Picture of the floor"), cell: (row) => meter(row.floor) },
          ...(explained ? [{ head: "Why not lower", cell: (row) => row.held.length === 1 && why(row.held[0]) }] : []),
        ], rows));
        for (const row of many) {
          const of = el("span", null, "What still depends at the floor of ", percent(row.floor), " for ", bdi(row.name));
          const parts = table(of.textContent, [
            { head: "Of it", cell: (held) => bdi(held.name) },
            { head: "Part", number: true, cell: (held) => (held.element == null ? "" : percent(held.part)) },
            { head: el("span", { class: "unseen" }, "Picture of the part"), cell: (held) => (held.element == null ? "" : meter(held.part)) },
            { head: "Why not lower", cell: why },
          ], row.held);
          body.append(many.length > 1 ? el("details", null, el("summary", null, of), parts) : el("div", null, el("p", { class: "small of" }, of, ":"), parts));
        }
      }
    },
  });
}
