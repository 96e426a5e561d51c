//! `stockpile assess`: a plan of one's own.

use super::output::Output;
use super::{ModelArgs, SolveArgs, Stop, plan_file};
use crate::analysis;
use crate::analysis::own_plan::complete;
use crate::analysis::study::Study;
use crate::formulation::Program;
use crate::plan::Plan;
use crate::report::summary::{Assessed, Summary, WithTables};
use crate::report::table::Table;
use crate::report::words::{money, number, percent};
use crate::report::{tables, terminal};
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

/// Assess a plan of one's own: its cost, shares and stock, what it breaks, and how far it is from the optimum
///
/// Example: stockpile assess models/japan-2026.toml data/japan-2026/observed-2026-01.csv --set model.periods=1
#[derive(Debug, Args)]
pub(super) struct Assess {
    #[command(flatten)]
    model: ModelArgs,
    /// The plan: a table with the columns period, element, segment, supplier and quantity of purchases.csv, and offer where a
    /// supplier has several.
    plan: PathBuf,
    #[command(flatten)]
    solve: SolveArgs,
}

impl Assess {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output = Output::new("assess", &self.solve.show, self.solve.out.as_deref());
        let model = self.model.read(&output)?.model;
        let solver = self.solve.solver;
        let started = Instant::now();
        let trunk = Program::new(&model);
        let own = plan_file::read(&model, &trunk, &self.plan)?;
        let program = if own.reservations.is_empty() { trunk } else { trunk.with_reservations(&model) };
        let level = model.security.as_ref().and_then(|security| security.max_share);
        let completed = complete(&model, &program, &own, level, solver)?;
        let plan = completed.derive(|completed| Plan::new(&model, &program, &completed.x));
        let study = Study::new(model, solver);
        let model = study.model();
        let optimum = match study.solve() {
            Ok(optimum) => Some(optimum.cost),
            Err(analysis::Error::NoPlan) => None,
            Err(error) => return Err(error.into()),
        };
        let cost = plan.cost_parts.total();
        let summary = Summary {
            assessed: Some(Assessed { optimum, gap: optimum.map(|optimum| cost - optimum) }),
            ..Summary::of_own_plan(
                &study,
                &plan,
                (program.lp.cols(), program.lp.rows()),
                started.elapsed().as_secs_f64(),
            )
        };
        let mut written = tables::of_plan(model, &plan);
        written.push(tables::violations(model, &completed.violations));
        let written: Vec<&Table> = written.iter().collect();
        for table in &written {
            output.table(table)?;
        }
        output.record("summary.json", &summary)?;
        let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), percent);
        let mut text = format!(
            "The plan costs {}; {} of what is required depends on the country ({} without feedstock), {} of what is bought; {} t go unmet.\n",
            money(cost, &model.currency),
            share(plan.share),
            share(plan.share_direct),
            share(plan.share_of_purchases),
            number(plan.shortage, 2),
        );
        text += &match optimum {
            Some(optimum) if cost >= optimum => format!(
                "The optimum costs {}: {} less.\n",
                money(optimum, &model.currency),
                money(cost - optimum, &model.currency)
            ),
            Some(optimum) => format!(
                "The optimum costs {}: {} more, since the plan breaks constraints.\n",
                money(optimum, &model.currency),
                money(optimum - cost, &model.currency)
            ),
            None => "No plan satisfies every constraint.\n".into(),
        };
        if completed.violations.is_empty() {
            text += "It breaks no constraint.\n";
        } else {
            text += &terminal::violations(model, &completed.violations);
        }
        output.print_text(&text)?;
        output.print_json(&WithTables { summary: &summary, tables: &written })?;
        output.done()?;
        Ok(())
    }
}
