//! From a model file and its tables to a checked [`Model`].
//!
//! Reading goes in phases, each over all tables before the next begins, so that as many problems as possible are reported together
//! and none that only follows from another: *files* (there, UTF-8, TOML, headers) and *rows* (each cell by itself), then *references*
//! (duplicates, unknown ids), then *sense* (what the horizon, the prices and the rest make of it). [`Source::read`] does all that does
//! not depend on the values of the model file, once; [`Source::model`] does the rest, for as many [`Overrides`] as wanted.

mod build;
mod builder;
mod cell;
mod checks;
mod csv;
mod disruptions;
mod facts;
mod field;
mod investments;
mod lookup;
mod model_file;
mod money;
mod names;
mod overrides;
mod pairs;
mod resolve;
mod rows;
mod schema;
mod sense;
mod settings;
mod table;
mod text;
pub mod workbook;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::model::{Fact, Model, Provenance};
use model_file::ModelFile;
use names::Names;
use table::{At, Record};
use workbook::Workbook;

pub(crate) use self::csv::Csv;
pub(crate) use names::suggest;
pub(crate) use table::{Grid, HEADER};
pub(crate) use text::Text;

pub use checks::warnings;
pub use overrides::Overrides;
pub use sense::{check_scope, check_survival};

/// A model file and its tables, read and parsed once; many models can be made of it.
#[derive(Debug)]
pub struct Source {
    file: ModelFile,
    files: Vec<PathBuf>,
    /// The `tables.*` overrides it was read with.
    tables: Overrides,
    grids: Grids,
    names: Names,
    rows: Rows,
    refs: resolve::Refs,
    provenance: Arc<[Provenance]>,
    facts: Arc<[Fact]>,
    notes: Vec<Diagnostic>,
}

/// A model, and what is legal but ignored or odd.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The model.
    pub model: Model,
    /// What was ignored or left out: dates and windows outside the horizon, caps of nothing, and the like.
    pub notes: Vec<Diagnostic>,
}

/// The tables as they were found, for the places of problems.
#[derive(Debug, Default)]
struct Grids(BTreeMap<&'static str, Box<dyn Grid>>);

impl Grids {
    /// Where a column of a row is.
    fn place(&self, table: &str, at: At, column: &str) -> Place {
        let Some(grid) = self.0.get(table) else { return Place::file(table) };
        grid.place(at, grid.header().iter().position(|name| name == column)).field(column)
    }

    /// Where a row is.
    fn row(&self, table: &str, at: At) -> Place {
        self.0.get(table).map_or_else(|| Place::file(table), |grid| grid.place(at, None))
    }

    /// The table's file.
    fn file(&self, table: &str) -> Place {
        Place { line: None, column: None, cell: None, ..self.row(table, HEADER) }
    }

    fn has(&self, table: &str) -> bool {
        self.0.contains_key(table)
    }
}

/// All rows of all tables.
#[derive(Debug, Default)]
struct Rows {
    elements: Vec<rows::Element>,
    suppliers: Vec<rows::Supplier>,
    feedstock: Vec<rows::Feedstock>,
    offers: Vec<rows::Offer>,
    segments: Vec<rows::Segment>,
    demand: Vec<rows::Demand>,
    routes: Vec<rows::Route>,
    prices: Vec<rows::Price>,
    stock: Vec<rows::Stock>,
    coverage: Vec<rows::Coverage>,
    contracts: Vec<rows::Contract>,
    caps: Vec<rows::Cap>,
    substitutes: Vec<rows::Substitute>,
    disruptions: Vec<rows::Disruption>,
    projects: Vec<rows::Project>,
    fx: Vec<rows::Rate>,
}

impl Source {
    /// Reads a model file and the tables it names.
    ///
    /// # Errors
    /// All problems with files, rows and references.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        Self::read_with(path, &Overrides::default())
    }

    /// Reads a model file and the tables that it and `tables.*` of `overrides` name. If the tables are wrong, what is wrong with the
    /// model file under `overrides` is reported with them.
    ///
    /// # Errors
    /// All problems with files, rows and references.
    pub fn read_with(path: &Path, overrides: &Overrides) -> Result<Self, Diagnostics> {
        let file = ModelFile::new(Text::read(path)?)?;
        let mut problems = Vec::new();
        let mut notes = Vec::new();
        let (workbook, paths) = file.tables(overrides, &mut problems);
        let folder = path.parent().unwrap_or(Path::new(""));
        let named_files = workbook.iter().chain(paths.values()).map(|relative| folder.join(relative));
        let files: Vec<PathBuf> = std::iter::once(path.to_owned()).chain(named_files).collect();
        let workbook = workbook.and_then(|relative| {
            // a table that an override names takes the place of the sheet
            let set = |table: &str| overrides.get(&format!("tables.{table}")).is_some();
            match Workbook::read(&folder.join(relative), set, &mut problems) {
                Ok(workbook) => Some(workbook),
                Err(problem) => {
                    problems.push(named(problem, &file, overrides, schema::WORKBOOK));
                    None
                }
            }
        });
        let mut reader = Tables { grids: Grids::default(), names: Names::default(), provenance: Vec::new(), problems };
        for (table, relative) in &paths {
            let path = folder.join(relative);
            match Text::read(&path).and_then(csv::Csv::new) {
                Ok(grid) => {
                    reader.grids.0.insert(table, Box::new(grid));
                }
                Err(problem) => reader.problems.push(named(problem, &file, overrides, table)),
            }
        }
        if let Some(workbook) = workbook {
            reader.problems.extend(workbook.missing(|table| paths.contains_key(table)));
            notes.extend(workbook.notes.iter().cloned());
            for (table, sheet) in workbook.sheets {
                if paths.contains_key(table) {
                    reader.problems.push(twice(&file, overrides, table, &sheet.place(HEADER, None)));
                } else {
                    reader.grids.0.insert(table, Box::new(sheet));
                }
            }
        }
        let rows = reader.rows();
        let Tables { grids, mut names, provenance, mut problems } = reader;
        let refs = if problems.is_empty() {
            let (refs, found) = resolve::resolve(&grids, &rows, &mut names);
            problems.extend(found);
            Some(refs)
        } else {
            None
        };
        match refs {
            Some(refs) if problems.is_empty() => {
                notes.extend(empty(&grids, &rows));
                let tables = overrides.tables();
                let facts = facts::named(&files, &provenance).into();
                Ok(Self { file, files, tables, grids, names, rows, refs, provenance: provenance.into(), facts, notes })
            }
            _ => {
                file.settings(overrides, &mut problems);
                Err(Diagnostics::new(problems))
            }
        }
    }

    /// The files it was read from: the model file, then its tables in the order of their names.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The model under `overrides`.
    ///
    /// # Errors
    /// All problems with the values of the model file, or, if there is none, all that make no sense together.
    pub fn model(&self, overrides: &Overrides) -> Result<Checked, Diagnostics> {
        let mut problems = Vec::new();
        for (key, value) in
            overrides.iter().filter(|(key, value)| key.starts_with("tables.") && self.tables.get(key) != Some(value))
        {
            let message = "the tables have been read already, from the files that the model names";
            problems.push(
                Diagnostic::error(Code::BadOverride, Place::set(key, value), message)
                    .hint("read the source with this override"),
            );
        }
        let settings = self.file.settings(overrides, &mut problems);
        match settings {
            Some(settings) if problems.is_empty() => build::build(self, &settings, overrides),
            _ => Err(Diagnostics::new(problems)),
        }
    }
}

