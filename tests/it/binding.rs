//! Binding constraints: prices on both sides of a limit and the range of each, by hand and by solving again with the limit moved. By hand on the smallest model:
//! 50 t of Nd a month for four months; Northern (CN) sells 100 t a month at 100 a kilogramme, Lynas (AU) 50 t a month at 150; stock costs nothing.

use crate::conformance::{folders, read};
use crate::input_base::Files;
use approx::assert_relative_eq;
use rayon::prelude::*;
use stockpile::analysis::binding::{Binding, Limit, PriceReach, Ranged};
use stockpile::analysis::level::Optimum;
use stockpile::analysis::study::Study;
use stockpile::analysis::{Error, least_cost::solve};
use stockpile::formulation::{RowKey, SecurityRow};
use stockpile::model::Scope;
use stockpile::report::binding::sentence;
use stockpile::solver::Solver;

/// Between two prices or two costs, relative.
const TOLERANCE: f64 = 1e-6;

fn found(files: &Files, level: Option<f64>) -> (Study, Vec<Binding>) {
    let files = files.clone().patch("m.toml", "[model]\n", "[model]\ncurrency = \"USD\"\n");
    let study = Study::new(files.read(&[]).unwrap_or_else(|e| panic!("{e:?}")).model, Solver::Simplex);
    let optimum = level.map_or_else(|| study.least_cost(), |level| study.at_level(level)).unwrap();
    let binding = study.binding(&optimum, usize::MAX);
    (study, binding)
}

fn only(found: &[Binding]) -> (&Binding, Ranged) {
    assert_eq!(found.len(), 1, "{found:?}");
    (&found[0], found[0].range.expect("its walks prove themselves"))
}

fn reach(of: PriceReach, price: f64, until: f64) {
    assert_relative_eq!(of.price, price, max_relative = TOLERANCE);
    assert_relative_eq!(of.until, until, max_relative = TOLERANCE, epsilon = 1e-9);
}

fn security(files: Files) -> Files {
    files.toml("\n[security]\ncountry = \"CN\"\n")
}

/// A tonne that may come from Northern rather than from Lynas saves 50 a kilogramme, from none of the 200 t to all.
#[test]
fn a_level_has_one_price_from_nothing_to_everything() {
    let (study, binding) = found(&security(Files::smallest()), Some(0.5));
    let (level, range) = only(&binding);
    reach(range.looser, 50_000.0, 200.0);
    reach(range.tighter, 50_000.0, 0.0);
    assert!(range.tighter.no_plan && !range.looser.no_plan && !range.differs());
    assert_relative_eq!(level.at_most, 0.01 * 200.0 * 50_000.0, max_relative = TOLERANCE);
    assert_eq!(
        sentence(study.model(), level),
        "No more of all that is required may depend on China: one percentage point more saves 100.00 thousand USD \
         (now 50.00 %; that holds from 0.00 % to 100.00 %, beyond 0.00 % there is no plan)."
    );
}

/// A price is told for no more than it holds for, and limits with the digits that tell them apart: a whole point here would be told to save a hundred
/// thousand although the price ends at a sixty-sixth of one.
#[test]
fn a_price_is_told_for_no_more_than_it_holds() {
    let (study, binding) = found(&security(Files::smallest()), Some(0.5));
    let mut level = binding[0].clone();
    let range = level.range.as_mut().unwrap();
    (range.looser.until, range.tighter.until) = (100.03, 99.9);
    assert_eq!(
        sentence(study.model(), &level),
        "No more of all that is required may depend on China: 0.01 percentage points more saves 1,000.00 USD \
         (now 50.000 %; that holds from 49.950 % to 50.015 %, beyond 49.950 % there is no plan)."
    );
}

/// At 90 a kilogramme all demand is rather unmet than bought, and the 10 t that must lie there at the end are bought at 100. Nothing is demanded in January, so
/// nothing of it can be short: the months that count are the other three, and a tonne more unmet in one of them saves 10 a kilogramme on the 10 t.
#[test]
fn what_may_be_short_where_nothing_is_demanded_is_no_limit() {
    let files = Files::smallest()
        .file("demand.csv", "element,segment,period,quantity\nNd,auto,*,50\nNd,auto,2026-01,0\n")
        .table("segments", "segment,shortage_cost\nauto,90\n")
        .table("coverage", "element,segment,from,months\nNd,auto,2026-04,0.2\n");
    let (_, binding) = found(&files, None);
    let short = |binding: &&Binding| matches!(binding.members[0].key, RowKey::Shortage { .. });
    let short = binding.iter().find(short).expect("all demand is unmet");
    let range = short.range.expect("its walks prove themselves");
    let limits: Vec<f64> = short.members.iter().map(|member| member.limit).collect();
    assert_eq!(limits, [50.0; 3]);
    reach(range.looser, 10_000.0, 60.0);
    reach(range.tighter, 10_000.0, 0.0);
}

