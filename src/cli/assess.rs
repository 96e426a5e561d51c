//! `stockpile assess`: a plan of one's own.

use super::output::Output;
use super::under_stress::under_stress;
use super::{ModelArgs, SolveArgs, Stop, plan_file};
use crate::analysis;
use crate::analysis::own_plan::{complete, distances};
use crate::analysis::study::Study;
use crate::formulation::Program;
use crate::plan::Plan;
use crate::report::summary::{Assessed, Summary, WithTables};
use crate::report::table::Table;
use crate::report::{assess, resilience, tables, terminal};
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

/// Assess a plan of one's own: its cost, shares and stock, what it breaks, how far it is from the optimum and in what, what disruptions do to it
///
/// Example: stockpile assess models/japan-2026.toml data/japan-2026/observed-2026-01.csv --set model.periods=1
#[derive(Debug, Args)]
pub(super) struct Assess {
    #[command(flatten)]
    model: ModelArgs,
    /// The plan: a table with the columns period, element, segment, supplier and quantity of purchases.csv, and offer where a
    /// supplier has several. A sheet of a workbook is FILE.xlsx:SHEET.
    plan: PathBuf,
    #[command(flatten)]
    solve: SolveArgs,
}

impl Assess {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output = Output::new("assess", &self.solve.show, self.solve.out.as_deref());
        let checked = self.model.read(&output)?;
        let unusable = checked.check_disruptions().err();
        let model = checked.model;
        let solver = self.solve.solver;
        let started = Instant::now();
        let trunk = Program::new(&model);
        let own = plan_file::read(&model, &trunk, &self.plan)?;
        let program = if own.reservations.is_empty() { trunk } else { trunk.with_reservations(&model) };
        let level = model.security.as_ref().and_then(|security| security.max_share);
        let completed = complete(&model, &program, &own, level, solver)?;
        let plan = completed.derive(|completed| Plan::new(&model, &program, &completed.x));
        let stressed = match unusable {
            // what is wrong with disruptions stops no plan
            Some(problems) => {
                output.message(&format!("{problems}\nThe disruptions are left out."));
                Vec::new()
            }
            None => under_stress(&model, &program, &completed.x, solver, &output),
        };
        let study = Study::new(model, solver);
        let model = study.model();
        let optimum = match study.solve() {
            Ok(optimum) => Some(optimum),
            Err(analysis::Error::NoPlan) => None,
            Err(error) => return Err(error.into()),
        };
        let distances = optimum
            .as_ref()
            .map_or_else(Vec::new, |optimum| distances(model, (&program, &completed.x), (study.program(), &optimum.x)));
        let optimum = optimum.map(|optimum| optimum.cost);
        let cost = plan.cost_parts.total();
        let size = (program.lp.cols(), program.lp.rows());
        let summary = Summary {
            assessed: Some(Assessed { optimum, gap: optimum.map(|optimum| cost - optimum) }),
            ..Summary::of_own_plan(&study, &plan, size, started.elapsed().as_secs_f64())
        };
        let mut written = tables::of_plan(model, &plan);
        written.push(tables::violations(model, &completed.violations));
        written.push(assess::distance(model, &distances));
        if !stressed.is_empty() {
            written.extend([resilience::stress(model, &stressed), resilience::stress_detail(model, &stressed)]);
        }
        let written: Vec<&Table> = written.iter().collect();
        for table in &written {
            output.table(table)?;
        }
        output.record("summary.json", &summary)?;
        let mut text = assess::text(model, &plan, optimum, &distances);
        text += &match completed.violations.is_empty() {
            true => "It breaks no constraint.\n".into(),
            false => terminal::violations(model, &completed.violations),
        };
        if !stressed.is_empty() {
            text += &format!("\nUnder the disruptions:\n{}", resilience::stress_text(model, &stressed));
        }
        output.print_text(&text)?;
        output.print_json(&WithTables { summary: &summary, tables: &written })?;
        output.done()?;
        Ok(())
    }
}
