//! The cost of beginning an approval too late, worked by hand.

use crate::formulation::model;
use crate::input_base::Files;
use approx::assert_relative_eq;
use stockpile::analysis::delays::{Delay, MONTHS, delays};
use stockpile::analysis::orders::approvals;
use stockpile::analysis::study::Study;
use stockpile::input::{Overrides, Source};
use stockpile::model::Model;
use stockpile::solver::Solver;

fn of(model: Model, solver: Solver) -> (Study, Vec<Delay>) {
    let study = Study::new(model, solver);
    let optimum = study.solve().unwrap();
    let waits = approvals(study.model(), &study.plan(&optimum));
    let found = delays(&study, &optimum, &waits).unwrap();
    (study, found)
}

fn extra(found: &[Delay]) -> Vec<Option<f64>> {
    found.iter().map(|delay| delay.found.map(|found| found.extra_cost)).collect()
}

/// Northern sells at 100, Lynas at 80, from February on if its approval begins in January, 50 t a month: each month later costs 50 t · 20 a
/// kilogramme, a million, until there are none left.
fn cheaper_once_approved() -> Files {
    Files::smallest()
        .file("offers.csv", "supplier,element,price,capacity_per_year\nNorthern,Nd,,1200\nLynas,Nd,80,600\n")
        .file("suppliers.csv", "supplier,country,qualification_months\nNorthern,CN,0\nLynas,AU,1\n")
}

#[test]
fn a_month_later_costs_a_month_of_the_dearer_supplier() {
    for &solver in Solver::ALL {
        let (study, found) = of(cheaper_once_approved().read(&[]).unwrap().model, solver);
        assert_eq!(found.iter().map(|delay| delay.months).collect::<Vec<_>>(), MONTHS);
        let months: Vec<f64> = found.iter().map(|delay| delay.found.unwrap().extra_cost / 1e6).collect();
        for (months, by_hand) in months.into_iter().zip([1.0, 3.0, 3.0]) {
            assert_relative_eq!(months, by_hand, max_relative = 1e-9);
        }
        let approval = found[0].approval;
        assert_eq!((approval.begin.to_string().as_str(), approval.delivery_period), ("2026-01", 1));
        assert_eq!(study.model().supplier(approval.supplier).id, "Lynas");
        assert!(found.iter().all(|delay| delay.found.unwrap().level_held));
    }
}

#[test]
fn a_delay_costs_nothing_where_another_can_take_the_place() {
    let files = cheaper_once_approved().patch("suppliers.csv", "Lynas,AU,1\n", "Lynas,AU,1\nTwin,AU,1\n").patch(
        "offers.csv",
        "Lynas,Nd,80,600\n",
        "Lynas,Nd,80,600\nTwin,Nd,80,600\n",
    );
    let (_, found) = of(files.read(&[]).unwrap().model, Solver::Simplex);
    assert!(!found.is_empty() && extra(&found).iter().all(|extra| *extra == Some(0.0)), "{found:?}");
}

/// The stock lasts through January, and nobody but Lynas sells.
#[test]
fn a_delay_that_nobody_can_bridge_leaves_no_plan() {
    let files = cheaper_once_approved()
        .patch("offers.csv", "Northern,Nd,,1200\n", "")
        .table("stock", "element,initial\nNd,50\n");
    let (_, found) = of(files.read(&[]).unwrap().model, Solver::Simplex);
    assert_eq!(extra(&found), [None, None, None]);
}

/// models/minimal.toml at a level of 0.34: B must deliver from May on. Later than that, and A has 5, 7 or 10 of the 12 months: the floor rises, and
/// the plan that is held there costs less by 5 a kilogramme for each tonne that is not bought of B, of which the level asks for 79.2. Under `fail` there
/// is no plan.
#[test]
fn a_delay_that_lifts_the_floor_says_so() {
    let (_, found) = of(at(&["security.max_share=0.34"]), Solver::Simplex);
    assert_eq!(found.len(), 3);
    for (delay, months_of_b) in found.iter().zip([7.0, 5.0, 2.0]) {
        let delay = delay.found.unwrap();
        assert!(!delay.level_held);
        assert_relative_eq!(delay.extra_cost, -(79.2 - 10.0 * months_of_b) * 5000.0, max_relative = 1e-9);
    }
    let (_, found) = of(at(&["security.max_share=0.34", "security.unattainable=fail"]), Solver::Simplex);
    assert_eq!(extra(&found), [None, None, None]);
}

fn at(settings: &[&str]) -> Model {
    let overrides = Overrides::parse(settings).unwrap();
    Source::read("models/minimal.toml".as_ref()).unwrap().model(&overrides).unwrap().model
}

/// A delay is what `delay.qualification` makes of the model: the slack that the plan leaves, and the months.
#[test]
fn delays_of_japan_are_those_of_the_model_with_a_longer_approval() {
    let (study, found) = of(model("models/japan-2026.toml"), Solver::Simplex);
    let source = Source::read("models/japan-2026.toml".as_ref()).unwrap();
    assert!(found.len() >= 6);
    for delay in found.iter().filter(|delay| delay.months == 3) {
        let approval = delay.approval;
        let later = approval.begin.since(study.model().horizon.start) + 3;
        let setting = format!("delay.qualification.{}={later}", study.model().supplier(approval.supplier).id);
        let late = source.model(&Overrides::parse(&[setting]).unwrap()).unwrap().model;
        let cost = Study::new(late, Solver::Simplex).solve().unwrap().cost;
        assert_relative_eq!(delay.found.unwrap().cost, cost, max_relative = 1e-9);
    }
}
