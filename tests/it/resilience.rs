//! Survival, stress and hedge on models small enough to be worked by hand.

use crate::input_base::Files;
use crate::survival_base;
use stockpile::analysis::hedge::{Unhedgeable, hedge};
use stockpile::analysis::stress::{Case, Stress};
use stockpile::analysis::study::Study;
use stockpile::analysis::survival::{Survived, fails_first, longest};
use stockpile::analysis::{Error, proved::Proved};
use stockpile::formulation::Program;
use stockpile::formulation::courses::Unasked;
use stockpile::model::Model;
use stockpile::solver::Solver;

/// The two years with a store of 18 t, where Australia sells 4 t a month at 3 a tonne. What else its offer says: columns and cells.
fn two_years(columns: &str, cells: &str) -> Model {
    let blanks = ",".repeat(columns.matches(',').count());
    let offers = format!("supplier,element,price,capacity_per_year{columns}\ncn,Nd,1,{blanks}\nau,Nd,3,48{cells}\n");
    survival_base::two_years("18", offers)
}

fn survive(model: &Model, months: u32) -> Result<(Study, f64), Error> {
    let mut model = model.clone();
    model.security.as_mut().unwrap().survive_months = Some(months);
    let study = Study::new(model, Solver::Simplex);
    let optimum = study.solve()?;
    let survived = Survived::of(&study, &optimum)?;
    Ok((study, survived.map_or(0.0, |survived| survived.cost)))
}

/// The gap in a stop is 10 − 4 = 6 t a month: a store of 18 t lasts three months. At the ends of months 12 to 21 18 t must lie there, 12 t a month later (the
/// stop that begins with month 23 has two months), and 6 t before the last: 198 tonne-months.
#[test]
fn a_stock_lasts_as_long_as_what_others_do_not_deliver() {
    let model = two_years("", "");
    let found = longest(&model, &Program::new(&model), Solver::Simplex).unwrap();
    assert_eq!(found.all.months, Some(3));
    let words: Vec<String> = found.all.binds.iter().map(|bind| bind.words(&model)).collect();
    assert!(words.contains(&"store of all full".into()) && words.contains(&"au sold out".into()), "{words:?}");
    approx::assert_abs_diff_eq!(survive(&model, 3).unwrap().1, 1.98, epsilon = 1e-9);
    assert!(matches!(survive(&model, 4), Err(Error::NoPlan)));
    let (pair, period) = fails_first(&model, &Program::new(&model), 4, Solver::Simplex).unwrap().unwrap();
    assert_eq!((pair.index(), (12..=15).contains(&period)), (0, true));
}

/// The window of the level says nothing of when a stop may come.
#[test]
fn a_stop_is_survived_whatever_the_window_of_the_level() {
    let offers = "supplier,element,price,capacity_per_year\ncn,Nd,1,\nau,Nd,3,48\n";
    let cost = |security: &str| {
        let model = survival_base::two_years_secured("18", offers.into(), security);
        assert_eq!(model.security.is_some(), security.contains("survive"));
        Study::new(model, Solver::Simplex).least_cost().unwrap().cost
    };
    let outside = "from = \"2030-01\"\n";
    let (without, with) = (cost(outside), cost(&format!("{outside}survive_months = 3\n")));
    approx::assert_abs_diff_eq!(with - without, 1.98, epsilon = 1e-9);
}

/// With a surge of a half Australia gives half as much again as it gives already: without purchases there the store lasts one month. To last two, purchases of
/// two months in a row must sum to 4/3 t (18 + 1.5 · 4/3 = 20). Six months of 4/3 t at 2 more a tonne do: 16, the last of them in month 24, before which 8 t suffice:
/// 11 · 18 + 8 = 206 tonne-months.
#[test]
fn a_supplier_serves_first_whom_it_serves_already() {
    let model = two_years(",surge", ",0.5");
    assert_eq!(longest(&model, &Program::new(&model), Solver::Simplex).unwrap().all.months, Some(2 + 1));
    approx::assert_abs_diff_eq!(survive(&model, 1).unwrap().1, 0.01 * 12.0 * 10.0, epsilon = 1e-9);
    approx::assert_abs_diff_eq!(survive(&model, 2).unwrap().1, 16.0 + 2.06, epsilon = 1e-9);
}

