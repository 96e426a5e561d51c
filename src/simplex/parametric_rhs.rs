//! The right-hand-side walk: all optima as some rows' sides move along a direction.
//!
//! The dual simplex on a parametric right-hand side (Gass, 1985; Murty, 1980). Between two pivots every variable moves
//! at a constant velocity. The first basic variable to meet a bound leaves, and the dual ratio test says what enters; where nothing can, the
//! program has no point beyond, and the row is the proof of it. Of several optima the walk takes the one of least load, where it is
//! given one ([`Ties`]).

use super::dual_ratio::Entering;
use super::kernel::Kernel;
use super::path::Path;
use super::primal::RatioTest;
use super::problem::Problem;
use super::row_map::{At, Row};
use super::solve::Ending;
use super::sparse::SparseVec;
use super::ties::Ties;
use super::tolerances::{PIVOT, PIVOT_MISMATCH, SAME_SLOPE};
use super::{Basis, Engine, Manner};
use crate::lp::follow::{Follower, Touched};
use crate::lp::outcome::Failure;
use crate::lp::verify::Certificate;
use crate::lp::{Lp, dot};
use std::collections::BTreeMap;

/// After so many pivots on one spot costs are perturbed.
const STALL: usize = 200;
/// After so many pivots on one spot that lower no load a tie is left as it is.
const TIE_STALL: usize = 2000;

/// A breakpoint of the optimal cost as a function of θ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RhsPoint {
    /// How far the right-hand sides have moved.
    pub theta: f64,
    /// The least cost there.
    pub cost: f64,
    /// What the next unit of θ costs; at the last point infinite if there is no point beyond, and where the walk stopped at `until` that of the last basis.
    pub slope: f64,
}

/// Why a walk ended.
#[derive(Debug, Clone, PartialEq)]
pub enum RhsEnd {
    /// It came to the θ that was asked for, or beyond the kink that was.
    Until,
    /// From the last point on the cost goes on at the last slope for ever, and the last basis with it.
    Forever,
    /// Beyond the last point the program is infeasible: Farkas multipliers that prove it for every larger θ.
    Infeasible {
        /// One multiplier a row.
        ray: Vec<f64>,
    },
}

/// The least cost as a function of θ: convex and piecewise linear.
#[derive(Debug, Clone)]
pub struct RhsCurve {
    /// Breakpoints by rising θ and slope, the first at 0; the last, where the walk ended, need not be a kink unless nothing lies beyond.
    pub points: Vec<RhsPoint>,
    /// Columns and bases at the points; the basis of point `k` is optimal from there on, its prices as far as point `k + 1`.
    pub path: Path,
    /// Why the walk ended.
    pub end: RhsEnd,
    /// How well all points are proved, see `lp::follow`.
    pub certificate: Certificate,
    /// Pivots and bound flips, of the first solve too.
    pub iterations: usize,
}

/// What a right-hand-side walk found.
#[derive(Debug, Clone)]
pub enum RhsWalk {
    /// The whole curve.
    Curve(Box<RhsCurve>),
    /// No point satisfies the program at θ = 0.
    Infeasible {
        /// See [`super::Solved::Infeasible`].
        ray: Vec<f64>,
    },
    /// The cost falls without end at θ = 0.
    Unbounded,
}

/// What else a right-hand-side walk may be told.
#[derive(Debug, Clone, Copy)]
pub struct RhsOptions<'a> {
    /// How far to go; may be infinite.
    pub until: f64,
    /// Of all points that cost as little the one of least load is taken; one coefficient a column.
    pub load: Option<&'a [f64]>,
    /// Where to begin.
    pub start: Option<&'a Basis>,
    /// How carefully.
    pub manner: Manner,
    /// The walk may end behind the first kink beyond this θ.
    pub kink_beyond: f64,
}

