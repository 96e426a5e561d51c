//! `stockpile alternatives`: how far each volume can move at little more than the least cost.

use super::no_plan::no_plan;
use super::solve::share;
use super::{ModelArgs, Options, SolveArgs, Stop};
use crate::analysis;
use crate::analysis::alternatives::alternatives;
use crate::analysis::study::Study;
use crate::report::summary::Summary;
use crate::report::{tables, terminal};
use clap::{Args, ValueEnum};
use std::time::Instant;

/// Find how far each supplier's and country's volume can move while the plan costs little more than the least
///
/// Example: stockpile alternatives models/japan-2026.toml --within 0.02
#[derive(Debug, Args)]
pub(super) struct AlternativesArgs {
    #[command(flatten)]
    model: ModelArgs,
    /// Extra cost allowed, as a part of the least cost: 0.02 is two per cent, 0 shows whether the plan is the only one.
    #[arg(long, value_name = "PART", value_parser = share, allow_negative_numbers = true)]
    within: f64,
    /// Also the volumes of each element.
    #[arg(long, value_enum)]
    by: Option<By>,
    /// Enforce this security level instead of the model's max_share.
    #[arg(long, value_name = "SHARE", value_parser = share, allow_negative_numbers = true)]
    max_share: Option<f64>,
    #[command(flatten)]
    solve: SolveArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// Of each element
    Element,
}

impl AlternativesArgs {
    pub(super) fn run(self, options: Options) -> Result<(), Stop> {
        let output = self.solve.output("alternatives", options);
        let checked = self.model.read_at(self.max_share, None, &output)?;
        let started = Instant::now();
        let study = Study::new(checked.model, self.solve.solver);
        let found = match alternatives(&study, self.within, self.by == Some(By::Element)) {
            Ok(found) => found,
            Err(analysis::Error::NoPlan) => {
                let source = self.model.source_at(self.max_share, None)?;
                return no_plan(&study, study.asked(), &source, &output, started);
            }
            Err(error) => return Err(error.into()),
        };
        let optimum = study.solve()?;
        let summary = Summary::of_plan(&study, &optimum, &study.plan(&optimum), started.elapsed().as_secs_f64());
        let table = tables::alternatives(study.model(), &found);
        let text = terminal::alternatives(study.model(), &found, self.within) + &terminal::proof(&summary);
        output.finish(&summary, &[table], &text)
    }
}
