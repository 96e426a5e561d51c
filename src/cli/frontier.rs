//! `stockpile frontier`: the cost of each security level.

use super::beside::Beside;
use super::no_plan::no_plan;
use super::output::REPORT;
use super::solve::share;
use super::stress::stress_cases;
use super::surface::{self, Months, Surface};
use super::{ModelArgs, Options, SolveArgs, Stop, WorkbookArgs, under_stress};
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
use crate::report::html::resilience::SurfaceFrontier;
use crate::report::summary::Summary;
use crate::report::table::Table;
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
    /// The parts with a security row of their own: total, group, element or segment; the model's scope if not given. Repeatable.
    #[arg(long = "scope", value_name = "SCOPE", value_parser = scope)]
    scopes: Vec<Scope>,
    /// The levels of the table, separated by commas; the model's if not given.
    #[arg(long, value_name = "LEVELS", value_delimiter = ',', value_parser = share, allow_negative_numbers = true)]
    levels: Vec<f64>,
    /// Find the frontier for each number of months that a full stop of the country must be survived, separated by commas, or
    /// `all`: every number up to the longest.
    #[arg(long, value_name = "MONTHS", value_delimiter = ',')]
    survive: Vec<String>,
    /// With --survive, find also the cost of the months by stock alone, by purchases from others alone, and so on.
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
    pub(super) fn run(self, options: Options) -> Result<(), Stop> {
        let output = self.solve.output("frontier", options).with_workbook(&self.workbook)?;
        let checked = self.model.read(&output)?;
        if self.stress {
            checked.check_disruptions()?;
        }
        let notes: Vec<String> = checked.notes.iter().map(ToString::to_string).collect();
        let asked = self.asked(&checked.model)?;
        let solver = self.solve.solver;
        let others = Beside::read(&self.beside, &self.model, &checked.model, &asked.scopes, solver, &output)?;
        let started = Instant::now();
        let study = Study::new(checked.model, solver);
        let found = match find(&study, &asked) {
            Ok(found) => found,
            Err(analysis::Error::NoPlan) => return no_plan(&study, None, &self.model.source()?, &output, started),
            Err(error) => return Err(error.into()),
        };
        let plan = study.plan(&found.least);
        let summary = Summary::of_plan(&study, &found.least, &plan, started.elapsed().as_secs_f64());
        let others_levels = others.levels(&asked.scopes, &asked.levels)?;
        let shown = FrontierShown::of(&study, &asked, &found, others.views(&others_levels)?)?;
        let tables = shown.tables();
        output.claim(&tables, &[REPORT])?;
        output.workbook(study.model(), &summary, &tables)?;
        output.report(&shown.page(&summary, &notes, &shown.surfaces()))?;
        let heading = terminal::frontier_heading(study.model(), &plan);
        let text = heading + &shown.text() + "\n" + &terminal::proof(&summary);
        output.finish(&summary, &tables, &text)
    }

    /// The question that the command line and the model ask together.
    fn asked(&self, model: &Model) -> Result<FrontierAsked, Stop> {
        let Some(security) = &model.security else {
            return Err(Stop::Usage(
                "a frontier needs [security] in the model file, which says on which country".into(),
            ));
        };
        let scopes = self.scopes(security);
        for &scope in &scopes {
            check_scope(model, scope).map_err(|problem| Stop::Usage(problem.to_string()))?;
        }
        let levels = if self.levels.is_empty() { security.levels.clone() } else { self.levels.clone() };
        let months = Months::parse(&self.survive)?;
        let cases = if self.stress { stress_cases(model)? } else { Vec::new() };
        Ok(FrontierAsked { scopes, levels, months, means: self.means, cases })
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

/// The question to a model.
struct FrontierAsked {
    scopes: Vec<Scope>,
    levels: Vec<f64>,
    /// `None` where the cost of months of survival is not asked for.
    months: Option<Months>,
    /// True if the means that make up those months are asked for.
    means: bool,
    /// The disruptions that the plan of each level is put under.
    cases: Vec<Case>,
}

/// The answers that a frontier's tables are made of.
struct FrontierAnswers<'s> {
    least: Proved<Optimum>,
    frontiers: Vec<(&'s Proved<Frontier>, Proved<Vec<Level>>)>,
}

fn find<'s>(study: &'s Study, asked: &FrontierAsked) -> Result<FrontierAnswers<'s>, analysis::Error> {
    let of = |&scope: &Scope| Ok((study.frontier(scope)?, study.levels(scope, &asked.levels)?));
    let frontiers = asked.scopes.iter().map(of).collect::<Result<_, analysis::Error>>()?;
    Ok(FrontierAnswers { least: study.least_cost()?, frontiers })
}