impl RhsOptions<'_> {
    /// As far as `until`, of several optima any, from cold.
    pub fn until(until: f64) -> Self {
        Self { until, load: None, start: None, manner: Manner::Usual, kink_beyond: f64::INFINITY }
    }
}

/// Minimises with the sides of each row `i` of `direction` moved by θ times its rate, for all θ from 0 on.
///
/// # Errors
/// [`Failure`] if rounding leaves the question open.
///
/// # Panics
/// If `direction` names a row that the program has not, or the load has another length than the program has columns.
pub fn parametric_rhs(lp: &Lp, direction: &[(usize, f64)], options: RhsOptions) -> Result<RhsWalk, Failure> {
    let RhsOptions { until, load, start, manner, kink_beyond } = options;
    // rows that move must stay rows, even those of one column
    let moving: Vec<usize> = direction.iter().map(|d| d.0).collect();
    let mut engine = Engine::of(Problem::keeping(lp, &moving, manner));
    if let Some(basis) = start {
        engine.set_basis(basis);
    }
    match engine.optimise()? {
        Ending::Infeasible(proof) => Ok(RhsWalk::Infeasible { ray: engine.kernel.prices(&proof) }),
        Ending::Crossed(ray) => Ok(RhsWalk::Infeasible { ray }),
        Ending::Unbounded(..) => Ok(RhsWalk::Unbounded),
        Ending::Found => RhsWalker::new(&mut engine.kernel, lp, direction, load)
            .walk(until, kink_beyond)
            .map(|curve| RhsWalk::Curve(Box::new(curve))),
    }
}

/// The dual of the `k`-th row that the engine keeps, whatever costs are shifted; there is no second one.
fn dual(kernel: &Kernel, k: usize) -> [f64; 2] {
    let j = kernel.p.n + k;
    [(kernel.d[j] - kernel.cost[j]) * kernel.p.scale.row[k], 0.0]
}

struct RhsWalker<'a> {
    kernel: &'a mut Kernel,
    lp: &'a Lp,
    /// Rows whose sides move, and how fast.
    direction: Vec<(usize, f64)>,
    /// The same by slack, scaled.
    rates: Vec<(usize, f64)>,
    rate_of: Vec<f64>,
    /// Velocity of each basic variable, by variable.
    velocity: SparseVec,
    theta: f64,
    cost: f64,
    slope: f64,
    points: Vec<RhsPoint>,
    path: Path,
    change: SparseVec,
    point_pivots: usize,
    ties: Option<Ties>,
    follower: Follower,
    /// Rows whose duals have changed since the last point.
    repriced: Touched,
    /// After so many pivots on one spot costs are perturbed: [`STALL`], but in tests.
    patience: usize,
}

impl<'a> RhsWalker<'a> {
    fn new(kernel: &'a mut Kernel, lp: &'a Lp, direction: &[(usize, f64)], load: Option<&[f64]>) -> Self {
        let vars = kernel.p.vars();
        let mut rate_of = vec![0.0; vars];
        for &(i, rate) in direction {
            if let Row::Kept(k) = kernel.p.map.rows[i] {
                rate_of[kernel.p.n + k as usize] += rate * kernel.p.scale.row[k as usize];
            }
        }
        let rates: Vec<(usize, f64)> = rate_of.iter().copied().enumerate().filter(|r| r.1 != 0.0).collect();
        let path = Path::new(kernel);
        let cost = dot(&lp.cost, &kernel.point());
        let ties = load.map(|load| Ties::new(kernel, load));
        let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
        direction.iter().for_each(|&(i, rate)| *sums.entry(i).or_default() += rate);
        let direction: Vec<(usize, f64)> = sums.into_iter().collect();
        let moving: Vec<usize> = direction.iter().map(|d| d.0).collect();
        let mut duals = vec![[0.0; 2]; lp.rows()];
        (0..kernel.p.m).for_each(|k| duals[kernel.p.map.kept[k] as usize] = dual(kernel, k));
        let mut walker = Self {
            follower: Follower::new(lp, &moving, None, kernel.point(), duals),
            repriced: Touched::new(kernel.p.m),
            direction,
            kernel,
            lp,
            rates,
            rate_of,
            velocity: SparseVec::new(vars),
            theta: 0.0,
            cost,
            slope: 0.0,
            points: Vec::new(),
            path,
            change: SparseVec::new(lp.cols()),
            point_pivots: 0,
            ties,
            patience: STALL,
        };
        walker.set_off();
        walker.break_ties();
        walker
    }

