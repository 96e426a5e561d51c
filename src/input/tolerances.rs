//! Every tolerance of the checks of input: its value, its reference quantity, the reason, and the test that exercises it.
//!
//! Figures are typed with up to nine digits; sums of them carry the rounding of doubles besides.

/// Room beside a limit that sums and products of figures are compared with, relative to the limit (or to 1 and all that is summed): what planners
/// type has fewer digits. Exercised by `checks`, `input_errors` and `instruments`.
pub(in crate::input) const ROOM: f64 = 1e-9;

/// By how much shares that sum to 1 may miss it: six digits, as those of three thirds. Exercised by `input_errors`.
pub(super) const SHARES: f64 = 1e-6;

/// The most tonnes of a quantity: beyond it doubles do not tell one tonne from two. Exercised by `unlikely`.
pub(super) const MOST_TONNES: f64 = 9_007_199_254_740_992.0; // 2^53

/// The least tonnes of an element that a plan is proved about: the certificate measures a violation beside one tonne, so that a plan may miss a gramme.
/// Exercised by `unlikely`.
pub(super) const LEAST_TONNES: f64 = 1e-6;

/// Places after the point that a sum is shown with, so that 0.1 + 0.2 does not look like another mistake: as a power of ten. Exercised by `input_errors`.
const SHOWN: f64 = 1e9;

/// A sum as messages show it.
pub(super) fn shown(sum: f64) -> f64 {
    (sum * SHOWN).round() / SHOWN
}
