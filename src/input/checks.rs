//! Warnings: input that looks wrong though it is legal, which a planner would want to know before the program is solved.
//!
//! These are bounds that follow from the data, one pair of element and segment at a time: they find what cannot work whatever is bought, and
//! leave what only competition between segments makes impossible to the solver.

use super::tolerances::ROOM;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Place, also};
use crate::model::*;

/// The warnings about input that looks wrong though it is legal, each with a hint.
pub fn warnings(model: &Model) -> Vec<Diagnostic> {
    let supply = Supply::new(model);
    let mut found = Vec::new();
    prices(model, &mut found);
    sellers(model, &supply, &mut found);
    for pair in &model.pairs {
        stock_and_demand(model, pair, &supply, &mut found);
    }
    contracts(model, &supply, &mut found);
    windows(model, &mut found);
    super::investments::warnings(model, &mut found);
    super::plausible::warnings(model, &mut found);
    found
}

/// The tonnes that each offer can deliver, and the offers of each element.
struct Supply {
    capacity: Vec<Vec<f64>>,
    of_element: Vec<Vec<OfferId>>,
    /// Segments with a pair of the element.
    buyers: Vec<Vec<SegmentId>>,
}

impl Supply {
    fn new(model: &Model) -> Self {
        let periods = model.horizon.periods;
        let capacity =
            model.offer_ids().map(|(id, _)| (0..periods).map(|t| model.most_capacity(id, t)).collect()).collect();
        let mut of_element = vec![Vec::new(); model.elements.len()];
        for (id, offer) in model.offer_ids() {
            of_element[offer.element.index()].push(id);
        }
        let mut buyers = vec![Vec::new(); model.elements.len()];
        for pair in &model.pairs {
            buyers[pair.element.index()].push(pair.segment);
        }
        Self { capacity, of_element, buyers }
    }

    /// The periods in which an offer delivers to a segment.
    fn deliveries(&self, model: &Model, offer: OfferId, segment: SegmentId) -> Range<usize> {
        let periods = model.horizon.periods;
        let window = model.horizon.clip(model.offer(offer).window);
        let first = model.first_delivery(model.offer(offer).supplier, segment).unwrap_or(periods);
        first.max(window.start).min(window.end)..window.end
    }

    /// True if an offer delivers anything to anyone.
    fn sells(&self, model: &Model, offer: OfferId) -> bool {
        let buyers = &self.buyers[model.offer(offer).element.index()];
        buyers
            .iter()
            .any(|&segment| self.deliveries(model, offer, segment).any(|t| self.capacity[offer.index()][t] > 0.0))
    }
}

fn warn(code: Code, about: String, message: String, hint: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(code, Place::about(about), message).hint(hint)
}

/// Tonnes as people read them: three decimals, or three significant digits where those would all be 0.
fn tonnes(amount: f64) -> String {
    match (amount * 1000.0).round() / 1000.0 {
        0.0 => format!("{} t", format!("{amount:.2e}").parse().unwrap_or(amount) + 0.0),
        rounded => format!("{rounded} t"),
    }
}

fn prices(model: &Model, found: &mut Vec<Diagnostic>) {
    const HINT: &str = "leave the cell blank if the price is not known";
    for offer in model.offers.iter().filter(|offer| offer.price == Some(0.0)) {
        found.push(warn(Code::PriceZero, format!("offer {}", offer.id), "its price is 0".into(), HINT));
    }
    for element in &model.elements {
        let about = || format!("element {}", element.id);
        if let Some(t) = element.reference_price.iter().position(|&price| price == Some(0.0)) {
            let message = format!("its reference price is 0 in {}", model.horizon.month(t));
            found.push(warn(Code::PriceZero, about(), message, HINT));
        }
        if let (Some(_), Some(premium)) = (&model.premium, element.premium.filter(|&premium| premium < 1.0)) {
            let message = format!("its premium is {premium}: it costs less outside the premium's country than inside");
            found.push(warn(
                Code::PremiumBelowOne,
                about(),
                message,
                "a premium is a multiple: 1.5 is half as much again",
            ));
        }
    }
    if let Some(premium) = model.premium.as_ref().filter(|premium| premium.factor < 1.0) {
        let message = format!(
            "the factor is {}: goods cost less outside {} than inside",
            premium.factor,
            model.country(premium.country)
        );
        found.push(warn(
            Code::PremiumBelowOne,
            "premium".into(),
            message,
            "a premium is a multiple: 1.5 is half as much again",
        ));
    }
}

