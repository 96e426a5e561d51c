//! Every tolerance of the choice of solvers: its value, its reference quantity, the reason, and the test that exercises it.

/// The least measure of a Farkas ray that is no rounding, and the least by which the objective of a program of rays falls below 0, beside a largest
/// product or component of 1: seven digits above rounding. Exercised by `solver` and `netlib`.
pub(crate) const FARKAS: f64 = 1e-9;

/// The least improvement over the mixture of the plans before it that a plan must bring, relative to the whole objective: five digits below the
/// certificate, so that the gap left when no plan brings it cannot fail it. Exercised by `a_level_and_a_budget_over_parts_are_met_as_by_the_whole`.
pub(super) const BETTER: f64 = 1e-11;

/// Two sums that differ by less, relative to the larger, are the same: beside other differences of plans their difference would only be scaled-up rounding.
/// Exercised by `a_level_and_a_budget_over_parts_are_met_as_by_the_whole`.
pub(super) const SAME_SUM: f64 = 1e-12;
