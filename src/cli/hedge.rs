//! `stockpile hedge`: the plan that is best before anyone knows which scenario comes.

use super::no_plan::no_plan;
use super::{ModelArgs, Options, SolveArgs, Stop};
use crate::analysis::study::Study;
use crate::analysis::{self, hedge};
use crate::plan::Plan;
use crate::report::summary::{Hedged, Summary};
use crate::report::{resilience, tables, terminal};
use clap::Args;
use std::time::Instant;

/// Find the plan that is best before anyone knows which scenario comes
///
/// Example: stockpile hedge models/japan-2026.toml --out out
#[derive(Debug, Args)]
pub(super) struct HedgeArgs {
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    solve: SolveArgs,
}

impl HedgeArgs {
    pub(super) fn run(self, options: Options) -> Result<(), Stop> {
        let output = self.solve.output("hedge", options);
        let checked = self.model.read(&output)?;
        checked.check_disruptions()?;
        let model = checked.model;
        let solver = self.solve.solver;
        let started = Instant::now();
        hedge::check(&model).map_err(analysis::Error::from)?;
        let study = Study::new(model, solver);
        let trunk = match study.solve() {
            Ok(trunk) => trunk,
            Err(analysis::Error::NoPlan) => {
                return no_plan(&study, study.asked(), &self.model.source()?, &output, started);
            }
            Err(error) => return Err(error.into()),
        };
        let model = study.model();
        let program = study.program().clone().with_reservations(model);
        let limits = &trunk.lp.row_upper[study.program().lp.rows()..];
        let hedge = hedge::hedge(model, &program, &program.with_security(&trunk.rows, limits), solver)?;
        let plan = hedge.derive(|hedge| Plan::new(model, &program, &hedge.x));
        let without = study.plan(&trunk);
        let summary = Summary::of_plan(&study, &trunk, &plan, started.elapsed().as_secs_f64());
        let mut summary = summary.with_proof(&study, &hedge);
        (summary.variables, summary.constraints) = hedge.size;
        summary.hedge = Some(Hedged::from(&*hedge));
        let mut tables = vec![resilience::hedge(model, &hedge), resilience::build_up(model, &plan, &without)];
        tables.extend(tables::of_plan(model, &plan));
        let told = resilience::hedge_text(model, &hedge) + &resilience::build_up_text(model, &plan, &without);
        output.finish(&summary, &tables, &(told + "\n" + &terminal::proof(&summary)))
    }
}
