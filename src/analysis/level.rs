//! The least-cost plan at one security level, and the level in force.

use super::Error;
use super::frontier::decomposition::blocks;
use super::frontier::floors;
use super::frontier::tolerances::ROUNDING;
use super::least_cost::{least_cost, optimal_face};
use super::proved::{Point, Proved};
use super::warm_start;
use crate::formulation::{Program, SecurityRow};
use crate::lp::Lp;
use crate::lp::components::components;
use crate::lp::verify::certify;
use crate::model::{Model, Part, Security, Unattainable};
use crate::simplex::{Basis, Engine, Solved};
use crate::solver::Solver;
use rayon::prelude::*;

/// A least-cost point, at a level or without one.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimum {
    /// The level, where one is asked for.
    pub level: Option<InForce>,
    /// The discounted cost.
    pub cost: f64,
    /// The program with its security rows.
    pub lp: Lp,
    /// The security rows, behind the program's own.
    pub rows: Vec<SecurityRow>,
    /// Value of each column.
    pub x: Vec<f64>,
    /// Price of each row.
    pub y: Vec<f64>,
}

/// A security level that is asked for, and its outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct InForce {
    /// The level asked for.
    pub asked: f64,
    /// The level in force: `max(asked, least floor)`; the one asked for under `unattainable = "fail"`.
    pub in_force: f64,
    /// The rows that cannot go as low as was asked, each with the floor it is held at.
    pub held: Vec<HeldRow>,
    /// The cost of the level above the least cost of all.
    pub extra_cost: f64,
}

/// A security row held at its floor.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldRow {
    /// The row.
    pub row: SecurityRow,
    /// The least share it can reach, whatever is paid.
    pub floor: f64,
}

impl InForce {
    pub(super) fn new(security: &Security, asked: f64, rows: &[SecurityRow], floors: &[f64], extra_cost: f64) -> Self {
        let least = floors.iter().copied().fold(f64::INFINITY, f64::min);
        let in_force = match security.unattainable {
            Unattainable::Relax if least.is_finite() => asked.max(least),
            Unattainable::Relax | Unattainable::Fail => asked,
        };
        let held = rows.iter().zip(floors).filter(|(_, floor)| **floor > asked + ROUNDING);
        let held = held.map(|(row, &floor)| HeldRow { row: row.clone(), floor }).collect();
        Self { asked, in_force, held, extra_cost: extra_cost.max(0.0) }
    }

    /// True if every row reaches the level asked for.
    pub fn attained(&self) -> bool {
        self.held.is_empty()
    }
}

/// Security rows, the limit of each, and its floor.
type Limited = (Vec<SecurityRow>, Vec<f64>, Proved<Vec<f64>>);

/// The security rows of the model's scope with the limits that are in force at `level`: under `relax` no row is asked for less than
/// its floor.
///
/// # Errors
/// [`Error::NoPlan`] if there is no plan even without a level, or under `fail` not at this one.
pub(super) fn in_force(
    model: &Model,
    program: &Program,
    security: &Security,
    level: f64,
    solver: Solver,
) -> Result<Limited, Error> {
    let (rows, mut limits) = as_asked(model, program, Some(level));
    let mut all = vec![0.0; rows.len()];
    let mut proof = Proved::all([]);
    for block in &blocks(&program.lp, &rows).blocks {
        let floors = floors::of_block(&program.lp, block, &rows, solver)?;
        proof = proof.and(&floors);
        for (&r, floor) in block.rows.iter().zip(floors.into_inner()) {
            all[r] = floor;
            match security.unattainable {
                Unattainable::Relax => limits[r] = level.max(floor) * rows[r].requirement,
                Unattainable::Fail if floor > level + ROUNDING => return Err(Error::NoPlan),
                Unattainable::Fail => {}
            }
        }
    }
    Ok((rows, limits, proof.map(|()| all)))
}

