//! The most months of a stop that can be survived, and who fails first beyond.

use super::binds::{self, Bind};
use super::limits::shortage_limits;
use super::nested::{self, Survivable};
use crate::analysis::Error;
use crate::analysis::least_cost::solve;
use crate::analysis::tolerances::MISSING;
use crate::formulation::courses::{CourseRow, Stops};
use crate::formulation::{Program, RowKey};
use crate::lp::components::{Component, components};
use crate::lp::{Builder, Lp};
use crate::model::{ElementId, Model, PairId};
use crate::solver::{Outcome, Solver};
use rayon::prelude::*;

/// The longest survival of all elements together and of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Longest {
    /// By all that is needed.
    pub all: Reach,
    /// By each element alone.
    pub by_element: Vec<Reach>,
}

/// The longest survival of some elements, and the constraints that limit it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// Months; `None`: as long as the horizon allows.
    pub months: Option<u32>,
    /// Constraints in the way of one more period, the most important first.
    pub binds: Vec<Bind>,
}

/// The longest survival in all and for each element alone, at no security level.
///
/// # Errors
/// [`Error::Survival`] where no stop can begin inside the horizon, [`Error::NoPlan`] if there is no plan even without survival, and failures of the solver.
pub fn longest(model: &Model, trunk: &Program, solver: Solver) -> Result<Longest, Error> {
    for component in components(&trunk.lp) {
        if reach_of(&component.extract(&trunk.lp), solver)?.is_some() {
            return Err(Error::NoPlan);
        }
    }
    let limits = shortage_limits(model, trunk, solver)?;
    let search = Search { model, trunk: &trunk.clone().with_reservations(model), limits: &limits, solver };
    let mut all = Reach { months: None, binds: Vec::new() };
    let mut by_element = vec![all.clone(); model.elements.len()];
    let groups = groups(model, search.trunk);
    let found: Vec<Result<(Reach, Vec<Reach>), Error>> =
        groups.par_iter().map(|group| search.of_group(group)).collect();
    for (group, found) in groups.iter().zip(found) {
        let (together, alone) = found?;
        for (element, reach) in group.iter().zip(alone) {
            by_element[element.index()] = reach;
        }
        if together.months.is_some_and(|months| all.months.is_none_or(|all| months < all)) {
            all = together;
        }
    }
    Ok(Longest { all, by_element })
}

/// Elements that some constraint ties together, in the order of their first; only those that a pair has.
pub(super) fn groups(model: &Model, trunk: &Program) -> Vec<Vec<ElementId>> {
    let mut group: Vec<usize> = (0..model.elements.len()).collect();
    for component in components(&trunk.lp) {
        let mut tied: Vec<usize> =
            component.cols.iter().map(|&j| group[trunk.cols[j as usize].element(model).index()]).collect();
        tied.sort_unstable();
        tied.dedup();
        if let Some(&least) = tied.first() {
            group.iter_mut().filter(|g| tied.contains(g)).for_each(|g| *g = least);
        }
    }
    let present = |e: usize| model.pairs.iter().any(|pair| pair.element.index() == e);
    let mut groups: Vec<Vec<ElementId>> = vec![Vec::new(); model.elements.len()];
    (0..group.len()).filter(|&e| present(e)).for_each(|e| groups[group[e]].push(ElementId::new(e)));
    groups.retain(|group| !group.is_empty());
    groups
}

struct Search<'a> {
    model: &'a Model,
    trunk: &'a Program,
    limits: &'a [Option<f64>],
    solver: Solver,
}

