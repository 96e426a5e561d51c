//! Variants of a model: the effects of a change on the least cost, the cost of a security level, the floor and survival.

use super::Error;
use super::study::Study;
use super::survival;
use super::warm_start::WarmStart;
use crate::formulation::Program;
use crate::model::Model;
use crate::solver::Solver;

/// The question to every variant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    /// The security level whose cost is asked for; `None`: the least cost alone.
    pub level: Option<f64>,
    /// True if the longest survival is asked for.
    pub survival: bool,
}

/// The answers of a variant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// The least cost.
    pub least_cost: f64,
    /// The cost at the level, or the least cost where no level is asked for; `None` where the level has no plan.
    pub cost: Option<f64>,
    /// The extra cost of the level; `None` where none is asked for, or where it has no plan.
    pub extra_cost: Option<f64>,
    /// The lowest share there is a plan for; `None` without `[security]`.
    pub floor: Option<f64>,
    /// The longest survival, months, where it is asked for: `None` inside is as long as the horizon allows.
    pub longest: Option<Option<u32>>,
}

/// The figures of a study.
///
/// # Errors
/// [`Error::NoPlan`] if there is no plan, and failures of the solver.
pub fn figures(study: &Study, asked: Asked) -> Result<Figures, Error> {
    let Some(security) = &study.model().security else {
        let least_cost = study.least_cost()?.cost;
        return Ok(Figures { least_cost, cost: Some(least_cost), extra_cost: None, floor: None, longest: None });
    };
    let frontier = study.frontier(security.scope)?;
    let least_cost = frontier.least_cost;
    let (cost, extra_cost) = match asked.level {
        // under `unattainable = "fail"` a level may have no plan, and then it has no cost: the least cost is another level's
        Some(level) => {
            let extra = study.levels(security.scope, &[level])?[0].found.map(|found| found.extra_cost);
            (extra.map(|extra| least_cost + extra), extra)
        }
        None => (Some(least_cost), None),
    };
    let longest = match asked.survival {
        true => Some(survival::longest(study.model(), &Program::new(study.model()), study.solver())?.all.months),
        false => None,
    };
    Ok(Figures { least_cost, cost, extra_cost, floor: Some(frontier.lowest_share), longest })
}

/// The figures of a model that is like another, whose optimum is where its solves begin.
pub(super) fn of_model(
    model: Model,
    solver: Solver,
    start: Option<&WarmStart>,
    asked: Asked,
) -> Result<Figures, Error> {
    figures(&Study::with_start(model, solver, start), asked)
}
