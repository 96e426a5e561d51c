//! Disruptions for programs and people: the tables of stress, survival and hedge, and the sentences that sum them up.

use super::table::{Cell, Table};
use super::tables::{LEVEL_COLUMNS, level_cells};
use super::terminal::{money, number, percent, table};
use crate::analysis::frontier::Level;
use crate::analysis::hedge::Hedge;
use crate::analysis::proved::Proved;
use crate::analysis::stress::{Loss, Stressed};
use crate::analysis::survival::{Longest, Reach, Survived};
use crate::formulation::Program;
use crate::formulation::courses::{Course, first_start};
use crate::model::{Model, PairId};
use std::fmt::Write;

fn months(months: Option<u32>) -> Cell<'static> {
    months.map(f64::from).into()
}

/// stress.csv: for each disruption all together, then each segment.
pub fn stress<'a>(model: &'a Model, stressed: &'a [Proved<Stressed>]) -> Table<'a> {
    let mut rows = Vec::new();
    for s in stressed {
        let row = |segment: &'a str, loss: &Loss, cost: Option<(f64, f64)>| {
            vec![
                s.name.as_str().into(),
                s.probability.into(),
                segment.into(),
                loss.unmet.into(),
                months(loss.survive_months),
                cost.map(|(cost, _)| cost).into(),
                cost.map(|(_, extra)| extra).into(),
            ]
        };
        rows.push(row("*", &s.all, Some((s.cost, s.extra_cost))));
        rows.extend(model.segments.iter().zip(&s.by_segment).map(|(segment, loss)| row(&segment.id, loss, None)));
    }
    let columns = &["scenario", "probability", "segment", "unmet", "survive_months", "cost", "extra_cost"];
    Table { name: "stress", columns, rows }
}

/// stress_detail.csv: every pair in every period of each course.
pub fn stress_detail<'a>(model: &'a Model, stressed: &'a [Proved<Stressed>]) -> Table<'a> {
    let mut rows = Vec::new();
    for s in stressed {
        let start = model.horizon.month(s.start).to_string();
        rows.extend(s.detail.iter().map(|d| {
            let (element, segment) = names(model, d.pair);
            vec![
                s.name.as_str().into(),
                start.clone().into(),
                element.into(),
                segment.into(),
                model.horizon.month(d.period).to_string().into(),
                d.unmet.into(),
                d.stock.into(),
                d.released.into(),
            ]
        }));
    }
    let columns = &["scenario", "start", "element", "segment", "period", "unmet", "stock", "released"];
    Table { name: "stress_detail", columns, rows }
}

fn names(model: &Model, pair: PairId) -> (&str, &str) {
    let pair = model.pair(pair);
    (&model.element(pair.element).id, &model.segment(pair.segment).id)
}

