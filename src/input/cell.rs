//! Values of one cell, one key of the model file or one override: numbers, dates, truth values, choices.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Measure, Month};

/// Why a cell cannot be taken; its reader adds the place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CellProblem {
    pub code: Code,
    pub message: String,
    pub hint: Option<String>,
}

impl CellProblem {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The problem with its place.
    pub(super) fn at(self, place: Place) -> Diagnostic {
        Diagnostic { hint: self.hint, ..Diagnostic::error(self.code, place, self.message) }
    }
}

/// The range of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Range {
    /// Any finite number.
    Any,
    /// At least 0.
    NonNegative,
    /// 0 to 1.
    Share,
    /// 0 to 1, below 1.
    BelowOne,
    /// 0 to 10: a fraction that may lie above 1, and is no per cent.
    Fraction,
}

impl Range {
    fn expected(self) -> &'static str {
        match self {
            Self::Any => "a number",
            Self::NonNegative => "a number of at least 0",
            Self::Share => "a number between 0 and 1",
            Self::BelowOne => "a number of at least 0 and below 1",
            Self::Fraction => "a fraction from 0 to 10",
        }
    }

    /// Checks a number that was found as `found`.
    pub(super) fn check(self, value: f64, found: &str) -> Result<f64, CellProblem> {
        let expected = self.expected();
        let complain = |code| CellProblem::new(code, format!("expected {expected}, found {found}"));
        if !value.is_finite() {
            return Err(complain(Code::NotFinite).hint("write a finite number; where nothing limits, leave it out"));
        }
        if value < 0.0 && self != Self::Any {
            return Err(complain(Code::NegativeNumber).hint("no figure of a model lies below 0"));
        }
        let above = match self {
            Self::Share => value > 1.0,
            Self::BelowOne => value >= 1.0,
            Self::Fraction => value > 10.0,
            Self::Any | Self::NonNegative => false,
        };
        if above {
            let hint = if value > 1.0 && value <= 100.0 {
                format!("write a fraction: {} for {value} %", value / 100.0)
            } else {
                "write a fraction".into()
            };
            return Err(complain(Code::OutOfRange).hint(hint));
        }
        // -0 is 0
        Ok(value + 0.0)
    }
}

pub(crate) fn number(text: &str, range: Range) -> Result<f64, CellProblem> {
    match text.parse::<f64>() {
        Ok(value) => range.check(value, &format!("{text:?}")),
        Err(_) => {
            let message = format!("expected {}, found {text:?}", range.expected());
            Err(CellProblem::new(Code::NotANumber, message).hint(number_hint(text)))
        }
    }
}

/// The probable meaning of a text that is no number.
fn number_hint(text: &str) -> String {
    let is_number = |s: &str| s.parse::<f64>().is_ok_and(f64::is_finite);
    let separates = |c: char| matches!(c, ',' | ' ' | '\'' | '’' | '_' | '\u{a0}' | '\u{202f}');
    let joined: String = text.chars().filter(|&c| !separates(c)).collect();
    let points = text.replace(',', ".");
    let percent = text.strip_suffix('%').and_then(|percent| percent.trim().parse::<f64>().ok());
    if let Some(percent) = percent.filter(|percent| percent.is_finite()) {
        format!("write a fraction: {}", percent / 100.0)
    } else if text.contains(',') && text.contains('.') && text.rfind(',') > text.rfind('.') {
        // 1.000,50: read either way it is another number
        let whole: String = text.chars().filter(|&c| c != '.').collect();
        let meant = whole.replace(',', ".");
        let thousands = text.split_once(',').is_some_and(|(before, _)| in_thousands(before, |c| c == '.'));
        if whole.matches(',').count() == 1 && thousands && is_number(&meant) {
            format!("the decimal sign is a point, and thousands have none: {meant}")
        } else {
            "the decimal sign is a point, and thousands have none".into()
        }
    } else if text.matches(',').count() == 1 && is_number(&points) {
        let thousands = text.rsplit(',').next().is_some_and(|tail| tail.len() == 3 && !text.contains('.'));
        if thousands {
            format!("write {joined}, without a thousands separator, or {points}, if a decimal comma was meant")
        } else {
            format!("the decimal sign is a point: {points}")
        }
    } else if joined != text && is_number(&joined) && in_thousands(text.split('.').next().unwrap_or(text), separates) {
        format!("write {joined}, without thousands separators")
    } else if matches!(text.to_lowercase().as_str(), "-" | "–" | "n/a" | "na" | "none" | "null" | "unlimited" | "?") {
        "leave the cell blank for its default".into()
    } else if text.starts_with(|c: char| c.is_ascii_digit()) || text.ends_with(|c: char| c.is_ascii_digit()) {
        "write the bare number, without a unit or a sign of money".into()
    } else {
        "a number is written like 1200, 0.05 or 2.5e9".into()
    }
}

