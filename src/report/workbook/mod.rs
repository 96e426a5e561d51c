//! plan.xlsx: the tables of a run as a workbook, with pictures.
//!
//! Every name is written as text, whatever it looks like: nothing in the workbook is ever a formula. Numbers are the same as in the CSV
//! files; their formats only shorten the display.

mod charts;
mod sheets;
mod summary;

use super::summary::Summary;
use super::table::Table;
use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};
use std::io::{self, Write};

/// Rows of a sheet, its header included.
const ROWS: usize = 1_048_576;

/// Tables that have charts.
const PICTURED: [&str; 5] = ["purchases", "frontier", "tornado", "curve_of_points", "curve_of_months"];

/// The run, beside its tables.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The model's name.
    pub model: &'a str,
    /// The unit of prices, `kg` or `t`.
    pub price_unit: &'a str,
    /// The unit of the requirement: t, or t weighted with prices.
    pub requirement_unit: &'a str,
    /// The run's summary.
    pub summary: &'a Summary,
}

/// Writes a run's tables as a workbook: a summary, a sheet for each table, charts of purchases and of the frontier where they are among
/// them. A table of more rows than a sheet holds goes on in further sheets, and the summary says so.
///
/// # Errors
/// Errors of `to`.
pub fn write(about: About<'_>, tables: &[Table<'_>], to: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(about, tables, ROWS).and_then(|mut book| book.save_to_buffer()).map_err(io::Error::other)?;
    to.write_all(&bytes)
}

fn workbook(about: About<'_>, tables: &[Table<'_>], rows: usize) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title(about.model).set_author("stockpile"));
    book.add_worksheet().set_name("summary")?;
    let pictured = |table: &&Table<'_>| PICTURED.contains(&table.name) && !table.rows.is_empty();
    if tables.iter().any(|table| pictured(&table)) {
        sheets::pages(book.add_worksheet().set_name("charts")?).set_screen_gridlines(false);
    }
    let (mut parts, mut pictures) = (Vec::new(), Vec::new());
    for table in tables {
        parts.push((table.name, sheets::sheets(&mut book, about, table, rows)?));
        match table.name {
            _ if table.rows.is_empty() => {}
            "purchases" => pictures.extend(charts::purchases(&mut book, table)?),
            "frontier" => pictures.push(charts::frontier(about, table, rows)),
            "tornado" => pictures.push(charts::tornado(about, table)),
            "curve_of_points" | "curve_of_months" => pictures.push(charts::curve(&mut book, about, table)?),
            _ => {}
        }
    }
    summary::write(book.worksheet_from_index(0)?, about, &parts)?;
    for (i, chart) in (0..).zip(&pictures) {
        book.worksheet_from_name("charts")?.insert_chart(i * charts::CHART_ROWS, 0, chart)?;
    }
    if pictures.len() > 1 {
        let breaks: Vec<u32> = (1..).take(pictures.len() - 1).map(|i| i * charts::CHART_ROWS).collect();
        book.worksheet_from_name("charts")?.set_page_breaks(&breaks)?;
    }
    Ok(book)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader as _, Xlsx};

    fn summary() -> Summary {
        Summary { currency: "=1+1".into(), ..Summary::default() }
    }

    fn read(tables: &[Table<'_>], rows: usize) -> Xlsx<io::Cursor<Vec<u8>>> {
        let summary = summary();
        let about = About { model: "=1+1", price_unit: "kg", requirement_unit: "t", summary: &summary };
        Xlsx::new(io::Cursor::new(workbook(about, tables, rows).unwrap().save_to_buffer().unwrap())).unwrap()
    }

    #[test]
    fn a_table_of_more_rows_than_a_sheet_goes_on_in_the_next_and_the_summary_says_so() {
        let rows = (0..7).map(|i| vec![f64::from(i).into()]).collect();
        let table = Table { name: "stock", columns: &["opening"], rows };
        // sheets of 4 rows: 3 + 3 + 1 below the headers
        let mut book = read(&[table], 4);
        let names = ["stock", "stock 2", "stock 3"];
        assert_eq!(book.sheet_names()[1..], names);
        let mut all = Vec::new();
        for name in names {
            let sheet = book.worksheet_range(name).unwrap();
            assert_eq!(sheet.get_value((0, 0)), Some(&Data::String("opening".into())));
            all.extend(sheet.rows().skip(1).map(|row| row[0].clone()));
        }
        assert_eq!(all, (0..7).map(|i| Data::Float(f64::from(i))).collect::<Vec<_>>());
        let said =
            "stock has more rows than a sheet holds: it goes on in 2 more, from stock 2; pictures show the first";
        let summary = book.worksheet_range("summary").unwrap();
        assert!(summary.used_cells().any(|(.., cell)| *cell == Data::String(said.into())));
    }
}
