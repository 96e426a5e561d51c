//! The model as the page knows it.

use super::picture::{offer_periods, unit};
use super::points::digits;
use crate::formulation::Program;
use crate::model::{Model, Offer, SupplierId, Who};
use serde::Serialize;
use std::ops::Range;

#[derive(Serialize)]
pub(super) struct ModelPart<'a> {
    name: &'a str,
    currency: &'a str,
    price_unit: &'static str,
    home: Option<&'a str>,
    months_per_period: u32,
    periods: Vec<String>,
    discount_rate: f64,
    security: Option<SecurityPart<'a>>,
    elements: Vec<ElementPart<'a>>,
    suppliers: Vec<SupplierPart<'a>>,
    offers: Vec<OfferPart<'a>>,
}

#[derive(Serialize)]
struct SecurityPart<'a> {
    country: &'a str,
    look_through: bool,
    value: bool,
    max_share: Option<f64>,
}

/// An element; required stock and demand of all segments by period, tonnes.
#[derive(Serialize)]
struct ElementPart<'a> {
    id: &'a str,
    name: &'a str,
    required: Vec<f64>,
    demand: Vec<f64>,
}

#[derive(Serialize)]
struct SupplierPart<'a> {
    id: &'a str,
    name: &'a str,
    country: &'a str,
    /// The part of its goods that counts as dependent, if there is a security level.
    dependency: Option<f64>,
}

/// An offer; its courses begin with period `first`. Capacities of all periods, each with how often it repeats (`None`: unlimited).
#[derive(Serialize)]
struct OfferPart<'a> {
    id: &'a str,
    supplier: usize,
    element: usize,
    first: usize,
    capacity: Vec<(usize, Option<f64>)>,
}

/// `number` in whole `unit`s, a power of ten.
fn rounded(number: f64, unit: f64) -> f64 {
    // no double needs more decimals, and the formatter takes only so many
    let decimals = (-unit.log10().round()).clamp(0.0, 323.0) as usize;
    format!("{number:.decimals$}").parse().unwrap_or(number)
}

impl<'a> ModelPart<'a> {
    pub(super) fn new(model: &'a Model, program: &Program) -> Self {
        let most = model.pairs.iter().flat_map(|p| p.demand.iter().copied().chain(model.required_stock(p)));
        let tonne = unit(most.fold(0.0, f64::max), 7);
        let sum = |e: usize, of: &dyn Fn(&crate::model::Pair) -> Vec<f64>| {
            let mut sums = vec![0.0; model.horizon.periods];
            for pair in model.pairs.iter().filter(|pair| pair.element.index() == e) {
                sums.iter_mut().zip(of(pair)).for_each(|(sum, value)| *sum += value);
            }
            sums.into_iter().map(|sum| rounded(sum, tonne)).collect()
        };
        let elements = model.elements.iter().enumerate().map(|(e, element)| ElementPart {
            id: &element.id,
            name: &element.name,
            required: sum(e, &|pair| model.required_stock(pair)),
            demand: sum(e, &|pair| pair.demand.clone()),
        });
        let suppliers = model.suppliers.iter().enumerate().map(|(s, supplier)| SupplierPart {
            id: &supplier.id,
            name: &supplier.name,
            country: model.country(supplier.country),
            dependency: model.security.as_ref().map(|security| {
                model.dependency(SupplierId::new(s), Who::Country(security.country), security.look_through)
            }),
        });
        let spans = offer_periods(model, program);
        let offers = model.offers.iter().zip(spans).map(|(offer, span)| {
            let first = span.start;
            let capacity = runs_of_capacity(model, offer, span);
            OfferPart {
                id: &offer.id,
                supplier: offer.supplier.index(),
                element: offer.element.index(),
                first,
                capacity,
            }
        });
        Self {
            name: &model.name,
            currency: &model.currency,
            price_unit: model.price_unit.label(),
            home: model.home.map(|home| model.country(home)),
            months_per_period: model.horizon.months_per_period,
            periods: (0..model.horizon.periods).map(|t| model.horizon.month(t).to_string()).collect(),
            discount_rate: model.discount_rate,
            security: model.security.as_ref().map(|s| SecurityPart {
                country: model.country(s.country),
                look_through: s.look_through,
                value: s.measure == crate::model::Measure::Value,
                max_share: s.max_share,
            }),
            elements: elements.collect(),
            suppliers: suppliers.collect(),
            offers: offers.collect(),
        }
    }
}

/// Tonnes that an offer sells at most in each of some periods, None for any amount: how often in a row, and how much.
fn runs_of_capacity(model: &Model, offer: &Offer, periods: Range<usize>) -> Vec<(usize, Option<f64>)> {
    let mut runs: Vec<(usize, Option<f64>)> = Vec::new();
    for t in periods {
        let most = Some(model.capacity(offer, t)).filter(|most| most.is_finite()).map(|most| digits(most, 8));
        match runs.last_mut() {
            Some((times, last)) if *last == most => *times += 1,
            _ => runs.push((1, most)),
        }
    }
    runs
}
