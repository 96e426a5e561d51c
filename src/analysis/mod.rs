//! The questions asked of a model, one file each.
//!
//! The entry point is [`study::Study`], which asks the others. [`least_cost`] finds the plan that costs least; [`frontier`] what every level
//! costs and how far each security row can go; [`infeasibility`] what would have to give where there is no plan. [`warm_start`] lets one
//! model's solves begin at another's optimum.

pub mod alternatives;
pub mod binding;
pub mod delays;
pub mod frontier;
pub mod hedge;
pub mod infeasibility;
pub mod least_cost;
pub mod level;
pub mod levers;
pub mod orders;
pub mod own_plan;
mod parts;
pub mod prices;
pub mod proved;
mod replan;
pub mod sensitivity;
pub mod stress;
pub mod study;
pub mod survival;
mod tolerances;
pub mod variants;
pub mod warm_start;

use crate::formulation::courses::Unasked;
use crate::lp::Lp;
use crate::lp::verify::farkas;
use crate::solver::{Failure, Unproved};

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// No plan satisfies every constraint: see [`infeasibility`].
    #[error("no plan satisfies every constraint")]
    NoPlan,
    /// Survival of so many months is no question to the model.
    #[error(transparent)]
    Survival(Unasked),
    /// A hedge is no question to the model.
    #[error(transparent)]
    Hedge(#[from] hedge::Unhedgeable),
    /// The solver gave up, or its answer does not prove itself.
    #[error(transparent)]
    Solver(#[from] Unproved),
    /// Every way of solving failed.
    #[error("{}", join(.0))]
    Exhausted(Vec<Try>),
}

/// A way of solving that failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Try {
    /// The way.
    pub way: proved::Way,
    /// The error.
    pub error: Box<Error>,
}

fn join(tries: &[Try]) -> String {
    tries.iter().map(|t| format!("{}: {}", t.way, t.error)).collect::<Vec<_>>().join("; ")
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Solver(failure.into())
    }
}

/// [`Error::NoPlan`] if the multipliers prove it, a failure of our engine if not.
fn no_plan(lp: &Lp, ray: &[f64]) -> Error {
    // where two bounds of one column exclude each other there is nothing to multiply
    if ray.iter().all(|&y| y == 0.0) || farkas(lp, ray) > 0.0 {
        return Error::NoPlan;
    }
    Failure { solver: "simplex", reason: "its proof that there is no plan proves nothing".into() }.into()
}