/// Capacity can be reserved at 0.5 a tonne a year and year: 12 t a year (1 t a month) close the gap of two months, for two years of fees: 12. Before the last month 9 t
/// suffice: 11 · 18 + 9 = 207 tonne-months.
#[test]
fn a_reservation_is_bought_where_it_is_cheapest() {
    let model = two_years(",surge,reservation_fee", ",0,0.5");
    let (study, cost) = survive(&model, 2).unwrap();
    approx::assert_abs_diff_eq!(cost, 12.0 + 2.07, epsilon = 1e-9);
    let plan = study.plan(&study.solve().unwrap());
    assert_eq!(plan.reservations.len(), 1);
    approx::assert_abs_diff_eq!(plan.reservations[0].reserved, 12.0, epsilon = 1e-9);
    approx::assert_abs_diff_eq!(plan.reservations[0].cost, 12.0, epsilon = 1e-9);
}

#[test]
fn more_months_never_cost_less_and_what_survives_stands_the_stress() {
    for model in [two_years("", ""), two_years(",surge", ",0.5"), two_years(",surge,reservation_fee", ",0.1,0.5")] {
        let mut before = 0.0;
        for months in 0..=3 {
            let Ok((study, cost)) = survive(&model, months) else { break };
            assert!(cost >= before - 1e-9, "{months}: {cost} after {before}");
            before = cost;
            let optimum = study.solve().unwrap();
            let mut stress = Stress::new(study.model(), study.program(), &optimum.x, Solver::Simplex);
            for start in 12..24 {
                let case = &Case::each(study.model(), months.max(1), start)[0];
                let found = stress.case(case).unwrap().unwrap();
                let reaches = found.all.survive_months.is_none_or(|lasts| lasts >= months);
                assert!(case.name == "country:CN" && reaches, "{months} from {start}: {:?}", found.all);
            }
        }
    }
}

/// The undisturbed plan holds nothing, so a stop of two months leaves 6 t of each unmet, at 100 times the price of 1; what China would have cost is saved
/// and Australia is dearer: 2 · (6 · 100 − 10 + 4 · 3).
#[test]
fn stress_counts_what_a_stop_leaves_unmet() {
    let model = two_years("", "");
    let study = Study::new(model.clone(), Solver::Simplex);
    let optimum = study.solve().unwrap();
    let mut stress = Stress::new(&model, study.program(), &optimum.x, Solver::Simplex);
    let found = stress.case(&Case::each(&model, 2, 12)[0]).unwrap().unwrap();
    approx::assert_abs_diff_eq!(found.all.unmet, 12.0, epsilon = 1e-9);
    approx::assert_abs_diff_eq!(found.extra_cost, 2.0 * (600.0 - 10.0 + 12.0), epsilon = 1e-9);
    assert_eq!((found.all.survive_months, found.fails_first.map(|(_, t)| t)), (Some(0), Some(12)));
    let detail: f64 = found.detail.iter().map(|d| d.unmet).sum();
    approx::assert_abs_diff_eq!(detail, found.all.unmet, epsilon = 1e-9);
}

/// A plan's quantities are what a solver leaves of them: one that is below 0 by its rounding takes nothing from a course, nor does it leave it without a
/// plan. Australia's surge of nothing keeps it under what it delivers anyway.
#[test]
fn a_plan_that_rounding_leaves_below_zero_stands_the_stress() {
    let model = two_years(",surge", ",0");
    let study = Study::new(model.clone(), Solver::Simplex);
    let optimum = study.solve().unwrap();
    let case = &Case::each(&model, 2, 12)[0];
    let found = |x: &[f64]| {
        let mut stress = Stress::new(&model, study.program(), x, Solver::Simplex);
        stress.case(case).unwrap().unwrap().into_inner()
    };
    let below: Vec<f64> = optimum.x.iter().map(|&x| if x == 0.0 { -1e-13 } else { x }).collect();
    let (exact, rounded) = (found(&optimum.x), found(&below));
    approx::assert_abs_diff_eq!(exact.all.unmet, 20.0, epsilon = 1e-9);
    approx::assert_abs_diff_eq!(rounded.all.unmet, exact.all.unmet, epsilon = 1e-9);
    approx::assert_abs_diff_eq!(rounded.cost, exact.cost, epsilon = 1e-9);
}

