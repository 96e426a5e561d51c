//! A table's header: whether its columns are the table's.

use super::{COMMON, CellRow, Grid, HEADER, Record};
use crate::diagnostic::{Code, Diagnostic, Place, invisible};
use crate::input::names;
use crate::input::schema::REQUIRED_TABLES;

/// A header that is no row of names: a line that names the separator, names apart by something else than commas, or a title above the names. A
/// column is one of the table if it is `known`.
pub(crate) fn not_a_header(grid: &dyn Grid, known: &dyn Fn(&str) -> bool) -> Option<Diagnostic> {
    wrong_separator(grid).or_else(|| title(grid, known))
}

/// A title above the header: no name of a column, and one in the line below, or words alone.
fn title(grid: &dyn Grid, known: &dyn Fn(&str) -> bool) -> Option<Diagnostic> {
    let header = grid.header();
    if header.iter().any(|name| known(name)) {
        return None;
    }
    let first = header.iter().find(|name| !name.is_empty())?;
    let mut below = None;
    let mut visit = |_, row: &dyn CellRow| {
        below.get_or_insert_with(|| (0..row.len()).any(|c| known(&row.cell(c).text())));
    };
    grid.each(&mut visit, &mut Vec::new());
    let alone = header.iter().filter(|name| !name.is_empty()).count() == 1;
    if below != Some(true) && !(alone && first.contains(char::is_whitespace)) {
        return None;
    }
    let message = format!("expected the names of the columns, found {first:?}");
    let hint = "take out what stands above the names of the columns, a title for instance";
    Some(Diagnostic::error(Code::NoHeader, grid.place(HEADER, None), message).hint(hint))
}

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

/// The problem of a table that must have rows and is an empty file; an optional one has none, with or without a header.
fn missing<R: Record>(grid: &dyn Grid) -> Option<Diagnostic> {
    if !REQUIRED_TABLES.contains(&R::TABLE) {
        return None;
    }
    let empty = if grid.in_workbook() { "an empty sheet" } else { "an empty file" };
    let message = format!("expected the header of the table {}, found {empty}", R::TABLE);
    let place = Place { line: None, column: None, cell: None, ..grid.place(HEADER, None) };
    Some(Diagnostic::error(Code::NoHeader, place, message).hint(header_hint::<R>()))
}

/// The problems of a table's header.
pub(super) fn check<R: Record>(grid: &dyn Grid, problems: &mut Vec<Diagnostic>) {
    if grid.header().is_empty() {
        problems.extend(missing::<R>(grid));
        return;
    }
    let known = R::COLUMNS.iter().map(|(name, _)| *name);
    let of_table = |name: &str| known.clone().any(|k| k == name);
    if let Some(problem) = not_a_header(grid, &of_table) {
        problems.push(problem);
        return;
    }
    let header = grid.header();
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
            let seen: String = name.chars().filter(|&c| !c.is_control() && !invisible(c)).collect();
            diagnostic.hint = match near {
                Some(near) if near == seen.trim() => {
                    Some(format!("there are hidden characters in it: write {near:?} anew"))
                }
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

fn header_hint<R: Record>() -> String {
    format!("its columns are {}", R::COLUMNS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "))
}
