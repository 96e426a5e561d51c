//! Statistics of all runs together: the spread of the costs of each level, and their drivers.

use serde::Serialize;

use super::samples::{quantiles, rank_correlation};
use super::{LevelRow, RunOutcome, RunStatus, RunTable};
use crate::report::table::{Cell, Table};

/// The statistics of a batch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Statistics {
    /// Number of runs by status.
    pub counts: Counts,
    /// Spread of each level's figures.
    pub bands: Vec<Band>,
    /// Drivers of the costs.
    pub drivers: Vec<CostDriver>,
}

/// Number of runs by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(crate) struct Counts {
    /// All runs.
    pub runs: usize,
    /// With an answer.
    pub optimal: usize,
    /// Without a plan.
    pub infeasible: usize,
    /// With a row or model that makes no sense.
    pub invalid: usize,
    /// Failed: nothing is known of their optimum.
    pub failed: usize,
}

impl Counts {
    /// The count of one status.
    pub(crate) fn of(&mut self, status: RunStatus) -> &mut usize {
        match status {
            RunStatus::Optimal => &mut self.optimal,
            RunStatus::Infeasible => &mut self.infeasible,
            RunStatus::Invalid => &mut self.invalid,
            RunStatus::Failed => &mut self.failed,
        }
    }

    /// Number of runs without an answer.
    pub(crate) fn without_answer(&self) -> usize {
        self.runs - self.optimal
    }
}

/// A level of a scope; that of runs without one has neither.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct LevelOf {
    /// The scope, each of whose parts has a row.
    pub scope: Option<String>,
    /// The level.
    pub level: Option<f64>,
}

/// The spread of one figure of one level over all runs that have it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Band {
    /// The level.
    #[serde(flatten)]
    pub of: LevelOf,
    /// The figure: `cost`, `extra_cost`, `extra_percent` or `share_total`.
    pub figure: &'static str,
    /// Number of runs that have it.
    pub runs: usize,
    /// In how many of them no row is held at a floor above the level.
    pub attainable: usize,
    /// Quantiles at `QUANTILES`: the least, P10, P25, the median, P75, P90, the most.
    pub quantiles: [f64; 7],
}

/// The effect of one column of the table on the cost of one level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CostDriver {
    /// The level.
    #[serde(flatten)]
    pub of: LevelOf,
    /// The column: a `--set` key.
    pub column: String,
    /// Number of runs that have a number in it and an answer.
    pub runs: usize,
    /// Spearman's rank correlation with the level's extra cost; `None` where that is the same in all runs.
    pub extra_cost: Option<f64>,
    /// The same with its cost.
    pub cost: Option<f64>,
    /// Means over the third of the runs in which the column is lowest.
    pub low: Third,
    /// Means over the third in which it is highest.
    pub high: Third,
}

/// Means over a third of the runs, ties counted in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Third {
    /// The column's value.
    pub value: f64,
    /// The level's extra cost.
    pub extra_cost: f64,
    /// Its cost.
    pub cost: f64,
}

