//! Our own simplex as a back end.

use super::{Failure, Outcome, Solution};
use crate::lp::Lp;
use crate::simplex::{Engine, Manner, Solved};

/// The name that the command line knows it by.
pub(super) const NAME: &str = "simplex";

/// Solves one program from cold, by its parts where it would fall into such but for a few rows.
pub(super) fn solve(lp: &Lp, manner: Manner) -> Result<Outcome, Failure> {
    if manner == Manner::Usual
        && let Some((x, y)) = super::coupling::solve(lp)
    {
        return Ok(Outcome::Optimal(Solution { x, y, iterations: None }));
    }
    Ok(match Engine::in_manner(lp, manner).solve()? {
        Solved::Optimal { x, y, iterations, .. } => Outcome::Optimal(Solution { x, y, iterations: Some(iterations) }),
        // a side that contradicts its own other side needs no multiplier
        Solved::Infeasible { ray, .. } => Outcome::Infeasible(ray.iter().any(|&y| y != 0.0).then_some(ray)),
        Solved::Unbounded { .. } => Outcome::Unbounded,
    })
}
