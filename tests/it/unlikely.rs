//! Warnings of `check`, with their lines, about rows that are legal and hardly meant; and about no others.

use std::path::{Path, PathBuf};
use std::process::Command;

use stockpile::diagnostic::Diagnostic;
use stockpile::input::{Overrides, Source};

use crate::input_base::Files;

/// The warnings about rows of the tables, without hints.
fn said(files: &Files) -> Vec<String> {
    let checked = files.read(&[]).unwrap_or_else(|problems| panic!("{problems:?}"));
    checked.warnings.iter().map(|warning| warning.to_string().lines().next().unwrap().to_owned()).collect()
}

#[track_caller]
fn says(files: Files, expected: &[&str]) {
    let said = said(&files);
    let same = said.len() == expected.len() && said.iter().zip(expected).all(|(a, b)| a.starts_with(b));
    assert!(same, "expected {expected:?}, found {said:?}");
}

fn offers(columns: &str, rows: &str) -> Files {
    Files::smallest().file("offers.csv", format!("supplier,element,{columns}\n{rows}"))
}

fn demand(rows: &str) -> Files {
    Files::smallest()
        .patch("m.toml", "periods = 4", "periods = 12")
        .file("demand.csv", format!("element,period,quantity\n{rows}"))
}

#[test]
fn a_surge_in_per_cent() {
    let surge = |surge: &str| offers("price,surge", &format!("Northern,Nd,100,{surge}\nLynas,Nd,150,0.5\n"));
    says(surge("20"), &["offers.csv:2: surge: warning: the surge is 20, which is 2000 % more than planned"]);
    says(surge("2"), &[]);
}

/// 600 t a year are needed: a supplier of the whole world may be so much larger than a small one, but not than all that is needed besides.
#[test]
fn a_capacity_of_another_unit() {
    let capacity = |large: &str, small: &str| {
        offers("price,capacity_per_year", &format!("Northern,Nd,100,{large}\nLynas,Nd,150,{small}\n"))
    };
    says(
        capacity("720000", "720"),
        &[
            "offers.csv:2: capacity_per_year: warning: the capacity is 720000 t a year, those beside it are about 720, and all users need 600 t of Nd a year",
        ],
    );
    says(capacity("50000", "10"), &[]);
    says(capacity("720000", ""), &[]);
}

#[test]
fn freight_of_another_unit() {
    let freight = |rows: &str| Files::smallest().table("routes", format!("supplier,segment,freight\n{rows}"));
    says(
        freight("Lynas,all,5000\n"),
        &["routes.csv:2: freight: warning: the freight is 5000, and what it carries costs 150 at most"],
    );
    says(
        freight("Northern,all,2\nLynas,all,2000\n"),
        &["routes.csv:3: freight: warning: the freight is 2000, and other routes take about 2"],
    );
    says(freight("Northern,all,2\nLynas,all,200\n"), &[]);
    // by air and by truck
    says(freight("Northern,all,0.01\nLynas,all,20\n"), &[]);
}

#[test]
fn a_rate_of_another_unit() {
    let rates = |rows: &str| {
        offers("price,currency", "Northern,Nd,100,EUR\nLynas,Nd,150,\n")
            .patch("m.toml", "price_unit", "currency = \"USD\"\nprice_unit")
            .table("fx", format!("currency,period,rate\n{rows}"))
    };
    let warning = "rate: warning: the rate of EUR is 1100, and 1.1 beside it";
    says(rates("EUR,2026-01,1.1\nEUR,2026-02,1100\nEUR,2026-03,1.1\n"), &[&format!("fx.csv:3: {warning}")]);
    says(rates("EUR,2026-03,1100\nEUR,2026-01,1.1\n"), &[&format!("fx.csv:2: {warning}")]);
    says(rates("EUR,2026-01,1.1\nEUR,2026-02,1.4\n"), &[]);
    says(rates("EUR,2026,1.1\nJPY,2026-01,0.006\nJPY,2026-02,0.007\n"), &["fx.csv:3: note: nothing is priced in: JPY"]);
}

/// 200 t are needed in the four months.
#[test]
fn a_contract_for_more_than_anyone_needs() {
    let contract = |min: &str| {
        let row = format!("c,Northern,Nd,2026-01,2026-04,{min}\n");
        offers("price", "Northern,Nd,100\nLynas,Nd,150\n")
            .table("contracts", format!("contract,supplier,element,from,until,min\n{row}"))
    };
    says(
        contract("12000000"),
        &[
            "contracts.csv:2: min: warning: 12000000 t of the minimum fall into the horizon, until whose end 200 t are needed, and 0 t lie in stock",
        ],
    );
    says(contract("400"), &[]);
}

#[test]
fn coverage_beyond_the_horizon_and_of_nothing() {
    let coverage = |rows: &str| Files::smallest().table("coverage", format!("element,segment,from,months\n{rows}"));
    says(
        coverage("Nd,all,2026-01,90\n"),
        &["coverage.csv:2: months: warning: 90 months are to be in stock, and the horizon has 4"],
    );
    says(coverage("Nd,all,2026-01,18\n"), &[]);
    says(
        coverage("Nd,all,2026-01,1\nNd,other,2026-01,1\n"),
        &["coverage.csv:3: warning: there is no demand that it would cover"],
    );
    let stock = |row: &str| Files::smallest().table("stock", format!("element,segment,initial,capacity\n{row}\n"));
    says(stock("Nd,other,,5"), &["stock.csv:2: warning: there is no demand that it would be for"]);
    says(stock("Nd,all,,5"), &[]);
    // a reserve holds for all
    let reserve = coverage("Nd,r,2026-01,1\n")
        .table("segments", "segment,reserve\nall,\nr,true\n")
        .file("demand.csv", "element,segment,period,quantity\nNd,all,*,50\n");
    says(reserve, &[]);
}

