//! The checked, immutable domain: what [`crate::input`] has read and found in order, with ids in place of names.
//!
//! Quantities are tonnes, prices are per price unit (a kilogramme or a tonne), rates and shares are fractions, periods count from 0.
//! `derived` holds what follows from the data alone: prices, capacities, first deliveries, dependency, required stock, requirement.

pub(crate) mod countries;
pub(crate) mod derived;
mod ids;
mod provenance;
mod security;
mod time;

use std::collections::BTreeMap;

pub use ids::{
    CapId, ContractId, CountryId, CurrencyId, ElementId, GroupId, OfferId, PairId, ProjectId, ScenarioId, SegmentId,
    SupplierId,
};
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
    /// What a price is per.
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
    /// The security level: the dial of the frontier.
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
    /// Where each input figure comes from, in the order of the tables.
    pub provenance: std::sync::Arc<[Provenance]>,
    /// What the sources that it names by an id are.
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

/// What a price is per.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceUnit {
    /// A kilogramme.
    Kilogramme,
    /// A tonne.
    Tonne,
}

impl PriceUnit {
    /// κ: price units in a tonne.
    pub fn per_tonne(self) -> f64 {
        match self {
            Self::Kilogramme => 1000.0,
            Self::Tonne => 1.0,
        }
    }

    /// As written in files: `kg` or `t`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Kilogramme => "kg",
            Self::Tonne => "t",
        }
    }
}

/// What an offer without a price of its own pays outside one country.
#[derive(Debug, Clone, PartialEq)]
pub struct Premium {
    /// Where nobody pays it.
    pub country: CountryId,
    /// The multiple of the reference price, where the element has none of its own.
    pub factor: f64,
}

/// The attitude to risk of a hedge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Risk {
    /// Weight of the conditional value at risk, 0 to 1.
    pub cvar_weight: f64,
    /// Its level, 0 to 1, below 1.
    pub cvar_alpha: f64,
}

/// What is bought.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its id in the tables.
    pub id: String,
    /// Its name for people; the id where none is given.
    pub name: String,
    /// Its group.
    pub group: Option<GroupId>,
    /// Its own premium.
    pub premium: Option<f64>,
    /// The reference price in force in each period.
    pub reference_price: Vec<Option<f64>>,
}

/// Who sells.
#[derive(Debug, Clone, PartialEq)]
pub struct Supplier {
    /// Its id in the tables.
    pub id: String,
    /// Its name for people; the id where none is given.
    pub name: String,
    /// Where it processes.
    pub country: CountryId,
    /// Where its feedstock comes from; the shares sum to 1.
    pub feedstock: Vec<(CountryId, f64)>,
}

/// One supplier's offer of one element.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Its id, unique.
    pub id: String,
    /// Who.
    pub supplier: SupplierId,
    /// What.
    pub element: ElementId,
    /// Its own price per price unit, in its currency.
    pub price: Option<f64>,
    /// Its own multiple of the reference price, in whatever country; only without a price.
    pub premium: Option<f64>,
    /// What it costs at least per price unit, in its currency; only without a price.
    pub price_floor: Option<f64>,
    /// The currency of `price`, `price_floor` and `reservation_fee`; `None` is the model's.
    pub currency: Option<CurrencyId>,
    /// Tonnes a year; `None` is unlimited.
    pub capacity_per_year: Option<f64>,
    /// When it delivers.
    pub window: Window,
    /// Months from the first delivery to the full capacity.
    pub ramp_months: f64,
    /// How much more than planned it delivers in a disruption, a fraction; `None` is up to its capacity.
    pub surge: Option<f64>,
    /// What a tonne a year of capacity reserved for a disruption costs, per price unit and year, in its currency; `None`: none can be reserved.
    pub reservation_fee: Option<f64>,
}

/// Who consumes or holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Its id in the tables.
    pub id: String,
    /// Its name for people; the id where none is given.
    pub name: String,
    /// What a missing price unit costs; `None` where nothing may be short.
    pub shortage_cost: Option<f64>,
    /// Countries it does not buy from.
    pub exclude_countries: Vec<CountryId>,
    /// Whether those are excluded as feedstock too.
    pub exclude_look_through: bool,
    /// Whether it is a reserve: no demand of its own.
    pub reserve: bool,
}

