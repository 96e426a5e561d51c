//! The bounded primal simplex, from a feasible basis to an optimal one.
//!
//! Pricing is Devex (Harris, 1973; Forrest and Goldfarb, 1992); the ratio test is Harris's in two passes, which among the rows
//! that block within their tolerance takes the largest pivot. No step is negative: a basic variable that stands beyond the bound that it
//! goes to takes the bound along. Where the objective stalls, the bounds of the basic variables are moved outward by random amounts near
//! the tolerance, each once. All bounds are put back at the end, and bounds violated then are for the dual simplex to mend, as is
//! what fresh factors show to be violated on the way.

use super::blocks::{WIDTH, block, block_mut, padded};
use super::kernel::{Kernel, dual_infeasibility};
use super::row_map::At;
use super::tolerances::{BOUND_PERTURBATION, DOUBTFUL_PIVOT, PIVOT, PIVOT_MISMATCH, SMALL_VIOLATION, WEIGHT_LIMIT};
use super::tournament::Tournament;
use crate::lp::outcome::Failure;

/// After so many degenerate pivots in a row bounds are perturbed.
const STALL: usize = 30;

/// The obstacle that stops an entering variable.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RatioTest {
    /// Nothing.
    Unbounded,
    /// Its own other bound, after so long a step.
    BoundFlip(f64),
    /// The basic variable of a row, which goes to that bound.
    Pivot { row: usize, step: f64, leaving: At },
}

pub(crate) enum End {
    Optimal,
    /// Column and direction along which the objective falls for ever.
    Unbounded(usize, f64),
    /// Fresh factors show that the basis is not feasible.
    Infeasible,
}

/// The outcome for an entering variable.
enum PrimalStep {
    /// It entered, or flipped, or was none.
    Taken,
    /// Nothing stops it in this direction.
    Unbounded(f64),
    /// The question is for fresh factors.
    FreshFactors,
}

/// The state of a run of the primal simplex beside the kernel.
struct PrimalRun {
    weight: Vec<f64>,
    scores: Tournament,
    /// True while nothing has moved since factors, point and reduced costs were computed afresh.
    fresh: bool,
    stalled: usize,
}

impl PrimalRun {
    fn new(kernel: &Kernel) -> Self {
        let weight = vec![1.0; padded(kernel.p.vars())];
        Self { scores: kernel.primal_scores(&weight), weight, fresh: true, stalled: 0 }
    }

    /// Fresh factors and point; reduced costs, which take more time and are looked at again before each pivot, stay. Returns as
    /// [`PrimalRun::start_afresh`].
    fn renew_factors(&mut self, kernel: &mut Kernel) -> bool {
        if kernel.refactor() {
            return self.start_afresh(kernel);
        }
        kernel.compute_x();
        self.fresh = false;
        kernel.widen_to_fit()
    }

    /// Fresh factors, point, reduced costs and scores. Returns whether the point is feasible, by bounds that are moved a little.
    fn start_afresh(&mut self, kernel: &mut Kernel) -> bool {
        kernel.refresh();
        let feasible = kernel.widen_to_fit();
        self.scores = kernel.primal_scores(&self.weight);
        self.fresh = true;
        feasible
    }
}

/// The score of a variable as the entering one: the square of its dual infeasibility over its reference weight.
#[inline]
fn score_of(d: f64, sign: f64, tolerance: f64, weight: f64) -> f64 {
    let wrong = dual_infeasibility(d, sign);
    if wrong > tolerance { wrong * wrong / weight } else { Tournament::OUT }
}

impl Kernel {
    /// The largest step of `q` in `direction` (±1); `alpha` must be its transformed column.
    pub(crate) fn ratio_test(&self, q: usize, direction: f64) -> RatioTest {
        // first pass: the longest step with every bound loosened by its tolerance
        let mut longest = f64::INFINITY;
        for (r, a) in self.alpha.iter() {
            let rate = direction * a; // basic variable falls at this rate
            let j = self.head[r] as usize;
            let room = if rate > PIVOT {
                self.x[j] - self.lower[j]
            } else if rate < -PIVOT {
                self.upper[j] - self.x[j]
            } else {
                continue;
            };
            let step = (room + self.p.primal_tolerance[j]) / rate.abs();
            longest = longest.min(step.max(0.0));
        }
        let own = self.upper[q] - self.lower[q];
        if own <= longest {
            return if own.is_finite() { RatioTest::BoundFlip(own) } else { RatioTest::Unbounded };
        }
        if longest.is_infinite() {
            return RatioTest::Unbounded;
        }
        // second pass: of those that block up to there the largest pivot
        let mut best: Option<(f64, usize, f64, At)> = None;
        for (r, a) in self.alpha.iter() {
            let rate = direction * a;
            let j = self.head[r] as usize;
            let (room, leaving) = if rate > PIVOT {
                (self.x[j] - self.lower[j], At::Lower)
            } else if rate < -PIVOT {
                (self.upper[j] - self.x[j], At::Upper)
            } else {
                continue;
            };
            let step = room / rate.abs();
            if step <= longest && best.is_none_or(|b| rate.abs() > b.0) {
                best = Some((rate.abs(), r, step, leaving));
            }
        }
        match best {
            Some((_, row, step, leaving)) => RatioTest::Pivot { row, step, leaving },
            None => RatioTest::Unbounded,
        }
    }

