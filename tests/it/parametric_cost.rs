//! The parametric-cost walk on a problem worked by hand and on random supply models, each proven from the program alone.

use crate::supply::{Random, Shape, supply};
use stockpile::lp::verify::certify;
use stockpile::lp::{Builder, Lp, dot};
use stockpile::simplex::{CostCurve, CostWalk, Solved, at_basis, parametric_cost, solve};

const INF: f64 = f64::INFINITY;

fn frontier(lp: &Lp, load: &[f64]) -> CostCurve {
    match parametric_cost(lp, load, None).unwrap() {
        CostWalk::Curve(frontier) => *frontier,
        other => panic!("{other:?}"),
    }
}

fn optimum(lp: &Lp) -> f64 {
    match solve(lp, None).unwrap() {
        Solved::Optimal { x, y, .. } => {
            assert!(certify(lp, &x, &y).holds());
            lp.objective(&x)
        }
        other => panic!("{other:?}"),
    }
}

/// The merit order: one demand of 10; China at 1 up to 8, then 2 (half dependent) up to 5, then 4 up to 4 and 7 without end.
#[test]
fn a_merit_order_is_walked_by_hand() {
    let mut b = Builder::default();
    let x = [(1.0, 8.0), (2.0, 5.0), (4.0, 4.0), (7.0, INF)].map(|(cost, most)| b.column(cost, 0.0, most));
    b.row(10.0, 10.0, x.map(|j| (j, 1.0)));
    let load = [1.0, 0.5, 0.0, 0.0];
    let f = frontier(&b.build(), &load);
    // 8·1 + 2·2 = 12 at load 9; 3 more of the half dependent (1 / 0.5 = 2 a unit of load): 15 at 7.5; then 4 tonnes at 4 − 1 = 3
    // until 27 at 3.5; then the last of China at 7 − 1 = 6: 33 at 2.5; at last the half dependent, 5/0.5 = 10 a unit: 58 at 0
    let expected = [(12.0, 9.0, 2.0), (15.0, 7.5, 3.0), (27.0, 3.5, 6.0), (33.0, 2.5, 10.0), (58.0, 0.0, INF)];
    let found: Vec<_> = f.points.iter().map(|p| (p.cost, p.load, p.penalty)).collect();
    assert_eq!(found, expected);
    assert_eq!(f.path.x(2), [1.0, 5.0, 4.0, 0.0]);
    assert_eq!(f.path.change(2).collect::<Vec<_>>(), [(3, 1.0), (0, -1.0)]);
    assert!(!f.unbounded_load);
}

#[test]
fn ties_at_no_price_belong_to_the_start() {
    // two offers at one price, the dependent one first: the walk starts from the other
    let mut b = Builder::default();
    let x = [b.column(1.0, 0.0, INF), b.column(1.0, 0.0, 6.0)];
    b.row(10.0, INF, x.map(|j| (j, 1.0)));
    let f = frontier(&b.build(), &[1.0, 0.0]);
    assert_eq!(f.points.len(), 1);
    assert_eq!((f.points[0].cost, f.points[0].load), (10.0, 4.0));
}

#[test]
fn loads_without_end_and_programs_without_points_are_told() {
    let mut b = Builder::default();
    let x = [b.column(1.0, 0.0, INF), b.column(2.0, 0.0, INF)];
    b.row(-INF, 3.0, [(x[0], 1.0), (x[1], -1.0)]);
    let lp = b.clone().build();
    let f = frontier(&lp, &[-1.0, 0.0]);
    // at penalty 1 the first column rises to 3; beyond 3 each unit needs one of the second: 3 a unit, for ever
    assert_eq!(f.points.iter().map(|p| (p.load, p.penalty)).collect::<Vec<_>>(), [(0.0, 1.0), (-3.0, 3.0)]);
    assert!(f.unbounded_load);
    b.row(1.0, 1.0, [(x[0], 0.0)]);
    assert!(matches!(parametric_cost(&b.build(), &[1.0, 1.0], None).unwrap(), CostWalk::Infeasible { .. }));
    let mut b = Builder::default();
    b.column(-1.0, 0.0, INF);
    assert!(matches!(parametric_cost(&b.build(), &[1.0], None).unwrap(), CostWalk::Unbounded));
}

