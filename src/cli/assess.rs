//! `stockpile assess`: a plan of one's own.

use super::under_stress::under_stress;
use super::{ModelArgs, Options, SolveArgs, Stop, plan_file};
use crate::analysis;
use crate::analysis::own_plan::{Completed, Distance, complete, distances};
use crate::analysis::proved::Proved;
use crate::analysis::stress::Stressed;
use crate::analysis::study::Study;
use crate::formulation::Program;
use crate::model::Model;
use crate::plan::Plan;
use crate::report::summary::{Assessed, Summary};
use crate::report::table::Table;
use crate::report::{assess, resilience, tables, terminal};
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

/// Assess a plan of one's own: its cost, shares and stock, the constraints it breaks, its distance from the optimum by element, the effects of disruptions on it
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
    pub(super) fn run(self, options: Options) -> Result<(), Stop> {
        let output = self.solve.output("assess", options);
        let checked = self.model.read(&output)?;
        let unusable = checked.check_disruptions().err();
        let model = checked.model;
        let solver = self.solve.solver;
        let started = Instant::now();
        let trunk = Program::new(&model);
        let own = plan_file::read(&model, &trunk, &self.plan, &output)?;
        let program = if own.reservations.is_empty() { trunk } else { trunk.with_reservations(&model) };
        let level = model.security.as_ref().and_then(|security| security.max_share);
        let completed = complete(&model, &program, &own, level, solver)?;
        let plan = completed.derive(|completed| Plan::new(&model, &program, &completed.x));
        let stressed = match unusable {
            // problems of the disruptions stop no plan
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
        let shown =
            OwnPlanShown { model, plan, completed, stressed, optimum: optimum.map(|optimum| optimum.cost), distances };
        let size = (program.lp.cols(), program.lp.rows());
        let summary = Summary {
            assessed: Some(shown.assessed()),
            ..Summary::of_own_plan(&study, &shown.plan, size, started.elapsed().as_secs_f64())
        };
        output.finish(&summary, &shown.tables(), &shown.text())
    }
}

/// All that tables and terminal show of a plan of one's own.
struct OwnPlanShown<'a> {
    model: &'a Model,
    plan: Proved<Plan>,
    completed: Proved<Completed>,
    /// The model's disruptions against it.
    stressed: Vec<Proved<Stressed>>,
    /// The least cost; None where no plan keeps all constraints.
    optimum: Option<f64>,
    distances: Vec<Distance>,
}

impl OwnPlanShown<'_> {
    fn assessed(&self) -> Assessed {
        let cost = self.plan.cost_parts.total();
        Assessed { optimum: self.optimum, gap: self.optimum.map(|optimum| cost - optimum) }
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let mut tables = tables::of_plan(self.model, &self.plan);
        tables.push(tables::violations(self.model, &self.completed.violations));
        tables.push(assess::distance(self.model, &self.distances));
        if !self.stressed.is_empty() {
            tables.push(resilience::stress(self.model, &self.stressed));
            tables.push(resilience::stress_detail(self.model, &self.stressed));
        }
        tables
    }

    /// For people.
    fn text(&self) -> String {
        let mut text = assess::text(self.model, &self.plan, &self.completed.violations, self.optimum, &self.distances);
        text += &match self.completed.violations.is_empty() {
            true => "It breaks no constraint.\n".into(),
            false => terminal::violations(self.model, &self.completed.violations),
        };
        if !self.stressed.is_empty() {
            text += &format!("\nUnder the disruptions:\n{}", resilience::stress_text(self.model, &self.stressed));
        }
        text
    }
}
