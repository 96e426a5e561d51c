//! The basis matrix as factors and the pivots made since.
//!
//! Pivots are kept in product form (Dantzig and Orchard-Hays, 1954): the transformed entering column of each. On nearly triangular
//! bases they are so short that nothing better pays.

use super::lu::{Columns, Lu, Pivots};
use super::sparse::{Entry, NOTHING, SparseVec};

#[derive(Debug, Clone, Default)]
pub(crate) struct Factor {
    lu: Lu,
    strict: bool,
    // eta k: pivot row, pivot value, other entries[start[k]..start[k + 1]]
    pivots: Vec<(u32, f64)>,
    start: Vec<u32>,
    entries: Vec<Entry>,
}

/// Factors are made anew after so many pivots where they are to be as exact as can be.
const STRICT_UPDATES: usize = 20;

impl Factor {
    /// Whether factors are to be as exact as can be.
    pub fn set_strict(&mut self, strict: bool) {
        self.strict = strict;
        self.lu.set_strict(strict);
    }

    pub fn factorise(&mut self, m: usize, columns: &Columns) -> Pivots {
        self.pivots.clear();
        self.entries.clear();
        self.start.clear();
        self.start.push(0);
        self.lu.factorise(m, columns)
    }

    /// Number of pivots since the factors were made.
    #[inline]
    pub fn updates(&self) -> usize {
        self.pivots.len()
    }

    /// Whether so much has been appended that factorising anew is cheaper than going on.
    #[inline]
    pub fn is_long(&self, m: usize) -> bool {
        let most = if self.strict { STRICT_UPDATES } else { 64 + (m / 32).min(192) };
        self.pivots.len() >= most || self.entries.len() > 3 * self.lu.entries() + 1000
    }

    /// `v ← B⁻¹ v`.
    pub fn ftran(&mut self, v: &mut SparseVec) {
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
    pub fn btran(&mut self, v: &mut SparseVec) {
        for (k, &(r, pivot)) in self.pivots.iter().enumerate().rev() {
            let range = self.start[k] as usize..self.start[k + 1] as usize;
            let mut at = v.val[r as usize];
            for &(i, a) in &self.entries[range] {
                at -= a * v.val[i as usize];
            }
            if at != 0.0 || v.val[r as usize] != 0.0 {
                v.set(r as usize, at / pivot);
            }
        }
        self.lu.btran(v);
    }

    /// Replaces the basic column of row `r` by the one whose transformed column is `alpha`.
    pub fn update(&mut self, r: usize, alpha: &SparseVec) {
        self.pivots.push((r as u32, alpha.val[r]));
        for (i, a) in alpha.iter() {
            if i != r && a != 0.0 {
                self.entries.push((i as u32, a));
            }
        }
        self.start.push(self.entries.len() as u32);
    }
}