/// What one segment needs and holds of one element.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// What.
    pub element: ElementId,
    /// Whose.
    pub segment: SegmentId,
    /// Demand of each period, tonnes.
    pub demand: Vec<f64>,
    /// Stock before period 0, tonnes.
    pub initial_stock: f64,
    /// Storage capacity, tonnes.
    pub storage: Option<f64>,
    /// Holding cost per price unit and year.
    pub holding_cost: Option<f64>,
    /// Coverage targets, by date.
    pub targets: Vec<Target>,
    /// What can replace it.
    pub substitute: Option<Substitute>,
}

/// A coverage target, in force until the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// The period it begins in; may be negative.
    pub from: i64,
    /// Months of the following demand.
    pub months: f64,
    /// Months in which it rises from the target before it.
    pub build_months: f64,
}

/// Demand that can be met without the element.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Substitute {
    /// Cost per price unit.
    pub cost: f64,
    /// Greatest share of demand.
    pub max_share: f64,
    /// The period it begins in; may be negative or beyond the horizon.
    pub from: i64,
}

/// From a supplier to a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Route {
    /// Whether goods may go there at all.
    pub allowed: bool,
    /// Months of qualification; 0 is qualified.
    pub qualification_months: f64,
    /// Months from order to delivery.
    pub transit_months: f64,
    /// Freight per price unit.
    pub freight: f64,
    /// Tariff, a fraction of the price.
    pub tariff: f64,
}

/// What was promised to a supplier.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// Its id.
    pub id: String,
    /// With whom.
    pub supplier: SupplierId,
    /// What; everything where `None`.
    pub element: Option<ElementId>,
    /// When.
    pub window: Window,
    /// Tonnes to take at least.
    pub min: f64,
    /// Tonnes to take at most.
    pub max: Option<f64>,
}

/// Whom a cap is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// One country.
    Country(CountryId),
    /// One supplier.
    Supplier(SupplierId),
}

/// A limit on dependency.
#[derive(Debug, Clone, PartialEq)]
pub struct Cap {
    /// Its id.
    pub id: String,
    /// Whom it is about, one row for each: `*` is spelled out here.
    pub whom: Vec<Who>,
    /// Of what.
    pub part: Part,
    /// The greatest share; `None` where it only has a minimum.
    pub limit: Option<f64>,
    /// The least share; `None` where it only has a limit.
    pub min: Option<f64>,
    /// Tonnes or value.
    pub measure: Measure,
    /// Whether feedstock counts.
    pub look_through: bool,
    /// When.
    pub window: Window,
}

/// A disruption scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its id.
    pub id: String,
    /// Its probability.
    pub probability: f64,
    /// What happens in it.
    pub disruptions: Vec<Disruption>,
}

/// Part of a scenario: from a month on, for some months, what is left of some offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Disruption {
    /// First month.
    pub start: Month,
    /// How many months.
    pub months: u32,
    /// Whose country or feedstock; any where `None`.
    pub country: Option<CountryId>,
    /// Which supplier; any where `None`.
    pub supplier: Option<SupplierId>,
    /// Which element; any where `None`.
    pub element: Option<ElementId>,
    /// What is left, 0 to 1.
    pub availability: f64,
    /// What it costs then, a multiple.
    pub price_factor: f64,
}

/// Capacity of an offer that can be decided on: an investment.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Its id.
    pub id: String,
    /// The offer whose capacity it adds to.
    pub offer: OfferId,
    /// The most that can be built, tonnes a year, over all decisions.
    pub max_capacity: f64,
    /// What a tonne a year of it costs to build, in its currency.
    pub capex: f64,
    /// The currency of `capex`; `None` is the model's.
    pub currency: Option<CurrencyId>,
    /// Months from the decision to the first delivery.
    pub lead_months: f64,
    /// Months for which it delivers.
    pub life_months: f64,
    /// The rate of its annuity per year; `None` is the discount rate.
    pub rate: Option<f64>,
    /// When it can be decided.
    pub window: Window,
}

/// A currency with its rate in each period.
#[derive(Debug, Clone, PartialEq)]
pub struct Currency {
    /// Its name in the tables.
    pub id: String,
    /// Of the model's currency for one of it, in force in each period.
    pub rate: Vec<f64>,
}
