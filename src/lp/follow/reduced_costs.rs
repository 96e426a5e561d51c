//! Reduced costs of a walk that is followed: those of a block of columns, changed without a branch for each, and one summed afresh.

use super::Duals;

/// Columns whose reduced costs are changed and looked at together.
pub(super) const WIDTH: usize = 32;

/// Reduced costs and loads of a block of columns, and the test whether one has to be looked at.
#[derive(Debug, Clone)]
pub(super) struct ReducedCosts {
    pub(super) value: [[f64; WIDTH]; 2],
    /// The part of each that rounding may make up, as far as [`INDISTINCT`] allows.
    pub(super) rounding: [[f64; WIDTH]; 2],
    /// 1 where the column can rise, else 0; and the same for falling.
    pub(super) rises: [f64; WIDTH],
    pub(super) falls: [f64; WIDTH],
}

impl ReducedCosts {
    pub(super) const EMPTY: Self =
        Self { value: [[0.0; WIDTH]; 2], rounding: [[0.0; WIDTH]; 2], rises: [0.0; WIDTH], falls: [0.0; WIDTH] };

    /// True if a column can go where its reduced cost calls it, by more than rounding. A NaN counts.
    #[inline(always)]
    pub(super) fn is_wrong(&self, l: usize, penalty: f64) -> bool {
        let d = self.value[0][l] + penalty * self.value[1][l];
        let rounding = self.rounding[0][l] + penalty * self.rounding[1][l];
        let (upward, downward) = (-d * self.rises[l], d * self.falls[l]);
        let wrong = if upward > downward { upward } else { downward };
        wrong > rounding || wrong.is_nan()
    }

    /// True if any column [`ReducedCosts::is_wrong`]: all are looked at, without a branch.
    #[inline(never)]
    pub(super) fn any_wrong(&self, penalty: f64) -> bool {
        (0..WIDTH).fold(0u64, |any, l| any | u64::from(self.is_wrong(l, penalty))) != 0
    }
}

/// A column's reduced cost and load, and the sums of the magnitudes that each is made of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ReducedCost {
    pub(super) value: Duals,
    pub(super) sum: Duals,
}

impl ReducedCost {
    pub(super) fn at(&self, penalty: f64) -> (f64, f64) {
        (self.value[0] + penalty * self.value[1], self.sum[0] + penalty * self.sum[1])
    }
}
