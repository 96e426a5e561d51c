//! The leg of a right-hand-side walk between two pivots: velocities of the variables, the bound that is met first, and the move.

use super::RhsWalker;
use crate::simplex::row_map::At;
use crate::simplex::tolerances::PIVOT;

impl RhsWalker<'_> {
    /// Velocities from the present factors.
    pub(super) fn set_off(&mut self) {
        let kernel = &mut *self.kernel;
        kernel.work.clear();
        for &(j, rate) in self.rates.iter().filter(|r| kernel.at[r.0] != At::Basic) {
            for (i, a) in kernel.p.column(j) {
                kernel.work.add(i, -a * rate);
            }
        }
        kernel.factor.ftran(&mut kernel.work);
        self.velocity.clear();
        for (r, v) in kernel.work.iter() {
            self.velocity.add(kernel.head[r] as usize, v);
        }
        for &(j, rate) in &self.rates {
            // a basic slack's bounds move, whether it does or not
            self.velocity.add(j, if kernel.at[j] == At::Basic { 0.0 } else { rate });
        }
    }

    /// The step to the first bound that a basic variable meets, its row and which bound: the largest pivot will be chosen from those within tolerance.
    pub(super) fn next_bound(&self, skip: &[u32]) -> Option<(f64, usize, bool)> {
        let kernel = &*self.kernel;
        let relative = |j: usize| self.velocity.val[j] - self.rate_of[j];
        let moving = || {
            self.velocity
                .idx
                .iter()
                .map(|&j| j as usize)
                .filter(|&j| kernel.at[j] == At::Basic && relative(j).abs() > PIVOT && !skip.contains(&(j as u32)))
        };
        let room =
            |j: usize| if relative(j) < 0.0 { kernel.x[j] - kernel.lower[j] } else { kernel.upper[j] - kernel.x[j] };
        let longest = moving()
            .map(|j| ((room(j) + kernel.p.primal_tolerance[j]) / relative(j).abs()).max(0.0))
            .fold(f64::INFINITY, f64::min);
        let mut best: Option<(f64, usize)> = None;
        for j in moving().filter(|&j| room(j) / relative(j).abs() <= longest) {
            if best.is_none_or(|b| relative(j).abs() > b.0) {
                best = Some((relative(j).abs(), j));
            }
        }
        best.map(|(_, j)| ((room(j) / relative(j).abs()).max(0.0), j, relative(j) < 0.0)).filter(|b| b.0.is_finite())
    }

    /// Moves everything on by `step` of θ.
    pub(super) fn advance(&mut self, step: f64) {
        if step <= 0.0 {
            return;
        }
        // a step that moves no variable by more than a tolerance leaves no point
        let far =
            |(j, v): (usize, f64)| v.abs().max(self.rate_of[j].abs()) * step > 0.01 * self.kernel.p.primal_tolerance[j];
        if self.points.is_empty() || self.velocity.iter().any(far) {
            self.begin_segment();
        }
        let kernel = &mut *self.kernel;
        for (j, v) in self.velocity.iter() {
            kernel.x[j] += v * step;
            if j < kernel.p.n && v != 0.0 {
                let moved = v * step * kernel.p.scale.col[j];
                self.change.add(j, moved);
                self.cost += self.lp.cost[j] * moved;
            }
        }
        for &(j, rate) in &self.rates {
            kernel.lower[j] += rate * step;
            kernel.upper[j] += rate * step;
        }
        self.theta += step;
    }

    /// Velocities after `q` enters in row `r`, whose variable keeps to its bound from now on.
    pub(super) fn turn(&mut self, r: usize, q: usize, pivot: f64) {
        let kernel = &*self.kernel;
        let out = kernel.head[r] as usize;
        let speed = (self.velocity.val[out] - self.rate_of[out]) / pivot;
        for (i, a) in kernel.alpha.iter() {
            self.velocity.add(kernel.head[i] as usize, -speed * a);
        }
        self.velocity.add(q, speed);
        self.velocity.set(out, self.rate_of[out]);
        self.velocity.drop_tiny(0.0);
        for &(j, _) in &self.rates {
            self.velocity.add(j, 0.0);
        }
    }
}
