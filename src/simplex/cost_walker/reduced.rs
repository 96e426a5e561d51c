//! Reduced costs and loads of a parametric-cost walk, in blocks, and the penalties at which variables want to enter.

use crate::simplex::blocks::WIDTH;
use crate::simplex::tournament::Tournament;

/// Reduced costs and loads of a block of variables and what else their crossing penalties depend on, side by side because a pivot asks
/// for all of it.
#[derive(Debug, Clone)]
pub(super) struct Reduced {
    pub(super) d: [f64; WIDTH],
    pub(super) e: [f64; WIDTH],
    pub(super) d_tolerance: [f32; WIDTH],
    pub(super) e_tolerance: [f32; WIDTH],
    pub(super) sign: [f32; WIDTH],
}

impl Reduced {
    /// The negated penalty at which variable `l` wants to enter, if it has a bound.
    #[inline]
    pub(super) fn crossing(&self, l: usize) -> f64 {
        let sign = f64::from(self.sign[l]);
        // how fast d + λe rises from its wrong side, and how far it is from there at λ = 0
        let (rise, room) = (sign * self.e[l], sign * self.d[l]);
        let room = if room <= f64::from(self.d_tolerance[l]) { 0.0 } else { room };
        let crossing = room / rise;
        if rise < -f64::from(self.e_tolerance[l]) { crossing } else { Tournament::OUT }
    }

    /// Subtracts a multiple of a row from each and gives the crossing penalties that they have then. Not inlined, so that the compiler
    /// knows that the arguments do not overlap.
    #[inline(never)]
    pub(super) fn update(&mut self, theta_d: f64, theta_e: f64, row: &[f64; WIDTH], crossings: &mut [f64; WIDTH]) {
        for l in 0..WIDTH {
            self.d[l] -= theta_d * row[l];
            self.e[l] -= theta_e * row[l];
            crossings[l] = self.crossing(l);
        }
    }

    /// The same if it has none: at once, if the load depends on it.
    pub(super) fn free_crossing(&self, l: usize) -> f64 {
        if self.e[l].abs() > f64::from(self.e_tolerance[l]) { 0.0 } else { Tournament::OUT }
    }
}