/// One decision, 100 t of demand in the second of two months, of which a scenario stops a tenth for each of its number: the stock D that would replace it is 0, 10, …, 80 t, a
/// newsvendor's demand. A tonne in stock costs 3.5 to hold and saves 1 if it was not needed, 11 (the shortage cost) if it was: it is worth its price of 1 + 3.5 as long as
/// P(D ≥ Q) · 10 ≥ 3.5, so Q is at the critical fractile, 50 t. Then the expected cost is 50 · 4.5 + (100 − 56) + 11 · 6 = 335;
/// without stock, which is the one plan of least undisturbed cost, 64 + 11 · 36 = 460; with D known 100 + 3.5 · 36 = 226.
fn newsvendor(probability: f64) -> Model {
    let mut rows = String::from("scenario,probability,start,months,supplier,availability\n");
    for k in 1..=8 {
        rows += &format!("s{k},{probability},2026-02,1,cn,{}\n", 1.0 - 0.1 * f64::from(k));
    }
    let files = Files::smallest()
        .patch("m.toml", "periods = 4", "periods = 2")
        .patch("m.toml", "price_unit = \"kg\"", "price_unit = \"t\"")
        .file("elements.csv", "element,reference_price\nNd,1\n")
        .file("suppliers.csv", "supplier,country\ncn,CN\n")
        .file("offers.csv", "supplier,element,price,capacity_per_year\ncn,Nd,1,1200\n")
        .file("demand.csv", "element,segment,period,quantity\nNd,auto,2026-02,100\n")
        .table("segments", "segment,shortage_cost\nauto,11\n")
        .table("stock", "element,segment,initial,holding_cost\nNd,auto,0,42\n")
        .table("disruptions", rows);
    files.read(&[]).unwrap().model
}

fn hedged(model: &Model) -> Result<Proved<stockpile::analysis::hedge::Hedge>, Error> {
    let program = Program::new(model);
    hedge(model, &program, &program.lp, Solver::Simplex)
}

#[test]
fn a_newsvendor_orders_at_the_critical_fractile() {
    let found = hedged(&newsvendor(0.1)).unwrap();
    let program = Program::new(&newsvendor(0.1));
    approx::assert_abs_diff_eq!(found.x[program.pairs[0].stock], 50.0, epsilon = 1e-6);
    approx::assert_abs_diff_eq!(found.objective, 335.0, epsilon = 1e-6);
    approx::assert_abs_diff_eq!(found.vss, 125.0, epsilon = 1e-4);
    approx::assert_abs_diff_eq!(found.evpi, 109.0, epsilon = 1e-6);
    assert_eq!(found.outcomes.len(), 9);
    // the worst tenth is s8: 50 t in stock, 30 t unmet
    approx::assert_abs_diff_eq!(found.outcomes[8].unmet, 30.0, epsilon = 1e-6);
    approx::assert_abs_diff_eq!(found.outcomes[8].cost, 225.0 + 20.0 + 330.0, epsilon = 1e-6);
}

/// With all weight on the worst tenth there is only s8, of which 80 t in stock cost 80 · 4.5 + 20 = 380.
#[test]
fn who_fears_the_worst_covers_it() {
    let mut model = newsvendor(0.1);
    (model.risk.cvar_weight, model.risk.cvar_alpha) = (1.0, 0.9);
    let found = hedged(&model).unwrap();
    approx::assert_abs_diff_eq!(found.objective, 380.0, epsilon = 1e-6);
    approx::assert_abs_diff_eq!(found.cvar, 380.0, epsilon = 1e-6);
}

