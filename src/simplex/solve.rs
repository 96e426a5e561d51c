//! The order in which the algorithms are called on one program.

use super::dual::Verdict;
use super::kernel::Kernel;
use super::primal::End;
use crate::lp::outcome::Failure;

/// The most times that the primal and the dual simplex hand over to each other before they give up.
const ROUNDS: usize = 25;

/// After so many rounds tolerances are ten times wider.
const LOOSEN: usize = 8;

/// The ending of [`Kernel::optimise`].
pub(crate) enum Ending {
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
    pub(crate) fn pivot_limit(&self) -> usize {
        self.iterations + 20_000 + 50 * self.p.vars()
    }

    /// From the present basis to an optimal one.
    ///
    /// The primal simplex if the point is feasible, unless flips would change much of it. Otherwise the dual simplex, after pivots and
    /// shifts of costs that make the basis dual feasible; what it finds is feasible (or proves that nothing is, which no cost has a part in), and the primal simplex goes on
    /// from there with the true costs.
    pub(crate) fn optimise(&mut self) -> Result<Ending, Failure> {
        let limit = self.pivot_limit();
        self.restore();
        self.tighten();
        self.settle();
        for round in 1..=ROUNDS {
            if round % LOOSEN == 0 && !self.loosen() {
                break;
            }
            if !self.is_primal_feasible() || (round == 1 && self.flips_lead_far()) {
                let verdict = match self.come_dual_feasible(limit)? {
                    Verdict::Feasible => self.dual(limit)?,
                    proved => proved,
                };
                if let Verdict::Infeasible(proof) = verdict {
                    self.restore();
                    return Ok(Ending::Infeasible(proof));
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
            } else {
                self.compute_d();
            }
            match end {
                End::Unbounded(q, direction) if self.is_primal_feasible() => {
                    return Ok(Ending::Unbounded(q, direction));
                }
                End::Optimal if self.is_primal_feasible() && self.is_dual_feasible() => return Ok(Ending::Found),
                End::Unbounded(..) | End::Optimal | End::Infeasible => {}
            }
        }
        Err(super::failure(format!("primal and dual simplex disagree after {ROUNDS} rounds")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::{Builder, Lp, verify::certify};
    use crate::simplex::Manner;
    use crate::simplex::problem::Problem;

    /// An assignment of 12 to 12 with costs 0, 1 and 2: every vertex is degenerate and most duals are tied.
    fn assignment() -> Lp {
        let n = 12;
        let mut b = Builder::default();
        let x: Vec<Vec<usize>> = (0..n)
            .map(|i| (0..n).map(|k| b.column(((i * 7 + k * k) % 3) as f64, 0.0, f64::INFINITY)).collect())
            .collect();
        for (i, row) in x.iter().enumerate() {
            b.row(1.0, 1.0, row.iter().map(|&j| (j, 1.0)));
            b.row(1.0, 1.0, x.iter().map(|column| (column[i], 1.0)));
        }
        b.build()
    }

    fn proven(kernel: &Kernel, lp: &Lp) -> f64 {
        let (x, y) = (kernel.point(), kernel.duals_at(&kernel.d));
        let certificate = certify(lp, &x, &y);
        assert!(certificate.holds(), "{certificate:?}");
        lp.objective(&x)
    }

    #[test]
    fn what_ends_a_stall_leaves_no_trace() {
        let lp = assignment();
        let mut plain = Kernel::new(Problem::new(&lp, Manner::Usual));
        assert!(matches!(plain.optimise().unwrap(), Ending::Found));
        let best = proven(&plain, &lp);

        // from a feasible vertex, with all bounds perturbed, to the same optimum of the true program
        let mut kernel = Kernel::new(Problem::new(&lp, Manner::Usual));
        kernel.settle();
        kernel.make_dual_feasible();
        assert!(matches!(kernel.dual(1000).unwrap(), Verdict::Feasible));
        kernel.restore();
        kernel.compute_d();
        kernel.perturb_bounds();
        assert!(matches!(kernel.primal(2000).unwrap(), End::Optimal));
        assert!(kernel.perturbed_bounds);
        assert!(matches!(kernel.optimise().unwrap(), Ending::Found));
        assert_eq!(proven(&kernel, &lp), best);
        assert_eq!((&kernel.lower, &kernel.upper), (&kernel.p.lower, &kernel.p.upper));

        // the same with costs perturbed before the dual simplex
        let mut kernel = Kernel::new(Problem::new(&lp, Manner::Usual));
        kernel.settle();
        kernel.make_dual_feasible();
        kernel.perturb_costs();
        assert!(kernel.is_dual_feasible(), "perturbing moves reduced costs to their right side");
        assert!(matches!(kernel.dual(1000).unwrap(), Verdict::Feasible));
        assert!(matches!(kernel.optimise().unwrap(), Ending::Found));
        assert_eq!(proven(&kernel, &lp), best);
    }
}
