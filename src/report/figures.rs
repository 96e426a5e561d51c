//! Figures as files have them: at most twelve significant digits, no `-0`, and 0 for what is less than a billionth of the largest figure
//! of its kind, since it can only be what the solver's arithmetic left over.

use super::table::{Cell, Table};
use serde_json::ser::{Formatter, PrettyFormatter};
use std::collections::BTreeMap;
use std::io;

/// Below this part of the largest figure of its kind a figure is 0: the engine's own tolerances are relative to what they are about,
/// and about as large.
const NOTHING: f64 = 1e-9;

/// A figure with twelve significant digits. Doubles have hardly sixteen, and sums of thousands of them lose the last ones.
pub fn rounded(figure: f64) -> f64 {
    if !figure.is_finite() {
        return figure;
    }
    let digits = format!("{figure:.11e}");
    // −0 would be a difference without a distinction
    digits.parse().unwrap_or(figure) + 0.0
}

/// A figure with twelve significant digits, 0 where it is nothing beside the largest of its kind.
pub fn beside(figure: f64, largest: f64) -> f64 {
    if figure.abs() < NOTHING * largest.abs() { 0.0 } else { rounded(figure) }
}

/// The kinds of figures in a table, each with the largest of it.
#[derive(Debug)]
pub struct Kinds<'t> {
    of_column: Vec<&'t str>,
    // what tells rows apart whose figures are not of one kind
    by: Vec<usize>,
    largest: BTreeMap<(&'t str, Vec<&'t str>), f64>,
}

/// Columns whose cells say that a row's figures are of another kind than those of other rows.
const APART: [&str; 6] = ["run", "constraint", "unit", "element", "scenario", "figure"];

impl<'t> Kinds<'t> {
    /// The kinds of a table.
    pub fn of(table: &'t Table<'_>) -> Self {
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
    pub fn figure(&self, row: &'t [Cell<'_>], column: usize, figure: f64) -> f64 {
        beside(figure, self.largest.get(&self.key(row, column)).copied().unwrap_or(0.0))
    }
}

/// What a column's figures are: those of one kind are compared with each other. A column that is not listed is of a kind of its own.
fn kind(column: &str) -> &str {
    match column {
        "cost" | "extra_cost" | "capex" => "money",
        "level" | "share" | "share_total" | "floor" => "share",
        "opening" | "purchased" | "demand" | "shortage" | "substituted" | "closing" | "required" | "released_in"
        | "released_out" | "released" | "unmet" | "stock" | "quantity" | "reserved" | "capacity" => "tonnes",
        own => own,
    }
}

/// JSON for people and programs: indented, numbers with twelve significant digits.
///
/// # Errors
/// What the writer cannot write.
pub fn write_json(mut to: impl io::Write, value: &impl serde::Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut to, Rounded(PrettyFormatter::new()));
    value.serialize(&mut serializer)?;
    writeln!(to)
}

struct Rounded<'a>(PrettyFormatter<'a>);

impl Formatter for Rounded<'_> {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        self.0.write_f64(writer, rounded(value))
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_twelve_digits_and_no_sign_of_nothing() {
        assert_eq!(rounded(0.1 + 0.2), 0.3);
        assert_eq!(rounded(0.099_999_999_999_999_98), 0.1);
        assert_eq!(rounded(4.159_999_999_999_997), 4.16);
        assert_eq!(rounded(-0.0).to_string(), "0");
        assert_eq!(rounded(5e-324), 5e-324);
        assert_eq!(rounded(f64::MAX), 1.79769313486e308);
        assert_eq!(beside(1e-50, 0.0), 1e-50);
        assert_eq!(beside(-1e-50, 1.0), 0.0);
    }

    #[test]
    fn json_is_indented_and_rounded() {
        let mut out = Vec::new();
        write_json(&mut out, &serde_json::json!({ "a": [0.1 + 0.2, 1, null], "b": {} })).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "{\n  \"a\": [\n    0.3,\n    1,\n    null\n  ],\n  \"b\": {}\n}\n");
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
