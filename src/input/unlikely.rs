//! Rows of the tables that are legal and hardly meant, with their lines: figures of another unit, rows that nothing makes use of, rows that are
//! missing.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::ModelBuilder;
use super::field::When;
use super::plausible::{OUTLIER, out_of_line};
use super::table::RowAt;
use super::tolerances::{LEAST_TONNES, ROOM, shown};
use crate::diagnostic::{Code, Diagnostic, Place, also};
use crate::model::*;

/// Capacities differ more than prices do: one so many times its neighbours is of another unit if it also is so much more than anyone needs.
const CAPACITY: f64 = 1000.0;
const NEEDED: f64 = 100.0;

/// Freight of bulk goods may be a few times their price; so many times is of another unit.
const FREIGHT: f64 = 30.0;

/// A surge, a fraction, above which it is a figure in per cent: five times what was planned.
const SURGE: f64 = 4.0;

/// Finds the rows that are legal and hardly meant.
pub(super) fn check(model: &Model, b: &mut ModelBuilder<'_>) {
    let mut found = Vec::new();
    surges(b, &mut found);
    capacities(model, b, &mut found);
    freight(model, b, &mut found);
    rates(model, b, &mut found);
    contracts(model, b, &mut found);
    coverage(model, b, &mut found);
    stock(model, b, &mut found);
    unused(model, b, &mut found);
    holes(model, b, &mut found);
    minute(model, &mut found);
    b.warnings.append(&mut found);
}

fn warn(code: Code, place: Place, message: String, hint: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(code, place, message).hint(hint)
}

fn surges(b: &ModelBuilder<'_>, found: &mut Vec<Diagnostic>) {
    for row in &b.source.rows.offers {
        if let Some(surge) = row.surge.filter(|&surge| surge > SURGE) {
            let message = format!("the surge is {surge}, which is {} % more than planned", shown(surge * 100.0));
            let hint = format!("it is a fraction: write {} for {surge} %", shown(surge / 100.0));
            found.push(warn(Code::LargeFraction, b.cell("offers", row.at, "surge"), message, hint));
        }
    }
}

/// Of each figure the median of all others; of two in the middle the greater. `None` where there are no others.
fn medians_beside(figures: &[f64]) -> Vec<Option<f64>> {
    let mut order: Vec<usize> = (0..figures.len()).collect();
    order.sort_by(|&a, &b| figures[a].total_cmp(&figures[b]));
    let middle = figures.len().saturating_sub(1) / 2;
    let mut medians = vec![None; figures.len()];
    for (rank, &k) in order.iter().enumerate() {
        // without the figure itself, those after it move up by one
        medians[k] = order.get(if middle < rank { middle } else { middle + 1 }).map(|&other| figures[other]);
    }
    medians
}

/// A capacity thousands of times the others of its element, and a hundred times what anyone needs.
fn capacities(model: &Model, b: &ModelBuilder<'_>, found: &mut Vec<Diagnostic>) {
    let years = model.horizon.periods as f64 * model.horizon.years_per_period();
    for (e, element) in model.elements.iter().enumerate() {
        let pairs = model.pairs.iter().filter(|pair| pair.element.index() == e);
        let yearly = pairs.map(|pair| pair.demand.iter().sum::<f64>()).sum::<f64>() / years;
        let limited = model.offers.iter().zip(&b.source.rows.offers).filter(|(offer, _)| offer.element.index() == e);
        let (rows, figures): (Vec<RowAt>, Vec<f64>) = limited
            .filter_map(|(offer, row)| Some((row.at, offer.capacity_per_year.filter(|&capacity| capacity > 0.0)?)))
            .unzip();
        for (k, (&capacity, others)) in figures.iter().zip(medians_beside(&figures)).enumerate() {
            let Some(others) = others else { continue };
            if yearly > 0.0 && capacity >= CAPACITY * others && capacity >= NEEDED * yearly {
                let message = format!(
                    "the capacity is {} t a year, those beside it are about {}, and all users need {} t of {} a year",
                    shown(capacity),
                    shown(others),
                    shown(yearly),
                    element.id
                );
                let hint = "it is in t a year: is this another unit? A blank one is unlimited";
                found.push(warn(Code::CapacityOutlier, b.cell("offers", rows[k], "capacity_per_year"), message, hint));
            }
        }
    }
}

