//! Survival of a stop, against figures of an independent implementation (issue 13) and answers worked by hand.

use crate::formulation::model;
use stockpile::analysis::study::Study;
use stockpile::analysis::survival;
use stockpile::analysis::{Error, least_cost};
use stockpile::formulation::Program;
use stockpile::model::Model;
use stockpile::solver::Solver;

fn cost(model: &Model, months: u32) -> Result<f64, Error> {
    let mut model = model.clone();
    model.security.as_mut().unwrap().survive_months = Some(months);
    let program = survival::program(&model, Solver::Simplex)?;
    Ok(program.lp.objective(&least_cost::solve(&program.lp, Solver::Simplex)?.x))
}

/// The months that Japan survives and what they cost, million USD: found by an independent implementation with HiGHS.
#[test]
fn japan_as_first_published() {
    let model = model("tests/data/japan/model.toml");
    let least = cost(&model, 0).unwrap();
    approx::assert_relative_eq!(least / 1e6, 2944.53, epsilon = 0.005);
    for (months, expected) in [(3, 0.0), (6, 0.0228), (9, 0.6024), (10, 0.8786)] {
        let started = std::time::Instant::now();
        let extra = cost(&model, months).unwrap() - least;
        println!("{months}: {} in {:?}", extra / 1e6, started.elapsed());
        approx::assert_abs_diff_eq!(extra / 1e6, expected, epsilon = 0.00005);
    }
    assert_eq!(cost(&model, 11), Err(Error::NoPlan));
}

#[test]
fn japan_survives_as_long_as_its_shortest_element() {
    let model = model("tests/data/japan/model.toml");
    let found = survival::longest(&model, &Program::new(&model), Solver::Simplex).unwrap();
    let position = |id: &str| model.elements.iter().position(|e| e.id == id).unwrap();
    let of = |id: &str| found.by_element[position(id)].months;
    assert_eq!((found.all.months, of("Gd"), of("Y"), of("Eu")), (Some(10), Some(10), Some(12), Some(16)));
    let others = model.elements.iter().map(|e| e.id.as_str()).filter(|id| !["Gd", "Y", "Eu"].contains(id));
    assert!(others.map(of).all(|months| months.is_none()));
}

/// The same with a surge of a quarter on every offer from outside China, and at a level of 0.6, where six months add 0.17 to 60.81.
#[test]
fn japan_where_suppliers_serve_their_customers_first() {
    let mut model = model("tests/data/japan/model.toml");
    let country = model.security.as_ref().unwrap().country;
    let outside: Vec<bool> = model.suppliers.iter().map(|supplier| supplier.country != country).collect();
    model.offers.iter_mut().filter(|offer| outside[offer.supplier.index()]).for_each(|o| o.surge = Some(0.25));
    let least = cost(&model, 0).unwrap();
    for (months, expected) in [(3, 0.0), (4, 0.056), (6, 0.497), (8, 1.566), (9, 2.238), (10, 3.222)] {
        let extra = cost(&model, months).unwrap() - least;
        approx::assert_abs_diff_eq!(extra / 1e6, expected, epsilon = 0.0005);
    }
    let security = model.security.as_mut().unwrap();
    (security.max_share, security.survive_months) = (Some(0.6), Some(6));
    let study = Study::new(model, Solver::Simplex);
    let optimum = study.solve().unwrap();
    let survived = survival::Survived::of(&study, &optimum).unwrap().unwrap();
    approx::assert_abs_diff_eq!(survived.cost / 1e6, 0.17, epsilon = 0.005);
    approx::assert_abs_diff_eq!((optimum.cost - survived.cost - least) / 1e6, 60.81, epsilon = 0.005);
}
