//! The point, the duals and the rays of a kernel in the units of the program that it was made from.

use super::Kernel;
use crate::simplex::sparse::settled;

impl Kernel {
    /// Values of the original columns.
    pub(crate) fn point(&self) -> Vec<f64> {
        (0..self.p.n).map(|j| settled(self.x[j]) * self.p.scale.col[j]).collect()
    }

    /// Duals of the original rows that go with scaled reduced costs `d`.
    pub(crate) fn duals_at(&self, d: &[f64]) -> Vec<f64> {
        let n = self.p.n;
        self.p.map.row_duals(|k| d[n + k] / self.p.unit(n + k), |j| d[j] / self.p.unit(j))
    }

    /// The same of an optimum: a multiplier to which rounding gives the wrong sign is 0.
    pub(crate) fn duals(&self) -> Vec<f64> {
        let n = self.p.n;
        let right = |k: usize| {
            if self.sign[n + k].abs() == 1.0 && self.sign[n + k] * self.d[n + k] < 0.0 { 0.0 } else { self.d[n + k] }
        };
        self.p.map.row_duals(|k| right(k) / self.p.unit(n + k), |j| self.d[j] / self.p.unit(j))
    }

    /// The change of the original columns along the ray of `q`, whose transformed column is in `alpha`.
    pub(crate) fn ray(&self, q: usize, direction: f64) -> Vec<f64> {
        let mut ray = vec![0.0; self.p.vars()];
        ray[q] = direction;
        for (r, a) in self.alpha.iter() {
            ray[self.head[r] as usize] = -direction * a;
        }
        (0..self.p.n).map(|j| settled(ray[j]) * self.p.scale.col[j]).collect()
    }
}
