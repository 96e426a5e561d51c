//! Programs that fall into parts, solved part by part and proved as a whole.

use super::Error;
use super::least_cost::{Answer, proved, solve};
use super::proved::{Point, Proved};
use crate::lp::Lp;
use crate::lp::components::components;
use crate::solver::Solver;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The optimum of a program, solved part by part where it falls into parts, and proved.
///
/// # Errors
/// [`Error::NoPlan`] if no point satisfies every constraint, and failures of the solver.
pub(super) fn prove_parts(lp: &Lp, solver: Solver) -> Result<Proved<Point>, Error> {
    let Answer { x, y, methods, .. } = solve_parts(lp, solver)?;
    Proved::check_by(lp, x, y, methods)
}

/// Solves a program part by part, where it falls into parts.
///
/// # Errors
/// [`Error::NoPlan`] if no point satisfies every constraint, and failures of the solver.
pub(super) fn solve_parts(lp: &Lp, solver: Solver) -> Result<Answer, Error> {
    let parts = components(lp);
    if parts.len() < 2 {
        return solve(lp, solver);
    }
    let (mut x, mut y) = (vec![0.0; lp.cols()], vec![0.0; lp.rows()]);
    let mut methods = BTreeSet::new();
    let answers: Vec<Result<Answer, Error>> =
        parts.par_iter().map(|component| solve(&component.extract(lp), solver)).collect();
    for (component, answer) in parts.iter().zip(answers) {
        let answer = answer?;
        methods.extend(answer.methods);
        component.put(answer.x, answer.y, (&mut x, &mut y));
    }
    proved(lp, x, y, methods.into_iter().collect())
}
