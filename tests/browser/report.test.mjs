// Reports in a real browser: what they say is what levels.csv says, they ask nobody for anything, and names are only names.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

const { CHROMIUM, REPORTS, SCREENSHOTS } = process.env;
const installed = createRequire(path.join(REPORTS, "package.json"));
const { chromium } = installed("playwright-core");
const axe = readFileSync(installed.resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(SCREENSHOTS, { recursive: true });

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});
after(() => browser.close());

/** A page with a report open; `trouble` fills with errors, dialogs and requests, none of which a report may cause. */
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const trouble = [];
  const file = path.join(REPORTS, name, "report.html");
  const address = pathToFileURL(file).href;
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => request.url() !== address && !request.url().startsWith("data:") && trouble.push(`request: ${request.url()}`));
  await page.goto(address, { waitUntil: "load" });
  return { page, trouble, file, close: () => context.close() };
}

/** Rows of a CSV file whose cells hold no commas or quotes, as levels.csv. */
function csv(file) {
  const [head, ...lines] = readFileSync(file, "utf8").trim().split("\n").map((line) => line.split(","));
  return lines.map((line) => Object.fromEntries(head.map((column, i) => [column, line[i]])));
}

const agrees = (found, expected, what) =>
  assert.ok(Math.abs(found - expected) <= 1e-6 * Math.max(1, Math.abs(expected)), `${what}: the report has ${found}, levels.csv ${expected}`);

/** Sets a level by typing it, as a reader does. */
async function type(page, level) {
  await page.fill("#level", String(100 * level));
  await page.press("#level", "Enter");
}

const figure = async (page, id) => {
  const value = await page.getAttribute("#" + id, "data-value");
  return value === "" ? null : Number(value);
};

test("a report of grams without a currency rounds nothing to nothing and leaves no gaps", async () => {
  const { page, trouble, close } = await open("grams");
  await type(page, 0.5);
  // 12 g at 10, half of them at 15
  assert.equal(await page.textContent("#out-cost"), "0.15");
  assert.match(await page.textContent("#out-extra"), /^\+0\.03 /);
  for (const details of await page.$$("details.as-table")) await details.evaluate((node) => (node.open = true));
  const gaps = (await page.innerText("body")).split("\n").filter((line) => !line.startsWith("← safer") && /\S {2,}\S| [,.;:)]|[,;] *$/.test(line.trim().replaceAll("\u00a0", " ").replace(/\t/g, "|")));
  assert.deepEqual(gaps, []);
  const said = await page.evaluate(() => {
    const { format, money, percent, tonnes } = stockpileReport.say;
    return [...[0.0003, 1e-12, 0.5].map((share) => percent(share)), ...[2e-7, 0].map(tonnes), ...[0.0004, 2.5e9, -3].map((amount) => money(amount)), format(-1e-9, 2)];
  });
  assert.deepEqual(said.map((text) => text.replaceAll("\u00a0", " ")), ["0.03 %", "0.0 %", "50.0 %", "2e-7", "0", "0.0004", "2.5 billion", "\u22123", "\u22121e-9"]);
  assert.deepEqual(trouble, []);
  await close();
});

// expected values: levels.csv, which the Rust tests compare with a second solver
test("every level of every scope has the figures of levels.csv", async () => {
  const { page, trouble, close } = await open("japan");
  const rows = csv(path.join(REPORTS, "japan", "levels.csv"));
  const scopes = [...new Set(rows.map((row) => row.scope))];
  assert.ok(rows.length >= 20 && scopes.length === 2);
  for (const row of rows) {
    await page.getByLabel("Limit for").selectOption(String(scopes.indexOf(row.scope)));
    await type(page, Number(row.share));
    const what = (column) => `${row.scope} ${row.level} ${column}`;
    agrees(await figure(page, "out-cost"), Number(row.cost), what("cost"));
    agrees(await figure(page, "out-share"), Number(row.share_total), what("share_total"));
    agrees(await figure(page, "out-shortage"), Number(row.shortage), what("shortage"));
    // a free level above the free share costs nothing further, though the next point below the free share does
    if (Number(row.level) <= Number(row.share)) {
      const marginal = await figure(page, "out-marginal");
      row.marginal_cost === "" ? assert.equal(marginal, null, what("marginal_cost")) : agrees(marginal, Number(row.marginal_cost), what("marginal_cost"));
    }
    // terms of the cost sum to it: the picture and the frontier are told apart in the file
    const terms = await page.evaluate(() => window.stockpileReport.view().cost_parts.reduce((a, b) => a + b, 0));
    agrees(terms, Number(row.cost), what("sum of terms"));
  }
  assert.deepEqual(trouble, []);
  await close();
});

