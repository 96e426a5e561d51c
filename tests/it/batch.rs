//! `batch` and `merge` with the built binary: what runs say, isolation, shards, tables.

use approx::assert_relative_eq;

use crate::batch_base::{MODEL, Place, expect, many, rows, run, stderr};

/// The same as `frontier` and `solve` say of each model by itself, but for rounding: a run starts elsewhere.
#[test]
fn a_run_says_what_the_command_says() {
    let place = Place::new(
        "run,command,model.discount_rate,security.max_share\nf,frontier,0.2,\ns,solve,0,0.5\nfree,solve,0,\n",
    );
    expect(0, &place.batch("out", &[]).output().unwrap());
    let found = rows(&place.path("out/results.csv"));
    let single = place.text("single");
    expect(0, &run(&["frontier", MODEL, "--set", "model.discount_rate=0.2", "--out", &single]));
    let levels = rows(&place.path("single/levels.csv"));
    let frontier: Vec<_> = found.iter().filter(|row| row["run"] == "f").collect();
    assert_eq!(frontier.len(), levels.len());
    for (row, level) in frontier.iter().zip(&levels) {
        assert_eq!(row["status"], "optimal");
        for (column, value) in level {
            match (row[column].parse::<f64>(), value.parse::<f64>()) {
                (Ok(ours), Ok(theirs)) => assert_relative_eq!(ours, theirs, max_relative = 1e-9, epsilon = 1e-9),
                _ => assert_eq!(&row[column], value, "{column}"),
            }
        }
    }
    for (run_name, share) in [("s", Some("security.max_share=0.5")), ("free", None)] {
        let sets: Vec<&str> = share.into_iter().flat_map(|share| ["--set", share]).collect();
        expect(0, &run(&[&["solve", MODEL, "--out", &single], &sets[..]].concat()));
        let summary: serde_json::Value = serde_json::from_str(&place.read("single/summary.json")).unwrap();
        let row: Vec<_> = found.iter().filter(|row| row["run"] == run_name).collect();
        assert_eq!(row.len(), 1);
        assert_eq!(row[0]["level"], if share.is_some() { "0.5" } else { "" });
        for (column, key) in [("cost", "cost"), ("share_total", "share"), ("shortage", "shortage")] {
            let (ours, theirs) = (row[0][column].parse::<f64>().unwrap(), summary[key].as_f64().unwrap());
            assert_relative_eq!(ours, theirs, max_relative = 1e-9, epsilon = 1e-9);
        }
    }
    // models/minimal.toml works these out by hand
    let cost = |run: &str| found.iter().find(|row| row["run"] == run).unwrap()["cost"].parse::<f64>().unwrap();
    assert_relative_eq!(cost("s"), 1_500_000.0, max_relative = 1e-12);
    assert_relative_eq!(cost("free"), 1_200_000.0, max_relative = 1e-12);
    let names: Vec<_> = rows(&place.path("out/timings.csv")).into_iter().map(|row| row["run"].clone()).collect();
    assert_eq!(names, ["f", "s", "free"]);
}

