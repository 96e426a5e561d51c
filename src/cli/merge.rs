//! `stockpile merge`: the shards of one batch, joined.

use super::batch::{ResultsFormat, claim, report};
use super::output::Output;
use super::{ShowArgs, Stop};
use crate::batch::manifest::TABLE;
use crate::batch::merge::merge;
use clap::Args;
use std::path::PathBuf;

/// Join the shards of a batch
///
/// Takes the folders of all shards of one table and writes the files that one run of the whole table would have written.
///
/// Example: stockpile merge out/1 out/2 out/3 --out out/all
#[derive(Debug, Args)]
pub(super) struct Merge {
    /// The folders of all shards, in any order.
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// The folder to write the whole to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write results.parquet too.
    #[arg(long, value_enum, default_value_t = ResultsFormat::Csv)]
    format: ResultsFormat,
    #[command(flatten)]
    show: ShowArgs,
}

impl Merge {
    pub(super) fn run(self) -> Result<(), Stop> {
        self.format.check(true)?;
        let output = Output::new("merge", &self.show, Some(&self.out));
        let place = |folder: &PathBuf| folder.canonicalize().ok();
        if let Some(shard) =
            self.folders.iter().find(|&folder| place(folder).is_some_and(|at| Some(at) == place(&self.out)))
        {
            let message = format!(
                "--out is one of the shards, {}, which could then not be resumed any more: name another folder",
                shard.display()
            );
            return Err(Stop::Usage(message));
        }
        let merged = merge(&self.folders).map_err(|problems| Stop::Usage(problems.join("\nerror: ")))?;
        claim(&output)?;
        output.file(TABLE, |to| to.write_all(merged.table.text.as_bytes()))?;
        let finished = merged.finished.into_iter().enumerate().collect();
        report(&merged.table, &finished, Some(merged.manifest), None, self.format, &output)
    }
}
