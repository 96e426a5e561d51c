//! Sparse LU factors of a basis: singletons first, Markowitz's rule on what is left.
//!
//! Bases of supply models are nearly triangular, so that almost every pivot is a column or row with one entry left and costs
//! nothing. On the remaining bump pivots are chosen by Markowitz (1957) count among entries not much smaller than the largest
//! of their row (threshold pivoting), with a search limited to few candidates (Zlatev, 1980).

use super::sparse::{SparseVec, SymbolicReach, Triangle};
use super::tolerances::{FILL, PIVOT, STRICT_THRESHOLDS, THRESHOLDS};
use std::collections::BTreeSet;

/// How many rows and columns the search for a pivot looks at.
const CANDIDATES: usize = 4;
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

/// What factorising found out about the columns.
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

/// Where elimination stands.
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
    /// Whether pivots are chosen for stability before sparsity.
    pub fn set_strict(&mut self, strict: bool) {
        self.strict = strict;
    }

    /// Factorises `m` columns of length `m`.
    pub fn factorise(&mut self, m: usize, columns: &Columns) -> Pivots {
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
    pub fn entries(&self) -> usize {
        self.lower.entries() + self.upper.entries() + self.order.len()
    }

    /// `v ← B⁻¹ v`: in goes a vector over constraint rows, out comes one over basic columns, each at its pivot row.
    pub fn ftran(&mut self, v: &mut SparseVec) {
        let Self { lower, upper, order, reach, .. } = self;
        lower.solve(v, order.iter().copied(), reach);
        upper.solve(v, order.iter().rev().copied(), reach);
    }

    /// `v ← B⁻ᵀ v`: in goes a vector over basic columns, out comes one over constraint rows.
    pub fn btran(&mut self, v: &mut SparseVec) {
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

    /// Pivots on columns with one active row and rows with one active column until there are none.
    fn singletons(&mut self) {
        let (m, columns) = (self.m, self.columns);
        // row-wise pattern of the basis
        let mut row_start = vec![0u32; m + 1];
        for &r in &columns.row {
            row_start[r as usize + 1] += 1;
        }
        let mut row_count: Vec<u32> = row_start[1..].to_vec();
        for r in 0..m {
            row_start[r + 1] += row_start[r];
        }
        let mut next = row_start.clone();
        let mut row_columns = vec![0u32; columns.row.len()];
        let mut column_count = vec![0u32; m];
        for (c, count) in column_count.iter_mut().enumerate() {
            *count = columns.range(c).len() as u32;
            for p in columns.range(c) {
                let at = &mut next[columns.row[p] as usize];
                row_columns[*at as usize] = c as u32;
                *at += 1;
            }
        }
        let row_range = |r: u32| row_start[r as usize] as usize..row_start[r as usize + 1] as usize;
        let mut single_columns: Vec<u32> = (0..m as u32).rev().filter(|&c| column_count[c as usize] == 1).collect();
        let mut single_rows: Vec<u32> = (0..m as u32).rev().filter(|&r| row_count[r as usize] == 1).collect();
        loop {
            if let Some(c) = single_columns.pop() {
                if self.row_of_column[c as usize] != NONE || column_count[c as usize] != 1 {
                    continue;
                }
                let range = columns.range(c as usize);
                let at = range.clone().find(|&p| self.active_row(columns.row[p]));
                let Some(at) = at.filter(|&p| columns.val[p].abs() > PIVOT) else { continue };
                let r = columns.row[at];
                self.pivot(r, c, columns.val[at]);
                self.upper.extend(range.filter(|&p| p != at).map(|p| (columns.row[p], c, columns.val[p])));
                for &other in &row_columns[row_range(r)] {
                    if self.row_of_column[other as usize] == NONE {
                        column_count[other as usize] -= 1;
                        if column_count[other as usize] == 1 {
                            single_columns.push(other);
                        }
                    }
                }
            } else if let Some(r) = single_rows.pop() {
                if !self.active_row(r) || row_count[r as usize] != 1 {
                    continue;
                }
                let open = |c: &&u32| self.row_of_column[**c as usize] == NONE;
                let Some(&c) = row_columns[row_range(r)].iter().find(open) else { continue };
                let range = columns.range(c as usize);
                let at = range.clone().find(|&p| columns.row[p] == r);
                let largest = range.clone().filter(|&p| self.active_row(columns.row[p]));
                let largest = largest.map(|p| columns.val[p].abs()).fold(0.0, f64::max);
                let stable = |p: &usize| columns.val[*p].abs() > PIVOT.max(self.thresholds.1 * largest);
                let Some(at) = at.filter(stable) else { continue };
                let value = columns.val[at];
                for p in range.filter(|&p| p != at) {
                    let i = columns.row[p];
                    if self.active_row(i) {
                        self.lower.push((r, i, columns.val[p] / value));
                        row_count[i as usize] -= 1;
                        if row_count[i as usize] == 1 {
                            single_rows.push(i);
                        }
                    } else {
                        self.upper.push((i, c, columns.val[p]));
                    }
                }
                self.pivot(r, c, value);
            } else {
                return;
            }
            // a column singleton's row leaves the other rows' counts as they are: it has no other active entry
        }
    }

    /// Right-looking elimination of what has no singletons.
    fn bump(&mut self) {
        let mut bump = Bump::new(self);
        while let Some((r, c)) = bump.choose() {
            let row = std::mem::take(&mut bump.rows[r as usize]);
            let value = row.iter().find(|e| e.0 == c).map_or(0.0, |e| e.1);
            self.pivot(r, c, value);
            self.upper.extend(row.iter().filter(|e| e.0 != c).map(|&(other, v)| (r, other, v)));
            bump.remove(r, c, &row);
            let below = std::mem::take(&mut bump.columns[c as usize]);
            for &i in below.iter().filter(|&&i| i != r) {
                let multiplier = bump.take(i, c) / value;
                self.lower.push((r, i, multiplier));
                bump.subtract(i, multiplier, &row, c);
            }
        }
    }
}

/// The active part of the matrix during elimination of the bump.
struct Bump {
    threshold: f64,
    rows: Vec<Vec<(u32, f64)>>,
    columns: Vec<Vec<u32>>,
    // (count, index)
    by_row_count: BTreeSet<(u32, u32)>,
    by_column_count: BTreeSet<(u32, u32)>,
    // column → 1 + place in the row that is being changed
    place: Vec<u32>,
}

impl Bump {
    fn new(work: &mut Work) -> Self {
        let m = work.m;
        let mut bump = Self {
            threshold: work.thresholds.0,
            rows: vec![Vec::new(); m],
            columns: vec![Vec::new(); m],
            by_row_count: BTreeSet::new(),
            by_column_count: BTreeSet::new(),
            place: vec![0; m],
        };
        for c in (0..m as u32).filter(|&c| work.row_of_column[c as usize] == NONE) {
            for p in work.columns.range(c as usize) {
                let (i, v) = (work.columns.row[p], work.columns.val[p]);
                if work.column_of_row[i as usize] == NONE {
                    bump.rows[i as usize].push((c, v));
                    bump.columns[c as usize].push(i);
                } else {
                    work.upper.push((i, c, v));
                }
            }
            bump.by_column_count.insert((bump.columns[c as usize].len() as u32, c));
        }
        for r in (0..m as u32).filter(|&r| work.column_of_row[r as usize] == NONE) {
            bump.by_row_count.insert((bump.rows[r as usize].len() as u32, r));
        }
        bump
    }

    /// The pivot with the least Markowitz count among the stable entries of a few short rows and columns.
    fn choose(&self) -> Option<(u32, u32)> {
        let mut best: Option<(u64, f64, u32, u32)> = None;
        let mut offer = |count: u64, value: f64, r: u32, c: u32| {
            if best.is_none_or(|(b, size, ..)| count < b || (count == b && value > size)) {
                best = Some((count, value, r, c));
            }
        };
        let stable = |r: u32, v: f64| {
            let largest = self.rows[r as usize].iter().map(|e| e.1.abs()).fold(0.0, f64::max);
            v.abs() > PIVOT.max(self.threshold * largest)
        };
        let mut seen = 0;
        for &(count, c) in self.by_column_count.iter().filter(|s| s.0 > 0) {
            let mut any = false;
            for &r in &self.columns[c as usize] {
                let value = self.rows[r as usize].iter().find(|e| e.0 == c).map_or(0.0, |e| e.1);
                if stable(r, value) {
                    any = true;
                    let row_count = self.rows[r as usize].len() as u64;
                    offer((count as u64 - 1) * (row_count - 1), value.abs(), r, c);
                }
            }
            seen += usize::from(any);
            if seen >= CANDIDATES || (any && count == 1) {
                break;
            }
        }
        seen = 0;
        for &(count, r) in self.by_row_count.iter().filter(|s| s.0 > 0) {
            for &(c, value) in self.rows[r as usize].iter().filter(|e| stable(r, e.1)) {
                let column_count = self.columns[c as usize].len() as u64;
                offer((count as u64 - 1) * (column_count - 1), value.abs(), r, c);
                seen += 1;
            }
            if seen >= CANDIDATES {
                break;
            }
        }
        best.map(|(_, _, r, c)| (r, c))
    }

    /// Takes the pivot row and column out of the counts.
    fn remove(&mut self, r: u32, c: u32, row: &[(u32, f64)]) {
        self.by_row_count.remove(&(row.len() as u32, r));
        self.by_column_count.remove(&(self.columns[c as usize].len() as u32, c));
        for &(other, _) in row.iter().filter(|e| e.0 != c) {
            let list = &mut self.columns[other as usize];
            self.by_column_count.remove(&(list.len() as u32, other));
            list.retain(|&i| i != r);
            self.by_column_count.insert((list.len() as u32, other));
        }
    }

    /// Takes the entry of column `c` out of row `i`; the row is put back among the counts by [`Bump::subtract`].
    fn take(&mut self, i: u32, c: u32) -> f64 {
        let row = &mut self.rows[i as usize];
        self.by_row_count.remove(&(row.len() as u32, i));
        match row.iter().position(|e| e.0 == c) {
            Some(at) => row.swap_remove(at).1,
            None => 0.0,
        }
    }

    /// Row `i` −= multiplier · pivot row.
    fn subtract(&mut self, i: u32, multiplier: f64, pivot_row: &[(u32, f64)], c: u32) {
        let row = &mut self.rows[i as usize];
        for (at, e) in row.iter().enumerate() {
            self.place[e.0 as usize] = at as u32 + 1;
        }
        let own = row.len();
        for &(other, v) in pivot_row.iter().filter(|e| e.0 != c) {
            match self.place[other as usize] {
                0 => {
                    row.push((other, -multiplier * v));
                    let list = &mut self.columns[other as usize];
                    self.by_column_count.remove(&(list.len() as u32, other));
                    list.push(i);
                    self.by_column_count.insert((list.len() as u32, other));
                }
                at => row[at as usize - 1].1 -= multiplier * v,
            }
        }
        for e in &row[..own] {
            self.place[e.0 as usize] = 0;
        }
        let (columns, by_column_count) = (&mut self.columns, &mut self.by_column_count);
        row.retain(|&(other, v)| {
            let keep = v.abs() > FILL;
            if !keep {
                let list = &mut columns[other as usize];
                by_column_count.remove(&(list.len() as u32, other));
                list.retain(|&k| k != i);
                by_column_count.insert((list.len() as u32, other));
            }
            keep
        });
        self.by_row_count.insert((row.len() as u32, i));
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
