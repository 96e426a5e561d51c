//! report.html of a batch: the answer, the spread of each level's figures, what they follow, what the runs change, which of them reach
//! no answer or not every level, and what the models rest on.

use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::answer::BatchAnswer;
use super::column_meaning::meaning;
use super::model_summary::common;
use super::statistics::{Band, CostDriver, Counts, LevelOf};
use super::{ModelSummary, RunOutcome, RunStatus, RunTable, Statistics};
use crate::model::{Fact, Model, Provenance};
use crate::report::html::run::Run;
use crate::report::html::{INPUTS_LIMIT, Page, escape, facts_that_fit, page};
use crate::report::words::{counted, verb};

/// The material of the report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report<'a> {
    /// The table of runs.
    pub table: &'a RunTable,
    /// Outcomes of the runs, each with its index there.
    pub outcomes: &'a [(usize, &'a RunOutcome)],
    /// Statistics of all runs.
    pub statistics: &'a Statistics,
    /// The models that the runs change.
    pub summaries: &'a [ModelSummary],
    /// The same with their inputs, before the runs change them; `None` where only results are known, as to `merge`.
    pub models: Option<&'a [Model]>,
    /// Notes for the reader.
    pub notes: &'a [String],
    /// The run that it reports, if a command was run.
    pub run: Option<&'a Run>,
}

/// Levels that a page can show; of more, those that most runs have.
const LEVELS: usize = 300;
/// Columns whose correlation a page lists for each level, the strongest.
const DRIVERS: usize = 40;
/// Values that are listed of each column.
const VALUES: usize = 12;
/// Bytes that the runs without an answer, or short of a level, may take.
const FAILED_LIMIT: usize = 500_000;

#[derive(Serialize)]
struct BatchPayload<'a> {
    version: &'static str,
    currency: &'a str,
    models: &'a [ModelSummary],
    batch: BatchPart<'a>,
    middle: Option<&'a LevelOf>,
    scopes_asked: usize,
    columns: Vec<ColumnPart<'a>>,
    failed: Vec<FailedRun<'a>>,
    /// Also those left out.
    failed_total: usize,
    inputs: Vec<InputPart<'a>>,
    facts: Vec<&'a Fact>,
    inputs_total: usize,
    assumptions_total: usize,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct BatchPart<'a> {
    counts: Counts,
    bands: Vec<&'a Band>,
    drivers: Vec<&'a CostDriver>,
}

/// A column of the table of runs, and some of its values.
#[derive(Serialize)]
struct ColumnPart<'a> {
    name: &'a str,
    /// In words, and the unit.
    meaning: Option<(String, &'static str)>,
    distinct: usize,
    least: Option<f64>,
    most: Option<f64>,
    values: Vec<&'a str>,
}

/// A run without an answer, or with levels that it cannot reach.
#[derive(Serialize)]
struct FailedRun<'a> {
    run: &'a str,
    status: &'static str,
    message: &'a str,
    missed: Vec<Missed<'a>>,
    values: &'a [String],
}

/// The highest level of a scope that a run cannot reach.
#[derive(Serialize)]
struct Missed<'a> {
    scope: &'a str,
    level: f64,
    /// True if there are lower ones too.
    lower: bool,
    /// The level in force instead, if there is a plan.
    nearest: Option<f64>,
}

/// A row of the inputs, and of which models where not of all.
#[derive(Serialize)]
struct InputPart<'a> {
    #[serde(flatten)]
    row: &'a Provenance,
    #[serde(skip_serializing_if = "Option::is_none")]
    models: Option<Vec<usize>>,
}

