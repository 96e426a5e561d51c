//! The page without scripts: the frontier as a static picture, the table of levels, each element's share, and what cannot go
//! lower in a sentence each. All of it is there when the page opens; scripts put the interactive report in its place.

use super::escape::{html as text, name};
use super::format::{money, money_beside, percent, short};
use super::{Input, shares};
use crate::analysis::frontier::causes::Held;
use crate::analysis::frontier::tolerances::ROUNDING;
use crate::analysis::frontier::{Frontier, Level};
use crate::model::{Element, Model, Scope};
use crate::plan::Plan;
use crate::report::causes::because;
use crate::report::countries::country_name;
use crate::report::figures::beside;
use crate::report::level::reached;
use crate::report::names::row_for_people;
use crate::report::tolerances::WHOLE;
use crate::report::words::number;
use std::fmt::Write;

/// The name of a scope's line.
pub(super) fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Total => "All together",
        Scope::Group => "Each group",
        Scope::Element => "Each element",
        Scope::Segment => "Each segment",
    }
}

/// The parts of the page that need no script, as HTML; empty where there is no frontier.
pub(super) fn html(input: &Input, asked: f64) -> String {
    if input.frontiers.is_empty() {
        return String::new();
    }
    let mut page = String::new();
    page += "<h2>What each level of security costs</h2>\n<figure>\n";
    page += &picture(input);
    page += "</figure>\n";
    for (frontier, levels) in input.frontiers {
        page += &level_table(input, frontier, levels);
    }
    page += &element_table(input, asked);
    for (index, (frontier, _)) in input.frontiers.iter().enumerate() {
        page += &floor_list(input, index, frontier);
    }
    page
}

/// A table with its heading; the first column's cells head their rows. Cells are HTML.
fn table(heading: &str, columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut page = format!(
        "<h3>{heading}</h3>\n<div class=\"scroll\" role=\"region\" aria-label=\"{heading}\" tabindex=\"0\">\n<table><thead><tr>"
    );
    for (k, column) in columns.iter().enumerate() {
        let _ = write!(page, "<th scope=\"col\"{}>{column}</th>", if k > 0 { " class=\"number\"" } else { "" });
    }
    page += "</tr></thead><tbody>\n";
    for row in rows {
        page += "<tr>";
        for (k, cell) in row.iter().enumerate() {
            let _ = match k {
                0 => write!(page, "<th scope=\"row\">{cell}</th>"),
                _ => write!(page, "<td class=\"number\">{cell}</td>"),
            };
        }
        page += "</tr>\n";
    }
    page + "</tbody></table></div>\n"
}

fn level_table(input: &Input, frontier: &Frontier, levels: &[Level]) -> String {
    let currency = &input.model.currency;
    let lowest = |level: &&Level| {
        !level.attainable && level.found.as_ref().is_some_and(|f| f.share <= frontier.lowest_share + ROUNDING)
    };
    let beyond = levels.iter().filter(lowest).count();
    let first = levels.iter().position(|level| lowest(&level));
    // levels that none can reach end at the same plan: one row says so
    let told = levels.iter().enumerate().filter(|(k, level)| !lowest(level) || Some(*k) == first);
    let rows = told.map(|(k, level)| {
        let below = if Some(k) == first && beyond > 1 { " and below" } else { "" };
        let found = level.found.as_ref();
        let say = |value: Option<String>| value.unwrap_or_else(|| "–".into());
        vec![
            percent(level.level) + below,
            reached(level).into(),
            say(found.map(|f| percent(f.share))),
            say(found.map(|f| text(&money(f.cost, currency)))),
            say(found.map(|f| text(&money_beside(f.extra_cost, f.cost, currency)))),
            say(found.and_then(|f| f.extra_percent).map(|more| percent(more / 100.0))),
            say(found.and_then(|f| Some(text(&money_beside(f.marginal_cost?, f.cost, currency))))),
        ]
    });
    let columns = ["Level", "Reached", "In force", "Cost", "Extra", "Extra, %", "Next point"];
    table(&format!("The levels: {}", scope_name(frontier.scope).to_lowercase()), &columns, rows)
}