    /// True if the pivot is so small beside the rest of its column that fresh factors should confirm it.
    pub(crate) fn is_doubtful(&self, row: usize) -> bool {
        let largest = self.alpha.iter().map(|(_, a)| a.abs()).fold(0.0, f64::max);
        self.factor.updates() > 0 && self.alpha.val[row].abs() < DOUBTFUL_PIVOT * largest.max(1.0)
    }

    /// True if the pivot by its row differs from that by its column by more than rounding. One that is small beside the rest of its column may be of
    /// any size, and is compared to itself.
    pub(crate) fn is_apart(&self, row: usize, q: usize) -> bool {
        let pivot = self.alpha.val[row];
        let beside = if self.is_doubtful(row) { pivot.abs() } else { 1.0 + pivot.abs() };
        (self.row.val[q] - pivot).abs() > PIVOT_MISMATCH * beside
    }

    /// Moves the bounds of basic variables outward, to end a stall; those that were moved before stay where they are.
    pub(crate) fn perturb_bounds(&mut self) {
        for r in 0..self.p.m {
            let j = self.head[r] as usize;
            let size = BOUND_PERTURBATION * self.p.primal_tolerance[j];
            let (below, above) = (self.random() * size, self.random() * size);
            if self.lower[j] == self.p.lower[j] {
                self.lower[j] -= below;
            }
            if self.upper[j] == self.p.upper[j] {
                self.upper[j] += above;
            }
        }
        self.perturbed_bounds = true;
    }

    /// Moves a bound to where its basic variable stands beyond it.
    pub(super) fn take_bound_along(&mut self, j: usize, at: At) {
        match at {
            At::Lower => self.lower[j] = self.lower[j].min(self.x[j]),
            At::Upper => self.upper[j] = self.upper[j].max(self.x[j]),
            At::Basic | At::Free => {}
        }
        self.perturbed_bounds = true;
    }

    /// After fresh factors: moves bounds along that are violated by little. Returns whether nothing is violated by more.
    fn widen_to_fit(&mut self) -> bool {
        for r in 0..self.p.m {
            let j = self.head[r] as usize;
            let beyond = self.violation(j);
            if beyond <= 0.0 {
                continue;
            }
            if beyond > SMALL_VIOLATION * self.p.primal_tolerance[j] {
                return false;
            }
            self.take_bound_along(j, if self.x[j] < self.lower[j] { At::Lower } else { At::Upper });
        }
        true
    }

    fn primal_scores(&self, weight: &[f64]) -> Tournament {
        Tournament::new((0..weight.len()).map(|j| self.primal_score(j, weight)).collect())
    }

    #[inline]
    fn primal_score(&self, j: usize, weight: &[f64]) -> f64 {
        score_of(self.d[j], self.sign[j], self.p.dual_tolerance[j], weight[j])
    }

    /// Reduced costs, weights and scores after a pivot whose row is in `self.row`.
    fn update_primal(&mut self, theta: f64, entering_weight: f64, weight: &mut [f64], scores: &mut Tournament) {
        for &b in self.row.blocks() {
            let (a, d, sign) = (block(&self.row.val, b), block_mut(&mut self.d, b), block(&self.sign, b));
            let (tolerance, weight) = (block(&self.p.dual_tolerance, b), block_mut(weight, b));
            scores.change_block(b, |score| {
                for l in 0..WIDTH {
                    d[l] -= theta * a[l];
                    let reference = a[l] * a[l] * entering_weight;
                    weight[l] = if reference > weight[l] { reference } else { weight[l] };
                    score[l] = score_of(d[l], sign[l], tolerance[l], weight[l]);
                }
            });
        }
    }

