//! The table of runs: the changes of each to its model.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::input::{CellRow, Csv, Grid, HEADER, Overrides, RowAt, Text, not_a_header, not_a_row, suggest};

/// One run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableRun {
    /// Its name, unique in the table.
    pub name: String,
    /// Its own model file.
    pub model: Option<PathBuf>,
    /// Its own command, as written.
    pub command: Option<String>,
    /// One value for each of [`RunTable::columns`], blank where it changes nothing.
    pub values: Vec<String>,
    /// One cell for each of [`RunTable::own`], as it stands.
    pub cells: Vec<String>,
}

/// A table of runs whose header and names are sound. The values of the cells are checked run by run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunTable {
    /// The table as CSV, as it was read or made.
    pub text: String,
    /// The keys that its runs may change.
    pub columns: Vec<String>,
    /// All columns of the table but that of the names, in their order.
    pub own: Vec<String>,
    /// The runs, in the order of the table.
    pub runs: Vec<TableRun>,
}

/// Columns beside the keys; what a table may say of its sources is not followed.
const OWN: [&str; 3] = ["run", "model", "command"];
const REMARKS: [&str; 3] = ["source", "confidence", "note"];

/// The hint for a table that is not there.
const MISSING: &str =
    "a table of runs has a column run and --set keys as others; `--cross KEY=VALUES` instead needs no table";

impl RunTable {
    /// Reads a table of runs; paths in its column `model` are relative to it.
    ///
    /// # Errors
    /// Everything that makes the table as a whole useless: the header, rows of another width, names that are blank or stand twice.
    pub(crate) fn read(path: &Path) -> Result<Self, Diagnostics> {
        Self::parse(Text::read(path, MISSING)?, path.parent().unwrap_or(Path::new("")))
    }

    /// A table from columns and rows, the first cell of each being the run's name.
    ///
    /// # Errors
    /// As [`RunTable::read`].
    pub(crate) fn from_rows(label: &str, columns: &[String], rows: &[Vec<String>]) -> Result<Self, Diagnostics> {
        let header = std::iter::once("run").chain(columns.iter().map(String::as_str));
        let text = csv_text(header, rows);
        Self::parse(Text::new(label.into(), text), Path::new(""))
    }

    fn parse(text: Text, folder: &Path) -> Result<Self, Diagnostics> {
        let whole = text.text.clone();
        let grid = Csv::new(text)?;
        let mut problems = Vec::new();
        check_header(&grid, &mut problems);
        if !problems.is_empty() {
            return Err(Diagnostics::new(problems));
        }
        let header = grid.header().to_vec();
        let find = |name: &str| header.iter().position(|column| column == name);
        let (name_at, model_at, command_at) = (find("run"), find("model"), find("command"));
        let keys: Vec<usize> = (0..header.len()).filter(|&c| is_key_column(&header[c])).collect();
        let own: Vec<usize> = (0..header.len()).filter(|&c| Some(c) != name_at).collect();
        let mut runs = Vec::new();
        let mut seen: BTreeMap<String, Place> = BTreeMap::new();
        let mut unreadable = Vec::new();
        let mut visit = |at, row: &dyn CellRow| {
            let name = match run_name(&grid, at, row, name_at, &seen) {
                Ok((name, place)) => {
                    seen.insert(name.clone(), place);
                    name
                }
                Err(problem) => return problems.push(problem),
            };
            let cell = |column: usize| row.cell(column).text().into_owned();
            let filled = |column: Option<usize>| column.map(cell).filter(|text| !text.is_empty());
            runs.push(TableRun {
                name,
                model: filled(model_at).map(|path| folder.join(path)),
                command: filled(command_at),
                values: keys.iter().map(|&column| cell(column)).collect(),
                cells: own.iter().map(|&column| cell(column)).collect(),
            });
        };
        grid.each(&mut visit, &mut unreadable);
        problems.extend(unreadable);
        if problems.is_empty() && runs.is_empty() {
            let place = Place { line: None, column: None, ..grid.place(HEADER, None) };
            problems.push(Diagnostic::error(Code::NoRows, place, "the table has a header and no runs"));
        }
        if !problems.is_empty() {
            return Err(Diagnostics::new(problems));
        }
        let columns = keys.iter().map(|&column| header[column].clone()).collect();
        let own = own.iter().map(|&column| header[column].clone()).collect();
        Ok(Self { text: whole, columns, own, runs })
    }
}

/// The name of a row's run and its place; an error if the row is ragged or has no name of its own.
fn run_name(
    grid: &Csv,
    at: RowAt,
    row: &dyn CellRow,
    name_at: Option<usize>,
    seen: &BTreeMap<String, Place>,
) -> Result<(String, Place), Diagnostic> {
    if let Some(problem) = not_a_row(grid, at, row, &|column| Some(column) == name_at) {
        return Err(problem);
    }
    let place = grid.place(at, name_at).field("run");
    let name = name_at.map(|column| row.cell(column).text().into_owned()).unwrap_or_default();
    if name.is_empty() {
        return Err(Diagnostic::error(Code::BlankCell, place, "every run needs a name"));
    }
    if name.chars().any(char::is_control) {
        let message = format!("the name {name:?} holds a control character");
        return Err(Diagnostic::error(Code::ControlCharacter, place, message));
    }
    match seen.get(&name) {
        Some(first) => {
            let message = format!("a second run {name:?}; the first is in line {}", first.line.unwrap_or(0));
            Err(Diagnostic::error(Code::DuplicateRow, place, message).hint("results are found by this name"))
        }
        None => Ok((name, place)),
    }
}

/// Checks a key that runs may change.
///
/// # Errors
/// The problem with it, and what a run can do in its place.
pub(super) fn check_key(key: &str) -> Result<(), Diagnostic> {
    Overrides::default().set(key, "").map_err(|problem| match key {
        "security.levels" => {
            problem.hint("give runs of solve one level each, security.max_share; runs of frontier have their model's")
        }
        _ => problem,
    })
}

fn is_key_column(name: &str) -> bool {
    !OWN.contains(&name) && !REMARKS.contains(&name)
}

fn check_header(grid: &Csv, problems: &mut Vec<Diagnostic>) {
    if let Some(problem) = not_a_header(grid, &|name| name == "run") {
        return problems.push(problem);
    }
    let header = grid.header();
    let place = |column: usize| grid.place(HEADER, Some(column)).field(header[column].clone());
    for (column, name) in header.iter().enumerate() {
        if header[..column].contains(name) {
            problems.push(Diagnostic::error(
                Code::DuplicateColumn,
                place(column),
                format!("the column {name:?} stands twice"),
            ));
        } else if is_key_column(name)
            && let Err(problem) = check_key(name)
        {
            let mut found = Diagnostic::error(Code::UnknownColumn, place(column), "no key that --set knows");
            found.hint = suggest(name, OWN.into_iter()).filter(|_| !name.contains('.')).or(problem.hint);
            problems.push(found);
        }
    }
    if !header.iter().any(|name| name == "run") {
        problems.push(
            Diagnostic::error(Code::MissingColumn, grid.place(HEADER, None), "there is no column \"run\"")
                .hint("every run needs a name of its own in a column \"run\""),
        );
    }
}

/// Rows as CSV with a header.
pub(super) fn csv_text<'a>(header: impl IntoIterator<Item = &'a str>, rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer.write_record(header).and_then(|()| rows.iter().try_for_each(|row| writer.write_record(row)));
    written.expect("all rows have the width of the header, and memory takes all");
    let bytes = writer.into_inner().expect("memory takes all");
    String::from_utf8(bytes).expect("made of strings")
}
