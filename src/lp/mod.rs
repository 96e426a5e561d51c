//! A linear program as plain sparse arrays, and its properties that need no solving.
//!
//! Nothing here knows what the program is about: the names of rows and columns are kept by whoever built it
//! ([`crate::formulation`] keeps typed keys, the MPS reader keeps strings) under the same indices.

pub mod components;
pub mod dual;
pub(crate) mod exact;
pub mod export;
pub(crate) mod follow;
pub mod mps;
pub(crate) mod outcome;
pub mod rows;
mod tolerances;
pub mod verify;

use std::ops::Range;

/// minimise `cost · x` subject to `row_lower ≤ A x ≤ row_upper` and `lower ≤ x ≤ upper`.
///
/// `A` is stored by column. An equation has `row_lower == row_upper`; a missing bound is infinite.
/// Entries of a column are in ascending row order, without duplicates and without zeros.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lp {
    /// Objective coefficient of each column.
    pub cost: Vec<f64>,
    /// Lower bound of each column; may be `-inf`.
    pub lower: Vec<f64>,
    /// Upper bound of each column; may be `+inf`.
    pub upper: Vec<f64>,
    /// Least value of each row's activity; may be `-inf`.
    pub row_lower: Vec<f64>,
    /// Greatest value of each row's activity; may be `+inf`.
    pub row_upper: Vec<f64>,
    /// The start of each column's entries in `row_index` and `value`; one longer than the number of columns.
    pub starts: Vec<usize>,
    /// Row of each entry.
    pub row_index: Vec<u32>,
    /// Coefficient of each entry.
    pub value: Vec<f64>,
}

/// A row that is to be added to a program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewRow<'a> {
    /// Least value of its activity; may be `-inf`.
    pub lower: f64,
    /// Greatest value of its activity; may be `+inf`.
    pub upper: f64,
    /// Its `(column, coefficient)` pairs, in ascending order of columns, each once.
    pub terms: &'a [(usize, f64)],
}

impl Lp {
    /// The program without the entries of some rows; the rows stay where they are.
    pub(crate) fn without_entries(&self, of: impl Fn(usize) -> bool) -> Self {
        let mut lp = Self { starts: vec![0], row_index: Vec::new(), value: Vec::new(), ..self.clone() };
        for j in 0..self.cols() {
            for (i, a) in self.column(j).filter(|e| !of(e.0)) {
                lp.row_index.push(i as u32);
                lp.value.push(a);
            }
            lp.starts.push(lp.value.len());
        }
        lp
    }

    /// Number of columns (variables).
    pub fn cols(&self) -> usize {
        self.cost.len()
    }

    /// Number of rows (constraints), bounds not counted.
    pub fn rows(&self) -> usize {
        self.row_lower.len()
    }

    /// Number of stored coefficients.
    pub fn entries(&self) -> usize {
        self.value.len()
    }

    /// Range of column `j`'s entries in [`Lp::row_index`] and [`Lp::value`].
    pub(crate) fn entry_range(&self, j: usize) -> Range<usize> {
        self.starts[j]..self.starts[j + 1]
    }

    /// Column `j` as `(row, coefficient)` pairs, in ascending row order.
    pub fn column(&self, j: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.entry_range(j);
        self.row_index[range.clone()].iter().zip(&self.value[range]).map(|(&i, &v)| (i as usize, v))
    }

