//! Instruments of governments and buyers: minimum shares, contracts cut by the horizon. The figures are worked by hand on the smallest model:
//! 50 t of Nd a month for four months; Northern (CN) sells 100 t a month at 100 a kilogramme, Lynas (AU) 50 t a month at 150.

use crate::input_base::Files;
use stockpile::analysis::infeasibility::least_violation;
use stockpile::analysis::{Error, level::at_level};
use stockpile::formulation::{Program, RowKey};
use stockpile::model::{Cap, CapId, Measure, Model, Part, SupplierId, Who, Window};
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
    let mut model = model(&Files::smallest());
    let lynas = Who::Supplier(SupplierId::new(1));
    model.caps.push(Cap {
        id: "second source".into(),
        whom: vec![lynas],
        part: Part::Total,
        limit: None,
        min: Some(0.3),
        measure: Measure::Volume,
        look_through: true,
        window: Window::default(),
    });
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
