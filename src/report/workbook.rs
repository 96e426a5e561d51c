//! plan.xlsx: the tables of a run as a workbook, with pictures.
//!
//! Every name is written as text, whatever it looks like: nothing in the workbook is ever a formula. Numbers are the same as in the CSV
//! files; their formats only shorten what is shown.

use std::collections::BTreeMap;
use std::io::{self, Write};

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartLine, ChartSolidFill, ChartType, Color, DocProperties, Format, FormatAlign,
    Note, Workbook, Worksheet, XlsxError,
};

use super::summary::Summary;
use super::table::{Cell, Table};

/// Rows of a sheet, its header included.
const ROWS: usize = 1_048_576;

/// Characters that a cell holds.
const CHARACTERS: usize = 32_767;

/// Excel shows truth values in words whatever their format, others need to be told.
const TRUTH: &str = "\"TRUE\";\"TRUE\";\"FALSE\"";

/// Series of a chart that can be told apart; the smallest of more are added up.
const SERIES: usize = 12;

/// Columns of a chart that can be read; of more periods the chart shows years.
const COLUMNS: usize = 72;

/// Tables that have charts.
const PICTURED: [&str; 5] = ["purchases", "frontier", "tornado", "curve_of_points", "curve_of_months"];

/// Size of a chart, in pixels; a row is 20 of them.
const CHART: (u32, u32) = (1080, 540);
const CHART_ROWS: u32 = 28;

/// Colours that the colour-blind can tell apart: Okabe and Ito's, then three of Paul Tol's muted.
const COLOURS: [u32; SERIES] = [
    0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xD55E00, 0xF0E442, 0x332288, 0x999933, 0x882255, 0x44AA99,
    0x999999,
];

/// What is told of a run beside its tables.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The model's name.
    pub model: &'a str,
    /// `kg` or `t`, what prices are per.
    pub price_unit: &'a str,
    /// What the requirement is in: t, or t weighted with prices.
    pub requirement_unit: &'a str,
    /// The run's summary.
    pub summary: &'a Summary,
}

/// Writes a run's tables as a workbook: a summary, a sheet for each table, charts of purchases and of the frontier where they are among
/// them. A table of more rows than a sheet holds goes on in further sheets, and the summary says so.
///
/// # Errors
/// What `to` cannot write.
pub fn write(about: About<'_>, tables: &[&Table<'_>], to: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(about, tables, ROWS).and_then(|mut book| book.save_to_buffer()).map_err(io::Error::other)?;
    to.write_all(&bytes)
}

fn workbook(about: About<'_>, tables: &[&Table<'_>], rows: usize) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title(about.model).set_author("stockpile"));
    book.add_worksheet().set_name("summary")?;
    let pictured = |table: &&&Table<'_>| PICTURED.contains(&table.name) && !table.rows.is_empty();
    if tables.iter().any(|table| pictured(&table)) {
        pages(book.add_worksheet().set_name("charts")?).set_screen_gridlines(false);
    }
    let (mut parts, mut charts) = (Vec::new(), Vec::new());
    for table in tables {
        parts.push((table.name, sheets(&mut book, about, table, rows)?));
        match table.name {
            _ if table.rows.is_empty() => {}
            "purchases" => charts.extend(purchases(&mut book, table)?),
            "frontier" => charts.push(frontier(about, table, rows)),
            "tornado" => charts.push(tornado(about, table)),
            "curve_of_points" | "curve_of_months" => charts.push(curve(&mut book, about, table)?),
            _ => {}
        }
    }
    summary(book.worksheet_from_index(0)?, about, &parts)?;
    for (i, chart) in (0..).zip(&charts) {
        book.worksheet_from_name("charts")?.insert_chart(i * CHART_ROWS, 0, chart)?;
    }
    if charts.len() > 1 {
        let breaks: Vec<u32> = (1..).take(charts.len() - 1).map(|i| i * CHART_ROWS).collect();
        book.worksheet_from_name("charts")?.set_page_breaks(&breaks)?;
    }
    Ok(book)
}

/// Writes a table to as many sheets as it needs; returns how many.
fn sheets(book: &mut Workbook, about: About<'_>, table: &Table<'_>, most: usize) -> Result<usize, XlsxError> {
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
fn pages(sheet: &mut Worksheet) -> &mut Worksheet {
    const A4: u8 = 9;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0)
}

