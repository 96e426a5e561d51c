//! All that is known of a kind of constraint beside its row: family, unit, periods, words, whether it may give, where it stands in causes.
//!
//! Every match here is exhaustive: a new [`RowKey`] does not compile before each question has its answer.

use super::courses::CourseKey;
use super::in_words::{cap_in_words, partner_in_words, project_in_words, who_said};
use super::{Draft, RowKey, balance, budget, capacity, caps, contracts, projects, unmet};
use crate::model::{CapId, ContractId, ElementId, Measure, Model, OfferId, PairId};
use std::ops::Range;

macro_rules! families {
    ($($(#[$doc:meta])* $family:ident = $name:literal, $add:expr;)*) => {
        /// A family of constraints, in the order of its rows in the program.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Family {
            $($(#[$doc])* $family,)*
        }

        impl Family {
            /// All families.
            pub const ALL: &[Self] = &[$(Self::$family),*];

            /// The part of the constraints' names before the bracket.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$family => $name,)*
                }
            }

            /// Adds the family's rows; `None` for bounds (columns carry them) and for the security rows (added at a level).
            pub(super) fn add(self) -> Option<fn(&mut Draft)> {
                match self {
                    $(Self::$family => $add,)*
                }
            }
        }
    };
}

families! {
    /// `I[t−1] + Σ_o x + u + v = d + I[t]`
    Balance = "balance", Some(balance::add);
    /// u + v ≤ d, where both exist
    Unmet = "unmet", Some(unmet::add);
    /// `Σ_k x[o,k,t] ≤ Cap[o,t] + h·Σ On·y`
    Capacity = "capacity", Some(capacity::add);
    /// Σ y ≤ max_capacity
    Project = "project", Some(projects::add);
    /// Σ x ≥ min, over the contract's window
    ContractMin = "contract_min", Some(contracts::add_min);
    /// Σ x ≤ max, over the contract's window
    ContractMax = "contract_max", Some(contracts::add_max);
    /// Σ w·φ·x ≤ limit · Σ w·N
    Cap = "cap", Some(caps::add_limit);
    /// Σ w·φ·x ≥ min · Σ w·N
    CapMin = "cap_min", Some(caps::add_min);
    /// Σ κ·P·x ≤ budget of the year
    Budget = "budget", Some(budget::add);
    /// Σ w·(φ·x + u) ≤ σ · Σ w·N
    Security = "security", None;
    /// I ≥ Cov
    Coverage = "coverage", None;
    /// I ≤ storage capacity
    Storage = "storage", None;
    /// u ≤ d
    Shortage = "shortage", None;
    /// v ≤ max_share · d
    Substitute = "substitute", None;
    /// R ≤ the offer's capacity a year
    Reservation = "reservation", None;
    /// Σ u of the element ≤ that of the plan without survival and without a level
    SurviveShortage = "survive_shortage", None;
    /// u in a course ≤ u in the trunk
    Survive = "survive", None;
    /// Σ_k x ≤ (1+g)·Σ_k undisturbed x + h·R, in a course
    Surge = "surge", None;
    /// x ≤ undisturbed x while goods cannot be there yet, in a course
    Transit = "transit", None;
    /// Σ_k x ≤ Σ_o D of the offers that deliver to the same pairs, in a course of survival
    Pool = "pool", None;
    /// Σ r ≤ the reserve's stock before the course
    Release = "release", None;
    /// The stock missing at the end of a course + I ≥ the stock owed then
    BuyBack = "buy_back", None;
}

/// The side on which a constraint may be violated in the elastic program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gives {
    /// It holds.
    Never,
    /// Its left side may fall below its limit.
    Below,
    /// Its left side may exceed its limit.
    Above,
    /// Demand may be left unmet, also where no shortage is allowed: a balance.
    Demand,
    /// The column itself gives: a shortage.
    Itself,
}

