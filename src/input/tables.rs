//! The tables as they were found, and their rows.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use super::cell::CellProblem;
use super::names::Interner;
use super::rows;
use super::table::{Grid, HEADER, Record, RowAt};
use crate::diagnostic::Place;

/// The tables as they were found, for the places of problems; and the cells that overrides have set.
#[derive(Debug, Clone, Default)]
pub(super) struct Grids {
    found: Arc<BTreeMap<&'static str, Box<dyn Grid>>>,
    set: Vec<SetCell>,
}

#[derive(Debug, Clone)]
struct SetCell {
    table: &'static str,
    at: RowAt,
    column: &'static str,
    place: Place,
}

impl Grids {
    pub(super) fn new(found: BTreeMap<&'static str, Box<dyn Grid>>) -> Self {
        Self { found: Arc::new(found), set: Vec::new() }
    }

    pub(super) fn get(&self, table: &str) -> Option<&dyn Grid> {
        self.found.get(table).map(AsRef::as_ref)
    }

    /// Place of a column of a row: in the override that has set it, else in the table.
    pub(super) fn place(&self, table: &str, at: RowAt, column: &str) -> Place {
        let set = self.set.iter().rfind(|cell| (cell.table, cell.at, cell.column) == (table, at, column));
        if let Some(cell) = set {
            return cell.place.clone();
        }
        let Some(grid) = self.get(table) else { return Place::file(table) };
        grid.place(at, grid.header().iter().position(|name| name == column)).field(column)
    }

    /// Place of a row: in the override that has set the last of its cells, else in the table.
    pub(super) fn row(&self, table: &str, at: RowAt) -> Place {
        let set = self.set.iter().rfind(|cell| (cell.table, cell.at) == (table, at));
        set.map_or_else(|| self.in_file(table, at), |cell| cell.place.clone())
    }

    fn in_file(&self, table: &str, at: RowAt) -> Place {
        self.get(table).map_or_else(|| Place::file(table), |grid| grid.place(at, None))
    }

    /// `line 7`, or `row 7` of a sheet.
    pub(super) fn line(&self, table: &str, at: RowAt) -> String {
        let place = self.in_file(table, at);
        let word = if place.sheet.is_some() { "row" } else { "line" };
        format!("{word} {}", place.line.unwrap_or_default())
    }

    /// The table's file.
    pub(super) fn file(&self, table: &str) -> Place {
        Place { line: None, column: None, cell: None, ..self.in_file(table, HEADER) }
    }

    pub(super) fn has(&self, table: &str) -> bool {
        self.found.contains_key(table)
    }

    /// Notes that an override has set a cell.
    pub(super) fn set(&mut self, table: &'static str, at: RowAt, column: &'static str, place: Place) {
        self.set.push(SetCell { table, at, column, place });
    }
}

/// The rows of a table; a copy shares them until it changes them.
#[derive(Debug, Clone)]
pub(super) struct Shared<R>(Arc<Vec<R>>);

impl<R> Default for Shared<R> {
    fn default() -> Self {
        Self(Arc::new(Vec::new()))
    }
}

impl<R> Deref for Shared<R> {
    type Target = [R];

    fn deref(&self) -> &[R] {
        &self.0
    }
}

impl<'a, R> IntoIterator for &'a Shared<R> {
    type Item = &'a R;
    type IntoIter = std::slice::Iter<'a, R>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<R: Clone> Shared<R> {
    /// The rows, no longer shared.
    pub(super) fn own(&mut self) -> &mut Vec<R> {
        Arc::make_mut(&mut self.0)
    }
}

/// Reads the rows of one table after another.
pub(super) trait ReadTable {
    /// The rows of a table; none where it is not there.
    fn table<R: Record>(&mut self) -> Vec<R>;
}

/// The rows of any table.
pub(super) trait AnyTable {
    /// Number of rows.
    fn count(&self) -> usize;

    /// The position of a row.
    fn at(&self, row: usize) -> RowAt;

    /// A row's identifying cells as they stand, joined by commas.
    fn key(&self, row: usize, names: &Interner) -> String;

    /// A row's key figure.
    fn figure(&self, row: usize) -> Option<f64>;

    /// Reads a cell anew.
    fn set(&mut self, row: usize, column: &str, text: &str, names: &mut Interner) -> Result<(), CellProblem>;
}

impl<R: Record + Clone> AnyTable for Shared<R> {
    fn count(&self) -> usize {
        self.len()
    }

    fn at(&self, row: usize) -> RowAt {
        self[row].at()
    }

    fn key(&self, row: usize, names: &Interner) -> String {
        self[row].key(names)
    }

    fn figure(&self, row: usize) -> Option<f64> {
        self[row].figure()
    }

    fn set(&mut self, row: usize, column: &str, text: &str, names: &mut Interner) -> Result<(), CellProblem> {
        self.own()[row].set(column, text, names)
    }
}

/// A table's columns, and whether each must be filled; those that hold plain numbers, its key figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declared {
    pub table: &'static str,
    pub columns: &'static [(&'static str, bool)],
    pub plain: &'static [bool],
    pub figure: Option<&'static str>,
}

impl Declared {
    const fn of<R: Record>() -> Self {
        Self { table: R::TABLE, columns: R::COLUMNS, plain: R::PLAIN, figure: R::FIGURE }
    }
}

macro_rules! all_tables {
    ($($table:ident: $row:ident,)+) => {
        /// All rows of all tables.
        #[derive(Debug, Clone, Default)]
        pub(super) struct AllRows {
            $(pub $table: Shared<rows::$row>,)+
        }

        /// Declarations of all tables.
        pub(super) const DECLARED: &[Declared] = &[$(Declared::of::<rows::$row>(),)+];

        impl AllRows {
            /// The rows that `reader` makes of each table.
            pub(crate) fn read(reader: &mut impl ReadTable) -> Self {
                Self { $($table: Shared(Arc::new(reader.table())),)+ }
            }

            /// A table by its name.
            pub(crate) fn table(&self, name: &str) -> Option<&dyn AnyTable> {
                match name {
                    $(stringify!($table) => Some(&self.$table),)+
                    _ => None,
                }
            }

            /// A table by its name, to be changed.
            pub(crate) fn table_mut(&mut self, name: &str) -> Option<&mut dyn AnyTable> {
                match name {
                    $(stringify!($table) => Some(&mut self.$table),)+
                    _ => None,
                }
            }

            /// Takes rows out.
            pub(crate) fn remove(&mut self, rows: &BTreeSet<(&'static str, RowAt)>) {
                $(
                    if rows.iter().any(|(table, _)| *table == stringify!($table)) {
                        self.$table.own().retain(|row| !rows.contains(&(stringify!($table), row.at)));
                    }
                )+
            }
        }
    };
}

all_tables! {
    elements: Element,
    suppliers: Supplier,
    feedstock: Feedstock,
    offers: Offer,
    segments: Segment,
    demand: Demand,
    routes: Route,
    prices: Price,
    stock: Stock,
    coverage: Coverage,
    contracts: Contract,
    caps: Cap,
    substitutes: Substitute,
    disruptions: Disruption,
    projects: Project,
    fx: Rate,
}

/// The declaration of a table.
pub(super) fn declared(table: &str) -> &'static Declared {
    DECLARED.iter().find(|declared| declared.table == table).expect("a table of the schema")
}
