//! Contracts and caps.

use super::{CountryId, ElementId, Measure, Offer, Part, SupplierId, Window};

/// A contract with a supplier.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// Its id.
    pub id: String,
    /// With whom.
    pub supplier: SupplierId,
    /// Its element; every one where `None`.
    pub element: Option<ElementId>,
    /// When.
    pub window: Window,
    /// Tonnes to take at least.
    pub min: f64,
    /// Tonnes to take at most.
    pub max: Option<f64>,
}

impl Contract {
    /// Whether what is bought of an offer is bought under it.
    pub(crate) fn covers(&self, offer: &Offer) -> bool {
        offer.supplier == self.supplier && self.element.is_none_or(|element| element == offer.element)
    }
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
