//! Disruptions, and the attitude to their risk.

use super::{CountryId, ElementId, Horizon, Month, SupplierId};

/// The attitude to risk of a hedge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Risk {
    /// Weight of the conditional value at risk, 0 to 1.
    pub cvar_weight: f64,
    /// Its level, 0 to 1, below 1.
    pub cvar_alpha: f64,
}

/// A disruption scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its id.
    pub id: String,
    /// Its probability.
    pub probability: f64,
    /// Its disruptions.
    pub disruptions: Vec<Disruption>,
}

impl Scenario {
    /// True if it begins before the horizon ends and is not over before that begins.
    pub(crate) fn happens(&self, horizon: &Horizon) -> bool {
        let start = self.disruptions.iter().map(|d| d.start).min();
        let end = self.disruptions.iter().map(|d| d.start.plus(i64::from(d.months))).max();
        end.is_some_and(|end| end > horizon.start)
            && start.is_some_and(|start| horizon.period_of(start) < horizon.periods as i64)
    }
}

/// Part of a scenario: from a month on, for some months, the availability of some offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Disruption {
    /// First month.
    pub start: Month,
    /// Duration, months.
    pub months: u32,
    /// The country of the suppliers or feedstock hit; any where `None`.
    pub country: Option<CountryId>,
    /// The supplier hit; any where `None`.
    pub supplier: Option<SupplierId>,
    /// The element hit; any where `None`.
    pub element: Option<ElementId>,
    /// The part of deliveries that is left, 0 to 1.
    pub availability: f64,
    /// The factor of the price.
    pub price_factor: f64,
}
