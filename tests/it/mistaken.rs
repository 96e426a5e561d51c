//! Inputs that are taken for something else by whoever gives them: they are called what they are, and the hint says what to give.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::input_base::Files;
use crate::workbook_base as workbook;

/// A folder with the smallest model as `m.toml` and these files besides.
struct Place(tempfile::TempDir);

impl Place {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        files.iter().fold(Files::smallest(), |all, (name, text)| all.file(name, text)).write_to(folder.path());
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The exit code and all that is said; arguments that name a file of the folder are its path.
    fn run(&self, args: &[&str]) -> (Option<i32>, String) {
        let path = |arg: &&str| if self.path(arg).exists() { self.path(arg) } else { Path::new(arg).to_owned() };
        let run = Command::new(env!("CARGO_BIN_EXE_stockpile"));
        let output = { run }.args(args.iter().map(path)).output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    }

    #[track_caller]
    fn refuses(&self, args: &[&str], says: &[&str]) {
        let (code, said) = self.run(args);
        assert_eq!(code, Some(2), "{args:?}: {said}");
        for text in says {
            assert!(said.contains(text), "{args:?}: {text:?} is not in\n{said}");
        }
        assert!(!said.contains("text goes in quotes"), "{said}");
    }
}

#[test]
fn what_is_given_in_place_of_a_model_is_called_what_it_is() {
    let place = Place::with(&[
        ("summary.json", "{\"status\": \"optimal\"}\n"),
        ("report.html", "<!doctype html>\n<p>x</p>\n"),
        ("list.txt", "a;b\n1;2\n"),
    ]);
    let hint = format!("hint: give the model file, {}", place.path("m.toml").display());
    place.refuses(&["check", "offers.csv"], &["offers.csv: this is not TOML: it looks like a table (CSV)", &hint]);
    place.refuses(&["check", "list.txt"], &["it looks like a table (CSV)", &hint]);
    place.refuses(&["solve", "summary.json"], &["summary.json: this is not TOML: it looks like JSON", &hint]);
    place.refuses(&["frontier", "report.html"], &["it looks like HTML", &hint]);
    std::fs::create_dir(place.path("folder")).unwrap();
    let folder = "hint: give the model file, a .toml whose [tables] name the tables";
    place.refuses(&["check", "folder"], &["folder: this is a folder, and a model file is expected", folder]);
}

#[test]
fn a_model_with_a_slip_is_still_a_model() {
    let place = Place::with(&[("slip.toml", "[model]\nname = a, b\n"), ("list.toml", "levels = [1, 2\n")]);
    for (file, line) in [("slip.toml", "slip.toml:2"), ("list.toml", "list.toml:1")] {
        let (code, said) = place.run(&["check", file]);
        assert_eq!(code, Some(2));
        assert!(said.contains(line) && said.contains("text goes in quotes"), "{said}");
    }
}

