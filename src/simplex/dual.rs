//! The bounded dual simplex, from a dual feasible basis to an optimal one.
//!
//! The leaving row is the one with the largest violation by dual Devex weights. The ratio test flips boxed columns as long as the
//! dual objective keeps rising (Maros, 2003, "long step") and in each round applies Harris's tolerances, taking the
//! largest pivot. Columns whose reduced cost would get the wrong sign have their cost shifted, and where the objective stalls all
//! costs are perturbed a little; whoever calls restores the costs and lets the primal simplex finish.

use super::kernel::{Kernel, PIVOT};
use super::row_map::{At, Side};
use super::tournament::Tournament;
use crate::solver::Failure;

const STALL: usize = 30;
/// Cost perturbation, in dual tolerances.
const PERTURBATION: f64 = 500.0;

pub(crate) enum Verdict {
    Feasible,
    /// Multipliers of all variables that prove that there is no point.
    Infeasible(Vec<f64>),
}

/// What the dual ratio test chose.
pub(crate) struct Entering {
    pub q: usize,
    /// Boxed columns that go to their other bound before.
    pub flips: Vec<u32>,
}

/// A column that may enter: its reduced cost falls towards the wrong sign at `rate`, is there after a step of `ratio`, and past its
/// tolerance after `harris`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    j: u32,
    rate: f64,
    ratio: f64,
    harris: f64,
}

impl Kernel {
    /// Makes the basis dual feasible: boxed columns go to the side that their reduced cost asks for, the costs of others are shifted.
    pub fn make_dual_feasible(&mut self) {
        let mut moved = false;
        for j in 0..self.p.vars() {
            let d = self.d[j];
            if self.wrong_sign(j, d) <= self.p.dual_tolerance[j] {
                continue;
            }
            if self.lower[j].is_finite() && self.upper[j].is_finite() {
                self.put(j, if d > 0.0 { At::Lower } else { At::Upper });
                moved = true;
            } else {
                let target = match self.at[j] {
                    At::Free => 0.0,
                    at => self.random() * 1e-3 * d.abs() * if at == At::Lower { 1.0 } else { -1.0 },
                };
                self.cost[j] += target - d;
                self.d[j] = target;
                self.perturbed_costs = true;
            }
        }
        if moved {
            self.compute_x();
        }
    }

    fn dual_score(&self, r: usize, weight: &[f64]) -> f64 {
        let v = self.violation(self.head[r] as usize);
        if v > 0.0 { v * v / weight[r] } else { Tournament::OUT }
    }

    fn dual_scores(&self, weight: &[f64]) -> Tournament {
        Tournament::new((0..self.p.m).map(|r| self.dual_score(r, weight)).collect())
    }

