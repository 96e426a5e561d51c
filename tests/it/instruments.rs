//! Instruments of governments and buyers: minimum shares, contracts cut by the horizon. The figures are worked by hand on the smallest model:
//! 50 t of Nd a month for four months; Northern (CN) sells 100 t a month at 100 a kilogramme, Lynas (AU) 50 t a month at 150.

use crate::input_base::Files;
use stockpile::analysis::infeasibility::least_violation;
use stockpile::analysis::{Error, level::at_level};
use stockpile::formulation::{Program, RowKey};
use stockpile::model::{CapId, ContractId, Model, SupplierId, Who};
use stockpile::solver::Solver;

fn model(files: &Files) -> Model {
    files.read(&[]).unwrap_or_else(|e| panic!("{e:?}")).model
}

/// The least cost and the shadow price of a constraint.
fn solved(model: &Model, key: RowKey) -> (f64, f64) {
    let program = Program::new(model);
    let found = at_level(model, &program, None, Solver::Simplex).unwrap();
    let row = program.rows.iter().position(|row| *row == key).unwrap_or_else(|| panic!("no {}", key.name(model)));
    (program.lp.objective(&found.x), found.y[row])
}

/// At least 30 % of 200 t from Lynas: 60 t at 150 and 140 t at 100. One more tonne from there costs 50 a kilogramme more.
#[test]
fn a_minimum_share_is_bought_from_the_dearer_supplier() {
    let table = "cap,supplier,min\nsecond source,Lynas,0.3\n";
    let mut model = model(&Files::smallest().table("caps", table));
    let lynas = Who::Supplier(SupplierId::new(1));
    let key = RowKey::CapMin { cap: CapId::new(0), who: lynas };
    assert_eq!(key.name(&model), "cap_min[second source,Lynas]");
    let (cost, price) = solved(&model, key);
    approx::assert_relative_eq!(cost, 1000.0 * (60.0 * 150.0 + 140.0 * 100.0), max_relative = 1e-9);
    approx::assert_relative_eq!(price, 1000.0 * 50.0, max_relative = 1e-9);

    // 110 % of 200 t are 220 t; Lynas can sell 200 t in all, which somebody must also store: 20 t would have to give
    model.caps[0].min = Some(1.1);
    let program = Program::new(&model);
    assert_eq!(at_level(&model, &program, None, Solver::Simplex), Err(Error::NoPlan));
    let gives = least_violation(&model, &program, &[], &[], Solver::Simplex).unwrap();
    assert_eq!(gives.iter().map(|v| v.key).collect::<Vec<_>>(), [key]);
    approx::assert_relative_eq!(gives[0].amount, 20.0, max_relative = 1e-9);
}

/// 120 t from Lynas over July 2025 to June 2026, twelve months of which four lie inside: 40 t. Without an end nobody can tell the part: 120 t.
#[test]
fn a_contract_asks_for_no_more_than_its_part_inside_the_horizon() {
    let cost = |lynas: f64| 1000.0 * (lynas * 150.0 + (200.0 - lynas) * 100.0);
    let key = RowKey::ContractMin(ContractId::new(0));
    for (window, least) in [("2025-07,2026-06", 40.0), ("2025-07,", 120.0), ("2026-01,2026-04", 120.0)] {
        let table = format!("contract,supplier,from,until,min\noff-take,Lynas,{window},120\n");
        let (found, price) = solved(&model(&Files::smallest().table("contracts", table)), key);
        approx::assert_relative_eq!(found, cost(least), max_relative = 1e-9);
        approx::assert_relative_eq!(price, 50_000.0, max_relative = 1e-9);
    }
    // its maximum is cut alike: 90 t over twelve months are 30 t in four, nobody else sells, and 170 t are short
    let files = Files::smallest()
        .patch("offers.csv", "Northern,Nd,,1200\n", "")
        .table("contracts", "contract,supplier,from,until,max\nquota,Lynas,2025-07,2026-06,90\n");
    let model = model(&files);
    let program = Program::new(&model);
    let gives = least_violation(&model, &program, &[], &[], Solver::Simplex).unwrap();
    approx::assert_relative_eq!(gives.iter().map(|v| v.amount).sum::<f64>(), 170.0, max_relative = 1e-9);
}
