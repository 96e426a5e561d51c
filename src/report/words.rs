//! Tables and sentences as people read them at a terminal, with their numbers.

pub(crate) use super::numbers::{
    MoneyUnit, counted, few_tonnes, money, money_apart, number, percent, plural, tonnes, verb, with_unit,
};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr;

/// Columns of an output that is no terminal: a file, a pipe.
const WIDTH: u16 = 100;
/// Columns below which no table is made narrower: a heading or two would be all there is.
const NARROWEST: u16 = 32;

/// Columns that output may take, where anything says so: what `COLUMNS` does, else as many as the terminal has.
fn asked_width() -> Option<u16> {
    let wanted = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    let has = || terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0);
    wanted.or_else(has).filter(|&width| width > 0).map(|width| width.max(NARROWEST))
}

/// Columns that tables may take.
fn width() -> u16 {
    asked_width().unwrap_or(WIDTH)
}

/// Text whose lines are broken between words where the terminal would break them anywhere; text for a file or a pipe stays as it is.
pub(crate) fn folded(text: &str) -> String {
    asked_width().map_or_else(|| text.to_owned(), |width| folded_within(usize::from(width), text))
}

fn folded_within(width: usize, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in together(text).split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let mut used = 0;
        for word in line.split_inclusive(' ') {
            let takes = word.trim_end().width();
            if used > 0 && used + takes > width {
                out.truncate(out.trim_end_matches(' ').len());
                out.push('\n');
                used = if 2 * indent < width { indent } else { 0 };
                out.extend(std::iter::repeat_n(' ', used));
            }
            out.push_str(word);
            used += word.width();
        }
    }
    out.replace(KEPT, " ")
}

/// A blank at which no line is broken.
const KEPT: char = '\u{a0}';

/// A text whose numbers are kept together with a short unit behind them: `43.8 %`, `12 t`.
fn together(text: &str) -> String {
    const UNITS: [&str; 2] = ["%", "t"];
    let mut out = String::with_capacity(text.len());
    for (k, word) in text.split(' ').enumerate() {
        if k > 0 {
            let unit = word.lines().next().unwrap_or_default().trim_end_matches([',', '.', ';', ':', ')']);
            let kept = UNITS.contains(&unit) && out.ends_with(|c: char| c.is_ascii_digit());
            out.push(if kept { KEPT } else { ' ' });
        }
        out += word;
    }
    out
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

/// A table whose first `left` columns are text and whose others are numbers, as wide as the terminal. Where its numbers do not fit beside
/// each other it is several, one below the other, each with the first columns.
pub(crate) fn table(header: &[&str], left: usize, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    table_within(width(), header, left, rows)
}

fn table_within(width: u16, header: &[&str], left: usize, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let header: Vec<String> = header.iter().map(|title| in_lines(title)).collect();
    let row = |row: Vec<String>| row.iter().map(|cell| together(&printable(cell))).collect();
    let rows: Vec<Vec<String>> = rows.into_iter().map(row).collect();
    // the width of a column's longest word; short text is one, and a number beside its unit where `amounts` are whole
    let longest = |k: usize, amounts: bool| {
        let words = header[k].split_whitespace().chain(rows.iter().filter_map(|row| row.get(k)).flat_map(|cell| {
            let whole = amounts && k >= left || cell.width() <= SHORT;
            if whole { vec![cell.as_str()] } else { cell.split(' ').collect() }
        }));
        let longest = words.map(UnicodeWidthStr::width).max().unwrap_or(0);
        longest.min(usize::from(width / 2)) as u16 + PADDING
    };
    let least: Vec<u16> = (0..header.len()).map(|k| longest(k, true)).collect();
    let part = |columns: &[usize]| {
        let mut table = Table::new();
        table
            .load_style(presets::UTF8_BORDERS_ONLY)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width);
        let pick = |row: &Vec<String>| columns.iter().filter_map(|&k| row.get(k).cloned()).collect::<Vec<_>>();
        table.set_header(pick(&header));
        table.add_rows(rows.iter().map(pick));
        let words = columns.iter().map(|&k| longest(k, false)).collect::<Vec<_>>();
        let least = fitted(width, columns.iter().map(|&k| least[k]).collect(), &words);
        for ((column, &k), least) in table.column_iter_mut().zip(columns).zip(least) {
            column.set_cell_alignment(if k < left { CellAlignment::Left } else { CellAlignment::Right });
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
        }
        table.to_string().replace(KEPT, " ") + "\n"
    };
    beside_each_other(&least, left, width).iter().map(|columns| part(columns)).collect::<Vec<_>>().join("\n")
}

/// Blanks around a cell.
const PADDING: u16 = 2;
/// Characters of a text that is not broken.
const SHORT: usize = 10;

/// Least widths of columns that fit beside each other: amounts part from their units first, then the longest words break.
fn fitted(width: u16, mut least: Vec<u16>, words: &[u16]) -> Vec<u16> {
    // a border before each column and behind the last
    let room = width.saturating_sub(1 + least.len() as u16);
    while least.iter().sum::<u16>() > room {
        let parting = (0..least.len()).filter(|&i| least[i] > words[i]).max_by_key(|&i| least[i]);
        let Some(widest) = parting.or_else(|| (0..least.len()).max_by_key(|&i| least[i])) else { break };
        if least[widest] <= PADDING + 1 {
            break;
        }
        least[widest] -= 1;
    }
    least
}

