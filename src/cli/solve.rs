//! `stockpile solve`: the least-cost plan.

use super::output::Output;
use super::{ModelArgs, SolveArgs, Stop, WorkbookArgs};
use crate::analysis::{self, infeasibility, level};
use crate::formulation::Program;
use crate::model::{Measure, Model, Part};
use crate::plan::Plan;
use crate::report::summary::{Summary, WithTables};
use crate::report::table::Table;
use crate::report::{html, tables, terminal};
use clap::Args;
use std::time::Instant;

/// Find the least-cost plan
///
/// Example: stockpile solve models/japan-2026.toml --max-share 0.6 --out out
#[derive(Debug, Args)]
pub(super) struct Solve {
    #[command(flatten)]
    model: ModelArgs,
    /// Enforce this security level instead of the model's max_share: the greatest share that may depend on the country.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    max_share: Option<f64>,
    #[command(flatten)]
    solve: SolveArgs,
    #[command(flatten)]
    workbook: WorkbookArgs,
}

/// A share on the command line.
pub(super) fn share(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(share) if share.is_finite() && share >= 0.0 => Ok(share + 0.0),
        _ => Err("expected a share, such as 0.5".into()),
    }
}

/// The level that is in force: the command line's before the model's.
pub(super) fn level_in_force(model: &Model, asked: Option<f64>) -> Result<Option<f64>, Stop> {
    match (&model.security, asked) {
        (None, Some(_)) => {
            Err(Stop::Usage("--max-share needs [security] in the model file, which says on which country".into()))
        }
        (security, asked) => Ok(asked.or(security.as_ref().and_then(|s| s.max_share))),
    }
}

impl Solve {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output = Output::new("solve", &self.solve.show, self.solve.out.as_deref()).with_workbook(&self.workbook)?;
        let checked = self.model.read(&output)?;
        let notes: Vec<String> = checked.notes.iter().map(ToString::to_string).collect();
        let model = checked.model;
        let level = level_in_force(&model, self.max_share)?;
        let solver = self.solve.solver;
        let started = Instant::now();
        let program = Program::new(&model);
        let found = match level::at_level(&model, &program, level, solver) {
            Ok(found) => found,
            Err(analysis::Error::NoPlan) => {
                return no_plan(&model, &program, level, &self.solve, &output, started);
            }
            Err(error) => return Err(error.into()),
        };
        let plan = Plan::new(&model, &program, &found.x);
        let seconds = started.elapsed().as_secs_f64();
        let summary = Summary::of_plan(&plan, &found.lp, &model.currency, found.certificate, solver.name(), seconds);
        let prices = tables::shadow_prices(&program, &found.rows, &found.lp, &found.y);
        let mut written = tables::of_plan(&model, &plan);
        written.push(tables::shadow_price_table(&model, &prices));
        let written: Vec<&Table> = written.iter().collect();
        for table in &written {
            output.table(table)?;
        }
        output.record("summary.json", &summary)?;
        output.report(&html::Input {
            model: &model,
            program: &program,
            frontiers: &[],
            causes: &[],
            plan: Some(&plan),
            summary: &summary,
            shadow_prices: &prices,
            notes: &notes,
            resilience: html::resilience::Resilience::default(),
        })?;
        output.workbook(&model, &summary, &written)?;
        output.print_text(&terminal::plan(&model, &plan, &summary, &prices))?;
        output.print_json(&WithTables { summary: &summary, tables: &written })?;
        output.done()?;
        Ok(())
    }
}

/// Explains that there is no plan: what would have to give.
pub(super) fn no_plan(
    model: &Model,
    program: &Program,
    level: Option<f64>,
    args: &SolveArgs,
    output: &Output,
    started: Instant,
) -> Result<(), Stop> {
    let (rows, limits) = level::as_asked(model, program, level);
    let violations = infeasibility::least_violation(model, program, &rows, &limits, args.solver)?;
    if violations.is_empty() {
        // the solver says there is no plan and, with everything elastic, that nothing has to give: one of the two is wrong
        return Err(Stop::Solver(analysis::Error::Solver(crate::solver::Failure {
            solver: args.solver.name(),
            reason: "it finds no plan, yet no constraint that would have to give".into(),
        })));
    }
    let (measure, window) =
        model.security.as_ref().map_or((Measure::Volume, Default::default()), |s| (s.measure, s.window));
    let requirement = model.weighted_requirement(Part::Total, measure, model.horizon.clip(window));
    let lp = program.with_security(&rows, &limits);
    let summary =
        Summary::infeasible(&lp, &model.currency, requirement, args.solver.name(), started.elapsed().as_secs_f64());
    let table = tables::violations(model, &violations);
    output.record("summary.json", &summary)?;
    output.table(&table)?;
    output.workbook(model, &summary, &[&table])?;
    output.print_text(&terminal::no_plan(model, &violations))?;
    output.print_json(&WithTables { summary: &summary, tables: &[&table] })?;
    Err(Stop::NoPlan)
}