#[test]
fn a_bad_run_is_a_row_and_the_others_go_on() {
    let place = Place::new(
        "run,command,model,model.discount_rate,scale.demand,scale.demand.Nd,budget.2026,security.unattainable,security.max_share\n\
         good,,,0.1,,,,,\n\
         word,solvee,,,,,,,\n\
         number,,,many,,,,,\n\
         negative,,,,-1,,,,\n\
         gone,,no-such.toml,,,,,,\n\
         poor,,,,,,1000000,,\n\
         low,solve,,,,,,fail,0.25\n\
         fails,frontier,,,,,,fail,\n",
    );
    let output = place.batch("out", &[]).output().unwrap();
    expect(5, &output);
    let found = rows(&place.path("out/results.csv"));
    let of = |run: &str| found.iter().find(|row| row["run"] == run).unwrap();
    assert_eq!(of("good")["status"], "optimal");
    for (run, said) in [
        ("word", "expected frontier or solve, found \"solvee\""),
        ("number", "model.discount_rate"),
        ("negative", "scale.demand"),
        ("gone", "no-such.toml"),
    ] {
        assert_eq!(of(run)["status"], "invalid", "{run}");
        assert!(of(run)["message"].contains(said), "{run}: {}", of(run)["message"]);
        assert!(!of(run)["message"].contains('\n') && of(run)["cost"].is_empty());
    }
    // 1.2 million are needed at least; a quarter is below the lowest share, a third
    for (run, gives) in [("poor", "would have to give: "), ("low", "security[total]")] {
        assert_eq!(of(run)["status"], "infeasible", "{run}");
        assert!(of(run)["message"].contains(gives), "{run}: {}", of(run)["message"]);
    }
    // every level of `fails` is a row, and a level without a plan is no failed run
    let of_fails: Vec<_> = found
        .iter()
        .filter(|row| row["run"] == "fails")
        .map(|row| (row["level"].as_str(), row["status"].as_str()))
        .collect();
    let (yes, no) = ("optimal", "infeasible");
    assert_eq!(of_fails, [("1", yes), ("0.8", yes), ("0.6", yes), ("0.5", yes), ("0.4", yes), ("0.3", no), ("0", no)]);
    let summary: serde_json::Value = serde_json::from_str(&place.read("out/summary.json")).unwrap();
    assert_eq!(
        summary["counts"],
        serde_json::json!({"runs": 8, "optimal": 2, "infeasible": 2, "invalid": 4, "failed": 0})
    );
    assert!(stderr(&output).contains("number: invalid: "), "{}", stderr(&output));
}

/// A table that is wrong as a whole is refused before anything runs, with file, line and column.
#[test]
fn a_bad_table_is_refused_before_anything_runs() {
    for (table, said) in [
        ("premium.factor\n2\n", "runs.csv:1: there is no column \"run\""),
        ("run,premium.factr\na,2\n", "runs.csv:1: premium.factr: no key that --set knows"),
        ("run,premium.factr\na,2\n", "did you mean \"premium.factor\"?"),
        ("run,modle\na,x\n", "did you mean \"model\"?"),
        ("run,premium.factor,premium.factor\na,2,2\n", "the column \"premium.factor\" stands twice"),
        ("run,premium.factor\na,2\nb,3\na,4\n", "runs.csv:4: run: a second run \"a\"; the first is in line 2"),
        ("run,premium.factor\n,2\n", "runs.csv:2: run: every run needs a name"),
        ("run,premium.factor\na,2,3\n", "runs.csv:2: expected 2 cells, as in the header, found 3"),
        ("run,premium.factor\n", "the table has a header and no runs"),
        ("run,premium.factor\n\"a,2\n", "never closed"),
    ] {
        let place = Place::new(table);
        let output = place.batch("out", &[]).output().unwrap();
        expect(2, &output);
        assert!(stderr(&output).contains(said), "{said}\n{}", stderr(&output));
        assert!(!place.path("out").exists());
    }
    let place = Place::new("run\na\n");
    let output = run(&["batch", &place.text("runs.csv")]);
    expect(2, &output);
    assert!(stderr(&output).contains("there is no model to run"), "{}", stderr(&output));
    let output = run(&["batch", &place.text("runs.csv"), "--model", "models/minimall.toml"]);
    expect(2, &output);
    assert!(stderr(&output).contains("there is no such file"), "{}", stderr(&output));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let place = Place::new(&many(40));
    for jobs in ["1", "2", "5"] {
        expect(0, &place.batch(jobs, &["--jobs", jobs]).output().unwrap());
    }
    for file in ["results.csv", "bands.csv", "drivers.csv", "summary.json", "batch.json", "report.html"] {
        let first = place.read(&format!("1/{file}"));
        assert!(first == place.read(&format!("2/{file}")) && first == place.read(&format!("5/{file}")), "{file}");
    }
}

