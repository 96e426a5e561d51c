//! The results of a run depend on nothing but the run: not on its neighbours in the table, on how far down they ask, on their order or on the number
//! of threads.

use std::collections::BTreeMap;

use approx::assert_relative_eq;

use crate::batch_base::{Place, expect, rows, stockpile};

const MODEL: &str = "models/japan-2026.toml";

const HEADER: &str = "run,command,premium.factor,scale.demand,delay.qualification,security.scope,security.max_share\n";

/// Three models: at four levels, one above the free share and one below the floor; element by element; and a whole frontier.
fn table() -> Vec<String> {
    let mut lines = Vec::new();
    for (k, level) in ["0.6", "", "0.95", "0.5", "0.1"].iter().enumerate() {
        lines.push(format!("early-{k},solve,4,0.93,0,,{level}\n"));
        lines.push(format!("late-{k},solve,6,1.07,6,,{level}\n"));
    }
    for (k, level) in ["0.7", "", "0.55"].iter().enumerate() {
        lines.push(format!("element-{k},solve,4,1.02,0,element,{level}\n"));
    }
    lines.push("frontier,frontier,4,0.93,0,,\n".into());
    lines
}

type Row = BTreeMap<String, String>;

/// The rows of results.csv that a table of these lines has, by run and level.
fn results(lines: &[String], jobs: &str) -> BTreeMap<(String, String), Row> {
    let place = Place::new(&(HEADER.to_owned() + &lines.concat()));
    let (runs, out) = (place.text("runs.csv"), place.text("out"));
    expect(0, &stockpile(&["batch", &runs, "--model", MODEL, "--jobs", jobs, "--out", &out]).output().unwrap());
    rows(&place.path("out/results.csv"))
        .into_iter()
        .map(|row| ((row["run"].clone(), row["level"].clone()), row))
        .collect()
}

#[test]
fn a_run_says_the_same_alone_and_among_others() {
    let lines = table();
    let together = results(&lines, "1");
    let reversed: Vec<String> = lines.iter().rev().cloned().collect();
    assert_eq!(results(&reversed, "3"), together);
    let mut alone = BTreeMap::new();
    for line in &lines {
        alone.extend(results(std::slice::from_ref(line), "1"));
    }
    assert_eq!(alone, together);
}

/// By the commands, which walk whole frontiers from cold: only rounding may differ.
#[test]
fn a_walk_that_ends_at_a_level_says_what_the_whole_says() {
    let together = results(&table(), "2");
    for (name, settings, levels) in [
        ("early", ["premium.factor=4", "scale.demand=0.93", "delay.qualification=0"], ["0.95", "0.6", "0.5", "0.1"]),
        ("late", ["premium.factor=6", "scale.demand=1.07", "delay.qualification=6"], ["0.95", "0.6", "0.5", "0.1"]),
        ("element", ["premium.factor=4", "scale.demand=1.02", "delay.qualification=0"], ["0.7", "0.55", "", ""]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().to_str().unwrap();
        let scope = if name == "element" { "element" } else { "total" };
        let asked: Vec<&str> = levels.into_iter().filter(|level| !level.is_empty()).collect();
        let listed = asked.join(",");
        let mut args = vec!["frontier", MODEL, "--scope", scope, "--levels", &listed, "--out", out];
        settings.iter().for_each(|setting| args.extend(["--set", setting]));
        expect(0, &stockpile(&args).output().unwrap());
        let whole = rows(&folder.path().join("levels.csv"));
        assert_eq!(whole.len(), asked.len());
        for level in whole {
            let found = together.iter().find(|((run, at), _)| run.starts_with(name) && *at == level["level"]);
            let (_, row) = found.unwrap_or_else(|| panic!("{name} at {}", level["level"]));
            // the plan may be another one of the same cost
            for (column, value) in
                level.iter().filter(|(column, _)| !["share_total", "shortage"].contains(&column.as_str()))
            {
                match (row[column].parse::<f64>(), value.parse::<f64>()) {
                    (Ok(ours), Ok(theirs)) => assert_relative_eq!(ours, theirs, max_relative = 1e-8, epsilon = 1e-8),
                    _ => assert_eq!(&row[column], value, "{name} {column}"),
                }
            }
        }
    }
}