/// All that tables, report and terminal show of a model's frontiers.
struct FrontierShown<'a> {
    study: &'a Study,
    asked: &'a FrontierAsked,
    frontiers: Vec<(&'a Proved<Frontier>, &'a Proved<Vec<Level>>)>,
    causes: Vec<Vec<Causes>>,
    surface: Option<Surface>,
    /// The frontiers of other models in the same scopes.
    views: Vec<View<'a>>,
    /// The disruptions against the cheapest plan.
    stressed: Vec<Proved<Stressed>>,
    /// The disruptions against the plan of each level.
    levels_stressed: Vec<resilience::LevelStressed>,
    /// Sections of the report.
    sections: Vec<String>,
}

impl<'a> FrontierShown<'a> {
    fn of(
        study: &'a Study,
        asked: &'a FrontierAsked,
        found: &'a FrontierAnswers<'a>,
        views: Vec<View<'a>>,
    ) -> Result<Self, Stop> {
        let frontiers: Vec<_> = found.frontiers.iter().map(|(frontier, levels)| (*frontier, levels)).collect();
        let causes = asked.scopes.iter().map(|&scope| study.causes(scope)).collect::<Result<_, _>>()?;
        let surface = |months| surface::find(study, months, &asked.scopes, &asked.levels, asked.means);
        let surface = asked.months.as_ref().map(surface).transpose()?;
        let levels_stressed = level_stress(study, &frontiers, &asked.cases)?;
        let stressed = stress_all(study, &found.least.x, &asked.cases)?;
        let sections = surface.iter().map(|surface| surface.section(study.model())).collect();
        Ok(Self { study, asked, frontiers, causes, surface, views, stressed, levels_stressed, sections })
    }

    /// The tables in the order in which the workbook has them.
    fn tables(&self) -> Vec<Table<'_>> {
        let model = self.study.model();
        let frontiers: Vec<&Proved<Frontier>> = self.frontiers.iter().map(|&(frontier, _)| frontier).collect();
        let mut tables = vec![
            tables::levels(&self.frontiers),
            tables::frontier(&frontiers),
            tables::floors(model, &frontiers, &self.causes),
        ];
        tables.extend(self.surface.iter().flat_map(|surface| surface.tables(model)));
        if !self.asked.cases.is_empty() {
            tables.push(resilience::level_stress(&self.levels_stressed));
        }
        if !self.views.is_empty() {
            tables.push(beside::csv(model, &self.frontiers, &self.views));
        }
        tables
    }

    /// The first scope's frontier for each number of months.
    fn surfaces(&self) -> Vec<SurfaceFrontier<'_>> {
        self.surface.as_ref().map_or_else(Vec::new, |surface| surface.for_page(self.asked.scopes[0]))
    }

    fn page<'p>(
        &'p self,
        summary: &'p Summary,
        notes: &'p [String],
        surfaces: &'p [SurfaceFrontier<'p>],
    ) -> html::Input<'p> {
        html::Input {
            model: self.study.model(),
            program: self.study.program(),
            frontiers: &self.frontiers,
            causes: &self.causes,
            beside: &self.views,
            plan: None,
            summary,
            binding: &[],
            notes,
            resilience: html::resilience::Resilience {
                surface: surfaces,
                survival: self.surface.as_ref().map(|surface| &surface.longest),
                stress: &self.stressed,
                levels: &self.levels_stressed,
            },
            sections: &self.sections,
        }
    }

    /// For people: each scope, the total beside each element by itself where both are asked for, months survived, disruptions; a blank line
    /// between any two.
    fn text(&self) -> String {
        let model = self.study.model();
        let of_scope = |(&(frontier, levels), causes): (&(_, &Proved<Vec<Level>>), &Vec<Causes>)| {
            terminal::frontier(model, frontier, levels)
                + &beside::text(model, frontier, levels, &self.views)
                + &terminal::floors(model, frontier, causes)
        };
        let mut text = self.frontiers.iter().zip(&self.causes).map(of_scope).collect::<Vec<_>>().join("\n");
        let of = |scope| self.frontiers.iter().map(|&(frontier, _)| frontier).find(|frontier| frontier.scope == scope);
        if let (Some(total), Some(element)) = (of(Scope::Total), of(Scope::Element)) {
            text += &terminal::together_or_each(model, total, element, &self.asked.levels);
        }
        text += &self.surface.as_ref().map_or_else(String::new, |surface| surface.text(model));
        if !self.asked.cases.is_empty() {
            text += &resilience::level_stress_text(model, &self.levels_stressed);
        }
        text
    }
}

/// The effect of each disruption on a plan.
fn stress_all(study: &Study, x: &[f64], cases: &[Case]) -> Result<Vec<Proved<Stressed>>, analysis::Error> {
    under_stress::all(Stress::new(study.model(), study.program(), x, study.solver()), cases)
}

/// The effect of each disruption on the plan of each level that has one.
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