/// The columns of each part of a table of so many columns' least widths: the first ones in every part, of the others as many as fit.
fn beside_each_other(least: &[u16], left: usize, width: u16) -> Vec<Vec<usize>> {
    // a border before each column and behind the last
    let takes = |columns: &[usize]| 1 + columns.iter().map(|&k| 1 + least[k]).sum::<u16>();
    let all: Vec<usize> = (0..least.len()).collect();
    if takes(&all) <= width {
        return vec![all];
    }
    // names that leave no room for numbers stand in the first part only
    let names = (1..=left.max(1)).rev().find(|&n| n == 1 || takes(&all[..n]) <= width * 2 / 3).unwrap_or(1);
    let mut parts = vec![all[..names.min(all.len())].to_vec()];
    for &k in all.iter().skip(names) {
        let last = parts.last_mut().expect("there is one");
        if last.len() > names && takes(last) + 1 + least[k] > width {
            parts.push(all[..names].iter().copied().chain([k]).collect());
        } else {
            last.push(k);
        }
    }
    parts
}

/// A text in lines as long as a terminal's, the first begun by `lead`, the others indented as far.
pub(crate) fn paragraph(lead: &str, text: &str) -> String {
    let indent = " ".repeat(lead.chars().count());
    let (mut out, mut line, mut start) = (String::new(), lead.to_owned(), true);
    let width = usize::from(width());
    for word in together(text).split([' ', '\n']).filter(|word| !word.is_empty()) {
        let longer = line.width() + usize::from(!start) + word.width() > width;
        if longer && !start {
            out += &line;
            out.push('\n');
            (line, start) = (indent.clone(), true);
        }
        if !start {
            line.push(' ');
        }
        line += word;
        start = false;
    }
    (out + &line + "\n").replace(KEPT, " ")
}

/// Names may hold marks that turn the direction of text; in a terminal they are left out.
pub(crate) fn printable(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|&c| !c.is_control() && !turns(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of one column of a table that may be in several parts, by its heading.
    fn wide() -> (Vec<&'static str>, Vec<Vec<String>>) {
        let header = vec!["level", "attained", "in force", "cost", "extra", "extra %", "next point", "short t"];
        let row = ["100.0 %", "yes", "99.123 %", "1,234,567.89", "234,567.89", "1,000.25", "98,765.43", "12,345.6"];
        (header, vec![row.map(str::to_owned).to_vec(); 3])
    }

    #[test]
    fn a_narrow_table_breaks_no_number() {
        let (header, rows) = wide();
        for width in [32, 40, 60, 80, 100] {
            let text = table_within(width, &header, 0, rows.clone());
            assert!(text.lines().all(|line| line.width() <= usize::from(width)), "{width}:\n{text}");
            for cell in &rows[0] {
                assert!(text.matches(cell.as_str()).count() >= 3, "{cell} at {width}:\n{text}");
            }
        }
    }

    #[test]
    fn the_parts_of_a_narrow_table_all_begin_with_its_names() {
        let (header, rows) = wide();
        let text = table_within(60, &header, 1, rows);
        assert_eq!(text.matches("level").count(), 2, "{text}");
        assert_eq!(text.matches("100.0 %").count(), 6, "{text}");
    }

    #[test]
    fn text_gives_way_before_numbers_do() {
        let row = vec!["the capacity of Lynas Rare Earths in every month of the horizon".into(), "1,234,567.89".into()];
        let text = table_within(40, &["what binds", "saves, USD"], 1, [row]);
        assert!(text.contains("1,234,567.89") && text.lines().all(|line| line.width() == 40), "{text}");
    }

    #[test]
    fn a_name_beside_an_amount_fits_where_both_are_long() {
        let row = vec!["china-stop-12m-2028".into(), "3,392.45 million USD".into()];
        let text = table_within(40, &["course", "cost"], 1, [row]);
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(text.contains("china-stop-12m-2028") && text.contains("3,392.45"), "the unit gives way: {text}");
        let row = ["41.3 %", "everything", "sold out: (2026-05..2028-12), Kuantan"].map(str::to_owned).to_vec();
        let text = table_within(40, &["floor", "row", "why"], 3, [row]);
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(text.contains("41.3 %") && text.contains("everything"), "the longest word gives way: {text}");
    }

    #[test]
    fn sentences_break_between_words() {
        let text = "It costs 112.59 million USD more.\nA word, and thelongestofallwords.\n\n│ a  table │\n";
        let found = folded_within(16, text);
        assert_eq!(found, "It costs 112.59\nmillion USD\nmore.\nA word, and\nthelongestofallwords.\n\n│ a  table │\n");
        assert_eq!(folded_within(80, text), text);
        assert_eq!(folded_within(12, "It falls to 43.8 %.\nBy 12 t"), "It falls to\n43.8 %.\nBy 12 t");
    }

    #[test]
    fn a_number_keeps_its_unit() {
        let row = vec!["La 38.1 % and Ce 43.8 % of all that is left".into(), "sold out: Lynas (9 months)".into()];
        for width in 32..60 {
            let text = table_within(width, &["what of it", "why"], 2, [row.clone()]);
            assert!(text.contains("38.1 %") && text.contains("43.8 %"), "{width}:\n{text}");
        }
    }

    #[test]
    fn direction_marks_do_not_reach_the_terminal() {
        assert_eq!(printable("a\u{202e}b\nc"), "abc");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(number(1234567.891, 2), "1,234,567.89");
        assert_eq!(number(-999.5, 0), "-1,000");
        assert_eq!(number(-0.0, 2), "0.00");
        assert_eq!(number(-0.0001, 2), "-0.0001");
        assert_eq!(money(2_944_020_000.0, "USD"), "2,944.02 million USD");
        assert_eq!(money(12.3, "EUR"), "12.30 EUR");
        assert_eq!(percent(0.4999), "50.0 %");
    }
}
