//! `stockpile stress`: disruptions against a plan that did not know of them.

use super::no_plan::no_plan;
use super::solve::months;
use super::under_stress::{all, priced};
use super::{ModelArgs, Options, SolveArgs, Stop, plan_file};
use crate::analysis;
use crate::analysis::own_plan::complete;
use crate::analysis::proved::Proved;
use crate::analysis::stress::{Case, Stress, Stressed, usual_start};
use crate::analysis::study::Study;
use crate::formulation::Program;
use crate::model::Model;
use crate::report::resilience;
use crate::report::summary::Tables;
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

/// Put a plan under stress: the effect of each disruption scenario on it
///
/// Example: stockpile stress models/japan-2026.toml --each 6
#[derive(Debug, Args)]
pub(super) struct StressArgs {
    #[command(flatten)]
    model: ModelArgs,
    /// A plan of your own to put under stress instead of the model's, as `assess` reads it; projects.csv and reservations.csv
    /// beside it belong to it. A sheet of a workbook is FILE.xlsx:SHEET.
    #[arg(long, value_name = "PLAN.csv")]
    plan: Option<PathBuf>,
    /// Begin each disruption in every period, and show when the plan is most exposed.
    #[arg(long)]
    every_month: bool,
    /// Instead of the model's scenarios stop each country and each supplier by itself for so many months.
    #[arg(long, value_name = "MONTHS", value_parser = some_months, allow_negative_numbers = true)]
    each: Option<u32>,
    #[command(flatten)]
    solve: SolveArgs,
}

/// Whole months, one at least.
fn some_months(text: &str) -> Result<u32, String> {
    match months(text)? {
        0 => Err("a stop of 0 months stops nothing".into()),
        some => Ok(some),
    }
}

impl StressArgs {
    pub(super) fn run(self, options: Options) -> Result<(), Stop> {
        let output = self.solve.output("stress", options);
        let checked = self.model.read(&output)?;
        if self.each.is_none() {
            checked.check_disruptions()?;
        }
        let model = checked.model;
        let cases = self.cases(&model)?;
        let solver = self.solve.solver;
        let started = Instant::now();
        let mut study = None;
        let (model, stressed) = match &self.plan {
            Some(path) => {
                let trunk = Program::new(&model);
                let own = plan_file::read(&model, &trunk, path, &output)?;
                let program = if own.reservations.is_empty() { trunk } else { trunk.with_reservations(&model) };
                let completed = complete(&model, &program, &own, None, solver)?;
                let stressed = all(Stress::new(&model, &program, &completed.x, solver), &cases)?;
                (&model, stressed)
            }
            None => {
                let study = study.insert(Study::new(model.clone(), solver));
                let optimum = match study.solve() {
                    Ok(optimum) => optimum,
                    Err(analysis::Error::NoPlan) => {
                        return no_plan(study, study.asked(), &self.model.source()?, &output, started);
                    }
                    Err(error) => return Err(error.into()),
                };
                let stressed = all(Stress::new(&model, study.program(), &optimum.x, solver), &cases)?;
                (&model, stressed)
            }
        };
        let tables = [resilience::stress(model, &stressed), resilience::stress_detail(model, &stressed)];
        output.claim(&tables, &[])?;
        for table in &tables {
            output.table(table)?;
        }
        output.print_text(&self.text(model, &stressed))?;
        output.print_json(&Tables(&tables))?;
        output.done()?;
        Ok(())
    }

    fn cases(&self, model: &Model) -> Result<Vec<Case>, Stop> {
        let cases = match self.each {
            Some(months) => priced(model).map(|()| Case::each(model, months, usual_start(model)))?,
            None => stress_cases(model)?,
        };
        Ok(if self.every_month { cases.iter().flat_map(|case| case.every_month(model)).collect() } else { cases })
    }

    fn text(&self, model: &Model, stressed: &[Proved<Stressed>]) -> String {
        if !self.every_month {
            return resilience::stress_text(model, stressed);
        }
        // of each disruption the start that leaves most unmet
        let mut worst: Vec<&Proved<Stressed>> = Vec::new();
        for s in stressed {
            let name = |s: &Stressed| s.name.rsplit_once('@').map_or(s.name.clone(), |(name, _)| name.to_owned());
            match worst.iter_mut().find(|w| name(w) == name(s)) {
                Some(w) if (s.all.unmet, s.extra_cost) > (w.all.unmet, w.extra_cost) => *w = s,
                Some(_) => {}
                None => worst.push(s),
            }
        }
        let worst: Vec<Proved<Stressed>> = worst.into_iter().cloned().collect();
        format!("When the plan is most exposed to each:\n{}", resilience::stress_text(model, &worst))
    }
}

/// The model's scenarios, of which there must be some. A shortage must cost something, or every stop is met by running short.
pub(super) fn stress_cases(model: &Model) -> Result<Vec<Case>, Stop> {
    priced(model)?;
    let cases = Case::scenarios(model);
    if cases.is_empty() {
        let text =
            "no disruption happens inside the horizon: add a table of disruptions to the model, or use stress --each 6";
        return Err(Stop::Usage(text.into()));
    }
    Ok(cases)
}
