// Of a batch of runs: their changes to the models, and the runs that have no answer or cannot reach a level.

if (data.columns.length) {
  sections.push({
    id: "changes",
    title: "What the runs change",
    build(body) {
      const LISTED = 12;
      const values = (column) => {
        const some = column.values.slice(0, LISTED).map((value) => (value === "" ? "unchanged" : value));
        const more = column.distinct - some.length;
        return bdi(some.join(", ") + (more > 0 ? `, and ${format(more, 0)} more` : ""));
      };
      body.append(table("What the runs change", [
        { head: "What", cell: (column) => bdi(column.meaning ? column.meaning.filter(Boolean).join(", ") : column.name) },
        { head: "Column", cell: (column) => bdi(column.name) },
        { head: "Different values", number: true, cell: (column) => format(column.distinct, 0) },
        { head: "Lowest", number: true, cell: (column) => (column.least == null ? "–" : column.least.toLocaleString("en-US", { maximumSignificantDigits: 6 })) },
        { head: "Highest", number: true, cell: (column) => (column.most == null ? "–" : column.most.toLocaleString("en-US", { maximumSignificantDigits: 6 })) },
        { head: "Values", cell: values },
      ], data.columns));
    },
  });
}

if (data.failed.length) {
  sections.push({
    id: "failed",
    title: "Runs without an answer, or that cannot reach a level",
    build(body) {
      const PAGE = 40;
      let pages = 1;
      const WORDS = { infeasible: "no plan", invalid: "makes no sense", failed: "failed" };
      const missed = ({ scope, level, lower, nearest }) => {
        const where = data.scopes_asked > 1 || scope !== "total" ? `${SCOPES[scope] || scope}: ` : "";
        const ends = nearest == null ? "no plan there" : scope === "total" ? `${percent(nearest)} at best` : `not by every ${scope}`;
        return `${where}cannot reach ${percent(level)}${lower ? " or less" : ""} (${ends})`;
      };
      const said = (run) => (run.status === "optimal" ? run.missed.map(missed).join("; ") : `${WORDS[run.status] || run.status}: ${run.message}`);
      const list = el("div");
      function update() {
        const rows = data.failed.slice(0, pages * PAGE);
        list.replaceChildren(table("Runs without an answer, or that cannot reach a level", [
          { head: "Run", cell: (run) => bdi(run.run) },
          { head: "What came of it", cell: (run) => el("span", { class: "remark" }, bdi(said(run))) },
          ...data.columns.map((column, k) => ({ distinct: column.distinct, head: bdi((column.meaning || [column.name])[0]), number: true, cell: (run) => run.values[k] && bdi(run.values[k]) })).filter(({ distinct }) => distinct > 1),
        ], rows));
        const left = data.failed.length - rows.length;
        if (left) list.append(el("button", { type: "button", class: "more", onclick: () => {
          pages += 5;
          update();
        } }, `Show more (${format(left, 0)})`));
      }
      const { counts } = data.batch;
      const without = counts.runs - counts.optimal;
      const all = data.failed_total;
      body.append(el("p", null, [without && `${plural(without, "run")} without an answer`, all > without && `${plural(all - without, "run")} that cannot reach every level asked of them`].filter(Boolean).join(", ") + ", the worst first."), list);
      if (all > data.failed.length) body.append(el("p", { class: "note" }, `${format(all - data.failed.length, 0)} more are left out here to keep this file small; they are in results.csv.`));
      update();
    },
  });
}
