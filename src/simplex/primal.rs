//! The bounded primal simplex, from a feasible basis to an optimal one.
//!
//! Pricing is Devex (Harris, 1973; Forrest and Goldfarb, 1992); the ratio test is Harris's in two passes, which among the rows
//! that block within their tolerance takes the largest pivot. Where the objective stalls, the bounds of the basic
//! variables are moved outward by random amounts near the tolerance, and put back at the end.

use super::blocks::{WIDTH, block, block_mut, padded};
use super::kernel::{Kernel, dual_infeasibility};
use super::row_map::At;
use super::tolerances::{BOUND_PERTURBATION, DOUBTFUL_PIVOT, PIVOT, PIVOT_MISMATCH, WEIGHT_LIMIT};
use super::tournament::Tournament;
use crate::lp::outcome::Failure;

/// After so many degenerate pivots in a row bounds are perturbed.
const STALL: usize = 30;

/// What stops an entering variable.
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
}

/// What a variable promises as the entering one: its square of what its reduced cost is wrong by, over its weight.
#[inline]
fn score_of(d: f64, sign: f64, tolerance: f64, weight: f64) -> f64 {
    let wrong = dual_infeasibility(d, sign);
    if wrong > tolerance { wrong * wrong / weight } else { Tournament::OUT }
}

impl Kernel {
    /// How far `q` can go in `direction` (±1); `alpha` must be its transformed column.
    pub fn ratio_test(&self, q: usize, direction: f64) -> RatioTest {
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

    /// Whether the pivot is so small beside the rest of its column that fresh factors should confirm it.
    pub fn is_doubtful(&self, row: usize) -> bool {
        let largest = self.alpha.iter().map(|(_, a)| a.abs()).fold(0.0, f64::max);
        self.factor.updates() > 0 && self.alpha.val[row].abs() < DOUBTFUL_PIVOT * largest.max(1.0)
    }

    /// Moves the bounds of basic variables outward, to end a stall.
    pub fn perturb_bounds(&mut self) {
        for r in 0..self.p.m {
            let j = self.head[r] as usize;
            let size = BOUND_PERTURBATION * self.p.primal_tolerance[j];
            self.lower[j] -= self.random() * size;
            self.upper[j] += self.random() * size;
        }
        self.perturbed_bounds = true;
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

    /// From a feasible basis with `x` and `d` up to date to an optimal one. Bounds may be left perturbed.
    pub fn primal(&mut self, limit: usize) -> Result<End, Failure> {
        let mut weight = vec![1.0; padded(self.p.vars())];
        let mut scores = self.primal_scores(&weight);
        let mut fresh = true;
        let mut stalled = 0;
        loop {
            if self.iterations > limit {
                return Err(super::failure(format!("no optimum after {limit} primal pivots")));
            }
            if self.factor.is_long(self.p.m) {
                fresh = false;
                if self.refactor() {
                    self.refresh();
                    scores = self.primal_scores(&weight);
                }
            }
            let Some((q, _)) = scores.best() else {
                if fresh {
                    return Ok(End::Optimal);
                }
                self.refresh();
                weight.fill(1.0);
                scores = self.primal_scores(&weight);
                fresh = true;
                continue;
            };
            self.ftran_column(q);
            let d = self.fresh_cost(q, &self.cost);
            let drifted = (d - self.d[q]).abs() > PIVOT_MISMATCH * (d.abs() + self.p.dual_tolerance[q] * 1e3);
            self.d[q] = d;
            if self.wrong_sign(q, d) <= self.p.dual_tolerance[q] {
                scores.set(q, Tournament::OUT);
                continue;
            }
            if drifted && !fresh {
                self.refresh();
                scores = self.primal_scores(&weight);
                fresh = true;
                continue;
            }
            let direction = if d < 0.0 { 1.0 } else { -1.0 };
            match self.ratio_test(q, direction) {
                RatioTest::Unbounded if fresh => return Ok(End::Unbounded(q, direction)),
                RatioTest::Unbounded => {
                    self.refresh();
                    scores = self.primal_scores(&weight);
                    fresh = true;
                }
                RatioTest::BoundFlip(step) => {
                    self.advance(q, direction * step);
                    self.put(q, if direction > 0.0 { At::Upper } else { At::Lower });
                    self.x[q] = self.bound(q, self.at[q]);
                    self.iterations += 1;
                    scores.set(q, Tournament::OUT);
                    stalled = 0;
                    fresh = false;
                }
                RatioTest::Pivot { row, .. } if self.is_doubtful(row) => {
                    self.refresh();
                    scores = self.primal_scores(&weight);
                    fresh = true;
                }
                RatioTest::Pivot { row, step, leaving } => {
                    fresh = false;
                    let out = self.head[row] as usize;
                    self.btran_row(row);
                    let pivot = self.alpha.val[row];
                    self.advance(q, direction * step);
                    self.exchange(row, q, leaving);
                    let theta = self.d[q] / pivot;
                    let entering_weight = weight[q] / (pivot * pivot);
                    self.update_primal(theta, entering_weight, &mut weight, &mut scores);
                    self.d[q] = 0.0;
                    self.d[out] = -theta;
                    weight[out] = entering_weight.max(1.0);
                    scores.set(q, Tournament::OUT);
                    scores.set(out, self.primal_score(out, &weight));
                    if entering_weight > WEIGHT_LIMIT {
                        weight.fill(1.0);
                        scores = self.primal_scores(&weight);
                    }
                    stalled = if step > self.p.primal_tolerance[q] { 0 } else { stalled + 1 };
                    if stalled > STALL {
                        self.perturb_bounds();
                        stalled = 0;
                    }
                }
            }
        }
    }

    /// The reduced cost of `q` under `cost`, from its transformed column.
    pub fn fresh_cost(&self, q: usize, cost: &[f64]) -> f64 {
        cost[q] - self.alpha.iter().map(|(r, a)| a * cost[self.head[r] as usize]).sum::<f64>()
    }

    /// Fresh factors, and with them `x` and `d`.
    pub fn refresh(&mut self) {
        if self.factor.updates() > 0 {
            self.refactor();
        }
        self.compute_x();
        self.compute_d();
    }
}