/// level_stress.csv: what each disruption does to each level's plan.
pub fn level_stress<'a>(levels: &'a [(&'static str, f64, Vec<Proved<Stressed>>)]) -> Table<'a> {
    let mut rows = Vec::new();
    for (scope, level, stressed) in levels {
        rows.extend(stressed.iter().map(|s| {
            vec![
                (*scope).into(),
                (*level).into(),
                s.name.as_str().into(),
                s.all.unmet.into(),
                months(s.all.survive_months),
                s.cost.into(),
                s.extra_cost.into(),
            ]
        }));
    }
    let columns = &["scope", "level", "scenario", "unmet", "survive_months", "cost", "extra_cost"];
    Table { name: "level_stress", columns, rows }
}

/// What each scenario does to a plan, a sentence each, the worst first.
pub fn sentences(model: &Model, stressed: &[Proved<Stressed>]) -> String {
    let mut sorted: Vec<&Proved<Stressed>> = stressed.iter().collect();
    sorted.sort_by(|a, b| b.all.unmet.total_cmp(&a.all.unmet).then(b.extra_cost.total_cmp(&a.extra_cost)));
    sorted.into_iter().map(|s| sentence(model, s) + "\n").collect()
}

/// What a scenario does to a plan, in a sentence.
pub fn sentence(model: &Model, s: &Stressed) -> String {
    let start = model.horizon.month(s.start);
    let probability =
        if s.probability > 0.0 { format!(", probability {}", percent(s.probability)) } else { String::new() };
    let extra = money(s.extra_cost.abs(), &model.currency);
    let cost = if s.extra_cost > 1e-9 * s.cost.abs().max(1.0) {
        format!("it costs {extra} more")
    } else {
        "it costs nothing more".into()
    };
    let Some((pair, period)) = s.fails_first else {
        return format!("{} (from {start}{probability}): nobody runs short; {cost}.", s.name);
    };
    let (element, segment) = names(model, pair);
    let lasts = match s.all.survive_months {
        // nobody need run short, but that costs more than a shortage does
        None => "nobody need run short, at a higher cost".to_owned(),
        Some(0) => "supply fails at once".to_owned(),
        Some(1) => "supply lasts one month".to_owned(),
        Some(months) => format!("supply lasts {months} months"),
    };
    let mut worst: Vec<(usize, f64)> = s.by_element.iter().copied().enumerate().filter(|(_, t)| *t > 0.0).collect();
    worst.sort_by(|a, b| b.1.total_cmp(&a.1));
    let most: Vec<String> = worst
        .iter()
        .take(3)
        .map(|&(e, tonnes)| format!("{} {} t", model.elements[e].id, number(tonnes, if tonnes < 10.0 { 2 } else { 0 })))
        .collect();
    format!(
        "{} (from {start}{probability}): {} t go unmet ({}), {element} for {segment} first, in {}; {lasts}; {cost}.",
        s.name,
        number(s.all.unmet, if s.all.unmet < 10.0 { 2 } else { 0 }),
        most.join(", "),
        model.horizon.month(period),
    )
}

/// What stress says at a terminal: a sentence for each disruption, then who runs out when.
pub fn stress_text(model: &Model, stressed: &[Proved<Stressed>]) -> String {
    let mut out = sentences(model, stressed);
    let told = |months: Option<u32>| months.map_or_else(|| "to the end".to_owned(), |months| months.to_string());
    let rows = stressed.iter().flat_map(|s| {
        let all = std::iter::once(("all", &s.all));
        let each = model.segments.iter().zip(&s.by_segment).filter(|(segment, _)| !segment.reserve);
        let each = each.map(|(segment, loss)| (segment.id.as_str(), loss)).filter(|(_, loss)| loss.unmet > 0.0);
        all.chain(each).enumerate().map(|(k, (segment, loss))| {
            let name = if k == 0 { s.name.clone() } else { String::new() };
            vec![name, segment.to_owned(), number(loss.unmet, 1), told(loss.survive_months)]
        })
    });
    let _ =
        write!(out, "\n{}", table(&["scenario", "segment", "unmet t", "lasts, months"], 2, rows.collect::<Vec<_>>()));
    out
}

/// hedge.csv.
pub fn hedge<'a>(model: &'a Model, hedge: &Hedge) -> Table<'a> {
    let rows = hedge.outcomes.iter().map(|outcome| {
        let name = outcome.scenario.map_or("undisturbed", |id| &model.scenario(id).id);
        vec![name.into(), outcome.probability.into(), outcome.cost.into(), outcome.unmet.into()]
    });
    Table { name: "hedge", columns: &["scenario", "probability", "cost", "unmet"], rows: rows.collect() }
}