impl Report<'_> {
    /// Writes the page. It holds nothing that changes from one time to the next.
    ///
    /// # Errors
    /// Errors of the writer.
    pub(crate) fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let answer = self.answer().html();
        let mut names: Vec<&str> = self.summaries.iter().map(|summary| summary.name.as_str()).collect();
        names.dedup();
        let run = self.run.map_or_else(String::new, Run::html);
        let title = match names[..] {
            [one] => one.to_owned(),
            _ => format!("A batch of {}", counted(self.statistics.counts.runs, "run")),
        };
        let page = Page {
            kind: page::KIND,
            title: &title,
            answer: &answer,
            run: &run,
            scripts: page::OF_BATCH,
            ..Page::default()
        };
        page.write(to, &escape::json_for_script(&serde_json::to_string(&self.payload()?)?))
    }

    fn answer(&self) -> BatchAnswer<'_> {
        BatchAnswer { statistics: self.statistics, summaries: self.summaries, outcomes: self.outcomes }
    }

    fn payload(&self) -> io::Result<BatchPayload<'_>> {
        let Statistics { counts, bands, drivers } = self.statistics;
        let mut notes = self.notes.to_vec();
        let bands = shown_bands(bands, &mut notes);
        let levels = drivers.chunk_by(|a, b| a.of == b.of);
        let shown = levels.filter(|level| bands.iter().any(|band| band.of == level[0].of));
        let drivers = shown.flat_map(|level| level.iter().take(DRIVERS)).collect();
        let (failed, failed_total) = self.failed()?;
        let inputs = self.inputs()?;
        let assumptions_total = inputs.iter().filter(|input| input.row.confidence == "assumption").count();
        let inputs_total = inputs.len();
        Ok(BatchPayload {
            version: env!("CARGO_PKG_VERSION"),
            currency: common(self.summaries, |s| &s.currency).unwrap_or(""),
            models: self.summaries,
            middle: self.answer().middle().or(bands.first().map(|band| &band.of)),
            scopes_asked: bands.iter().filter_map(|band| band.of.scope.as_deref()).collect::<BTreeSet<_>>().len(),
            batch: BatchPart { counts: *counts, bands, drivers },
            columns: self.table.columns.iter().enumerate().map(|(k, name)| self.column(k, name)).collect(),
            failed,
            failed_total,
            inputs: that_fit(inputs, INPUTS_LIMIT)?,
            facts: self.facts(),
            inputs_total,
            assumptions_total,
            notes,
        })
    }

    fn column<'a>(&'a self, k: usize, name: &'a str) -> ColumnPart<'a> {
        let cells = self.outcomes.iter().map(|&(run, _)| self.table.runs[run].values[k].as_str());
        let mut values: Vec<&str> = cells.collect::<BTreeSet<_>>().into_iter().collect();
        let number = |text: &str| text.parse::<f64>().ok().filter(|value| value.is_finite());
        // numbers by size, behind them all other text
        values.sort_by(|a, b| number(a).unwrap_or(f64::INFINITY).total_cmp(&number(b).unwrap_or(f64::INFINITY)));
        let mut numbers = values.iter().filter_map(|text| number(text));
        let least = numbers.next();
        let most = numbers.next_back().or(least);
        let distinct = values.len();
        values.truncate(VALUES);
        ColumnPart { name, meaning: meaning(name), distinct, least, most, values }
    }

    /// Runs without an answer before those short of a level, of these the ones first that miss the highest; and how many there are.
    fn failed(&self) -> io::Result<(Vec<FailedRun<'_>>, usize)> {
        let mut found: Vec<FailedRun> = Vec::new();
        for &(index, outcome) in self.outcomes {
            let missed = missed(outcome);
            if outcome.levels.is_empty() || !missed.is_empty() {
                let run = &self.table.runs[index];
                let (status, message) = (outcome.status.label(), outcome.message.as_str());
                found.push(FailedRun { run: &run.name, status, message, missed, values: &run.values });
            }
        }
        let rank =
            |run: &FailedRun| Reverse(RunStatus::ALL.into_iter().position(|status| status.label() == run.status));
        let highest = |run: &FailedRun| run.missed.iter().map(|missed| missed.level).fold(f64::NEG_INFINITY, f64::max);
        found.sort_by(|a, b| rank(a).cmp(&rank(b)).then(highest(b).total_cmp(&highest(a))));
        let total = found.len();
        Ok((that_fit(found, FAILED_LIMIT)?, total))
    }

    /// The sources of all models; two models of one folder have the same.
    fn facts(&self) -> Vec<&Fact> {
        let mut facts: Vec<&Fact> = Vec::new();
        for fact in self.models.unwrap_or_default().iter().flat_map(|model| facts_that_fit(&model.facts)) {
            if !facts.iter().any(|known| known.id == fact.id) {
                facts.push(fact);
            }
        }
        facts
    }

    /// The rows of all models' inputs; one that several have stands once.
    fn inputs(&self) -> io::Result<Vec<InputPart<'_>>> {
        let models = self.models.unwrap_or_default();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut inputs: Vec<InputPart> = Vec::new();
        for (m, model) in models.iter().enumerate() {
            for row in model.provenance.iter() {
                let at = *known.entry(serde_json::to_string(row)?).or_insert(inputs.len());
                if at == inputs.len() {
                    inputs.push(InputPart { row, models: Some(Vec::new()) });
                }
                if let Some(of) = &mut inputs[at].models
                    && of.last() != Some(&m)
                {
                    of.push(m);
                }
            }
        }
        for input in &mut inputs {
            input.models.take_if(|of| of.len() == models.len());
        }
        Ok(inputs)
    }
}

/// The bands of as many levels as can be shown, those first that most runs have; in their order.
fn shown_bands<'a>(bands: &'a [Band], notes: &mut Vec<String>) -> Vec<&'a Band> {
    let levels: Vec<&[Band]> = bands.chunk_by(|a, b| a.of == b.of).collect();
    let Some(left_out) = levels.len().checked_sub(LEVELS).filter(|&n| n > 0) else { return bands.iter().collect() };
    let left = counted(left_out, "level");
    let stay = verb(left_out, "stays", "stay");
    notes.push(format!("{left} that few runs have {stay} out of the pictures; all are in bands.csv."));
    let mut order: Vec<usize> = (0..levels.len()).collect();
    order.sort_by_key(|&k| Reverse(levels[k][0].runs));
    order.truncate(LEVELS);
    order.sort_unstable();
    order.into_iter().flat_map(|k| levels[k]).collect()
}

/// The first of some rows, as many as fit into so many bytes.
fn that_fit<T: Serialize>(mut rows: Vec<T>, limit: usize) -> io::Result<Vec<T>> {
    let mut bytes = 0;
    for (k, row) in rows.iter().enumerate() {
        bytes += serde_json::to_string(row)?.len() + 1;
        if bytes > limit {
            rows.truncate(k);
            break;
        }
    }
    Ok(rows)
}

/// Of each scope the highest level that a run cannot reach.
fn missed(outcome: &RunOutcome) -> Vec<Missed<'_>> {
    let mut missed: Vec<Missed> = Vec::new();
    for row in &outcome.levels {
        let (Some(scope), Some(level), Some(false)) = (row.scope.as_deref(), row.figures.level, row.figures.attainable)
        else {
            continue;
        };
        let one = Missed { scope, level, lower: false, nearest: row.figures.share };
        match missed.iter_mut().find(|known| known.scope == scope) {
            Some(known) if level > known.level => *known = Missed { lower: true, ..one },
            Some(known) => known.lower |= level < known.level,
            None => missed.push(one),
        }
    }
    missed
}
