//! Instruments of governments and buyers: minimum shares, contracts cut by the horizon, projects, currencies, fiscal years. The figures are worked by hand on the smallest model:
//! 50 t of Nd a month for four months; Northern (CN) sells 100 t a month at 100 a kilogramme, Lynas (AU) 50 t a month at 150.

use crate::input_base::Files;
use stockpile::analysis::Error;
use stockpile::analysis::infeasibility::least_violation;
use stockpile::analysis::study::Study;
use stockpile::analysis::{frontier::frontier, least_cost::solve};
use stockpile::formulation::{Program, RowKey, Term};
use stockpile::model::{CapId, ContractId, Model, ProjectId, Scope, SupplierId, Who};
use stockpile::plan::Plan;
use stockpile::solver::Solver;

fn model(files: &Files) -> Model {
    files.read(&[]).unwrap_or_else(|e| panic!("{e:?}")).model
}

fn plan(model: &Model) -> Plan {
    let study = Study::new(model.clone(), Solver::Simplex);
    study.plan(&study.least_cost().unwrap()).into_inner()
}

/// The least cost and the shadow price of a constraint.
fn solved(model: &Model, key: RowKey) -> (f64, f64) {
    let study = Study::new(model.clone(), Solver::Simplex);
    let found = study.least_cost().unwrap();
    let row =
        study.program().rows.iter().position(|row| *row == key).unwrap_or_else(|| panic!("no {}", key.name(model)));
    (found.cost, found.y[row])
}

/// At least 30 % of 200 t from Lynas: 60 t at 150 and 140 t at 100. One more tonne from there costs 50 a kilogramme more.
#[test]
fn a_minimum_share_is_bought_from_the_dearer_supplier() {
    let table = "cap,supplier,min\nsecond source,Lynas,0.3\n";
    let mut model = model(&Files::smallest().table("caps", table));
    let lynas = Who::Supplier(SupplierId::new(1));
    let key = RowKey::CapMin { cap: CapId::new(0), who: lynas };
    assert_eq!(key.name(&model), "cap_min[second source,Lynas]");
    let (cost, price) = solved(&model, key);
    approx::assert_relative_eq!(cost, 1000.0 * (60.0 * 150.0 + 140.0 * 100.0), max_relative = 1e-9);
    approx::assert_relative_eq!(price, 1000.0 * 50.0, max_relative = 1e-9);

    // 110 % of 200 t are 220 t; Lynas can sell 200 t in all, which somebody must also store: 20 t would have to give
    model.caps[0].min = Some(1.1);
    let study = Study::new(model, Solver::Simplex);
    assert_eq!(study.least_cost(), Err(Error::NoPlan));
    let gives = study.infeasibility(None).unwrap();
    assert_eq!(gives.iter().map(|v| v.key).collect::<Vec<_>>(), [key]);
    approx::assert_relative_eq!(gives[0].amount, 20.0, max_relative = 1e-9);
}

/// 120 t from Lynas over July 2025 to June 2026, twelve months of which four lie inside: 40 t. Without an end nobody can tell the part: 120 t.
#[test]
fn a_contract_asks_for_no_more_than_its_part_inside_the_horizon() {
    let cost = |lynas: f64| 1000.0 * (lynas * 150.0 + (200.0 - lynas) * 100.0);
    let key = RowKey::ContractMin(ContractId::new(0));
    for (window, least) in [("2025-07,2026-06", 40.0), ("2025-07,", 120.0), ("2026-01,2026-04", 120.0)] {
        let table = format!("contract,supplier,from,until,min\noff-take,Lynas,{window},120\n");
        let (found, price) = solved(&model(&Files::smallest().table("contracts", table)), key);
        approx::assert_relative_eq!(found, cost(least), max_relative = 1e-9);
        approx::assert_relative_eq!(price, 50_000.0, max_relative = 1e-9);
    }
    // its maximum is cut alike: 90 t over twelve months are 30 t in four, nobody else sells, and 170 t are short
    let files = Files::smallest()
        .patch("offers.csv", "Northern,Nd,,1200\n", "")
        .table("contracts", "contract,supplier,from,until,max\nquota,Lynas,2025-07,2026-06,90\n");
    let model = model(&files);
    let program = Program::new(&model);
    let gives = least_violation(&model, &program, &[], &[], Solver::Simplex).unwrap();
    approx::assert_relative_eq!(gives.iter().map(|v| v.amount).sum::<f64>(), 170.0, max_relative = 1e-9);
}

/// An offer without capacity at 60 a kilogramme, and a works for up to 240 t a year that delivers from the month after the decision.
fn works(capex: f64) -> Files {
    let table = format!("project,offer,max_capacity,capex,lead_months,life_months\nworks,Lynas/own,240,{capex},1,24\n");
    Files::smallest()
        .patch("offers.csv", "supplier,element,price,", "offer,supplier,element,price,")
        .patch(
            "offers.csv",
            "Northern,Nd,,1200\nLynas,Nd,150,600",
            ",Northern,Nd,,1200\n,Lynas,Nd,150,600\nLynas/own,Lynas,Nd,60,0",
        )
        .table("projects", table)
}

