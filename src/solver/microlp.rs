//! microlp, a simplex in pure Rust, through good_lp's feature `minilp`.
//!
//! It reports no prices, so the dual program is solved with it as well: the one's point and the other's, found apart, prove each
//! other optimal.

use super::adapter::{self, Answer};
use super::{Failure, Outcome, Solution};
use crate::lp::Lp;
use crate::lp::dual::{dual_of, farkas_of};
use crate::lp::verify::certify;
use good_lp::{Solution as _, SolverModel, WithTimeLimit};

pub(super) const NAME: &str = "microlp";

/// The boxes tried for prices that have no sign, as multiples of the largest cost; after them none.
/// With the first all of Netlib's small problems have their prices but one, with the second that one too.
const BOXES: [f64; 3] = [1e2, 1e4, 1e6];

/// Seconds after which it is taken to go round in circles, as it does on the dual of Netlib's `beaconfd` without a box.
const PATIENCE: f64 = 600.0;

pub(super) fn solve(lp: &Lp) -> Result<Outcome, Failure> {
    match answer(lp)? {
        Answer::Optimal(x) => {
            let y = prices(lp, &x)?;
            Ok(Outcome::Optimal(Solution { x, y, iterations: None }))
        }
        Answer::Infeasible => {
            let proof = farkas_of(lp);
            // a verdict without a proof is still one; whoever asks for proof sees that there is none
            let ray = match answer(&proof.lp) {
                Ok(Answer::Optimal(p)) if proof.lp.objective(&p) < 0.0 => Some(proof.prices(&p)),
                _ => None,
            };
            Ok(Outcome::Infeasible(ray))
        }
        Answer::Unbounded => Ok(Outcome::Unbounded),
    }
}

/// Row prices that prove `x` optimal, from the dual program.
fn prices(lp: &Lp, x: &[f64]) -> Result<Vec<f64>, Failure> {
    let dual = dual_of(lp);
    let largest = lp.cost.iter().fold(1.0f64, |m, c| m.max(c.abs()));
    let mut failure = Failure { solver: NAME, reason: "it found an optimum, but none of the dual program".into() };
    let radii = BOXES.iter().map(|k| k * largest).chain([f64::INFINITY]);
    for radius in radii {
        match answer(&dual.boxed(radius)) {
            Ok(Answer::Optimal(p)) => {
                let y = dual.prices(&p);
                let certificate = certify(lp, x, &y);
                if certificate.holds() {
                    return Ok(y);
                }
                failure.reason =
                    format!("its optima of the program and its dual do not prove each other: {certificate}");
            }
            Ok(_) => {}
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// An optimal point without its prices, if there is one.
pub(super) fn point(lp: &Lp) -> Result<Option<Vec<f64>>, Failure> {
    Ok(if let Answer::Optimal(x) = answer(lp)? { Some(x) } else { None })
}

fn answer(lp: &Lp) -> Result<Answer<Vec<f64>>, Failure> {
    adapter::run(NAME, || {
        let adapter::Model { model, columns, .. } = adapter::model(lp, good_lp::microlp);
        let solution = model.with_time_limit(PATIENCE).solve()?;
        Ok(columns.into_iter().map(|column| solution.value(column)).collect())
    })
}