/// The role of a constraint with a price in explaining the floor of a security row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing.
    None,
    /// One more tonne for a pair in a period would depend.
    Needed {
        /// The pair.
        pair: PairId,
        /// The period.
        period: usize,
    },
    /// An offer sells all that it can in a period.
    SoldOut {
        /// The offer.
        offer: OfferId,
        /// The period.
        period: usize,
    },
    /// A contract must be taken.
    Contract(ContractId),
    /// A limit that somebody set; on one element, or on several where `None`.
    Limit(Option<ElementId>),
}

/// The name of a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CauseName {
    /// By its id, for files, which are searched.
    pub id: String,
    /// For people; contracts of a supplier for an element are called the same, whatever their windows.
    pub in_words: String,
}

impl CauseName {
    fn same(name: String) -> Self {
        Self { id: name.clone(), in_words: name }
    }
}

impl RowKey {
    /// The family that the constraint belongs to.
    pub fn family(&self) -> Family {
        match self {
            Self::Balance { .. } => Family::Balance,
            Self::Unmet { .. } => Family::Unmet,
            Self::Capacity { .. } => Family::Capacity,
            Self::ContractMin(_) => Family::ContractMin,
            Self::ContractMax(_) => Family::ContractMax,
            Self::Cap { .. } => Family::Cap,
            Self::CapMin { .. } => Family::CapMin,
            Self::Security { .. } => Family::Security,
            Self::Budget(_) => Family::Budget,
            Self::Coverage { .. } => Family::Coverage,
            Self::Storage { .. } => Family::Storage,
            Self::Shortage { .. } => Family::Shortage,
            Self::Substitute { .. } => Family::Substitute,
            Self::Project(_) => Family::Project,
            Self::Reservation(_) => Family::Reservation,
            Self::SurviveShortage(_) => Family::SurviveShortage,
            Self::Course { row, .. } => row.family(),
        }
    }

    /// The unit of the right-hand side.
    pub fn unit(&self, model: &Model) -> String {
        let weighted = |measure| match measure {
            Measure::Volume => "t".into(),
            Measure::Value if model.currency.is_empty() => "t times price".into(),
            Measure::Value => format!("{}/{} t", model.currency, model.price_unit.label()),
        };
        match *self {
            Self::Balance { .. }
            | Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::ContractMin(_)
            | Self::ContractMax(_)
            | Self::Coverage { .. }
            | Self::Storage { .. }
            | Self::Shortage { .. }
            | Self::Substitute { .. }
            | Self::SurviveShortage(_)
            | Self::Course { .. } => "t".into(),
            Self::Project(_) | Self::Reservation(_) => "t/year".into(),
            Self::Cap { cap, .. } | Self::CapMin { cap, .. } => weighted(model.caps[cap.index()].measure),
            Self::Security { .. } => weighted(model.security.as_ref().map_or(Measure::Volume, |s| s.measure)),
            Self::Budget(_) => model.currency.clone(),
        }
    }

    /// The unit of the shadow price: money per unit of the right-hand side, and `per t` where the money has no name.
    pub fn price_unit(&self, model: &Model) -> String {
        match self.unit(model) {
            unit if unit.is_empty() => unit,
            unit if model.currency.is_empty() => format!("per {unit}"),
            unit if unit.contains([' ', '/']) => format!("{}/({unit})", model.currency),
            unit => format!("{}/{unit}", model.currency),
        }
    }

    /// The one period that the constraint is about; `None` where it is about a window.
    pub fn period(&self) -> Option<usize> {
        match *self {
            Self::Balance { period, .. }
            | Self::Unmet { period, .. }
            | Self::Capacity { period, .. }
            | Self::Coverage { period, .. }
            | Self::Storage { period, .. }
            | Self::Shortage { period, .. }
            | Self::Substitute { period, .. } => Some(period),
            Self::Course { row, .. } => row.period(),
            Self::Project(_)
            | Self::SurviveShortage(_)
            | Self::ContractMin(_)
            | Self::ContractMax(_)
            | Self::Cap { .. }
            | Self::CapMin { .. }
            | Self::Security { .. }
            | Self::Budget(_)
            | Self::Reservation(_) => None,
        }
    }

