//! The model file: its sections and keys, with overrides in their place.

use std::collections::BTreeMap;

use toml_edit::Value;

use super::cell::{self, CellProblem, Date, Range};
use super::model_file::ModelFile;
use super::names;
use super::overrides::Overrides;
use super::reader::{KeyReader, article, shown, toml_number, wrong};
use super::schema::{REQUIRED_TABLES, SECTIONS, TABLES, WORKBOOK, budget_year};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Measure, Month, Per, PriceUnit, Risk, Scope, Security, Unattainable, Window};

/// The settings of a model file, names still as text.
#[derive(Debug)]
pub(super) struct Settings {
    pub name: String,
    pub currency: String,
    pub price_unit: PriceUnit,
    pub start: Month,
    pub periods: usize,
    pub months_per_period: u32,
    pub year_starts: u32,
    pub home: Option<String>,
    pub discount_rate: f64,
    pub holding_rate: f64,
    pub premium: Option<(String, f64)>,
    pub budget: BTreeMap<i32, f64>,
    pub security: Option<Security<String>>,
    pub risk: Risk,
}

const PERIODS: &[(&str, u32)] = &[("month", 1), ("quarter", 3), ("year", 12)];
const PRICE_UNITS: &[(&str, PriceUnit)] = &[("kg", PriceUnit::Kilogramme), ("t", PriceUnit::Tonne)];
const SCOPES: &[(&str, Scope)] =
    &[("total", Scope::Total), ("group", Scope::Group), ("element", Scope::Element), ("segment", Scope::Segment)];
const PER: &[(&str, Per)] = &[("horizon", Per::Horizon), ("year", Per::Year)];
const UNATTAINABLE: &[(&str, Unattainable)] = &[("relax", Unattainable::Relax), ("fail", Unattainable::Fail)];

/// Levels where the file gives none.
const LEVELS: [f64; 11] = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0];

impl ModelFile {
    /// The path of the workbook and those of the tables, as they are written. With a workbook, no table needs a path.
    pub(super) fn tables(
        &self,
        overrides: &Overrides,
        problems: &mut Vec<Diagnostic>,
    ) -> (Option<String>, BTreeMap<&'static str, String>) {
        let mut reader = KeyReader { file: self, overrides, problems };
        reader.unknown();
        let workbook = reader.text("tables", WORKBOOK);
        if !reader.given("tables", WORKBOOK) {
            let hints = REQUIRED_TABLES.map(|table| (table, format!("{table} = \"{table}.csv\"")));
            reader.need("tables", &hints.each_ref().map(|(table, hint)| (*table, hint.as_str())));
        }
        let paths = TABLES.into_iter().filter_map(|table| Some((table, reader.text("tables", table)?))).collect();
        (workbook, paths)
    }

    /// Everything else.
    pub(super) fn settings(&self, overrides: &Overrides, problems: &mut Vec<Diagnostic>) -> Option<Settings> {
        let before = problems.len();
        let mut reader = KeyReader { file: self, overrides, problems };
        let settings = reader.settings();
        if problems.len() > before { None } else { settings }
    }
}

