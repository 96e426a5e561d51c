//! A vector that is mostly zero, and triangular systems that are solved in time proportional to its nonzeros.

use super::tolerances::{NOTHING, RESIDUE};

/// A dense array plus the list of places that may be other than zero.
///
/// A listed place is never exactly zero, so that no place is listed twice: what cancels is left at [`NOTHING`].
#[derive(Debug, Clone, Default)]
pub(crate) struct SparseVec {
    pub val: Vec<f64>,
    pub idx: Vec<u32>,
}

/// The value that an entry stands for where it leaves the engine: multiples of [`NOTHING`] are zero.
pub(crate) fn settled(value: f64) -> f64 {
    if value.abs() < RESIDUE { 0.0 } else { value }
}

impl SparseVec {
    pub(crate) fn new(len: usize) -> Self {
        Self { val: vec![0.0; len], idx: Vec::new() }
    }

    #[inline]
    pub(crate) fn clear(&mut self) {
        for &i in &self.idx {
            self.val[i as usize] = 0.0;
        }
        self.idx.clear();
    }

    #[inline]
    pub(crate) fn add(&mut self, i: usize, v: f64) {
        self.set(i, self.val[i] + v);
    }

    #[inline]
    pub(crate) fn set(&mut self, i: usize, v: f64) {
        let slot = &mut self.val[i];
        if *slot == 0.0 {
            self.idx.push(i as u32);
        }
        *slot = if v == 0.0 { NOTHING } else { v };
    }

    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.idx.iter().map(|&i| (i as usize, self.val[i as usize]))
    }

    /// Forgets entries that cancelled, and those that rounding left where a zero belongs.
    #[inline]
    pub(crate) fn drop_tiny(&mut self, tiny: f64) {
        let Self { val, idx } = self;
        let tiny = tiny.max(NOTHING);
        idx.retain(|&i| {
            let keep = val[i as usize].abs() > tiny;
            if !keep {
                val[i as usize] = 0.0;
            }
            keep
        });
    }
}

/// Place and value. Pairs, because a list of them is one stream to read and one length to check.
pub(crate) type Entry = (u32, f64);

/// One triangular factor, stored as lists of the amounts that each solved unknown takes away from later ones.
///
/// Unknown `k`'s list holds `(i, value)`: once `v[k]` is known, `v[i] −= value · v[k]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Triangle {
    pub start: Vec<u32>,
    pub entries: Vec<Entry>,
    /// Divisor of each unknown, empty for ones.
    pub diagonal: Vec<f64>,
    /// The density of the last results: a running mean, 0 to 1.
    pub fill: f64,
}

/// A result that is fuller than this is found faster without a search.
const FULL: f64 = 0.1;

/// Scratch space of the symbolic phase of [`Triangle::solve`].
#[derive(Debug, Clone, Default)]
pub(crate) struct SymbolicReach {
    seen: Vec<bool>,
    order: Vec<u32>,
    stack: Vec<(u32, u32)>,
}

impl Triangle {
    #[inline]
    pub(super) fn entries(&self) -> usize {
        self.entries.len()
    }

    #[inline]
    fn range(&self, k: usize) -> std::ops::Range<usize> {
        self.start[k] as usize..self.start[k + 1] as usize
    }

    /// The transposed factor: the same entries listed by the unknown that receives them.
    pub(super) fn transposed(&self, len: usize) -> Self {
        let mut start = vec![0u32; len + 1];
        for &(i, _) in &self.entries {
            start[i as usize + 1] += 1;
        }
        for k in 0..len {
            start[k + 1] += start[k];
        }
        let mut next = start.clone();
        let mut entries = vec![(0, 0.0); self.entries.len()];
        for k in 0..len {
            for &(i, v) in &self.entries[self.range(k)] {
                let at = &mut next[i as usize];
                entries[*at as usize] = (k as u32, v);
                *at += 1;
            }
        }
        Self { start, entries, diagonal: self.diagonal.clone(), fill: 0.0 }
    }

