//! The measures of a walk's certificate: each column and each row as it is at one place on the way.

use super::reduced_costs::{ReducedCost, WIDTH};
use super::{Duals, Follower, Penalty};
use crate::lp::tolerances::{INDISTINCT, UNITS};
use crate::lp::verify::{outside, room};

impl Follower {
    /// Takes over where a column stands.
    #[inline]
    pub(super) fn place(&mut self, j: usize) {
        let (x, lower, upper) = (self.x[j], self.lower[j], self.upper[j]);
        let violation = outside(x, lower, upper);
        if violation > self.worst.primal || violation.is_nan() {
            self.worst.primal = violation;
        }
        let block = &mut self.reduced[j / WIDTH];
        block.rises[j % WIDTH] = f64::from(u8::from(x != upper));
        block.falls[j % WIDTH] = f64::from(u8::from(x != lower));
    }

    /// Takes over a column's reduced cost.
    #[inline]
    pub(super) fn take_over(&mut self, j: usize, fresh: &ReducedCost) {
        let own = [self.lp.cost[j].abs().max(1.0), self.load.as_ref().map_or(0.0, |load| load[j].abs())];
        let block = &mut self.reduced[j / WIDTH];
        for (k, own) in own.into_iter().enumerate() {
            block.value[k][j % WIDTH] = fresh.value[k];
            block.rounding[k][j % WIDTH] = (UNITS * fresh.sum[k]).min(INDISTINCT * own);
        }
    }

    /// Sums all reduced costs afresh.
    pub(super) fn sum_afresh(&mut self) {
        for j in 0..self.lp.cols() {
            let fresh = self.reduce(j);
            for k in 0..2 {
                let drift = (self.reduced[j / WIDTH].value[k][j % WIDTH] - fresh.value[k]).abs();
                self.worst.dual = self.worst.dual.max(drift / fresh.sum[k].max(1.0));
            }
            self.take_over(j, &fresh);
        }
        self.changes = 0;
    }

    /// Reduced cost and load of a column, from the program.
    #[inline]
    pub(super) fn reduce(&self, j: usize) -> ReducedCost {
        let load = self.load.as_ref().map_or(0.0, |load| load[j]);
        let (mut value, mut sum) = ([self.lp.cost[j], load], [self.lp.cost[j].abs(), load.abs()]);
        let range = self.lp.entry_range(j);
        for (&i, &a) in self.lp.row_index[range.clone()].iter().zip(&self.lp.value[range]) {
            for (k, y) in self.y[i as usize].iter().enumerate() {
                value[k] -= a * y;
                sum[k] += (a * y).abs();
            }
        }
        ReducedCost { value, sum }
    }

    /// Measures a column as it is now, with its reduced cost.
    #[inline]
    pub(super) fn see_column(&mut self, j: usize, reduced: &ReducedCost, penalty: Penalty) {
        let (x, lower, upper) = (self.x[j], self.lower[j], self.upper[j]);
        let ((d, sum), load) = match penalty {
            Some(penalty) => (reduced.at(penalty), penalty),
            None => ((reduced.value[1], reduced.sum[1]), 1.0),
        };
        if d.is_nan() {
            self.worst.dual = f64::INFINITY;
            return;
        }
        let side = if d > 0.0 { lower } else { upper };
        // most columns stand on the bound that their reduced cost presses on
        if x == side {
            return;
        }
        let own = match penalty {
            Some(_) => self.lp.cost[j].abs() + load * self.load.as_ref().map_or(0.0, |load| load[j].abs()),
            None => 1.0,
        };
        let real = d.abs() - (UNITS * sum).min(INDISTINCT * own.max(1.0));
        if real <= 0.0 {
            return;
        }
        let distance = room(x, d, lower, upper);
        let distance = if distance.is_finite() {
            distance.max(0.0)
        } else {
            self.worst.dual = self.worst.dual.max(real / self.scale(j, penalty));
            self.lp
                .column(j)
                .map(|(i, a)| self.size[i] / a.abs())
                .fold(f64::INFINITY, f64::min)
                .max(x.abs())
                .min(f64::MAX)
        };
        if penalty.is_some() {
            self.error[j] = self.error[j].max(real * distance);
        } else {
            // of the least load: relative to the load, as the error is to the cost
            self.worst.dual = self.worst.dual.max(real * distance / self.least_load);
        }
    }

    /// Measures a row as it is now.
    #[inline]
    pub(super) fn see_row(&mut self, i: usize, penalty: Penalty) {
        let (activity, lower, upper) = (self.activity[i], self.lp.row_lower[i], self.lp.row_upper[i]);
        let violation = outside(activity, lower, upper);
        if violation > self.worst.primal || violation.is_nan() {
            self.worst.primal = violation;
        }
        let y = match penalty {
            Some(penalty) => self.y[i][0] + penalty * self.y[i][1],
            None => self.y[i][1],
        };
        if y == 0.0 {
            return;
        }
        let distance = room(activity, y, lower, upper);
        let distance = if distance.is_finite() {
            distance - UNITS * (self.size[i] + activity.abs())
        } else {
            // the difference of two, where the penalty is high
            let [of_cost, of_load] = self.y[i].map(f64::abs);
            self.worst.dual = self.worst.dual.max(y.abs() / of_cost.max(penalty.unwrap_or(0.0) * of_load).max(1.0));
            self.size[i]
        };
        if distance <= 0.0 {
            return;
        }
        if penalty.is_some() {
            let error = &mut self.error[self.lp.cols() + i];
            *error = error.max(y.abs() * distance);
        } else {
            self.worst.dual = self.worst.dual.max(y.abs() * distance / self.least_load);
        }
    }

    /// The largest of what a reduced cost is the difference of, and 1.
    fn scale(&self, j: usize, penalty: Penalty) -> f64 {
        let at = |of: Duals| match penalty {
            Some(penalty) => (of[0] + penalty * of[1]).abs(),
            None => of[1].abs(),
        };
        let own = at([self.lp.cost[j], self.load.as_ref().map_or(0.0, |load| load[j])]);
        self.lp.column(j).map(|(i, a)| a.abs() * at(self.y[i])).fold(own.max(1.0), f64::max)
    }
}
