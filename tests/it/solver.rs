//! The back ends on small programs worked by hand, and on random ones where each is the other's check.

use approx::assert_relative_eq;
use proptest::prelude::*;
use stockpile::lp::dual::{dual_of, farkas_of, recession_of};
use stockpile::lp::verify::{certify, farkas};
use stockpile::lp::{Builder, Lp};
use stockpile::solver::{Method, Outcome, Proof, Solution, Solver, certified, certified_by};

const INF: f64 = f64::INFINITY;

/// The optimum that every solver finds and proves.
fn optimum(solver: Solver, lp: &Lp) -> Solution {
    match certified_by(Method::of(solver), lp).map(|c| c.outcome) {
        Ok(Outcome::Optimal(solution)) => solution,
        other => panic!("{}: {other:?}", solver.name()),
    }
}

/// minimise 4a + 3b + c − d + 2e, every kind of row and column once:
/// a + b ≥ 3, 1 ≤ a − c ≤ 5, b + d = 4, d + e ≤ 6, e − f = −2, a + f free;
/// a ≥ 0, 1 ≤ b ≤ 2, c ≤ 7, d free, e = 0.5, f ≥ −10.
fn every_kind() -> Lp {
    let mut p = Builder::default();
    let a = p.column(4.0, 0.0, INF);
    let b = p.column(3.0, 1.0, 2.0);
    let c = p.column(1.0, -INF, 7.0);
    let d = p.column(-1.0, -INF, INF);
    let e = p.column(2.0, 0.5, 0.5);
    let f = p.column(0.0, -10.0, INF);
    p.row(3.0, INF, [(a, 1.0), (b, 1.0)]);
    p.row(1.0, 5.0, [(a, 1.0), (c, -1.0)]);
    p.row(4.0, 4.0, [(b, 1.0), (d, 1.0)]);
    p.row(-INF, 6.0, [(d, 1.0), (e, 1.0)]);
    p.row(-2.0, -2.0, [(e, 1.0), (f, -1.0)]);
    p.row(-INF, INF, [(a, 1.0), (f, 1.0)]);
    p.build()
}

/// By hand: d = 4 − b makes b cost 4 and leaves −4; c goes down to a − 5, which makes a cost 5 and leaves −5. Now a + b ≥ 3 costs 4 by
/// b up to 2 and 5 by a, so b = 2, a = 1, c = −4, d = 2, e = 0.5 (cost 1), f = 2.5: 4 + 6 − 4 − 2 + 1 = 5.
/// Prices: row 0 is 5 (one more a, one more c); the range's upper bound −1 (c follows one lower); the equation −1 (d one higher).
#[test]
fn every_kind_of_row_and_column() {
    let lp = every_kind();
    for &solver in Solver::ALL {
        let Solution { x, y, .. } = optimum(solver, &lp);
        for (found, expected) in x.iter().zip([1.0, 2.0, -4.0, 2.0, 0.5, 2.5]) {
            assert_relative_eq!(*found, expected, epsilon = 1e-9);
        }
        for (found, expected) in y.iter().zip([5.0, -1.0, -1.0, 0.0, 0.0, 0.0]) {
            assert_relative_eq!(*found, expected, epsilon = 1e-9);
        }
    }
}

/// The dual has a column for each side (2 for the range, none for the free row) and one for the width of b, and a row for each column.
#[test]
fn the_dual_has_a_column_for_each_side_and_a_row_for_each_column() {
    let lp = every_kind();
    let dual = dual_of(&lp);
    assert_eq!((dual.lp.cols(), dual.lp.rows()), (1 + 2 + 1 + 1 + 1 + 1, 6));
    // the hand-worked prices as a point of the dual: y0, y1 lower and upper bound, y2, y3, y4, and the width of b at
    // d(b) = 3 − 5 + 1 = −1, which presses on its upper bound
    let point = [5.0, 0.0, -1.0, -1.0, 0.0, 0.0, 1.0];
    assert_relative_eq!(dual.objective(&point), 5.0, epsilon = 1e-12);
    assert_eq!(dual.duals(&point), [5.0, -1.0, -1.0, 0.0, 0.0, 0.0]);
    assert!(certify(&lp, &[1.0, 2.0, -4.0, 2.0, 0.5, 2.5], &dual.duals(&point)).holds());
    // and it satisfies the dual's rows and bounds
    assert_eq!(certify(&dual.lp, &point, &[0.0; 6]).primal, 0.0);
}

