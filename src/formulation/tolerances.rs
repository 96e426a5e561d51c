//! Every tolerance of writing a program down: how large it is, what it is relative to, why, and which test exercises it.

/// The part of two sums over the same deliveries below which their difference is rounding: a sum of n numbers of one sign is wrong by less than n units
/// of its last place, 1e-11 for 50,000 deliveries. Exercised by `resilience`.
pub(super) const SAME_SUM: f64 = 1e-11;
