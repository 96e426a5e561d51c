//! Kinds of change that could free a plan where there is none.

use crate::model::{CapId, ContractId, ElementId, OfferId, PairId, ProjectId, SupplierId};

/// Something that could be otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the fields are what their types say")]
pub enum Relief {
    /// A higher security level.
    Level,
    /// The security level asked for from a later month on.
    LevelFrom,
    /// A supplier approved sooner, by all.
    Approval { supplier: SupplierId, pair: PairId },
    /// An offer that delivers from an earlier month on.
    Opening(OfferId),
    /// A contract's minimum.
    ContractMin(ContractId),
    /// A contract's maximum.
    ContractMax(ContractId),
    /// A cap's limit.
    Cap(CapId),
    /// A cap's minimum.
    CapMin(CapId),
    /// A year's budget.
    Budget(i32),
    /// The part of an element's required months of stock.
    Coverage(ElementId),
    /// A pair's stock at the start.
    Stock(PairId),
    /// Room to store for a pair.
    Storage(PairId),
    /// The part of a pair's demand that can be substituted.
    Substitute(PairId),
    /// The most that can be built of a project.
    Project(ProjectId),
    /// An offer's capacity.
    Capacity(OfferId),
    /// The part of an element's demand.
    Demand(ElementId),
    /// Months of a stop that must be survived.
    Survival,
}
