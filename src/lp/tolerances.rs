//! Every tolerance of programs and of their proofs: how large it is, what it is relative to, why, and which test exercises it.

/// The greatest value of each measure of a [`super::verify::Certificate`] that an answer may have. Exercised by `conformance` and `netlib`.
pub const TOLERANCE: f64 = 1e-6;

/// A column that costs this many times the median is a penalty: it is no part of the cost that the error of an objective is measured against.
/// Prices of one model differ by less (lanthanum costs a thousandth of terbium); penalties are chosen to be larger than any price.
/// Exercised by `faults`.
pub(super) const PENALTY: f64 = 1e4;

/// The error of a reduced cost or an activity in units in the last place of its sum: these are sums of few terms. Exercised by `faults`.
pub(super) const UNITS: f64 = 4.0 * f64::EPSILON;

/// The greatest part of its own cost that a column's reduced cost may owe to rounding. Where doubles round more (an offer beside a
/// penalty of 1e16 times its price), they cannot tell its price from another, and nothing is proved. Exercised by `faults`.
pub(super) const INDISTINCT: f64 = 1e-3;

/// The part of a Farkas ray's largest multiplier below which another is rounding: the exactness of the engine that found it. Exercised by
/// `no_plan`.
pub(super) const NO_MULTIPLIER: f64 = 1e-9;