#[test]
fn scenarios_of_no_probability_change_nothing() {
    let found = hedged(&newsvendor(0.0)).unwrap();
    approx::assert_abs_diff_eq!(found.objective, 100.0, epsilon = 1e-6);
    assert_eq!((found.outcomes.len(), found.vss, found.evpi), (1, 0.0, 0.0));
}

#[test]
fn questions_without_an_answer_say_why() {
    let mut certain = newsvendor(0.1);
    certain.scenarios[0].probability = 0.3;
    assert!(matches!(hedged(&certain), Err(Error::Hedge(Unhedgeable::NothingLeft { .. }))));
    assert_eq!(hedged(&two_years("", "")).err(), Some(Error::Hedge(Unhedgeable::NoScenario)));
    let mut late = two_years("", "");
    late.security.as_mut().unwrap().survive_from = Some(stockpile::model::Month::new(2028, 1));
    assert!(matches!(survive(&late, 3).err(), Some(Error::Survival(Unasked::NeverBegins { .. }))));
    let nobody = newsvendor(0.1);
    let asked = longest(&nobody, &Program::new(&nobody), Solver::Simplex);
    assert_eq!(asked.err(), Some(Error::Survival(Unasked::NoCountry)));
}

/// Published: Kantor's newsvendor (tests/data/newsvendor). The best order is 125; its expected profit is 400, that of ordering the mean 143.75 is 362.50, and with demand
/// known it is 575. Where D is demand and 275 − D comes from the late supplier at 2, cost is 2 · (275 − D) + 10 · D less profit: 1700 less profit, expected.
#[test]
fn a_published_newsvendor() {
    let model = crate::formulation::model("tests/data/newsvendor/model.toml");
    let found = hedged(&model).unwrap();
    let program = Program::new(&model);
    approx::assert_abs_diff_eq!(found.x[program.pairs[0].stock], 125.0, epsilon = 1e-6);
    approx::assert_abs_diff_eq!(found.objective, 1700.0 - 400.0, epsilon = 1e-6);
    approx::assert_abs_diff_eq!(found.evpi, 575.0 - 400.0, epsilon = 1e-6);
    // to plan for what happens undisturbed is to order the least, 75, all of which are sold
    approx::assert_abs_diff_eq!(found.vss, 400.0 - 4.0 * 75.0, epsilon = 1e-6);
    // profits of the three demands: 100, 500 and 500
    let costs: Vec<f64> = found.outcomes.iter().map(|outcome| outcome.cost).collect();
    for (cost, (demand, profit)) in costs.iter().zip([(75.0, 100.0), (125.0, 500.0), (250.0, 500.0)]) {
        approx::assert_abs_diff_eq!(*cost, 2.0 * (275.0 - demand) + 10.0 * demand - profit, epsilon = 1e-6);
    }
    // the value of the stochastic solution over the mean's, by its definition: 400 − 362.50
    let mut mean = model.clone();
    mean.contracts.push(stockpile::model::Contract {
        id: "mean".into(),
        supplier: mean.offers[0].supplier,
        element: None,
        window: Default::default(),
        min: 143.75,
        max: Some(143.75),
    });
    approx::assert_abs_diff_eq!(hedged(&mean).unwrap().objective, 1700.0 - 362.5, epsilon = 1e-6);
}

/// Two users of 5 t a month and a reserve of 10 t that serves either. While China stops for two months the reserve could serve both for one month; it is
/// cheaper to keep it for the one whose shortage costs 1000 and to leave the other short at once.
fn a_dear_and_a_cheap_user() -> Files {
    Files::none()
        .file(
            "m.toml",
            "[model]\nname = \"m\"\nstart = \"2026-01\"\nperiods = 4\nperiod = \"month\"\nprice_unit = \"kg\"\n[tables]\nelements = \"elements.csv\"\n\
             suppliers = \"suppliers.csv\"\noffers = \"offers.csv\"\ndemand = \"demand.csv\"\nsegments = \"segments.csv\"\nstock = \"stock.csv\"\n\
             disruptions = \"disruptions.csv\"\n[risk]\ncvar_weight = 0.5\n",
        )
        .file("elements.csv", "element,reference_price\nNd,100\n")
        .file("suppliers.csv", "supplier,country\ncn,CN\n")
        .file("offers.csv", "supplier,element,price\ncn,Nd,100\n")
        .file("demand.csv", "element,segment,period,quantity\nNd,dear,*,5\nNd,cheap,*,5\n")
        .file("segments.csv", "segment,shortage_cost,reserve\ndear,1000,\ncheap,150,\nstore,,true\n")
        .file("stock.csv", "element,segment,initial\nNd,store,10\n")
        .file(
            "disruptions.csv",
            "scenario,probability,start,months,country,availability,price_factor\nstop,0.1,2026-02,2,CN,0,\nsale,0.1,2026-02,2,CN,1,0.5\n",
        )
}

