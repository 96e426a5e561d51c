// The bar that stays in sight: the security level, what it costs, each element's own share, and whose figures are shown.

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

/** A number as people type it, `50.5` or `50,5`; NaN where it could be read two ways. */
function typed(text) {
  const plain = text.trim().replace(/\s*%$/, "").replace(",", ".");
  return /^\d+(\.\d*)?$|^\.\d+$/.test(plain) ? Number(plain) : NaN;
}

/** One small scale an element: where its share lies in the cheapest plan and at this level. A click shows that element alone. */
function dots(country) {
  const row = el("ol", { class: "dots" });
  const marks = model.elements.map((element, e) => {
    const [was, now] = [el("i", { class: "was" }), el("i", { class: "now" })];
    const value = el("span", { class: "share" });
    const told = el("span", { class: "unseen" });
    const button = el("button", { type: "button", title: element.name, onclick: () => turn({ element: state.element === e ? -1 : e }) },
      el("span", { class: "symbol" }, bdi(element.id)), el("span", { class: "scale", "aria-hidden": "true" }, was, now), " ", value, told);
    row.append(el("li", null, button));
    return { button, was, now, value, told };
  });
  listeners.push((view) => marks.forEach(({ button, was, now, value, told }, e) => {
    const [before, after] = [cheapest.shares[e], view.shares[e]];
    button.setAttribute("aria-pressed", String(state.element === e));
    button.classList.toggle("moved", after != null && before - after >= 0.005);
    value.textContent = after == null ? "–" : percent(after, 0);
    told.textContent = after == null ? `: no ${model.elements[e].name} is required` : ` of ${model.elements[e].name} depends on ${country}, ${percent(before, 0)} in the cheapest plan`;
    for (const [mark, at] of [[was, before], [now, after]]) {
      mark.hidden = at == null || (mark === was && !hasDial);
      mark.style.left = Math.min(100, 100 * (at || 0)) + "%";
    }
  }));
  return el("div", { class: "own" }, el("p", { class: "own-says", "aria-hidden": "true" }, "Each element’s own share", hasDial && [": ", el("i", { class: "was" }), " cheapest plan, ", el("i", { class: "now" }), " this level"]), row);
}

