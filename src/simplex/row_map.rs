//! The fate of the original rows and columns, and the way back.

use super::sparse::settled;
use super::{Basis, Status};

pub(crate) const NONE: u32 = u32::MAX;

/// The status of a variable in the basis, inside the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Basic,
    Lower,
    Upper,
    Free,
}

/// The fate of a row.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Row {
    /// A row of the engine's own program, under this index.
    Kept(u32),
    /// A bound of the one column that it has an entry (the coefficient, unscaled) of.
    Bound(u32, f64),
}

/// The rows that the engine keeps, and the bounds that the others became.
#[derive(Debug, Clone)]
pub(crate) struct RowMap {
    /// Number of columns.
    pub n: usize,
    /// The fate of each original row.
    pub rows: Vec<Row>,
    /// Original row of each row that is kept.
    pub kept: Vec<u32>,
    /// Original row that gives the column's bound, or [`NONE`] where it is the column's own.
    pub lower_from: Vec<u32>,
    pub upper_from: Vec<u32>,
    /// `(column, row)` of all singleton rows, by column.
    pub singles: Vec<(u32, u32)>,
}

impl RowMap {
    /// Multipliers of the original rows, from those of the kept ones and the reduced costs (unscaled) of the columns: what a
    /// singleton row's side presses on its column with is its dual.
    pub(crate) fn row_duals(&self, kept: impl Fn(usize) -> f64, reduced: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut y: Vec<f64> = vec![0.0; self.rows.len()];
        for (k, &i) in self.kept.iter().enumerate() {
            y[i as usize] = settled(kept(k));
        }
        for &(j, i) in &self.singles {
            let d = settled(reduced(j as usize));
            let from = if d > 0.0 { self.lower_from[j as usize] } else { self.upper_from[j as usize] };
            if let (true, Row::Bound(_, a)) = (from == i && d != 0.0, self.rows[i as usize]) {
                y[i as usize] = d / a;
            }
        }
        y
    }

    /// The Farkas multipliers of a column whose bounds exclude each other, all zero where both are its own.
    pub(crate) fn crossed_ray(&self, j: usize) -> Vec<f64> {
        let mut y = vec![0.0; self.rows.len()];
        for (from, sign) in [(self.lower_from[j], 1.0), (self.upper_from[j], -1.0)] {
            if let Some(Row::Bound(_, a)) = self.rows.get(from as usize) {
                y[from as usize] = sign / a;
            }
        }
        y
    }

    /// The engine's statuses as a basis of the original program.
    pub(crate) fn export_basis(&self, at: &[At]) -> Basis {
        let status = |at: At| match at {
            At::Basic => Status::Basic,
            At::Lower => Status::AtLower,
            At::Upper => Status::AtUpper,
            At::Free => Status::Free,
        };
        let mut basis = Basis {
            cols: at[..self.n].iter().map(|&a| status(a)).collect(),
            rows: vec![Status::Basic; self.rows.len()],
        };
        for (k, &i) in self.kept.iter().enumerate() {
            basis.rows[i as usize] = status(at[self.n + k]);
        }
        for &(j, i) in &self.singles {
            let Row::Bound(_, a) = self.rows[i as usize] else { continue };
            let j = j as usize;
            let side = match at[j] {
                At::Lower if self.lower_from[j] == i => a > 0.0,
                At::Upper if self.upper_from[j] == i => a < 0.0,
                _ => continue,
            };
            basis.rows[i as usize] = if side { Status::AtLower } else { Status::AtUpper };
            basis.cols[j] = Status::Basic;
        }
        basis
    }

    /// The engine's statuses from a basis of the original program, whatever its bounds were then.
    pub(crate) fn import_basis(&self, basis: &Basis) -> Vec<At> {
        let at = |status: Status| match status {
            Status::Basic => At::Basic,
            Status::AtLower => At::Lower,
            Status::AtUpper => At::Upper,
            Status::Free => At::Free,
        };
        let mut all: Vec<At> = basis.cols.iter().map(|&s| at(s)).collect();
        all.extend(self.kept.iter().map(|&i| at(basis.rows[i as usize])));
        for &(j, i) in &self.singles {
            let Row::Bound(_, a) = self.rows[i as usize] else { continue };
            let side = match basis.rows[i as usize] {
                Status::AtLower => a > 0.0,
                Status::AtUpper => a < 0.0,
                _ => continue,
            };
            all[j as usize] = if side { At::Lower } else { At::Upper };
        }
        all
    }
}