fn header(sheet: &mut Worksheet, about: About<'_>, table: &Table<'_>) -> Result<(), XlsxError> {
    pages(sheet).set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    for (j, column) in table.columns.iter().enumerate() {
        let numbers = table.rows.iter().map(|row| &row[j]).find(|cell| **cell != Cell::Blank);
        let side = if let Some(Cell::Number(_)) = numbers { FormatAlign::Right } else { FormatAlign::Left };
        let unit = match *column {
            "unit_price" => format!("{}/{}", about.summary.currency, about.price_unit),
            "cost" | "extra_cost" | "at_low" | "at_high" | "saves" | "worth_at_most" | "cost_per_point"
            | "cost_per_month" => about.summary.currency.clone(),
            "marginal_cost" => format!("{} per percentage point", about.summary.currency),
            "levy" => format!("{} per unit that depends ({})", about.summary.currency, about.requirement_unit),
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

fn heading() -> Format {
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
fn fitting(text: &str) -> String {
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

fn summary(sheet: &mut Worksheet, about: About<'_>, parts: &[(&str, usize)]) -> Result<(), XlsxError> {
    let Summary { currency, .. } = about.summary;
    let title = Format::new().set_bold().set_font_size(16.0);
    let note = Format::new().set_italic().set_font_color(Color::RGB(0x595959));
    pages(sheet).set_column_width(0, 44)?.set_column_width(1, 22)?.set_column_width(2, 24)?;
    sheet.write_string_with_format(0, 0, fitting(about.model), &title)?;
    let money = Format::new().set_num_format("#,##0");
    let share = Format::new().set_num_format("0.0%");
    let tonnes = Format::new().set_num_format("#,##0.0");
    let small = Format::new().set_num_format("0.0E+00");
    let s = about.summary;
    let parts_of_cost: Vec<(String, f64)> = s
        .cost_parts
        .iter()
        .flat_map(|parts| parts.iter())
        .map(|(term, part)| (format!("  {}", term.title()), part))
        .collect();
    let mut lines: Vec<(&str, Option<f64>, &Format, &str)> = vec![("cost (discounted)", s.cost, &money, currency)];
    lines.extend(parts_of_cost.iter().map(|(name, part)| (name.as_str(), Some(*part), &money, currency.as_str())));
    if let Some(paid) = s.price_floor_paid.filter(|&paid| paid > 0.0) {
        lines.push(("of purchase: what price floors pay", Some(paid), &money, currency));
    }
    lines.push(("share that depends on the country", s.share, &share, ""));
    lines.push(("the same without feedstock", s.share_direct, &share, ""));
    lines.push(("share of purchases", s.share_of_purchases, &share, ""));
    lines.push(("requirement", Some(s.requirement), &tonnes, about.requirement_unit));
    lines.push(("shortage", s.shortage, &tonnes, "t"));
    if let Some(level) = &s.level {
        lines.push(("security level: asked for", Some(level.asked), &share, ""));
        lines.push(("security level: in force", level.in_force, &share, ""));
        lines.push(("extra cost over the least-cost plan", s.cost.map(|_| level.extra_cost), &money, currency));
        lines.extend(level.held.iter().map(|h| (h.row.as_str(), Some(h.floor), &share, "held at its floor")));
    }
    let count = Format::new().set_num_format("#,##0");
    lines.push(("variables", Some(s.variables as f64), &count, ""));
    lines.push(("constraints", Some(s.constraints as f64), &count, ""));
    if let Some(certificate) = s.certificate {
        lines.push(("proof: primal violation, relative", Some(certificate.primal), &small, ""));
        lines.push(("proof: dual violation, relative", Some(certificate.dual), &small, ""));
        lines.push(("proof: gap to the optimum, relative", Some(certificate.gap), &small, ""));
    }
    sheet.write_string(2, 0, "status")?.write_string(2, 1, s.status)?;
    sheet.write_string(3, 0, "solver")?.write_string(3, 1, s.solver)?;
    let mut row = 3;
    for (name, value, format, unit) in lines {
        row += 1;
        sheet.write_string(row, 0, fitting(name))?;
        if let Some(value) = value {
            sheet.write_number_with_format(row, 1, value, format)?;
        }
        sheet.write_string_with_format(row, 2, fitting(unit), &Format::new().set_indent(1))?;
    }
    row += 1;
    for (name, count) in parts.iter().filter(|(_, count)| *count > 1) {
        row += 1;
        let text = format!(
            "{name} has more rows than a sheet holds: it goes on in {} more, from {name} 2; pictures show the first",
            count - 1
        );
        sheet.write_string_with_format(row, 0, text, &note)?;
    }
    Ok(())
}

/// Quantities by what is bought from and by time: names of the columns, names of the rows, tonnes.
struct Grouped {
    names: Vec<String>,
    times: Vec<String>,
    tonnes: BTreeMap<(usize, usize), f64>,
}

/// Adds up purchases by `column`, the largest first; what is beyond [`SERIES`] becomes one.
fn grouped(table: &Table<'_>, column: &str) -> Grouped {
    let index = |name: &str| table.columns.iter().position(|c| *c == name).expect("a column of purchases");
    let (period, by, quantity) = (index("period"), index(column), index("quantity"));
    let text = |row: &[Cell<'_>], i: usize| match &row[i] {
        Cell::Text(text) => text.to_string(),
        _ => String::new(),
    };
    let mut periods: Vec<String> = table.rows.iter().map(|row| text(row, period)).collect();
    periods.sort_unstable();
    periods.dedup();
    let years = periods.len() > COLUMNS;
    let time = |row: &[Cell<'_>]| {
        let period = text(row, period);
        // YYYY-MM
        if years { period.get(..4).map(str::to_owned).unwrap_or(period) } else { period }
    };
    let mut totals: BTreeMap<String, f64> = BTreeMap::new();
    let mut sums: BTreeMap<(String, String), f64> = BTreeMap::new();
    for row in &table.rows {
        let Cell::Number(tonnes) = row[quantity] else { continue };
        *totals.entry(text(row, by)).or_default() += tonnes;
        *sums.entry((time(row), text(row, by))).or_default() += tonnes;
    }
    let mut names: Vec<(String, f64)> = totals.into_iter().collect();
    names.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut names: Vec<String> = names.into_iter().map(|(name, _)| name).collect();
    let rest = names.len().checked_sub(SERIES).filter(|rest| *rest > 0).map(|rest| rest + 1);
    let mut times: Vec<String> = sums.keys().map(|(time, _)| time.clone()).collect();
    times.dedup();
    let place: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect();
    let mut tonnes = BTreeMap::new();
    for ((time, name), sum) in &sums {
        let column = place[name.as_str()].min(SERIES - 1);
        let row = times.binary_search(time).expect("every time is among them");
        *tonnes.entry((row, column)).or_default() += sum;
    }
    if let Some(rest) = rest {
        names.truncate(SERIES - 1);
        names.push(format!("{rest} others"));
    }
    Grouped { names, times, tonnes }
}

/// Sheets with purchases by supplier and by country through time; their pictures.
fn purchases(book: &mut Workbook, table: &Table<'_>) -> Result<Vec<Chart>, XlsxError> {
    let mut charts = Vec::new();
    for (column, name) in [("supplier", "purchases_by_supplier"), ("country", "purchases_by_country")] {
        let grouped = grouped(table, column);
        let sheet = book.add_worksheet();
        pages(sheet.set_name(name)?.set_freeze_panes(1, 1)?);
        sheet.set_column_width(0, 10)?;
        let tonnes = Format::new().set_num_format("#,##0.0");
        sheet.write_string_with_format(0, 0, "t", &heading())?;
        for (j, name) in grouped.names.iter().enumerate() {
            let j = j as u16 + 1;
            sheet.write_string_with_format(0, j, fitting(name), &heading().set_align(FormatAlign::Right))?;
            sheet.set_column_width(j, (name.chars().count().clamp(9, 24) + 2) as f64)?;
        }
        for (i, time) in grouped.times.iter().enumerate() {
            sheet.write_string(i as u32 + 1, 0, time)?;
        }
        for (&(i, j), &sum) in &grouped.tonnes {
            sheet.write_number_with_format(i as u32 + 1, j as u16 + 1, sum, &tonnes)?;
        }
        let last = grouped.times.len() as u32;
        let mut chart = Chart::new(ChartType::ColumnStacked);
        for (j, colour) in (1..=grouped.names.len()).zip(COLOURS) {
            let j = j as u16;
            let series = chart.add_series();
            series.set_name((name, 0, j)).set_categories((name, 1, 0, last, 0)).set_values((name, 1, j, last, j));
            series.set_format(ChartSolidFill::new().set_color(Color::RGB(colour))).set_gap(30);
        }
        chart.title().set_name(&format!("Purchases by {column}, t"));
        chart.y_axis().set_num_format("#,##0");
        chart.set_width(CHART.0).set_height(CHART.1);
        charts.push(chart);
    }
    Ok(charts)
}

/// The frontier's picture, from as many of its rows as its first sheet holds.
fn frontier(about: About<'_>, table: &Table<'_>, most: usize) -> Chart {
    let mut chart = Chart::new(ChartType::ScatterStraight);
    let mut first = 0;
    let same = |a: &Vec<Cell<'_>>, b: &Vec<Cell<'_>>| a[0] == b[0];
    for (rows, colour) in table.rows.chunk_by(same).zip(COLOURS.into_iter().cycle()) {
        let last = (first + rows.len()).min(most - 1);
        if first < last {
            let (top, bottom) = (first as u32 + 1, last as u32);
            let series = chart.add_series();
            series
                .set_name((table.name, top, 0))
                .set_categories((table.name, top, 1, bottom, 1))
                .set_values((table.name, top, 2, bottom, 2))
                .set_format(ChartLine::new().set_color(Color::RGB(colour)).set_width(2.25));
        }
        first += rows.len();
    }
    let numbers = |column: usize| {
        let cells = table.rows.iter().map(move |row| &row[column]);
        cells.filter_map(|cell| if let Cell::Number(number) = cell { Some(*number) } else { None }).fold(0.0, f64::max)
    };
    let (unit, format) = if numbers(2) >= 1e7 { ("million ", "#,##0,,") } else { ("", "#,##0") };
    // what a user wrote never stands first: the crate takes a name that begins with = for a formula
    // and one with an exclamation mark for the place of a cell
    let cost = format!("cost, {unit}{}", about.summary.currency).replace('!', " ");
    chart.title().set_name("What each security level costs");
    chart.x_axis().set_name("share that may depend on the country").set_num_format("0%");
    chart.y_axis().set_name(cost.trim_end_matches([' ', ','])).set_num_format(format);
    if numbers(1) <= 1.0 {
        chart.x_axis().set_min(0).set_max(1);
    }
    chart.set_width(CHART.0).set_height(CHART.1);
    chart
}

/// What an axis of money says, and how its numbers are shown: in millions where they are large.
fn money_axis(about: About<'_>, table: &Table<'_>, columns: &[usize]) -> (String, &'static str) {
    let number = |row: &Vec<Cell<'_>>, j: usize| if let Cell::Number(number) = row[j] { number.abs() } else { 0.0 };
    let most = table.rows.iter().flat_map(|row| columns.iter().map(move |&j| number(row, j))).fold(0.0, f64::max);
    let (unit, format) = if most >= 1e7 { ("million ", "#,##0,,") } else { ("", "#,##0") };
    // what a user wrote never looks like the place of a cell
    (format!("{unit}{}", about.summary.currency).replace('!', " "), format)
}

/// The tornado: what each figure's ends do to the cost, the most at the top.
fn tornado(about: About<'_>, table: &Table<'_>) -> Chart {
    let mut chart = Chart::new(ChartType::Bar);
    let last = table.rows.len() as u32;
    for (j, colour) in [(1, COLOURS[0]), (2, COLOURS[5])] {
        let series = chart.add_series();
        series.set_name((table.name, 0, j)).set_categories((table.name, 1, 0, last, 0));
        series.set_values((table.name, 1, j, last, j)).set_overlap(100).set_gap(40);
        series.set_format(ChartSolidFill::new().set_color(Color::RGB(colour)));
    }
    let (unit, format) = money_axis(about, table, &[1, 2]);
    chart.title().set_name("What the cost rests on, one figure at a time");
    chart.x_axis().set_reverse().set_label_position(ChartAxisLabelPosition::Low);
    chart.y_axis().set_name(&unit).set_num_format(format);
    chart.set_width(CHART.0).set_height(CHART.1);
    chart
}

/// A curve of levers as steps, from a sheet of their corners: as wide as what each buys, as high as what each of that costs.
fn curve(book: &mut Workbook, about: About<'_>, table: &Table<'_>) -> Result<Chart, XlsxError> {
    let name = format!("{}_steps", table.name);
    let sheet = book.add_worksheet();
    sheet.set_name(&name)?.set_column_width(0, 14)?.set_column_width(1, 18)?;
    sheet.write_string_with_format(0, 0, table.columns[4], &heading())?;
    sheet.write_string_with_format(0, 1, table.columns[3], &heading())?;
    let money = Format::new().set_num_format("#,##0");
    let (mut row, mut so_far) = (0, 0.0);
    for step in &table.rows {
        let (Cell::Number(height), Cell::Number(until)) = (&step[3], &step[4]) else { continue };
        for corner in [so_far, *until] {
            row += 1;
            sheet.write_number(row, 0, corner)?.write_number_with_format(row, 1, *height, &money)?;
        }
        so_far = *until;
    }
    let mut chart = Chart::new(ChartType::ScatterStraight);
    let series = chart.add_series();
    series.set_name((table.name, 0, 3)).set_categories((&*name, 1, 0, row, 0)).set_values((&*name, 1, 1, row, 1));
    series.set_format(ChartLine::new().set_color(Color::RGB(COLOURS[0])).set_width(2.25));
    let (unit, format) = money_axis(about, table, &[3]);
    let what = table.columns[2];
    chart.title().set_name(&format!("What {what} cost, lever by lever, cheapest first"));
    chart.x_axis().set_name(what).set_label_position(ChartAxisLabelPosition::Low);
    chart.y_axis().set_name(&unit).set_num_format(format);
    chart.legend().set_hidden();
    chart.set_width(CHART.0).set_height(CHART.1);
    Ok(chart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader as _, Xlsx};

    fn summary() -> Summary {
        Summary { currency: "=1+1".into(), ..Summary::default() }
    }

    fn read(tables: &[&Table<'_>], rows: usize) -> Xlsx<io::Cursor<Vec<u8>>> {
        let summary = summary();
        let about = About { model: "=1+1", price_unit: "kg", requirement_unit: "t", summary: &summary };
        Xlsx::new(io::Cursor::new(workbook(about, tables, rows).unwrap().save_to_buffer().unwrap())).unwrap()
    }

    #[test]
    fn a_table_of_more_rows_than_a_sheet_goes_on_in_the_next_and_the_summary_says_so() {
        let rows = (0..7).map(|i| vec![f64::from(i).into()]).collect();
        let table = Table { name: "stock", columns: &["opening"], rows };
        // sheets of 4 rows: 3 + 3 + 1 below the headers
        let mut book = read(&[&table], 4);
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

    #[test]
    fn the_smallest_series_are_added_up_and_many_periods_become_years() {
        // 14 suppliers in 84 months, supplier i sells i + 1 t a month: 11 of their own, the smallest 3 (1 + 2 + 3 t) together
        let columns = &["period", "supplier", "country", "quantity"];
        let mut rows: Vec<Vec<Cell<'_>>> = Vec::new();
        for month in 0..84 {
            for i in 0..14 {
                let period = format!("{}-{:02}", 2026 + month / 12, month % 12 + 1);
                rows.push(vec![period.into(), format!("s{i:02}").into(), "C".into(), f64::from(i + 1).into()]);
            }
        }
        let grouped = grouped(&Table { name: "purchases", columns, rows }, "supplier");
        assert_eq!(grouped.names.len(), SERIES);
        assert_eq!((grouped.names[0].as_str(), grouped.names[11].as_str()), ("s13", "3 others"));
        assert_eq!(grouped.times, ["2026", "2027", "2028", "2029", "2030", "2031", "2032"]);
        assert_eq!(grouped.tonnes[&(0, 0)], 12.0 * 14.0);
        assert_eq!(grouped.tonnes[&(6, 11)], 12.0 * 6.0);
    }

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