test("the slider moves with the keyboard and every picture with it", async () => {
  const { page, trouble, close } = await open("japan");
  const says = () => page.getAttribute("#slider", "aria-valuetext");
  const shows = () => page.$$eval(".chart", (all) => all.map((one) => one.getAttribute("aria-label")));
  await page.focus("#slider");
  const [before, pictures] = [await says(), await shows()];
  assert.equal(pictures.length, 4);
  for (let i = 0; i < 10; i++) await page.keyboard.press("PageDown");
  assert.notEqual(await says(), before);
  assert.match(await says(), /at most .* costs .* more than the cheapest plan/);
  const moved = await shows();
  // stock follows the required coverage and need not move; purchases and cost must
  assert.notEqual(moved[1], pictures[1]);
  assert.notEqual(moved[3], pictures[3]);
  await page.keyboard.press("End");
  const scope = csv(path.join(REPORTS, "japan", "levels.csv"))[0];
  agrees(await figure(page, "out-cost"), Number(scope.cost), "the free end is the least cost");
  assert.deepEqual(trouble, []);
  await close();
});

test("each chart has its figures as a table too", async () => {
  const { page, trouble, close } = await open("japan");
  for (const details of await page.$$("details.as-table")) {
    // the table of the cost is open from the start
    if (!(await details.evaluate((node) => node.open))) await details.$eval("summary", (summary) => summary.click());
    await details.waitForSelector("tbody tr td.number");
  }
  // the frontier's table has every breakpoint
  const points = readFileSync(path.join(REPORTS, "japan", "frontier.csv"), "utf8").trim().split("\n").length - 1;
  assert.equal(await page.locator("#frontier tbody tr").count(), points);
  assert.deepEqual(trouble, []);
  await close();
});

test("the inputs can be filtered and say how many are assumptions", async () => {
  const { page, trouble, close } = await open("japan");
  assert.match(await page.textContent("#inputs .big"), /^\d[\d,]* of \d[\d,]* figures are assumptions/);
  await page.getByLabel("Confidence").selectOption("sourced");
  const tags = await page.$$eval("#inputs tbody .tag", (all) => [...new Set(all.map((one) => one.textContent))]);
  assert.deepEqual(tags, ["sourced"]);
  assert.deepEqual(trouble, []);
  await close();
});

test("a level is typed with a point or a comma, and what cannot be reached is said", async () => {
  const { page, trouble, close } = await open("japan");
  const rows = csv(path.join(REPORTS, "japan", "levels.csv")).filter((row) => row.scope === "total");
  const says = () => page.textContent("#dial-says");
  await type(page, 0.5);
  const half = await figure(page, "out-cost");
  await page.fill("#level", "50,5");
  await page.press("#level", "Enter");
  assert.equal(await page.inputValue("#level"), "50.5");
  assert.ok((await figure(page, "out-cost")) < half, "a higher level costs less");
  await page.fill("#level", "1.000,50");
  await page.press("#level", "Enter");
  assert.match(await says(), /is no number/);
  await page.fill("#level", "20");
  await page.press("#level", "Enter");
  const lowest = rows.find((row) => Number(row.level) === 0.2);
  agrees(await figure(page, "out-cost"), Number(lowest.cost), "the plan at the floor");
  assert.match(await says(), /^20\.0\u00a0% cannot be reached at any price/);
  assert.equal(await page.inputValue("#level"), String(Number((100 * Number(lowest.share)).toFixed(2))));
  // levels that none can reach stand in one row
  const unreached = rows.filter((row) => row.attainable === "false").length;
  assert.ok(unreached > 1);
  assert.equal(await page.locator("#levels table").first().locator("tbody tr").count(), rows.length - unreached + 1);
  assert.deepEqual(trouble, []);
  await close();
});

