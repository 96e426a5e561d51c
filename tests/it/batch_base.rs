//! Helpers that the tests of batches share: the program, a folder for one test, its tables.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub const MODEL: &str = "models/minimal.toml";

/// A field that a line of the journal has for a run that has ended, and not for one that begins.
pub const ENDED: &str = "\"outcome\":";

pub fn stockpile(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stockpile"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    command
}

pub fn run(args: &[&str]) -> Output {
    stockpile(args).output().unwrap()
}

#[track_caller]
pub fn expect(code: i32, output: &Output) {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "stdout: {out}\nstderr: {err}");
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder for one test, with a table of runs in it.
pub struct Place(pub tempfile::TempDir);

impl Place {
    pub fn new(table: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("runs.csv"), table).unwrap();
        Self(folder)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    pub fn batch(&self, out: &str, more: &[&str]) -> Command {
        let (runs, out) = (self.text("runs.csv"), self.text(out));
        stockpile(&[&["batch", &runs, "--model", MODEL, "--out", &out], more].concat())
    }

    /// Runs that options alone describe.
    pub fn batch_without_table(&self, out: &str, more: &[&str]) -> Command {
        let out = self.text(out);
        stockpile(&[&["batch", "--model", MODEL, "--out", &out], more].concat())
    }

    /// Number of runs that have ended, by the journal of a folder.
    pub fn ended(&self, out: &str) -> usize {
        self.read(&format!("{out}/journal.jsonl")).lines().filter(|line| line.contains(ENDED)).count()
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

/// Rows of a CSV file, by column.
pub fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// A table of `n` runs of the smallest model, all different.
pub fn many(n: usize) -> String {
    let mut table = "run,model.discount_rate,scale.demand\n".to_owned();
    for k in 0..n {
        table += &format!("run-{k},{},{}\n", k as f64 / 1024.0, 1.0 - (k % 7) as f64 / 64.0);
    }
    table
}
