//! Keys and names of the rows and columns of a course: as in the trunk, with the course first.

use crate::model::{ContractId, ElementId, Model, OfferId, PairId, ScenarioId};

/// Key of a disruption course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CourseKey {
    /// All stops together: rows that hold in each of them alike.
    AnyStop,
    /// The stop of the security country that begins in this period: τ of survival.
    Stop(usize),
    /// A disruption scenario.
    Scenario(ScenarioId),
}

impl CourseKey {
    /// Its first period, 0 for all stops together and for a scenario that begins before the horizon.
    pub fn start(self, model: &Model) -> usize {
        match self {
            Self::AnyStop => 0,
            Self::Stop(start) => start,
            Self::Scenario(id) => {
                let first = model.scenario(id).disruptions.iter().map(|d| model.horizon.period_of(d.start)).min();
                first.unwrap_or(0).clamp(0, model.horizon.periods as i64 - 1) as usize
            }
        }
    }

    /// As it stands first in names: the month of τ, the scenario's id; `stop` of all stops together.
    pub fn label(self, model: &Model) -> String {
        match self {
            Self::AnyStop => "stop".into(),
            Self::Stop(start) => model.horizon.month(start).to_string(),
            Self::Scenario(scenario) => model.scenario(scenario).id.clone(),
        }
    }
}

/// The key of a row of a course, or of a bound that is a constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the fields are what their types say")]
pub enum CourseRow {
    /// Stock in + purchases + shortage + substitution + releases in = demand + stock out + releases out.
    Balance { pair: PairId, period: usize },
    /// Shortage and substitution together are at most the demand.
    Unmet { pair: PairId, period: usize },
    /// Deliveries of an offer are at most the rest of its capacity.
    Capacity { offer: OfferId, period: usize },
    /// A supplier first serves whom it serves already.
    Surge { offer: OfferId, period: usize },
    /// Goods that were not under way cannot be there yet.
    Transit { offer: OfferId, pair: PairId, period: usize },
    /// Joint deliveries of offers are at most the sum of the most that each can deliver.
    Pool { first: OfferId, period: usize },
    /// The same of a pair's goods of several offers.
    UnderWay { pair: PairId, period: usize },
    /// A contract's minimum, less the part that the disruption takes.
    ContractMin(ContractId),
    /// A contract's maximum, before and in the course.
    ContractMax(ContractId),
    /// A reserve releases at most the stock that it held before.
    Release { pair: PairId },
    /// No more may be short than in the trunk.
    Survive { pair: PairId, period: usize },
    /// Stock missing at the end is bought back.
    BuyBack { pair: PairId },
    /// Upper bound of a closing stock.
    Storage { pair: PairId, period: usize },
    /// Upper bound of a shortage.
    Shortage { pair: PairId, period: usize },
    /// Upper bound of a substitution.
    Substitute { pair: PairId, period: usize },
}

impl CourseRow {
    /// The same for every row that differs from it in its period alone.
    pub(crate) fn timeless(self) -> Self {
        match self {
            Self::Balance { pair, .. } => Self::Balance { pair, period: 0 },
            Self::Unmet { pair, .. } => Self::Unmet { pair, period: 0 },
            Self::Capacity { offer, .. } => Self::Capacity { offer, period: 0 },
            Self::Surge { offer, .. } => Self::Surge { offer, period: 0 },
            Self::Transit { offer, pair, .. } => Self::Transit { offer, pair, period: 0 },
            Self::Pool { first, .. } => Self::Pool { first, period: 0 },
            Self::UnderWay { pair, .. } => Self::UnderWay { pair, period: 0 },
            Self::Survive { pair, .. } => Self::Survive { pair, period: 0 },
            Self::Storage { pair, .. } => Self::Storage { pair, period: 0 },
            Self::Shortage { pair, .. } => Self::Shortage { pair, period: 0 },
            Self::Substitute { pair, .. } => Self::Substitute { pair, period: 0 },
            Self::ContractMin(_) | Self::ContractMax(_) | Self::Release { .. } | Self::BuyBack { .. } => self,
        }
    }

    /// The period that it is about; `None` where it is about the whole course.
    pub(crate) fn period(self) -> Option<usize> {
        match self {
            Self::Balance { period, .. }
            | Self::Unmet { period, .. }
            | Self::Capacity { period, .. }
            | Self::Surge { period, .. }
            | Self::Transit { period, .. }
            | Self::Pool { period, .. }
            | Self::UnderWay { period, .. }
            | Self::Survive { period, .. }
            | Self::Storage { period, .. }
            | Self::Shortage { period, .. }
            | Self::Substitute { period, .. } => Some(period),
            Self::ContractMin(_) | Self::ContractMax(_) | Self::Release { .. } | Self::BuyBack { .. } => None,
        }
    }
}

