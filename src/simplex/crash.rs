//! A first basis that is nearer to the optimum than that of all slacks.

use super::kernel::Kernel;
use super::row_map::At;
use super::tolerances::CRASH_THRESHOLD;

impl Kernel {
    /// Starts from the slack basis and takes for each row that is violated there the cheapest column that alone can set it
    /// right, as long as the basis stays triangular (no entry in a row that was served before).
    pub(crate) fn crash(&mut self) {
        self.slack_basis();
        let (n, m) = (self.p.n, self.p.m);
        let mut activity = vec![0.0; m];
        for j in 0..n {
            self.x[j] = self.bound(j, self.at[j]);
            if self.x[j] != 0.0 {
                for (i, a) in self.p.column(j) {
                    activity[i] += a * self.x[j];
                }
            }
        }
        let mut served = vec![false; m];
        for i in 0..m {
            let slack = n + i;
            let target = activity[i].clamp(self.lower[slack].min(self.upper[slack]), self.upper[slack]);
            let missing = target - activity[i];
            if missing.abs() <= self.p.primal_tolerance[slack] {
                continue;
            }
            let mut best: Option<(f64, usize, f64)> = None;
            for &(j, a) in self.p.row(i) {
                let j = j as usize;
                let move_by = missing / a;
                let there = self.x[j] + move_by;
                let price = self.cost[j] * move_by;
                if self.at[j] == At::Basic
                    || there < self.lower[j]
                    || there > self.upper[j]
                    || best.is_some_and(|b| price >= b.0)
                {
                    continue;
                }
                let largest = self.p.column(j).map(|(_, v)| v.abs()).fold(0.0, f64::max);
                if a.abs() >= CRASH_THRESHOLD * largest && self.p.column(j).all(|(k, _)| !served[k]) {
                    best = Some((price, j, move_by));
                }
            }
            if let Some((_, j, move_by)) = best {
                for (k, a) in self.p.column(j) {
                    activity[k] += a * move_by;
                }
                served[i] = true;
                self.at[j] = At::Basic;
                self.at[slack] = if missing > 0.0 { At::Lower } else { At::Upper };
            }
        }
        let at = self.at.clone();
        self.set_basis_afresh(at);
    }
}
