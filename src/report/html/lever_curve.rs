//! Levers as a curve: each a bar, as wide as the points or months it buys and as high as the cost of each, the cheapest first.

use super::escape::html as text;
use super::format::{minus, money, together, unbroken};
use super::static_page::{amount, nice, unit_of};
use crate::analysis::levers::{Buys, CurveStep};
use crate::model::Model;
use crate::report::figures::beside;
use crate::report::tolerances::WHOLE;
use crate::report::words::{counted, number, verb};
use std::fmt::Write as _;

/// Points of a share: `1.92 points`.
pub(super) fn points(points: f64) -> String {
    minus(number(beside(points, 100.0), 2)) + "\u{a0}points"
}

/// Months of survival, a whole number of them: `1 month`, `−2 months`.
pub(super) fn months(months: f64) -> String {
    let sign = if months < 0.0 { "\u{2212}" } else { "" };
    sign.to_owned() + &unbroken(&counted(months.abs().round() as usize, "month"))
}

/// The curve: a bar for each lever, as wide as the points or months it buys, as high as the cost of each; and the legend of the bars.
pub(super) fn curve_of(model: &Model, steps: &[CurveStep], narrow: usize, buys: Buys) -> String {
    let (one, many) = match buys {
        Buys::Points => ("point of independence", "points of the share below which no plan goes"),
        Buys::Months => ("month of survival", "months of a full stop that can be survived"),
    };
    let mut out = format!(
        "<p>Each bar is a lever: as wide as the {many} it buys, as high as what the cost changes for each {one}. Below the line it saves money as well. \
         Cheapest first.</p>\n<figure>\n{}{}</figure>\n",
        drawn_curve(model, steps, one, CurveSize { width: 760.0, class: "static wide" }),
        drawn_curve(model, steps, one, CurveSize { width: 400.0, class: "static narrow" })
    );
    out += "<ol class=\"steps\">\n";
    for step in steps {
        let bought = match buys {
            Buys::Points => points(step.bought),
            Buys::Months => months(step.bought),
        };
        let _ = writeln!(
            out,
            "<li><bdi>{}</bdi>, {}: {bought}, {} each.</li>",
            text(&step.pulled.lever.in_words(model)),
            together(step.pulled.lever.change()),
            text(&money(step.cost_each, &model.currency))
        );
    }
    out += "</ol>\n";
    if narrow > 0 {
        let _ = writeln!(
            out,
            "<p class=\"small\">{narrow} more {} too little to be drawn.</p>",
            verb(narrow, "buys", "buy")
        );
    }
    out
}

struct CurveSize {
    width: f64,
    class: &'static str,
}

const HEIGHT: f64 = 320.0;
const TOP: f64 = 46.0;
const BOTTOM: f64 = HEIGHT - 40.0;
const LEFT: f64 = 70.0;

/// The axes of the picture: costs up, amounts bought to the right.
struct Axes {
    right: f64,
    /// The points or months bought in all, to the right end.
    total: f64,
    /// The costs at the lower and the upper end, and from one line to the next.
    from: f64,
    to: f64,
    tick: f64,
}

impl Axes {
    fn new(steps: &[CurveStep], width: f64) -> Self {
        let low = steps.iter().map(|step| step.cost_each).fold(0.0, f64::min);
        let high = steps.iter().map(|step| step.cost_each).fold(0.0, f64::max);
        let tick = nice(if high > low { high - low } else { 1.0 });
        let from = (low / tick).floor() * tick;
        let to = ((high / tick).ceil() * tick).max(from + tick);
        Self { right: width - 10.0, total: steps.iter().map(|step| step.bought).sum(), from, to, tick }
    }

    fn x(&self, bought: f64) -> f64 {
        LEFT + (self.right - LEFT) * bought / self.total
    }

    fn y(&self, cost: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * (cost - self.from) / (self.to - self.from)
    }

    fn draw(&self, currency: &str, one: &str) -> String {
        let mut svg = String::from("<g class=\"axes\">\n");
        let (right, tick) = (self.right, self.tick);
        let most = self.from.abs().max(self.to.abs());
        let ticks = ((self.to - self.from) / tick).round() as usize;
        for value in (0..=ticks).map(|k| self.from + k as f64 * tick) {
            let zero = value.abs() < tick / 2.0;
            let class = if zero { " class=\"zero\"" } else { "" };
            let y = self.y(value);
            let _ = writeln!(svg, "<line{class} x1=\"{LEFT}\" x2=\"{right}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>");
            let said = if zero { "0".into() } else { minus(amount(value, most)) };
            let (x, y, said) = (LEFT - 6.0, y + 4.0, text(&said));
            let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y:.1}\" text-anchor=\"end\">{said}</text>");
        }
        let _ = writeln!(svg, "<text x=\"4\" y=\"14\">{} a {one}</text>", text(&unit_of(most, currency)));
        let step = nice(self.total);
        for at in (0..=(self.total / step + WHOLE).floor() as usize).map(|k| k as f64 * step) {
            let said = number(at, usize::from(step < 1.0) + usize::from(step < 0.1));
            let (x, y) = (self.x(at), BOTTOM + 18.0);
            let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{said}</text>");
        }
        let unit = one.split(' ').next().unwrap_or(one);
        let y = BOTTOM + 36.0;
        let _ = writeln!(
            svg,
            "<text x=\"{right}\" y=\"{y}\" text-anchor=\"end\">{unit}s, one lever after the other</text>"
        );
        svg + "</g>\n"
    }
}

fn drawn_curve(model: &Model, steps: &[CurveStep], one: &str, shape: CurveSize) -> String {
    let axes = Axes::new(steps, shape.width);
    let label = format!(
        "What a {one} costs, lever by lever: from {} to {} each.",
        money(steps[0].cost_each, &model.currency),
        money(steps[steps.len() - 1].cost_each, &model.currency)
    );
    let mut svg = format!(
        "<svg class=\"{}\" viewBox=\"0 0 {} {HEIGHT}\" role=\"img\" aria-label=\"{}\">\n",
        shape.class,
        shape.width,
        text(&label)
    );
    svg += &axes.draw(&model.currency, one);
    let mut so_far = 0.0;
    for (k, step) in steps.iter().enumerate() {
        svg += &bar(model, &axes, step, so_far, k + 1);
        so_far += step.bought;
    }
    svg + "</svg>\n"
}

/// A lever's bar behind those that buy `before`, with its number where there is room.
fn bar(model: &Model, axes: &Axes, step: &CurveStep, before: f64, place: usize) -> String {
    let mut svg = String::new();
    let (start, end) = (axes.x(before), axes.x(before + step.bought));
    let (high, low) = (axes.y(step.cost_each.max(0.0)), axes.y(step.cost_each.min(0.0)));
    let class = if step.cost_each < 0.0 { "saves" } else { "costs" };
    let _ = writeln!(
        svg,
        "<rect class=\"{class}\" x=\"{start:.1}\" y=\"{high:.1}\" width=\"{:.1}\" height=\"{:.1}\"><title>{}: {} each</title></rect>",
        (end - start - 1.0).max(0.5),
        (low - high).max(1.5),
        text(&step.pulled.lever.in_words(model)),
        text(&money(step.cost_each, &model.currency))
    );
    if end - start >= 16.0 {
        let at = if step.cost_each < 0.0 { axes.y(0.0) - 5.0 } else { high - 5.0 };
        let middle = (start + end) / 2.0;
        let _ = writeln!(
            svg,
            "<text class=\"place\" x=\"{middle:.1}\" y=\"{at:.1}\" text-anchor=\"middle\">{place}</text>"
        );
    }
    svg
}
