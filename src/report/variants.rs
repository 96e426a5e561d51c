//! Tables and words of sensitivities to uncertain figures, and of levers.

use super::table::{Cell, Table};
use super::words::{counted, money, number, percent, table};
use crate::analysis::levers::{Buys, Pulled, curve};
use crate::analysis::sensitivity::{Sensitivity, change};
use crate::analysis::variants::{Asked, Figures};
use crate::model::Model;

/// Rows that the terminal shows.
const SHOWN: usize = 25;

/// sensitivity.csv; the columns of survival only where it is asked for.
pub fn sensitivity<'a>(found: &'a [Sensitivity], asked: Asked) -> Table<'a> {
    const COLUMNS: &[&str] = &[
        "figure",
        "value",
        "low",
        "high",
        "least_cost_low",
        "extra_cost_low",
        "floor_low",
        "least_cost_high",
        "extra_cost_high",
        "floor_high",
        "longest_low",
        "longest_high",
    ];
    let end = |end: &Option<Figures>| -> [Cell<'a>; 3] {
        let of = |figure: fn(&Figures) -> Option<f64>| end.as_ref().and_then(figure).into();
        [of(|f| Some(f.least_cost)), of(|f| f.extra_cost), of(|f| f.floor)]
    };
    let longest = |end: &Option<Figures>| -> Cell<'a> { end.and_then(|f| f.longest).flatten().map(f64::from).into() };
    let row = |s: &'a Sensitivity| {
        let mut cells: Vec<Cell> = vec![s.figure.as_str().into(), s.value.into(), s.low.into(), s.high.into()];
        cells.extend(end(&s.at_low));
        cells.extend(end(&s.at_high));
        if asked.survival {
            cells.extend([longest(&s.at_low), longest(&s.at_high)]);
        }
        cells
    };
    let columns = if asked.survival { COLUMNS } else { &COLUMNS[..COLUMNS.len() - 2] };
    Table { name: "sensitivity", columns, rows: found.iter().map(row).collect() }
}

/// levers.csv; the column of months only where survival is asked for.
pub fn levers(model: &Model, found: &[Pulled], asked: Asked) -> Table<'static> {
    const COLUMNS: &[&str] = &["lever", "change", "saves", "floor_change", "months_added", "worth_at_most"];
    const WITHOUT: &[&str] = &["lever", "change", "saves", "floor_change", "worth_at_most"];
    let row = |p: &Pulled| {
        let mut cells: Vec<Cell> =
            vec![p.lever.name(model).into(), p.lever.change().into(), p.saves.into(), p.floor_change.into()];
        if asked.survival {
            cells.push(p.months_added.map(|months| months as f64).into());
        }
        cells.push(p.worth_at_most().into());
        cells
    };
    let columns = if asked.survival { COLUMNS } else { WITHOUT };
    Table { name: "levers", columns, rows: found.iter().map(row).collect() }
}

/// Bars that a tornado shows.
pub(crate) const BARS: usize = 25;

/// The changes of the cost at the ends of the figures that move it most, for a workbook's tornado.
pub fn tornado<'a>(base: &Figures, found: &'a [Sensitivity]) -> Table<'a> {
    let change = |end: &Option<Figures>| -> Cell<'a> { change(base, end).into() };
    let row = |s: &'a Sensitivity| vec![s.figure.as_str().into(), change(&s.at_low), change(&s.at_high)];
    let rows = found.iter().filter(|s| s.reach(base) > 0.0).take(BARS).map(row);
    Table { name: "tornado", columns: &["figure", "at_low", "at_high"], rows: rows.collect() }
}

