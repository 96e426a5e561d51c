//! From a model file and its tables to a checked [`Model`].
//!
//! Reading goes in phases, each over all tables before the next begins, so that as many problems as possible are reported together
//! and none that only follows from another: *files* (there, UTF-8, TOML, headers) and *rows* (each cell by itself), then *references*
//! (duplicates, unknown ids), then *sense* (what the horizon, the prices and the rest make of it). [`Source::read`] does all that does
//! not depend on the values of the model file, once; [`Source::model`] does the rest, for as many [`Overrides`] as wanted.

mod alike;
mod build;
mod builder;
mod cell;
mod cells;
mod checks;
mod csv;
mod data;
mod disruptions;
mod duplicates;
mod facts;
mod field;
mod investments;
mod left_out;
mod lookup;
mod model_file;
mod money;
mod names;
mod overrides;
mod pairs;
mod plausible;
mod problems;
mod reader;
mod record;
mod resolve;
mod rows;
mod schema;
mod sense;
mod settings;
mod table;
mod tables;
mod text;
mod tolerances;
mod unlikely;
pub mod workbook;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::model::Model;
use cells::Keys;
use data::Data;
use model_file::ModelFile;
use problems::Problems;
use table::{BadRows, Faults};
use tables::Grids;
use workbook::Workbook;

pub(crate) use self::csv::Csv;
pub(crate) use cell::{CellProblem, Date, Range, date, number};
pub use cells::Uncertain;
pub(crate) use cells::split_setting;
pub(crate) use names::suggest;
pub(crate) use table::{CellRow, Grid, HEADER, RowAt, not_a_header, not_a_row};
pub(crate) use text::{Text, named_like};

pub use checks::warnings;
pub use overrides::Overrides;
pub use sense::check_scope;
pub(crate) use sense::{IN_TONNES, uncountable};

/// A model file and its tables, read and parsed once; many models can be made of it.
#[derive(Debug)]
pub struct Source {
    file: ModelFile,
    files: Vec<PathBuf>,
    /// The `tables.*` overrides it was read with.
    tables: Overrides,
    data: Data,
    /// The rows of each table by their key.
    keys: Keys,
}

/// A model, and the entries that are legal but ignored or odd.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The model.
    pub model: Model,
    /// The inputs ignored or left out: dates and windows outside the horizon, caps of nothing, and the like.
    pub notes: Vec<Diagnostic>,
    /// Rows of the tables that are legal and hardly meant, with their lines; [`warnings`] are of the model as a whole.
    pub warnings: Vec<Diagnostic>,
    /// Problems of the table `disruptions`, which only stress tests and hedges use; with an error, the model has no scenarios.
    pub disruptions: Vec<Diagnostic>,
}

impl Checked {
    /// Checks that the disruption scenarios can be used.
    ///
    /// # Errors
    /// Their problems.
    pub fn check_disruptions(&self) -> Result<(), Diagnostics> {
        if self.disruptions.is_empty() {
            return Ok(());
        }
        let error = |problem: &Diagnostic| Diagnostic { severity: Severity::Error, ..problem.clone() };
        Err(Diagnostics::new(self.disruptions.iter().map(error).collect()))
    }
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
        if path.is_dir() {
            return Err(model_file::is_folder(path).into());
        }
        let file = ModelFile::new(Text::read(path, text::MODEL_FILE)?)?;
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
        let mut grids: BTreeMap<&'static str, Box<dyn Grid>> = BTreeMap::new();
        let mut lost = BTreeSet::new();
        for (&table, relative) in &paths {
            let path = folder.join(relative);
            match Text::read(&path, text::NAMED_BY_MODEL).and_then(csv::Csv::new) {
                Ok(grid) => _ = grids.insert(table, Box::new(grid)),
                Err(problem) => {
                    problems.push(named(problem, &file, overrides, table));
                    lost.insert(table);
                }
            }
        }
        if let Some(workbook) = workbook {
            problems.extend(workbook.missing(|table| paths.contains_key(table)));
            notes.extend(workbook.notes.iter().cloned());
            for (table, sheet) in workbook.sheets {
                if paths.contains_key(table) {
                    problems.push(twice(&file, overrides, table, &sheet.place(HEADER, None)));
                } else {
                    grids.insert(table, Box::new(sheet));
                }
            }
        }
        if !problems.is_empty() {
            // a table that was not found may be under another name, or in the file that could not be read
            lost.extend(schema::TABLES.into_iter().filter(|table| !grids.contains_key(table)));
        }
        let faults = Faults { problems: Problems { all: problems, ..Problems::default() }, lost, ..Faults::default() };
        let (data, faults) = Data::read(Grids::new(grids), &files, notes, faults);
        if faults.problems.all.is_empty() {
            return Ok(Self { file, files, tables: overrides.tables(), data, keys: Keys::default() });
        }
        let mut problems = faults.problems;
        if let Some(settings) = file.settings(overrides, &mut problems.all) {
            // the rows that could be read may be wrong in other ways too
            problems.join(build::problems(&file, &data, &settings, overrides));
        }
        Err(problems.together())
    }

    /// Every filled cell of the model file and of the tables as the key that `--set` knows it by, and what it says: the model file's
    /// scalars first, then table by table. Of rows that share their key only the first is given.
    pub(crate) fn cells(&self) -> BTreeMap<String, String> {
        let mut cells = self.data.cells();
        let scalars = schema::scalars().filter_map(|path| Some((path.clone(), self.file.scalar(&path)?)));
        cells.extend(scalars);
        cells
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
        let mut data = Cow::Borrowed(&self.data);
        if overrides.cells().next().is_some() {
            let changes = data.to_mut().set_cells(overrides.cells(), &self.keys);
            problems.extend(changes.problems);
            if changes.names && problems.is_empty() {
                problems.extend(data.to_mut().resolve(&BadRows::new()).together());
            }
        }
        match settings {
            Some(settings) if problems.is_empty() => build::build(&self.file, &data, &settings, overrides),
            _ => Err(Diagnostics::new(problems)),
        }
    }

    /// The figures of the tables that may be otherwise, under `overrides`: those of rows that have `low` or `high`, or that are an
    /// assumption, in the order of the tables. Rows that share their key with another are left out: no override can set them.
    ///
    /// # Errors
    /// Cells of `overrides` that cannot be set.
    pub fn uncertain(&self, overrides: &Overrides) -> Result<Vec<Uncertain>, Diagnostics> {
        let mut data = Cow::Borrowed(&self.data);
        if overrides.cells().next().is_some() {
            let changes = data.to_mut().set_cells(overrides.cells(), &self.keys);
            if !changes.problems.is_empty() {
                return Err(Diagnostics::new(changes.problems));
            }
        }
        Ok(data.uncertain())
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
