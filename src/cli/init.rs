//! `stockpile init`: a small model of one's own to start from.

use super::Stop;
use super::output::error;
use crate::input::workbook;
use crate::report::files;
use clap::Args;
use std::path::PathBuf;

/// Make a small model of one's own to start from
///
/// Example: stockpile init my-plan && stockpile frontier my-plan/models/minimal.toml
///
/// With --xlsx its tables are the sheets of one workbook, with every column explained and ids to choose from.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The folder to make it in; files that are there already are not touched.
    folder: PathBuf,
    /// Put the tables into one Excel workbook instead of CSV files.
    #[arg(long)]
    xlsx: bool,
    /// No messages on standard error but errors.
    #[arg(long)]
    quiet: bool,
}

/// The smallest model worth reading, as it stands in this repository.
const MODEL: &str = include_str!("../../models/minimal.toml");

/// Its tables.
const TABLES: &[(&str, &str)] = &[
    ("elements", include_str!("../../data/minimal/elements.csv")),
    ("suppliers", include_str!("../../data/minimal/suppliers.csv")),
    ("offers", include_str!("../../data/minimal/offers.csv")),
    ("demand", include_str!("../../data/minimal/demand.csv")),
];

impl Init {
    pub(super) fn run(self) -> Result<(), Stop> {
        let files = if self.xlsx { in_workbook()? } else { as_csv() };
        let there = files.iter().map(|(name, _)| self.folder.join(name)).find(|path| path.exists());
        if let Some(path) = there {
            return Err(Stop::Usage(format!("{} is there already; nothing was written", path.display())));
        }
        for (name, content) in &files {
            let path = self.folder.join(name);
            files::write(&path, |to| to.write_all(content)).map_err(|failed| Stop::Write(path, failed))?;
        }
        if !self.quiet {
            let model = self.folder.join(&files[0].0);
            error(&format!("Made {0}. Try: stockpile frontier {0}", model.display()));
        }
        Ok(())
    }
}

/// Paths and contents, the model file first.
type Files = Vec<(String, Vec<u8>)>;

fn as_csv() -> Files {
    let tables = TABLES.iter().map(|(table, text)| (format!("data/minimal/{table}.csv"), text.as_bytes().to_vec()));
    std::iter::once(("models/minimal.toml".to_owned(), MODEL.as_bytes().to_vec())).chain(tables).collect()
}

/// The same with the tables as sheets.
fn in_workbook() -> Result<Files, Stop> {
    let is_table = |line: &str| TABLES.iter().any(|(table, _)| line.starts_with(&format!("{table} = ")));
    let mut model = String::new();
    for line in MODEL.lines().filter(|line| !is_table(line)) {
        if line.starts_with("[tables]") {
            model += "[tables]\nworkbook = \"../data/minimal/plan.xlsx\"   # its sheets are the tables; the path counts from this file\n";
        } else {
            model += line;
            model.push('\n');
        }
    }
    let workbook = workbook::template(TABLES)?;
    Ok(vec![("models/minimal.toml".into(), model.into_bytes()), ("data/minimal/plan.xlsx".into(), workbook)])
}
