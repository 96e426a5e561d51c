//! Legal input that takes no effect: left out, outside the horizon, of nothing.

use std::collections::BTreeSet;
use std::ops::Range;

use super::builder::ModelBuilder;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::*;

/// Takes out contracts, caps and the security level whose window lies outside the horizon or that are shares of nothing.
pub(super) fn leave_out(model: &mut Model, b: &mut ModelBuilder<'_>) {
    let horizon = model.horizon;
    let hint = format!("the horizon is {} to {}", horizon.start, horizon.month(horizon.periods).plus(-1));
    let mut notes = Vec::new();
    contracts(model, b, &hint, &mut notes);
    caps(model, b, &hint, &mut notes);
    security(model, b, &hint, &mut notes);
    b.notes.append(&mut notes);
}

/// Why a share of nothing is left out.
const OF_NOTHING: &str = "a share of nothing limits nothing";

fn contracts(model: &mut Model, b: &ModelBuilder<'_>, hint: &str, notes: &mut Vec<Diagnostic>) {
    let horizon = model.horizon;
    let source = b.source;
    let mut rows = source.rows.contracts.iter();
    model.contracts.retain(|contract| {
        let row = rows.next().expect("a row for each contract");
        let out = horizon.clip(contract.window).is_empty();
        if out {
            let message = format!("the contract {} lies outside the horizon: it is left out", contract.id);
            notes.push(Diagnostic::note(Code::LeftOut, source.grids.row("contracts", row.at), message).hint(hint));
        }
        !out
    });
}

fn caps(model: &mut Model, b: &ModelBuilder<'_>, hint: &str, notes: &mut Vec<Diagnostic>) {
    let source = b.source;
    let mut keep = |(cap, row): (&Cap, &super::rows::Cap)| {
        let window = model.horizon.clip(cap.window);
        let note = |message: String| Diagnostic::note(Code::LeftOut, source.grids.row("caps", row.at), message);
        if window.is_empty() {
            let message = format!("the window of the cap {} lies outside the horizon: it is left out", cap.id);
            notes.push(note(message).hint(hint));
            return false;
        }
        let any = model.weighted_requirement(cap.part, cap.measure, window) > 0.0;
        if !any {
            let what = of(model, cap.part);
            let message = format!("nothing{what} need be bought in the window of the cap {}: it is left out", cap.id);
            notes.push(note(message).hint(OF_NOTHING));
        }
        any
    };
    let kept: Vec<bool> = model.caps.iter().zip(source.rows.caps.iter()).map(&mut keep).collect();
    let mut kept = kept.into_iter();
    model.caps.retain(|_| kept.next().unwrap_or(true));
}

fn security(model: &mut Model, b: &ModelBuilder<'_>, hint: &str, notes: &mut Vec<Diagnostic>) {
    let Some(security) = &model.security else { return };
    if model.horizon.clip(security.window).is_empty() {
        // stops have a first month of their own, and the window is none of theirs
        let survives = security.survive_months.is_some_and(|months| months > 0);
        let message = match survives {
            true => {
                "the window of [security] lies outside the horizon: its level is left out, and its stop is survived all the same"
            }
            false => "the window of [security] lies outside the horizon: it is left out",
        };
        notes.push(Diagnostic::note(Code::LeftOut, b.key("security.until"), message).hint(hint));
        if !survives {
            model.security = None;
        }
        return;
    }
    for (when, window) in security_windows(model, security) {
        for part in idle_parts(model, security, &window) {
            let worthless = security.measure == Measure::Value
                && model.weighted_requirement(part, Measure::Volume, window.clone()) > 0.0;
            let why = if worthless { "has a reference price above 0" } else { "need be bought" };
            let message = format!("nothing{} {why} in {when}: there is no security row for it", of(model, part));
            notes.push(Diagnostic::note(Code::LeftOut, b.key("security.scope"), message).hint(OF_NOTHING));
        }
    }
}

/// ` of element:Nd`, and nothing for everything.
fn of(model: &Model, part: Part) -> String {
    if part == Part::Total { String::new() } else { format!(" of {}", model.part_name(part)) }
}

/// The windows that each part has a security row for, with their names.
fn security_windows(model: &Model, security: &Security) -> Vec<(String, Range<usize>)> {
    let window = model.horizon.clip(security.window);
    match security.per {
        Per::Horizon => vec![("the window".into(), window)],
        Per::Year => {
            let mut years: Vec<(String, Range<usize>)> = Vec::new();
            let mut t = window.start;
            while t < window.end {
                let year = model.horizon.year(t);
                let end = (t..window.end).find(|&t| model.horizon.year(t) != year).unwrap_or(window.end);
                years.push((format!("{year:04}"), t..end));
                t = end;
            }
            years
        }
    }
}

/// Parts of the security scope that need no purchase in the window.
fn idle_parts(model: &Model, security: &Security, window: &Range<usize>) -> Vec<Part> {
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
            let weight = model.weight(pair.element, security.measure);
            needed[at] = weight * model.requirement(pair, window.clone()) > 0.0;
        }
    }
    parts.iter().zip(needed).filter(|(_, needed)| !needed).map(|(&part, _)| part).collect()
}

/// Settings that change nothing.
pub(super) fn without_effect(model: &Model, b: &mut ModelBuilder<'_>) {
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
pub(super) fn unused_countries(model: &Model, b: &mut ModelBuilder<'_>) {
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
