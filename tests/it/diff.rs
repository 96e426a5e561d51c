//! `diff` of two runs: what differs among their inputs and results.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn stockpile(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stockpile")).args(args).output().unwrap()
}

fn solve(model: &str, out: &Path, more: &[&str]) {
    let args = [&["solve", model, "--quiet", "--out", out.to_str().unwrap()], more].concat();
    let run = stockpile(&args);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

fn diff(before: &Path, after: &Path) -> Value {
    let run = stockpile(&["diff", before.to_str().unwrap(), after.to_str().unwrap(), "--json"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).unwrap()
}

fn of<'v>(changes: &'v Value, figure: &str) -> &'v Value {
    let all = changes.as_array().unwrap();
    all.iter().find(|change| change["figure"] == figure).unwrap_or_else(|| panic!("{figure} in {changes}"))
}

/// 10 t a month for a year, 24 t of it at 10 from A and the rest at 15 from B (worked by hand): with A's price at 12 the cost rises by
/// 2 × 24 t × 1000, and nothing else moves.
#[test]
fn a_setting_and_what_it_did() {
    let place = tempfile::tempdir().unwrap();
    let model = "tests/data/failing/stale-results/m.toml";
    let (before, after) = (place.path().join("a"), place.path().join("b"));
    let capacity = ["--set", "scale.capacity=2"];
    solve(model, &before, &capacity);
    solve(model, &after, &[&capacity[..], &["--set", "offers[A/Nd].price=12"]].concat());
    let found = diff(&before, &after);
    assert_eq!(found["inputs"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(of(&found["inputs"], "--set offers[A/Nd].price")["after"], "12");
    let cost = of(&found["results"], "cost")["change"].as_f64().unwrap();
    approx::assert_relative_eq!(cost, 2.0 * 24.0 * 1000.0, max_relative = 1e-9);
    let figures: Vec<&str> =
        found["results"].as_array().unwrap().iter().map(|change| change["figure"].as_str().unwrap()).collect();
    assert!(!figures.iter().any(|figure| figure.starts_with("purchases")), "no volume moves: {figures:?}");
}

/// A table that was changed between two runs: its cells are named where both contents are still there, else the file is.
#[test]
fn a_cell_of_another_table_and_a_file_that_was_written_over() {
    let place = tempfile::tempdir().unwrap();
    for folder in ["one", "two"] {
        let to = place.path().join(folder);
        std::fs::create_dir(&to).unwrap();
        for entry in std::fs::read_dir("tests/data/failing/stale-results").unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
    let offers = place.path().join("two/offers.csv");
    let text = std::fs::read_to_string(&offers).unwrap();
    std::fs::write(&offers, text.replace("B,Nd,15,60", "B,Nd,20,60")).unwrap();
    let model = |folder: &str| place.path().join(folder).join("m.toml").to_str().unwrap().to_owned();
    let out = |name: &str| place.path().join(name);
    let capacity = ["--set", "scale.capacity=2"];
    solve(&model("one"), &out("a"), &capacity);
    solve(&model("two"), &out("b"), &capacity);
    let found = diff(&out("a"), &out("b"));
    let change = of(&found["inputs"], "offers[B/Nd].price");
    assert_eq!((&change["before"], &change["after"], &change["change"]), (&"15".into(), &"20".into(), &5.0.into()));

    std::fs::write(&offers, text.replace("B,Nd,15,60", "B,Nd,25,60")).unwrap();
    solve(&model("two"), &out("c"), &capacity);
    let found = diff(&out("b"), &out("c"));
    assert_eq!(found["gone"].as_array().unwrap().len(), 1, "{found}");
    assert!(of(&found["results"], "cost")["change"].as_f64().unwrap() > 0.0);
}

#[test]
fn a_folder_without_a_manifest_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let run = stockpile(&["diff", place.path().to_str().unwrap(), place.path().to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("manifest.json"));
}

/// Options of the command line are inputs too, as they were given; those that say where results go, or how, are not.
#[test]
fn an_option_and_what_it_did() {
    let place = tempfile::tempdir().unwrap();
    let model = "tests/data/failing/stale-results/m.toml";
    let run = |name: &str, command: &[&str]| {
        let out = place.path().join(name);
        let run = stockpile(&[command, &["--set", "scale.capacity=2", "--out", out.to_str().unwrap()]].concat());
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        out
    };
    let two = run("two", &["alternatives", model, "--within", "0.020", "--json"]);
    let same = run("same", &["alternatives", model, "--within", "0.02", "--quiet", "--solver", "simplex"]);
    let ten = run("ten", &["alternatives", model, "--within=.1", "--by", "element", "--solver", "microlp"]);
    let manifest: Value = serde_json::from_slice(&std::fs::read(ten.join("manifest.json")).unwrap()).unwrap();
    let options = serde_json::json!({"--by": ["element"], "--solver": ["microlp"], "--within": [".1"]});
    assert_eq!(manifest["options"], options);

    assert_eq!(diff(&two, &same)["inputs"], serde_json::json!([]));
    let found = diff(&two, &ten);
    let inputs = serde_json::json!([
        {"figure": "--by", "before": "", "after": "element", "change": null},
        {"figure": "--solver", "before": "", "after": "microlp", "change": null},
        {"figure": "--within", "before": "0.02", "after": "0.1", "change": 0.08},
    ]);
    assert_eq!(found["inputs"], inputs);
    let shown = stockpile(&["diff", two.to_str().unwrap(), ten.to_str().unwrap()]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    let line = shown.lines().find(|line| line.contains("--within")).unwrap_or_else(|| panic!("{shown}"));
    assert_eq!(
        line.split_whitespace().collect::<Vec<_>>()[1..5],
        ["--within", "0.02000", "0.1000", "+400.0"],
        "{shown}"
    );

    let solved = run("solved", &["solve", model]);
    let command = of(&diff(&two, &solved)["inputs"], "command").clone();
    assert_eq!((&command["before"], &command["after"]), (&"alternatives".into(), &"solve".into()));
}

/// A folder of a version that did not name options may have been given any: nothing is said of them.
#[test]
fn options_of_an_older_folder_are_not_made_up() {
    let place = tempfile::tempdir().unwrap();
    let (old, new) = (place.path().join("old"), place.path().join("new"));
    for out in [&old, &new] {
        solve("models/minimal.toml", out, &["--delays"]);
    }
    let path = old.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert!(manifest.as_object_mut().unwrap().remove("options").is_some());
    std::fs::write(&path, manifest.to_string()).unwrap();
    assert_eq!(diff(&old, &new)["inputs"], serde_json::json!([]));
}

/// A table of runs that only a batch has read is no file whose content is gone.
#[test]
fn a_file_that_only_one_run_has_read_is_named_so() {
    let place = tempfile::tempdir().unwrap();
    let (table, one, many) = (place.path().join("runs.csv"), place.path().join("one"), place.path().join("many"));
    std::fs::write(&table, "run,scale.demand\na,1\n").unwrap();
    let model = "models/minimal.toml";
    solve(model, &one, &[]);
    let args = ["batch", table.to_str().unwrap(), "--model", model, "--quiet", "--out", many.to_str().unwrap()];
    assert!(stockpile(&args).status.success());
    let found = diff(&one, &many);
    assert_eq!(found["gone"].as_array().unwrap().len(), 0, "{found}");
    let file = of(&found["inputs"], &format!("file {}", table.display()));
    assert_eq!((file["before"].as_str(), file["after"].as_str()), (Some(""), Some("read")));
}

/// A folder that is not there is called by the name nearest to it; one without results is told what is one.
#[test]
fn a_folder_without_results_has_a_hint() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name).to_str().unwrap().to_owned();
    solve("models/minimal.toml", &place.path().join("before"), &[]);
    std::fs::create_dir(place.path().join("empty")).unwrap();
    for (name, hint) in [
        ("befor", format!("did you mean {}?", at("before"))),
        ("empty", "give the folder of a run, its --out".to_owned()),
        ("quite-another", "give the folder of a run, its --out".to_owned()),
    ] {
        for args in [
            &["diff", &at(name), &at("before")][..],
            &["verify", &at(name)],
            &["merge", &at(name), "--out", &at("all")],
        ] {
            let run = stockpile(args);
            assert_eq!(run.status.code(), Some(2));
            let said = String::from_utf8(run.stderr).unwrap();
            let hint = match args[0] {
                "verify" => hint.replace("a run,", "a run of solve or frontier,"),
                "merge" => hint.replace("a run,", "a run of batch,"),
                _ => hint.clone(),
            };
            assert!(said.contains(&format!("\nhint: {hint}\n")), "{args:?}: {said}");
            assert_eq!(
                said.contains("there is no such folder"),
                name != "empty" && args[0] != "merge",
                "{args:?}: {said}"
            );
        }
    }
}
