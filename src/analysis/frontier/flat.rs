//! The plans of a block above its free share, where the cost is the same at every level and only the tie between plans of least cost is open.
//!
//! There the least load at a level is the optimum of another program: the optimal face with the load for its cost. Its parametric
//! right-hand side is walked down from where no row presses to the block's free share.

use super::curve::Moves;
use super::tolerances::{NO_SHARE, ROUNDING};
use crate::analysis::least_cost::optimal_face;
use crate::lp::{Builder, Lp};
use crate::simplex::{self, Basis, Engine, Manner, RhsEnd, RhsOptions, RhsWalk, Solved, Status};

/// The plans of least load from a block's free share up, as changes of the plan there, by column of the program.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Flat {
    /// Shares where the direction changes, rising; the first is the block's free share, beyond the last all stays as it is.
    pub shares: Vec<f64>,
    /// Between one share and the next: what changes in the plan.
    pub moves: Moves,
}

impl Flat {
    /// Through plans at rising shares, the first of them the plan at the block's free share; `cols` are the program's columns.
    pub(crate) fn through(samples: &[(f64, Vec<f64>)], cols: &[u32]) -> Self {
        let mut flat = Self { shares: samples.iter().map(|sample| sample.0).collect(), moves: Moves::default() };
        for pair in samples.windows(2) {
            let changed = pair[0].1.iter().zip(&pair[1].1).enumerate().filter(|(_, (a, b))| a != b);
            flat.moves.extend(changed.map(|(j, (a, b))| (cols[j], b - a)));
            flat.moves.close();
        }
        flat
    }

    /// The share from which on no level changes the plan.
    pub(crate) fn top(&self) -> f64 {
        self.shares.last().copied().unwrap_or(f64::NEG_INFINITY)
    }

    /// Changes from share `low` up to `high`, segment by segment.
    pub(crate) fn changes(&self, low: f64, high: f64) -> impl Iterator<Item = (u32, f64)> + '_ {
        self.shares.windows(2).enumerate().flat_map(move |(k, ends)| {
            let part = (high.min(ends[1]) - low.max(ends[0])).max(0.0) / (ends[1] - ends[0]);
            let moves = if part > 0.0 { self.moves.segment(k) } else { &[] };
            moves.iter().map(move |&(j, change)| (j, part * change))
        })
    }

    /// The same with straight lines between the shares of `knots`, which rise, as far as these go.
    pub(crate) fn straightened(&self, knots: &[f64]) -> Self {
        let (Some(&first), Some(&last)) = (self.shares.first(), knots.last()) else { return self.clone() };
        let mut shares = vec![first];
        // the knot beyond the top too: there the mixture ends
        let below_top = |&&share: &&f64| share < self.top();
        let inside = knots.iter().take_while(below_top).count() + 1;
        shares.extend(knots.iter().take(inside).copied().filter(|&share| share > first));
        shares.extend(self.shares[1..].iter().copied().filter(|&share| share > last.max(first)));
        let mut moves = Moves::default();
        for ends in shares.windows(2) {
            moves.extend(self.changes(ends[0], ends[1]));
            moves.close();
        }
        Self { shares, moves }
    }
}

/// A stretch of levels over which the same rows move.
pub(crate) struct Stretch {
    /// From this share down to the other.
    pub from: f64,
    /// The lower share.
    pub to: f64,
    /// The rows that do not move, with the share they are held at.
    pub held: Vec<Option<f64>>,
}

/// A block's program and its security rows.
pub(crate) struct Face<'a> {
    /// The block's program.
    pub part: &'a Lp,
    /// Duals that prove its optimum.
    pub duals: &'a [f64],
    /// Each security row: its requirement and its terms.
    pub rows: Vec<(f64, &'a [(usize, f64)])>,
    /// The load to be minimised on the optimal face, by column.
    pub load: &'a [f64],
    /// The starting basis, of the block's program.
    pub basis: Basis,
    /// The manner of the solves.
    pub manner: Manner,
}

impl Face<'_> {
    /// The plans of least load over stretches that follow each other downwards, by rising share; `None` where a walk leaves it open.
    pub(crate) fn walk(mut self, stretches: &[Stretch]) -> Option<Vec<(f64, Vec<f64>)>> {
        let mut face = optimal_face(self.part, self.duals);
        face.cost = self.load.to_vec();
        let mut engine = Engine::in_manner(&face, self.manner);
        engine.set_basis(&self.basis);
        let Solved::Optimal { x, basis, .. } = engine.solve().ok()? else { return None };
        self.basis = basis;
        self.basis.rows.extend(self.rows.iter().map(|_| Status::Basic));
        let share = |(requirement, terms): &(f64, &[(usize, f64)])| {
            terms.iter().map(|&(j, w)| w * x[j]).sum::<f64>() / requirement
        };
        let highest = self.rows.iter().map(share).fold(0.0, f64::max);
        let mut draft = Builder::extend(&face);
        for (_, terms) in &self.rows {
            draft.row(f64::NEG_INFINITY, f64::INFINITY, terms.iter().copied());
        }
        let mut lp = draft.build();
        let mut found = Vec::new();
        for (k, stretch) in stretches.iter().enumerate() {
            let from = if k == 0 { highest.max(stretch.from) } else { stretch.from };
            self.stretch(&mut lp, Stretch { from, to: stretch.to, held: stretch.held.clone() }, &mut found)?;
        }
        found.reverse();
        Some(found)
    }

    fn stretch(&mut self, lp: &mut Lp, over: Stretch, found: &mut Vec<(f64, Vec<f64>)>) -> Option<()> {
        let first = self.part.rows();
        let mut direction = Vec::new();
        for (r, (requirement, _)) in self.rows.iter().enumerate() {
            if over.held[r].is_none() {
                direction.push((first + r, -requirement));
            }
            lp.row_upper[first + r] = over.held[r].unwrap_or(over.from) * requirement;
        }
        let length = over.from - over.to;
        if length <= NO_SHARE {
            return Some(());
        }
        let options = RhsOptions { start: Some(&self.basis), manner: self.manner, ..RhsOptions::until(length) };
        let RhsWalk::Curve(curve) = simplex::parametric_rhs(lp, &direction, options).ok()? else { return None };
        let missing = length - curve.points[curve.points.len() - 1].theta;
        let arrived = matches!(curve.end, RhsEnd::Until) || missing <= ROUNDING;
        if !(curve.certificate.holds() && arrived) {
            return None;
        }
        let mut x = curve.path.x(0);
        for (k, point) in curve.points.iter().enumerate() {
            found.push((over.from - point.theta, x.clone()));
            if k + 1 < curve.points.len() {
                curve.path.change(k).for_each(|(j, change)| x[j] += change);
            }
        }
        self.basis = curve.path.basis(curve.points.len() - 1);
        Some(())
    }
}