    /// From a feasible basis with `x` and `d` up to date to an optimal one. Bounds may be left moved.
    pub(crate) fn primal(&mut self, limit: usize) -> Result<End, Failure> {
        let mut run = PrimalRun::new(self);
        loop {
            if self.iterations > limit {
                return Err(super::failure(format!("no optimum after {limit} primal pivots")));
            }
            if self.factor.is_long(self.p.m) && !run.renew_factors(self) {
                return Ok(End::Infeasible);
            }
            let Some((q, _)) = run.scores.best() else {
                if run.fresh {
                    return Ok(End::Optimal);
                }
                run.weight.fill(1.0);
                if !run.start_afresh(self) {
                    return Ok(End::Infeasible);
                }
                continue;
            };
            match self.primal_step(q, &mut run) {
                PrimalStep::Taken => {}
                PrimalStep::Unbounded(direction) => return Ok(End::Unbounded(q, direction)),
                PrimalStep::FreshFactors => {
                    if !run.start_afresh(self) {
                        return Ok(End::Infeasible);
                    }
                }
            }
        }
    }

    /// Brings `q` into the basis, or flips it, or leaves it out.
    fn primal_step(&mut self, q: usize, run: &mut PrimalRun) -> PrimalStep {
        self.ftran_column(q);
        let d = self.fresh_cost(q, &self.cost);
        let drifted = (d - self.d[q]).abs() > PIVOT_MISMATCH * (d.abs() + self.p.dual_tolerance[q] * 1e3);
        self.d[q] = d;
        if self.wrong_sign(q, d) <= self.p.dual_tolerance[q] {
            run.scores.set(q, Tournament::OUT);
            return PrimalStep::Taken;
        }
        if drifted && !run.fresh {
            return PrimalStep::FreshFactors;
        }
        let direction = if d < 0.0 { 1.0 } else { -1.0 };
        match self.ratio_test(q, direction) {
            RatioTest::Unbounded if run.fresh => return PrimalStep::Unbounded(direction),
            RatioTest::Unbounded => return PrimalStep::FreshFactors,
            RatioTest::BoundFlip(step) => {
                self.advance(q, direction * step);
                self.put(q, if direction > 0.0 { At::Upper } else { At::Lower });
                self.x[q] = self.bound(q, self.at[q]);
                self.iterations += 1;
                run.scores.set(q, Tournament::OUT);
                run.stalled = 0;
            }
            RatioTest::Pivot { row, step, leaving } => {
                self.btran_row(row);
                if self.factor.updates() > 0 && self.is_apart(row, q) {
                    return PrimalStep::FreshFactors;
                }
                if step < 0.0 {
                    self.take_bound_along(self.head[row] as usize, leaving);
                }
                self.primal_pivot(q, (row, leaving), direction * step.max(0.0), run);
            }
        }
        run.fresh = false;
        PrimalStep::Taken
    }

    /// Moves `q` by `step` and exchanges it for the basic variable of the row, which is in `self.row`.
    fn primal_pivot(&mut self, q: usize, (row, leaving): (usize, At), step: f64, run: &mut PrimalRun) {
        let out = self.head[row] as usize;
        let pivot = self.alpha.val[row];
        self.advance(q, step);
        self.exchange(row, q, leaving);
        let theta = self.d[q] / pivot;
        let entering_weight = run.weight[q] / (pivot * pivot);
        self.update_primal(theta, entering_weight, &mut run.weight, &mut run.scores);
        self.d[q] = 0.0;
        self.d[out] = -theta;
        run.weight[out] = entering_weight.max(1.0);
        run.scores.set(q, Tournament::OUT);
        run.scores.set(out, self.primal_score(out, &run.weight));
        if entering_weight > WEIGHT_LIMIT {
            run.weight.fill(1.0);
            run.scores = self.primal_scores(&run.weight);
        }
        run.stalled = if step.abs() > self.p.primal_tolerance[q] { 0 } else { run.stalled + 1 };
        if run.stalled > STALL {
            self.perturb_bounds();
            run.stalled = 0;
        }
    }

    /// The reduced cost of `q` under `cost`, from its transformed column.
    pub(crate) fn fresh_cost(&self, q: usize, cost: &[f64]) -> f64 {
        cost[q] - self.alpha.iter().map(|(r, a)| a * cost[self.head[r] as usize]).sum::<f64>()
    }

    /// Fresh factors, and with them `x` and `d`.
    pub(crate) fn refresh(&mut self) {
        if self.factor.updates() > 0 {
            self.refactor();
        }
        self.compute_x();
        self.compute_d();
    }
}