test("each level's next point is the one of levels.csv", async () => {
  const { page, close } = await open("japan");
  const rows = csv(path.join(REPORTS, "japan", "levels.csv"));
  const scopes = [...new Set(rows.map((row) => row.scope))];
  for (const row of rows) {
    await page.getByLabel("Limit for").selectOption(String(scopes.indexOf(row.scope)));
    await type(page, Number(row.level));
    const marginal = await figure(page, "out-marginal");
    row.marginal_cost === "" ? assert.equal(marginal, null) : agrees(marginal, Number(row.marginal_cost), `${row.scope} ${row.level}`);
  }
  await close();
});

test("a link opens its level, element and scope", async () => {
  const { page, trouble, file, close } = await open("japan");
  await page.getByLabel("Limit for").selectOption("1");
  await page.locator(".dots button").nth(2).click();
  await type(page, 0.6);
  const [cost, link] = [await figure(page, "out-cost"), await page.getAttribute("#permalink", "href")];
  await page.goto("about:blank");
  await page.goto(pathToFileURL(file).href + link);
  agrees(await figure(page, "out-cost"), cost, "the same level");
  assert.equal(await page.getByLabel("Show").inputValue(), "2");
  assert.deepEqual(trouble.filter((one) => !one.includes(link)), []);
  await close();
});

test("pictures and tables can be saved", async () => {
  const { page, trouble, close } = await open("japan");
  const saved = async (button) => {
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
  };
  const [picture, svg] = await saved(page.locator("#frontier .save", { hasText: "SVG" }));
  assert.equal(picture, "frontier.svg");
  assert.match(svg, /^<svg/);
  const [table, text] = await saved(page.locator("#levels .save").first());
  assert.equal(table, "levels-total.csv");
  assert.match(text, /^Level,Can be reached,In force/);
  assert.deepEqual(trouble.filter((one) => !one.includes("blob:")), []);
  await close();
});

test("without scripts there are the main picture, the levels, each element's share and the floors", async () => {
  const { page, close } = await open("japan", { javaScriptEnabled: false });
  const text = await page.locator("#static").innerText();
  for (const level of csv(path.join(REPORTS, "japan", "levels.csv")).filter((row) => row.attainable === "true")) assert.ok(text.includes(`${Number((100 * Number(level.level)).toFixed(1))}\u00a0%`), level.level);
  assert.equal(await page.locator("#static svg polyline").count(), 2);
  assert.match(text, /Dysprosium|dysprosium/);
  assert.match(await page.textContent("#foot"), /stockpile frontier models\/japan-2026.toml --scope total --scope element/);
  await page.screenshot({ path: path.join(SCREENSHOTS, "report-without-scripts.png"), fullPage: true });
  await close();
});

