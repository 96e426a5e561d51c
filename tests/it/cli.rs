//! The program as its users run it: exit codes, what goes where, and README's commands.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output, Stdio};

pub fn stockpile(args: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // who runs the tests may have a width of their own
    Command::new(env!("CARGO_BIN_EXE_stockpile")).args(args).current_dir(root).env_remove("COLUMNS").output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// models/minimal.toml says what its answer must be, worked by hand.
#[test]
fn the_minimal_model_answers_what_its_comments_say() {
    let found = json(&stockpile(&["frontier", "models/minimal.toml", "--json"]));
    assert_eq!(found["status"], "optimal");
    let level = |at: f64| found["levels"].as_array().unwrap().iter().find(|l| l["level"] == at).unwrap().clone();
    let close = |value: &Value, expected: f64| {
        let value = value.as_f64().unwrap();
        assert!((value - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{value}, expected {expected}");
    };
    close(&found["cost"], 1_200_000.0);
    close(&level(0.5)["cost"], 1_500_000.0);
    close(&level(0.5)["extra_percent"], 25.0);
    close(&level(0.5)["marginal_cost"], 6_000.0);
    close(&level(0.0)["cost"], 1_600_000.0);
    close(&level(0.0)["share"], 1.0 / 3.0);
    assert_eq!(level(0.3)["attainable"], false);
    assert!(level(0.3)["marginal_cost"].is_null());
    close(&found["floors"][0]["floor"], 1.0 / 3.0);
    let cause = found["floors"][0]["cause"].as_str().unwrap();
    assert_eq!(cause, "delivers only from: mine-b (2026-05)");
}

#[test]
fn results_go_to_the_folder_and_read_back_to_the_same_values() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("deep/out");
    let args = ["solve", "models/minimal.toml", "--max-share", "0.5", "--json", "--out", out.to_str().unwrap()];
    let found = json(&stockpile(&args));
    let mut files: Vec<_> =
        std::fs::read_dir(&out).unwrap().map(|e| text(e.unwrap().file_name().as_encoded_bytes())).collect();
    files.sort();
    assert_eq!(
        files,
        [
            "binding.csv",
            "certificate.json",
            "delays.csv",
            "manifest.json",
            "orders.csv",
            "purchases.csv",
            "report.html",
            "shadow_prices.csv",
            "stock.csv",
            "summary.json"
        ]
    );
    let mut csv = csv::Reader::from_path(out.join("purchases.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    let shown = found["purchases"].as_array().unwrap();
    assert_eq!(rows.len(), shown.len());
    for (row, shown) in rows.iter().zip(shown) {
        assert_eq!(row[6].parse::<f64>().unwrap(), shown["quantity"].as_f64().unwrap());
        assert_eq!(&row[9], shown["order_period"].as_str().unwrap());
    }
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, threads: &str| {
        let out = folder.path().join(name);
        let status = Command::new(env!("CARGO_BIN_EXE_stockpile"))
            .args(["frontier", "models/japan-2026.toml", "--scope", "total", "--scope", "element", "--quiet", "--out"])
            .arg(&out)
            .env("RAYON_NUM_THREADS", threads)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(status.success());
        ["frontier.csv", "levels.csv", "floors.csv"].map(|file| std::fs::read(out.join(file)).unwrap())
    };
    assert!(run("one", "1") == run("two", "4"), "the number of threads changes the result");
}

#[test]
fn wrong_input_is_exit_2_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    for args in [
        vec!["solve", "models/no-such.toml", "--out", out.to_str().unwrap()],
        vec!["solve", "models/minimal.toml", "--set", "premium.facto=3", "--out", out.to_str().unwrap()],
        vec!["solve", "models/minimal.toml", "--max-share", "lots", "--out", out.to_str().unwrap()],
        vec!["solve", "models/minimal.toml", "--solver", "magic", "--out", out.to_str().unwrap()],
        vec!["frontier", "tests/data/dantzig/model.toml", "--out", out.to_str().unwrap()],
        vec![
            "frontier",
            "models/minimal.toml",
            "--scope",
            "group",
            "--levels",
            "0.5,x",
            "--out",
            out.to_str().unwrap(),
        ],
    ] {
        let output = stockpile(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}");
        assert!(!out.exists(), "{args:?}");
    }
}

/// Late and thin: with qualification 12 months late and a tenth less capacity Japan's contracts cannot be met.
#[test]
fn no_plan_is_exit_3_and_says_what_would_have_to_give() {
    let late = ["--set", "delay.qualification=12", "--set", "scale.capacity=0.9"];
    let mut args = vec!["solve", "models/japan-2026.toml"];
    args.extend(late);
    let output = stockpile(&args);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stdout).contains("minimum of the contract with Caremag"), "{}", text(&output.stdout));
    args.push("--json");
    let output = stockpile(&args);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["status"], "infeasible");
    let amounts = found["violations"].as_array().unwrap().iter().map(|v| v["amount"].as_f64().unwrap());
    assert!(amounts.clone().count() > 0 && amounts.clone().all(|amount| amount > 0.0));
}

