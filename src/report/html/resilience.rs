//! What a stop does, as the report takes it: rows as they stand in survival.csv, stress.csv, stress_detail.csv and level_stress.csv,
//! and the frontier for each number of months survived.

use super::format::{and, month, percent};
use crate::analysis::frontier::{Frontier, Level};
use crate::formulation::Program;
use crate::model::{Disruption, Model, Month, Scenario};
use crate::report::countries::country_name;
use serde::Serialize;

/// What is known of disruptions; what is empty was not asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Resilience<'a> {
    /// The frontier of the first scope for each number of months, rising.
    pub surface: &'a [Surface<'a>],
    /// The longest survival, in all (`*`) and of each element.
    pub survival: &'a [SurvivalRow],
    /// The scenarios against the plan, or each supplier and country by itself.
    pub stress: &'a [StressRow],
    /// Who runs out when.
    pub detail: &'a [StressDetail],
    /// The scenarios against the plan of each level.
    pub levels: &'a [LevelStress],
}

/// The frontier of the plans that survive so many months.
#[derive(Debug, Clone, Copy)]
pub struct Surface<'a> {
    /// Months survived; 0 asks for nothing.
    pub months: u32,
    /// The program of that many months, its frontier and levels; `None` where no plan survives them.
    pub found: Option<(&'a Program, &'a Frontier, &'a [Level])>,
}

/// A row of survival.csv.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SurvivalRow {
    /// The element; `*` is all.
    pub element: String,
    /// Months; `None` is as long as the horizon allows.
    pub longest: Option<u32>,
    /// What stops it there, in words.
    pub binds: String,
}

/// A row of stress.csv.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StressRow {
    /// The scenario.
    pub scenario: String,
    /// Its probability, an assumption.
    pub probability: f64,
    /// The segment; `*` is all together.
    pub segment: String,
    /// Tonnes.
    pub unmet: f64,
    /// Months; `None` is to the end.
    pub survive_months: Option<u32>,
    /// Of the course; on the `*` row.
    pub cost: Option<f64>,
    /// Over the same course if nothing happened; on the `*` row.
    pub extra_cost: Option<f64>,
}

/// A row of stress_detail.csv.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StressDetail {
    /// The scenario.
    pub scenario: String,
    /// Its first period, as `YYYY-MM`.
    pub start: String,
    /// The element.
    pub element: String,
    /// The segment.
    pub segment: String,
    /// The period, as `YYYY-MM`.
    pub period: String,
    /// Tonnes.
    pub unmet: f64,
    /// Tonnes at the end of the period.
    pub stock: f64,
    /// Tonnes taken from reserves.
    pub released: f64,
}

/// A row of level_stress.csv.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelStress {
    /// The scope of the level.
    pub scope: String,
    /// The level.
    pub level: f64,
    /// The scenario.
    pub scenario: String,
    /// Tonnes.
    pub unmet: f64,
    /// Months; `None` is to the end.
    pub survive_months: Option<u32>,
    /// Of the course.
    pub cost: f64,
    /// Over the same course if nothing happened.
    pub extra_cost: f64,
}

/// A scenario in words: `China stops for 12 months from January 2027`.
pub(super) fn words(model: &Model, scenario: &Scenario) -> String {
    let Some(first) = scenario.disruptions.first() else { return "nothing happens".into() };
    let same = scenario.disruptions.iter().all(|d| (d.start, d.months) == (first.start, first.months));
    let what = clause(model, &scenario.disruptions);
    let start = scenario.disruptions.iter().map(|d| d.start).min().unwrap_or(first.start);
    let when = if same { span(first.start, first.months) } else { format!("in turn from {}", month(start)) };
    format!("{what} {when}")
}

fn span(start: Month, months: u32) -> String {
    let unit = if months == 1 { "month" } else { "months" };
    format!("for {months} {unit} from {}", month(start))
}

/// Who is hit and how hard.
fn clause(model: &Model, disruptions: &[Disruption]) -> String {
    let (mut whose, mut elements): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for d in disruptions {
        let name = match (d.supplier, d.country) {
            (Some(id), _) => model.supplier(id).name.clone(),
            (None, Some(id)) => country_name(model.country(id)).to_owned(),
            (None, None) => "every supplier".into(),
        };
        if !whose.contains(&name) {
            whose.push(name);
        }
        let element = d.element.map(|id| model.element(id).name.clone());
        elements.extend(element.filter(|element| !elements.contains(element)).into_iter().collect::<Vec<_>>());
    }
    let several = elements.len() > 1 || elements.is_empty() && whose.len() > 1;
    let subject =
        if elements.is_empty() { listed(&whose) } else { format!("{} from {}", listed(&elements), listed(&whose)) };
    let left = disruptions.iter().map(|d| d.availability);
    let (least, most) = left.fold((f64::INFINITY, 0.0), |(a, b): (f64, f64), x| (a.min(x), b.max(x)));
    let factor = disruptions.iter().map(|d| d.price_factor).fold(1.0, f64::max);
    let dearer = if factor > 1.0 { format!(" at {factor} times the price") } else { String::new() };
    match (least, most) {
        (_, 0.0) => format!("{subject} {}", if several { "stop" } else { "stops" }),
        (1.0, _) => format!("{subject} {}{dearer}", if several { "come" } else { "comes" }),
        (a, b) => {
            let part = if a == b { percent(a) } else { format!("{} to {}", percent(a), percent(b)) };
            format!("{subject} {} only to {part}{dearer}", if several { "come" } else { "comes" })
        }
    }
}

/// The first three names, and how many more there are.
fn listed(names: &[String]) -> String {
    const NAMED: usize = 3;
    if names.len() <= NAMED + 1 {
        return and(names);
    }
    format!("{} and {} others", names[..NAMED].join(", "), names.len() - NAMED)
}
