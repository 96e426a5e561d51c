//! Rows that are none: remarks and sums below a table, and rows of another width than the header.

use super::{CellRow, Grid, InputCell, RowAt};
use crate::diagnostic::{Code, Diagnostic};

/// Words that a remark begins with, before a colon.
const REMARKS: [&str; 9] =
    ["source", "sources", "note", "notes", "remark", "remarks", "comment", "comments", "footnote"];

/// Words that a line of sums is called by.
const SUMS: [&str; 6] = ["total", "totals", "sum", "subtotal", "average", "mean"];

const PLACE: &str = "a remark has its place in the column note, or above the table in the model file";

/// Why a row cannot be one of the table: it is a remark or a sum, or has another width than the header. `needed` says of which columns every row
/// fills the cell. Every reader of tables asks this first.
pub(crate) fn not_a_row(
    grid: &dyn Grid,
    at: RowAt,
    cells: &dyn CellRow,
    needed: &dyn Fn(usize) -> bool,
) -> Option<Diagnostic> {
    remark(grid, at, cells, needed).or_else(|| ragged(grid, at, cells.len()))
}

fn ragged(grid: &dyn Grid, at: RowAt, found: usize) -> Option<Diagnostic> {
    let width = grid.header().len();
    let hint = match found {
        _ if found == width => return None,
        _ if found > width => "put a cell that holds a comma in quotes, without a space before the first quote",
        1 => return Some(wrong_width(grid, at, found, &format!("{PLACE}; a blank cell needs its comma too"))),
        _ => "a blank cell needs its comma too",
    };
    Some(wrong_width(grid, at, found, hint))
}

fn wrong_width(grid: &dyn Grid, at: RowAt, found: usize, hint: &str) -> Diagnostic {
    let message = format!("expected {} cells, as in the header, found {found}", grid.header().len());
    Diagnostic::error(Code::RaggedRow, grid.place(at, None), message).hint(hint)
}

/// A remark or a sum: words alone where more must be filled, a cell alone where two more must be, the line of a sum, or what only a remark begins with.
fn remark(grid: &dyn Grid, at: RowAt, cells: &dyn CellRow, needed: &dyn Fn(usize) -> bool) -> Option<Diagnostic> {
    let broken = |c: usize| matches!(cells.cell(c), InputCell::Broken);
    let filled: Vec<usize> = (0..cells.len()).filter(|&c| broken(c) || !cells.cell(c).text().is_empty()).collect();
    if filled.iter().any(|&c| broken(c)) {
        return None;
    }
    let &first = filled.first()?;
    let text = cells.cell(first).text();
    let blank = (0..grid.header().len()).filter(|&c| needed(c) && !filled.contains(&c)).count();
    let lacks = blank > 0 || cells.len() < grid.header().len();
    let number = matches!(cells.cell(first), InputCell::Number(_)) || text.parse::<f64>().is_ok();
    let found = if filled.len() == 1 {
        let words = !number && (text.contains(char::is_whitespace) || text.contains(':'));
        let alone = words && (lacks || begins_as_remark(&text)) || first > 0 && blank > 1;
        let what = if number { "a number alone" } else { "a text alone" };
        alone.then(|| format!("{what}: {text:?}"))
    } else {
        let word = text.trim_end_matches([':', ' ']).to_lowercase();
        (blank > 0 && SUMS.contains(&word.as_str())).then(|| format!("a sum, {text:?}"))
    };
    found.map(|found| {
        let hint = if found.starts_with("a text") { PLACE } else { "take the row out: a sum is no row of the table" };
        let message = format!("expected a row of the table, found {found}");
        Diagnostic::error(Code::RaggedRow, grid.place(at, None), message).hint(hint)
    })
}

/// True if a text begins as no name does: with a sign, or with `Source:` and the like.
fn begins_as_remark(text: &str) -> bool {
    let word = text.split_once(':').map(|(word, _)| word.trim().to_lowercase());
    text.starts_with(['*', '#', '–', '—', '†', '¹']) || word.is_some_and(|word| REMARKS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Csv, Text};

    /// The message for the row below a header whose columns with a star must be filled.
    fn said(header: &str, row: &str) -> Option<String> {
        let needed: Vec<bool> = header.split(',').map(|name| name.ends_with('*')).collect();
        let grid = Csv::new(Text::new("t.csv".into(), format!("{header}\n{row}\n"))).unwrap();
        let mut said = None;
        grid.each(
            &mut |at, cells| said = not_a_row(&grid, at, cells, &|c| needed[c]).map(|problem| problem.message),
            &mut Vec::new(),
        );
        said.map(|message| message.rsplit(", found ").next().unwrap().to_owned())
    }

    #[test]
    fn remarks_and_sums_are_no_rows() {
        let (demand, elements, runs) =
            ("element*,segment,period*,quantity*", "element*,name,price", "run*,scale.demand");
        for (header, row, found) in [
            (demand, "all in tonnes,,,", "a text alone: \"all in tonnes\""),
            (demand, ",,,all in tonnes", "a text alone: \"all in tonnes\""),
            (demand, ",,,120", "a number alone: \"120\""),
            (demand, "Total,,,120", "a sum, \"Total\""),
            (demand, "all in tonnes", "a text alone: \"all in tonnes\""),
            (demand, "tonnes", "1"),
            (demand, "Nd,magnets,2026", "3"),
            (elements, ",,Source: USGS", "a text alone: \"Source: USGS\""),
            (elements, "* opening prices,,", "a text alone: \"* opening prices\""),
            (runs, "\"Source: my own, 2026\",", "a text alone: \"Source: my own, 2026\""),
        ] {
            assert_eq!(said(header, row).as_deref(), Some(found), "{row}");
        }
        for (header, row) in [
            (demand, "Nd,,,"),
            (demand, "Nd,magnets,2026,"),
            (demand, ",magnets,2026,5"),
            (demand, "Total,,2026,120"),
            (elements, "rare earths,,"),
            (elements, "Nd: oxide,,"),
            (runs, "base case,"),
            ("supplier*,country*", ",CN"),
        ] {
            assert_eq!(said(header, row), None, "{row}");
        }
    }
}