/// True if the separators of a whole number stand by thousands: the last three digits, those before by two (lakh) or three.
fn in_thousands(whole: &str, separates: impl Fn(char) -> bool) -> bool {
    let groups: Vec<&str> = whole.split(separates).collect();
    let last = groups.len() - 1;
    groups.iter().enumerate().all(|(k, group)| match k {
        0 => (1..=3).contains(&group.trim_start_matches('-').len()),
        k if k == last => group.len() == 3,
        _ => (2..=3).contains(&group.len()),
    })
}

pub(crate) fn whole(text: &str) -> Result<u32, CellProblem> {
    whole_number(number(text, Range::NonNegative)?, &format!("{text:?}"))
}

pub(crate) fn whole_number(value: f64, found: &str) -> Result<u32, CellProblem> {
    if value.fract() != 0.0 {
        let problem = CellProblem::new(Code::NotWhole, format!("expected a whole number, found {found}"));
        return Err(problem.hint(format!("write {} or {}", value.floor(), value.ceil())));
    }
    if value > f64::from(u32::MAX) {
        let problem = CellProblem::new(Code::OutOfRange, format!("expected a whole number below 2^32, found {found}"));
        return Err(problem.hint("count periods and months"));
    }
    Ok(value as u32)
}

pub(crate) fn boolean(text: &str) -> Result<bool, CellProblem> {
    if text.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if text.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        let hint = match text.to_lowercase().as_str() {
            "yes" | "y" | "1" | "x" | "t" => "write true",
            "no" | "n" | "0" | "f" => "write false",
            _ => "write true or false, or leave it out",
        };
        Err(CellProblem::new(Code::NotABoolean, format!("expected true or false, found {text:?}")).hint(hint))
    }
}

/// A date as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Date {
    Year(i32),
    Month(Month),
}

impl Date {
    /// The month it means where something begins: of a year the first, years beginning in the month `year_starts`.
    pub(super) fn from(self, year_starts: u32) -> Month {
        match self {
            Self::Year(year) => Month::new(year, year_starts),
            Self::Month(month) => month,
        }
    }

    /// The month it means where something ends: of a year the last.
    pub(super) fn until(self, year_starts: u32) -> Month {
        match self {
            Self::Year(year) => Month::new(year, year_starts).plus(11),
            Self::Month(month) => month,
        }
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(month) => month.fmt(f),
        }
    }
}

pub(crate) fn date(text: &str) -> Result<Date, CellProblem> {
    parse_date(text).ok_or_else(|| {
        let problem = CellProblem::new(Code::BadDate, format!("expected a date, YYYY-MM or YYYY, found {text:?}"));
        match similar_date(text) {
            Some(date) => problem.hint(format!("write {date}")),
            None => problem.hint("a date is written like 2026-03, a whole year like 2026"),
        }
    })
}

fn parse_date(text: &str) -> Option<Date> {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten();
    let (year, month) = match text.split_once('-') {
        Some((year, month)) => (year, Some(month)),
        None => (text, None),
    };
    if year.len() != 4 {
        return None;
    }
    let year = i32::try_from(digits(year)?).ok()?;
    match month {
        None => Some(Date::Year(year)),
        Some(month) if month.len() == 2 => {
            let month = digits(month)?;
            (1..=12).contains(&month).then(|| Date::Month(Month::new(year, month)))
        }
        Some(_) => None,
    }
}

/// The date that other habits of writing probably mean: 2026/3, 2026-03-15, 03/2026, 202603.
fn similar_date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).collect();
    let (year, month) = match parts[..] {
        [year, month] | [year, month, _] if year.len() == 4 => (year, month),
        [month, year] if year.len() == 4 => (year, month),
        [both] if both.len() == 6 && both.is_ascii() => both.split_at(4),
        _ => return None,
    };
    let date = format!("{year}-{month:0>2}");
    parse_date(&date).map(|_| date)
}

/// The one of `choices` that `text` names.
pub(crate) fn choice<T: Copy>(text: &str, choices: &[(&str, T)]) -> Result<T, CellProblem> {
    choices.iter().find(|(label, _)| *label == text).map(|&(_, value)| value).ok_or_else(|| {
        let known: Vec<&str> = choices.iter().map(|(label, _)| *label).collect();
        let problem = CellProblem::new(Code::UnknownWord, format!("expected {}, found {text:?}", known.join(" or ")));
        match super::names::nearest(text, known.into_iter()) {
            Some(near) => problem.hint(format!("did you mean {near:?}?")),
            None => problem.hint("these are all there are"),
        }
    })
}

pub(crate) const MEASURES: &[(&str, Measure)] = &[("volume", Measure::Volume), ("value", Measure::Value)];

/// An identifier: anything but control characters.
pub(crate) fn identifier(text: &str) -> Result<&str, CellProblem> {
    match text.chars().find(|c| c.is_control()) {
        None => Ok(text),
        Some(c) => {
            let message = format!(
                "expected an identifier, found one with a control character in it: {:?} (U+{:04X})",
                text, c as u32
            );
            Err(CellProblem::new(Code::ControlCharacter, message).hint("take the line break or control character out"))
        }
    }
}