    /// From a dual feasible basis with `x` and `d` up to date to a primal feasible one. Costs may be left shifted.
    pub fn dual(&mut self, limit: usize) -> Result<Verdict, Failure> {
        let mut weight = vec![1.0; self.p.m];
        let mut scores = self.dual_scores(&weight);
        let (mut fresh, mut stalled) = (self.factor.updates() == 0, 0);
        loop {
            if self.iterations > limit {
                return Err(super::failure(format!("no feasible point after {limit} dual pivots")));
            }
            if self.factor.is_long(self.p.m) {
                // rows change places with their basic variables; weights stay with the variables
                let by_var: Vec<(u32, f64)> = self.head.iter().copied().zip(weight.iter().copied()).collect();
                let mended = self.refactor();
                weight.fill(1.0);
                for (j, w) in by_var {
                    if let Some(slot) = weight.get_mut(self.place[j as usize] as usize) {
                        *slot = w;
                    }
                }
                if mended {
                    self.refresh();
                    self.shift_wrong_signs();
                }
                scores = self.dual_scores(&weight);
                fresh = false;
            }
            let Some((r, _)) = scores.best() else {
                if fresh {
                    return Ok(Verdict::Feasible);
                }
                self.refresh_dual(&mut weight, &mut scores);
                fresh = true;
                continue;
            };
            self.btran_row(r);
            let out = self.head[r] as usize;
            let rises = self.x[out] < self.lower[out];
            let target = if rises { self.lower[out] } else { self.upper[out] };
            // what flips must leave to make good: flips that alone end the violation to within its tolerance are one too many
            let gap = self.violation(out);
            let Some(Entering { q, flips }) = self.dual_ratio_test(rises, gap) else {
                if !fresh {
                    self.refresh_dual(&mut weight, &mut scores);
                    fresh = true;
                    continue;
                }
                self.btran_whole_row(r);
                if let Some(proof) = self.proof(out, rises) {
                    return Ok(Verdict::Infeasible(proof));
                }
                // violated by less than the tolerances of all that are involved
                if !self.loosen() {
                    return Err(super::failure("a row is violated, but rounding hides why".into()));
                }
                scores = self.dual_scores(&weight);
                continue;
            };
            self.ftran_column(q);
            let (by_row, pivot) = (self.row.val[q], self.alpha.val[r]);
            if (by_row - pivot).abs() > 1e-7 * (1.0 + pivot.abs()) || self.is_doubtful(r) || pivot.abs() < PIVOT {
                if self.factor.updates() > 0 {
                    self.refresh_dual(&mut weight, &mut scores);
                    fresh = true;
                    continue;
                }
                if pivot.abs() < PIVOT {
                    // no pivot can be trusted here; others may change that
                    scores.set(r, Tournament::OUT);
                    continue;
                }
            }
            fresh = false;
            if !flips.is_empty() {
                self.flip(&flips);
                for s in 0..self.work.idx.len() {
                    let i = self.work.idx[s] as usize;
                    scores.set(i, self.dual_score(i, &weight));
                }
            }
            let theta = self.d[q] / pivot;
            self.update_dual_values(q, out, theta);
            let step = (self.x[out] - target) / pivot;
            self.advance(q, step);
            self.exchange(r, q, if rises { At::Lower } else { At::Upper });
            let leaving_weight = weight[r];
            let alpha = std::mem::take(&mut self.alpha);
            for (i, a) in alpha.iter() {
                let ratio = a / pivot;
                weight[i] = if i == r {
                    (leaving_weight / (pivot * pivot)).max(1.0)
                } else {
                    weight[i].max(ratio * ratio * leaving_weight)
                };
                scores.set(i, self.dual_score(i, &weight));
            }
            self.alpha = alpha;
            if weight[r] > 1e12 {
                weight.fill(1.0);
                scores = self.dual_scores(&weight);
            }
            stalled = if theta.abs() > self.p.dual_tolerance[out] { 0 } else { stalled + 1 };
            if stalled > STALL {
                self.perturb_costs();
                stalled = 0;
            }
        }
    }

    fn refresh_dual(&mut self, weight: &mut [f64], scores: &mut Tournament) {
        self.refresh();
        self.shift_wrong_signs();
        weight.fill(1.0);
        *scores = self.dual_scores(weight);
    }

    /// After `d` was computed afresh: takes small wrong signs away by shifting costs.
    fn shift_wrong_signs(&mut self) {
        for j in 0..self.p.vars() {
            if self.wrong_sign(j, self.d[j]) > 0.0 {
                self.shift(j);
            }
        }
    }

    pub fn shift(&mut self, j: usize) {
        self.cost[j] -= self.d[j];
        self.d[j] = 0.0;
        self.perturbed_costs = true;
    }

    /// Chooses the entering column for the row in `self.row`, whose basic variable has `gap` to make good by rising or falling.
    /// `None` if no column can help.
    pub fn dual_ratio_test(&mut self, rises: bool, gap: f64) -> Option<Entering> {
        let sign = if rises { -1.0 } else { 1.0 };
        let mut far = std::mem::take(&mut self.candidates);
        far.clear();
        let mut longest = f64::INFINITY;
        for (j, a) in self.row.iter() {
            let rate = sign * a;
            let (rate, room) = match self.side[j] {
                Side::Lower if rate > PIVOT => (rate, self.d[j].max(0.0)),
                Side::Upper if rate < -PIVOT => (-rate, (-self.d[j]).max(0.0)),
                Side::Free if rate.abs() > PIVOT => (rate.abs(), 0.0),
                _ => continue,
            };
            let harris = (room + self.p.dual_tolerance[j]) / rate;
            far.push(Candidate { j: j as u32, rate, ratio: room / rate, harris });
            longest = longest.min(harris);
        }
        let chosen = self.choose(&mut far, longest, gap);
        self.candidates = far;
        chosen
    }

