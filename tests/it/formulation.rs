//! The linear program of a model in which every family has a row: a snapshot, read against MODEL.md by hand, and what must hold of any.

use std::collections::BTreeSet;
use std::path::Path;
use stockpile::analysis::survival;
use stockpile::formulation::courses::{CourseKey, Disturbance, Purpose, Sheet};
use stockpile::formulation::{Family, Program, RowKey};
use stockpile::input::{Overrides, Source};
use stockpile::lp::export::{Names, write_lp};
use stockpile::model::{Model, Scenario, ScenarioId};
use stockpile::solver::Solver;

pub fn model(path: &str) -> Model {
    let source = Source::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|e| panic!("{e}"));
    source.model(&Overrides::default()).unwrap_or_else(|e| panic!("{e}")).model
}

/// All constraints of a model at a security level of a half, rows first, then bounds.
fn keys(model: &Model, program: &Program) -> Vec<RowKey> {
    let security = model.security.as_ref().unwrap();
    let rows = program.security_rows(model, security, security.scope);
    let mut keys: Vec<RowKey> = program.rows.iter().copied().chain(rows.iter().map(|row| row.key())).collect();
    for column in 0..program.cols.len() {
        let (lower, upper) = program.bound_keys(column);
        keys.extend(lower.into_iter().chain(upper));
    }
    keys
}

#[test]
fn the_program_is_that_of_the_contract() {
    let model = model("tests/data/families/model.toml");
    let program = Program::new(&model);
    let security = model.security.as_ref().unwrap();
    let rows = program.security_rows(&model, security, security.scope);
    let limits: Vec<f64> = rows.iter().map(|row| 0.5 * row.requirement).collect();
    let lp = program.with_security(&rows, &limits);
    let keys = program.rows.iter().copied().chain(rows.iter().map(|row| row.key()));
    let row_names: Vec<String> = keys.map(|key| key.name(&model)).collect();
    let col_names: Vec<String> = program.cols.iter().map(|key| key.name(&model)).collect();
    let mut text = Vec::new();
    write_lp(&mut text, &lp, &Names { program: "families", rows: &row_names, cols: &col_names }, 0.0).unwrap();
    insta::assert_snapshot!(String::from_utf8(text).unwrap());
}

/// All constraints with a course for every stop of a quarter, from offers that can be reserved, and a course after a plan.
fn course_keys(model: &Model) -> Vec<RowKey> {
    let mut model = model.clone();
    for offer in model.offers.iter_mut().filter(|offer| offer.capacity_per_year.is_some()) {
        (offer.surge, offer.reservation_fee) = (Some(0.25), Some(0.1));
    }
    let security = model.security.as_mut().unwrap();
    (security.survive_months, security.survive_from) = (Some(3), Some(model.horizon.start));
    let program = survival::program(&model, Solver::Simplex).unwrap();
    let mut keys = keys(&model, &program);
    let x = vec![0.0; program.lp.cols()];
    let mut sheet = Sheet::after(&model, &program, &x);
    let nothing = Disturbance::none(&model, 0..model.horizon.periods);
    sheet.course(CourseKey::Scenario(ScenarioId::new(0)), &nothing, Purpose::Replan { weight: 1.0 }, None);
    keys.extend(&sheet.rows);
    keys
}

#[test]
fn every_family_is_listed_and_every_listed_family_has_a_constraint() {
    let model = model("tests/data/families/model.toml");
    let mut found: BTreeSet<Family> = keys(&model, &Program::new(&model)).iter().map(RowKey::family).collect();
    found.extend(course_keys(&model).iter().map(RowKey::family));
    let listed: BTreeSet<Family> = Family::ALL.iter().copied().collect();
    assert_eq!(found, listed);
}

#[test]
fn every_constraint_and_every_variable_has_a_name_of_its_own() {
    let mut model = model("tests/data/families/model.toml");
    model.scenarios.push(Scenario { id: "nothing".into(), probability: 0.0, disruptions: Vec::new() });
    let program = Program::new(&model);
    for keys in [keys(&model, &program), course_keys(&model)] {
        let names: BTreeSet<String> = keys.iter().map(|key| key.name(&model)).collect();
        assert_eq!(names.len(), keys.len());
    }
    let columns: BTreeSet<String> = program.cols.iter().map(|key| key.name(&model)).collect();
    assert_eq!(columns.len(), program.cols.len());
}

#[test]
fn the_cost_terms_sum_to_the_objective() {
    for path in ["tests/data/families/model.toml", "models/japan-2026.toml"] {
        let program = Program::new(&model(path));
        let mut sums = vec![0.0; program.cols.len()];
        for cost in &program.costs {
            sums[cost.column] += cost.per_unit;
        }
        for (sum, cost) in sums.iter().zip(&program.lp.cost) {
            approx::assert_relative_eq!(*sum, *cost, max_relative = 1e-14);
        }
    }
}
