//! The lines of an MPS file: their sections, fields and numbers.

use super::MpsProblem as P;

/// Magnitude from which a bound is none, as in HiGHS and CPLEX.
const INFINITE: f64 = 1e20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Free,
    Fixed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum Section {
    Start,
    Sense,
    Rows,
    Columns,
    Rhs,
    Ranges,
    Bounds,
}

impl Section {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Start => "NAME",
            Self::Sense => "OBJSENSE",
            Self::Rows => "ROWS",
            Self::Columns => "COLUMNS",
            Self::Rhs => "RHS",
            Self::Ranges => "RANGES",
            Self::Bounds => "BOUNDS",
        }
    }

    pub(super) fn expects(self) -> &'static str {
        match self {
            Self::Start => "no data",
            Self::Sense => "MIN or MAX",
            Self::Rows => "a type and a name",
            Self::Columns => "a column and one or two pairs of row and value",
            Self::Rhs | Self::Ranges => "a set, which may be left out, and one or two pairs of row and value",
            Self::Bounds => "a type, a set, which may be left out, a column and, except for FR, MI, PL and BV, a value",
        }
    }
}

/// One data line: `code` in rows and bounds, `name` (of a row, column or set), then pairs of name and value.
#[derive(Default)]
pub(super) struct DataLine<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub pairs: [(&'a str, &'a str); 2],
    pub count: usize,
}

impl<'a> DataLine<'a> {
    /// The fields of a line of data; None where a section's lines are otherwise.
    pub(super) fn of(format: Format, section: Section, line: &'a str) -> Result<Option<Self>, P> {
        match format {
            Format::Free => Ok(Self::free(section, line)),
            Format::Fixed => Self::fixed(section, line),
        }
    }

    fn free(section: Section, line: &'a str) -> Option<Self> {
        let mut words = [""; 6];
        let mut n = 0;
        for word in line.split_ascii_whitespace() {
            *words.get_mut(n)? = word;
            n += 1;
        }
        let [a, b, c, d, e, _] = words;
        let record = |code, name, first, second, count| Some(Self { code, name, pairs: [first, second], count });
        match (section, n) {
            (Section::Rows, 2) => record(a, b, ("", ""), ("", ""), 0),
            (Section::Columns | Section::Rhs | Section::Ranges, 3) => record("", a, (b, c), ("", ""), 1),
            (Section::Columns | Section::Rhs | Section::Ranges, 5) => record("", a, (b, c), (d, e), 2),
            // without a name of the set
            (Section::Rhs | Section::Ranges, 2) => record("", "", (a, b), ("", ""), 1),
            (Section::Rhs | Section::Ranges, 4) => record("", "", (a, b), (c, d), 2),
            (Section::Bounds, 2) if needs_no_value(a) => record(a, "", (b, ""), ("", ""), 1),
            (Section::Bounds, 3) if needs_no_value(a) => record(a, b, (c, ""), ("", ""), 1),
            (Section::Bounds, 3) => record(a, "", (b, c), ("", ""), 1),
            (Section::Bounds, 4) => record(a, b, (c, d), ("", ""), 1),
            _ => None,
        }
    }

    fn fixed(section: Section, line: &'a str) -> Result<Option<Self>, P> {
        // 0-based starts and ends of the fields; text behind the last is the writer's own
        const FIELDS: [(usize, usize); 6] = [(1, 3), (4, 12), (14, 22), (24, 36), (39, 47), (49, 61)];
        let mut fields = [""; 6];
        let mut from = 0;
        for (field, (start, end)) in fields.iter_mut().zip(FIELDS) {
            let get = |a: usize, b: usize| {
                line.get(a.min(line.len())..b.min(line.len())).ok_or(P::Gap(a + 1)).map(str::trim_ascii)
            };
            if !get(from, start)?.is_empty() {
                return Err(P::Gap(from + 1));
            }
            *field = get(start, end)?;
            // a dollar sign at the start of the third or fifth field begins a comment
            if (start == 14 || start == 39) && field.starts_with('$') {
                *field = "";
                break;
            }
            from = end;
        }
        let [code, name, a, b, c, d] = fields;
        let count = usize::from(!a.is_empty()) + usize::from(!c.is_empty());
        let fits = match section {
            Section::Rows => !name.is_empty() && count == 0,
            Section::Bounds => !a.is_empty() && c.is_empty(),
            Section::Columns => {
                code.is_empty() && !name.is_empty() && !a.is_empty() && (c.is_empty() || !d.is_empty() || is_marker(a))
            }
            _ => code.is_empty() && !a.is_empty(),
        };
        // a marker's word stands in the fifth field
        let (pairs, count) = if is_marker(a) { ([(a, c), ("", "")], 1) } else { ([(a, b), (c, d)], count) };
        Ok(fits.then_some(Self { code, name, pairs, count }))
    }
}

pub(super) fn is_marker(word: &str) -> bool {
    word == "'MARKER'"
}

pub(super) fn needs_no_value(code: &str) -> bool {
    ["FR", "MI", "PL", "BV"].iter().any(|c| code.eq_ignore_ascii_case(c))
}

/// A number, in the forms of C and Fortran (`1.5D+3`).
fn number(text: &str) -> Result<f64, P> {
    let parsed = text.parse().or_else(|_| text.replace(['d', 'D'], "e").parse());
    parsed.ok().filter(|v: &f64| !v.is_nan()).ok_or_else(|| P::Number(text.into()))
}

pub(super) fn finite(text: &str) -> Result<f64, P> {
    number(text).and_then(|v| if v.is_finite() { Ok(v) } else { Err(P::Infinite(text.into())) })
}

/// A number that is infinite from [`INFINITE`] on.
pub(super) fn bound_value(text: &str) -> Result<f64, P> {
    number(text).map(|v| if v.abs() >= INFINITE { v.signum() * f64::INFINITY } else { v })
}
