//! Sparse LU factors of a basis: singletons first, Markowitz's rule on the rest.
//!
//! Bases of supply models are nearly triangular, so that almost every pivot is a column or row with one entry left and costs
//! nothing. On the remaining bump pivots are chosen by Markowitz (1957) count among entries not much smaller than the largest
//! of their row (threshold pivoting), with a search limited to few candidates (Zlatev, 1980).

mod bump;
mod singletons;

use super::sparse::{SparseVec, SymbolicReach, Triangle};
use super::tolerances::{STRICT_THRESHOLDS, THRESHOLDS};

const NONE: u32 = u32::MAX;

/// Factors `B = L U`; every pivot is known by its row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lu {
    lower: Triangle,
    lower_t: Triangle,
    upper: Triangle,
    upper_t: Triangle,
    /// Pivot rows in the order of elimination.
    order: Vec<u32>,
    reach: SymbolicReach,
    strict: bool,
}

/// Findings of a factorisation about the columns.
pub(crate) struct Pivots {
    /// For each row the column (position in the input) that was pivoted there, or `u32::MAX` where none could be: the row's
    /// slack (a column of −1) then stands in its place.
    pub column_of_row: Vec<u32>,
}

/// Columns of a basis, as one flat list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    pub start: Vec<u32>,
    pub row: Vec<u32>,
    pub val: Vec<f64>,
}

impl Columns {
    #[inline]
    fn range(&self, c: usize) -> std::ops::Range<usize> {
        self.start[c] as usize..self.start[c + 1] as usize
    }
}

/// The state of the elimination.
struct Work<'a> {
    m: usize,
    thresholds: (f64, f64),
    columns: &'a Columns,
    // position → pivot row, row → position
    row_of_column: Vec<u32>,
    column_of_row: Vec<u32>,
    order: Vec<u32>,
    diagonal: Vec<f64>,
    // (pivot row, row, multiplier) and (row, position, value)
    lower: Vec<(u32, u32, f64)>,
    upper: Vec<(u32, u32, f64)>,
}

impl Lu {
    /// Sets whether pivots are chosen for stability before sparsity.
    pub(super) fn set_strict(&mut self, strict: bool) {
        self.strict = strict;
    }

    /// Factorises `m` columns of length `m`.
    pub(super) fn factorise(&mut self, m: usize, columns: &Columns) -> Pivots {
        let mut work = Work {
            m,
            thresholds: if self.strict { STRICT_THRESHOLDS } else { THRESHOLDS },
            columns,
            row_of_column: vec![NONE; m],
            column_of_row: vec![NONE; m],
            order: Vec::with_capacity(m),
            diagonal: vec![1.0; m],
            lower: Vec::new(),
            upper: Vec::new(),
        };
        work.singletons();
        if work.order.len() < m {
            work.bump();
        }
        for r in 0..m as u32 {
            if work.column_of_row[r as usize] == NONE {
                work.diagonal[r as usize] = -1.0;
                work.order.push(r);
            }
        }
        let fill = [&self.lower, &self.lower_t, &self.upper, &self.upper_t].map(|triangle| triangle.fill);
        self.lower = triangle(m, work.lower.iter().copied(), Vec::new());
        self.lower_t = self.lower.transposed(m);
        let Work { upper, row_of_column, diagonal, .. } = &mut work;
        let entries = upper.iter().filter_map(|&(i, c, v)| match row_of_column[c as usize] {
            NONE => None,
            r => Some((r, i, v)),
        });
        self.upper = triangle(m, entries, std::mem::take(diagonal));
        self.upper_t = self.upper.transposed(m);
        let triangles = [&mut self.lower, &mut self.lower_t, &mut self.upper, &mut self.upper_t];
        triangles.into_iter().zip(fill).for_each(|(triangle, fill)| triangle.fill = fill);
        self.order = work.order;
        Pivots { column_of_row: work.column_of_row }
    }

    /// Number of entries in the factors.
    pub(super) fn entries(&self) -> usize {
        self.lower.entries() + self.upper.entries() + self.order.len()
    }

