//! Writes a linear program for other solvers, as free-format MPS and as CPLEX LP text.
//!
//! Both formats were tried on HiGHS, GLPK and CBC. Numbers are written in the fewest digits that read back to the same value.

use super::Lp;
use super::rows::Rows;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The names of a program, which are written as [`encode_name`] spells them.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The program's.
    pub program: &'a str,
    /// One for each row.
    pub rows: &'a [String],
    /// One for each column.
    pub cols: &'a [String],
}

/// Spells a name as exports do: ASCII letters, digits and `_ . : -` stay, every other byte becomes `%XX`, and in a name of the
/// form `name[a,b]` the brackets become parentheses and the commas stay. An empty name becomes `%`, which no other does.
///
/// ```
/// use stockpile::lp::export::encode_name;
/// assert_eq!(encode_name("capacity[Lynas Nd,2026-01]"), "capacity(Lynas%20Nd,2026-01)");
/// ```
pub fn encode_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    match name.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
        Some((family, parts)) => {
            push_encoded(&mut out, family);
            for (k, part) in parts.split(',').enumerate() {
                out.push(if k == 0 { '(' } else { ',' });
                push_encoded(&mut out, part);
            }
            out.push(')');
        }
        None if name.is_empty() => out.push('%'),
        None => push_encoded(&mut out, name),
    }
    out
}

fn push_encoded(out: &mut String, text: &str) {
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte) {
            out.push(byte as char);
        } else {
            push_hex(out, byte);
        }
    }
}

fn push_hex(out: &mut String, byte: u8) {
    write!(out, "%{byte:02X}").expect("writing to a String cannot fail");
}

/// The fewest digits that read back to the same value.
fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 {
        "0".into()
    } else if (1e-5..1e16).contains(&size) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

fn invalid(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, what)
}

/// Names as they are written.
struct Spelt {
    rows: Vec<String>,
    cols: Vec<String>,
}

/// Spells all names, and reports names that cannot be written before anything is.
fn check(lp: &Lp, names: &Names, offset: f64) -> io::Result<Spelt> {
    if (names.rows.len(), names.cols.len()) != (lp.rows(), lp.cols()) {
        return Err(invalid("a program needs a name for each row and column".into()));
    }
    let spell = |names: &[String]| names.iter().map(|name| encode_name(name)).collect::<Vec<_>>();
    let spelt = Spelt { rows: spell(names.rows), cols: spell(names.cols) };
    for list in [&spelt.rows, &spelt.cols] {
        let mut seen = HashSet::with_capacity(list.len());
        if let Some(twice) = list.iter().find(|name| !seen.insert(name.as_str())) {
            return Err(invalid(format!("two rows or two columns are called \"{twice}\"")));
        }
    }
    let numbers = lp.cost.iter().chain(&lp.value).chain(std::iter::once(&offset));
    if numbers.into_iter().any(|v| !v.is_finite()) {
        return Err(invalid("a coefficient is not finite".into()));
    }
    let sides = |lower: &[f64], upper: &[f64], names: &[String]| {
        let crossed = lower.iter().zip(upper).position(|(&l, &u)| !(l < f64::INFINITY && u > f64::NEG_INFINITY));
        crossed.map_or(Ok(()), |k| Err(invalid(format!("\"{}\" has no finite value within its bounds", names[k]))))
    };
    sides(&lp.lower, &lp.upper, names.cols)?;
    sides(&lp.row_lower, &lp.row_upper, names.rows)?;
    Ok(spelt)
}

/// A name for the objective that no row has.
fn objective_name(rows: &[String]) -> String {
    let mut name = "cost".to_owned();
    while rows.contains(&name) {
        name.push('_');
    }
    name
}

/// A row as MPS writes it: its type, right-hand side and range.
fn mps_row(lower: f64, upper: f64) -> (char, f64, Option<f64>) {
    match (lower.is_finite(), upper.is_finite()) {
        _ if lower == upper => ('E', lower, None),
        (true, false) => ('G', lower, None),
        (false, true) => ('L', upper, None),
        // a free row: readers drop all rows of type N but the first
        (false, false) => ('G', -1e30, None),
        (true, true) => {
            // a range is a width, so its other bound can be off by a rounding: take the type that has none if there is one
            let width = upper - lower;
            if lower + width == upper || upper - width != lower {
                ('G', lower, Some(width))
            } else {
                ('L', upper, Some(width))
            }
        }
    }
}

