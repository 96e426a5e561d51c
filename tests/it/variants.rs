//! Sensitivities and levers, worked by hand.

use crate::formulation::model;
use crate::input_base::Files;
use approx::assert_relative_eq;
use stockpile::analysis::levers::{Lever, levers};
use stockpile::analysis::sensitivity::sensitivity;
use stockpile::analysis::study::Study;
use stockpile::analysis::variants::{Asked, figures};
use stockpile::input::{Overrides, Source};
use stockpile::model::{SupplierId, Unattainable};
use stockpile::solver::Solver;

const HALF: Asked = Asked { level: Some(0.5), survival: false };

/// models/minimal.toml: B delivers from May, 12 t a month at the most, at 5 a kilogramme more than A. Approved three months sooner it is approved at the
/// start, with goods on the water, and delivers all that is needed from January: the floor falls from 4/12 to 0. A level of one half costs the same
/// 300,000 with and without.
#[test]
fn an_approval_sooner_lowers_the_floor() {
    let study = Study::new(model("models/minimal.toml"), Solver::Simplex);
    let found = levers(&study, HALF).unwrap();
    let approval = found.iter().find(|p| p.lever == Lever::Approval(SupplierId::new(1))).unwrap();
    assert_relative_eq!(approval.floor_change.unwrap(), -1.0 / 3.0, max_relative = 1e-9);
    assert_eq!((approval.saves, approval.worth_at_most()), (Some(0.0), Some(0.0)));
    let capacity = found.iter().find(|p| p.lever == Lever::Capacity(SupplierId::new(1))).unwrap();
    assert_eq!((capacity.saves, capacity.floor_change), (Some(0.0), Some(0.0)));
    assert_eq!(found.len(), 2, "A is approved and unlimited");
    let base = figures(&study, Asked { level: Some(1.0 / 3.0), survival: false }).unwrap();
    assert_relative_eq!(base.cost.unwrap(), 1.6e6, max_relative = 1e-9);
}

/// The smallest model needs 200 t in four months; Northern sells 400 t at 100. A contract that obliges to 40 t of Lynas at 150 costs 2 million more.
#[test]
fn a_contract_dropped_saves_what_it_costs() {
    let files = Files::smallest().table("contracts", "contract,supplier,min\nofftake,Lynas,40\n");
    let study = Study::new(files.read(&[]).unwrap_or_else(|e| panic!("{e:?}")).model, Solver::Simplex);
    let found = levers(&study, Asked { level: None, survival: false }).unwrap();
    assert_eq!(found[0].lever, Lever::Contract(0));
    assert_relative_eq!(found[0].saves.unwrap(), 40.0 * 1000.0 * 50.0, max_relative = 1e-9);
    assert_eq!(found[0].floor_change, None, "without [security] there is no floor");
}

/// Demand of 10 t a month is sourced, between 9 and 12: the least cost of 1.2 million is 1.08 and 1.44 at the ends, and half of it from B half as much again.
#[test]
fn a_figure_is_moved_to_both_its_ends() {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in [
        (
            "m.toml",
            "[model]\nname = \"m\"\nstart = \"2026-01\"\nperiods = 12\nperiod = \"month\"\nprice_unit = \"kg\"\n[tables]\nelements = \"e.csv\"\nsuppliers = \"s.csv\"\noffers = \"o.csv\"\ndemand = \"d.csv\"\n[security]\ncountry = \"AA\"\n",
        ),
        ("e.csv", "element\nNd\n"),
        ("s.csv", "supplier,country\na,AA\nb,BB\n"),
        ("o.csv", "supplier,element,price\na,Nd,10\nb,Nd,15\n"),
        ("d.csv", "element,period,quantity,low,high\nNd,*,10,9,12\n"),
    ] {
        std::fs::write(folder.path().join(file), text).unwrap();
    }
    let source = Source::read(&folder.path().join("m.toml")).unwrap_or_else(|e| panic!("{e}"));
    let overrides = Overrides::default();
    let study = Study::new(source.model(&overrides).unwrap().model, Solver::Simplex);
    let (base, found) = sensitivity(&source, &overrides, &study, HALF).unwrap();
    assert_relative_eq!(base.least_cost, 1.2e6, max_relative = 1e-9);
    assert_eq!(found.len(), 1);
    for (end, quantity) in [(found[0].at_low, 9.0), (found[0].at_high, 12.0)] {
        let end = end.unwrap();
        assert_relative_eq!(end.least_cost, quantity * 12.0 * 10_000.0, max_relative = 1e-9);
        assert_relative_eq!(end.extra_cost.unwrap(), quantity * 6.0 * 5_000.0, max_relative = 1e-9);
        assert_eq!(end.floor, Some(0.0));
    }
}

