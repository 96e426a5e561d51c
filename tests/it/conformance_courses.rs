//! Survival and hedges of random models against the answers of an independent implementation (tests/data/conformance/README.md).

use crate::conformance::{Faults, folders, read};
use stockpile::analysis::proved::Proved;
use stockpile::analysis::study::Study;
use stockpile::analysis::{Error, hedge, survival};
use stockpile::formulation::Program;
use stockpile::model::Model;
use stockpile::solver::Solver;

#[test]
fn the_longest_survival_agrees() {
    let mut faults = Faults::default();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let (model, expected) = read(&folder);
        let Some(expected) = expected["survival"].as_object() else { continue };
        let found = match survival::longest(&model, &Program::new(&model), Solver::Simplex) {
            Ok(found) => found,
            // without any plan nothing survives
            Err(Error::NoPlan) if expected.values().all(|months| *months == 0) => continue,
            Err(error) => {
                faults.say(format!("{name}: {error}"));
                continue;
            }
        };
        for (element, months) in expected {
            let got = match element.as_str() {
                "*" => found.all.months,
                id => {
                    let at = model.elements.iter().position(|e| e.id == id).unwrap();
                    found.by_element[at].months
                }
            };
            if months.as_u64() != got.map(u64::from) {
                faults.say(format!("{name} {element}: {got:?}, expected {months}"));
            }
        }
    }
    faults.none();
}

#[test]
fn survival_costs_as_much() {
    let mut faults = Faults::default();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let (model, expected) = read(&folder);
        let Some(months) = expected["survive"]["months"].as_u64() else { continue };
        let expected = &expected["survive"];
        match survive(&model, months as u32) {
            Ok((cost, of_survival)) if expected["status"] == "optimal" => {
                faults.number(&format!("{name} cost"), cost, &expected["cost"]);
                let asked = expected["cost_of_survival"].as_f64().unwrap();
                // a difference of two costs
                if (of_survival - asked).abs() > 1e-6 * cost.abs().max(1.0) {
                    faults.say(format!("{name} cost of survival: {of_survival}, expected {asked}"));
                }
            }
            Err(Error::NoPlan) if expected["status"] == "infeasible" => {}
            found => faults.say(format!("{name}: {found:?}, expected {}", expected["status"])),
        }
    }
    faults.none();
}

/// The cost of the model's plan that survives so many months, and what of it survival costs.
fn survive(model: &Model, months: u32) -> Result<(f64, f64), Error> {
    let mut model = model.clone();
    let security = model.security.as_mut().unwrap();
    security.survive_months = Some(months);
    let study = Study::new(model.clone(), Solver::Simplex);
    let found = study.solve()?;
    let cost = found.cost;
    let limits = &found.lp.row_upper[study.program().lp.rows()..];
    let of_survival = survival::cost(&Program::new(&model), &found.rows, limits, cost, Solver::Simplex)?;
    Ok((cost, of_survival))
}

#[test]
fn hedges_agree() {
    let mut faults = Faults::default();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let (model, expected) = read(&folder);
        let Some(expected) = expected["hedge"].as_object() else { continue };
        match hedged(&model) {
            Ok(found) if expected["status"] == "optimal" => {
                faults.number(&format!("{name} objective"), found.objective, &expected["objective"]);
                for (what, value) in [("vss", found.vss), ("evpi", found.evpi)] {
                    // differences of two costs
                    let asked = expected[what].as_f64().unwrap();
                    if (value - asked).abs() > 1e-6 * found.objective.abs().max(1.0) {
                        faults.say(format!("{name} {what}: {value}, expected {asked}"));
                    }
                }
            }
            Err(Error::NoPlan) if expected["status"] == "infeasible" => {}
            found => faults.say(format!("{name}: {:?}, expected {}", found.map(|_| ()), expected["status"])),
        }
    }
    faults.none();
}

fn hedged(model: &Model) -> Result<Proved<hedge::Hedge>, Error> {
    let program = survival::program(model, Solver::Simplex)?.with_reservations(model);
    let found = Study::of_program(model.clone(), program.clone(), Solver::Simplex).solve()?;
    hedge::hedge(model, &program, &found.lp, Solver::Simplex)
}
