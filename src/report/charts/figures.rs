//! The contents of each figure, as numbers and words.

use crate::analysis::frontier::Frontier;
use crate::formulation::{Colour, CostParts, Term};
use crate::model::{Model, Scope};
use crate::plan::Plan;
use crate::report::html::{Input, format, middle_level};

/// A figure: its file's name without ending, its title, and its contents.
pub(super) struct ChartFigure {
    pub name: &'static str,
    pub title: String,
    /// The unit, under the title.
    pub unit: String,
    pub content: Content,
}

pub(super) enum Content {
    /// Lines over the security level in per cent; marks are levels with a name of their own.
    Lines { lines: Vec<Series>, x: (f64, f64), marks: Vec<(f64, String)> },
    /// Bars over named places, stacked by series, with lines over them.
    Bars { places: Vec<String>, stacks: Vec<Series>, lines: Vec<Series> },
}

/// A name and its points: (level, value) for lines, (place, value) for bars.
pub(super) struct Series {
    pub name: String,
    pub kind: SeriesKind,
    pub points: Vec<(f64, f64)>,
}

/// The kind of a series, which decides its colour.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SeriesKind {
    /// The series of that rank.
    Rank(usize),
    /// The country of concern, or a shortage.
    Concern,
    /// All that is too small for a series of its own.
    Other,
}

/// Countries told apart before the rest is "other".
const TOLD_APART: usize = 6;

/// Every figure that the input has something for.
pub(super) fn all(input: &Input) -> Vec<ChartFigure> {
    let mut figures = Vec::new();
    let plan = match (input.frontiers, &input.model.security) {
        (&[(frontier, levels), ..], Some(_)) => {
            figures.push(frontier_figure(input));
            let level = middle_level(frontier, levels);
            let plan = Plan::new(input.model, input.program, &frontier.plan(level));
            Some((plan, format!(" at a level of {}", format::percent(level)), Some(&**frontier)))
        }
        _ => input.plan.map(|plan| (Plan::clone(plan), String::new(), None)),
    };
    if let Some((plan, at, frontier)) = plan {
        figures.push(purchases(input.model, &plan, &at));
        figures.push(stock(input.model, &plan, &at));
        figures.push(cost(input, &plan, &at, frontier));
    }
    figures
}

fn frontier_figure(input: &Input) -> ChartFigure {
    let most = input.frontiers.iter().flat_map(|(f, _)| f.points.iter().map(|p| p.cost - f.least_cost));
    let (scale, word) = scale(most.fold(0.0, f64::max));
    let lines = input.frontiers.iter().enumerate().map(|(rank, (f, _))| {
        let flat = [(100.0, 0.0)];
        let points = f.points.iter().map(|p| (100.0 * p.share, (p.cost - f.least_cost).max(0.0) / scale));
        Series {
            name: scope_name(f.scope).into(),
            kind: SeriesKind::Rank(rank),
            points: flat.into_iter().chain(points).collect(),
        }
    });
    let lowest = input.frontiers.iter().map(|(f, _)| 100.0 * f.lowest_share).fold(100.0, f64::min);
    let first = input.frontiers[0].0;
    let country = input.model.security.as_ref().map_or("", |s| input.model.country(s.country));
    ChartFigure {
        name: "frontier",
        title: format!("What each limit on dependency on {country} costs"),
        unit: said(&[&input.model.currency, word, "more than the cheapest plan"]),
        content: Content::Lines {
            lines: lines.collect(),
            x: ((lowest - 3.0).max(0.0), 100.0),
            marks: vec![(100.0 * first.lowest_share, format!("floor {}", format::percent(first.lowest_share)))],
        },
    }
}

