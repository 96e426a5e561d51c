//! `stockpile frontier`: the cost of each security level.

use super::beside::Beside;
use super::no_plan::no_plan;
use super::output::Output;
use super::solve::share;
use super::stress::stress_cases;
use super::surface::{self, Months};
use super::{ModelArgs, SolveArgs, Stop, WorkbookArgs};
use crate::analysis;
use crate::analysis::frontier::causes::Causes;
use crate::analysis::frontier::{Frontier, Level};
use crate::analysis::level::Optimum;
use crate::analysis::proved::Proved;
use crate::analysis::stress::{Case, Stress, Stressed};
use crate::analysis::study::Study;
use crate::input::check_scope;
use crate::model::{Model, Scope, Security};
use crate::report::beside::View;
use crate::report::summary::{Summary, WithTables};
use crate::report::{beside, html, resilience, tables, terminal};
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

/// Find the cost of each security level
///
/// Example: stockpile frontier models/japan-2026.toml --scope total --scope element --out out
#[derive(Debug, Args)]
pub(super) struct FrontierArgs {
    #[command(flatten)]
    model: ModelArgs,
    /// What has a security row of its own: total, group, element or segment; the model's scope if not given. Repeatable.
    #[arg(long = "scope", value_name = "SCOPE", value_parser = scope)]
    scopes: Vec<Scope>,
    /// The levels of the table, separated by commas; the model's if not given.
    #[arg(long, value_name = "LEVELS", value_delimiter = ',', value_parser = share)]
    levels: Vec<f64>,
    /// Find the frontier for each number of months that a full stop of the country must be survived, separated by commas, or
    /// `all`: every number up to the longest.
    #[arg(long, value_name = "MONTHS", value_delimiter = ',')]
    survive: Vec<String>,
    /// Say also, with --survive, what the months would cost by stock alone, by purchases from others alone, and so on.
    #[arg(long, requires = "survive")]
    means: bool,
    /// Put the plan of each level under the model's disruption scenarios.
    #[arg(long)]
    stress: bool,
    /// Find the same frontier of another model too, which takes another view of prices, say. Repeatable; every --set applies to all.
    #[arg(long, value_name = "MODEL")]
    beside: Vec<PathBuf>,
    #[command(flatten)]
    solve: SolveArgs,
    #[command(flatten)]
    workbook: WorkbookArgs,
}

fn scope(text: &str) -> Result<Scope, String> {
    let found = Scope::ALL.into_iter().find(|scope| scope.label() == text);
    found.ok_or_else(|| "expected total, group, element or segment".into())
}

impl FrontierArgs {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output =
            Output::new("frontier", &self.solve.show, self.solve.out.as_deref()).with_workbook(&self.workbook)?;
        let checked = self.model.read(&output)?;
        let notes: Vec<String> = checked.notes.iter().map(ToString::to_string).collect();
        let model = checked.model;
        let Some(security) = &model.security else {
            return Err(Stop::Usage(
                "a frontier needs [security] in the model file, which says on which country".into(),
            ));
        };
        let scopes = self.scopes(security);
        for &scope in &scopes {
            check_scope(&model, scope).map_err(|problem| Stop::Usage(problem.to_string()))?;
        }
        let levels = if self.levels.is_empty() { security.levels.clone() } else { self.levels.clone() };
        let months = Months::parse(&self.survive)?;
        let cases = if self.stress { stress_cases(&model)? } else { Vec::new() };
        let beside = Beside::read(&self.beside, &self.model, &model, &scopes, self.solve.solver, &output)?;
        let started = Instant::now();
        let study = Study::new(model, self.solve.solver);
        let found = match find(&study, &scopes, &levels) {
            Ok(found) => found,
            Err(analysis::Error::NoPlan) => return no_plan(&study, None, &self.model.source()?, &output, started),
            Err(error) => return Err(error.into()),
        };
        let model = study.model();
        let plan = study.plan(&found.least);
        let summary = Summary::of_plan(&study, &found.least, &plan, started.elapsed().as_secs_f64());
        let shown: Vec<(&Proved<Frontier>, &Proved<Vec<Level>>)> =
            found.frontiers.iter().map(|(frontier, levels)| (*frontier, levels)).collect();
        let frontiers: Vec<&Proved<Frontier>> = shown.iter().map(|&(frontier, _)| frontier).collect();
        let (frontier_table, level_table) = (tables::frontier(&frontiers), tables::levels(&shown));
        let causes = scopes.iter().map(|&scope| study.causes(scope)).collect::<Result<Vec<_>, _>>()?;
        let floor_table = tables::floors(model, &frontiers, &causes);
        let surface = months.map(|months| surface::find(&study, &months, &scopes, &levels, self.means)).transpose()?;
        let beside_levels = beside.levels(&scopes, &levels)?;
        let views = beside.views(&beside_levels)?;
        let under_stress = level_stress(&study, &shown, &cases)?;
        let stressed = stress_all(&study, &found.least.x, &cases)?;
        let mut written = vec![&level_table, &frontier_table, &floor_table];
        let surface_tables = surface.as_ref().map(|surface| surface.tables(model));
        written.extend(surface_tables.iter().flatten());
        let stress_table = (!cases.is_empty()).then(|| resilience::level_stress(&under_stress));
        written.extend(&stress_table);
        let beside_table = (!views.is_empty()).then(|| beside::csv(model, &shown, &views));
        written.extend(&beside_table);
        for table in &written {
            output.table(table)?;
        }
        output.record("summary.json", &summary)?;
        output.workbook(model, &summary, &written)?;
        let surface_rows = surface.as_ref().map_or_else(Vec::new, |surface| surface.for_page(scopes[0]));
        let mut text = terminal::frontier_heading(model, &plan);
        output.report(&html::Input {
            model,
            program: study.program(),
            frontiers: &shown,
            causes: &causes,
            beside: &views,
            plan: None,
            summary: &summary,
            binding: &[],
            notes: &notes,
            resilience: html::resilience::Resilience {
                surface: &surface_rows,
                survival: surface.as_ref().map(|surface| &surface.longest),
                stress: &stressed,
                levels: &under_stress,
            },
            sections: &surface.iter().map(|surface| surface.section(model)).collect::<Vec<_>>(),
        })?;
        text += &of_scopes(model, &shown, &causes, &views, &levels);
        if let Some(surface) = &surface {
            text += &surface.text(model);
        }
        if !cases.is_empty() {
            text += &resilience::level_stress_text(model, &under_stress);
        }
        output.print_text(&(text + &terminal::proof(&summary)))?;
        output.print_json(&WithTables { summary: &summary, tables: &written })?;
        output.done()?;
        Ok(())
    }

    /// The scopes asked for, each once, in the order given.
    fn scopes(&self, security: &Security) -> Vec<Scope> {
        let mut scopes = Vec::new();
        for &scope in &self.scopes {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        if scopes.is_empty() { vec![security.scope] } else { scopes }
    }
}

