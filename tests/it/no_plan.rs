//! Why there is no plan: constraints that stand against each other. The sets are worked out by hand on the smallest model: 50 t of Nd a month
//! for four months; Northern (CN) sells 100 t a month at 100 a kilogramme, Lynas (AU) 50 t a month at 150; nothing may be short.

use crate::input_base::Files;
use crate::random_draft::draw;
use stockpile::analysis::Error;
use stockpile::analysis::infeasibility::Conflict;
use stockpile::analysis::study::Study;
use stockpile::formulation::{Program, RowKey, SecurityRow};
use stockpile::lp::Lp;
use stockpile::model::{Model, Unattainable};
use stockpile::solver::{Outcome, Solver, certified};

fn study(files: &Files, settings: &[&str]) -> Study {
    Study::new(files.read(settings).unwrap_or_else(|e| panic!("{e:?}")).model, Solver::Simplex)
}

/// The names of each set, sorted.
fn sets(study: &Study) -> Vec<Vec<String>> {
    assert_eq!(study.solve().unwrap_err(), Error::NoPlan);
    let found = study.conflicts(study.asked()).unwrap();
    found.iter().for_each(|conflict| is_irreducible(study, conflict));
    let names = |conflict: &Conflict| {
        let mut names: Vec<_> = conflict.members.iter().map(|member| member.key.name(study.model())).collect();
        names.sort();
        names
    };
    found.iter().map(names).collect()
}

/// The program with nothing in force but the constraints of `keys` and that no variable is negative.
fn only(program: &Program, rows: &[SecurityRow], lp: &Lp, keys: &[RowKey]) -> Lp {
    let mut lp = Lp { cost: vec![0.0; lp.cols()], ..lp.clone() };
    let all = program.rows.iter().copied().chain(rows.iter().map(SecurityRow::key));
    for (i, _) in all.enumerate().filter(|(_, key)| !keys.contains(key)) {
        (lp.row_lower[i], lp.row_upper[i]) = (f64::NEG_INFINITY, f64::INFINITY);
    }
    for j in 0..lp.cols() {
        let (lower, upper) = program.bound_keys(j);
        if lower.is_some_and(|key| !keys.contains(&key)) {
            lp.lower[j] = 0.0;
        }
        if upper.is_some_and(|key| !keys.contains(&key)) {
            lp.upper[j] = f64::INFINITY;
        }
    }
    lp
}

/// Built afresh from the program and asked of the engine from nothing: together there is no point, without any one there is.
fn is_irreducible(study: &Study, conflict: &Conflict) {
    let model = study.model();
    let keys: Vec<RowKey> = conflict.members.iter().map(|member| member.key).collect();
    let (lp, rows) = match model.security.as_ref().filter(|s| s.unattainable == Unattainable::Fail) {
        Some(_) => study.program_at(study.asked()).unwrap(),
        None => (study.program().lp.clone(), Vec::new()),
    };
    let has_point =
        |keys: &[RowKey]| match certified(Solver::Simplex, &only(study.program(), &rows, &lp, keys)).unwrap().outcome {
            Outcome::Optimal(_) => true,
            Outcome::Infeasible(_) => false,
            Outcome::Unbounded => panic!("nothing costs anything"),
        };
    assert!(!has_point(&keys), "{:?}", names(model, &keys));
    for left_out in &keys {
        let others: Vec<RowKey> = keys.iter().copied().filter(|key| key != left_out).collect();
        assert!(has_point(&others), "{} is not needed", left_out.name(model));
    }
}

fn names(model: &Model, keys: &[RowKey]) -> Vec<String> {
    keys.iter().map(|key| key.name(model)).collect()
}

fn months(of: &str, months: std::ops::RangeInclusive<usize>) -> Vec<String> {
    months.map(|month| of.replace("MM", &format!("2026-{month:02}"))).collect()
}

