//! Constraints that stand against each other: irreducible sets, one for each part of the program that has no plan.

use super::filter::{Filter, Side};
use crate::analysis::Error;
use crate::formulation::courses::{CourseKey, CourseRow};
use crate::formulation::{Program, RowKey, SecurityRow};
use crate::lp::Lp;
use crate::lp::components::{Component, components};
use crate::model::{ElementId, Model};
use crate::solver::{Outcome, Solver, certified};
use rayon::prelude::*;
use std::cmp::Reverse;

/// A constraint of a set that has no plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// The constraint.
    pub key: RowKey,
    /// Its limit, from above or below, in its own unit.
    pub limit: f64,
}

/// Constraints that no plan satisfies together, though any of them left out there is one that satisfies the others of the set.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The constraints, in the order of the program.
    pub members: Vec<Member>,
    /// The elements of the part of the program that has no plan.
    pub elements: Vec<ElementId>,
    /// True if that part has a plan without the security level.
    pub at_level: bool,
}

impl Conflict {
    /// True if survival of a stop is among the constraints in conflict.
    pub fn survives(&self) -> bool {
        self.members.iter().any(|member| member.key.is_survival())
    }
}

/// An irreducible set for each part of the program that has no plan by itself; empty where there is a plan. Security rows are looked at
/// only if there is a plan without them.
///
/// # Errors
/// Failures of the solver, and where rounding leaves open which constraints stand against each other.
pub(crate) fn conflicts(
    model: &Model,
    program: &Program,
    security: &[SecurityRow],
    limits: &[f64],
    solver: Solver,
) -> Result<Vec<Conflict>, Error> {
    let found = of_program(model, program, &program.lp, &[], solver)?;
    if !found.is_empty() || security.is_empty() {
        return Ok(found);
    }
    of_program(model, program, &program.with_security(security, limits), security, solver)
}

fn of_program(
    model: &Model,
    program: &Program,
    lp: &Lp,
    security: &[SecurityRow],
    solver: Solver,
) -> Result<Vec<Conflict>, Error> {
    let parts = components(lp);
    let one = |component: &Component| -> Result<Option<Conflict>, Error> {
        let part = component.extract(lp);
        match certified(solver, &part)?.outcome {
            Outcome::Optimal(_) | Outcome::Unbounded => Ok(None),
            Outcome::Infeasible(_) => of_component(model, program, security, component, &part).map(Some),
        }
    };
    let found: Vec<Result<Option<Conflict>, Error>> = parts.par_iter().map(one).collect();
    found.into_iter().filter_map(Result::transpose).collect()
}

fn of_component(
    model: &Model,
    program: &Program,
    security: &[SecurityRow],
    component: &Component,
    part: &Lp,
) -> Result<Conflict, Error> {
    let key = |i: u32| {
        program.rows.get(i as usize).copied().unwrap_or_else(|| security[i as usize - program.rows.len()].key())
    };
    let mut sides: Vec<(Side, RowKey)> =
        component.rows.iter().enumerate().map(|(i, &row)| (Side::Row(i), key(row))).collect();
    for (j, &column) in component.cols.iter().enumerate() {
        let (lower, upper) = program.bound_keys(column as usize);
        sides.extend(lower.filter(|_| part.lower[j] > 0.0).map(|key| (Side::Lower(j), key)));
        sides.extend(upper.filter(|_| part.upper[j].is_finite()).map(|key| (Side::Upper(j), key)));
    }
    let needed = needed(model);
    sides.sort_by_cached_key(|&(_, key)| order(model, &needed, key));
    let found = Filter::new(part, sides.iter().map(|&(side, _)| side).collect()).irreducible()?;
    let members = sides.iter().filter(|(side, _)| found.contains(side));
    let members = members.map(|&(side, key)| (key, limit(part, side))).collect();
    let members = program.as_written(members, |_, limits, k| limits[k]).into_iter();
    let mut members: Vec<Member> = members.map(|(key, limit)| Member { key, limit }).collect();
    members.sort_by_key(|member| member.key);
    let mut elements: Vec<ElementId> =
        component.cols.iter().map(|&j| program.cols[j as usize].element(model)).collect();
    elements.sort_unstable();
    elements.dedup();
    Ok(Conflict { members, elements, at_level: !security.is_empty() })
}

fn limit(lp: &Lp, side: Side) -> f64 {
    match side {
        Side::Row(i) if lp.row_upper[i].is_finite() => lp.row_upper[i],
        Side::Row(i) => lp.row_lower[i],
        Side::Lower(j) => lp.lower[j],
        Side::Upper(j) => lp.upper[j],
    }
}

/// The rank of a constraint; the first had better be left out: courses of later stops, elements that are needed least, later months, and of one month what
/// nobody has set. The constraints left then are about few elements and of one run of months.
type Rank = (Reverse<Option<CourseKey>>, u64, Option<ElementId>, Reverse<Option<usize>>, RowKey);

fn order(model: &Model, needed: &[f64], key: RowKey) -> Rank {
    let element = element(model, key);
    // of numbers that are not negative bits rise as they do
    let needed = element.map_or(u64::MAX, |element| needed[element.index()].to_bits());
    // what is about a window stands behind all months
    (Reverse(key.course()), needed, element, Reverse(key.period()), key)
}

/// The demand for each element in all, tonnes.
fn needed(model: &Model) -> Vec<f64> {
    let mut needed = vec![0.0; model.elements.len()];
    for pair in &model.pairs {
        needed[pair.element.index()] += pair.demand.iter().sum::<f64>();
    }
    needed
}

/// The one element that a constraint is about.
fn element(model: &Model, key: RowKey) -> Option<ElementId> {
    let of_pair = |pair| Some(model.pair(pair).element);
    match key {
        RowKey::Balance { pair, .. }
        | RowKey::Unmet { pair, .. }
        | RowKey::Coverage { pair, .. }
        | RowKey::Storage { pair, .. }
        | RowKey::Shortage { pair, .. }
        | RowKey::Substitute { pair, .. } => of_pair(pair),
        RowKey::Capacity { offer, .. } | RowKey::Reservation(offer) => Some(model.offer(offer).element),
        RowKey::Project(id) => Some(model.offer(model.project(id).offer).element),
        RowKey::ContractMin(id) | RowKey::ContractMax(id) => model.contracts[id.index()].element,
        RowKey::SurviveShortage(element) => Some(element),
        RowKey::Cap { .. } | RowKey::CapMin { .. } | RowKey::Security { .. } | RowKey::Budget(_) => None,
        RowKey::Course { row, .. } => match row {
            CourseRow::Balance { pair, .. }
            | CourseRow::Unmet { pair, .. }
            | CourseRow::Transit { pair, .. }
            | CourseRow::UnderWay { pair, .. }
            | CourseRow::Survive { pair, .. }
            | CourseRow::Storage { pair, .. }
            | CourseRow::Shortage { pair, .. }
            | CourseRow::Substitute { pair, .. }
            | CourseRow::Release { pair }
            | CourseRow::BuyBack { pair } => of_pair(pair),
            CourseRow::Capacity { offer, .. }
            | CourseRow::Surge { offer, .. }
            | CourseRow::Pool { first: offer, .. } => Some(model.offer(offer).element),
            CourseRow::ContractMin(id) | CourseRow::ContractMax(id) => model.contracts[id.index()].element,
        },
    }
}