    /// Velocities from the present factors.
    fn set_off(&mut self) {
        let kernel = &mut *self.kernel;
        kernel.work.clear();
        for &(j, rate) in self.rates.iter().filter(|r| kernel.at[r.0] != At::Basic) {
            for (i, a) in kernel.p.column(j) {
                kernel.work.add(i, -a * rate);
            }
        }
        kernel.factor.ftran(&mut kernel.work);
        self.velocity.clear();
        for (r, v) in kernel.work.iter() {
            self.velocity.add(kernel.head[r] as usize, v);
        }
        for &(j, rate) in &self.rates {
            // a basic slack's bounds move, whether it does or not
            self.velocity.add(j, if kernel.at[j] == At::Basic { 0.0 } else { rate });
        }
    }

    /// Fresh factors, point, prices and velocities.
    fn refresh(&mut self) {
        let kernel = &mut *self.kernel;
        let old = kernel.x[..self.lp.cols()].to_vec();
        if kernel.perturbed_costs {
            kernel.cost.copy_from_slice(&kernel.p.cost);
            kernel.perturbed_costs = false;
        }
        kernel.refresh();
        for (j, was) in old.into_iter().enumerate() {
            let drift = kernel.x[j] - was;
            if drift.abs() > kernel.p.primal_tolerance[j] {
                self.change.add(j, drift * kernel.p.scale.col[j]);
            }
        }
        self.cost = dot(&self.lp.cost, &kernel.point());
        (0..kernel.p.m).for_each(|k| self.repriced.add(k));
        if let Some(ties) = &mut self.ties {
            ties.refresh(kernel);
        }
        self.set_off();
    }

    /// Goes to the point of least load among those of least cost, without moving on.
    fn break_ties(&mut self) {
        let Some(mut ties) = self.ties.take() else { return };
        let mut stalled = 0;
        while stalled < TIE_STALL
            && let Some((q, direction)) = ties.entering(self.kernel)
        {
            match self.kernel.ratio_test(q, direction) {
                RatioTest::Pivot { row, .. } if self.kernel.is_doubtful(row) => {
                    self.refresh();
                    ties.refresh(self.kernel);
                    stalled += 1;
                }
                RatioTest::Pivot { row, step, leaving } => {
                    self.kernel.btran_row(row);
                    self.take_tied(q, direction * step);
                    if self.kernel.d[q] != 0.0 {
                        self.kernel.shift(q);
                    }
                    let (out, pivot) = (self.kernel.head[row] as usize, self.kernel.alpha.val[row]);
                    self.turn(row, q, pivot);
                    self.kernel.exchange(row, q, leaving);
                    self.kernel.d[out] = 0.0;
                    self.path.pivot(q, out, leaving);
                    ties.update(self.kernel, q, out, pivot);
                    stalled = if step > self.kernel.p.primal_tolerance[q] { 0 } else { stalled + 1 };
                }
                RatioTest::BoundFlip(step) => {
                    self.take_tied(q, direction * step);
                    let to = if direction > 0.0 { At::Upper } else { At::Lower };
                    self.kernel.put(q, to);
                    self.kernel.x[q] = self.kernel.bound(q, to);
                    self.path.pivot(q, q, to);
                    ties.look_at(self.kernel, q);
                }
                RatioTest::Unbounded => ties.leave_out(q),
            }
        }
        self.ties = Some(ties);
    }

