//! The parts of more months of survival: more stock, more bought from suppliers that a stop spares, reservations, projects, substitution; what of the
//! extra cost goes into each, and what they would cost if only one of them could change.
//!
//! Two plans are compared: the one that survives, and of the least-cost plans for fewer months the one that comes nearest to it (the fewest tonnes added).
//! Every tonne counts at its element's reference price in the period, discounted. So the whole difference of their costs is divided and nothing is left over:
//!
//! - stock: the cost of holding more, the loss in value of the metal in it from one period to the next (interest), and the metal that is still there at the end;
//! - purchases: the price paid above the reference price, freight and tariff included;
//! - substitution and shortage: their cost above the reference price;
//! - reservations and projects: their fees and annuities.
//!
//! Σ v(t)·(x + u + v)(t) = Σ v(t)·(I(t) − I(t−1)) but for constants, by the balance of every period, which is why they add up.

use super::alone::HeldPlan;
use super::limits::shortage_limits_in;
use super::longest::groups;
use super::means::Means;
use crate::analysis::Error;
use crate::analysis::level::Optimum;
use crate::analysis::proved::Proved;
use crate::analysis::study::Study;
use crate::analysis::tolerances::SAME_COST;
use crate::formulation::courses::Stops;
use crate::formulation::{ColKey, Program};
use crate::lp::components::components;
use crate::model::{ElementId, Model, OfferId, PairId};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The cost of months if one means alone could grow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alone {
    /// So much, discounted.
    Costs(f64),
    /// It is not enough.
    Cannot,
}

/// The contribution of one means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeansPart {
    /// The means.
    pub means: Means,
    /// The amount added: tonnes of stock in the period in which that is most; tonnes bought, counting only periods in which an offer sells more; tonnes a
    /// year reserved or built; tonnes substituted or short.
    pub added: f64,
    /// Its part of the extra cost, discounted; less than 0 where it saves.
    pub cost: f64,
    /// The part of that which is metal still in stock at the end, at the reference price.
    pub still_owned: f64,
    /// The cost of the months if nothing else could grow; `None` where nobody asked.
    pub alone: Option<Alone>,
}

/// Elements that some constraint ties together, mostly one, with the cost of more months to them.
#[derive(Debug, Clone, PartialEq)]
pub struct ElementMeans {
    /// The elements.
    pub elements: Vec<ElementId>,
    /// The cost of the months to them, discounted.
    pub cost: f64,
    /// The parts of that; none where the months cost nothing.
    pub parts: Vec<MeansPart>,
}

/// The cost of surviving some months above that of fewer, and its parts, at no security level.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthsMeans {
    /// Months survived.
    pub months: u32,
    /// The fewer months that they are compared with.
    pub over: u32,
    /// All elements that are needed, in the order of the first of each group.
    pub elements: Vec<ElementMeans>,
}

impl MonthsMeans {
    /// The cost of the months in all.
    pub fn cost(&self) -> f64 {
        self.elements.iter().map(|of| of.cost).sum()
    }
}

/// The parts of the months that a study asks for, over each of some fewer numbers of months; with the cost of each means alone if that is to be tried,
/// which takes longer.
///
/// # Errors
/// [`Error::NoPlan`] where no plan survives them, and failures of the solver.
pub fn means(study: &Study, over: &[u32], tries: bool) -> Result<Vec<Proved<MonthsMeans>>, Error> {
    let with = study.least_cost()?;
    let limits = shortage_limits_in(study.model(), study.program());
    let driven = driven(study, &with);
    let each = over.par_iter().map(|&over| {
        let model = study.model().surviving(over);
        // courses of the other elements decide nothing
        let program = match over {
            0 => Program::new(&model),
            _ => {
                let stops = Stops::new(&model, over)?;
                Program::new(&model).with_survival(&model, &stops, &limits, Some(&driven))
            }
        };
        let before = Study::of_program(model, program, study.solver());
        step(study, &with, &before, tries)
    });
    each.collect()
}

/// The parts of a study's months, over those of another study of the same model.
///
/// # Errors
/// As [`means`].
pub fn means_over(study: &Study, before: &Study, tries: bool) -> Result<Proved<MonthsMeans>, Error> {
    step(study, &study.least_cost()?, before, tries)
}

/// The elements of which some course has a price, and those that some constraint ties to them.
fn driven(study: &Study, with: &Optimum) -> Vec<bool> {
    let (model, program) = (study.model(), study.program());
    let mut driven = vec![false; model.elements.len()];
    for component in components(&program.lp) {
        let priced =
            component.rows.iter().any(|&i| program.rows[i as usize].is_survival() && with.y[i as usize] != 0.0);
        if priced {
            component.cols.iter().for_each(|&j| driven[program.cols[j as usize].element(model).index()] = true);
        }
    }
    driven
}

