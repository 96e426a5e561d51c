//! Problems of the input, with their places and hints.
//!
//! A [`Diagnostic`] is one problem: a stable [`Code`], a [`Place`], a message that says what was expected and what was found, and a
//! hint. Problems are collected and handed over together as [`Diagnostics`].

use std::collections::BTreeMap;
use std::fmt;

mod code;

pub use code::Code;

/// The severity of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// There is no model.
    Error,
    /// Legal, but looks wrong.
    Warning,
    /// Legal, but ignored or left out.
    Note,
}

/// The place of a problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, serde::Serialize)]
pub struct Place {
    /// The file, as a user would name it; `--set KEY=VALUE` for an override; empty where the problem is the model's as a whole.
    pub file: String,
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// Line, from 1 (row, in a workbook).
    pub line: Option<u64>,
    /// Character in the line, from 1 (column, in a workbook).
    pub column: Option<u64>,
    /// The cell, in a workbook, such as `D14`.
    pub cell: Option<String>,
    /// The column's name in a table, the path of the key in a model file, else what it is about.
    pub field: Option<String>,
    /// True if the field names the column, so that people need no number.
    #[serde(skip)]
    pub in_table: bool,
}

impl Place {
    /// A file as a whole.
    pub(crate) fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// A command-line override.
    pub(crate) fn set(key: &str, value: &str) -> Self {
        Self::file(format!("--set {key}={value}"))
    }

    /// Something in the model as a whole, in words.
    pub(crate) fn about(what: impl Into<String>) -> Self {
        Self { field: Some(what.into()), ..Self::default() }
    }

    /// The same place, about a field.
    pub(crate) fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped(&self.file))?;
        match (&self.sheet, &self.cell) {
            (Some(sheet), Some(cell)) => write!(f, ": {}!{cell}", escaped(sheet))?,
            (Some(sheet), None) => write!(f, ": {}", escaped(sheet))?,
            _ => {
                if let Some(line) = self.line {
                    write!(f, ":{line}")?;
                    if let Some(column) = self.column.filter(|_| !self.in_table || self.field.is_none()) {
                        write!(f, ":{column}")?;
                    }
                }
            }
        }
        match &self.field {
            Some(field) if self.file.is_empty() => f.write_str(&escaped(field)),
            Some(field) => write!(f, ": {}", escaped(field)),
            None => Ok(()),
        }
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// Its severity.
    pub severity: Severity,
    /// Its place; boxed, so that a `Result` with a diagnostic stays small.
    pub place: Box<Place>,
    /// The message: what was expected and what was found.
    pub message: String,
    /// The hint: a remedy.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error.
    pub(crate) fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, place: Box::new(place), message: message.into(), hint: None }
    }

    /// Something legal that is ignored or left out.
    pub(crate) fn note(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, place, message) }
    }

    /// Something legal that looks wrong.
    pub(crate) fn warning(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, message) }
    }

    /// The same at another place.
    pub(crate) fn at(mut self, place: Place) -> Self {
        *self.place = place;
        self
    }

    /// The same with a hint.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.to_string();
        if !place.is_empty() {
            write!(f, "{place}: ")?;
        }
        match self.severity {
            Severity::Error => {}
            Severity::Warning => f.write_str("warning: ")?,
            Severity::Note => f.write_str("note: ")?,
        }
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

/// Problems, sorted by file and line. All are here; only printing shortens a long list of the same, and says so.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[serde(transparent)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// The most of one code that [`Display`](fmt::Display) prints.
    pub const SHOWN: usize = 20;

    /// Sorts them by file, line and column, those of the model as a whole last; those at one place keep their order.
    pub fn new(mut all: Vec<Diagnostic>) -> Self {
        all.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.place.line, d.place.column);
            let file = |d: &Diagnostic| d.place.file.is_empty();
            (file(a), &a.place.file, &a.place.sheet)
                .cmp(&(file(b), &b.place.file, &b.place.sheet))
                .then_with(|| key(a).cmp(&key(b)))
        });
        Self(all)
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// The number of problems.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(one: Diagnostic) -> Self {
        Self(vec![one])
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut seen = BTreeMap::<(Severity, Code), usize>::new();
        let mut first = true;
        for diagnostic in &self.0 {
            let count = seen.entry((diagnostic.severity, diagnostic.code)).or_default();
            *count += 1;
            if *count <= Self::SHOWN {
                if !std::mem::take(&mut first) {
                    f.write_str("\n")?;
                }
                write!(f, "{diagnostic}")?;
            }
        }
        for ((_, code), count) in seen.into_iter().filter(|(_, count)| *count > Self::SHOWN) {
            write!(f, "\n... and {} more like it ({code})", thousands(count - Self::SHOWN))?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

/// Characters without a width: joiners, marks of direction, soft hyphens, variation selectors, tags.
pub(crate) fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text with what nobody sees in it escaped: `pri\u{1b}ce`.
pub(crate) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || invisible(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A count with commas: `12,345`.
pub(crate) fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// ` (and in 3 other rows)`, or nothing.
pub(crate) fn also(others: usize, before: &str, what: &str) -> String {
    let before = if before.is_empty() { String::new() } else { format!("{before} ") };
    match others {
        0 => String::new(),
        1 => format!(" (and {before}1 other {what})"),
        n => format!(" (and {before}{} other {what}s)", thousands(n)),
    }
}
