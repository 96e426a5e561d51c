//! One sheet as a [`Grid`].

use std::io::{Read, Seek};

use calamine::{CellErrorType, DataRef, Dimensions, ExcelDateTime, Xlsx, XlsxError};
use rust_xlsxwriter::utility::{column_number_to_name, row_col_to_cell};

use super::parts::Hidden;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::input::table::{CellRow, Grid, HEADER, InputCell, RowAt, Visit};

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
enum CellValue {
    Text(Box<str>),
    Number(f64),
    Flag(bool),
    /// A month or a year, as it is written.
    Date(Box<str>),
    Error(CellErrorType),
    /// A formula that was never calculated.
    Uncalculated,
    /// A formula whose stored value may be old.
    Stale,
    /// Hours and minutes.
    TimeSpan,
}

/// A filled cell; rows and columns count from 0.
type Filled = (u32, u32, CellValue);

/// The filled cells of a sheet.
#[derive(Debug)]
pub(in crate::input) struct TableSheet {
    label: String,
    name: String,
    header: Vec<String>,
    header_row: u32,
    /// The columns that have a header or a filled cell.
    columns: Vec<u32>,
    /// The cells below the header, by row and column.
    cells: Vec<Filled>,
    merged: Vec<Dimensions>,
}

impl TableSheet {
    /// Reads a sheet, whose formulas are not to be trusted where they are `stale`. Its header is the first row that names one of the columns `known`; rows above it are titles.
    pub(crate) fn read<F: Read + Seek>(
        file: &mut Xlsx<F>,
        label: &str,
        name: &str,
        stale: bool,
        known: impl Fn(&str) -> bool,
    ) -> Result<Self, XlsxError> {
        let mut filled: Vec<Filled> = Vec::new();
        let mut dates = false;
        let mut reader = file.worksheet_cells_reader(name)?;
        while let Some(cell) = reader.next_cell_with_formula_metadata()? {
            let value = match cell.value {
                DataRef::Empty if cell.formula.is_some() => CellValue::Uncalculated,
                DataRef::Empty => continue,
                _ if stale && cell.formula.is_some() => CellValue::Stale,
                DataRef::SharedString(text) if text.trim().is_empty() => continue,
                DataRef::String(text) if text.trim().is_empty() => continue,
                DataRef::SharedString(text) => CellValue::Text(text.into()),
                DataRef::String(text) => CellValue::Text(text.into()),
                DataRef::Int(number) => CellValue::Number(number as f64),
                DataRef::Float(number) => CellValue::Number(number),
                DataRef::Bool(flag) => CellValue::Flag(flag),
                DataRef::DateTime(date) if date.is_duration() => CellValue::TimeSpan,
                DataRef::DateTime(date) => {
                    dates = true;
                    CellValue::Date(month(date).into())
                }
                DataRef::DateTimeIso(text) => CellValue::Date(iso_month(&text).into()),
                DataRef::DurationIso(_) => CellValue::TimeSpan,
                DataRef::Error(error) => CellValue::Error(error),
            };
            filled.push((cell.pos.0, cell.pos.1, value));
        }
        drop(reader);
        // stable, so that of one cell written twice the later counts
        filled.sort_by_key(|&(row, column, _)| (row, column));
        if dates {
            shorten_years(file, name, &mut filled)?;
        }
        let header = filled.iter().find(|(.., value)| matches!(value, CellValue::Text(text) if known(text.trim())));
        if let Some(&(header, ..)) = header {
            filled.retain(|&(row, ..)| row >= header);
        }
        let merged = file.merge_cells_by_sheet_name(name)?;
        Ok(Self::new(label, name, filled, merged))
    }

