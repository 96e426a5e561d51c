//! One run: from a source and what the row changes to an [`Outcome`], whatever happens.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Command, LevelRow, Outcome, Status};
use crate::analysis::frontier::{Frontier, Level, ROUNDING, frontier_from};
use crate::analysis::least_cost::proved;
use crate::analysis::warm_start::WarmStart;
use crate::analysis::{Error, infeasibility, level};
use crate::formulation::Program;
use crate::input::{Overrides, Source};
use crate::lp::Lp;
use crate::model::{Model, Scope, Security};
use crate::plan;
use crate::report::table::Cell;
use crate::report::tables;
use crate::simplex::Basis;
use crate::solver::{Failure, Solver};

/// What is kept from one run of a unit to the next: the model, its program and its frontiers. A run that differs from the last only in
/// its `max_share` asks nothing that these do not answer. The answer is the same as without them, only sooner.
#[derive(Debug, Default)]
pub struct Memory {
    last: Option<Last>,
}

#[derive(Debug, Clone)]
struct Last {
    // without max_share
    model: Model,
    program: Program,
    solver: Solver,
    start: Option<Basis>,
    known: Vec<(Scope, Result<Known, Error>)>,
}

/// A frontier, and the program with its rows, for the proofs.
#[derive(Debug, Clone)]
struct Known {
    frontier: Frontier,
    with_rows: Option<Lp>,
}

impl Memory {
    /// What is known of this model, which may be nothing yet, and its level.
    fn recall(&mut self, mut model: Model, solver: Solver, start: Option<&WarmStart>) -> (&mut Last, Option<f64>) {
        let level = model.security.as_mut().and_then(|security| security.max_share.take());
        let last = match self.last.take() {
            Some(last) if last.model == model && last.solver == solver => last,
            _ => {
                let program = Program::new(&model);
                let start = start.map(|start| start.over(&program));
                Last { model, program, solver, start, known: Vec::new() }
            }
        };
        (self.last.insert(last), level)
    }
}

impl Last {
    /// The frontier of a scope, walked unless it is known, beside what it is of.
    fn know(&mut self, security: &Security, scope: Scope) -> Result<(&Model, &Program, &mut Known), Error> {
        let Self { model, program, solver, start, known } = self;
        let place = known.iter().position(|(of, _)| *of == scope).unwrap_or_else(|| {
            let walked = frontier_from(model, program, security, scope, *solver, start.as_ref());
            known.push((scope, walked.map(|frontier| Known { frontier, with_rows: None })));
            known.len() - 1
        });
        match &mut known[place].1 {
            Ok(found) => Ok((model, program, found)),
            Err(error) => Err(error.clone()),
        }
    }
}

/// Where the runs of a source start: at the optimum of its model as it stands, without anybody's changes. So what a run finds depends on
/// nothing but the source and the run.
pub fn start(source: &Source, solver: Solver) -> Option<WarmStart> {
    if solver != Solver::Simplex {
        return None;
    }
    // a bug that only this model meets must not fail the runs
    let find = || WarmStart::of(&Program::new(&source.model(&Overrides::default()).ok()?.model));
    catch_unwind(AssertUnwindSafe(find)).ok().flatten()
}

/// Solves one run, from `start` if there is one. Every cost in the outcome belongs to a plan that has passed the certificate.
pub fn evaluate(
    source: &Source,
    overrides: &Overrides,
    command: Command,
    solver: Solver,
    start: Option<&WarmStart>,
    memory: &mut Memory,
) -> Outcome {
    let model = match source.model(overrides) {
        Ok(checked) => checked.model,
        Err(problems) => return invalid(&problems.to_string()),
    };
    if (command, &model.security) == (Command::Frontier, &None) {
        return invalid("a frontier needs [security] in the model file, which says on which country");
    }
    let (last, level) = memory.recall(model, solver, start);
    let found = match answer(last, command, level) {
        // A start that leads astray is done without. What comes of it is not kept: the next run would depend on this one.
        Err(Error::Solver(_) | Error::Certificate { .. }) if last.start.is_some() => {
            answer(&mut Last { start: None, known: Vec::new(), ..last.clone() }, command, level)
        }
        found => found,
    };
    match found {
        Ok(levels) => Outcome { status: Status::Optimal, message: String::new(), levels },
        Err(Error::NoPlan) => {
            let level = level.filter(|_| command == Command::Solve);
            match what_gives(&last.model, &last.program, level, solver) {
                Ok(message) => Outcome::without_answer(Status::Infeasible, one_line(&message)),
                Err(error) => failed(&error),
            }
        }
        Err(error) => failed(&error),
    }
}

fn answer(last: &mut Last, command: Command, level: Option<f64>) -> Result<Vec<LevelRow>, Error> {
    match (last.model.security.clone(), command, level) {
        (Some(security), Command::Frontier, _) => at_levels(last, &security, &security.levels, true),
        (Some(security), Command::Solve, Some(level)) => at_levels(last, &security, &[level], false),
        (security, _, _) => Ok(vec![without_level(last, security.as_ref())?]),
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
    let solver = last.solver;
    let (model, program, known) = last.know(security, security.scope)?;
    let mut rows = Vec::with_capacity(levels.len());
    let mut proven = Vec::new();
    for &level in levels {
        let at = known.frontier.level(model, program, security, level);
        match &at.found {
            // levels above the free share, and those below the lowest, have one plan
            Some(found) if !proven.contains(&found.share) => {
                prove(program, known, found.share, solver)?;
                proven.push(found.share);
            }
            None if !some_may_have_none => return Err(Error::NoPlan),
            _ => {}
        }
        rows.push(level_row(&known.frontier, &at));
    }
    Ok(rows)
}

/// Proves the frontier's plan at a level.
fn prove(program: &Program, known: &mut Known, share: f64, solver: Solver) -> Result<(), Error> {
    let Known { frontier, with_rows } = known;
    let x = frontier.plan(share);
    let y = frontier.prices(&program.lp, share, solver)?;
    let limits = frontier.limits(share);
    let lp = with_rows.get_or_insert_with(|| program.with_security(&frontier.rows, &limits));
    lp.row_upper[program.lp.rows()..].copy_from_slice(&limits);
    proved(lp, x, y, solver).map(|_| ())
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
        (Some(security), solver @ Solver::Simplex) => {
            let (_, program, known) = last.know(security, Scope::Total)?;
            level::free_end(program, &known.frontier, solver)?.x
        }
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