    /// `v ← B⁻¹ v`: in goes a vector over constraint rows, out comes one over basic columns, each at its pivot row.
    pub(super) fn ftran(&mut self, v: &mut SparseVec) {
        let Self { lower, upper, order, reach, .. } = self;
        lower.solve(v, order.iter().copied(), reach);
        upper.solve(v, order.iter().rev().copied(), reach);
    }

    /// `v ← B⁻ᵀ v`: in goes a vector over basic columns, out comes one over constraint rows.
    pub(super) fn btran(&mut self, v: &mut SparseVec) {
        let Self { lower_t, upper_t, order, reach, .. } = self;
        upper_t.solve(v, order.iter().copied(), reach);
        lower_t.solve(v, order.iter().rev().copied(), reach);
    }
}

/// Collects `(list, receiver, value)` entries into lists.
fn triangle(m: usize, entries: impl Iterator<Item = (u32, u32, f64)> + Clone, diagonal: Vec<f64>) -> Triangle {
    let mut start = vec![0u32; m + 1];
    for (k, _, _) in entries.clone() {
        start[k as usize + 1] += 1;
    }
    for k in 0..m {
        start[k + 1] += start[k];
    }
    let mut next = start.clone();
    let len = start[m] as usize;
    let mut lists = vec![(0, 0.0); len];
    for (k, i, v) in entries {
        let at = &mut next[k as usize];
        lists[*at as usize] = (i, v);
        *at += 1;
    }
    Triangle { start, entries: lists, diagonal, fill: 0.0 }
}

impl Work<'_> {
    #[inline]
    fn active_row(&self, r: u32) -> bool {
        self.column_of_row[r as usize] == NONE
    }

    fn pivot(&mut self, r: u32, c: u32, value: f64) {
        self.row_of_column[c as usize] = r;
        self.column_of_row[r as usize] = c;
        self.diagonal[r as usize] = value;
        self.order.push(r);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `B⁻¹` and `B⁻ᵀ` undo multiplication by random sparse matrices, singular ones after the repair that is reported.
    #[test]
    fn solves_undo_multiplication() {
        let mut seed = 7u64;
        let mut random = move || {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) as usize
        };
        for round in 0..300 {
            let m = 1 + random() % 60;
            let mut dense = vec![vec![0.0; m]; m]; // [column][row]
            for (c, column) in dense.iter_mut().enumerate() {
                if random() % 20 > 0 || round % 2 == 0 {
                    column[(c * 7 + 3) % m] = 1.0 + (random() % 9) as f64;
                }
                for _ in 0..random() % (2 + round / 60) {
                    column[random() % m] += (random() % 9) as f64 - 4.0;
                }
            }
            let mut columns = Columns { start: vec![0], ..Columns::default() };
            for column in &dense {
                for (i, &v) in column.iter().enumerate().filter(|e| *e.1 != 0.0) {
                    columns.row.push(i as u32);
                    columns.val.push(v);
                }
                columns.start.push(columns.row.len() as u32);
            }
            let mut lu = Lu::default();
            let pivots = lu.factorise(m, &columns);
            // the basis as repaired, by pivot row
            let basis: Vec<Vec<f64>> = (0..m)
                .map(|r| match pivots.column_of_row[r] {
                    NONE => (0..m).map(|i| if i == r { -1.0 } else { 0.0 }).collect(),
                    c => dense[c as usize].clone(),
                })
                .collect();
            let x: Vec<f64> = (0..m).map(|_| if random() % 3 == 0 { (random() % 7) as f64 } else { 0.0 }).collect();
            let (mut bx, mut bty) = (SparseVec::new(m), SparseVec::new(m));
            for (r, column) in basis.iter().enumerate() {
                bty.set(r, column.iter().zip(&x).map(|(b, x)| b * x).sum());
                for (i, b) in column.iter().enumerate() {
                    bx.add(i, b * x[r]);
                }
            }
            bx.drop_tiny(0.0);
            bty.drop_tiny(0.0);
            lu.ftran(&mut bx);
            lu.btran(&mut bty);
            for (r, x) in x.iter().enumerate() {
                assert!((bx.val[r] - x).abs() < 1e-6, "ftran, round {round}");
                assert!((bty.val[r] - x).abs() < 1e-6, "btran, round {round}");
            }
        }
    }
}
