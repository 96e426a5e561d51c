//! The sense phase: what the horizon, the prices and the rest make of rows that are each in order.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::builder::Builder;
use super::table::At;
use super::{disruptions, investments, rows};
use crate::diagnostic::{Code, Diagnostic, Place, also};
use crate::model::*;

/// Checks the model; takes out what is left out, and says so.
pub(super) fn check(model: &mut Model, b: &mut Builder<'_>) {
    if b.sound(&["suppliers", "feedstock"]) {
        feedstock(model, b);
    }
    offers(model, b);
    contracts(model, b);
    security(model, b);
    caps(model, b);
    disruptions::check(model, b);
    investments::check(model, b);
    if b.problems.all.is_empty() && b.source.unsound.is_empty() {
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

/// Whether the stop that must be survived has whole periods, and can begin inside the horizon.
///
/// # Errors
/// Months that are no whole periods; no period in which a stop could begin.
pub fn check_survival(model: &Model) -> Result<(), Diagnostic> {
    let Some(security) = &model.security else { return Ok(()) };
    let Some(months) = security.survive_months else { return Ok(()) };
    let horizon = &model.horizon;
    let period = horizon.months_per_period;
    if months % period != 0 {
        let message = format!("expected whole periods of {period} months, found {months} months");
        let (below, above) = (months / period * period, months.div_ceil(period) * period);
        let hint = if below > 0 { format!("write {below} or {above}") } else { format!("write {above}") };
        return Err(Diagnostic::error(Code::NotWholePeriods, Place::default(), message).hint(hint));
    }
    let first = security.survive_from.map_or(horizon.first_after(12.0) as i64, |month| horizon.period_of(month));
    if first >= horizon.periods as i64 {
        let last = horizon.month(horizon.periods).plus(-1);
        let message = match security.survive_from {
            Some(from) => {
                format!("no stop can begin inside the horizon: it ends with {last}, and the first may begin in {from}")
            }
            None => format!(
                "no stop can begin inside the horizon: it ends with {last}, and the first may begin 12 months after the start"
            ),
        };
        return Err(Diagnostic::error(Code::NoStopInside, Place::default(), message)
            .hint("set survive_from to a month inside the horizon"));
    }
    Ok(())
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
pub(super) fn order(window: Window, place: impl FnOnce() -> Place, problems: &mut Vec<Diagnostic>) {
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
    let sound = b.sound(&["elements", "prices"]);
    for (offer, row) in model.offers.iter().zip(&b.source.rows.offers) {
        order(offer.window, || b.source.grids.place("offers", row.at, "available_until"), &mut b.problems.all);
        pricing(offer, row, b);
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
        if sound && let Some(t) = window.clone().find(|&t| model.price(offer, t).is_none()) {
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
    let early =
        |row: &rows::Offer| b.window(None, row.available_until).until.is_some_and(|until| until < model.horizon.start);
    let first = b.source.rows.offers.iter().find(|row| Some(&row.at) == outside.first());
    let column = if first.is_some_and(early) { "available_until" } else { "available_from" };
    b.outside("offers", column, &outside, "the window lies outside the horizon: the offer is never available");
}

/// A price stands alone, and a reservation needs what it limits.
fn pricing(offer: &Offer, row: &rows::Offer, b: &mut Builder<'_>) {
    for (column, given) in [("premium", offer.premium), ("price_floor", offer.price_floor)] {
        if given.is_some() && offer.price.is_some() {
            let message = format!("the offer has a price of its own, which knows no {column}");
            let place = b.cell("offers", row.at, column);
            b.problems.push(
                Diagnostic::error(Code::PriceGivenTwice, place, message)
                    .hint(format!("leave {column} blank, or price, if the reference price counts")),
            );
        }
    }
    if offer.reservation_fee.is_some() {
        let missing: Vec<&str> = [("surge", offer.surge), ("capacity_per_year", offer.capacity_per_year)]
            .into_iter()
            .filter(|(_, given)| given.is_none())
            .map(|(column, _)| column)
            .collect();
        if !missing.is_empty() {
            let message = format!("a reservation needs {}, which the offer leaves blank", missing.join(" and "));
            let place = b.cell("offers", row.at, "reservation_fee");
            b.problems.push(
                Diagnostic::error(Code::ReservationIncomplete, place, message)
                    .hint("capacity is reserved beyond the surge, and up to the capacity"),
            );
        }
    }
}

fn contracts(model: &Model, b: &mut Builder<'_>) {
    for (contract, row) in model.contracts.iter().zip(&b.source.rows.contracts) {
        order(contract.window, || b.source.grids.place("contracts", row.at, "until"), &mut b.problems.all);
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
    order(security.window, || until, &mut b.problems.all);
    let sound = b.sound(&["elements", "prices"]);
    if sound && let Err(problem) = check_scope(model, security.scope) {
        b.problems.push(problem.at(b.key("security.scope")));
    }
    if let Err(problem) = check_survival(model) {
        let key = match problem.code {
            Code::NoStopInside if security.survive_from.is_some() => "security.survive_from",
            _ => "security.survive_months",
        };
        b.problems.push(problem.at(b.key(key)));
    }
    if sound && security.measure == Measure::Value {
        b.problems.extend(value_problem(model, Part::Total, b.key("security.measure")));
    }
}

fn caps(model: &Model, b: &mut Builder<'_>) {
    let sound = b.sound(&["elements", "prices"]);
    let any = b.source.names.find("*");
    for (cap, row) in model.caps.iter().zip(&b.source.rows.caps) {
        if row.limit.is_none() && row.min.is_none() {
            let message = "expected a limit or a min, found neither";
            b.problems.push(
                Diagnostic::error(Code::CapWithoutBound, b.source.grids.row("caps", row.at), message)
                    .hint("limit is the greatest share, min the least; fill one of the two or both"),
            );
        }
        if row.min.is_some() && (any.is_some() && (row.country == any || row.supplier == any)) {
            let message = "a minimum for each is no share that can be met";
            b.problems.push(
                Diagnostic::error(Code::MinForEach, b.source.grids.place("caps", row.at, "min"), message)
                    .hint("name the one country or supplier, or fill limit instead"),
            );
        }
        order(cap.window, || b.source.grids.place("caps", row.at, "until"), &mut b.problems.all);
        if sound
            && matches!(cap.part, Part::Group(_))
            && let Err(problem) = check_scope(model, Scope::Group)
        {
            b.problems.push(problem.at(b.cell("caps", row.at, "scope")));
        }
        if sound && cap.measure == Measure::Value {
            b.problems.extend(value_problem(model, cap.part, b.cell("caps", row.at, "measure")));
        }
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
            let any = model.weighted_requirement(cap.part, cap.measure, window.clone()) > 0.0;
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
            for (when, window) in security_windows(model, security) {
                for part in idle_parts(model, security, &window) {
                    let message =
                        format!("nothing{} need be bought in {when}: there is no security row for it", of(model, part));
                    notes.push(
                        Diagnostic::note(Code::LeftOut, b.key("security.scope"), message)
                            .hint("a share of nothing limits nothing"),
                    );
                }
            }
        }
    }
    b.notes.append(&mut notes);
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