// expected values: surface.csv and level_stress.csv, which the Rust tests compare with an independent implementation
test("the second handle has the figures of surface.csv, and the stops those of level_stress.csv", async () => {
  const { page, trouble, close } = await open("stop");
  assert.match(await page.textContent("#answer"), /If .*China.* the cheapest plan leaves [\d,]+\u00a0t unmet/);
  const rows = csv(path.join(REPORTS, "stop", "surface.csv")).filter((row) => row.scope === "total");
  const months = [...new Set(rows.map((row) => row.survive_months))];
  assert.ok(months.length > 3);
  for (const row of rows) {
    await page.$eval("#months", (handle, value) => {
      handle.value = value;
      handle.dispatchEvent(new Event("input"));
    }, months.indexOf(row.survive_months));
    await type(page, Number(row.level));
    const extra = await figure(page, "out-months");
    const what = `${row.survive_months} months at ${row.level}`;
    if (row.cost === "") assert.equal(extra, null, what);
    // an extra cost is the difference of two costs: files have twelve digits of each
    else {
      // the pictures follow the handle too
      agrees(await figure(page, "out-cost"), Number(row.cost), what);
      assert.ok(Math.abs(extra - Number(row.extra_cost)) <= 1e-9 * Number(row.cost), `${what}: ${extra}, surface.csv ${row.extra_cost}`);
    }
  }
  const { resilience } = JSON.parse(await page.textContent("#payload"));
  const stressed = csv(path.join(REPORTS, "stop", "level_stress.csv"));
  assert.equal(resilience.levels.flatMap((level) => level.found).length, stressed.length);
  for (const { level, found } of resilience.levels) {
    for (const [name, unmet] of found) agrees(unmet, Number(stressed.find((row) => Number(row.level) === level && row.scenario === name).unmet), `${name} at ${level}`);
  }
  assert.ok((await page.locator("#drawing-survival svg rect").count()) >= months.length);
  assert.ok((await page.locator("#drawing-stress svg rect title").count()) > 5, "who runs out when");
  await page.screenshot({ path: path.join(SCREENSHOTS, "report-stop-whole.png"), fullPage: true });
  assert.deepEqual(trouble, []);
  await close();
});

for (const name of ["japan", "stop", "solve", "survive", "batch", "hostile", "sensitivity", "levers"]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing: ${name}, ${colorScheme}`, async () => {
      const { page, close } = await open(name, { colorScheme });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const said = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")} (${nodes.length})`);
      assert.deepEqual(said, []);
      await close();
    });
  }
}

test("hostile names are text", async () => {
  const { page, trouble, close } = await open("hostile");
  assert.equal(await page.title(), "</title><script>alert('model')</script> & \"quotes\"");
  assert.equal(await page.locator("body script:not([id])").count(), 2);
  for (const id of ["chart-frontier", "chart-purchases", "chart-stock", "chart-cost"]) {
    const box = await page.locator("#" + id).boundingBox();
    await page.locator("#" + id).scrollIntoViewIfNeeded();
    for (const part of [0.3, 0.6]) await page.locator("#" + id).hover({ position: { x: box.width * part, y: box.height * 0.5 }, force: true });
  }
  for (const label of ["Supplier", "Dependency", "Country"]) await page.locator("#purchases .choice label", { hasText: label }).click();
  for (const summary of await page.$$("summary")) await summary.evaluate((node) => node.click());
  assert.equal(await page.locator("main img, main b, main i:not([aria-hidden])").count(), 0);
  assert.ok((await page.textContent("main")).includes("<img src=x onerror=alert('supplier')>"));
  // the address in the note is a link that ends before the markup; the one in the source is not a web address and no link
  const links = await page.$$eval("#inputs a", (all) => all.map((one) => one.getAttribute("href")));
  assert.ok(links.length && links.every((link) => link.startsWith("https://example.invalid/")));
  assert.deepEqual(trouble, []);
  await close();
});

test("solve has a report of its own plan", async () => {
  const { page, trouble, close } = await open("solve");
  const summary = JSON.parse(readFileSync(path.join(REPORTS, "solve", "summary.json"), "utf8"));
  assert.equal(await page.locator("#slider").count(), 0);
  agrees(await page.evaluate(() => window.stockpileReport.view().cost_parts.reduce((a, b) => a + b, 0)), summary.cost, "cost");
  assert.equal(await page.locator("#prices .limits li").count() > 0, true);
  assert.deepEqual(trouble, []);
  await close();
});