/// What a hedge says at a terminal.
pub fn hedge_text(model: &Model, hedge: &Hedge) -> String {
    let cost = |amount: f64| money(amount, &model.currency);
    let rows = hedge.outcomes.iter().map(|outcome| {
        let name = outcome.scenario.map_or("undisturbed", |id| &model.scenario(id).id);
        vec![name.to_owned(), percent(outcome.probability), cost(outcome.cost), number(outcome.unmet, 1)]
    });
    let mut out = table(&["course", "probability", "cost", "unmet t"], 1, rows.collect::<Vec<_>>());
    let _ = writeln!(
        out,
        "Expected cost {}; the worst {} of it {} on average.\n\
         To plan for the scenarios saves {} over the plan that is cheapest if nothing happens; to know from the beginning which comes would save {} more.",
        cost(hedge.expected_cost),
        percent(1.0 - model.risk.cvar_alpha),
        cost(hedge.cvar),
        cost(hedge.vss),
        cost(hedge.evpi),
    );
    out
}

/// survival.csv: the longest survival in all, then of each element.
pub fn survival<'a>(model: &'a Model, longest: &Longest) -> Table<'a> {
    let row = |name: &'a str, reach: &Reach| vec![name.into(), months(reach.months), binds(model, reach).into()];
    let mut rows = vec![row("*", &longest.all)];
    let elements = model.elements.iter().zip(&longest.by_element);
    rows.extend(elements.filter_map(|(element, reach)| Some(row(&element.id, reach.as_ref()?))));
    Table { name: "survival", columns: &["element", "longest", "binds"], rows }
}

/// What ends a survival, in words.
pub fn binds(model: &Model, reach: &Reach) -> String {
    reach.binds.iter().map(|bind| bind.words(model)).collect::<Vec<_>>().join("; ")
}

/// What is said of the longest survival at a terminal.
pub fn survival_text(model: &Model, longest: &Longest) -> String {
    let told = |months: Option<u32>| months.map_or_else(|| "to the end".to_owned(), |months| months.to_string());
    let row = |name: &str, reach: &Reach| vec![name.to_owned(), told(reach.months), binds(model, reach)];
    let elements = model.elements.iter().zip(&longest.by_element);
    let mut short: Vec<_> = elements
        .filter_map(|(element, reach)| Some((element.id.as_str(), reach.as_ref()?)))
        .filter(|(_, reach)| reach.months.is_some())
        .collect();
    short.sort_by_key(|(_, reach)| reach.months);
    let rows = std::iter::once(row("all", &longest.all)).chain(short.into_iter().map(|(name, reach)| row(name, reach)));
    format!(
        "\nLongest survival of a full stop:\n{}",
        table(&["element", "months", "what ends it"], 1, rows.collect::<Vec<_>>())
    )
}

/// One number of months in surface.csv, with the levels of each scope; `None` where it has no plan.
pub struct SurfaceMonths {
    /// Months that must be survived.
    pub months: u32,
    /// Each scope with its levels, or the levels that were asked where there is no plan.
    pub scopes: Vec<(&'static str, Result<Vec<Level>, Vec<f64>>)>,
}

/// surface.csv: extra costs are over the least cost without survival.
pub fn surface(surface: &[SurfaceMonths], least: f64) -> Table<'static> {
    let mut rows = Vec::new();
    for part in surface {
        for (scope, levels) in &part.scopes {
            let mut push = |cells: Vec<Cell<'static>>| {
                rows.push(std::iter::once(f64::from(part.months).into()).chain(cells).collect());
            };
            match levels {
                Ok(levels) => levels.iter().for_each(|level| push(level_cells(scope, &over(level, least)))),
                Err(asked) => asked.iter().for_each(|&level| {
                    let none = Level { level, attainable: false, found: None };
                    push(level_cells(scope, &none));
                }),
            }
        }
    }
    Table { name: "surface", columns: SURFACE_COLUMNS, rows }
}

/// A level with its extra cost over another least cost.
fn over(level: &Level, least: f64) -> Level {
    let mut level = level.clone();
    if let Some(found) = &mut level.found {
        found.extra_cost = (found.cost - least).max(0.0);
        found.extra_percent = (least != 0.0).then(|| 100.0 * found.extra_cost / least);
    }
    level
}

