//! results.csv and timings.csv: written, and read again by `merge`.

use std::borrow::Cow;
use std::path::Path;

use super::{Finished, LevelRow, RunOutcome, RunStatus, RunTable};
use crate::report::level_figures::{LEVEL_COLUMNS, LevelFigures, before_levels};
use crate::report::table::{Cell, Table};

/// The columns of results.csv: the run, how it ended, and those of levels.csv.
pub(crate) const COLUMNS: &[&str] = &before_levels::<3, { 3 + LEVEL_COLUMNS.len() }>(["run", "status", "message"]);

const TIMING_COLUMNS: &[&str] = &["run", "seconds"];

/// The message of a level without a plan where others have one.
const WITHOUT_PLAN: &str = "no plan reaches this level (unattainable = \"fail\")";

/// The columns of results.csv of a table: [`COLUMNS`], then the table's own.
pub(crate) fn columns(table: &RunTable) -> Vec<&str> {
    COLUMNS.iter().copied().chain(table.own.iter().map(String::as_str)).collect()
}

/// results.csv, of runs of `table` by their index there, in its order; `columns` are those of [`columns`].
pub(crate) fn results<'a>(
    table: &'a RunTable,
    columns: &'a [&'a str],
    runs: impl IntoIterator<Item = (usize, &'a RunOutcome)>,
) -> Table<'a> {
    let mut rows = Vec::new();
    for (run, outcome) in runs {
        let run = &table.runs[run];
        let row = |status, message, level| {
            let mut cells = row(&run.name, status, message, level);
            cells.extend(run.cells.iter().map(|cell| own(cell)));
            cells
        };
        match &outcome.levels[..] {
            [] => rows.push(row(outcome.status, &outcome.message, &LevelRow::BLANK)),
            levels => rows.extend(levels.iter().map(|level| match level.without_plan {
                true => row(RunStatus::Infeasible, WITHOUT_PLAN, level),
                false => row(outcome.status, &outcome.message, level),
            })),
        }
    }
    Table { name: "results", columns, rows }
}

/// A cell of the table of runs.
fn own(cell: &str) -> Cell<'_> {
    match cell.parse::<f64>() {
        _ if cell.is_empty() => Cell::Blank,
        Ok(number) if number.is_finite() => number.into(),
        _ => cell.into(),
    }
}

fn row<'a>(name: &'a str, status: RunStatus, message: &'a str, level: &'a LevelRow) -> Vec<Cell<'a>> {
    let filled = |text: &'a str| if text.is_empty() { Cell::Blank } else { text.into() };
    let scope = level.scope.as_deref().map_or(Cell::Blank, Cell::from);
    let mut cells = vec![name.into(), status.label().into(), filled(message)];
    cells.extend(level.figures.cells(scope));
    cells
}

/// timings.csv, of runs in the order of the table.
pub(crate) fn timings<'a>(runs: impl IntoIterator<Item = (&'a str, f64)>) -> Table<'a> {
    let rows = runs.into_iter().map(|(name, seconds)| vec![name.into(), seconds.into()]);
    Table { name: "timings", columns: TIMING_COLUMNS, rows: rows.collect() }
}

/// Reads results.csv and timings.csv of a folder: runs by name, in the order of the files.
///
/// # Errors
/// Their problem, in words.
pub(crate) fn read(folder: &Path) -> Result<Vec<(String, Finished)>, String> {
    let mut runs: Vec<(String, Finished)> = Vec::new();
    for record in records(&folder.join("results.csv"), COLUMNS)? {
        let (name, status, message, level) = parse(&record)?;
        let known = runs.last_mut().filter(|(last, _)| *last == name);
        match known {
            Some((_, finished)) => {
                if !level.without_plan {
                    finished.outcome.status = status;
                    finished.outcome.message = message;
                }
                finished.outcome.levels.push(level);
            }
            None => {
                // a level without a plan is no message of the run
                let (status, message) =
                    if level.without_plan { (RunStatus::Optimal, String::new()) } else { (status, message) };
                let levels = if level == LevelRow::BLANK { Vec::new() } else { vec![level] };
                runs.push((name, Finished { outcome: RunOutcome { status, message, levels }, seconds: 0.0 }));
            }
        }
    }
    let timings = records(&folder.join("timings.csv"), TIMING_COLUMNS)?;
    if timings.len() != runs.len() {
        return Err(format!("results.csv holds {} runs, timings.csv {}", runs.len(), timings.len()));
    }
    for ((name, finished), record) in runs.iter_mut().zip(&timings) {
        if plain(&record[0]) != *name {
            return Err(format!("timings.csv has {:?} where results.csv has {name:?}", plain(&record[0])));
        }
        finished.seconds = number(&record[1])?.ok_or("timings.csv: a run without seconds")?;
    }
    Ok(runs)
}