/// The steps of a curve of levers, for a workbook: points by which the floor falls, or months of survival.
pub fn steps(model: &Model, found: &[Pulled], buys: Buys) -> Table<'static> {
    const POINTS: &[&str] = &["lever", "change", "points", "cost_per_point", "points_so_far"];
    const MONTHS: &[&str] = &["lever", "change", "months", "cost_per_month", "months_so_far"];
    let mut so_far = 0.0;
    let rows = curve(found, buys).0.into_iter().map(|step| {
        so_far += step.bought;
        let lever = &step.pulled.lever;
        vec![lever.name(model).into(), lever.change().into(), step.bought.into(), step.cost_each.into(), so_far.into()]
    });
    let (name, columns) = match buys {
        Buys::Points => ("curve_of_points", POINTS),
        Buys::Months => ("curve_of_months", MONTHS),
    };
    Table { name, columns, rows: rows.collect() }
}

/// The question, as a heading says it: `the cost at a level of 50.0 %`.
pub(crate) fn what(asked: Asked) -> String {
    asked.level.map_or_else(|| "the least cost".into(), |level| format!("the cost at a level of {}", percent(level)))
}

/// The terminal text of `sensitivity`: the figures that move the cost most.
pub(crate) fn sensitivity_text(model: &Model, base: &Figures, found: &[Sensitivity], asked: Asked) -> String {
    let change = |end: &Option<Figures>| match change(base, end) {
        Some(change) => money(change, &model.currency),
        None => match end.as_ref().and_then(|end| end.cost) {
            Some(cost) => format!("{} in all", money(cost, &model.currency)),
            None => "no plan".to_owned(),
        },
    };
    let rows = found.iter().take(SHOWN).map(|s| {
        let bounds = format!("{} to {}", number(s.low, 2), number(s.high, 2));
        vec![s.figure.clone(), number(s.value, 2), bounds, change(&s.at_low), change(&s.at_high)]
    });
    let text = table(&["figure", "value", "low to high", "at low", "at high"], 1, rows);
    let more = found.len().saturating_sub(SHOWN);
    let tail = if more > 0 { format!("… and {more} more in sensitivity.csv (--out DIR).\n") } else { String::new() };
    let (name, what) = (&model.name, what(asked));
    let figures = counted(found.len(), "uncertain figure");
    if found.is_empty() {
        return format!(
            "{name}: no figure is uncertain: say low and high in the tables, or assumption in their column confidence.\n"
        );
    }
    match base.cost {
        Some(cost) => format!(
            "{name}: {what}, now {}, rests on {figures}.\n\
             Each moved by itself, the cost changes by:\n{text}{tail}",
            money(cost, &model.currency)
        ),
        None => format!(
            "{name}: {what} is not to be had, since no plan holds it; it rests on {figures}.\n\
             Each moved by itself:\n{text}{tail}"
        ),
    }
}

/// The terminal text of `levers`: those that save most first.
pub(crate) fn levers_text(model: &Model, found: &[Pulled], asked: Asked) -> String {
    let rows = found.iter().take(SHOWN).map(|p| {
        let mut cells = vec![
            p.lever.in_words(model),
            p.lever.change().to_owned(),
            p.saves.map_or_else(|| "no plan".into(), |saves| money(saves, &model.currency)),
            p.floor_change.map_or_else(|| "–".into(), |change| number(100.0 * change, 2)),
        ];
        if asked.survival {
            cells.push(p.months_added.map_or_else(|| "–".into(), |months| months.to_string()));
        }
        cells
    });
    let mut header = vec!["lever", "change", "saves", "floor, points"];
    header.extend(asked.survival.then_some("months"));
    let text = table(&header, 2, rows);
    let more = found.len().saturating_sub(SHOWN);
    let tail = if more > 0 { format!("… and {more} more in levers.csv (--out DIR).\n") } else { String::new() };
    format!(
        "{}: what could be done, one thing at a time.\n\
         {}\n{text}{tail}",
        model.name,
        match found.iter().any(|p| p.saves.is_some()) || found.is_empty() {
            true => format!("Each saves of {} what it may cost at most:", what(asked)),
            false => format!("With or without each, {} is not to be had:", what(asked)),
        }
    )
}