    /// The program with rows added.
    pub(crate) fn with_rows(&self, rows: &[NewRow<'_>]) -> Self {
        let more: usize = rows.iter().map(|row| row.terms.len()).sum();
        let mut lp = Self {
            row_lower: self.row_lower.iter().copied().chain(rows.iter().map(|row| row.lower)).collect(),
            row_upper: self.row_upper.iter().copied().chain(rows.iter().map(|row| row.upper)).collect(),
            starts: Vec::with_capacity(self.starts.len()),
            row_index: Vec::with_capacity(self.entries() + more),
            value: Vec::with_capacity(self.entries() + more),
            cost: self.cost.clone(),
            lower: self.lower.clone(),
            upper: self.upper.clone(),
        };
        let mut left: Vec<_> = rows.iter().map(|row| row.terms.iter().peekable()).collect();
        lp.starts.push(0);
        for j in 0..self.cols() {
            let range = self.entry_range(j);
            lp.row_index.extend_from_slice(&self.row_index[range.clone()]);
            lp.value.extend_from_slice(&self.value[range]);
            for (k, terms) in left.iter_mut().enumerate() {
                if let Some(&(_, value)) = terms.next_if(|&&(column, _)| column == j)
                    && value != 0.0
                {
                    lp.row_index.push((self.rows() + k) as u32);
                    lp.value.push(value);
                }
            }
            lp.starts.push(lp.row_index.len());
        }
        debug_assert!(
            left.iter_mut().all(|terms| terms.next().is_none()),
            "terms in ascending order of columns, each once"
        );
        lp
    }

    /// `cost · x`.
    pub fn objective(&self, x: &[f64]) -> f64 {
        dot(&self.cost, x)
    }

    /// `A x`, the activity of each row.
    pub fn activity(&self, x: &[f64]) -> Vec<f64> {
        let mut activity = vec![0.0; self.rows()];
        for (j, &xj) in x.iter().enumerate() {
            if xj != 0.0 {
                for (i, a) in self.column(j) {
                    activity[i] += a * xj;
                }
            }
        }
        activity
    }

    /// Reduced costs `cost − Aᵀ y` of all columns.
    pub fn reduced_costs(&self, y: &[f64]) -> Vec<f64> {
        (0..self.cols()).map(|j| self.cost[j] - self.column(j).map(|(i, a)| a * y[i]).sum::<f64>()).collect()
    }
}

/// The sum of products of two slices of one length.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Collects columns and rows and turns them into an [`Lp`].
///
/// ```
/// use stockpile::lp::Builder;
/// // minimise x + 2y subject to x + y >= 3, x <= 2
/// let mut lp = Builder::default();
/// let x = lp.column(1.0, 0.0, 2.0);
/// let y = lp.column(2.0, 0.0, f64::INFINITY);
/// lp.row(3.0, f64::INFINITY, [(x, 1.0), (y, 1.0)]);
/// assert_eq!(lp.build().cols(), 2);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Builder {
    lp: Lp,
    // (column, row, value), in the order rows were added; `build` sorts them by column
    entries: Vec<(u32, u32, f64)>,
    // whether `entry` has added to an earlier row
    went_back: bool,
}

impl Builder {
    /// Starts from a program that is already built, to add columns and rows to it.
    pub fn extend(lp: &Lp) -> Self {
        let mut entries = Vec::with_capacity(lp.entries());
        for j in 0..lp.cols() {
            entries.extend(lp.column(j).map(|(i, v)| (j as u32, i as u32, v)));
        }
        Self {
            lp: Lp { starts: Vec::new(), row_index: Vec::new(), value: Vec::new(), ..lp.clone() },
            entries,
            went_back: false,
        }
    }

    /// Adds a column and returns its index.
    pub fn column(&mut self, cost: f64, lower: f64, upper: f64) -> usize {
        self.lp.cost.push(cost);
        self.lp.lower.push(lower);
        self.lp.upper.push(upper);
        self.lp.cost.len() - 1
    }

    /// Adds a row with its `(column, coefficient)` terms and returns its index. A column named twice has its coefficients summed.
    pub fn row(&mut self, lower: f64, upper: f64, terms: impl IntoIterator<Item = (usize, f64)>) -> usize {
        let row = self.lp.row_lower.len();
        self.lp.row_lower.push(lower);
        self.lp.row_upper.push(upper);
        self.entries.extend(terms.into_iter().map(|(j, v)| (j as u32, row as u32, v)));
        row
    }

    /// Adds a coefficient to a row that is already there; summed with the column's coefficient in it.
    pub fn entry(&mut self, row: usize, column: usize, value: f64) {
        self.entries.push((column as u32, row as u32, value));
        self.went_back = true;
    }

    /// Replaces a column's cost.
    pub fn set_cost(&mut self, column: usize, cost: f64) {
        self.lp.cost[column] = cost;
    }

