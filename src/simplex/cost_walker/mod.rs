//! The pivots of a parametric-cost walk (see [`super::parametric_cost`]): reduced costs and loads, the next penalty at which one changes its sign, and
//! the steps in between.

mod descent;
mod reduced;
mod steps;

use super::blocks::{WIDTH, block};
use super::cost_curve::DualPath;
use super::kernel::{FREE, Kernel};
use super::path::Path;
use super::primal::RatioTest;
use super::row_map::At;
use super::sparse::{SparseVec, settled};
use super::tolerances::SAME_PENALTY;
use super::tournament::Tournament;
use crate::lp::follow::{Follower, Touched};
use crate::lp::outcome::Failure;
use crate::lp::{Lp, dot};
use reduced::Reduced;

/// After so many degenerate pivots in a row the walk descends to the least load at its penalty.
const STALL: usize = 200;

/// The end of a stage of a parametric-cost walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StageEnd {
    /// The next pivot is dearer than the stage goes.
    Penalty,
    /// The load does not fall any further.
    End,
    /// The load falls for ever.
    Unbounded,
}

/// A parametric-cost walk on its way. How far it has gone changes nothing of the points found until there.
#[derive(Debug)]
pub struct CostWalker<'a> {
    kernel: &'a mut Kernel,
    lp: &'a Lp,
    load: &'a [f64],
    /// Scaled loads and their tolerances, of all variables.
    scaled: Vec<f64>,
    tolerance: Vec<f64>,
    reduced: Vec<Reduced>,
    /// Variables without bounds.
    free: Vec<usize>,
    /// Negated crossing penalties.
    crossings: Tournament,
    penalty: f64,
    path: Path,
    /// Penalties and `(cost, load)` changes of the steps so far.
    steps: Vec<(f64, f64, f64)>,
    /// Changes of the columns since the last step, their penalty and first pivot.
    change: SparseVec,
    change_penalty: f64,
    change_pivots: usize,
    /// The follower that proves the walk; `None` in stages, whose points are proved one by one.
    follower: Option<Follower>,
    /// Rows whose duals have changed since the last step.
    changed_duals: Touched,
    /// The duals of all rows on the way.
    duals: DualPath,
    /// The load at the last step, and where the walk is.
    closed: f64,
    now: f64,
    /// The penalty of the next pivot.
    next: f64,
    limit: usize,
    /// True while nothing has moved since reduced costs were computed afresh.
    fresh: bool,
    stalled: usize,
    stop: StageEnd,
    /// [`STALL`], but in tests.
    patience: usize,
    /// Number of times that the walk has stalled.
    descents: usize,
}

impl<'a> CostWalker<'a> {
    pub(super) fn new(kernel: &'a mut Kernel, lp: &'a Lp, load: &'a [f64], staged: bool) -> Self {
        let vars = kernel.p.vars();
        let mut scaled = vec![0.0; vars];
        for (j, s) in scaled[..load.len()].iter_mut().enumerate() {
            *s = load[j] * kernel.p.scale.col[j];
        }
        let tolerance = kernel.p.cost_tolerances(&scaled);
        let path = Path::new(kernel);
        let change = SparseVec::new(lp.cols());
        let is_free = |j: &usize| kernel.resting(*j) == At::Free;
        let free = (0..vars).filter(is_free).collect();
        let mut walker = Self {
            kernel,
            lp,
            load,
            scaled,
            tolerance,
            reduced: Vec::new(),
            free,
            crossings: Tournament::default(),
            penalty: 0.0,
            path,
            steps: Vec::new(),
            change,
            change_penalty: 0.0,
            change_pivots: 0,
            follower: None,
            changed_duals: Touched::default(),
            duals: DualPath::default(),
            closed: 0.0,
            now: 0.0,
            next: 0.0,
            limit: 0,
            fresh: true,
            stalled: 0,
            stop: StageEnd::Penalty,
            patience: STALL,
            descents: 0,
        };
        walker.limit = walker.kernel.pivot_limit() * 4;
        walker.closed = dot(load, &walker.kernel.point());
        walker.now = walker.closed;
        walker.price_all();
        walker.duals.first = (0..walker.kernel.p.m).map(|k| walker.duals(k)).collect();
        if !staged {
            let mut duals = vec![[0.0; 2]; lp.rows()];
            let kept = &walker.kernel.p.map.kept;
            kept.iter().zip(&walker.duals.first).for_each(|(&i, &y)| duals[i as usize] = y);
            walker.follower = Some(Follower::new(lp, &[], Some(load), walker.kernel.point(), duals));
        }
        walker.changed_duals = Touched::new(walker.kernel.p.m);
        walker
    }

