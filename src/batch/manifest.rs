//! batch.json: the batch that a folder of results belongs to, for `merge` and for whoever finds it later.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Batch, ModelSummary, Shard};

/// The manifest's name in the folder of results.
pub(crate) const NAME: &str = "batch.json";
/// The table's name there.
pub(crate) const TABLE: &str = "runs.csv";

/// The batch that a folder of results belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Name and version of the program.
    pub program: String,
    /// The solver's name.
    pub solver: String,
    /// A hash of the table, its models and the program: the same for all shards of one batch.
    pub fingerprint: String,
    /// Runs of the whole table.
    pub runs: usize,
    /// The part of it that was run.
    pub shard: Shard,
    /// True if the results are there and complete.
    pub finished: bool,
    /// The models, as the report names them.
    #[serde(default)]
    pub models: Vec<ModelSummary>,
}

impl Manifest {
    /// The manifest of a batch that has just begun.
    pub(crate) fn begun(batch: &Batch, shard: Shard, models: Vec<ModelSummary>) -> Self {
        Self {
            program: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).into(),
            solver: batch.solver.name().into(),
            fingerprint: batch.fingerprint(),
            runs: batch.len(),
            shard,
            finished: false,
            models,
        }
    }

    /// Reads it from a folder.
    ///
    /// # Errors
    /// If it is not there or is no manifest.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&std::fs::read(folder.join(NAME))?)?)
    }
}
