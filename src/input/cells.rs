//! Single cells of tables as keys of `--set`, `TABLE[KEY].COLUMN`, and the changes they make.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use super::cell::CellProblem;
use super::data::Data;
use super::names::{self, Interner, Sym};
use super::schema::TABLES;
use super::table::{COMMON, CellRow};
use super::tables::{AllRows, DECLARED, Declared};
use crate::diagnostic::{Code, Diagnostic, Place};

/// A cell that a key of `--set` names.
#[derive(Debug, Clone, Copy)]
pub(super) struct CellKey<'a> {
    table: &'static Declared,
    /// The row's identifying cells, joined by commas.
    row: &'a str,
    column: &'static str,
    plain: bool,
}

impl<'a> CellKey<'a> {
    /// Reads a key; `None` if it does not look like one of a cell.
    pub(super) fn parse(key: &'a str) -> Option<Result<Self, CellProblem>> {
        let (table, rest) = key.split_once('[')?;
        Some(Self::of(key, table, rest))
    }

    fn of(key: &str, table: &str, rest: &'a str) -> Result<Self, CellProblem> {
        let Some(declared) = DECLARED.iter().find(|declared| declared.table == table) else {
            let mut problem = CellProblem::new(Code::UnknownKey, format!("there is no table {table:?}"));
            problem.hint = names::suggest(table, TABLES.into_iter());
            return Err(problem);
        };
        let Some((row, column)) = rest.rsplit_once("].") else {
            let problem = CellProblem::new(Code::UnknownKey, format!("expected TABLE[KEY].COLUMN, found {key:?}"));
            return Err(problem.hint("for example offers[lynas/Nd].price"));
        };
        let known = declared.columns.iter().zip(declared.plain).find(|((name, _), _)| *name == column);
        let Some((&(column, _), &plain)) = known else {
            if COMMON.contains(&column) {
                let problem =
                    CellProblem::new(Code::UnknownKey, format!("{column} changes no plan, and cannot be set"));
                return Err(problem.hint("change it in the table"));
            }
            let problem = CellProblem::new(Code::UnknownKey, format!("the table {table} has no column {column:?}"));
            let columns = declared.columns.iter().map(|(name, _)| *name);
            return Err(CellProblem { hint: names::suggest(column, columns), ..problem });
        };
        Ok(Self { table: declared, row, column, plain })
    }
}

/// Splits `KEY=VALUE` where the key ends: an identifier in a cell's key may hold `=` itself.
pub(crate) fn split_setting(setting: &str) -> Option<(&str, &str)> {
    if setting.split_once('[').is_some_and(|(table, _)| TABLES.contains(&table.trim())) {
        for (at, _) in setting.match_indices("].") {
            let column = &setting[at + 2..];
            let end = column.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(column.len());
            if column[end..].trim_start().starts_with('=') {
                let (_, value) = column.split_once('=').expect("it follows");
                return Some((&setting[..at + 2 + end], value));
            }
        }
    }
    setting.split_once('=')
}

/// The rows of each table by their key, found when they are first asked for.
#[derive(Debug, Default)]
pub(super) struct Keys([OnceLock<HashMap<String, Vec<usize>>>; TABLES.len()]);

/// The rows of a table by their key.
fn by_key(rows: &AllRows, table: &str, names: &Interner) -> HashMap<String, Vec<usize>> {
    let mut found: HashMap<String, Vec<usize>> = HashMap::new();
    let rows = rows.table(table).expect("a table of the schema");
    for row in 0..rows.count() {
        found.entry(rows.key(row, names)).or_default().push(row);
    }
    found
}

/// Changes that cells ask for which were set.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub problems: Vec<Diagnostic>,
    /// True if anything but plain numbers has changed, so that names must be looked up again.
    pub names: bool,
    /// The tables changed.
    pub tables: BTreeSet<&'static str>,
}

impl Data {
    /// Every filled cell by its key, with its text; of rows that share their key the first.
    pub(super) fn cells(&self) -> BTreeMap<String, String> {
        let mut cells = BTreeMap::new();
        for declared in DECLARED {
            let (Some(rows), Some(grid)) = (self.rows.table(declared.table), self.grids.get(declared.table)) else {
                continue;
            };
            let keys: BTreeMap<_, _> =
                (0..rows.count()).map(|row| (rows.at(row), rows.key(row, &self.names))).collect();
            let columns: Vec<(usize, &str)> = grid
                .header()
                .iter()
                .enumerate()
                .filter(|(_, name)| declared.columns.iter().any(|(column, _)| column == name))
                .map(|(at, name)| (at, name.as_str()))
                .collect();
            let mut visit = |at, row: &dyn CellRow| {
                let Some(key) = keys.get(&at) else { return };
                for &(column, name) in columns.iter().filter(|(column, _)| *column < row.len()) {
                    let text = row.cell(column).text();
                    if !text.is_empty() {
                        let cell = format!("{}[{key}].{name}", declared.table);
                        cells.entry(cell).or_insert_with(|| text.into_owned());
                    }
                }
            };
            // cells that cannot be read were reported when the table was read
            grid.each(&mut visit, &mut Vec::new());
        }
        cells
    }