/// Runs start at the optimum of their model as it stands, here with other demand, prices and columns than theirs: nothing else may decide
/// what they find, to the last bit.
#[test]
fn where_runs_start_depends_on_nothing_else() {
    let mut lines = Vec::new();
    for (k, (demand, delay)) in [(0.9, 0), (1.0, 6), (1.1, 12), (1.2, 0)].into_iter().enumerate() {
        lines.push(format!("r{k},{},{demand},{delay},\n", 2.0 + k as f64));
        lines.push(format!("s{k},{},{demand},{delay},0.6\n", 6.0 - k as f64));
    }
    let header = "run,premium.factor,scale.demand,delay.qualification,security.max_share\n";
    let results = |lines: &[String], more: &[&str]| {
        let place = Place::new(&format!("{header}{}", lines.concat()));
        let (runs, out) = (place.text("runs.csv"), place.text("out"));
        let whole = ["batch", &runs, "--model", "models/japan-2026.toml", "--command", "solve", "--out", &out];
        expect(0, &run(&[&whole, more].concat()));
        let mut found: Vec<String> = place.read("out/results.csv").lines().skip(1).map(str::to_owned).collect();
        found.sort();
        found
    };
    let together = results(&lines, &["--jobs", "1"]);
    assert_eq!(together, results(&lines, &["--jobs", "4"]));
    let mut shards = [results(&lines, &["--shard", "1/2"]), results(&lines, &["--shard", "2/2"])].concat();
    shards.sort();
    assert_eq!(together, shards);
    lines.reverse();
    assert_eq!(together, results(&lines, &["--jobs", "1", "--set", "premium.factor=9"]));
    assert_eq!(together[1..2], results(&lines[5..6], &[]));
}

/// Runs that differ in max_share alone share a frontier: each must say what it says alone, in whatever order they stand.
#[test]
fn what_runs_share_changes_nothing() {
    let header = "run,command,security.max_share,scale.demand,security.unattainable\n";
    let mut lines: Vec<String> = Vec::new();
    for demand in ["0.9", "1"] {
        lines
            .extend(["", "0.9", "0.5", "0.3"].map(|share| format!("d{demand}s{share},solve,{share},{demand},relax\n")));
        lines.push(format!("d{demand}f,frontier,0.5,{demand},relax\n"));
        lines.push(format!("d{demand}low,solve,0.3,{demand},fail\n"));
    }
    let results = |lines: &[String]| {
        let place = Place::new(&format!("{header}{}", lines.concat()));
        let code = place.batch("out", &["--jobs", "1"]).output().unwrap().status.code().unwrap();
        assert!(code == 0 || code == 5);
        let mut found: Vec<String> = place.read("out/results.csv").lines().skip(1).map(str::to_owned).collect();
        found.sort();
        found
    };
    let together = results(&lines);
    lines.reverse();
    assert_eq!(together, results(&lines));
    let mut alone: Vec<String> = lines.iter().flat_map(|line| results(std::slice::from_ref(line))).collect();
    alone.sort();
    assert_eq!(together, alone);
    // by hand: 0.3 is held at a third, 10 t a month from A in January to April and from B afterwards
    let held = together.iter().find(|row| row.starts_with("d1s0.3,optimal,,total,0.3,false,")).unwrap();
    assert_relative_eq!(held.split(',').nth(8).unwrap().parse::<f64>().unwrap(), 1_600_000.0, max_relative = 1e-9);
}

