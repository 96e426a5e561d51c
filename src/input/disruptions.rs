//! What makes no sense in disruption scenarios.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::build::{Builder, also};
use super::rows;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::*;

/// The part of each period that lies in the months of a disruption: (period, part), only where there is any.
fn parts_hit(horizon: &Horizon, disruption: &Disruption) -> Vec<(usize, f64)> {
    let start = disruption.start.since(horizon.start);
    let end = start + i64::from(disruption.months);
    let m = i64::from(horizon.months_per_period);
    let total = horizon.periods as i64 * m;
    let (first, last) = (start.clamp(0, total) / m, (end.clamp(0, total) + m - 1) / m);
    let hit = |t: i64| (end.min((t + 1) * m) - start.max(t * m)).max(0) as f64 / m as f64;
    (first..last).map(|t| (t as usize, hit(t))).filter(|&(_, part)| part > 0.0).collect()
}

/// The periods of a scenario, from its start to its end; `None` if it does not happen.
fn course(horizon: &Horizon, scenario: &Scenario) -> Option<Range<usize>> {
    let start = scenario.disruptions.iter().map(|d| d.start).min()?;
    let end = scenario.disruptions.iter().map(|d| d.start.plus(i64::from(d.months))).max()?;
    let from = horizon.period_of(start).max(0);
    (end > horizon.start && from < horizon.periods as i64).then_some(from as usize..horizon.periods)
}

/// Checks probabilities, fractions and what a shortage costs.
pub(super) fn check(model: &Model, b: &mut Builder<'_>) {
    let mut rows_of: BTreeMap<&str, Vec<&rows::Disruption>> = BTreeMap::new();
    for row in &b.source.rows.disruptions {
        rows_of.entry(&b.source.names[row.scenario]).or_default().push(row);
    }
    for scenario in &model.scenarios {
        let rows = &rows_of[scenario.id.as_str()];
        let probability = |row: &rows::Disruption| row.probability.map_or(0.0, |share| share.0);
        if let Some(row) = rows.iter().find(|row| probability(row) != scenario.probability) {
            let line = b.source.grids.row("disruptions", rows[0].at).line.unwrap_or_default();
            let message = format!(
                "{} has the probability {} here and {} in line {line}",
                scenario.id,
                probability(row),
                scenario.probability
            );
            b.problems.push(
                Diagnostic::error(Code::ProbabilityDiffers, b.cell("disruptions", row.at, "probability"), message)
                    .hint("all rows of a scenario have the same probability; blank is 0"),
            );
        }
        match course(&model.horizon, scenario) {
            Some(_) => fractions(model, scenario, rows, b),
            None => {
                let message = format!("{} lies outside the horizon: it does not happen", scenario.id);
                let place = b.cell("disruptions", rows[0].at, "start");
                b.notes.push(Diagnostic::note(Code::OutsideHorizon, place, message).hint("move it or the horizon"));
            }
        }
    }
    let sum: f64 = model.scenarios.iter().map(|scenario| scenario.probability).sum();
    if sum > 1.0 + 1e-9 {
        let message = format!("the probabilities of the scenarios sum to {}, more than 1", (sum * 1e9).round() / 1e9);
        let place = b.source.grids.file("disruptions").field("probability");
        b.problems.push(
            Diagnostic::error(Code::ProbabilitySum, place, message)
                .hint("scenarios exclude each other; what is left over is that none of them happens"),
        );
    }
    if !model.scenarios.is_empty() {
        shortage_costs(model, b);
    }
}

/// A fraction of an offer without a capacity is no number of tonnes.
fn fractions(model: &Model, scenario: &Scenario, rows: &[&rows::Disruption], b: &mut Builder<'_>) {
    let hits: Vec<Vec<(usize, f64)>> = scenario.disruptions.iter().map(|d| parts_hit(&model.horizon, d)).collect();
    let mut found: BTreeMap<usize, (String, usize)> = BTreeMap::new();
    for offer in model.offers.iter().filter(|offer| offer.capacity_per_year.is_none()) {
        let window = model.horizon.clip(offer.window);
        let mut left: BTreeMap<usize, f64> = BTreeMap::new();
        let mut by = None;
        for (i, disruption) in scenario.disruptions.iter().enumerate() {
            let loss = (1.0 - disruption.availability) * exposure(model, disruption, offer);
            if loss > 0.0 {
                for &(t, part) in hits[i].iter().filter(|(t, _)| window.contains(t)) {
                    *left.entry(t).or_insert(1.0) *= 1.0 - loss * part;
                    by.get_or_insert(i);
                }
            }
        }
        if left.values().any(|&a| a > 1e-12 && a < 1.0) {
            let (_, count) = found.entry(by.unwrap_or_default()).or_insert_with(|| (offer.id.clone(), 0));
            *count += 1;
        }
    }
    for (i, (offer, count)) in found {
        let message = format!(
            "{} leaves a fraction of the offer {offer}{}, which has no capacity to take a fraction of",
            scenario.id,
            also(count - 1, "of", "offer")
        );
        b.problems.push(
            Diagnostic::error(
                Code::FractionWithoutCapacity,
                b.cell("disruptions", rows[i].at, "availability"),
                message,
            )
            .hint("fill capacity_per_year of the offer; feedstock and periods hit in part make fractions too"),
        );
    }
}

/// How much of an offer a disruption hits: φ, and 0 where it is about another supplier or element.
fn exposure(model: &Model, disruption: &Disruption, offer: &Offer) -> f64 {
    let other = disruption.element.is_some_and(|e| e != offer.element)
        || disruption.supplier.is_some_and(|s| s != offer.supplier);
    if other {
        return 0.0;
    }
    disruption.country.map_or(1.0, |country| model.dependency(offer.supplier, Who::Country(country), true))
}

/// When a scenario lifts the ban on shortage, what is short and what must be bought back needs a price.
fn shortage_costs(model: &Model, b: &mut Builder<'_>) {
    let offered: BTreeSet<ElementId> = model.offers.iter().map(|offer| offer.element).collect();
    let mut missing: BTreeMap<ElementId, &str> = BTreeMap::new();
    for pair in &model.pairs {
        let element = model.element(pair.element);
        let costed = model.segment(pair.segment).shortage_cost.is_some();
        let unpriced = |t: usize| pair.demand[t] > 0.0 && element.reference_price[t].is_none();
        if !costed && (0..model.horizon.periods).any(unpriced) {
            missing.entry(pair.element).or_insert("what is short of it has no cost");
        }
        let last = model.horizon.periods - 1;
        if !pair.targets.is_empty() && !offered.contains(&pair.element) && element.reference_price[last].is_none() {
            missing.entry(pair.element).or_insert("stock of it that is used up has no price to be bought back at");
        }
    }
    for (element, why) in missing {
        let element = element.index();
        let row = &b.source.rows.elements[element];
        let message =
            format!("there are disruptions, and {why}: {} has no reference price", model.elements[element].id);
        b.problems.push(
            Diagnostic::error(Code::ShortageWithoutCost, b.cell("elements", row.at, "reference_price"), message)
                .hint("fill reference_price, or shortage_cost of every segment that needs the element"),
        );
    }
}
