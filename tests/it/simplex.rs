//! The engine on programs with known answers, and on random ones against its certificates.

use crate::supply::Random;
use stockpile::lp::verify::{certify, farkas};
use stockpile::lp::{Builder, Lp};
use stockpile::simplex::{Basis, Engine, Solved, at_basis, solve};

const INF: f64 = f64::INFINITY;

/// Solves, checks the proof whatever the verdict, and returns the objective (infinite if infeasible, minus that if unbounded).
fn proven(lp: &Lp, start: Option<&Basis>) -> f64 {
    match solve(lp, start).unwrap() {
        Solved::Optimal { x, y, basis, .. } => {
            let certificate = certify(lp, &x, &y);
            assert!(certificate.holds(), "{certificate:?}");
            let (again, prices) = at_basis(lp, &basis, &lp.cost).unwrap();
            assert!(certify(lp, &again, &prices).holds(), "the basis stands for another point");
            lp.objective(&x)
        }
        Solved::Infeasible { ray, .. } => {
            assert!(farkas(lp, &ray) > 1e-9, "{ray:?}");
            INF
        }
        Solved::Unbounded { x, ray, .. } => {
            assert!(certify(lp, &x, &vec![0.0; lp.rows()]).primal < 1e-6, "the point is not feasible");
            assert!(lp.objective(&ray) < 0.0);
            for (j, r) in ray.iter().enumerate() {
                assert!(*r <= 1e-9 || lp.upper[j] == INF);
                assert!(*r >= -1e-9 || lp.lower[j] == -INF);
            }
            for (i, r) in lp.activity(&ray).into_iter().enumerate() {
                assert!(r <= 1e-7 || lp.row_upper[i] == INF);
                assert!(r >= -1e-7 || lp.row_lower[i] == -INF);
            }
            -INF
        }
    }
}

#[test]
fn beale_cycles_only_without_a_guard() {
    // Beale (1955): Dantzig's rule with the first of tied rows cycles; the optimum is −1/20
    let mut b = Builder::default();
    let x: Vec<usize> = [-0.75, 150.0, -0.02, 6.0].into_iter().map(|c| b.column(c, 0.0, INF)).collect();
    b.row(-INF, 0.0, [(x[0], 0.25), (x[1], -60.0), (x[2], -0.04), (x[3], 9.0)]);
    b.row(-INF, 0.0, [(x[0], 0.5), (x[1], -90.0), (x[2], -0.02), (x[3], 3.0)]);
    b.row(-INF, 1.0, [(x[2], 1.0)]);
    assert!((proven(&b.build(), None) + 0.05).abs() < 1e-12);
}

#[test]
fn klee_minty_is_solved() {
    // Klee and Minty (1972) in the form with powers of ten: maximise Σ 10^(n−j) x_j, optimum 100^(n−1)
    for n in 2..=8 {
        let mut b = Builder::default();
        let x: Vec<usize> = (0..n).map(|j| b.column(-(10f64.powi((n - 1 - j) as i32)), 0.0, INF)).collect();
        for i in 0..n {
            let terms = (0..i).map(|j| (x[j], 2.0 * 10f64.powi((i - j) as i32))).chain([(x[i], 1.0)]);
            b.row(-INF, 100f64.powi(i as i32), terms.collect::<Vec<_>>());
        }
        let best = 100f64.powi(n as i32 - 1);
        assert!((proven(&b.build(), None) / -best - 1.0).abs() < 1e-9, "n = {n}");
    }
}

#[test]
fn odd_programs_have_verdicts() {
    // nothing at all
    assert_eq!(proven(&Builder::default().build(), None), 0.0);
    // no rows: each column goes to its cheaper bound, 3·2 − 1·4 = 2
    let mut b = Builder::default();
    b.column(3.0, 2.0, INF);
    b.column(-1.0, -5.0, 4.0);
    b.column(0.0, -INF, INF);
    assert_eq!(proven(&b.clone().build(), None), 2.0);
    // a free column with a cost and no row
    b.column(1.0, -INF, INF);
    assert_eq!(proven(&b.build(), None), -INF);
    // an empty row that cannot hold
    let mut b = Builder::default();
    b.column(1.0, 0.0, 1.0);
    b.row(1.0, 2.0, []);
    assert_eq!(proven(&b.build(), None), INF);
    // two singleton rows that exclude each other, the proof of which is worked by hand: x ≥ 3 (2x ≥ 6), x ≤ 2
    let mut b = Builder::default();
    let x = b.column(1.0, -INF, INF);
    b.row(6.0, INF, [(x, 2.0)]);
    b.row(-INF, 2.0, [(x, 1.0)]);
    let lp = b.build();
    let Solved::Infeasible { ray, .. } = solve(&lp, None).unwrap() else { panic!("infeasible") };
    assert_eq!(ray, [0.5, -1.0]);
    // lower above upper, in a column and in a row: nothing to multiply, and still a verdict
    for (column, row) in [((1.0, 0.0), (-INF, INF)), ((0.0, 1.0), (2.0, 1.0))] {
        let mut b = Builder::default();
        let x = b.column(1.0, column.0, column.1);
        let y = b.column(1.0, 0.0, 1.0);
        b.row(row.0, row.1, [(x, 1.0), (y, 1.0)]);
        assert!(matches!(solve(&b.build(), None).unwrap(), Solved::Infeasible { .. }));
    }
    // an equation among free columns: min x, x − y = 1, −2 ≤ y fixed by a singleton row at −2: x = −1, price of both rows 1
    let mut b = Builder::default();
    let (x, y) = (b.column(1.0, -INF, INF), b.column(0.0, -INF, INF));
    b.row(1.0, 1.0, [(x, 1.0), (y, -1.0)]);
    b.row(-2.0, INF, [(y, 1.0)]);
    let lp = b.build();
    assert_eq!(proven(&lp, None), -1.0);
    let Solved::Optimal { y, .. } = solve(&lp, None).unwrap() else { panic!("optimal") };
    assert_eq!(y, [1.0, 1.0]);
}

