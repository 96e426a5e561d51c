//! The sources of a model being built, and the problems and notes found on the way.

use super::cell::Date;
use super::data::Data;
use super::field::{Since, Until};
use super::lookup::Lookup;
use super::model_file::ModelFile;
use super::names::Sym;
use super::overrides::Overrides;
use super::problems::Problems;
use super::settings::Settings;
use super::table::RowAt;
use crate::diagnostic::{Code, Diagnostic, Place, also};
use crate::model::{CountryId, Horizon, Month, Window};

pub(super) const LATE: &str = "this date lies after the horizon: the row is ignored";

/// The sources of the build, and the findings on the way.
pub(super) struct ModelBuilder<'a> {
    pub file: &'a ModelFile,
    pub source: &'a Data,
    pub settings: &'a Settings,
    pub overrides: &'a Overrides,
    pub horizon: Horizon,
    pub countries: Vec<String>,
    pub problems: Problems,
    pub notes: Vec<Diagnostic>,
    /// Rows that are legal and hardly meant.
    pub warnings: Vec<Diagnostic>,
}

/// A multiplier or delay for each entry of a list: the general value and the particular ones, joined by `join`.
pub(super) fn factors(
    overrides: &Overrides,
    name: &str,
    neutral: f64,
    join: fn(f64, f64) -> f64,
    known: &Lookup,
    source: &Data,
) -> Vec<f64> {
    let general = overrides.general(name).unwrap_or(neutral);
    let mut all = vec![general; known.all.len()];
    for (id, value) in overrides.particular(name) {
        if let Some(at) = source.names.find(id).and_then(|id| known.get(id)) {
            all[at] = join(all[at], value);
        }
    }
    all
}

impl ModelBuilder<'_> {
    /// Place of a key of the model file.
    pub(super) fn key(&self, path: &str) -> Place {
        self.file.place(self.overrides, path)
    }

    /// True if all rows of some tables could be used, so that an entry missing in them was never written.
    pub(super) fn sound(&self, tables: &[&str]) -> bool {
        !tables.iter().any(|table| self.source.unsound.contains(table))
    }

    /// Place of a column of a row.
    pub(super) fn cell(&self, table: &str, at: RowAt, column: &str) -> Place {
        self.source.grids.place(table, at, column)
    }

    pub(super) fn text(&self, name: Sym) -> String {
        self.source.names[name].to_owned()
    }

    /// The country that the model file names.
    pub(super) fn country(&mut self, name: &str) -> CountryId {
        let at = self.countries.iter().position(|known| known == name).unwrap_or_else(|| {
            self.countries.push(name.to_owned());
            self.countries.len() - 1
        });
        CountryId::new(at)
    }

    /// The month of a date where something begins.
    pub(super) fn since(&self, date: Since) -> Month {
        date.0.from(self.horizon.year_starts)
    }

    /// A window of a row.
    pub(super) fn window(&self, from: Option<Since>, until: Option<Until>) -> Window {
        let year_starts = self.horizon.year_starts;
        Window {
            from: from.map(|date| self.since(date)),
            until: until.map(|Until(date)| Date::until(date, year_starts)),
        }
    }

    /// Notes once for a table that some of its rows lie outside the horizon.
    pub(super) fn outside(&mut self, table: &str, column: &str, rows: &[RowAt], what: &str) {
        let Some(&first) = rows.first() else { return };
        let message = format!("{what}{}", also(rows.len() - 1, "in", "row"));
        let end = self.horizon.month(self.horizon.periods).plus(-1);
        let hint = format!("the horizon is {} to {end}", self.horizon.start);
        self.notes.push(Diagnostic::note(Code::OutsideHorizon, self.cell(table, first, column), message).hint(hint));
    }
}

/// Reports a window that ends before it begins.
pub(super) fn order(window: Window, place: impl FnOnce() -> Place, problems: &mut Vec<Diagnostic>) {
    if let Window { from: Some(from), until: Some(until) } = window
        && from > until
    {
        let message = format!("the window ends before it begins: it is from {from} until {until}");
        problems
            .push(Diagnostic::error(Code::FromAfterUntil, place(), message).hint("both months belong to the window"));
    }
}