    /// The periods of the horizon that the constraint is about.
    pub fn periods(&self, model: &Model) -> Range<usize> {
        let horizon = &model.horizon;
        match *self {
            Self::Balance { period, .. }
            | Self::Unmet { period, .. }
            | Self::Capacity { period, .. }
            | Self::Coverage { period, .. }
            | Self::Storage { period, .. }
            | Self::Shortage { period, .. }
            | Self::Substitute { period, .. } => period..period + 1,
            Self::Project(id) => horizon.clip(model.project(id).window),
            Self::ContractMin(id) | Self::ContractMax(id) => horizon.clip(model.contracts[id.index()].window),
            Self::Cap { cap, .. } | Self::CapMin { cap, .. } => horizon.clip(model.caps[cap.index()].window),
            Self::Security { year, .. } => {
                model.security.as_ref().map_or(0..horizon.periods, |security| security.periods(horizon, year))
            }
            Self::Budget(year) => horizon.periods_of_year(year),
            Self::Reservation(offer) => horizon.clip(model.offer(offer).window),
            Self::SurviveShortage(_) => 0..horizon.periods,
            Self::Course { course, row } => match row.period() {
                Some(period) => period..period + 1,
                None => course.start(model)..horizon.periods,
            },
        }
    }

    /// The same for every constraint that differs from it in its period alone, or in the start of the stop that it belongs to.
    pub fn timeless(self) -> Self {
        match self {
            Self::Balance { pair, .. } => Self::Balance { pair, period: 0 },
            Self::Unmet { pair, .. } => Self::Unmet { pair, period: 0 },
            Self::Capacity { offer, .. } => Self::Capacity { offer, period: 0 },
            Self::Coverage { pair, .. } => Self::Coverage { pair, period: 0 },
            Self::Storage { pair, .. } => Self::Storage { pair, period: 0 },
            Self::Shortage { pair, .. } => Self::Shortage { pair, period: 0 },
            Self::Substitute { pair, .. } => Self::Substitute { pair, period: 0 },
            Self::Course { course: CourseKey::Stop(_), row } => {
                Self::Course { course: CourseKey::Stop(0), row: row.timeless() }
            }
            Self::Course { course: course @ (CourseKey::AnyStop | CourseKey::Scenario(_)), row } => {
                Self::Course { course, row: row.timeless() }
            }
            Self::Project(_)
            | Self::ContractMin(_)
            | Self::ContractMax(_)
            | Self::Cap { .. }
            | Self::CapMin { .. }
            | Self::Security { .. }
            | Self::Budget(_)
            | Self::Reservation(_)
            | Self::SurviveShortage(_) => self,
        }
    }

    /// The weighted tonnes that the right-hand side of a limit on a share is a share of: the weighted requirement of a cap's or security row's part;
    /// `None` for other constraints.
    pub(crate) fn share_of(&self, model: &Model) -> Option<f64> {
        match *self {
            Self::Cap { cap, .. } | Self::CapMin { cap, .. } => {
                let cap = &model.caps[cap.index()];
                Some(model.weighted_requirement(cap.part, cap.measure, model.horizon.clip(cap.window)))
            }
            Self::Security { part, year } => model.security.as_ref().map(|security| {
                model.weighted_requirement(part, security.measure, security.periods(&model.horizon, year))
            }),
            Self::Balance { .. }
            | Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::Project(_)
            | Self::ContractMin(_)
            | Self::ContractMax(_)
            | Self::Budget(_)
            | Self::Coverage { .. }
            | Self::Storage { .. }
            | Self::Shortage { .. }
            | Self::Substitute { .. }
            | Self::Reservation(_)
            | Self::SurviveShortage(_)
            | Self::Course { .. } => None,
        }
    }