    /// The rounds of the ratio test: candidates by rising ratio, in groups that lie within the tolerances of all that follow. A group
    /// that leaves something to make good even if all of it flips, flips; from the first that does not, the largest pivot enters.
    fn choose(&self, far: &mut Vec<Candidate>, mut longest: f64, mut gap: f64) -> Option<Entering> {
        let mut near: Vec<Candidate> = Vec::new();
        let mut ends: Vec<f64> = Vec::new();
        let mut flips = Vec::new();
        while !far.is_empty() {
            // most candidates are far beyond the step: only those that are near are sorted
            near.clear();
            let reach = 10.0 * longest;
            far.retain(|c| {
                let keep = c.ratio > reach;
                if !keep {
                    near.push(*c);
                }
                keep
            });
            near.sort_unstable_by(|a, b| a.ratio.total_cmp(&b.ratio).then(a.j.cmp(&b.j)));
            // ends[k]: the longest step that no candidate from the k-th on forbids
            ends.clear();
            ends.extend(near.iter().rev().scan(f64::INFINITY, |end, c| {
                *end = end.min(c.harris);
                Some(*end)
            }));
            ends.reverse();
            let mut first = 0;
            while first < near.len() {
                let len = near[first..].partition_point(|c| c.ratio <= ends[first]);
                let group = &near[first..first + len];
                let width = |c: &Candidate| self.upper[c.j as usize] - self.lower[c.j as usize];
                let relief: f64 = group.iter().map(|c| c.rate * width(c)).sum();
                if relief >= gap {
                    let best = group.iter().reduce(|best, c| if c.rate > best.rate { c } else { best });
                    return best.map(|c| Entering { q: c.j as usize, flips });
                }
                gap -= relief;
                flips.extend(group.iter().map(|c| c.j));
                first += len;
            }
            longest = far.iter().map(|c| c.harris).fold(f64::INFINITY, f64::min);
        }
        None
    }

    /// Moves boxed columns to their other bound and the basic variables along; leaves their changes in `work`.
    fn flip(&mut self, flips: &[u32]) {
        self.work.clear();
        for &j in flips {
            let j = j as usize;
            let at = if self.at[j] == At::Lower { At::Upper } else { At::Lower };
            let change = self.bound(j, at) - self.x[j];
            self.put(j, at);
            self.x[j] += change;
            for (i, a) in self.p.column(j) {
                self.work.add(i, -a * change);
            }
        }
        self.factor.ftran(&mut self.work);
        for (i, v) in self.work.iter() {
            self.x[self.head[i] as usize] += v;
        }
    }

    /// Reduced costs after a step `theta`; signs that come out wrong are shifted right.
    pub fn update_dual_values(&mut self, q: usize, out: usize, theta: f64) {
        let row = std::mem::take(&mut self.row);
        for (j, a) in row.iter() {
            if j != q {
                self.d[j] -= theta * a;
                if self.wrong_sign(j, self.d[j]) > 0.0 {
                    self.shift(j);
                }
            }
        }
        self.row = row;
        self.d[q] = 0.0;
        self.d[out] = -theta;
    }

    /// Moves the reduced costs of nonbasic variables a little further to their right side, to end a stall.
    pub fn perturb_costs(&mut self) {
        for j in 0..self.p.vars() {
            let sign = match self.side[j] {
                Side::Lower => 1.0,
                Side::Upper => -1.0,
                _ => continue,
            };
            let shift = sign * self.random() * PERTURBATION * self.p.dual_tolerance[j];
            self.cost[j] += shift;
            self.d[j] += shift;
        }
        self.perturbed_costs = true;
    }

    /// The multipliers of all variables that the whole row in `self.row` stands for, if its basic variable `out` is to rise or fall.
    pub fn multipliers(&self, out: usize, rises: bool) -> Vec<f64> {
        let mut multiplier = vec![0.0; self.p.vars()];
        let sign = if rises { 1.0 } else { -1.0 };
        multiplier[out] = sign;
        for (j, a) in self.row.iter().filter(|e| e.1.abs() > PIVOT && e.0 != out) {
            multiplier[j] = sign * a;
        }
        multiplier
    }

    /// These multipliers if they prove that the basic variable cannot reach its bound: what they add up to is 0 for every point,
    /// and more than 0 with every variable on the side that the sign of its multiplier asks for; so much more that no point that keeps to
    /// the tolerances satisfies the program either.
    fn proof(&self, out: usize, rises: bool) -> Option<Vec<f64>> {
        let multiplier = self.multipliers(out, rises);
        let (mut bound, mut slack, mut size) = (0.0, 0.0, 0.0f64);
        for (j, &rate) in multiplier.iter().enumerate().filter(|e| *e.1 != 0.0) {
            let product = rate * if rate > 0.0 { self.p.lower[j] } else { self.p.upper[j] };
            bound += product;
            slack += rate.abs() * self.p.primal_tolerance[j];
            size = size.max(product.abs());
        }
        (bound > slack.max(1e-11 * size)).then_some(multiplier)
    }
}
