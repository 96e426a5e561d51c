//! microlp, a simplex in pure Rust, through good_lp's feature `minilp`.
//!
//! It reports no duals, so the dual program is solved with it as well: the one's point and the other's, found apart, prove each
//! other optimal.

use super::adapter::{self, BackEndAnswer};
use super::{FARKAS, Failure, Outcome, Solution};
use crate::lp::Lp;
use crate::lp::dual::{dual_of, farkas_of, recession_of};
use crate::lp::verify::certify;
use good_lp::{Solution as _, SolverModel, WithTimeLimit};

pub(super) const NAME: &str = "microlp";

/// The boxes tried for variables without bounds, columns of the program and duals of its equations, as multiples of the largest
/// bound or cost; after them none. A direction that costs nothing is enough for microlp to see no end where there is one, or to find
/// none itself. With the second box all of Netlib's small problems have their duals.
const BOXES: [f64; 4] = [1e2, 1e4, 1e6, f64::INFINITY];

/// Seconds after which it is taken to go round in circles, as it does on the dual of Netlib's `beaconfd` without a box, and on some
/// programs with free columns that have no more than ten. Its time grows with the square of the size, at a tenth of this or less.
fn patience(lp: &Lp) -> f64 {
    let size = (lp.rows() + lp.cols()) as f64;
    2.0 + (size / 1000.0).powi(2)
}

pub(super) fn solve(lp: &Lp) -> Result<Outcome, Failure> {
    let free = lp.lower.iter().zip(&lp.upper).any(|(l, u)| l.is_infinite() && u.is_infinite());
    let boxes = if free { &BOXES[..] } else { &[f64::INFINITY] };
    let sides = [&lp.lower, &lp.upper, &lp.row_lower, &lp.row_upper].into_iter().flatten();
    let largest = largest(sides.filter(|v| v.is_finite()));
    let mut failure = Failure { solver: NAME, reason: "it has no proof of what it says".into() };
    for &k in boxes {
        match answer(&boxed(lp, k * largest)) {
            Ok(BackEndAnswer::Optimal(x)) => match duals(lp, &x) {
                Ok(y) => return Ok(Outcome::Optimal(Solution { x, y, iterations: None })),
                Err(error) => failure = error,
            },
            Ok(BackEndAnswer::Infeasible) => {
                let proof = farkas_of(lp);
                match point(&proof.lp) {
                    Ok(Some(p)) if proof.lp.objective(&p) < -FARKAS => {
                        return Ok(Outcome::Infeasible(Some(proof.duals(&p))));
                    }
                    // a verdict without a proof is still one, but not where the box may be what leaves no point
                    _ if k.is_infinite() => return Ok(Outcome::Infeasible(None)),
                    _ => {}
                }
            }
            Ok(BackEndAnswer::Unbounded) => {
                let recession = recession_of(lp);
                if point(&recession)?.is_some_and(|d| recession.objective(&d) < -FARKAS) {
                    return Ok(Outcome::Unbounded);
                }
                failure.reason = "it says unbounded where no direction lowers the objective".into();
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// The greatest magnitude, and at least 1.
fn largest<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    values.fold(1.0, |m, v| m.max(v.abs()))
}

/// The program with every column that has no bounds held within `±radius`.
fn boxed(lp: &Lp, radius: f64) -> Lp {
    let mut lp = lp.clone();
    for (lower, upper) in lp.lower.iter_mut().zip(&mut lp.upper).filter(|(l, u)| l.is_infinite() && u.is_infinite()) {
        (*lower, *upper) = (-radius, radius);
    }
    lp
}

/// Row duals that prove `x` optimal, from the dual program.
fn duals(lp: &Lp, x: &[f64]) -> Result<Vec<f64>, Failure> {
    let dual = dual_of(lp);
    let largest = largest(lp.cost.iter());
    let mut failure = Failure { solver: NAME, reason: "it found an optimum, but none of the dual program".into() };
    for k in BOXES {
        match answer(&boxed(&dual.lp, k * largest)) {
            Ok(BackEndAnswer::Optimal(p)) => {
                let y = dual.duals(&p);
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

/// An optimal point without its duals, if there is one.
pub(super) fn point(lp: &Lp) -> Result<Option<Vec<f64>>, Failure> {
    Ok(if let BackEndAnswer::Optimal(x) = answer(lp)? { Some(x) } else { None })
}

fn answer(lp: &Lp) -> Result<BackEndAnswer<Vec<f64>>, Failure> {
    adapter::run(NAME, || {
        let adapter::BackEndModel { model, columns, .. } = adapter::model(lp, good_lp::microlp);
        let solution = model.with_time_limit(patience(lp)).solve()?;
        Ok(columns.into_iter().map(|column| solution.value(column)).collect())
    })
}
