//! The checked, immutable domain: what [`crate::input`] has read and found in order, with ids in place of names.
//!
//! Quantities are tonnes, prices are per price unit (a kilogramme or a tonne), rates and shares are fractions, periods count from 0.
//! `derived` holds the quantities derived from the data alone: prices, capacities, first deliveries, dependency, required stock, requirement.

pub(crate) mod countries;
mod demand;
pub(crate) mod derived;
mod disruption;
mod ids;
mod limits;
mod market;
mod provenance;
mod security;
mod time;
mod tolerances;

use std::collections::BTreeMap;

pub use demand::{Pair, Segment, Substitute, Target};
pub use disruption::{Disruption, Risk, Scenario};
pub use ids::{
    CapId, ContractId, CountryId, CurrencyId, ElementId, GroupId, OfferId, PairId, ProjectId, ScenarioId, SegmentId,
    SupplierId,
};
pub use limits::{Cap, Contract, Who};
pub use market::{Currency, Element, Offer, Premium, PriceUnit, Project, Route, Supplier};
pub use provenance::{Fact, Provenance};
pub use security::{Measure, Part, Per, Scope, Security, Unattainable};
pub use time::{Horizon, Month, Window};

/// Everything that a plan depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The model's name, for titles.
    pub name: String,
    /// The label of amounts of money.
    pub currency: String,
    /// The unit that a price is per.
    pub price_unit: PriceUnit,
    /// The home country, exempt from caps on every country.
    pub home: Option<CountryId>,
    /// The periods.
    pub horizon: Horizon,
    /// Discount rate per year.
    pub discount_rate: f64,
    /// Holding rate per year, of the reference price.
    pub holding_rate: f64,
    /// The premium outside one country.
    pub premium: Option<Premium>,
    /// The most that may be spent in a year of [`Horizon::year`], undiscounted landed purchase cost.
    pub budget: BTreeMap<i32, f64>,
    /// The security level: the parameter of the frontier.
    pub security: Option<Security>,
    /// The attitude to risk of a hedge.
    pub risk: Risk,
    /// Names of the countries.
    pub countries: Vec<String>,
    /// Names of the groups of elements.
    pub groups: Vec<String>,
    /// The elements, in the order of their table.
    pub elements: Vec<Element>,
    /// The suppliers, in the order of their table.
    pub suppliers: Vec<Supplier>,
    /// The offers, in the order of their table.
    pub offers: Vec<Offer>,
    /// The segments, in the order of their table.
    pub segments: Vec<Segment>,
    /// The pairs that demand, stock or coverage names, by element and then segment.
    pub pairs: Vec<Pair>,
    /// One route for each supplier (outer) and segment (inner); see [`Model::route`].
    pub routes: Vec<Route>,
    /// The contracts.
    pub contracts: Vec<Contract>,
    /// The caps.
    pub caps: Vec<Cap>,
    /// The disruption scenarios.
    pub scenarios: Vec<Scenario>,
    /// Capacity that can be built, in the order of its table.
    pub projects: Vec<Project>,
    /// Currencies other than the model's, with their rates.
    pub currencies: Vec<Currency>,
    /// The provenance of each input figure, in the order of the tables.
    pub provenance: std::sync::Arc<[Provenance]>,
    /// The sources that it names by an id.
    pub facts: std::sync::Arc<[Fact]>,
}

impl Model {
    /// The route from a supplier to a segment.
    pub fn route(&self, supplier: SupplierId, segment: SegmentId) -> &Route {
        &self.routes[supplier.index() * self.segments.len() + segment.index()]
    }

    /// The element's data.
    pub fn element(&self, id: ElementId) -> &Element {
        &self.elements[id.index()]
    }

    /// The supplier's data.
    pub fn supplier(&self, id: SupplierId) -> &Supplier {
        &self.suppliers[id.index()]
    }

    /// The offer's data.
    pub fn offer(&self, id: OfferId) -> &Offer {
        &self.offers[id.index()]
    }

    /// The segment's data.
    pub fn segment(&self, id: SegmentId) -> &Segment {
        &self.segments[id.index()]
    }

    /// The pair's data.
    pub fn pair(&self, id: PairId) -> &Pair {
        &self.pairs[id.index()]
    }

    /// The project's data.
    pub fn project(&self, id: ProjectId) -> &Project {
        &self.projects[id.index()]
    }

    /// The scenario's data.
    pub fn scenario(&self, id: ScenarioId) -> &Scenario {
        &self.scenarios[id.index()]
    }

    /// The country's name.
    pub fn country(&self, id: CountryId) -> &str {
        &self.countries[id.index()]
    }

    /// All pairs with their ids.
    pub fn pair_ids(&self) -> impl Iterator<Item = (PairId, &Pair)> {
        self.pairs.iter().enumerate().map(|(i, pair)| (PairId::new(i), pair))
    }

    /// All offers with their ids.
    pub fn offer_ids(&self) -> impl Iterator<Item = (OfferId, &Offer)> {
        self.offers.iter().enumerate().map(|(i, offer)| (OfferId::new(i), offer))
    }
}