/// Suppliers and offers that nobody can buy from.
fn sellers(model: &Model, supply: &Supply, found: &mut Vec<Diagnostic>) {
    for (e, offers) in supply.of_element.iter().enumerate().filter(|(e, _)| supply.buyers[*e].is_empty()) {
        if let Some(&offer) = offers.first() {
            let message = format!(
                "nobody needs it: its offer {}{} is never bought",
                model.offer(offer).id,
                also(offers.len() - 1, "", "offer")
            );
            let hint = "add demand for it, or take its offers out";
            found.push(warn(Code::OfferUnused, format!("element {}", model.elements[e].id), message, hint));
        }
    }
    let sells: Vec<bool> = model.offer_ids().map(|(id, _)| supply.sells(model, id)).collect();
    let mut offers_of = vec![Vec::new(); model.suppliers.len()];
    for (id, offer) in model.offer_ids() {
        offers_of[offer.supplier.index()].push(id);
    }
    for (s, offers) in offers_of.iter().enumerate() {
        if offers.iter().any(|offer| sells[offer.index()]) {
            let needed = |offer: &&OfferId| !supply.buyers[model.offer(**offer).element.index()].is_empty();
            for offer in offers.iter().filter(|offer| !sells[offer.index()]).filter(needed) {
                let (message, hint) = why_unsold(model, supply, *offer);
                found.push(warn(Code::OfferUnused, format!("offer {}", model.offer(*offer).id), message, hint));
            }
            continue;
        }
        let (message, hint) = match offers.first() {
            None => ("it has no offers".into(), "add its offers to the table offers, or take it out"),
            Some(&offer) => {
                let (why, hint) = why_unsold(model, supply, offer);
                (format!("it never delivers within the horizon; its offer {}: {why}", model.offer(offer).id), hint)
            }
        };
        found.push(warn(Code::SupplierNeverDelivers, format!("supplier {}", model.suppliers[s].id), message, hint));
    }
}

fn why_unsold(model: &Model, supply: &Supply, offer: OfferId) -> (String, &'static str) {
    let data = model.offer(offer);
    let element = &model.element(data.element).id;
    let buyers = &supply.buyers[data.element.index()];
    let first = buyers.iter().filter_map(|&segment| model.first_delivery(data.supplier, segment)).min();
    let window = model.horizon.clip(data.window);
    if buyers.is_empty() {
        (format!("nobody needs {element}"), "add demand for it, or take the offer out")
    } else if window.is_empty() {
        ("its window lies outside the horizon".into(), "move available_from or available_until, or the horizon")
    } else if supply.capacity[offer.index()].iter().all(|&capacity| capacity <= 0.0) {
        ("its capacity is 0".into(), "a blank capacity_per_year is unlimited")
    } else {
        match first {
            None => (
                format!("every segment that needs {element} excludes its supplier, or the route is not allowed"),
                "look at exclude_countries in segments, and at allowed in routes",
            ),
            Some(first) => {
                let last = model.horizon.month(window.end).plus(-1);
                let end = match window.end == model.horizon.periods {
                    true => format!("the horizon ends with {last}"),
                    false => format!("it is available until {last}"),
                };
                (
                    format!("it cannot be there before {}, and {end}", model.horizon.month(first)),
                    "look at qualification_months and transit_months",
                )
            }
        }
    }
}

