//! The linear program of a model in which every family has a row: a snapshot, read against MODEL.md by hand, and what must hold of any.

use std::collections::BTreeSet;
use std::path::Path;
use stockpile::formulation::{Family, Program, RowKey};
use stockpile::input::{Overrides, Source};
use stockpile::lp::export::{Names, write_lp};
use stockpile::model::Model;

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

#[test]
fn every_family_is_listed_and_every_listed_family_has_a_constraint() {
    let model = model("tests/data/families/model.toml");
    let program = Program::new(&model);
    let found: BTreeSet<Family> = keys(&model, &program).iter().map(RowKey::family).collect();
    let listed: BTreeSet<Family> = Family::ALL.iter().copied().collect();
    assert_eq!(found, listed);
}

#[test]
fn every_constraint_and_every_variable_has_a_name_of_its_own() {
    let model = model("tests/data/families/model.toml");
    let program = Program::new(&model);
    let keys = keys(&model, &program);
    let names: BTreeSet<String> = keys.iter().map(|key| key.name(&model)).collect();
    assert_eq!(names.len(), keys.len());
    let columns: BTreeSet<String> = program.cols.iter().map(|key| key.name(&model)).collect();
    assert_eq!(columns.len(), program.cols.len());
}

#[test]
fn the_cost_terms_sum_to_the_objective() {
    for path in ["tests/data/families/model.toml", "models/japan-2026.toml"] {
        let program = Program::new(&model(path));
        let mut sums = vec![0.0; program.cols.len()];
        for cost in &program.costs {
            sums[cost.column] += cost.per_tonne;
        }
        for (sum, cost) in sums.iter().zip(&program.lp.cost) {
            approx::assert_relative_eq!(*sum, *cost, max_relative = 1e-14);
        }
    }
}
