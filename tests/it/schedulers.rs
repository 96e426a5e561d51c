//! The jobs of tests/schedulers/README.md for Slurm and Kubernetes, run: its own blocks, all shards, and the merge.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Takes the place of sbatch: does the tasks of an array one after the other, or what is wrapped.
const SBATCH: &str = r#"#!/bin/sh
case "$1" in
--parsable)
    tasks=$(sed -n 's/^#SBATCH --array=1-//p' "$2")
    export SLURM_ARRAY_TASK_COUNT="$tasks" SLURM_SUBMIT_DIR="$PWD" SLURM_CPUS_PER_TASK=1
    for task in $(seq "$tasks"); do SLURM_ARRAY_TASK_ID=$task sh "$2" || exit; done
    echo 17 ;;
--dependency=afterany:17) [ "$2" = --wrap ] && sh -c "$3" ;;
*) exit 64 ;;
esac
"#;

/// A folder with `models/model.toml`, its tables, and a table of so many runs; in `bin` what the scripts call by name.
struct Place(tempfile::TempDir);

impl Place {
    fn new(runs: usize) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let stockpile = env!("CARGO_BIN_EXE_stockpile");
        let made = Command::new(stockpile).args(["init", "--quiet"]).arg(place.0.path()).status().unwrap();
        assert!(made.success());
        fs::rename(place.path("models/minimal.toml"), place.path("models/model.toml")).unwrap();
        let mut table = "run,model.discount_rate\n".to_owned();
        (0..runs).for_each(|k| table += &format!("run-{k},{}\n", k as f64 / 4096.0));
        fs::write(place.path("runs.csv"), table).unwrap();
        fs::create_dir(place.path("bin")).unwrap();
        std::os::unix::fs::symlink(stockpile, place.path("bin/stockpile")).unwrap();
        let sbatch = place.path("bin/sbatch");
        fs::write(&sbatch, SBATCH).unwrap();
        fs::set_permissions(&sbatch, fs::Permissions::from_mode(0o755)).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn shell(&self, script: &str) -> Command {
        let mut shell = Command::new("sh");
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        shell.args(["-c", script]).current_dir(self.0.path()).env("PATH", path).stdin(Stdio::null());
        shell
    }

    #[track_caller]
    fn run(&self, shell: &mut Command) {
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    }

    /// Checks that the merged results are those of the whole table on one machine.
    #[track_caller]
    fn check(&self, model: &str) {
        self.run(&mut self.shell(&format!("stockpile batch runs.csv --model {model} --quiet --out whole")));
        for file in ["results.csv", "summary.json", "batch.json"] {
            let read = |folder: &str| fs::read_to_string(self.path(folder).join(file)).unwrap();
            assert_eq!(read("whole"), read("merged"), "{file}");
        }
    }
}

/// The blocks of a language below a heading.
fn blocks(heading: &str, language: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schedulers/README.md");
    let text = fs::read_to_string(path).unwrap();
    let section = text.split("\n## ").find(|section| section.starts_with(heading)).expect("the heading is there");
    let opens = format!("```{language}\n");
    section.split(&opens).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn slurm_runs_as_shown() {
    let [job, submit] = &blocks("Slurm", "sh")[..] else { panic!("two blocks") };
    // more shards than runs: some have nothing to do
    let place = Place::new(50);
    // here the model lies beside its tables' folder
    let model = fs::read_to_string(place.path("models/model.toml")).unwrap().replace("\"../", "\"");
    fs::write(place.path("model.toml"), model).unwrap();
    fs::write(place.path("batch.sh"), job).unwrap();
    place.run(&mut place.shell(submit));
    place.check("model.toml");
}

/// The script of the pod, with the volume where this test has its folder.
fn pod_script(place: &Place) -> String {
    let yaml = &blocks("Kubernetes", "yaml")[0];
    let block = yaml.split_once("            - |\n").expect("the script is a literal block").1;
    let lines = block.lines().map_while(|line| line.strip_prefix("              "));
    let script: String = lines.map(|line| format!("{line}\n")).collect();
    assert!(yaml.contains("mountPath: /data }") && yaml.contains("completions: 64"));
    script.replace("/data/", &format!("{}/", place.0.path().display()))
}

#[test]
fn a_kubernetes_pod_runs_as_shown() {
    let place = Place::new(80);
    let script = pod_script(&place);
    for index in 0..64 {
        place.run(place.shell(&script).env("JOB_COMPLETION_INDEX", index.to_string()));
    }
    place.run(&mut place.shell("stockpile merge out/* --out merged --quiet"));
    place.check("models/model.toml");
}

/// The signal that Kubernetes sends before it takes a pod away reaches the program, and its answer the pod's exit code.
#[test]
fn a_kubernetes_pod_hands_on_the_signal() {
    let place = Place::new(100_000);
    let script = pod_script(&place);
    let mut pod = place.shell(&script).env("JOB_COMPLETION_INDEX", "0").stderr(Stdio::null()).spawn().unwrap();
    let journal = place.path("out/1/journal.jsonl");
    while fs::metadata(&journal).map_or(0, |file| file.len()) == 0 {
        assert!(pod.try_wait().unwrap().is_none(), "it ends before it begins");
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(Command::new("kill").args(["-TERM", &pod.id().to_string()]).status().unwrap().success());
    assert_eq!(pod.wait().unwrap().code(), Some(130));
    assert!(fs::read_to_string(&journal).unwrap().ends_with('\n'));
    assert!(!place.path("out/1/results.csv").exists());
}
