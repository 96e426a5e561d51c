//! A table as a grid of cells: where its columns and rows are and what its cells say, whatever file it comes from.
//!
//! [`Grid`] is the seam: a CSV file is one, a sheet of a workbook can be another. [`read`] turns a grid into typed rows.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::cell::{self, CellProblem, Range};
use super::field::Field;
use super::names::{self, Interner};
use super::problems::Problems;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Provenance;

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum InputCell<'a> {
    /// As text, to be trimmed.
    Text(&'a str),
    /// As a number.
    Number(f64),
    /// As a date, which says `YYYY-MM` or `YYYY`.
    Date(&'a str),
    /// One that cannot be read, which the grid has reported.
    Broken,
}

impl<'a> InputCell<'a> {
    /// What it says, the same for a number as for its digits.
    pub(crate) fn text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) | Self::Date(text) => Cow::Borrowed(text.trim()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Broken => Cow::Borrowed(""),
        }
    }

    /// Says what to do where the cell's format is what is wrong with it.
    fn explain(self, problem: CellProblem) -> CellProblem {
        let hint = match (self, problem.code) {
            (Self::Date(_), Code::NotANumber) => "the cell is formatted as a date: format it as a number",
            (Self::Number(days), Code::BadDate) if (10_000.0..100_000.0).contains(&days) => {
                "if this is a date as days since 1900, format the cell as a date; else write 2026-03 or 2026"
            }
            _ => return problem,
        };
        problem.hint(hint)
    }
}

/// The cells of one row.
pub(crate) trait CellRow {
    fn len(&self) -> usize;
    fn cell(&self, column: usize) -> InputCell<'_>;
}

/// Where a row is, as its grid counts: an offset, a number.
pub(crate) type RowAt = usize;

/// What [`Grid::each`] calls with every row.
pub(crate) type Visit<'v> = &'v mut dyn FnMut(RowAt, &dyn CellRow);

/// A table as it was found. Positions are worked out only when asked for.
pub(crate) trait Grid: std::fmt::Debug + Send + Sync {
    /// Names of the columns, trimmed.
    fn header(&self) -> &[String];

    /// Visits every row below the header that is not blank; what keeps it from that goes to `problems`.
    fn each(&self, visit: Visit<'_>, problems: &mut Vec<Diagnostic>);

    /// Where the cell in `column` of the row at `at` is; the row itself without a column. The header is at [`HEADER`].
    fn place(&self, at: RowAt, column: Option<usize>) -> Place;

    /// Whether it is a sheet of a workbook: hints differ.
    fn in_workbook(&self) -> bool {
        false
    }

    /// What to say of a column without a name, and what to do about it.
    fn unnamed(&self, column: usize) -> (String, String) {
        let hint = "name it, or take it out together with the comma before it";
        (format!("column {} has no name", column + 1), hint.to_owned())
    }
}

/// Where every grid has its header.
pub(crate) const HEADER: RowAt = 0;

/// What a table holds, as [`table!`] declares it.
pub(crate) trait Record: Sized {
    /// Its name.
    const TABLE: &'static str;
    /// Its columns, and whether each must be there and be filled.
    const COLUMNS: &'static [(&'static str, bool)];
    /// Which of them hold plain numbers.
    const PLAIN: &'static [bool];
    /// The column that `low` and `high` bound.
    const FIGURE: Option<&'static str>;

    /// Reads the columns in their order.
    fn read(row: &mut RowReader<'_>) -> Self;

    /// The key figure's value.
    fn figure(&self) -> Option<f64>;

    /// What the row is about, for people.
    fn label(&self, names: &Interner) -> String;

    /// Its identifying cells as they stand, joined by commas.
    fn key(&self, names: &Interner) -> String;

    /// Where it is.
    fn at(&self) -> RowAt;

    /// Reads one cell anew.
    fn set(&mut self, column: &str, text: &str, names: &mut Interner) -> Result<(), CellProblem>;
}

/// Columns that any table may have.
pub(super) const COMMON: [&str; 5] = ["source", "confidence", "note", "low", "high"];

const CONFIDENCE: &[(&str, &str)] = &[("sourced", "sourced"), ("derived", "derived"), ("assumption", "assumption")];

/// What is wrong with the cells of tables, and with which rows.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub problems: Problems,
    /// Tables that have rows nobody knows the names of.
    pub lost: BTreeSet<&'static str>,
    /// Rows whose names are known, and not all of their numbers.
    pub rows: BTreeSet<(&'static str, RowAt)>,
}

