//! Pivots that cost nothing: columns with one active row and rows with one active column.

use super::{Columns, NONE, Work};
use crate::simplex::tolerances::PIVOT;
use std::ops::Range;

/// The basis by rows, and how many active entries each row and column has.
struct Singletons {
    row_start: Vec<u32>,
    row_columns: Vec<u32>,
    row_count: Vec<u32>,
    column_count: Vec<u32>,
    // those that had one active entry when they were listed
    single_columns: Vec<u32>,
    single_rows: Vec<u32>,
}

impl Singletons {
    /// Of `m` columns of length `m`, all of them active.
    fn of(m: usize, columns: &Columns) -> Self {
        let mut row_start = vec![0u32; m + 1];
        for &r in &columns.row {
            row_start[r as usize + 1] += 1;
        }
        let row_count: Vec<u32> = row_start[1..].to_vec();
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
        let single = |count: &[u32]| (0..m as u32).rev().filter(|&k| count[k as usize] == 1).collect();
        let (single_columns, single_rows) = (single(&column_count), single(&row_count));
        Self { row_start, row_columns, row_count, column_count, single_columns, single_rows }
    }

    #[inline]
    fn row(&self, r: u32) -> Range<usize> {
        self.row_start[r as usize] as usize..self.row_start[r as usize + 1] as usize
    }
}

impl Work<'_> {
    /// Pivots on columns with one active row and rows with one active column until there are none.
    pub(super) fn singletons(&mut self) {
        let mut left = Singletons::of(self.m, self.columns);
        loop {
            if let Some(c) = left.single_columns.pop() {
                if self.row_of_column[c as usize] == NONE && left.column_count[c as usize] == 1 {
                    self.column_singleton(c, &mut left);
                }
            } else if let Some(r) = left.single_rows.pop() {
                if self.active_row(r) && left.row_count[r as usize] == 1 {
                    self.row_singleton(r, &mut left);
                }
            } else {
                return;
            }
        }
    }

    /// Pivots on the only active row of a column, unless the entry is too small. The other rows' counts stay as they are: the column has no
    /// other active entry.
    #[inline]
    fn column_singleton(&mut self, c: u32, left: &mut Singletons) {
        let columns = self.columns;
        let range = columns.range(c as usize);
        let at = range.clone().find(|&p| self.active_row(columns.row[p]));
        let Some(at) = at.filter(|&p| columns.val[p].abs() > PIVOT) else { return };
        let r = columns.row[at];
        self.pivot(r, c, columns.val[at]);
        self.upper.extend(range.filter(|&p| p != at).map(|p| (columns.row[p], c, columns.val[p])));
        for &other in &left.row_columns[left.row(r)] {
            if self.row_of_column[other as usize] == NONE {
                let count = &mut left.column_count[other as usize];
                *count -= 1;
                if *count == 1 {
                    left.single_columns.push(other);
                }
            }
        }
    }

    /// Pivots on the only active column of a row, unless the entry is too small, by itself or beside the others of its column.
    #[inline]
    fn row_singleton(&mut self, r: u32, left: &mut Singletons) {
        let columns = self.columns;
        let open = |c: &&u32| self.row_of_column[**c as usize] == NONE;
        let Some(&c) = left.row_columns[left.row(r)].iter().find(open) else { return };
        let range = columns.range(c as usize);
        let at = range.clone().find(|&p| columns.row[p] == r);
        let largest = range.clone().filter(|&p| self.active_row(columns.row[p]));
        let largest = largest.map(|p| columns.val[p].abs()).fold(0.0, f64::max);
        let stable = |p: &usize| columns.val[*p].abs() > PIVOT.max(self.thresholds.1 * largest);
        let Some(at) = at.filter(stable) else { return };
        let value = columns.val[at];
        for p in range.filter(|&p| p != at) {
            let i = columns.row[p];
            if self.active_row(i) {
                self.lower.push((r, i, columns.val[p] / value));
                let count = &mut left.row_count[i as usize];
                *count -= 1;
                if *count == 1 {
                    left.single_rows.push(i);
                }
            } else {
                self.upper.push((i, c, columns.val[p]));
            }
        }
        self.pivot(r, c, value);
    }
}
