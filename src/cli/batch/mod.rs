//! `stockpile batch`: many runs from a table.

mod finish;
mod log;
mod progress;

pub(super) use finish::{ResultsFormat, claim, report};

use super::output::Output;
use super::{Options, SolveArgs, Stop};
use crate::batch::design::{Axis, cross, sample};
use crate::batch::manifest::TABLE;
use crate::batch::pool;
use crate::batch::prepare::Defaults;
use crate::batch::{Batch, Finished, RunCommand, RunTable, Shard};
use crate::input::Overrides;
use crate::report::words::counted;
use clap::Args;
use log::Log;
use progress::{Progress, interrupts};
use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::PathBuf;

/// Do many runs from a table
///
/// Each row of RUNS.csv is a run: a unique name in the column run, optionally its own model and command (frontier: one row of results a
/// level; solve: one row at max_share), and any --set keys as further columns; a blank cell changes nothing. --cross and --sample make
/// such a table.
///
/// With --out every run is journalled as it finishes. Killed at any moment and started again with --resume, nothing finished is lost or
/// done twice; runs that have changed since are done again. results.csv is the same whatever the number of threads.
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
    /// Number of runs at a time; the number of cores if not given.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Go on with the runs that the folder of results holds.
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

fn command(text: &str) -> Result<RunCommand, String> {
    RunCommand::by_label(text).ok_or_else(|| "expected frontier or solve".into())
}

impl BatchArgs {
    pub(super) fn run(self, options: Options) -> Result<(), Stop> {
        self.format.check(self.solve.out.is_some())?;
        let output = self.solve.output("batch", options);
        let batch = self.prepare()?;
        let inputs: Vec<PathBuf> = self.runs.iter().cloned().chain(batch.files()).collect();
        let model = self.model.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        output.describe(&model, &inputs, batch.settings())?;
        self.warn_of_idle_levels(&batch, &output);
        let models = batch.models();
        let log = match &self.solve.out {
            Some(folder) => Some(Log::open(folder, self.resume, &batch, self.shard, &models, &output)?),
            None => None,
        };
        let finished = self.finish(&batch, log.as_ref(), &output)?;
        let manifest = log.map(|log| log.manifest);
        report(&batch.table, &finished, manifest, Some(&models), self.format, &output)
    }

    /// Does the runs that are not finished yet; returns all of them, by their place in the table.
    fn finish(&self, batch: &Batch, log: Option<&Log>, output: &Output) -> Result<BTreeMap<usize, Finished>, Stop> {
        let units = batch.units(self.shard);
        let runs: usize = units.iter().map(Vec::len).sum();
        let mut finished = log.map_or_else(BTreeMap::new, |log| log.finished(&units, batch));
        let unfinished = |unit: &Vec<usize>| unit.iter().copied().filter(|run| !finished.contains_key(run)).collect();
        let mut left: Vec<Vec<usize>> = units.iter().map(unfinished).collect();
        if let Some(log) = log {
            log.suspects_last(&mut left, batch, output);
        }
        if !finished.is_empty() {
            output.message(&format!("Finished already: {} of {}.", finished.len(), counted(runs, "run")));
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
                let _ = log.map(|log| log.journal.begin(batch.key(run), &batch.table.runs[run].name));
                batch.run(run, memory)
            },
            |run, done| match log {
                Some(log) => log.journal.add(batch.key(run), &batch.table.runs[run].name, done),
                None => Ok(()),
            },
            |run, done| {
                progress.advance(done.outcome.levels.is_empty());
                finished.insert(run, done);
            },
        );
        progress.end();
        if let Some(log) = log {
            log.journal.sync()?;
        }
        if all? {
            return Ok(finished);
        }
        output.message(&format!("Interrupted; finished: {} of {}.", finished.len(), counted(runs, "run")));
        if log.is_some() {
            output.message("The same command with --resume goes on from here.");
        }
        Err(Stop::Interrupted)
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
