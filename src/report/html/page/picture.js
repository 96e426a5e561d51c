// The plan at any level: figures run straight between their knots, so reading them off is exact.

const state = { scope: 0, asked: 1, share: 1, element: -1 };

/** Breakpoints as [share, cost, marginal cost towards the next], from steps, slopes and a cost every so often. */
function unpack({ shares, marginals, costs }) {
  const known = new Map(costs);
  const points = [];
  let units = 0;
  shares.forEach((step, k) => {
    units = k ? units - step : step;
    const share = units / 1e10;
    const before = points[k - 1];
    const cost = known.get(k) ?? before[1] + 100 * before[2] * (before[0] - share);
    points.push([share, cost, marginals[k] ?? null]);
  });
  return points;
}
for (const scope of [...data.scopes, ...data.beside]) scope.points = unpack(scope.points);

/** Courses come as steps from knot to knot: [value, breakpoints on, change, …] becomes [value, breakpoint, value, …]. */
function fromSteps(courses) {
  if (!Array.isArray(courses)) return;
  for (const course of courses) {
    if (!Array.isArray(course)) continue;
    for (let i = 1; i < course.length; i += 2) {
      course[i] += i > 1 ? course[i - 2] : 0;
      course[i + 1] += course[i - 1];
    }
  }
}
function unfold(picture) {
  picture.offers.forEach(fromSteps);
  picture.elements.forEach((element) => Object.values(element).forEach(fromSteps));
  fromSteps([...picture.cost, picture.share_total, picture.shortage, ...picture.rows, ...picture.shares, ...picture.costs]);
}
for (const { picture } of data.scopes) unfold(picture);

/** Where a share lies among a scope's breakpoints, which fall: the last breakpoint at or above it. */
function locate(scope, share) {
  const points = scope.points;
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (points[middle][0] >= share) low = middle;
    else high = middle - 1;
  }
  return low;
}

const clampShare = (scope, share) => Math.min(scope.free_share, Math.max(scope.lowest_share, share));

function costAt(scope, share) {
  const k = locate(scope, share);
  const [from, to] = [scope.points[k], scope.points[k + 1]];
  if (!to || share >= from[0]) return from[1];
  return from[1] + ((from[0] - share) / (from[0] - to[0])) * (to[1] - from[1]);
}

/** What one more point towards less dependency costs; 0 above the free share, null at the lowest. */
function marginalAt(scope, share) {
  if (share > scope.free_share) return 0;
  return share > scope.lowest_share ? scope.points[locate(scope, share)][2] : null;
}

/** The same at what was asked: a level of the table has its own figure, as in levels.csv. */
function marginalHere(scope) {
  const level = scope.levels.find((one) => Math.abs(one.level - state.asked) < 1e-9);
  return level ? level.marginal_cost : marginalAt(scope, state.asked);
}

/** A course [first value, breakpoint, value, …] or a number, at a share. */
function courseAt(course, points, share, segment) {
  if (typeof course === "number") return course;
  let low = 0;
  let high = (course.length - 1) / 2;
  const breakpoint = (i) => (i ? course[2 * i - 1] : 0);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (breakpoint(middle) <= segment) low = middle;
    else high = middle - 1;
  }
  const value = low ? course[2 * low] : course[0];
  if (2 * low + 1 >= course.length) return value;
  const [from, to] = [points[breakpoint(low)][0], points[course[2 * low + 1]][0]];
  const part = Math.min(1, Math.max(0, (from - share) / (from - to)));
  return value + part * (course[2 * low + 2] - value);
}

/** Everything the charts show at a share of a scope, on the scope's own frontier or on that of the plans that survive some months. */
function viewAt(scopeIndex, share, frontier = data.scopes[scopeIndex]) {
  const scope = data.scopes[scopeIndex];
  const picture = scope ? frontier.picture : data.plan;
  const points = scope ? frontier.points : [[1, 0, null]];
  const at = scope ? clampShare(frontier, share) : share;
  const segment = scope ? locate(frontier, at) : 0;
  const read = (courses, unit) => courses.map((course) => unit * courseAt(course, points, at, segment));
  // tonnes count in a unit of each element's own
  const { tonnes: tonne, cost: coin, share: part, shortage } = picture.units;
  const zeros = () => new Array(model.periods.length).fill(0);
  return {
    scope,
    frontier,
    share: scope ? clampShare(scope, share) : share,
    at,
    offers: picture.offers.map((courses, o) => read(courses, tonne[model.offers[o].element])),
    elements: picture.elements.map((e, i) => ({
      closing: e.closing.length ? read(e.closing, tonne[i]) : zeros(),
      shortage: e.shortage.length ? read(e.shortage, shortage) : zeros(),
      substituted: e.substituted.length ? read(e.substituted, tonne[i]) : zeros(),
    })),
    cost_parts: read(picture.cost, coin),
    share_total: picture.share_total == null ? null : read([picture.share_total], part)[0],
    shortage: read([picture.shortage], shortage)[0],
    rows: read(picture.rows, part),
    // each element's own share and cost; null where nothing of it is required
    shares: picture.shares.map((course) => (course == null ? null : read([course], part)[0])),
    costs: read(picture.costs, coin),
    cost: scope ? costAt(frontier, at) : data.summary.cost,
  };
}

/** An offer's capacity in each period of its courses; null is unlimited. */
const capacities = model.offers.map((offer) => offer.capacity.flatMap(([times, most]) => new Array(times).fill(most)));

let view = null;
let cheapest = null;
let lowest = null;

/** Moves the dial; whatever is not given stays. */
function turn(change) {
  Object.assign(state, change);
  if (change.share != null && change.asked == null) state.asked = change.share;
  const scope = data.scopes[state.scope];
  if (scope) {
    state.share = clampShare(scope, state.share);
    if (!cheapest || cheapest.scope !== scope) {
      cheapest = viewAt(state.scope, scope.free_share);
      lowest = viewAt(state.scope, scope.lowest_share);
    }
  }
  // what was asked: the plans that survive some months have another share from which a level is free
  const survives = scope && survivesMonths(scope);
  view = survives ? viewAt(state.scope, state.asked, survives) : viewAt(state.scope, state.share);
  if (!scope) cheapest = lowest = view;
  tell(view);
}

/** Elements that are shown: the chosen one or all. */
const shown = (element) => state.element < 0 || state.element === element;

/** Tonnes by period of the elements shown, from a list of an element's figures by period. */
function sumElements(of) {
  const sum = new Array(model.periods.length).fill(0);
  model.elements.forEach((_, e) => shown(e) && of(e).forEach((value, t) => (sum[t] += value)));
  return sum;
}
