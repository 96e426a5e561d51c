// What one more unit of a limit would be worth: the shadow prices of the plan.

if (data.shadow_prices.length) {
  sections.push({
    id: "prices",
    title: "What one more would be worth",
    build(body) {
      body.append(
        el("p", null, "By how much the cost would change with one more unit of a limit. A negative price is a saving: a limit that is worth loosening."),
        table("Shadow prices", [
          { head: "Constraint", cell: (r) => bdi(r.constraint) },
          { head: "Change of cost", number: true, cell: (r) => r.value.toLocaleString("en-US", { maximumSignificantDigits: 6 }).replace("-", "\u2212") },
          { head: "Per", cell: (r) => bdi(r.unit) },
        ], data.shadow_prices));
      if (data.shadow_prices_left_out) body.append(el("p", { class: "small" }, `The largest; ${plural(data.shadow_prices_left_out, "smaller one")} and the balances are in shadow_prices.csv.`));
    },
  });
}
