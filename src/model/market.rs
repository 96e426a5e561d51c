//! Goods and who sells them: elements, suppliers, offers, routes, prices and capacity that can be built.

use super::{CountryId, CurrencyId, ElementId, GroupId, OfferId, SupplierId, Window};

/// The unit that a price is per.
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

/// The premium of an offer without a price of its own outside one country.
#[derive(Debug, Clone, PartialEq)]
pub struct Premium {
    /// The country where nobody pays it.
    pub country: CountryId,
    /// The multiple of the reference price, where the element has none of its own.
    pub factor: f64,
}

/// A material that is bought.
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

/// A supplier.
#[derive(Debug, Clone, PartialEq)]
pub struct Supplier {
    /// Its id in the tables.
    pub id: String,
    /// Its name for people; the id where none is given.
    pub name: String,
    /// The country in which it processes.
    pub country: CountryId,
    /// The countries of its feedstock with their shares, which sum to 1.
    pub feedstock: Vec<(CountryId, f64)>,
}

/// One supplier's offer of one element.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Its id, unique.
    pub id: String,
    /// Its supplier.
    pub supplier: SupplierId,
    /// Its element.
    pub element: ElementId,
    /// Its own price per price unit, in its currency.
    pub price: Option<f64>,
    /// Its own multiple of the reference price, in whatever country; only without a price.
    pub premium: Option<f64>,
    /// Its least price per price unit, in its currency; only without a price.
    pub price_floor: Option<f64>,
    /// The currency of `price`, `price_floor` and `reservation_fee`; `None` is the model's.
    pub currency: Option<CurrencyId>,
    /// Tonnes a year; `None` is unlimited.
    pub capacity_per_year: Option<f64>,
    /// The months in which it delivers.
    pub window: Window,
    /// Months from the first delivery to the full capacity.
    pub ramp_months: f64,
    /// The most that it delivers above plan in a disruption, a fraction; `None` is up to its capacity.
    pub surge: Option<f64>,
    /// The fee for a tonne a year of capacity reserved for a disruption, per price unit and year, in its currency; `None`: none can be reserved.
    pub reservation_fee: Option<f64>,
}

/// From a supplier to a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Route {
    /// True if goods may go there at all.
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

/// Capacity of an offer that can be decided on: an investment.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Its id.
    pub id: String,
    /// The offer whose capacity it adds to.
    pub offer: OfferId,
    /// The most that can be built, tonnes a year, over all decisions.
    pub max_capacity: f64,
    /// The cost of building a tonne a year of it, in its currency.
    pub capex: f64,
    /// The currency of `capex`; `None` is the model's.
    pub currency: Option<CurrencyId>,
    /// Months from the decision to the first delivery.
    pub lead_months: f64,
    /// Months for which it delivers.
    pub life_months: f64,
    /// The rate of its annuity per year; `None` is the discount rate.
    pub rate: Option<f64>,
    /// The months in which it can be decided.
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