    /// Replaces a column's bounds.
    pub fn set_bounds(&mut self, column: usize, lower: f64, upper: f64) {
        self.lp.lower[column] = lower;
        self.lp.upper[column] = upper;
    }

    /// Number of columns so far.
    pub fn cols(&self) -> usize {
        self.lp.cost.len()
    }

    /// Number of rows so far.
    pub fn rows(&self) -> usize {
        self.lp.row_lower.len()
    }

    /// The finished program.
    pub fn build(self) -> Lp {
        let Self { mut lp, mut entries, went_back } = self;
        // The counting sort by column below keeps the order of rows, which is ascending unless `entry` went back to one.
        if went_back {
            entries.sort_by_key(|&(_, row, _)| row);
        }
        let mut next = vec![0usize; lp.cols() + 1];
        for &(j, _, _) in &entries {
            next[j as usize + 1] += 1;
        }
        for j in 0..lp.cols() {
            next[j + 1] += next[j];
        }
        let bounds = next.clone();
        let mut row_index = vec![0u32; entries.len()];
        let mut value = vec![0.0; entries.len()];
        for (j, i, v) in entries {
            let at = &mut next[j as usize];
            row_index[*at] = i;
            value[*at] = v;
            *at += 1;
        }
        lp.starts = Vec::with_capacity(lp.cols() + 1);
        for j in 0..lp.cols() {
            lp.starts.push(lp.row_index.len());
            let mut k = bounds[j];
            while k < bounds[j + 1] {
                let i = row_index[k];
                let mut sum = 0.0;
                while k < bounds[j + 1] && row_index[k] == i {
                    sum += value[k];
                    k += 1;
                }
                if sum != 0.0 {
                    lp.row_index.push(i);
                    lp.value.push(sum);
                }
            }
        }
        lp.starts.push(lp.row_index.len());
        lp
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builder_sorts_by_column_sums_duplicates_and_drops_zeros() {
        let mut b = Builder::default();
        let x = b.column(1.0, 0.0, 1.0);
        let y = b.column(2.0, 0.0, 1.0);
        b.row(0.0, 1.0, [(y, 1.0), (x, 2.0), (y, 3.0)]);
        b.row(0.0, 1.0, [(x, 1.0), (x, -1.0), (y, 5.0)]);
        let lp = b.build();
        assert_eq!(lp.column(x).collect::<Vec<_>>(), [(0, 2.0)]);
        assert_eq!(lp.column(y).collect::<Vec<_>>(), [(0, 4.0), (1, 5.0)]);
        assert_eq!(lp.activity(&[1.0, 2.0]), [10.0, 10.0]);
        assert_eq!(lp.reduced_costs(&[1.0, 0.5]), [-1.0, -4.5]);
    }

    #[test]
    fn rows_are_added_as_the_builder_would() {
        let mut b = Builder::default();
        (0..3).for_each(|_| _ = b.column(1.0, 0.0, 1.0));
        b.row(1.0, 1.0, [(0, 2.0), (2, 1.0)]);
        let lp = b.clone().build();
        let (first, second) = ([(0, 4.0), (1, 0.0), (2, 5.0)], [(1, 6.0)]);
        b.row(0.0, 3.0, first);
        b.row(f64::NEG_INFINITY, 2.0, second);
        let rows = [(0.0, 3.0, &first[..]), (f64::NEG_INFINITY, 2.0, &second[..])];
        let rows = rows.map(|(lower, upper, terms)| NewRow { lower, upper, terms });
        assert_eq!(lp.with_rows(&rows), b.build());
    }

    #[test]
    fn extend_keeps_what_was_there() {
        let mut b = Builder::default();
        let x = b.column(1.0, 0.0, 1.0);
        b.row(1.0, 1.0, [(x, 2.0)]);
        let lp = b.build();
        assert_eq!(Builder::extend(&lp).build(), lp);
        let mut b = Builder::extend(&lp);
        b.row(0.0, 3.0, [(x, 4.0)]);
        assert_eq!(b.build().column(x).collect::<Vec<_>>(), [(0, 2.0), (1, 4.0)]);
    }
}
