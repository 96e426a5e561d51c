//! The frontier of cost against load that a parametric-cost walk finds, with its plans and its duals.

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
    /// The penalty of the next unit less of load: that at which the walk goes on from here. Infinite at the last point.
    pub penalty: f64,
}

/// The frontier of cost against load, from the least load among the cheapest points to the least load there is.
#[derive(Debug, Clone)]
pub struct CostCurve {
    /// Breakpoints, by falling load, rising cost and rising penalty.
    pub points: Vec<CostPoint>,
    /// Columns and bases at the breakpoints.
    ///
    /// Under the penalty of point `k` its basis proves points `k` and `k + 1`, and those between, optimal for
    /// `cost + penalty · load`; the last basis proves the least load.
    pub path: Path,
    /// The duals at them.
    pub duals: DualPath,
    /// True if the load falls for ever from the last point, at its penalty.
    pub unbounded_load: bool,
    /// The certificate of all points, see `lp::follow`. `None` where the walk was made in stages: the duals prove each point that is asked for.
    pub certificate: Option<Certificate>,
    /// Pivots and bound flips, of the first solve too.
    pub iterations: usize,
}

/// The duals of a walk's kept rows: those of the cost and those of the load.
#[derive(Debug, Clone, Default)]
pub struct DualPath {
    pub(super) first: Vec<Duals>,
    // of each step its penalty and the end of its changes: (kept row, its duals from there)
    pub(super) steps: Vec<(f64, usize)>,
    pub(super) changes: Vec<(u32, Duals)>,
}

impl CostCurve {
    /// Duals of all rows that prove the point that the walk has reached under `penalty`, but for the digits that its updates have lost. `lp` and
    /// `load` are those of the walk.
    pub fn duals_at(&self, lp: &Lp, load: &[f64], penalty: f64) -> Vec<f64> {
        let steps = self.duals.steps.partition_point(|step| step.0 <= penalty);
        let kept = self.kept_duals(steps);
        self.of_all_rows(lp, |k| kept[k][0] + penalty * kept[k][1], |j| lp.cost[j] + penalty * load[j])
    }

    /// Duals of all rows that prove the last point to have the least load, as [`CostCurve::duals_at`].
    pub fn duals_of_least_load(&self, lp: &Lp, load: &[f64]) -> Vec<f64> {
        let kept = self.kept_duals(self.duals.steps.len());
        self.of_all_rows(lp, |k| kept[k][1], |j| load[j])
    }

    /// The duals of the rows that the engine keeps after so many steps.
    fn kept_duals(&self, steps: usize) -> Vec<Duals> {
        let mut kept = self.duals.first.clone();
        let end = if steps == 0 { 0 } else { self.duals.steps[steps - 1].1 };
        for &(k, y) in &self.duals.changes[..end] {
            kept[k as usize] = y;
        }
        kept
    }

    /// The duals of all rows under a cost, from those of the rows that the engine keeps.
    fn of_all_rows(&self, lp: &Lp, kept: impl Fn(usize) -> f64, cost: impl Fn(usize) -> f64) -> Vec<f64> {
        let map = self.path.map();
        let mut all = vec![0.0; lp.rows()];
        map.kept.iter().enumerate().for_each(|(k, &i)| all[i as usize] = kept(k));
        let reduced = |j: usize| {
            let mut d = cost(j);
            let mut size = d.abs();
            for (i, a) in lp.column(j) {
                d -= a * all[i];
                size += (a * all[i]).abs();
            }
            // a basic column's reduced cost is rounding
            if d.abs() <= NO_REDUCED_COST * size { 0.0 } else { d }
        };
        map.row_duals(kept, reduced)
    }
}
