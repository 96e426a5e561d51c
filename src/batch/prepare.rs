//! A table of runs with its models read: the input of each run, and a key that says whether it is the same as before.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use super::run::{self, Memory};
use super::table::RunTable;
use super::{RunCommand, RunOutcome, RunStatus, Shard};
use crate::analysis::warm_start::WarmStart;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::input::{Overrides, Source};
use crate::model::Model;
use crate::solver::Solver;

/// Everything that a run's outcome depends on, as a hash: the model file, its tables, what the run changes, its command, the solver
/// and the version of this program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(String);

#[cfg(test)]
impl Key {
    pub(super) fn of_text(text: &str) -> Self {
        Self(sha256(text.as_bytes()))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A table of runs, ready.
#[derive(Debug)]
pub(crate) struct Batch {
    /// The table.
    pub table: RunTable,
    /// The solver.
    pub solver: Solver,
    sources: Vec<Result<Source, String>>,
    common: Overrides,
    // of each source where its runs start, found when the first of them asks
    starts: Vec<OnceLock<Option<WarmStart>>>,
    tasks: Vec<Task>,
}

/// The task of one run: its source, its overrides, its command.
#[derive(Debug)]
struct Task {
    key: Key,
    /// Or why it cannot run.
    spec: Result<RunSpec, String>,
    /// The lowest level that a run like this one names.
    lowest: Option<f64>,
}

#[derive(Debug)]
struct RunSpec {
    source: usize,
    overrides: Overrides,
    command: RunCommand,
}

/// Defaults of all runs whose rows say nothing else.
#[derive(Debug, Clone, Default)]
pub(crate) struct Defaults {
    /// The model file of the rows that name none.
    pub model: Option<PathBuf>,
    /// The command of the rows that name none.
    pub command: RunCommand,
    /// Changes that a row's own come on top of.
    pub overrides: Overrides,
}

/// The common part of one unit's runs: the source, and all overrides but `max_share`.
type Alike<'a> = (usize, Vec<(&'a str, &'a str)>);

impl Batch {
    /// The files of all models, each once, in the order in which the runs first name them.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = Vec::new();
        for file in self.sources.iter().flatten().flat_map(Source::files) {
            if !files.contains(file) {
                files.push(file.clone());
            }
        }
        files
    }

    /// Changes of the command line in every run: keys and values.
    pub(crate) fn settings(&self) -> impl Iterator<Item = (String, String)> {
        self.common.iter().map(|(key, value)| (key.into(), value.into()))
    }

    /// Reads every model of the table once. A row that makes no sense, and a row whose model cannot be read, become runs that end
    /// [`RunStatus::Invalid`].
    ///
    /// # Errors
    /// If there is a row without a model, or no model at all can be read.
    pub(crate) fn prepare(
        table: RunTable,
        label: &str,
        defaults: &Defaults,
        solver: Solver,
    ) -> Result<Self, Diagnostics> {
        let mut sources = Sources::default();
        let mut tasks = Vec::with_capacity(table.runs.len());
        for run in &table.runs {
            let Some(model) = run.model.as_ref().or(defaults.model.as_ref()) else {
                let place = Place::file(label).field(format!("run {}", run.name));
                let problem = Diagnostic::error(Code::BlankCell, place, "there is no model to run");
                return Err(problem.hint("name one with --model, or in the column \"model\" of the table").into());
            };
            let mut hash = Fingerprint::new("run");
            hash.add(env!("CARGO_PKG_VERSION")).add(solver.name());
            let mut spec = || -> Result<RunSpec, String> {
                let command = match &run.command {
                    Some(word) => RunCommand::by_label(word)
                        .ok_or_else(|| format!("command: expected frontier or solve, found {word:?}"))?,
                    None => defaults.command,
                };
                let mut overrides = defaults.overrides.clone();
                for (key, value) in table.columns.iter().zip(&run.values) {
                    overrides.set(key, value).map_err(|problem| run::one_line(&problem.to_string()))?;
                }
                let source = sources.index(model, &overrides);
                hash.add(&sources.fingerprints[source]).add(command.label());
                overrides.iter().for_each(|(key, value)| _ = hash.add(key).add(value));
                Ok(RunSpec { source, overrides, command })
            };
            let spec = spec();
            if let Err(message) = &spec {
                hash.add(message);
            }
            tasks.push(Task { key: Key(hash.finish()), spec, lowest: None });
        }
        let mut levels: BTreeMap<Alike, f64> = BTreeMap::new();
        for (alike, level) in tasks.iter().filter_map(|task| alike(task).zip(level(task))) {
            levels.entry(alike).and_modify(|lowest| *lowest = lowest.min(level)).or_insert(level);
        }
        let lowest: Vec<_> = tasks.iter().map(|task| levels.get(&alike(task)?).copied()).collect();
        tasks.iter_mut().zip(lowest).for_each(|(task, lowest)| task.lowest = lowest);
        if !sources.read.is_empty() && sources.read.iter().all(Result::is_err) {
            let all = sources.read.into_iter().filter_map(Result::err).flatten();
            return Err(Diagnostics::new(all.collect()));
        }
        let sources: Vec<_> =
            sources.read.into_iter().map(|read| read.map_err(|p| run::one_line(&p.to_string()))).collect();
        let starts = sources.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { table, solver, sources, common: defaults.overrides.clone(), starts, tasks })
    }