/// Writes `lp` as free-format MPS. `offset` is the objective's constant.
///
/// # Errors
/// Of the writer; and `InvalidInput`, before anything is written, for names that are not spelt as in [`Names`], numbers that are not
/// finite where they must be, and a row whose lower bound is above its upper one, which the format cannot say.
pub fn write_mps(out: &mut impl Write, lp: &Lp, names: &Names, offset: f64) -> io::Result<()> {
    let Spelt { rows: row_names, cols: col_names } = check(lp, names, offset)?;
    if let Some(i) = (0..lp.rows()).find(|&i| lp.row_lower[i] > lp.row_upper[i]) {
        return Err(invalid(format!("row \"{}\" has its lower bound above its upper one", names.rows[i])));
    }
    let objective = objective_name(&row_names);
    writeln!(out, "NAME {}\nROWS\n N {objective}", encode_name(names.program))?;
    let rows: Vec<_> = lp.row_lower.iter().zip(&lp.row_upper).map(|(&l, &u)| mps_row(l, u)).collect();
    for ((kind, _, _), name) in rows.iter().zip(&row_names) {
        writeln!(out, " {kind} {name}")?;
    }
    writeln!(out, "COLUMNS")?;
    for (j, name) in col_names.iter().enumerate() {
        // a column without any entry must still be named once
        if lp.cost[j] != 0.0 || lp.entry_range(j).is_empty() {
            writeln!(out, " {name} {objective} {}", number(lp.cost[j]))?;
        }
        for (i, a) in lp.column(j) {
            writeln!(out, " {name} {} {}", row_names[i], number(a))?;
        }
    }
    writeln!(out, "RHS")?;
    if offset != 0.0 {
        writeln!(out, " RHS {objective} {}", number(-offset))?;
    }
    for ((_, rhs, _), name) in rows.iter().zip(&row_names).filter(|((_, rhs, _), _)| *rhs != 0.0) {
        writeln!(out, " RHS {name} {}", number(*rhs))?;
    }
    if rows.iter().any(|(_, _, range)| range.is_some()) {
        writeln!(out, "RANGES")?;
    }
    for ((_, _, range), name) in rows.iter().zip(&row_names) {
        if let Some(width) = range {
            writeln!(out, " RNG {name} {}", number(*width))?;
        }
    }
    writeln!(out, "BOUNDS")?;
    for ((&lower, &upper), name) in lp.lower.iter().zip(&lp.upper).zip(&col_names) {
        if lower == upper {
            writeln!(out, " FX BND {name} {}", number(lower))?;
            continue;
        }
        match (lower.is_finite(), upper.is_finite()) {
            (false, false) => writeln!(out, " FR BND {name}")?,
            (false, true) => writeln!(out, " MI BND {name}")?,
            // readers take a lower bound of zero away from an upper one that is not positive, unless it is given
            (true, _) if lower != 0.0 || upper <= 0.0 => writeln!(out, " LO BND {name} {}", number(lower))?,
            _ => {}
        }
        if upper.is_finite() {
            writeln!(out, " UP BND {name} {}", number(upper))?;
        }
    }
    writeln!(out, "ENDATA")
}

/// Words that LP readers take for something else than a name.
const RESERVED: [&str; 30] = [
    "st", "s.t.", "st.", "subject", "such", "min", "max", "minimize", "maximize", "minimum", "maximum", "bounds",
    "bound", "free", "inf", "infinity", "general", "generals", "gen", "integer", "integers", "int", "binary",
    "binaries", "bin", "semi", "semis", "sos", "end", "nan",
];

/// Spells an exported name for LP text, where `-` and `:` cannot stand in a name, nor a digit or `.` (nor, as a number could, an `e`
/// before a digit) at its start: they become `%XX` as well.
fn lp_name(name: &str) -> String {
    let bytes = name.as_bytes();
    let like_number = match bytes {
        [b'e' | b'E', next, ..] => next.is_ascii_digit(),
        [first, ..] => first.is_ascii_digit() || *first == b'.',
        [] => false,
    };
    let escape_first = like_number || RESERVED.contains(&name.to_ascii_lowercase().as_str());
    let mut out = String::with_capacity(name.len());
    for (k, &byte) in bytes.iter().enumerate() {
        if b"-:".contains(&byte) || (k == 0 && escape_first) {
            push_hex(&mut out, byte);
        } else {
            out.push(byte as char);
        }
    }
    out
}

/// Characters after which a line of LP text is continued on the next; the oldest readers take 255 bytes.
const LINE: usize = 120;