    /// Moves `q` by `step` and the basic variables along, at no cost.
    fn take_tied(&mut self, q: usize, step: f64) {
        self.kernel.advance(q, step);
        let p = &self.kernel.p;
        let moved = self.kernel.alpha.iter().map(|(r, a)| (self.kernel.head[r] as usize, -step * a));
        for (j, by) in moved.chain([(q, step)]).filter(|&(j, by)| j < p.n && by != 0.0) {
            self.change.add(j, by * p.scale.col[j]);
        }
    }

    /// What a unit of θ costs: the prices of the rows that move.
    fn present_slope(&self) -> f64 {
        self.rates.iter().map(|&(j, rate)| self.kernel.d[j] * rate).sum()
    }

    /// How far to the first bound that a basic variable meets, and which: the largest pivot will be chosen from those within tolerance.
    fn next_bound(&self, skip: &[u32]) -> Option<(f64, usize, bool)> {
        let kernel = &*self.kernel;
        let relative = |j: usize| self.velocity.val[j] - self.rate_of[j];
        let moving = || {
            self.velocity
                .idx
                .iter()
                .map(|&j| j as usize)
                .filter(|&j| kernel.at[j] == At::Basic && relative(j).abs() > PIVOT && !skip.contains(&(j as u32)))
        };
        let room =
            |j: usize| if relative(j) < 0.0 { kernel.x[j] - kernel.lower[j] } else { kernel.upper[j] - kernel.x[j] };
        let longest = moving()
            .map(|j| ((room(j) + kernel.p.primal_tolerance[j]) / relative(j).abs()).max(0.0))
            .fold(f64::INFINITY, f64::min);
        let mut best: Option<(f64, usize)> = None;
        for j in moving().filter(|&j| room(j) / relative(j).abs() <= longest) {
            if best.is_none_or(|b| relative(j).abs() > b.0) {
                best = Some((relative(j).abs(), j));
            }
        }
        best.map(|(_, j)| ((room(j) / relative(j).abs()).max(0.0), j, relative(j) < 0.0)).filter(|b| b.0.is_finite())
    }

    /// Moves everything on by `step` of θ.
    fn advance(&mut self, step: f64) {
        if step <= 0.0 {
            return;
        }
        // what moves by less than a tolerance leaves no point
        let far =
            |(j, v): (usize, f64)| v.abs().max(self.rate_of[j].abs()) * step > 0.01 * self.kernel.p.primal_tolerance[j];
        if self.points.is_empty() || self.velocity.iter().any(far) {
            self.begin_segment();
        }
        let kernel = &mut *self.kernel;
        for (j, v) in self.velocity.iter() {
            kernel.x[j] += v * step;
            if j < kernel.p.n && v != 0.0 {
                let moved = v * step * kernel.p.scale.col[j];
                self.change.add(j, moved);
                self.cost += self.lp.cost[j] * moved;
            }
        }
        for &(j, rate) in &self.rates {
            kernel.lower[j] += rate * step;
            kernel.upper[j] += rate * step;
        }
        self.theta += step;
    }

    /// Before a move: the place where the slope changed becomes a point.
    fn begin_segment(&mut self) {
        let slope = self.present_slope();
        let rounding: f64 =
            self.rates.iter().map(|&(j, rate)| 1e-3 * self.kernel.p.dual_tolerance[j] * rate.abs()).sum();
        let same = (slope - self.slope).abs() <= SAME_SLOPE * slope.abs().max(self.slope.abs()) + rounding;
        if self.points.is_empty() || !same {
            self.close_point(slope);
        }
    }

