//! Figures and rows that are legal and hardly meant: per cent for fractions, stock of nobody, discounts that come too early.

use super::tolerances::shown;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::*;

/// A figure so many times the median of its like, or less than so small a part of it, is one of another unit. Units differ by a thousand,
/// and what is meant mostly by less than a hundred (`every_bad_input_is_reported_where_it_is_and_alone`).
pub(super) const OUTLIER: f64 = 300.0;

fn warn(code: Code, about: impl Into<String>, message: String, hint: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(code, Place::about(about), message).hint(hint)
}

/// The warnings about entries that are legal and hardly meant.
pub(super) fn warnings(model: &Model, found: &mut Vec<Diagnostic>) {
    fractions(model, found);
    falling_tiers(model, found);
    outliers(model, found);
    spikes(model, found);
    for pair in &model.pairs {
        unused_stock(model, pair, found);
    }
    free_stock(model, found);
}

/// Rates above 1: more than the whole in a year.
fn fractions(model: &Model, found: &mut Vec<Diagnostic>) {
    let mut large = |about: String, what: &str, value: f64| {
        if value > 1.0 {
            let message = format!("{what} is {value}, which is {} %", shown(value * 100.0));
            let hint = format!("it is a fraction: write {} for {value} %", shown(value / 100.0));
            found.push(warn(Code::LargeFraction, about, message, hint));
        }
    };
    large("model.discount_rate".into(), "the discount rate", model.discount_rate);
    large("stock.holding_rate".into(), "the holding rate", model.holding_rate);
    for project in &model.projects {
        large(format!("project {}", project.id), "the rate", project.rate.unwrap_or(0.0));
    }
    for s in 0..model.suppliers.len() {
        for k in 0..model.segments.len() {
            let (supplier, segment) = (SupplierId::new(s), SegmentId::new(k));
            let about = || format!("{} to {}", model.supplier(supplier).id, model.segment(segment).id);
            let tariff = model.route(supplier, segment).tariff;
            if tariff > 1.0 {
                large(about(), "the tariff", tariff);
            }
        }
    }
}

/// A quantity discount as two offers: a linear program takes the cheaper one alone.
fn falling_tiers(model: &Model, found: &mut Vec<Diagnostic>) {
    let mut of: std::collections::BTreeMap<(usize, usize), Vec<&Offer>> = std::collections::BTreeMap::new();
    for offer in &model.offers {
        of.entry((offer.supplier.index(), offer.element.index())).or_default().push(offer);
    }
    for offers in of.values() {
        for pair in offers.windows(2) {
            let [first, second] = pair else { continue };
            let (a, b) = (model.horizon.clip(first.window), model.horizon.clip(second.window));
            let both = a.start.max(b.start)..a.end.min(b.end);
            let limited = first.capacity_per_year.is_some_and(|capacity| capacity > 0.0);
            if both.is_empty() || !limited {
                continue;
            }
            let (Some(dear), Some(cheap)) = (model.price(first, both.start), model.price(second, both.start)) else {
                continue;
            };
            if cheap < dear {
                let message = format!(
                    "it costs {cheap}, less than the {dear} of {} before it, and is bought without waiting for that",
                    first.id
                );
                let hint = "a linear program knows no discount for quantity: enter one offer at the average price";
                found.push(warn(Code::FallingTiers, format!("offer {}", second.id), message, hint));
            }
        }
    }
}

/// Prices of an element that are hundreds of times the others, or a few thousandths of them.
fn outliers(model: &Model, found: &mut Vec<Diagnostic>) {
    for e in 0..model.elements.len() {
        let priced = |offer: &Offer| {
            let window = model.horizon.clip(offer.window);
            model.price(offer, window.start.min(model.horizon.periods - 1)).filter(|&price| price > 0.0)
        };
        let offers = model.offers.iter().filter(|offer| offer.element.index() == e);
        let prices: Vec<(&Offer, f64)> = offers.filter_map(|offer| Some((offer, priced(offer)?))).collect();
        for (at, &(offer, price)) in prices.iter().enumerate() {
            let mut others: Vec<f64> =
                prices.iter().enumerate().filter(|(k, _)| *k != at).map(|(_, &(_, price))| price).collect();
            if others.is_empty() {
                continue;
            }
            others.sort_by(f64::total_cmp);
            let median = others[others.len() / 2];
            // of two that differ the dearer is named: which of them is wrong nobody can say
            if price > OUTLIER * median || (others.len() > 1 && price < median / OUTLIER) {
                let others = if others.len() > 1 { "the others of" } else { "the other of" };
                let message = format!("it costs {price}, and {others} {} about {median}", model.elements[e].id);
                let hint = format!("all prices are per {}: is this one per another unit?", model.price_unit.label());
                found.push(warn(Code::PriceOutlier, format!("offer {}", offer.id), message, hint));
            }
        }
    }
}

