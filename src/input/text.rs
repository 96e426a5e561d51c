//! A text file, and where in it an offset lies.

use std::path::Path;
use std::sync::OnceLock;

use super::names;
use crate::diagnostic::{Code, Diagnostic, Place};

/// The hint for a file that a model file names and that is not there.
pub(crate) const NAMED_BY_MODEL: &str = "paths in a model file are relative to it";
/// The hint for a model file that is not there.
pub(crate) const MODEL_FILE: &str = "paths on the command line begin in the folder where it is run; `stockpile init FOLDER` writes a model to start from";

/// A whole file of UTF-8 text without its byte order mark.
#[derive(Debug)]
pub(crate) struct Text {
    /// The user's name for it.
    pub label: String,
    pub text: String,
    // offsets at which the lines begin, found when the first place is asked for
    lines: OnceLock<Vec<usize>>,
}

impl Text {
    pub(crate) fn new(label: String, text: String) -> Self {
        Self { label, text, lines: OnceLock::new() }
    }

    /// Reads a file; where there is none, and none named like it, `hint` says what is expected.
    pub(crate) fn read(path: &Path, hint: &str) -> Result<Self, Diagnostic> {
        let label = label(path);
        let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error, hint))?;
        Self::decode(label, bytes)
    }

    pub(crate) fn decode(label: String, mut bytes: Vec<u8>) -> Result<Self, Diagnostic> {
        if bytes.starts_with(b"PK\x03\x04") {
            let message = "expected UTF-8 text, found a workbook or another archive";
            return Err(Diagnostic::error(Code::NotUtf8, Place::file(label), message)
                .hint("give the model file, whose [tables] names the workbook: workbook = \"plan.xlsx\""));
        }
        let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(label, text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                let byte = bytes[at];
                let valid = String::from_utf8_lossy(&bytes[..at]).into_owned();
                let place = Self::new(label, valid).place(at);
                let found = if utf16 { "UTF-16".into() } else { format!("the byte 0x{byte:02X}") };
                Err(Diagnostic::error(Code::NotUtf8, place, format!("expected UTF-8 text, found {found}"))
                    .hint("save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"))
            }
        }
    }

    /// Line and column of an offset.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let lines = self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let ends = bytes.iter().enumerate().filter(|&(i, &b)| {
                // a lone carriage return ends a line too
                b == b'\n' || b == b'\r' && bytes.get(i + 1) != Some(&b'\n')
            });
            std::iter::once(0).chain(ends.map(|(i, _)| i + 1)).collect()
        });
        let line = lines.partition_point(|&start| start <= offset);
        let column = self.text[lines[line - 1]..offset].chars().count() + 1;
        Place { line: Some(line as u64), column: Some(column as u64), ..Place::file(&self.label) }
    }
}

/// A path as a user would name it: without `x/..` in it.
pub(crate) fn label(path: &Path) -> String {
    use std::path::Component;
    let mut parts: Vec<Component<'_>> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let path: std::path::PathBuf = parts.iter().collect();
    path.display().to_string()
}

/// Why a file cannot be read.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error, hint: &str) -> Diagnostic {
    let place = Place::file(label(path));
    if error.kind() != std::io::ErrorKind::NotFound {
        let message = format!("cannot be read: {error}");
        return Diagnostic::error(Code::UnreadableFile, place, message)
            .hint("a readable file of UTF-8 text is expected here");
    }
    let diagnostic = Diagnostic::error(Code::MissingFile, place, "there is no such file");
    // the letter behind a backslash in a text in quotes may have become a tab or the end of a line
    if path.to_string_lossy().contains(|c: char| c == '\\' || c.is_control()) {
        return diagnostic.hint("write / between folders, on every system");
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.read_dir().is_err() {
        return diagnostic.hint(format!("there is no folder {} either", label(folder)));
    }
    diagnostic.hint(named_like(path).map_or_else(|| hint.to_owned(), |near| format!("did you mean {near}?")))
}

/// The file or folder whose name is nearest to that of one that is not there, if one is near.
pub(crate) fn named_like(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = folder.read_dir().ok()?;
    let mut present: Vec<String> =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    present.sort();
    let near = names::nearest(&path.file_name()?.to_string_lossy(), present.iter().map(String::as_str))?;
    Some(label(&folder.join(near)))
}