const DEMAND: &str = "balance[Nd,all,MM]";
const NORTHERN: &str = "capacity[Northern/Nd,MM]";
const LYNAS: &str = "capacity[Lynas/Nd,MM]";
const COVERAGE: &str = "coverage[Nd,all,MM]";

fn joined(parts: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut all = parts.concat();
    all.sort();
    vec![all]
}

/// 200 t are needed in January, and 150 t are for sale; later months say the same, and are left out.
#[test]
fn demand_against_capacity() {
    let files = Files::smallest().patch("demand.csv", "Nd,*,50", "Nd,*,200");
    let expected = joined(&[months(DEMAND, 1..=1), months(NORTHERN, 1..=1), months(LYNAS, 1..=1)]);
    assert_eq!(sets(&study(&files, &[])), expected);
}

/// Ten months' need, 500 t, must lie there at the end of January, when 100 t can be left over.
#[test]
fn required_stock_against_capacity() {
    let files = Files::smallest().table("coverage", "element,from,months\nNd,2026-01,10\n");
    let expected =
        joined(&[months(COVERAGE, 1..=1), months(DEMAND, 1..=1), months(NORTHERN, 1..=1), months(LYNAS, 1..=1)]);
    assert_eq!(sets(&study(&files, &[])), expected);
}

/// A month's need is 50 t, and there is room for 20 t: two bounds of one variable.
#[test]
fn required_stock_against_storage() {
    let files = Files::smallest()
        .table("coverage", "element,from,months\nNd,2026-01,1\n")
        .table("stock", "element,initial,capacity\nNd,0,20\n");
    let expected = joined(&[months(COVERAGE, 1..=1), months("storage[Nd,all,MM]", 1..=1)]);
    assert_eq!(sets(&study(&files, &[])), expected);
}

/// At least 60 t by one contract and at most 30 t by another; 300 t by a third, of which Lynas can deliver 200 t.
#[test]
fn contracts_against_each_other_and_against_capacity() {
    let contracts = "contract,supplier,min,max\nleast,Lynas,60,\nmost,Lynas,,30\n";
    let files = Files::smallest().table("contracts", contracts);
    assert_eq!(sets(&study(&files, &[])), [["contract_max[most]", "contract_min[least]"]]);
    let files = Files::smallest().table("contracts", "contract,supplier,min,max\nleast,Lynas,300,\n");
    let expected = joined(&[months("contract_min[least]", 1..=1), months(LYNAS, 1..=4)]);
    assert_eq!(sets(&study(&files, &[])), expected);
}

/// Of a supplier that offers nothing, nothing can be taken: the contract stands against nobody.
#[test]
fn a_contract_that_nobody_can_keep_stands_alone() {
    let files = Files::smallest()
        .patch("offers.csv", "Lynas,Nd,150,600", "Lynas,Nd,150,0")
        .table("contracts", "contract,supplier,min\nleast,Lynas,10\n");
    let found = sets(&study(&files, &[]));
    assert!(
        found == [["contract_min[least]"]]
            || found == joined(&[vec!["contract_min[least]".into()], months(LYNAS, 1..=4)]),
        "{found:?}"
    );
}

/// Lynas sells 25 t a month. What China may sell, 30 % of 200 t, is 60 t: used up in the third month, when 75 t are missing.
const SCARCE: (&str, &str, &str) = ("offers.csv", "Lynas,Nd,150,600", "Lynas,Nd,150,300");

fn scarce() -> Files {
    Files::smallest().patch(SCARCE.0, SCARCE.1, SCARCE.2)
}

#[test]
fn a_cap_and_a_security_level_against_demand() {
    let of = |limit: &str| joined(&[vec![limit.to_owned()], months(DEMAND, 1..=3), months(LYNAS, 1..=3)]);
    let capped = scarce().table("caps", "cap,country,limit\nchina,CN,0.3\n");
    assert_eq!(sets(&study(&capped, &[])), of("cap[china,CN]"));
    let secured = scarce().toml("[security]\ncountry = \"CN\"\nmax_share = 0.3\nunattainable = \"fail\"\n");
    assert_eq!(sets(&study(&secured, &[])), of("security[total]"));
    // under `relax` the row is held at its floor, and there is a plan
    assert!(study(&secured, &["security.unattainable=relax"]).solve().is_ok());
}

