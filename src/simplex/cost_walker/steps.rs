//! The steps of a parametric-cost walk: changes of the columns and duals, added up until the penalty rises, and the curve that they make.

use super::{CostWalker, StageEnd};
use crate::lp::dot;
use crate::lp::outcome::Failure;
use crate::simplex::cost_curve::{CostCurve, CostPoint};
use crate::simplex::failure;
use crate::simplex::tolerances::{FINAL_DRIFT, FINAL_VIOLATION, RESIDUE, SAME_PENALTY};

impl CostWalker<'_> {
    /// Adds the columns' changes by a move of `q` to those since the last step, after closing that step if the penalty has risen.
    pub(super) fn record(&mut self, q: usize, step: f64) {
        if self.penalty > self.change_penalty * (1.0 + SAME_PENALTY) {
            self.close_step();
            self.change_penalty = self.penalty;
        }
        if step == 0.0 {
            return;
        }
        let kernel = &*self.kernel;
        let n = kernel.p.n;
        if q < n {
            self.change.add(q, step * kernel.p.scale.col[q]);
        }
        for (r, a) in kernel.alpha.iter() {
            let j = kernel.head[r] as usize;
            if j < n {
                self.change.add(j, -step * a * kernel.p.scale.col[j]);
            }
        }
    }

    /// Turns the changes since the last step into one, unless they are none. Changes at penalty 0 belong to the start.
    fn close_step(&mut self) {
        self.close_moves();
        let changed = self.changed_duals.take().into_iter().map(|k| k as usize);
        let duals: Vec<_> = changed.map(|k| (k, self.duals(k))).collect();
        self.duals.changes.extend(duals.iter().map(|&(k, y)| (k as u32, y)));
        self.duals.steps.push((self.change_penalty, self.duals.changes.len()));
        if let Some(follower) = &mut self.follower {
            let kept = &self.kernel.p.map.kept;
            follower.set_duals(duals.into_iter().map(|(k, y)| (kept[k] as usize, y)), self.change_penalty);
        }
    }

    fn close_moves(&mut self) {
        let kernel = &*self.kernel;
        let mut real = false;
        for (j, v) in self.change.iter() {
            real |= v.abs() > 0.01 * kernel.p.primal_tolerance[j] * kernel.p.scale.col[j];
        }
        if real {
            self.change.drop_tiny(RESIDUE);
            if let Some(follower) = &mut self.follower {
                follower.move_columns(self.change.iter(), self.change_penalty);
            }
            let sum = |c: &[f64]| self.change.iter().map(|(j, v)| c[j] * v).sum::<f64>();
            let fall = sum(self.load);
            self.closed += fall;
            if self.change_penalty == 0.0 {
                self.path.move_start(&self.change);
            } else {
                self.steps.push((self.change_penalty, sum(&self.lp.cost), fall));
                self.path.step(&self.change, self.change_pivots);
            }
            self.change.clear();
        }
        self.change_pivots = self.path.pivots();
    }

    /// The frontier as far as the walk has come, if the running sums agree with fresh ones at the end.
    ///
    /// # Errors
    /// [`Failure`] if it does not.
    pub fn finish(mut self) -> Result<CostCurve, Failure> {
        if self.kernel.perturbed_bounds {
            self.kernel.restore();
            self.refresh();
        }
        self.close_step();
        let worst = (0..self.kernel.p.vars())
            .map(|j| self.kernel.violation(j) / self.kernel.p.primal_tolerance[j])
            .fold(0.0, f64::max);
        if worst > FINAL_VIOLATION {
            return Err(failure(format!("the parametric-cost walk ends {worst:.0} tolerances outside a bound")));
        }
        let mut points = self.points()?;
        if let (StageEnd::Unbounded, Some(last)) = (self.stop, points.last_mut()) {
            last.penalty = self.penalty;
        }
        let certificate =
            self.follower.map(|follower| follower.finish(self.change_penalty, self.stop == StageEnd::End));
        let unbounded_load = self.stop == StageEnd::Unbounded;
        Ok(CostCurve { points, path: self.path, duals: self.duals, unbounded_load, certificate, iterations: 0 })
    }

    /// Cost and load of all points.
    fn points(&self) -> Result<Vec<CostPoint>, Failure> {
        // cost is added up from the start and load from the end, both fresh sums: so every addend has one sign and nothing cancels
        let first = self.path.x(0);
        let last = self.kernel.point();
        let mut cost = dot(&self.lp.cost, &first);
        let mut points = vec![CostPoint { cost, load: 0.0, penalty: f64::INFINITY }];
        for &(penalty, rise, _) in &self.steps {
            cost += rise;
            points.last_mut().expect("never empty").penalty = penalty;
            points.push(CostPoint { cost, load: 0.0, penalty: f64::INFINITY });
        }
        let fresh = dot(&self.lp.cost, &last);
        if (fresh - cost).abs() > FINAL_DRIFT * fresh.abs().max(1.0) {
            return Err(failure(format!("the parametric-cost walk adds up to {cost} and ends at {fresh}")));
        }
        if self.follower.is_none() {
            // in stages, nothing may depend on how many there are
            let mut load = dot(self.load, &first);
            for (k, point) in points.iter_mut().enumerate() {
                load += if k == 0 { 0.0 } else { self.steps[k - 1].2 };
                point.load = load;
            }
            if let (true, Some(point)) = (self.has_ended() && !self.steps.is_empty(), points.last_mut()) {
                point.load = dot(self.load, &last);
            }
            return Ok(points);
        }
        let mut load = dot(self.load, &last);
        for (k, point) in points.iter_mut().enumerate().rev() {
            point.load = load;
            if k > 0 {
                load -= self.steps[k - 1].2;
            }
        }
        Ok(points)
    }
}
