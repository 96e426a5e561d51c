//! Keys of rows, bounds and columns of the program, with their names. All else that is known of a kind of constraint stands in
//! [`super::constraint`].

use super::courses::{CourseCol, CourseKey, CourseRow};
use crate::model::{CapId, ContractId, ElementId, Model, OfferId, PairId, Part, ProjectId, Who};

/// The key of a constraint. Bounds of variables are constraints too: they have names and shadow prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the fields are what their types say")]
pub enum RowKey {
    /// Stock in + purchases + shortage + substitution = demand + stock out.
    Balance { pair: PairId, period: usize },
    /// Shortage and substitution together are at most the demand.
    Unmet { pair: PairId, period: usize },
    /// Deliveries of an offer in a period are at most its capacity.
    Capacity { offer: OfferId, period: usize },
    /// Building of a project is at most its greatest capacity.
    Project(ProjectId),
    /// A contract's minimum.
    ContractMin(ContractId),
    /// A contract's maximum.
    ContractMax(ContractId),
    /// A cap, for one of those it is about.
    Cap { cap: CapId, who: Who },
    /// A cap's minimum, for the one that it is about.
    CapMin { cap: CapId, who: Who },
    /// A security row: of a part, over the whole security window or one year of it.
    Security { part: Part, year: Option<i32> },
    /// The budget of a year.
    Budget(i32),
    /// Lower bound of a closing stock.
    Coverage { pair: PairId, period: usize },
    /// Upper bound of a closing stock.
    Storage { pair: PairId, period: usize },
    /// Upper bound of a shortage.
    Shortage { pair: PairId, period: usize },
    /// Upper bound of a substitution.
    Substitute { pair: PairId, period: usize },
    /// Upper bound of the capacity reserved of an offer.
    Reservation(OfferId),
    /// Survival is not bought by being short anyway: all that is short of an element.
    SurviveShortage(ElementId),
    /// A row or bound of a disruption course.
    Course { course: CourseKey, row: CourseRow },
}

impl RowKey {
    /// True if it limits stock: amounts of several periods are not added up.
    pub(crate) fn is_stock(self) -> bool {
        match self {
            Self::Coverage { .. } | Self::Storage { .. } => true,
            Self::Course { row, .. } => row.in_trunk().is_some_and(Self::is_stock),
            Self::Balance { .. }
            | Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::Project(_)
            | Self::ContractMin(_)
            | Self::ContractMax(_)
            | Self::Cap { .. }
            | Self::CapMin { .. }
            | Self::Security { .. }
            | Self::Budget(_)
            | Self::Shortage { .. }
            | Self::Substitute { .. }
            | Self::Reservation(_)
            | Self::SurviveShortage(_) => false,
        }
    }

    /// The course that it belongs to; `None` of the trunk.
    pub(crate) fn course(self) -> Option<CourseKey> {
        if let Self::Course { course, .. } = self { Some(course) } else { None }
    }

    /// True if there is such a row only where disruptions are survived: those of their courses, and those that keep survival from being
    /// bought by shortage.
    pub(crate) fn is_survival(self) -> bool {
        match self {
            Self::SurviveShortage(_) | Self::Course { .. } => true,
            Self::Balance { .. }
            | Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::Project(_)
            | Self::ContractMin(_)
            | Self::ContractMax(_)
            | Self::Cap { .. }
            | Self::CapMin { .. }
            | Self::Security { .. }
            | Self::Budget(_)
            | Self::Coverage { .. }
            | Self::Storage { .. }
            | Self::Shortage { .. }
            | Self::Substitute { .. }
            | Self::Reservation(_) => false,
        }
    }

    /// The constraint's name, as in exports and tables: `balance[Nd,auto,2026-03]`.
    pub fn name(&self, model: &Model) -> String {
        let family = self.family().name();
        match *self {
            Self::Balance { pair, period }
            | Self::Unmet { pair, period }
            | Self::Coverage { pair, period }
            | Self::Storage { pair, period }
            | Self::Shortage { pair, period }
            | Self::Substitute { pair, period } => format!("{family}[{}]", pair_period(model, pair, period)),
            Self::Capacity { offer, period } => {
                format!("{family}[{},{}]", model.offer(offer).id, model.horizon.month(period))
            }
            Self::Project(project) => format!("{family}[{}]", model.project(project).id),
            Self::ContractMin(contract) | Self::ContractMax(contract) => {
                format!("{family}[{}]", model.contracts[contract.index()].id)
            }
            Self::Cap { cap, who } | Self::CapMin { cap, who } => {
                format!("{family}[{},{}]", model.caps[cap.index()].id, who_name(model, who))
            }
            Self::Security { part, year } => format!("{family}[{}]", row_name(model, part, year)),
            Self::Budget(year) => format!("{family}[{year}]"),
            Self::Reservation(offer) => format!("{family}[{}]", model.offer(offer).id),
            Self::SurviveShortage(element) => format!("{family}[{}]", model.element(element).id),
            Self::Course { course, row } => row.name(model, course),
        }
    }
}