/// The key of a variable of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the fields are what their types say")]
pub enum CourseCol {
    /// Tonnes of an offer delivered to a pair's segment in a period.
    Purchase { offer: OfferId, pair: PairId, period: usize },
    /// Tonnes delivered to a pair together by offers that deliver to the same pairs; the first of them.
    Pooled { first: OfferId, pair: PairId, period: usize },
    /// The delivery that an offer is able to make in a period of any stop, tonnes.
    Deliverable { offer: OfferId, period: usize },
    /// Closing stock, tonnes.
    Stock { pair: PairId, period: usize },
    /// Unmet demand, tonnes.
    Shortage { pair: PairId, period: usize },
    /// Demand met by substitution, tonnes.
    Substitution { pair: PairId, period: usize },
    /// Tonnes that a reserve releases to another pair.
    Release { from: PairId, to: PairId, period: usize },
    /// Stock missing at the end, tonnes.
    Missing { pair: PairId },
}

impl CourseCol {
    /// The variable's name, by its symbol in MODEL.md: `x[2027-01,lynas/Nd,auto,2027-03]`.
    pub(crate) fn name(self, model: &Model, course: CourseKey) -> String {
        let month = |t| model.horizon.month(t);
        let (symbol, what) = match self {
            Self::Purchase { offer, pair, period } => {
                ("x", format!("{},{},{}", model.offer(offer).id, segment_name(model, pair), month(period)))
            }
            Self::Pooled { first, pair, period } => {
                ("x", format!("{} and others,{},{}", model.offer(first).id, segment_name(model, pair), month(period)))
            }
            Self::Deliverable { offer, period } => ("D", format!("{},{}", model.offer(offer).id, month(period))),
            Self::Stock { pair, period } => ("I", format!("{},{}", pair_name(model, pair), month(period))),
            Self::Shortage { pair, period } => ("u", format!("{},{}", pair_name(model, pair), month(period))),
            Self::Substitution { pair, period } => ("v", format!("{},{}", pair_name(model, pair), month(period))),
            Self::Release { from, to, period } => {
                ("r", format!("{},{},{}", pair_name(model, from), segment_name(model, to), month(period)))
            }
            Self::Missing { pair } => ("missing", pair_name(model, pair)),
        };
        format!("{symbol}[{},{what}]", course.label(model))
    }

    /// The period that it is about; `None` where that is the end.
    pub(crate) fn period(self) -> Option<usize> {
        match self {
            Self::Purchase { period, .. }
            | Self::Pooled { period, .. }
            | Self::Deliverable { period, .. }
            | Self::Stock { period, .. }
            | Self::Shortage { period, .. }
            | Self::Substitution { period, .. }
            | Self::Release { period, .. } => Some(period),
            Self::Missing { .. } => None,
        }
    }

    /// The element that it is about.
    pub(crate) fn element(self, model: &Model) -> ElementId {
        match self {
            Self::Purchase { pair, .. }
            | Self::Pooled { pair, .. }
            | Self::Stock { pair, .. }
            | Self::Shortage { pair, .. }
            | Self::Substitution { pair, .. }
            | Self::Release { from: pair, .. }
            | Self::Missing { pair } => model.pair(pair).element,
            Self::Deliverable { offer, .. } => model.offer(offer).element,
        }
    }

    /// The side of the column that is a constraint with a name: its upper bound.
    pub(crate) fn upper_key(self) -> Option<CourseRow> {
        match self {
            Self::Stock { pair, period } => Some(CourseRow::Storage { pair, period }),
            Self::Shortage { pair, period } => Some(CourseRow::Shortage { pair, period }),
            Self::Substitution { pair, period } => Some(CourseRow::Substitute { pair, period }),
            Self::Deliverable { offer, period } => Some(CourseRow::Capacity { offer, period }),
            Self::Purchase { .. } | Self::Pooled { .. } | Self::Release { .. } | Self::Missing { .. } => None,
        }
    }
}

pub(super) fn segment_name(model: &Model, pair: PairId) -> &str {
    &model.segment(model.pair(pair).segment).id
}

pub(super) fn pair_name(model: &Model, pair: PairId) -> String {
    format!("{},{}", model.element(model.pair(pair).element).id, segment_name(model, pair))
}
