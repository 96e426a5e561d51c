// How far each row can go, whatever is paid, and why not further.

if (hasDial) {
  sections.push({
    id: "floors",
    title: "What cannot go lower, and why",
    build(body) {
      const who = countryName(model.security.country);
      body.append(el("p", null, "A floor is the least share that can depend on ", bdi(who), ", however much is paid."));
      for (const scope of data.scopes) {
        const rows = scope.rows.map((row, r) => ({ row, free: scope.picture.rows[r] })).sort((a, b) => b.row.floor - a.row.floor);
        const explained = rows.some(({ row }) => row.cause);
        const meter = (share) => {
          const fill = el("span", { class: "bar floor", "aria-hidden": "true" });
          fill.style.width = Math.min(100, 100 * share) + "%";
          return el("span", { class: "meter" }, fill);
        };
        body.append(el("h3", null, SCOPES[scope.scope]), table(`Floors: ${SCOPES[scope.scope]}`, [
          { head: "For", cell: ({ row }) => bdi(row.name) },
          { head: "Floor", number: true, cell: ({ row }) => percent(row.floor) },
          { head: el("span", { class: "unseen" }, "Picture of the floor"), cell: ({ row }) => meter(row.floor) },
          ...(explained ? [{ head: "Why not lower", cell: ({ row }) => bdi(row.cause) }] : []),
        ], rows));
      }
    },
  });
}