/// What is said of each scope, and of the total beside each element by itself where both are asked for.
fn of_scopes(
    model: &Model,
    shown: &[(&Proved<Frontier>, &Proved<Vec<Level>>)],
    causes: &[Vec<Causes>],
    views: &[View],
    levels: &[f64],
) -> String {
    let mut text = String::new();
    for ((frontier, levels), causes) in shown.iter().zip(causes) {
        text += &terminal::frontier(model, frontier, levels);
        text += &beside::text(model, frontier, levels, views);
        text += &terminal::floors(model, frontier, causes);
        text.push('\n');
    }
    let of = |scope| shown.iter().map(|&(frontier, _)| frontier).find(|frontier| frontier.scope == scope);
    if let (Some(total), Some(element)) = (of(Scope::Total), of(Scope::Element)) {
        text += &terminal::together_or_each(model, total, element, levels);
    }
    text
}

/// What a frontier's tables are made of.
struct FrontierAnswers<'s> {
    least: Proved<Optimum>,
    frontiers: Vec<(&'s Proved<Frontier>, Proved<Vec<Level>>)>,
}

fn find<'s>(study: &'s Study, scopes: &[Scope], levels: &[f64]) -> Result<FrontierAnswers<'s>, analysis::Error> {
    let frontiers = scopes.iter().map(|&scope| Ok((study.frontier(scope)?, study.levels(scope, levels)?)));
    let frontiers = frontiers.collect::<Result<_, analysis::Error>>()?;
    Ok(FrontierAnswers { least: study.least_cost()?, frontiers })
}

/// What each disruption does to a plan.
fn stress_all(study: &Study, x: &[f64], cases: &[Case]) -> Result<Vec<Proved<Stressed>>, analysis::Error> {
    let mut stress = Stress::new(study.model(), study.program(), x, study.solver());
    let mut all = Vec::new();
    for case in cases {
        all.extend(stress.case(case)?);
    }
    Ok(all)
}

/// What each disruption does to the plan of each level that has one.
fn level_stress(
    study: &Study,
    shown: &[(&Proved<Frontier>, &Proved<Vec<Level>>)],
    cases: &[Case],
) -> Result<Vec<resilience::LevelStressed>, analysis::Error> {
    let mut all = Vec::new();
    if cases.is_empty() {
        return Ok(all);
    }
    for (frontier, levels) in shown {
        // levels that nothing reaches, or that cost nothing, share a plan
        let mut known: Vec<(f64, Vec<Proved<Stressed>>)> = Vec::new();
        for level in levels.iter() {
            if let Some(found) = &level.found {
                let stressed = match known.iter().find(|(share, _)| *share == found.share) {
                    Some((_, stressed)) => stressed.clone(),
                    None => {
                        let stressed = stress_all(study, &frontier.plan(found.share), cases)?;
                        known.push((found.share, stressed.clone()));
                        stressed
                    }
                };
                all.push((frontier.scope.label(), level.level, stressed));
            }
        }
    }
    Ok(all)
}
