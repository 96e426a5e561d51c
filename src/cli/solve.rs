//! `stockpile solve`: the least-cost plan.

use super::no_plan::no_plan;
use super::output::{Output, REPORT};
use super::under_stress::under_stress;
use super::{ModelArgs, Options, SolveArgs, Stop, WorkbookArgs};
use crate::analysis;
use crate::analysis::binding::Binding;
use crate::analysis::delays::{self, Delay};
use crate::analysis::level::Optimum;
use crate::analysis::orders;
use crate::analysis::proved::Proved;
use crate::analysis::study::Study;
use crate::analysis::survival::{self, MonthsMeans, Survived};
use crate::formulation::courses::Course;
use crate::plan::Plan;
use crate::report::summary::{Summary, SurvivalPart};
use crate::report::table::Table;
use crate::report::{self, binding, certificate, html, resilience, tables, terminal};
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
    #[arg(long, value_name = "SHARE", value_parser = share, allow_negative_numbers = true)]
    max_share: Option<f64>,
    /// Survive a full stop of the security country of so many months, whenever it comes, instead of the model's survive_months.
    #[arg(long = "survive", value_name = "MONTHS", value_parser = months, allow_negative_numbers = true)]
    survive_months: Option<u32>,
    /// Find the cost of beginning approvals later also where that takes long; for a small program it is found anyway.
    #[arg(long)]
    delays: bool,
    /// Find also the cost of months that must be survived by stock alone, by purchases from others alone, and so on; for a small program it is found anyway.
    #[arg(long)]
    means: bool,
    #[command(flatten)]
    solve: SolveArgs,
    #[command(flatten)]
    workbook: WorkbookArgs,
}

/// A share on the command line.
pub(super) fn share(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share + 0.0),
        Ok(percent) if percent > 1.0 && percent <= 100.0 => {
            Err(format!("shares are fractions between 0 and 1: write {} for {percent} %", percent / 100.0))
        }
        _ => Err("expected a share between 0 and 1, such as 0.5".into()),
    }
}

/// Whole months.
pub(super) fn months(text: &str) -> Result<u32, String> {
    text.trim().parse().map_err(|_| "expected a whole number of months, such as 6".into())
}

impl Solve {
    pub(super) fn run(self, options: Options) -> Result<(), Stop> {
        let output = self.solve.output("solve", options).with_workbook(&self.workbook)?;
        let checked = self.model.read_at(self.max_share, self.survive_months, &output)?;
        let notes: Vec<String> = checked.notes.iter().map(ToString::to_string).collect();
        let disrupted = checked.check_disruptions().is_ok();
        let started = Instant::now();
        let study = Study::new(checked.model, self.solve.solver);
        let optimum = match study.solve() {
            Ok(optimum) => optimum,
            Err(analysis::Error::NoPlan) => {
                let source = self.model.source_at(self.max_share, self.survive_months)?;
                return no_plan(&study, study.asked(), &source, &output, started);
            }
            Err(error) => return Err(error.into()),
        };
        let shown = self.shown(&study, &optimum, started, &output)?;
        let tables = shown.tables();
        if output.has_folder() {
            shown.write(&tables, &notes, disrupted, &output)?;
        }
        output.finish(&shown.summary, &tables, &shown.text())
    }

    /// All that is known of an optimum. It stands without the cost of delayed approvals and the means of survival.
    fn shown<'a>(
        &self,
        study: &'a Study,
        optimum: &'a Proved<Optimum>,
        started: Instant,
        output: &Output,
    ) -> Result<PlanShown<'a>, Stop> {
        let (model, plan) = (study.model(), study.plan(optimum));
        let survived = Survived::of(study, optimum)?;
        let mut summary = Summary::of_plan(study, optimum, &plan, started.elapsed().as_secs_f64());
        summary.survival = survived.as_ref().map(|survived| SurvivalPart::new(model, survived));
        let approvals = orders::approvals(model, &plan);
        let tried = self.delays || delays::is_quick(optimum, &approvals);
        let delays = tried.then(|| delays::delays(study, optimum, &approvals)).transpose();
        let delays = delays.unwrap_or_else(|error| {
            output.message(&format!("what delays of approvals cost could not be found: {error}"));
            None
        });
        let all = output.wants_tables() && optimum.lp.cols() <= binding::SMALL;
        let binding = study.binding(optimum, if all { usize::MAX } else { binding::NAMED });
        let tries = self.means || study.program().lp.cols() <= binding::SMALL;
        let made_of = made_of(study, survived.as_ref(), tries, output);
        Ok(PlanShown { study, optimum, plan, survived, summary, delays, binding, made_of })
    }
}