#[test]
fn shards_join_to_the_whole() {
    let place = Place::new(&many(11));
    expect(0, &place.batch("whole", &[]).output().unwrap());
    for shard in 1..=3 {
        expect(0, &place.batch(&format!("part-{shard}"), &["--shard", &format!("{shard}/3")]).output().unwrap());
    }
    let folders = [3, 1, 2].map(|shard| place.text(&format!("part-{shard}")));
    let all = place.text("all");
    expect(0, &run(&["merge", &folders[0], &folders[1], &folders[2], "--out", &all]));
    for file in ["results.csv", "bands.csv", "drivers.csv", "summary.json", "runs.csv", "batch.json"] {
        assert_eq!(place.read(&format!("whole/{file}")), place.read(&format!("all/{file}")), "{file}");
    }
    // what was joined has no journal: it is neither gone on with nor written over
    for more in [&["--resume"][..], &[]] {
        let refused = place.batch("all", more).output().unwrap();
        expect(2, &refused);
        assert!(stderr(&refused).contains("finished results without a journal"), "{}", stderr(&refused));
    }
    let counts: Vec<_> = (1..=3).map(|shard| rows(&place.path(&format!("part-{shard}/timings.csv"))).len()).collect();
    assert_eq!(counts, [4, 4, 3]);
    // a shard stays one: joined into itself it could not be resumed
    let into_itself = run(&["merge", &folders[0], &folders[1], &folders[2], "--out", &format!("{}/.", folders[1])]);
    expect(2, &into_itself);
    assert!(stderr(&into_itself).contains("--out is one of the shards"), "{}", stderr(&into_itself));
    expect(0, &place.batch("part-1", &["--shard", "1/3", "--resume"]).output().unwrap());
    // what does not belong together is not joined
    let joined = |folders: &[&str]| {
        let output = run(&[&["merge"], folders, &["--out", &place.text("wrong")]].concat());
        expect(2, &output);
        assert!(!place.path("wrong").exists());
        stderr(&output)
    };
    assert!(joined(&[&folders[0], &folders[1]]).contains("shard 2/3 is missing"));
    assert!(joined(&[&folders[0], &folders[1], &folders[2], &folders[2]]).contains("shard 2/3 is there 2 times"));
    assert!(joined(&[&place.text("nowhere")]).contains("no results of a batch"));
    expect(0, &place.batch("other", &["--shard", "2/3", "--set", "model.discount_rate=0.9"]).output().unwrap());
    // every row has its own discount rate, so that --set changes nothing, and the key does not either
    expect(0, &run(&["merge", &folders[0], &folders[1], &place.text("other"), "--out", &place.text("same")]));
    expect(
        0,
        &place.batch("other", &["--resume", "--shard", "2/3", "--set", "stock.holding_rate=0.5"]).output().unwrap(),
    );
    assert!(joined(&[&folders[0], &folders[1], &place.text("other")]).contains("not of the same batch"));
}

#[test]
fn tables_without_a_file() {
    let place = Place::new("");
    let out = place.text("out");
    let cross = ["--cross", "model.discount_rate=0.2:0.4:0.1", "--cross", "scale.demand=0.9,1"];
    expect(0, &run(&[&["batch", "--model", MODEL, "--out", &out, "--command", "solve"], &cross[..]].concat()));
    let names: Vec<_> = rows(&place.path("out/results.csv")).into_iter().map(|row| row["run"].clone()).collect();
    assert_eq!(names.len(), 6);
    assert_eq!(names[1], "model.discount_rate=0.2 scale.demand=1");
    // the table that was made can be run by itself, with the same results
    let (made, again) = (place.text("out/runs.csv"), place.text("again"));
    expect(0, &run(&["batch", &made, "--model", MODEL, "--out", &again, "--command", "solve"]));
    assert_eq!(place.read("out/results.csv"), place.read("again/results.csv"));
    let sample = ["--cross", "scale.demand=0.2:0.4", "--sample", "10", "--seed", "3"];
    for out in ["sample", "twin"] {
        expect(0, &run(&[&["batch", "--model", MODEL, "--out", &place.text(out)], &sample[..]].concat()));
    }
    assert_eq!(place.read("sample/runs.csv"), place.read("twin/runs.csv"));
    let mut values: Vec<f64> =
        rows(&place.path("sample/runs.csv")).iter().map(|row| row["scale.demand"].parse().unwrap()).collect();
    values.sort_by(f64::total_cmp);
    assert!(
        values.iter().enumerate().all(|(k, v)| (0.2 + 0.02 * k as f64..=0.22 + 0.02 * k as f64).contains(v)),
        "{values:?}"
    );
    let wrong = run(&["batch", "--model", MODEL, "--cross", "scale.demand=0.2:0.4"]);
    expect(2, &wrong);
    assert!(stderr(&wrong).contains("a range needs a step"), "{}", stderr(&wrong));
}

