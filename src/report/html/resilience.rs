//! The effects of a stop: the scenarios against a plan and against each level's plan, the longest survival, and the frontier for each number of
//! months survived.

use super::format::{and, month, percent};
use super::picture::{Picture, Thinning};
use super::points::PointsPart;
use crate::analysis::frontier::Frontier;
use crate::analysis::proved::Proved;
use crate::analysis::stress::Stressed;
use crate::analysis::survival::Longest;
use crate::formulation::Program;
use crate::model::{Disruption, Model, Month, Scenario};
use crate::report::countries::country_name;
use crate::report::tolerances::UNMET;
use crate::report::words::counted;
use serde::Serialize;

/// The results about disruptions; those not asked for are empty.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Resilience<'a> {
    /// The frontier of the first scope for each number of months, rising; the first asks for none.
    pub surface: &'a [SurfaceFrontier<'a>],
    /// The longest survival, in all and of each element.
    pub survival: Option<&'a Longest>,
    /// The disruptions against the plan shown, or the cheapest.
    pub stress: &'a [Proved<Stressed>],
    /// The disruptions against the plan of each level: scope, level, disruptions.
    pub levels: &'a [(&'static str, f64, Vec<Proved<Stressed>>)],
}

/// The frontier of the plans that survive so many months.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SurfaceFrontier<'a> {
    /// Months survived; 0 asks for nothing.
    pub months: u32,
    /// The program with the stops of so many months.
    pub program: &'a Program,
    /// Its frontier; `None` where no plan survives them.
    pub frontier: Option<&'a Proved<Frontier>>,
}

/// The page's data about disruptions.
#[derive(Serialize)]
pub(super) struct ResiliencePart {
    /// Months that the model itself asks for: its frontiers have the pictures.
    own_months: u32,
    surface: Vec<SurfacePart>,
    survival: Vec<ReachPart>,
    stress: Vec<StressPart>,
    levels: Vec<SurfaceLevelPart>,
}

#[derive(Serialize)]
struct SurfacePart {
    months: u32,
    found: Option<FrontierPart>,
}

#[derive(Serialize)]
struct FrontierPart {
    free_share: f64,
    lowest_share: f64,
    least_cost: f64,
    points: PointsPart,
    /// The plans at every share; `None` of the months that the model itself asks for.
    picture: Option<Picture>,
}

/// The longest survival of one element, or of all where `None`.
#[derive(Serialize)]
struct ReachPart {
    element: Option<usize>,
    months: Option<u32>,
    binds: Vec<String>,
}

#[derive(Serialize)]
struct StressPart {
    name: String,
    words: String,
    probability: f64,
    start: usize,
    unmet: f64,
    survive_months: Option<u32>,
    extra_cost: f64,
    /// The element and segment that are short first, in words.
    first: Option<String>,
    /// Element, period, unmet tonnes and the part of demand that they are.
    short: Vec<(usize, usize, f64, f64)>,
    /// Each segment's name, unmet tonnes and months.
    segments: Vec<(String, f64, Option<u32>)>,
}

#[derive(Serialize)]
struct SurfaceLevelPart {
    scope: &'static str,
    level: f64,
    /// Of each disruption its name, unmet tonnes, months and extra cost.
    found: Vec<(String, f64, Option<u32>, f64)>,
}

impl ResiliencePart {
    /// The results, `None` where nothing was asked.
    pub(super) fn new(model: &Model, of: Resilience, thinning: Thinning) -> Option<Self> {
        if of.surface.is_empty() && of.survival.is_none() && of.stress.is_empty() && of.levels.is_empty() {
            return None;
        }
        let own_months = model.security.as_ref().and_then(|security| security.survive_months).unwrap_or(0);
        let surface = of.surface.iter().map(|part| SurfacePart {
            months: part.months,
            found: part.frontier.map(|frontier| FrontierPart {
                free_share: frontier.free_share,
                lowest_share: frontier.lowest_share,
                least_cost: frontier.least_cost,
                points: PointsPart::new(frontier),
                picture: (part.months != own_months)
                    .then(|| Picture::of_frontier(model, part.program, frontier, thinning)),
            }),
        });
        let reach = |element, reach: &crate::analysis::survival::Reach| ReachPart {
            element,
            months: reach.months,
            binds: reach.binds.iter().map(|bind| bind.words(model)).collect(),
        };
        let survival = of.survival.map_or_else(Vec::new, |longest| {
            let each = longest.by_element.iter().enumerate();
            let each = each.map(|(e, found)| reach(Some(e), found));
            std::iter::once(reach(None, &longest.all)).chain(each).collect()
        });
        let levels = of.levels.iter().map(|(scope, level, found)| SurfaceLevelPart {
            scope,
            level: *level,
            found: found.iter().map(|s| (s.name.clone(), s.all.unmet, s.all.survive_months, s.extra_cost)).collect(),
        });
        Some(Self {
            own_months,
            surface: surface.collect(),
            survival,
            stress: of.stress.iter().map(|stressed| StressPart::new(model, stressed)).collect(),
            levels: levels.collect(),
        })
    }
}

