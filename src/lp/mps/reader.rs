//! The sections of an MPS file, one after the other, as a program.

use super::line::{DataLine, Format, Section, bound_value, finite, is_marker, needs_no_value};
use super::{Mps, MpsError, MpsProblem as P};
use std::collections::HashMap;

/// The row that a name stands for.
#[derive(Clone, Copy)]
enum RowRef {
    Objective,
    /// A free row that is not the objective: dropped.
    Dropped,
    Row(usize),
}

/// The state of reading.
pub(super) struct Reader<'a> {
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
    /// For each column, the bounds that have been given: (lower, any).
    bounded: Vec<(bool, bool)>,
    rhs_set: Option<&'a str>,
    range_set: Option<&'a str>,
    bound_set: Option<&'a str>,
    objective_rhs: bool,
    seen_rhs: Vec<bool>,
}

impl<'a> Reader<'a> {
    pub(super) fn read(bytes: &'a [u8], format: Format) -> Result<Mps, MpsError> {
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
        let record = DataLine::of(self.format, self.section, line)?;
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
                    // an infinite bound may take a constraint away, not make one that nothing satisfies
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
