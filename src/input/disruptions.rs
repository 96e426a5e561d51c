//! Errors and warnings about disruption scenarios.

use super::tolerances::{ROOM, shown};
use std::collections::{BTreeMap, BTreeSet};

use super::builder::ModelBuilder;
use super::rows;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::*;

/// Checks probabilities and shortage costs.
pub(super) fn check(model: &Model, b: &mut ModelBuilder<'_>) {
    let mut rows_of: BTreeMap<&str, Vec<&rows::Disruption>> = BTreeMap::new();
    for row in &b.source.rows.disruptions {
        rows_of.entry(&b.source.names[row.scenario]).or_default().push(row);
    }
    for scenario in &model.scenarios {
        let rows = &rows_of[scenario.id.as_str()];
        let probability = |row: &rows::Disruption| row.probability.map_or(0.0, |share| share.0);
        if let Some(row) = rows.iter().find(|row| probability(row) != scenario.probability) {
            let line = b.source.grids.line("disruptions", rows[0].at);
            let message = format!(
                "{} has the probability {} here and {} in {line}",
                scenario.id,
                probability(row),
                scenario.probability
            );
            b.problems.disruptions.push(
                Diagnostic::error(Code::ProbabilityDiffers, b.cell("disruptions", row.at, "probability"), message)
                    .hint("all rows of a scenario have the same probability; blank is 0"),
            );
        }
        if !scenario.happens(&model.horizon) {
            let message = format!("{} lies outside the horizon: it does not happen", scenario.id);
            let place = b.cell("disruptions", rows[0].at, "start");
            b.notes.push(Diagnostic::note(Code::OutsideHorizon, place, message).hint("move it or the horizon"));
        }
    }
    let sum: f64 = model.scenarios.iter().map(|scenario| scenario.probability).sum();
    if sum > 1.0 + ROOM {
        let message = format!("the probabilities of the scenarios sum to {}, more than 1", shown(sum));
        let place = b.source.grids.file("disruptions").field("probability");
        b.problems.disruptions.push(
            Diagnostic::error(Code::ProbabilitySum, place, message)
                .hint("scenarios exclude each other; what is left over is that none of them happens"),
        );
    }
    let prices = ["elements", "prices", "segments", "demand", "stock", "coverage", "offers"];
    if !model.scenarios.is_empty() && b.sound(&prices) {
        shortage_costs(model, b);
    }
}

/// Checks shortage costs: where a scenario lifts the ban on shortage, shortage and bought-back stock need a price.
fn shortage_costs(model: &Model, b: &mut ModelBuilder<'_>) {
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
        b.problems.disruptions.push(
            Diagnostic::warning(Code::ShortageWithoutCost, b.cell("elements", row.at, "reference_price"), message)
                .hint("fill reference_price, or shortage_cost of every segment that needs the element"),
        );
    }
}