fn purchases(model: &Model, plan: &Plan, at: &str) -> ChartFigure {
    let periods = model.horizon.periods;
    let mut countries: Vec<(usize, f64, Vec<f64>)> =
        (0..model.countries.len()).map(|c| (c, 0.0, vec![0.0; periods])).collect();
    for purchase in &plan.purchases {
        let country = &mut countries[model.supplier(model.offer(purchase.offer).supplier).country.index()];
        country.1 += purchase.quantity;
        country.2[purchase.period] += purchase.quantity;
    }
    let concern = model.security.as_ref().map(|s| s.country.index());
    countries.retain(|&(_, sum, _)| sum > 0.0);
    countries.sort_by(|a, b| {
        (Some(b.0) == concern).cmp(&(Some(a.0) == concern)).then(b.1.total_cmp(&a.1)).then(a.0.cmp(&b.0))
    });
    let mut stacks: Vec<Series> = Vec::new();
    let mut rank = 0;
    for (country, _, quantities) in countries {
        let kind = match rank {
            _ if Some(country) == concern => SeriesKind::Concern,
            TOLD_APART.. => SeriesKind::Other,
            _ => SeriesKind::Rank(rank),
        };
        rank += usize::from(kind != SeriesKind::Concern);
        match stacks.last_mut() {
            Some(last) if kind == SeriesKind::Other && last.kind == SeriesKind::Other => {
                last.name = "other".into();
                last.points.iter_mut().zip(quantities).for_each(|((_, sum), q)| *sum += q);
            }
            _ => stacks.push(Series { name: model.countries[country].clone(), kind, points: placed(quantities) }),
        }
    }
    ChartFigure {
        name: "purchases",
        title: format!("Purchases by country{at}"),
        unit: format!("tonnes a {}", period_word(model)),
        content: Content::Bars { places: months(model), stacks, lines: Vec::new() },
    }
}

fn stock(model: &Model, plan: &Plan, at: &str) -> ChartFigure {
    let periods = model.horizon.periods;
    let (mut closing, mut required, mut shortage) = (vec![0.0; periods], vec![0.0; periods], vec![0.0; periods]);
    for row in &plan.stock {
        closing[row.period] += row.closing;
        required[row.period] += row.required;
        shortage[row.period] += row.shortage;
    }
    let series = |name: &str, kind, values| Series { name: name.into(), kind, points: placed(values) };
    let mut stacks = vec![series("stock", SeriesKind::Rank(0), closing)];
    if shortage.iter().any(|&tonnes| tonnes > 0.0) {
        stacks.push(series("unmet demand", SeriesKind::Concern, shortage));
    }
    ChartFigure {
        name: "stock",
        title: format!("Stock and required coverage{at}"),
        unit: "tonnes at the end of the period, all elements".into(),
        content: Content::Bars {
            places: months(model),
            stacks,
            lines: vec![series("required coverage", SeriesKind::Rank(1), required)],
        },
    }
}

fn cost(input: &Input, plan: &Plan, at: &str, frontier: Option<&Frontier>) -> ChartFigure {
    let cheapest = frontier.map(|f| Plan::new(input.model, input.program, &f.plan(f.free_share)));
    let mut bars: Vec<(&str, CostParts)> = cheapest.iter().map(|p| ("cheapest plan", p.cost_parts)).collect();
    bars.push((if frontier.is_some() { "this level" } else { "this plan" }, plan.cost_parts));
    let (scale, word) = scale(bars.iter().map(|(_, parts)| parts.total()).fold(0.0, f64::max));
    let stacks = Term::ALL.into_iter().filter_map(|term| {
        let values: Vec<f64> = bars.iter().map(|(_, parts)| parts[term] / scale).collect();
        let kind = match term.look().colour {
            Colour::Palette(rank) => SeriesKind::Rank(rank),
            Colour::Concern => SeriesKind::Concern,
        };
        let name = term.title().to_owned();
        values.iter().any(|&v| v > 0.0).then(|| Series { name, kind, points: placed(values) })
    });
    ChartFigure {
        name: "cost",
        title: format!("Cost by term{at}"),
        unit: said(&[&input.model.currency, word, "over the horizon"]),
        content: Content::Bars {
            places: bars.iter().map(|(name, _)| name.to_string()).collect(),
            stacks: stacks.collect(),
            lines: Vec::new(),
        },
    }
}

fn placed(values: Vec<f64>) -> Vec<(f64, f64)> {
    values.into_iter().enumerate().map(|(place, value)| (place as f64, value)).collect()
}

fn months(model: &Model) -> Vec<String> {
    (0..model.horizon.periods).map(|t| model.horizon.month(t).to_string()).collect()
}

fn period_word(model: &Model) -> &'static str {
    match model.horizon.months_per_period {
        1 => "month",
        3 => "quarter",
        _ => "year",
    }
}

fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Total => "all together",
        Scope::Group => "each group",
        Scope::Element => "each element",
        Scope::Segment => "each segment",
    }
}

/// The unit of an axis up to `most`: a divisor and its name.
fn scale(most: f64) -> (f64, &'static str) {
    [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")].into_iter().find(|(s, _)| most >= *s).unwrap_or((1.0, ""))
}

fn said(words: &[&str]) -> String {
    words.iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ")
}