#[test]
fn rows_that_nothing_makes_use_of() {
    let elements = Files::smallest().file("elements.csv", "element,reference_price\nNd,100\nDy,900\n");
    says(elements, &["elements.csv:3: note: nobody needs or offers: Dy"]);
    let segments = Files::smallest()
        .table("segments", "segment\nall\nmagnets\n")
        .file("demand.csv", "element,segment,period,quantity\nNd,all,*,50\n");
    says(segments, &["segments.csv:3: note: nothing is needed or held in: magnets"]);
}

#[test]
fn a_missing_row_is_a_hole_and_a_written_0_is_none() {
    let hole = "Nd for all: warning: there is no row of demand for 2026-03, and there is before and after";
    says(demand("Nd,2026-02,10\nNd,2026-03,0\nNd,2026-04,10\nNd,2026-05,10\n"), &[]);
    says(demand("Nd,*,10\nNd,2026-05,0\n"), &[]);
    says(demand("Nd,2026,120\nNd,2026-05,0\n"), &[]);
    says(demand("Nd,2026-02,10\nNd,2026-04,10\nNd,2026-05,10\n"), &[hole]);
    // as many as the rows between, and more
    says(demand("Nd,2026-02,10\nNd,2026-05,10\nNd,2026-06,0\n"), &[&format!("{hole} (and in 1 other")]);
    says(demand("Nd,2026-02,10\nNd,2026-12,10\n"), &[&format!("{hole} (and in 8 other periods)")]);
    // demand that comes every third month is meant so
    says(demand("Nd,2026-01,10\nNd,2026-04,10\nNd,2026-07,10\nNd,2026-10,10\n"), &[]);
}

/// No warning about the rows of a model that means what it says.
#[test]
fn models_that_are_meant_as_they_are_raise_no_false_alarm() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = |folder: PathBuf| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let data = listed(root.join("tests/data")).map(|folder| folder.join("model.toml")).filter(|path| path.exists());
    let shipped = listed(root.join("models")).filter(|path| path.extension().is_some_and(|e| e == "toml"));
    let models: Vec<PathBuf> = shipped.chain(data).collect();
    assert!(models.len() > 15, "{models:?}");
    for model in models {
        let checked = Source::read(&model).and_then(|source| source.model(&Overrides::default())).unwrap();
        let none: [Diagnostic; 0] = [];
        assert_eq!(checked.warnings, none, "{}", model.display());
    }
}

/// Quantities beyond what doubles count are refused with their lines, and not left to the solver.
#[test]
fn quantities_beyond_doubles_are_refused() {
    let error = |files: Files, settings: &[&str]| {
        let problems = files.read(settings).err().unwrap_or_default();
        problems.first().map(|problem| problem.to_string().lines().next().unwrap().to_owned()).unwrap_or_default()
    };
    let many = |t: &str| {
        format!("{t} t are too many: from 9.007199254740992e15 t on, arithmetic does not tell one tonne from two")
    };
    assert_eq!(error(demand("Nd,*,1e305\n"), &[]), format!("demand.csv:2: quantity: {}", many("1e305")));
    assert_eq!(error(demand("Nd,*,1e9\n"), &[]), "");
    let scaled = "scale.demand=1e18";
    assert_eq!(error(demand("Nd,*,1\n"), &[scaled]), format!("demand.csv:2: quantity: {}", many("1e18")));
    let stock = Files::smallest().table("stock", "element,initial\nNd,1e18\n");
    assert_eq!(error(stock, &[]), format!("stock.csv:2: initial: {}", many("1e18")));
    let contract = Files::smallest().table("contracts", "contract,supplier,element,min\nc,Lynas,Nd,1e20\n");
    assert_eq!(error(contract, &[]), format!("contracts.csv:2: min: {}", many("1e20")));
    let project = |capex: &str| {
        let row = format!("project,offer,max_capacity,capex,life_months\np,Lynas/Nd,10,{capex},12\n");
        error(Files::smallest().table("projects", row), &[])
    };
    assert_eq!(project("1e12"), "");
    assert!(project("1e30").starts_with("projects.csv:2: capex: "), "{}", project("1e30"));

    let folder = tempfile::tempdir().unwrap();
    let plan = "period,element,supplier,quantity\n2026-01,Nd,Lynas,1e305\n";
    Files::smallest().file("mine.csv", plan).write_to(folder.path());
    let run = Command::new(env!("CARGO_BIN_EXE_stockpile"));
    let run = { run }.arg("assess").args(["m.toml", "mine.csv"].map(|file| folder.path().join(file))).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(said.contains(&format!("mine.csv:2: quantity: {}", many("1e305"))), "{said}");
}

/// A milligramme a month is less than what a plan may miss; two grammes are more.
#[test]
fn less_than_a_proof_can_tell_from_nothing() {
    says(
        demand("Nd,*,1e-8\n"),
        &["Nd: warning: 1.2e-7 t are needed in all, less than the gramme to which plans are proved"],
    );
    says(demand("Nd,*,2e-7\n"), &[]);
}