/// 110 % of 200 t from Lynas, which sells 200 t.
#[test]
fn a_minimum_share_against_capacity() {
    let files = Files::smallest().table("caps", "cap,supplier,min\nsecond source,Lynas,1.1\n");
    let expected = joined(&[vec!["cap_min[second source,Lynas]".into()], months(LYNAS, 1..=4)]);
    assert_eq!(sets(&study(&files, &[])), expected);
}

/// A month costs at least 5 million, and 9 million may be spent: not enough for two.
#[test]
fn a_budget_against_demand() {
    let files = Files::smallest().toml("[budget]\n2026 = 9e6\n");
    assert_eq!(sets(&study(&files, &[])), joined(&[vec!["budget[2026]".into()], months(DEMAND, 1..=2)]));
}

/// 200 t in January, of which a tenth can be substituted; 600 t in April, for which 300 t can be laid by before and a works add a tonne a month.
#[test]
fn substitution_and_projects_that_are_not_enough() {
    let files = Files::smallest()
        .patch("demand.csv", "Nd,*,50", "Nd,*,200")
        .table("substitutes", "element,cost,max_share\nNd,10,0.1\n");
    let january =
        [months(DEMAND, 1..=1), months(NORTHERN, 1..=1), months(LYNAS, 1..=1), months("substitute[Nd,all,MM]", 1..=1)];
    assert_eq!(sets(&study(&files, &[])), joined(&january));

    let works = "project,offer,max_capacity,capex,lead_months,life_months\nworks,Lynas/Nd,12,1,1,24\n";
    let files = Files::smallest().patch("demand.csv", "Nd,*,50", "Nd,*,50\nNd,2026-04,600").table("projects", works);
    let all = [vec!["project[works]".into()], months(DEMAND, 1..=4), months(NORTHERN, 1..=4), months(LYNAS, 1..=4)];
    assert_eq!(sets(&study(&files, &[])), joined(&all));
}

/// Two elements short by themselves are two reasons.
#[test]
fn parts_that_have_nothing_to_do_with_each_other_are_explained_each() {
    let files = Files::smallest().patch("elements.csv", "Nd,100\n", "Nd,100\nDy,500\n").patch(
        "demand.csv",
        "Nd,*,50",
        "Nd,*,200\nDy,*,1",
    );
    let found = sets(&study(&files, &[]));
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[1], ["balance[Dy,all,2026-01]"]);
}

/// A stop of two months from February on: Lynas delivers 25 t of 50 t in each, and 10 t can lie there before. So already in February
/// 15 t are missing.
#[test]
fn survival_against_storage_and_capacity() {
    let files = scarce()
        .table("stock", "element,initial,capacity\nNd,0,10\n")
        .toml("[security]\ncountry = \"CN\"\nsurvive_months = 2\nsurvive_from = \"2026-02\"\n");
    let found = sets(&study(&files, &[]));
    let expected = ["balance[2026-02,Nd,all,2026-02]", "capacity[2026-02,Lynas/Nd,2026-02]", "storage[Nd,all,2026-01]"];
    assert_eq!(found, [expected]);
}

/// Of random models without a plan every set is irreducible.
#[test]
fn sets_of_random_models_are_irreducible() {
    let mut explained = 0;
    for seed in 0..160 {
        let Ok(read) = draw(seed).files().read(&["security.unattainable=fail", "security.max_share=0.1"]) else {
            continue;
        };
        let study = Study::new(read.model, Solver::Simplex);
        if study.solve() == Err(Error::NoPlan) {
            let found = sets(&study);
            assert!(!found.is_empty() && found.iter().all(|set| !set.is_empty()), "seed {seed}");
            explained += 1;
        }
    }
    assert!(explained > 40, "{explained}");
}
