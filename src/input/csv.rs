//! A CSV file as a [`Grid`]. The csv crate splits it; here is only where its cells stand.

use super::table::{CellRow, Grid, HEADER, InputCell, RowAt, Visit};
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Place};

#[derive(Debug)]
pub(crate) struct Csv {
    text: Text,
    header: Vec<String>,
    header_at: usize,
}

impl CellRow for csv::StringRecord {
    fn len(&self) -> usize {
        self.len()
    }

    fn cell(&self, column: usize) -> InputCell<'_> {
        InputCell::Text(&self[column])
    }
}

impl Csv {
    /// A file of blank lines is a table without a header.
    ///
    /// # Errors
    /// A header that cannot be read.
    pub(crate) fn new(text: Text) -> Result<Self, Diagnostic> {
        let (mut header, mut header_at) = (Vec::new(), 0);
        let mut problem = None;
        let first = |at, record: &csv::StringRecord| {
            header = record.iter().map(|name| name.trim().to_owned()).collect();
            header_at = at;
            false
        };
        records(&text, first, &mut problem);
        match problem {
            Some(problem) => Err(problem),
            None => Ok(Self { text, header, header_at }),
        }
    }
}

/// Visits every record that is not blank until `visit` says to stop. A quote that is never closed swallows the rest of the file:
/// that is reported in place of the record.
fn records(text: &Text, mut visit: impl FnMut(usize, &csv::StringRecord) -> bool, problem: &mut Option<Diagnostic>) {
    let all = text.text.as_str();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(all.as_bytes());
    let mut record = csv::StringRecord::new();
    // reading from memory cannot fail, and the text is UTF-8 already
    while reader.read_record(&mut record).is_ok_and(|more| more) {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        // the crate leaves the end of the line before to the record that follows
        let at = start + all[start..].bytes().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        if reader.position().byte() as usize >= all.len()
            && let Some(quote) = open_quote(&all[at..])
        {
            let message = "the quote that opens this cell is never closed";
            *problem = Some(
                Diagnostic::error(Code::UnclosedQuote, text.place(at + quote), message)
                    .hint("close it before the comma; a quote within a quoted cell is written twice"),
            );
            return;
        }
        // a row of blank cells, as spreadsheets leave them, says nothing
        if record.iter().any(|cell| !cell.trim().is_empty()) && !visit(at, &record) {
            return;
        }
    }
}

/// Offsets at which the cells of the record at the beginning of `text` start, and whether the last one is left open.
fn cells(text: &str) -> (Vec<usize>, bool) {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    let mut i = 0;
    loop {
        if bytes.get(i) == Some(&b'"') {
            i += 1;
            loop {
                match bytes.get(i) {
                    None => return (starts, true),
                    Some(b'"') if bytes.get(i + 1) == Some(&b'"') => i += 2,
                    Some(b'"') => break,
                    Some(_) => i += 1,
                }
            }
        }
        while !matches!(bytes.get(i), None | Some(b',' | b'\r' | b'\n')) {
            i += 1;
        }
        if bytes.get(i) != Some(&b',') {
            return (starts, false);
        }
        i += 1;
        starts.push(i);
    }
}

/// Offset of the quote that the record at the beginning of `text` leaves open.
fn open_quote(text: &str) -> Option<usize> {
    let (starts, open) = cells(text);
    starts.last().copied().filter(|_| open)
}

impl Grid for Csv {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn each(&self, visit: Visit<'_>, problems: &mut Vec<Diagnostic>) {
        let mut problem = None;
        let mut below = false;
        records(
            &self.text,
            |at, record| {
                if std::mem::replace(&mut below, true) {
                    visit(at, record);
                }
                true
            },
            &mut problem,
        );
        problems.extend(problem);
    }

    fn place(&self, at: RowAt, column: Option<usize>) -> Place {
        let start = if at == HEADER { self.header_at } else { at };
        let cell = column.and_then(|column| cells(&self.text.text[start..]).0.get(column).copied());
        let place = self.text.place(start + cell.unwrap_or(0));
        Place { in_table: true, column: place.column.filter(|_| cell.is_some()), ..place }
    }
}
