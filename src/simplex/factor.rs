//! The basis matrix as factors and the pivots made since.
//!
//! Pivots are kept in product form (Dantzig and Orchard-Hays, 1954): the transformed entering column of each. On nearly triangular
//! bases they are so short that nothing better pays.

use super::lu::{Columns, Lu, Pivots};
use super::sparse::{Entry, SparseVec};
use super::tolerances::NOTHING;

#[derive(Debug, Clone, Default)]
pub(crate) struct Factor {
    lu: Lu,
    strict: bool,
    // eta k: pivot row, pivot value, other entries[start[k]..start[k + 1]]
    pivots: Vec<(u32, f64)>,
    start: Vec<u32>,
    entries: Vec<Entry>,
    // of each row those of the first etas in which it stands
    etas_of_row: Vec<EtaSet>,
}

/// Some of the first [`SETS`] etas, as bits.
type EtaSet = [u64; SETS / 64];

/// Of so many etas it is known in which rows they stand: mostly of all.
const SETS: usize = 256;

/// Factors are made anew after so many pivots where they are to be as exact as can be.
const STRICT_UPDATES: usize = 20;

impl Factor {
    /// Sets whether factors are to be as exact as can be.
    pub(crate) fn set_strict(&mut self, strict: bool) {
        self.strict = strict;
        self.lu.set_strict(strict);
    }

    pub(crate) fn factorise(&mut self, m: usize, columns: &Columns) -> Pivots {
        self.pivots.clear();
        self.entries.clear();
        self.start.clear();
        self.start.push(0);
        self.etas_of_row.clear();
        self.etas_of_row.resize(m, EtaSet::default());
        self.lu.factorise(m, columns)
    }

    /// Number of pivots since the factors were made.
    #[inline]
    pub(crate) fn updates(&self) -> usize {
        self.pivots.len()
    }

    /// True if so much has been appended that factorising anew is cheaper than going on.
    #[inline]
    pub(crate) fn is_long(&self, m: usize) -> bool {
        let most = if self.strict { STRICT_UPDATES } else { 64 + (m / 32).min(SETS - 64) };
        self.pivots.len() >= most || self.entries.len() > 3 * self.lu.entries() + 1000
    }

    /// `v ← B⁻¹ v`.
    pub(crate) fn ftran(&mut self, v: &mut SparseVec) {
        self.lu.ftran(v);
        for (k, &(r, pivot)) in self.pivots.iter().enumerate() {
            let at = v.val[r as usize];
            if at.abs() > NOTHING {
                let t = at / pivot;
                v.val[r as usize] = t;
                for &(i, a) in &self.entries[self.start[k] as usize..self.start[k + 1] as usize] {
                    v.add(i as usize, -a * t);
                }
            }
        }
    }

    /// `v ← B⁻ᵀ v`.
    pub(crate) fn btran(&mut self, v: &mut SparseVec) {
        self.btran_etas(v);
        self.lu.btran(v);
    }

    /// The etas from the last to the first; of the first [`SETS`] only those are looked at that share a row with `v`.
    fn btran_etas(&self, v: &mut SparseVec) {
        for k in (SETS..self.pivots.len()).rev() {
            self.btran_eta(k, v);
        }
        if self.pivots.is_empty() {
            return;
        }
        let mut waiting = EtaSet::default();
        for &i in &v.idx {
            waiting.iter_mut().zip(&self.etas_of_row[i as usize]).for_each(|(all, of_row)| *all |= of_row);
        }
        for word in (0..waiting.len()).rev() {
            while waiting[word] != 0 {
                let bit = 63 - waiting[word].leading_zeros() as usize;
                waiting[word] ^= 1 << bit;
                if let Some(r) = self.btran_eta(64 * word + bit, v) {
                    // earlier ones in which the new entry stands
                    let of_row = &self.etas_of_row[r];
                    (0..word).for_each(|w| waiting[w] |= of_row[w]);
                    waiting[word] |= of_row[word] & ((1 << bit) - 1);
                }
            }
        }
    }

    /// One eta; the row in which `v` has got an entry.
    #[inline]
    fn btran_eta(&self, k: usize, v: &mut SparseVec) -> Option<usize> {
        let (r, pivot) = (self.pivots[k].0 as usize, self.pivots[k].1);
        let before = v.val[r];
        let taken = &self.entries[self.start[k] as usize..self.start[k + 1] as usize];
        let at = taken.iter().fold(before, |at, &(i, a)| at - a * v.val[i as usize]);
        if at != 0.0 || before != 0.0 {
            v.set(r, at / pivot);
        }
        (before == 0.0 && at != 0.0).then_some(r)
    }

    /// Replaces the basic column of row `r` by the one whose transformed column is `alpha`.
    pub(crate) fn update(&mut self, r: usize, alpha: &SparseVec) {
        let k = self.pivots.len();
        self.pivots.push((r as u32, alpha.val[r]));
        for (i, a) in alpha.iter().filter(|e| e.1 != 0.0) {
            if i != r {
                self.entries.push((i as u32, a));
            }
            if k < SETS {
                self.etas_of_row[i][k / 64] |= 1 << (k % 64);
            }
        }
        self.start.push(self.entries.len() as u32);
    }
}
