//! Batches that are killed, interrupted, changed and gone on with.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::batch_base::{ENDED, Place, expect, many, run, stderr};

/// Killed without warning again and again: what was finished before is never done again, and the end is that of a run without a kill.
#[cfg(unix)]
#[test]
fn kill_minus_nine_in_a_loop() {
    let runs = 400;
    let place = Place::new(&many(runs));
    expect(0, &place.batch("undisturbed", &[]).output().unwrap());
    let journal = place.path("out/journal.jsonl");
    let mut kills = 0;
    for attempt in 0.. {
        assert!(attempt < 200, "it does not come to an end");
        let mut child = place.batch("out", &["--resume", "--jobs", "2", "--quiet"]).spawn().unwrap();
        let before = fs::read(&journal).unwrap_or_default();
        // as soon as something more is begun or finished, and a later moment each time, so that a slow machine comes to an end too
        let mut ended = None;
        while ended.is_none() && fs::read(&journal).unwrap_or_default().len() <= before.len() {
            std::thread::sleep(Duration::from_micros(200));
            ended = child.try_wait().unwrap();
        }
        std::thread::sleep(Duration::from_millis(attempt));
        match ended.or(child.try_wait().unwrap()) {
            Some(status) => {
                assert_eq!(status.code(), Some(0));
                break;
            }
            None => {
                // SIGKILL
                child.kill().unwrap();
                child.wait().unwrap();
                kills += 1;
                let after = fs::read(&journal).unwrap();
                assert!(after.starts_with(&before), "the journal only ever grows");
                assert!(!place.path("out/results.csv").exists());
            }
        }
    }
    assert!(kills >= 3, "{kills} kills say little");
    assert_eq!(place.read("undisturbed/results.csv"), place.read("out/results.csv"));
    let mut times = BTreeMap::new();
    for line in place.read("out/journal.jsonl").lines().filter(|line| line.contains(ENDED)) {
        if let Some(record) = line.get(17..).and_then(|json| serde_json::from_str::<serde_json::Value>(json).ok()) {
            *times.entry(record["run"].as_str().unwrap().to_owned()).or_insert(0) += 1;
        }
    }
    assert_eq!(times.len(), runs);
    assert!(times.values().all(|&n| n == 1), "a finished run was done again");
    assert!(
        fs::read_dir(place.path("out")).unwrap().all(|entry| !entry
            .unwrap()
            .file_name()
            .to_str()
            .unwrap()
            .starts_with('.'))
    );
}

/// Ctrl-C: what is under way is finished, the exit code says so, and nothing is lost.
#[cfg(unix)]
#[test]
fn an_interrupt_ends_tidily() {
    let place = Place::new(&many(2000));
    let child = place.batch("out", &["--jobs", "1"]).stderr(Stdio::piped()).spawn().unwrap();
    let journal = place.path("out/journal.jsonl");
    while !fs::read_to_string(&journal).unwrap_or_default().contains(ENDED) {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    expect(130, &output);
    assert!(stderr(&output).contains("--resume goes on from here"), "{}", stderr(&output));
    let kept = place.read("out/journal.jsonl");
    let ended = place.ended("out");
    assert!(kept.ends_with('\n') && ended < 2000);
    assert_eq!(kept.lines().count(), 2 * ended, "what was under way has ended");
    assert!(!place.path("out/results.csv").exists());
    let again = place.batch("out", &["--resume"]).output().unwrap();
    expect(0, &again);
    assert!(stderr(&again).contains(&format!("Finished already: {ended} of 2,000 runs")));
    assert!(place.read("out/journal.jsonl").starts_with(&kept));
    assert_eq!(place.ended("out"), 2000);
}

/// A run that may be what killed the process comes last, and is named; the results are those of an undisturbed batch.
#[test]
fn what_was_under_way_comes_last() {
    let place = Place::new(&many(6));
    expect(0, &place.batch("undisturbed", &[]).output().unwrap());
    expect(0, &place.batch("out", &["--jobs", "1"]).output().unwrap());
    // as if the process had been killed in run-1, with run-4 still to begin
    let of = |line: &str, run: &str| line.contains(&format!("\"run\":\"{run}\""));
    let whole = place.read("out/journal.jsonl");
    let kept = whole.lines().filter(|line| !of(line, "run-4") && (!of(line, "run-1") || !line.contains(ENDED)));
    let kept: String = kept.map(|line| format!("{line}\n")).collect();
    fs::write(place.path("out/journal.jsonl"), &kept).unwrap();
    let output = place.batch("out", &["--resume", "--jobs", "1"]).output().unwrap();
    expect(0, &output);
    assert!(stderr(&output).contains("they are done last: run-1 (1)"), "{}", stderr(&output));
    let journal = place.read("out/journal.jsonl");
    let since: Vec<&str> = journal.strip_prefix(&kept).unwrap().lines().collect();
    assert!(since.len() == 4 && of(since[1], "run-4") && of(since[3], "run-1"), "{since:?}");
    assert_eq!(place.read("undisturbed/results.csv"), place.read("out/results.csv"));
    let again = place.batch("out", &["--resume"]).output().unwrap();
    assert!(!stderr(&again).contains("done last"), "{}", stderr(&again));
}

/// Only what has changed since is done again: a row, then the model's table.
#[test]
fn what_has_changed_is_done_again() {
    let place = Place::new(&many(6));
    let folder = place.text("mine");
    expect(0, &run(&["init", &folder]));
    let model = place.text("mine/models/minimal.toml");
    let batch = |more: &[&str]| {
        let (runs, out) = (place.text("runs.csv"), place.text("out"));
        run(&[&["batch", &runs, "--model", &model, "--out", &out], more].concat())
    };
    let journal = || place.ended("out");
    expect(0, &batch(&[]));
    assert_eq!(journal(), 6);
    let refused = batch(&[]);
    expect(2, &refused);
    assert!(stderr(&refused).contains("hint: --resume goes on with them"), "{}", stderr(&refused));
    expect(0, &batch(&["--resume"]));
    assert_eq!(journal(), 6);
    fs::write(place.path("runs.csv"), many(7).replace("run-2,0.001953125", "run-2,0.5")).unwrap();
    expect(0, &batch(&["--resume"]));
    assert_eq!(journal(), 8, "one changed and one new run");
    let demand = place.path("mine/data/minimal/demand.csv");
    fs::write(&demand, fs::read_to_string(&demand).unwrap().replace('\n', "\r\n")).unwrap();
    expect(0, &batch(&["--resume"]));
    assert_eq!(journal(), 15, "another table is another input");
    expect(0, &batch(&["--resume", "--set", "stock.holding_rate=0.5"]));
    assert_eq!(journal(), 22, "so is another --set");
}