/// By hand: a month's delay keeps one month more with mine A, so that the lowest level costs (8 − delay) × 10 t × 5 USD/kg extra: the more
/// delay the less, in one line. At 0.8 all can be reached, and each costs 24 t × 5 USD/kg: nothing to correlate.
#[test]
fn the_summary_says_what_moved_the_cost() {
    let place = Place::new("run,delay.qualification,note\na,0,\nb,1,\nc,2,\nd,3,\ne,4,held longest\n");
    let output = place.batch("out", &[]).output().unwrap();
    expect(0, &output);
    let drivers = rows(&place.path("out/drivers.csv"));
    let of = |level: &str| drivers.iter().find(|row| row["level"] == level).unwrap();
    assert_eq!(drivers.len(), 7);
    for (level, extra, cost) in [("0", "-1", "-1"), ("0.3", "-1", "-1"), ("0.8", "", "")] {
        let row = of(level);
        assert_eq!((row["column"].as_str(), row["runs"].as_str()), ("delay.qualification", "5"));
        assert_eq!((row["extra_cost_rank_correlation"].as_str(), row["cost_rank_correlation"].as_str()), (extra, cost));
    }
    let bands = rows(&place.path("out/bands.csv"));
    let band = |level: &str, figure: &str| {
        bands.iter().find(|row| row["level"] == level && row["figure"] == figure).unwrap().clone()
    };
    let extra = band("0", "extra_cost");
    assert_eq!((extra["runs"].as_str(), extra["attainable"].as_str()), ("5", "0"));
    for (column, expected) in [("least", 200e3), ("p10", 220e3), ("p50", 300e3), ("p90", 380e3), ("most", 400e3)] {
        assert_relative_eq!(extra[column].parse::<f64>().unwrap(), expected, max_relative = 1e-9);
    }
    assert_eq!(band("0.5", "cost")["attainable"], "3", "four, five and six of twelve months");
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.starts_with("5 runs: 5 with an answer."), "{out}");
    assert!(out.contains("delay.qualification -1.00"), "{out}");
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_how_to_get_it() {
    let place = Place::new(&many(1));
    let output = place.batch("out", &["--format", "parquet"]).output().unwrap();
    expect(2, &output);
    assert!(stderr(&output).contains("cargo install stockpile --features parquet"), "{}", stderr(&output));
    assert!(!place.path("out").exists());
}

/// Cells of tables as columns, by hand: 120 t at 10, at 12, and 60 t at 10 USD/kg; a cell that is no number is that run's own failure.
#[test]
fn cells_of_tables_are_columns() {
    let place = Place::new(
        "run,command,offers[mine-a/Nd].price,\"demand[Nd,,*].quantity\"\na,solve,,\nb,solve,12,\nc,solve,,5\nd,solve,ten,\n",
    );
    expect(5, &place.batch("out", &[]).output().unwrap());
    let found = rows(&place.path("out/results.csv"));
    for (row, cost) in found.iter().zip([1.2e6, 1.44e6, 0.6e6]) {
        assert_relative_eq!(row["cost"].parse::<f64>().unwrap(), cost, max_relative = 1e-9);
    }
    let message = &found[3]["message"];
    assert!(message.contains("offers[mine-a/Nd].price=ten: expected a number of at least 0"), "{message}");
    let crossed = place.batch_without_table("crossed", &["--cross", "offers[mine-a/Nd].price=10,12"]).output().unwrap();
    expect(0, &crossed);
}

/// As spreadsheets of another language write it, a table of runs is refused for what it is.
#[test]
fn a_table_of_runs_apart_by_something_else_says_so() {
    for (table, said) in [
        ("run;scale.demand\na;1,5\n", "expected columns separated by commas, found ';'"),
        ("sep=;\nrun;scale.demand\na;1\n", "take this line out"),
    ] {
        let place = Place::new(table);
        let refused = place.batch("out", &[]).output().unwrap();
        expect(2, &refused);
        assert!(stderr(&refused).contains(said), "{}", stderr(&refused));
        assert!(!stderr(&refused).contains("no key"), "{}", stderr(&refused));
    }
}