/// A figure of a level's row.
type Figure = (&'static str, fn(&LevelRow) -> Option<f64>);

const FIGURES: [Figure; 4] = [
    ("cost", |row| row.figures.cost),
    ("extra_cost", |row| row.figures.extra_cost),
    ("extra_percent", |row| row.figures.extra_percent),
    ("share_total", |row| row.figures.share_total),
];

impl Statistics {
    /// The statistics of runs of `table`, each with its index there.
    pub(crate) fn new<'a>(table: &RunTable, runs: impl IntoIterator<Item = (usize, &'a RunOutcome)>) -> Self {
        let runs: Vec<(usize, &RunOutcome)> = runs.into_iter().collect();
        let mut counts = Counts { runs: runs.len(), ..Counts::default() };
        runs.iter().for_each(|(_, outcome)| *counts.of(outcome.status) += 1);
        let (mut bands, mut drivers) = (Vec::new(), Vec::new());
        for (of, rows) in by_level(&runs) {
            for (figure, value) in FIGURES {
                let (values, attained): (Vec<f64>, Vec<bool>) = rows
                    .iter()
                    .filter_map(|(_, row)| Some((value(row)?, row.figures.attainable.unwrap_or(true))))
                    .unzip();
                if !values.is_empty() {
                    bands.push(Band {
                        of: of.clone(),
                        figure,
                        runs: values.len(),
                        attainable: attained.into_iter().filter(|&a| a).count(),
                        quantiles: quantiles(values),
                    });
                }
            }
            // a frontier has all levels: what is enforced elsewhere moves nothing
            let moves = |column: &str| of.scope.is_none() || column != "security.max_share";
            for (k, column) in table.columns.iter().enumerate().filter(|(_, column)| moves(column)) {
                drivers.extend(driver(&of, column, &rows, |run| number(table, run, column, k)));
            }
        }
        // the strongest first within a level; equal ones stay in the order of the columns
        let strength = |d: &CostDriver| d.extra_cost.or(d.cost).map_or(-1.0, f64::abs);
        for level in drivers.chunk_by_mut(|a, b| a.of == b.of) {
            level.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        }
        Self { counts, bands, drivers }
    }

    /// bands.csv.
    pub(crate) fn bands_table(&self) -> Table<'_> {
        let rows = self.bands.iter().map(|band| {
            let mut row = of_level(&band.of);
            row.extend([band.figure.into(), count(band.runs), count(band.attainable)]);
            row.extend(band.quantiles.map(Cell::from));
            row
        });
        Table {
            name: "bands",
            columns: &[
                "scope",
                "level",
                "figure",
                "runs",
                "attainable",
                "least",
                "p10",
                "p25",
                "p50",
                "p75",
                "p90",
                "most",
            ],
            rows: rows.collect(),
        }
    }

    /// drivers.csv.
    pub(crate) fn drivers_table(&self) -> Table<'_> {
        let rows = self.drivers.iter().map(|driver| {
            let mut row = of_level(&driver.of);
            row.extend([
                driver.column.as_str().into(),
                count(driver.runs),
                driver.extra_cost.into(),
                driver.cost.into(),
            ]);
            for third in [driver.low, driver.high] {
                row.extend([third.value, third.extra_cost, third.cost].map(Cell::from));
            }
            row
        });
        Table {
            name: "drivers",
            columns: &[
                "scope",
                "level",
                "column",
                "runs",
                "extra_cost_rank_correlation",
                "cost_rank_correlation",
                "low",
                "extra_cost_low",
                "cost_low",
                "high",
                "extra_cost_high",
                "cost_high",
            ],
            rows: rows.collect(),
        }
    }
}

fn of_level(of: &LevelOf) -> Vec<Cell<'_>> {
    vec![of.scope.as_deref().map_or(Cell::Blank, Cell::from), of.level.into()]
}

fn count(n: usize) -> Cell<'static> {
    (n as f64).into()
}