/// models/minimal.toml where levels below the lowest have no plan: a level that has none has no cost either, and the least cost, which is another
/// level's, does not stand in for it. At 20 % there is none, the lowest being 4/12; with B approved at the start there is one.
#[test]
fn a_lever_on_a_level_without_a_plan_saves_no_known_amount() {
    let mut model = model("models/minimal.toml");
    model.security.as_mut().unwrap().unattainable = Unattainable::Fail;
    let study = Study::new(model, Solver::Simplex);
    let asked = Asked { level: Some(0.2), survival: false };
    let base = figures(&study, asked).unwrap();
    assert_eq!((base.cost, base.extra_cost), (None, None));
    let found = levers(&study, asked).unwrap();
    let approval = found.iter().find(|p| p.lever == Lever::Approval(SupplierId::new(1))).unwrap();
    assert_eq!((approval.saves, approval.worth_at_most()), (None, None));
    assert_relative_eq!(approval.floor_change.unwrap(), -1.0 / 3.0, max_relative = 1e-9);
}

/// The same at 35 %, which costs 42 t x 10 + 78 t x 15 = 1.59 million: where B is approved a month later the lowest is 5/12, the level has no plan, and the
/// figure, which makes it impossible, does not make it cheaper.
#[test]
fn an_end_at_which_the_level_has_no_plan_moves_no_cost() {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in [
        (
            "m.toml",
            "[model]\nname = \"m\"\nstart = \"2026-01\"\nperiods = 12\nperiod = \"month\"\nprice_unit = \"kg\"\n[tables]\nelements = \"e.csv\"\nsuppliers = \"s.csv\"\noffers = \"o.csv\"\ndemand = \"d.csv\"\n[security]\ncountry = \"AA\"\nunattainable = \"fail\"\n",
        ),
        ("e.csv", "element\nNd\n"),
        ("s.csv", "supplier,country,qualification_months,transit_months,low,high\na,AA,0,0,,\nb,BB,3,1,3,4\n"),
        ("o.csv", "supplier,element,price\na,Nd,10\nb,Nd,15\n"),
        ("d.csv", "element,period,quantity\nNd,*,10\n"),
    ] {
        std::fs::write(folder.path().join(file), text).unwrap();
    }
    let source = Source::read(&folder.path().join("m.toml")).unwrap_or_else(|e| panic!("{e}"));
    let overrides = Overrides::default();
    let study = Study::new(source.model(&overrides).unwrap().model, Solver::Simplex);
    let asked = Asked { level: Some(0.35), survival: false };
    let (base, found) = sensitivity(&source, &overrides, &study, asked).unwrap();
    assert_relative_eq!(base.cost.unwrap(), 1.59e6, max_relative = 1e-9);
    let later = found.iter().find(|s| s.figure == "suppliers[b].qualification_months").unwrap();
    let end = later.at_high.unwrap();
    assert_relative_eq!(end.floor.unwrap(), 5.0 / 12.0, max_relative = 1e-9);
    assert_eq!((end.cost, later.reach(&base)), (None, 0.0));
}
