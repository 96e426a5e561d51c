//! The warnings of `check` on models that are legal and hardly meant (tests/data/failing), with their neighbours of the same kind.

use crate::input_base::Files;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn stockpile(args: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(env!("CARGO_BIN_EXE_stockpile")).args(args).current_dir(root).output().unwrap()
}

fn failing(name: &str) -> String {
    format!("tests/data/failing/{name}/m.toml")
}

fn said(output: &Output) -> String {
    String::from_utf8([&output.stdout[..], &output.stderr[..]].concat()).unwrap()
}

/// The code is said, at a place that ends as given, and the command ends with `exit`.
fn check(name: &str, exit: i32, text: &str) {
    let output = stockpile(&["check", &failing(name)]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(exit), "{name}: {said}");
    assert!(said.contains(text), "{name}: {text:?} is not in\n{said}");
}

#[test]
fn names_that_no_table_declares_are_compared() {
    check("country-case", 0, "suppliers.csv:3: country: warning: the country \"cn\" looks like \"CN\"");
    check("country-invisible", 0, "the country \"CN\\u{200b}\" looks like \"CN\"");
    check("group-case", 0, "elements.csv:3: group: warning: the group \"Hree\" looks like \"HREE\"");
    check("stock-of-nobody", 0, "the segment \"Auto\" looks like \"auto\"");
    check("name-with-line-break", 2, "elements.csv:2: element: expected an identifier");
}

#[test]
fn what_takes_effect_nowhere_is_said() {
    check("stock-of-nobody", 0, "Nd for Auto: warning: 60 t lie in stock, and serve nobody");
    check("value-weight-zero", 0, "nothing of element:Dy has a reference price above 0 in the window");
    check("falling-tiers", 0, "offer a-tier2: warning: it costs 8, less than the 20 of a-tier1 before it");
}

#[test]
fn per_cent_are_no_fractions() {
    check(
        "percent-as-fraction",
        2,
        "caps.csv:2: limit: expected a fraction from 0 to 10, found \"50\"\nhint: write a fraction: 0.5 for 50 %",
    );
    for args in [["solve", "--max-share=50"], ["frontier", "--levels=80,60"]] {
        let output = stockpile(&[args[0], "models/minimal.toml", args[1]]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("shares are fractions between 0 and 1"), "{}", said(&output));
    }
}

#[test]
fn costs_too_far_apart_are_refused_with_their_line() {
    check(
        "penalty-1e18",
        2,
        "segments.csv:2: shortage_cost: 1000000000000000000 is so much more than the lowest price, 0.37",
    );
}

#[test]
fn check_prints_problems_as_json() {
    let output = stockpile(&["check", &failing("percent-as-fraction"), "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["problems"][0]["code"], "out-of-range");
    assert_eq!(found["problems"][0]["place"]["line"], 2);
}

/// Two countries named `CN` and `China` are one, most likely.
#[test]
fn a_countrys_name_looks_like_its_code() {
    let files = crate::input_base::Files::smallest()
        .patch("suppliers.csv", "Lynas,AU", "Lynas,China")
        .toml("[security]\ncountry = \"CN\"\n");
    let notes = files.read(&[]).unwrap().notes;
    let note = notes.iter().find(|note| note.message.contains("looks like")).unwrap();
    assert_eq!(note.message, "the country \"China\" looks like \"CN\", and counts as another one");
}

/// An absurd delay delivers never, and stops nothing.
#[test]
fn a_delay_beyond_every_calendar_is_no_panic() {
    let output = stockpile(&["check", "models/minimal.toml", "--set", "delay.qualification=1e20"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

/// By hand: 120 t at 10 a kg, and no share of it below the room that other solvers need.
#[test]
fn numbers_in_files_have_twelve_digits() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    assert!(stockpile(&["frontier", "models/minimal.toml", "--quiet", "--out", out]).status.success());
    for name in ["levels.csv", "frontier.csv", "floors.csv"] {
        let mut table = csv::Reader::from_path(folder.path().join(name)).unwrap();
        for cell in table.records().flat_map(|row| row.unwrap().iter().map(String::from).collect::<Vec<_>>()) {
            let digits = cell.trim_start_matches(['0', '.', '-']).bytes().filter(u8::is_ascii_digit).count();
            assert!(cell.parse::<f64>().is_err() || digits <= 12 && !cell.starts_with("-0"), "{name}: {cell}");
        }
    }
}

/// A nanotonne a month of scandium is needed and a twelfth of it can be had, beside kilotonnes of lanthanum: there is no plan, and what is
/// missing is eleven twelfths of a nanotonne a month.
#[test]
fn what_is_missing_by_the_gram_is_said() {
    let run = stockpile(&["solve", "tests/data/failing/tiny-infeasible/m.toml", "--json"]);
    assert_eq!(run.status.code(), Some(3), "{}", String::from_utf8_lossy(&run.stderr));
    let found: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let rows = found["violations"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["constraint"].as_str().unwrap().contains("Sc")), "{rows:?}");
    let text = stockpile(&["solve", "tests/data/failing/tiny-infeasible/m.toml"]);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("9.2e-10 ") && text.contains(" 91.7 ") && !text.contains("0.000"), "{text}");
}

/// A demand of 1e-305 t and a currency that reads like the place of a cell end with a report and a workbook, not with a panic.
#[test]
fn odd_figures_and_names_end_with_a_report() {
    let place = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir("tests/data/failing/stale-results").unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), place.path().join(entry.file_name())).unwrap();
    }
    std::fs::write(place.path().join("demand.csv"), "element,period,quantity\nNd,*,1e-305\n").unwrap();
    let model = place.path().join("m.toml");
    let text = std::fs::read_to_string(&model).unwrap().replace("\"USD\"", "\"a'!A1\"");
    std::fs::write(&model, text).unwrap();
    let out = place.path().join("out");
    let run = stockpile(&["frontier", model.to_str().unwrap(), "--xlsx", "--quiet", "--out", out.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(out.join("report.html").exists() && out.join("plan.xlsx").exists());
}

/// People read the names of elements, suppliers and countries, also where identifiers would do; programs read identifiers.
#[test]
fn people_read_names() {
    let place = tempfile::tempdir().unwrap();
    let files = Files::smallest()
        .file("elements.csv", "element,name,reference_price\nNd,neodymium,100\n")
        .file("suppliers.csv", "supplier,name,country\nn1,Northern Rare Earth,CN\nl1,Lynas Rare Earths,AU\n")
        .file("offers.csv", "supplier,element,price,capacity_per_year\nn1,Nd,,\nl1,Nd,150,300\n")
        .toml("[security]\ncountry = \"CN\"\nscope = \"element\"\nmax_share = 0.2\n");
    files.write_to(place.path());
    let model = place.path().join("m.toml");
    let run = |command: &[&str]| said(&stockpile(&[command, &[model.to_str().unwrap()]].concat()));
    let solve = run(&["solve"]);
    assert!(
        solve.contains(
            "20.0 % on China, cannot be reached at any price by 1 row, held at the floor: neodymium at 50.0 %"
        ),
        "{solve}"
    );
    assert!(solve.contains("Dependency on China"), "{solve}");
    let frontier = run(&["frontier"]);
    assert!(frontier.contains("neodymium (Nd)") && frontier.contains("Lynas Rare Earths"), "{frontier}");
    let json: Value = serde_json::from_str(&run(&["solve", "--json", "--quiet"])).unwrap();
    assert_eq!(json["level"]["held"][0], serde_json::json!({ "row": "element:Nd", "floor": 0.5 }));
}
