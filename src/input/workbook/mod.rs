//! A workbook whose sheets are tables. The calamine crate reads it; this module finds those sheets, and the values that a planner means by their
//! cells.
//!
//! The value shown in a cell counts: a date is the month it lies in, a date shown as a bare year is that year, a formula is the value that was stored
//! with it and is never evaluated. A cell that cannot be taken for one value is an error: errors such as `#N/A`, formulas without a stored value,
//! merged cells.

mod columns;
mod limits;
mod parts;
mod sheet;
mod write;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{Reader as _, Sheet as SheetInfo, SheetType, SheetVisible, Xlsx, XlsxError};

use self::parts::Parts;
use super::names;
use super::schema::{REQUIRED_TABLES, TABLES};
use super::table::{CellRow, Grid, not_a_row};
use super::text::{NAMED_BY_MODEL, label, unreadable};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};

pub(crate) use write::template;
pub use write::{write_csv, write_tables};

pub(super) use sheet::TableSheet;

/// The contents of a workbook.
pub(super) struct Workbook {
    /// The user's name for it.
    pub label: String,
    pub sheets: BTreeMap<&'static str, TableSheet>,
    /// Sheets, rows and columns that are read though hidden, and sheets that are not read.
    pub notes: Vec<Diagnostic>,
    /// Tables that a misspelt sheet was probably meant to be.
    misspelt: Vec<&'static str>,
    /// Sheets that are called like no table.
    others: Vec<String>,
}

/// Sheets that planners keep beside the tables.
const REMARKS: [&str; 4] = ["readme", "read me", "notes", "lists"];

impl Workbook {
    /// Reads the sheets that bear a table's name, but for those of tables that are given otherwise.
    ///
    /// # Errors
    /// The reasons why the file cannot be read.
    pub(super) fn read(
        path: &Path,
        given: impl Fn(&str) -> bool,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<Self, Diagnostic> {
        let label = label(path);
        let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error, NAMED_BY_MODEL))?;
        limits::check(&bytes).map_err(|reason| refused(&label, &reason))?;
        let mut parts = Parts::read(&bytes);
        let mut file: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).map_err(|error| refused(&label, &broken(&error)))?;
        let mut workbook =
            Self { label, sheets: BTreeMap::new(), notes: Vec::new(), misspelt: Vec::new(), others: Vec::new() };
        for info in file.sheets_metadata().to_vec() {
            // a spreadsheet does not let two names differ by case alone
            let name = info.name.trim().to_lowercase();
            match TABLES.iter().find(|table| **table == name) {
                Some(&table) if info.typ == SheetType::WorkSheet => {
                    if given(table) {
                        continue;
                    }
                    let declared = super::tables::declared(table).columns;
                    let known = |text: &str| declared.iter().any(|(column, _)| *column == text);
                    let sheet =
                        TableSheet::read(&mut file, &workbook.label, &info.name, parts.calculates_on_load, known)
                            .map_err(|error| {
                                refused(&workbook.label, &format!("sheet {}: {}", info.name, broken(&error)))
                            })?;
                    if workbook.take(table, &sheet, &info, problems) {
                        workbook.notes.extend(sheet.unseen(&parts.hidden(&info.name)));
                        workbook.sheets.insert(table, sheet);
                    }
                }
                _ => workbook.unknown(&info, problems),
            }
        }
        Ok(workbook)
    }

    /// True if a sheet is taken for its table.
    fn take(&mut self, table: &str, sheet: &TableSheet, info: &SheetInfo, problems: &mut Vec<Diagnostic>) -> bool {
        // a workbook made by `init` has sheets for all tables, also for those not wanted
        if sheet.is_empty() && !REQUIRED_TABLES.contains(&table) {
            return false;
        }
        if info.visible != SheetVisible::Visible {
            let note = Diagnostic::note(Code::HiddenSheet, self.place(&info.name), "the sheet is hidden, and is read");
            self.notes.push(note.hint("show it, or rename it to begin with _ if it is not to be read"));
        }
        if self.sheets.contains_key(table) {
            problems.push(
                Diagnostic::error(
                    Code::TableTwice,
                    self.place(&info.name),
                    format!("another sheet is called {table} too"),
                )
                .hint("rename one of the two to begin with _"),
            );
            return false;
        }
        true
    }

    /// A sheet that is no table: a remark, a misspelt table, or something else.
    fn unknown(&mut self, info: &SheetInfo, problems: &mut Vec<Diagnostic>) {
        let name = info.name.trim();
        let remark = name.starts_with('_') || REMARKS.contains(&name.to_lowercase().as_str());
        if remark || info.typ != SheetType::WorkSheet || info.visible == SheetVisible::VeryHidden {
            return;
        }
        let place = self.place(&info.name);
        let message = "no table is called that";
        match names::nearest(name, TABLES.into_iter()).and_then(|near| TABLES.into_iter().find(|table| *table == near))
        {
            Some(near) => {
                self.misspelt.push(near);
                let hint = format!("did you mean {near:?}? A sheet that is no table begins with _");
                problems.push(Diagnostic::error(Code::UnknownSheet, place, message).hint(hint));
            }
            None => {
                self.others.push(info.name.clone());
                let message = format!("{message}: the sheet is ignored");
                let hint = format!("begin its name with _ to be spared this note; tables are {}", TABLES.join(", "));
                self.notes.push(Diagnostic::note(Code::UnknownSheet, place, message).hint(hint));
            }
        }
    }

    /// The tables that every model needs and neither the workbook nor `given` has.
    pub(super) fn missing(&self, given: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let absent = |table: &&str| !given(table) && !self.sheets.contains_key(table) && !self.misspelt.contains(table);
        let tables = REQUIRED_TABLES.into_iter().filter(absent);
        tables
            .map(|table| {
                let message = format!("the workbook has no sheet {table}, which every model needs");
                let hint = match self.others.iter().find(|other| other.to_lowercase().contains(table)) {
                    Some(other) => format!("if it is the sheet {other:?}, rename that to {table}"),
                    None => format!("add a sheet {table}, or a file: {table} = \"{table}.csv\" in [tables]"),
                };
                Diagnostic::error(Code::MissingSheet, Place::file(&self.label), message).hint(hint)
            })
            .collect()
    }

    /// Place of a sheet as a whole.
    pub(super) fn place(&self, sheet: &str) -> Place {
        Place { sheet: Some(sheet.to_owned()), ..Place::file(&self.label) }
    }
}

