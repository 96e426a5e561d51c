// The figures, words for numbers, and elements made of text: nothing from the model ever becomes markup.

const data = JSON.parse(document.getElementById("payload").textContent);
// none in the report of a batch, which may be about many
const model = data.model;
const sections = [];
const hasDial = Boolean(data.scopes && data.scopes.length);
const hasPicture = hasDial || Boolean(data.plan);

/** What wants to know that something has changed, and how it is told. */
const listeners = [];
const tell = (view) => listeners.forEach((listener) => listener(view));

/** An element; strings among the children become text, `null` and `false` nothing. */
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

/** A name, kept from turning the text around it. */
const bdi = (text) => el("bdi", null, String(text));

const NBSP = "\u00a0";
/** What each amount of money stands beside, and all tonnes. */
const moneyInAll = data.scopes && data.scopes.length ? data.scopes[0].least_cost : (data.summary && data.summary.cost) || 0;
const tonnesInAll = model ? model.elements.reduce((sum, element) => element.demand.reduce((a, b) => a + b, sum), 0) : 0;

/** A figure, 0 where it is less than a billionth of what it stands beside: only arithmetic can have left it over. */
const beside = (figure, largest) => (Math.abs(figure) < 1e-9 * Math.abs(largest) ? 0 : figure);

/** A number below one with two significant digits: `0.00012`, and `1.2e-7` where zeros would have to be counted. */
function significant(number) {
  const rounded = Number(number.toPrecision(2));
  return Math.abs(rounded) >= 1e-5 ? rounded.toLocaleString("en-US", { maximumSignificantDigits: 2 }) : rounded.toExponential();
}

/** A number with so many digits behind the point, or with two significant ones where those would all be 0. */
function format(number, digits) {
  const text = (number + 0).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return (number && !/[1-9∞]/.test(text) ? significant(number) : text).replace(/^-/, "\u2212");
}

/** The scale in which a largest amount is said: [divisor, word]. */
function scaleOf(amount) {
  const size = Math.abs(amount);
  return [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"]].find(([scale]) => size >= 0.9995 * scale) || [1, ""];
}

/** Three significant digits, whole ones from a hundred on, no zeros behind the point. */
function short(size) {
  const text = format(size, size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
  return /^[^e]*\.[^e]*$/.test(text) ? text.replace(/\.?0+$/, "") : text;
}

/** `USD 3.21 billion`, `USD 0.00025`; 0 where it is nothing beside another amount. */
function money(amount, largest = moneyInAll) {
  if (amount == null) return "–";
  const { currency } = model || data;
  const known = beside(amount, Math.max(1, Math.abs(largest)));
  const [scale, word] = scaleOf(known);
  return (known < 0 ? "\u2212" : "") + (currency ? currency + NBSP : "") + short(Math.abs(known) / scale) + (word ? NBSP + word : "");
}

/** A text with the currency behind it, where the model has one: `Cost, USD`. */
const inCurrency = (text) => [text, (model || data).currency].filter(Boolean).join(", ");

const signed = (amount, say) => (beside(amount, moneyInAll) > 0 ? "+" : "") + say(amount);

function percent(share, digits = 1) {
  return share == null ? "–" : format(100 * beside(share, 1), digits) + NBSP + "%";
}

function tonnes(amount) {
  const quantity = beside(amount, tonnesInAll);
  const size = Math.abs(quantity);
  if (size === 0) return "0";
  return size >= 99.95 ? format(quantity, 0) : size >= 9.995 ? format(quantity, 1) : size >= 0.01 ? format(quantity, 2) : format(quantity, 4);
}

const regions = (() => {
  try {
    return new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  } catch {
    return null;
  }
})();

/** `a`, `a and b`, `a, b and c`. */
const and = (parts) => (parts.length < 2 ? parts.join("") : parts.slice(0, -1).join(", ") + " and " + parts.at(-1));

/** A country's name where its id is an ISO code, else the id. */
function countryName(id) {
  if (!regions || !/^[A-Z]{2}$/.test(id)) return id;
  try {
    return regions.of(id) || id;
  } catch {
    return id;
  }
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `2026-03` as `Mar 2026`; a year where periods are years. */
function periodName(period) {
  const [, year, month] = /^(.*)-(\d\d)$/.exec(period);
  return model.months_per_period === 12 ? year : MONTHS[month - 1] + " " + year;
}

const PERIODS = { 1: "month", 3: "quarter", 12: "year" };
const periodWord = model && PERIODS[model.months_per_period];
const elementName = (e) => (e.name === e.id ? e.id : `${e.name} (${e.id})`);
/** An element's name in a sentence. */
const elementWord = (e) => e.name || e.id;
const SCOPES = { total: "All together", group: "Each group", element: "Each element", segment: "Each segment" };
const plural = (n, word) => `${format(n, 0)} ${word}${n === 1 ? "" : "s"}`;

/** Puts text on the reader's disk. */
function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Columns and rows as CSV: the cells' texts, quoted where they must be. */
function csvOf(columns, rows) {
  const text = (cell) => (cell == null ? "" : [cell].flat(9).map((part) => (part && part.textContent) ?? part).join("")).replaceAll(NBSP, " ").replaceAll("\u2212", "-");
  const quoted = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return [columns.map((c) => c.head), ...rows.map((row) => columns.map((c) => c.cell(row)))].map((line) => line.map((cell) => quoted(text(cell))).join(",")).join("\n") + "\n";
}

const saveButton = (text, onclick) => el("button", { type: "button", class: "link save", onclick }, text);

/** A table; a column is {head, cell(row) → text or node, number}. With a file's name it can be saved. */
function table(caption, columns, rows, file) {
  const text = (node) => (typeof node === "string" ? node : node.textContent);
  const head = el("tr", null, columns.map((c) => el("th", { scope: "col", class: c.number && "number" }, c.head)));
  const line = (row) =>
    el("tr", row.attributes, columns.map((c, i) => el(i ? "td" : "th", { scope: i ? null : "row", class: c.number && "number", "data-label": text(c.head) }, c.cell(row) ?? "")));
  const lines = rows.map(line);
  const long = lines.some((row) => [...row.querySelectorAll(".number")].some((cell) => cell.textContent.length > 13));
  const cards = columns.length > 3 && !columns.some((c) => c.prose) ? " cards" + (long ? " long" : "") : "";
  const body = el("div", { class: "scroll" + cards, tabindex: "0", role: "group", "aria-label": caption },
    el("table", null, el("caption", { class: "unseen" }, caption), el("thead", null, head), el("tbody", null, lines)));
  return file ? el("div", null, body, el("p", { class: "tools" }, saveButton("Table as CSV", () => save(file + ".csv", "text/csv", csvOf(columns, rows))))) : body;
}

/** A choice among a few: radio buttons that look like one control. */
function choice(label, name, options, chosen, change) {
  return el("fieldset", { class: "choice" }, el("legend", { class: "unseen" }, label), options.map(([value, text]) =>
    el("label", null, el("input", { type: "radio", name, value, checked: value === chosen, onchange: () => change(value) }), el("span", null, text))));
}

function select(label, options, chosen, change) {
  const control = el("select", { onchange: (event) => change(event.target.value) },
    options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)));
  return el("label", { class: "select" }, el("span", null, label), control);
}
