//! The summary sheet of a workbook.

use super::About;
use super::sheets::{fitting, pages};
use rust_xlsxwriter::{Color, Format, Worksheet, XlsxError};
use std::borrow::Cow;

const MONEY: &str = "#,##0";
const SHARE: &str = "0.0%";
const TONNES: &str = "#,##0.0";
const COUNT: &str = "#,##0";
const SMALL: &str = "0.0E+00";

/// A figure of the run: its name, value, number format and unit.
type SummaryLine<'a> = (Cow<'a, str>, Option<f64>, &'static str, &'a str);

/// The first sheet: the figures of the run, and the tables that go on in further sheets; each table comes with the number of sheets it takes.
pub(super) fn write(sheet: &mut Worksheet, about: About<'_>, parts: &[(&str, usize)]) -> Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(16.0);
    let note = Format::new().set_italic().set_font_color(Color::RGB(0x595959));
    pages(sheet).set_column_width(0, 44)?.set_column_width(1, 22)?.set_column_width(2, 24)?;
    sheet.write_string_with_format(0, 0, fitting(about.model), &title)?;
    sheet.write_string(2, 0, "status")?.write_string(2, 1, about.summary.status)?;
    sheet.write_string(3, 0, "solver")?.write_string(3, 1, about.summary.solved_by())?;
    let mut row = 3;
    for (name, value, format, unit) in lines(about) {
        row += 1;
        sheet.write_string(row, 0, fitting(&name))?;
        if let Some(value) = value {
            sheet.write_number_with_format(row, 1, value, &Format::new().set_num_format(format))?;
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

fn lines(about: About<'_>) -> Vec<SummaryLine<'_>> {
    let s = about.summary;
    let currency = &*s.currency;
    let mut lines: Vec<SummaryLine> = vec![("cost (discounted)".into(), s.cost, MONEY, currency)];
    let parts = s.cost_parts.iter().flat_map(|parts| parts.iter());
    lines.extend(parts.map(|(term, part)| (format!("  {}", term.title()).into(), Some(part), MONEY, currency)));
    if let Some(paid) = s.price_floor_paid.filter(|&paid| paid > 0.0) {
        lines.push(("of purchase: what price floors pay".into(), Some(paid), MONEY, currency));
    }
    lines.push(("share that depends on the country".into(), s.share, SHARE, ""));
    lines.push(("the same without feedstock".into(), s.share_direct, SHARE, ""));
    lines.push(("share of purchases".into(), s.share_of_purchases, SHARE, ""));
    lines.push(("requirement".into(), Some(s.requirement), TONNES, about.requirement_unit));
    lines.push(("shortage".into(), s.shortage, TONNES, "t"));
    if let Some(level) = &s.level {
        lines.push(("security level: asked for".into(), Some(level.asked), SHARE, ""));
        lines.push(("security level: in force".into(), level.in_force, SHARE, ""));
        lines.push(("extra cost over the least-cost plan".into(), s.cost.map(|_| level.extra_cost), MONEY, currency));
        lines.extend(level.held.iter().map(|h| (h.row.as_str().into(), Some(h.floor), SHARE, "held at its floor")));
    }
    lines.push(("variables".into(), Some(s.variables as f64), COUNT, ""));
    lines.push(("constraints".into(), Some(s.constraints as f64), COUNT, ""));
    if let Some(certificate) = s.certificate {
        lines.push(("proof: primal violation, relative".into(), Some(certificate.primal), SMALL, ""));
        lines.push(("proof: dual violation, relative".into(), Some(certificate.dual), SMALL, ""));
        lines.push(("proof: gap to the optimum, relative".into(), Some(certificate.gap), SMALL, ""));
    }
    lines
}
