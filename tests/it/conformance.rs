//! A hundred random models against the answers of an independent implementation (tests/data/conformance/README.md).

use serde_json::Value;
use std::path::{Path, PathBuf};
use stockpile::analysis::study::Study;
use stockpile::analysis::{Error, frontier::Frontier, frontier::frontier, least_cost::solve, survival};
use stockpile::formulation::Program;
use stockpile::input::{Overrides, Source};
use stockpile::lp::verify::certify;
use stockpile::model::{Model, Part, Scope};
use stockpile::solver::Solver;

/// Relative to max(1, |cost|); absolute for shares.
const TOLERANCE: f64 = 1e-6;

/// The models; those of another folder of the same kind where `STOCKPILE_CONFORMANCE` names one.
pub fn folders() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/conformance");
    let root = std::env::var_os("STOCKPILE_CONFORMANCE").map_or(own, PathBuf::from);
    let mut folders: Vec<_> =
        std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(folders.len() >= 60);
    folders
}

pub fn read(folder: &Path) -> (Model, Value) {
    let source = Source::read(&folder.join("models/m.toml")).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let model = source.model(&Overrides::default()).unwrap_or_else(|e| panic!("{}: {e}", folder.display())).model;
    (model, serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap())
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= TOLERANCE * expected.abs().max(1.0)
}

/// The disagreements, so that one run names all of them.
#[derive(Default)]
pub struct Faults(Vec<String>);

impl Faults {
    pub fn say(&mut self, fault: String) {
        self.0.push(fault);
    }

    pub fn number(&mut self, what: &str, found: f64, expected: &Value) {
        let expected = expected.as_f64().unwrap_or_else(|| panic!("{what}: {expected}"));
        if !close(found, expected) {
            self.0.push(format!("{what}: {found}, expected {expected}"));
        }
    }

    pub fn none(self) {
        assert!(self.0.is_empty(), "{} disagreements:\n{}", self.0.len(), self.0.join("\n"));
    }
}

#[test]
fn solve_agrees() {
    let mut faults = Faults::default();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let (model, expected) = read(&folder);
        let expected = &expected["solve"];
        let study = Study::new(model, Solver::Simplex);
        let found = match study.solve() {
            Ok(found) => found,
            Err(Error::NoPlan) if expected["status"] == "infeasible" => continue,
            Err(error) => {
                faults.0.push(format!("{name}: {error}, expected {}", expected["status"]));
                continue;
            }
        };
        if expected["status"] != "optimal" {
            faults.0.push(format!("{name}: optimal, expected {}", expected["status"]));
            continue;
        }
        let plan = study.plan(&found);
        faults.number(&format!("{name} cost"), plan.cost_parts.total(), &expected["cost"]);
        faults.number(&format!("{name} requirement"), plan.requirement, &expected["requirement"]);
        if let (Some(share), Some(expected)) = (plan.share, expected["share"].as_f64())
            && !(close(share, expected) || as_cheap(study.model(), study.program(), &found.x, expected))
        {
            faults.0.push(format!("{name} share: {share}, expected {expected}"));
        }
    }
    faults.none();
}

/// True if a smaller share costs no more than 1e-9 of the least cost: the other implementation breaks ties with that much room.
fn as_cheap(model: &Model, program: &Program, x: &[f64], share: f64) -> bool {
    let security = model.security.as_ref().unwrap();
    let row = program.security_row(model, security, Part::Total, security.look_through).unwrap();
    let lp = program.with_security(std::slice::from_ref(&row), &[share * row.requirement]);
    let least = program.lp.objective(x);
    share < row.share(x)
        && solve(&lp, Solver::Simplex).is_ok_and(|found| lp.objective(&found.x) <= least + 1e-9 * least.abs().max(1.0))
}

#[test]
fn every_frontier_agrees() {
    let mut faults = Faults::default();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let (model, expected) = read(&folder);
        let Some(security) = &model.security else { continue };
        let program = survival::program(&model, Solver::Simplex);
        for (scope, expected) in expected["frontier"].as_object().unwrap() {
            let scope = Scope::ALL.into_iter().find(|s| s.label() == scope).unwrap();
            let what = format!("{name} {}", scope.label());
            let program = match &program {
                Ok(program) => program,
                Err(Error::NoPlan) if expected["status"] == "infeasible" => continue,
                Err(error) => {
                    faults.0.push(format!("{what}: {error}, expected {}", expected["status"]));
                    continue;
                }
            };
            match frontier(&model, program, security, scope, Solver::Simplex) {
                Ok(found) => compare(&what, &model, program, &found, expected, &mut faults),
                Err(Error::NoPlan) if expected["status"] == "infeasible" => {}
                Err(error) => faults.0.push(format!("{what}: {error}, expected {}", expected["status"])),
            }
        }
    }
    faults.none();
}

