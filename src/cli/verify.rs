//! `stockpile verify`: a run's answer proved again, from its input files, in exact arithmetic.

use super::output::{Output, error};
use super::{ShowArgs, Stop};
use crate::analysis::study::Study;
use crate::input::{Overrides, Source};
use crate::lp::exact;
use crate::lp::verify::Certificate;
use crate::plan::Plan;
use crate::report::certificate::{self, CertificateRecord};
use crate::report::folder::{FolderManifest, InputFile, MANIFEST};
use crate::report::table::Table;
use crate::report::{tables, words};
use crate::solver::Solver;
use clap::Args;
use num_traits::ToPrimitive;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

/// Prove a run's answer from its input files in exact arithmetic
///
/// Example: stockpile solve models/japan-2026.toml --out out && stockpile verify out
///
/// Reads what manifest.json names, builds the linear program anew, and measures the plan and the duals of certificate.json against it
/// without any rounding: every number of a computer is a fraction, and sums of products of fractions are exact. The tables of the plan must
/// say what it says.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The folder of a run of `solve`, its --out.
    folder: PathBuf,
    #[command(flatten)]
    show: ShowArgs,
}

/// The finding.
#[derive(Debug, Serialize)]
struct Verified {
    /// Whether the plan is proved.
    proved: bool,
    /// The three measures, exact but for the last digit of a double.
    certificate: Certificate,
    /// The cost of the plan.
    cost: f64,
    /// The bound that the duals prove: no plan undercuts it, but for the certificate's tolerance.
    bound: f64,
    /// The cost that the run's summary.json says.
    reported: f64,
    /// Files of the run that say something else than the plan.
    differ: Vec<String>,
}

impl Verify {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output = Output::new("verify", &self.show, None);
        let found = self.measure()?;
        output.print_text(&format!(
            "{}\nThe plan costs {}; no plan costs less than {}, by its duals. Measured without rounding: {}.\n",
            if found.proved { "Proved." } else { "NOT proved." },
            words::number(found.cost, 2),
            words::number(found.bound, 2),
            found.certificate
        ))?;
        if !found.differ.is_empty() {
            output.print_text(&format!("Not what that plan says: {}.\n", found.differ.join(", ")))?;
        }
        output.print_json(&found)?;
        if found.proved {
            return Ok(());
        }
        let hint = "the folder's files are not those of one run, or the run's answer is wrong: run solve again";
        error(&format!("error: {} does not prove its answer\nhint: {hint}", self.folder.display()));
        Err(Stop::NotProved)
    }

    fn measure(&self) -> Result<Verified, Stop> {
        let folder = &self.folder;
        let manifest =
            FolderManifest::read(folder).map_err(|error| usage(&folder.join(MANIFEST), &error.to_string()))?;
        let manifest =
            manifest.ok_or_else(|| usage(folder, "it has no manifest.json: it holds no results of a run"))?;
        if manifest.command != "solve" || !manifest.files.contains(certificate::NAME) {
            let message = format!("it holds no plan of solve with its {}", certificate::NAME);
            return Err(usage(folder, &message));
        }
        for input in &manifest.inputs {
            let path = Path::new(&input.file);
            match InputFile::of(path) {
                Ok(now) if now == *input => {}
                Ok(_) => return Err(usage(path, "it is not any more what the run has read (its hash differs)")),
                Err(error) => return Err(usage(path, &error.to_string())),
            }
        }
        let settings: Vec<String> = manifest.settings.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let overrides = Overrides::parse(&settings)?;
        let path = manifest.inputs.first().ok_or_else(|| usage(folder, "its manifest names no inputs"))?;
        let model = Source::read_with(Path::new(&path.file), &overrides)?.model(&overrides)?.model;
        let study = Study::new(model, Solver::ALL[0]);
        let optimum = study.solve()?;
        let record: CertificateRecord = read(&folder.join(certificate::NAME))?;
        let (x, y) = record
            .vectors(study.model(), study.program(), &optimum)
            .map_err(|unknown| usage(folder, &unknown.to_string()))?;
        let exact = exact::certify(&optimum.lp, &x, &y);
        let exact = exact.ok_or_else(|| usage(folder, "its certificate holds a number that is none"))?;
        let summary: serde_json::Value = read(&folder.join("summary.json"))?;
        let reported = summary["cost"].as_f64().unwrap_or(f64::NAN);
        let cost = exact.primal_objective.to_f64().unwrap_or(f64::NAN);
        let bound = exact.dual_objective.to_f64().unwrap_or(f64::NAN);
        let agrees = (cost - reported).abs() <= 1e-9 * cost.abs().max(1.0);
        // only to be compared with what was written: its proof is the one above
        let plan = optimum.derive(|_| Plan::new(study.model(), study.program(), &x));
        let mut written = tables::of_plan(study.model(), &plan);
        written.push(tables::orders(study.model(), &plan));
        let mut differ = Vec::new();
        for table in written {
            let file = format!("{}.csv", table.name);
            if manifest.files.contains(&file) && !says(&folder.join(&file), &table)? {
                differ.push(file);
            }
        }
        Ok(Verified {
            proved: exact.certificate.holds() && agrees && differ.is_empty(),
            certificate: exact.certificate,
            cost,
            bound,
            reported,
            differ,
        })
    }
}

/// Whether a file says what a table says: the same texts, and figures that differ by less than what files round.
fn says(path: &Path, table: &Table) -> Result<bool, Stop> {
    const ROUNDED: f64 = 1e-9;
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
