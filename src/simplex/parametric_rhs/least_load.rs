//! The way of a right-hand-side walk to the point of least load among those of least cost.

use super::RhsWalker;
use crate::simplex::primal::RatioTest;
use crate::simplex::row_map::At;

/// After so many pivots on one spot that lower no load a tie is left as it is.
const TIE_STALL: usize = 2000;

impl RhsWalker<'_> {
    /// Goes to the point of least load among those of least cost, without moving on.
    pub(super) fn break_ties(&mut self) {
        let Some(mut ties) = self.ties.take() else { return };
        let mut stalled = 0;
        while stalled < TIE_STALL
            && let Some((q, direction)) = ties.entering(self.kernel)
        {
            match self.kernel.ratio_test(q, direction) {
                RatioTest::Pivot { row, .. } if self.kernel.is_doubtful(row) => {
                    self.refresh();
                    ties.refresh(self.kernel);
                    stalled += 1;
                }
                RatioTest::Pivot { row, step, leaving } => {
                    self.kernel.btran_row(row);
                    self.take_tied(q, direction * step);
                    if self.kernel.d[q] != 0.0 {
                        self.kernel.shift(q);
                    }
                    let (out, pivot) = (self.kernel.head[row] as usize, self.kernel.alpha.val[row]);
                    self.turn(row, q, pivot);
                    self.kernel.exchange(row, q, leaving);
                    self.kernel.d[out] = 0.0;
                    self.path.pivot(q, out, leaving);
                    ties.update(self.kernel, q, out, pivot);
                    stalled = if step > self.kernel.p.primal_tolerance[q] { 0 } else { stalled + 1 };
                }
                RatioTest::BoundFlip(step) => {
                    self.take_tied(q, direction * step);
                    let to = if direction > 0.0 { At::Upper } else { At::Lower };
                    self.kernel.put(q, to);
                    self.kernel.x[q] = self.kernel.bound(q, to);
                    self.path.pivot(q, q, to);
                    ties.look_at(self.kernel, q);
                }
                RatioTest::Unbounded => ties.leave_out(q),
            }
        }
        self.ties = Some(ties);
    }

    /// Moves `q` by `step` and the basic variables along, at no cost.
    fn take_tied(&mut self, q: usize, step: f64) {
        self.kernel.advance(q, step);
        let p = &self.kernel.p;
        let moved = self.kernel.alpha.iter().map(|(r, a)| (self.kernel.head[r] as usize, -step * a));
        for (j, by) in moved.chain([(q, step)]).filter(|&(j, by)| j < p.n && by != 0.0) {
            self.change.add(j, by * p.scale.col[j]);
        }
    }
}
