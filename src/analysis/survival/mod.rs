//! Survival: the plan that no stop of the security country can hurt for so many months, what that costs, and how far it can go.
//!
//! [`shortage_limits`] finds how much may be short of each element anyway, [`program`] puts the courses of every stop beside the trunk, and from there on
//! the program is solved, walked and exported as any other. [`longest`] asks for how many months there is a plan at all.

mod alone;
mod binds;
mod drivers;
mod found;
mod made_of;
mod means;
mod nested;
mod written;

use super::Error;
use super::least_cost::{optimal_face, solve};
use crate::formulation::courses::{CourseRow, Deliveries, Stops, Unasked};
use crate::formulation::{ColKey, Program, RowKey, SecurityRow};
use crate::lp::components::{Component, components};
use crate::lp::{Builder, Lp};
use crate::model::{ElementId, Model, PairId};
use crate::solver::{Outcome, Solver};
use nested::Survivable;
use rayon::prelude::*;

pub use binds::Bind;
pub use drivers::Driver;
pub use found::Survived;
pub use made_of::{Alone, ElementMeans, MeansPart, MonthsMeans, means, means_over};
pub use means::Means;
pub(super) use nested::start;
pub use nested::starts;
pub(super) use written::as_written;

/// The program that a model is solved with: the trunk, and beside it what its `survive_months` asks for.
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

/// What may be short of each element in the trunk of a plan that survives, tonnes: what is short in the plan of least cost without survival and without a
/// level; of several the one least short in all, of these the one least short of the first element, and so on. `None` where nothing may be short.
///
/// # Errors
/// [`Error::NoPlan`] if there is no plan, and what the solver cannot do.
pub fn shortage_limits(model: &Model, trunk: &Program, solver: Solver) -> Result<Vec<Option<f64>>, Error> {
    shortage_limits_of(model, trunk, None, solver)
}

/// What may be short of each element in a program with survival.
fn shortage_limits_in(model: &Model, program: &Program) -> Vec<Option<f64>> {
    let mut limits = vec![None; model.elements.len()];
    for (key, &upper) in program.rows.iter().zip(&program.lp.row_upper) {
        if let RowKey::SurviveShortage(element) = key {
            limits[element.index()] = Some(upper);
        }
    }
    limits
}

/// The same of the elements marked and of those that some constraint ties to them, of all where none are.
pub(super) fn shortage_limits_of(
    model: &Model,
    trunk: &Program,
    elements: Option<&[bool]>,
    solver: Solver,
) -> Result<Vec<Option<f64>>, Error> {
    let mut short: Vec<Option<f64>> = vec![None; model.elements.len()];
    for component in components(&trunk.lp) {
        // (element, column of the component) of every shortage
        let shortages: Vec<(ElementId, usize)> = component
            .cols
            .iter()
            .enumerate()
            .filter_map(|(k, &j)| match trunk.cols[j as usize] {
                key @ ColKey::Shortage { .. } => Some((key.element(model), k)),
                _ => None,
            })
            .collect();
        let asked = |&(element, _): &(ElementId, usize)| elements.is_none_or(|asked| asked[element.index()]);
        if !shortages.iter().any(asked) {
            continue;
        }
        let x = least_short(&component.extract(&trunk.lp), &shortages, solver)?;
        for &(element, k) in &shortages {
            *short[element.index()].get_or_insert(0.0) += x[k].max(0.0);
        }
    }
    Ok(short.into_iter().map(|short| short.map(|u| u + ROOM * u.max(1.0))).collect())
}

/// The room that MODEL.md leaves beside a limit, relative to it.
const ROOM: f64 = 1e-9;

/// Of the points of least cost the one least short in all, then of each element in turn.
fn least_short(part: &Lp, shortages: &[(ElementId, usize)], solver: Solver) -> Result<Vec<f64>, Error> {
    let first = solve(part, solver)?;
    let sum = |x: &[f64], of: &[usize]| of.iter().map(|&k| x[k]).sum::<f64>();
    let mut elements: Vec<ElementId> = shortages.iter().map(|&(element, _)| element).collect();
    elements.sort_unstable();
    elements.dedup();
    let all: Vec<usize> = shortages.iter().map(|&(_, k)| k).collect();
    if sum(&first.x, &all) <= 0.0 {
        return Ok(first.x);
    }
    let mut face = optimal_face(part, &first.y);
    let of = |element: ElementId| shortages.iter().filter(move |s| s.0 == element).map(|s| s.1).collect::<Vec<_>>();
    let mut wishes = vec![all];
    if elements.len() > 1 {
        wishes.extend(elements.into_iter().map(of));
    }
    let mut x = first.x;
    for wish in wishes {
        face.cost = vec![0.0; face.cols()];
        wish.iter().for_each(|&k| face.cost[k] = 1.0);
        x = solve(&face, solver)?.x;
        let least = sum(&x, &wish);
        let mut held = Builder::extend(&face);
        held.row(f64::NEG_INFINITY, least + ROOM * least.max(1.0), wish.iter().map(|&k| (k, 1.0)));
        face = held.build();
    }
    Ok(x)
}

