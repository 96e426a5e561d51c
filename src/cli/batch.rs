//! `stockpile batch`: many runs from a table.

use super::output::{Output, error};
use super::{SolveArgs, Stop};
use crate::batch::design::{Axis, cross, sample};
use crate::batch::manifest::TABLE;
use crate::batch::prepare::Defaults;
use crate::batch::report::Report;
use crate::batch::{
    Batch, Finished, Journal, Manifest, ModelSummary, RunCommand, RunOutcome, RunTable, Shard, Statistics,
};
use crate::batch::{journal, pool, results, show};
use crate::input::Overrides;
use crate::model::Model;
use crate::report::table::Table;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Do many runs from a table
///
/// Each row of RUNS.csv is a run: a unique name in the column run, optionally its own model and command (frontier: one row of results a
/// level; solve: one row at max_share), and any --set keys as further columns; a blank cell changes nothing. --cross and --sample make
/// such a table.
///
/// With --out every run is journalled as it finishes. Killed at any moment and started again with --resume, nothing finished is lost or
/// done twice; what has changed since is done again. results.csv is the same whatever the number of threads.
///
/// A run that is infeasible, invalid or failed says so in results.csv, and the exit code is then 5; a level without a plan
/// (unattainable = "fail") is an answer and does not count.
///
/// Example: stockpile batch data/japan-2026/runs.csv --model models/japan-2026.toml --out out
///
/// Example: stockpile batch --model models/japan-2026.toml --cross premium.factor=4:7:0.5 --cross scale.demand=0.9,1,1.1
#[derive(Debug, Args)]
pub(super) struct BatchArgs {
    /// The table of runs.
    #[arg(required_unless_present = "cross", conflicts_with = "cross")]
    runs: Option<PathBuf>,
    /// The model file of the runs that name none; a path in the table is relative to the table.
    #[arg(long, value_name = "MODEL", required_unless_present = "runs")]
    model: Option<PathBuf>,
    /// Instead of a table: every combination of these values, KEY=a,b,c or KEY=a:b:step. Repeatable.
    #[arg(long, value_name = "KEY=VALUES")]
    cross: Vec<Axis>,
    /// Not every combination of --cross but a Latin hypercube of so many runs; then KEY=a:b is a range.
    #[arg(long, value_name = "N", requires = "cross")]
    sample: Option<usize>,
    /// The seed of --sample: the same seed gives the same runs.
    #[arg(long, value_name = "S", default_value_t = 0, requires = "sample")]
    seed: u64,
    /// The command of the runs that name none.
    #[arg(long, value_name = "COMMAND", default_value = RunCommand::Frontier.label(), value_parser = command)]
    command: RunCommand,
    /// Change a value of the model in all runs; a run's own value comes on top. Repeatable.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// How many runs at a time; the number of cores if not given.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Go on with what the folder of results holds.
    #[arg(long, requires = "out")]
    resume: bool,
    /// Do only part I of N of the table, always the same; `stockpile merge` joins the parts.
    #[arg(long, value_name = "I/N", default_value_t = Shard::WHOLE)]
    shard: Shard,
    /// Write results.parquet too.
    #[arg(long, value_enum, default_value_t = ResultsFormat::Csv)]
    format: ResultsFormat,
    #[command(flatten)]
    solve: SolveArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ResultsFormat {
    /// results.csv alone
    Csv,
    /// results.csv and results.parquet
    Parquet,
}

fn command(text: &str) -> Result<RunCommand, String> {
    RunCommand::by_label(text).ok_or_else(|| "expected frontier or solve".into())
}

impl BatchArgs {
    pub(super) fn run(self) -> Result<(), Stop> {
        self.format.check(self.solve.out.is_some())?;
        let output = Output::new("batch", &self.solve.show, self.solve.out.as_deref());
        let batch = self.prepare()?;
        let inputs: Vec<PathBuf> = self.runs.iter().cloned().chain(batch.files()).collect();
        let model = self.model.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        output.describe(&model, &inputs, batch.settings())?;
        self.warn_of_idle_levels(&batch, &output);
        let units = batch.units(self.shard);
        let runs: usize = units.iter().map(Vec::len).sum();
        // only the report asks for them
        let models = if self.solve.out.is_some() { batch.models() } else { Vec::new() };
        let log = match &self.solve.out {
            Some(folder) => Some(Log::open(folder, self.resume, &batch, self.shard, &models, &output)?),
            None => None,
        };
        let mut finished: BTreeMap<usize, Finished> = BTreeMap::new();
        if let Some(log) = &log {
            let kept = units.iter().flatten().filter_map(|&run| Some((run, log.kept.get(batch.key(run))?.clone())));
            finished.extend(kept);
        }
        let unfinished = |unit: &Vec<usize>| unit.iter().copied().filter(|run| !finished.contains_key(run)).collect();
        let mut left: Vec<Vec<usize>> = units.iter().map(unfinished).collect();
        if let Some(log) = &log {
            log.suspects_last(&mut left, &batch, &output);
        }
        if !finished.is_empty() {
            output.message(&format!("{} of {} runs are finished already.", finished.len(), runs));
        }
        let stop = interrupts()?;
        let progress = Progress::new(runs - finished.len(), self.solve.show.quiet);
        let jobs = self.jobs.map_or_else(pool::default_jobs, NonZero::get);
        let all = pool::run_all(
            &left,
            jobs,
            &stop,
            |run, memory| {
                // a journal that cannot be written to says so when the run is to be added
                let _ = log.as_ref().map(|log| log.journal.begin(batch.key(run), &batch.table.runs[run].name));
                batch.run(run, memory)
            },
            |run, done| match &log {
                Some(log) => log.journal.add(batch.key(run), &batch.table.runs[run].name, done),
                None => Ok(()),
            },
            |run, done| {
                progress.advance(done.outcome.levels.is_empty());
                finished.insert(run, done);
            },
        );
        progress.end();
        if let Some(log) = &log {
            log.journal.sync()?;
        }
        if !all? {
            output.message(&format!("Interrupted: {} of {} runs are finished.", finished.len(), runs));
            if self.solve.out.is_some() {
                output.message("The same command with --resume goes on from here.");
            }
            return Err(Stop::Interrupted);
        }
        let manifest = log.map(|log| log.manifest);
        report(&batch.table, &finished, manifest, Some(&models), self.format, &output)
    }

