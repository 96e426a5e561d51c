// The binding constraints at this level: rows at their floor, offers that are sold out, and the changes on the way.

const FIRST = 12;

/** Offers that deliver all they can, in how many of the periods in which they can deliver. */
function soldOut() {
  const found = [];
  model.offers.forEach((offer, o) => {
    if (!shown(offer.element)) return;
    const most = capacities[o];
    const limited = most.filter((value) => value != null && value > 0).length;
    const full = view.offers[o].filter((quantity, i) => most[i] != null && most[i] > 0 && quantity >= most[i] * (1 - 1e-4)).length;
    if (full) found.push({ offer, full, limited, quantity: total(view.offers[o]), capacity: total(most.map((value) => value || 0)) });
  });
  return found.sort((a, b) => b.full / b.limited - a.full / a.limited || b.quantity - a.quantity);
}

/** Change of each supplier's deliveries of an element, all its offers of it, from the cheapest plan to this one, the largest first. */
function changes() {
  const all = new Map();
  let largest = 1e-9;
  model.offers.forEach((offer, o) => {
    if (!shown(offer.element)) return;
    const key = offer.supplier + "/" + offer.element;
    if (!all.has(key)) all.set(key, { offer, by: 0 });
    const before = total(cheapest.offers[o]);
    all.get(key).by += total(view.offers[o]) - before;
    largest = Math.max(largest, before);
  });
  return [...all.values()].filter((one) => Math.abs(one.by) > 1e-6 * largest).sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
}

/** The first rows of a long list, and a button for the rest. */
function shortened(caption, columns, rows, body, all, more) {
  const rest = rows.length - FIRST;
  body.replaceChildren(table(caption, columns, all ? rows : rows.slice(0, FIRST)), el("p", { class: "tools" }, saveButton("Table as CSV", () => save(caption.toLowerCase().replaceAll(" ", "-") + ".csv", "text/csv", csvOf(columns, rows)))));
  if (rest > 0) body.append(el("button", { type: "button", class: "more", onclick: more }, all ? "Show fewer" : `Show ${format(rest, 0)} more`));
}

const supplierOf = (offer) => model.suppliers[offer.supplier];
/** Whether a supplier has another offer of the element: then its own id says which is meant. */
const severalOffers = (offer) => model.offers.some((other) => other !== offer && other.supplier === offer.supplier && other.element === offer.element);
const offerColumns = [
  { head: "Supplier", cell: (r) => bdi(supplierOf(r.offer).name) },
  { head: "Country", cell: (r) => bdi(countryName(supplierOf(r.offer).country)) },
  { head: "Element", cell: (r) => bdi(model.elements[r.offer.element].id) },
];

sections.push({
  id: "binding",
  title: "What binds at this level",
  build(body) {
    const open = { sold: false, changed: false };
    const held = el("div");
    const sold = el("div");
    const changed = el("div");
    function update() {
      held.replaceChildren();
      if (hasDial && view.scope.rows.length > 1) {
        const rows = view.scope.rows.map((row, r) => ({ row, share: view.rows[r] }));
        const at = rows.filter(({ row, share }) => row.floor > 1e-9 && share <= row.floor + 1e-6);
        held.append(el("h3", null, "Rows at their floor"), at.length
          ? el("p", null, at.flatMap(({ row }, i) => [i ? ", " : "", bdi(row.name), ` (${percent(row.floor)})`]), at.length === 1 ? " depends as little as it can." : " depend as little as they can.")
          : el("p", null, "None: every row could go lower."));
      }
      const full = soldOut();
      shortened("Offers that are sold out", [
        { head: "Supplier", cell: (r) => el("span", null, bdi(supplierOf(r.offer).name), severalOffers(r.offer) && el("span", { class: "offer" }, " ", bdi(r.offer.id))) },
        ...offerColumns.slice(1),
        { head: "Bought, t", number: true, cell: (r) => tonnes(r.quantity) },
        { head: "Of all it can deliver", number: true, cell: (r) => percent(Math.min(1, r.quantity / r.capacity), 0) },
        { head: `Full, of ${periodWord}s`, number: true, cell: (r) => `${r.full} of ${r.limited}` },
      ], full, sold, open.sold, () => {
        open.sold = !open.sold;
        update();
      });
      if (!full.length) sold.replaceChildren(el("p", null, "No offer is sold out in any period."));
      if (!hasDial) return;
      const moved = changes();
      const widest = Math.max(...moved.map((one) => Math.abs(one.by)), 1e-9);
      const bar = (by) => {
        const fill = el("span", { class: "bar " + (by < 0 ? "less" : "more-of"), "aria-hidden": "true" });
        fill.style.width = Math.max(1, (50 * Math.abs(by)) / widest) + "%";
        return el("span", { class: "bars" }, fill);
      };
      shortened("Largest changes from the cheapest plan", [...offerColumns,
        { head: "Change, t", number: true, cell: (r) => signed(r.by, tonnes) },
        { head: el("span", { class: "unseen" }, "Picture of the change"), cell: (r) => bar(r.by) },
      ], moved, changed, open.changed, () => {
        open.changed = !open.changed;
        update();
      });
      if (!moved.length) changed.replaceChildren(el("p", null, "This is the cheapest plan."));
    }
    body.append(held, el("h3", null, "Offers that are sold out"), el("p", { class: "small" }, "They deliver all they can in at least one period: more of them would make the plan cheaper, or a lower level possible."), sold);
    if (hasDial) body.append(el("h3", null, "Largest changes from the cheapest plan"), changed);
    listeners.push(update);
  },
});
