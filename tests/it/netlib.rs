//! Every solver on the smaller problems of Netlib: the published optimum or verdict, and a proof.
//!
//! Expected values: `tests/data/netlib/published.csv`, which cites the source of each.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use stockpile::lp::mps::Mps;
use stockpile::lp::rows::Rows;
use stockpile::simplex::{CostWalk, Manner, parametric_cost};
use stockpile::solver::{Certified, Method, Outcome, Proof, Solver, certified_by};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/netlib");

/// All problems, by name.
fn problems() -> BTreeMap<String, Mps> {
    let archive = File::open(format!("{FOLDER}/netlib.tar.xz")).unwrap();
    let mut archive = tar::Archive::new(lzma_rust2::XzReader::new(archive, false));
    let read = |entry: std::io::Result<tar::Entry<_>>| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().file_stem().unwrap().to_str().unwrap().to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let mps = Mps::parse(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        (name, mps)
    };
    archive.entries().unwrap().map(read).collect()
}

/// The fault of an answer, if any.
fn fault(mps: &Mps, published: &str, answer: Result<Certified, stockpile::solver::Unproved>) -> Option<String> {
    let Certified { outcome, proof, .. } = match answer {
        Ok(answer) => answer,
        Err(failure) => return Some(failure.to_string()),
    };
    let right = match (&outcome, published, proof) {
        (Outcome::Infeasible(_), "infeasible", Proof::Farkas(_))
        | (Outcome::Unbounded, "unbounded", Proof::Direction(_)) => true,
        (Outcome::Optimal(solution), value, Proof::Certificate(_)) => value.parse().is_ok_and(|value: f64| {
            let objective = mps.objective(mps.lp.objective(&solution.x));
            (objective - value).abs() <= 1e-6 * value.abs().max(1.0)
        }),
        _ => false,
    };
    (!right).then(|| format!("published {published}, found {outcome:?}, proved by {proof:?}"))
}

/// Holds a method to all problems of at most so many rows and columns but those that are `beyond` it.
fn all_agree(method: Method, most: usize, beyond: &[&str]) {
    let problems = problems();
    let mut published = csv::Reader::from_path(format!("{FOLDER}/published.csv")).unwrap();
    let mut faults = Vec::new();
    let mut count = 0;
    for record in published.records().map(Result::unwrap) {
        let (name, value) = (&record[0], &record[4]);
        count += 1;
        let mps = &problems[name];
        if beyond.contains(&name) || mps.lp.rows() + mps.lp.cols() > most {
            continue;
        }
        assert_eq!(
            (mps.lp.rows(), mps.lp.cols()),
            (record[2].parse().unwrap(), record[3].parse().unwrap()),
            "size of {name}"
        );
        let wrong = fault(mps, value, certified_by(method, &mps.lp));
        faults.extend(wrong.map(|f| format!("{name}: {}", f.chars().take(300).collect::<String>())));
    }
    assert_eq!(count, problems.len(), "a published answer for each problem");
    assert!(faults.is_empty(), "{method}: {faults:#?}");
}

#[test]
fn our_own_simplex_agrees() {
    all_agree(Method::of(Solver::Simplex), usize::MAX, &[]);
}

#[test]
fn microlp_agrees() {
    // it has no answer to these after 20 s
    all_agree(Method::of(Solver::Microlp), usize::MAX, &["d6cube", "greenbea"]);
}

/// Stricter pivots, no scaling, and a start from another solver's point find and prove the same; where there is no point there is no such start.
#[test]
fn every_manner_agrees() {
    for manner in Manner::ALL {
        all_agree(Method::Simplex(manner), 700, &[]);
    }
    all_agree(Method::From(Solver::Microlp), 300, &["forest6", "galenet", "gams10am"]);
}

/// `cycle` with each of some rows as the load, its limit lifted: every vertex of the least cost is degenerate, and most have hundreds of tied
/// columns. Walks of it took 46,000 pivots for two steps, or did not end.
#[test]
fn a_price_walk_leaves_degenerate_vertices() {
    let cycle = &problems()["cycle"];
    for name in ["N64.DHAE", "XVA.KJAA", "XRV.GREB", "NFV.GPAE"] {
        let row = cycle.rows.iter().position(|row| row == name).unwrap();
        let mut lp = cycle.lp.clone();
        lp.row_upper[row] = f64::INFINITY;
        let mut load = vec![0.0; lp.cols()];
        Rows::of(&lp).row(row).for_each(|(j, a)| load[j] = a);
        let CostWalk::Curve(curve) = parametric_cost(&lp, &load, None).unwrap() else { panic!("no curve for {name}") };
        assert!(curve.iterations < 15_000, "{name}: {} pivots", curve.iterations);
        assert!(curve.certificate.unwrap().holds(), "{name}: {:?}", curve.certificate);
        // its ends and its middle, solved with the limit in place
        let points = &curve.points;
        for k in [0, points.len() / 2, points.len() - 1] {
            lp.row_upper[row] = points[k].load + 1e-9 * points[k].load.abs();
            let Certified { outcome: Outcome::Optimal(solution), .. } =
                certified_by(Method::of(Solver::Simplex), &lp).unwrap()
            else {
                panic!("{name}: no optimum at point {k}")
            };
            let (found, expected) = (points[k].cost, lp.objective(&solution.x));
            assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "{name} at {k}: {found} {expected}");
        }
    }
}

#[cfg(feature = "highs")]
#[test]
fn highs_agrees() {
    all_agree(Method::of(Solver::Highs), usize::MAX, &[]);
}