// expected values: orders.csv and delays.csv, which the Rust tests work out by hand
test("the order book is a calendar, with scripts and without", async () => {
  const orders = csv(path.join(REPORTS, "solve", "orders.csv"));
  const waits = new Set(csv(path.join(REPORTS, "solve", "delays.csv")).map((row) => row.supplier));
  for (const javaScriptEnabled of [true, false]) {
    const { page, trouble, close } = await open("solve", { javaScriptEnabled });
    const suppliers = new Set(orders.map((row) => row.supplier));
    const years = await page.locator("#orders .calendar").count();
    assert.equal(years, 3);
    assert.equal(await page.locator("#orders .calendar tbody tr").count(), years * suppliers.size);
    assert.equal(await page.locator("#orders .calendar .begin").count(), waits.size);
    assert.equal(await page.locator("#orders > div:last-of-type tbody tr").count(), waits.size);
    const january = orders.filter((row) => row.order_period === "2026-01" && row.supplier === "china-light").reduce((sum, row) => sum + Number(row.quantity), 0);
    const row = await page.locator("#orders .calendar").first().locator("tr", { hasText: "china-light" }).locator("td").allTextContents();
    assert.equal(row[1], january.toLocaleString("en-US", { maximumFractionDigits: 0 }));
    assert.deepEqual(trouble, []);
    await close();
  }
});

const LOOKS = [
  ["desktop", { viewport: { width: 1280, height: 900 } }],
  ["dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }],
  ["phone", { viewport: { width: 375, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }],
];

/** A picture of the top of a page, as README shows it. */
const top = (page, name, { viewport: { width } }, height = width > 1000 ? 1350 : 1480) =>
  page.screenshot({ path: path.join(SCREENSHOTS, name), fullPage: true, clip: { x: 0, y: 0, width, height } });

for (const [look, options] of LOOKS) {
  test(`fits its window: ${look}`, async () => {
    const { page, trouble, file, close } = await open("japan", options);
    assert.ok(statSync(file).size < 3_000_000);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), options.viewport.width, "nothing wider than the window");
    await top(page, `report-${look}.png`, options);
    // a bar that follows would stand in the middle of a picture of the whole page
    await page.addStyleTag({ content: ".dial { position: static !important }" });
    await page.screenshot({ path: path.join(SCREENSHOTS, `report-${look}-whole.png`), fullPage: true });
    assert.deepEqual(trouble, []);
    await close();
  });
}

/** Amounts of money, shares and tonnes that stand on more than one line. */
const broken = (page) => page.evaluate(() => {
  const found = [];
  document.querySelectorAll("details").forEach((details) => (details.open = true));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const amount = /[+\u2212]?(?:USD[ \u00a0])?\d[\d,.]*[ \u00a0](?:thousand|million|billion|%)(?:[ \u00a0]USD)?/g;
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (["SCRIPT", "STYLE"].includes(parentElement.tagName) || parentElement.closest("#inputs")) continue;
    for (const match of data.matchAll(amount)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, match.index);
      range.setEnd(texts.currentNode, match.index + match[0].length);
      const lines = new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top / 4)));
      if (lines.size > 1) found.push(match[0]);
    }
  }
  return found;
});

