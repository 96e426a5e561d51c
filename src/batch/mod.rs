//! Many runs from a table: each row changes a model and is solved by itself, and finished runs stay finished.
//!
//! ```text
//! RUNS.csv, --cross, --sample ──▶ RunTable ──prepare──▶ Batch ──run──▶ Journal ──▶ results.csv, Statistics
//! ```
//!
//! A [`RunTable`] says what is to be run, a [`Batch`] is that table with its models read. Each run ends in an [`RunOutcome`], whatever
//! happens in it ([`run`]), and is written to the [`Journal`] at once; what the journal holds under the same [`Key`] is not run again.
//! A [`Shard`] is a part of a table, and [`merge`](merge::merge) joins the parts.

mod answer;
mod column_meaning;
pub(crate) mod design;
pub(crate) mod journal;
pub(crate) mod manifest;
pub(crate) mod merge;
pub(crate) mod model_summary;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
pub(crate) mod pool;
pub(crate) mod prepare;
pub(crate) mod report;
pub(crate) mod results;
pub(crate) mod run;
pub(crate) mod samples;
pub(crate) mod show;
pub(crate) mod statistics;
pub(crate) mod table;
mod tolerances;

use crate::report::level_figures::LevelFigures;
use serde::{Deserialize, Serialize};

pub(crate) use journal::Journal;
pub(crate) use manifest::Manifest;
pub(crate) use model_summary::ModelSummary;
pub(crate) use prepare::{Batch, Key};
pub(crate) use statistics::Statistics;

pub(crate) use table::RunTable;

/// The question of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum RunCommand {
    /// The cost of each level of the model: one row of results a level.
    #[default]
    Frontier,
    /// The least-cost plan at the model's `max_share`: one row of results.
    Solve,
}

impl RunCommand {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Frontier, Self::Solve];

    /// The word in a table and on the command line.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Frontier => "frontier",
            Self::Solve => "solve",
        }
    }

    /// The command of that name.
    pub(crate) fn by_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|command| command.label() == label)
    }
}

/// The end of a run, or of one level of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RunStatus {
    /// With an answer that has passed the certificate.
    Optimal,
    /// Nothing satisfies every constraint.
    Infeasible,
    /// The row or its model makes no sense.
    Invalid,
    /// The solver gave up, its answer did not prove itself, or the program has a bug.
    Failed,
}

impl RunStatus {
    /// All, from good to bad.
    pub(crate) const ALL: [Self; 4] = [Self::Optimal, Self::Infeasible, Self::Invalid, Self::Failed];

    /// The word in results.csv.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Infeasible => "infeasible",
            Self::Invalid => "invalid",
            Self::Failed => "failed",
        }
    }

    /// The status of that name.
    pub(crate) fn by_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.label() == label)
    }
}

/// One level of one run, all blank where the run has no answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct LevelRow {
    /// True if there is no plan at this level though there is one at others (`unattainable = "fail"`).
    pub without_plan: bool,
    /// The scope, each of whose parts has a row.
    pub scope: Option<String>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: LevelFigures,
}

impl LevelRow {
    /// The row of a run without an answer.
    pub(crate) const BLANK: Self = Self { without_plan: false, scope: None, figures: LevelFigures::BLANK };
}

/// The outcome of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RunOutcome {
    /// Its status.
    pub status: RunStatus,
    /// The reason for that, in one line; empty where it is optimal.
    pub message: String,
    /// One row a level; none unless it is optimal.
    pub levels: Vec<LevelRow>,
}

impl RunOutcome {
    /// A run without an answer.
    pub(crate) fn without_answer(status: RunStatus, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), levels: Vec::new() }
    }
}

/// A run that has ended: its outcome and the wall-clock seconds it took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Finished {
    /// Its outcome.
    pub outcome: RunOutcome,
    /// Wall-clock seconds.
    pub seconds: f64,
}

/// One of `count` parts of a table: of its [units](Batch::units) every `count`-th, beginning with number `index`, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shard {
    /// Number of the part, from 1.
    pub index: usize,
    /// Number of parts.
    pub count: usize,
}

impl Shard {
    /// The whole table.
    pub(crate) const WHOLE: Self = Self { index: 1, count: 1 };

    /// True if the unit with this index, counted from 0, belongs to this part.
    pub(crate) fn has(self, unit: usize) -> bool {
        unit % self.count == self.index - 1
    }
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(i, n)| Some((i.trim().parse().ok()?, n.trim().parse().ok()?)));
        match parts {
            Some((index, count)) if (1..=count).contains(&index) => Ok(Self { index, count }),
            _ => Err("expected I/N with I from 1 to N, such as 2/8".into()),
        }
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_in_exactly_one_shard() {
        for count in 1..7 {
            for unit in 0..20 {
                let holders = (1..=count).filter(|&index| Shard { index, count }.has(unit)).count();
                assert_eq!(holders, 1, "unit {unit} of {count} shards");
            }
        }
    }

    #[test]
    fn a_shard_reads_back() {
        assert_eq!("2/8".parse(), Ok(Shard { index: 2, count: 8 }));
        assert_eq!(Shard { index: 2, count: 8 }.to_string(), "2/8");
        for wrong in ["0/4", "5/4", "1", "1/0", "a/b", "-1/4", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