#[test]
fn verify_says_what_it_takes() {
    let place = Place::with(&[("runs.csv", "run,command,scale.demand\na,solve,0.5\n")]);
    let out = place.path("out");
    let out = out.to_str().unwrap();
    assert_eq!(place.run(&["batch", "runs.csv", "--model", "m.toml", "--out", out]).0, Some(0));
    let give = "hint: give the folder of a run of solve or frontier";
    place.refuses(&["verify", out], &["it holds the results of batch", give]);
    place.refuses(&["verify", "m.toml"], &["m.toml: it is a file, and a folder is expected", give]);
    std::fs::create_dir(place.path("app")).unwrap();
    std::fs::write(place.path("app/manifest.json"), "{\"name\": \"an app\"}").unwrap();
    place.refuses(&["verify", "app"], &["manifest.json: no run of stockpile has written it", give]);
    let (code, said) = place.run(&["solve", "m.toml", "--out", "app"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("manifest.json: no run of stockpile") && !said.contains("certificate.json"), "{said}");
}

#[test]
fn a_batch_advises_no_option_that_it_does_not_have() {
    let place = Place::with(&[("runs.csv", "run,security.levels\na,0.5\n")]);
    for args in [
        &["batch", "--model", "m.toml", "--cross", "security.levels=0.5,0.3"][..],
        &["batch", "runs.csv", "--model", "m.toml"],
    ] {
        place.refuses(args, &["security.max_share"]);
        assert!(!place.run(args).1.contains("--levels"), "{args:?}");
    }
}

/// The same remark is one in every reader of tables: CSV, workbook, table of runs, plan of one's own.
#[test]
fn a_remark_is_one_in_every_table() {
    let found = "expected a row of the table, found a text alone: \"Source: trade press\"";
    let place = Place::with(&[
        ("offers.csv", "supplier,element,price\nLynas,Nd,150\n,,Source: trade press\n"),
        ("runs.csv", "run,scale.demand\na,1\nSource: trade press,\n"),
        ("mine.csv", "period,element,supplier,quantity\n2026-01,Nd,Lynas,1\nSource: trade press,,,\n"),
    ]);
    place.refuses(&["check", "m.toml"], &[&format!("offers.csv:3: {found}"), "hint: a remark has its place"]);
    std::fs::write(place.path("offers.csv"), "supplier,element,price\nLynas,Nd,150\n").unwrap();
    place.refuses(&["batch", "runs.csv", "--model", "m.toml"], &[&format!("runs.csv:3: {found}")]);
    place.refuses(&["assess", "m.toml", "mine.csv"], &[&format!("mine.csv:3: {found}")]);
    let plan = [("purchases", "period,element,supplier,quantity\n2026-01,Nd,Lynas,1\n,,Source: trade press,\n")];
    std::fs::write(place.path("mine.xlsx"), workbook::book(&plan).save_to_buffer().unwrap()).unwrap();
    let sheet = format!("{}:purchases", place.path("mine.xlsx").display());
    place.refuses(&["assess", "m.toml", &sheet], &[&format!("mine.xlsx: purchases!A3: {found}")]);
}

#[test]
fn remarks_and_sums_below_a_sheet_are_named() {
    for (table, row, found) in [
        ("offers", ",,Total,144", "a sum, \"Total\""),
        ("offers", ",,,144", "a number alone: \"144\""),
        ("demand", ",,all in tonnes", "a text alone: \"all in tonnes\""),
    ] {
        let sheets = workbook::SHEETS.map(|(name, text)| {
            let row = if name == table { row } else { "" };
            (name, format!("{text}{row}\n"))
        });
        let problems = workbook::model(workbook::book(&sheets).save_to_buffer().unwrap()).read(&[]).unwrap_err();
        assert_eq!(problems.len(), 1, "{}", workbook::lines(&problems));
        assert_eq!(problems[0].message, format!("expected a row of the table, found {found}"));
    }
}

#[test]
fn a_title_above_a_table_is_one_problem() {
    for title in ["Suppliers of rare earths,,", "Suppliers of rare earths", "Suppliers,May,2026"] {
        let text = format!("{title}\nsupplier,country,name\nNorthern,CN,\nLynas,AU,\n");
        let problems = Files::smallest().file("suppliers.csv", text).read(&[]).unwrap_err();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(
            said[0].starts_with("suppliers.csv:1: expected the names of the columns, found \"Suppliers"),
            "{said:?}"
        );
    }
    let place = Place::with(&[("mine.csv", "My plan,,,\nperiod,element,supplier,quantity\n2026-01,Nd,Lynas,1\n")]);
    place.refuses(&["assess", "m.toml", "mine.csv"], &["mine.csv:1: expected the names of the columns"]);
}

#[test]
fn what_nobody_sees_in_a_header_is_shown() {
    let place = Place::with(&[
        ("offers.csv", "supplier,element,pri\u{1b}ce\nLynas,Nd,150\n"),
        ("runs.csv", "run,scale.\u{200b}demand\na,1\n"),
    ]);
    place.refuses(
        &["check", "m.toml"],
        &["offers.csv:1: pri\\u{1b}ce: the table offers has no such column", "hint: there are hidden characters in it"],
    );
    std::fs::write(place.path("offers.csv"), "supplier,element,price\nLynas,Nd,150\n").unwrap();
    place.refuses(&["batch", "runs.csv", "--model", "m.toml"], &["scale.\\u{200b}demand"]);
    place.refuses(&["batch", "--model", "m.toml", "--cross", "scale.dem\u{1b}and=1,2"], &["scale.dem\\u{1b}and"]);
    std::fs::write(place.path("mine.csv"), "period,element,supplier,quantity\n2026-01,Nd\u{200b},Lynas,1\n").unwrap();
    place.refuses(&["assess", "m.toml", "mine.csv"], &["no element \"Nd\\u{200b}\""]);
}
