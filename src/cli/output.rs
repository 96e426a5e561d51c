//! Standard output, standard error and the folder of results.

use super::{Options, ShowArgs, Stop, WorkbookArgs};
use crate::model::{Measure, Model};
use crate::report::figures;
use crate::report::folder::Folder;
use crate::report::html;
use crate::report::summary::{Summary, WithTables};
use crate::report::table::Table;
use crate::report::words::{folded, printable};
use crate::report::workbook;
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The workbook's name in the folder of results.
const WORKBOOK: &str = "plan.xlsx";

/// The report's name there.
pub(super) const REPORT: &str = "report.html";

/// The destination of the results of one command.
pub(super) struct Output {
    json: bool,
    quiet: bool,
    folder: Option<Folder>,
    xlsx: bool,
    charts: Vec<String>,
}

impl Output {
    /// The output of `command`, with the folder that its results go to, if any.
    pub(super) fn new(command: &str, show: &ShowArgs, folder: Option<&Path>) -> Self {
        let folder = folder.map(|path| Folder::new(path, command));
        Self { json: show.json, quiet: show.quiet, folder, xlsx: false, charts: Vec::new() }
    }

    /// The same, with the options that the folder's manifest names.
    pub(super) fn asked(self, options: Options) -> Self {
        Self { folder: self.folder.map(|folder| folder.asked(options)), ..self }
    }