/// Reads all rows but those that are lost.
pub(crate) fn read<R: Record>(
    grid: &dyn Grid,
    names: &mut Interner,
    provenance: &mut Vec<(Provenance, usize)>,
    faults: &mut Faults,
) -> Vec<R> {
    let problems = faults.problems.of(R::TABLE);
    if grid.header().is_empty() {
        // an optional table without rows says nothing, with or without a header
        if super::schema::REQUIRED_TABLES.contains(&R::TABLE) {
            let empty = if grid.in_workbook() { "an empty sheet" } else { "an empty file" };
            let message = format!("expected the header of the table {}, found {empty}", R::TABLE);
            let place = Place { line: None, column: None, cell: None, ..grid.place(HEADER, None) };
            problems.push(Diagnostic::error(Code::NoHeader, place, message).hint(header_hint::<R>()));
            faults.lost.insert(R::TABLE);
        }
        return Vec::new();
    }
    let before = problems.len();
    check_header::<R>(grid, problems);
    if problems.len() > before {
        faults.lost.insert(R::TABLE);
        return Vec::new();
    }
    let find = |name: &str| grid.header().iter().position(|column| column == name);
    let columns: Vec<Option<usize>> = R::COLUMNS.iter().map(|(name, _)| find(name)).collect();
    let common: [Option<usize>; 5] = COMMON.map(find);
    let has_common = common.iter().any(Option::is_some);
    let width = grid.header().len();

    let mut rows = Vec::new();
    // the grid reports its own problems while it is walked, ours come after them
    let mut unreadable = Vec::new();
    grid.each(
        &mut |at, cells| {
            if cells.len() != width {
                problems.push(ragged(grid, at, cells.len(), width));
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
            match fault {
                Some(Fault::Name) => {
                    faults.lost.insert(R::TABLE);
                    return;
                }
                Some(Fault::Number) => _ = faults.rows.insert((R::TABLE, at)),
                None => {}
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

fn header_hint<R: Record>() -> String {
    format!("its columns are {}", R::COLUMNS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "))
}

fn ragged(grid: &dyn Grid, at: RowAt, found: usize, width: usize) -> Diagnostic {
    let message = format!("expected {width} cells, as in the header, found {found}");
    let hint = if found > width {
        "put a cell that holds a comma in quotes, without a space before the first quote"
    } else if found == 1 {
        "a remark has its place in the column note, or above the table in the model file; a blank cell needs its comma too"
    } else {
        "a blank cell needs its comma too"
    };
    Diagnostic::error(Code::RaggedRow, grid.place(at, None), message).hint(hint)
}

/// A header that is no row of names: a line that names the separator, or names apart by something else than commas.
fn wrong_separator(grid: &dyn Grid) -> Option<Diagnostic> {
    let header = grid.header();
    if let Some(first) = header.first().filter(|first| first.to_ascii_lowercase().starts_with("sep=")) {
        let message = format!("expected the names of the columns, found the line {first:?}");
        let hint = "take this line out, and separate cells by commas";
        return Some(Diagnostic::error(Code::WrongSeparator, grid.place(HEADER, None), message).hint(hint));
    }
    if let [only] = header
        && let Some(separator) = [';', '\t', '|'].into_iter().find(|&c| only.contains(c))
    {
        let (expected, hint) = if grid.in_workbook() {
            ("one name in each column", "split the column into one for each name (in Excel: Data, Text to Columns)")
        } else {
            let hint = match separator {
                ';' => {
                    "this is a semicolon file, as spreadsheets with a decimal comma write it: save it as CSV with commas and decimal points"
                }
                '\t' => "this is a file with tabs between its cells: save it as CSV with commas",
                _ => "save the table as CSV, with commas between its cells",
            };
            ("columns separated by commas", hint)
        };
        let message = format!("expected {expected}, found {separator:?}");
        return Some(Diagnostic::error(Code::WrongSeparator, grid.place(HEADER, None), message).hint(hint));
    }
    None
}

fn check_header<R: Record>(grid: &dyn Grid, problems: &mut Vec<Diagnostic>) {
    if let Some(problem) = wrong_separator(grid) {
        problems.push(problem);
        return;
    }
    let header = grid.header();
    let known = R::COLUMNS.iter().map(|(name, _)| *name);
    let mut renamed = Vec::new();
    for (i, name) in header.iter().enumerate() {
        let place = || grid.place(HEADER, Some(i)).field(name);
        let bounds = matches!(name.as_str(), "low" | "high");
        if name.is_empty() {
            let (message, hint) = grid.unnamed(i);
            problems.push(Diagnostic::error(Code::UnknownColumn, grid.place(HEADER, Some(i)), message).hint(hint));
        } else if header[..i].contains(name) {
            problems.push(
                Diagnostic::error(Code::DuplicateColumn, place(), "the column stands twice")
                    .hint("take one of the two out"),
            );
        } else if bounds && R::FIGURE.is_none() {
            let message = format!("the table {} has no figure that it could bound", R::TABLE);
            problems.push(
                Diagnostic::error(Code::RangeWithoutFigure, place(), message)
                    .hint("take the column out, or say it in note"),
            );
        } else if !known.clone().chain(COMMON).any(|k| k == name) {
            let message = format!("the table {} has no such column", R::TABLE);
            let mut diagnostic = Diagnostic::error(Code::UnknownColumn, place(), message);
            let absent = known.clone().filter(|k| !header.iter().any(|h| h == k));
            let near = names::nearest(name, absent.chain(COMMON));
            renamed.extend(near);
            diagnostic.hint = match near {
                Some(near) => Some(format!("did you mean {near:?}?")),
                None => Some(header_hint::<R>()),
            };
            problems.push(diagnostic);
        }
    }
    for (name, required) in R::COLUMNS {
        // a misspelt column is one problem, not two
        if *required && !header.iter().any(|h| h == name) && !renamed.contains(name) {
            let message = format!("the table {} needs this column", R::TABLE);
            let hint = format!("add {name} to the header; {}", header_hint::<R>());
            problems.push(
                Diagnostic::error(Code::MissingColumn, grid.place(HEADER, None).field(*name), message).hint(hint),
            );
        }
    }
}

/// Reads the cells of one row in the order in which its record declares them.
pub(crate) struct RowReader<'a> {
    cells: &'a dyn CellRow,
    columns: &'a [Option<usize>],
    next: usize,
    at: RowAt,
    grid: &'a dyn Grid,
    names: &'a mut Interner,
    problems: &'a mut Vec<Diagnostic>,
    fault: Option<Fault>,
}

/// The worst that is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// Its names are known, and not all of its numbers.
    Number,
    /// A name, date or word is not known.
    Name,
}

impl RowReader<'_> {
    pub(super) fn at(&self) -> RowAt {
        self.at
    }

    /// The next declared column, called `name`; with a problem, a stand-in that is never used.
    pub(super) fn field<F: Field>(&mut self, name: &'static str) -> F {
        let column = self.columns[self.next];
        self.next += 1;
        let cell = column.map_or(InputCell::Text(""), |c| self.cells.cell(c));
        let read = match cell {
            InputCell::Broken => Err(None),
            cell => F::read(&cell.text(), self.names).map_err(|problem| Some(cell.explain(problem))),
        };
        match read {
            Ok(value) => value,
            Err(problem) => {
                if let Some(problem) = problem {
                    self.complain(column, name, problem);
                }
                self.fault = self.fault.max(Some(if F::PLAIN { Fault::Number } else { Fault::Name }));
                F::default()
            }
        }
    }

    fn complain(&mut self, column: Option<usize>, name: &str, problem: CellProblem) {
        self.problems.push(problem.at(self.grid.place(self.at, column).field(name)));
    }

    /// The columns of every table; `None` where all are blank.
    fn common<R: Record>(
        &mut self,
        columns: &[Option<usize>; 5],
        record: &R,
        value: Option<f64>,
    ) -> Option<Provenance> {
        let cells = self.cells;
        let text = |i: usize| columns[i].map_or(Cow::Borrowed(""), |c| cells.cell(c).text());
        if (0..5).all(|i| text(i).is_empty()) {
            return None;
        }
        let mut bounds = [None; 2];
        for (bound, i) in bounds.iter_mut().zip([3, 4]) {
            if !text(i).is_empty() {
                match cell::number(&text(i), Range::NonNegative) {
                    Ok(value) => *bound = Some(value),
                    Err(problem) => self.complain(columns[i], COMMON[i], problem),
                }
            }
        }
        let confidence = match text(1) {
            blank if blank.is_empty() => Ok(""),
            word => cell::choice(&word, CONFIDENCE),
        };
        let confidence = confidence.unwrap_or_else(|problem| {
            self.complain(columns[1], COMMON[1], problem);
            ""
        });
        let [low, high] = bounds;
        let figure = R::FIGURE.unwrap_or_default();
        // a bound may have been written with fewer digits than it was worked out with
        let above = |a: f64, b: f64| a > b + 1e-9 * b.abs();
        let broken = match (value, low, high) {
            (Some(value), Some(low), _) if above(low, value) => {
                Some((3, format!("low is {low}, above {figure}, which is {value}")))
            }
            (Some(value), _, Some(high)) if above(value, high) => {
                Some((4, format!("high is {high}, below {figure}, which is {value}")))
            }
            (_, Some(low), Some(high)) if above(low, high) => {
                Some((3, format!("low is {low}, above high, which is {high}")))
            }
            _ => None,
        };
        if let Some((column, message)) = broken {
            let problem =
                CellProblem::new(Code::FigureOutsideRange, message).hint(format!("low ≤ {figure} ≤ high must hold"));
            self.complain(columns[column], COMMON[column], problem);
        }
        Some(Provenance {
            table: R::TABLE,
            row: record.label(self.names),
            figure: R::FIGURE,
            value,
            low,
            high,
            source: text(0).into_owned(),
            confidence,
            note: text(2).into_owned(),
        })
    }
}
