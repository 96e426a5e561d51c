//! The cells of one row, read in the order of its record's columns.

use super::{COMMON, CellRow, Grid, InputCell, Record, RowAt};
use crate::diagnostic::{Code, Diagnostic};
use crate::input::cell::{self, CellProblem, Range};
use crate::input::field::Field;
use crate::input::names::Interner;
use crate::input::tolerances::ROOM;
use crate::model::Provenance;
use std::borrow::Cow;

const CONFIDENCE: &[(&str, &str)] = &[("sourced", "sourced"), ("derived", "derived"), ("assumption", "assumption")];

/// Reads the cells of one row in the order in which its record declares them.
pub(crate) struct RowReader<'a> {
    pub(super) cells: &'a dyn CellRow,
    pub(super) columns: &'a [Option<usize>],
    pub(super) next: usize,
    pub(super) at: RowAt,
    pub(super) grid: &'a dyn Grid,
    pub(super) names: &'a mut Interner,
    pub(super) problems: &'a mut Vec<Diagnostic>,
    pub(super) fault: Option<Fault>,
}

/// The worst that is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::input) enum Fault {
    /// Its names and dates are known, and not all of its numbers.
    Number,
    /// Its names are known, and not all of its dates and words.
    Word,
    /// A name is not known: the blank one is in its place.
    Name,
}

impl RowReader<'_> {
    pub(in crate::input) fn at(&self) -> RowAt {
        self.at
    }

    /// The next declared column, called `name`; with a problem, a stand-in that is never used.
    pub(in crate::input) fn field<F: Field>(&mut self, name: &'static str) -> F {
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
                let fault = match (F::NAMES, F::PLAIN) {
                    (true, _) => Fault::Name,
                    (false, true) => Fault::Number,
                    (false, false) => Fault::Word,
                };
                self.fault = self.fault.max(Some(fault));
                F::stand_in()
            }
        }
    }

    fn complain(&mut self, column: Option<usize>, name: &str, problem: CellProblem) {
        self.problems.push(problem.at(self.grid.place(self.at, column).field(name)));
    }

    /// The columns of every table; `None` where all are blank.
    pub(super) fn common<R: Record>(
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
        if let Some((column, problem)) = outside_range(R::FIGURE.unwrap_or_default(), value, low, high) {
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

/// A figure that is not between its bounds, and which of the common columns says so.
fn outside_range(
    figure: &str,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
) -> Option<(usize, CellProblem)> {
    // a bound may have been written with fewer digits than it was worked out with
    let above = |a: f64, b: f64| a > b + ROOM * b.abs();
    let (column, message) = match (value, low, high) {
        (Some(value), Some(low), _) if above(low, value) => {
            (3, format!("low is {low}, above {figure}, which is {value}"))
        }
        (Some(value), _, Some(high)) if above(value, high) => {
            (4, format!("high is {high}, below {figure}, which is {value}"))
        }
        (_, Some(low), Some(high)) if above(low, high) => (3, format!("low is {low}, above high, which is {high}")),
        _ => return None,
    };
    let hint = format!("low ≤ {figure} ≤ high must hold");
    Some((column, CellProblem::new(Code::FigureOutsideRange, message).hint(hint)))
}