    /// Sets cells one after another; `keys` are those of the rows as they are now.
    pub(super) fn set_cells<'a>(&mut self, cells: impl Iterator<Item = (&'a str, &'a str)>, keys: &Keys) -> Changes {
        let mut changes = Changes::default();
        // tables whose identifying cells may have changed
        let mut renamed: BTreeSet<&str> = BTreeSet::new();
        for (key, value) in cells {
            let Some(Ok(cell)) = CellKey::parse(key) else { continue };
            let table = cell.table.table;
            let row = if renamed.contains(table) {
                self.row_of(&cell, &by_key(&self.rows, table, &self.names))
            } else {
                let at = TABLES.iter().position(|name| *name == table).expect("a table of the schema");
                self.row_of(&cell, keys.0[at].get_or_init(|| by_key(&self.rows, table, &self.names)))
            };
            let set = row.and_then(|row| self.set_cell(&cell, row, value, Place::set(key, value)));
            match set {
                Err(problem) => changes.problems.push(problem.at(Place::set(key, value))),
                Ok(()) => {
                    changes.tables.insert(table);
                    if !cell.plain {
                        changes.names = true;
                        renamed.insert(table);
                    }
                }
            }
        }
        self.refresh_figures(&changes.tables);
        changes
    }

    fn row_of(&self, cell: &CellKey<'_>, keys: &HashMap<String, Vec<usize>>) -> Result<usize, CellProblem> {
        /// A search through all keys for the nearest takes long where there are many.
        const SEARCHED: usize = 20_000;
        let table = cell.table.table;
        match keys.get(cell.row).map(Vec::as_slice) {
            Some(&[row]) => Ok(row),
            Some(rows) => {
                let message = format!("{} rows of the table {table} have the key {:?}", rows.len(), cell.row);
                Err(CellProblem::new(Code::SeveralRows, message).hint("change them in the table"))
            }
            None if !self.grids.has(table) => {
                let problem = CellProblem::new(Code::UnknownId, format!("the model has no table {table}"));
                Err(problem.hint("only cells of rows that are there can be set"))
            }
            None => {
                let mut problem = CellProblem::new(
                    Code::UnknownId,
                    format!("no row of the table {table} has the key {:?}", cell.row),
                );
                if keys.len() <= SEARCHED {
                    let mut known: Vec<&str> = keys.keys().map(String::as_str).collect();
                    known.sort_unstable();
                    problem.hint = names::suggest(cell.row, known.into_iter());
                }
                Err(problem)
            }
        }
    }

    fn set_cell(&mut self, cell: &CellKey<'_>, row: usize, value: &str, place: Place) -> Result<(), CellProblem> {
        let table = cell.table.table;
        let rows = self.rows.table_mut(table).expect("a table of the schema");
        rows.set(row, cell.column, value, &mut self.names)?;
        let at = rows.at(row);
        self.grids.set(table, at, cell.column, place);
        if (table, cell.column) == ("feedstock", "share") {
            self.keep_proportions(row);
        }
        Ok(())
    }

    /// Scales a supplier's other shares so that all sum to 1 again.
    fn keep_proportions(&mut self, row: usize) {
        let rows = self.rows.feedstock.own();
        let (supplier, share) = (rows[row].supplier, rows[row].share.0);
        let others = |at: usize, name: Sym| at != row && name == supplier;
        let sum: f64 =
            rows.iter().enumerate().filter(|(i, other)| others(*i, other.supplier)).map(|(_, o)| o.share.0).sum();
        // shares of nothing have no proportions: that they do not sum to 1 is said with the rest
        if sum > 0.0 {
            for (_, other) in rows.iter_mut().enumerate().filter(|(i, other)| others(*i, other.supplier)) {
                other.share.0 *= (1.0 - share) / sum;
            }
        }
    }

    /// Carries the values set into the provenance of each figure.
    fn refresh_figures(&mut self, tables: &BTreeSet<&'static str>) {
        let mut changed: Option<Vec<_>> = None;
        for (i, &row) in self.provenance_rows.iter().enumerate() {
            let entry = &self.provenance[i];
            if !tables.contains(entry.table) {
                continue;
            }
            let figure = self.rows.table(entry.table).and_then(|rows| rows.figure(row));
            if figure != entry.value {
                changed.get_or_insert_with(|| self.provenance.to_vec())[i].value = figure;
            }
        }
        if let Some(changed) = changed {
            self.provenance = changed.into();
        }
    }

    /// The figures that may be otherwise.
    pub(super) fn uncertain(&self) -> Vec<Uncertain> {
        let mut keys: HashMap<&str, HashMap<String, Vec<usize>>> = HashMap::new();
        let mut found = Vec::new();
        for (entry, &row) in self.provenance.iter().zip(self.provenance_rows.iter()) {
            let Some(column) = entry.figure else { continue };
            if entry.low.is_none() && entry.high.is_none() && entry.confidence != "assumption" {
                continue;
            }
            let table = self.rows.table(entry.table).expect("a table of the schema");
            let key = table.key(row, &self.names);
            let keys = keys.entry(entry.table).or_insert_with(|| by_key(&self.rows, entry.table, &self.names));
            if keys[&key].len() == 1 {
                found.push(Uncertain {
                    table: entry.table,
                    row: key,
                    column,
                    value: entry.value,
                    low: entry.low,
                    high: entry.high,
                    confidence: entry.confidence,
                });
            }
        }
        found
    }
}

/// A figure of a table that may be otherwise: its row says between what bounds it lies, or that it is an assumption.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertain {
    /// The table.
    pub table: &'static str,
    /// The row's identifying cells as they stand, joined by commas.
    pub row: String,
    /// The table's key figure, which is the column.
    pub column: &'static str,
    /// Its value, with overrides applied and before anything is multiplied; `None` where the cell is blank.
    pub value: Option<f64>,
    /// Its lowest plausible value.
    pub low: Option<f64>,
    /// Its highest plausible value.
    pub high: Option<f64>,
    /// `sourced`, `derived`, `assumption`, or empty.
    pub confidence: &'static str,
}

impl Uncertain {
    /// The key under which [`Overrides::set`](super::Overrides::set) sets it: `offers[lynas/Nd].capacity_per_year`.
    pub fn key(&self) -> String {
        format!("{}[{}].{}", self.table, self.row, self.column)
    }
}
