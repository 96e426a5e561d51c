//! Why a security row cannot go below its floor, in the planner's words.
//!
//! At the floor the row's load is minimised, whatever it costs. The prices of that program say what presses: an offer with a price
//! on its capacity is sold out; a balance with a price is a period in which one more tonne needed is a tonne more that depends,
//! so whoever could deliver independently and does not yet, or never, is a cause; a contract with a price must be taken.

use super::Error;
use super::blocks::blocks;
use super::floors::local;
use super::frontier::{Frontier, ROUNDING};
use super::least_cost::solve;
use crate::formulation::{Program, RowKey, who_name};
use crate::lp::{Builder, Lp};
use crate::model::{Model, OfferId, PairId, Security, SupplierId, Who};
use crate::solver::Solver;
use std::collections::BTreeMap;

/// How many causes are named: the weightiest.
const NAMED: usize = 4;
/// A cause that accounts for less than this part of the requirement is not worth a word.
const SLIGHT: f64 = 1e-6;

/// The cause of each row's floor, in the frontier's order; empty where the floor is 0.
///
/// # Errors
/// What the solver cannot do.
pub fn causes(
    model: &Model,
    program: &Program,
    security: &Security,
    frontier: &Frontier,
    solver: Solver,
) -> Result<Vec<String>, Error> {
    let mut causes = vec![String::new(); frontier.rows.len()];
    for block in &blocks(&program.lp, &frontier.rows).blocks {
        let whole = block.whole();
        let part = whole.extract(&program.lp);
        for &r in block.rows.iter().filter(|&&r| frontier.floors[r] > ROUNDING) {
            let floor = frontier.floors[r];
            let mut draft = Builder::extend(&Lp { cost: vec![0.0; part.cols()], ..part.clone() });
            for (j, weight) in local(&whole, &frontier.rows[r]) {
                draft.set_cost(j, weight);
            }
            for &other in block.rows.iter().filter(|&&other| other != r) {
                let limit = floor.max(frontier.floors[other]) * frontier.rows[other].requirement;
                draft.row(f64::NEG_INFINITY, limit + 1e-9 * limit.max(1.0), local(&whole, &frontier.rows[other]));
            }
            let lp = draft.build();
            let answer = solve(&lp, solver)?;
            let mut found = Found { model, program, security, weights: BTreeMap::new() };
            for (&i, &price) in whole.rows.iter().zip(&answer.y) {
                let i = i as usize;
                found.row(program.rows[i], price, program.lp.row_lower[i], program.lp.row_upper[i]);
            }
            causes[r] = found.sentence(frontier.rows[r].requirement);
        }
    }
    Ok(causes)
}

/// One cause; causes of one kind and name are one, over the periods that they hold in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    SoldOut(OfferId),
    NotYet(SupplierId),
    NobodyElse(crate::model::ElementId),
    Contract(crate::model::ContractId),
    Limit(RowKey),
}

/// How much of the load a cause accounts for, and when.
#[derive(Debug, Clone, Copy)]
struct Weight {
    load: f64,
    first: usize,
    last: usize,
}

struct Found<'a> {
    model: &'a Model,
    program: &'a Program,
    security: &'a Security,
    weights: BTreeMap<Cause, Weight>,
}

impl Found<'_> {
    fn add(&mut self, cause: Cause, load: f64, period: usize) {
        let weight = self.weights.entry(cause).or_insert(Weight { load: 0.0, first: period, last: period });
        weight.load += load;
        weight.first = weight.first.min(period);
        weight.last = weight.last.max(period);
    }

    fn row(&mut self, key: RowKey, price: f64, lower: f64, upper: f64) {
        if price.abs() <= 1e-9 {
            return;
        }
        match key {
            RowKey::Balance { pair, period } if price > 0.0 => self.needed(pair, period, price),
            RowKey::Capacity { offer, period } => self.add(Cause::SoldOut(offer), -price * upper, period),
            RowKey::ContractMin(id) => self.add(Cause::Contract(id), price * lower, 0),
            RowKey::ContractMax(_) | RowKey::Cap { .. } | RowKey::Budget(_) => {
                self.add(Cause::Limit(key), (price * upper).abs(), 0);
            }
            _ => {}
        }
    }

    /// One more tonne for a pair in a period would depend: who else could have delivered it, and does not?
    fn needed(&mut self, pair: PairId, period: usize, price: f64) {
        let model = self.model;
        let data = model.pair(pair);
        let load = price * data.demand[period].max(f64::MIN_POSITIVE);
        let on = Who::Country(self.security.country);
        let mut somebody = false;
        for (id, offer) in model.offer_ids().filter(|(_, offer)| offer.element == data.element) {
            if model.dependency(offer.supplier, on, self.security.look_through) >= 1.0 {
                continue;
            }
            let lanes = self.program.pairs[pair.index()].lanes.iter().map(|&lane| &self.program.lanes[lane]);
            let lane = lanes.into_iter().find(|lane| lane.offer == id);
            somebody |= lane.is_some();
            if lane.is_some_and(|lane| period < lane.periods.start) {
                self.add(Cause::NotYet(offer.supplier), load, period);
            }
        }
        if !somebody {
            self.add(Cause::NobodyElse(data.element), load, period);
        }
    }

    fn sentence(&self, requirement: f64) -> String {
        let mut causes: Vec<_> = self.weights.iter().filter(|(_, w)| w.load > SLIGHT * requirement).collect();
        causes.sort_by(|a, b| b.1.load.total_cmp(&a.1.load).then(a.0.cmp(b.0)));
        let more = causes.len().saturating_sub(NAMED);
        let mut parts: Vec<String> =
            causes.iter().take(NAMED).map(|(cause, weight)| self.words(**cause, weight)).collect();
        if more > 0 {
            parts.push(format!("and {more} more"));
        }
        if parts.is_empty() { "every source depends in part".into() } else { parts.join("; ") }
    }

    fn words(&self, cause: Cause, weight: &Weight) -> String {
        let model = self.model;
        let month = |t: usize| model.horizon.month(t).to_string();
        let country = model.country(self.security.country);
        match cause {
            Cause::SoldOut(offer) => {
                let offer = model.offer(offer);
                let (supplier, element) = (&model.supplier(offer.supplier).id, &model.element(offer.element).id);
                let own = format!("{supplier}/{element}");
                let detail = if offer.id == own { String::new() } else { format!(" ({})", offer.id) };
                format!("{supplier} {element}{detail} is sold out in {}..{}", month(weight.first), month(weight.last))
            }
            Cause::NotYet(supplier) => {
                let lanes = self.program.lanes.iter().filter(|lane| model.offer(lane.offer).supplier == supplier);
                let first =
                    lanes.map(|lane| lane.periods.start).filter(|&t| t > weight.first).min().unwrap_or(weight.last + 1);
                format!("{} delivers from {}", model.supplier(supplier).id, month(first))
            }
            Cause::NobodyElse(element) => {
                format!("nobody independent of {country} may deliver {}", model.element(element).id)
            }
            Cause::Contract(id) => format!("contract {} must be taken", model.contracts[id.index()].id),
            Cause::Limit(RowKey::ContractMax(id)) => {
                format!("contract {} allows no more", model.contracts[id.index()].id)
            }
            Cause::Limit(RowKey::Budget(year)) => format!("the budget of {year} is spent"),
            Cause::Limit(RowKey::Cap { cap, who }) => {
                format!("cap {} holds {} back", model.caps[cap.index()].id, who_name(model, who))
            }
            Cause::Limit(key) => format!("{} presses", key.name(model)),
        }
    }
}
