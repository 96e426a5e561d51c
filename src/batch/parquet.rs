//! results.parquet: the same as results.csv with typed columns.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use arrow_array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray};

use crate::report::table::Kinds;
use crate::report::table::{Cell, Table};

/// Writes a table as Parquet: the columns `numbers` and those that hold nothing else as doubles, `flags` as booleans, all others as text;
/// blank cells are null.
///
/// # Errors
/// Errors of the writer.
pub(crate) fn write(table: &Table<'_>, numbers: &[&str], flags: &[&str], to: &mut dyn Write) -> io::Result<()> {
    let kinds = Kinds::of(table);
    let columns = table.columns.iter().enumerate().map(|(c, &name)| {
        let cells = table.rows.iter().map(|row| &row[c]);
        let only_numbers = || {
            let mut filled = cells.clone().filter(|cell| **cell != Cell::Blank).peekable();
            filled.peek().is_some() && filled.all(|cell| number(cell).is_some())
        };
        let array: ArrayRef = if numbers.contains(&name) || only_numbers() {
            // the figures of results.csv, digit by digit
            let figure = |row: &Vec<Cell<'_>>| number(&row[c]).map(|figure| kinds.figure(row, c, figure));
            Arc::new(table.rows.iter().map(figure).collect::<Float64Array>())
        } else if flags.contains(&name) {
            Arc::new(cells.map(flag).collect::<BooleanArray>())
        } else {
            Arc::new(cells.map(text).collect::<StringArray>())
        };
        (name, array, true)
    });
    let batch = RecordBatch::try_from_iter_with_nullable(columns).map_err(io::Error::other)?;
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).map_err(io::Error::other)?;
    writer.write(&batch).map_err(io::Error::other)?;
    writer.close().map_err(io::Error::other)?;
    to.write_all(&bytes)
}

fn number(cell: &Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        _ => None,
    }
}

fn flag(cell: &Cell<'_>) -> Option<bool> {
    match cell {
        Cell::Flag(flag) => Some(*flag),
        _ => None,
    }
}

fn text(cell: &Cell<'_>) -> Option<String> {
    match cell {
        Cell::Blank => None,
        Cell::Text(text) => Some(text.to_string()),
        Cell::Number(number) => Some(number.to_string()),
        Cell::Flag(flag) => Some(flag.to_string()),
    }
}
