//! One run: from a source and what the row changes to an [`Outcome`], whatever happens.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::{Command, LevelRow, Outcome, Status};
use crate::analysis::frontier::{Frontier, Level, ROUNDING, frontier};
use crate::analysis::least_cost::proved;
use crate::analysis::{Error, infeasibility, level};
use crate::formulation::Program;
use crate::input::{Overrides, Source};
use crate::model::{Model, Scope, Security};
use crate::plan;
use crate::report::table::Cell;
use crate::report::tables;
use crate::solver::{Failure, Solver};

/// What a thread keeps from one run to the next: the last model, its program and its frontiers. A run that differs from the last only in
/// its `max_share` asks nothing that these do not answer. The answer is the same as without them, only sooner.
#[derive(Debug, Default)]
pub struct Memory {
    last: Option<Last>,
}

#[derive(Debug)]
struct Last {
    // without max_share
    model: Model,
    program: Program,
    solver: Solver,
    frontiers: Vec<(Scope, Result<Arc<Frontier>, Error>)>,
}

impl Memory {
    /// What is known of this model, which may be nothing yet, and its level.
    fn recall(&mut self, mut model: Model, solver: Solver) -> (&mut Last, Option<f64>) {
        let level = model.security.as_mut().and_then(|security| security.max_share.take());
        let last = match self.last.take() {
            Some(last) if last.model == model && last.solver == solver => last,
            _ => Last { program: Program::new(&model), model, solver, frontiers: Vec::new() },
        };
        (self.last.insert(last), level)
    }
}

impl Last {
    fn frontier(&mut self, security: &Security, scope: Scope) -> Result<Arc<Frontier>, Error> {
        if let Some((_, known)) = self.frontiers.iter().find(|(known, _)| *known == scope) {
            return known.clone();
        }
        let found = frontier(&self.model, &self.program, security, scope, self.solver).map(Arc::new);
        self.frontiers.push((scope, found.clone()));
        found
    }
}

/// Solves one run. Every cost in the outcome belongs to a plan that has passed the certificate.
pub fn evaluate(
    source: &Source,
    overrides: &Overrides,
    command: Command,
    solver: Solver,
    memory: &mut Memory,
) -> Outcome {
    let model = match source.model(overrides) {
        Ok(checked) => checked.model,
        Err(problems) => return invalid(&problems.to_string()),
    };
    let (last, max_share) = memory.recall(model, solver);
    let security = last.model.security.clone();
    let (found, level) = match (&security, command, max_share) {
        (None, Command::Frontier, _) => {
            return invalid("a frontier needs [security] in the model file, which says on which country");
        }
        (Some(security), Command::Frontier, _) => (at_levels(last, security, &security.levels, true), None),
        (Some(security), Command::Solve, Some(level)) => (at_levels(last, security, &[level], false), Some(level)),
        (security, Command::Solve, _) => (without_level(last, security.as_ref()).map(|row| vec![row]), None),
    };
    match found {
        Ok(levels) => Outcome { status: Status::Optimal, message: String::new(), levels },
        Err(Error::NoPlan) => match what_gives(&last.model, &last.program, level, solver) {
            Ok(message) => Outcome::without_answer(Status::Infeasible, one_line(&message)),
            Err(error) => failed(&error),
        },
        Err(error) => failed(&error),
    }
}

fn invalid(message: &str) -> Outcome {
    Outcome::without_answer(Status::Invalid, one_line(message))
}

fn failed(error: &Error) -> Outcome {
    Outcome::without_answer(Status::Failed, one_line(&error.to_string()))
}

