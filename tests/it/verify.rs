//! `verify` proves a run's plan in exact arithmetic, and sees what was tampered with.

use std::path::Path;
use std::process::{Command, Output};

fn stockpile(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stockpile")).args(args).output().unwrap()
}

fn verify(folder: &Path) -> (i32, String) {
    let run = stockpile(&["verify", folder.to_str().unwrap()]);
    let said = [run.stdout, run.stderr].concat();
    (run.status.code().unwrap(), String::from_utf8(said).unwrap())
}

fn solve(folder: &Path, more: &[&str]) {
    let args = [&["solve", "models/minimal.toml", "--quiet", "--out", folder.to_str().unwrap()], more].concat();
    assert!(stockpile(&args).status.success());
}

#[test]
fn a_plan_is_proved_with_and_without_a_level() {
    let place = tempfile::tempdir().unwrap();
    for more in [&[][..], &["--max-share", "0.5"]] {
        solve(place.path(), more);
        let (code, said) = verify(place.path());
        assert_eq!(code, 0, "{said}");
        assert!(said.starts_with("Proved."), "{said}");
    }
}

/// One per cent less of everything does not meet the demand; a cost that the plan does not have is no cost of it.
#[test]
fn a_plan_that_was_changed_is_not_proved() {
    let place = tempfile::tempdir().unwrap();
    solve(place.path(), &[]);
    for (file, key) in [("certificate.json", "columns"), ("summary.json", "cost")] {
        let path = place.path().join(file);
        let kept = std::fs::read(&path).unwrap();
        let mut json: serde_json::Value = serde_json::from_slice(&kept).unwrap();
        match &mut json[key] {
            serde_json::Value::Object(columns) => {
                columns.values_mut().for_each(|value| *value = (0.99 * value.as_f64().unwrap()).into());
            }
            cost => *cost = (0.99 * cost.as_f64().unwrap()).into(),
        }
        std::fs::write(&path, serde_json::to_vec(&json).unwrap()).unwrap();
        let (code, said) = verify(place.path());
        assert_eq!(code, 4, "{file}: {said}");
        assert!(said.contains("NOT proved"), "{said}");
        std::fs::write(&path, kept).unwrap();
    }
    assert_eq!(verify(place.path()).0, 0);
}

/// A purchase of half as much again, as a spreadsheet may save it, is not of the plan that is proved; another spelling of the same figures is.
#[test]
fn tables_that_say_something_else_than_the_plan_are_not_proved() {
    let place = tempfile::tempdir().unwrap();
    solve(place.path(), &[]);
    for file in ["purchases.csv", "stock.csv", "orders.csv"] {
        let path = place.path().join(file);
        let kept = std::fs::read_to_string(&path).unwrap();
        let mut rows: Vec<Vec<String>> =
            kept.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
        let figure = rows[1].iter().position(|cell| cell.parse::<f64>().is_ok_and(|figure| figure > 0.0)).unwrap();
        let as_it_was: f64 = rows[1][figure].parse().unwrap();
        let mut write = |cell: String| {
            rows[1][figure] = cell;
            let lines: Vec<String> = rows.iter().map(|row| row.join(",") + "\r\n").collect();
            std::fs::write(&path, lines.concat()).unwrap();
        };
        write(format!("{as_it_was:.15e}"));
        assert_eq!(verify(place.path()).0, 0, "{file}");
        write((1.5 * as_it_was).to_string());
        let (code, said) = verify(place.path());
        assert_eq!(code, 4, "{file}: {said}");
        assert!(said.contains(&format!("Other than what is proved: {file}.")), "{said}");
        std::fs::write(&path, kept).unwrap();
    }
    assert_eq!(verify(place.path()).0, 0);
}

#[test]
fn what_holds_no_plan_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let (code, said) = verify(place.path());
    assert!(code == 2 && said.contains("manifest.json"), "{said}");
    let args = ["alternatives", "models/minimal.toml", "--within", "0.01", "--quiet", "--out"];
    assert!(stockpile(&[&args[..], &[place.path().to_str().unwrap()]].concat()).status.success());
    let (code, said) = verify(place.path());
    assert!(code == 2 && said.contains("it holds the results of alternatives"), "{said}");
}

/// models/minimal.toml in two scopes: all levels are proved. A level that is said to cost a per mille less, or a floor to be another, is not.
#[test]
fn a_frontier_is_proved_level_by_level() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().to_str().unwrap();
    let scopes = ["--scope", "total", "--scope", "element", "--levels", "1,0.5,0.4,0"];
    let args = [&["frontier", "models/minimal.toml", "--quiet", "--out", out][..], &scopes].concat();
    assert!(stockpile(&args).status.success());
    let (code, said) = verify(place.path());
    assert_eq!(code, 0, "{said}");
    assert!(said.starts_with("Proved.\n8 levels at ") && said.contains("Not looked at: "), "{said}");
    for file in ["levels.csv", "frontier.csv", "floors.csv"] {
        let path = place.path().join(file);
        let kept = std::fs::read_to_string(&path).unwrap();
        let changed = match file {
            "floors.csv" => kept.replace("0.333333333333", "0.3330"),
            _ => kept.replace("1600000", "1598400"),
        };
        assert_ne!(kept, changed, "{kept}");
        std::fs::write(&path, changed).unwrap();
        let (code, said) = verify(place.path());
        assert_eq!(code, 4, "{file}: {said}");
        assert!(said.contains("NOT proved") && said.contains(file), "{said}");
        std::fs::write(&path, kept).unwrap();
    }
}
