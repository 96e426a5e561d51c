//! The right-hand-side walk: by hand, against solves at single places, and against the price walk, which gets the same curve the other way.

use crate::supply::{Random, Shape, supply};
use stockpile::lp::verify::{certify, farkas};
use stockpile::lp::{Builder, Lp};
use stockpile::simplex::{
    CostWalk, RhsCurve, RhsEnd, RhsOptions, RhsWalk, Solved, at_basis, parametric_cost, parametric_rhs, solve,
};

const INF: f64 = f64::INFINITY;

fn moved(lp: &Lp, direction: &[(usize, f64)], theta: f64) -> Lp {
    let mut lp = lp.clone();
    for &(i, rate) in direction {
        lp.row_lower[i] += theta * rate;
        lp.row_upper[i] += theta * rate;
    }
    lp
}

fn curve(lp: &Lp, direction: &[(usize, f64)], until: f64) -> RhsCurve {
    match parametric_rhs(lp, direction, RhsOptions::until(until)).unwrap() {
        RhsWalk::Curve(curve) => *curve,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_merit_order_is_walked_by_hand() {
    // demand θ from offers of 8 at 1 and 4 at 3: slope 1 to 8, slope 3 to 12, nothing beyond
    let mut b = Builder::default();
    let x = [b.column(1.0, 0.0, 8.0), b.column(3.0, 0.0, 4.0)];
    let demand = b.row(0.0, 0.0, x.map(|j| (j, 1.0)));
    let lp = b.build();
    let c = curve(&lp, &[(demand, 1.0)], INF);
    let found: Vec<_> = c.points.iter().map(|p| (p.theta, p.cost, p.slope)).collect();
    assert_eq!(found, [(0.0, 0.0, 1.0), (8.0, 8.0, 3.0), (12.0, 20.0, INF)]);
    assert_eq!(c.path.x(2), [8.0, 4.0]);
    let RhsEnd::Infeasible { ray } = &c.end else { panic!("{:?}", c.end) };
    assert!(farkas(&moved(&lp, &[(demand, 1.0)], 12.1), ray) > 1e-3);
    // half way it is told so, and a row of one column is a row all the same
    let c = curve(&lp, &[(demand, 1.0)], 10.0);
    assert_eq!((c.points.last().unwrap().cost, &c.end), (14.0, &RhsEnd::Until));
    let mut b = Builder::default();
    let x = b.column(2.0, 1.0, INF);
    let floor = b.row(0.0, INF, [(x, 1.0)]);
    let c = curve(&b.build(), &[(floor, 1.0)], INF);
    let found: Vec<_> = c.points.iter().map(|p| (p.theta, p.cost, p.slope)).collect();
    assert_eq!((found, c.end), (vec![(0.0, 2.0, 0.0), (1.0, 2.0, 2.0)], RhsEnd::Forever));
}

/// Every claim of a curve, checked in the original program at the points and half way between them.
fn prove(lp: &Lp, direction: &[(usize, f64)], c: &RhsCurve) {
    let mut before: Option<(f64, f64, f64, Vec<f64>)> = None;
    for (k, point) in c.points.iter().enumerate() {
        let here = moved(lp, direction, point.theta);
        let x = c.path.x(k);
        let (_, y) = at_basis(&here, &c.path.basis(k), &lp.cost).unwrap();
        let certificate = certify(&here, &x, &y);
        assert!(certificate.holds(), "point {k} of {}: {certificate:?}", c.points.len());
        assert!((lp.objective(&x) - point.cost).abs() <= 1e-9 * point.cost.abs().max(1.0));
        if let Some((theta, cost, slope, last)) = before {
            // where the walk stopped there need not be a kink
            let stopped = k + 1 == c.points.len() && !matches!(c.end, RhsEnd::Infeasible { .. });
            let kinked = point.slope > slope || (stopped && point.slope >= slope - 1e-9 * slope.abs());
            assert!(point.theta > theta && kinked, "convex at {k}: {:?}", &c.points[k - 1..=k]);
            let step = point.theta - theta;
            let noise = 1e-9 * cost.abs().max(1.0) / step;
            assert!(
                ((point.cost - cost) / step - slope).abs() <= 1e-6 * slope.abs() + noise,
                "slope before {k}: {:?}",
                &c.points[k - 1..=k]
            );
            let middle = moved(lp, direction, (theta + point.theta) / 2.0);
            let x: Vec<f64> = x.iter().zip(&last).map(|(a, b)| (a + b) / 2.0).collect();
            let Solved::Optimal { y, .. } = solve(&middle, None).unwrap() else { panic!("feasible on both sides") };
            assert!(certify(&middle, &x, &y).holds(), "the mixture before {k} is optimal");
        }
        before = Some((point.theta, point.cost, point.slope, x));
    }
    if let RhsEnd::Infeasible { ray } = &c.end {
        let last = c.points.last().unwrap().theta;
        let beyond = moved(lp, direction, last + 1e-3 * last.abs().max(1.0));
        assert!(farkas(&beyond, ray) > 1e-9, "the ray proves nothing beyond {last}");
    }
}

#[test]
fn a_falling_cap_gives_the_frontier() {
    for (shape, seeds) in [
        (Shape::new(1, 6, 8), 0..10),
        (Shape { tied: true, segments: 2, ..Shape::new(2, 4, 6) }, 0..10),
        (Shape { budget: true, ..Shape::new(3, 5, 5) }, 0..10),
    ] {
        for seed in seeds {
            let (lp, load) = supply(shape, seed);
            let CostWalk::Curve(f) = parametric_cost(&lp, &load, None).unwrap() else { panic!("feasible") };
            let mut b = Builder::extend(&lp);
            // the cap begins a little above the free load, so that the first segment is level
            let (size, above) = (f.points[0].load, 0.01 * f.points[0].load);
            let cap = b.row(-INF, size + above, load.iter().copied().enumerate());
            let capped = b.build();
            let c = curve(&capped, &[(cap, -1.0)], INF);
            prove(&capped, &[(cap, -1.0)], &c);
            assert!(matches!(c.end, RhsEnd::Infeasible { .. }), "{:?}", c.end);
            assert_eq!(c.points.len(), f.points.len() + 1);
            assert_eq!((c.points[0].theta, c.points[0].slope), (0.0, 0.0));
            for (a, b) in c.points[1..].iter().zip(&f.points) {
                assert!((size + above - a.theta - b.load).abs() < 1e-8 * size, "{a:?} {b:?}");
                assert!((a.cost - b.cost).abs() < 1e-8 * b.cost, "{a:?} {b:?}");
                assert!(a.slope == b.penalty || (a.slope - b.penalty).abs() < 1e-7 * b.penalty, "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn random_directions_are_walked() {
    let mut random = Random::new(4);
    let mut ends = [0; 3];
    for _ in 0..1000 {
        let (n, m) = (2 + random.below(10), 1 + random.below(7));
        let mut b = Builder::default();
        for _ in 0..n {
            b.column(random.below(9) as f64 - 1.0, 0.0, if random.below(3) == 0 { INF } else { 3.0 });
        }
        for _ in 0..m {
            let terms: Vec<_> =
                (0..1 + random.below(4)).map(|_| (random.below(n), random.below(5) as f64 - 2.0)).collect();
            match random.below(3) {
                0 => b.row(0.0, 0.0, terms),
                1 => b.row(-(random.below(3) as f64), INF, terms),
                _ => b.row(-1.0, 2.0, terms),
            };
        }
        let lp = b.build();
        let direction: Vec<(usize, f64)> =
            (0..1 + random.below(3)).map(|_| (random.below(m), random.below(5) as f64 - 2.0)).collect();
        // the same row twice moves twice as fast
        let until = if random.below(2) == 0 { INF } else { 2.5 };
        if let RhsWalk::Curve(c) = parametric_rhs(&lp, &direction, RhsOptions::until(until)).unwrap() {
            prove(&lp, &direction, &c);
            ends[match c.end {
                RhsEnd::Until => 0,
                RhsEnd::Forever => 1,
                RhsEnd::Infeasible { .. } => 2,
            }] += 1;
        }
    }
    assert!(ends.iter().all(|&e| e > 50), "{ends:?}");
}