/// One row of a sheet: where it is, and its cells by the names of their columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetRow {
    /// Its place.
    pub place: Place,
    /// Column and cell, trimmed.
    pub cells: Vec<(String, String)>,
}

/// The rows of a sheet that is no table of a model, a plan of one's own say; `None` where the workbook has no sheet of that name. Its header is the first row
/// that names one of the columns `known`; of those `needed` every row fills the cell.
///
/// # Errors
/// The reasons why the file cannot be read, cells that cannot be taken for one value, and rows that are none.
pub(crate) fn sheet_rows(
    path: &Path,
    sheet: &str,
    known: &[&str],
    needed: &[&str],
    hint: &str,
) -> Result<Option<Vec<SheetRow>>, Diagnostics> {
    let label = label(path);
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error, hint))?;
    limits::check(&bytes).map_err(|reason| refused(&label, &reason))?;
    let parts = Parts::read(&bytes);
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).map_err(|error| refused(&label, &broken(&error)))?;
    let wanted = sheet.trim().to_lowercase();
    let info = file.sheets_metadata().iter().find(|info| info.name.trim().to_lowercase() == wanted);
    let Some(name) = info.filter(|info| info.typ == SheetType::WorkSheet).map(|info| info.name.clone()) else {
        return Ok(None);
    };
    let read = TableSheet::read(&mut file, &label, &name, parts.calculates_on_load, |column| known.contains(&column));
    let sheet = read.map_err(|error| refused(&label, &format!("sheet {name}: {}", broken(&error))))?;
    let (mut rows, mut problems, mut no_rows) = (Vec::new(), Vec::new(), Vec::new());
    let mut visit = |at, row: &dyn CellRow| {
        let needed = |column: usize| needed.contains(&sheet.header()[column].as_str());
        if let Some(problem) = not_a_row(&sheet, at, row, &needed) {
            return no_rows.push(problem);
        }
        let cells = sheet.header().iter().enumerate();
        let cells = cells.map(|(k, column)| (column.clone(), row.cell(k).text().into_owned())).collect();
        rows.push(SheetRow { place: sheet.place(at, None), cells });
    };
    sheet.each(&mut visit, &mut problems);
    problems.extend(no_rows);
    if problems.is_empty() { Ok(Some(rows)) } else { Err(Diagnostics::new(problems)) }
}

fn refused(label: &str, reason: &str) -> Diagnostic {
    Diagnostic::error(Code::UnreadableFile, Place::file(label), format!("cannot be read: {reason}"))
        .hint("a workbook saved as .xlsx (\"Excel Workbook\") without a password is expected here")
}

/// Why calamine cannot read a file, for people.
fn broken(error: &XlsxError) -> String {
    match error {
        XlsxError::Password => "it is protected by a password".into(),
        XlsxError::Zip(_) => "it is no .xlsx workbook, or it is damaged".into(),
        XlsxError::FileNotFound(part) => format!("it is no .xlsx workbook: it has no part {part}"),
        error => format!("it is damaged ({error})"),
    }
}
