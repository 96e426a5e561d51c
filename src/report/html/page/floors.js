// How far each row can go, whatever is paid; a sentence each, and all reasons behind a click.

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
        return el("div", { class: "reasons" }, el("strong", null, sentence(what)), whom.length ? ": " : "", list(some),
          rest.length > 0 && el("details", { class: "inline" }, el("summary", null, `and ${format(rest.length, 0)} more`), list(rest)));
      }
      /** One element's reasons: a sentence, and the whole list behind it. */
      const because = (held) => el("div", { class: "why" }, bdi(sentence(held.because)), ".",
        el("details", null, el("summary", null, "All reasons"), held.why.map(group)));
      const parts = (row) => table(`What still depends at the floor of ${row.name}`, [
        { head: "Of it", cell: (held) => bdi(held.name) },
        { head: "Part", number: true, cell: (held) => (held.element == null ? "" : percent(held.part)) },
        { head: "Why not lower", prose: true, cell: because },
      ], row.held);
      /** A row of several elements: which of them the rest is in, and each one's reasons behind it. */
      const several = (row) => {
        const most = row.held.filter((held) => held.element != null).slice(0, 3).map((held) => `${percent(held.part)} ${held.name}`);
        const others = row.held.length - most.length;
        return el("div", { class: "why" }, "What remains is ", bdi(and(others > 0 ? [...most, plural(others, "other")] : most)), ".",
          el("details", null, el("summary", null, "Each of them"), parts(row)));
      };
      body.append(el("p", null, "A floor is the least share that can depend on ", bdi(countryName(model.security.country)), ", however much is paid: for what remains there is no other seller, or not yet, or not enough."));
      for (const scope of data.scopes) {
        const rows = [...scope.rows].sort((a, b) => b.floor - a.floor);
        const explained = rows.some((row) => row.held.length);
        body.append(el("h3", null, SCOPES[scope.scope]), table(`Floors: ${SCOPES[scope.scope]}`, [
          { head: "For", cell: (row) => bdi(row.name) },
          { head: "Floor", number: true, cell: (row) => percent(row.floor) },
          { head: el("span", { class: "unseen" }, "Picture of the floor"), cell: (row) => meter(row.floor) },
          ...(explained ? [{ head: "Why not lower", prose: true, cell: (row) => row.held.length === 1 ? because(row.held[0]) : row.held.length ? several(row) : "" }] : []),
        ], rows, `floors-${scope.scope}`));
      }
    },
  });
}
