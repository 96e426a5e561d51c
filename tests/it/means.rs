//! The means of months of survival, and the cost of one means alone.

use crate::conformance::{folders, read};
use crate::survival_base;
use rayon::prelude::*;
use stockpile::analysis::Error;
use stockpile::analysis::study::Study;
use stockpile::analysis::survival::{self, Alone, Means, MeansPart, MonthsMeans};
use stockpile::model::Model;
use stockpile::solver::Solver;

/// The two years, where Australia sells at 3 a tonne with these cells: capacity a year, surge, reservation fee.
fn two_years(store: &str, australia: &str) -> Model {
    let offers =
        format!("supplier,element,price,capacity_per_year,surge,reservation_fee\ncn,Nd,1,,,\nau,Nd,3,{australia}\n");
    survival_base::two_years(store, offers)
}

fn made_of(model: &Model, months: u32, over: u32) -> MonthsMeans {
    let study = Study::new(model.surviving(months), Solver::Simplex);
    let found = survival::means(&study, &[over], true).unwrap();
    let [step] = &found[..] else { panic!("one step, found {}", found.len()) };
    (**step).clone()
}

fn part(step: &MonthsMeans, means: Means) -> MeansPart {
    *step.elements[0].parts.iter().find(|part| part.means == means).unwrap()
}

fn assert_costs(alone: Option<Alone>, expected: f64) {
    let Some(Alone::Costs(cost)) = alone else { panic!("{alone:?}, expected {expected}") };
    approx::assert_abs_diff_eq!(cost, expected, epsilon = 1e-6);
}

/// Against a stop of one month, twelve of which may begin, stands a month's use in stock, 12 · 10 · 0.01; or the use of every month bought from Australia, which
/// delivers no more than that, 12 · 10 · 2; or 120 t a year reserved there for two years at 0.5.
#[test]
fn one_month_by_stock_by_a_dearer_supplier_by_a_reservation() {
    let step = made_of(&two_years("18", "120,0,0.5"), 1, 0);
    approx::assert_abs_diff_eq!(step.cost(), 1.2, epsilon = 1e-9);
    let stock = part(&step, Means::Stock);
    approx::assert_abs_diff_eq!(stock.cost, 1.2, epsilon = 1e-9);
    approx::assert_abs_diff_eq!(stock.added, 10.0, epsilon = 1e-9);
    assert_costs(stock.alone, 1.2);
    assert_costs(part(&step, Means::Purchases).alone, 240.0);
    assert_costs(part(&step, Means::Reservations).alone, 120.0);
}

/// Without a store nothing can be held. With a surge of a half, two thirds of every month's use must come from Australia anyway: 12 · 20/3 · 2.
#[test]
fn without_a_store_only_a_dearer_supplier_helps() {
    let step = made_of(&two_years("0", "120,0.5,"), 1, 0);
    let purchases = part(&step, Means::Purchases);
    approx::assert_abs_diff_eq!(purchases.cost, 160.0, epsilon = 1e-6);
    approx::assert_abs_diff_eq!(purchases.added, 80.0, epsilon = 1e-6);
    assert_costs(purchases.alone, 160.0);
    assert_eq!(part(&step, Means::Stock).alone, Some(Alone::Cannot));
}

/// The second month of tests/it/resilience.rs, over the first: the store goes from 10 t to 18 t at the ends of months 12 to 22 and from 10 t to 8 t before the last, and
/// six months of 4/3 t come from Australia, at 2 more a tonne. The store has no room for more, and Australia's 4 t a month are less than the 10 t that go missing.
#[test]
fn a_second_month_takes_both() {
    let step = made_of(&two_years("18", "48,0.5,"), 2, 1);
    let (stock, purchases) = (part(&step, Means::Stock), part(&step, Means::Purchases));
    approx::assert_abs_diff_eq!(stock.cost, 2.06 - 1.2, epsilon = 1e-6);
    approx::assert_abs_diff_eq!(purchases.cost, 16.0, epsilon = 1e-6);
    approx::assert_abs_diff_eq!(stock.added, 8.0, epsilon = 1e-6);
    approx::assert_abs_diff_eq!(purchases.added, 8.0, epsilon = 1e-6);
    assert_eq!((stock.alone, purchases.alone), (Some(Alone::Cannot), Some(Alone::Cannot)));
}

/// On every conformance model: the parts sum to the cost of each element, the elements to what the plans differ by, and one means alone costs no less than all.
#[test]
fn what_months_are_made_of_adds_up() {
    let asked: usize = folders()
        .par_iter()
        .map(|folder| {
            let (model, _) = read(folder);
            if model.security.is_none() {
                return 0;
            }
            let period = model.horizon.months_per_period;
            let name = folder.display();
            let mut steps = 0;
            for (months, over) in [(1, 0), (2, 1), (3, 0)].map(|(n, over)| (n * period, over * period)) {
                let study = Study::new(model.surviving(months), Solver::Simplex);
                let with = match study.least_cost() {
                    Ok(with) => with,
                    Err(Error::NoPlan | Error::Survival(_)) => continue,
                    Err(error) => panic!("{name}: {error}"),
                };
                let before = Study::new(model.surviving(over), Solver::Simplex).least_cost().unwrap();
                let found = survival::means(&study, &[over], true).unwrap_or_else(|error| panic!("{name}: {error}"));
                let room = 1e-6 * with.cost.abs().max(1.0);
                approx::assert_abs_diff_eq!(found[0].cost(), with.cost - before.cost, epsilon = room);
                for elements in &found[0].elements {
                    let sum: f64 = elements.parts.iter().map(|part| part.cost).sum();
                    assert!((sum - elements.cost).abs() <= room, "{name}, {months}: {sum}, {}", elements.cost);
                    for part in &elements.parts {
                        if let Some(Alone::Costs(cost)) = part.alone {
                            assert!(cost >= elements.cost - room, "{name}, {months}: {part:?} of {}", elements.cost);
                        }
                        steps += 1;
                    }
                }
            }
            steps
        })
        .sum();
    println!("{asked} parts");
    assert!(asked > 100, "only {asked} parts");
}
