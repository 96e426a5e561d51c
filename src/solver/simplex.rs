//! Our own simplex as a back end.

use super::{Failure, Outcome, Solution, Solver};
use crate::lp::Lp;
use crate::simplex::{Basis, Engine, Manner, Solved};

/// The name that the command line knows it by.
pub(super) const NAME: &str = "simplex";

/// Solves one program from cold, by its parts where it would fall into such but for a few rows.
pub(super) fn solve(lp: &Lp, manner: Manner) -> Result<Outcome, Failure> {
    if manner == Manner::Usual
        && let Some((x, y)) = super::coupling::solve(lp)
    {
        return Ok(Outcome::Optimal(Solution { x, y, iterations: None }));
    }
    answer(Engine::in_manner(lp, manner))
}

/// Solves one program from the point that another back end came to: variables between their bounds there are basic.
pub(super) fn solve_from(lp: &Lp, other: Solver) -> Result<Outcome, Failure> {
    let Some(x) = other.point(lp)? else {
        return Err(Failure { solver: NAME, reason: format!("{} came to no point to start from", other.name()) });
    };
    let mut engine = Engine::new(lp);
    engine.set_basis(&Basis::standing(lp, &x, &vec![0.0; lp.rows()]));
    answer(engine)
}

fn answer(mut engine: Engine) -> Result<Outcome, Failure> {
    Ok(match engine.solve()? {
        Solved::Optimal { x, y, iterations, .. } => Outcome::Optimal(Solution { x, y, iterations: Some(iterations) }),
        // a bound that contradicts the other of the same row or column needs no multiplier
        Solved::Infeasible { ray, .. } => Outcome::Infeasible(ray.iter().any(|&y| y != 0.0).then_some(ray)),
        Solved::Unbounded { .. } => Outcome::Unbounded,
    })
}
