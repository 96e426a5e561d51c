//! `stockpile sensitivity` and `stockpile levers`: one change at a time.

use super::no_plan::no_plan;
use super::output::{Output, REPORT};
use super::solve::share;
use super::{ModelArgs, Options, SolveArgs, Stop, WorkbookArgs};
use crate::analysis::levers::{Buys, levers};
use crate::analysis::sensitivity::{SensitivityError, sensitivity};
use crate::analysis::study::Study;
use crate::analysis::variants::Asked;
use crate::analysis::{self};
use crate::report::html::{self, run::Run};
use crate::report::summary::Summary;
use crate::report::table::Table;
use crate::report::{terminal, variants};
use clap::Args;
use std::time::Instant;

/// The options of both commands.
#[derive(Debug, Args)]
struct AskedArgs {
    #[command(flatten)]
    model: ModelArgs,
    /// The security level whose cost is asked for; the model's max_share if not given, and without either 0.5.
    #[arg(long, value_name = "SHARE", value_parser = share, allow_negative_numbers = true)]
    level: Option<f64>,
    /// Also how long a full stop of the security country can be survived.
    #[arg(long)]
    survive: bool,
    /// Write the tables also as one Excel workbook with a chart, plan.xlsx.
    #[arg(long, requires = "out")]
    xlsx: bool,
    #[command(flatten)]
    solve: SolveArgs,
}

/// Find the sensitivity of the answer to each uncertain figure, at its low and its high, one at a time
///
/// Example: stockpile sensitivity models/japan-2026.toml --level 0.5 --out out
#[derive(Debug, Args)]
pub(super) struct SensitivityArgs {
    #[command(flatten)]
    asked: AskedArgs,
}

/// Find the saving of each measure that could be taken: each approval sooner, plant larger, project, reserve, substitute and contract, one at a time
///
/// Example: stockpile levers models/japan-2026.toml --level 0.5 --out out
#[derive(Debug, Args)]
pub(super) struct LeversArgs {
    #[command(flatten)]
    asked: AskedArgs,
}

/// The level asked about where neither the command line nor the model names one.
const HALF: f64 = 0.5;

impl AskedArgs {
    /// The study, its question, and when it began.
    fn study(&self, output: &Output) -> Result<(Study, Asked, Instant), Stop> {
        let mut model = self.model.read(output)?.model;
        let level = match &mut model.security {
            Some(security) => Some(self.level.or(security.max_share.take()).unwrap_or(HALF)),
            None if self.level.is_some() || self.survive => {
                let message = "--level and --survive need [security] in the model file, which says on which country";
                return Err(Stop::Usage(message.into()));
            }
            None => None,
        };
        Ok((Study::new(model, self.solve.solver), Asked { level, survival: self.survive }, Instant::now()))
    }

    /// The destination of the results of `command`.
    fn output(&self, command: &str, options: Options) -> Result<Output, Stop> {
        let workbook = WorkbookArgs { xlsx: self.xlsx, charts: Vec::new() };
        self.solve.output(command, options).with_workbook(&workbook)
    }

    /// Writes the table of results, and into the workbook also those that its charts are of.
    fn write(
        &self,
        study: &Study,
        tables: &[Table],
        text: &str,
        output: &Output,
        started: Instant,
    ) -> Result<(), Stop> {
        let optimum = study.least_cost()?;
        let summary = Summary::of_plan(study, &optimum, &study.plan(&optimum), started.elapsed().as_secs_f64());
        output.workbook(study.model(), &summary, tables)?;
        output.finish(&summary, &tables[..1], &(text.to_owned() + &terminal::proof(&summary)))
    }
}

impl SensitivityArgs {
    pub(super) fn run(self, options: Options) -> Result<(), Stop> {
        let args = self.asked;
        let output = args.output("sensitivity", options)?;
        let (study, asked, started) = args.study(&output)?;
        let (source, overrides) = args.model.source()?;
        let (base, found) = match sensitivity(&source, &overrides, &study, asked) {
            Ok(found) => found,
            Err(SensitivityError::Analysis(analysis::Error::NoPlan)) => {
                return no_plan(&study, None, &(source, overrides), &output, started);
            }
            Err(SensitivityError::Analysis(error)) => return Err(error.into()),
            Err(SensitivityError::Input(problems)) => return Err(problems.into()),
        };
        let text = variants::sensitivity_text(study.model(), &base, &found, asked);
        let tables = [variants::sensitivity(&found, asked), variants::tornado(&base, &found)];
        output.claim(&tables[..1], &[REPORT])?;
        output.file(REPORT, |to| {
            html::variants::sensitivity(to, study.model(), &base, &found, asked, &Run::of_process())
        })?;
        args.write(&study, &tables, &text, &output, started)
    }
}

impl LeversArgs {
    pub(super) fn run(self, options: Options) -> Result<(), Stop> {
        let args = self.asked;
        let output = args.output("levers", options)?;
        let (study, asked, started) = args.study(&output)?;
        let found = match levers(&study, asked) {
            Ok(found) => found,
            Err(analysis::Error::NoPlan) => {
                return no_plan(&study, None, &args.model.source()?, &output, started);
            }
            Err(error) => return Err(error.into()),
        };
        let text = variants::levers_text(study.model(), &found, asked);
        let model = study.model();
        let steps = [Buys::Points, Buys::Months].map(|buys| variants::steps(model, &found, buys));
        let mut tables = vec![variants::levers(model, &found, asked)];
        tables.extend(steps.into_iter().filter(|steps| !steps.rows.is_empty()));
        output.claim(&tables[..1], &[REPORT])?;
        output.file(REPORT, |to| html::variants::levers(to, model, &found, asked, &Run::of_process()))?;
        args.write(&study, &tables, &text, &output, started)
    }
}
