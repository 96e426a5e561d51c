//! From a figure to SVG.

use super::figures::{ChartFigure, Content, Series, SeriesKind};
use crate::report::words::number;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::error::Error;
use std::io;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Result<T> = std::result::Result<T, Box<dyn Error>>;

const SIZE: (u32, u32) = (960, 540);
const LEGEND: u32 = 190;
const INK: RGBColor = RGBColor(28, 33, 38);
const SOFT: RGBColor = RGBColor(89, 98, 107);
const RULE: RGBColor = RGBColor(228, 227, 223);
/// Okabe and Ito's colours: the colour-blind can tell them apart.
const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(230, 159, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(217, 200, 0),
];

fn colour(kind: SeriesKind) -> RGBColor {
    match kind {
        SeriesKind::Rank(rank) => COLOURS[rank % COLOURS.len()],
        SeriesKind::Concern => RGBColor(213, 94, 0),
        SeriesKind::Other => RGBColor(141, 150, 160),
    }
}

/// The figure as an SVG document.
///
/// # Errors
/// Errors of the drawing library.
pub(super) fn svg(figure: &ChartFigure) -> io::Result<String> {
    let mut svg = String::new();
    draw(figure, &mut svg).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(svg)
}

fn draw(figure: &ChartFigure, svg: &mut String) -> Result<()> {
    let root = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    text(&root, &figure.title, (24, 18), 22, INK)?;
    text(&root, &figure.unit, (24, 50), 15, SOFT)?;
    let (_, body) = root.split_vertically(78);
    let (plot, legend) = body.split_horizontally(SIZE.0 - LEGEND);
    let entries: Vec<(&Series, bool)> = match &figure.content {
        Content::Lines { lines, x, marks } => {
            draw_lines(&plot, lines, *x, marks)?;
            lines.iter().map(|series| (series, true)).collect()
        }
        Content::Bars { places, stacks, lines } => {
            draw_bars(&plot, places, stacks, lines)?;
            // read from the top, as they are stacked
            lines.iter().map(|s| (s, true)).chain(stacks.iter().rev().map(|s| (s, false))).collect()
        }
    };
    for (k, (series, is_line)) in entries.into_iter().enumerate() {
        let y = 16 + 24 * k as i32;
        let box_of = if is_line { [(0, y + 5), (18, y + 8)] } else { [(0, y), (18, y + 13)] };
        legend.draw(&Rectangle::new(box_of, colour(series.kind).filled()))?;
        text(&legend, &series.name, (26, y - 2), 15, INK)?;
    }
    root.present()?;
    Ok(())
}

fn text(area: &Area, words: &str, at: (i32, i32), size: u32, ink: RGBColor) -> Result<()> {
    let style = TextStyle::from(("sans-serif", size).into_font()).color(&ink).pos(Pos::new(HPos::Left, VPos::Top));
    area.draw(&Text::new(words.to_string(), at, style))?;
    Ok(())
}

/// The top of an axis: a little above the largest value.
fn top(most: f64) -> f64 {
    if most > 0.0 { 1.05 * most } else { 1.0 }
}

/// A figure beside an axis.
fn tick(value: &f64) -> String {
    let decimals = if *value != 0.0 && value.abs() < 10.0 { 1 } else { 0 };
    number(*value, decimals)
}

/// The points of a line that lie so far apart that rounding to whole pixels, which is what a picture is drawn with, makes no stairs of
/// them; the first and the last always.
pub(super) fn apart(points: &[(f64, f64)], width: f64, height: f64) -> Vec<(f64, f64)> {
    const APART: f64 = 0.01;
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for (k, &(x, y)) in points.iter().enumerate() {
        let far = |&(x0, y0): &(f64, f64)| ((x - x0) / width).hypot((y - y0) / height) >= APART;
        if kept.last().is_none_or(far) {
            kept.push((x, y));
        } else if k + 1 == points.len() {
            // the end stands for the one that it is too near to
            kept.truncate(kept.len().max(2) - 1);
            kept.push((x, y));
        }
    }
    kept
}

