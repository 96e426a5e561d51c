//! Tables as a workbook that a planner can go on with: every table a sheet, every column explained, ids to choose from.

use std::collections::BTreeMap;
use std::io;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, Format, FormatAlign, FormatBorder, Formula, Note,
    Workbook, Worksheet, XlsxError,
};

use super::columns::{COMMON, ColumnKind, SheetColumn, SheetTable, TABLES};
use crate::diagnostic::Diagnostics;
use crate::input::Source;
use crate::input::csv::Csv;
use crate::input::schema::REQUIRED_TABLES;
use crate::input::table::Grid;
use crate::input::tables::{Grids, declared};
use crate::input::text::Text;

/// Rows that drop-downs reach to; Excel's last.
const LAST_ROW: u32 = 1_048_575;

/// Excel's number of the paper size.
const A4: u8 = 9;

/// Needed columns stand out in these colours.
const NEEDED: Color = Color::RGB(0x1F4E79);
const OPTIONAL: Color = Color::RGB(0xDDE6EF);

/// A workbook with a sheet for every table, filled with `tables`: pairs of a table's name and its CSV text.
///
/// # Errors
/// The problems of the tables.
pub(crate) fn template(tables: &[(&'static str, &str)]) -> Result<Vec<u8>, Diagnostics> {
    let mut grids: BTreeMap<&'static str, Box<dyn Grid>> = BTreeMap::new();
    for (name, text) in tables {
        let grid = Csv::new(Text::new((*name).to_owned(), (*text).to_owned()))?;
        grids.insert(name, Box::new(grid));
    }
    Ok(workbook(&Grids::new(grids))
        .and_then(|mut book| book.save_to_buffer())
        .expect("a small workbook breaks no limit of Excel"))
}

/// Writes the tables of a model as a workbook that reads back to the same model.
///
/// # Errors
/// Failures of `to`, and tables that do not fit in a workbook: more than 1,048,575 rows, or a cell of more than 32,767 characters.
pub fn write_tables(source: &Source, to: &mut dyn io::Write) -> io::Result<()> {
    let bytes = workbook(&source.data.grids).and_then(|mut book| book.save_to_buffer()).map_err(io::Error::other)?;
    to.write_all(&bytes)
}

/// Writes one table of a model as CSV, wherever it was read from; `false` if the model has no such table.
///
/// # Errors
/// Errors of `to`.
pub fn write_csv(source: &Source, table: &str, to: &mut dyn io::Write) -> io::Result<bool> {
    let Some(grid) = source.data.grids.get(table) else { return Ok(false) };
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record(grid.header())?;
    let mut written = Ok(());
    let width = grid.header().len();
    let visit = &mut |_, row: &dyn crate::input::table::CellRow| {
        if written.is_ok() {
            written = csv.write_record((0..width).map(|i| row.cell(i).text().into_owned()));
        }
    };
    // a table that was read without problems has none now
    grid.each(visit, &mut Vec::new());
    written?;
    csv.flush()?;
    Ok(true)
}

fn workbook(grids: &Grids) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title("Tables of a model").set_author("stockpile"));
    readme(book.add_worksheet())?;
    for table in TABLES {
        let grid = grids.get(table.name);
        sheet(book.add_worksheet(), table, grid)?;
    }
    Ok(book)
}

fn readme(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name("README")?.set_column_width(0, 16)?.set_column_width(1, 115)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_screen_gridlines(false);
    sheet.write_string_with_format(0, 0, "Tables of a model", &Format::new().set_bold().set_font_size(16.0))?;
    let lines = [
        "Each sheet is one table; its first row names the columns (titles may stand above it). Hold the pointer over a name to read what it is for.",
        "Columns with a dark header must be filled in; in all others a blank cell takes its default. Columns may be moved or taken out.",
        "Fill in elements and suppliers first: the other sheets let you choose from their ids.",
        "Months are written like 2026-03, years like 2026. Cells formatted as dates work too. Quantities are tonnes, shares percentages.",
        "A formula counts with the value it last showed. Rows that a filter hides count as well. Do not merge cells.",
        "Sheets whose name begins with _ are ignored: keep workings and remarks there, or in the columns source and note.",
        "A sheet without rows is a table that is not used.",
    ];
    let mut row = 2;
    for line in lines {
        sheet.merge_range(row, 0, row, 1, line, &wrapped)?;
        row += 1;
    }
    row += 1;
    for (i, text) in ["Sheet", "What it holds"].into_iter().enumerate() {
        sheet.write_string_with_format(row, i as u16, text, &bold)?;
    }
    for table in TABLES {
        row += 1;
        let needed = REQUIRED_TABLES.contains(&table.name);
        let name = if needed { &bold } else { &wrapped };
        sheet.write_url_with_text(row, 0, format!("internal:{}!A1", table.name).as_str(), table.name)?;
        sheet.set_cell_format(
            row,
            0,
            &name.clone().set_font_color(NEEDED).set_underline(rust_xlsxwriter::FormatUnderline::Single),
        )?;
        sheet.write_string_with_format(row, 1, table.about, &wrapped)?;
    }
    Ok(())
}

/// The columns of a table's sheet, and whether each must be filled.
fn sheet_columns(table: &SheetTable) -> Vec<(&'static SheetColumn, bool)> {
    let declared = declared(table.name);
    let figure = declared.figure;
    let own = table.columns.iter().zip(declared.columns).map(|(column, (_, required))| (column, *required));
    let bounds = |name: &str| matches!(name, "low" | "high");
    own.chain(COMMON.iter().filter(|(name, ..)| figure.is_some() || !bounds(name)).map(|column| (column, false)))
        .collect()
}