impl KeyReader<'_> {
    /// Sections and keys that a model file does not have.
    fn unknown(&mut self) {
        for (section, item) in self.file.document.as_table() {
            let place = self.file.key_place(section, None);
            let Some((_, keys)) = SECTIONS.iter().find(|(name, _)| *name == section) else {
                let mut diagnostic =
                    Diagnostic::error(Code::UnknownKey, place, format!("a model file has no {section:?} here"));
                let home = SECTIONS.iter().find(|(_, keys)| keys.contains(&section) && item.is_value());
                diagnostic.hint = match home {
                    Some((home, _)) => Some(format!("it belongs into [{home}]")),
                    None => names::suggest(section, SECTIONS.iter().map(|(name, _)| *name)),
                };
                self.problems.push(diagnostic);
                continue;
            };
            let Some(table) = item.as_table_like() else {
                let message = format!("expected the section [{section}], found {}", article(item.type_name()));
                self.problems.push(
                    Diagnostic::error(Code::WrongType, place, message)
                        .hint(format!("write [{section}] on a line of its own")),
                );
                continue;
            };
            for (key, _) in table.iter() {
                let place = self.file.key_place(section, Some(key));
                if *section == *"budget" {
                    if let Err(problem) = budget_year(key) {
                        self.problems.push(problem.at(place));
                    }
                } else if !keys.contains(&key) {
                    let code = if *section == *"tables" { Code::UnknownTable } else { Code::UnknownKey };
                    let what = if code == Code::UnknownTable { "table" } else { "key" };
                    let problem = CellProblem::new(code, format!("[{section}] has no {what} {key:?}"));
                    let hint = names::suggest(key, keys.iter().copied());
                    self.problems.push(CellProblem { hint, ..problem }.at(place));
                }
            }
        }
    }

    fn settings(&mut self) -> Option<Settings> {
        let name = self.text("model", "name");
        let year_starts = self.year_starts().unwrap_or(1);
        let start = self.date("model", "start").map(|date| date.from(year_starts));
        let periods = self.periods();
        let months_per_period = self.choice("model", "period", PERIODS);
        let price_unit = self.choice("model", "price_unit", PRICE_UNITS);
        self.need(
            "model",
            &[
                ("start", "start = \"2026-01\", the first month"),
                ("periods", "periods = 36, the number of periods"),
                ("period", "period = \"month\", \"quarter\" or \"year\""),
                ("price_unit", "price_unit = \"kg\" or \"t\", what prices are per"),
            ],
        );
        if let (Some(start), Some(periods), Some(months)) = (start, periods, months_per_period) {
            // dates have four digits for the year
            let most = (Month::new(9999, 12).since(start) + 1) / i64::from(months);
            if i64::try_from(periods).is_ok_and(|periods| periods > most) || i64::try_from(periods).is_err() {
                let message = format!("expected a horizon that ends by 9999-12, found {periods} periods from {start}");
                let hint = format!("at most {most} period{}", if most == 1 { "" } else { "s" });
                self.complain("model.periods", CellProblem::new(Code::TooLarge, message).hint(hint));
            }
        }
        Some(Settings {
            name: name.unwrap_or_else(|| stem(&self.file.text.label)),
            currency: self.text("model", "currency").unwrap_or_default(),
            home: self.text("model", "home"),
            discount_rate: self.number("model", "discount_rate", Range::Fraction).unwrap_or(0.0),
            holding_rate: self.number("stock", "holding_rate", Range::Fraction).unwrap_or(0.0),
            premium: self.premium(),
            budget: self.budget(),
            security: self.security(year_starts),
            year_starts,
            risk: Risk {
                cvar_weight: self.number("risk", "cvar_weight", Range::Share).unwrap_or(0.0),
                cvar_alpha: self.number("risk", "cvar_alpha", Range::BelowOne).unwrap_or(0.95),
            },
            price_unit: price_unit?,
            start: start?,
            periods: periods?,
            months_per_period: months_per_period?,
        })
    }

    /// The month in which a year begins.
    fn year_starts(&mut self) -> Option<u32> {
        let check = |month: u32, found: &str| {
            if (1..=12).contains(&month) {
                return Ok(month);
            }
            let message = format!("expected a month from 1 to 12, found {found}");
            Err(CellProblem::new(Code::OutOfRange, message).hint("1 is January; 4 for fiscal years from April on"))
        };
        let from_file = |value: &Value| {
            let found = shown(value);
            check(cell::whole_number(toml_number(value, Range::NonNegative)?, &found)?, &found)
        };
        let from_text = |text: &str| check(cell::whole(text)?, &format!("{text:?}"));
        self.value("model", "year_starts", from_file, from_text)
    }

    fn periods(&mut self) -> Option<usize> {
        let check = |value: f64, found: &str| {
            if value < 1.0 {
                let message = format!("expected a whole number of at least 1, found {found}");
                return Err(CellProblem::new(Code::OutOfRange, message).hint("a plan has at least one period"));
            }
            cell::whole_number(value, found).map(|periods| periods as usize)
        };
        let from_file = |value: &Value| check(toml_number(value, Range::NonNegative)?, &shown(value));
        let from_text = |text: &str| check(cell::number(text, Range::NonNegative)?, &format!("{text:?}"));
        self.value("model", "periods", from_file, from_text)
    }

    /// A country that an optional section cannot be without.
    fn country(&mut self, section: &str) -> Option<String> {
        self.need(section, &[("country", "country = \"…\", as in the table suppliers")]);
        self.text(section, "country")
    }

    fn premium(&mut self) -> Option<(String, f64)> {
        if !self.has("premium") {
            return None;
        }
        let factor = self.number("premium", "factor", Range::NonNegative).unwrap_or(1.0);
        self.country("premium").map(|country| (country, factor))
    }

    fn budget(&mut self) -> BTreeMap<i32, f64> {
        let in_file = self.section("budget").into_iter().flat_map(|table| table.iter().map(|(key, _)| key.to_owned()));
        let set = self.overrides.section("budget").map(|(key, _)| key.to_owned());
        let keys: std::collections::BTreeSet<String> = in_file.chain(set).collect();
        let mut budget = BTreeMap::new();
        for key in keys {
            // a key that is no year was reported with the unknown keys
            if let Ok(year) = budget_year(&key)
                && let Some(amount) = self.number("budget", &key, Range::NonNegative)
            {
                budget.insert(year, amount);
            }
        }
        budget
    }

    fn security(&mut self, year_starts: u32) -> Option<Security<String>> {
        const S: &str = "security";
        if !self.has(S) {
            return None;
        }
        let country = self.country(S);
        let look_through = self.boolean(S, "look_through").unwrap_or(true);
        let scope = self.choice(S, "scope", SCOPES).unwrap_or(Scope::Total);
        let measure = self.choice(S, "measure", cell::MEASURES).unwrap_or(Measure::Volume);
        let since = |date: Date| date.from(year_starts);
        let window = Window {
            from: self.date(S, "from").map(since),
            until: self.date(S, "until").map(|date| date.until(year_starts)),
        };
        let per = self.choice(S, "per", PER).unwrap_or(Per::Horizon);
        // no month at all is the same as not asked for
        let survive_months = self.whole(S, "survive_months").filter(|&months| months > 0);
        let survive_from = self.date(S, "survive_from").map(since);
        let survive_availability = self.number(S, "survive_availability", Range::Share).unwrap_or(0.0);
        let max_share = self.number(S, "max_share", Range::Share);
        let levels = self.levels().unwrap_or_else(|| LEVELS.to_vec());
        let unattainable = self.choice(S, "unattainable", UNATTAINABLE).unwrap_or(Unattainable::Relax);
        Some(Security {
            country: country?,
            look_through,
            scope,
            measure,
            window,
            max_share,
            levels,
            unattainable,
            per,
            survive_months,
            survive_from,
            survive_availability,
        })
    }

    fn levels(&mut self) -> Option<Vec<f64>> {
        let from_file = |value: &Value| match value {
            Value::Array(levels) => levels.iter().map(|level| toml_number(level, Range::Share)).collect(),
            _ => Err(wrong("a list of shares", value).hint("write [1.0, 0.5, 0.0]")),
        };
        let from_text = |_: &str| Err(CellProblem::new(Code::BadOverride, "a list cannot be set"));
        self.value("security", "levels", from_file, from_text)
    }
}

/// The model's name where the file gives none: the file's.
fn stem(label: &str) -> String {
    std::path::Path::new(label).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
