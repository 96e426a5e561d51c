//! The bounded dual simplex, from a dual feasible basis to an optimal one.
//!
//! The leaving row is the one with the largest violation by dual steepest edge weights (Forrest and Goldfarb, 1992): the squared lengths of
//! the rows of `B⁻¹`. They start at one and are carried along; that of the row at hand is known exactly, and where the carried one was far
//! too small the choice is made again. The ratio test flips boxed columns as long as the dual objective keeps rising (Maros, 2003,
//! "long step") and in each round applies Harris's tolerances, taking the largest pivot. Columns whose reduced cost would get the
//! wrong sign have their cost shifted, and where the objective stalls all costs are perturbed a little; whoever calls restores the costs and
//! lets the primal simplex finish.

use super::blocks::{WIDTH, block, block_mut, least};
use super::dual_ratio::Entering;
use super::kernel::{Kernel, dual_infeasibility};
use super::row_map::At;
use super::tolerances::{COST_PERTURBATION, LEAST_EDGE, PIVOT, PROOF_SUM, TRUE_EDGE};
use super::tournament::Tournament;
use crate::lp::outcome::Failure;

/// After so many degenerate pivots in a row costs are perturbed.
const STALL: usize = 30;

pub(crate) enum Verdict {
    Feasible,
    /// Multipliers of all variables that prove that there is no point.
    Infeasible(Vec<f64>),
}

/// The outcome of a leaving row.
enum DualStep {
    /// Its variable left, or it is left out, or the choice is to be made again.
    Taken,
    /// The question is for fresh factors.
    FreshFactors,
    /// No column can help.
    Blocked,
}

/// The state of a run of the dual simplex beside the kernel.
struct DualRun {
    scores: Tournament,
    /// True while nothing has moved since factors, point and reduced costs were computed afresh.
    fresh: bool,
    stalled: usize,
}

impl DualRun {
    fn new(kernel: &Kernel) -> Self {
        Self { scores: kernel.dual_scores(), fresh: kernel.factor.updates() == 0, stalled: 0 }
    }

    /// Fresh factors; point and reduced costs stay, unless the basis had to be mended.
    fn renew_factors(&mut self, kernel: &mut Kernel) {
        if kernel.refactor() {
            kernel.refresh();
            kernel.shift_wrong_signs();
        }
        self.scores = kernel.dual_scores();
        self.fresh = false;
    }

    /// Fresh factors, point, reduced costs and scores.
    fn start_afresh(&mut self, kernel: &mut Kernel) {
        kernel.refresh();
        kernel.shift_wrong_signs();
        self.scores = kernel.dual_scores();
        self.fresh = true;
    }
}

impl Kernel {
    fn dual_score(&self, r: usize) -> f64 {
        let j = self.head[r] as usize;
        let v = self.violation(j);
        if v > 0.0 { v * v / self.edge[j] } else { Tournament::OUT }
    }

    fn dual_scores(&self) -> Tournament {
        Tournament::new((0..self.p.m).map(|r| self.dual_score(r)).collect())
    }

    /// From a dual feasible basis with `x` and `d` up to date to a primal feasible one, by the weights as they are. Costs may be left shifted.
    pub(crate) fn dual(&mut self, limit: usize) -> Result<Verdict, Failure> {
        let mut run = DualRun::new(self);
        loop {
            if self.iterations > limit {
                return Err(super::failure(format!("no feasible point after {limit} dual pivots")));
            }
            if self.factor.is_long(self.p.m) {
                run.renew_factors(self);
            }
            let Some((r, _)) = run.scores.best() else {
                if run.fresh {
                    return Ok(Verdict::Feasible);
                }
                run.start_afresh(self);
                continue;
            };
            match self.dual_step(r, &mut run) {
                DualStep::Taken => {}
                DualStep::FreshFactors => run.start_afresh(self),
                DualStep::Blocked if !run.fresh => run.start_afresh(self),
                DualStep::Blocked => {
                    let out = self.head[r] as usize;
                    if let Some(proof) = self.proof(out, self.x[out] < self.lower[out]) {
                        return Ok(Verdict::Infeasible(proof));
                    }
                    // violated by less than the tolerances of all that are involved
                    if !self.loosen() {
                        return Err(super::failure("a row is violated, but rounding hides why".into()));
                    }
                    run.scores = self.dual_scores();
                }
            }
        }
    }

