//! Every tolerance of the commands: how large it is, what it is relative to, why, and which test exercises it.

/// Room for the limits of security rows in an export, which may stand exactly on their floors: another solver sums in another order, and would find
/// no plan. A billionth of a share moves no cost by a millionth, and is a hundred times what rounding takes. Exercised by `export`.
pub(super) const ROOM: f64 = 1e-9;

/// By how much figures of files may differ from those found, relative to them or 1: files have twelve digits, and the engine is exact to nine.
/// Exercised by `verify`.
pub(in crate::cli) const ROUNDED: f64 = 1e-9;
