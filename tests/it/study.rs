//! The answers of a study: each answer proved, whichever way it was found, and a level that says what of it is in force.

use crate::formulation::model;
use approx::assert_relative_eq;
use stockpile::analysis::Error;
use stockpile::analysis::study::Study;
use stockpile::analysis::warm_start::WarmStart;
use stockpile::formulation::Program;
use stockpile::model::{Scope, Unattainable};
use stockpile::solver::Solver;

/// models/minimal.toml, worked by hand in its comments: 1.2 million without a level, 1.6 at the floor of a third.
#[test]
fn an_answer_at_a_level_says_what_was_asked_what_is_in_force_and_what_it_costs() {
    for &solver in Solver::ALL {
        let study = Study::new(model("models/minimal.toml"), solver);
        let least = study.least_cost().unwrap();
        assert_relative_eq!(least.cost, 1_200_000.0, max_relative = 1e-9);
        assert_eq!(least.level, None);
        for (asked, in_force, held, extra) in [(0.5, 0.5, 0, 300_000.0), (0.2, 1.0 / 3.0, 1, 400_000.0)] {
            let found = study.at_level(asked).unwrap();
            let level = found.level.as_ref().unwrap();
            assert_eq!((level.asked, level.held.len(), level.attained()), (asked, held, held == 0));
            assert_relative_eq!(level.in_force, in_force, max_relative = 1e-9);
            assert_relative_eq!(level.extra_cost, extra, max_relative = 1e-9);
            assert_relative_eq!(found.cost, 1_200_000.0 + extra, max_relative = 1e-9);
            assert!(level.held.iter().all(|held| (held.floor - 1.0 / 3.0).abs() < 1e-9));
            assert!(found.certificate().holds());
            assert_relative_eq!(study.plan(&found).share.unwrap(), in_force, max_relative = 1e-9);
        }
    }
}

/// Under `fail` a level below the floor of a third has no plan, and the security row is what would have to give:
/// 40 t must come from AA (by hand), of 120 t; 20 % are 24 t.
#[test]
fn a_level_that_fails_says_what_would_have_to_give() {
    for &solver in Solver::ALL {
        let mut model = model("models/minimal.toml");
        model.security.as_mut().unwrap().unattainable = Unattainable::Fail;
        let study = Study::new(model, solver);
        assert_eq!(study.at_level(0.2).unwrap_err(), Error::NoPlan);
        let gives = study.infeasibility(Some(0.2)).unwrap();
        assert_eq!(gives.len(), 1);
        assert_relative_eq!(gives[0].amount, 16.0, max_relative = 1e-9);
        assert!(study.levels(Scope::Total, &[0.5, 0.2]).unwrap()[1].found.is_none());
    }
}

/// A study that begins at another model's optimum, one that begins from nothing, and one asked from several threads say the same.
#[test]
fn the_answer_does_not_depend_on_how_it_was_found() {
    let other = WarmStart::of(&Program::new(&model("models/minimal.toml"))).unwrap();
    for number in [3, 8, 13, 18, 20, 30] {
        let model = model(&format!("tests/data/conformance/{number:03}/models/m.toml"));
        let cold = Study::new(model.clone(), Solver::Simplex);
        let warm = Study::with_start(model, Solver::Simplex, Some(&other));
        let costs = |study: &Study| [1.0, 0.6, 0.2].map(|level| study.at_level(level).map(|found| found.cost).ok());
        let of_threads = std::thread::scope(|scope| {
            let handles: Vec<_> = (0..3).map(|_| scope.spawn(|| costs(&cold))).collect();
            handles.into_iter().map(|handle| handle.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(of_threads.iter().all(|costs| costs == &of_threads[0]), "model {number}");
        for (cold, warm) in of_threads[0].iter().zip(costs(&warm)) {
            assert_eq!(cold.is_some(), warm.is_some(), "model {number}");
            if let (&Some(cold), Some(warm)) = (cold, warm) {
                assert_relative_eq!(cold, warm, max_relative = 1e-9, epsilon = 1e-6);
            }
        }
    }
}