/// A table that is given twice.
fn twice(file: &ModelFile, overrides: &Overrides, table: &str, sheet: &Place) -> Diagnostic {
    let message = format!("the table {table} is given twice: here, and as a sheet of {}", sheet.file);
    Diagnostic::error(Code::TableTwice, file.place(overrides, &format!("tables.{table}")), message)
        .hint("take this key out, or rename the sheet to begin with _")
}

/// Says which key named a file that could not be read.
fn named(problem: Diagnostic, file: &ModelFile, overrides: &Overrides, table: &str) -> Diagnostic {
    if problem.code != Code::MissingFile && problem.code != Code::UnreadableFile {
        return problem;
    }
    let place = file.place(overrides, &format!("tables.{table}"));
    let message = format!(
        "{} {}",
        problem.place.file,
        match problem.code {
            Code::MissingFile => "does not exist",
            _ => &problem.message,
        }
    );
    Diagnostic { message, ..problem }.at(place)
}

/// Reads tables one after another.
struct Tables {
    grids: Grids,
    names: Names,
    provenance: Vec<Provenance>,
    problems: Vec<Diagnostic>,
}

impl Tables {
    fn rows(&mut self) -> Rows {
        let mut rows = Rows {
            elements: self.table(),
            suppliers: self.table(),
            feedstock: self.table(),
            offers: self.table(),
            segments: self.table(),
            demand: self.table(),
            routes: self.table(),
            prices: self.table(),
            stock: self.table(),
            coverage: self.table(),
            contracts: self.table(),
            caps: self.table(),
            substitutes: self.table(),
            disruptions: self.table(),
            projects: self.table(),
            fx: self.table(),
        };
        for offer in &mut rows.offers {
            if offer.offer.is_none() {
                let id = format!("{}/{}", &self.names[offer.supplier], &self.names[offer.element]);
                offer.offer = Some(self.names.intern(&id));
            }
        }
        rows
    }

    fn table<R: Record>(&mut self) -> Vec<R> {
        match self.grids.0.get(R::TABLE) {
            Some(grid) => table::read(grid.as_ref(), &mut self.names, &mut self.provenance, &mut self.problems),
            None => Vec::new(),
        }
    }
}

/// Notes the tables that have a header and nothing else.
fn empty(grids: &Grids, rows: &Rows) -> Vec<Diagnostic> {
    let counts = [
        ("elements", rows.elements.len()),
        ("suppliers", rows.suppliers.len()),
        ("feedstock", rows.feedstock.len()),
        ("offers", rows.offers.len()),
        ("segments", rows.segments.len()),
        ("demand", rows.demand.len()),
        ("routes", rows.routes.len()),
        ("prices", rows.prices.len()),
        ("stock", rows.stock.len()),
        ("coverage", rows.coverage.len()),
        ("contracts", rows.contracts.len()),
        ("caps", rows.caps.len()),
        ("substitutes", rows.substitutes.len()),
        ("disruptions", rows.disruptions.len()),
        ("projects", rows.projects.len()),
        ("fx", rows.fx.len()),
    ];
    let without = counts.iter().filter(|(table, count)| *count == 0 && grids.has(table));
    without
        .map(|(table, _)| {
            Diagnostic::note(Code::NoRows, grids.file(table), format!("the table {table} has no rows"))
                .hint("an optional table without rows can be left out of [tables]")
        })
        .collect()
}
