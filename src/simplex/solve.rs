//! The order in which the algorithms are called on one program.

use super::dual::Verdict;
use super::kernel::Kernel;
use super::primal::End;
use crate::solver::Failure;

/// How often the primal and the dual simplex hand over to each other before they give up.
const ROUNDS: usize = 25;

/// What [`Kernel::optimise`] ends with.
pub(crate) enum Optimum {
    Found,
    /// Multipliers of all variables that prove infeasibility.
    Infeasible(Vec<f64>),
    /// Some variable's bounds exclude each other; multipliers of the original rows.
    Crossed(Vec<f64>),
    /// The column and direction of a ray; its transformed column is in `alpha`.
    Unbounded(usize, f64),
}

impl Kernel {
    /// A generous limit on pivots: only a program on which the engine cycles reaches it.
    pub fn pivot_limit(&self) -> usize {
        self.iterations + 20_000 + 50 * self.p.vars()
    }

    /// From the present basis to an optimal one.
    ///
    /// The primal simplex if the point is feasible. Otherwise the dual simplex, with the costs that stand in its way shifted;
    /// what it finds is feasible (or proves that nothing is, which no cost has a part in), and the primal simplex goes on
    /// from there with the true costs.
    pub fn optimise(&mut self) -> Result<Optimum, Failure> {
        let limit = self.pivot_limit();
        self.restore();
        self.settle();
        for _ in 0..ROUNDS {
            if !self.is_primal_feasible() {
                self.make_dual_feasible();
                if let Verdict::Infeasible(proof) = self.dual(limit)? {
                    self.restore();
                    return Ok(Optimum::Infeasible(proof));
                }
                if self.perturbed_costs {
                    self.restore();
                    self.compute_d();
                }
            }
            let end = self.primal(limit)?;
            if self.perturbed_bounds {
                self.restore();
                self.refresh();
            }
            match end {
                End::Unbounded(q, direction) if self.is_primal_feasible() => {
                    return Ok(Optimum::Unbounded(q, direction));
                }
                End::Optimal if self.is_primal_feasible() && self.is_dual_feasible() => return Ok(Optimum::Found),
                _ => {}
            }
        }
        Err(super::failure(format!("primal and dual simplex disagree after {ROUNDS} rounds")))
    }
}
