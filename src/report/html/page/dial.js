// The bar that stays in sight: the security level, what it costs, and whose figures are shown.

/** The shares the slider stops at: both ends, the levels, and round steps between, rising. */
function stops(scope) {
  const span = scope.free_share - scope.lowest_share;
  if (span <= 1e-9) return [scope.free_share];
  const step = 10 ** Math.floor(Math.log10(span / 50));
  const digits = Math.max(0, Math.round(-Math.log10(step)));
  const all = [scope.lowest_share, scope.free_share];
  for (let i = Math.ceil(scope.lowest_share / step); i * step < scope.free_share; i++) all.push(Number((i * step).toFixed(digits)));
  for (const level of scope.levels) all.push(level.level);
  const inside = all.filter((share) => share >= scope.lowest_share && share <= scope.free_share);
  return [...new Set(inside)].sort((a, b) => a - b);
}

function dial(bar) {
  const slider = el("input", { type: "range", id: "slider", min: "0", step: "1", "aria-describedby": "dial-says" });
  const box = el("input", { type: "number", id: "level", min: "0", max: "100", step: "any", inputmode: "decimal" });
  const says = el("p", { id: "dial-says", class: "says" });
  const ends = [el("span"), el("span")];
  const figure = (id, label) => {
    const value = el("output", { id });
    return [el("div", { class: "figure" }, el("dt", null, label), el("dd", null, value)), value];
  };
  const [costFigure, cost] = figure("out-cost", "Cost");
  const [extraFigure, extra] = figure("out-extra", "Extra cost");
  const [marginalFigure, marginal] = figure("out-marginal", "Next point");
  const [shareFigure, share] = figure("out-share", "Dependency, overall");
  const [shortFigure, short] = figure("out-shortage", "Unmet demand");
  let list = [];
  let listed = null;

  slider.addEventListener("input", () => turn({ share: list[slider.value] }));
  box.addEventListener("change", () => {
    const asked = box.valueAsNumber;
    if (Number.isFinite(asked)) turn({ share: asked / 100 });
  });
  const elements = [["-1", "All elements"], ...model.elements.map((e, i) => [String(i), elementName(e)])];
  const scopes = data.scopes.map((scope, i) => [String(i), SCOPES[scope.scope]]);
  const choices = el("div", { class: "choices" },
    scopes.length > 1 && select("Limit for", scopes, "0", (value) => turn({ scope: Number(value) })),
    model.elements.length > 1 && select("Show", elements, "-1", (value) => turn({ element: Number(value) })));
  const who = model.security ? countryName(model.security.country) : "";
  bar.append(...[
    hasDial && el("div", { class: "level" },
      el("div", { class: "asked" }, el("label", { for: "slider" }, `Most that may depend on `, bdi(who)),
        el("span", { class: "box" }, box, el("span", { "aria-hidden": "true" }, "%"))),
      el("div", { class: "track" }, ends[0], slider, ends[1]), says),
    choices.childElementCount ? choices : "",
    hasDial && el("dl", { class: "figures", "aria-label": "At this level" }, costFigure, extraFigure, marginalFigure, shareFigure, shortFigure)].filter(Boolean));
  box.setAttribute("aria-label", `Most that may depend on ${who}, per cent`);
  bar.hidden = !bar.childElementCount;

  const put = (output, text, value) => {
    output.textContent = text;
    output.dataset.value = value == null ? "" : value;
  };
  listeners.push((view) => {
    const scope = view.scope;
    if (!scope) return;
    if (listed !== scope) {
      list = stops(scope);
      listed = scope;
      slider.max = list.length - 1;
      slider.disabled = list.length < 2;
      ends[0].textContent = percent(list[0]);
      ends[1].textContent = percent(list.at(-1));
    }
    // the nearest stop: a level typed in may lie between two
    slider.value = list.reduce((best, share, i) => (Math.abs(share - view.share) < Math.abs(list[best] - view.share) ? i : best), 0);
    if (document.activeElement !== box || Math.abs(box.valueAsNumber / 100 - view.share) > 1e-9) box.value = Number((100 * view.share).toFixed(6));
    const more = Math.max(0, view.cost - scope.least_cost);
    const slope = marginalAt(scope, view.share);
    const relative = scope.least_cost ? ` (+${percent(more / scope.least_cost)})` : "";
    put(cost, money(view.cost), view.cost);
    put(extra, more ? "+" + money(more) + relative : money(0), more);
    put(marginal, slope == null ? "as low as it goes" : money(slope), slope);
    put(share, percent(view.share_total), view.share_total);
    put(short, tonnes(view.shortage) + NBSP + "t", view.shortage);
    shortFigure.hidden = !(cheapest.shortage > 1e-9 || lowest.shortage > 1e-9);
    const held = scope.rows.filter((row) => row.floor > view.share + 1e-9).length;
    const place = view.share >= scope.free_share ? "costs nothing extra" : view.share <= scope.lowest_share ? "the lowest that can be reached" : "";
    says.textContent = [place, held && `${plural(held, "row")} cannot go this low and ${held === 1 ? "is" : "are"} held at ${held === 1 ? "its" : "their"} floor`].filter(Boolean).join("; ");
    says.hidden = !says.textContent;
    slider.setAttribute("aria-valuetext", `at most ${percent(view.share)}, costs ${money(view.cost)}, ${money(more)} more than the cheapest plan`);
  });
}
