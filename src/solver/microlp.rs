//! microlp, a simplex in pure Rust, through good_lp's feature `minilp`.
//!
//! It reports no prices, so the dual program is solved with it as well: the one's point and the other's, found apart, prove each
//! other optimal.

use super::adapter::{self, Answer};
use super::{Failure, Outcome, Solution};
use crate::lp::Lp;
use crate::lp::dual::{dual_of, farkas_of};
use good_lp::{Solution as _, SolverModel, WithTimeLimit};

pub(super) const NAME: &str = "microlp";

pub(super) fn solve(lp: &Lp) -> Result<Outcome, Failure> {
    match point(lp)? {
        Answer::Optimal(x) => {
            let dual = dual_of(lp);
            match point(&dual.lp)? {
                Answer::Optimal(p) => Ok(Outcome::Optimal(Solution { x, y: dual.prices(&p), iterations: None })),
                _ => Err(Failure { solver: NAME, reason: "it found an optimum, but none of the dual program".into() }),
            }
        }
        Answer::Infeasible => {
            let proof = farkas_of(lp);
            // a verdict without a proof is still one; whoever asks for proof sees that there is none
            let ray = match point(&proof.lp) {
                Ok(Answer::Optimal(p)) if proof.lp.objective(&p) < 0.0 => Some(proof.prices(&p)),
                _ => None,
            };
            Ok(Outcome::Infeasible(ray))
        }
        Answer::Unbounded => Ok(Outcome::Unbounded),
    }
}

/// The optimal point alone.
fn point(lp: &Lp) -> Result<Answer<Vec<f64>>, Failure> {
    adapter::run(NAME, || {
        let adapter::Model { model, columns, .. } = adapter::model(lp, good_lp::microlp);
        let solution = model.with_time_limit(3600.0).solve()?;
        Ok(columns.into_iter().map(|column| solution.value(column)).collect())
    })
}
