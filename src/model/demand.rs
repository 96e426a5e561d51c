//! Segments, their demand for elements and their stock.

use super::{CountryId, ElementId, SegmentId};

/// A segment: a consumer, or a reserve that holds stock for the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Its id in the tables.
    pub id: String,
    /// Its name for people; the id where none is given.
    pub name: String,
    /// The cost of a missing price unit; `None` where nothing may be short.
    pub shortage_cost: Option<f64>,
    /// Countries it does not buy from.
    pub exclude_countries: Vec<CountryId>,
    /// True if those are excluded as feedstock too.
    pub exclude_look_through: bool,
    /// True for a reserve: no demand of its own.
    pub reserve: bool,
}

/// One segment's demand for one element, and its stock of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The element.
    pub element: ElementId,
    /// The segment.
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
    /// Its substitute.
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
