//! A frontier's breakpoints as the page is told of them.

use crate::analysis::frontier::Frontier;
use crate::report::tolerances::SHARE_UNIT;
use serde::Serialize;

/// The breakpoints, in little room: ten thousand of them must fit.
#[derive(Serialize)]
pub(super) struct PointsPart {
    /// Shares in units of [`SHARE_UNIT`]: the first, then by how much each lies below the one before it.
    shares: Vec<i64>,
    /// Marginal cost from each breakpoint towards the next, none of the last.
    marginals: Vec<f64>,
    /// Index and cost of every so many breakpoints, and of the last; in between the page adds up the marginal costs.
    costs: Vec<(usize, f64)>,
}

/// After so many breakpoints the cost is written again: rounding does not add up over more.
const ANCHOR: usize = 64;

impl PointsPart {
    pub(super) fn new(frontier: &Frontier) -> Self {
        let points = &frontier.points;
        let last = points.len().saturating_sub(1);
        let units = |share: f64| (share / SHARE_UNIT).round() as i64;
        let steps = points.windows(2).map(|pair| units(pair[0].share) - units(pair[1].share));
        let costs = points.iter().enumerate().filter(|(k, _)| k % ANCHOR == 0 || *k == last);
        Self {
            shares: points.iter().take(1).map(|point| units(point.share)).chain(steps).collect(),
            marginals: points[..last]
                .iter()
                .map(|point| digits(frontier.marginal_cost(point.share).unwrap_or(0.0), 8))
                .collect(),
            costs: costs.map(|(k, point)| (k, digits(point.cost, 13))).collect(),
        }
    }
}

/// `number` with so many significant digits, which makes it short in JSON.
pub(super) fn digits(number: f64, digits: usize) -> f64 {
    format!("{number:.*e}", digits - 1).parse().unwrap_or(number)
}