impl Search<'_> {
    /// The longest survival of the elements of a group together, and of each alone.
    fn of_group(&self, group: &[ElementId]) -> Result<(Reach, Vec<Reach>), Error> {
        let together = self.longest(group)?;
        let alone = match group {
            [_] => vec![together.clone()],
            _ => group.iter().map(|&element| self.longest(&[element])).collect::<Result<_, _>>()?,
        };
        Ok((together, alone))
    }

    /// The most months for which the elements together survive.
    fn longest(&self, elements: &[ElementId]) -> Result<Reach, Error> {
        let period = self.model.horizon.months_per_period;
        let most = Stops::new(self.model, 0)?.longest(self.model) / period;
        let Some(mut binds) = self.fails(elements, most * period)? else {
            return Ok(Reach { months: None, binds: Vec::new() });
        };
        let (mut yes, mut no) = (0, most);
        while no - yes > 1 {
            let middle = yes + (no - yes) / 2;
            match self.fails(elements, middle * period)? {
                None => yes = middle,
                Some(why) => (no, binds) = (middle, why),
            }
        }
        Ok(Reach { months: Some(yes * period), binds })
    }

    /// Constraints in the way of the elements' surviving so many months together; `None` if there are none.
    fn fails(&self, elements: &[ElementId], months: u32) -> Result<Option<Vec<Bind>>, Error> {
        let stops = Stops::new(self.model, months)?;
        let mut asked = vec![false; self.model.elements.len()];
        elements.iter().for_each(|e| asked[e.index()] = true);
        let program = self.trunk.clone().with_survival(self.model, &stops, self.limits, Some(&asked));
        for component in &touched(&program, self.trunk) {
            let part = component.extract(&program.lp);
            let found = match self.solver {
                Solver::Simplex => nested::survivable(self.model, &program, component, &part),
                _ => None,
            };
            let ray = match found {
                Some(Survivable::Yes) => None,
                Some(Survivable::No(ray)) => Some(ray),
                // with its costs, though only a point is asked for: without, every pivot of the dual simplex is a tie
                None => reach_of(&part, self.solver)?,
            };
            if let Some(ray) = ray {
                return Ok(Some(binds::binds(self.model, &program, &stops, component, &part, &ray, elements)));
            }
        }
        Ok(None)
    }
}

/// The components of a program that its courses touch; the others are as in its trunk and have a plan already.
fn touched(program: &Program, trunk: &Program) -> Vec<Component> {
    let first = trunk.rows.len() as u32;
    let mut parts = components(&program.lp);
    parts.retain(|part| part.rows.last().is_some_and(|&row| row >= first));
    parts
}

/// A ray that proves that no point satisfies a program (all zero where the solver has none, or needs none); `None` if one does.
fn reach_of(lp: &Lp, solver: Solver) -> Result<Option<Vec<f64>>, Error> {
    Ok(match crate::solver::certified(solver, lp)?.outcome {
        Outcome::Infeasible(ray) => Some(ray.unwrap_or_else(|| vec![0.0; lp.rows()])),
        Outcome::Optimal(_) | Outcome::Unbounded => None,
    })
}

/// The first failure in a stop of so many months that no plan survives: the pair, and the period in which it must be short. The shortages are the least in
/// all, each relative to its demand.
///
/// # Errors
/// [`Error::Survival`] for months that cannot be asked, and failures of the solver.
pub fn fails_first(
    model: &Model,
    trunk: &Program,
    months: u32,
    solver: Solver,
) -> Result<Option<(PairId, usize)>, Error> {
    let limits = shortage_limits(model, trunk, solver)?;
    let program = trunk.clone().with_survival(model, &Stops::new(model, months)?, &limits, None);
    let mut fails: Option<(usize, PairId)> = None;
    for component in &touched(&program, trunk) {
        let mut part = component.extract(&program.lp);
        part.cost.fill(0.0);
        let mut elastic = Builder::extend(&part);
        let mut missing = Vec::new();
        for (k, &i) in component.rows.iter().enumerate() {
            let RowKey::Course { row: CourseRow::Balance { pair, period }, .. } = program.rows[i as usize] else {
                continue;
            };
            let demand = model.pair(pair).demand[period];
            if demand > 0.0 {
                let column = elastic.column(1.0 / demand, 0.0, demand);
                elastic.entry(k, column, 1.0);
                missing.push((column, period, pair, demand));
            }
        }
        let x = solve(&elastic.build(), solver)?.x;
        let short = missing.into_iter().filter(|&(column, .., demand)| x[column] > MISSING * demand);
        let first = short.map(|(_, period, pair, _)| (period, pair)).min();
        fails = fails.into_iter().chain(first).min();
    }
    Ok(fails.map(|(period, pair)| (pair, period)))
}
