//! Reads linear programs in MPS format, fixed or free.
//!
//! The format is read as HiGHS, GLPK and CBC read it: free format (fields apart by blanks) where the whole file makes sense so, else
//! fixed format (fields at columns 2, 5, 15, 25, 40 and 50), whose names may hold blanks. Of several right-hand sides, ranges or
//! bounds the first set counts. Bounds of 1e20 and beyond are infinite.

use self::MpsProblem as P;
use super::Lp;
use std::collections::HashMap;

mod problem;

pub use problem::{MpsError, MpsProblem};

/// A program with the names its file gives it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mps {
    /// What the file calls the program; may be empty.
    pub name: String,
    /// The program, to be minimised: where the file maximises its costs are negated.
    pub lp: Lp,
    /// Name of each row.
    pub rows: Vec<String>,
    /// Name of each column.
    pub cols: Vec<String>,
    /// Constant of the objective, in the sense of the file.
    pub offset: f64,
    /// Whether the file maximises.
    pub maximise: bool,
    /// Whether each column is declared an integer; [`Mps::lp`] is the relaxation.
    pub integers: Vec<bool>,
}

impl Mps {
    /// Reads a program.
    ///
    /// # Errors
    /// [`MpsError`] with the line where the file stops making sense.
    pub fn parse(bytes: &[u8]) -> Result<Self, MpsError> {
        match Reader::read(bytes, Format::Free) {
            Ok(mps) => Ok(mps),
            // Only names with blanks make a difference, so whichever reading got further tells what is really wrong.
            Err(free) => {
                Reader::read(bytes, Format::Fixed).map_err(|fixed| if fixed.line > free.line { fixed } else { free })
            }
        }
    }

    /// The objective in the sense of the file, given its value in [`Mps::lp`].
    pub fn objective(&self, minimised: f64) -> f64 {
        self.offset + if self.maximise { -minimised } else { minimised }
    }
}

/// Magnitude from which a bound is none, as in HiGHS and CPLEX.
const INFINITE: f64 = 1e20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Free,
    Fixed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Section {
    Start,
    Sense,
    Rows,
    Columns,
    Rhs,
    Ranges,
    Bounds,
}

impl Section {
    fn name(self) -> &'static str {
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

    fn expects(self) -> &'static str {
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
struct DataLine<'a> {
    code: &'a str,
    name: &'a str,
    pairs: [(&'a str, &'a str); 2],
    count: usize,
}

/// What a row's name stands for.
#[derive(Clone, Copy)]
enum RowRef {
    Objective,
    /// A free row that is not the objective: dropped.
    Dropped,
    Row(usize),
}

struct Reader<'a> {
    format: Format,
    section: Section,
    mps: Mps,
    row_of: HashMap<&'a str, RowRef>,
    col_of: HashMap<&'a str, usize>,
    has_objective: bool,
    kinds: Vec<u8>,
    rhs: Vec<f64>,
    ranges: Vec<Option<f64>>,
    integer: bool,
    /// Entries of the column being read.
    entries: Vec<(u32, f64)>,
    has_cost: bool,
    /// Whether a bound has been given for each column: (lower, any).
    bounded: Vec<(bool, bool)>,
    rhs_set: Option<&'a str>,
    range_set: Option<&'a str>,
    bound_set: Option<&'a str>,
    objective_rhs: bool,
    seen_rhs: Vec<bool>,
}

