//! report.html of `batch` and `merge`: the figures of the tables beside it, and text that stays text.

use crate::batch_base::{MODEL, Place, expect, rows, run};
use serde_json::Value;
use std::fs;

/// The page, its answer as HTML, and the figures it shows.
fn report(place: &Place, folder: &str) -> (String, String, Value) {
    let page = place.read(&format!("{folder}/report.html"));
    let between = |from: &str, to: &str| {
        let (_, rest) = page.split_once(from).unwrap();
        rest.split_once(to).unwrap().0.to_owned()
    };
    let answer = between("id=\"answer\">", "</div>");
    let payload = serde_json::from_str(&between("id=\"payload\">", "</script>")).unwrap();
    (page, answer, payload)
}

/// Two demands and two caps of the smallest model, whose plan is worked by hand in its comments; a run without a plan and a wrong one.
const RUNS: &str = "run,scale.demand,security.max_share,command,security.unattainable
half,1,0.5,solve,
held,1,0.3,solve,
low,0.5,0.5,solve,
fail,1,0.3,solve,fail
wrong,x,0.5,solve,
";

#[test]
fn a_batch_has_a_report_with_the_figures_of_its_tables() {
    let place = Place::new(RUNS);
    expect(5, &place.batch("out", &[]).output().unwrap());
    let (page, answer, payload) = report(&place, "out");
    assert!(page.len() < 3_000_000 && page.contains("default-src 'none'"));
    let summary: Value = serde_json::from_str(&place.read("out/summary.json")).unwrap();
    let shown = &payload["batch"];
    assert_eq!(shown["counts"], summary["counts"]);
    for (shown, table) in
        [("bands", rows(&place.path("out/bands.csv"))), ("drivers", rows(&place.path("out/drivers.csv")))]
            .map(|(name, table)| (shown[name].as_array().unwrap(), table))
    {
        assert_eq!(shown.len(), table.len());
        for (shown, row) in shown.iter().zip(&table) {
            assert_eq!(shown["level"].as_f64().unwrap(), row["level"].parse::<f64>().unwrap());
            if let Some(quantiles) = shown.get("quantiles") {
                for (k, column) in ["least", "p10", "p25", "p50", "p75", "p90", "most"].iter().enumerate() {
                    assert_eq!(quantiles[k].as_f64().unwrap(), row[*column].parse::<f64>().unwrap(), "{column}");
                }
            } else {
                assert_eq!(shown["column"], row["column"].as_str());
            }
        }
    }
    // by hand: 0.5 costs 300,000 more than 1,200,000 at full demand, and 0.3 cannot be reached
    for said in ["<strong>3</strong> of 5 runs of <bdi>Two mines</bdi> have an answer", "<strong>50\u{a0}%</strong>"] {
        assert!(answer.contains(said), "{said} in {answer}");
    }
    assert_eq!(answer.matches("<p>").count(), answer.matches("</p>").count());
    let failed = payload["failed"].as_array().unwrap();
    let told: Vec<_> =
        failed.iter().map(|run| (run["run"].as_str().unwrap(), run["status"].as_str().unwrap())).collect();
    assert_eq!(told, [("wrong", "invalid"), ("fail", "infeasible"), ("held", "optimal")]);
    assert!(failed[0]["message"].as_str().unwrap().contains("expected a number"));
    let missed = &failed[2]["missed"][0];
    assert_eq!((missed["level"].as_f64(), missed["lower"].as_bool()), (Some(0.3), Some(false)));
    approx::assert_relative_eq!(missed["nearest"].as_f64().unwrap(), 1.0 / 3.0, max_relative = 1e-9);
    // what is changed, and what the model rests on
    let demand = &payload["columns"][0];
    assert_eq!((demand["name"].as_str(), demand["distinct"].as_u64()), (Some("scale.demand"), Some(3)));
    assert_eq!((demand["least"].as_f64(), demand["most"].as_f64()), (Some(0.5), Some(1.0)));
    assert_eq!(payload["inputs"].as_array().unwrap().len() as u64, payload["inputs_total"].as_u64().unwrap());
}