/// Northern sells 30 t a month, Lynas the other 20: a tonne more in January saves 50 a kilogramme until it supplies all the rest, 80 t more,
/// and a tonne less costs as much down to nothing.
#[test]
fn capacities_of_several_months_are_one_limit() {
    let (study, binding) = found(&Files::smallest().patch("offers.csv", ",1200", ",360"), None);
    let (capacity, range) = only(&binding);
    assert_eq!((capacity.members.len(), capacity.dearest), (4, 0));
    reach(range.looser, 50_000.0, 110.0);
    reach(range.tighter, 50_000.0, 0.0);
    assert_relative_eq!(range.one_percent, 0.01 * 120.0 * 50_000.0, max_relative = TOLERANCE);
    assert_eq!(
        sentence(study.model(), capacity),
        "Northern can deliver no more Nd from 2026-01 to 2026-04: one t more in 2026-01 saves 50,000.00 USD (now 30.0 t; \
         that holds from 0 t to 110 t, beyond 0 t there is no plan); 1 % more in all of them saves 60,000.00 USD."
    );
}

/// Northern sells 30 t a month and Lynas 20, just what is needed; Iluka sells at 300. A tonne more from Northern saves what Lynas costs more, 50 a
/// kilogramme; a tonne less must come from Iluka and costs 200 more. One number would be wrong on one side.
#[test]
fn at_a_degenerate_optimum_both_sides_are_said() {
    let files = Files::smallest().patch("suppliers.csv", "Lynas,AU\n", "Lynas,AU\nIluka,AU\n").patch(
        "offers.csv",
        ",1200\nLynas,Nd,150,600\n",
        ",360\nLynas,Nd,150,240\nIluka,Nd,300,1200\n",
    );
    let (study, binding) = found(&files, None);
    let northern = binding.iter().find(|b| sentence(study.model(), b).starts_with("Northern")).unwrap();
    let range = northern.range.unwrap();
    assert!(range.differs());
    reach(range.looser, 50_000.0, 110.0);
    reach(range.tighter, 200_000.0, 0.0);
    // 1.2 t in all, at what one more saves
    assert_relative_eq!(range.one_percent, 1.2 * 50_000.0, max_relative = TOLERANCE);
    let said = sentence(study.model(), northern);
    let sides = "one t more in 2026-01 saves 50,000.00 USD up to 110 t, one t less costs 200.00 thousand USD until 0 t";
    assert!(said.contains(sides), "{said}");
}

/// 60 t from Lynas, of whom somebody would take none: a tonne less saves 50 a kilogramme down to none, a tonne more costs it up to all 200 t that Lynas can sell.
#[test]
fn a_contract_minimum_is_loosened_downwards() {
    let contract = "contract,supplier,min\noff-take,Lynas,60\n";
    let (study, binding) = found(&Files::smallest().table("contracts", contract), None);
    let (minimum, range) = only(&binding);
    reach(range.looser, 50_000.0, 0.0);
    reach(range.tighter, 50_000.0, 200.0);
    assert!(range.tighter.no_plan);
    assert!(
        sentence(study.model(), minimum)
            .starts_with("The contract with Lynas must be taken: one t less saves 50,000.00 USD (now 60.0 t;")
    );
}

/// 2026 may cost 15 million. Without a limit it costs 20, at the least: a Farkas price there is none; so demand is short at 200 a kilogramme.
/// A million more buys 10 t, whose shortage costs two millions: it saves a million net of its own cost.
#[test]
fn a_budget_is_priced_in_money() {
    let files = Files::smallest()
        .toml("\n[budget]\n2026 = 15000000\n")
        .table("segments", "segment,shortage_cost\nall,200\n")
        .patch("demand.csv", "element,period,quantity\nNd,*,50", "element,segment,period,quantity\nNd,all,*,50");
    let (study, binding) = found(&files, None);
    let (budget, range) = only(&binding);
    reach(range.looser, 1.0, 20e6);
    reach(range.tighter, 1.0, 0.0);
    let said = sentence(study.model(), budget);
    assert!(said.starts_with("The budget of 2026 is spent: 1 USD more saves 1.000 USD (now 15.00 million USD; that holds from 0.00 USD to 20.00 million USD"), "{said}");
    // where it holds for three thousand, to the thousand
    let mut near = budget.clone();
    near.range.as_mut().unwrap().looser.until = 15.003e6;
    let said = sentence(study.model(), &near);
    assert!(said.contains("(now 15.0000 million USD; that holds from 0.00 USD to 15.0030 million USD"), "{said}");
}

