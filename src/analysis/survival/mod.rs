//! Survival: the plan that no stop of the security country can hurt for so many months, its cost, and the longest survival.
//!
//! [`shortage_limits`] finds how much may be short of each element anyway, [`program`] puts the courses of every stop beside the trunk, and from there on
//! the program is solved, walked and exported as any other. [`longest()`] asks for how many months there is a plan at all.

mod alone;
mod binds;
mod drivers;
mod found;
mod limits;
mod longest;
mod made_of;
mod means;
mod nested;
mod written;

use super::Error;
use super::least_cost::solve;
use crate::formulation::courses::{Deliveries, Stops, Unasked};
use crate::formulation::{Program, SecurityRow};
use crate::lp::components::components;
use crate::model::Model;
use crate::solver::Solver;
use rayon::prelude::*;

pub use binds::Bind;
pub use drivers::Driver;
pub use found::Survived;
pub use limits::shortage_limits;
pub(super) use limits::shortage_limits_of;
pub use longest::{Longest, Reach, fails_first, longest};
pub use made_of::{Alone, ElementMeans, MeansPart, MonthsMeans, means, means_over};
pub use means::Means;
pub(super) use nested::start;
pub use nested::starts;
pub(super) use written::as_written;

/// The program that a model is solved with: the trunk, and beside it the courses of its `survive_months`.
///
/// # Errors
/// [`Error::Survival`] where the model asks for a stop that cannot be, [`Error::NoPlan`] if there is no plan even without survival, and what the
/// solver cannot do.
pub fn program(model: &Model, solver: Solver) -> Result<Program, Error> {
    program_with(model, solver, Deliveries::Pooled)
}

/// [`program`] for each of several numbers of months.
///
/// # Errors
/// As [`program`].
pub(crate) fn programs(model: &Model, months: &[u32], solver: Solver) -> Result<Vec<Program>, Error> {
    let trunk = Program::new(model);
    // the same whatever the months
    let limits = match months.iter().any(|&months| months > 0) {
        true => shortage_limits(model, &trunk, solver)?,
        false => Vec::new(),
    };
    let each = months.par_iter().map(|&months| {
        let stops = Stops::new(model, months)?;
        Ok(if months == 0 { trunk.clone() } else { trunk.clone().with_survival(model, &stops, &limits, None) })
    });
    each.collect()
}

/// The same program as MODEL.md writes it, with a column for each offer in each course: for other solvers.
///
/// # Errors
/// As [`program`].
pub fn program_as_written(model: &Model, solver: Solver) -> Result<Program, Error> {
    program_with(model, solver, Deliveries::Apart)
}

fn program_with(model: &Model, solver: Solver, deliveries: Deliveries) -> Result<Program, Error> {
    let trunk = Program::new(model);
    match model.security.as_ref().and_then(|security| security.survive_months) {
        None | Some(0) => Ok(trunk),
        Some(months) => {
            let stops = Stops::new(model, months)?;
            let limits = shortage_limits(model, &trunk, solver)?;
            Ok(trunk.with_stops(model, &stops, &limits, None, deliveries))
        }
    }
}

/// The cost of a plan with survival above the cheapest without, under the same limits of the security rows: `cost` less that.
///
/// # Errors
/// Failures of the solver.
pub fn cost(trunk: &Program, rows: &[SecurityRow], limits: &[f64], cost: f64, solver: Solver) -> Result<f64, Error> {
    let lp = trunk.with_security(rows, limits);
    let mut without = 0.0;
    for component in components(&lp) {
        let part = component.extract(&lp);
        without += part.objective(&solve(&part, solver)?.x);
    }
    Ok(cost - without)
}

impl From<Unasked> for Error {
    fn from(why: Unasked) -> Self {
        Self::Survival(why)
    }
}
