//! The breakpoints of a right-hand-side walk: where the slope of the cost changes, and the proof that follows them.

use super::{RhsPoint, RhsWalker, dual};
use crate::simplex::tolerances::{RESIDUE, SAME_SLOPE, SLOPE_ROUNDING};

impl RhsWalker<'_> {
    /// The cost of a unit of θ: the duals of the rows that move.
    pub(super) fn present_slope(&self) -> f64 {
        self.rates.iter().map(|&(j, rate)| self.kernel.d[j] * rate).sum()
    }

    /// Before a move: the place where the slope changed becomes a point.
    pub(super) fn begin_segment(&mut self) {
        let slope = self.present_slope();
        let rounding: f64 =
            self.rates.iter().map(|&(j, rate)| SLOPE_ROUNDING * self.kernel.p.dual_tolerance[j] * rate.abs()).sum();
        let same = (slope - self.slope).abs() <= SAME_SLOPE * slope.abs().max(self.slope.abs()) + rounding;
        if self.points.is_empty() || !same {
            self.close_point(slope);
        }
    }

    pub(super) fn close_point(&mut self, slope: f64) {
        self.change.drop_tiny(RESIDUE);
        if self.points.is_empty() {
            self.path.move_start(&self.change);
        } else {
            self.path.step(&self.change, self.point_pivots);
        }
        for &(i, rate) in &self.direction {
            let moved = |side: f64| side + rate * self.theta;
            self.follower.set_row(i, moved(self.lp.row_lower[i]), moved(self.lp.row_upper[i]));
        }
        self.follower.move_columns(self.change.iter(), 0.0);
        self.direction.iter().for_each(|&(i, _)| self.follower.see(i, 0.0));
        let changed = self.changed_duals.take().into_iter().map(|k| k as usize);
        let duals: Vec<_> = changed.map(|k| (self.kernel.p.map.kept[k] as usize, dual(self.kernel, k))).collect();
        self.follower.set_duals(duals.into_iter(), 0.0);
        self.change.clear();
        self.points.push(RhsPoint { theta: self.theta, cost: self.cost, slope });
        self.slope = slope;
        self.point_pivots = self.path.pivots();
    }
}