    /// Solves in place. `order` lists all unknowns so that each comes before those it is subtracted from; it is used where
    /// the vector is too full for a search to pay, or was of late (Gilbert and Peierls, 1988, for the search; Hall and McKinnon, 2005, for
    /// the guess).
    pub(super) fn solve(&mut self, v: &mut SparseVec, order: impl Iterator<Item = u32>, reach: &mut SymbolicReach) {
        if self.entries.is_empty() && self.diagonal.is_empty() {
            return;
        }
        let len = v.val.len();
        let before = v.idx.len() as f64 / len as f64;
        let full = before.max(self.fill) > FULL;
        self.solve_by(full, v, order, reach);
        // a full input says nothing of what a sparse one would give
        if before <= FULL {
            self.fill += 0.1 * (v.idx.len() as f64 / len as f64 - self.fill);
        }
    }

    fn solve_by(&self, full: bool, v: &mut SparseVec, order: impl Iterator<Item = u32>, reach: &mut SymbolicReach) {
        let len = v.val.len();
        if full {
            for k in order {
                let k = k as usize;
                if v.val[k].abs() > NOTHING {
                    self.eliminate(k, v);
                }
            }
            return;
        }
        reach.seen.resize(len, false);
        for s in 0..v.idx.len() {
            let root = v.idx[s];
            if !reach.seen[root as usize] {
                self.search(root, reach);
            }
        }
        while let Some(k) = reach.order.pop() {
            reach.seen[k as usize] = false;
            if v.val[k as usize].abs() > NOTHING {
                self.eliminate(k as usize, v);
            }
        }
    }

    #[inline]
    fn eliminate(&self, k: usize, v: &mut SparseVec) {
        if !self.diagonal.is_empty() {
            v.val[k] /= self.diagonal[k];
        }
        let z = v.val[k];
        for &(i, a) in &self.entries[self.range(k)] {
            v.add(i as usize, -a * z);
        }
    }

    /// Depth first from `root`, leaving what it reaches in `reach.order`, each after all that it is subtracted from.
    fn search(&self, root: u32, reach: &mut SymbolicReach) {
        reach.seen[root as usize] = true;
        reach.stack.push((root, self.start[root as usize]));
        while let Some((k, at)) = reach.stack.last_mut() {
            let end = self.start[*k as usize + 1];
            let mut child = None;
            while *at < end {
                let i = self.entries[*at as usize].0;
                *at += 1;
                if !reach.seen[i as usize] {
                    child = Some(i);
                    break;
                }
            }
            match child {
                Some(i) => {
                    reach.seen[i as usize] = true;
                    reach.stack.push((i, self.start[i as usize]));
                }
                None => {
                    reach.order.push(*k);
                    reach.stack.pop();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2 and −2 cancel: the place stays listed once, and what leaves the engine there is 0.
    #[test]
    fn sparse_vectors_list_each_place_once() {
        let mut v = SparseVec::new(3);
        for change in [2.0, -2.0, 0.5, -0.5] {
            v.add(1, change);
        }
        assert_eq!(v.idx, [1]);
        assert_eq!(v.iter().map(|(i, value)| (i, settled(value))).collect::<Vec<_>>(), [(1, 0.0)]);
        v.drop_tiny(0.0);
        assert_eq!((v.idx.len(), v.val[1]), (0, 0.0));
    }

    #[test]
    fn sparse_and_dense_solves_agree_with_a_hand_worked_system() {
        // v0 = b0/2; v2 = b2 − 3 v0; v1 = (b1 − v2)/4: with b = (2, 5, 4): v0 = 1, v2 = 1/1, v1 = 1
        let t = Triangle {
            start: vec![0, 1, 1, 2],
            entries: vec![(2, 3.0), (1, 1.0)],
            diagonal: vec![2.0, 4.0, 1.0],
            fill: 0.0,
        };
        let solve = |len: usize| {
            let mut v = SparseVec::new(len);
            for (i, b) in [2.0, 5.0, 4.0].into_iter().enumerate() {
                v.add(i, b);
            }
            let mut t = t.clone();
            t.start.resize(len + 1, 2);
            t.diagonal.resize(len, 1.0);
            t.solve(&mut v, [0, 2, 1].into_iter(), &mut SymbolicReach::default());
            (v.val[0], v.val[1], v.val[2])
        };
        assert_eq!(solve(3), (1.0, 1.0, 1.0), "dense");
        assert_eq!(solve(64), (1.0, 1.0, 1.0), "sparse");
    }
}