/// A tonne a year of it delivers 1/12 t in each of three months and saves 40 a kilogramme, 3,333.33 a month; at no rate a month of its 24 costs
/// capex/24. So it is worth building below a capex of 80,000, and a tonne a year more that could be built is then worth 3·(80,000 − capex)/24.
#[test]
fn a_project_is_built_below_the_capex_at_which_it_breaks_even() {
    let key = RowKey::Project(ProjectId::new(0));
    let without = 200.0 * 100_000.0;
    for (capex, built) in [(79_000.0, 240.0), (81_000.0, 0.0)] {
        let model = model(&works(capex));
        let gain = 3.0 * f64::max(80_000.0 - capex, 0.0) / 24.0;
        let (cost, price) = solved(&model, key);
        approx::assert_relative_eq!(cost, without - 240.0 * gain, max_relative = 1e-9);
        approx::assert_relative_eq!(price, -gain, epsilon = 1e-6);
        let plan = plan(&model);
        assert_eq!(plan.investments.iter().map(|i| i.capacity).sum::<f64>(), built);
        for i in &plan.investments {
            assert_eq!((i.decided, i.delivers_from), (0, 1));
            approx::assert_relative_eq!(i.capex, 240.0 * capex, max_relative = 1e-12);
            approx::assert_relative_eq!(i.cost, 240.0 * 3.0 * capex / 24.0, max_relative = 1e-12);
        }
    }
}

/// Three years at 10 %, a life of three years of which two lie inside: 331 are worth three payments of 121 at the beginning of each year
/// (121·(1 + 1/1.1 + 1/1.21) = 331), two of which, discounted by a year and by two, are in the objective: 110 + 100. 50 t a year are needed.
#[test]
fn a_project_costs_its_annuity_while_it_delivers_inside_the_horizon() {
    let files = works(331.0)
        .patch("m.toml", "periods = 4", "periods = 3")
        .patch("m.toml", "\"month\"", "\"year\"")
        .patch("m.toml", "price_unit", "discount_rate = 0.1\nprice_unit")
        .patch("projects.csv", ",1,24", ",12,36");
    let model = model(&files);
    let plan = plan(&model);
    approx::assert_relative_eq!(plan.cost_parts[Term::Projects], 50.0 * 210.0, max_relative = 1e-9);
    approx::assert_relative_eq!(plan.investments[0].cost, 50.0 * 242.0, max_relative = 1e-9);
    assert_eq!((plan.investments[0].decided, plan.investments[0].delivers_from), (0, 1));
}

/// The capex is one of the currency in force when it is decided: at 0.5 of the model's for one of it half of what it says.
#[test]
fn capex_and_prices_in_another_currency_follow_its_rate() {
    let files = works(158_000.0)
        .patch("projects.csv", "lead_months", "currency,lead_months")
        .patch("projects.csv", "158000,", "158000,AUD,")
        .table("fx", "currency,period,rate\nAUD,2026-01,0.5\nAUD,2026-02,9\n");
    let plan = plan(&model(&files));
    approx::assert_relative_eq!(plan.investments[0].capex, 240.0 * 79_000.0, max_relative = 1e-12);

    // Lynas at 100 Australian dollars is 150 for two months and 90 from March on: then it sells its 50 t a month, cheaper than Northern
    let files = Files::smallest()
        .patch("offers.csv", "price,", "price,currency,")
        .patch("offers.csv", "Northern,Nd,,", "Northern,Nd,,,")
        .patch("offers.csv", "150,", "100,AUD,")
        .table("fx", "currency,period,rate\nAUD,2025-06,1.5\nAUD,2026-03,0.9\n");
    let cost = self::plan(&model(&files)).cost_parts.total();
    approx::assert_relative_eq!(cost, 1000.0 * (100.0 * 100.0 + 100.0 * 90.0), max_relative = 1e-9);
}

/// Years that begin in April: January to March 2026 belong to 2025, in which 150 t are needed, 15 million; stock bought then is the only way round
/// what April's budget does not allow.
#[test]
fn a_fiscal_year_has_its_own_budget() {
    let feasible = |budget: &str| {
        let files = Files::smallest()
            .patch("m.toml", "price_unit", "year_starts = 4\nprice_unit")
            .toml(&format!("[budget]\n{budget}\n"));
        let model = model(&files);
        let study = Study::new(model, Solver::Simplex);
        study.least_cost().map(|found| study.plan(&found).into_inner())
    };
    assert_eq!(feasible("2025 = 14.9e6").map(|_| ()), Err(Error::NoPlan));
    approx::assert_relative_eq!(feasible("2025 = 15e6").unwrap().cost_parts.total(), 20e6, max_relative = 1e-9);
    let plan = feasible("2026 = 4e6").unwrap();
    let april: f64 = plan.purchases.iter().filter(|p| p.period == 3).map(|p| p.cost).sum();
    assert!(april <= 4e6 * (1.0 + 1e-9), "{april}");
    approx::assert_relative_eq!(plan.cost_parts.total(), 20e6, max_relative = 1e-9);
}

