//! From [`Lp`] to good_lp and back, for all of its back ends.

use super::Failure;
use crate::lp::Lp;
use crate::lp::rows::Rows;
use good_lp::constraint::ConstraintReference;
use good_lp::{Constraint, Expression, ProblemVariables, ResolutionError, SolverModel, Variable, variable};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// The answer of good_lp.
pub(super) enum BackEndAnswer<T> {
    Optimal(T),
    Infeasible,
    Unbounded,
}

/// A model in a back end, with the maps back to the program.
pub(super) struct BackEndModel<M> {
    pub model: M,
    pub columns: Vec<Variable>,
    /// The row that each constraint is a bound of; a row with two bounds has two.
    #[cfg_attr(not(feature = "highs"), expect(dead_code, reason = "only HiGHS reports duals"))]
    pub constraints: Vec<(usize, ConstraintReference)>,
}

/// Hands `lp` to a back end. Terms go in column by column and row by row; good_lp keeps them in a map whose hash has no random seed,
/// so the same program always arrives in the same order.
pub(super) fn model<S: good_lp::Solver>(lp: &Lp, back_end: S) -> BackEndModel<S::Model> {
    let mut variables = ProblemVariables::new();
    let define = |(&min, &max): (&f64, &f64)| variables.add(variable().min(min).max(max));
    let columns: Vec<Variable> = lp.lower.iter().zip(&lp.upper).map(define).collect();
    let objective = expression(lp.cost.iter().copied().enumerate().filter(|&(_, c)| c != 0.0), lp.cols(), &columns);
    let mut model = variables.minimise(objective).using(back_end);
    let rows = Rows::of(lp);
    let mut constraints = Vec::with_capacity(lp.rows());
    for i in 0..lp.rows() {
        let (lower, upper) = (lp.row_lower[i], lp.row_upper[i]);
        let left = || expression(rows.row(i), rows.row(i).len(), &columns);
        let mut add = |constraint: Constraint| constraints.push((i, model.add_constraint(constraint)));
        if lower == upper {
            add(left().eq(lower));
            continue;
        }
        if lower.is_finite() {
            add(left().geq(lower));
        }
        if upper.is_finite() {
            add(left().leq(upper));
        }
    }
    BackEndModel { model, columns, constraints }
}

fn expression(terms: impl Iterator<Item = (usize, f64)>, capacity: usize, columns: &[Variable]) -> Expression {
    let mut expression = Expression::with_capacity(capacity);
    terms.for_each(|(j, a)| expression.add_mul(a, columns[j]));
    expression
}

/// Runs a back end, a panic of whose being one more way to give up: [`Failure`] says what it said, and nothing is printed.
pub(super) fn run<T>(
    solver: &'static str,
    solve: impl FnOnce() -> Result<T, ResolutionError>,
) -> Result<BackEndAnswer<T>, Failure> {
    let fail = |reason: String| Err(Failure { solver, reason });
    match quietly(solve) {
        Ok(Ok(solution)) => Ok(BackEndAnswer::Optimal(solution)),
        Ok(Err(ResolutionError::Infeasible)) => Ok(BackEndAnswer::Infeasible),
        Ok(Err(ResolutionError::Unbounded)) => Ok(BackEndAnswer::Unbounded),
        Ok(Err(error)) => fail(error.to_string()),
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(ToString::to_string);
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            fail(format!("it panicked: {text}"))
        }
    }
}

thread_local! {
    /// True if a panic of this thread is expected and to be kept from the terminal.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Catches a panic without the report that the panic hook would print; other threads' panics are reported as ever.
fn quietly<T>(f: impl FnOnce() -> T) -> std::thread::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                report(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    // what a back end leaves half done is dropped with it
    let result = catch_unwind(AssertUnwindSafe(f));
    QUIET.set(before);
    result
}
