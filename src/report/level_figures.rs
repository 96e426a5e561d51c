//! The figures of a level as every file has them: levels.csv, surface.csv, results.csv, report.html and a batch's journal.

use super::figures::{beside, rounded};
use super::table::Cell;
use crate::analysis::frontier::Level;
use serde::{Deserialize, Serialize};

/// The columns of levels.csv.
pub(crate) const LEVEL_COLUMNS: &[&str] = &[
    "scope",
    "level",
    "attainable",
    "share",
    "share_total",
    "cost",
    "extra_cost",
    "extra_percent",
    "marginal_cost",
    "levy",
    "shortage",
];

/// Columns in front of those of levels.csv, for files that say more of a level; `ALL` is how many they are together.
pub(crate) const fn before_levels<const OWN: usize, const ALL: usize>(own: [&'static str; OWN]) -> [&'static str; ALL] {
    assert!(ALL == OWN + LEVEL_COLUMNS.len(), "as many columns as there are");
    let mut columns = [""; ALL];
    let mut k = 0;
    while k < ALL {
        columns[k] = if k < OWN { own[k] } else { LEVEL_COLUMNS[k - OWN] };
        k += 1;
    }
    columns
}

/// The figures of one level, by the columns of levels.csv behind `scope`; `None` where a cell is blank.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct LevelFigures {
    /// The level asked for; `None` where none was.
    pub level: Option<f64>,
    /// True if no row is held at a floor above it.
    pub attainable: Option<bool>,
    /// The level in force.
    pub share: Option<f64>,
    /// The share of everything that is required.
    pub share_total: Option<f64>,
    /// The least cost.
    pub cost: Option<f64>,
    /// The difference from the least cost of all.
    pub extra_cost: Option<f64>,
    /// The same in per cent.
    pub extra_percent: Option<f64>,
    /// The cost of one more percentage point.
    pub marginal_cost: Option<f64>,
    /// The charge on each unit of the row's left side that makes this plan a cheapest one; `None` where the scope has several rows.
    pub levy: Option<f64>,
    /// Unmet demand, tonnes.
    pub shortage: Option<f64>,
}

impl From<&Level> for LevelFigures {
    fn from(level: &Level) -> Self {
        let found = level.found.as_ref();
        Self {
            level: Some(level.level),
            attainable: Some(level.attainable),
            share: found.map(|f| f.share),
            share_total: found.and_then(|f| f.share_total),
            cost: found.map(|f| f.cost),
            extra_cost: found.map(|f| f.extra_cost),
            extra_percent: found.and_then(|f| f.extra_percent),
            marginal_cost: found.and_then(|f| f.marginal_cost),
            levy: found.and_then(|f| f.levy),
            shortage: found.map(|f| f.shortage),
        }
    }
}

impl LevelFigures {
    /// The figures of a run without an answer.
    pub(crate) const BLANK: Self = Self {
        level: None,
        attainable: None,
        share: None,
        share_total: None,
        cost: None,
        extra_cost: None,
        extra_percent: None,
        marginal_cost: None,
        levy: None,
        shortage: None,
    };

    /// One row of levels.csv.
    pub(crate) fn cells<'a>(&self, scope: impl Into<Cell<'a>>) -> Vec<Cell<'a>> {
        vec![
            scope.into(),
            self.level.into(),
            self.attainable.map_or(Cell::Blank, Cell::from),
            self.share.into(),
            self.share_total.into(),
            self.cost.into(),
            self.extra_cost.into(),
            self.extra_percent.into(),
            self.marginal_cost.into(),
            self.levy.into(),
            self.shortage.into(),
        ]
    }

    /// The same as files have them, so that runs joined from files say the same as those that never were in one.
    pub(crate) fn rounded(self) -> Self {
        let digits = |figure: Option<f64>| figure.map(rounded);
        let extra_cost = self.extra_cost.map(|extra| beside(extra, self.cost.unwrap_or(0.0)));
        Self {
            level: digits(self.level),
            share: digits(self.share),
            share_total: digits(self.share_total),
            cost: digits(self.cost),
            extra_cost,
            extra_percent: digits(self.extra_percent),
            marginal_cost: digits(self.marginal_cost),
            levy: digits(self.levy),
            shortage: digits(self.shortage),
            ..self
        }
    }
}
