//! The path of a walk: its first point, the changes since, and the pivots that lead from one basis to the next.

use super::Basis;
use super::kernel::Kernel;
use super::row_map::{At, RowMap};
use super::sparse::SparseVec;

/// The points of a walk, point 0 being its start, kept as sparse changes.
#[derive(Debug, Clone)]
pub struct Path {
    start: Vec<f64>,
    // step k leads from point k to k + 1 and holds columns/changes[steps[k].0 ..]
    steps: Vec<Step>,
    columns: Vec<u32>,
    changes: Vec<f64>,
    first_basis: Vec<At>,
    pivots: Vec<Pivot>,
    map: Box<RowMap>,
}

#[derive(Debug, Clone, Copy)]
struct Step {
    changes: usize,
    // pivots before the first one of this step
    pivots: usize,
}

/// `enters` becomes basic and `leaves` goes to `to`; a bound flip has both the same.
#[derive(Debug, Clone, Copy)]
struct Pivot {
    enters: u32,
    leaves: u32,
    to: At,
}

impl Path {
    pub(crate) fn new(kernel: &Kernel) -> Self {
        Self {
            start: kernel.point(),
            steps: Vec::new(),
            columns: Vec::new(),
            changes: Vec::new(),
            first_basis: kernel.at.clone(),
            pivots: Vec::new(),
            map: Box::new(kernel.p.map.clone()),
        }
    }

    /// Number of points; at least one.
    pub fn points(&self) -> usize {
        self.steps.len() + 1
    }

    /// `(column, change)` from point `k` to point `k + 1`, each column once.
    ///
    /// # Panics
    /// If there is no point `k + 1`.
    pub fn change(&self, k: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let end = self.steps.get(k + 1).map_or(self.columns.len(), |s| s.changes);
        let range = self.steps[k].changes..end;
        self.columns[range.clone()].iter().zip(&self.changes[range]).map(|(&j, &v)| (j as usize, v))
    }

    /// Value of each column at point `k`. To visit many points, start at 0 and add up [`Path::change`].
    ///
    /// # Panics
    /// If there is no point `k`.
    pub fn x(&self, k: usize) -> Vec<f64> {
        let mut x = self.start.clone();
        for (j, change) in (0..k).flat_map(|step| self.change(step)) {
            x[j] += change;
        }
        x
    }

    /// The last basis at point `k`: optimal there and all the way to point `k + 1`.
    ///
    /// # Panics
    /// If there is no point `k`.
    pub fn basis(&self, k: usize) -> Basis {
        assert!(k < self.points(), "point {k} of {}", self.points());
        let pivots = self.steps.get(k).map_or(self.pivots.len(), |s| s.pivots);
        let mut at = self.first_basis.clone();
        for pivot in &self.pivots[..pivots] {
            at[pivot.enters as usize] = At::Basic;
            at[pivot.leaves as usize] = pivot.to;
        }
        self.map.export_basis(&at)
    }

    /// The fate of the original rows.
    pub(crate) fn map(&self) -> &RowMap {
        &self.map
    }

    pub(crate) fn pivot(&mut self, enters: usize, leaves: usize, to: At) {
        self.pivots.push(Pivot { enters: enters as u32, leaves: leaves as u32, to });
    }

    pub(crate) fn pivots(&self) -> usize {
        self.pivots.len()
    }

    /// Adds a step of these changes; its first pivot is number `pivots`.
    pub(crate) fn step(&mut self, change: &SparseVec, pivots: usize) {
        self.steps.push(Step { changes: self.columns.len(), pivots });
        for (j, v) in change.iter() {
            self.columns.push(j as u32);
            self.changes.push(v);
        }
    }

    /// Changes the first point.
    pub(crate) fn move_start(&mut self, change: &SparseVec) {
        for (j, v) in change.iter() {
            self.start[j] += v;
        }
    }
}