/// Every claim that a frontier makes, checked in the original program. `stride` thins out what costs a solve.
fn prove(lp: &Lp, load: &[f64], f: &CostCurve, stride: usize) {
    let least = optimum(lp);
    assert!((f.points[0].cost - least).abs() <= 1e-9 * least.abs().max(1.0), "starts at the least cost");
    // of the cheapest the least load: no penalty that is next to nothing gets lower
    let floor = optimum(&Lp { cost: load.to_vec(), ..lp.clone() });
    let last = f.points.last().unwrap();
    let size = f.path.x(0).iter().zip(load).map(|(x, l)| (x * l).abs()).sum::<f64>().max(1e-9);
    assert!((last.load - floor).abs() <= 1e-9 * size, "ends at the least load: {} {floor}", last.load);
    let mut x = f.path.x(0);
    let mut before: Option<(f64, f64, f64)> = None;
    for (k, point) in f.points.iter().enumerate() {
        assert!((lp.objective(&x) - point.cost).abs() <= 1e-9 * point.cost.abs().max(1.0), "cost at {k}");
        assert!((dot(load, &x) - point.load).abs() <= 1e-9 * size, "load at {k}");
        if let Some((cost, l, penalty)) = before {
            assert!(point.load < l && point.cost > cost - 1e-9 * cost.abs(), "falling load, rising cost at {k}");
            assert!(point.penalty > penalty, "convex at {k}");
            // what a step costs per unit of load is its penalty, as well as differences can tell
            let slope = (point.cost - cost) / (l - point.load);
            let noise = 1e-9 * (cost.abs() / (l - point.load) + penalty);
            assert!((slope - penalty).abs() <= 1e-6 * penalty + noise, "slope at {k}: {slope} {penalty}");
        }
        before = Some((point.cost, point.load, point.penalty));
        if k % stride == 0 || k + 1 == f.points.len() {
            let basis = f.path.basis(k);
            // at the end only the load counts
            let weighed = match point.penalty {
                INF => load.to_vec(),
                penalty => lp.cost.iter().zip(load).map(|(c, l)| c + penalty * l).collect(),
            };
            let (at, y) = at_basis(lp, &basis, &weighed).unwrap();
            let far = x.iter().zip(&at).map(|(a, b)| (a - b).abs() / a.abs().max(1.0)).fold(0.0, f64::max);
            assert!(far < 1e-7, "basis and point {k} differ by {far}");
            let proof = certify(&Lp { cost: weighed, ..lp.clone() }, &x, &y);
            assert!(proof.holds(), "point {k} of {}: {proof:?}", f.points.len());
        }
        if k % stride == 0 && k + 1 < f.points.len() {
            // half way to the next point, solved with the cap in place
            let next = f.points[k + 1];
            let (cost, cap) = ((point.cost + next.cost) / 2.0, (point.load + next.load) / 2.0);
            let mut b = stockpile::lp::Builder::extend(lp);
            b.row(-INF, cap, load.iter().copied().enumerate());
            let capped = optimum(&b.build());
            assert!((capped - cost).abs() <= 1e-7 * cost.abs().max(1.0), "between {k} and the next: {capped} {cost}");
        }
        if k + 1 < f.points.len() {
            for (j, change) in f.path.change(k) {
                x[j] += change;
            }
        }
    }
}

fn prove_shape(shape: Shape, seeds: std::ops::Range<u64>, stride: usize) {
    for seed in seeds {
        let (lp, load) = supply(shape, seed);
        prove(&lp, &load, &frontier(&lp, &load), stride);
    }
}

#[test]
fn small_models_are_proven_at_every_breakpoint() {
    prove_shape(Shape::new(1, 6, 8), 0..20, 1);
    prove_shape(Shape::new(2, 5, 1), 0..20, 1);
}

#[test]
fn shared_offers_are_proven() {
    prove_shape(Shape { segments: 3, ..Shape::new(1, 6, 10) }, 0..8, 5);
}

#[test]
fn equal_prices_in_every_period_are_proven() {
    prove_shape(Shape { tied: true, ..Shape::new(2, 6, 12) }, 0..10, 3);
    prove_shape(Shape { tied: true, segments: 2, ..Shape::new(1, 6, 12) }, 0..10, 3);
}

#[test]
fn elements_nine_orders_apart_are_proven() {
    prove_shape(Shape { spread: true, ..Shape::new(6, 5, 8) }, 0..6, 7);
}

#[test]
fn a_row_across_all_elements_is_proven() {
    prove_shape(Shape { budget: true, ..Shape::new(4, 6, 8) }, 0..6, 7);
    prove_shape(Shape { budget: true, segments: 2, tied: true, ..Shape::new(3, 6, 8) }, 0..6, 7);
}

#[test]
fn random_programs_are_walked() {
    let mut random = Random::new(3);
    let mut walked = 0;
    for _ in 0..1500 {
        let (n, m) = (2 + random.below(12), 1 + random.below(8));
        let mut b = Builder::default();
        for _ in 0..n {
            b.column(random.below(9) as f64 - 2.0, 0.0, 1.0 + random.below(4) as f64);
        }
        for _ in 0..m {
            let terms: Vec<_> =
                (0..1 + random.below(4)).map(|_| (random.below(n), random.below(5) as f64 - 2.0)).collect();
            let side = random.below(5) as f64;
            b.row(if random.below(3) == 0 { side } else { -side }, INF, terms);
        }
        let load: Vec<f64> = (0..n).map(|_| random.below(5) as f64 - 1.0).collect();
        let lp = b.build();
        if let CostWalk::Curve(f) = parametric_cost(&lp, &load, None).unwrap() {
            walked += 1;
            prove(&lp, &load, &f, 1);
        }
    }
    assert!(walked > 500, "{walked}");
}
