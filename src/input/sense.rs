//! The sense phase: what the horizon, the prices and the rest make of rows that are each in order.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::build::{Builder, also};
use super::rows;
use super::table::At;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::*;

/// Checks the model; takes out what is left out, and says so.
pub(super) fn check(model: &mut Model, b: &mut Builder<'_>) {
    feedstock(model, b);
    offers(model, b);
    contracts(model, b);
    security(model, b);
    caps(model, b);
    disruptions(model, b);
    if b.problems.is_empty() {
        leave_out(model, b);
        without_effect(model, b);
        unused_countries(model, b);
    }
}

/// Whether every element has the group that a scope of groups needs.
///
/// # Errors
/// The first element without one.
pub fn check_scope(model: &Model, scope: Scope) -> Result<(), Diagnostic> {
    if scope != Scope::Group {
        return Ok(());
    }
    match model.elements.iter().find(|element| element.group.is_none()) {
        None => Ok(()),
        Some(element) => {
            let message = format!("a scope of groups needs a group for every element, and {} has none", element.id);
            Err(Diagnostic::error(Code::ElementWithoutGroup, Place::default(), message)
                .hint("fill the column group of the table elements"))
        }
    }
}

fn feedstock(model: &Model, b: &mut Builder<'_>) {
    let mut first: BTreeMap<usize, At> = BTreeMap::new();
    for row in &b.source.rows.feedstock {
        first.entry(b.source.refs.suppliers.known(row.supplier)).or_insert(row.at);
    }
    for (supplier, at) in first {
        let supplier = &model.suppliers[supplier];
        let sum: f64 = supplier.feedstock.iter().map(|(_, share)| share).sum();
        if (sum - 1.0).abs() > 1e-6 {
            // rounded, so that 0.1 + 0.2 does not look like another mistake
            let sum = (sum * 1e9).round() / 1e9;
            let message = format!("the shares of {} sum to {sum}, and not to 1", supplier.id);
            let place = b.cell("feedstock", at, "share");
            b.problems.push(
                Diagnostic::error(Code::FeedstockSum, place, message)
                    .hint("give a row to every country the feedstock comes from, its own included"),
            );
        }
    }
}

/// Reports a window that ends before it begins.
fn order(window: Window, place: impl FnOnce() -> Place, problems: &mut Vec<Diagnostic>) {
    if let Window { from: Some(from), until: Some(until) } = window
        && from > until
    {
        let message = format!("the window ends before it begins: it is from {from} until {until}");
        problems
            .push(Diagnostic::error(Code::FromAfterUntil, place(), message).hint("both months belong to the window"));
    }
}

fn offers(model: &Model, b: &mut Builder<'_>) {
    let mut outside = Vec::new();
    for (offer, row) in model.offers.iter().zip(&b.source.rows.offers) {
        order(offer.window, || b.source.grids.place("offers", row.at, "available_until"), &mut b.problems);
        if offer.ramp_months > 0.0 && offer.window.from.is_none() {
            let place = b.cell("offers", row.at, "ramp_months");
            let message = "a ramp needs a date to begin at, and available_from is blank";
            b.problems.push(
                Diagnostic::error(Code::RampWithoutStart, place, message)
                    .hint("fill available_from; it may lie before the start of the model"),
            );
        }
        let window = model.horizon.clip(offer.window);
        if window.is_empty() {
            outside.push(row.at);
        }
        if let Some(t) = window.clone().find(|&t| model.price(offer, t).is_none()) {
            let element = &model.element(offer.element).id;
            let message = format!(
                "the offer has no price, and {element} has no reference price in {}, when the offer is available",
                model.horizon.month(t)
            );
            let place = b.cell("offers", row.at, "price");
            b.problems.push(
                Diagnostic::error(Code::OfferWithoutPrice, place, message)
                    .hint(format!("fill price here, or reference_price of {element} in elements or prices")),
            );
        }
    }
    let early = |row: &rows::Offer| row.available_until.is_some_and(|until| until.0 < model.horizon.start);
    let first = b.source.rows.offers.iter().find(|row| Some(&row.at) == outside.first());
    let column = if first.is_some_and(early) { "available_until" } else { "available_from" };
    b.outside("offers", column, &outside, "the window lies outside the horizon: the offer is never available");
}

fn contracts(model: &Model, b: &mut Builder<'_>) {
    for (contract, row) in model.contracts.iter().zip(&b.source.rows.contracts) {
        order(contract.window, || b.source.grids.place("contracts", row.at, "until"), &mut b.problems);
        if let Some(max) = contract.max.filter(|&max| max < contract.min) {
            let message = format!("the minimum, {}, is above the maximum, {max}", contract.min);
            b.problems.push(
                Diagnostic::error(Code::MinAboveMax, b.cell("contracts", row.at, "min"), message)
                    .hint("both are tonnes over the whole window"),
            );
        }
    }
}

