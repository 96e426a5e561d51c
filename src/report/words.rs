//! Numbers, money, shares and tables as people read them at a terminal.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// Columns a terminal is expected to have.
const WIDTH: u16 = 100;

/// A number with thousands separators and `decimals` digits behind the point.
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|b| b.is_ascii_digit() && b != b'0') {
        out.push('-');
    }
    for (k, digit) in whole.chars().enumerate() {
        if k > 0 && (whole.len() - k) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A unit that makes amounts of money short: its name and its size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoneyUnit {
    name: &'static str,
    size: f64,
}

impl MoneyUnit {
    /// The unit that suits the largest of some amounts.
    pub fn for_amount(largest: f64) -> Self {
        let (name, size) = match largest.abs() {
            x if x >= 1e10 => ("billion ", 1e9),
            x if x >= 1e6 => ("million ", 1e6),
            x if x >= 1e5 => ("thousand ", 1e3),
            _ => ("", 1.0),
        };
        Self { name, size }
    }

    /// The unit's name before a currency: `million USD`.
    pub fn label(&self, currency: &str) -> String {
        format!("{}{currency}", self.name)
    }

    /// An amount in this unit, two decimals.
    pub fn amount(&self, amount: f64) -> String {
        number(amount / self.size, 2)
    }
}

/// An amount of money with its unit: `2,944.02 million USD`.
pub fn money(amount: f64, currency: &str) -> String {
    let unit = MoneyUnit::for_amount(amount);
    format!("{} {}", unit.amount(amount), unit.label(currency)).trim_end().to_owned()
}

/// A share in per cent, one decimal.
pub fn percent(share: f64) -> String {
    format!("{} %", number(100.0 * share, 1))
}

/// A long id as a heading in several lines, each of which ends where a part of the id does.
fn in_lines(title: &str) -> String {
    const LONG: usize = 14;
    if title.contains(' ') || title.chars().count() <= LONG {
        return printable(title);
    }
    let mut lines: Vec<String> = vec![String::new()];
    for part in title.split_inclusive(['-', '_', '/']) {
        let line = lines.last_mut().expect("there is one");
        if line.is_empty() || line.chars().count() + part.chars().count() <= LONG {
            line.push_str(part);
        } else {
            lines.push(part.to_owned());
        }
    }
    lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n")
}

/// A table whose first `left` columns are text and whose others are numbers.
pub fn table(header: &[&str], left: usize, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table.set_header(header.iter().map(|title| in_lines(title)).collect::<Vec<_>>());
    for row in rows {
        table.add_row(row.iter().map(|cell| printable(cell)).collect::<Vec<_>>());
    }
    for (k, column) in table.column_iter_mut().enumerate() {
        column.set_cell_alignment(if k < left { CellAlignment::Left } else { CellAlignment::Right });
    }
    let mut text = table.to_string();
    text.push('\n');
    text
}

/// Names may hold marks that turn the direction of text; in a terminal they are left out.
pub(crate) fn printable(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|&c| !c.is_control() && !turns(c)).collect()
}