/// A required stock at the end must be bought: at 100 a kilogramme while Northern has some left.
#[test]
fn a_required_stock_is_a_bound_and_has_a_range_too() {
    let files = Files::smallest()
        .table("stock", "element,initial,capacity\nNd,0,1000\n")
        .table("coverage", "element,from,months\nNd,2026-04,1\n");
    let (_, binding) = found(&files, None);
    let (stock, range) = only(&binding);
    assert!(matches!(stock.members[0].key, RowKey::Coverage { .. }));
    // 50 t, at 100 a kilogramme; Northern sells 400 t in all, of which 200 meet the demand
    reach(range.looser, 100_000.0, 0.0);
    reach(range.tighter, 100_000.0, 200.0);
}

/// The least cost of the program as written with the right-hand side of one constraint moved to `to`; `None` without a plan.
fn moved(study: &Study, optimum: &Optimum, limit: &Limit, to: f64) -> Option<f64> {
    let program = study.program();
    let limits = &optimum.lp.row_upper[optimum.lp.rows() - optimum.rows.len()..];
    let mut lp = program.with_security(&optimum.rows, limits);
    let mut keys = program.rows.iter().copied().chain(optimum.rows.iter().map(SecurityRow::key));
    match keys.position(|key| key == limit.key) {
        Some(i) if limit.is_least() => lp.row_lower[i] = to,
        Some(i) => lp.row_upper[i] = to,
        None => {
            let bound = |j: &usize| {
                let (lower, upper) = program.bound_keys(*j);
                if limit.is_least() { lower == Some(limit.key) } else { upper == Some(limit.key) }
            };
            let j = (0..lp.cols()).find(bound).unwrap();
            if limit.is_least() { lp.lower[j] = to.max(0.0) } else { lp.upper[j] = to }
        }
    }
    match solve(&lp, Solver::Simplex) {
        Ok(found) => Some(lp.objective(&found.x)),
        Err(Error::NoPlan) => None,
        Err(error) => panic!("{}: {error}", limit.key.name(study.model())),
    }
}

/// Number of sides of a limit's price that are the difference of two solves as far as the price is said to hold, with the convex cost above its line a little
/// beyond.
fn sides_checked(study: &Study, optimum: &Optimum, limit: &Limit, range: &Ranged) -> usize {
    let study = &Study::as_written(study.model().clone(), Solver::Simplex);
    let name = limit.key.name(study.model());
    let outwards = if limit.is_least() { -1.0 } else { 1.0 };
    assert!(range.looser.price <= range.tighter.price * (1.0 + TOLERANCE), "{name}: {range:?}");
    let tolerance = TOLERANCE * optimum.cost.abs().max(1.0);
    let mut checked = 0;
    for (reach, saves) in [(range.looser, 1.0), (range.tighter, -1.0)] {
        if reach.price.is_infinite() {
            continue;
        }
        let ends = reach.until.is_finite();
        let far = if ends { reach.until } else { limit.limit + outwards * saves * (1.0 + limit.limit.abs()) };
        let line = |to: f64| optimum.cost - saves * reach.price * (to - limit.limit).abs();
        let half = limit.limit + 0.5 * (far - limit.limit);
        let cost = moved(study, optimum, limit, half);
        assert!(
            cost.is_some_and(|cost| (cost - line(half)).abs() <= tolerance),
            "{name}: {reach:?} at {half}: {cost:?}, {}",
            line(half)
        );
        checked += 1;
        if ends {
            let beyond = far + 0.1 * (far - limit.limit);
            let cost = moved(study, optimum, limit, beyond);
            assert!(
                cost.is_none_or(|cost| cost >= line(beyond) - tolerance),
                "{name}: {reach:?} at {beyond}: {cost:?}"
            );
        }
    }
    checked
}

/// On the conformance models, at 60 %.
#[test]
fn prices_are_differences_of_costs_as_far_as_they_hold() {
    let folders = folders();
    let checked = folders.par_iter().step_by(3).map(|folder| {
        let (mut model, _) = read(folder);
        model.security.iter_mut().for_each(|security| security.scope = Scope::Total);
        let study = Study::new(model, Solver::Simplex);
        let Ok(optimum) = study.at_level(0.6) else { return 0 };
        let binding = study.binding(&optimum, 8);
        let ranged = binding.iter().take(8).map(|found| {
            let range = found.range.unwrap_or_else(|| panic!("{}: {found:?}", folder.display()));
            assert!(range.one_percent <= found.at_most * (1.0 + TOLERANCE) + 1e-6 * optimum.cost, "{found:?}");
            sides_checked(&study, &optimum, &found.members[found.dearest], &range)
        });
        ranged.sum::<usize>()
    });
    let checked: usize = checked.sum();
    assert!(checked > 200, "only {checked} sides");
}