#[test]
fn a_level_below_the_floor_is_relaxed_or_fails_as_the_model_says() {
    let fail = ["solve", "models/minimal.toml", "--max-share", "0.2", "--set", "security.unattainable=fail"];
    let output = stockpile(&fail);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("dependency of all that is required on AA"), "{}", text(&output.stdout));
    let relaxed = json(&stockpile(&["solve", "models/minimal.toml", "--max-share", "0.2", "--json"]));
    assert!((relaxed["share"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-9);
    assert_eq!(relaxed["level"]["asked"], 0.2);
    assert!((relaxed["level"]["in_force"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-9);
    assert_eq!(relaxed["level"]["held"][0]["row"], "total");
    // no reader may take it for what was asked, or for the cheapest plan: it costs 1.6 million, the cheapest 1.2 (by hand)
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let shown = stockpile(&["solve", "models/minimal.toml", "--max-share", "0.2", "--out", out]);
    let report = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    for said in [text(&shown.stdout), report] {
        assert!(said.contains("20.0 % on AA, cannot be reached at any price: the lowest is 33.3 %"), "{said}");
        assert!(said.contains("400.00 thousand USD (33.3 %) more than the least-cost plan"), "{said}");
    }
    assert!(!text(&shown.stdout).contains(": the least-cost plan"), "{}", text(&shown.stdout));
}

#[test]
fn init_makes_a_model_that_solves_and_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine");
    assert!(stockpile(&["init", mine.to_str().unwrap()]).status.success());
    let model = mine.join("models/minimal.toml");
    assert!(json(&stockpile(&["frontier", model.to_str().unwrap(), "--json"]))["cost"].as_f64().unwrap() > 0.0);
    std::fs::write(&model, "mine now").unwrap();
    assert_eq!(stockpile(&["init", mine.to_str().unwrap()]).status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&model).unwrap(), "mine now");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stockpile"))
        .args(["export", "models/japan-2026.toml", "--format", "mps"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn terminal_tables_are_at_most_100_columns_wide() {
    for args in [
        ["solve", "models/japan-2026.toml"],
        ["frontier", "models/japan-2026.toml"],
        ["check", "models/japan-2026.toml"],
    ] {
        let output = stockpile(&args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        for line in text(&output.stdout).lines().filter(|line| line.starts_with(['│', '┌', '╞', '└'])) {
            assert!(line.chars().count() <= 100, "{args:?}: {line}");
        }
    }
}

/// Every line of a `sh` block of README that starts with `stockpile` does what README says: it ends well.
#[test]
fn readme_commands_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut in_sh = false;
    let mut run = 0;
    for line in readme.lines() {
        if line.starts_with("```") {
            in_sh = line == "```sh";
        } else if let (true, Some(command)) = (in_sh, line.strip_prefix("stockpile ")) {
            let command = command.split(" #").next().unwrap();
            let args = command.split_whitespace().map(|arg| match arg.strip_prefix("out/") {
                Some(rest) => folder.path().join(rest).to_string_lossy().into_owned(),
                None => arg.trim_matches('\'').to_owned(),
            });
            let output = // who runs the tests may have a width of their own
    Command::new(env!("CARGO_BIN_EXE_stockpile")).args(args).current_dir(root).env_remove("COLUMNS").output().unwrap();
            assert!(output.status.success(), "{line}: {}", text(&output.stderr));
            run += 1;
        }
    }
    assert!(run >= 5, "README shows only {run} commands");
}

/// The outputs in README are those that the program prints, but for the time it took. `README=update cargo test readme` writes it anew.
#[test]
fn readme_shows_what_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let mut written = String::new();
    let mut rest = readme.as_str();
    let mut outputs = 0;
    while let Some((before, after)) = rest.split_once("<!-- output: ") {
        let (command, after) = after.split_once(" -->").unwrap();
        let (_, after) = after.split_once("<!-- end -->").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut args: Vec<&str> = command.split_whitespace().collect();
        if args[0] == "batch" {
            args.extend(["--out", folder.path().to_str().unwrap()]);
        }
        let shown = text(&stockpile(&args).stdout);
        let lines = shown.lines().filter(|line| !line.contains(", solved by ") && !line.starts_with("Results are in"));
        let shown = lines.collect::<Vec<_>>().join("\n");
        written += &format!("{before}<!-- output: {command} -->\n```text\n{}\n```\n<!-- end -->", shown.trim_end());
        rest = after;
        outputs += 1;
    }
    written += rest;
    assert!(outputs >= 3);
    if std::env::var_os("README").is_some_and(|v| v == "update") {
        std::fs::write(&path, &written).unwrap();
    } else {
        assert!(written == readme, "README shows other output than the program: README=update cargo test readme");
    }
}

/// The names that CLI.md and README give them, whatever the types behind them are called.
#[test]
fn every_command_has_its_name() {
    for command in [
        "check",
        "solve",
        "frontier",
        "assess",
        "stress",
        "hedge",
        "sensitivity",
        "levers",
        "diff",
        "verify",
        "alternatives",
        "batch",
        "merge",
        "export",
        "init",
    ] {
        let help = stockpile(&[command, "--help"]);
        assert!(help.status.success(), "{command}: {}", text(&help.stderr));
        assert!(text(&help.stdout).contains(&format!("Usage: stockpile {command}")), "{command}");
    }
}

/// Kantor's newsvendor orders 125 against its scenarios and 75 without them (tests/data/newsvendor): 50 more, in the first period.
#[test]
fn a_hedge_says_what_to_do_more_of() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/newsvendor/model.toml");
    assert!(stockpile(&["hedge", model, "--out", out]).status.success());
    let table = std::fs::read_to_string(folder.path().join("hedge_plan.csv")).unwrap();
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(rows[0], "element,action,supplier,offer,quantity,unit,by");
    assert_eq!(rows[1..], ["paper,stock,,,50,t,2026-01", "paper,purchase,early,early/paper,50,t,2026-01"]);
}

/// Months and shares that are none are refused in words.
#[test]
fn figures_on_the_command_line_that_make_no_sense_are_refused_in_words() {
    let model = "models/minimal.toml";
    for (args, said) in [
        (vec!["solve", model, "--survive", "6.5"], "expected a whole number of months, such as 6"),
        (vec!["solve", model, "--survive", "-3"], "expected a whole number of months, such as 6"),
        (vec!["export", model, "--format", "lp", "--survive", "x"], "expected a whole number of months, such as 6"),
        (vec!["stress", model, "--each", "1.5"], "expected a whole number of months, such as 6"),
        (vec!["stress", model, "--each", "0"], "a stop of 0 months stops nothing"),
        (vec!["solve", model, "--max-share", "-0.1"], "expected a share between 0 and 1, such as 0.5"),
        (vec!["frontier", model, "--levels", "-1"], "expected a share between 0 and 1, such as 0.5"),
        (vec!["levers", model, "--level", "-1"], "expected a share between 0 and 1, such as 0.5"),
        (vec!["alternatives", model, "--within", "-0.1"], "expected a share between 0 and 1, such as 0.5"),
    ] {
        let refused = stockpile(&args);
        assert_eq!(refused.status.code(), Some(2), "{args:?}");
        assert!(text(&refused.stderr).contains(said), "{args:?}: {}", text(&refused.stderr));
    }
}

/// Sentences that would say what is not so: a straight frontier has no knee, a table without bounds no uncertain figure, and a level beside months that
/// must be survived is measured against a plan that survives them too.
#[test]
fn sentences_are_true_where_there_is_little_to_say() {
    let said = |args: &[&str]| {
        let run = stockpile(args);
        assert!(run.status.success(), "{}", text(&run.stderr));
        text(&run.stdout)
    };
    let model = "models/minimal.toml";
    let frontier = said(&["frontier", model]);
    assert!(frontier.contains("A point costs 6,000.00 USD on average: no level is a knee."), "{frontier}");
    let sensitivity = said(&["sensitivity", model]);
    assert!(sensitivity.contains("no figure is uncertain"), "{sensitivity}");
    let survives =
        said(&["solve", model, "--max-share", "0.5", "--survive", "2", "--set", "security.survive_from=2026-06"]);
    assert!(survives.contains("more than the least-cost plan that survives 2 months too."), "{survives}");
}
