//! A table of results, and its renderings for programs.

use super::figures::Kinds;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::borrow::Cow;
use std::io;

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Blank,
    /// A name, a date, a word.
    Text(Cow<'a, str>),
    /// A quantity; files have it as [`Kinds`] says.
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
    /// What the writer cannot write.
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
        struct Record<'t>(&'t Table<'t>, &'t Kinds<'t>, &'t [Cell<'t>]);
        impl Serialize for Record<'_> {
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
        to.collect_seq(self.rows.iter().map(|row| Record(self, &kinds, row)))
    }
}

/// Text that a spreadsheet takes for text: an apostrophe before what it would run as a formula (OWASP, "CSV injection").
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
}