    /// Reduced loads and crossing penalties of all variables, from the present factors.
    fn price_all(&mut self) {
        let kernel = &mut *self.kernel;
        let mut e = vec![0.0; kernel.d.len()];
        kernel.reduced_costs(&self.scaled, &mut e);
        let reduced = |b: u32| Reduced {
            d: *block(&kernel.d, b),
            e: *block(&e, b),
            d_tolerance: block(&kernel.p.dual_tolerance, b).map(|t| t as f32),
            e_tolerance: block(&self.tolerance, b).map(|t| t as f32),
            sign: block(&kernel.sign, b).map(|s| s as f32),
        };
        self.reduced = (0..(e.len() / WIDTH) as u32).map(reduced).collect();
        self.crossings = Tournament::new((0..e.len()).map(|j| self.crossing(j)).collect());
    }

    #[inline]
    fn crossing(&self, j: usize) -> f64 {
        let reduced = &self.reduced[j / WIDTH];
        if self.kernel.sign[j] == FREE { reduced.free_crossing(j % WIDTH) } else { reduced.crossing(j % WIDTH) }
    }

    /// Gives a variable other reduced costs and loads.
    fn set(&mut self, j: usize, d: f64, e: f64) {
        let reduced = &mut self.reduced[j / WIDTH];
        (reduced.d[j % WIDTH], reduced.e[j % WIDTH]) = (d, e);
    }

    /// The duals of the `k`-th row that the engine keeps.
    fn duals(&self, k: usize) -> [f64; 2] {
        let (j, scale) = (self.kernel.p.n + k, self.kernel.p.scale.row[k]);
        let reduced = &self.reduced[j / WIDTH];
        [settled(reduced.d[j % WIDTH]) * scale, settled(reduced.e[j % WIDTH]) * scale]
    }

    /// Takes over the bound of a variable that has moved.
    fn settle(&mut self, j: usize) {
        self.reduced[j / WIDTH].sign[j % WIDTH] = self.kernel.sign[j] as f32;
        self.crossings.set(j, self.crossing(j));
    }

    fn refresh(&mut self) {
        let old = self.kernel.x[..self.lp.cols()].to_vec();
        self.kernel.refresh();
        self.note_drift(&old);
        self.price_all();
        (0..self.kernel.p.m).for_each(|k| self.changed_duals.add(k));
    }

    /// Takes into the path the differences of the columns from their running sums, where they are more than rounding.
    fn note_drift(&mut self, old: &[f64]) {
        for (j, &was) in old.iter().enumerate() {
            let drift = self.kernel.x[j] - was;
            if drift.abs() > self.kernel.p.primal_tolerance[j] {
                self.change.add(j, drift * self.kernel.p.scale.col[j]);
            }
        }
    }

    /// The load where the walk is.
    pub fn load(&self) -> f64 {
        self.now
    }

    /// The penalty from which the walk goes on, rounding apart; infinite at its end.
    pub fn next_penalty(&self) -> f64 {
        self.next
    }

    /// True if the walk is at its end.
    pub fn has_ended(&self) -> bool {
        self.stop != StageEnd::Penalty
    }

    /// Goes on through all that happens up to `penalty`, or to the end.
    ///
    /// # Errors
    /// [`Failure`] if rounding leaves open how it goes on.
    pub fn to(&mut self, penalty: f64) -> Result<(), Failure> {
        if self.stop == StageEnd::Penalty {
            self.stop = self.walk(penalty)?;
            self.now = self.closed + self.change.iter().map(|(j, v)| self.load[j] * v).sum::<f64>();
            let next = self.crossings.best().filter(|_| self.stop == StageEnd::Penalty);
            self.next = next.map_or(f64::INFINITY, |(_, score)| self.penalty.max(-score));
        }
        Ok(())
    }

    fn walk(&mut self, most: f64) -> Result<StageEnd, Failure> {
        loop {
            if self.kernel.iterations > self.limit {
                return Err(super::failure(format!(
                    "the parametric-cost walk did not end after {} pivots",
                    self.limit
                )));
            }
            if self.kernel.factor.is_long(self.kernel.p.m) {
                self.fresh = false;
                if self.kernel.refactor() {
                    self.refresh();
                }
            }
            let Some((q, score)) = self.crossings.best() else {
                if self.fresh {
                    return Ok(StageEnd::End);
                }
                self.refresh();
                self.fresh = true;
                continue;
            };
            self.kernel.ftran_column(q);
            let (d, e) = (self.kernel.fresh_cost(q, &self.kernel.cost), self.kernel.fresh_cost(q, &self.scaled));
            self.set(q, d, e);
            let now = self.crossing(q);
            if now < score {
                // rounding had moved it; is another one first?
                self.crossings.set(q, now);
                if now == Tournament::OUT || self.crossings.best().is_some_and(|b| b.0 != q) {
                    continue;
                }
            }
            // whatever happens at one penalty belongs to one step
            if -now > most.max(self.change_penalty * (1.0 + SAME_PENALTY)) {
                return Ok(StageEnd::Penalty);
            }
            self.penalty = self.penalty.max(-now);
            let direction = match self.kernel.at[q] {
                At::Lower => 1.0,
                At::Upper => -1.0,
                _ => -e.signum(),
            };
            let block = self.kernel.ratio_test(q, direction);
            match block {
                RatioTest::Unbounded if self.fresh => return Ok(StageEnd::Unbounded),
                RatioTest::Pivot { row, .. } if !self.kernel.is_doubtful(row) => {}
                RatioTest::BoundFlip(_) => {}
                _ => {
                    self.refresh();
                    self.fresh = true;
                    continue;
                }
            }
            self.fresh = false;
            let moved = self.take(q, direction, block, (d, e));
            self.stalled = if moved { 0 } else { self.stalled + 1 };
            if self.stalled > self.patience && !self.descend()? {
                return Ok(StageEnd::Unbounded);
            }
        }
    }

