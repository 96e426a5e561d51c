//! The dual of a program, as a program: any solver of the one is then a solver of the other, and finds the row duals it may not report.
//!
//! With `d = cost − Aᵀ y`, the dual of `minimise cost · x, row_lower ≤ A x ≤ row_upper, lower ≤ x ≤ upper` is to maximise the sum of
//! every multiplier times the bound it presses on: `y[i]` on the lower bound of its row where it is positive and on the upper where it
//! is negative, `d[j]` likewise on the bounds of its column, a multiplier without a bound being 0
//! (Vanderbei, *Linear Programming: Foundations and Extensions*, chapters 5 and 9, with ranges and bounds as there).
//! Shifting each column to its lower bound (its upper one if there is no lower) leaves one row for each column of the original and
//! makes a column for each bound of each row and for each width of a boxed column.

use super::{Builder, Lp};

/// A program's dual, negated to be minimised.
#[derive(Debug, Clone)]
pub struct Dual {
    /// The dual: one row for each column of the original.
    pub lp: Lp,
    /// The original's least objective is `offset` minus the least objective of [`Dual::lp`].
    pub offset: f64,
    /// The row of the original that each column's value is a dual of; none for the widths of boxed columns.
    row_of: Vec<Option<usize>>,
    rows: usize,
}

impl Dual {
    /// The original's row duals (change of its objective per unit of right-hand side), given a point of the dual.
    pub fn duals(&self, point: &[f64]) -> Vec<f64> {
        let mut y = vec![0.0; self.rows];
        for (&row, &value) in self.row_of.iter().zip(point) {
            if let Some(i) = row {
                y[i] += value;
            }
        }
        y
    }

    /// The original's objective at a point of the dual: a lower bound of its least one where the point is feasible.
    pub fn objective(&self, point: &[f64]) -> f64 {
        self.offset - self.lp.objective(point)
    }
}

/// The dual of `lp`, whose bounds must not cross (`lower ≤ upper` throughout).
pub fn dual_of(lp: &Lp) -> Dual {
    let shift: Vec<f64> = lp.lower.iter().zip(&lp.upper).map(|(&l, &u)| shift(l, u)).collect();
    // the activity of each row at the shift of the columns
    let moved = lp.activity(&shift);
    let mut b = Builder::default();
    let mut row_of = Vec::new();
    let mut columns_of_row = vec![[None; 2]; lp.rows()];
    for i in 0..lp.rows() {
        let (lower, upper) = (lp.row_lower[i], lp.row_upper[i]);
        let mut column = |slot: usize, side: f64, from: f64, to: f64| {
            columns_of_row[i][slot] = Some(b.column(moved[i] - side, from, to));
            row_of.push(Some(i));
        };
        if lower == upper {
            column(0, lower, f64::NEG_INFINITY, f64::INFINITY);
            continue;
        }
        if lower.is_finite() {
            column(0, lower, 0.0, f64::INFINITY);
        }
        if upper.is_finite() {
            column(1, upper, f64::NEG_INFINITY, 0.0);
        }
    }
    // the rows of the dual are the columns of the original
    for j in 0..lp.cols() {
        let (lower, upper, cost) = (lp.lower[j], lp.upper[j], lp.cost[j]);
        let mut width = None;
        let (from, to) = match (lower.is_finite(), upper.is_finite()) {
            (false, false) => (cost, cost),
            (true, false) => (f64::NEG_INFINITY, cost),
            (false, true) => (cost, f64::INFINITY),
            // a fixed column's reduced cost may be anything
            (true, true) if lower == upper => (f64::NEG_INFINITY, f64::INFINITY),
            (true, true) => {
                width = Some(b.column(upper - lower, 0.0, f64::INFINITY));
                row_of.push(None);
                (f64::NEG_INFINITY, cost)
            }
        };
        let terms = lp.column(j).flat_map(|(i, a)| columns_of_row[i].into_iter().flatten().map(move |k| (k, a)));
        b.row(from, to, terms.chain(width.map(|k| (k, -1.0))));
    }
    Dual { lp: b.build(), offset: lp.objective(&shift), row_of, rows: lp.rows() }
}

/// The value to which a column is shifted: its lower bound, its upper one if there is no lower, or 0.
fn shift(lower: f64, upper: f64) -> f64 {
    [lower, upper].into_iter().find(|side| side.is_finite()).unwrap_or(0.0)
}

/// The program whose least objective is negative where no `x` satisfies `lp`, a point of it then being a Farkas proof:
/// the dual of `lp` without costs, every dual held between −1 and 1.
pub fn farkas_of(lp: &Lp) -> Dual {
    let mut dual = dual_of(&Lp { cost: vec![0.0; lp.cols()], ..lp.clone() });
    for (k, _) in dual.row_of.iter().enumerate().filter(|(_, row)| row.is_some()) {
        dual.lp.lower[k] = dual.lp.lower[k].max(-1.0);
        dual.lp.upper[k] = dual.lp.upper[k].min(1.0);
    }
    dual
}

/// The program whose least objective is negative where the objective of `lp`, if it has a point at all, falls without end: the
/// directions in which every constraint of `lp` can be followed for ever, each component held between −1 and 1.
pub fn recession_of(lp: &Lp) -> Lp {
    let side = |v: &f64| if v.is_finite() { 0.0 } else { *v };
    let sides = |all: &[f64]| all.iter().map(side).collect::<Vec<f64>>();
    Lp {
        lower: lp.lower.iter().map(|v| side(v).max(-1.0)).collect(),
        upper: lp.upper.iter().map(|v| side(v).min(1.0)).collect(),
        row_lower: sides(&lp.row_lower),
        row_upper: sides(&lp.row_upper),
        ..lp.clone()
    }
}