/// x ≤ 2 and x + z = 1 with z ≥ 0 against x ≥ 1.5: the sum of x ≥ 1.5 and −(x + z) = −1 says −z ≥ 0.5.
#[test]
fn no_point_is_proved_by_a_ray() {
    let mut p = Builder::default();
    let x = p.column(1.0, 0.0, 2.0);
    let z = p.column(1.0, 0.0, INF);
    p.row(1.0, 1.0, [(x, 1.0), (z, 1.0)]);
    p.row(1.5, INF, [(x, 1.0)]);
    let lp = p.build();
    for &solver in Solver::ALL {
        let answer = certified(solver, &lp).unwrap();
        assert!(matches!(answer.proof, Proof::Farkas(m) if m > 0.1), "{}: {answer:?}", solver.name());
    }
    let ray = farkas_of(&lp);
    // y = (−1, 1) in the box: −1 + 1.5 = 0.5
    assert_relative_eq!(ray.objective(&[-1.0, 1.0, 0.0]), 0.5, epsilon = 1e-12);
    assert!(farkas(&lp, &ray.duals(&[-1.0, 1.0, 0.0])) > 0.1);
}

#[test]
fn no_end_is_proved_by_a_direction() {
    let mut p = Builder::default();
    let x = p.column(-2.0, 1.0, INF);
    let z = p.column(1.0, 0.0, INF);
    p.row(-INF, 3.0, [(x, 1.0), (z, -1.0)]);
    p.row(0.0, 9.0, [(x, 0.0)]);
    let lp = p.build();
    for &solver in Solver::ALL {
        let answer = certified(solver, &lp).unwrap();
        // x and z grow together: −2 + 1
        assert!(matches!(answer.proof, Proof::Direction(d) if (d - 1.0).abs() < 1e-9), "{}: {answer:?}", solver.name());
    }
    let recession = recession_of(&lp);
    assert_eq!((recession.lower.as_slice(), recession.upper.as_slice()), (&[0.0, 0.0][..], &[1.0, 1.0][..]));
    assert_eq!((recession.row_lower.as_slice(), recession.row_upper.as_slice()), (&[-INF, 0.0][..], &[0.0, 0.0][..]));
}

#[test]
fn the_smallest_programs() {
    for &solver in Solver::ALL {
        let empty = Builder::default().build();
        assert_eq!(optimum(solver, &empty).x, [0.0; 0]);
        // a column without rows goes to its cheaper bound
        let mut p = Builder::default();
        p.column(-1.0, 0.0, 3.0);
        assert_relative_eq!(optimum(solver, &p.build()).x[0], 3.0, epsilon = 1e-12);
        // a row without columns reads 0 ≥ −1, which holds, or 0 ≥ 1, which does not
        for (side, holds) in [(-1.0, true), (1.0, false)] {
            let mut p = Builder::default();
            p.column(1.0, 0.0, 3.0);
            p.row(side, INF, []);
            let found = certified(solver, &p.build()).unwrap();
            assert_eq!(matches!(found.outcome, Outcome::Optimal(_)), holds, "{}: {found:?}", solver.name());
        }
        // crossed sides prove themselves
        let mut p = Builder::default();
        p.column(1.0, 4.0, 3.0);
        assert_eq!(certified(solver, &p.build()).unwrap().proof, Proof::Crossed);
        let mut p = Builder::default();
        p.column(f64::NAN, 0.0, 3.0);
        assert!(certified(solver, &p.build()).unwrap_err().to_string().contains("finite"));
    }
}

