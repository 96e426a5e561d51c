//! A program's coefficients by row, for whoever has to go through it that way.

use super::Lp;

/// The coefficients of a program by row; a copy, which does not follow later changes of the program.
#[derive(Debug, Clone)]
pub struct Rows {
    starts: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl Rows {
    /// Sorts the coefficients of `lp` by row.
    pub fn of(lp: &Lp) -> Self {
        let mut starts = vec![0; lp.rows() + 1];
        for &i in &lp.row_index {
            starts[i as usize + 1] += 1;
        }
        for i in 0..lp.rows() {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); lp.entries()];
        for j in 0..lp.cols() {
            for (i, a) in lp.column(j) {
                entries[next[i]] = (j as u32, a);
                next[i] += 1;
            }
        }
        Self { starts, entries }
    }

    /// Row `i` as `(column, coefficient)` pairs, in ascending column order.
    pub fn row(&self, i: usize) -> impl ExactSizeIterator<Item = (usize, f64)> + '_ {
        self.entries[self.starts[i]..self.starts[i + 1]].iter().map(|&(j, a)| (j as usize, a))
    }
}