test("a phone breaks no amount, and scrolls no page sideways", async () => {
  const [, phone] = LOOKS.find(([look]) => look === "phone");
  for (const javaScriptEnabled of [true, false]) {
    for (const name of ["japan", "solve", "sensitivity", "levers", "batch"]) {
      const { page, close } = await open(name, { ...phone, javaScriptEnabled });
      assert.deepEqual(await broken(page), [], `${name}, scripts ${javaScriptEnabled}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 375, `${name}, scripts ${javaScriptEnabled}`);
      await close();
    }
  }
});

// expected values: bands.csv and drivers.csv, whose figures the Rust tests work out by hand
for (const [look, options] of LOOKS) {
  test(`a batch has its bands and drivers: ${look}`, async () => {
    const { page, trouble, file, close } = await open("batch", options);
    assert.ok(statSync(file).size < 3_000_000);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), options.viewport.width, "nothing wider than the window");
    const { batch } = JSON.parse(await page.textContent("#payload"));
    const table = (name) => csv(path.join(REPORTS, "batch", name));
    const bands = table("bands.csv");
    assert.equal(batch.bands.length, bands.length);
    for (const [k, row] of bands.entries()) {
      assert.equal(batch.bands[k].figure, row.figure);
      ["least", "p10", "p25", "p50", "p75", "p90", "most"].forEach((name, q) => agrees(batch.bands[k].quantiles[q], Number(row[name]), `${row.figure} at ${row.level}, ${name}`));
    }
    const drivers = table("drivers.csv");
    const extra = (column, level) => drivers.find((row) => row.column === column && Number(row.level) === level)?.extra_cost_rank_correlation;
    for (const driver of batch.drivers.filter((driver) => driver.extra_cost != null)) {
      agrees(driver.extra_cost, Number(extra(driver.column, driver.level)), `${driver.column} at ${driver.level}`);
    }
    // the picture's own table says the same, in millions and to the cent
    const half = bands.find((row) => row.figure === "extra_cost" && Number(row.level) === 0.5);
    const shown = await page.textContent("#bands");
    assert.ok(shown.includes((Number(half.p50) / 1e6).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })), "the median of 50 %");
    await top(page, `batch-${look}.png`, options, 1750);
    await page.screenshot({ path: path.join(SCREENSHOTS, `batch-${look}-whole.png`), fullPage: true });
    assert.deepEqual(trouble, []);
    await close();
  });
}

// expected values: course.csv, whose rows add up to what is needed
test("a plan that survives shows the stop that drives its cost, and the disruptions", async () => {
  const { page, trouble, close } = await open("survive");
  const course = csv(path.join(REPORTS, "survive", "course.csv"));
  const cells = await page.locator("#stop tbody tr", { hasText: "yttrium" }).locator("td").allTextContents();
  const rows = course.filter((row) => row.element === "Y");
  const months = [...new Set(rows.map((row) => row.period))];
  assert.equal(cells.length, 1 + months.length + 3);
  const closing = rows.filter((row) => row.period === months[0]).reduce((sum, row) => sum + Number(row.closing), 0);
  assert.equal(cells[1], closing.toLocaleString("en-US", { maximumFractionDigits: 0 }));
  assert.match(await page.textContent("#answer"), /It survives a stop of .*China.* of 6\u00a0months/);
  assert.ok((await page.locator("#drawing-stress svg rect title").count()) > 5, "who runs out when");
  assert.deepEqual(trouble, []);
  await close();
});

// expected values: sensitivity.csv and levers.csv, whose figures the Rust tests work out by hand
for (const [look, options] of LOOKS) {
  for (const name of ["sensitivity", "levers"]) {
    test(`needs no scripts and fits its window: ${name}, ${look}`, async () => {
      const { page, trouble, close } = await open(name, { ...options, javaScriptEnabled: false });
      const rows = csv(path.join(REPORTS, name, `${name}.csv`));
      assert.equal(await page.locator("script").count(), 0);
      const shown = await page.locator(name === "levers" ? "#levers tbody tr" : "#tornado tbody tr").count();
      assert.ok(shown > 20 && shown <= rows.length);
      if (name === "sensitivity") assert.ok((await page.locator("#tornado .bar").count()) > shown);
      else assert.equal(await page.locator("#points svg:visible").count(), 1, "one picture for each width");
      await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${look}.png`), fullPage: true });
      assert.deepEqual(trouble, []);
      await close();
    });
    test(`is no wider than its window: ${name}, ${look}`, async () => {
      const { page, close } = await open(name, options);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), options.viewport.width);
      await close();
    });
  }
}

test("prints on A4", async () => {
  const { page, trouble, close } = await open("japan");
  const file = path.join(SCREENSHOTS, "report.pdf");
  await page.pdf({ path: file, format: "A4", preferCSSPageSize: true, printBackground: false });
  assert.ok(existsSync(file) && statSync(file).size > 20_000);
  assert.deepEqual(trouble, []);
  await close();
});
