//! All that is known of a kind of constraint of a course beside its row: family, name, whether it may give, where it stands in causes.
//!
//! As in the trunk (`formulation::constraint`) every match is exhaustive.

use super::keys::{CourseKey, CourseRow, pair_name, segment_name};
use crate::formulation::{Family, Gives, Role, RowKey};
use crate::model::Model;

impl CourseRow {
    /// The family, the trunk's where the trunk has it.
    pub(crate) fn family(self) -> Family {
        match self {
            Self::Balance { .. } => Family::Balance,
            Self::Unmet { .. } => Family::Unmet,
            Self::Capacity { .. } => Family::Capacity,
            Self::Surge { .. } => Family::Surge,
            Self::Transit { .. } | Self::UnderWay { .. } => Family::Transit,
            Self::Pool { .. } => Family::Pool,
            Self::ContractMin(_) => Family::ContractMin,
            Self::ContractMax(_) => Family::ContractMax,
            Self::Release { .. } => Family::Release,
            Self::Survive { .. } => Family::Survive,
            Self::BuyBack { .. } => Family::BuyBack,
            Self::Storage { .. } => Family::Storage,
            Self::Shortage { .. } => Family::Shortage,
            Self::Substitute { .. } => Family::Substitute,
        }
    }

    /// The constraint's name: `balance[2027-01,Nd,auto,2027-03]`.
    pub(crate) fn name(self, model: &Model, course: CourseKey) -> String {
        let month = |t| model.horizon.month(t);
        let what = match self {
            Self::Balance { pair, period }
            | Self::Unmet { pair, period }
            | Self::Survive { pair, period }
            | Self::UnderWay { pair, period }
            | Self::Storage { pair, period }
            | Self::Shortage { pair, period }
            | Self::Substitute { pair, period } => format!("{},{}", pair_name(model, pair), month(period)),
            Self::Capacity { offer, period } | Self::Surge { offer, period } => {
                format!("{},{}", model.offer(offer).id, month(period))
            }
            Self::Transit { offer, pair, period } => {
                format!("{},{},{}", model.offer(offer).id, segment_name(model, pair), month(period))
            }
            Self::Pool { first, period } => format!("{} and others,{}", model.offer(first).id, month(period)),
            Self::ContractMin(contract) | Self::ContractMax(contract) => model.contracts[contract.index()].id.clone(),
            Self::Release { pair } | Self::BuyBack { pair } => pair_name(model, pair),
        };
        format!("{}[{},{what}]", self.family().name(), course.label(model))
    }

    /// The trunk's row of the same kind; `None` for kinds that only courses have.
    pub(crate) fn in_trunk(self) -> Option<RowKey> {
        Some(match self {
            Self::Balance { pair, period } => RowKey::Balance { pair, period },
            Self::Unmet { pair, period } => RowKey::Unmet { pair, period },
            Self::Capacity { offer, period } => RowKey::Capacity { offer, period },
            Self::ContractMin(contract) => RowKey::ContractMin(contract),
            Self::ContractMax(contract) => RowKey::ContractMax(contract),
            Self::Storage { pair, period } => RowKey::Storage { pair, period },
            Self::Shortage { pair, period } => RowKey::Shortage { pair, period },
            Self::Substitute { pair, period } => RowKey::Substitute { pair, period },
            Self::Surge { .. }
            | Self::Transit { .. }
            | Self::UnderWay { .. }
            | Self::Pool { .. }
            | Self::Release { .. }
            | Self::Survive { .. }
            | Self::BuyBack { .. } => return None,
        })
    }

    /// True if somebody set it as a limit, as in the trunk; a pool's stands for those of its offers.
    pub(crate) fn is_limit(self) -> bool {
        match self {
            Self::Balance { .. } | Self::Pool { .. } => false,
            Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::Surge { .. }
            | Self::Transit { .. }
            | Self::UnderWay { .. }
            | Self::ContractMin(_)
            | Self::ContractMax(_)
            | Self::Release { .. }
            | Self::Survive { .. }
            | Self::BuyBack { .. }
            | Self::Storage { .. }
            | Self::Shortage { .. }
            | Self::Substitute { .. } => true,
        }
    }

    /// The side on which it may be violated where there is no plan: survival, and rows that the trunk's violations would otherwise run into.
    pub(crate) fn gives(self) -> Gives {
        match self {
            Self::Balance { .. } => Gives::Demand,
            Self::Survive { .. } | Self::Storage { .. } | Self::ContractMax(_) => Gives::Above,
            Self::ContractMin(_) => Gives::Below,
            Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::Surge { .. }
            | Self::Transit { .. }
            | Self::UnderWay { .. }
            | Self::Pool { .. }
            | Self::Release { .. }
            | Self::BuyBack { .. }
            | Self::Shortage { .. }
            | Self::Substitute { .. } => Gives::Never,
        }
    }

    /// Its role for a security row's floor where it presses there: survival as a whole has one, as a limit.
    pub(crate) fn role(self, course: CourseKey) -> Role {
        match self {
            Self::Balance { .. } => match course {
                CourseKey::Stop(_) => Role::Limit(None),
                CourseKey::AnyStop | CourseKey::Scenario(_) => Role::None,
            },
            Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::Surge { .. }
            | Self::Transit { .. }
            | Self::Pool { .. }
            | Self::UnderWay { .. }
            | Self::ContractMin(_)
            | Self::ContractMax(_)
            | Self::Release { .. }
            | Self::Survive { .. }
            | Self::BuyBack { .. }
            | Self::Storage { .. }
            | Self::Shortage { .. }
            | Self::Substitute { .. } => Role::None,
        }
    }
}