/// Freight hundreds of times that of the other routes, or many times the price of all that is carried.
fn freight(model: &Model, b: &ModelBuilder<'_>, found: &mut Vec<Diagnostic>) {
    let rows: Vec<_> = b.source.rows.routes.iter().filter(|row| row.freight.0 > 0.0).collect();
    let figures: Vec<f64> = rows.iter().map(|row| row.freight.0).collect();
    for (row, others) in rows.iter().zip(medians_beside(&figures)) {
        let supplier = b.source.refs.suppliers.known(row.supplier);
        let prices = model.offers.iter().filter(|offer| offer.supplier.index() == supplier);
        let dearest = prices.filter_map(|offer| price_at_first(model, offer)).fold(0.0, f64::max);
        let freight = row.freight.0;
        // freight by air is hundreds of times that by truck, and small beside the price of what it carries
        let outlier = |&others: &f64| freight > OUTLIER * others && freight >= dearest;
        let beside = match others.filter(outlier) {
            Some(others) => format!("other routes take about {}", shown(others)),
            None if dearest > 0.0 && freight > FREIGHT * dearest => format!("what it carries costs {dearest} at most"),
            None => continue,
        };
        let message = format!("the freight is {freight}, and {beside}");
        let hint = format!("it is per {}: is this another unit?", model.price_unit.label());
        found.push(warn(Code::PriceOutlier, b.cell("routes", row.at, "freight"), message, hint));
    }
}

/// The price of an offer where its window begins.
fn price_at_first(model: &Model, offer: &Offer) -> Option<f64> {
    let window = model.horizon.clip(offer.window);
    if window.is_empty() { None } else { model.price(offer, window.start) }
}

/// Rates of a currency that are for one stretch of time hundreds of times what they are beside it, or a few thousandths.
fn rates(model: &Model, b: &ModelBuilder<'_>, found: &mut Vec<Diagnostic>) {
    for currency in &model.currencies {
        let mut rows: Vec<_> =
            b.source.rows.fx.iter().filter(|row| b.source.names[row.currency] == *currency.id).collect();
        rows.sort_by_key(|row| b.since(row.period));
        let series: Vec<Option<f64>> = rows.iter().map(|row| Some(row.rate)).collect();
        let mut odd = out_of_line(&series);
        if let [first, second] = rows[..]
            && first.rate.min(second.rate) > 0.0
            && first.rate.max(second.rate) > OUTLIER * first.rate.min(second.rate)
        {
            odd = vec![(1, second.rate, first.rate)];
        }
        for (k, rate, beside) in odd {
            let message = format!("the rate of {} is {rate}, and {beside} beside it", currency.id);
            let hint = format!("it is what one {} costs in the model's currency", currency.id);
            found.push(warn(Code::PriceOutlier, b.cell("fx", rows[k].at, "rate"), message, hint));
        }
    }
}

/// Contracts that must take more than anyone needs until the end of the horizon.
fn contracts(model: &Model, b: &ModelBuilder<'_>, found: &mut Vec<Diagnostic>) {
    let all = 0..model.horizon.periods;
    for (contract, row) in model.contracts.iter().zip(&b.source.rows.contracts) {
        let offered: BTreeSet<ElementId> =
            model.offers.iter().filter(|offer| contract.covers(offer)).map(|offer| offer.element).collect();
        let pairs = model.pairs.iter().filter(|pair| offered.contains(&pair.element));
        let (mut needed, mut held) = (0.0, 0.0);
        for pair in pairs {
            needed += model.requirement(pair, all.clone()).max(pair.demand.iter().sum());
            held += pair.initial_stock;
        }
        let min = contract.min * model.contract_part(contract);
        if needed > 0.0 && min > MUCH * (needed + held) * (1.0 + ROOM) {
            let message = format!(
                "{} t of the minimum fall into the horizon, until whose end {} t are needed{}, and {} t lie in stock",
                shown(min),
                shown(needed),
                if contract.element.is_some() { "" } else { " of all that the supplier sells" },
                shown(held)
            );
            found.push(warn(
                Code::ContractAboveNeed,
                b.cell("contracts", row.at, "min"),
                message,
                "it is in t over the contract's whole window: is this another unit?",
            ));
        }
    }
}

