//! The certificate of a whole walk: every point that it comes through is proved while it goes on.
//!
//! A walk moves between optima, either as the penalty λ of a load rises (the objective is then `cost + λ · load`) or as bounds of rows move.
//! From one point to the next few columns change, and few duals. [`Follower`] is told of these changes and of nothing else; it keeps
//! activities and reduced costs of its own, each a fresh sum from the program, and looks at whatever a change has touched, before the change
//! and after. In between everything is linear in the parameter, so that what holds at both ends holds all the way.
//!
//! The work of a step is that of the rows and columns that it touches. Reduced costs are changed in blocks, without a branch for each, and
//! only what comes out on the wrong side of its rounding is summed afresh and measured; all are summed afresh now and then, and what had
//! drifted meanwhile counts as a dual infeasibility. The measures are those of [`crate::lp::verify`]; the error is the sum over columns and rows of
//! the largest that each had on the way, so it bounds that of every point.

mod measures;
mod reduced_costs;
mod touched;

use super::Lp;
use super::rows::Rows;
use super::verify::{Certificate, ordinary_cost};
use reduced_costs::{ReducedCosts, WIDTH};
pub(crate) use touched::Touched;

/// The duals of a row on a walk: that of the cost and that of the load.
pub(crate) type Duals = [f64; 2];

/// Proves a walk while it goes on.
#[derive(Debug, Clone)]
pub(crate) struct Follower {
    lp: Lp,
    load: Option<Vec<f64>>,
    rows: Rows,
    // bounds of columns, those that rows of one column give among them
    lower: Vec<f64>,
    upper: Vec<f64>,
    x: Vec<f64>,
    activity: Vec<f64>,
    // Σ |a x| of each row, and of all that was added since: its rounding is relative to this
    size: Vec<f64>,
    y: Vec<Duals>,
    reduced: Vec<ReducedCosts>,
    // the largest error of each column, then of each row
    error: Vec<f64>,
    worst: Certificate,
    ordinary: f64,
    objective: f64,
    // the magnitude that the error of the least load is relative to
    least_load: f64,
    rows_touched: Touched,
    blocks_touched: Touched,
    // coefficients that have changed a reduced cost since all were summed afresh
    changes: usize,
}

/// After so many changes for each coefficient of the program all reduced costs are summed afresh: a few hundredths of the work.
const CHANGES: usize = 32;

/// A place on the way: the penalty, `None` for the load alone, which is what the last basis of a walk along penalties minimises.
type Penalty = Option<f64>;

impl Follower {
    /// Sets off at `x` with the duals `y` of rows. Rows of one column, but for those of `keep`, are bounds of it, and have no duals of their own.
    /// `load` is that of a walk along its penalty.
    ///
    /// # Panics
    /// If a vector has another length than the program's columns or rows.
    pub(crate) fn new(lp: &Lp, keep: &[usize], load: Option<&[f64]>, x: Vec<f64>, y: Vec<Duals>) -> Self {
        assert_eq!((x.len(), y.len()), (lp.cols(), lp.rows()), "one value for each column and row");
        let rows = Rows::of(lp);
        let (mut lower, mut upper) = (lp.lower.clone(), lp.upper.clone());
        for i in (0..lp.rows()).filter(|i| rows.row(*i).len() == 1 && !keep.contains(i)) {
            let (j, a) = rows.row(i).next().expect("one entry");
            let (low, high) = (lp.row_lower[i] / a, lp.row_upper[i] / a);
            lower[j] = lower[j].max(low.min(high));
            upper[j] = upper[j].min(low.max(high));
        }
        let ordinary = ordinary_cost(lp, &x);
        let objective = lp.objective(&x).abs().max(1.0);
        let mut follower = Self {
            activity: lp.activity(&x),
            size: vec![0.0; lp.rows()],
            reduced: vec![ReducedCosts::EMPTY; lp.cols().div_ceil(WIDTH)],
            error: vec![0.0; lp.cols() + lp.rows()],
            worst: Certificate::EXACT,
            least_load: 1.0,
            rows_touched: Touched::new(lp.rows()),
            blocks_touched: Touched::new(lp.cols().div_ceil(WIDTH)),
            changes: 0,
            lp: lp.clone(),
            load: load.map(<[f64]>::to_vec),
            rows,
            lower,
            upper,
            x,
            y,
            ordinary,
            objective,
        };
        follower.see_all(Some(0.0));
        follower
    }

    /// Gives a row other bounds.
    pub(crate) fn set_row(&mut self, i: usize, lower: f64, upper: f64) {
        (self.lp.row_lower[i], self.lp.row_upper[i]) = (lower, upper);
    }

    /// Looks at a row as it is now.
    pub(crate) fn see(&mut self, i: usize, penalty: f64) {
        self.see_row(i, Some(penalty));
    }

    /// Columns change, at this penalty.
    pub(crate) fn move_columns(&mut self, changes: impl Iterator<Item = (usize, f64)>, penalty: f64) {
        for (j, change) in changes {
            self.see_if_wrong(j, penalty);
            self.x[j] += change;
            self.place(j);
            self.see_if_wrong(j, penalty);
            for at in self.lp.entry_range(j) {
                let (i, a) = (self.lp.row_index[at] as usize, self.lp.value[at]);
                self.rows_touched.add(i);
                self.activity[i] += a * change;
                self.size[i] += (a * change).abs();
            }
        }
        let touched = self.rows_touched.take();
        touched.iter().for_each(|&i| self.see_row(i as usize, Some(penalty)));
        self.rows_touched.reuse(touched);
    }

