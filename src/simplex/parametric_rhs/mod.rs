//! The right-hand-side walk: all optima as some rows' bounds move along a direction.
//!
//! The dual simplex on a parametric right-hand side (Gass, 1985; Murty, 1980). Between two pivots every variable moves
//! at a constant velocity. The first basic variable to meet a bound leaves, and the dual ratio test says what enters; where nothing can, the
//! program has no point beyond, and the row is the proof of it. Of several optima the walk takes the one of least load, where it is
//! given one ([`Ties`]).

mod breakpoints;
mod curve;
mod least_load;
mod leg;

use super::Engine;
use super::dual_ratio::Entering;
use super::kernel::Kernel;
use super::path::Path;
use super::problem::Problem;
use super::row_map::{At, Row};
use super::solve::Ending;
use super::sparse::{SparseVec, settled};
use super::ties::Ties;
use super::tolerances::{NO_STEP, PIVOT, PIVOT_MISMATCH};
use crate::lp::follow::{Follower, Touched};
use crate::lp::outcome::Failure;
use crate::lp::{Lp, dot};
pub use curve::{RhsCurve, RhsEnd, RhsOptions, RhsPoint, RhsWalk};
use std::collections::BTreeMap;

/// After so many pivots on one spot costs are perturbed.
const STALL: usize = 200;

/// Minimises with the bounds of each row `i` of `direction` moved by θ times its rate, for all θ from 0 on.
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
        Ending::Infeasible(proof) => Ok(RhsWalk::Infeasible { ray: engine.kernel.duals_at(&proof) }),
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
    [settled(kernel.d[j] - kernel.cost[j]) * kernel.p.scale.row[k], 0.0]
}

/// The choice of an entering variable for a basic variable that meets its bound.
enum PivotChoice {
    /// This column.
    Pivot(usize),
    /// This column, by a pivot that is taken from fresh factors only.
    Doubtful(usize),
    /// A column whose pivot is too small to be taken.
    TooSmall,
    /// No column: the program has no point beyond.
    Nothing,
}

struct RhsWalker<'a> {
    kernel: &'a mut Kernel,
    lp: &'a Lp,
    /// Rows whose bounds move, and how fast.
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
    changed_duals: Touched,
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
            changed_duals: Touched::new(kernel.p.m),
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

    /// Fresh factors, point, duals and velocities.
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
        (0..kernel.p.m).for_each(|k| self.changed_duals.add(k));
        if let Some(ties) = &mut self.ties {
            ties.refresh(kernel);
        }
        self.set_off();
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
                break self.last_leg(until, !skip.is_empty())?;
            };
            let r = self.kernel.place[out] as usize;
            match self.entering(r, rises) {
                PivotChoice::Doubtful(_) | PivotChoice::TooSmall | PivotChoice::Nothing if !fresh => {
                    self.refresh();
                    fresh = true;
                }
                PivotChoice::Nothing => {
                    self.advance(step);
                    let proof = self.kernel.multipliers(out, rises);
                    break RhsEnd::Infeasible { ray: self.kernel.duals_at(&proof) };
                }
                PivotChoice::TooSmall => skip.push(out as u32),
                PivotChoice::Doubtful(q) | PivotChoice::Pivot(q) => {
                    skip.clear();
                    fresh = false;
                    self.advance(step);
                    self.pivot(r, q, out, rises);
                    stalled = if step > NO_STEP * self.theta { 0 } else { stalled + 1 };
                    if stalled > self.patience {
                        self.kernel.perturb_costs();
                        stalled = 0;
                    }
                }
            }
        };
        Ok(self.finish(end))
    }

    /// The end of a walk that meets no bound before `until`, the last leg gone; `skipped` if a bound was passed over for want of a pivot.
    fn last_leg(&mut self, until: f64, skipped: bool) -> Result<RhsEnd, Failure> {
        if until.is_finite() {
            self.advance(until - self.theta);
            return Ok(RhsEnd::Until);
        }
        // nothing proves the curve beyond the last point
        if skipped {
            return Err(super::failure("right-hand-side walk cannot tell how far a segment goes".into()));
        }
        self.begin_segment();
        Ok(RhsEnd::Forever)
    }

    /// The entering variable for the basic variable of row `r`, which meets its lower bound if it `rises` to it; the column is then in `alpha`.
    fn entering(&mut self, r: usize, rises: bool) -> PivotChoice {
        self.kernel.btran_row(r);
        let Some(Entering { q, .. }) = self.kernel.dual_ratio_test(rises, 0.0) else { return PivotChoice::Nothing };
        self.kernel.ftran_column(q);
        let (by_row, pivot) = (self.kernel.row.val[q], self.kernel.alpha.val[r]);
        let apart = (by_row - pivot).abs() > PIVOT_MISMATCH * (1.0 + pivot.abs());
        if pivot.abs() < PIVOT {
            PivotChoice::TooSmall
        } else if apart || self.kernel.is_doubtful(r) {
            PivotChoice::Doubtful(q)
        } else {
            PivotChoice::Pivot(q)
        }
    }

    /// The curve as far as the walk has come: its last place is a point, unless it is the first.
    fn finish(mut self, end: RhsEnd) -> RhsCurve {
        let last = match end {
            RhsEnd::Infeasible { .. } => f64::INFINITY,
            _ => self.present_slope(),
        };
        match self.points.last_mut() {
            Some(point) if point.theta == self.theta => point.slope = last,
            _ => self.close_point(last),
        }
        let certificate = self.follower.finish(0.0, false);
        RhsCurve { points: self.points, path: self.path, end, certificate, iterations: self.kernel.iterations }
    }

    fn pivot(&mut self, r: usize, q: usize, out: usize, rises: bool) {
        let kernel = &mut *self.kernel;
        if kernel.wrong_sign(q, kernel.d[q]) > 0.0 {
            kernel.shift(q);
        }
        let pivot = kernel.alpha.val[r];
        let theta_d = kernel.d[q] / pivot;
        kernel.rho.iter().for_each(|(k, _)| self.changed_duals.add(k));
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::Builder;
    use crate::simplex::{Manner, Solved, solve};

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
