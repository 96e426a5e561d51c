//! The sense phase: the rows, each in order, checked against the horizon, the prices and each other.

use super::tolerances::{MOST_TONNES, SHARES, shown};
use std::collections::{BTreeMap, BTreeSet};

use super::builder::{ModelBuilder, factors, order};
use super::table::RowAt;
use super::{disruptions, investments, left_out, rows, unlikely};
use crate::diagnostic::{Code, Diagnostic, Place, also};
use crate::model::*;

/// Checks the model; takes out the parts to be ignored, with a note for each.
pub(super) fn check(model: &mut Model, b: &mut ModelBuilder<'_>) {
    if b.sound(&["suppliers", "feedstock"]) {
        feedstock(model, b);
    }
    offers(model, b);
    contracts(model, b);
    security(model, b);
    caps(model, b);
    disruptions::check(model, b);
    investments::check(model, b);
    too_far_apart(model, b);
    too_many_tonnes(b);
    if b.problems.all.is_empty() && b.source.unsound.is_empty() {
        unlikely::check(model, b);
        left_out::leave_out(model, b);
        left_out::without_effect(model, b);
        left_out::unused_countries(model, b);
        super::alike::check(b);
    }
}

/// Checks that every element has the group that a scope of groups needs.
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

/// Checks that the stop that must be survived has whole periods, and can begin inside the horizon.
///
/// # Errors
/// Months that are no whole periods; no period in which a stop could begin.
pub(crate) fn check_survival(model: &Model) -> Result<(), Diagnostic> {
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

fn feedstock(model: &Model, b: &mut ModelBuilder<'_>) {
    let mut first: BTreeMap<usize, RowAt> = BTreeMap::new();
    for row in &b.source.rows.feedstock {
        first.entry(b.source.refs.suppliers.known(row.supplier)).or_insert(row.at);
    }
    for (supplier, at) in first {
        let supplier = &model.suppliers[supplier];
        let sum: f64 = supplier.feedstock.iter().map(|(_, share)| share).sum();
        if (sum - 1.0).abs() > SHARES {
            let sum = shown(sum);
            let message = format!("the shares of {} sum to {sum}, and not to 1", supplier.id);
            let place = b.cell("feedstock", at, "share");
            b.problems.push(
                Diagnostic::error(Code::FeedstockSum, place, message)
                    .hint("give a row to every country the feedstock comes from, its own included"),
            );
        }
    }
}

fn offers(model: &Model, b: &mut ModelBuilder<'_>) {
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

/// A price stands alone, and a reservation needs a capacity to limit.
fn pricing(offer: &Offer, row: &rows::Offer, b: &mut ModelBuilder<'_>) {
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

fn contracts(model: &Model, b: &mut ModelBuilder<'_>) {
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

/// Doubles have 52 binary digits behind the first: of a price that many times less than another cost only ten of them, three decimals,
/// are left where the two are added, and the cheaper of two such prices is no longer found.
const FARTHEST: f64 = 4_398_046_511_104.0; // 2^42

/// Costs beside which the prices are lost.
fn too_far_apart(model: &Model, b: &mut ModelBuilder<'_>) {
    let first = |offer: &Offer| {
        let window = model.horizon.clip(offer.window);
        if window.is_empty() { None } else { model.price(offer, window.start).filter(|&price| price > 0.0) }
    };
    let least = model.offers.iter().filter_map(first).fold(f64::INFINITY, f64::min);
    if !least.is_finite() {
        return;
    }
    let rows = &b.source.rows;
    let shortage =
        rows.segments.iter().filter_map(|row| Some(("segments", row.at, "shortage_cost", row.shortage_cost?)));
    let substitutes = rows.substitutes.iter().map(|row| ("substitutes", row.at, "cost", row.cost));
    let prices = rows.offers.iter().filter_map(|row| Some(("offers", row.at, "price", row.price?)));
    let freight = rows.routes.iter().map(|row| ("routes", row.at, "freight", row.freight.0));
    let holding = rows.stock.iter().filter_map(|row| Some(("stock", row.at, "holding_cost", row.holding_cost?)));
    let tonnes = model.price_unit.per_tonne();
    let capex = rows.projects.iter().map(|row| ("projects", row.at, "capex", row.capex / tonnes));
    let far = shortage.chain(substitutes).chain(prices).chain(freight).chain(holding).chain(capex);
    let far: Vec<_> = far.filter(|&(.., cost)| cost / FARTHEST > least).collect();
    for (table, at, column, cost) in far {
        let message =
            format!("{cost} is so much more than the lowest price, {least}, that sums of both lose the price");
        let place = b.cell(table, at, column);
        let hint =
            format!("a thousand times the highest price is enough; {} is the most that can be", least * FARTHEST);
        b.problems.push(Diagnostic::error(Code::TooFarApart, place, message).hint(hint));
    }
}

/// Quantities that doubles cannot count in tonnes, as they are once the command line has scaled them.
fn too_many_tonnes(b: &mut ModelBuilder<'_>) {
    let (rows, refs) = (&b.source.rows, &b.source.refs);
    let scale = |name| factors(b.overrides, name, 1.0, |a, b| a * b, &refs.elements, b.source);
    let (of_demand, of_stock) = (scale("scale.demand"), scale("scale.stock"));
    let scaled = |scale: &[f64], element, quantity: f64| quantity * scale[refs.elements.known(element)];
    let demand =
        rows.demand.iter().map(|row| ("demand", row.at, "quantity", scaled(&of_demand, row.element, row.quantity)));
    let stock =
        rows.stock.iter().map(|row| ("stock", row.at, "initial", scaled(&of_stock, row.element, row.initial.0)));
    let contracts = rows.contracts.iter().map(|row| ("contracts", row.at, "min", row.min.0));
    let far: Vec<_> = demand
        .chain(stock)
        .chain(contracts)
        .filter_map(|(table, at, column, t)| Some((table, at, column, uncountable(t)?)))
        .collect();
    for (table, at, column, message) in far {
        let place = b.cell(table, at, column);
        b.problems.push(Diagnostic::error(Code::TooFarApart, place, message).hint(IN_TONNES));
    }
}

/// The hint about a quantity that is too large.
pub(crate) const IN_TONNES: &str = "all quantities are in t: is this another unit?";

/// The message about a quantity that cannot be counted in tonnes.
pub(crate) fn uncountable(tonnes: f64) -> Option<String> {
    let message =
        || format!("{tonnes:e} t are too many: from {MOST_TONNES:e} t on, arithmetic does not tell one tonne from two");
    (tonnes > MOST_TONNES).then(message)
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

fn security(model: &Model, b: &mut ModelBuilder<'_>) {
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

fn caps(model: &Model, b: &mut ModelBuilder<'_>) {
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
