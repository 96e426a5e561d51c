//! `stockpile verify`: a run's answer proved again, from its input files, in exact arithmetic.

mod frontier;
mod plan;

use super::output::{Output, error};
use super::tolerances::ROUNDED;
use super::{ShowArgs, Stop};
use crate::input::{Overrides, Source};
use crate::model::Model;
use crate::report::folder::{FolderManifest, InputFile};
use crate::report::table::Table;
use clap::Args;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

/// Prove a run's answer from its input files in exact arithmetic
///
/// Example: stockpile solve models/japan-2026.toml --out out && stockpile verify out
///
/// Reads the files that manifest.json names and builds the linear program anew. Of a run of solve, the plan and the duals of certificate.json are measured
/// against it, and the tables of the plan must agree with it. Of a run of frontier, the plan of each level is found again and measured, and
/// the tables of levels, breakpoints and floors must agree with it. Nothing is rounded: every number of a computer is a fraction,
/// and sums of products of fractions are exact.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The folder of a run of `solve` or `frontier`, its --out.
    folder: PathBuf,
    #[command(flatten)]
    show: ShowArgs,
}

/// The runs whose folders verify takes.
const RUNS: &str = "a run of solve or frontier";

/// A folder of results whose inputs are unchanged, and their model.
struct FolderToVerify<'a> {
    path: &'a Path,
    manifest: FolderManifest,
    model: Model,
}

/// The answer of a run, proved or not.
trait Verified: Serialize {
    /// True if all of it is proved.
    fn proved(&self) -> bool;
    /// Files of the run that differ from the proved answer.
    fn differ(&self) -> &[String];
    /// Files of the run that are compared with nothing.
    fn not_compared(&self) -> &[String];
    /// The measures, in a sentence or two.
    fn in_words(&self) -> String;
}

impl Verify {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output = Output::new("verify", &self.show, None);
        let manifest = FolderManifest::of_run(&self.folder, RUNS).map_err(|(path, reason)| usage(&path, &reason))?;
        match manifest.command.as_str() {
            "solve" => self.say(&output, &plan::measure(&FolderToVerify::read(&self.folder, manifest)?)?),
            "frontier" => self.say(&output, &frontier::measure(&FolderToVerify::read(&self.folder, manifest)?)?),
            other => Err(usage(
                &self.folder,
                &format!(
                    "it holds the results of {other}; those of solve and frontier can be proved\nhint: give the folder of {RUNS}, its --out"
                ),
            )),
        }
    }

    fn say(&self, output: &Output, found: &impl Verified) -> Result<(), Stop> {
        let verdict = if found.proved() { "Proved." } else { "NOT proved." };
        output.print_text(&format!("{verdict}\n{}\n", found.in_words()))?;
        if !found.differ().is_empty() {
            output.print_text(&format!("Other than what is proved: {}.\n", found.differ().join(", ")))?;
        }
        if !found.not_compared().is_empty() {
            output.print_text(&format!("Not looked at: {}.\n", found.not_compared().join(", ")))?;
        }
        output.print_json(found)?;
        if found.proved() {
            return Ok(());
        }
        let hint = "the folder's files are not those of one run, or the run's answer is wrong: run it again";
        error(&format!("error: {} does not prove its answer\nhint: {hint}", self.folder.display()));
        Err(Stop::NotProved)
    }
}

impl<'a> FolderToVerify<'a> {
    fn read(path: &'a Path, manifest: FolderManifest) -> Result<Self, Stop> {
        for input in &manifest.inputs {
            let path = Path::new(&input.file);
            match InputFile::of(path) {
                Ok(now) if now == *input => {}
                Ok(_) => return Err(usage(path, "it is not any more what the run has read (its hash differs)")),
                Err(error) => {
                    let hint = "hint: the run has read it by this name: verify in the folder where it was run";
                    return Err(usage(path, &format!("{error}\n{hint}")));
                }
            }
        }
        let settings: Vec<String> = manifest.settings.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let overrides = Overrides::parse(&settings)?;
        let file = manifest.inputs.first().ok_or_else(|| usage(path, "its manifest names no inputs"))?;
        let model = Source::read_with(Path::new(&file.file), &overrides)?.model(&overrides)?.model;
        Ok(Self { path, manifest, model })
    }

    /// The files that the run has written beside these: summary.json is read for its cost, certificate.json for the plan.
    fn not_compared(&self, tables: &[Table], read: &[&str]) -> Vec<String> {
        let compared = |file: &&String| {
            read.contains(&file.as_str()) || tables.iter().any(|table| **file == format!("{}.csv", table.name))
        };
        self.manifest.files.iter().filter(|file| !compared(file)).cloned().collect()
    }

    /// Those of some tables that the run has written and that say something else.
    fn differ(&self, tables: &[Table]) -> Result<Vec<String>, Stop> {
        let mut differ = Vec::new();
        for table in tables {
            let file = format!("{}.csv", table.name);
            if self.manifest.files.contains(&file) && !says(&self.path.join(&file), table)? {
                differ.push(file);
            }
        }
        Ok(differ)
    }
}

/// True if a file agrees with a table: the same texts, and figures that differ by less than the rounding of files.
fn says(path: &Path, table: &Table) -> Result<bool, Stop> {
    let read = |text: &[u8]| -> Result<Vec<csv::StringRecord>, csv::Error> {
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text).into_records().collect()
    };
    let mut expected = Vec::new();
    table.write_csv(&mut expected).map_err(|error| usage(path, &error.to_string()))?;
    let found = std::fs::read(path).map_err(|error| usage(path, &error.to_string()))?;
    let (Ok(found), Ok(expected)) = (read(&found), read(&expected)) else { return Ok(false) };
    let same = |a: &str, b: &str| match (a.parse::<f64>(), b.parse::<f64>()) {
        _ if a == b => true,
        (Ok(a), Ok(b)) => (a - b).abs() <= ROUNDED * a.abs().max(b.abs()).max(1.0),
        _ => false,
    };
    let alike = |(a, b): (&csv::StringRecord, &csv::StringRecord)| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
    };
    Ok(found.len() == expected.len() && found.iter().zip(&expected).all(alike))
}

fn usage(path: &Path, message: &str) -> Stop {
    Stop::Usage(format!("{}: {message}", path.display()))
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Stop> {
    let text = std::fs::read(path).map_err(|error| usage(path, &error.to_string()))?;
    serde_json::from_slice(&text).map_err(|error| usage(path, &error.to_string()))
}
