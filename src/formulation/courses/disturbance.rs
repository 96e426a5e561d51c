//! Data of a course that is derived: its first and last period, and the availability of each offer in each period.

use crate::model::{Disruption, Model, Offer, OfferId, Scenario, Security, Who};
use std::ops::Range;

/// The effect of a disruption on an offer in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Effect {
    /// A: the availability of its deliveries, 0 to 1.
    pub availability: f64,
    /// The factor of its price.
    pub price_factor: f64,
}

impl Effect {
    const NONE: Self = Self { availability: 1.0, price_factor: 1.0 };
}

/// The periods of a course from leaving the trunk to its end, and the availability of each offer in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Disturbance {
    /// The periods of the course.
    pub periods: Range<usize>,
    // by offer, one for each period of the course; empty where nothing happens to it
    effects: Vec<Vec<Effect>>,
}

impl Disturbance {
    /// A course in which nothing happens: the same periods replanned.
    pub fn none(model: &Model, periods: Range<usize>) -> Self {
        Self { periods, effects: vec![Vec::new(); model.offers.len()] }
    }

    /// The disturbance of `periods` by `rows`. A country row hits every supplier with look-through, `1 − (1−A)·φ`; a period hit in part is hit pro
    /// rata; rows on the same offer multiply.
    pub fn new(model: &Model, rows: &[Disruption], periods: Range<usize>) -> Self {
        let mut disturbance = Self::none(model, periods);
        for row in rows {
            let hit: Vec<f64> = disturbance.periods.clone().map(|t| part_hit(model, row, t)).collect();
            if hit.iter().all(|&part| part == 0.0) {
                continue;
            }
            for (id, offer) in model.offer_ids() {
                let exposure = exposure(model, row, offer);
                if exposure == 0.0 {
                    continue;
                }
                let effects = &mut disturbance.effects[id.index()];
                effects.resize(hit.len(), Effect::NONE);
                for (effect, part) in effects.iter_mut().zip(&hit) {
                    effect.availability *= 1.0 - (1.0 - row.availability) * exposure * part;
                    effect.price_factor *= 1.0 + (row.price_factor - 1.0) * exposure * part;
                }
            }
        }
        disturbance
    }

    /// The course of a scenario: from the period that contains its earliest start, or the first, to the horizon's end. `None` if it is over
    /// before the horizon or starts after it.
    pub(crate) fn scenario(model: &Model, scenario: &Scenario) -> Option<Self> {
        let horizon = &model.horizon;
        let start = horizon.period_of(scenario.disruptions.iter().map(|d| d.start).min()?).max(0) as usize;
        scenario.happens(horizon).then(|| Self::new(model, &scenario.disruptions, start..horizon.periods))
    }

    /// The stop of the security country that survival asks for: it begins with period `start`, lasts `periods` whole periods, and the course has only
    /// those inside the horizon.
    pub(crate) fn stop(model: &Model, security: &Security, start: usize, periods: usize) -> Self {
        let horizon = &model.horizon;
        let row = Disruption {
            start: horizon.month(start),
            months: periods as u32 * horizon.months_per_period,
            country: Some(security.country),
            supplier: None,
            element: None,
            availability: security.survive_availability,
            price_factor: 1.0,
        };
        Self::new(model, &[row], start..(start + periods).min(horizon.periods))
    }

    /// The effect on an offer in a period of the course.
    pub(crate) fn effect(&self, offer: OfferId, t: usize) -> Effect {
        self.effects[offer.index()].get(t - self.periods.start).copied().unwrap_or(Effect::NONE)
    }

    /// A: the availability of an offer in a period of the course, 0 to 1.
    pub(crate) fn availability(&self, offer: OfferId, t: usize) -> f64 {
        self.effect(offer, t).availability
    }
}

/// The part of period `t` that lies in the months of a row.
fn part_hit(model: &Model, row: &Disruption, t: usize) -> f64 {
    let months = i64::from(model.horizon.months_per_period);
    let from = row.start.since(model.horizon.month(t));
    let until = from + i64::from(row.months);
    (until.min(months) - from.max(0)).max(0) as f64 / months as f64
}

/// The part of an offer that a row hits: φ, 0 to 1, always with look-through; 0 where the row is about another supplier or element.
fn exposure(model: &Model, row: &Disruption, offer: &Offer) -> f64 {
    let other = row.element.is_some_and(|e| e != offer.element) || row.supplier.is_some_and(|s| s != offer.supplier);
    if other {
        return 0.0;
    }
    row.country.map_or(1.0, |country| model.dependency(offer.supplier, Who::Country(country), true))
}