/// By hand: of the stop 10 t go unmet at 150 and 10 t are taken from the reserve and bought back at 100, where undisturbed 20 t would have been bought, 0.5 million more.
/// At half the price in two months 30 t, those of April among them, cost 1.5 million less.
#[test]
fn what_a_stop_does_is_said_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    a_dear_and_a_cheap_user().write_to(folder.path());
    let model = folder.path().join("m.toml");
    let said = |command: &str| {
        let run = crate::cli::stockpile(&[command, model.to_str().unwrap()]);
        assert!(run.status.success(), "{}", crate::cli::text(&run.stderr));
        crate::cli::text(&run.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let stress = said("stress");
    assert!(
        stress.contains("in 2026-02; supply could last one month, at a higher cost; it costs 500.00 thousand more."),
        "{stress}"
    );
    assert!(stress.contains("nobody runs short; it costs 1.50 million less."), "{stress}");
    assert!(stress.contains("“lasts”: how long demand could be met"), "{stress}");
    assert!(said("hedge").contains("Minimised is 50.0 % of the one and 50.0 % of the other"), "{}", said("hedge"));
}

/// Two users of 0.1 and 0.7 t a month have a contract for all of it, 9.6 t, which the plan meets exactly. Whenever China stops for the rest of the year, all
/// that is left of the contract is forgiven and all that is needed goes unmet: the sums of what was taken and of what is forgiven differ by their rounding
/// alone, and that nobody can deliver.
#[test]
fn a_contract_whose_rest_a_stop_takes_leaves_a_plan() {
    let model = Files::none()
        .file(
            "m.toml",
            "[model]\nname = \"m\"\nstart = \"2026-01\"\nperiods = 12\nperiod = \"month\"\nprice_unit = \"kg\"\n[tables]\nelements = \"elements.csv\"\n\
             suppliers = \"suppliers.csv\"\noffers = \"offers.csv\"\ndemand = \"demand.csv\"\nsegments = \"segments.csv\"\ncontracts = \"contracts.csv\"\n",
        )
        .file("elements.csv", "element,reference_price\nNd,1\n")
        .file("suppliers.csv", "supplier,country\ncn,CN\n")
        .file("offers.csv", "supplier,element,price\ncn,Nd,1\n")
        .file("demand.csv", "element,segment,period,quantity\nNd,a,*,0.1\nNd,b,*,0.7\n")
        .file("segments.csv", "segment,shortage_cost\na,100\nb,100\n")
        .file("contracts.csv", "contract,supplier,min\nall,cn,9.6\n");
    let model = model.read(&[]).unwrap_or_else(|e| panic!("{e:?}")).model;
    let study = Study::new(model.clone(), Solver::Simplex);
    let optimum = study.solve().unwrap();
    for start in 0..12 {
        let mut stress = Stress::new(&model, study.program(), &optimum.x, Solver::Simplex);
        let found = stress.case(&Case::each(&model, 12, start)[0]).unwrap().unwrap();
        let months = (12 - start) as f64;
        approx::assert_abs_diff_eq!(found.all.unmet, 0.8 * months, epsilon = 1e-9);
        approx::assert_abs_diff_eq!(found.extra_cost, 0.8 * months * 99.0 * 1e3, epsilon = 1e-3);
    }
}
