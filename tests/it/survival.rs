//! Survival of a stop, against figures of an independent implementation and answers worked by hand.

use crate::conformance::{folders, read};
use crate::formulation::model;
use rayon::prelude::*;
use stockpile::analysis::study::Study;
use stockpile::analysis::survival;
use stockpile::analysis::{Error, least_cost};
use stockpile::formulation::courses::{CourseKey, CourseRow};
use stockpile::formulation::{Program, RowKey};
use stockpile::model::{Model, Scope, Security};
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

/// The engine writes infinitesimals where entries of its sparse vectors cancel. Files would show them as figures.
#[test]
fn what_stands_for_zero_does_not_leave_the_engine() {
    let mut model = model("tests/data/japan/model.toml");
    model.security.as_mut().unwrap().survive_months = Some(6);
    let program = survival::program(&model, Solver::Simplex).unwrap();
    let found = least_cost::solve(&program.lp, Solver::Simplex).unwrap();
    let tiny = |v: &&f64| **v != 0.0 && v.abs() < 1e-25;
    assert_eq!((found.x.iter().find(tiny), found.y.iter().find(tiny)), (None, None));
    let study = Study::new(model, Solver::Simplex);
    for point in &study.frontier(Scope::Total).unwrap().points {
        assert!(![&point.cost, &point.share].iter().any(tiny), "{point:?}");
    }
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

/// The saving of a driver is the fall of the program's cost if a little less is needed in that stop; those that would save most come first.
#[test]
fn what_drives_survival_is_what_less_need_would_save() {
    const LESS: f64 = 1e-5;
    let study = Study::new(model("models/japan-2026.toml").surviving(4), Solver::Simplex);
    let optimum = study.solve().unwrap();
    let survived = survival::Survived::of(&study, &optimum).unwrap().unwrap();
    let drivers = &survived.driven_by;
    assert!(drivers.len() > 3 && drivers.is_sorted_by(|a, b| a.one_percent >= b.one_percent));
    for driver in &drivers[..2] {
        let program = study.program();
        let mut lp = program.lp.clone();
        for (i, key) in program.rows.iter().enumerate() {
            if let RowKey::Course { course: CourseKey::Stop(start), row: CourseRow::Balance { pair, period } } = *key
                && start == driver.start
                && study.model().pair(pair).element == driver.element
            {
                let less = LESS * study.model().pair(pair).demand[period];
                (lp.row_lower[i], lp.row_upper[i]) = (lp.row_lower[i] - less, lp.row_upper[i] - less);
            }
        }
        let saved = optimum.cost - lp.objective(&least_cost::solve(&lp, Solver::Simplex).unwrap().x);
        approx::assert_relative_eq!(saved, driver.one_percent * 100.0 * LESS, max_relative = 0.01);
    }
}

/// The claim of data/README.md on Japan's plants: none is built to survive six months, which costs 1.03 million USD over five years.
#[test]
fn no_plant_is_worth_building_for_six_months() {
    let model = model("models/japan-2026-projects.toml");
    let least = Study::new(model.surviving(0), Solver::Simplex).least_cost().unwrap().cost;
    let study = Study::new(model.surviving(6), Solver::Simplex);
    let optimum = study.least_cost().unwrap();
    approx::assert_abs_diff_eq!((optimum.cost - least) / 1e6, 1.0284, epsilon = 0.0005);
    let built = study.program().projects.iter().flat_map(|project| project.columns());
    let built: f64 = built.map(|(column, _)| optimum.x[column]).sum();
    approx::assert_abs_diff_eq!(built, 0.0, epsilon = 1e-6);
}

/// The starting bases of the programs of one to four months are, on every conformance model that has a plan, optimal: no pivot is left.
#[test]
fn solves_begin_at_an_optimum_whatever_the_months() {
    let found: usize = folders()
        .par_iter()
        .step_by(2)
        .map(|folder| {
            let (model, _) = read(folder);
            let Some(security) = &model.security else { return 0 };
            let period = model.horizon.months_per_period;
            let mut programs = Vec::new();
            for periods in [0, 1, 2, 4] {
                let security = Security { survive_months: Some(periods * period), ..security.clone() };
                let copy = Model { security: Some(security), ..model.clone() };
                let Ok(program) = survival::program(&copy, Solver::Simplex) else { return 0 };
                programs.push(program);
            }
            let starts = survival::starts(&programs);
            for (program, start) in programs.iter().zip(&starts) {
                let cold = least_cost::solve(&program.lp, Solver::Simplex);
                let Some(start) = start else {
                    assert!(cold.is_err(), "{}: there is a plan, and no start", folder.display());
                    continue;
                };
                let (x, y) = stockpile::simplex::at_basis(&program.lp, &start.over(program), &program.lp.cost).unwrap();
                let certificate = stockpile::lp::verify::certify(&program.lp, &x, &y);
                assert!(certificate.holds(), "{}: {certificate}", folder.display());
                let (cost, cold) = (program.lp.objective(&x), cold.unwrap());
                assert!(
                    (cost - program.lp.objective(&cold.x)).abs() <= 1e-6 * cost.abs().max(1.0),
                    "{}",
                    folder.display()
                );
            }
            starts.iter().flatten().filter(|_| programs.iter().any(|program| !program.courses.is_empty())).count()
        })
        .sum();
    assert!(found > 60, "only {found} programs began");
}