/// The key of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the fields are what their types say")]
pub enum ColKey {
    /// Tonnes of an offer delivered to a pair's segment in a period.
    Purchase { offer: OfferId, pair: PairId, period: usize },
    /// Closing stock, tonnes.
    Stock { pair: PairId, period: usize },
    /// Unmet demand, tonnes.
    Shortage { pair: PairId, period: usize },
    /// Demand met by substitution, tonnes.
    Substitution { pair: PairId, period: usize },
    /// Capacity of a project decided in a period, tonnes a year.
    Project { project: ProjectId, period: usize },
    /// Capacity of an offer reserved for a disruption, tonnes a year.
    Reservation(OfferId),
    /// A variable of a disruption course.
    Course { course: CourseKey, col: CourseCol },
}

impl ColKey {
    /// The course that it belongs to; `None` of the trunk.
    pub(crate) fn course(self) -> Option<CourseKey> {
        if let Self::Course { course, .. } = self { Some(course) } else { None }
    }

    /// The element that it is about.
    pub(crate) fn element(&self, model: &Model) -> ElementId {
        match *self {
            Self::Purchase { pair, .. }
            | Self::Stock { pair, .. }
            | Self::Shortage { pair, .. }
            | Self::Substitution { pair, .. } => model.pair(pair).element,
            Self::Project { project, .. } => model.offer(model.project(project).offer).element,
            Self::Reservation(offer) => model.offer(offer).element,
            Self::Course { col, .. } => col.element(model),
        }
    }

    /// The period that its cost falls into; `None` where that is the whole horizon, whatever happens.
    pub(crate) fn spent_in(&self) -> Option<usize> {
        match *self {
            Self::Purchase { period, .. }
            | Self::Stock { period, .. }
            | Self::Shortage { period, .. }
            | Self::Substitution { period, .. } => Some(period),
            // decided once, paid over its life
            Self::Project { .. } | Self::Reservation(_) | Self::Course { .. } => None,
        }
    }

    /// The variable's name, by its symbol in MODEL.md: `x[lynas/Nd,auto,2026-03]`.
    pub fn name(&self, model: &Model) -> String {
        match *self {
            Self::Purchase { offer, pair, period } => {
                let segment = &model.segment(model.pair(pair).segment).id;
                format!("x[{},{segment},{}]", model.offer(offer).id, model.horizon.month(period))
            }
            Self::Stock { pair, period } => format!("I[{}]", pair_period(model, pair, period)),
            Self::Shortage { pair, period } => format!("u[{}]", pair_period(model, pair, period)),
            Self::Substitution { pair, period } => format!("v[{}]", pair_period(model, pair, period)),
            Self::Project { project, period } => {
                format!("y[{},{}]", model.project(project).id, model.horizon.month(period))
            }
            Self::Reservation(offer) => format!("R[{}]", model.offer(offer).id),
            Self::Course { course, col } => col.name(model, course),
        }
    }
}

fn pair_period(model: &Model, pair: PairId, period: usize) -> String {
    let pair = model.pair(pair);
    let (element, segment) = (&model.element(pair.element).id, &model.segment(pair.segment).id);
    format!("{element},{segment},{}", model.horizon.month(period))
}

/// A security row as tables name it: its part and, where it is of one year, that: `element:Nd,2027`.
pub(crate) fn row_name(model: &Model, part: Part, year: Option<i32>) -> String {
    let part = model.part_name(part);
    year.map_or_else(|| part.clone(), |year| format!("{part},{year}"))
}

/// The id of a country or supplier.
pub(crate) fn who_name(model: &Model, who: Who) -> &str {
    match who {
        Who::Country(country) => model.country(country),
        Who::Supplier(supplier) => &model.supplier(supplier).id,
    }
}