/// Demand and reference prices that are for one stretch of time hundreds of times what they are before and after, or a few thousandths of it.
fn spikes(model: &Model, found: &mut Vec<Diagnostic>) {
    let mut look = |code: Code, about: String, what: &str, series: &[Option<f64>], unit: &str| {
        for (t, value, beside) in out_of_line(series) {
            let month = model.horizon.month(t);
            let message = format!("{what} is {value} from {month} on, and {beside} beside it");
            found.push(warn(code, about.clone(), message, format!("{unit}: is this another unit?")));
        }
    };
    for element in &model.elements {
        let unit = format!("all prices are per {}", model.price_unit.label());
        look(
            Code::PriceOutlier,
            format!("element {}", element.id),
            "the reference price",
            &element.reference_price,
            &unit,
        );
    }
    for pair in &model.pairs {
        let series: Vec<Option<f64>> = pair.demand.iter().copied().map(Some).collect();
        look(Code::DemandOutlier, about(model, pair), "demand", &series, "all quantities are in t");
    }
}

/// Stretches of one value, with the first period of each, that differ so from the stretches on both sides, or at an end from the two next to it.
/// Zeros are left out.
pub(super) fn out_of_line(series: &[Option<f64>]) -> Vec<(usize, f64, f64)> {
    let mut runs: Vec<(usize, f64)> = Vec::new();
    for (t, value) in series.iter().enumerate().filter_map(|(t, value)| Some((t, value.filter(|&value| value > 0.0)?)))
    {
        if runs.last().is_none_or(|&(_, last)| last != value) {
            runs.push((t, value));
        }
    }
    let far = |a: f64, b: f64| a > OUTLIER * b || b > OUTLIER * a;
    let above = |a: f64, b: f64| a > b;
    let odd = |k: usize| {
        let (first, second) = match k {
            0 => (1, 2),
            k if k + 1 == runs.len() => (k - 1, k - 2),
            k => (k - 1, k + 1),
        };
        let (value, first, second) = (runs[k].1, runs[first].1, runs[second].1);
        let out = far(value, first) && far(value, second) && above(value, first) == above(value, second);
        (out && !far(first, second)).then_some((runs[k].0, value, first))
    };
    if runs.len() < 3 { Vec::new() } else { (0..runs.len()).filter_map(odd).collect() }
}

fn about(model: &Model, pair: &Pair) -> String {
    format!("{} for {}", model.element(pair.element).id, model.segment(pair.segment).id)
}

/// Stock that no demand will ever use, and stock that does not fit.
fn unused_stock(model: &Model, pair: &Pair, found: &mut Vec<Diagnostic>) {
    let needs = model.segment(pair.segment).reserve || !pair.targets.is_empty() || pair.demand.iter().any(|&d| d > 0.0);
    if pair.initial_stock > 0.0 && !needs {
        let message =
            format!("{} t lie in stock, and serve nobody: it has no demand and no coverage", pair.initial_stock);
        let hint = "is the segment written as in demand? Case counts";
        found.push(warn(Code::StockUnused, about(model, pair), message, hint));
    }
    if let Some(storage) = pair.storage.filter(|&storage| pair.initial_stock > storage) {
        let message = format!("{} t lie in stock at the start, and the store holds {storage} t", pair.initial_stock);
        let hint = "raise capacity in stock, or lower initial: what is not used at once has no place";
        found.push(warn(Code::StockAboveStorage, about(model, pair), message, hint));
    }
}

/// Stock that costs nothing to hold, where disruptions make it worth having.
fn free_stock(model: &Model, found: &mut Vec<Diagnostic>) {
    let disturbed = !model.scenarios.is_empty()
        || model.security.as_ref().is_some_and(|security| security.survive_months.is_some());
    let charged = model.pairs.iter().any(|pair| pair.holding_cost.is_some_and(|cost| cost > 0.0));
    if disturbed && !charged && model.holding_rate <= 0.0 && model.discount_rate <= 0.0 {
        let message = "stock costs nothing to hold, and money nothing to wait for: every disruption is bought ahead";
        found.push(warn(
            Code::FreeStock,
            "stock.holding_rate",
            message.into(),
            "set holding_rate in [stock], or discount_rate in [model]",
        ));
    }
}
