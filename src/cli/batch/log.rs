//! The folder of a batch while it is being filled: its journal and manifest.

use super::finish::claim;
use crate::batch::manifest::{self, TABLE};
use crate::batch::{Batch, Finished, Journal, Manifest, ModelSummary, Shard, journal};
use crate::cli::Stop;
use crate::cli::output::Output;
use crate::model::Model;
use crate::report::words::counted;
use std::collections::BTreeMap;
use std::path::Path;

/// The folder of results while it is being filled.
pub(super) struct Log {
    pub journal: Journal,
    kept: journal::Kept,
    pub manifest: Manifest,
}

impl Log {
    pub(super) fn open(
        folder: &Path,
        resume: bool,
        batch: &Batch,
        shard: Shard,
        models: &[Model],
        output: &Output,
    ) -> Result<Self, Stop> {
        if Manifest::read(folder).is_ok_and(|manifest| manifest.finished) && !folder.join(journal::NAME).exists() {
            let message =
                format!("{} holds finished results without a journal, as merge writes them", folder.display());
            let hint = "--resume goes on in the folder of each shard; anything else needs another --out";
            return Err(Stop::Usage(format!("{message}\nhint: {hint}")));
        }
        claim(output)?;
        let (journal, kept) = Journal::open(folder, resume)?;
        if kept.unreadable > 0 {
            let n = kept.unreadable;
            output.message(&format!("The journal has {} cut off; their runs are done again.", counted(n, "line")));
        }
        let summaries = models.iter().map(|model| ModelSummary::new(model, &batch.table)).collect();
        let manifest = Manifest::begun(batch, shard, summaries);
        output.record(manifest::NAME, &manifest)?;
        output.file(TABLE, |to| to.write_all(batch.table.text.as_bytes()))?;
        Ok(Self { journal, kept, manifest })
    }

    /// Those of these runs that an earlier process finished.
    pub(super) fn finished(&self, units: &[Vec<usize>], batch: &Batch) -> BTreeMap<usize, Finished> {
        units.iter().flatten().filter_map(|&run| Some((run, self.kept.get(batch.key(run))?.clone()))).collect()
    }

    /// Puts the units with runs that an earlier process began and did not end behind all others: should one of them be what ended it (for
    /// want of memory, say), then all else is finished first, however often it is started again.
    pub(super) fn suspects_last(&self, units: &mut [Vec<usize>], batch: &Batch, output: &Output) {
        let attempts = |&run: &usize| self.kept.attempts(batch.key(run));
        units.iter_mut().for_each(|unit| unit.sort_by_key(attempts));
        units.sort_by_key(|unit| unit.last().map(attempts));
        let suspects: Vec<String> = units
            .iter()
            .flatten()
            .filter(|run| attempts(run) > 0)
            .map(|&run| format!("{} ({})", batch.table.runs[run].name, attempts(&run)))
            .collect();
        if !suspects.is_empty() {
            output.message(&format!(
                "Under way when an earlier process ended, and how often; they are done last: {}",
                suspects.join(", ")
            ));
        }
    }
}

impl From<journal::JournalError> for Stop {
    fn from(error: journal::JournalError) -> Self {
        match error {
            journal::JournalError::Exists(_) => {
                Self::Usage(format!("{error}\nhint: --resume goes on with them, another --out begins afresh"))
            }
            journal::JournalError::InUse(_) => Self::Usage(error.to_string()),
            journal::JournalError::Io(path, error) => Self::Write(path, error),
        }
    }
}