impl<'a> Reader<'a> {
    fn read(bytes: &'a [u8], format: Format) -> Result<Mps, MpsError> {
        let mut reader = Reader {
            format,
            section: Section::Start,
            mps: Mps::default(),
            row_of: HashMap::new(),
            col_of: HashMap::new(),
            has_objective: false,
            kinds: Vec::new(),
            rhs: Vec::new(),
            ranges: Vec::new(),
            integer: false,
            entries: Vec::new(),
            has_cost: false,
            bounded: Vec::new(),
            rhs_set: None,
            range_set: None,
            bound_set: None,
            objective_rhs: false,
            seen_rhs: Vec::new(),
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut last = 0;
        for (k, line) in bytes.split(|&b| b == b'\n').enumerate() {
            // a line feed ends a line, so nothing behind the last is none
            last = if line.is_empty() { last } else { k + 1 };
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.first() == Some(&b'*') || line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let at = |problem| MpsError { line: k + 1, problem };
            let text = std::str::from_utf8(line).map_err(|_| at(P::Encoding))?;
            if line[0].is_ascii_whitespace() {
                reader.data(text).map_err(at)?;
            } else if reader.header(text).map_err(at)? {
                return Ok(reader.finish());
            }
        }
        Err(MpsError { line: last + 1, problem: P::End })
    }

    /// A section's first line; true at the end of the file.
    fn header(&mut self, line: &'a str) -> Result<bool, P> {
        let (word, rest) = line.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((line, ""));
        let rest = rest.trim();
        let section = match word.to_ascii_uppercase().as_str() {
            "NAME" => Section::Start,
            "OBJSENSE" => Section::Sense,
            "ROWS" => Section::Rows,
            "COLUMNS" => Section::Columns,
            "RHS" => Section::Rhs,
            "RANGES" => Section::Ranges,
            "BOUNDS" => Section::Bounds,
            "ENDATA" if self.section < Section::Columns => return Err(P::Order("ENDATA")),
            "ENDATA" => {
                self.close_column()?;
                return Ok(true);
            }
            _ => return Err(P::Section(word.into())),
        };
        let in_place = match section {
            // RHS, RANGES and BOUNDS come in any order and may come again; their sets tell them apart
            Section::Rhs | Section::Ranges | Section::Bounds => self.section >= Section::Columns,
            Section::Columns => self.section == Section::Rows,
            Section::Start => self.section == Section::Start,
            Section::Sense | Section::Rows => self.section < Section::Rows,
        };
        if !in_place {
            return Err(P::Order(section.name()));
        }
        if self.section == Section::Columns {
            self.close_column()?;
        }
        self.section = section;
        match section {
            Section::Start => self.mps.name = rest.into(),
            Section::Sense if !rest.is_empty() => self.sense(rest)?,
            _ => {}
        }
        Ok(false)
    }

    fn sense(&mut self, word: &str) -> Result<(), P> {
        self.mps.maximise = match word.to_ascii_uppercase().as_str() {
            "MAX" | "MAXIMIZE" | "MAXIMISE" => true,
            "MIN" | "MINIMIZE" | "MINIMISE" => false,
            _ => return Err(P::Sense(word.into())),
        };
        Ok(())
    }

    fn data(&mut self, line: &'a str) -> Result<(), P> {
        if self.section == Section::Sense {
            return self.sense(line.trim());
        }
        let record = match self.format {
            Format::Free => self.free(line),
            Format::Fixed => self.fixed(line)?,
        };
        let record = record.ok_or(P::Fields { section: self.section.name(), expected: self.section.expects() })?;
        match self.section {
            Section::Rows => self.row(&record),
            Section::Columns => self.column(&record),
            Section::Rhs => self.right_hand_side(&record),
            Section::Ranges => self.range(&record),
            Section::Bounds => self.bound(&record),
            Section::Start | Section::Sense => Err(P::Fields { section: "NAME", expected: Section::Start.expects() }),
        }
    }

    fn free(&self, line: &'a str) -> Option<DataLine<'a>> {
        let mut words = [""; 6];
        let mut n = 0;
        for word in line.split_ascii_whitespace() {
            *words.get_mut(n)? = word;
            n += 1;
        }
        let [a, b, c, d, e, _] = words;
        let record = |code, name, first, second, count| Some(DataLine { code, name, pairs: [first, second], count });
        match (self.section, n) {
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

    fn fixed(&self, line: &'a str) -> Result<Option<DataLine<'a>>, P> {
        // 0-based starts and ends of the fields; what stands behind the last is the writer's own
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
        let fits = match self.section {
            Section::Rows => !name.is_empty() && count == 0,
            Section::Bounds => !a.is_empty() && c.is_empty(),
            Section::Columns => {
                code.is_empty() && !name.is_empty() && !a.is_empty() && (c.is_empty() || !d.is_empty() || is_marker(a))
            }
            _ => code.is_empty() && !a.is_empty(),
        };
        // a marker's word stands in the fifth field
        let (pairs, count) = if is_marker(a) { ([(a, c), ("", "")], 1) } else { ([(a, b), (c, d)], count) };
        Ok(fits.then_some(DataLine { code, name, pairs, count }))
    }

    fn row(&mut self, record: &DataLine<'a>) -> Result<(), P> {
        let reference = match record.code.to_ascii_uppercase().as_str() {
            "N" if self.has_objective => RowRef::Dropped,
            "N" => {
                self.has_objective = true;
                RowRef::Objective
            }
            kind @ ("L" | "G" | "E") => {
                self.kinds.push(kind.as_bytes()[0]);
                self.mps.rows.push(record.name.into());
                RowRef::Row(self.kinds.len() - 1)
            }
            _ => return Err(P::RowType(record.code.into())),
        };
        if self.row_of.insert(record.name, reference).is_some() {
            return Err(P::Duplicate { what: "row", name: record.name.into() });
        }
        self.rhs.resize(self.kinds.len(), 0.0);
        self.seen_rhs.resize(self.kinds.len(), false);
        self.ranges.resize(self.kinds.len(), None);
        Ok(())
    }

    fn row_named(&self, name: &str) -> Result<RowRef, P> {
        self.row_of.get(name).copied().ok_or_else(|| P::Unknown { what: "row", name: name.into() })
    }

    fn column(&mut self, record: &DataLine<'a>) -> Result<(), P> {
        if is_marker(record.pairs[0].0) {
            self.integer = match record.pairs[0].1.trim_matches('\'') {
                "INTORG" => true,
                "INTEND" => false,
                other => return Err(P::Marker(other.into())),
            };
            return Ok(());
        }
        if self.mps.cols.last().is_none_or(|last| last != record.name) {
            self.close_column()?;
            if self.col_of.insert(record.name, self.mps.cols.len()).is_some() {
                return Err(P::Duplicate { what: "column", name: record.name.into() });
            }
            self.mps.cols.push(record.name.into());
            self.mps.integers.push(self.integer);
            self.mps.lp.cost.push(0.0);
            self.mps.lp.lower.push(0.0);
            self.mps.lp.upper.push(f64::INFINITY);
            self.mps.lp.starts.push(self.mps.lp.value.len());
            self.bounded.push((false, false));
        }
        for &(row, value) in &record.pairs[..record.count] {
            let number = finite(value)?;
            match self.row_named(row)? {
                RowRef::Dropped => {}
                RowRef::Row(i) => self.entries.push((i as u32, number)),
                RowRef::Objective if std::mem::replace(&mut self.has_cost, true) => {
                    return Err(P::Duplicate { what: "entry", name: format!("{}, {row}", record.name) });
                }
                RowRef::Objective => *self.mps.lp.cost.last_mut().expect("a column was pushed above") = number,
            }
        }
        Ok(())
    }

    /// Moves the entries of the column just read into the program.
    fn close_column(&mut self) -> Result<(), P> {
        self.entries.sort_unstable_by_key(|&(i, _)| i);
        if let Some(twice) = self.entries.windows(2).find(|w| w[0].0 == w[1].0) {
            let column = self.mps.cols.last().map_or("", String::as_str);
            let name = format!("{column}, {}", self.mps.rows[twice[0].0 as usize]);
            return Err(P::Duplicate { what: "entry", name });
        }
        for (i, value) in self.entries.drain(..).filter(|&(_, value)| value != 0.0) {
            self.mps.lp.row_index.push(i);
            self.mps.lp.value.push(value);
        }
        self.has_cost = false;
        Ok(())
    }

    fn right_hand_side(&mut self, record: &DataLine<'a>) -> Result<(), P> {
        if *self.rhs_set.get_or_insert(record.name) != record.name {
            return Ok(());
        }
        for &(row, value) in &record.pairs[..record.count] {
            let duplicate = match self.row_named(row)? {
                RowRef::Dropped => false,
                RowRef::Objective => {
                    // the objective's row reads "cost · x − constant", so that its right-hand side is the constant negated
                    self.mps.offset = 0.0 - finite(value)?;
                    std::mem::replace(&mut self.objective_rhs, true)
                }
                RowRef::Row(i) => {
                    self.rhs[i] = bound_value(value)?;
                    // an infinite side may take a constraint away, not make one that nothing satisfies
                    let none = if self.kinds[i] == b'L' { f64::INFINITY } else { f64::NEG_INFINITY };
                    if self.rhs[i].is_infinite() && (self.kinds[i] == b'E' || self.rhs[i] != none) {
                        return Err(P::Infinite(value.into()));
                    }
                    std::mem::replace(&mut self.seen_rhs[i], true)
                }
            };
            if duplicate {
                return Err(P::Duplicate { what: "right-hand side of", name: row.into() });
            }
        }
        Ok(())
    }

    fn range(&mut self, record: &DataLine<'a>) -> Result<(), P> {
        if *self.range_set.get_or_insert(record.name) != record.name {
            return Ok(());
        }
        for &(row, value) in &record.pairs[..record.count] {
            let number = bound_value(value)?;
            if let RowRef::Row(i) = self.row_named(row)?
                && self.ranges[i].replace(number).is_some()
            {
                return Err(P::Duplicate { what: "range of", name: row.into() });
            }
        }
        Ok(())
    }

    fn bound(&mut self, record: &DataLine<'a>) -> Result<(), P> {
        let code = record.code.to_ascii_uppercase();
        if *self.bound_set.get_or_insert(record.name) != record.name {
            return Ok(());
        }
        let (name, value) = record.pairs[0];
        let j = *self.col_of.get(name).ok_or_else(|| P::Unknown { what: "column", name: name.into() })?;
        let value = if needs_no_value(&code) { 0.0 } else { bound_value(value)? };
        let at_most = |limit: f64| if value == limit { Err(P::Infinite(record.pairs[0].1.into())) } else { Ok(value) };
        let lp = &mut self.mps.lp;
        let (lower_given, _) = self.bounded[j];
        match code.as_str() {
            "LO" | "LI" => lp.lower[j] = at_most(f64::INFINITY)?,
            "UP" | "UI" => {
                lp.upper[j] = at_most(f64::NEG_INFINITY)?;
                // the convention of every reader: a negative upper bound takes the default lower bound away
                if value < 0.0 && !lower_given {
                    lp.lower[j] = f64::NEG_INFINITY;
                }
            }
            "FX" => (lp.lower[j], lp.upper[j]) = (finite(record.pairs[0].1)?, value),
            "FR" => (lp.lower[j], lp.upper[j]) = (f64::NEG_INFINITY, f64::INFINITY),
            "MI" => lp.lower[j] = f64::NEG_INFINITY,
            "PL" => lp.upper[j] = f64::INFINITY,
            "BV" => (lp.lower[j], lp.upper[j]) = (0.0, 1.0),
            _ => return Err(P::BoundType(record.code.into())),
        }
        self.mps.integers[j] |= matches!(code.as_str(), "LI" | "UI" | "BV");
        self.bounded[j] = (lower_given || !matches!(code.as_str(), "UP" | "UI" | "PL"), true);
        Ok(())
    }

    fn finish(self) -> Mps {
        let Reader { mut mps, kinds, rhs, ranges, bounded, .. } = self;
        let lp = &mut mps.lp;
        lp.starts.push(lp.value.len());
        for ((kind, rhs), range) in kinds.into_iter().zip(rhs).zip(ranges) {
            let width = range.map(f64::abs);
            let (lower, upper) = match kind {
                _ if rhs.is_infinite() => (f64::NEG_INFINITY, f64::INFINITY),
                b'L' => (width.map_or(f64::NEG_INFINITY, |w| rhs - w), rhs),
                b'G' => (rhs, width.map_or(f64::INFINITY, |w| rhs + w)),
                _ if range.is_some_and(f64::is_sign_negative) => (rhs - width.unwrap_or(0.0), rhs),
                _ => (rhs, rhs + width.unwrap_or(0.0)),
            };
            lp.row_lower.push(lower);
            lp.row_upper.push(upper);
        }
        for (j, (_, given)) in bounded.into_iter().enumerate() {
            // the convention of HiGHS, GLPK and CPLEX: an integer of which nothing else is said is binary
            if mps.integers[j] && !given {
                lp.upper[j] = 1.0;
            }
        }
        if mps.maximise {
            lp.cost.iter_mut().for_each(|c| *c = 0.0 - *c);
        }
        mps
    }
}

fn is_marker(word: &str) -> bool {
    word == "'MARKER'"
}

fn needs_no_value(code: &str) -> bool {
    ["FR", "MI", "PL", "BV"].iter().any(|c| code.eq_ignore_ascii_case(c))
}

/// A number, in the forms of C and Fortran (`1.5D+3`).
fn number(text: &str) -> Result<f64, P> {
    let parsed = text.parse().or_else(|_| text.replace(['d', 'D'], "e").parse());
    parsed.ok().filter(|v: &f64| !v.is_nan()).ok_or_else(|| P::Number(text.into()))
}

fn finite(text: &str) -> Result<f64, P> {
    number(text).and_then(|v| if v.is_finite() { Ok(v) } else { Err(P::Infinite(text.into())) })
}

/// A number that is infinite from [`INFINITE`] on.
fn bound_value(text: &str) -> Result<f64, P> {
    number(text).map(|v| if v.abs() >= INFINITE { v.signum() * f64::INFINITY } else { v })
}
