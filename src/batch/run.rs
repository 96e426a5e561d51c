//! One run: from a source and the changes of its row to an [`RunOutcome`], whatever happens.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{LevelRow, RunCommand, RunOutcome, RunStatus};
use crate::analysis::Error;
use crate::analysis::frontier::Level;
use crate::analysis::frontier::tolerances::ROUNDING;
use crate::analysis::infeasibility;
use crate::analysis::study::Study;
use crate::analysis::warm_start::WarmStart;
use crate::formulation::Program;
use crate::input::{Overrides, Source};
use crate::model::{Model, Scope, Security};
use crate::plan;
use crate::report::level_figures::LevelFigures;
use crate::report::table::Cell;
use crate::report::tables;
use crate::solver::Solver;

/// The state kept from one run of a unit to the next: a study of the model without its `max_share`. A run that differs from the last only
/// in that asks nothing that the study does not answer. The answer is the same as without it, only sooner.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    last: Option<Study>,
    // the lowest level of the unit's runs, where one names a level
    lowest: Option<f64>,
}

impl Memory {
    /// Takes note of the lowest level of the unit's runs, so that the first of them finds what the others need.
    pub(super) fn expect(&mut self, lowest: Option<f64>) {
        self.lowest = lowest;
    }

    /// The study of this model, in which nothing may be found yet, and its level.
    fn recall(
        &mut self,
        mut model: Model,
        command: RunCommand,
        solver: Solver,
        start: Option<&WarmStart>,
    ) -> (&Study, Option<f64>) {
        let level = model.security.as_mut().and_then(|security| security.max_share.take());
        let listed = model.security.iter().filter(|_| command == RunCommand::Frontier).flat_map(|s| &s.levels);
        let levels = listed.copied().chain(level.filter(|_| command == RunCommand::Solve));
        let own = levels.fold(f64::INFINITY, f64::min);
        let fits = |last: &Study| {
            *last.model() == model && last.solver() == solver && last.lowest().is_some_and(|lowest| lowest <= own)
        };
        let last = self.last.take().filter(fits);
        let lowest = self.lowest.map_or(own, |lowest| lowest.min(own));
        let study = last.unwrap_or_else(|| Study::with_start(model, solver, start).down_to(lowest));
        (self.last.insert(study), level)
    }
}

/// The warm start of the runs of a source: the optimum of its model as it stands, without anybody's changes. So the answer of a run depends on
/// nothing but the source and the run.
pub(crate) fn start(source: &Source, solver: Solver) -> Option<WarmStart> {
    if solver != Solver::Simplex {
        return None;
    }
    // a bug that only this model meets must not fail the runs
    let find = || WarmStart::of(&Program::new(&source.model(&Overrides::default()).ok()?.model));
    catch_unwind(AssertUnwindSafe(find)).ok().flatten()
}

/// Solves one run, from `start` if there is one. Every cost in the outcome belongs to a plan that has passed the certificate.
pub(crate) fn evaluate(
    source: &Source,
    overrides: &Overrides,
    command: RunCommand,
    solver: Solver,
    start: Option<&WarmStart>,
    memory: &mut Memory,
) -> RunOutcome {
    let model = match source.model(overrides) {
        Ok(checked) => checked.model,
        Err(problems) => return invalid(&problems.to_string()),
    };
    if (command, &model.security) == (RunCommand::Frontier, &None) {
        return invalid("a frontier needs [security] in the model file, which says on which country");
    }
    let (study, level) = memory.recall(model, command, solver, start);
    match answer(study, command, level) {
        Ok(levels) => RunOutcome { status: RunStatus::Optimal, message: String::new(), levels },
        Err(Error::NoPlan) => match what_gives(study, level.filter(|_| command == RunCommand::Solve)) {
            Ok(message) => RunOutcome::without_answer(RunStatus::Infeasible, one_line(&message)),
            Err(error) => failed(&error),
        },
        Err(error) => failed(&error),
    }
}

fn answer(study: &Study, command: RunCommand, level: Option<f64>) -> Result<Vec<LevelRow>, Error> {
    match (&study.model().security, command, level) {
        (Some(security), RunCommand::Frontier, _) => at_levels(study, security.scope, &security.levels, true),
        (Some(security), RunCommand::Solve, Some(level)) => at_levels(study, security.scope, &[level], false),
        (_, RunCommand::Solve, None) | (None, ..) => Ok(vec![without_level(study)?]),
    }
}

