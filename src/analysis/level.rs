//! The least-cost plan at one security level.

use super::Error;
use super::frontier::decomposition::blocks;
use super::frontier::floors;
use super::frontier::{Frontier, ROUNDING, frontier};
use super::least_cost::{Answer, least_cost, proved};
use crate::formulation::{Program, SecurityRow};
use crate::lp::Lp;
use crate::lp::verify::Certificate;
use crate::model::{Model, Part, Scope, Unattainable};
use crate::solver::Solver;

/// A least-cost plan at a level, proved.
#[derive(Debug, Clone, PartialEq)]
pub struct AtLevel {
    /// The program with its security rows.
    pub lp: Lp,
    /// The security rows, behind the program's own.
    pub rows: Vec<SecurityRow>,
    /// Value of each column.
    pub x: Vec<f64>,
    /// Price of each row.
    pub y: Vec<f64>,
    /// How well they prove each other.
    pub certificate: Certificate,
}

/// The security rows of the model's scope with the limits that are in force at `level`: under `relax` no row is asked for less than
/// its floor. None without a level.
///
/// # Errors
/// [`Error::NoPlan`] if there is no plan even without a level, or under `fail` not at this one.
pub fn in_force(
    model: &Model,
    program: &Program,
    level: Option<f64>,
    solver: Solver,
) -> Result<(Vec<SecurityRow>, Vec<f64>), Error> {
    let (rows, mut limits) = as_asked(model, program, level);
    let (Some(level), Some(security)) = (level, &model.security) else { return Ok((rows, limits)) };
    for block in &blocks(&program.lp, &rows).blocks {
        for (&r, floor) in block.rows.iter().zip(floors::of_block(&program.lp, block, &rows, solver)?) {
            match security.unattainable {
                Unattainable::Relax => limits[r] = level.max(floor) * rows[r].requirement,
                Unattainable::Fail if floor > level + ROUNDING => return Err(Error::NoPlan),
                Unattainable::Fail => {}
            }
        }
    }
    Ok((rows, limits))
}

/// The security rows of the model's scope with the limits that `level` asks for, attainable or not. None without a level.
pub fn as_asked(model: &Model, program: &Program, level: Option<f64>) -> (Vec<SecurityRow>, Vec<f64>) {
    let (Some(level), Some(security)) = (level, &model.security) else { return Default::default() };
    let rows = program.security_rows(model, security, security.scope);
    let limits = rows.iter().map(|row| level * row.requirement).collect();
    (rows, limits)
}

/// The least-cost plan at `level` (without any security row where `None`), of those the one with the smallest share.
///
/// # Errors
/// [`Error::NoPlan`] if there is none, and what the solver cannot do.
pub fn at_level(model: &Model, program: &Program, level: Option<f64>, solver: Solver) -> Result<AtLevel, Error> {
    match (solver, level, &model.security) {
        (Solver::Simplex, Some(level), Some(security)) => {
            let frontier = frontier(model, program, security, security.scope, solver)?;
            if frontier.is_tie_broken(level) {
                return on_frontier(program, frontier, level, solver);
            }
            let limits = frontier.limits(level);
            return of_least_share(model, program, frontier.rows, &limits, solver);
        }
        (Solver::Simplex, None, Some(security)) => {
            let frontier = frontier(model, program, security, Scope::Total, solver)?;
            let Answer { x, y, certificate } = free_end(program, &frontier, solver)?;
            return Ok(AtLevel { lp: program.lp.clone(), rows: Vec::new(), x, y, certificate });
        }
        _ => {}
    }
    let (rows, limits) = in_force(model, program, level, solver)?;
    of_least_share(model, program, rows, &limits, solver)
}

/// The least-cost plan under these limits of the security rows, of those the one with the smallest share.
fn of_least_share(
    model: &Model,
    program: &Program,
    rows: Vec<SecurityRow>,
    limits: &[f64],
    solver: Solver,
) -> Result<AtLevel, Error> {
    let lp = program.with_security(&rows, limits);
    let security = model.security.as_ref();
    let total = security.and_then(|s| program.security_row(model, s, Part::Total, s.look_through));
    let answer = least_cost(&lp, total.as_ref().map_or(&[], |row| &row.terms), solver)?;
    Ok(AtLevel { lp, rows, x: answer.x, y: answer.y, certificate: answer.certificate })
}

/// The least-cost plan with the smallest share, proved: where the frontier of the whole begins. To walk all of that takes less time than
/// two solves of the whole program, one for the cost and one for the share.
///
/// # Errors
/// What the solver cannot do.
pub fn free_end(program: &Program, frontier: &Frontier, solver: Solver) -> Result<Answer, Error> {
    let x = frontier.plan(f64::INFINITY);
    let mut y = frontier.prices(&program.lp, f64::INFINITY, solver)?;
    y.truncate(program.lp.rows());
    proved(&program.lp, x, y, solver)
}

/// The plan at a level from the whole frontier: finding that takes less time than one solve with the rows in place.
fn on_frontier(program: &Program, frontier: Frontier, level: f64, solver: Solver) -> Result<AtLevel, Error> {
    if frontier.unattainable == Unattainable::Fail && level < frontier.lowest_share - ROUNDING {
        return Err(Error::NoPlan);
    }
    let x = frontier.plan(level);
    let y = frontier.prices(&program.lp, level, solver)?;
    let lp = program.with_security(&frontier.rows, &frontier.limits(level.max(frontier.lowest_share)));
    let answer = proved(&lp, x, y, solver)?;
    Ok(AtLevel { lp, rows: frontier.rows, x: answer.x, y: answer.y, certificate: answer.certificate })
}
