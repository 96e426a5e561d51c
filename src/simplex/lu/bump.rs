//! Elimination of the bump, which has no singletons: Markowitz's rule among stable entries.

use super::{NONE, Work};
use crate::simplex::tolerances::{FILL, PIVOT};
use std::collections::BTreeSet;

/// Number of rows and columns that the search for a pivot looks at.
const CANDIDATES: usize = 4;

impl Work<'_> {
    /// Right-looking elimination of the bump, the part without singletons.
    pub(super) fn bump(&mut self) {
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