    /// Makes the step. Returns whether anything moved.
    fn take(&mut self, q: usize, direction: f64, block: RatioTest, (d, e): (f64, f64)) -> bool {
        let step = match block {
            RatioTest::BoundFlip(step) => step,
            RatioTest::Pivot { row, step, leaving } if step < 0.0 => {
                self.kernel.take_bound_along(self.kernel.head[row] as usize, leaving);
                0.0
            }
            RatioTest::Pivot { step, .. } => step,
            RatioTest::Unbounded => 0.0,
        };
        self.record(q, direction * step);
        self.kernel.advance(q, direction * step);
        match block {
            RatioTest::Pivot { row, leaving, .. } => {
                let out = self.kernel.head[row] as usize;
                self.kernel.btran_row(row);
                self.kernel.rho.iter().for_each(|(k, _)| self.changed_duals.add(k));
                let pivot = self.kernel.alpha.val[row];
                self.kernel.exchange(row, q, leaving);
                self.path.pivot(q, out, leaving);
                let (theta_d, theta_e) = (d / pivot, e / pivot);
                self.update(theta_d, theta_e);
                self.set(q, 0.0, 0.0);
                self.set(out, -theta_d, -theta_e);
                self.settle(q);
                self.settle(out);
            }
            _ => {
                let to = if direction > 0.0 { At::Upper } else { At::Lower };
                self.kernel.put(q, to);
                self.kernel.x[q] = self.kernel.bound(q, to);
                self.kernel.iterations += 1;
                self.path.pivot(q, q, to);
                self.settle(q);
            }
        }
        step.abs() > self.kernel.p.primal_tolerance[q]
    }

    /// Reduced costs, loads and crossing penalties after a pivot whose row is in the kernel's `row`.
    fn update(&mut self, theta_d: f64, theta_e: f64) {
        let row = &self.kernel.row;
        for &b in row.blocks() {
            let (a, reduced) = (block(&row.val, b), &mut self.reduced[b as usize]);
            self.crossings.change_block(b, |crossings| reduced.update(theta_d, theta_e, a, crossings));
        }
        for k in 0..self.free.len() {
            self.settle(self.free[k]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::verify::certify;
    use crate::lp::{Builder, Lp};
    use crate::simplex::Engine;
    use crate::simplex::solve::Ending;

    /// An assignment of `n` to `n`, every vertex of which is degenerate, with costs and loads that are tied all over.
    fn assignment(n: usize) -> (Lp, Vec<f64>) {
        let mut b = Builder::default();
        let mut load = Vec::new();
        let mut x = vec![Vec::new(); n];
        for (i, row) in x.iter_mut().enumerate() {
            for k in 0..n {
                row.push(b.column(((i * 7 + k * k) % 3) as f64, 0.0, f64::INFINITY));
                load.push(((i * i + 5 * k) % 4) as f64);
            }
        }
        for (i, row) in x.iter().enumerate() {
            b.row(1.0, 1.0, row.iter().map(|&j| (j, 1.0)));
            b.row(1.0, 1.0, x.iter().map(|column| (column[i], 1.0)));
        }
        (b.build(), load)
    }

    #[test]
    fn a_stall_is_ended_and_leaves_no_trace() {
        let (lp, load) = assignment(40);
        let mut engine = Engine::new(&lp);
        assert!(matches!(engine.optimise(), Ok(Ending::Found)));
        let mut walker = CostWalker::new(&mut engine.kernel, &lp, &load, false);
        walker.patience = 5;
        walker.to(f64::INFINITY).unwrap();
        assert_eq!(walker.stop, StageEnd::End);
        assert!(walker.descents > 0, "nothing stalled");
        let frontier = walker.finish().unwrap();
        assert!(!engine.kernel.perturbed_bounds);
        for (k, point) in frontier.points.iter().enumerate().take(frontier.points.len() - 1) {
            let cost: Vec<f64> = lp.cost.iter().zip(&load).map(|(c, l)| c + point.penalty * l).collect();
            let priced = Lp { cost, ..lp.clone() };
            let (_, y) = super::super::at_basis(&lp, &frontier.path.basis(k), &priced.cost).unwrap();
            for x in [frontier.path.x(k), frontier.path.x(k + 1)] {
                let certificate = certify(&priced, &x, &y);
                assert!(certificate.holds(), "point {k}: {certificate}");
            }
        }
    }
}
