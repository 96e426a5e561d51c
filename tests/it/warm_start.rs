//! A frontier does not depend on where its walk starts: at another model's optimum, or at what is no basis at all.

use crate::formulation::model;
use approx::assert_relative_eq;
use stockpile::analysis::frontier::{Frontier, frontier, frontier_from};
use stockpile::analysis::warm_start::WarmStart;
use stockpile::formulation::Program;
use stockpile::model::{Model, Scope};
use stockpile::simplex::{Basis, Status};
use stockpile::solver::Solver;

fn path(number: usize) -> String {
    format!("tests/data/conformance/{number:03}/models/m.toml")
}

/// Asserts that both frontiers say the same, but for rounding.
fn same(cold: &Frontier, warm: &Frontier, what: &str) {
    assert_relative_eq!(cold.least_cost, warm.least_cost, max_relative = 1e-9, epsilon = 1e-9);
    for (a, b) in [(cold.free_share, warm.free_share), (cold.lowest_share, warm.lowest_share)] {
        assert!((a - b).abs() < 1e-9, "{what}: {a} and {b}");
    }
    for point in cold.points.iter().chain(&warm.points) {
        let (a, b) = (cold.cost(point.share), warm.cost(point.share));
        assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{what} at {}: {a} and {b}", point.share);
    }
}

fn check(model: &Model, program: &Program, start: &Basis, what: &str) {
    let security = model.security.as_ref().expect("conformance models have [security]");
    for scope in [Scope::Total, security.scope] {
        let cold = frontier(model, program, security, scope, Solver::Simplex);
        let warm = frontier_from(model, program, security, scope, Solver::Simplex, Some(start));
        match (cold, warm) {
            (Ok(cold), Ok(warm)) => same(&cold, &warm, what),
            (cold, warm) => assert_eq!(cold.err(), warm.err(), "{what}"),
        }
    }
}

/// Keys of one model mean nothing in another, so that what comes out is neither feasible nor always a basis.
#[test]
fn from_the_optimum_of_another_model() {
    let mut last: Option<WarmStart> = None;
    for number in 1..=30 {
        let model = model(&path(number));
        let program = Program::new(&model);
        let own = WarmStart::of(&program);
        for start in last.iter().chain(&own) {
            check(&model, &program, &start.over(&program), &path(number));
        }
        last = own.or(last);
    }
}

#[test]
fn from_what_is_no_basis() {
    for number in [3, 8, 13, 18, 20, 30] {
        let model = model(&path(number));
        let program = Program::new(&model);
        let (n, m) = (program.lp.cols(), program.lp.rows());
        for (cols, rows) in [
            (Status::Basic, Status::Basic),
            (Status::Basic, Status::AtLower),
            (Status::AtUpper, Status::AtUpper),
            (Status::Free, Status::Basic),
        ] {
            check(&model, &program, &Basis { cols: vec![cols; n], rows: vec![rows; m] }, &path(number));
        }
    }
}

/// A start laid over the program that it is of is an optimal basis: nothing is left to do but the walk.
#[test]
fn over_its_own_program_it_is_optimal() {
    let model = model("models/japan-2026.toml");
    let program = Program::new(&model);
    let basis = WarmStart::of(&program).unwrap().over(&program);
    let found = stockpile::simplex::solve(&program.lp, Some(&basis)).unwrap();
    let stockpile::simplex::Solved::Optimal { iterations, .. } = found else { panic!("{found:?}") };
    assert_eq!(iterations, 0);
}