/// All that tables, report and terminal show of a plan.
struct PlanShown<'a> {
    study: &'a Study,
    optimum: &'a Proved<Optimum>,
    plan: Proved<Plan>,
    survived: Option<Survived>,
    summary: Summary,
    /// The cost of beginning approvals later; None where it is not tried.
    delays: Option<Vec<Delay>>,
    binding: Vec<Binding>,
    /// The means of the months survived, in all and the last of them.
    made_of: Vec<Proved<MonthsMeans>>,
}

impl PlanShown<'_> {
    /// The tables in the order in which the workbook has them.
    fn tables(&self) -> Vec<Table<'_>> {
        let (model, program) = (self.study.model(), self.study.program());
        let mut tables = tables::of_plan(model, &self.plan);
        tables.push(tables::orders(model, &self.plan));
        if let Some(delays) = self.delays.as_ref().filter(|delays| !delays.is_empty()) {
            tables.push(report::orders::delays(model, delays));
        }
        tables.push(tables::shadow_price_table(model, &self.study.shadow_prices(self.optimum)));
        tables.push(binding::table(model, &self.binding));
        tables.extend(self.course().map(|course| resilience::course(model, program, course, &self.optimum.x)));
        if !self.made_of.is_empty() {
            tables.push(resilience::means(model, &self.made_of));
        }
        tables
    }

    /// Writes all but the tables to the folder of results.
    fn write(&self, tables: &[Table], notes: &[String], disrupted: bool, output: &Output) -> Result<(), Stop> {
        let (study, optimum, summary) = (self.study, self.optimum, &self.summary);
        let (model, program) = (study.model(), study.program());
        let stressed = match disrupted {
            true => under_stress(model, program, &optimum.x, study.solver(), output),
            false => Vec::new(),
        };
        output.claim(tables, &[certificate::NAME, REPORT])?;
        output.exact_record(certificate::NAME, &certificate::CertificateRecord::new(model, program, optimum))?;
        output.report(&html::Input {
            model,
            program,
            frontiers: &[],
            causes: &[],
            plan: Some(&self.plan),
            summary,
            beside: &[],
            binding: &self.binding,
            notes,
            resilience: html::resilience::Resilience { stress: &stressed, ..Default::default() },
            sections: &self.sections(),
        })?;
        output.workbook(model, summary, tables)
    }

    /// Sections of the report.
    fn sections(&self) -> Vec<String> {
        let (model, program) = (self.study.model(), self.study.program());
        let mut sections = vec![html::orders::section(model, &self.plan, self.delays.as_deref())];
        if let Some((survived, course)) = self.survived.as_ref().zip(self.course()) {
            sections.push(html::stop::section(model, program, survived, course, &self.optimum.x));
            sections.push(html::means::section(model, &self.made_of, "stop"));
        }
        sections
    }

    /// For people: the plan, and its survival of a stop.
    fn text(&self) -> String {
        let model = self.study.model();
        let plan = terminal::plan(model, &self.plan, &self.summary, &self.binding, self.delays.as_deref());
        let survived = self.survived.as_ref().map_or_else(String::new, |s| resilience::survived_text(model, s));
        plan + &survived + &resilience::means_text(model, &self.made_of)
    }

    /// The stop that the survived months speak of.
    fn course(&self) -> Option<&Course> {
        self.survived.as_ref()?.course(self.study.program())
    }
}

/// The means of the months survived, in all and the last of them; nothing where none are asked. The plan stands without it.
fn made_of(study: &Study, survived: Option<&Survived>, tries: bool, output: &Output) -> Vec<Proved<MonthsMeans>> {
    let Some(survived) = survived else { return Vec::new() };
    let before = survived.months.saturating_sub(study.model().horizon.months_per_period);
    let over: &[u32] = if before == 0 { &[0] } else { &[0, before] };
    survival::means(study, over, tries).unwrap_or_else(|error| {
        output.message(&format!("what the months are made of could not be found: {error}"));
        Vec::new()
    })
}
