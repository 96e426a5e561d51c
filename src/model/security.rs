//! The security level: on whom, of what, over what time, how it is weighted.

use super::{CountryId, ElementId, GroupId, Horizon, Month, SegmentId, Window};

/// The weighting of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// By tonnes.
    Volume,
    /// By the reference price in period 1.
    Value,
}

/// The scope of security rows: each of its parts has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// One row for everything.
    Total,
    /// One for each group.
    Group,
    /// One for each element.
    Element,
    /// One for each segment.
    Segment,
}

impl Scope {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Total, Self::Group, Self::Element, Self::Segment];

    /// As written in files and on the command line.
    pub fn label(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Group => "group",
            Self::Element => "element",
            Self::Segment => "segment",
        }
    }
}

/// The time over which a security row bounds dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// One row for each part, over the security window.
    Horizon,
    /// One row for each part and year of the security window.
    Year,
}

/// The part of all pairs that a cap or security row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Everything.
    Total,
    /// One group's elements.
    Group(GroupId),
    /// One element.
    Element(ElementId),
    /// One segment.
    Segment(SegmentId),
}

/// The rule for a level that some row cannot reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unattainable {
    /// The row is held at its floor.
    Relax,
    /// The level has no plan.
    Fail,
}

/// The security level and how it is measured; the country is a name as long as only the file is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Security<Country = CountryId> {
    /// Dependency on this country.
    pub country: Country,
    /// True if feedstock counts.
    pub look_through: bool,
    /// The scope of the security rows.
    pub scope: Scope,
    /// Tonnes or value.
    pub measure: Measure,
    /// The months in which purchases count.
    pub window: Window,
    /// The level that `solve` enforces.
    pub max_share: Option<f64>,
    /// The levels of the table, in the order given.
    pub levels: Vec<f64>,
    /// The rule below a floor.
    pub unattainable: Unattainable,
    /// One row for each part, or one for each part and year.
    pub per: Per,
    /// The second measure of security: months (whole periods) that a full stop of the country must be survived, whenever it comes; `None` where it is not asked.
    pub survive_months: Option<u32>,
    /// The first month in which that stop may begin; `None`: twelve months after the start.
    pub survive_from: Option<Month>,
    /// The part of the country's goods that is still available in that stop, 0 to 1.
    pub survive_availability: f64,
}

impl<Country> Security<Country> {
    /// The same of a country that is found by its name.
    pub(crate) fn found<Found>(&self, find: impl FnOnce(&Country) -> Found) -> Security<Found> {
        let &Self { look_through, scope, measure, window, max_share, unattainable, per, .. } = self;
        let &Self { survive_months, survive_from, survive_availability, .. } = self;
        Security {
            country: find(&self.country),
            look_through,
            scope,
            measure,
            window,
            max_share,
            levels: self.levels.clone(),
            unattainable,
            per,
            survive_months,
            survive_from,
            survive_availability,
        }
    }
}

impl Security {
    /// The periods of the security window, or those of one of its years.
    pub fn periods(&self, horizon: &Horizon, year: Option<i32>) -> std::ops::Range<usize> {
        let window = horizon.clip(self.window);
        let Some(year) = year else { return window };
        let year = horizon.periods_of_year(year);
        let from = year.start.clamp(window.start, window.end);
        from..year.end.clamp(from, window.end)
    }
}
