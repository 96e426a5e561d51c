//! `--set KEY=VALUE` and the columns of a batch table: scalars of the model file, cells of tables, multipliers and delays.

use std::collections::BTreeMap;

use super::cell::{self, Range};
use super::cells::{self, CellKey};
use super::names;
use super::schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};

/// Values that take the place of the model file's, cells that take the place of the tables', and multipliers; of one key the later wins.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overrides {
    values: BTreeMap<String, String>,
    /// Cells of tables and their values, in the order in which they are set.
    cells: Vec<(String, String)>,
}

/// Multipliers and delays: the general one, and one more for some ids.
const FACTORS: [&str; 8] = [
    "scale.demand",
    "scale.capacity",
    "scale.price",
    "scale.coverage",
    "scale.stock",
    "scale.shortage_cost",
    RATES,
    "delay.qualification",
];

/// The multiplier of single currencies, which has no general one.
const RATES: &str = "scale.fx";

impl Overrides {
    /// Reads settings as `--set` takes them, each `KEY=VALUE`.
    ///
    /// # Errors
    /// Everything that is no setting, a key that does not exist, and a multiplier that is no number.
    pub fn parse<S: AsRef<str>>(settings: &[S]) -> Result<Self, Diagnostics> {
        let mut overrides = Self::default();
        let mut problems = Vec::new();
        for setting in settings.iter().map(AsRef::as_ref) {
            match cells::split_setting(setting) {
                Some((key, value)) if !value.trim().is_empty() => {
                    problems.extend(overrides.set(key.trim(), value).err());
                }
                _ => {
                    let message = "expected KEY=VALUE";
                    let place = Place::file(format!("--set {setting}"));
                    problems.push(
                        Diagnostic::error(Code::BadOverride, place, message).hint("for example --set premium.factor=4"),
                    );
                }
            }
        }
        if problems.is_empty() { Ok(overrides) } else { Err(Diagnostics::new(problems)) }
    }

    /// Sets one key; a blank value changes nothing.
    ///
    /// # Errors
    /// A key that does not exist, or a multiplier that is no number. Other values, and whether there is such a row, are checked when a
    /// model is made with them.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Diagnostic> {
        let value = value.trim();
        Self::check_key(key).map_err(|problem| problem.at(Place::set(key, value)))?;
        if value.is_empty() {
            return Ok(());
        }
        if factor(key).is_none() && CellKey::parse(key).is_some() {
            self.cells.push((key.to_owned(), value.to_owned()));
            return Ok(());
        }
        if factor(key).is_some() {
            let range = if key.starts_with("delay.") { Range::Any } else { Range::NonNegative };
            cell::number(value, range).map_err(|problem| problem.at(Place::set(key, value)))?;
        }
        self.values.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    /// Checks that there is such a key; the error names the nearest.
    fn check_key(key: &str) -> Result<(), cell::CellProblem> {
        if factor(key).is_some() {
            return Ok(());
        }
        if let Some(cell) = CellKey::parse(key) {
            return cell.map(|_| ());
        }
        if let Some(year) = key.strip_prefix("budget.") {
            return schema::budget_year(year).map(|_| ());
        }
        if schema::scalars().any(|known| known == key) {
            return Ok(());
        }
        if key == "security.levels" {
            let problem = cell::CellProblem::new(
                Code::UnknownKey,
                "security.levels is a list, and only single values can be set",
            );
            return Err(problem.hint("the levels of a run are given with --levels"));
        }
        let known: Vec<String> = schema::scalars()
            .chain(FACTORS.iter().map(|&name| if name == RATES { format!("{RATES}.CURRENCY") } else { name.into() }))
            .collect();
        let mut problem = cell::CellProblem::new(Code::UnknownKey, format!("there is no key {key:?}"));
        problem.hint =
            names::nearest(key, known.iter().map(String::as_str)).map(|near| format!("did you mean {near:?}?"));
        if problem.hint.is_none() {
            // the last part alone often is right: `factor` for `premium.factor`
            let last = key.rsplit('.').next().unwrap_or(key);
            let full = known.iter().find(|k| k.rsplit('.').next() == Some(last));
            problem.hint = Some(match full {
                Some(full) => format!("did you mean {full:?}?"),
                None => "keys are those of the model file, such as premium.factor, cells such as offers[lynas/Nd].price, scale.* and delay.*".into(),
            });
        }
        Err(problem)
    }

    /// All keys that are set, with their values: sorted by key, then cells in the order given.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(key, value)| (key.as_str(), value.as_str())).chain(self.cells())
    }

    /// The cells that are set, in the order given.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        self.cells.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Only `tables.*`, which decide what files are read: what [`Source::read_with`](super::Source::read_with) needs.
    pub(crate) fn tables(&self) -> Self {
        let values = self.values.iter().filter(|(key, _)| key.starts_with("tables."));
        Self { values: values.map(|(key, value)| (key.clone(), value.clone())).collect(), cells: Vec::new() }
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// True if any key of a section is set.
    pub(super) fn has_section(&self, section: &str) -> bool {
        self.section(section).next().is_some()
    }

    /// The keys of a section, without its name, and their values.
    pub(super) fn section(&self, section: &str) -> impl Iterator<Item = (&str, &str)> {
        let values = self.values.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        values.filter_map(move |(key, value)| Some((key.strip_prefix(section)?.strip_prefix('.')?, value)))
    }

    /// A multiplier's or delay's general value.
    pub(super) fn general(&self, name: &str) -> Option<f64> {
        self.get(name).map(number)
    }

    /// A multiplier's or delay's values for single ids.
    pub(super) fn particular(&self, name: &str) -> impl Iterator<Item = (&str, f64)> {
        self.section(name).map(|(id, value)| (id, number(value)))
    }
}

/// A multiplier's name and the id it is for.
fn factor(key: &str) -> Option<(&'static str, Option<&str>)> {
    FACTORS.into_iter().find_map(|name| {
        let rest = key.strip_prefix(name)?;
        match rest.strip_prefix('.') {
            Some(id) if !id.is_empty() => Some((name, Some(id))),
            None if rest.is_empty() && name != RATES => Some((name, None)),
            _ => None,
        }
    })
}

fn number(value: &str) -> f64 {
    value.parse().expect("checked when it was set")
}
