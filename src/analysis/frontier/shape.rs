//! The shape of a frontier as the eye sees it: how far the cheap points reach, where the knee is, how steep it is beyond.

use super::tolerances::SAME_COST;
use super::{Breakpoint, Frontier};

/// The landmarks of a frontier that rises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// The level down to which a tenth of the whole extra cost reaches.
    pub cheap: f64,
    /// The breakpoint farthest below the straight line between the frontier's ends (Satopää and others, 2011).
    pub knee: Breakpoint,
    /// The average cost of a percentage point above the knee.
    pub above: f64,
    /// And below it; `None` if the knee is the frontier's end.
    pub below: Option<f64>,
}

/// The landmarks of a frontier; `None` if every level costs the same.
pub fn shape(frontier: &Frontier) -> Option<Shape> {
    let (first, last) = (*frontier.points.first()?, *frontier.points.last()?);
    let (rise, width) = (last.cost - first.cost, first.share - last.share);
    if rise <= SAME_COST * first.cost.abs().max(1.0) || width <= 0.0 {
        return None;
    }
    // how far a point lies below the line, both axes from 0 to 1
    let depth = |p: &Breakpoint| (first.share - p.share) / width - (p.cost - first.cost) / rise;
    let knee = *frontier.points.iter().max_by(|a, b| depth(a).total_cmp(&depth(b)))?;
    let average =
        |a: Breakpoint, b: Breakpoint| (a.share > b.share).then(|| (b.cost - a.cost) / (a.share - b.share) / 100.0);
    Some(Shape {
        cheap: share_at(frontier, first.cost + 0.1 * rise),
        knee,
        above: average(first, knee).unwrap_or(0.0),
        below: average(knee, last),
    })
}

/// The level that a cost buys.
fn share_at(frontier: &Frontier, cost: f64) -> f64 {
    let points = &frontier.points;
    let next = points.partition_point(|p| p.cost < cost).clamp(1, points.len() - 1);
    let (a, b) = (points[next - 1], points[next]);
    if b.cost > a.cost { a.share + (cost - a.cost) / (b.cost - a.cost) * (b.share - a.share) } else { a.share }
}
