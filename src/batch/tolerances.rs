//! Every tolerance of tables of runs: how large it is, what it is relative to, why, and which test exercises it.

/// Values this close, relatively, have one rank: rounding is no order. Exercised by `samples`.
pub(super) const SAME_RANK: f64 = 1e-9;

/// Rounding of the number of steps from one end of a range to the other, relative to it: the last value belongs to the range. Exercised by `design`.
pub(super) const WHOLE_STEP: f64 = 1e-12;
