//! The frontier of cost against load that a price walk finds, with its plans and its duals.

use super::path::Path;
use super::tolerances::NO_REDUCED_COST;
use crate::lp::Lp;
use crate::lp::follow::Duals;
use crate::lp::verify::Certificate;

/// A breakpoint of the frontier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostPoint {
    /// `cost · x`.
    pub cost: f64,
    /// `load · x`.
    pub load: f64,
    /// What the next unit less of load costs: the price at which the walk goes on from here. Infinite at the last point.
    pub price: f64,
}

/// The frontier of cost against load, from the least load among the cheapest points to the least load there is.
#[derive(Debug, Clone)]
pub struct CostCurve {
    /// Breakpoints, by falling load, rising cost and rising price.
    pub points: Vec<CostPoint>,
    /// Columns and bases at the breakpoints.
    ///
    /// Under the price of point `k` its basis proves points `k` and `k + 1`, and what lies between, optimal for
    /// `cost + price · load`; the last basis proves the least load.
    pub path: Path,
    /// The duals at them, where the walk was made in stages.
    pub duals: Option<Box<DualPath>>,
    /// Whether the load falls for ever from the last point, at its price.
    pub unbounded_load: bool,
    /// How well all points are proved, see `lp::follow`. None where the walk was made in stages: the duals prove each point that is asked for.
    pub certificate: Option<Certificate>,
    /// Pivots and bound flips, of the first solve too.
    pub iterations: usize,
}

/// The duals of a walk's kept rows: those of the cost and those of the load.
#[derive(Debug, Clone, Default)]
pub struct DualPath {
    pub(super) first: Vec<Duals>,
    // of each step its price and the end of its changes: (kept row, its duals from there)
    pub(super) steps: Vec<(f64, usize)>,
    pub(super) changes: Vec<(u32, Duals)>,
}

impl CostCurve {
    /// Duals of all rows that prove the point that the walk has reached under `price`; `None` where they were not kept. `lp` and `load`
    /// are those of the walk.
    pub fn duals_at(&self, lp: &Lp, load: &[f64], price: f64) -> Option<Vec<f64>> {
        let path = self.duals.as_ref()?;
        let map = self.path.map();
        let mut kept = path.first.clone();
        let steps = path.steps.partition_point(|step| step.0 <= price);
        let end = if steps == 0 { 0 } else { path.steps[steps - 1].1 };
        for &(k, y) in &path.changes[..end] {
            kept[k as usize] = y;
        }
        let y: Vec<f64> = kept.iter().map(|[of_cost, of_load]| of_cost + price * of_load).collect();
        let mut all = vec![0.0; lp.rows()];
        map.kept.iter().zip(&y).for_each(|(&i, &y)| all[i as usize] = y);
        let reduced = |j: usize| {
            let mut d = lp.cost[j] + price * load[j];
            let mut size = d.abs();
            for (i, a) in lp.column(j) {
                d -= a * all[i];
                size += (a * all[i]).abs();
            }
            // what is left of a basic column's is rounding
            if d.abs() <= NO_REDUCED_COST * size { 0.0 } else { d }
        };
        Some(map.row_prices(|k| y[k], reduced))
    }
}