fn step(study: &Study, with: &Proved<Optimum>, before: &Study, tries: bool) -> Result<Proved<MonthsMeans>, Error> {
    let model = study.model();
    let without = before.least_cost()?;
    let groups = groups(model, study.program());
    let found: Vec<Result<Proved<ElementMeans>, Error>> =
        groups.into_par_iter().map(|elements| of_elements(study, with, (before, &without), elements, tries)).collect();
    let mut all = with.derive(|_| Vec::new()).and(&without);
    for found in found {
        let found = found?;
        all = all.and(&found).map(|mut all| {
            all.push(found.into_inner());
            all
        });
    }
    let months = |study: &Study| study.model().security.as_ref().and_then(|s| s.survive_months).unwrap_or(0);
    Ok(all.map(|elements| MonthsMeans { months: months(study), over: months(before), elements }))
}

fn of_elements(
    study: &Study,
    with: &Proved<Optimum>,
    (before, without): (&Study, &Proved<Optimum>),
    elements: Vec<ElementId>,
    tries: bool,
) -> Result<Proved<ElementMeans>, Error> {
    let (model, program) = (study.model(), study.program());
    let cost = trunk_cost(study, with, &elements) - trunk_cost(before, without, &elements);
    if cost <= SAME_COST * with.cost.abs().max(1.0) {
        return Ok(with.derive(|_| ElementMeans { elements, cost: 0.0, parts: Vec::new() }));
    }
    let held = HeldPlan::new((study, with), (before, without), &elements)?;
    let mut all = with.derive(|_| Vec::new());
    for part in parts(model, program, &held, with) {
        let tried = match part.means.alone() && tries {
            true => Some(held.alone((model, program), part.means, study.solver())?),
            false => None,
        };
        if let Some(Some(proof)) = &tried {
            all = all.and(proof);
        }
        let costs = |least: Proved<f64>| Alone::Costs((*least - held.cost_before).max(0.0));
        let alone = tried.map(|least| least.map_or(Alone::Cannot, costs));
        all = all.map(|mut all| {
            all.push(MeansPart { alone, ..part });
            all
        });
    }
    Ok(all.map(|parts| ElementMeans { elements, cost, parts }))
}

/// The cost of a plan to some elements.
fn trunk_cost(study: &Study, plan: &Optimum, elements: &[ElementId]) -> f64 {
    let (model, program) = (study.model(), study.program());
    let priced = program.lp.cost.iter().zip(&plan.x).zip(&program.cols).filter(|((cost, _), _)| **cost != 0.0);
    let ours = priced.filter(|(_, key)| elements.contains(&key.element(model)));
    ours.map(|((cost, x), _)| cost * x).sum()
}

/// The parts of the difference of two plans of a group; `alone` is left open.
fn parts(model: &Model, program: &Program, held: &HeldPlan, with: &Optimum) -> Vec<MeansPart> {
    let periods = model.horizon.periods;
    let value = |pair: PairId, t: usize| match t < periods {
        true => {
            let reference = model.element(model.pair(pair).element).reference_price[t].unwrap_or(0.0);
            model.discount(t) * model.price_unit.per_tonne() * reference
        }
        false => 0.0,
    };
    let none = |means| MeansPart { means, added: 0.0, cost: 0.0, still_owned: 0.0, alone: None };
    let mut parts: BTreeMap<Means, MeansPart> = BTreeMap::new();
    let mut stock = vec![0.0; periods];
    let mut bought: BTreeMap<(OfferId, usize), f64> = BTreeMap::new();
    for &j in &held.trunk {
        let key = &program.cols[j];
        let Some(means) = Means::of(key) else { continue };
        let part = parts.entry(means).or_insert_with(|| none(means));
        let (cost, more) = (program.lp.cost[j], with.x[j] - held.before[j]);
        match *key {
            ColKey::Stock { pair, period } => {
                stock[period] += more;
                let last = period + 1 == periods;
                let next = if last { 0.0 } else { value(pair, period + 1) };
                part.cost += (cost + value(pair, period) - next) * more;
                part.still_owned += if last { value(pair, period) * more } else { 0.0 };
            }
            ColKey::Purchase { offer, pair, period } => {
                *bought.entry((offer, period)).or_insert(0.0) += more;
                part.cost += (cost - value(pair, period)) * more;
            }
            ColKey::Shortage { pair, period } | ColKey::Substitution { pair, period } => {
                part.cost += (cost - value(pair, period)) * more;
                part.added += more;
            }
            ColKey::Project { .. } | ColKey::Reservation(_) => {
                part.cost += cost * more;
                part.added += more;
            }
            ColKey::Course { .. } => {}
        }
    }
    for part in parts.values_mut() {
        match part.means {
            Means::Stock => part.added = stock.iter().copied().fold(0.0, f64::max),
            Means::Purchases => {
                let spared = bought.iter().filter(|(at, more)| held.spared.contains_key(at) && **more > 0.0);
                part.added = spared.map(|(_, more)| more).sum();
            }
            Means::Reservations | Means::Projects | Means::Substitution | Means::Shortage => {}
        }
    }
    // a shortage is no means that anybody chooses: it is told where it moves
    let moved = |part: &MeansPart| part.means != Means::Shortage || part.added.abs() > SAME_COST;
    parts.into_values().filter(moved).collect()
}