    fn close_point(&mut self, slope: f64) {
        if self.points.is_empty() {
            self.path.move_start(&self.change);
        } else {
            self.path.step(&self.change, self.point_pivots);
        }
        for &(i, rate) in &self.direction {
            let moved = |side: f64| side + rate * self.theta;
            self.follower.set_row(i, moved(self.lp.row_lower[i]), moved(self.lp.row_upper[i]));
        }
        self.follower.move_columns(self.change.iter(), 0.0);
        self.direction.iter().for_each(|&(i, _)| self.follower.see(i, 0.0));
        let changed = self.repriced.take().into_iter().map(|k| k as usize);
        let duals: Vec<_> = changed.map(|k| (self.kernel.p.map.kept[k] as usize, dual(self.kernel, k))).collect();
        self.follower.set_duals(duals.into_iter(), 0.0);
        self.change.clear();
        self.points.push(RhsPoint { theta: self.theta, cost: self.cost, slope });
        self.slope = slope;
        self.point_pivots = self.path.pivots();
    }

    fn walk(mut self, until: f64, kink_beyond: f64) -> Result<RhsCurve, Failure> {
        let limit = self.kernel.pivot_limit() * 4;
        let (mut fresh, mut stalled) = (true, 0);
        let mut skip = Vec::new();
        let end = loop {
            if self.kernel.iterations > limit {
                return Err(super::failure(format!("right-hand-side walk did not end after {limit} pivots")));
            }
            if self.kernel.factor.is_long(self.kernel.p.m) {
                self.refresh();
                fresh = true;
            }
            if self.points.last().is_some_and(|point| point.theta > kink_beyond) {
                break RhsEnd::Until;
            }
            let next = self.next_bound(&skip).filter(|b| self.theta + b.0 < until);
            let Some((step, out, rises)) = next else {
                if until.is_finite() {
                    self.advance(until - self.theta);
                    break RhsEnd::Until;
                }
                // nothing proves what lies beyond the last point
                if !skip.is_empty() {
                    return Err(super::failure("right-hand-side walk cannot tell how far a segment goes".into()));
                }
                self.begin_segment();
                break RhsEnd::Forever;
            };
            let r = self.kernel.place[out] as usize;
            self.kernel.btran_row(r);
            let Some(Entering { q, .. }) = self.kernel.dual_ratio_test(rises, 0.0) else {
                if !fresh {
                    self.refresh();
                    fresh = true;
                    continue;
                }
                self.advance(step);
                let proof = self.kernel.multipliers(out, rises);
                break RhsEnd::Infeasible { ray: self.kernel.prices(&proof) };
            };
            self.kernel.ftran_column(q);
            let (by_row, pivot) = (self.kernel.row.val[q], self.kernel.alpha.val[r]);
            let apart = (by_row - pivot).abs() > PIVOT_MISMATCH * (1.0 + pivot.abs());
            if apart || pivot.abs() < PIVOT || self.kernel.is_doubtful(r) {
                if !fresh {
                    self.refresh();
                    fresh = true;
                    continue;
                }
                if pivot.abs() < PIVOT {
                    skip.push(out as u32);
                    continue;
                }
            }
            skip.clear();
            fresh = false;
            self.advance(step);
            self.pivot(r, q, out, rises);
            stalled = if step > 1e-12 * self.theta { 0 } else { stalled + 1 };
            if stalled > self.patience {
                self.kernel.perturb_costs();
                stalled = 0;
            }
        };
        // the last place is a point, unless it is the first
        let last = match end {
            RhsEnd::Infeasible { .. } => f64::INFINITY,
            _ => self.present_slope(),
        };
        match self.points.last_mut() {
            Some(point) if point.theta == self.theta => point.slope = last,
            _ => self.close_point(last),
        }
        let certificate = self.follower.finish(0.0, false);
        Ok(RhsCurve { points: self.points, path: self.path, end, certificate, iterations: self.kernel.iterations })
    }