fn records(path: &Path, columns: &[&str]) -> Result<Vec<csv::StringRecord>, String> {
    let said = |error: csv::Error| format!("{}: {error}", path.display());
    let mut reader = csv::Reader::from_path(path).map_err(said)?;
    if !reader.headers().map_err(said)?.iter().zip(columns).eq(columns.iter().map(|column| (*column, column))) {
        return Err(format!("{}: expected the columns {}", path.display(), columns.join(",")));
    }
    reader.records().collect::<Result<_, _>>().map_err(said)
}

fn parse(record: &csv::StringRecord) -> Result<(String, RunStatus, String, LevelRow), String> {
    let status = RunStatus::by_label(&record[1]).ok_or_else(|| format!("results.csv: no status {:?}", &record[1]))?;
    let message = plain(&record[2]).into_owned();
    let attainable = match &record[5] {
        "" => None,
        "true" => Some(true),
        "false" => Some(false),
        other => return Err(format!("results.csv: expected true or false, found {other:?}")),
    };
    let level = LevelRow {
        without_plan: status == RunStatus::Infeasible && !record[3].is_empty(),
        scope: Some(record[3].to_owned()).filter(|scope| !scope.is_empty()),
        figures: LevelFigures {
            level: number(&record[4])?,
            attainable,
            share: number(&record[6])?,
            share_total: number(&record[7])?,
            cost: number(&record[8])?,
            extra_cost: number(&record[9])?,
            extra_percent: number(&record[10])?,
            marginal_cost: number(&record[11])?,
            levy: number(&record[12])?,
            shortage: number(&record[13])?,
        },
    };
    Ok((plain(&record[0]).into_owned(), status, message, level))
}

fn number(cell: &str) -> Result<Option<f64>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    cell.parse().map(Some).map_err(|_| format!("expected a number, found {cell:?}"))
}

/// Text without the apostrophe that [`inert`](crate::report::table::inert) puts before text that a spreadsheet would run.
fn plain(cell: &str) -> Cow<'_, str> {
    let bare = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r']));
    bare.unwrap_or(cell).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::RunStatus::{Infeasible, Optimal};

    fn level(level: f64, cost: Option<f64>) -> LevelRow {
        LevelRow {
            without_plan: cost.is_none(),
            scope: Some("total".into()),
            figures: LevelFigures {
                level: Some(level),
                attainable: Some(cost.is_some()),
                cost,
                shortage: cost.map(|cost| cost / 4.0),
                ..LevelFigures::BLANK
            },
        }
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let runs = [
            (
                "-a",
                RunOutcome {
                    status: Optimal,
                    message: String::new(),
                    levels: vec![level(1.0, Some(0.1)), level(0.5, None)],
                },
            ),
            ("b", RunOutcome::without_answer(Infeasible, "=no, \"plan\"")),
            ("none", RunOutcome { status: Optimal, message: String::new(), levels: vec![level(0.0, None)] }),
            (
                "free",
                RunOutcome {
                    status: Optimal,
                    message: String::new(),
                    levels: vec![LevelRow {
                        figures: LevelFigures { cost: Some(7.0), ..LevelFigures::BLANK },
                        ..LevelRow::BLANK
                    }],
                },
            ),
        ];
        let folder = tempfile::tempdir().unwrap();
        let write = |table: &Table<'_>| {
            let file = std::fs::File::create(folder.path().join(format!("{}.csv", table.name))).unwrap();
            table.write_csv(file).unwrap();
        };
        let rows: Vec<Vec<String>> = runs.iter().map(|(name, _)| vec![(*name).into(), "7".into()]).collect();
        let table = RunTable::from_rows("runs.csv", &["premium.factor".into()], &rows).unwrap();
        let columns = columns(&table);
        write(&results(&table, &columns, runs.iter().enumerate().map(|(k, (_, outcome))| (k, outcome))));
        write(&timings(runs.iter().map(|(name, _)| (*name, 0.25))));
        let back = read(folder.path()).unwrap();
        assert_eq!(back.len(), runs.len());
        for ((name, outcome), (read_name, finished)) in runs.iter().zip(&back) {
            assert_eq!((*name, outcome, 0.25), (read_name.as_str(), &finished.outcome, finished.seconds));
        }
    }
}