/// A contract may be for more than is needed, to be kept; so many times is a mistake.
const MUCH: f64 = 10.0;

/// Months of coverage that a reserve may hold in a model of any length: beyond its end the last year's demand repeats.
const LONG: u32 = 36;

/// Coverage of more months than the horizon and any reserve has, and of what nobody needs.
fn coverage(model: &Model, b: &ModelBuilder<'_>, found: &mut Vec<Diagnostic>) {
    let months = model.horizon.periods as u32 * model.horizon.months_per_period;
    for row in &b.source.rows.coverage {
        if row.months > f64::from(months.max(LONG)) {
            let message = format!("{} months are to be in stock, and the horizon has {months}", shown(row.months));
            let place = b.cell("coverage", row.at, "months");
            found.push(warn(
                Code::LongCoverage,
                place,
                message,
                "it counts months of demand: are these days or weeks?",
            ));
        }
        if !needed(model, b, row.element, row.segment) {
            let message = "there is no demand that it would cover: it has no effect".to_owned();
            found.push(warn(Code::NoEffect, b.source.grids.row("coverage", row.at), message, HINT));
        }
    }
}

const HINT: &str = "are element and segment written as in demand? Case counts";

/// Rules of stock for what nobody needs; what lies there is said of the pair.
fn stock(model: &Model, b: &ModelBuilder<'_>, found: &mut Vec<Diagnostic>) {
    for row in b.source.rows.stock.iter().filter(|row| row.initial.0 <= 0.0) {
        if !needed(model, b, row.element, row.segment) {
            let message = "there is no demand that it would be for: it has no effect".to_owned();
            found.push(warn(Code::NoEffect, b.source.grids.row("stock", row.at), message, HINT));
        }
    }
}

/// True if anyone needs an element in a segment, or in any where that is blank; a reserve holds it for all.
fn needed(model: &Model, b: &ModelBuilder<'_>, element: super::names::Sym, segment: Option<super::names::Sym>) -> bool {
    let element = b.source.refs.elements.known(element);
    let all = || b.source.names.find("all").filter(|_| !b.source.grids.has("segments"));
    let segment = segment.or_else(all).map(|name| b.source.refs.segments.known(name));
    model.pairs.iter().filter(|pair| pair.element.index() == element).any(|pair| {
        let same = segment.is_none_or(|segment| pair.segment.index() == segment);
        same && (model.segment(pair.segment).reserve || pair.demand.iter().any(|&demand| demand > 0.0))
    })
}