fn sheet(sheet: &mut Worksheet, table: &SheetTable, grid: Option<&dyn Grid>) -> Result<(), XlsxError> {
    let columns = sheet_columns(table);
    sheet.set_name(table.name)?.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    if REQUIRED_TABLES.contains(&table.name) {
        sheet.set_tab_color(NEEDED);
    }
    let formats: Vec<Format> = columns.iter().map(|((_, kind, _), _)| format(*kind)).collect();
    for (i, ((name, kind, about), required)) in columns.iter().enumerate() {
        let i = i as u16;
        sheet.set_column_width(i, width(name))?.set_column_format(i, &formats[usize::from(i)])?;
        sheet.write_string_with_format(0, i, *name, &header(*required))?;
        let about = if *required { format!("Needed. {about}") } else { (*about).to_owned() };
        // about 40 characters to a line
        let height = 20 + 16 * (about.len() as u32).div_ceil(38);
        sheet.insert_note(0, i, &Note::new(about).add_author_prefix(false).set_width(260).set_height(height))?;
        if let Some(choice) = choices(*kind)? {
            sheet.add_data_validation(1, i, LAST_ROW, i, &choice)?;
        }
    }
    let last = columns.len() as u16 - 1;
    let mut rows = 0;
    if let Some(grid) = grid {
        rows = fill(sheet, &columns, &formats, grid)?;
    }
    // ids and years that look like numbers are meant to be text
    sheet.ignore_error_range(1, 0, rows.max(1), last, rust_xlsxwriter::IgnoreError::NumberStoredAsText)?;
    sheet.autofilter(0, 0, rows.max(1), last)?;
    Ok(())
}

/// Writes the rows of a grid; returns how many.
fn fill(
    sheet: &mut Worksheet,
    columns: &[(&SheetColumn, bool)],
    formats: &[Format],
    grid: &dyn Grid,
) -> Result<u32, XlsxError> {
    let from: Vec<Option<usize>> =
        columns.iter().map(|((name, ..), _)| grid.header().iter().position(|header| header == name)).collect();
    let mut row = 0;
    let mut written = Ok(());
    let visit = &mut |_, cells: &dyn crate::input::table::CellRow| {
        if written.is_err() {
            return;
        }
        row += 1;
        for (i, column) in from.iter().enumerate() {
            let Some(column) = column else { continue };
            let text = cells.cell(*column).text();
            if !text.is_empty() && written.is_ok() {
                written = write(sheet, (row, i as u16), &text, columns[i].0.1, &formats[i]);
            }
        }
    };
    // a table that was read without problems has none now
    grid.each(visit, &mut Vec::new());
    written.map(|()| row)
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    kind: ColumnKind,
    format: &Format,
) -> Result<(), XlsxError> {
    match kind {
        ColumnKind::Number | ColumnKind::Share => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => sheet.write_number_with_format(row, column, number, format)?,
            _ => sheet.write_string_with_format(row, column, text, format)?,
        },
        ColumnKind::Flag if text.eq_ignore_ascii_case("true") => {
            sheet.write_boolean_with_format(row, column, true, format)?
        }
        ColumnKind::Flag if text.eq_ignore_ascii_case("false") => {
            sheet.write_boolean_with_format(row, column, false, format)?
        }
        // never as a formula, whatever it looks like
        _ => sheet.write_string_with_format(row, column, text, format)?,
    };
    Ok(())
}

fn format(kind: ColumnKind) -> Format {
    match kind {
        ColumnKind::Text | ColumnKind::Id(_) | ColumnKind::Date | ColumnKind::Choice(_) => {
            Format::new().set_num_format("@")
        }
        ColumnKind::Number => Format::new().set_num_format("General"),
        ColumnKind::Share => Format::new().set_num_format("0.0##%"),
        // Excel shows truth values in words whatever their format, others need to be told
        ColumnKind::Flag => Format::new().set_num_format("\"TRUE\";\"TRUE\";\"FALSE\"").set_align(FormatAlign::Center),
    }
}

fn header(required: bool) -> Format {
    let format = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
    if required {
        format.set_background_color(NEEDED).set_font_color(Color::White)
    } else {
        format.set_background_color(OPTIONAL)
    }
}

fn width(name: &str) -> f64 {
    match name {
        "note" => 50.0,
        "name" | "source" => 24.0,
        _ => (name.len() as f64 + 4.0).max(12.0),
    }
}

/// The choices of a column. Others are asked back, not refused: other rows may come first.
fn choices(kind: ColumnKind) -> Result<Option<DataValidation>, XlsxError> {
    let (validation, title, message) = match kind {
        ColumnKind::Id(table) => {
            // from the second row to the last that is filled, as new ids are added
            let ids = format!("{table}!$A$2:INDEX({table}!$A:$A,MAX(2,COUNTA({table}!$A:$A)))");
            let message = format!("The sheet {table} has no such id (a * is fine in caps).");
            (DataValidation::new().allow_list_formula(Formula::new(ids)), "No such id", message)
        }
        ColumnKind::Flag => {
            let list = DataValidation::new().allow_list_strings(&["TRUE", "FALSE"])?;
            (list, "Not a truth value", "Expected TRUE or FALSE.".into())
        }
        ColumnKind::Choice(words) => {
            let message = format!("Expected {}.", words.join(" or "));
            (DataValidation::new().allow_list_strings(words)?, "Not one of the choices", message)
        }
        ColumnKind::Text | ColumnKind::Number | ColumnKind::Share | ColumnKind::Date => return Ok(None),
    };
    let validation = validation.set_error_style(DataValidationErrorStyle::Warning);
    validation.set_error_title(title)?.set_error_message(message).map(Some)
}