/// Names of runs and columns, and messages that quote cells, are the table's own words.
#[test]
fn hostile_runs_and_columns_are_text() {
    let place = Place::new(
        "run,scale.demand.<img src=x onerror=alert(1)>,scale.demand\n\
         </script><script>alert('run')</script>,,1\n\
         \u{202e}\"quoted\" & <b>bold</b>,,0.9\n\
         third,,<svg onload=alert(2)>\n\
         fourth,2,1\n",
    );
    expect(5, &place.batch("out", &[]).output().unwrap());
    let (page, answer, payload) = report(&place, "out");
    for markup in ["<script>alert", "<img src=x", "<svg onload", "<b>bold"] {
        assert!(!page.contains(markup), "{markup}");
        assert!(!answer.contains(markup), "{markup}");
    }
    assert_eq!(payload["columns"][0]["name"], "scale.demand.<img src=x onerror=alert(1)>");
    assert!(payload["failed"].to_string().contains("<svg onload=alert(2)>"));
}

/// Two models that share tables: what both rest on stands once.
#[test]
fn the_inputs_of_several_models_stand_once() {
    let text = fs::read_to_string(MODEL).unwrap().replace("../data/", &format!("{}/data/", env!("CARGO_MANIFEST_DIR")));
    let place = Place::new("run,model\na,one.toml\nb,two.toml\n");
    fs::write(place.path("one.toml"), text.replace("Two mines", "One")).unwrap();
    fs::write(place.path("two.toml"), text.replace("Two mines", "Two")).unwrap();
    let (runs, out) = (place.text("runs.csv"), place.text("out"));
    expect(0, &run(&["batch", &runs, "--out", &out]));
    expect(0, &place.batch("single", &[]).output().unwrap());
    let (_, answer, payload) = report(&place, "out");
    assert!(answer.contains("<bdi>One</bdi> and <bdi>Two</bdi>"), "{answer}");
    let names: Vec<_> =
        payload["models"].as_array().unwrap().iter().map(|model| model["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["One", "Two"]);
    assert!(payload["inputs"].as_array().unwrap().iter().all(|row| row.get("models").is_none()));
    assert!(!payload.to_string().contains(&*place.0.path().to_string_lossy()), "no path of this machine");
}

/// `merge` reads no model: its report is that of the whole but for the inputs, and says where they are.
#[test]
fn merge_writes_the_report_of_the_whole_without_the_inputs() {
    let place = Place::new("run,scale.demand\na,1\nb,0.9\nc,0.8\n");
    expect(0, &place.batch("whole", &[]).output().unwrap());
    for shard in ["1/2", "2/2"] {
        expect(0, &place.batch(&shard[..1], &["--shard", shard]).output().unwrap());
    }
    expect(0, &run(&["merge", &place.text("1"), &place.text("2"), "--out", &place.text("all")]));
    let (_, whole_answer, mut whole) = report(&place, "whole");
    let (_, answer, mut merged) = report(&place, "all");
    assert_eq!(answer, whole_answer);
    assert!(merged["notes"][0].as_str().unwrap().contains("the report of each part"));
    assert!(report(&place, "1").2["notes"][0].as_str().unwrap().contains("part 1/2"));
    for payload in [&mut whole, &mut merged] {
        for own in ["inputs", "inputs_total", "assumptions_total", "facts", "notes"] {
            payload[own] = Value::Null;
        }
    }
    assert_eq!(merged, whole);
}

/// Each run with a level of its own: as many as fit are shown, and the page stays small.
#[test]
fn thousands_of_levels_are_not_all_drawn() {
    let mut table = "run,command,security.max_share\n".to_owned();
    (0..700).for_each(|k| table += &format!("{k},solve,{}\n", 0.4 + f64::from(k) / 2000.0));
    let place = Place::new(&table);
    expect(0, &place.batch("out", &[]).output().unwrap());
    let (_, _, payload) = report(&place, "out");
    assert_eq!(payload["batch"]["bands"].as_array().unwrap().len(), 4 * 300);
    assert!(payload["notes"][0].as_str().unwrap().starts_with("400 levels"));
}