/// Elements, segments and currencies that no other table makes use of: a note for each table, since tables of many may serve several models.
fn unused(model: &Model, b: &ModelBuilder<'_>, found: &mut Vec<Diagnostic>) {
    let rows = &b.source.rows;
    let of_pairs: BTreeSet<usize> = model.pairs.iter().map(|pair| pair.element.index()).collect();
    let offered: BTreeSet<usize> = model.offers.iter().map(|offer| offer.element.index()).collect();
    let elements = rows.elements.iter().enumerate().filter(|(e, _)| !of_pairs.contains(e) && !offered.contains(e));
    let elements = elements.map(|(e, row)| (row.at, model.elements[e].id.as_str())).collect();
    let used: BTreeSet<usize> = model.pairs.iter().map(|pair| pair.segment.index()).collect();
    let segments = rows.segments.iter().enumerate().filter(|(k, _)| !used.contains(k));
    let segments = segments.map(|(k, row)| (row.at, model.segments[k].id.as_str())).collect();
    let named = rows.elements.iter().filter_map(|row| row.currency);
    let named = named.chain(rows.offers.iter().filter_map(|row| row.currency));
    let named = named.chain(rows.prices.iter().filter_map(|row| row.currency));
    let mut named: BTreeSet<_> = named.chain(rows.projects.iter().filter_map(|row| row.currency)).collect();
    let currencies = rows.fx.iter().filter(|row| named.insert(row.currency));
    let currencies = currencies.map(|row| (row.at, &b.source.names[row.currency])).collect();
    let mut say = |table: &str, what: &str, names: Vec<(RowAt, &str)>| {
        let Some(&(first, _)) = names.first() else { return };
        let names: Vec<&str> = names.into_iter().map(|(_, name)| name).collect();
        let message = format!("{what}: {}", names.join(", "));
        let hint = "a table may serve several models; is a name written otherwise elsewhere?";
        found.push(Diagnostic::note(Code::NoEffect, b.source.grids.row(table, first), message).hint(hint));
    };
    say("elements", "nobody needs or offers", elements);
    say("segments", "nothing is needed or held in", segments);
    say("fx", "nothing is priced in", currencies);
}

/// Elements of which less is needed than proofs tell from nothing.
fn minute(model: &Model, found: &mut Vec<Diagnostic>) {
    let mut needed = vec![0.0; model.elements.len()];
    model.pairs.iter().for_each(|pair| needed[pair.element.index()] += pair.demand.iter().sum::<f64>());
    for (element, needed) in
        model.elements.iter().zip(needed).filter(|&(_, needed)| 0.0 < needed && needed < LEAST_TONNES)
    {
        let message = format!("{needed:e} t are needed in all, less than the gramme to which plans are proved");
        let hint = "quantities are in t: is this another unit?";
        found.push(warn(Code::TooFarApart, Place::about(element.id.clone()), message, hint));
    }
}

/// Periods without a row of demand between others with some, in one stretch or few enough to have been forgotten. A row that says 0 is a row; demand
/// that comes and goes has many stretches.
fn holes(model: &Model, b: &ModelBuilder<'_>, found: &mut Vec<Diagnostic>) {
    let mut gaps: BTreeMap<PairId, Vec<usize>> = BTreeMap::new();
    for (id, pair) in model.pair_ids() {
        let empty: Vec<usize> = between(pair).filter(|&t| pair.demand[t] <= 0.0).collect();
        if !empty.is_empty() {
            gaps.insert(id, empty);
        }
    }
    for row in &b.source.refs.demand {
        let Some(empty) = gaps.get_mut(&row.pair) else { continue };
        match row.when {
            When::Every => empty.clear(),
            When::Year(year) => empty.retain(|&t| model.horizon.year(t) != year),
            When::Month(month) => {
                let t = model.horizon.period_of(month);
                empty.retain(|&empty| empty as i64 != t);
            }
        }
    }
    for (id, empty) in gaps {
        let Some(&t) = empty.first() else { continue };
        let pair = model.pair(id);
        let stretches = empty.chunk_by(|a, b| a + 1 == *b).count();
        if stretches > 1 && 2 * empty.len() >= between(pair).len() {
            continue;
        }
        let about = format!("{} for {}", model.element(pair.element).id, model.segment(pair.segment).id);
        let others = also(empty.len() - 1, "in", "period");
        let month = model.horizon.month(t);
        let message = format!("there is no row of demand for {month}, and there is before and after{others}");
        let hint = "write 0 in demand to say so, or fill the row in";
        found.push(warn(Code::DemandGap, Place::about(about), message, hint));
    }
}

/// The periods from the first with demand to the last.
fn between(pair: &Pair) -> std::ops::Range<usize> {
    let some = |&demand: &f64| demand > 0.0;
    let first = pair.demand.iter().position(some).unwrap_or(0);
    first..pair.demand.iter().rposition(some).map_or(first, |last| last + 1)
}