impl StressPart {
    fn new(model: &Model, of: &Stressed) -> Self {
        let periods = model.horizon.periods;
        let mut unmet = vec![0.0; model.elements.len() * periods];
        for detail in &of.detail {
            unmet[model.pair(detail.pair).element.index() * periods + detail.period] += detail.unmet;
        }
        let demand = |e: usize, t: usize| {
            let pairs = model.pairs.iter().filter(|pair| pair.element.index() == e);
            pairs.map(|pair| pair.demand[t]).sum::<f64>()
        };
        let short = unmet.iter().enumerate().filter(|(_, tonnes)| **tonnes > UNMET);
        let short = short.map(|(k, &tonnes)| {
            let (e, t) = (k / periods, k % periods);
            (e, t, tonnes, (tonnes / demand(e, t).max(tonnes)).min(1.0))
        });
        let segments = model.segments.iter().zip(&of.by_segment);
        let segments = segments.filter(|(_, loss)| loss.unmet > UNMET || loss.survive_months.is_some());
        Self {
            name: of.name.clone(),
            words: said(model, &of.name),
            probability: of.probability,
            start: of.start,
            unmet: of.all.unmet,
            survive_months: of.all.survive_months,
            extra_cost: of.extra_cost,
            first: first_short(model, of),
            short: short.collect(),
            segments: segments.map(|(s, loss)| (s.name.clone(), loss.unmet, loss.survive_months)).collect(),
        }
    }
}

/// The element and segment that are short first: `dysprosium for automakers, from March 2027`.
pub(super) fn first_short(model: &Model, of: &Stressed) -> Option<String> {
    let (pair, period) = of.fails_first?;
    let pair = model.pair(pair);
    let element = &model.element(pair.element).name;
    let whose =
        if model.segments.len() > 1 { format!(" for {}", model.segment(pair.segment).name) } else { String::new() };
    Some(format!("{element}{whose}, from {}", month(model.horizon.month(period))))
}

/// A disruption in words, by the name that stress gives it: a scenario's id, or what is stopped by itself; behind `@` its start.
pub(super) fn said(model: &Model, disruption: &str) -> String {
    // a scenario's id may have an @ of its own
    let is_scenario = model.scenarios.iter().any(|scenario| scenario.id == disruption);
    let split = disruption.rsplit_once('@').filter(|_| !is_scenario);
    let (name, start) = split.map_or((disruption, None), |(name, start)| (name, Some(start)));
    let words = match (model.scenarios.iter().find(|s| s.id == name), name.split_once(':')) {
        (Some(scenario), _) if start.is_none() => return words(model, scenario),
        (Some(scenario), _) => clause(model, &scenario.disruptions),
        (None, Some(("country", id))) => format!("{} stops", country_name(id)),
        (None, Some(("supplier", id))) => {
            let named = model.suppliers.iter().find(|s| s.id == id).map_or(id, |s| s.name.as_str());
            format!("{named} stops")
        }
        (None, _) => name.to_owned(),
    };
    start.map_or_else(|| words.clone(), |start| format!("{words} from {start}"))
}

/// A scenario in words: `China stops for 12 months from January 2027`.
fn words(model: &Model, scenario: &Scenario) -> String {
    let Some(first) = scenario.disruptions.first() else { return "nothing happens".into() };
    let same = scenario.disruptions.iter().all(|d| (d.start, d.months) == (first.start, first.months));
    let what = clause(model, &scenario.disruptions);
    let start = scenario.disruptions.iter().map(|d| d.start).min().unwrap_or(first.start);
    let when = if same { span(first.start, first.months) } else { format!("in turn from {}", month(start)) };
    format!("{what} {when}")
}

fn span(start: Month, months: u32) -> String {
    format!("for {} from {}", counted(months as usize, "month"), month(start))
}

/// The countries, suppliers and elements that disruptions hit, and how hard.
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
