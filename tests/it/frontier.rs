//! Properties of any frontier, and the same frontier found another way.

use crate::formulation::model;
use stockpile::analysis::Error;
use stockpile::analysis::frontier::{Frontier, frontier};
use stockpile::formulation::Program;
use stockpile::model::{Scope, Unattainable};
use stockpile::solver::Solver;

fn frontiers(path: &str, solver: Solver) -> Vec<Frontier> {
    let model = model(path);
    let Some(security) = &model.security else { return Vec::new() };
    let program = Program::new(&model);
    let grouped = model.elements.iter().all(|element| element.group.is_some());
    let scopes = Scope::ALL.into_iter().filter(|&scope| scope != Scope::Group || grouped);
    scopes
        .filter_map(|scope| match frontier(&model, &program, security, scope, solver) {
            Err(Error::NoPlan) => None,
            found => Some(found.unwrap_or_else(|e| panic!("{path}: {e}"))),
        })
        .collect()
}

fn path(number: usize) -> String {
    format!("tests/data/conformance/{number:03}/models/m.toml")
}

/// A second solver and a second algorithm: floors by direct minimisation, the curve by dichotomic search, all by microlp.
#[test]
fn dichotomic_search_by_microlp_finds_the_same_frontiers() {
    for number in [3, 8, 20, 23, 30, 58, 60, 64, 74, 94] {
        let path = path(number);
        let (all_walked, all_drawn) = (frontiers(&path, Solver::Simplex), frontiers(&path, Solver::Microlp));
        assert_eq!(all_walked.len(), all_drawn.len(), "{path}");
        assert!(!all_walked.is_empty(), "{path}");
        for (walked, drawn) in all_walked.iter().zip(&all_drawn) {
            assert_eq!(walked.floors.len(), drawn.floors.len(), "{path}");
            let what = format!("{path} {}", walked.scope.label());
            let close = |a: f64, b: f64| (a - b).abs() <= 1e-6 * b.abs().max(1.0);
            for (a, b) in walked.floors.iter().zip(&drawn.floors) {
                assert!(close(*a, *b), "{what}: floors {:?} and {:?}", walked.floors, drawn.floors);
            }
            for point in walked.points.iter().chain(&drawn.points) {
                let (a, b) = (walked.cost(point.share), drawn.cost(point.share));
                assert!(close(a, b), "{what} at {}: {a} and {b}", point.share);
            }
        }
    }
}

/// Loosening a level never costs more; between neighbouring floors each point costs at least as much as the one before it.
#[test]
fn every_frontier_falls_with_the_level_and_is_convex_between_floors() {
    let models = (1..=100).map(path).chain(["models/japan-2026.toml".into()]);
    for path in models {
        for found in frontiers(&path, Solver::Simplex) {
            let what = format!("{path} {}", found.scope.label());
            let exact = 1e-9 * found.least_cost.abs().max(1.0);
            for pair in found.points.windows(2) {
                assert!(pair[0].share > pair[1].share && pair[1].cost >= pair[0].cost - exact, "{what}: {pair:?}");
            }
            for three in found.points.windows(3) {
                let floor = found.unattainable == Unattainable::Relax && found.floors.contains(&three[1].share);
                // the middle point lies on or below the line through its neighbours
                let (a, b, c) = (three[0], three[1], three[2]);
                let line = a.cost + (c.cost - a.cost) * (a.share - b.share) / (a.share - c.share);
                assert!(floor || b.cost <= line + exact, "{what}: {three:?}");
            }
        }
    }
}

/// A plan at a level has that level's cost, and its own walk of changes leads from plan to plan.
#[test]
fn the_changes_lead_from_each_breakpoint_to_the_next() {
    let model = model("models/japan-2026.toml");
    let program = Program::new(&model);
    let security = model.security.as_ref().unwrap();
    for scope in [Scope::Total, Scope::Element] {
        let found = frontier(&model, &program, security, scope, Solver::Simplex).unwrap();
        let mut x = found.plan(found.free_share);
        for (k, pair) in found.points.windows(2).enumerate() {
            found.changes(k).into_iter().for_each(|(j, change)| x[j as usize] += change);
            if k % 97 == 0 {
                let plan = found.plan(pair[1].share);
                for (walked, plan) in x.iter().zip(&plan) {
                    approx::assert_abs_diff_eq!(*walked, *plan, epsilon = 1e-6);
                }
                approx::assert_relative_eq!(program.lp.objective(&plan), pair[1].cost, max_relative = 1e-9);
            }
        }
    }
}
