//! `stockpile solve`: the least-cost plan.

use super::no_plan::no_plan;
use super::output::Output;
use super::under_stress::under_stress;
use super::{ModelArgs, SolveArgs, Stop, WorkbookArgs};
use crate::analysis;
use crate::analysis::delays;
use crate::analysis::orders;
use crate::analysis::proved::Proved;
use crate::analysis::study::Study;
use crate::analysis::survival::{self, MonthsMeans, Survived};
use crate::report::summary::{Summary, SurvivalPart, WithTables};
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
    #[arg(long, value_name = "SHARE", value_parser = share)]
    max_share: Option<f64>,
    /// Survive a full stop of the security country of so many months, whenever it comes, instead of the model's survive_months.
    #[arg(long, value_name = "MONTHS")]
    survive: Option<u32>,
    /// Try what it costs to begin approvals later also where that takes long; a small program tries it anyway.
    #[arg(long)]
    delays: bool,
    /// Say also, where months must be survived, what they would cost by stock alone, by purchases from others alone, and so on; a small program says it anyway.
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

impl Solve {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output = Output::new("solve", &self.solve.show, self.solve.out.as_deref()).with_workbook(&self.workbook)?;
        let checked = self.model.read_at(self.max_share, self.survive, &output)?;
        let notes: Vec<String> = checked.notes.iter().map(ToString::to_string).collect();
        let disrupted = checked.check_disruptions().is_ok();
        let started = Instant::now();
        let study = Study::new(checked.model, self.solve.solver);
        let optimum = match study.solve() {
            Ok(optimum) => optimum,
            Err(analysis::Error::NoPlan) => {
                let source = self.model.source_at(self.max_share, self.survive)?;
                return no_plan(&study, study.asked(), &source, &output, started);
            }
            Err(error) => return Err(error.into()),
        };
        let (model, plan) = (study.model(), study.plan(&optimum));
        let survived = Survived::of(&study, &optimum)?;
        let mut summary = Summary::of_plan(&study, &optimum, &plan, started.elapsed().as_secs_f64());
        summary.survival = survived.as_ref().map(|survived| SurvivalPart::new(model, survived));
        let prices = study.shadow_prices(&optimum);
        let approvals = orders::approvals(model, &plan);
        let tried = self.delays || delays::is_quick(&optimum, &approvals);
        let delays = tried.then(|| delays::delays(&study, &optimum, &approvals)).transpose();
        // the plan stands without it
        let delays = delays.unwrap_or_else(|error| {
            output.message(&format!("what delays of approvals cost could not be found: {error}"));
            None
        });
        let all = output.wants_tables() && optimum.lp.cols() <= binding::SMALL;
        let ranged = if all { usize::MAX } else { binding::NAMED };
        let binds = study.binding(&optimum, ranged);
        let mut written = tables::of_plan(model, &plan);
        written.push(tables::orders(model, &plan));
        if let Some(delays) = delays.as_ref().filter(|delays| !delays.is_empty()) {
            written.push(report::orders::delays(model, delays));
        }
        written.push(tables::shadow_price_table(model, &prices));
        written.push(binding::table(model, &binds));
        let course = survived.as_ref().and_then(|survived| survived.course(study.program()));
        written.extend(course.map(|course| resilience::course(model, study.program(), course, &optimum.x)));
        let tries = self.means || study.program().lp.cols() <= binding::SMALL;
        let made_of = made_of(&study, survived.as_ref(), tries, &output);
        written.extend((!made_of.is_empty()).then(|| resilience::means(model, &made_of)));
        let written: Vec<&Table> = written.iter().collect();
        for table in &written {
            output.table(table)?;
        }
        let mut sections = vec![html::orders::section(model, &plan, delays.as_deref())];
        if let Some((survived, course)) = survived.as_ref().zip(course) {
            sections.push(html::stop::section(model, study.program(), survived, course, &optimum.x));
            sections.push(html::means::section(model, &made_of, "stop"));
        }
        let stressed = match disrupted && output.has_folder() {
            true => under_stress(model, study.program(), &optimum.x, study.solver(), &output),
            false => Vec::new(),
        };
        output.record("summary.json", &summary)?;
        output
            .exact_record(certificate::NAME, &certificate::CertificateRecord::new(model, study.program(), &optimum))?;
        output.report(&html::Input {
            model,
            program: study.program(),
            frontiers: &[],
            causes: &[],
            plan: Some(&plan),
            summary: &summary,
            beside: &[],
            binding: &binds,
            notes: &notes,
            resilience: html::resilience::Resilience { stress: &stressed, ..Default::default() },
            sections: &sections,
        })?;
        output.workbook(model, &summary, &written)?;
        let survival = survived.map_or_else(String::new, |survived| resilience::survived_text(model, &survived));
        let survival = survival + &resilience::means_text(model, &made_of);
        output.print_text(&(terminal::plan(model, &plan, &summary, &binds, delays.as_deref()) + &survival))?;
        output.print_json(&WithTables { summary: &summary, tables: &written })?;
        output.done()?;
        Ok(())
    }
}

/// What the months survived are made of, in all and the last of them; nothing where none are asked. The plan stands without it.
fn made_of(study: &Study, survived: Option<&Survived>, tries: bool, output: &Output) -> Vec<Proved<MonthsMeans>> {
    let Some(survived) = survived else { return Vec::new() };
    let before = survived.months.saturating_sub(study.model().horizon.months_per_period);
    let over: &[u32] = if before == 0 { &[0] } else { &[0, before] };
    survival::means(study, over, tries).unwrap_or_else(|error| {
        output.message(&format!("what the months are made of could not be found: {error}"));
        Vec::new()
    })
}
