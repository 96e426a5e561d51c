//! Every tolerance of the facts derived from a model: how large it is, what it is relative to, why, and which test exercises it.

/// The part of a demand below which tonnes that go unmet are none: a solver's arithmetic leaves as much over, and no planner would see it.
/// Exercised by `checks::what_is_missing_by_the_gram_is_said`.
pub(super) const UNMET: f64 = 1e-9;

/// Rounding of a sum of months such as 0.1 + 0.2, in periods: it must not cost one more. Exercised by `model::time`.
pub(super) const WHOLE_PERIOD: f64 = 1e-9;