#[test]
fn a_solver_is_found_by_its_name() {
    for &solver in Solver::ALL {
        assert_eq!(Solver::by_name(solver.name()), Ok(solver));
    }
    assert_eq!(Solver::by_name("minilp"), Ok(Solver::Microlp));
    let error = Solver::by_name("gurobi").unwrap_err().to_string();
    assert!(error.starts_with("no solver \"gurobi\": there is ") && error.contains("microlp"), "{error}");
}

/// Small programs with whole numbers, many of them degenerate, some without a point or an end.
fn program() -> impl Strategy<Value = Lp> {
    let side = || -6i32..7;
    let kind = || 0..6;
    let sides = |(kind, a, b): (i32, i32, i32)| {
        let (a, b) = (f64::from(a.min(b)), f64::from(a.max(b)));
        [(a, b), (a, a), (a, INF), (-INF, b), (-INF, INF), (0.0, INF)][kind as usize]
    };
    let col = (-4i32..5, (kind(), side(), side()));
    let row = ((kind(), side(), side()), proptest::collection::vec((0usize..7, -3i32..4), 1..6));
    (proptest::collection::vec(col, 1..8), proptest::collection::vec(row, 0..8)).prop_map(move |(cols, rows)| {
        let mut p = Builder::default();
        for &(cost, bounds) in &cols {
            let (lower, upper) = sides(bounds);
            p.column(f64::from(cost), lower, upper);
        }
        for (bounds, terms) in rows {
            let (lower, upper) = sides(bounds);
            p.row(lower, upper, terms.into_iter().map(|(j, a)| (j % cols.len(), f64::from(a))));
        }
        p.build()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Each solver's answer passes its own proof, and all answers are the same.
    #[test]
    fn the_solvers_agree(lp in program()) {
        let verdict = |solver: Solver| match certified_by(Method::of(solver), &lp).unwrap_or_else(|e| panic!("{e}")).outcome {
            Outcome::Optimal(s) => Ok(lp.objective(&s.x)),
            Outcome::Infeasible(_) => Err("infeasible"),
            Outcome::Unbounded => Err("unbounded"),
        };
        let first = verdict(Solver::ALL[0]);
        for &solver in &Solver::ALL[1..] {
            match (first, verdict(solver)) {
                (Ok(a), Ok(b)) => prop_assert!((a - b).abs() <= 1e-6 * a.abs().max(1.0), "{a} {b}"),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }

    /// The dual of the dual has the same optimum as the program itself.
    #[test]
    fn the_dual_of_the_dual_is_the_program(lp in program()) {
        let dual = dual_of(&lp);
        let twice = dual_of(&dual.lp);
        if let Ok(Outcome::Optimal(s)) = Solver::Simplex.solve(&lp)
            && let Ok(Outcome::Optimal(t)) = Solver::Simplex.solve(&twice.lp)
        {
            let objective = dual.offset - twice.objective(&t.x);
            prop_assert!((lp.objective(&s.x) - objective).abs() <= 1e-6 * objective.abs().max(1.0));
        }
    }
}

/// A verdict that microlp cannot prove is proved by ours: nothing rests on its word alone where there is a proof.
#[test]
fn every_solver_proves_that_there_is_no_point() {
    let mut b = Builder::default();
    let (x, y) = (b.column(0.0, 0.0, 2.0), b.column(0.0, 0.0, INF));
    b.row(3.0, INF, [(x, 1.0), (y, -1.0)]);
    let lp = b.build();
    for &solver in Solver::ALL {
        let found = certified(solver, &lp).unwrap();
        assert!(matches!((&found.outcome, found.proof), (Outcome::Infeasible(Some(_)), Proof::Farkas(_))), "{found:?}");
    }
}
