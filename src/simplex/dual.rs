//! The bounded dual simplex, from a dual feasible basis to an optimal one.
//!
//! The leaving row is the one with the largest violation by dual Devex weights. The ratio test flips boxed columns as long as the
//! dual objective keeps rising (Maros, 2003, "long step") and in each round applies Harris's tolerances, taking the
//! largest pivot. Columns whose reduced cost would get the wrong sign have their cost shifted, and where the objective stalls all
//! costs are perturbed a little; whoever calls restores the costs and lets the primal simplex finish.

use super::blocks::{WIDTH, block, block_mut, least};
use super::candidate::Candidate;
use super::kernel::{FREE, Kernel, dual_infeasibility};
use super::row_map::At;
use super::tolerances::{COST_PERTURBATION, PIVOT, PIVOT_MISMATCH, WEIGHT_LIMIT};
use super::tournament::Tournament;
use crate::lp::outcome::Failure;

/// After so many degenerate pivots in a row costs are perturbed.
const STALL: usize = 30;

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

/// How fast a reduced cost falls towards its wrong side as that of the leaving variable moves, and how far it is from there.
#[inline]
fn approach(a: f64, d: f64, sign: f64) -> (f64, f64) {
    let (rate, room) = if sign == FREE { (a.abs(), 0.0) } else { (sign * a, sign * d) };
    (rate, if room > 0.0 { room } else { 0.0 })
}

/// Whether the ratio of room to rate is one, and past `past`.
#[inline]
fn is_candidate(rate: f64, room: f64, past: f64) -> bool {
    rate > PIVOT && room > past * rate
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
            if (by_row - pivot).abs() > PIVOT_MISMATCH * (1.0 + pivot.abs())
                || self.is_doubtful(r)
                || pivot.abs() < PIVOT
            {
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
            if weight[r] > WEIGHT_LIMIT {
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
    ///
    /// Candidates come by rising ratio, in groups that lie within the tolerances of all that follow. A group that leaves something
    /// to make good even if all of it flips, flips; from the first that does not, the largest pivot enters.
    pub fn dual_ratio_test(&mut self, rises: bool, mut gap: f64) -> Option<Entering> {
        let direction = if rises { -1.0 } else { 1.0 };
        let mut near = std::mem::take(&mut self.candidates);
        let mut ends: Vec<f64> = Vec::new();
        let mut flips = Vec::new();
        let mut past = f64::NEG_INFINITY;
        let entering = 'found: loop {
            let longest = self.longest_step(direction, past);
            if longest.is_infinite() {
                break None;
            }
            // most candidates are far beyond the step, and mostly the first group is enough: only what is near is listed and sorted
            let reach = if past < 0.0 { longest } else { 10.0 * longest };
            self.list_candidates(direction, past, reach, &mut near);
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
                    break 'found best.map(|c| Entering { q: c.j as usize, flips });
                }
                gap -= relief;
                flips.extend(group.iter().map(|c| c.j));
                first += len;
            }
            past = reach;
        };
        self.candidates = near;
        entering
    }

    /// The longest step that no candidate with a ratio past `past` forbids by more than its tolerance. Leaves the least ratio of
    /// each block in `nearest`.
    fn longest_step(&mut self, direction: f64, past: f64) -> f64 {
        let Self { row, d, sign, p, nearest, .. } = self;
        nearest.clear();
        let mut longest = f64::INFINITY;
        for &b in row.blocks() {
            let (a, d, sign) = (block(&row.val, b), block(d, b), block(sign, b));
            let tolerance = block(&p.dual_tolerance, b);
            let (mut ratio, mut harris) = ([f64::INFINITY; WIDTH], [f64::INFINITY; WIDTH]);
            for l in 0..WIDTH {
                let (rate, room) = approach(direction * a[l], d[l], sign[l]);
                let (candidate, inverse) = (is_candidate(rate, room, past), 1.0 / rate);
                ratio[l] = if candidate { room * inverse } else { f64::INFINITY };
                harris[l] = if candidate { (room + tolerance[l]) * inverse } else { f64::INFINITY };
            }
            nearest.push(least(&ratio));
            longest = longest.min(least(&harris));
        }
        longest
    }

    /// The candidates with ratios past `past` up to `reach`.
    fn list_candidates(&self, direction: f64, past: f64, reach: f64, near: &mut Vec<Candidate>) {
        near.clear();
        let around = reach * (1.0 + 1e-9);
        for (&b, _) in self.row.blocks().iter().zip(&self.nearest).filter(|e| *e.1 <= around) {
            let (a, d, sign) = (block(&self.row.val, b), block(&self.d, b), block(&self.sign, b));
            let tolerance = block(&self.p.dual_tolerance, b);
            for l in 0..WIDTH {
                let (rate, room) = approach(direction * a[l], d[l], sign[l]);
                // the complement of what counts as past in the next round
                if is_candidate(rate, room, past) && !is_candidate(rate, room, reach) {
                    let (ratio, harris) = (room / rate, (room + tolerance[l]) / rate);
                    near.push(Candidate { j: b * WIDTH as u32 + l as u32, rate, ratio, harris });
                }
            }
        }
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

    /// Reduced costs after a step `theta`; signs that come out wrong are shifted right. Spoils the entry of `q` in the row.
    pub fn update_dual_values(&mut self, q: usize, out: usize, theta: f64) {
        self.row.val[q] = 0.0;
        for s in 0..self.row.blocks().len() {
            let b = self.row.blocks()[s];
            let (a, d, sign) = (block(&self.row.val, b), block_mut(&mut self.d, b), block(&self.sign, b));
            let mut right = [0.0; WIDTH];
            for l in 0..WIDTH {
                d[l] -= theta * a[l];
                right[l] = -dual_infeasibility(d[l], sign[l]);
            }
            if least(&right) < 0.0 {
                let wrong = right.iter().enumerate().filter(|r| *r.1 < 0.0);
                wrong.for_each(|(l, _)| self.shift(b as usize * WIDTH + l));
            }
        }
        self.d[q] = 0.0;
        self.d[out] = -theta;
    }

    /// Moves the reduced costs of nonbasic variables a little further to their right side, to end a stall.
    pub fn perturb_costs(&mut self) {
        for j in 0..self.p.vars() {
            let sign = self.sign[j];
            if sign.abs() != 1.0 {
                continue;
            }
            let shift = sign * self.random() * COST_PERTURBATION * self.p.dual_tolerance[j];
            self.cost[j] += shift;
            self.d[j] += shift;
        }
        self.perturbed_costs = true;
    }

    /// The multipliers of all variables that the row in `self.row` stands for, if its basic variable `out` is to rise or fall.
    pub fn multipliers(&self, out: usize, rises: bool) -> Vec<f64> {
        let mut multiplier = vec![0.0; self.p.vars()];
        let sign = if rises { 1.0 } else { -1.0 };
        multiplier[out] = sign;
        let nonbasic = |j: usize| self.at[j] != At::Basic;
        for (j, a) in self.row.iter().filter(|e| e.1.abs() > PIVOT && nonbasic(e.0)) {
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
