// One look for all charts: colours that the colour-blind can tell apart (Okabe and Ito), patterns beside them, a table behind each.

// the first is drawn as a line too, which needs more light on a dark page
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d9c800"];
const CONCERN = "#d55e00";
const OTHER = "#8d96a0";

// each pattern once for ECharts and once for the legend
const stroke = "rgba(255,255,255,0.45)";
const PATTERNS = {
  plain: [{ symbol: "none" }, "none"],
  diagonal: [{ symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color: stroke },
    `repeating-linear-gradient(45deg, transparent 0 3px, ${stroke} 3px 5px)`],
  dots: [{ symbol: "circle", dashArrayX: [[5, 5], [0, 5, 5, 0]], dashArrayY: [5, 0], symbolSize: 0.55, color: stroke },
    `radial-gradient(circle at 3px 3px, ${stroke} 1.4px, transparent 1.6px) 0 0 / 6px 6px`],
  lines: [{ symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: 0, color: stroke },
    `repeating-linear-gradient(0deg, transparent 0 3px, ${stroke} 3px 5px)`],
};

const NO_PATTERN = { symbol: "none" };
/** Patterns beside colours: on paper, and where a reader asks for them. */
const patterns = { wanted: false };
const patterned = () => patterns.wanted || document.documentElement.classList.contains("paper");
const decal = (pattern) => (patterned() ? PATTERNS[pattern][0] : NO_PATTERN);
const patternBox = () => el("label", { class: "tick" }, el("input", { type: "checkbox", onchange: (event) => {
  patterns.wanted = event.target.checked;
  redraw();
} }), "Patterns");
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
const charts = [];

/** A tooltip's content: a heading and lines of [colour, name, value]. */
function hint(heading, lines) {
  return el("div", { class: "hint" }, el("strong", null, heading), lines.map(([colour, name, value]) => {
    const swatch = el("i", { "aria-hidden": "true" });
    swatch.style.background = colour;
    return el("div", null, swatch, bdi(name), el("span", null, value));
  }));
}

/** What every chart's option begins with. */
function basis() {
  const axis = {
    axisLine: { lineStyle: { color: ink("rule-strong") } },
    axisTick: { show: false },
    axisLabel: { color: ink("soft"), fontSize: 12, hideOverlap: true },
    splitLine: { lineStyle: { color: ink("rule") } },
    nameTextStyle: { color: ink("soft"), fontSize: 12 },
  };
  const narrow = innerWidth < 560;
  return {
    axis,
    narrow,
    option: {
      animation: false,
      aria: { enabled: true, label: { enabled: false }, decal: { show: patterned() } },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 4, right: narrow ? 10 : 18, top: 14, bottom: 6, containLabel: true },
      tooltip: {
        confine: true,
        backgroundColor: ink("raised"),
        borderColor: ink("rule-strong"),
        textStyle: { color: ink("ink"), fontSize: 13 },
        extraCssText: "max-width:min(22rem,90vw);white-space:normal;box-shadow:0 2px 10px rgba(0,0,0,.18)",
      },
    },
  };
}

/** A category axis over the periods that writes each year once. */
function periodAxis(axis) {
  const months = model.months_per_period;
  const first = (period) => model.periods.findIndex((p) => p.slice(0, -3) === period.slice(0, -3)) === model.periods.indexOf(period);
  const firsts = new Set(model.periods.filter(first));
  const years = firsts.size;
  const step = Math.ceil(years / 12);
  const labelled = new Set([...firsts].filter((_, i) => i % step === 0));
  return {
    ...axis,
    type: "category",
    data: model.periods,
    splitLine: { show: false },
    axisLabel: {
      ...axis.axisLabel,
      interval: (index, value) => labelled.has(value) || (years <= 3 && months < 12 && /-07$/.test(value)),
      formatter: (value) => (labelled.has(value) ? periodName(value) : MONTHS[value.slice(-2) - 1]),
      showMinLabel: true,
    },
    axisTick: { show: true, interval: (index, value) => labelled.has(value), lineStyle: { color: ink("rule-strong") } },
  };
}

const OUTLINES = ["line", "dash", "points", "diamond", "dot"];

/** A legend in HTML, which wraps where a drawn one would overlap: [name, colour, pattern or outline]. */
function legend(entries) {
  return entries.map(([name, colour, pattern]) => {
    const swatch = el("i", { "aria-hidden": "true", class: OUTLINES.includes(pattern) ? pattern : "fill" });
    if (pattern === "tint") {
      swatch.className = "fill tint";
      swatch.style.background = colour;
    } else if (swatch.className === "fill") {
      swatch.style.background = patterned() && PATTERNS[pattern] && pattern !== "plain" ? `${PATTERNS[pattern][1]}, ${colour}` : colour;
    } else {
      swatch.style.borderColor = colour;
    }
    return el("li", null, swatch, bdi(name));
  });
}

/**
 * A chart with its legend and the same figures as a table.
 * draw() gives {option, legend, label, unit, height}, the unit being written behind the caption, the height only where it changes; rows() gives {columns, rows} and is asked only while the table is open.
 */
function chart(id, caption, height, draw, rows, { ready, open } = {}) {
  const canvas = el("div", { class: "chart", id: "chart-" + id, role: "img" });
  canvas.style.height = height + "px";
  const key = el("ul", { class: "legend" });
  const body = el("div");
  const details = el("details", { class: "as-table", open, ontoggle: () => fill() }, el("summary", null, "The same as a table"), body);
  const tools = el("p", { class: "tools" },
    saveButton("Picture as SVG", () => save(id + ".svg", "image/svg+xml", drawn.renderToSVGString({ useViewBox: true }))),
    saveButton("Table as CSV", () => {
      const { columns, rows: lines } = rows();
      save(id + ".csv", "text/csv", csvOf(columns, lines));
    }));
  const unitOf = el("span", { class: "unit" });
  const figure = el("figure", null, el("figcaption", null, caption, " ", unitOf), key, canvas, tools, details);
  let drawn = null;
  // on paper a picture that keeps its height is lower, so that more than one fits on a page
  const tall = () => (document.documentElement.classList.contains("paper") ? 0.72 : 1) * height;
  function fill() {
    if (!details.open) return;
    const { columns, rows: lines } = rows();
    body.replaceChildren(table(caption, columns, lines));
  }
  const me = {
    update() {
      if (!drawn) {
        drawn = echarts.init(canvas, null, { renderer: "svg" });
        if (ready) ready(drawn);
      }
      const { option, legend: entries, label, unit, height: now } = draw();
      const asked = Math.round(now || tall()) + "px";
      if (canvas.style.height !== asked) {
        canvas.style.height = asked;
        drawn.resize({ height: parseFloat(asked) });
      }
      unitOf.textContent = unit || "";
      drawn.setOption(option, { notMerge: true });
      canvas.setAttribute("aria-label", `${caption}. ${label}`);
      key.replaceChildren(...legend(entries || []));
      fill();
    },
    resize: (size) => drawn && drawn.resize(size),
  };
  charts.push(me);
  listeners.push(me.update);
  return figure;
}

function redraw(size) {
  for (const one of charts) {
    one.resize(size);
    one.update();
  }
}

let pending = 0;
addEventListener("resize", () => {
  clearTimeout(pending);
  pending = setTimeout(() => redraw(), 120);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());
// A4 less its margins, in CSS pixels; on paper the page is light whatever the screen is
addEventListener("beforeprint", () => {
  document.documentElement.classList.add("paper");
  redraw({ width: 670 });
});
addEventListener("afterprint", () => {
  document.documentElement.classList.remove("paper");
  redraw();
});