/// Does something; a panic in it becomes a failed outcome, and the memory that it leaves behind is thrown away.
pub fn isolated(memory: &mut Memory, work: impl FnOnce(&mut Memory) -> Outcome) -> Outcome {
    // nothing but the memory outlives the work
    let caught = catch_unwind(AssertUnwindSafe(|| work(memory)));
    caught.unwrap_or_else(|panic| {
        *memory = Memory::default();
        let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        let message = format!("a bug in stockpile, please report it: {}", said.unwrap_or("it says nothing"));
        Outcome::without_answer(Status::Failed, one_line(&message))
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

/// What some levels cost. One without a plan is a row like the others if `some_may_have_none`, else [`Error::NoPlan`].
fn at_levels(
    last: &mut Last,
    security: &Security,
    levels: &[f64],
    some_may_have_none: bool,
) -> Result<Vec<LevelRow>, Error> {
    let frontier = last.frontier(security, security.scope)?;
    let Last { model, program, solver, .. } = &*last;
    let mut rows = Vec::with_capacity(levels.len());
    let mut proven = Vec::new();
    for &level in levels {
        let at = frontier.level(model, program, security, level);
        match &at.found {
            // levels above the free share, and those below the lowest, have one plan
            Some(found) if !proven.contains(&found.share) => {
                prove(program, &frontier, found.share, *solver)?;
                proven.push(found.share);
            }
            None if !some_may_have_none => return Err(Error::NoPlan),
            _ => {}
        }
        rows.push(level_row(&frontier, &at));
    }
    Ok(rows)
}

/// Proves the frontier's plan at a level.
fn prove(program: &Program, frontier: &Frontier, share: f64, solver: Solver) -> Result<(), Error> {
    let x = frontier.plan(share);
    let y = frontier.prices(&program.lp, share, solver)?;
    let lp = program.with_security(&frontier.rows, &frontier.limits(share));
    proved(&lp, x, y, solver).map(|_| ())
}

fn level_row(frontier: &Frontier, at: &Level) -> LevelRow {
    let found = at.found.as_ref();
    LevelRow {
        without_plan: found.is_none(),
        scope: Some(frontier.scope.label().into()),
        level: Some(at.level),
        attainable: Some(at.attainable),
        share: found.map(|f| f.share),
        share_total: found.and_then(|f| f.share_total),
        cost: found.map(|f| f.cost),
        extra_cost: found.map(|f| f.extra_cost),
        extra_percent: found.and_then(|f| f.extra_percent),
        marginal_cost: found.and_then(|f| f.marginal_cost),
        shortage: found.map(|f| f.shortage),
    }
}

/// The plan of least cost, of those the one with the least share.
fn without_level(last: &mut Last, security: Option<&Security>) -> Result<LevelRow, Error> {
    let x = match (security, last.solver) {
        (Some(security), Solver::Simplex) => unpressed(last, security)?,
        (_, solver) => level::at_level(&last.model, &last.program, None, solver)?.x,
    };
    let Last { model, program, .. } = &*last;
    let cost = program.lp.objective(&x);
    Ok(LevelRow {
        share_total: security.and_then(|s| plan::share(model, program, &x, s, s.look_through)),
        cost: Some(cost),
        extra_cost: Some(0.0),
        extra_percent: (cost != 0.0).then_some(0.0),
        shortage: Some(plan::shortage(program, &x)),
        ..LevelRow::default()
    })
}

/// That plan as the start of the frontier of the whole, which is found faster than by two solves of the whole program.
fn unpressed(last: &mut Last, security: &Security) -> Result<Vec<f64>, Error> {
    let frontier = last.frontier(security, Scope::Total)?;
    let Last { program, solver, .. } = &*last;
    let x = frontier.plan(f64::INFINITY);
    let y = frontier.prices(&program.lp, f64::INFINITY, *solver)?;
    Ok(proved(&program.lp, x, y[..program.lp.rows()].to_vec(), *solver)?.x)
}

/// How many constraints a message names.
const NAMED: usize = 3;

/// What would have to give for a plan, the largest part of what is asked first.
fn what_gives(model: &Model, program: &Program, level: Option<f64>, solver: Solver) -> Result<String, Error> {
    let (rows, limits) = level::as_asked(model, program, level);
    let mut found = infeasibility::least_violation(model, program, &rows, &limits, solver)?;
    if found.is_empty() {
        let reason = "it finds no plan, yet no constraint that would have to give".into();
        return Err(Failure { solver: solver.name(), reason }.into());
    }
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
        assert_eq!(outcome.status, Status::Failed);
        assert!(outcome.message.ends_with("please report it: row 3 is missing"), "{}", outcome.message);
        assert!(outcome.levels.is_empty());
    }

    #[test]
    fn a_message_is_one_line() {
        let text = "--set premium.factor=x: expected a number\nhint: such as 4\n\nanother";
        assert_eq!(one_line(text), "premium.factor=x: expected a number – hint: such as 4; another");
    }
}
