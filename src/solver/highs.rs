//! HiGHS, a simplex and interior-point solver in C++, through good_lp's feature `highs`.

use super::adapter::{self, BackEndAnswer};
use super::{Failure, Outcome, Solution};
use crate::lp::Lp;
use crate::lp::dual::farkas_of;
use good_lp::solvers::DualValues;
use good_lp::{Solution as _, SolutionWithDual, SolverModel};

pub(super) const NAME: &str = "highs";

pub(super) fn solve(lp: &Lp) -> Result<Outcome, Failure> {
    match point(lp)? {
        BackEndAnswer::Optimal((x, y)) => Ok(Outcome::Optimal(Solution { x, y, iterations: None })),
        BackEndAnswer::Unbounded => Ok(Outcome::Unbounded),
        // good_lp says so too where HiGHS only knows that there is no optimum: a proof or a point decides
        BackEndAnswer::Infeasible => {
            let proof = farkas_of(lp);
            match point(&proof.lp)? {
                BackEndAnswer::Optimal((p, _)) if proof.lp.objective(&p) < 0.0 => {
                    return Ok(Outcome::Infeasible(Some(proof.duals(&p))));
                }
                _ => {}
            }
            match point(&Lp { cost: vec![0.0; lp.cols()], ..lp.clone() })? {
                BackEndAnswer::Optimal(_) => Ok(Outcome::Unbounded),
                _ => Ok(Outcome::Infeasible(None)),
            }
        }
    }
}

/// The optimal point and the row duals. HiGHS' sign is ours: change of the objective per unit of right-hand side, for both kinds of
/// bound; of a row with two bounds at most one has a dual.
fn point(lp: &Lp) -> Result<BackEndAnswer<(Vec<f64>, Vec<f64>)>, Failure> {
    if lp.cols() == 0 {
        // HiGHS calls a model without columns empty and solves nothing
        let holds = (0..lp.rows()).all(|i| lp.row_lower[i] <= 0.0 && lp.row_upper[i] >= 0.0);
        return Ok(if holds {
            BackEndAnswer::Optimal((Vec::new(), vec![0.0; lp.rows()]))
        } else {
            BackEndAnswer::Infeasible
        });
    }
    adapter::run(NAME, || {
        let adapter::BackEndModel { model, columns, constraints } = adapter::model(lp, good_lp::highs);
        // more threads would not change the optimum, but which optimal point it is
        let mut solution = model.set_threads(1).solve()?;
        let x = columns.into_iter().map(|column| solution.value(column)).collect();
        let dual = solution.compute_dual();
        let mut y = vec![0.0; lp.rows()];
        for (i, reference) in constraints {
            y[i] += dual.dual(reference);
        }
        Ok((x, y))
    })
}
