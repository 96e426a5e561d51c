//! The frontier for each number of months that must be survived: `frontier --survive`.

use super::Stop;
use crate::analysis::Error;
use crate::analysis::frontier::Level;
use crate::analysis::proved::Proved;
use crate::analysis::study::Study;
use crate::analysis::survival::{self, Longest, MonthsMeans};
use crate::formulation::Program;
use crate::formulation::courses::Stops;
use crate::model::{Model, Scope};
use crate::report::html;
use crate::report::html::resilience::SurfaceFrontier as PageSurface;
use crate::report::resilience::{self, SurfaceMonths};
use crate::report::table::Table;
use crate::solver::Solver;
use rayon::prelude::*;

/// Numbers of months to survive.
pub(super) enum Months {
    /// Every number of whole periods up to the longest survival.
    All,
    /// These.
    Some(Vec<u32>),
}

impl Months {
    /// The months that the command line asks for; `None` if it asks for none.
    pub(super) fn parse(asked: &[String]) -> Result<Option<Self>, Stop> {
        match asked {
            [] => Ok(None),
            [all] if all.trim() == "all" => Ok(Some(Self::All)),
            numbers => {
                let number = |text: &String| {
                    let say =
                        || Stop::Usage(format!("--survive: expected months, such as 0,3,6, or all, found \"{text}\""));
                    text.trim().parse().map_err(|_| say())
                };
                let mut months = numbers.iter().map(number).collect::<Result<Vec<u32>, Stop>>()?;
                months.sort_unstable();
                months.dedup();
                Ok(Some(Self::Some(months)))
            }
        }
    }

    fn list(&self, model: &Model, longest: &Longest) -> Result<Vec<u32>, Error> {
        match self {
            Self::Some(months) => Ok(months.clone()),
            Self::All => {
                let most =
                    longest.all.months.map_or_else(|| Ok(Stops::new(model, 0)?.longest(model)), Ok::<_, Error>)?;
                let period = model.horizon.months_per_period;
                Ok((0..=most / period).map(|periods| periods * period).collect())
            }
        }
    }
}

/// The plans that survive so many months.
struct MonthsOfSurface {
    months: u32,
    study: Study,
    // of each scope, or none where nothing survives so many months
    levels: Option<Vec<Proved<Vec<Level>>>>,
}

/// The frontier for each number of months.
pub(super) struct Surface {
    /// The longest survival.
    pub longest: Longest,
    // rising
    parts: Vec<MonthsOfSurface>,
    // means of each number of months, over the one before
    steps: Vec<Proved<MonthsMeans>>,
    scopes: Vec<Scope>,
    asked: Vec<f64>,
    // without survival
    least: f64,
}

/// Finds the frontier of each scope for each number of months.
pub(super) fn find(
    study: &Study,
    months: &Months,
    scopes: &[Scope],
    asked: &[f64],
    tries: bool,
) -> Result<Surface, Stop> {
    let (model, solver) = (study.model(), study.solver());
    let longest = survival::longest(model, &Program::new(model), solver)?;
    let months = months.list(model, &longest)?;
    let parts = parts(model, &months, scopes, asked, solver)?;
    let least = match parts.first() {
        Some(part) if part.months == 0 => part.study.least_cost()?.cost,
        _ => Study::new(model.surviving(0), solver).least_cost()?.cost,
    };
    let steps = steps(&parts, tries)?;
    Ok(Surface { longest, parts, steps, scopes: scopes.to_vec(), asked: asked.to_vec(), least })
}

/// The parts of each number of months, over the one before, the first over none.
fn steps(parts: &[MonthsOfSurface], tries: bool) -> Result<Vec<Proved<MonthsMeans>>, Error> {
    let survived: Vec<&MonthsOfSurface> = parts.iter().filter(|part| part.levels.is_some()).collect();
    let found = survived.par_iter().enumerate().filter(|(_, part)| part.months > 0);
    let found: Result<Vec<Vec<_>>, Error> = found
        .map(|(k, part)| match k.checked_sub(1) {
            Some(before) => Ok(vec![survival::means_over(&part.study, &survived[before].study, tries)?]),
            None => survival::means(&part.study, &[0], tries),
        })
        .collect();
    Ok(found?.into_iter().flatten().collect())
}

/// Every number of months, each of which begins where the one before ends.
fn parts(
    model: &Model,
    months: &[u32],
    scopes: &[Scope],
    asked: &[f64],
    solver: Solver,
) -> Result<Vec<MonthsOfSurface>, Error> {
    let programs = survival::programs(model, months, solver)?;
    let starts = match solver {
        Solver::Simplex => survival::starts(&programs),
        _ => vec![None; months.len()],
    };
    let begun: Vec<_> = months.iter().zip(programs).zip(starts).collect();
    let found = begun.into_par_iter().map(|((&months, program), start)| {
        let study = Study::of_program_from(model.surviving(months), program, solver, start.as_ref());
        let levels: Result<Vec<_>, Error> = scopes.iter().map(|&scope| study.levels(scope, asked)).collect();
        let levels = match levels {
            Ok(levels) => Some(levels),
            Err(Error::NoPlan) => None,
            Err(error) => return Err(error),
        };
        Ok(MonthsOfSurface { months, study, levels })
    });
    found.collect()
}

impl Surface {
    /// surface.csv, survival.csv and means.csv.
    pub(super) fn tables<'a>(&self, model: &'a Model) -> [Table<'a>; 3] {
        let surface = resilience::surface(&self.rows(), self.least);
        [surface, resilience::survival(model, &self.longest), resilience::means(model, &self.steps)]
    }

    /// The parts of the months, as a section of the report.
    pub(super) fn section(&self, model: &Model) -> String {
        html::means::section(model, &self.steps, "survival")
    }

    /// For people: the cost of each number of months at each level, and the longest survival.
    pub(super) fn text(&self, model: &Model) -> String {
        let surface = resilience::surface_text(model, &self.rows(), self.least);
        surface + &resilience::steps_text(model, &self.steps) + &resilience::survival_text(model, &self.longest)
    }

    /// For the report: the frontiers of the first scope.
    pub(super) fn for_page(&self, scope: Scope) -> Vec<PageSurface<'_>> {
        let mut all = Vec::new();
        for part in &self.parts {
            let frontier = part.levels.as_ref().and_then(|_| part.study.frontier(scope).ok());
            all.push(PageSurface { months: part.months, program: part.study.program(), frontier });
        }
        all
    }

    fn rows(&self) -> Vec<SurfaceMonths> {
        let of = |part: &MonthsOfSurface| SurfaceMonths {
            months: part.months,
            scopes: self
                .scopes
                .iter()
                .enumerate()
                .map(|(k, scope)| {
                    let levels = part.levels.as_ref().map(|levels| levels[k].to_vec());
                    (scope.label(), levels.ok_or_else(|| self.asked.clone()))
                })
                .collect(),
        };
        self.parts.iter().map(of).collect()
    }
}