fn invalid(message: &str) -> RunOutcome {
    RunOutcome::without_answer(RunStatus::Invalid, one_line(message))
}

fn failed(error: &Error) -> RunOutcome {
    RunOutcome::without_answer(RunStatus::Failed, one_line(&error.to_string()))
}

/// Does something; a panic in it becomes a failed outcome, and the memory that it leaves behind is thrown away.
pub(crate) fn isolated(memory: &mut Memory, work: impl FnOnce(&mut Memory) -> RunOutcome) -> RunOutcome {
    // nothing but the memory outlives the work
    let caught = catch_unwind(AssertUnwindSafe(|| work(memory)));
    caught.unwrap_or_else(|panic| {
        *memory = Memory::default();
        let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        let message = format!("a bug in stockpile, please report it: {}", said.unwrap_or("it says nothing"));
        RunOutcome::without_answer(RunStatus::Failed, one_line(&message))
    })
}

/// A message of several lines in one, as a cell of a table takes it.
pub(super) fn one_line(message: &str) -> String {
    let lines = message.lines().map(|line| line.trim().trim_start_matches("--set "));
    let mut out = String::new();
    for line in lines.filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out += if line.starts_with("hint: ") { " – " } else { "; " };
        }
        out += line;
    }
    out
}

/// The cost of some levels. One without a plan is a row like the others if `some_may_have_none`, else [`Error::NoPlan`].
fn at_levels(study: &Study, scope: Scope, levels: &[f64], some_may_have_none: bool) -> Result<Vec<LevelRow>, Error> {
    let levels = study.levels(scope, levels)?;
    if !some_may_have_none && levels.iter().any(|level| level.found.is_none()) {
        return Err(Error::NoPlan);
    }
    Ok(levels.iter().map(|level| level_row(scope, level)).collect())
}

fn level_row(scope: Scope, level: &Level) -> LevelRow {
    let figures = LevelFigures::from(level).rounded();
    LevelRow { without_plan: level.found.is_none(), scope: Some(scope.label().into()), figures }
}

/// The plan of least cost, of those the one with the least share.
fn without_level(study: &Study) -> Result<LevelRow, Error> {
    let optimum = study.least_cost()?;
    let (model, program) = (study.model(), study.program());
    let share = |s: &Security| plan::share(model, program, &optimum.x, s, s.look_through);
    let figures = LevelFigures {
        share_total: model.security.as_ref().and_then(share),
        cost: Some(optimum.cost),
        extra_cost: Some(0.0),
        extra_percent: (optimum.cost != 0.0).then_some(0.0),
        shortage: Some(plan::shortage(program, &optimum.x)),
        ..LevelFigures::BLANK
    };
    Ok(LevelRow { figures: figures.rounded(), ..LevelRow::BLANK })
}

/// The most constraints that a message names.
const NAMED: usize = 3;

/// The least that would have to give for a plan, the largest part of its limit first.
fn what_gives(study: &Study, level: Option<f64>) -> Result<String, Error> {
    let model = study.model();
    let mut found = study.infeasibility(level)?.into_inner();
    let part = |v: &infeasibility::Violation| v.amount / v.limit.abs().max(ROUNDING);
    found.sort_by(|a, b| part(b).total_cmp(&part(a)));
    let named: Vec<String> = found
        .iter()
        .take(NAMED)
        .map(|v| {
            let units = tables::violations(model, std::slice::from_ref(v));
            let unit = match &units.rows[0][2] {
                Cell::Text(unit) => format!(" {unit}"),
                _ => String::new(),
            };
            format!("{} by {}{unit}", v.key.name(model), significant(v.amount))
        })
        .collect();
    let more = match found.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    Ok(format!("no plan satisfies every constraint; the least that would have to give: {}{more}", named.join(", ")))
}

/// Six significant digits: enough to be read, few enough not to differ where rounding does.
fn significant(amount: f64) -> f64 {
    format!("{amount:.5e}").parse().unwrap_or(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_failed_run() {
        let outcome = isolated(&mut Memory::default(), |_| panic!("row {} is missing", 3));
        assert_eq!(outcome.status, RunStatus::Failed);
        assert!(outcome.message.ends_with("please report it: row 3 is missing"), "{}", outcome.message);
        assert!(outcome.levels.is_empty());
    }

    #[test]
    fn a_message_is_one_line() {
        let text = "--set premium.factor=x: expected a number\nhint: such as 4\n\nanother";
        assert_eq!(one_line(text), "premium.factor=x: expected a number – hint: such as 4; another");
    }
}
