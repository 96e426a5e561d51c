//! Values of the model file one by one, with overrides in their place.

use toml_edit::{Item, TableLike, Value};

use super::cell::{self, CellProblem, Date, Range};
use super::model_file::ModelFile;
use super::overrides::Overrides;
use crate::diagnostic::{Code, Diagnostic, Place};

/// A value as it was given.
enum Given<'a> {
    File(&'a Item),
    Set(&'a str),
}

/// Reads values, and collects their problems.
pub(super) struct KeyReader<'a> {
    pub file: &'a ModelFile,
    pub overrides: &'a Overrides,
    pub problems: &'a mut Vec<Diagnostic>,
}

impl<'a> KeyReader<'a> {
    pub(super) fn section(&self, name: &str) -> Option<&'a dyn TableLike> {
        self.file.document.as_table().get(name).and_then(Item::as_table_like)
    }

    /// True if an optional section is there; one that is no section was reported with the unknown keys.
    pub(super) fn has(&self, section: &str) -> bool {
        self.section(section).is_some() || self.overrides.has_section(section)
    }

    fn get(&self, section: &str, key: &str) -> Option<Given<'a>> {
        match self.overrides.get(&format!("{section}.{key}")) {
            Some(value) => Some(Given::Set(value)),
            None => self.section(section)?.get(key).map(Given::File),
        }
    }

    pub(super) fn given(&self, section: &str, key: &str) -> bool {
        self.get(section, key).is_some()
    }

    pub(super) fn complain(&mut self, path: &str, problem: CellProblem) {
        let diagnostic = match self.overrides.get(path) {
            Some(value) => problem.at(Place::set(path, value)),
            None => problem.at(self.file.place(self.overrides, path)),
        };
        self.problems.push(diagnostic);
    }

    /// Reports the keys that a section needs and does not have; a section that is missing is one problem.
    pub(super) fn need(&mut self, section: &str, keys: &[(&str, &str)]) {
        if self.section(section).is_none() && !self.overrides.has_section(section) {
            let list: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
            let message = format!("the model needs a section [{section}] with {}", list.join(", "));
            let place = self.file.place(self.overrides, section);
            let (_, hint) = keys[0];
            self.problems
                .push(Diagnostic::error(Code::MissingKey, place, message).hint(format!("add [{section}], and {hint}")));
            return;
        }
        for (key, hint) in keys {
            if self.given(section, key) {
                continue;
            }
            let message = match self.section(section) {
                Some(_) => format!("the section [{section}] needs a key {key:?}"),
                None => format!("the model needs a section [{section}] with a key {key:?}"),
            };
            let place = match self.overrides.section(section).next() {
                Some((set, value)) if self.section(section).is_none() => Place::set(&format!("{section}.{set}"), value),
                _ => self.file.place(self.overrides, &format!("{section}.{key}")),
            };
            self.problems.push(Diagnostic::error(Code::MissingKey, place, message).hint(format!("add {hint}")));
        }
    }

    /// Reads one value: from the file by `file`, from an override by `set`.
    pub(super) fn value<T>(
        &mut self,
        section: &str,
        key: &str,
        file: impl Fn(&Value) -> Result<T, CellProblem>,
        set: impl Fn(&str) -> Result<T, CellProblem>,
    ) -> Option<T> {
        let read = match self.get(section, key)? {
            Given::Set(text) => set(text),
            Given::File(Item::Value(value)) => file(value),
            Given::File(item) => {
                let message = format!("expected a value, found {}", article(item.type_name()));
                Err(CellProblem::new(Code::WrongType, message).hint("a key has one value; only [sections] have keys"))
            }
        };
        read.map_err(|problem| self.complain(&format!("{section}.{key}"), problem)).ok()
    }

    pub(super) fn text(&mut self, section: &str, key: &str) -> Option<String> {
        let identifier = |text: &str| match cell::identifier(text.trim()) {
            Ok(text) => Ok(text.to_owned()),
            // ..\tables\new.csv in quotes has a tab and a line break
            Err(problem) if section == "tables" => Err(problem.hint("write / between folders, on every system")),
            Err(problem) => Err(problem),
        };
        let filled = |text: &str| match text.trim() {
            "" => Err(CellProblem::new(Code::WrongType, "expected some text, found none").hint("leave the key out")),
            _ => identifier(text),
        };
        self.value(
            section,
            key,
            |value| {
                value
                    .as_str()
                    .ok_or_else(|| wrong("text in quotes", value).hint("write it in quotes, \"…\""))
                    .and_then(filled)
            },
            filled,
        )
    }

    pub(super) fn number(&mut self, section: &str, key: &str, range: Range) -> Option<f64> {
        self.value(section, key, |value| toml_number(value, range), |text| cell::number(text, range))
    }

    pub(super) fn boolean(&mut self, section: &str, key: &str) -> Option<bool> {
        self.value(
            section,
            key,
            |value| {
                value.as_bool().ok_or_else(|| wrong("true or false", value).hint("true and false stand without quotes"))
            },
            cell::boolean,
        )
    }

    pub(super) fn choice<T: Copy>(&mut self, section: &str, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("{word:?}")).collect();
        let expected = words.join(" or ");
        let from_file = |value: &Value| match value.as_str() {
            Some(text) => cell::choice(text, choices),
            None => Err(wrong(&expected, value).hint("write it in quotes")),
        };
        self.value(section, key, from_file, |text| cell::choice(text, choices))
    }

    pub(super) fn date(&mut self, section: &str, key: &str) -> Option<Date> {
        let from_file = |value: &Value| match value {
            Value::String(text) => cell::date(text.value()),
            Value::Integer(year) => Err(wrong("a date in quotes", value).hint(format!("write \"{}\"", year.value()))),
            _ => Err(wrong("a date in quotes", value).hint("a date is written like \"2026-03\"")),
        };
        self.value(section, key, from_file, cell::date)
    }

    /// A whole number of at least 0.
    pub(super) fn whole(&mut self, section: &str, key: &str) -> Option<u32> {
        let from_file = |value: &Value| cell::whole_number(toml_number(value, Range::NonNegative)?, &shown(value));
        self.value(section, key, from_file, cell::whole)
    }
}

/// A value as the user wrote it.
pub(super) fn shown(value: &Value) -> String {
    value.clone().decorated("", "").to_string()
}

pub(super) fn article(type_name: &str) -> String {
    match type_name.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {type_name}"),
        _ => format!("a {type_name}"),
    }
}

pub(super) fn wrong(expected: &str, value: &Value) -> CellProblem {
    CellProblem::new(Code::WrongType, format!("expected {expected}, found {}", shown(value)))
}

pub(super) fn toml_number(value: &Value, range: Range) -> Result<f64, CellProblem> {
    let number = match value {
        Value::Integer(whole) => *whole.value() as f64,
        Value::Float(number) => *number.value(),
        Value::String(text) if text.value().trim().parse::<f64>().is_ok() => {
            return Err(wrong("a number", value).hint("a number stands without quotes"));
        }
        _ => return Err(wrong("a number", value).hint("a number is written like 36, 0.05 or 2.5e9")),
    };
    range.check(number, &shown(value))
}
