//! Facts of a workbook's cells that the calamine crate does not give: rows and columns that are hidden, and stored values of formulas that may be
//! old. A part that cannot be read gives none: calamine decides whether the workbook as a whole can be read.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The parts of a workbook.
pub(super) struct Parts<'b> {
    archive: Option<zip::ZipArchive<Cursor<&'b [u8]>>>,
    /// True if the file says that its formulas must be calculated when it is opened: the values stored with them may be old.
    pub calculates_on_load: bool,
    // the name of each sheet's part
    sheets: BTreeMap<String, String>,
}

/// Rows and columns of a sheet that are not shown, also by a filter; they count from 0.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    pub rows: Vec<u32>,
    // first and last
    columns: Vec<(u32, u32)>,
}

impl Hidden {
    /// True if a column is hidden.
    pub(super) fn column(&self, column: u32) -> bool {
        self.columns.iter().any(|&(first, last)| (first..=last).contains(&column))
    }
}

impl<'b> Parts<'b> {
    /// Reads the workbook's own properties.
    pub(super) fn read(bytes: &'b [u8]) -> Self {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).ok();
        let mut parts = Self { archive, calculates_on_load: false, sheets: BTreeMap::new() };
        let mut targets = BTreeMap::new();
        parts.each("xl/_rels/workbook.xml.rels", |tag| {
            if let ("Relationship", Some(id), Some(to)) =
                (tag.local_name().as_ref(), attribute(tag, "Id"), attribute(tag, "Target"))
            {
                let part = to.strip_prefix('/').map_or_else(|| format!("xl/{to}"), str::to_owned);
                targets.insert(id, part);
            }
        });
        let (mut sheets, mut on_load) = (BTreeMap::new(), false);
        parts.each("xl/workbook.xml", |tag| match tag.local_name().as_ref() {
            "sheet" => {
                let target = attribute(tag, "id").and_then(|id| targets.get(&id));
                if let (Some(name), Some(part)) = (attribute(tag, "name"), target) {
                    sheets.insert(name, part.clone());
                }
            }
            "calcPr" => on_load = flag(tag, "fullCalcOnLoad"),
            _ => {}
        });
        Self { calculates_on_load: on_load, sheets, ..parts }
    }

    /// The hidden rows and columns of a sheet.
    pub(super) fn hidden(&mut self, sheet: &str) -> Hidden {
        let mut hidden = Hidden::default();
        let Some(part) = self.sheets.get(sheet).cloned() else { return hidden };
        let mut row = 0;
        self.each(&part, |tag| match tag.local_name().as_ref() {
            "row" => {
                // a row that does not say its number follows the one before it
                row = number(tag, "r").unwrap_or(row + 1);
                if flag(tag, "hidden") {
                    hidden.rows.push(row.saturating_sub(1));
                }
            }
            "col" if flag(tag, "hidden") => {
                if let (Some(first), Some(last)) = (number(tag, "min"), number(tag, "max")) {
                    hidden.columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                }
            }
            _ => {}
        });
        hidden
    }

    /// Calls `visit` with each tag of a part that opens.
    fn each(&mut self, part: &str, mut visit: impl FnMut(&BytesStart)) {
        let Some(part) = self.archive.as_mut().and_then(|archive| archive.by_name(part).ok()) else { return };
        let mut reader = Reader::from_reader(BufReader::new(part));
        let mut buffer = Vec::new();
        loop {
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag) | Event::Empty(tag)) => visit(&tag),
                Ok(Event::Eof) | Err(_) => return,
                Ok(_) => {}
            }
            buffer.clear();
        }
    }
}

/// An attribute's value, whatever its namespace.
fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.to_string())
}

fn flag(tag: &BytesStart, name: &str) -> bool {
    attribute(tag, name).is_some_and(|value| matches!(value.as_str(), "1" | "true"))
}

fn number(tag: &BytesStart, name: &str) -> Option<u32> {
    attribute(tag, name)?.parse().ok()
}