/// Rows of all runs that have an answer, by level: scopes in the order of the runs, levels falling, runs without one first.
fn by_level<'a>(runs: &[(usize, &'a RunOutcome)]) -> Vec<(LevelOf, Vec<(usize, &'a LevelRow)>)> {
    let mut scopes: Vec<&Option<String>> = Vec::new();
    let mut all: Vec<(usize, f64, usize, &LevelRow)> = Vec::new();
    for (run, outcome) in runs {
        for row in &outcome.levels {
            let scope = scopes.iter().position(|known| *known == &row.scope).unwrap_or_else(|| {
                scopes.push(&row.scope);
                scopes.len() - 1
            });
            all.push((scope, row.figures.level.unwrap_or(f64::INFINITY), *run, row));
        }
    }
    // stable: runs stay in their order
    all.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let levels = all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    levels
        .map(|rows| {
            let first = rows[0].3;
            let of = LevelOf { scope: first.scope.clone(), level: first.figures.level };
            (of, rows.iter().map(|&(_, _, run, row)| (run, row)).collect())
        })
        .collect()
}

/// A cell as a number. A blank multiplier is 1 and a blank delay 0; what another blank means only the model file knows.
fn number(table: &RunTable, run: usize, column: &str, k: usize) -> Option<f64> {
    match table.runs[run].values[k].as_str() {
        "" if column.starts_with("scale.") => Some(1.0),
        "" if column.starts_with("delay.") => Some(0.0),
        text => text.parse().ok().filter(|value: &f64| value.is_finite()),
    }
}

fn driver(
    of: &LevelOf,
    column: &str,
    rows: &[(usize, &LevelRow)],
    value: impl Fn(usize) -> Option<f64>,
) -> Option<CostDriver> {
    let known: Vec<(f64, f64, f64)> =
        rows.iter().filter_map(|&(run, row)| Some((value(run)?, row.figures.extra_cost?, row.figures.cost?))).collect();
    let column_of = |pick: fn(&(f64, f64, f64)) -> f64| known.iter().map(pick).collect::<Vec<f64>>();
    let values = column_of(|k| k.0);
    if values.iter().all(|v| Some(v) == values.first()) {
        return None;
    }
    let (low, high) = thirds(&known);
    Some(CostDriver {
        low,
        high,
        of: of.clone(),
        column: column.into(),
        runs: known.len(),
        extra_cost: rank_correlation(&values, &column_of(|k| k.1)),
        cost: rank_correlation(&values, &column_of(|k| k.2)),
    })
}

/// The thirds of runs with the lowest and the highest values, given value, extra cost and cost of each; at least two values differ.
fn thirds(known: &[(f64, f64, f64)]) -> (Third, Third) {
    let mut values: Vec<f64> = known.iter().map(|k| k.0).collect();
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len() - 1;
    let (low, high) = match (values[last / 3], values[last - last / 3]) {
        // where one value fills the middle, all that lies at the ends counts
        (low, high) if low == high => (values[0], values[last]),
        cuts => cuts,
    };
    let mean = |inside: &dyn Fn(f64) -> bool| {
        let runs: Vec<_> = known.iter().filter(|k| inside(k.0)).collect();
        let of = |pick: fn(&(f64, f64, f64)) -> f64| runs.iter().map(|k| pick(k)).sum::<f64>() / runs.len() as f64;
        Third { value: of(|k| k.0), extra_cost: of(|k| k.1), cost: of(|k| k.2) }
    };
    (mean(&|value| value <= low), mean(&|value| value >= high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::level_figures::LevelFigures;

    /// By hand: of six runs the two at each end; ties count in, and where one value fills the middle the ends are the least and the most.
    #[test]
    fn thirds_are_the_ends() {
        let runs = |values: &[f64]| values.iter().enumerate().map(|(k, &v)| (v, k as f64, 0.0)).collect::<Vec<_>>();
        let ends = |values: &[f64]| {
            let (low, high) = thirds(&runs(values));
            [low.value, low.extra_cost, high.value, high.extra_cost]
        };
        assert_eq!(ends(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), [1.5, 0.5, 5.5, 4.5]);
        assert_eq!(ends(&[1.0, 2.0, 2.0, 2.0, 2.0, 3.0]), [1.0, 0.0, 3.0, 5.0]);
        assert_eq!(ends(&[1.0, 1.0, 9.0]), [1.0, 0.5, 9.0, 2.0]);
    }

    fn outcome(levels: &[(f64, f64)]) -> RunOutcome {
        let row = |&(level, extra): &(f64, f64)| LevelRow {
            scope: Some("total".into()),
            figures: LevelFigures {
                level: Some(level),
                attainable: Some(extra < 5.0),
                cost: Some(100.0 + extra),
                extra_cost: Some(extra),
                ..LevelFigures::BLANK
            },
            ..LevelRow::BLANK
        };
        RunOutcome { status: RunStatus::Optimal, message: String::new(), levels: levels.iter().map(row).collect() }
    }

    #[test]
    fn levels_are_kept_apart_and_constant_columns_left_out() {
        let columns = ["premium.factor", "scale.demand", "security.scope"].map(String::from);
        let rows =
            [["a", "4", "", "total"], ["b", "5", "1.1", "total"], ["c", "6", "1", "total"], ["d", "x", "1", "total"]];
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.map(String::from).to_vec()).collect();
        let table = RunTable::from_rows("runs.csv", &columns, &rows).unwrap();
        let outcomes = [
            outcome(&[(1.0, 0.0), (0.5, 3.0)]),
            outcome(&[(1.0, 0.0), (0.5, 4.0)]),
            outcome(&[(1.0, 0.0), (0.5, 6.0)]),
            RunOutcome::without_answer(RunStatus::Invalid, "premium.factor: expected a number"),
        ];
        let found = Statistics::new(&table, outcomes.iter().enumerate());
        assert_eq!(found.counts, Counts { runs: 4, optimal: 3, infeasible: 0, invalid: 1, failed: 0 });
        let band = found.bands.iter().find(|b| b.of.level == Some(0.5) && b.figure == "extra_cost").unwrap();
        assert_eq!((band.runs, band.attainable, band.quantiles[3]), (3, 2, 4.0));
        let drivers: Vec<_> =
            found.drivers.iter().map(|d| (d.of.level.unwrap(), d.column.as_str(), d.runs, d.extra_cost)).collect();
        // a blank multiplier is 1: demand is 1, 1.1, 1 with ranks 1.5, 3, 1.5, extra costs have ranks 1, 2, 3: no correlation
        assert_eq!(
            drivers,
            [
                (1.0, "premium.factor", 3, None),
                (1.0, "scale.demand", 3, None),
                (0.5, "premium.factor", 3, Some(1.0)),
                (0.5, "scale.demand", 3, Some(0.0)),
            ]
        );
    }
}