fn draw_lines(area: &Area, lines: &[Series], x: (f64, f64), marks: &[(f64, String)]) -> Result<()> {
    let most = lines.iter().flat_map(|line| &line.points).map(|&(_, y)| y).fold(0.0, f64::max);
    let mut chart = ChartBuilder::on(area)
        .margin(14)
        .x_label_area_size(36)
        .y_label_area_size(64)
        .build_cartesian_2d(x.0..x.1, 0.0..top(most))?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(RULE)
        .axis_style(SOFT)
        .label_style(("sans-serif", 14).into_font().color(&SOFT))
        .x_label_formatter(&|x| format!("{x:.0} %"))
        .y_label_formatter(&tick)
        .draw()?;
    for (at, name) in marks {
        let line = [(*at, 0.0), (*at, top(most))];
        chart.draw_series(DashedLineSeries::new(line, 4, 4, SOFT.stroke_width(1)))?;
        let style = TextStyle::from(("sans-serif", 14).into_font()).color(&SOFT).pos(Pos::new(HPos::Left, VPos::Top));
        let beside = at + 0.01 * (x.1 - x.0);
        chart.draw_series([Text::new(name.clone(), (beside, top(most)), style)])?;
    }
    for (k, line) in lines.iter().enumerate() {
        let style = colour(line.kind).stroke_width(3);
        let points = apart(&line.points, x.1 - x.0, top(most));
        // beside its colour, every line but the first is dashed
        if k == 0 {
            chart.draw_series(LineSeries::new(points, style))?;
        } else {
            chart.draw_series(DashedLineSeries::new(points, 10, 5, style))?;
        }
    }
    Ok(())
}

fn draw_bars(area: &Area, places: &[String], stacks: &[Series], lines: &[Series]) -> Result<()> {
    let mut sums = vec![0.0; places.len()];
    for stack in stacks {
        sums.iter_mut().zip(&stack.points).for_each(|(sum, (_, value))| *sum += value);
    }
    let most = sums.iter().copied().chain(lines.iter().flat_map(|l| &l.points).map(|p| p.1)).fold(0.0, f64::max);
    let mut chart = ChartBuilder::on(area)
        .margin(14)
        .x_label_area_size(36)
        .y_label_area_size(64)
        .build_cartesian_2d(-0.5..places.len() as f64 - 0.5, 0.0..top(most))?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .light_line_style(TRANSPARENT)
        .bold_line_style(RULE)
        .axis_style(SOFT)
        .label_style(("sans-serif", 14).into_font().color(&SOFT))
        .y_label_formatter(&tick)
        .draw()?;
    let mut bottoms = vec![0.0; places.len()];
    for stack in stacks {
        let bars = stack.points.iter().zip(&mut bottoms).filter(|((_, value), _)| *value > 0.0);
        let bars = bars.map(|(&(place, value), bottom)| {
            let from = *bottom;
            *bottom += value;
            Rectangle::new([(place - 0.4, from), (place + 0.4, *bottom)], colour(stack.kind).filled())
        });
        chart.draw_series(bars)?;
    }
    for line in lines {
        chart.draw_series(DashedLineSeries::new(
            line.points.iter().copied(),
            8,
            4,
            colour(line.kind).stroke_width(3),
        ))?;
    }
    // as many names as there is room for
    let step = places.len().div_ceil(7);
    for (place, name) in places.iter().enumerate().step_by(step) {
        let (x, y) = chart.backend_coord(&(place as f64, 0.0));
        let (left, above) = area.get_base_pixel();
        let style = TextStyle::from(("sans-serif", 14).into_font()).color(&SOFT).pos(Pos::new(HPos::Center, VPos::Top));
        area.draw(&Text::new(name.clone(), (x - left, y - above + 8), style))?;
    }
    Ok(())
}
