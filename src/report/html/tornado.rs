//! A tornado in money or another unit: for each uncertain figure a bar to either side, drawn by the style.

use super::escape::html as text;
use super::format::money_beside;
use super::section;
use crate::analysis::sensitivity::Sensitivity;
use crate::analysis::variants::Figures;
use crate::model::Model;
use crate::report::tolerances::NO_BAR;
use crate::report::variants::BARS;
use crate::report::words;
use std::fmt::Write as _;

/// A figure's value in few digits.
pub(super) fn number(value: f64) -> String {
    let decimals = match value.abs() {
        x if x == x.round() || x >= 1000.0 => 0,
        x if x >= 10.0 => 1,
        x if x >= 0.1 => 2,
        _ => 4,
    };
    words::number(value, decimals)
}

pub(super) fn tornado_of_cost(model: &Model, base: &Figures, found: &[Sensitivity]) -> String {
    let bars: Vec<Bar> = found.iter().map(|s| Bar::new(s, base.cost, &|figures| figures.cost)).collect();
    tornado("What moves the cost", &bars, &|change| money_beside(change, base.cost.unwrap_or(0.0), &model.currency))
}

/// A section with the tornado of another figure, those first that move it most; nothing where none does.
pub(super) fn tornado_of(
    (id, title): (&str, &str),
    found: &[Sensitivity],
    base: Option<f64>,
    of: &dyn Fn(&Figures) -> Option<f64>,
    say: &dyn Fn(f64) -> String,
) -> String {
    let mut bars: Vec<Bar> = found.iter().map(|s| Bar::new(s, base, of)).collect();
    bars.sort_by(|a, b| b.reach().total_cmp(&a.reach()));
    let content = tornado(title, &bars, say);
    if content.is_empty() { content } else { section(id, title, "", &content) }
}

/// One uncertain figure and the effects of its ends.
struct Bar<'a> {
    of: &'a Sensitivity,
    at_low: Option<f64>,
    at_high: Option<f64>,
}

impl<'a> Bar<'a> {
    fn new(of: &'a Sensitivity, base: Option<f64>, figure: &dyn Fn(&Figures) -> Option<f64>) -> Self {
        let change = |end: &Option<Figures>| Some(figure(end.as_ref()?)? - base?);
        Self { of, at_low: change(&of.at_low), at_high: change(&of.at_high) }
    }

    fn reach(&self) -> f64 {
        self.at_low.unwrap_or(0.0).abs().max(self.at_high.unwrap_or(0.0).abs())
    }
}

/// Of how many times the fifth longest bar the scale reaches: one figure that dwarfs all others must not hide them.
const REACH: f64 = 2.5;

/// A tornado as a table, its bars drawn by the style; empty where nothing moves.
fn tornado(label: &str, bars: &[Bar], say: &dyn Fn(f64) -> String) -> String {
    let bars: Vec<&Bar> = bars.iter().filter(|bar| bar.reach() > NO_BAR).collect();
    let Some(longest) = bars.first().map(|bar| bar.reach()) else { return String::new() };
    let scale = bars.get(4).map_or(longest, |fifth| longest.min(REACH * fifth.reach()));
    let mut out = format!(
        "<ul class=\"legend\"><li><i class=\"low\" aria-hidden=\"true\"></i>at its low</li>\
         <li><i class=\"high\" aria-hidden=\"true\"></i>at its high</li></ul>\n\
         <div class=\"scroll cards\" role=\"region\" aria-label=\"Tornado: {label}\" tabindex=\"0\">\n<table class=\"tornado\"><thead><tr>\
         <th scope=\"col\">Figure</th><th scope=\"col\" class=\"number\">Value</th><th scope=\"col\" class=\"number\">Low to high</th>\
         <th scope=\"col\"><span class=\"axis\"><span>← less</span><span>more →</span></span></th>\
         <th scope=\"col\" class=\"number\">At low</th><th scope=\"col\" class=\"number\">At high</th></tr></thead><tbody>\n",
    );
    for bar in bars.iter().take(BARS) {
        let s = bar.of;
        let ends = [(bar.at_low, "low"), (bar.at_high, "high")];
        let drawn: String = ends.iter().filter_map(|(change, end)| Some(drawn((*change)?, scale, end))).collect();
        let said = |change: Option<f64>| change.map_or_else(|| "no plan".into(), |change| signed(change, say));
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\"><code>{}</code></th><td class=\"number\" data-label=\"Value\">{}</td>\
             <td class=\"number\" data-label=\"Low to high\">{} to {}</td><td><span class=\"bars\">{drawn}</span></td>\
             <td class=\"number\" data-label=\"At low\">{}</td><td class=\"number\" data-label=\"At high\">{}</td></tr>",
            breakable(&s.figure),
            number(s.value),
            number(s.low),
            number(s.high),
            said(bar.at_low),
            said(bar.at_high)
        );
    }
    out += "</tbody></table></div>\n";
    if longest > scale {
        out += "<p class=\"small\">A bar that ends in an arrow goes on beyond the edge.</p>\n";
    }
    if let Some(rest) = bars.len().checked_sub(BARS).filter(|&rest| rest > 0) {
        let _ = writeln!(
            out,
            "<p class=\"small\">{} {}.</p>",
            words::counted(rest, "figure"),
            words::verb(rest, "that moves it less is in sensitivity.csv", "that move it less are in sensitivity.csv")
        );
    }
    out
}

/// A change with its sign, as HTML.
fn signed(change: f64, say: &dyn Fn(f64) -> String) -> String {
    match change {
        c if c.abs() <= NO_BAR => "0".into(),
        c => text(&format!("{}{}", if c > 0.0 { "+" } else { "" }, say(c))),
    }
}

/// A key that may break behind its brackets and points.
fn breakable(key: &str) -> String {
    let mut out = String::new();
    for c in key.chars() {
        out += &text(&c.to_string());
        if matches!(c, '/' | ',' | ']' | '[') {
            out += "<wbr>";
        }
    }
    out
}

/// One end's bar: from the middle to its change, at most to the edge.
fn drawn(change: f64, scale: f64, end: &str) -> String {
    let half = 50.0 * (change.abs() / scale).min(1.0);
    let beyond = if change.abs() > scale { " beyond" } else { "" };
    let side = if change < 0.0 { "less" } else { "more-of" };
    format!("<i class=\"bar {end} {side}{beyond}\" style=\"width:{half:.2}%\"></i>")
}