    /// Duals of rows change, at this penalty.
    pub(crate) fn set_duals(&mut self, duals: impl Iterator<Item = (usize, Duals)>, penalty: f64) {
        let duals: Vec<(usize, Duals)> = duals.filter(|&(i, y)| self.y[i] != y).collect();
        for &(i, _) in &duals {
            self.see_row(i, Some(penalty));
            self.rows.row(i).for_each(|(j, _)| self.blocks_touched.add(j / WIDTH));
        }
        let touched = self.blocks_touched.take();
        // without a load nothing has changed since these were last looked at
        if self.load.is_some() {
            touched.iter().for_each(|&b| self.see_block(b as usize, penalty));
        }
        for &(i, y) in &duals {
            let [by_cost, by_load] = [y[0] - self.y[i][0], y[1] - self.y[i][1]];
            self.y[i] = y;
            self.changes += self.rows.row(i).len();
            for (j, a) in self.rows.row(i) {
                let block = &mut self.reduced[j / WIDTH];
                block.value[0][j % WIDTH] -= a * by_cost;
                block.value[1][j % WIDTH] -= a * by_load;
            }
            self.see_row(i, Some(penalty));
        }
        touched.iter().for_each(|&b| self.see_block(b as usize, penalty));
        self.blocks_touched.reuse(touched);
        if self.changes > CHANGES * self.lp.entries() {
            self.sum_afresh();
        }
    }

    /// The certificate of all points so far, this penalty being the last.
    pub(crate) fn finish(mut self, penalty: f64, least_load: bool) -> Certificate {
        self.sum_afresh();
        self.see_columns(Some(penalty));
        // activities once more from the program: the sums carried along may have drifted
        self.activity = self.lp.activity(&self.x);
        (0..self.lp.rows()).for_each(|i| self.see_row(i, Some(penalty)));
        if let (true, Some(load)) = (least_load, &self.load) {
            self.least_load = super::dot(load, &self.x).abs().max(1.0);
            self.see_columns(None);
            (0..self.lp.rows()).for_each(|i| self.see_row(i, None));
        }
        let error: f64 = self.error.iter().sum();
        self.worst.worst(Certificate {
            gap: error / self.objective,
            error: error / self.ordinary,
            ..Certificate::EXACT
        })
    }

    fn see_all(&mut self, penalty: Penalty) {
        for i in 0..self.lp.rows() {
            self.size[i] = self.rows.row(i).map(|(j, a)| (a * self.x[j]).abs()).sum();
        }
        for j in 0..self.lp.cols() {
            self.place(j);
            let fresh = self.reduce(j);
            self.take_over(j, &fresh);
        }
        self.see_columns(penalty);
        (0..self.lp.rows()).for_each(|i| self.see_row(i, penalty));
    }

    fn see_columns(&mut self, penalty: Penalty) {
        for j in 0..self.lp.cols() {
            let reduced = self.reduce(j);
            self.see_column(j, &reduced, penalty);
        }
    }

    /// Looks at the columns of a block that may be wrong.
    #[inline]
    fn see_block(&mut self, b: usize, penalty: f64) {
        if self.reduced[b].any_wrong(penalty) {
            (b * WIDTH..self.lp.cols().min((b + 1) * WIDTH)).for_each(|j| self.see_if_wrong(j, penalty));
        }
    }

    fn see_if_wrong(&mut self, j: usize, penalty: f64) {
        if self.reduced[j / WIDTH].is_wrong(j % WIDTH, penalty) {
            self.see_afresh(j, penalty);
        }
    }

    /// Measures a column with its reduced cost from the program.
    fn see_afresh(&mut self, j: usize, penalty: f64) {
        let fresh = self.reduce(j);
        self.take_over(j, &fresh);
        self.see_column(j, &fresh, Some(penalty));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::Builder;

    /// Three units from a at 1 or b at 2; a is the load. At a penalty of 1 the plan goes from a to b.
    fn walk(dual_after: f64, moved: f64) -> Certificate {
        let mut lp = Builder::default();
        let a = lp.column(1.0, 0.0, f64::INFINITY);
        let b = lp.column(2.0, 0.0, f64::INFINITY);
        lp.row(3.0, f64::INFINITY, [(a, 1.0), (b, 1.0)]);
        let mut follower = Follower::new(&lp.build(), &[], Some(&[1.0, 0.0]), vec![3.0, 0.0], vec![[1.0, 1.0]]);
        follower.move_columns([(a, -moved), (b, 3.0)].into_iter(), 1.0);
        follower.set_duals([(0, [dual_after, 0.0])].into_iter(), 1.0);
        follower.finish(1.0, true)
    }

    #[test]
    fn a_walk_is_proved_or_not() {
        assert!(walk(2.0, 3.0).holds(), "{}", walk(2.0, 3.0));
        assert!(walk(2.0, 2.9).gap > 1e-2, "too much is bought");
        assert!(walk(2.0, 3.5).primal > 0.1, "less than nothing");
        assert!(walk(1.5, 3.0).error > 0.1, "b is bought, and its reduced cost is positive");
        assert!(walk(3.0, 3.0).dual > 0.1, "b's reduced cost is negative");
    }
}
