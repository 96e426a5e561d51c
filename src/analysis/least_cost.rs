//! The plan that costs least and, among those, depends least.
//!
//! The tie is broken on the optimal face: with the first answer's prices, whatever has a reduced cost stays at its bound and
//! whatever has a price stays tight; over what is left free the dependent load is minimised. No cost can change there.

use super::Error;
use crate::analysis::tolerances::{LOST, NO_DUAL};
use crate::lp::Lp;
use crate::lp::verify::{Certificate, certify};
use crate::solver::{Certified, Method, Outcome, Solver, Unproved, certified};

/// A point with prices that prove it optimal.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Value of each column.
    pub x: Vec<f64>,
    /// Price of each row.
    pub y: Vec<f64>,
    /// The certificate of point and prices together.
    pub certificate: Certificate,
    /// The methods by which they were found; each part of the program was found by one of these.
    pub methods: Vec<Method>,
}

/// Solves `lp`; the answer has passed the certificate, by whichever method ([`Method::all`]).
///
/// # Errors
/// [`Error::NoPlan`] if no point satisfies every constraint, [`Error::Solver`] if there is no proof of either.
pub fn solve(lp: &Lp, solver: Solver) -> Result<Answer, Error> {
    let Certified { outcome, method, .. } = certified(solver, lp)?;
    match outcome {
        Outcome::Optimal(found) => proved(lp, found.x, found.y, vec![method]),
        Outcome::Infeasible(_) => Err(Error::NoPlan),
        Outcome::Unbounded => Err(crate::solver::Failure {
            solver: method.solver().name(),
            reason: "it calls the cost unbounded below, though no cost is negative".into(),
        }
        .into()),
    }
}

/// Takes `x` and `y` for an answer if they prove each other optimal; `methods`, how they were found, names one at least.
///
/// # Errors
/// [`Unproved::Certificate`] if they do not.
pub(crate) fn proved(lp: &Lp, x: Vec<f64>, y: Vec<f64>, methods: Vec<Method>) -> Result<Answer, Error> {
    let certificate = certify(lp, &x, &y);
    if certificate.holds() {
        Ok(Answer { x, y, certificate, methods })
    } else {
        Err(Unproved::Certificate { solver: methods[0].solver().name(), certificate }.into())
    }
}

/// The least-cost point of `lp` with the least `load` among those of least cost.
///
/// # Errors
/// As [`solve`].
pub fn least_cost(lp: &Lp, load: &[(usize, f64)], solver: Solver) -> Result<Answer, Error> {
    let first = solve(lp, solver)?;
    if load.is_empty() {
        return Ok(first);
    }
    let mut face = optimal_face(lp, &first.y);
    face.cost = vec![0.0; lp.cols()];
    for &(j, weight) in load {
        face.cost[j] += weight;
    }
    // Duals of the first answer prove every point of the face, so a point is enough; the certificate is that of the original program.
    let tied = match solve(&face, solver) {
        Ok(tied) => Some(tied.x),
        Err(_) => solver.point(&face)?,
    };
    let of_first = first.x.clone();
    proved(lp, tied.unwrap_or(of_first), first.y.clone(), first.methods.clone()).or(Ok(first))
}

/// The optimal points of `lp` as a program: what the prices `y` price is fixed where it is. Costs are unchanged.
pub(crate) fn optimal_face(lp: &Lp, y: &[f64]) -> Lp {
    // rounding leaves duals that are nothing; to fix by them would only shrink the face
    let mut face = lp.clone();
    let scale = lp.cost.iter().fold(1.0, |most: f64, c| most.max(c.abs()));
    for (j, d) in lp.reduced_costs(y).into_iter().enumerate() {
        let tolerance = NO_DUAL * lp.cost[j].abs().max(LOST * scale).max(1.0);
        if d > tolerance && lp.lower[j].is_finite() {
            face.upper[j] = lp.lower[j];
        } else if d < -tolerance && lp.upper[j].is_finite() {
            face.lower[j] = lp.upper[j];
        }
    }
    for (i, &price) in y.iter().enumerate() {
        let tolerance = NO_DUAL * (LOST * scale).max(1.0);
        if price > tolerance && lp.row_lower[i].is_finite() {
            face.row_upper[i] = lp.row_lower[i];
        } else if price < -tolerance && lp.row_upper[i].is_finite() {
            face.row_lower[i] = lp.row_upper[i];
        }
    }
    face
}
