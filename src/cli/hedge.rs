//! `stockpile hedge`: the plan that is best before anyone knows which scenario comes.

use super::output::Output;
use super::solve::level_in_force;
use super::{ModelArgs, SolveArgs, Stop};
use crate::analysis::level::at_level;
use crate::analysis::{hedge, survival};
use crate::plan::Plan;
use crate::report::summary::{Hedged, Summary, WithTables};
use crate::report::table::Table;
use crate::report::{resilience, tables, terminal};
use clap::Args;
use std::time::Instant;

/// Find the plan that is best before anyone knows which scenario comes
///
/// Example: stockpile hedge models/japan-2026.toml --out out
#[derive(Debug, Args)]
pub(super) struct Hedge {
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    solve: SolveArgs,
}

impl Hedge {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output = Output::new(&self.solve.show, self.solve.out.as_deref());
        let model = self.model.read(&output)?.model;
        let solver = self.solve.solver;
        let started = Instant::now();
        let program = survival::program(&model, solver)?.with_reservations(&model);
        let found = at_level(&model, &program, level_in_force(&model, None)?, solver)?;
        let hedge = hedge::hedge(&model, &program, &found.lp, solver).map_err(|error| match error {
            crate::analysis::Error::Hedge(why) => Stop::Usage(why.to_string()),
            error => error.into(),
        })?;
        let plan = Plan::new(&model, &program, &hedge.x);
        let seconds = started.elapsed().as_secs_f64();
        let mut summary =
            Summary::of_plan(&plan, &found.lp, &model.currency, hedge.certificate, solver.name(), seconds);
        (summary.variables, summary.constraints) = hedge.size;
        summary.hedge = Some(Hedged::from(&hedge));
        let mut written = vec![resilience::hedge(&model, &hedge)];
        written.extend(tables::of_plan(&model, &plan));
        let written: Vec<&Table> = written.iter().collect();
        for table in &written {
            output.table(table)?;
        }
        output.record("summary.json", &summary)?;
        output.print_text(&(resilience::hedge_text(&model, &hedge) + &terminal::proof(&summary)))?;
        output.print_json(&WithTables { summary: &summary, tables: &written })?;
        output.done();
        Ok(())
    }
}