/// Appends terms to `line` (`2 x - y`), broken into lines.
fn push_terms<'a>(line: &mut String, terms: impl Iterator<Item = (f64, &'a str)>) {
    let mut length = line.len();
    for (k, (coefficient, name)) in terms.enumerate() {
        let sign = match (k, coefficient < 0.0) {
            (0, false) => " ",
            (0, true) => " - ",
            (_, false) => " + ",
            (_, true) => " - ",
        };
        let size = coefficient.abs();
        let term = if size == 1.0 { format!("{sign}{name}") } else { format!("{sign}{} {name}", number(size)) };
        if length + term.len() > LINE {
            line.push_str("\n ");
            length = 1;
        }
        line.push_str(&term);
        length += term.len();
    }
}

/// Writes `lp` as CPLEX LP text. `offset` is the objective's constant.
///
/// The format has no range that all readers know, so a row with two bounds becomes two, `name` for the lower and `name.upper` for
/// the upper. In names `-` and `:` are operators, so they too become `%XX` here.
///
/// # Errors
/// As [`write_mps`], but any bounds can be written; and `InvalidInput` if a program has rows but no column.
pub fn write_lp(out: &mut impl Write, lp: &Lp, names: &Names, offset: f64) -> io::Result<()> {
    let Spelt { rows: row_names, cols: col_names } = check(lp, names, offset)?;
    let cols: Vec<String> = col_names.iter().map(|n| lp_name(n)).collect();
    if cols.is_empty() && lp.rows() > 0 {
        return Err(invalid("LP text has no way to write a row where there is no column".into()));
    }
    writeln!(out, "\\ {}\nMinimize", encode_name(names.program))?;
    let mut line = format!(" {}:", objective_name(&row_names));
    // a column that is nowhere else is named here
    let named = |&j: &usize| lp.cost[j] != 0.0 || lp.entry_range(j).is_empty();
    let mut costs: Vec<usize> = (0..lp.cols()).filter(named).collect();
    if costs.is_empty() && lp.cols() > 0 {
        costs.push(0);
    }
    push_terms(&mut line, costs.into_iter().map(|j| (lp.cost[j], cols[j].as_str())));
    if offset != 0.0 {
        let sign = if offset < 0.0 { '-' } else { '+' };
        write!(line, " {sign} {}", number(offset.abs())).expect("writing to a String cannot fail");
    }
    writeln!(out, "{line}\nSubject To")?;
    let taken: HashSet<&str> = row_names.iter().map(String::as_str).collect();
    let rows = Rows::of(lp);
    for (i, name) in row_names.iter().enumerate() {
        let mut write_side = |name: &str, relation: &str, side: f64| {
            let mut line = format!(" {}:", lp_name(name));
            if rows.row(i).len() == 0 {
                push_terms(&mut line, std::iter::once((0.0, cols[0].as_str())));
            }
            push_terms(&mut line, rows.row(i).map(|(j, a)| (a, cols[j].as_str())));
            writeln!(out, "{line} {relation} {}", number(side))
        };
        match (lp.row_lower[i], lp.row_upper[i]) {
            (lower, upper) if lower == upper => write_side(name, "=", lower)?,
            (lower, upper) if !lower.is_finite() && !upper.is_finite() => write_side(name, ">=", -1e30)?,
            (lower, upper) if !upper.is_finite() => write_side(name, ">=", lower)?,
            (lower, upper) if !lower.is_finite() => write_side(name, "<=", upper)?,
            (lower, upper) => {
                write_side(name, ">=", lower)?;
                let mut second = format!("{name}.upper");
                while taken.contains(second.as_str()) {
                    second.push('_');
                }
                write_side(&second, "<=", upper)?;
            }
        }
    }
    writeln!(out, "Bounds")?;
    for ((&lower, &upper), name) in lp.lower.iter().zip(&lp.upper).zip(&cols) {
        match (lower.is_finite(), upper.is_finite()) {
            (false, false) => writeln!(out, " {name} free")?,
            _ if lower == upper => writeln!(out, " {name} = {}", number(lower))?,
            (false, true) => writeln!(out, " -inf <= {name} <= {}", number(upper))?,
            (true, true) => writeln!(out, " {} <= {name} <= {}", number(lower), number(upper))?,
            (true, false) if lower != 0.0 => writeln!(out, " {name} >= {}", number(lower))?,
            (true, false) => {}
        }
    }
    writeln!(out, "End")
}