/// The elements of a part's pairs that have no price to weigh them by.
fn unweighted(model: &Model, part: Part) -> BTreeSet<ElementId> {
    let pairs = model.pairs.iter().filter(|pair| model.belongs(pair, part));
    pairs.map(|pair| pair.element).filter(|&e| model.element(e).reference_price[0].is_none()).collect()
}

fn value_problem(model: &Model, part: Part, place: Place) -> Option<Diagnostic> {
    let elements: Vec<&str> = unweighted(model, part).into_iter().map(|e| model.element(e).id.as_str()).collect();
    let first = elements.first()?;
    let others = also(elements.len() - 1, "", "element");
    let message =
        format!("a share by value needs reference prices in {}, and {first} has none{others}", model.horizon.start);
    Some(
        Diagnostic::error(Code::ValueWithoutPrice, place, message)
            .hint("fill reference_price in elements, or in prices from the start on, or take measure = volume"),
    )
}

fn security(model: &Model, b: &mut Builder<'_>) {
    let Some(security) = &model.security else { return };
    let until = b.key("security.until");
    order(security.window, || until, &mut b.problems);
    if let Err(problem) = check_scope(model, security.scope) {
        b.problems.push(problem.at(b.key("security.scope")));
    }
    if security.measure == Measure::Value {
        b.problems.extend(value_problem(model, Part::Total, b.key("security.measure")));
    }
}

fn caps(model: &Model, b: &mut Builder<'_>) {
    for (cap, row) in model.caps.iter().zip(&b.source.rows.caps) {
        order(cap.window, || b.source.grids.place("caps", row.at, "until"), &mut b.problems);
        if matches!(cap.part, Part::Group(_))
            && let Err(problem) = check_scope(model, Scope::Group)
        {
            b.problems.push(problem.at(b.cell("caps", row.at, "scope")));
        }
        if cap.measure == Measure::Value {
            b.problems.extend(value_problem(model, cap.part, b.cell("caps", row.at, "measure")));
        }
    }
}

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

