//! Our own simplex as a back end.

use super::{Failure, Outcome, Solution};
use crate::lp::Lp;
use crate::simplex::{Solved, solve as run};

/// The name that the command line knows it by.
pub const NAME: &str = "simplex";

/// Solves one program from cold.
pub fn solve(lp: &Lp) -> Result<Outcome, Failure> {
    Ok(match run(lp, None)? {
        Solved::Optimal { x, y, iterations, .. } => Outcome::Optimal(Solution { x, y, iterations: Some(iterations) }),
        Solved::Infeasible { ray, .. } => Outcome::Infeasible(Some(ray)),
        Solved::Unbounded { .. } => Outcome::Unbounded,
    })
}
