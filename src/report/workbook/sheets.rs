//! Tables as sheets of a workbook.

use super::About;
use crate::report::table::{Cell, Table};
use rust_xlsxwriter::{Color, Format, FormatAlign, Note, Workbook, Worksheet, XlsxError};

/// Characters that a cell holds.
const CHARACTERS: usize = 32_767;

/// Excel shows truth values in words whatever their format, others need to be told.
const TRUTH: &str = "\"TRUE\";\"TRUE\";\"FALSE\"";

/// Writes a table to as many sheets as it needs; returns how many.
pub(super) fn sheets(
    book: &mut Workbook,
    about: About<'_>,
    table: &Table<'_>,
    most: usize,
) -> Result<usize, XlsxError> {
    let formats: Vec<Format> = table.columns.iter().map(|column| number_format(column)).collect();
    let mut parts: Vec<&[Vec<Cell<'_>>]> = table.rows.chunks(most - 1).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    for (part, rows) in parts.iter().enumerate() {
        let name = if part == 0 { table.name.to_owned() } else { format!("{} {}", table.name, part + 1) };
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        header(sheet, about, table)?;
        for (i, row) in rows.iter().enumerate() {
            for (j, (cell, format)) in row.iter().zip(&formats).enumerate() {
                write_cell(sheet, i as u32 + 1, j as u16, cell, format)?;
            }
        }
        for (j, column) in table.columns.iter().enumerate() {
            sheet.set_column_width(j as u16, width(column, rows, j))?;
        }
        sheet.autofilter(0, 0, rows.len().max(1) as u32, table.columns.len() as u16 - 1)?;
    }
    Ok(parts.len())
}

/// Prints as wide as an A4 page lies.
pub(super) fn pages(sheet: &mut Worksheet) -> &mut Worksheet {
    const A4: u8 = 9;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0)
}

fn header(sheet: &mut Worksheet, about: About<'_>, table: &Table<'_>) -> Result<(), XlsxError> {
    pages(sheet).set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    let with_currency = |per: &str| format!("{} {per}", about.summary.currency).trim_start().to_owned();
    for (j, column) in table.columns.iter().enumerate() {
        let numbers = table.rows.iter().map(|row| &row[j]).find(|cell| **cell != Cell::Blank);
        let side = if let Some(Cell::Number(_)) = numbers { FormatAlign::Right } else { FormatAlign::Left };
        let unit = match *column {
            "unit_price" if about.summary.currency.is_empty() => format!("per {}", about.price_unit),
            "unit_price" => format!("{}/{}", about.summary.currency, about.price_unit),
            "cost" | "extra_cost" | "at_low" | "at_high" | "saves" | "worth_at_most" | "cost_per_point"
            | "cost_per_month" => about.summary.currency.clone(),
            "marginal_cost" => with_currency("per percentage point"),
            "levy" => with_currency(&format!("per unit that depends ({})", about.requirement_unit)),
            "capex" => about.summary.currency.clone(),
            "capacity" | "reserved" => "t/year".into(),
            "quantity" | "opening" | "purchased" | "demand" | "shortage" | "substituted" | "closing" | "required"
            | "released_in" | "released_out" => "t".into(),
            _ => String::new(),
        };
        sheet.write_string_with_format(0, j as u16, *column, &heading().set_align(side))?;
        if !unit.is_empty() {
            sheet.insert_note(0, j as u16, &Note::new(unit).add_author_prefix(false))?;
        }
    }
    Ok(())
}

pub(super) fn heading() -> Format {
    Format::new().set_bold().set_background_color(Color::RGB(0x1F4E79)).set_font_color(Color::White)
}

/// A value as it is; a name never as a formula.
fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell<'_>, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => {}
        Cell::Text(text) => {
            sheet.write_string(row, column, fitting(text))?;
        }
        Cell::Number(number) if number.is_finite() => {
            sheet.write_number_with_format(row, column, *number, format)?;
        }
        // Excel has no infinity
        Cell::Number(number) => {
            sheet.write_string(row, column, number.to_string())?;
        }
        Cell::Flag(flag) => {
            sheet.write_boolean_with_format(row, column, *flag, &Format::new().set_num_format(TRUTH))?;
        }
    }
    Ok(())
}

/// A text that fits in a cell; where it does not, its end says so.
pub(super) fn fitting(text: &str) -> String {
    // Excel counts UTF-16 units, the crate characters: neither may be exceeded
    if text.encode_utf16().count() <= CHARACTERS {
        return text.to_owned();
    }
    const CUT: &str = " … (cut: a cell holds 32,767 characters)";
    let mut units = CUT.encode_utf16().count();
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= CHARACTERS
    });
    kept.collect::<String>() + CUT
}

fn number_format(column: &str) -> Format {
    let format = match column {
        "share" | "share_total" | "level" | "floor" | "limit" => "0.0%",
        "extra_percent" => "0.0\" %\"",
        "cost" | "extra_cost" | "marginal_cost" | "capex" | "at_low" | "at_high" | "saves" | "worth_at_most"
        | "cost_per_point" | "cost_per_month" => "#,##0",
        "unit_price" => "#,##0.00",
        "cover_months" => "0.0",
        "value" | "amount" => "#,##0.00####",
        _ => "#,##0.0##",
    };
    Format::new().set_num_format(format)
}

/// A width that shows the header and the first values.
fn width(column: &str, rows: &[Vec<Cell<'_>>], j: usize) -> f64 {
    let shown = rows.iter().take(200).map(|row| match row.get(j) {
        Some(Cell::Text(text)) => text.chars().count(),
        // digits, a comma to three of them, and up to three decimals
        Some(Cell::Number(number)) => format!("{number:.0}").len() * 4 / 3 + 4,
        _ => 0,
    });
    // the arrow of the filter takes room too
    (shown.max().unwrap_or(0).max(column.len() + 3).min(60) + 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_too_long_for_a_cell_says_where_it_was_cut() {
        let fits = "x".repeat(CHARACTERS);
        assert_eq!(fitting(&fits), fits);
        // two UTF-16 units each
        let long = fitting(&"\u{1F600}".repeat(CHARACTERS));
        assert!(long.ends_with("(cut: a cell holds 32,767 characters)"));
        assert!((CHARACTERS - 1..=CHARACTERS).contains(&long.encode_utf16().count()));
    }
}