fn compare(what: &str, model: &Model, program: &Program, found: &Frontier, expected: &Value, faults: &mut Faults) {
    if expected["status"] != "optimal" {
        faults.0.push(format!("{what}: a frontier, expected {}", expected["status"]));
        return;
    }
    for (row, floor) in found.rows.iter().zip(&found.floors) {
        let name = row.name(model);
        faults.number(&format!("{what} floor {name}"), *floor, &expected["floors"][&name]);
    }
    faults.number(&format!("{what} least cost"), found.least_cost, &expected["least_cost"]);
    faults.number(&format!("{what} free share"), found.free_share, &expected["free_share"]);
    faults.number(&format!("{what} lowest share"), found.lowest_share, &expected["lowest_share"]);
    let points: Vec<(f64, f64)> = expected["breakpoints"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p[0].as_f64().unwrap(), p[1].as_f64().unwrap()))
        .collect();
    for &(share, cost) in &points {
        if !on_curve(found, share, cost) {
            faults.0.push(format!("{what} breakpoint {share}: {}, expected {cost}", found.cost(share)));
        }
    }
    for level in expected["levels"].as_array().unwrap() {
        let asked = level["level"].as_f64().unwrap();
        let got = found.level(model, program, model.security.as_ref().unwrap(), asked);
        let what = format!("{what} level {asked}");
        if level["attainable"].as_bool().is_some_and(|attainable| attainable != got.attainable) {
            faults.0.push(format!("{what}: attainable {}, expected {}", got.attainable, level["attainable"]));
        }
        if let Some(got) = &got.found
            && got.levy.is_some() != level["levy"].is_number()
        {
            faults.0.push(format!("{what}: levy {:?}, expected {}", got.levy, level["levy"]));
        }
        match (&got.found, level["cost"].as_f64()) {
            (Some(got), Some(cost)) => {
                if !on_curve(found, got.share, cost) {
                    faults.0.push(format!("{what}: cost {}, expected {cost}", got.cost));
                }
                faults.number(&format!("{what} share"), got.share, &level["share"]);
                // at a breakpoint rounding decides which side's slope is meant
                let near = |share: f64| (share - got.share).abs() < 1e-6;
                let at_breakpoint = found.points.iter().any(|p| near(p.share)) || points.iter().any(|p| near(p.0));
                if let (Some(expected), Some(marginal), false) =
                    (level["marginal_cost"].as_f64(), got.marginal_cost, at_breakpoint)
                {
                    // slopes come from differences of costs in the other implementation
                    let room = 1e-5 * expected.abs().max(1e-3 * found.least_cost.abs()).max(1.0);
                    if (marginal - expected).abs() > room {
                        faults.0.push(format!("{what}: marginal cost {marginal}, expected {expected}"));
                    }
                    if let (Some(levy), Some(expected)) = (got.levy, level["levy"].as_f64())
                        && (levy - expected).abs() > 100.0 * room / found.rows[0].requirement
                    {
                        faults.0.push(format!("{what}: levy {levy}, expected {expected}"));
                    }
                }
            }
            (None, None) => {}
            (got, cost) => faults.0.push(format!("{what}: {got:?}, expected cost {cost:?}")),
        }
    }
}

/// True if a point lies on the frontier: at its cost, or, where the curve is steep, within 1e-6 of it in the share.
fn on_curve(found: &Frontier, share: f64, cost: f64) -> bool {
    close(found.cost(share), cost)
        || found.cost(share + TOLERANCE) <= cost + TOLERANCE * cost.abs().max(1.0)
            && found.cost(share - TOLERANCE) >= cost - TOLERANCE * cost.abs().max(1.0)
}

#[test]
fn breakpoints_pass_the_certificate() {
    let mut faults = Faults::default();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let (model, expected) = read(&folder);
        let Some(security) = &model.security else { continue };
        let Ok(program) = survival::program(&model, Solver::Simplex) else { continue };
        for scope in expected["frontier"].as_object().unwrap().keys() {
            let scope = Scope::ALL.into_iter().find(|s| s.label() == scope).unwrap();
            let Ok(found) = frontier(&model, &program, security, scope, Solver::Simplex) else { continue };
            // the longest frontiers would take most of the time
            let every = found.points.len().div_ceil(40);
            for point in found.points.iter().step_by(every) {
                let y = found.duals(&program.lp, point.share, Solver::Simplex).unwrap();
                let lp = program.with_security(&found.rows, &found.limits(point.share));
                let certificate = certify(&lp, &found.plan(point.share), &y);
                if !certificate.holds() {
                    faults.0.push(format!("{name} {} at {}: {certificate:?}", scope.label(), point.share));
                }
            }
        }
    }
    faults.none();
}