    fn pivot(&mut self, r: usize, q: usize, out: usize, rises: bool) {
        let kernel = &mut *self.kernel;
        if kernel.wrong_sign(q, kernel.d[q]) > 0.0 {
            kernel.shift(q);
        }
        let pivot = kernel.alpha.val[r];
        let theta_d = kernel.d[q] / pivot;
        kernel.rho.iter().for_each(|(k, _)| self.repriced.add(k));
        kernel.update_dual_values(q, out, theta_d);
        let to = if rises { At::Lower } else { At::Upper };
        // rounding apart the leaving variable stands on its bound already
        let rest = (kernel.x[out] - kernel.bound(out, to)) / pivot;
        kernel.advance(q, rest);
        self.turn(r, q, pivot);
        self.kernel.exchange(r, q, to);
        self.path.pivot(q, out, to);
        if let Some(ties) = &mut self.ties {
            ties.update(self.kernel, q, out, pivot);
        }
        self.break_ties();
    }

    /// Velocities after `q` enters in row `r`, whose variable keeps to its bound from now on.
    fn turn(&mut self, r: usize, q: usize, pivot: f64) {
        let kernel = &*self.kernel;
        let out = kernel.head[r] as usize;
        let speed = (self.velocity.val[out] - self.rate_of[out]) / pivot;
        for (i, a) in kernel.alpha.iter() {
            self.velocity.add(kernel.head[i] as usize, -speed * a);
        }
        self.velocity.add(q, speed);
        self.velocity.set(out, self.rate_of[out]);
        self.velocity.drop_tiny(0.0);
        for &(j, _) in &self.rates {
            self.velocity.add(j, 0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::Builder;
    use crate::simplex::{Solved, solve};

    /// Each of `n` sources sends to each of `n` sinks; the sinks need one more unit together with θ, which all must come from somewhere,
    /// at tied costs: every vertex is degenerate.
    fn transport(n: usize) -> (Lp, Vec<(usize, f64)>) {
        let mut b = Builder::default();
        let cost = |i: usize, k: usize| 1.0 + ((i * 7 + k * k) % 3) as f64;
        let x: Vec<Vec<usize>> =
            (0..n).map(|i| (0..n).map(|k| b.column(cost(i, k), 0.0, f64::INFINITY)).collect()).collect();
        let mut direction = Vec::new();
        for (i, row) in x.iter().enumerate() {
            b.row(f64::NEG_INFINITY, 2.0, row.iter().map(|&j| (j, 1.0)));
            let sink = b.row(1.0, f64::INFINITY, x.iter().map(|column| (column[i], 1.0)));
            direction.push((sink, 1.0));
        }
        (b.build(), direction)
    }

    #[test]
    fn a_stall_is_ended_and_leaves_no_trace() {
        let (lp, direction) = transport(12);
        let moving: Vec<usize> = direction.iter().map(|d| d.0).collect();
        let mut engine = Engine::of(Problem::keeping(&lp, &moving, Manner::Usual));
        assert!(matches!(engine.optimise(), Ok(Ending::Found)));
        let undrawn = engine.kernel.clone().random();
        let mut walker = RhsWalker::new(&mut engine.kernel, &lp, &direction, None);
        walker.patience = 1;
        let curve = walker.walk(f64::INFINITY, f64::INFINITY).unwrap();
        assert_ne!(engine.kernel.clone().random(), undrawn, "nothing stalled: no cost was perturbed");
        assert!(matches!(curve.end, RhsEnd::Infeasible { .. }));
        for (k, point) in curve.points.iter().enumerate() {
            let mut there = lp.clone();
            direction.iter().for_each(|&(i, rate)| there.row_lower[i] += rate * point.theta * (1.0 - 1e-12));
            let Ok(Solved::Optimal { x, .. }) = solve(&there, None) else { panic!("point {k} has an optimum") };
            assert!((lp.objective(&x) - point.cost).abs() < 1e-8 * point.cost, "point {k}");
        }
        assert!((curve.points.last().unwrap().theta - 1.0).abs() < 1e-9);
    }
}
