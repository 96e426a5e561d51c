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