    fn new(label: &str, name: &str, mut filled: Vec<Filled>, merged: Vec<Dimensions>) -> Self {
        filled.dedup_by(|later, kept| {
            let same = (later.0, later.1) == (kept.0, kept.1);
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
        let header_row = filled.first().map_or(0, |&(row, ..)| row);
        let mut columns: Vec<u32> = filled.iter().map(|&(_, column, _)| column).collect();
        columns.sort_unstable();
        columns.dedup();
        let below = filled.partition_point(|&(row, ..)| row == header_row);
        let cells = filled.split_off(below);
        let header = columns
            .iter()
            .map(|column| {
                let named = filled.iter().find(|(_, named, _)| named == column);
                named.map_or_else(String::new, |(.., value)| value.cell().text().trim().to_owned())
            })
            .collect();
        Self { label: label.to_owned(), name: name.to_owned(), header, header_row, columns, cells, merged }
    }

    /// True if there is nothing below the header.
    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    fn at(&self, row: u32, column: Option<u32>) -> Place {
        let named = column.or(self.columns.first().copied()).unwrap_or(0);
        Place {
            sheet: Some(self.name.clone()),
            line: Some(u64::from(row) + 1),
            column: column.map(|column| u64::from(column) + 1),
            cell: Some(cell_name(row, named)),
            in_table: true,
            ..Place::file(&self.label)
        }
    }

    /// Notes on the rows and columns of the table that are read though nobody sees them.
    pub(super) fn unseen(&self, hidden: &Hidden) -> Vec<Diagnostic> {
        let filled = |row: &u32| self.cells.binary_search_by_key(row, |cell| cell.0).is_ok();
        let rows: Vec<u32> = hidden.rows.iter().copied().filter(filled).collect();
        let columns: Vec<u32> = self.columns.iter().copied().filter(|&column| hidden.column(column)).collect();
        let note = |place: Place, what: &str, hint: &str| {
            Diagnostic::note(Code::HiddenCells, place, format!("{what} hidden, and read")).hint(hint)
        };
        let mut notes = Vec::new();
        if let Some(&first) = rows.first() {
            let what = match rows.len() {
                1 => format!("row {} is", first + 1),
                n => format!("{n} rows are"),
            };
            let hint = "show them, by clearing the filter or by hand, and delete those that are not to be read";
            notes.push(note(self.at(first, None), &what, hint));
        }
        if let Some(&first) = columns.first() {
            let what = match columns.len() {
                1 => format!("column {} is", letters(first)),
                n => format!("{n} columns are"),
            };
            let hint = "show them, and delete those that are not to be read";
            notes.push(note(self.at(self.header_row, Some(first)), &what, hint));
        }
        notes
    }

    /// Merged cells that lie in the table.
    fn merged(&self) -> impl Iterator<Item = &Dimensions> {
        let (first, last) = (self.columns.first().copied(), self.columns.last().copied());
        let bottom = self.cells.last().map_or(self.header_row, |&(row, ..)| row);
        self.merged.iter().filter(move |area| {
            area.start.0 <= bottom
                && area.end.0 >= self.header_row
                && last.is_some_and(|last| area.start.1 <= last)
                && first.is_some_and(|first| area.end.1 >= first)
        })
    }

    fn unusable(&self, row: u32, column: u32, value: &CellValue) -> Option<Diagnostic> {
        let (message, hint) = match value {
            CellValue::Error(error) => (
                format!("the cell holds the error {error}"),
                "put the value there that it should have, or clear the cell for the column's default".to_owned(),
            ),
            CellValue::Uncalculated => (
                "the cell holds a formula that has never been calculated".to_owned(),
                "open the workbook in a spreadsheet and save it; formulas are not evaluated here".to_owned(),
            ),
            CellValue::Stale => (
                "the cell holds a formula, and the workbook says that its formulas must be calculated anew".to_owned(),
                "open the workbook in a spreadsheet and save it, or put the value there; formulas are not evaluated here"
                    .to_owned(),
            ),
            CellValue::TimeSpan => (
                "the cell holds a span of time, in hours and minutes".to_owned(),
                "format it as a number (months), a date or text".to_owned(),
            ),
            _ => return None,
        };
        let place = self.at(row, Some(column));
        let place = match self.columns.binary_search(&column) {
            Ok(i) if !self.header[i].is_empty() => place.field(&self.header[i]),
            _ => place,
        };
        Some(Diagnostic::error(Code::CellError, place, message).hint(hint))
    }
}

impl CellValue {
    fn cell(&self) -> InputCell<'_> {
        match self {
            Self::Text(text) => InputCell::Text(text),
            Self::Number(number) => InputCell::Number(*number),
            Self::Flag(flag) => InputCell::Text(if *flag { "true" } else { "false" }),
            Self::Date(date) => InputCell::Date(date),
            Self::Error(_) | Self::Uncalculated | Self::Stale | Self::TimeSpan => InputCell::Broken,
        }
    }
}

/// A row's cells, blank ones included.
struct Cells<'s>(Vec<InputCell<'s>>);

impl CellRow for Cells<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn cell(&self, column: usize) -> InputCell<'_> {
        self.0[column]
    }
}

impl Grid for TableSheet {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn each(&self, visit: Visit<'_>, problems: &mut Vec<Diagnostic>) {
        let merged: Vec<&Dimensions> = self.merged().collect();
        for area in &merged {
            let (first, last) = (cell_name(area.start.0, area.start.1), cell_name(area.end.0, area.end.1));
            let message = format!("the cells {first} to {last} are merged, so only the first of them holds a value");
            problems.push(
                Diagnostic::error(Code::MergedCells, self.at(area.start.0, Some(area.start.1)), message)
                    .hint("unmerge them and fill in each cell"),
            );
        }
        let mut row = Cells(Vec::new());
        for cells in self.cells.chunk_by(|a, b| a.0 == b.0) {
            let at = cells[0].0;
            problems.extend(cells.iter().filter_map(|(row, column, value)| self.unusable(*row, *column, value)));
            if merged.iter().any(|area| (area.start.0..=area.end.0).contains(&at)) {
                continue;
            }
            row.0.clear();
            row.0.resize(self.columns.len(), InputCell::Text(""));
            for (_, column, value) in cells {
                let i = self.columns.binary_search(column).expect("every filled cell's column is among them");
                row.0[i] = value.cell();
            }
            visit(at as RowAt, &row);
        }
    }