    /// A frontier has every level: `security.max_share` changes nothing in it.
    fn warn_of_idle_levels(&self, batch: &Batch, output: &Output) {
        let Some(column) = batch.table.columns.iter().position(|name| name == "security.max_share") else { return };
        let frontier = |command: Option<&str>| {
            command
                .map_or(Some(self.command), RunCommand::by_label)
                .is_some_and(|c| c.label() == RunCommand::default().label())
        };
        let idle: Vec<&str> = batch
            .table
            .runs
            .iter()
            .filter(|run| !run.values[column].is_empty() && frontier(run.command.as_deref()))
            .map(|run| run.name.as_str())
            .collect();
        if let Some(first) = idle.first() {
            let others = crate::diagnostic::also(idle.len() - 1, "", "run");
            output.message(&format!(
                "warning: security.max_share changes nothing in a frontier, which has every level: {first}{others}\n\
                 hint: take the column out, or run solve: --command solve"
            ));
        }
    }

    fn prepare(&self) -> Result<Batch, Stop> {
        let (table, label) = match (&self.runs, self.sample) {
            (Some(path), _) => (RunTable::read(path)?, path.display().to_string()),
            (None, Some(runs)) => (sample(&self.cross, runs, self.seed).map_err(Stop::Usage)?, TABLE.to_owned()),
            (None, None) => (cross(&self.cross).map_err(Stop::Usage)?, TABLE.to_owned()),
        };
        let overrides = Overrides::parse(&self.set)?;
        let defaults = Defaults { model: self.model.clone(), command: self.command, overrides };
        Ok(Batch::prepare(table, &label, &defaults, self.solve.solver)?)
    }
}

impl ResultsFormat {
    /// Whether this build and command line can write it.
    pub(super) fn check(self, to_folder: bool) -> Result<(), Stop> {
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

/// The folder of results while it is being filled.
struct Log {
    journal: Journal,
    kept: journal::Kept,
    manifest: Manifest,
}

impl Log {
    fn open(
        folder: &Path,
        resume: bool,
        batch: &Batch,
        shard: Shard,
        models: &[Model],
        output: &Output,
    ) -> Result<Self, Stop> {
        if Manifest::read(folder).is_ok_and(|manifest| manifest.finished) && !folder.join(journal::NAME).exists() {
            let message =
                format!("{} holds finished results without a journal, as merge writes them", folder.display());
            let hint = "--resume goes on in the folder of each shard; anything else needs another --out";
            return Err(Stop::Usage(format!("{message}\nhint: {hint}")));
        }
        let (journal, kept) = Journal::open(folder, resume)?;
        if kept.unreadable > 0 {
            let n = kept.unreadable;
            output.message(&format!("The journal has {n} line(s) that were cut off; their runs are done again."));
        }
        let summaries = models.iter().map(|model| ModelSummary::new(model, &batch.table)).collect();
        let manifest = Manifest::begun(batch, shard, summaries);
        output.record(crate::batch::manifest::NAME, &manifest)?;
        output.file(TABLE, |to| to.write_all(batch.table.text.as_bytes()))?;
        Ok(Self { journal, kept, manifest })
    }

    /// Puts the units with runs that an earlier process began and did not end behind all others: should one of them be what ended it (for
    /// want of memory, say), then all else is finished first, however often it is started again.
    fn suspects_last(&self, units: &mut [Vec<usize>], batch: &Batch, output: &Output) {
        let attempts = |&run: &usize| self.kept.attempts(batch.key(run));
        units.iter_mut().for_each(|unit| unit.sort_by_key(attempts));
        units.sort_by_key(|unit| unit.last().map(attempts));
        let suspects: Vec<String> = units
            .iter()
            .flatten()
            .filter(|run| attempts(run) > 0)
            .map(|&run| format!("{} ({})", batch.table.runs[run].name, attempts(&run)))
            .collect();
        if !suspects.is_empty() {
            output.message(&format!(
                "Under way when an earlier process ended, and how often; they are done last: {}",
                suspects.join(", ")
            ));
        }
    }
}

impl From<journal::JournalError> for Stop {
    fn from(error: journal::JournalError) -> Self {
        match error {
            journal::JournalError::Exists(_) => {
                Self::Usage(format!("{error}\nhint: --resume goes on with them, another --out begins afresh"))
            }
            journal::JournalError::InUse(_) => Self::Usage(error.to_string()),
            journal::JournalError::Io(path, error) => Self::Write(path, error),
        }
    }
}

/// Sets a flag at the first Ctrl-C (or SIGTERM), so that what is under way can finish; the second ends the program at once, which the
/// journal survives.
fn interrupts() -> Result<Arc<AtomicBool>, Stop> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let set = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        error("Finishing the runs that are under way; once more ends at once.");
    });
    set.map_err(|error| Stop::Usage(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

/// Done, rate, time left and failures, where someone looks on.
struct Progress {
    bar: ProgressBar,
    without_answer: std::cell::Cell<u64>,
}

impl Progress {
    fn new(runs: usize, quiet: bool) -> Self {
        let bar = if quiet || !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            let bar = ProgressBar::with_draw_target(Some(runs as u64), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:30} {pos} of {len} runs, {per_sec}, {eta} left{msg}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        };
        Self { bar, without_answer: 0.into() }
    }

    fn advance(&self, without_answer: bool) {
        if without_answer {
            self.without_answer.set(self.without_answer.get() + 1);
            self.bar.set_message(format!(", {} without an answer", self.without_answer.get()));
        }
        self.bar.inc(1);
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// summary.json of a batch.
#[derive(Serialize)]
struct BatchSummary<'s> {
    status: &'static str,
    #[serde(flatten)]
    statistics: &'s Statistics,
}

/// What `--json` prints.
#[derive(Serialize)]
struct WithResults<'s> {
    #[serde(flatten)]
    summary: &'s BatchSummary<'s>,
    results: &'s Table<'s>,
}

/// What a reader of the report should know of it: that it is a part, or why it has no inputs.
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

/// Writes and shows what came of all runs; `models` are those before the runs change them, if they are known.
pub(super) fn report(
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
    let summary = BatchSummary { status: "finished", statistics: &statistics };
    output.record("summary.json", &summary)?;
    if let Some(manifest) = manifest {
        let outcomes: Vec<(usize, &RunOutcome)> = outcomes().collect();
        let (summaries, notes) = (&manifest.models, notes(&manifest, models));
        let run = crate::report::html::run::Run::of_process();
        let report = Report {
            table,
            outcomes: &outcomes,
            statistics: &statistics,
            summaries,
            models,
            notes: &notes,
            run: Some(&run),
        };
        output.file("report.html", |to| report.write(to))?;
        output.record(crate::batch::manifest::NAME, &Manifest { finished: true, ..manifest })?;
    }
    output.message(&show::without_answer(outcomes().map(|(run, outcome)| (name(run), outcome))));
    output.print_text(&show::statistics(&statistics))?;
    output.print_json(&WithResults { summary: &summary, results: &result_table })?;
    output.done()?;
    match statistics.counts.without_answer() {
        0 => Ok(()),
        _ => Err(Stop::SomeFailed),
    }
}
