//! Among the points of least cost the one of least load, kept so while a walk goes on.
//!
//! The points of least cost are those that leave every column with a reduced cost where it is (complementary slackness). So the primal
//! simplex on the load, with no other columns to enter than those without a reduced cost, minimises over exactly these; no pivot of it
//! changes a dual. Reduced loads are kept beside the reduced costs, and which columns may enter in a [`Tournament`], of which a pivot changes
//! what its row touches.

use super::blocks::{WIDTH, block, block_mut};
use super::kernel::{Kernel, dual_infeasibility};
use super::tournament::Tournament;

/// The reduced loads of all variables under the present basis.
#[derive(Debug, Clone)]
pub(crate) struct Ties {
    /// Scaled loads and their tolerances, of all variables.
    load: Vec<f64>,
    tolerance: Vec<f64>,
    // reduced loads
    e: Vec<f64>,
    scores: Tournament,
}

/// By how much a variable without reduced cost could lower the load for each unit that it moves; not positive for any other.
#[inline(always)]
fn score((d, d_tolerance): (f64, f64), (e, e_tolerance): (f64, f64), sign: f64) -> f64 {
    let wrong = dual_infeasibility(e, sign);
    if sign != 0.0 && d.abs() <= d_tolerance && wrong > e_tolerance { wrong } else { Tournament::OUT }
}

impl Ties {
    /// Of this load (one coefficient a column), under the kernel's basis.
    pub(super) fn new(kernel: &mut Kernel, load: &[f64]) -> Self {
        let mut scaled = vec![0.0; kernel.p.vars()];
        for (j, s) in scaled[..load.len()].iter_mut().enumerate() {
            *s = load[j] * kernel.p.scale.col[j];
        }
        let tolerance = kernel.p.cost_tolerances(&scaled);
        let mut ties = Self { load: scaled, tolerance, e: vec![0.0; kernel.d.len()], scores: Tournament::default() };
        ties.refresh(kernel);
        ties
    }

    /// Reduced loads and scores from fresh factors and reduced costs.
    pub(super) fn refresh(&mut self, kernel: &mut Kernel) {
        kernel.reduced_costs(&self.load, &mut self.e);
        let score =
            |j: usize| score((kernel.d[j], kernel.p.dual_tolerance[j]), (self.e[j], self.tolerance[j]), kernel.sign[j]);
        self.scores = Tournament::new((0..self.e.len()).map(score).collect());
    }

    /// Follows a pivot whose row is in the kernel's `row`, after the kernel's reduced costs have.
    pub(super) fn update(&mut self, kernel: &Kernel, q: usize, out: usize, pivot: f64) {
        let theta = self.e[q] / pivot;
        for &b in kernel.row.blocks() {
            let (a, e) = (block(&kernel.row.val, b), block_mut(&mut self.e, b));
            for l in 0..WIDTH {
                e[l] -= theta * a[l];
            }
        }
        self.e[q] = 0.0;
        self.e[out] = -theta;
        let Self { e, scores, tolerance, .. } = self;
        for &b in kernel.row.blocks() {
            let (e, e_tolerance) = (block(e, b), block(tolerance, b));
            let (d, d_tolerance, sign) =
                (block(&kernel.d, b), block(&kernel.p.dual_tolerance, b), block(&kernel.sign, b));
            scores.change_block(b, |scores| {
                for l in 0..WIDTH {
                    scores[l] = score((d[l], d_tolerance[l]), (e[l], e_tolerance[l]), sign[l]);
                }
            });
        }
        self.look_at(kernel, q);
        self.look_at(kernel, out);
    }

    /// Takes over where a variable stands now.
    pub(super) fn look_at(&mut self, kernel: &Kernel, j: usize) {
        let (d, e) = ((kernel.d[j], kernel.p.dual_tolerance[j]), (self.e[j], self.tolerance[j]));
        self.scores.set(j, score(d, e, kernel.sign[j]));
    }

    /// The variable that lowers the load most for each unit that it moves, and the side that it leaves for (±1); its transformed
    /// column is then in the kernel's `alpha`.
    pub(super) fn entering(&mut self, kernel: &mut Kernel) -> Option<(usize, f64)> {
        while let Some((q, _)) = self.scores.best() {
            kernel.ftran_column(q);
            self.e[q] = kernel.fresh_cost(q, &self.load);
            if dual_infeasibility(self.e[q], kernel.sign[q]) > self.tolerance[q] {
                return Some((q, if self.e[q] < 0.0 { 1.0 } else { -1.0 }));
            }
            self.scores.set(q, Tournament::OUT);
        }
        None
    }

    /// Leaves a variable out, until a pivot touches it.
    pub(super) fn leave_out(&mut self, j: usize) {
        self.scores.set(j, Tournament::OUT);
    }
}