/// A floor of 120 for Northern's goods, whose market price is 100: 50 t a month at 120, of which 20 are the floor's.
#[test]
fn what_a_price_floor_pays_is_told_apart() {
    let files = Files::smallest()
        .patch("offers.csv", "capacity_per_year", "price_floor,capacity_per_year")
        .patch("offers.csv", "Northern,Nd,,", "Northern,Nd,,120,")
        .patch("offers.csv", "150,", "150,,");
    let plan = plan(&model(&files));
    approx::assert_relative_eq!(plan.cost_parts[Term::Purchase], 200.0 * 120_000.0, max_relative = 1e-9);
    approx::assert_relative_eq!(plan.price_floor_paid, 200.0 * 20_000.0, max_relative = 1e-9);
}

/// Two years of 50 t each; Lynas at 150 in the first and 120 in the second, Northern at 100.
fn two_years(security: &str) -> Model {
    let files = Files::smallest()
        .patch("m.toml", "periods = 4", "periods = 2")
        .patch("m.toml", "\"month\"", "\"year\"")
        .patch("offers.csv", "supplier,element,price,", "offer,supplier,element,available_from,available_until,price,")
        .patch(
            "offers.csv",
            "Northern,Nd,,1200\nLynas,Nd,150,600",
            ",Northern,Nd,,,,1200\na,Lynas,Nd,,2026,150,600\nb,Lynas,Nd,2027,,120,600",
        )
        .toml(&format!("[security]\ncountry = \"CN\"\nmax_share = 0.5\n{security}"));
    model(&files)
}

/// Half of 100 t: 50 t from Lynas, all of them in the second year, when they are cheaper, 50·100 + 50·120. Half of each year: 25·(100 + 150) and
/// 25·(100 + 120). A percentage point less is then half a tonne of either year, 0.5·50 + 0.5·20.
#[test]
fn a_bound_of_each_year_costs_more_than_one_of_all_years() {
    let names = |model: &Model, scope: Scope| {
        let security = model.security.as_ref().unwrap();
        let rows = Program::new(model).security_rows(model, security, scope);
        rows.iter().map(|row| row.key().name(model)).collect::<Vec<_>>()
    };
    for (per, cost, rows) in [
        ("horizon", 11e6, vec!["security[total]"]),
        ("year", 11.75e6, vec!["security[total,2026]", "security[total,2027]"]),
    ] {
        let model = two_years(&format!("per = \"{per}\"\n"));
        assert_eq!(names(&model, Scope::Total), rows);
        let (program, security) = (Program::new(&model), model.security.as_ref().unwrap());
        for &solver in Solver::ALL {
            let found = Study::new(model.clone(), solver).solve().unwrap();
            approx::assert_relative_eq!(found.cost, cost, max_relative = 1e-9);
            let frontier = frontier(&model, &program, security, Scope::Total, solver).unwrap();
            approx::assert_relative_eq!(frontier.cost(0.5), cost, max_relative = 1e-9);
            assert_eq!(frontier.levy(0.5).is_some(), rows.len() == 1);
        }
    }
    let model = two_years("per = \"year\"\n");
    let frontier =
        frontier(&model, &Program::new(&model), model.security.as_ref().unwrap(), Scope::Total, Solver::Simplex)
            .unwrap();
    approx::assert_relative_eq!(frontier.marginal_cost(0.5).unwrap(), 35_000.0, max_relative = 1e-9);

    // January to March 2026 belong to the fiscal year 2025
    let files = Files::smallest()
        .patch("m.toml", "price_unit", "year_starts = 4\nprice_unit")
        .toml("[security]\ncountry = \"CN\"\nper = \"year\"\n");
    assert_eq!(names(&self::model(&files), Scope::Element), ["security[element:Nd,2025]", "security[element:Nd,2026]"]);
}

/// With the levy of a level charged on each unit that depends, and no level, the level's plan is a cheapest one. Charged in period t as levy/DF[t] it
/// is the levy in money of the start, whatever the discount rate.
#[test]
fn the_levy_makes_the_plan_of_its_level_a_cheapest_one() {
    for path in ["models/minimal.toml", "tests/data/conformance/001/models/m.toml", "models/japan-2026.toml"] {
        let mut model = crate::formulation::model(path);
        model.discount_rate = 0.07;
        let (program, security) = (Program::new(&model), model.security.as_ref().unwrap());
        let found = frontier(&model, &program, security, Scope::Total, Solver::Simplex).unwrap();
        let mut charged = 0;
        for level in [0.9, 0.7, 0.5, 0.45] {
            let Some(levy) = found.level(&model, &program, security, level).found.and_then(|found| found.levy) else {
                continue;
            };
            charged += usize::from(levy > 0.0);
            let mut lp = program.lp.clone();
            found.rows[0].terms.iter().for_each(|&(j, weight)| lp.cost[j] += levy * weight);
            let least = lp.objective(&solve(&lp, Solver::Simplex).unwrap().x);
            approx::assert_relative_eq!(lp.objective(&found.plan(level)), least, max_relative = 1e-9);
        }
        assert!(charged > 0, "{path}");
    }
}
