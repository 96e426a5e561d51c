//! Every tolerance of the questions asked of a model: its value, its reference quantity, the reason, and the test that exercises it. Those of
//! frontiers stand in [`super::frontier::tolerances`].
//!
//! The engine is exact to 1e-9, scaled, and an answer is proved to 1e-6 ([`crate::lp::verify::TOLERANCE`]). The tolerances here lie between the two.

/// A difference of two costs is nothing below this, relative to the cost or one unit of money: the engine's own exactness. Exercised
/// by `delays`, `variants` and `survival`.
pub(super) const SAME_COST: f64 = 1e-9;

/// Room that a row leaves which holds a sum (a cost, a violation, a quantity) at what was found for it, relative to it or 1: the point that was found is
/// feasible to the engine's exactness, and without room there might be none. docs/MODEL.md has it for limits. Exercised by `alternatives`, `own_plan`,
/// `survival` and `resilience`.
pub(super) const ROOM: f64 = 1e-9;

/// Duals, and components of rays, below this are rounding: of a ray beside its largest, of a dual beside the largest cost. Exercised by `binding`,
/// `no_plan`, `survival` and `alternatives`.
pub(super) const NO_DUAL: f64 = 1e-9;

/// The part of the largest cost below which a column's or row's own does not count where [`NO_DUAL`] is relative to it: what is added to and subtracted
/// from costs a million times as large keeps ten digits at most. Exercised by `faults::ties_are_broken_at_every_breakpoint`.
pub(super) const LOST: f64 = 1e-6;

/// The part of its right-hand side below which a violation is rounding: the engine's own tolerance, which is relative too. Exercised by
/// `checks::what_is_missing_by_the_gram_is_said`.
pub(super) const NO_VIOLATION: f64 = 1e-9;

/// The least right-hand side that a violation is relative to, tonnes: a milligramme's thousandth. Less would make prices of a slack that no double can
/// tell from infinity. Exercised by `checks::what_is_missing_by_the_gram_is_said`.
pub(super) const LEAST_LIMIT: f64 = 1e-12;

/// Violations by a plan of one's own are told from this part of the limit on: files keep 12 digits, and sums of many of their figures fewer. Exercised by
/// `own_plan`.
pub(super) const BROKEN: f64 = 1e-7;

/// The least limit that [`BROKEN`] is relative to, in the limit's unit: a thousandth of a tonne, below which nobody enforces a contract. Exercised by
/// `own_plan`.
pub(super) const LEAST_BROKEN: f64 = 1e-3;

/// The least limit that the price of a violation is relative to where a plan of one's own is completed: limits of 0 have a price too. Exercised by
/// `own_plan`.
pub(super) const LEAST_PRICED: f64 = 1e-6;

/// Purchases of a plan and of the optimum that differ by less, beside the largest of the element or a tonne, are the same: what the certificate lets
/// pass. Exercised by `own_plan`.
pub(super) const SAME_PURCHASE: f64 = 1e-6;

/// Tonnes below which nothing is short, beside the demand: the completion of a plan that was read may leave [`ROOM`] of a demand open, and rounding a
/// little more. Exercised by `resilience`.
pub(super) const SHORT: f64 = 1e-8;

/// The least demand, tonnes, that [`SHORT`] and what stress leaves unmet are relative to: a gramme. Exercised by `resilience`.
pub(super) const LEAST_DEMAND: f64 = 1e-6;

/// The same of an elastic program, beside the demand: its point is proved to the certificate's 1e-6 only, and a stop that fails misses more. Exercised
/// by `survival`.
pub(super) const MISSING: f64 = 1e-7;

/// The least limit that a row's part in a proof of infeasibility is counted by: a limit of 0 beside the trunk's columns presses as hard as any.
/// Exercised by `survival`.
pub(super) const LEAST_LOAD: f64 = 1e-3;

/// Kinks of a limit's value nearer than this, over the limit or 1, are where the limit stands; slopes that differ by less, over the larger, are one.
/// A tenth of what the certificate lets pass. Exercised by `binding`.
pub(super) const SAME_SLOPE: f64 = 1e-7;

/// The rest of a limit when all of it goes, relative to it, is 0: the last digits of one difference. Exercised by `binding`.
pub(super) const NO_LIMIT: f64 = 1e-12;

/// The shortfall from 1 at which a sum of probabilities still leaves nothing for the undisturbed course: they are written with a few digits, and
/// their sum is rounded. Exercised by `resilience`.
pub(super) const NO_PROBABILITY: f64 = 1e-9;

/// A hair by which what has to give is rounded down to a step that would free a plan, in steps: what rounding leaves of a whole one. Exercised by
/// `no_plan`.
pub(super) const WHOLE_STEP: f64 = 1e-6;

/// Numbers below this are written with an exponent, where zeros would have to be counted. Exercised by `checks::what_is_missing_by_the_gram_is_said`.
pub(super) const COUNTED_ZEROS: f64 = 1e-4;