function dial(bar) {
  const slider = el("input", { type: "range", id: "slider", min: "0", step: "1", "aria-describedby": "dial-says" });
  const box = el("input", { type: "text", id: "level", inputmode: "decimal", autocomplete: "off", "aria-describedby": "dial-says" });
  const says = el("p", { id: "dial-says", class: "says", role: "status" });
  const link = el("a", { id: "permalink", href: "#" }, "Link to this level");
  const ends = [el("span"), el("span")];
  const whose = el("span");
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
  let misread = "";

  slider.addEventListener("input", () => turn({ share: list[slider.value] }));
  box.addEventListener("change", () => {
    const asked = typed(box.value);
    misread = Number.isFinite(asked) ? "" : `“${box.value}” is no number: a level is written as 50 or 50.5`;
    turn(misread ? {} : { share: asked / 100 });
  });
  const elements = [["-1", "All elements"], ...model.elements.map((e, i) => [String(i), elementName(e)])];
  const scopes = data.scopes.map((scope, i) => [String(i), SCOPES[scope.scope]]);
  const scopeSelect = scopes.length > 1 && select("Limit for", scopes, "0", (value) => turn({ scope: Number(value), share: state.asked }));
  const elementSelect = model.elements.length > 1 && select("Show", elements, "-1", (value) => turn({ element: Number(value) }));
  const choices = el("div", { class: "choices" }, scopeSelect, elementSelect);
  const who = model.security ? countryName(model.security.country) : "";
  bar.append(...[
    hasDial && el("div", { class: "level" },
      el("div", { class: "asked" }, el("label", { for: "slider" }, `Most that may depend on `, bdi(who), whose),
        el("span", { class: "box" }, box, el("span", { "aria-hidden": "true" }, "%"))),
      el("div", { class: "track" }, ends[0], slider, ends[1]), says),
    choices.childElementCount ? choices : "",
    model.security && model.elements.length > 1 && dots(who),
    surface.length ? monthsHandle() : "",
    hasDial && el("div", { class: "foot" }, el("dl", { class: "figures", "aria-label": "At this level" }, costFigure, extraFigure, marginalFigure, shareFigure, shortFigure),
      el("p", { class: "tools permalink" }, link))].filter(Boolean));
  box.setAttribute("aria-label", `Most that may depend on ${who}, per cent`);
  bar.hidden = !bar.childElementCount;

  const put = (output, text, value) => {
    output.textContent = text;
    output.dataset.value = value == null ? "" : value;
  };
  /** Where the level lies, and what became of one that cannot be reached. */
  function remarks(scope, share, survives) {
    const asked = state.asked < scope.lowest_share - 1e-9;
    const lowest = percent(scope.lowest_share);
    const held = scope.rows.filter((row) => row.floor > share + 1e-9).length;
    const place = asked ? `${percent(state.asked)} cannot be reached at any price: this is the plan at ${lowest}, the lowest there is`
      : survives ? `the plan that survives ${monthsName(survives.months)}` : share >= scope.free_share ? "costs nothing extra" : share <= scope.lowest_share ? "the lowest that can be reached" : "";
    return [misread, place, held && `${plural(held, "row")} cannot go this low and ${held === 1 ? "is" : "are"} held at ${held === 1 ? "its" : "their"} floor`].filter(Boolean).join("; ");
  }
  listeners.push((view) => {
    if (elementSelect) elementSelect.lastChild.value = String(state.element);
    const scope = view.scope;
    if (!scope) return;
    if (scopeSelect) scopeSelect.lastChild.value = String(state.scope);
    if (listed !== scope) {
      list = stops(scope);
      listed = scope;
      whose.textContent = data.scopes.length > 1 ? ` (${SCOPES[scope.scope].toLowerCase()})` : "";
      slider.max = list.length - 1;
      slider.disabled = list.length < 2;
      ends[0].textContent = percent(list[0]);
      ends[1].textContent = percent(list.at(-1));
    }
    // the nearest stop: a level typed in may lie between two
    slider.value = list.reduce((best, share, i) => (Math.abs(share - view.share) < Math.abs(list[best] - view.share) ? i : best), 0);
    if (!misread) box.value = Number((100 * view.share).toFixed(2));
    const more = beside(Math.max(0, view.cost - scope.least_cost), scope.least_cost);
    const survives = surface.find((part) => part.found === view.frontier);
    const slope = survives ? marginalAt(view.frontier, view.at) : marginalHere(scope);
    const relative = scope.least_cost ? ` (+${percent(more / scope.least_cost)})` : "";
    put(cost, money(view.cost), view.cost);
    put(extra, more ? "+" + money(more) + relative : money(0), more);
    put(marginal, slope == null ? "as low as it goes" : money(slope), slope);
    put(share, percent(view.share_total), view.share_total);
    put(short, tonnes(view.shortage) + NBSP + "t", view.shortage);
    shortFigure.hidden = !(cheapest.shortage > 1e-9 || lowest.shortage > 1e-9);
    says.textContent = remarks(scope, view.share, survives);
    says.hidden = !says.textContent;
    misread = "";
    link.href = "#" + addressOf(scope, view.share);
    slider.setAttribute("aria-valuetext", `at most ${percent(view.share)}, costs ${money(view.cost)}, ${money(more)} more than the cheapest plan`);
  });
}

/** What stands behind # in a link to what is shown. */
function addressOf(scope, share) {
  const parts = { level: Number((100 * share).toFixed(6)) };
  if (data.scopes.length > 1) parts.scope = scope.scope;
  if (surface.length && state.months !== ownMonths) parts.months = state.months;
  if (state.element >= 0) parts.element = model.elements[state.element].id;
  return new URLSearchParams(parts).toString();
}

/** Goes to what such a link says; false where it says nothing. */
function followAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const level = parts.has("level") ? typed(parts.get("level")) : NaN;
  if (!hasDial || !Number.isFinite(level)) return false;
  const scope = data.scopes.findIndex((one) => one.scope === parts.get("scope"));
  const element = model.elements.findIndex((one) => one.id === parts.get("element"));
  turn({ scope: Math.max(0, scope), element, share: level / 100, months: parts.has("months") ? Number(parts.get("months")) || 0 : ownMonths });
  return true;
}
addEventListener("hashchange", followAddress);