    /// Takes the basic variable of row `r` out of the basis.
    fn dual_step(&mut self, r: usize, run: &mut DualRun) -> DualStep {
        self.btran_row(r);
        let out = self.head[r] as usize;
        let edge = self.rho.iter().map(|(_, v)| v * v).sum::<f64>();
        let carried = std::mem::replace(&mut self.edge[out], edge);
        if carried < TRUE_EDGE * edge {
            run.scores.set(r, self.dual_score(r));
            return DualStep::Taken;
        }
        let rises = self.x[out] < self.lower[out];
        // flips must leave something to make good: flips that alone end the violation to within its tolerance are one too many
        let gap = self.violation(out);
        let Some(Entering { q, flips }) = self.dual_ratio_test(rises, gap) else { return DualStep::Blocked };
        self.ftran_column(q);
        let too_small = self.alpha.val[r].abs() < PIVOT;
        if self.factor.updates() > 0 && (too_small || self.is_apart(r, q)) {
            return DualStep::FreshFactors;
        }
        if too_small {
            // no pivot can be trusted here; others may change that
            run.scores.set(r, Tournament::OUT);
            return DualStep::Taken;
        }
        run.fresh = false;
        if !flips.is_empty() {
            self.flip(&flips);
            for s in 0..self.work.idx.len() {
                let i = self.work.idx[s] as usize;
                run.scores.set(i, self.dual_score(i));
            }
        }
        self.dual_pivot(q, (r, rises), edge, run);
        DualStep::Taken
    }

    /// Exchanges `q` for the basic variable of row `r`, which is in `self.row` and has this weight.
    fn dual_pivot(&mut self, q: usize, (r, rises): (usize, bool), edge: f64, run: &mut DualRun) {
        let (out, pivot) = (self.head[r] as usize, self.alpha.val[r]);
        self.ftran_rho();
        let theta = self.d[q] / pivot;
        self.update_dual_values(q, out, theta);
        let (target, leaving) = if rises { (self.lower[out], At::Lower) } else { (self.upper[out], At::Upper) };
        self.advance(q, (self.x[out] - target) / pivot);
        self.exchange(r, q, leaving);
        let alpha = std::mem::take(&mut self.alpha);
        for (i, a) in alpha.iter() {
            let held = &mut self.edge[self.head[i] as usize];
            let ratio = a / pivot;
            let carried =
                if i == r { edge / (pivot * pivot) } else { *held + ratio * (ratio * edge - 2.0 * self.work.val[i]) };
            *held = carried.max(LEAST_EDGE);
            run.scores.set(i, self.dual_score(i));
        }
        self.alpha = alpha;
        run.stalled = if theta.abs() > self.p.dual_tolerance[out] { 0 } else { run.stalled + 1 };
        if run.stalled > STALL {
            self.perturb_costs();
            run.stalled = 0;
        }
    }

    /// `work ← B⁻¹ rho`.
    fn ftran_rho(&mut self) {
        self.work.clear();
        for (i, v) in self.rho.iter() {
            self.work.set(i, v);
        }
        self.factor.ftran(&mut self.work);
    }

    /// After `d` was computed afresh: takes small wrong signs away by shifting costs.
    fn shift_wrong_signs(&mut self) {
        for j in 0..self.p.vars() {
            if self.wrong_sign(j, self.d[j]) > 0.0 {
                self.shift(j);
            }
        }
    }

    pub(crate) fn shift(&mut self, j: usize) {
        self.cost[j] -= self.d[j];
        self.d[j] = 0.0;
        self.perturbed_costs = true;
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
    pub(crate) fn update_dual_values(&mut self, q: usize, out: usize, theta: f64) {
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
    pub(crate) fn perturb_costs(&mut self) {
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
    pub(crate) fn multipliers(&self, out: usize, rises: bool) -> Vec<f64> {
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
        (bound > slack.max(PROOF_SUM * size)).then_some(multiplier)
    }
}
