//! The model file as TOML, and where its keys stand.

use std::path::{Path, PathBuf};
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
                if let Some(kind) = other_kind(&text) {
                    let message = format!("this is not TOML: it looks like {kind}");
                    let folder = Path::new(&text.label).parent().unwrap_or(Path::new(""));
                    return Err(
                        Diagnostic::error(Code::TomlSyntax, Place::file(&text.label), message).hint(instead(folder))
                    );
                }
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

/// A folder in place of a model file.
pub(super) fn is_folder(path: &Path) -> Diagnostic {
    let (message, results) = ("this is a folder, and a model file is expected", path.join("manifest.json").exists());
    let hint = match results {
        true => format!("it holds results, which diff compares and verify proves; {}", instead(path)),
        false => instead(path),
    };
    Diagnostic::error(Code::UnreadableFile, Place::file(super::text::label(path)), message).hint(hint)
}

/// The file to give in place of one that is no model, if the folder has one alone.
fn instead(folder: &Path) -> String {
    let listed = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let files = listed.read_dir().into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let models: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ext| ext == "toml") && path.is_file()).collect();
    match &models[..] {
        [model] => format!("give the model file, {}", super::text::label(model)),
        _ => "give the model file, a .toml whose [tables] name the tables".into(),
    }
}

/// The kind of a text that is no TOML, if it looks like one that is mistaken for a model file.
fn other_kind(text: &Text) -> Option<&'static str> {
    let content = text.text.trim_start();
    if content.starts_with('<') {
        return Some("HTML or XML");
    }
    if content.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(content).is_ok() {
        return Some("JSON");
    }
    let mut lines = content.lines().filter(|line| !line.trim().is_empty());
    let separated = |line: &str| !line.contains(['=', '[', '#']) && line.contains([',', ';', '\t']);
    let csv = Path::new(&text.label).extension().is_some_and(|ext| ext.eq_ignore_ascii_case("csv"));
    let table = csv || lines.next().is_some_and(separated) && lines.next().is_none_or(separated);
    table.then_some("a table (CSV)")
}

fn item_span(table: &dyn TableLike, key: &str) -> Option<usize> {
    let (key, item) = table.get_key_value(key)?;
    item.as_value().and_then(Value::span).or_else(|| key.span()).or_else(|| item.span()).map(|span| span.start)
}