/// Each element's share in the cheapest plan and at a level of the first scope.
fn element_table(input: &Input, asked: f64) -> String {
    let (frontier, _) = input.frontiers[0];
    let share = asked.clamp(frontier.lowest_share, frontier.free_share);
    let at = |share| shares::of_elements(input.model, &Plan::new(input.model, input.program, &frontier.plan(share)));
    let (free, then) = (at(frontier.free_share), at(share));
    let say = |share: Option<f64>| share.map_or_else(|| "–".into(), percent);
    let rows = input.model.elements.iter().zip(free).zip(then);
    let rows = rows.map(|((element, free), then)| vec![element_name(element), say(free), say(then)]);
    let column = format!("At a level of {}", percent(share));
    table("Each element’s own share", &["Element", "Cheapest plan", &column], rows)
}

fn element_name(element: &Element) -> String {
    name(&element.name)
}

fn floor_list(input: &Input, index: usize, frontier: &Frontier) -> String {
    let mut rows: Vec<usize> = (0..frontier.rows.len()).collect();
    rows.sort_by(|&a, &b| frontier.floors[b].total_cmp(&frontier.floors[a]).then(a.cmp(&b)));
    let why = |held: &[Held]| match held {
        [] => String::new(),
        [one] => format!(": {}", text(&because(input.model, one, 2))),
        several => format!(
            ": {}",
            several
                .iter()
                .take(4)
                .filter_map(|held| Some(format!(
                    "{} {}",
                    percent(held.part),
                    text(&input.model.element(held.element?).name)
                )))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    let mut list = format!("<h3>What cannot go lower: {}</h3>\n<ul>\n", scope_name(frontier.scope).to_lowercase());
    for row in rows {
        let part = name(&row_for_people(input.model, &frontier.rows[row]));
        let _ = writeln!(
            list,
            "<li>{part}: {} at least{}.</li>",
            percent(frontier.floors[row]),
            why(input.causes(index, row))
        );
    }
    list + "</ul>\n"
}

/// The frame of the picture, in its own units.
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    shares: (f64, f64),
    /// Extra cost between two lines, and the number of lines above the lowest.
    step: f64,
    steps: f64,
}

impl Frame {
    /// A frame with room for all of these frontiers; `free` is the share at which nothing costs extra, of those that the axis must reach.
    fn around<'a>(frontiers: impl Iterator<Item = &'a Frontier> + Clone, free: f64) -> Self {
        let most = frontiers.clone().map(most_extra).fold(0.0, f64::max);
        // where nothing costs extra the axis has one amount of money
        let most = if most > 0.0 { most } else { 1.0 };
        let lowest = frontiers.map(|frontier| frontier.lowest_share).fold(f64::INFINITY, f64::min);
        let from = (10.0 * (lowest - 0.01)).floor().max(0.0) / 10.0;
        let to = ((10.0 * (free + 0.01)).ceil() / 10.0).min(1.0).max(from + 0.1);
        let step = nice(most);
        let steps = (most / step).ceil().max(1.0);
        Self { left: 64.0, right: 660.0, top: 44.0, bottom: 270.0, shares: (from, to), step, steps }
    }

    /// The extra cost at the top.
    fn most(&self) -> f64 {
        self.step * self.steps
    }

    fn x(&self, share: f64) -> f64 {
        let (from, to) = self.shares;
        self.left + (self.right - self.left) * (share - from) / (to - from)
    }

    fn y(&self, extra: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * extra / self.most()
    }
}

/// The cost of the lowest level above the cheapest plan.
fn most_extra(frontier: &Frontier) -> f64 {
    frontier.points.last().map_or(0.0, |point| beside((point.cost - frontier.least_cost).max(0.0), point.cost))
}

/// The frontier of every scope, drawn once.
fn picture(input: &Input) -> String {
    let frontiers = || input.frontiers.iter().map(|(frontier, _)| &***frontier);
    let first = input.frontiers[0].0.scope;
    let views = || input.beside.iter().filter(|view| view.frontier.scope == first);
    let lowest = frontiers().map(|f| f.lowest_share).fold(f64::INFINITY, f64::min);
    let free = frontiers().map(|f| f.free_share).fold(0.0, f64::max);
    let most = frontiers().map(most_extra).fold(0.0, f64::max);
    let frame = Frame::around(frontiers().chain(views().map(|view| &**view.frontier)), free);
    let label = format!(
        "Cost of each security level: nothing extra at {}, {} more at {}.",
        percent(free),
        money(most, &input.model.currency),
        percent(lowest)
    );
    let mut svg =
        format!("<svg class=\"static\" viewBox=\"0 0 680 330\" role=\"img\" aria-label=\"{}\">\n", text(&label));
    svg += &axes(&frame, input.model);
    for view in views() {
        let points = points(&frame, view.frontier);
        let (x, y) = points.last().copied().unwrap_or_default();
        let _ = writeln!(
            svg,
            "<g class=\"view\">\n<polyline points=\"{}\"/>\n<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>\n</g>",
            path(&points),
            y - 6.0,
            text(view.name(input.model))
        );
    }
    for (k, frontier) in frontiers().enumerate() {
        svg += &line(&frame, k, frontier);
    }
    svg + "</svg>\n"
}