    /// Writes the origin of the results into the folder's manifest: a model's name, the files read, the changes of the command line.
    pub(super) fn describe(
        &self,
        model: &str,
        inputs: &[PathBuf],
        settings: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), Stop> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let described = folder.describe(model, inputs, settings.into_iter().collect());
        described.map_err(|error| Stop::Write(folder.path().to_owned(), error))
    }

    /// Says which other files the results come from.
    pub(super) fn describe_also(&self, inputs: &[PathBuf]) -> Result<(), Stop> {
        let Some(folder) = &self.folder else { return Ok(()) };
        folder.describe_also(inputs).map_err(|error| Stop::Write(folder.path().to_owned(), error))
    }

    /// The same, with what else is wanted among the results.
    pub(super) fn with_workbook(self, args: &WorkbookArgs) -> Result<Self, Stop> {
        if !args.charts.is_empty() && cfg!(not(feature = "charts")) {
            let how = "cargo run --release --features charts -- …";
            return Err(Stop::Usage(format!("this program was built without charts; build it with: {how}")));
        }
        Ok(Self { xlsx: args.xlsx, charts: args.charts.clone(), ..self })
    }

    /// True if every table is wanted, in a folder or as JSON.
    pub(super) fn wants_tables(&self) -> bool {
        self.json || self.folder.is_some()
    }

    /// Says something on standard error, unless quiet.
    pub(super) fn message(&self, text: &str) {
        if !self.quiet {
            error(text);
        }
    }

    /// Shows results to people, unless they are wanted as JSON.
    pub(super) fn print_text(&self, text: &str) -> Result<(), Stop> {
        if self.json || self.quiet { Ok(()) } else { to_stdout(|out| out.write_all(folded(&lines(text)).as_bytes())) }
    }

    /// Shows results to programs, if they are wanted as JSON.
    pub(super) fn print_json(&self, value: &impl Serialize) -> Result<(), Stop> {
        if !self.json {
            return Ok(());
        }
        to_stdout(|out| figures::write_json(out, value))
    }

    /// True if there is a folder for results.
    pub(super) fn has_folder(&self) -> bool {
        self.folder.is_some()
    }

    /// Checks that files of these names, the tables, the summary and a workbook may be written to the folder of results, before the first is.
    pub(super) fn claim(&self, tables: &[Table], names: &[&str]) -> Result<(), Stop> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let tables: Vec<String> = tables.iter().map(|table| format!("{}.csv", table.name)).collect();
        let tables = tables.iter().map(String::as_str);
        let workbook = self.xlsx.then_some(WORKBOOK);
        Ok(folder.claim(tables.chain(["summary.json"]).chain(workbook).chain(names.iter().copied()))?)
    }

    /// Writes a table to the folder of results.
    pub(super) fn table(&self, table: &Table) -> Result<(), Stop> {
        self.file(&format!("{}.csv", table.name), |to| table.write_csv(to))
    }

    /// Writes a record to the folder of results.
    pub(super) fn record(&self, name: &str, value: &impl Serialize) -> Result<(), Stop> {
        self.file(name, |to| figures::write_json(to, value))
    }

    /// Writes a record whose numbers read back to the same doubles to the folder of results.
    pub(super) fn exact_record(&self, name: &str, value: &impl Serialize) -> Result<(), Stop> {
        self.file(name, |to| {
            serde_json::to_writer_pretty(&mut *to, value)?;
            writeln!(to)
        })
    }

    /// Writes tables as one workbook to the folder of results, if one is wanted.
    pub(super) fn workbook(&self, model: &Model, summary: &Summary, tables: &[Table]) -> Result<(), Stop> {
        if !self.xlsx {
            return Ok(());
        }
        let by_value = model.security.as_ref().is_some_and(|security| security.measure == Measure::Value);
        let about = workbook::About {
            model: &model.name,
            price_unit: model.price_unit.label(),
            requirement_unit: if by_value { "t, weighted with reference prices" } else { "t" },
            summary,
        };
        self.file(WORKBOOK, |to| workbook::write(about, tables, to))
    }

    /// Writes a file to the folder of results.
    pub(super) fn file(&self, name: &str, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Stop> {
        let Some(folder) = &self.folder else { return Ok(()) };
        Ok(folder.write(name, content)?)
    }

    /// Writes the report to the folder of results, and its figures, if they are wanted.
    pub(super) fn report(&self, input: &html::Input) -> Result<(), Stop> {
        self.file(REPORT, |to| html::write(to, input, Some(&html::run::Run::of_process())))?;
        if self.folder.is_some() && !self.charts.is_empty() { self.pictures(input) } else { Ok(()) }
    }

    #[cfg(feature = "charts")]
    fn pictures(&self, input: &html::Input) -> Result<(), Stop> {
        let formats: Vec<_> = self.charts.iter().filter_map(|format| format.parse().ok()).collect();
        let figures = crate::report::charts::figures(&formats, input);
        let figures = figures.map_err(|error| Stop::Write("a figure".into(), error))?;
        figures.iter().try_for_each(|figure| self.file(&figure.name, |to| to.write_all(&figure.bytes)))
    }

    #[cfg(not(feature = "charts"))]
    fn pictures(&self, _: &html::Input) -> Result<(), Stop> {
        unreachable!("`with_workbook` has refused pictures")
    }

    /// Writes summary and tables to the folder of results, shows them to people or programs, and ends the folder.
    pub(super) fn finish(&self, summary: &Summary, tables: &[Table], text: &str) -> Result<(), Stop> {
        self.claim(tables, &[])?;
        tables.iter().try_for_each(|table| self.table(table))?;
        self.record("summary.json", summary)?;
        self.print_text(text)?;
        self.print_json(&WithTables { summary, tables })?;
        self.done()
    }

    /// Ends the folder of results and says where it is.
    pub(super) fn done(&self) -> Result<(), Stop> {
        if let Some(folder) = &self.folder {
            folder.finish().map_err(|error| Stop::Write(folder.path().to_owned(), error))?;
            self.message(&format!("Results are in {}.", folder.path().display()));
        }
        Ok(())
    }
}

/// Writes to standard output.
pub(super) fn to_stdout(content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Stop> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    content(&mut out).and_then(|()| out.flush()).map_err(|error| {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Stop::ClosedPipe
        } else {
            Stop::Write("standard output".into(), error)
        }
    })
}

/// Writes a line to standard error; if nobody listens there, there is nobody to tell.
pub(super) fn error(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", lines(text.trim_end()));
}

/// Text for a terminal, line by line without characters that would turn it or move its cursor, whatever names, paths and cells hold.
fn lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}
