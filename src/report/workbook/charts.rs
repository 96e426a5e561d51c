//! The pictures of a workbook.

use super::About;
use super::sheets::{fitting, heading, pages};
use crate::report::table::{Cell, Table};
use crate::report::words::counted;
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartLine, ChartSolidFill, ChartType, Color, Format, FormatAlign, Workbook,
    XlsxError,
};
use std::collections::BTreeMap;

/// Series of a chart that can be told apart; the smallest of more are added up.
const SERIES: usize = 12;

/// Columns of a chart that can be read; of more periods the chart shows years.
const COLUMNS: usize = 72;

/// Size of a chart, in pixels; a row is 20 of them.
const CHART: (u32, u32) = (1080, 540);
pub(super) const CHART_ROWS: u32 = 28;

/// Colours that the colour-blind can tell apart: Okabe and Ito's, then three of Paul Tol's muted.
const COLOURS: [u32; SERIES] = [
    0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xD55E00, 0xF0E442, 0x332288, 0x999933, 0x882255, 0x44AA99,
    0x999999,
];

/// Quantities by what is bought from and by time: names of the columns, names of the rows, tonnes.
struct Grouped {
    names: Vec<String>,
    times: Vec<String>,
    tonnes: BTreeMap<(usize, usize), f64>,
}

/// Adds up purchases by `column`, the largest first; those beyond [`SERIES`] become one.
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
        names.push(counted(rest, "other"));
    }
    Grouped { names, times, tonnes }
}

/// Sheets with purchases by supplier and by country through time; their pictures.
pub(super) fn purchases(book: &mut Workbook, table: &Table<'_>) -> Result<Vec<Chart>, XlsxError> {
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
pub(super) fn frontier(about: About<'_>, table: &Table<'_>, most: usize) -> Chart {
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
    let shares = table.rows.iter().map(|row| if let Cell::Number(share) = row[1] { share } else { 0.0 });
    // a user's text never stands first: the crate takes a name that begins with = for a formula
    let (unit, format) = money_axis(about, table, &[2]);
    let cost = format!("cost, {unit}");
    chart.title().set_name("What each security level costs");
    chart.x_axis().set_name("share that may depend on the country").set_num_format("0%");
    chart.y_axis().set_name(cost.trim_end_matches([' ', ','])).set_num_format(format);
    if shares.fold(0.0, f64::max) <= 1.0 {
        chart.x_axis().set_min(0).set_max(1);
    }
    chart.set_width(CHART.0).set_height(CHART.1);
    chart
}

/// The title of an axis of money, and the format of its numbers: in millions where they are large.
fn money_axis(about: About<'_>, table: &Table<'_>, columns: &[usize]) -> (String, &'static str) {
    let number = |row: &Vec<Cell<'_>>, j: usize| if let Cell::Number(number) = row[j] { number.abs() } else { 0.0 };
    let most = table.rows.iter().flat_map(|row| columns.iter().map(move |&j| number(row, j))).fold(0.0, f64::max);
    let (unit, format) = if most >= 1e7 { ("million ", "#,##0,,") } else { ("", "#,##0") };
    // a user's text never looks like a cell reference
    (format!("{unit}{}", about.summary.currency).trim_end().replace('!', " "), format)
}

/// The tornado: the effects of each figure's ends on the cost, the most at the top.
pub(super) fn tornado(about: About<'_>, table: &Table<'_>) -> Chart {
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

/// A curve of levers as steps, from a sheet of their corners: as wide as the points or months each buys, as high as the cost of each.
pub(super) fn curve(book: &mut Workbook, about: About<'_>, table: &Table<'_>) -> Result<Chart, XlsxError> {
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
}
