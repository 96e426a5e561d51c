//! A batch's statistics for people at a terminal.

use std::fmt::Write;

use super::{RunOutcome, Statistics};
use crate::report::words::{MoneyUnit, counted, number, percent, table};

/// The most columns of the table of runs that are named for each level.
const DRIVERS: usize = 4;
/// The most runs without an answer that are named.
const NAMED: usize = 10;

/// The outcome of all runs, for people; `currency` is that of the models, `None` where they differ.
pub(crate) fn statistics(statistics: &Statistics, currency: Option<&str>) -> String {
    let counts = statistics.counts;
    let mut out = format!("{}: {} with an answer", counted(counts.runs, "run"), number(counts.optimal as f64, 0));
    for (count, what) in [(counts.infeasible, "without a plan"), (counts.invalid, "invalid"), (counts.failed, "failed")]
    {
        if count > 0 {
            let _ = write!(out, ", {} {what}", number(count as f64, 0));
        }
    }
    out += ".\n";
    out += &bands(statistics, currency);
    out += &drivers(statistics);
    out
}

/// The runs that have no answer, and why.
pub(crate) fn without_answer<'a>(runs: impl Iterator<Item = (&'a str, &'a RunOutcome)>) -> String {
    let mut out = String::new();
    let mut count = 0;
    for (name, outcome) in runs.filter(|(_, outcome)| outcome.levels.is_empty()) {
        count += 1;
        if count <= NAMED {
            let _ = writeln!(out, "{name}: {}: {}", outcome.status.label(), outcome.message);
        }
    }
    if count > NAMED {
        let _ = writeln!(out, "… and {} more in results.csv (--out DIR).", count - NAMED);
    }
    out
}

fn level(of: &super::statistics::LevelOf) -> [String; 2] {
    [of.scope.clone().unwrap_or_else(|| "–".into()), of.level.map_or_else(|| "none".into(), percent)]
}

fn bands(statistics: &Statistics, currency: Option<&str>) -> String {
    let find = |of, figure| statistics.bands.iter().find(|b| &b.of == of && b.figure == figure);
    let costs: Vec<_> = statistics.bands.iter().filter(|b| b.figure == "cost").collect();
    if costs.is_empty() {
        return String::new();
    }
    let unit = MoneyUnit::for_amount(costs.iter().map(|b| b.quantiles[6]).fold(0.0, f64::max));
    let rows = costs.iter().map(|cost| {
        let mut row = level(&cost.of).to_vec();
        row.extend([number(cost.runs as f64, 0), number(cost.attainable as f64, 0)]);
        row.extend([1, 3, 5].map(|k| unit.amount(cost.quantiles[k])));
        match find(&cost.of, "extra_percent") {
            Some(extra) => row.extend([1, 3, 5].map(|k| number(extra.quantiles[k], 2))),
            None => row.extend(std::iter::repeat_n("–".to_owned(), 3)),
        }
        row
    });
    let header = ["scope", "level", "runs", "attained", "P10", "P50", "P90", "extra % P10", "P50", "P90"];
    let text = table(&header, 1, rows);
    let costs = match currency.map(|currency| unit.label(currency)) {
        None => format!("Costs in {}, each in its model's currency; ", unit.label("units")),
        Some(label) if label.is_empty() => String::new(),
        Some(label) => format!("Costs in {label}; "),
    };
    format!("{text}{costs}P10: a tenth of the runs lie below.\n\n")
}

fn drivers(statistics: &Statistics) -> String {
    let levels = statistics.drivers.chunk_by(|a, b| a.of == b.of);
    let rows: Vec<Vec<String>> = levels
        .map(|drivers| {
            let mut row = level(&drivers[0].of).to_vec();
            let strongest = |pick: fn(&super::statistics::CostDriver) -> Option<f64>| {
                let named = drivers.iter().filter_map(|d| pick(d).map(|r| format!("{} {r:+.2}", d.column)));
                let named: Vec<String> = named.take(DRIVERS).collect();
                if named.is_empty() { "–".into() } else { named.join(", ") }
            };
            row.extend([strongest(|d| d.extra_cost), strongest(|d| d.cost)]);
            row
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let text = table(&["scope", "level", "extra cost follows", "cost follows"], 4, rows);
    format!("What moved the costs (rank correlation from −1 to 1, strongest for the extra cost first):\n{text}")
}
