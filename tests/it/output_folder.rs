//! A folder of results holds the files of one run (FILES.md, "Results").

use std::path::Path;
use std::process::Command;

/// Copies a small model into a folder of its own.
fn model(name: &str, to: &Path) -> std::path::PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/failing").join(name);
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
    to.join("m.toml")
}

fn stockpile(args: &[&str]) -> i32 {
    let run = Command::new(env!("CARGO_BIN_EXE_stockpile")).args(args).output().unwrap();
    run.status.code().expect("it was not killed")
}

/// A plan, then the same model with too little capacity, which has none: nothing of the plan is left beside the second answer.
#[test]
fn results_of_the_run_before_do_not_stay() {
    let place = tempfile::tempdir().unwrap();
    let model = model("stale-results", place.path());
    let out = place.path().join("out");
    let (model, folder) = (model.to_str().unwrap(), out.to_str().unwrap());
    assert_eq!(stockpile(&["solve", model, "--quiet", "--out", folder, "--set", "scale.capacity=2"]), 0);
    assert!(out.join("purchases.csv").exists());
    assert_eq!(stockpile(&["solve", model, "--quiet", "--out", folder, "--set", "scale.capacity=0.1"]), 3);
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap();
    let mut named: Vec<String> =
        manifest["files"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().into()).collect();
    named.push("manifest.json".into());
    named.sort();
    let mut there: Vec<String> =
        std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    there.sort();
    assert_eq!(there, named);
    assert!(!out.join("purchases.csv").exists(), "the plan of the first run");
    assert_eq!(manifest["settings"]["scale.capacity"], "0.1");
    let inputs = manifest["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), 5, "the model file and its four tables");
    assert!(inputs.iter().all(|input| input["sha256"].as_str().unwrap().len() == 64));
}

/// A file of somebody else under the name of the last table is found before the first file is written, and is named.
#[test]
fn all_names_are_checked_before_the_first_file_is_written() {
    let place = tempfile::tempdir().unwrap();
    let model = model("stale-results", place.path());
    let model = model.to_str().unwrap();
    std::fs::write(place.path().join("runs.csv"), "run,scale.demand\na,0.5\n").unwrap();
    let runs = place.path().join("runs.csv");
    let commands: [(&[&str], &str); 4] = [
        (&["solve", model, "--set", "scale.capacity=2"], "purchases.csv"),
        (&["solve", model, "--set", "scale.capacity=0.1"], "summary.json"),
        (&["frontier", model, "--set", "scale.capacity=2", "--set", "security.country=CN"], "levels.csv"),
        (&["batch", runs.to_str().unwrap(), "--model", model], "bands.csv"),
    ];
    for (k, (args, foreign)) in commands.into_iter().enumerate() {
        let out = place.path().join(format!("out{k}"));
        std::fs::create_dir(&out).unwrap();
        std::fs::write(out.join(foreign), "mine").unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_stockpile"));
        let run = { run }.args(args).args(["--quiet", "--out"]).arg(&out).output().unwrap();
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(1), "{args:?}: {said}");
        assert!(said.contains(&format!("{foreign}: no run of stockpile has written this file")), "{said}");
        let there: Vec<_> = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(there, [foreign], "{args:?}");
    }
}

/// A pipe under the name of a file of results is written into, is no file of the run, and stays when the next run has no such file.
#[cfg(unix)]
#[test]
fn a_pipe_in_the_folder_is_written_into() {
    let place = tempfile::tempdir().unwrap();
    let model = model("stale-results", place.path());
    let out = place.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let pipe = out.join("purchases.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (model, folder) = (model.to_str().unwrap(), out.to_str().unwrap());
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap())
    };
    let solved = stockpile(&["solve", model, "--quiet", "--out", folder, "--set", "scale.capacity=2"]);
    if solved != 0 {
        // the reader must not wait for a writer that never comes
        std::fs::write(&pipe, "").unwrap();
    }
    assert!(reader.join().unwrap().starts_with("period,"));
    assert_eq!(solved, 0);
    let manifest = std::fs::read_to_string(out.join("manifest.json")).unwrap();
    assert!(!manifest.contains("purchases.csv"), "{manifest}");
    assert_eq!(stockpile(&["solve", model, "--quiet", "--out", folder, "--set", "scale.capacity=0.1"]), 3);
    assert!(pipe.exists());
}
