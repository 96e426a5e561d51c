//! The engine's tolerances: the value of each, its reference quantity, the reason, and for most the test that exercises it.
//!
//! The engine's own tolerances lie a thousandfold below those of the certificate (1e-6, [`crate::lp::verify::TOLERANCE`]), so that what the
//! algorithms let pass never makes an answer fail. Columns and rows are scaled near one before any of them is applied.

/// By how much bounds and reduced costs may be violated, relative to the variable's own size (`Problem::primal_tolerances`,
/// `Problem::cost_tolerances`). Seven digits above rounding, three below the certificate. Exercised by `elements_nine_orders_apart_are_proven`.
pub(super) const FEASIBLE: f64 = 1e-9;

/// The part of its neighbours' size below which a variable's own size is not seen: what is added to and subtracted from numbers a million
/// times as large keeps ten digits at most. Exercised by `elements_nine_orders_apart_are_proven`.
pub(super) const LOST: f64 = 1e-6;

/// Entries of a transformed column or row below this are rounding of entries near one: a hundredth of the error allowed in a solve.
/// Exercised by every program of `netlib`.
pub(super) const TINY: f64 = 1e-12;

/// Smallest pivot that is taken, beside scaled entries near one: factors with a smaller one lose more than half of their digits.
/// Exercised by `netlib`.
pub(super) const PIVOT: f64 = 1e-9;

/// By how much the same pivot may differ, computed by row and by column, relative to `1 + |pivot|`; beyond it factors are made anew.
/// Half of the digits of a double. Exercised by `netlib`.
pub(super) const PIVOT_MISMATCH: f64 = 1e-7;

/// A pivot this small beside the largest entry of its column is taken from fresh factors only. Exercised by `netlib`.
pub(super) const DOUBTFUL_PIVOT: f64 = 1e-6;

/// A reference weight above this has lost touch with the steepest edge it stands for: all start again at one (Harris, 1973). Exercised by
/// `netlib`.
pub(super) const WEIGHT_LIMIT: f64 = 1e12;

/// Least squared length of a row of the inverse that the dual simplex carries along: the update subtracts, and its result may be rounding.
/// A ten thousandth of that of a slack's row. Exercised by `netlib`.
pub(super) const LEAST_EDGE: f64 = 1e-4;

/// The part of a row's true squared length below which the one that was carried along has misled the choice of that row, which is then
/// made again (Forrest and Goldfarb, 1992). Exercised by `netlib`.
pub(super) const TRUE_EDGE: f64 = 0.25;

/// Size below which an entry that elimination leaves, of entries near one, is rounding and is dropped. Exercised by `solves_undo_multiplication`.
pub(super) const FILL: f64 = 1e-14;

/// Smallest ratio of a pivot to the largest entry of its row, in the bump, and of its column, where its row has no other. A tenth is the usual
/// compromise of threshold pivoting between few entries and small growth (Suhl and Suhl, 1990). Exercised by `solves_undo_multiplication`.
pub(super) const THRESHOLDS: (f64, f64) = (0.1, 1e-3);

/// The same where factors are to be as stable as can be ([`super::Manner::Strict`]). Exercised by `netlib::every_manner_agrees`.
pub(super) const STRICT_THRESHOLDS: (f64, f64) = (0.5, 0.1);

/// Smallest ratio of a crash pivot to the largest entry of its column: smaller ones lose two digits before the first pivot. Exercised by `netlib`.
pub(super) const CRASH_THRESHOLD: f64 = 0.01;

/// Cost perturbation of the dual simplex, in dual tolerances: large enough to tell ties apart, and taken back at the end. Exercised
/// by `what_ends_a_stall_leaves_no_trace`.
pub(super) const COST_PERTURBATION: f64 = 500.0;

/// Bound perturbation of the primal simplex, in primal tolerances. Exercised by `what_ends_a_stall_leaves_no_trace`.
pub(super) const BOUND_PERTURBATION: f64 = 20.0;

/// By how many primal tolerances a basic variable may be found beyond a bound for the bound to go along; what is violated by more
/// goes back to the dual simplex. Exercised by `netlib`.
pub(super) const SMALL_VIOLATION: f64 = 1e3;

/// Penalties as close as this, relatively, are one: the last digits of a quotient of two reduced costs. Exercised by
/// `equal_prices_in_every_period_are_proven`.
pub(super) const SAME_PENALTY: f64 = 1e-10;

/// Slopes as close as this, relative to the larger, are one. Exercised by `a_falling_cap_gives_the_frontier`.
pub(super) const SAME_SLOPE: f64 = 1e-10;

/// By how many primal tolerances the last point of a parametric-cost walk may violate a bound. Exercised by `a_stall_is_ended_and_leaves_no_trace`.
pub(super) const FINAL_VIOLATION: f64 = 100.0;

/// The relative difference allowed between the sum of the steps' costs and the cost of the last point. Exercised by
/// `small_models_are_proven_at_every_breakpoint`.
pub(super) const FINAL_DRIFT: f64 = 1e-9;

/// The part of the largest product of a proof by which its sum must exceed 0, beside the primal tolerances' share in it: the products are rounded, and
/// so is their sum of at most some thousands. Exercised by `netlib`.
pub(super) const PROOF_SUM: f64 = 1e-11;

/// The relative distance within which ratios count as the same and are listed together: the same quotient taken twice, of a block and of one of its
/// entries. Exercised by `netlib`.
pub(super) const SAME_RATIO: f64 = 1e-9;

/// Bounds of the unit that a variable's primal tolerance is relative to: a part of the variable's size, which it is no smaller than, and a size in
/// the program's own units, which it is no larger than. Exercised by `elements_nine_orders_apart_are_proven`.
pub(super) const SIZES: (f64, f64) = (1e-4, 1e3);

/// The part of its wrong reduced cost that a column without a bound to flip to keeps, with the right sign, where its cost is shifted: large enough to
/// tell columns apart, too small to lead far astray. Exercised by `netlib`.
pub(super) const SHIFT: f64 = 1e-3;

/// The part of the dual tolerances that the slope of a curve may be off by where it is compared: these are errors that a reduced cost may have, and few
/// are off by all of it. Exercised by `parametric_rhs`.
pub(super) const SLOPE_ROUNDING: f64 = 1e-3;

/// A step of a walk below this, relative to how far it has come, is a stall. Exercised by `a_stall_is_ended_and_leaves_no_trace`.
pub(super) const NO_STEP: f64 = 1e-12;

/// The distance from its bound, relative to it, within which a variable counts as standing there where a basis is read from a point: as near as
/// solvers leave it. A status read wrong costs pivots and nothing else. Exercised by `a_point_gives_back_the_basis_it_stands_on`.
pub(super) const ON_BOUND: f64 = 1e-9;

/// A reduced cost this small, relative to the numbers that it is the difference of, is that of a basic column: rounding. Exercised by `batch_levels`.
pub(super) const NO_REDUCED_COST: f64 = 1e-12;

/// An entry that stands for zero at a listed place of a sparse vector: too small to change any number that it is added to. Exercised by
/// `sparse_vectors_list_each_place_once`.
pub(super) const NOTHING: f64 = 1e-50;

/// The size below which a value that leaves the engine is zero: [`NOTHING`] times steps, scales and pivots stays far below it, and what rounding leaves of
/// scaled numbers near one lies far above. Exercised by `what_stands_for_zero_does_not_leave_the_engine`.
pub(super) const RESIDUE: f64 = 1e-30;
