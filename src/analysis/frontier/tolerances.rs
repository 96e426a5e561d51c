//! Every tolerance of the frontier: its value, its reference quantity, the reason, and the test that exercises it.
//!
//! Shares are told apart from 1e-6 on (docs/MODEL.md); the engine is exact to 1e-9, scaled. The tolerances here lie between the two.

/// A level this little below a floor is at it, a share. Exercised by `a_level_at_the_floor_is_reached_though_doubles_tell_them_apart`.
pub(crate) const ROUNDING: f64 = 1e-9;

/// Room for a row that is held at a floor, beside the floor or 1: held rows are tight by construction, and rounding could leave no plan at
/// all. A hundredth of [`ROUNDING`]. Exercised by `faults::nor_does_a_block_lose_its_plan_where_one_of_its_rows_stays_at_one`.
pub(super) const HELD: f64 = 1e-11;

/// Room for the rows that are not being lowered while a second solver lowers one, a share: ten times that of rows that are held, since such a
/// solver's own answer is behind it. Exercised by `conformance` with microlp.
pub(super) const OTHERS: f64 = 1e-10;

/// A row can go lower, or a floor is none, where a plan lies this far below, a share: a tenth of what shares are told apart by.
/// Exercised by `parametric_rhs`.
pub(super) const LOWER: f64 = 1e-7;

/// Duals and multipliers of Farkas proofs this small, beside the largest, are rounding. Exercised by `parametric_rhs`.
pub(super) const NO_DUAL: f64 = 1e-7;

/// A row's dual this small, in tonnes that depend for each of its own unit, says nothing of a floor. Exercised by `frontier`.
pub(super) const NO_CAUSE: f64 = 1e-9;

/// Shares below this are 0. Exercised by `faults::a_block_of_several_rows_that_depends_on_nothing_costs_what_its_plan_costs`.
pub(super) const NO_SHARE: f64 = 1e-12;

/// Penalties this close, relatively, are one: their segments are one segment of the curve. Exercised by `parametric_cost`.
pub(super) const SAME_PENALTY: f64 = 1e-10;

/// Costs this close, relatively, or by this much of one unit of money, are one: the bow of a curve or its rise below it is rounding.
/// Exercised by `frontier` with microlp.
pub(super) const SAME_COST: f64 = 1e-9;

/// Costs of neighbouring points of one leg, beside its largest: the engine's own points differ by less only where they are one.
/// Exercised by `parametric_rhs`.
pub(super) const SAME_POINT: f64 = 1e-12;

/// A cause that accounts for less than this part of the requirement is not worth a word. Exercised by `frontier`.
pub(super) const SLIGHT: f64 = 1e-6;