/// One pair: who may deliver, whether that is enough in time, whether it fits into the store, whether it is worth the money.
fn stock_and_demand(model: &Model, pair: &Pair, supply: &Supply, found: &mut Vec<Diagnostic>) {
    let required = model.required_stock(pair);
    found.extend(small_store(model, pair, &required));
    let offers = &supply.of_element[pair.element.index()];
    let needs = required.iter().chain(&pair.demand).any(|&tonnes| tonnes > 0.0);
    let sellers: Vec<OfferId> = offers
        .iter()
        .copied()
        .filter(|&offer| model.first_delivery(model.offer(offer).supplier, pair.segment).is_some())
        .collect();
    let nobody = sellers.is_empty();
    if needs && nobody {
        let element = &model.element(pair.element).id;
        let (message, hint) = if offers.is_empty() {
            (format!("nobody offers {element}"), "add an offer of it to the table offers")
        } else {
            (
                format!("none of the {} offers of {element} may be delivered to it", offers.len()),
                "look at exclude_countries in segments, and at allowed in routes",
            )
        };
        found.push(warn(Code::NobodyMayDeliver, about(model, pair), message, hint));
    }

    let mut deliverable = vec![0.0; model.horizon.periods];
    let mut cheapest = f64::INFINITY;
    for offer in sellers {
        let data = model.offer(offer);
        let route = model.route(data.supplier, pair.segment);
        for t in supply.deliveries(model, offer, pair.segment) {
            let capacity = supply.capacity[offer.index()][t];
            deliverable[t] += capacity;
            if capacity > 0.0
                && let Some(price) = model.price(data, t)
            {
                cheapest = cheapest.min(price * (1.0 + route.tariff) + route.freight);
            }
        }
    }
    if needs && !nobody {
        found.extend(out_of_reach(model, pair, &required, &deliverable));
    }
    found.extend(cheap_shortage(model, pair, cheapest));
}

/// The subject of a warning on a pair.
fn about(model: &Model, pair: &Pair) -> String {
    format!("{} for {}", model.element(pair.element).id, model.segment(pair.segment).id)
}

/// A store that cannot hold the required stock.
fn small_store(model: &Model, pair: &Pair, required: &[f64]) -> Option<Diagnostic> {
    let storage = pair.storage?;
    let t = required.iter().position(|&stock| stock > storage * (1.0 + ROOM))?;
    let message = format!(
        "the store holds {}, and {} are required at the end of {}",
        tonnes(storage),
        tonnes(required[t]),
        model.horizon.month(t)
    );
    let hint = "raise capacity in stock, or lower months in coverage";
    Some(warn(Code::StorageBelowRequired, about(model, pair), message, hint))
}

/// A shortage that costs less than the cheapest purchase.
fn cheap_shortage(model: &Model, pair: &Pair, cheapest: f64) -> Option<Diagnostic> {
    let cost = model.segment(pair.segment).shortage_cost?;
    if !cheapest.is_finite() || cost >= cheapest || pair.demand.iter().all(|&d| d <= 0.0) {
        return None;
    }
    let message = format!(
        "a shortage costs {cost} a {}, less than the cheapest purchase, {cheapest}: nothing would be bought",
        model.price_unit.label()
    );
    let hint = "raise shortage_cost in segments to what a shortage really costs";
    Some(warn(Code::ShortageCheaper, about(model, pair), message, hint))
}