/// The security rows of the model's scope with the limits that `level` asks for, attainable or not. None without a level.
pub(super) fn as_asked(model: &Model, program: &Program, level: Option<f64>) -> (Vec<SecurityRow>, Vec<f64>) {
    let (Some(level), Some(security)) = (level, &model.security) else { return Default::default() };
    let rows = program.security_rows(model, security, security.scope);
    let limits = rows.iter().map(|row| level * row.requirement).collect();
    (rows, limits)
}

/// The least-cost plan under these limits of the security rows, of those the one with the smallest share.
///
/// # Errors
/// [`Error::NoPlan`] if there is none, and failures of the solver.
pub(super) fn of_least_share(
    model: &Model,
    program: &Program,
    lp: &Lp,
    solver: Solver,
) -> Result<Proved<Point>, Error> {
    let security = model.security.as_ref();
    let total = security.and_then(|s| program.security_row(model, s, Part::Total, s.look_through));
    let answer = least_cost(lp, total.as_ref().map_or(&[], |row| &row.terms), solver)?;
    Ok(answer.into())
}

/// The least-cost plan without a level, of those the one with the smallest share, component by component from a basis that is near it; `None` where what is
/// found so does not prove itself.
pub(super) fn of_least_share_from(model: &Model, program: &Program, start: &Basis) -> Option<Proved<Point>> {
    let lp = &program.lp;
    let security = model.security.as_ref()?;
    let total = program.security_row(model, security, Part::Total, security.look_through);
    let mut load = vec![0.0; lp.cols()];
    total.iter().flat_map(|row| &row.terms).for_each(|&(j, weight)| load[j] += weight);
    let components = components(lp);
    let found: Vec<Option<(Vec<f64>, Vec<f64>)>> = components
        .par_iter()
        .map(|component| {
            let part = component.extract(lp);
            let mut engine = Engine::new(&part);
            engine.set_basis(&warm_start::part(start, component));
            let Solved::Optimal { x, y, basis, .. } = engine.solve().ok()? else { return None };
            // the prices prove every point of the optimal face; only a point is sought there
            let mut face = optimal_face(&part, &y);
            face.cost = component.cols.iter().map(|&j| load[j as usize]).collect();
            let mut engine = Engine::new(&face);
            engine.set_basis(&basis);
            match engine.solve().ok()? {
                Solved::Optimal { x: tied, .. } if certify(&part, &tied, &y).holds() => Some((tied, y)),
                _ => Some((x, y)),
            }
        })
        .collect();
    let (mut x, mut y) = (vec![0.0; lp.cols()], vec![0.0; lp.rows()]);
    for (component, found) in components.iter().zip(found) {
        let (part_x, part_y) = found?;
        component.put(part_x, part_y, (&mut x, &mut y));
    }
    Proved::check(lp, x, y, Solver::Simplex).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Overrides, Source};
    use crate::solver::Method;

    /// microlp's optima of a floor's program and of its dual do not prove each other (1.6e-4 against the certificate's 1e-6); our simplex goes
    /// on from its point, and says so.
    #[test]
    fn what_a_solver_cannot_prove_is_repaired_from_where_it_ended() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/conformance/069/models/m.toml");
        let model = Source::read(path.as_ref()).unwrap().model(&Overrides::default()).unwrap().model;
        let (program, security) = (Program::new(&model), model.security.as_ref().unwrap());
        let floors = |solver| in_force(&model, &program, security, 0.0, solver).unwrap().2;
        let (own, other) = (floors(Solver::Simplex), floors(Solver::Microlp));
        assert!(other.certificate().holds());
        assert!(own.iter().zip(&*other).all(|(a, b)| (a - b).abs() < 1e-6), "{own:?} {other:?}");
        let methods = |found: &Proved<Vec<f64>>| found.methods().iter().map(Method::to_string).collect::<Vec<_>>();
        assert_eq!(methods(&own), ["simplex"]);
        assert_eq!(methods(&other), ["simplex from where microlp ended"]);
    }
}
