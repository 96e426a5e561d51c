//! The model file as TOML, and where its keys stand.

use toml_edit::{Document, Item, TableLike, Value};

use super::overrides::Overrides;
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Place};

/// The model file as it was read: its text and its TOML values.
#[derive(Debug)]
pub(super) struct ModelFile {
    pub text: Text,
    pub document: Document<String>,
}

impl ModelFile {
    pub(super) fn new(text: Text) -> Result<Self, Diagnostic> {
        match Document::parse(text.text.clone()) {
            Ok(document) => Ok(Self { text, document }),
            Err(error) => {
                let place = error.span().map_or_else(|| Place::file(&text.label), |span| text.place(span.start));
                let message = error.message().trim().replace('\n', ", ");
                let line = place.line.and_then(|line| text.text.lines().nth(line as usize - 1)).unwrap_or_default();
                let hint = if line.contains('\\') {
                    "write / between folders, on every system; in text in quotes \\ begins an escape"
                } else {
                    "text goes in quotes, a section's name in brackets: [model], name = \"…\""
                };
                Err(if message.contains("duplicate key") {
                    Diagnostic::error(Code::DuplicateKey, place, "this key or section stands twice")
                        .hint("take one of the two out")
                } else {
                    Diagnostic::error(Code::TomlSyntax, place, format!("this is not TOML: {message}")).hint(hint)
                })
            }
        }
    }

    /// A scalar as text; `None` where the file has none.
    pub(super) fn scalar(&self, path: &str) -> Option<String> {
        let (section, key) = path.split_once('.')?;
        let value = self.document.as_table().get(section)?.as_table_like()?.get(key)?.as_value()?;
        Some(value.as_str().map_or_else(|| value.to_string().trim().to_owned(), str::to_owned))
    }

    /// Place of a key: in an override, in the file, or its section, or the file as a whole.
    pub(super) fn place(&self, overrides: &Overrides, path: &str) -> Place {
        let (section, key) = path.split_once('.').unwrap_or((path, ""));
        if let Some(value) = overrides.get(path) {
            return Place::set(path, value);
        }
        let root = self.document.as_table();
        let span = root
            .get(section)
            .and_then(Item::as_table_like)
            .and_then(|table| item_span(table, key))
            .or_else(|| item_span(root, section));
        span.map_or_else(|| Place::file(&self.text.label), |at| self.text.place(at)).field(path)
    }

    /// Place of the name of a key or section.
    pub(super) fn key_place(&self, section: &str, key: Option<&str>) -> Place {
        let root = self.document.as_table();
        let table: Option<&dyn TableLike> = match key {
            Some(_) => root.get(section).and_then(Item::as_table_like),
            None => Some(root),
        };
        let span = table.and_then(|table| table.get_key_value(key.unwrap_or(section))?.0.span());
        let place = span.map_or_else(|| Place::file(&self.text.label), |span| self.text.place(span.start));
        match key {
            Some(key) => place.field(format!("{section}.{key}")),
            None => place.field(section),
        }
    }
}

fn item_span(table: &dyn TableLike, key: &str) -> Option<usize> {
    let (key, item) = table.get_key_value(key)?;
    item.as_value().and_then(Value::span).or_else(|| key.span()).or_else(|| item.span()).map(|span| span.start)
}