/// What a plan with survival costs more than the cheapest without, under the same limits of the security rows: `cost` less that.
///
/// # Errors
/// What the solver cannot do.
pub fn cost(trunk: &Program, rows: &[SecurityRow], limits: &[f64], cost: f64, solver: Solver) -> Result<f64, Error> {
    let lp = trunk.with_security(rows, limits);
    let mut without = 0.0;
    for component in components(&lp) {
        let part = component.extract(&lp);
        without += part.objective(&solve(&part, solver)?.x);
    }
    Ok(cost - without)
}

/// How long stops can be survived.
#[derive(Debug, Clone, PartialEq)]
pub struct Longest {
    /// By all that is needed.
    pub all: Reach,
    /// By each element alone.
    pub by_element: Vec<Reach>,
}

/// How long somebody survives, and what ends it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// Months; `None`: as long as the horizon allows.
    pub months: Option<u32>,
    /// What stands in the way of one more period, the most important first.
    pub binds: Vec<Bind>,
}

/// The longest survival in all and for each element alone, at no security level.
///
/// # Errors
/// [`Error::Survival`] where no stop can begin inside the horizon, [`Error::NoPlan`] if there is no plan even without survival, and what the solver cannot do.
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
fn groups(model: &Model, trunk: &Program) -> Vec<Vec<ElementId>> {
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
    /// How long the elements of a group survive together, and each alone.
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

    /// What stands in the way of the elements' surviving so many months together; `None` if nothing does.
    fn fails(&self, elements: &[ElementId], months: u32) -> Result<Option<Vec<Bind>>, Error> {
        let stops = Stops::new(self.model, months)?;
        let mut asked = vec![false; self.model.elements.len()];
        elements.iter().for_each(|e| asked[e.index()] = true);
        let program = self.trunk.clone().with_survival(self.model, &stops, self.limits, Some(&asked));
        // what no course touches has a plan already
        let first = self.trunk.rows.len() as u32;
        let touched = |part: &&Component| part.rows.last().is_some_and(|&row| row >= first);
        for component in components(&program.lp).iter().filter(touched) {
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

/// A ray that proves that no point satisfies a program (all zero where the solver has none, or needs none); `None` if one does.
fn reach_of(lp: &Lp, solver: Solver) -> Result<Option<Vec<f64>>, Error> {
    Ok(match crate::solver::certified(solver, lp)?.outcome {
        Outcome::Infeasible(ray) => Some(ray.unwrap_or_else(|| vec![0.0; lp.rows()])),
        Outcome::Optimal(_) | Outcome::Unbounded => None,
    })
}

/// Who fails first in a stop of so many months that no plan survives: the pair, and the period in which it must be short. The shortages are the least in all,
/// each relative to its demand.
///
/// # Errors
/// [`Error::Survival`] for months that cannot be asked, and what the solver cannot do.
pub fn fails_first(
    model: &Model,
    trunk: &Program,
    months: u32,
    solver: Solver,
) -> Result<Option<(PairId, usize)>, Error> {
    let limits = shortage_limits(model, trunk, solver)?;
    let program = trunk.clone().with_survival(model, &Stops::new(model, months)?, &limits, None);
    let first = trunk.rows.len() as u32;
    let mut fails: Option<(usize, PairId)> = None;
    for component in components(&program.lp).iter().filter(|part| part.rows.last().is_some_and(|&row| row >= first)) {
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
        let short = missing.into_iter().filter(|&(column, .., demand)| x[column] > 1e-7 * demand);
        let first = short.map(|(_, period, pair, _)| (period, pair)).min();
        fails = fails.into_iter().chain(first).min();
    }
    Ok(fails.map(|(period, pair)| (pair, period)))
}

impl From<Unasked> for Error {
    fn from(why: Unasked) -> Self {
        Self::Survival(why)
    }
}
