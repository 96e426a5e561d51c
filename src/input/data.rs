//! All tables as they were read, with their names resolved: the data that many models are made of.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::facts;
use super::names::Interner;
use super::problems::{DISRUPTIONS, Problems};
use super::resolve::{Refs, resolve};
use super::table::{self, BadRows, Faults, Record, RowAt};
use super::tables::{AllRows, Grids, ReadTable};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Fact, Provenance};

/// The tables, their rows, and the referents of the rows' names. A copy shares whatever it does not change.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub grids: Grids,
    pub names: Interner,
    pub rows: AllRows,
    pub refs: Arc<Refs>,
    pub provenance: Arc<[Provenance]>,
    /// The index of each row of `provenance` in its table.
    pub provenance_rows: Arc<[usize]>,
    pub facts: Arc<[Fact]>,
    pub notes: Vec<Diagnostic>,
    /// Problems of the table `disruptions`, which has no rows then.
    pub disruptions: Vec<Diagnostic>,
    /// Tables of which some rows could not be used: an entry missing in them may only not have been read.
    pub unsound: BTreeSet<&'static str>,
}

impl Data {
    /// Reads the rows and finds what their names stand for; `faults` are those of the files. Where anything is wrong, all rows that
    /// can be used are here, so that the rest of what is wrong can be found.
    pub(super) fn read(grids: Grids, files: &[PathBuf], notes: Vec<Diagnostic>, faults: Faults) -> (Self, Faults) {
        let mut reader = TableReader { grids: &grids, names: Interner::default(), provenance: Vec::new(), faults };
        let rows = reader.rows();
        let TableReader { names, provenance, mut faults, .. } = reader;
        let (provenance, provenance_rows): (Vec<_>, Vec<_>) = provenance.into_iter().unzip();
        let facts = facts::named(files, &provenance).into();
        let mut data = Self {
            grids,
            names,
            rows,
            refs: Arc::default(),
            provenance: provenance.into(),
            provenance_rows: provenance_rows.into(),
            facts,
            notes,
            disruptions: Vec::new(),
            unsound: faults.lost.clone(),
        };
        let found = data.resolve(&std::mem::take(&mut faults.rows));
        faults.problems.join(found);
        data.notes.extend(empty(&data.grids, &data.rows, &data.unsound));
        // a table that many commands do not use does not stop them
        if !faults.problems.disruptions.is_empty() {
            data.rows.disruptions.own().clear();
            data.disruptions = faults.problems.disruptions.clone();
            data.unsound.remove(DISRUPTIONS);
        }
        data.names = data.names.share();
        (data, faults)
    }

    /// Resolves all names, and takes out the rows `bad` and those with names that stand for nothing.
    pub(super) fn resolve(&mut self, bad: &BadRows) -> Problems {
        let resolved = resolve(&self.grids, &self.rows, &mut self.names, &self.unsound, bad);
        self.refs = Arc::new(resolved.refs);
        let mut wrong = resolved.wrong;
        wrong.extend(bad.keys());
        // a row that refers to one that was taken out is wrong because of it, and is taken out without a word
        while !wrong.is_empty() {
            self.remove(&wrong);
            let again = resolve(&self.grids, &self.rows, &mut self.names, &self.unsound, &BadRows::new());
            self.refs = Arc::new(again.refs);
            wrong = again.wrong;
        }
        resolved.problems
    }

    fn remove(&mut self, rows: &BTreeSet<(&'static str, RowAt)>) {
        self.unsound.extend(rows.iter().map(|(table, _)| *table));
        self.rows.remove(rows);
    }
}

/// Reads tables one after another.
struct TableReader<'a> {
    grids: &'a Grids,
    names: Interner,
    provenance: Vec<(Provenance, usize)>,
    faults: Faults,
}

impl TableReader<'_> {
    /// The rows of all tables, an offer without a name with its default one.
    fn rows(&mut self) -> AllRows {
        let mut rows = AllRows::read(self);
        for offer in rows.offers.own() {
            if offer.supplier.is_blank() || offer.element.is_blank() {
                // nobody knows what it would be called
                offer.offer.get_or_insert_default();
            } else if offer.offer.is_none() {
                let id = format!("{}/{}", &self.names[offer.supplier], &self.names[offer.element]);
                offer.offer = Some(self.names.intern(&id));
            }
        }
        rows
    }
}

impl ReadTable for TableReader<'_> {
    fn table<R: Record>(&mut self) -> Vec<R> {
        match self.grids.get(R::TABLE) {
            Some(grid) => table::read(grid, &mut self.names, &mut self.provenance, &mut self.faults),
            None => Vec::new(),
        }
    }
}

/// Notes the tables that have a header and nothing else.
fn empty(grids: &Grids, rows: &AllRows, unsound: &BTreeSet<&str>) -> Vec<Diagnostic> {
    let none = |table: &&str| {
        !unsound.contains(table) && grids.has(table) && rows.table(table).is_some_and(|rows| rows.count() == 0)
    };
    let without = super::schema::TABLES.into_iter().filter(none);
    without
        .map(|table| {
            Diagnostic::note(Code::NoRows, grids.file(table), format!("the table {table} has no rows"))
                .hint("an optional table without rows can be left out of [tables]")
        })
        .collect()
}
