//! Contracts and caps.

use super::{CountryId, ElementId, Measure, Offer, Part, SupplierId, Window};

/// A contract with a supplier.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// Its id.
    pub id: String,
    /// Its supplier.
    pub supplier: SupplierId,
    /// Its element; every one where `None`.
    pub element: Option<ElementId>,
    /// The months in which deliveries count.
    pub window: Window,
    /// Tonnes to take at least.
    pub min: f64,
    /// Tonnes to take at most.
    pub max: Option<f64>,
}

impl Contract {
    /// True if purchases of an offer count towards it.
    pub(crate) fn covers(&self, offer: &Offer) -> bool {
        offer.supplier == self.supplier && self.element.is_none_or(|element| element == offer.element)
    }
}

/// A supplier or country that goods come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// One supplier.
    Supplier(SupplierId),
    /// All suppliers who process in a country; with look-through also the part of others that is its feedstock.
    Country(CountryId),
}

/// A limit on dependency.
#[derive(Debug, Clone, PartialEq)]
pub struct Cap {
    /// Its id.
    pub id: String,
    /// The countries or suppliers that it limits, one row for each: `*` is spelled out here.
    pub whom: Vec<Who>,
    /// The part of all pairs whose requirement the share is of.
    pub part: Part,
    /// The greatest share; `None` where it only has a minimum.
    pub limit: Option<f64>,
    /// The least share; `None` where it only has a limit.
    pub min: Option<f64>,
    /// Tonnes or value.
    pub measure: Measure,
    /// True if feedstock counts.
    pub look_through: bool,
    /// The months in which it holds.
    pub window: Window,
}
