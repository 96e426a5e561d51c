//! A table as a grid of cells: the places of its columns and rows and the text of its cells, whatever file it comes from.
//!
//! [`Grid`] is the seam: a CSV file is one, a sheet of a workbook can be another. [`read`] turns a grid into typed rows.

mod grid;
mod header;
mod remark;
mod row;

pub(crate) use grid::{CellRow, Grid, HEADER, InputCell, RowAt, Visit};
pub(crate) use header::not_a_header;
pub(crate) use remark::not_a_row;
pub(super) use row::Fault;
pub(crate) use row::RowReader;

use super::cell::CellProblem;
use super::names::Interner;
use super::problems::Problems;
use crate::diagnostic::Code;
use crate::model::Provenance;
use std::collections::{BTreeMap, BTreeSet};

/// The columns of a table, as [`table!`] declares them.
pub(crate) trait Record: Sized {
    /// Its name.
    const TABLE: &'static str;
    /// Its columns, and whether each must be there and be filled.
    const COLUMNS: &'static [(&'static str, bool)];
    /// True for those of its columns that hold plain numbers.
    const PLAIN: &'static [bool];
    /// The column that `low` and `high` bound.
    const FIGURE: Option<&'static str>;

    /// Reads the columns in their order.
    fn read(row: &mut RowReader<'_>) -> Self;

    /// The key figure's value.
    fn figure(&self) -> Option<f64>;

    /// The subject of the row, for people.
    fn label(&self, names: &Interner) -> String;

    /// Its identifying cells as they stand, joined by commas.
    fn key(&self, names: &Interner) -> String;

    /// Its position.
    fn at(&self) -> RowAt;

    /// Reads one cell anew.
    fn set(&mut self, column: &str, text: &str, names: &mut Interner) -> Result<(), CellProblem>;
}

/// Columns that any table may have.
pub(super) const COMMON: [&str; 5] = ["source", "confidence", "note", "low", "high"];

/// Rows of which not every cell could be read, and the worst that is wrong with each.
pub(super) type BadRows = BTreeMap<(&'static str, RowAt), Fault>;

/// The problems of the cells of tables, and of which rows.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub problems: Problems,
    /// Tables that have rows nobody knows the names of.
    pub lost: BTreeSet<&'static str>,
    /// Rows of which not every cell could be read. Their names are looked up all the same, and then they are taken out.
    pub rows: BadRows,
}

/// Reads all rows but those that are no rows of the table.
pub(crate) fn read<R: Record>(
    grid: &dyn Grid,
    names: &mut Interner,
    provenance: &mut Vec<(Provenance, usize)>,
    faults: &mut Faults,
) -> Vec<R> {
    let problems = faults.problems.of(R::TABLE);
    let before = problems.len();
    header::check::<R>(grid, problems);
    if problems.len() > before {
        faults.lost.insert(R::TABLE);
        return Vec::new();
    }
    if grid.header().is_empty() {
        return Vec::new();
    }
    let find = |name: &str| grid.header().iter().position(|column| column == name);
    let columns: Vec<Option<usize>> = R::COLUMNS.iter().map(|(name, _)| find(name)).collect();
    let common: [Option<usize>; 5] = COMMON.map(find);
    let has_common = common.iter().any(Option::is_some);
    let needed = |column: usize| {
        let of_table = R::COLUMNS.iter().zip(&columns);
        of_table.into_iter().any(|(&(_, required), &at)| required && at == Some(column))
    };

    let mut rows = Vec::new();
    // the grid reports its own problems while it is walked, ours come after them
    let mut unreadable = Vec::new();
    grid.each(
        &mut |at, cells| {
            if let Some(problem) = not_a_row(grid, at, cells, &needed) {
                problems.push(problem);
                faults.lost.insert(R::TABLE);
                return;
            }
            let mut reader = RowReader { cells, columns: &columns, next: 0, at, grid, names, problems, fault: None };
            let record = R::read(&mut reader);
            let fault = reader.fault;
            // of a figure that could not be read there is nothing to bound
            let figure = if fault.is_none() { record.figure() } else { None };
            if has_common && let Some(entry) = reader.common(&common, &record, figure) {
                provenance.push((entry, rows.len()));
            }
            if let Some(fault) = fault {
                faults.rows.insert((R::TABLE, at), fault);
                if fault == Fault::Name {
                    faults.lost.insert(R::TABLE);
                }
            }
            rows.push(record);
        },
        &mut unreadable,
    );
    // of a row with a broken cell the rest can be read
    if unreadable.iter().any(|problem| problem.code != Code::CellError) {
        faults.lost.insert(R::TABLE);
    }
    problems.append(&mut unreadable);
    rows
}