/// The first period whose demand or stock is out of reach, whatever the others leave over.
fn out_of_reach(model: &Model, pair: &Pair, required: &[f64], deliverable: &[f64]) -> Option<Diagnostic> {
    let short = model.segment(pair.segment).shortage_cost.is_some();
    let mut most = pair.initial_stock;
    for t in 0..model.horizon.periods {
        // where shortage is allowed, demand takes nothing that is needed more
        let demand = if short { 0.0 } else { pair.demand[t] - model.substitutable(pair, t) };
        most += deliverable[t] - demand;
        let slack = ROOM * (1.0 + pair.initial_stock + demand + required[t]);
        let about = about(model, pair);
        let month = model.horizon.month(t);
        if most < -slack {
            let message =
                format!("by {month} demand is {} more than stock and all that can be delivered by then", tonnes(-most));
            let hint =
                "raise initial stock or capacity, shorten qualification_months, or give the segment a shortage_cost";
            return Some(warn(Code::DemandOutOfReach, about, message, hint));
        }
        if most < required[t] - slack {
            let message = format!(
                "at the end of {month} {} are required in stock, and at most {} can be there",
                tonnes(required[t]),
                tonnes(most)
            );
            return Some(warn(
                Code::TargetOutOfReach,
                about,
                message,
                "set build_months in coverage, or raise initial stock",
            ));
        }
        // stock above the storage capacity is not there later
        if let Some(storage) = pair.storage {
            most = most.min(storage);
        }
    }
    None
}

fn contracts(model: &Model, supply: &Supply, found: &mut Vec<Diagnostic>) {
    for contract in &model.contracts {
        let about = || format!("contract {}", contract.id);
        if model.horizon.cuts(contract.window) && (contract.min > 0.0 || contract.max.is_some()) {
            let window = model.horizon.clip(contract.window);
            let (first, last) = (model.horizon.month(window.start), model.horizon.month(window.end).plus(-1));
            let both = contract.window.from.is_some() && contract.window.until.is_some();
            let message = match both {
                true => format!("the horizon cuts its window: min and max count in proportion for {first} to {last}"),
                false => format!("the horizon cuts its window: min and max count in full for {first} to {last}"),
            };
            let hint = match both {
                true => "if deliveries are not even, set from, until, min and max for the part inside the horizon",
                false => "fill from and until, so that they count in proportion, or set them for the part inside",
            };
            found.push(warn(Code::ContractCut, about(), message, hint));
        }
        let window = model.horizon.clip(contract.window);
        let most: f64 = model
            .offer_ids()
            .filter(|(_, offer)| contract.covers(offer))
            .map(|(id, offer)| {
                let buyers = supply.buyers[offer.element.index()].iter();
                let first = buyers
                    .map(|&segment| supply.deliveries(model, id, segment))
                    .filter(|r| !r.is_empty())
                    .map(|r| r.start)
                    .min();
                let first = first.unwrap_or(window.end);
                window.clone().filter(|&t| t >= first).map(|t| supply.capacity[id.index()][t]).sum::<f64>()
            })
            .sum();
        let min = contract.min * model.contract_part(contract);
        if min > most * (1.0 + ROOM) {
            let message = format!(
                "its minimum is {}, and {} can deliver {} in its window",
                tonnes(min),
                model.supplier(contract.supplier).id,
                tonnes(most)
            );
            found.push(warn(
                Code::ContractOutOfReach,
                about(),
                message,
                "lower min, or raise capacity_per_year of the supplier's offers",
            ));
        }
    }
}

/// Windows that begin after the start: purchases just before them count for nothing.
fn windows(model: &Model, found: &mut Vec<Diagnostic>) {
    let security = model.security.iter().map(|security| ("security".to_owned(), security.window, Part::Total));
    let caps = model.caps.iter().map(|cap| (format!("cap {}", cap.id), cap.window, cap.part));
    for (about, window, part) in security.chain(caps) {
        let clipped = model.horizon.clip(window);
        if clipped.start == 0 || clipped.is_empty() {
            continue;
        }
        let holds =
            |pair: &&Pair| pair.storage.is_none_or(|storage| storage > model.required_stock(pair)[clipped.start - 1]);
        if let Some(pair) = model.pairs.iter().filter(|pair| model.belongs(pair, part)).find(holds) {
            let message = format!(
                "its window begins in {}: what is bought just before, and stored, serves the demand in it uncounted ({} for {}, for one)",
                model.horizon.month(clipped.start),
                model.element(pair.element).id,
                model.segment(pair.segment).id
            );
            found.push(warn(
                Code::WindowBoughtRound,
                about,
                message,
                "begin the window with the horizon, or limit capacity in stock",
            ));
        }
    }
}