    /// True if somebody set it as a limit, so that its shadow price is the saving of loosening it. The shadow price of a balance is the value of a
    /// tonne.
    pub fn is_limit(&self) -> bool {
        match self {
            Self::Balance { .. } => false,
            Self::Course { row, .. } => row.is_limit(),
            Self::Unmet { .. }
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
            | Self::Reservation(_)
            | Self::SurviveShortage(_) => true,
        }
    }

    /// The side on which it may be violated: the elastic program of MODEL.md.
    pub(crate) fn gives(&self) -> Gives {
        match self {
            Self::Balance { .. } => Gives::Demand,
            Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::Project(_)
            | Self::Substitute { .. }
            | Self::Reservation(_) => Gives::Never,
            Self::SurviveShortage(_) => Gives::Above,
            Self::Course { row, .. } => row.gives(),
            Self::ContractMin(_) | Self::CapMin { .. } | Self::Coverage { .. } => Gives::Below,
            Self::ContractMax(_)
            | Self::Cap { .. }
            | Self::Security { .. }
            | Self::Budget(_)
            | Self::Storage { .. } => Gives::Above,
            Self::Shortage { .. } => Gives::Itself,
        }
    }

    /// The cause of a security row's floor that it stands for where it presses there.
    pub(crate) fn role(&self, model: &Model) -> Role {
        match *self {
            Self::Balance { pair, period } => Role::Needed { pair, period },
            Self::Capacity { offer, period } => Role::SoldOut { offer, period },
            Self::Project(id) => Role::Limit(Some(model.offer(model.project(id).offer).element)),
            Self::ContractMin(id) => Role::Contract(id),
            Self::ContractMax(id) => Role::Limit(model.contracts[id.index()].element),
            Self::Cap { .. } | Self::CapMin { .. } | Self::Budget(_) => Role::Limit(None),
            Self::Unmet { .. }
            | Self::Security { .. }
            | Self::Coverage { .. }
            | Self::Storage { .. }
            | Self::Shortage { .. }
            | Self::Substitute { .. }
            | Self::Reservation(_) => Role::None,
            Self::SurviveShortage(element) => Role::Limit(Some(element)),
            Self::Course { course, row } => row.role(course),
        }
    }

    /// Its name as a cause: its effect, and its id for files and words for people.
    pub(crate) fn as_cause(&self, model: &Model) -> (&'static str, CauseName) {
        let name = |id: &str, in_words| CauseName { id: id.to_owned(), in_words };
        let of_cap = |cap: CapId, who| CauseName {
            id: format!("{} ({})", who_said(model, who), model.caps[cap.index()].id),
            in_words: cap_in_words(model, cap, Some(who)),
        };
        let of_contract =
            |id: ContractId| name(&model.contracts[id.index()].id, format!("with {}", partner_in_words(model, id)));
        match *self {
            Self::Project(id) => {
                ("projects that cannot be larger", name(&model.project(id).id, project_in_words(model, id)))
            }
            Self::ContractMin(id) => ("contracts that must be taken", of_contract(id)),
            Self::ContractMax(id) => ("contracts that allow no more", of_contract(id)),
            Self::Budget(year) => ("budget spent", CauseName::same(year.to_string())),
            Self::Cap { cap, who } => ("held back by a cap", of_cap(cap, who)),
            Self::CapMin { cap, who } => ("minimum shares that must be bought", of_cap(cap, who)),
            Self::Balance { .. }
            | Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::Security { .. }
            | Self::Coverage { .. }
            | Self::Storage { .. }
            | Self::Shortage { .. }
            | Self::Substitute { .. }
            | Self::Reservation(_)
            | Self::SurviveShortage(_) => ("presses", name(&self.name(model), self.phrase(model))),
            Self::Course { course, .. } => ("survival of a stop", CauseName::same(course.label(model))),
        }
    }
}