/// A random program with ranges, equations, free, fixed, boxed and one-sided columns, and many ties.
fn random_lp(random: &mut Random) -> Lp {
    let (n, m) = (1 + random.below(25), random.below(20));
    let mut b = Builder::default();
    let small = |random: &mut Random| random.below(7) as f64 - 3.0;
    let mut inside = Vec::new();
    for _ in 0..n {
        let (cost, lower) = (small(random), small(random));
        let (lower, upper) = match random.below(6) {
            0 if random.below(4) == 0 => (-INF, INF),
            1 => (lower, lower),
            2 if random.below(3) == 0 => (-INF, lower),
            3 => (lower, lower + random.below(5) as f64),
            _ => (0.0, INF),
        };
        inside.push(if lower.is_finite() { lower } else { upper.min(1.0) });
        b.column(if random.below(3) > 0 { cost.abs() } else { cost }, lower, upper);
    }
    for _ in 0..m {
        let terms: Vec<(usize, f64)> =
            (0..1 + random.below(4)).map(|_| (random.below(n), small(random) + 0.5 * random.below(2) as f64)).collect();
        // around a point within the bounds, so that not all are infeasible
        let activity: f64 = terms.iter().map(|&(j, a)| a * inside[j]).sum();
        let side = if random.below(40) == 0 { small(random) } else { activity };
        let (lower, upper) = match random.below(5) {
            0 => (side, side),
            1 => (side, side + random.below(6) as f64),
            2 => (side, INF),
            3 => (-INF, INF),
            _ => (-INF, side),
        };
        b.row(lower, upper, terms);
    }
    b.build()
}

#[test]
fn random_programs_are_proven() {
    let mut random = Random::new(1);
    let mut verdicts = [0; 3];
    for _ in 0..4000 {
        let lp = random_lp(&mut random);
        let value = proven(&lp, None);
        verdicts[if value.is_finite() {
            0
        } else if value > 0.0 {
            1
        } else {
            2
        }] += 1;
    }
    assert!(verdicts.iter().all(|&v| v > 200), "every verdict is met: {verdicts:?}");
}

#[test]
fn warm_starts_agree_with_cold_ones() {
    let mut random = Random::new(2);
    let mut tried = 0;
    while tried < 500 {
        let mut lp = random_lp(&mut random);
        let Solved::Optimal { basis, .. } = solve(&lp, None).unwrap() else { continue };
        tried += 1;
        let Solved::Optimal { iterations, .. } = solve(&lp, Some(&basis)).unwrap() else { panic!("was optimal") };
        assert_eq!(iterations, 0, "an optimal basis is recognised");
        let mut engine = Engine::new(&lp);
        engine.set_basis(&basis);
        for _ in 0..5 {
            let (j, by) = (random.below(lp.cols()), random.below(3) as f64);
            match random.below(3) {
                0 if lp.rows() > 0 => {
                    let i = random.below(lp.rows());
                    (lp.row_lower[i], lp.row_upper[i]) = (lp.row_lower[i] - by, lp.row_upper[i] - by);
                    engine.set_row(i, lp.row_lower[i], lp.row_upper[i]);
                }
                1 => {
                    lp.upper[j] += by;
                    engine.set_bounds(j, lp.lower[j], lp.upper[j]);
                }
                _ => {
                    lp.cost[j] += by;
                    engine.set_cost(j, lp.cost[j]);
                }
            }
            let cold = proven(&lp, None);
            assert_eq!(proven(&lp, Some(&basis)).is_finite(), cold.is_finite());
            let warm = match engine.solve().unwrap() {
                Solved::Optimal { x, y, .. } => {
                    assert!(certify(&lp, &x, &y).holds());
                    lp.objective(&x)
                }
                Solved::Infeasible { .. } => INF,
                Solved::Unbounded { .. } => -INF,
            };
            assert!(warm == cold || (warm - cold).abs() < 1e-7 * cold.abs().max(1.0), "{warm} {cold}");
        }
    }
}