    /// The models as they are before the runs change them, each once, in the order of the table; one that makes no sense so is left out.
    pub(crate) fn models(&self) -> Vec<Model> {
        let made = self.sources.iter().enumerate().filter_map(|(k, source)| {
            let source = source.as_ref().ok()?;
            let mut overrides = self.common.clone();
            let spec = self.tasks.iter().filter_map(|task| task.spec.as_ref().ok()).find(|spec| spec.source == k)?;
            for (key, value) in spec.overrides.iter().filter(|(key, _)| key.starts_with("tables.")) {
                overrides.set(key, value).ok()?;
            }
            Some(source.model(&overrides).ok()?.model)
        });
        made.collect()
    }

    /// Number of runs.
    pub(crate) fn len(&self) -> usize {
        self.tasks.len()
    }

    /// The key of a run.
    pub(crate) fn key(&self, run: usize) -> &Key {
        &self.tasks[run].key
    }

    /// The keys of all runs as one: the same table, models and program have the same.
    pub(crate) fn fingerprint(&self) -> String {
        let mut hash = Fingerprint::new("table");
        for (run, task) in self.table.runs.iter().zip(&self.tasks) {
            hash.add(&run.name).add(&task.key.0);
        }
        hash.finish()
    }

    /// The runs that belong to a shard, in lists of those that differ only in their `max_share`: what one of a list finds, the next can
    /// use, if one thread does them in order. Long lists are cut, so that there is something for every thread and shard.
    pub(crate) fn units(&self, shard: Shard) -> Vec<Vec<usize>> {
        const LONGEST: usize = 32;
        let mut of: BTreeMap<Option<Alike>, usize> = BTreeMap::new();
        let mut units: Vec<Vec<usize>> = Vec::new();
        for (run, task) in self.tasks.iter().enumerate() {
            let alike = alike(task);
            match of.get(&alike).filter(|&&unit| alike.is_some() && units[unit].len() < LONGEST) {
                Some(&unit) => units[unit].push(run),
                None => {
                    of.insert(alike, units.len());
                    units.push(vec![run]);
                }
            }
        }
        units.into_iter().enumerate().filter(|(k, _)| shard.has(*k)).map(|(_, unit)| unit).collect()
    }

    /// Does a run. It never panics: see [`run::isolated`].
    pub(crate) fn run(&self, run: usize, memory: &mut Memory) -> RunOutcome {
        match &self.tasks[run].spec {
            Err(message) => RunOutcome::without_answer(RunStatus::Invalid, message),
            Ok(spec) => match &self.sources[spec.source] {
                Err(message) => RunOutcome::without_answer(RunStatus::Invalid, message),
                Ok(source) => run::isolated(memory, |memory| {
                    memory.expect(self.tasks[run].lowest);
                    let start = self.starts[spec.source].get_or_init(|| run::start(source, self.solver));
                    run::evaluate(source, &spec.overrides, spec.command, self.solver, start.as_ref(), memory)
                }),
            },
        }
    }
}

/// The key of the level that a run asks for.
const LEVEL: &str = "security.max_share";

fn alike(task: &Task) -> Option<Alike<'_>> {
    let spec = task.spec.as_ref().ok()?;
    Some((spec.source, spec.overrides.iter().filter(|(key, _)| *key != LEVEL).collect()))
}

/// The level that a run names, if it is a number.
fn level(task: &Task) -> Option<f64> {
    let spec = task.spec.as_ref().ok().filter(|spec| spec.command == RunCommand::Solve)?;
    let (_, value) = spec.overrides.iter().find(|(key, _)| *key == LEVEL)?;
    value.trim().parse().ok().filter(|level: &f64| level.is_finite())
}

/// The models of a table, each read once. Rows that name other tables make another source.
#[derive(Default)]
struct Sources {
    known: BTreeMap<(PathBuf, Vec<(String, String)>), usize>,
    read: Vec<Result<Source, Diagnostics>>,
    fingerprints: Vec<String>,
}

impl Sources {
    fn index(&mut self, model: &Path, overrides: &Overrides) -> usize {
        let tables = overrides.tables();
        let own: Vec<(String, String)> = tables.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let read = &mut self.read;
        let fingerprints = &mut self.fingerprints;
        *self.known.entry((model.to_owned(), own)).or_insert_with(|| {
            let source = Source::read_with(model, &tables);
            fingerprints.push(fingerprint(&source));
            read.push(source);
            read.len() - 1
        })
    }
}

/// The content of all files of a source; of one that cannot be read, its problems.
fn fingerprint(source: &Result<Source, Diagnostics>) -> String {
    let mut hash = Fingerprint::new("source");
    match source {
        Ok(source) => {
            for path in source.files() {
                match std::fs::read(path) {
                    Ok(bytes) => _ = hash.add_bytes(&bytes),
                    // it has vanished since it was read: whatever comes next is another input
                    Err(error) => _ = hash.add(&error.to_string()),
                }
            }
        }
        Err(problems) => _ = hash.add(&problems.to_string()),
    }
    hash.finish()
}

/// SHA-256 over parts that cannot run into each other.
struct Fingerprint(Sha256);

impl Fingerprint {
    fn new(of: &str) -> Self {
        let mut hash = Self(Sha256::new());
        hash.add(of);
        hash
    }

    fn add(&mut self, part: &str) -> &mut Self {
        self.add_bytes(part.as_bytes())
    }

    fn add_bytes(&mut self, part: &[u8]) -> &mut Self {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 of bytes, in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