/// course.csv: of the stop that drives the cost of survival, month by month.
pub fn course<'a>(model: &'a Model, program: &Program, course: &Course, x: &[f64]) -> Table<'a> {
    let start = model.horizon.month(course.periods.start).to_string();
    let mut rows = Vec::new();
    for t in course.periods.clone() {
        for (id, pair) in model.pair_ids() {
            let Some(columns) = &course.pairs[id.index()] else { continue };
            let opening = match t {
                0 => pair.initial_stock,
                t if t == course.periods.start => x[program.pairs[id.index()].stock + t - 1],
                t => x[course.stock(columns, t - 1)],
            };
            let bought = columns.purchases.iter().filter_map(|&lane| course.purchases[lane].column(t));
            let moved = columns.releases.iter().chain(&columns.receives);
            let (element, segment) = names(model, id);
            rows.push(vec![
                start.clone().into(),
                element.into(),
                segment.into(),
                model.horizon.month(t).to_string().into(),
                opening.into(),
                bought.map(|j| x[j]).sum::<f64>().into(),
                moved.map(|&r| x[course.release(r, t)]).sum::<f64>().into(),
                course.substitution(columns, t).map_or(0.0, |j| x[j]).into(),
                course.shortage(columns, t).map_or(0.0, |j| x[j]).into(),
                x[course.stock(columns, t)].into(),
            ]);
        }
    }
    let columns = &[
        "start",
        "element",
        "segment",
        "period",
        "opening",
        "purchased",
        "released",
        "substituted",
        "unmet",
        "closing",
    ];
    Table { name: "course", columns, rows }
}

/// The columns of surface.csv: those of levels.csv behind the months.
const SURFACE_COLUMNS: &[&str] = &{
    let mut columns = ["survive_months"; LEVEL_COLUMNS.len() + 1];
    let mut k = 0;
    while k < LEVEL_COLUMNS.len() {
        columns[k + 1] = LEVEL_COLUMNS[k];
        k += 1;
    }
    columns
};

/// That no plan survives so many months, who fails first and when, and how long one can.
pub fn no_survival(model: &Model, months: u32, fails: Option<(PairId, usize)>, longest: &Reach) -> String {
    let who = fails.map_or_else(String::new, |(pair, t)| {
        let (element, segment) = names(model, pair);
        format!(": {element} for {segment} fails first, in {}", model.horizon.month(t))
    });
    let most = longest.months.unwrap_or(0);
    let why = match binds(model, longest) {
        why if why.is_empty() => String::new(),
        why => format!(" ({why})"),
    };
    format!("no plan survives {months} months{who}; the longest is {most}{why}\n")
}

/// What survival comes to, at a terminal.
pub fn survived_text(model: &Model, survived: &Survived) -> String {
    let Some(security) = &model.security else { return String::new() };
    let country = model.country(security.country);
    let first = model.horizon.month(first_start(model, security));
    let months = survived.months;
    let mut out = format!(
        "\nNo stop of {country} of {months} month{} that begins in {first} or later leaves anybody shorter than undisturbed. That costs {}.\n",
        if months == 1 { "" } else { "s" },
        match survived.cost {
            0.0 => "nothing".to_owned(),
            cost => money(cost, &model.currency),
        }
    );
    if months > model.horizon.months_per_period {
        let last = model.horizon.month(model.horizon.periods).plus(-1);
        let seen = last.plus(2 - i64::from(months));
        let _ = writeln!(out, "Stops that begin after {} are seen to the horizon's end only.", seen.plus(-1));
    }
    if !survived.driven_by.is_empty() {
        const NAMED: usize = 6;
        let rows = survived.driven_by.iter().take(NAMED).map(|driver| {
            vec![
                model.horizon.month(driver.start).to_string(),
                model.element(driver.element).id.clone(),
                number(driver.price, 2),
            ]
        });
        let unit = format!("{} a missing tonne would save", model.currency);
        out += &table(&["stop from", "element", &unit], 2, rows.collect::<Vec<_>>());
    }
    out
}