/// Lines with their amounts, the shares below them, and the labels of the axes.
fn axes(frame: &Frame, model: &Model) -> String {
    let mut svg = String::from("<g class=\"axes\">\n");
    for k in 0..=frame.steps as usize {
        let y = frame.y(k as f64 * frame.step);
        let _ = writeln!(svg, "<line x1=\"64\" x2=\"660\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>");
        let amount = text(&amount(k as f64 * frame.step, frame.most()));
        let _ = writeln!(svg, "<text x=\"56\" y=\"{:.1}\" text-anchor=\"end\">{amount}</text>", y + 4.0);
    }
    let (from, to) = frame.shares;
    for k in 0..=((to - from) * 10.0).round() as usize {
        let share = from + k as f64 / 10.0;
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"290\" text-anchor=\"middle\">{}</text>",
            frame.x(share),
            percent(share)
        );
    }
    let unit = unit_of(frame.most(), &model.currency);
    let country = model.security.as_ref().map_or("", |security| country_name(model.country(security.country)));
    let _ = writeln!(svg, "<text x=\"4\" y=\"12\">{} more than the cheapest plan</text>", text(&unit));
    let _ = writeln!(
        svg,
        "<text x=\"362\" y=\"318\" text-anchor=\"middle\">share that may depend on {}</text>",
        text(country)
    );
    svg + "<text x=\"64\" y=\"318\">← safer</text>\n<text x=\"660\" y=\"318\" text-anchor=\"end\">cheaper →</text>\n</g>\n"
}

/// A frontier's corners, as far as they can be told apart.
fn points(frame: &Frame, frontier: &Frontier) -> Vec<(f64, f64)> {
    let mut points = vec![(frame.x(frame.shares.1.max(frontier.free_share)), frame.y(0.0))];
    for point in &frontier.points {
        let at = (frame.x(point.share), frame.y((point.cost - frontier.least_cost).max(0.0)));
        let last = points[points.len() - 1];
        if (at.0 - last.0).abs() + (at.1 - last.1).abs() >= 0.75 {
            points.push(at);
        }
    }
    if let Some(point) = frontier.points.last() {
        points.push((frame.x(point.share), frame.y((point.cost - frontier.least_cost).max(0.0))));
    }
    points
}

fn path(points: &[(f64, f64)]) -> String {
    points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
}

/// One frontier with its name on it and its lowest level.
fn line(frame: &Frame, k: usize, frontier: &Frontier) -> String {
    let points = points(frame, frontier);
    let mut svg = format!("<g class=\"scope{}\">\n<polyline points=\"{}\"/>\n", k.min(3), path(&points));
    let height = frame.y((0.62 - 0.2 * (k % 3) as f64) * frame.most());
    let at = points.iter().find(|(_, y)| *y <= height).or(points.last()).copied().unwrap_or((0.0, 0.0));
    let _ =
        writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>", at.0 + 8.0, at.1 + 4.0, scope_name(frontier.scope));
    if frontier.rows.len() == 1 {
        let x = frame.x(frontier.lowest_share);
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"36\" text-anchor=\"middle\">floor {}</text>",
            percent(frontier.lowest_share)
        );
    }
    svg + "</g>\n"
}

/// A round step of which a few reach `most`.
pub(super) fn nice(most: f64) -> f64 {
    let step = most / 4.0;
    let power = 10f64.powf(step.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|k| k * power).find(|&nice| nice >= step).unwrap_or(10.0 * power)
}

/// The word and divisor for amounts up to `most`.
fn scale_of(most: f64) -> (f64, &'static str) {
    let scales = [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")];
    scales.into_iter().find(|(scale, _)| most >= *scale).unwrap_or((1.0, ""))
}

pub(super) fn unit_of(most: f64, currency: &str) -> String {
    format!("{currency} {}", scale_of(most).1).trim().to_owned()
}

pub(super) fn amount(value: f64, most: f64) -> String {
    let scaled = value / scale_of(most).0;
    short(number(scaled, if scaled.fract().abs() < WHOLE { 0 } else { 2 }))
}
