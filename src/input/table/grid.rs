//! A table as a grid of cells, whatever file it comes from.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::input::cell::CellProblem;
use std::borrow::Cow;

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
    /// Its text, the same for a number as for its digits.
    pub(crate) fn text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) | Self::Date(text) => Cow::Borrowed(text.trim()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Broken => Cow::Borrowed(""),
        }
    }

    /// The hint where the cell's format is its fault.
    pub(super) fn explain(self, problem: CellProblem) -> CellProblem {
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

/// The position of a row, as its grid counts: an offset, a number.
pub(crate) type RowAt = usize;

/// The visitor that [`Grid::each`] calls with every row.
pub(crate) type Visit<'v> = &'v mut dyn FnMut(RowAt, &dyn CellRow);

/// A table as it was found. Positions are worked out only when asked for.
pub(crate) trait Grid: std::fmt::Debug + Send + Sync {
    /// Names of the columns, trimmed.
    fn header(&self) -> &[String];

    /// Visits every row below the header that is not blank; problems of reading go to `problems`.
    fn each(&self, visit: Visit<'_>, problems: &mut Vec<Diagnostic>);

    /// Place of the cell in `column` of the row at `at`; of the row itself without a column. The header is at [`HEADER`].
    fn place(&self, at: RowAt, column: Option<usize>) -> Place;

    /// True for a sheet of a workbook: hints differ.
    fn in_workbook(&self) -> bool {
        false
    }

    /// The message and the hint for a column without a name.
    fn unnamed(&self, column: usize) -> (String, String) {
        let hint = "name it, or take it out together with the comma before it";
        (format!("column {} has no name", column + 1), hint.to_owned())
    }
}

/// The position of the header in every grid.
pub(crate) const HEADER: RowAt = 0;
