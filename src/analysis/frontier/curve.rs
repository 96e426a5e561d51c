//! The piecewise linear course of one block: its cost and its plan at every level.

/// Between a breakpoint and the next, what changes in the plan, by column of the program: all in one list, with where each starts.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Moves {
    ends: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl Moves {
    /// Adds changes to the segment that is being filled.
    pub(crate) fn extend(&mut self, changes: impl IntoIterator<Item = (u32, f64)>) {
        self.entries.extend(changes);
    }

    /// Ends the segment that is being filled.
    pub(crate) fn close(&mut self) {
        self.ends.push(self.entries.len());
    }

    /// The changes of segment `k`; none beyond the last.
    pub(crate) fn segment(&self, k: usize) -> &[(u32, f64)] {
        let Some(&end) = self.ends.get(k) else { return &[] };
        let start = if k == 0 { 0 } else { self.ends[k - 1] };
        &self.entries[start..end]
    }
}

/// One block's curve, from its free share down to where no row of it can go lower. A block that no level moves has one point.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Curve {
    /// Shares of the breakpoints, falling; the first is the block's free share, the last its lowest.
    pub shares: Vec<f64>,
    /// Cost of the block at each breakpoint.
    pub costs: Vec<f64>,
    /// Between a breakpoint and the next: what lowering the share by 1 costs, positive.
    pub slopes: Vec<f64>,
    /// Between a breakpoint and the next: what changes in the plan.
    pub moves: Moves,
}

impl Curve {
    /// True if some level costs more than another.
    pub(crate) fn moves_at_all(&self) -> bool {
        !self.slopes.is_empty()
    }

    /// The segment that `share` lies in and how far, 0 at its upper end and 1 at its lower. Above the first breakpoint all
    /// is as at the start, below the last as at the end.
    fn locate(&self, share: f64) -> (usize, f64) {
        let segment = self.shares.partition_point(|&s| s > share);
        if segment == 0 {
            return (0, 0.0);
        }
        if segment == self.shares.len() {
            return (segment - 1, 0.0);
        }
        let (high, low) = (self.shares[segment - 1], self.shares[segment]);
        (segment - 1, (high - share) / (high - low))
    }

    /// The cost at a share.
    pub(crate) fn cost(&self, share: f64) -> f64 {
        let (segment, part) = self.locate(share);
        match self.costs.get(segment + 1) {
            Some(next) if part > 0.0 => self.costs[segment] + part * (next - self.costs[segment]),
            _ => self.costs[segment],
        }
    }

    /// The segment whose slope holds just below `share`; `None` above the first breakpoint and from the last on.
    pub(crate) fn segment_below(&self, share: f64) -> Option<usize> {
        let above = self.shares.partition_point(|&s| s >= share);
        (above > 0 && above < self.shares.len()).then(|| above - 1)
    }

    /// The slope just below `share`: 0 above the first breakpoint and from the last on.
    pub(crate) fn slope_below(&self, share: f64) -> f64 {
        self.segment_below(share).map_or(0.0, |segment| self.slopes[segment])
    }

    /// Changes between two shares with no breakpoint between them.
    pub(crate) fn changes(&self, high: f64, low: f64) -> impl Iterator<Item = (u32, f64)> + '_ {
        let segment = self.segment_below(high);
        let part = segment.map_or(0.0, |k| {
            let (top, bottom) = (self.shares[k], self.shares[k + 1]);
            (high - low.max(bottom)) / (top - bottom)
        });
        let moves = segment.map_or(&[][..], |k| self.moves.segment(k));
        moves.iter().map(move |&(j, change)| (j, part * change))
    }

    /// Changes `x` from the plan at the curve's start to that at `share`.
    pub(crate) fn apply(&self, share: f64, x: &mut [f64]) {
        let (segment, part) = self.locate(share);
        let whole = (0..segment).map(|k| (k, 1.0));
        for (k, by) in whole.chain((part > 0.0).then_some((segment, part))) {
            for &(j, change) in self.moves.segment(k) {
                x[j as usize] += by * change;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// From share 1 at cost 10 to 0.5 at 20 to 0.25 at 40 (drawn by hand).
    fn bent() -> Curve {
        let mut moves = Moves::default();
        moves.extend([(0, -2.0), (1, 2.0)]);
        moves.close();
        moves.extend([(0, -1.0)]);
        moves.close();
        Curve { shares: vec![1.0, 0.5, 0.25], costs: vec![10.0, 20.0, 40.0], slopes: vec![20.0, 80.0], moves }
    }

    #[test]
    fn a_level_lies_between_its_breakpoints() {
        let curve = bent();
        for (share, cost) in
            [(2.0, 10.0), (1.0, 10.0), (0.75, 15.0), (0.5, 20.0), (0.375, 30.0), (0.25, 40.0), (0.0, 40.0)]
        {
            assert_relative_eq!(curve.cost(share), cost);
        }
        for (share, slope) in [(2.0, 0.0), (1.0, 20.0), (0.75, 20.0), (0.5, 80.0), (0.25, 0.0), (0.1, 0.0)] {
            assert_relative_eq!(curve.slope_below(share), slope);
        }
    }

    #[test]
    fn the_plan_is_the_mixture_of_its_neighbours() {
        let plan = |share| {
            let mut x = vec![3.0, 0.0];
            bent().apply(share, &mut x);
            x
        };
        assert_eq!(plan(1.5), [3.0, 0.0]);
        assert_eq!(plan(0.75), [2.0, 1.0]);
        assert_eq!(plan(0.5), [1.0, 2.0]);
        assert_eq!(plan(0.1), [0.0, 2.0]);
        assert_eq!(bent().changes(0.75, 0.5).collect::<Vec<_>>(), [(0, -1.0), (1, 1.0)]);
        assert_eq!(bent().changes(0.5, 0.25).collect::<Vec<_>>(), [(0, -1.0)], "from breakpoint to breakpoint");
        assert_eq!(bent().changes(0.5, 0.375).collect::<Vec<_>>(), [(0, -0.5)]);
        assert_eq!(bent().changes(2.0, 1.0).count(), 0);
        assert_eq!(bent().changes(0.25, 0.1).count(), 0);
    }
}
