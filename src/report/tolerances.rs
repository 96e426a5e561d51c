//! Every tolerance of tables, sentences and pictures: how large it is, what it is relative to, why, and which test exercises it.
//!
//! Figures come here proved: to 1e-6 ([`crate::lp::verify::TOLERANCE`]), and from the engine exact to 1e-9, scaled. These say below which size a
//! figure is not worth a word, none changes one.

/// The part of the largest figure of its kind below which a figure of a file is 0: the engine's own tolerances are relative to what they are about, and
/// about as large. Exercised by `figures_have_twelve_digits_and_no_sign_of_nothing`.
pub(super) const NOTHING: f64 = 1e-9;

/// Tonnes below which nothing is short, in a sentence: a milligramme's thousandth. Exercised by `own_plan`.
pub(super) const UNMET: f64 = 1e-12;

/// A difference of two costs is nothing below this, relative to the cost or one unit of money: the engine's own exactness. Exercised by `own_plan`.
pub(super) const SAME_COST: f64 = 1e-9;

/// A quantity or cost moves where it does by more than this part of itself (or of one tonne, one unit): the certificate lets pass as much. Exercised by
/// `alternatives` and `own_plan`.
pub(super) const MOVES: f64 = 1e-6;

/// A share below this is 0, and two levels that differ by less are one: a tenth of what is typed last of nine digits. Exercised by `frontier`.
pub(super) const SAME_SHARE: f64 = 1e-9;

/// Figures of two folders, and a figure and its rounding, that differ by less, relatively, are the same: files have twelve digits, and the engine is
/// exact to nine. Exercised by `diff` and `no_plan`.
pub(super) const SAME_FIGURE: f64 = 1e-9;

/// The room that docs/MODEL.md leaves beside a limit of 0 for rounding, tonnes, and a little more. Exercised by `no_plan`.
pub(super) const ROOM: f64 = 1.1e-9;

/// Tonnes below which a hedge buys, holds or reserves no more than the plan beside it: a kilogramme, with which nobody hedges. Exercised by `resilience`.
pub(super) const HEDGED: f64 = 1e-3;

/// The unit of a breakpoint's share in a page: ten digits, one more than levels are told apart by. Exercised by `report::html::tests`.
pub(super) const SHARE_UNIT: f64 = 1e-10;

/// The unit of an element's share along a page's picture. Exercised by `report::html::tests`.
pub(super) const PICTURE_SHARE_UNIT: f64 = 1e-9;

/// The greatest error, relative to the largest, of a picture's figures that are compared with levels.csv. Exercised by `report::html::tests`.
pub(super) const FINE: f64 = 1e-7;

/// Errors of a picture's quantities, relative to the largest, by which it is thinned, one after the other, until its page has the size that is allowed.
/// Exercised by `report::html::tests`.
pub(super) const THINNINGS: [f64; 10] = [0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1];

/// Bars that reach less far, and changes that are smaller, are none, in the bar's unit. Exercised by `report::html::variants`.
pub(super) const NO_BAR: f64 = 1e-12;

/// Rounding of a quotient that should be a whole number, and the least height of an axis. Exercised by `report::html::variants`.
pub(super) const WHOLE: f64 = 1e-9;