fn disruptions(model: &Model, b: &mut Builder<'_>) {
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

/// Takes out contracts, caps and the security level whose window lies outside the horizon or that are shares of nothing.
fn leave_out(model: &mut Model, b: &mut Builder<'_>) {
    let horizon = model.horizon;
    let hint = format!("the horizon is {} to {}", horizon.start, horizon.month(horizon.periods).plus(-1));
    let outside = |window: Window| horizon.clip(window).is_empty();
    let source = b.source;

    let mut notes = Vec::new();
    let mut rows = source.rows.contracts.iter();
    model.contracts.retain(|contract| {
        let row = rows.next().expect("a row for each contract");
        let out = outside(contract.window);
        if out {
            let message = format!("the contract {} lies outside the horizon: it is left out", contract.id);
            notes.push(Diagnostic::note(Code::LeftOut, source.grids.row("contracts", row.at), message).hint(&hint));
        }
        !out
    });

    let keep: Vec<bool> = model
        .caps
        .iter()
        .zip(&source.rows.caps)
        .map(|(cap, row)| {
            let window = horizon.clip(cap.window);
            let place = || source.grids.row("caps", row.at);
            if window.is_empty() {
                let message = format!("the window of the cap {} lies outside the horizon: it is left out", cap.id);
                notes.push(Diagnostic::note(Code::LeftOut, place(), message).hint(&hint));
                return false;
            }
            let mut pairs = model.pairs.iter().filter(|pair| model.belongs(pair, cap.part));
            let any = pairs.any(|pair| model.requirement(pair, window.clone()) > 0.0);
            if !any {
                let message = format!(
                    "nothing{} need be bought in the window of the cap {}: it is left out",
                    of(model, cap.part),
                    cap.id
                );
                notes.push(Diagnostic::note(Code::LeftOut, place(), message).hint("a share of nothing limits nothing"));
            }
            any
        })
        .collect();
    let mut kept = keep.into_iter();
    model.caps.retain(|_| kept.next().unwrap_or(true));

    if let Some(security) = &model.security {
        if outside(security.window) {
            let message = "the window of [security] lies outside the horizon: it is left out";
            notes.push(Diagnostic::note(Code::LeftOut, b.key("security.until"), message).hint(&hint));
            model.security = None;
        } else {
            for part in idle_parts(model, security) {
                let message =
                    format!("nothing{} need be bought in the window: there is no security row for it", of(model, part));
                notes.push(
                    Diagnostic::note(Code::LeftOut, b.key("security.scope"), message)
                        .hint("a share of nothing limits nothing"),
                );
            }
        }
    }
    b.notes.append(&mut notes);
}

/// ` of element:Nd`, and nothing for everything.
fn of(model: &Model, part: Part) -> String {
    if part == Part::Total { String::new() } else { format!(" of {}", model.part_name(part)) }
}

/// Parts of the security scope that need no purchase.
fn idle_parts(model: &Model, security: &Security) -> Vec<Part> {
    let window = model.horizon.clip(security.window);
    let parts = model.parts(security.scope);
    let mut needed = vec![false; parts.len()];
    for pair in &model.pairs {
        let at = match security.scope {
            Scope::Total => Some(0),
            Scope::Group => model.element(pair.element).group.map(GroupId::index),
            Scope::Element => Some(pair.element.index()),
            Scope::Segment => Some(pair.segment.index()),
        };
        if let Some(at) = at.filter(|&at| !needed[at]) {
            needed[at] = model.requirement(pair, window.clone()) > 0.0;
        }
    }
    parts.iter().zip(needed).filter(|(_, needed)| !needed).map(|(&part, _)| part).collect()
}

/// Settings that change nothing.
fn without_effect(model: &Model, b: &mut Builder<'_>) {
    let years: BTreeSet<i32> = (0..model.horizon.periods).map(|t| model.horizon.year(t)).collect();
    for year in model.budget.keys().filter(|year| !years.contains(year)) {
        let place = b.key(&format!("budget.{year:04}"));
        let message = "no period belongs to this year: the budget is ignored";
        b.notes.push(
            Diagnostic::note(Code::OutsideHorizon, place, message)
                .hint("a period belongs to the year of its first month"),
        );
    }
    if model.premium.is_none()
        && let Some(row) = b.source.rows.elements.iter().find(|row| row.premium.is_some())
    {
        let message = "premiums are ignored: the model has no [premium] with a country where nobody pays them";
        let place = b.cell("elements", row.at, "premium");
        b.notes.push(Diagnostic::note(Code::NoEffect, place, message).hint("add [premium] with a country"));
    }
    if model.holding_rate > 0.0 {
        let free = |pair: &&Pair| {
            pair.holding_cost.is_none() && model.element(pair.element).reference_price.iter().any(Option::is_none)
        };
        let elements: BTreeSet<&str> =
            model.pairs.iter().filter(free).map(|pair| model.element(pair.element).id.as_str()).collect();
        if !elements.is_empty() {
            let list: Vec<&str> = elements.into_iter().collect();
            let message = format!("holding stock costs nothing where there is no reference price: {}", list.join(", "));
            b.notes.push(
                Diagnostic::note(Code::NoEffect, b.key("stock.holding_rate"), message)
                    .hint("fill reference_price, or holding_cost in the table stock"),
            );
        }
    }
}

/// Countries that are named and that nothing comes from: misspelt, most likely.
fn unused_countries(model: &Model, b: &mut Builder<'_>) {
    let producing: BTreeSet<&str> = model.countries[..b.source.refs.producing].iter().map(String::as_str).collect();
    let names = &b.source.names;
    let mut named: Vec<(String, Place)> = Vec::new();
    if let Some((country, _)) = &b.settings.premium {
        named.push((country.clone(), b.key("premium.country")));
    }
    if let Some(security) = &b.settings.security {
        named.push((security.country.clone(), b.key("security.country")));
    }
    for row in &b.source.rows.segments {
        for &name in row.exclude_countries.iter().flat_map(|list| &list.0) {
            named.push((names[name].to_owned(), b.cell("segments", row.at, "exclude_countries")));
        }
    }
    for row in &b.source.rows.caps {
        named.extend(row.country.map(|name| (names[name].to_owned(), b.cell("caps", row.at, "country"))));
    }
    for row in &b.source.rows.disruptions {
        named.extend(row.country.map(|name| (names[name].to_owned(), b.cell("disruptions", row.at, "country"))));
    }
    let mut seen = BTreeSet::new();
    for (country, place) in named {
        if country == "*" || producing.contains(country.as_str()) || !seen.insert(country.clone()) {
            continue;
        }
        let message = format!("no supplier processes in {country:?} and no feedstock comes from there");
        let mut note = Diagnostic::note(Code::UnusedCountry, place, message);
        note.hint = super::names::suggest(&country, producing.iter().copied());
        b.notes.push(note);
    }
}
