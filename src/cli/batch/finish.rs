//! The results of a batch, or of its shards joined: written and shown.

use crate::batch::model_summary::common;
use crate::batch::report::Report;
use crate::batch::{Finished, Manifest, ModelSummary, RunOutcome, RunTable, Shard, Statistics};
use crate::batch::{manifest, results, show};
use crate::cli::Stop;
use crate::cli::output::{Output, REPORT};
use crate::model::Model;
use crate::report::html;
use crate::report::table::Table;
use clap::ValueEnum;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ResultsFormat {
    /// results.csv alone
    Csv,
    /// results.csv and results.parquet
    Parquet,
}

impl ResultsFormat {
    /// Checks that this build and command line can write it.
    pub(in crate::cli) fn check(self, to_folder: bool) -> Result<(), Stop> {
        match self {
            Self::Parquet if !cfg!(feature = "parquet") => Err(Stop::Usage(
                "this build of stockpile writes no Parquet\nhint: cargo install stockpile --features parquet builds one that does".into(),
            )),
            Self::Parquet if !to_folder => Err(Stop::Usage("--format parquet needs --out DIR".into())),
            _ => Ok(()),
        }
    }

    fn write(self, output: &Output, table: &Table<'_>) -> Result<(), Stop> {
        match self {
            Self::Csv => Ok(()),
            #[cfg(feature = "parquet")]
            Self::Parquet => output.file("results.parquet", |to| {
                let own = &results::COLUMNS[..4];
                let numbers: Vec<&str> =
                    results::COLUMNS.iter().copied().filter(|c| !own.contains(c) && *c != "attainable").collect();
                crate::batch::parquet::write(table, &numbers, &["attainable"], to)
            }),
            #[cfg(not(feature = "parquet"))]
            Self::Parquet => {
                let _ = (output, table);
                self.check(true)
            }
        }
    }
}

/// summary.json of a batch.
#[derive(Serialize)]
struct BatchSummary<'s> {
    status: &'static str,
    #[serde(flatten)]
    statistics: &'s Statistics,
}

/// The record that `--json` prints.
#[derive(Serialize)]
struct WithResults<'s> {
    #[serde(flatten)]
    summary: &'s BatchSummary<'s>,
    results: &'s Table<'s>,
}

/// Notes for a reader of the report: that it is a part, or why it has no inputs.
fn notes(manifest: &Manifest, models: Option<&[Model]>) -> Vec<String> {
    let mut notes = Vec::new();
    if manifest.shard != Shard::WHOLE {
        notes.push(format!("This is part {} of the table of runs; stockpile merge joins the parts.", manifest.shard));
    }
    if models.is_none() {
        notes.push("Joined from parts: what the models rest on stands in the report of each part.".into());
    }
    notes
}

/// Files that every batch writes at its end, beside the summary.
const FILES: [&str; 7] =
    ["results.csv", "timings.csv", "bands.csv", "drivers.csv", REPORT, manifest::NAME, manifest::TABLE];

/// Checks that the files of a batch may be written to the folder of results, before its runs begin.
pub(in crate::cli) fn claim(output: &Output) -> Result<(), Stop> {
    output.claim(&[], &FILES)
}

/// Writes and shows the results of all runs; `models` are those before the runs change them, if they are known.
pub(in crate::cli) fn report(
    table: &RunTable,
    finished: &BTreeMap<usize, Finished>,
    manifest: Option<Manifest>,
    models: Option<&[Model]>,
    format: ResultsFormat,
    output: &Output,
) -> Result<(), Stop> {
    let name = |run: usize| table.runs[run].name.as_str();
    let outcomes = || finished.iter().map(|(&run, finished)| (run, &finished.outcome));
    let columns = results::columns(table);
    let result_table = results::results(table, &columns, outcomes());
    let statistics = Statistics::new(table, outcomes());
    output.table(&result_table)?;
    output.table(&results::timings(finished.iter().map(|(&run, finished)| (name(run), finished.seconds))))?;
    format.write(output, &result_table)?;
    output.table(&statistics.bands_table())?;
    output.table(&statistics.drivers_table())?;
    let models_of: Vec<ModelSummary> = match (&manifest, models) {
        (Some(manifest), _) => manifest.models.clone(),
        (None, models) => models.unwrap_or_default().iter().map(|model| ModelSummary::new(model, table)).collect(),
    };
    let currency = common(&models_of, |summary| &summary.currency);
    let summary = BatchSummary { status: "finished", statistics: &statistics };
    output.record("summary.json", &summary)?;
    if let Some(manifest) = manifest {
        let outcomes: Vec<(usize, &RunOutcome)> = outcomes().collect();
        let (summaries, notes) = (&manifest.models, notes(&manifest, models));
        let run = html::run::Run::of_process();
        let report = Report {
            table,
            outcomes: &outcomes,
            statistics: &statistics,
            summaries,
            models,
            notes: &notes,
            run: Some(&run),
        };
        output.file(REPORT, |to| report.write(to))?;
        output.record(manifest::NAME, &Manifest { finished: true, ..manifest })?;
    }
    output.message(&show::without_answer(outcomes().map(|(run, outcome)| (name(run), outcome))));
    output.print_text(&show::statistics(&statistics, currency))?;
    output.print_json(&WithResults { summary: &summary, results: &result_table })?;
    output.done()?;
    match statistics.counts.without_answer() {
        0 => Ok(()),
        _ => Err(Stop::SomeFailed),
    }
}
