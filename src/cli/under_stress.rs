//! Disruptions against a plan, for every command that shows their effects on one.

use super::Stop;
use super::output::Output;
use crate::analysis;
use crate::analysis::proved::Proved;
use crate::analysis::stress::{Case, Stress, Stressed};
use crate::formulation::Program;
use crate::model::Model;
use crate::solver::Solver;

/// The effect of each of some disruptions on a plan.
pub(super) fn all(mut stress: Stress, cases: &[Case]) -> Result<Vec<Proved<Stressed>>, analysis::Error> {
    let mut stressed = Vec::new();
    for case in cases {
        stressed.extend(stress.case(case)?);
    }
    Ok(stressed)
}

/// The effects of the model's disruptions on a plan; nothing where none happens, or a shortage has no cost. The plan stands without it.
pub(super) fn under_stress(
    model: &Model,
    program: &Program,
    x: &[f64],
    solver: Solver,
    output: &Output,
) -> Vec<Proved<Stressed>> {
    let cases = if priced(model).is_err() { Vec::new() } else { Case::scenarios(model) };
    all(Stress::new(model, program, x, solver), &cases).unwrap_or_else(|error| {
        output.message(&format!("what disruptions do could not be found: {error}"));
        Vec::new()
    })
}

/// Checks that every element has a shortage cost.
pub(super) fn priced(model: &Model) -> Result<(), Stop> {
    let pairs = model.pairs.iter().filter(|pair| model.segment(pair.segment).shortage_cost.is_none());
    let mut open = pairs.filter(|pair| {
        let reference = &model.element(pair.element).reference_price;
        pair.demand.iter().zip(reference).any(|(&d, price)| d > 0.0 && price.is_none())
    });
    let Some(pair) = open.next() else { return Ok(()) };
    let element = &model.element(pair.element).id;
    Err(Stop::Usage(format!(
        "a disruption may leave demand for {element} unmet, and nothing says what that costs: give its segments a \
         shortage_cost or the element a reference_price"
    )))
}
