//! The ranges of volumes, and the order book, on models worked by hand.

use crate::formulation::model;
use crate::input_base::Files;
use approx::assert_relative_eq;
use stockpile::analysis::alternatives::{Alternative, alternatives};
use stockpile::analysis::orders::{approvals, orders};
use stockpile::analysis::study::Study;
use stockpile::model::{SupplierId, Who};
use stockpile::solver::Solver;

fn of(found: &[Alternative], supplier: usize) -> Alternative {
    let who = Who::Supplier(SupplierId::new(supplier));
    *found.iter().find(|a| a.who == who && a.element.is_none()).unwrap()
}

/// models/minimal.toml: 120 t from A at 10; each tonne from B costs 5 a kilogramme more. Of 1.2 million 10 % are 120,000: 24 t.
#[test]
fn volumes_move_as_far_as_the_money_goes() {
    for &solver in Solver::ALL {
        let study = Study::new(model("models/minimal.toml"), solver);
        let found = alternatives(&study, 0.1, true).unwrap();
        assert_eq!(found.len(), 8, "two suppliers and their two countries, all elements and the only one");
        let (a, b) = (of(&found, 0), of(&found, 1));
        assert_relative_eq!(a.least, 96.0, max_relative = 1e-6);
        assert_relative_eq!(a.chosen, 120.0, max_relative = 1e-6);
        assert_relative_eq!(b.most, 24.0, max_relative = 1e-6);
        assert!(b.least.abs() < 1e-6 && found.certificate().holds());
        // at 0 the plan is the only one
        let found = alternatives(&study, 0.0, false).unwrap();
        assert!(found.iter().all(|a| a.most - a.least < 1e-4), "{found:?}");
    }
}

/// The smallest model with two suppliers at one price: 200 t can come from either as far as each can sell, 200 t of Lynas and 400 t of
/// Northern, whatever the plan is.
#[test]
fn equal_prices_leave_every_volume_open() {
    let offers = "supplier,element,price,capacity_per_year\nNorthern,Nd,100,1200\nLynas,Nd,100,600\n";
    let files = Files::smallest().file("offers.csv", offers);
    let study = Study::new(files.read(&[]).unwrap_or_else(|e| panic!("{e:?}")).model, Solver::Simplex);
    let found = alternatives(&study, 0.0, false).unwrap();
    for supplier in [0, 1] {
        let one = of(&found, supplier);
        assert!(one.least.abs() < 1e-3, "{one:?}");
        assert_relative_eq!(one.most, 200.0, max_relative = 1e-5);
    }
}

/// The smallest model with Lynas free and without capacity: it costs nothing to buy without end and lay in what is not needed. Northern, dearer, can still
/// deliver nothing at all, and at 0 no more.
#[test]
fn a_free_offer_without_capacity_has_no_limit() {
    let offers = "supplier,element,price,capacity_per_year\nNorthern,Nd,100,1200\nLynas,Nd,0,\n";
    let files = Files::smallest().file("offers.csv", offers);
    let study = Study::new(files.read(&[]).unwrap_or_else(|e| panic!("{e:?}")).model, Solver::Simplex);
    let found = alternatives(&study, 0.0, false).unwrap();
    let (northern, lynas) = (of(&found, 0), of(&found, 1));
    assert!(lynas.most == f64::INFINITY && northern.most < 1e-3, "{found:?}");
    assert_relative_eq!(lynas.least, 200.0, max_relative = 1e-5);
    assert!(found.certificate().holds());
}

/// At the floor B delivers from May, after three months of tests and one under way: they must begin in January.
#[test]
fn orders_and_approvals_of_the_minimal_model() {
    let study = Study::new(model("models/minimal.toml"), Solver::Simplex);
    let plan = study.plan(&study.at_level(0.2).unwrap());
    let (model, book) = (study.model(), orders(study.model(), &plan));
    let tonnes: f64 = book.iter().map(|order| order.quantity).sum();
    assert_relative_eq!(tonnes, 120.0, max_relative = 1e-9);
    assert!(book.iter().all(|order| order.late == (order.order_period < model.horizon.start)));
    let b = SupplierId::new(1);
    let route = model.route(b, model.pairs[0].segment);
    let found = approvals(model, &plan);
    assert_eq!(found.iter().map(|a| a.supplier).collect::<Vec<_>>(), [b]);
    let months = (route.qualification_months + route.transit_months).ceil() as i64;
    assert_eq!(found[0].begin, model.horizon.month(found[0].delivery_period).plus(-months));
    assert_eq!(found[0].begin.to_string(), "2026-01", "the first delivery waits for all of it");
    assert_relative_eq!(plan.stock_value.start, 0.0);
}