    fn place(&self, at: RowAt, column: Option<usize>) -> Place {
        let row = if at == HEADER { self.header_row } else { u32::try_from(at).expect("a row's number") };
        self.at(row, column.map(|column| self.columns[column]))
    }

    fn in_workbook(&self) -> bool {
        true
    }

    fn unnamed(&self, column: usize) -> (String, String) {
        let column = self.columns[column];
        let letters = letters(column);
        let below = self.cells.iter().find(|cell| cell.1 == column).map_or(self.header_row, |cell| cell.0);
        let header = cell_name(self.header_row, column);
        (
            format!("column {letters} has no name, though {} is filled", cell_name(below, column)),
            format!(
                "name it in {header}, or clear the column; remarks go into the column note or a sheet that begins with _"
            ),
        )
    }
}

/// `D14`.
fn cell_name(row: u32, column: u32) -> String {
    row_col_to_cell(row, u16::try_from(column).unwrap_or(u16::MAX))
}

/// `D`.
fn letters(column: u32) -> String {
    column_number_to_name(u16::try_from(column).unwrap_or(u16::MAX))
}

fn month(date: ExcelDateTime) -> String {
    let (year, month, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}")
}

/// The month of an ISO 8601 date; a text that is none stays as it is, to be complained of.
fn iso_month(text: &str) -> &str {
    match text.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-' | b'T', ..] => text.get(..7).unwrap_or(text),
        _ => text,
    }
}

/// Makes years of the dates that are shown as bare years: 1 January 2026 as `yyyy` is 2026, not a month of it.
fn shorten_years<F: Read + Seek>(file: &mut Xlsx<F>, name: &str, filled: &mut [Filled]) -> Result<(), XlsxError> {
    let mut reader = file.worksheet_cells_reader(name)?;
    let bare: Vec<bool> = reader
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().is_some_and(|format| shows_bare_year(&format.format_code)))
        .collect();
    if !bare.contains(&true) {
        return Ok(());
    }
    while let Some((row, column, style)) = reader.next_style_id()? {
        if bare.get(style) == Some(&true)
            && let Ok(i) = filled.binary_search_by_key(&(row, column), |&(row, column, _)| (row, column))
            && let CellValue::Date(date) = &mut filled[i].2
            && let Some((year, _)) = date.split_once('-')
        {
            *date = year.into();
        }
    }
    Ok(())
}

/// True if a number format shows a date's year and nothing else.
fn shows_bare_year(format: &str) -> bool {
    let (mut rest, mut shown) = (format.split(';').next().unwrap_or_default().chars(), String::new());
    while let Some(c) = rest.next() {
        match c {
            '[' => skip_past(&mut rest, ']'),
            '"' => skip_past(&mut rest, '"'),
            '\\' | '_' | '*' => _ = rest.next(),
            c => shown.push(c),
        }
    }
    let shown = shown.trim();
    !shown.is_empty() && shown.chars().all(|c| matches!(c, 'y' | 'Y'))
}

fn skip_past(rest: &mut std::str::Chars<'_>, end: char) {
    let _ = rest.find(|&c| c == end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_show_a_year_and_nothing_else() {
        for format in ["yyyy", "YYYY", "[$-409]yyyy;@", "yyyy\"年\"", "yyyy\\ "] {
            assert!(shows_bare_year(format), "{format}");
        }
        for format in ["yyyy-mm", "mmm\\-yy", "General", "0", "@", "", "\"yyyy\""] {
            assert!(!shows_bare_year(format), "{format}");
        }
    }

    #[test]
    fn of_a_cell_written_twice_the_later_counts() {
        let cell = |row, column, text: &str| (row, column, CellValue::Text(text.into()));
        let sheet = TableSheet::new("f", "s", vec![cell(0, 1, "a"), cell(2, 1, "old"), cell(2, 1, "new")], Vec::new());
        assert_eq!(sheet.cells, [cell(2, 1, "new")]);
    }

    #[test]
    fn columns_without_a_header_or_a_cell_do_not_count() {
        let cell = |row, column, text: &str| (row, column, CellValue::Text(text.into()));
        let sheet = TableSheet::new("f", "s", vec![cell(2, 1, "a"), cell(2, 4, "b"), cell(5, 4, "x")], Vec::new());
        assert_eq!(sheet.header(), ["a", "b"]);
        assert_eq!(sheet.place(5, Some(1)).to_string(), "f: s!E6");
        assert_eq!(sheet.place(HEADER, None).to_string(), "f: s!B3");
    }
}
