//! A table of results, and its renderings for programs.

use super::figures::beside;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Blank,
    /// A name, a date, a word.
    Text(Cow<'a, str>),
    /// A quantity; files have it with the digits that the largest figure of its kind in the table leaves it.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        // −0 would be a difference without a distinction
        Self::Number(number + 0.0)
    }
}

impl From<Option<f64>> for Cell<'_> {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Blank, Self::from)
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Blank => to.serialize_none(),
            Self::Text(text) => to.serialize_str(text),
            Self::Number(number) => to.serialize_f64(*number),
            Self::Flag(flag) => to.serialize_bool(*flag),
        }
    }
}

/// A table: its file's name without ending, its columns, its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<'a> {
    /// `purchases` for purchases.csv.
    pub name: &'static str,
    /// Names of the columns.
    pub columns: &'a [&'a str],
    /// One cell for each column.
    pub rows: Vec<Vec<Cell<'a>>>,
}

impl Table<'_> {
    /// Writes the table as CSV with a header.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn write_csv(&self, to: impl io::Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(to);
        csv.write_record(self.columns)?;
        let kinds = Kinds::of(self);
        for row in &self.rows {
            for (column, cell) in row.iter().enumerate() {
                match cell {
                    Cell::Blank => csv.write_field("")?,
                    Cell::Text(text) => csv.write_field(inert(text).as_bytes())?,
                    Cell::Number(number) => csv.write_field(kinds.figure(row, column, *number).to_string())?,
                    Cell::Flag(flag) => csv.write_field(if *flag { "true" } else { "false" })?,
                }
            }
            csv.write_record(None::<&[u8]>)?;
        }
        csv.flush()
    }
}

/// The table as a list of records, keyed by column.
impl Serialize for Table<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        struct JsonRecord<'t>(&'t Table<'t>, &'t Kinds<'t>, &'t [Cell<'t>]);
        impl Serialize for JsonRecord<'_> {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let Self(table, kinds, row) = self;
                let mut map = to.serialize_map(Some(row.len()))?;
                for (column, cell) in row.iter().enumerate() {
                    let name = table.columns[column];
                    match cell {
                        Cell::Number(figure) => map.serialize_entry(name, &kinds.figure(row, column, *figure))?,
                        other => map.serialize_entry(name, other)?,
                    }
                }
                map.end()
            }
        }
        let kinds = Kinds::of(self);
        to.collect_seq(self.rows.iter().map(|row| JsonRecord(self, &kinds, row)))
    }
}

/// The kinds of figures in a table, each with the largest of it.
#[derive(Debug)]
pub(crate) struct Kinds<'t> {
    of_column: Vec<&'t str>,
    // columns that tell rows apart whose figures are not of one kind
    by: Vec<usize>,
    largest: BTreeMap<(&'t str, Vec<&'t str>), f64>,
}

/// Columns whose cells say that a row's figures are of another kind than those of other rows.
const APART: [&str; 7] = ["run", "constraint", "unit", "element", "scenario", "figure", "key"];

impl<'t> Kinds<'t> {
    /// The kinds of a table.
    pub(crate) fn of(table: &'t Table<'_>) -> Self {
        let of_column = table.columns.iter().map(|column| kind(column)).collect();
        let at = |name: &&str| table.columns.iter().position(|column| column == name);
        // shadow prices of one unit are of one kind, whatever they are prices of
        let by_unit = table.name == "shadow_prices";
        let by = APART.iter().filter(|name| !by_unit || **name == "unit").filter_map(at).collect();
        let mut kinds = Self { of_column, by, largest: BTreeMap::new() };
        for row in &table.rows {
            for (column, cell) in row.iter().enumerate() {
                if let Cell::Number(figure) = cell
                    && figure.is_finite()
                {
                    let largest = kinds.largest.entry(kinds.key(row, column)).or_default();
                    *largest = largest.max(figure.abs());
                }
            }
        }
        kinds
    }

    fn key(&self, row: &'t [Cell<'_>], column: usize) -> (&'t str, Vec<&'t str>) {
        let text = |&at: &usize| match &row[at] {
            Cell::Text(text) => text.as_ref(),
            Cell::Blank | Cell::Number(_) | Cell::Flag(_) => "",
        };
        (self.of_column[column], self.by.iter().map(text).collect())
    }

    /// The figure of one cell as files have it.
    pub(crate) fn figure(&self, row: &'t [Cell<'_>], column: usize, figure: f64) -> f64 {
        beside(figure, self.largest.get(&self.key(row, column)).copied().unwrap_or(0.0))
    }
}

/// The kind of a column's figures: those of one kind are compared with each other. A column that is not listed is of a kind of its own.
fn kind(column: &str) -> &str {
    match column {
        "cost" | "extra_cost" | "capex" => "money",
        "level" | "share" | "share_total" | "floor" => "share",
        "opening" | "purchased" | "demand" | "shortage" | "substituted" | "closing" | "required" | "released_in"
        | "released_out" | "released" | "unmet" | "stock" | "quantity" | "reserved" | "capacity" => "tonnes",
        own => own,
    }
}

/// Text that a spreadsheet takes for text: an apostrophe before text that it would run as a formula (OWASP, "CSV injection").
pub fn inert(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table<'static> {
        let row = vec!["=cmd|' /C calc'!A0".into(), 0.1.into(), Cell::Blank, true.into()];
        Table { name: "t", columns: &["name", "number", "blank", "flag"], rows: vec![row] }
    }

    #[test]
    fn csv_keeps_numbers_and_disarms_formulas() {
        let mut out = Vec::new();
        table().write_csv(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "name,number,blank,flag\n'=cmd|' /C calc'!A0,0.1,,true\n");
    }

    #[test]
    fn json_keeps_the_text_as_it_is() {
        let json = serde_json::to_string(&table()).unwrap();
        assert_eq!(json, r#"[{"name":"=cmd|' /C calc'!A0","number":0.1,"blank":null,"flag":true}]"#);
    }

    #[test]
    fn nothing_is_what_is_nothing_beside_its_own_kind() {
        let row = |element: &'static str, opening: f64, cover: f64| vec![element.into(), opening.into(), cover.into()];
        let rows = vec![row("La", 1000.0, 1e-3), row("La", 1e-8, 2.0), row("Sc", 1e-9, 1e-12)];
        let table = Table { name: "stock", columns: &["element", "opening", "cover_months"], rows };
        let mut out = Vec::new();
        table.write_csv(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "element,opening,cover_months\nLa,1000,0.001\nLa,0,2\nSc,0.000000001,0.000000000001\n");
    }
}
