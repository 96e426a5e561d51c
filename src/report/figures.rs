//! Figures as files have them: at most twelve significant digits, no `-0`, and 0 for what is less than a billionth of the largest figure
//! of its kind, since it can only be what the solver's arithmetic left over.

use crate::report::tolerances::NOTHING;
use serde_json::ser::{Formatter, PrettyFormatter};
use std::io;

/// A figure with twelve significant digits. Doubles have hardly sixteen, and sums of thousands of them lose the last ones.
pub(crate) fn rounded(figure: f64) -> f64 {
    if !figure.is_finite() {
        return figure;
    }
    let digits = format!("{figure:.11e}");
    // −0 would be a difference without a distinction
    digits.parse().unwrap_or(figure) + 0.0
}

/// A figure with twelve significant digits, 0 where it is nothing beside the largest of its kind.
pub(crate) fn beside(figure: f64, largest: f64) -> f64 {
    if figure.abs() < NOTHING * largest.abs() { 0.0 } else { rounded(figure) }
}

/// JSON for people and programs: indented, numbers with twelve significant digits.
///
/// # Errors
/// Errors of the writer.
pub(crate) fn write_json(mut to: impl io::Write, value: &impl serde::Serialize) -> io::Result<()> {
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
}
