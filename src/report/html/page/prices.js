// The limits that cost the plan most, and the saving of loosening each.

if (data.binding.length) {
  sections.push({
    id: "prices",
    title: "What limits the plan most",
    build(body) {
      body.append(
        el("p", null, "Each limit by itself, all others as they are: what one unit more or less of it is worth, and from where to where that holds."),
        el("ol", { class: "limits" }, data.binding.map((sentence) => el("li", null, bdi(sentence)))));
      if (data.binding_left_out) body.append(el("p", { class: "small" }, `${plural(data.binding_left_out, "limit")} that ${data.binding_left_out === 1 ? "costs less is" : "cost less are"} in binding.csv, each month's price in shadow_prices.csv.`));
    },
  });
}
