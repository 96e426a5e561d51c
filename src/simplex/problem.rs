//! The program as the engine works on it: scaled, with a slack for every row and with singleton rows turned into bounds.
//!
//! Variables are the `n` structural columns followed by one slack for each row that is kept, equal to the row's activity:
//! `A x − s = 0`. A slack's cost is 0 and its column is −1 in its row, so its reduced cost is the row's dual.

use super::Manner;
use super::blocks::padded;
use super::row_map::{NONE, Row, RowMap};
use super::scale::Scale;
use super::sparse::Entry;
use super::tolerances::{FEASIBLE, LOST, SIZES};
use crate::lp::Lp;

/// See the module's documentation. Everything here is scaled, unless it says otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub n: usize,
    pub m: usize,
    start: Vec<u32>,
    entries: Vec<Entry>,
    row_start: Vec<u32>,
    row_entries: Vec<Entry>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    pub cost: Vec<f64>,
    /// By how much a variable may violate a bound.
    pub primal_tolerance: Vec<f64>,
    /// By how much a reduced cost may have the wrong sign; of padded length.
    pub dual_tolerance: Vec<f64>,
    /// `x = col_scale · scaled x`, `scaled activity = row_scale · activity`.
    pub scale: Scale,
    /// The manner in which it is to be solved.
    pub manner: Manner,
    /// The fate of the original rows.
    pub map: RowMap,
    // original bounds of the columns and rows
    own: Vec<(f64, f64)>,
    row_bounds: Vec<(f64, f64)>,
}

impl Problem {
    pub(crate) fn new(lp: &Lp, manner: Manner) -> Self {
        Self::keeping(lp, &[], manner)
    }

    /// As [`Problem::new`], but these rows stay rows even if they have but one column.
    pub(crate) fn keeping(lp: &Lp, keep: &[usize], manner: Manner) -> Self {
        let n = lp.cols();
        let (mut rows, kept) = rows_kept(lp, keep);
        let (mut start, mut entries, mut singles) = (vec![0u32], Vec::new(), Vec::new());
        for j in 0..n {
            for (i, a) in lp.column(j) {
                match &mut rows[i] {
                    Row::Kept(k) => entries.push((*k, a)),
                    bound => {
                        *bound = Row::Bound(j as u32, a);
                        singles.push((j as u32, i as u32));
                    }
                }
            }
            start.push(entries.len() as u32);
        }
        let m = kept.len();
        let scale = match manner {
            Manner::Usual | Manner::Strict => Scale::geometric(m, n, &start, &entries),
            Manner::Unscaled => Scale::none(m, n),
        };
        for j in 0..n {
            for (i, a) in &mut entries[start[j] as usize..start[j + 1] as usize] {
                *a *= scale.col[j] * scale.row[*i as usize];
            }
        }
        let (row_start, row_entries) = by_row(m, n, &start, &entries);
        let mut problem = Self {
            n,
            m,
            start,
            entries,
            row_start,
            row_entries,
            lower: vec![0.0; n + m],
            upper: vec![0.0; n + m],
            cost: vec![0.0; n + m],
            primal_tolerance: Vec::new(),
            dual_tolerance: Vec::new(),
            scale,
            manner,
            map: RowMap { n, rows, kept, lower_from: vec![NONE; n], upper_from: vec![NONE; n], singles },
            own: lp.lower.iter().copied().zip(lp.upper.iter().copied()).collect(),
            row_bounds: lp.row_lower.iter().copied().zip(lp.row_upper.iter().copied()).collect(),
        };
        problem.bounds_of_all();
        for j in 0..n {
            problem.cost[j] = lp.cost[j] * problem.scale.col[j];
        }
        problem.primal_tolerance = problem.primal_tolerances();
        problem.dual_tolerance = problem.cost_tolerances(&problem.cost);
        problem
    }

    #[inline]
    pub(crate) fn vars(&self) -> usize {
        self.n + self.m
    }

    /// Entries of a structural column or slack.
    #[inline]
    pub(crate) fn column(&self, j: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let own = if j < self.n { self.structural(j) } else { &[] };
        let slack = (j >= self.n).then(|| (j - self.n, -1.0));
        own.iter().map(|&(i, a)| (i as usize, a)).chain(slack)
    }

    /// Entries of a structural column.
    #[inline]
    pub(crate) fn structural(&self, j: usize) -> &[Entry] {
        &self.entries[self.start[j] as usize..self.start[j + 1] as usize]
    }

    /// Entries of a row, but for its slack's.
    #[inline]
    pub(crate) fn row(&self, i: usize) -> &[Entry] {
        &self.row_entries[self.row_start[i] as usize..self.row_start[i + 1] as usize]
    }

    /// The factor from a variable's scaled value to its own.
    #[inline]
    pub(crate) fn unit(&self, j: usize) -> f64 {
        if j < self.n { self.scale.col[j] } else { 1.0 / self.scale.row[j - self.n] }
    }

    fn bounds_of_all(&mut self) {
        for j in 0..self.n {
            (self.lower[j], self.upper[j]) = self.own[j];
            (self.map.lower_from[j], self.map.upper_from[j]) = (NONE, NONE);
        }
        for k in 0..self.map.singles.len() {
            self.tighten(self.map.singles[k].1);
        }
        for j in 0..self.n {
            self.lower[j] /= self.scale.col[j];
            self.upper[j] /= self.scale.col[j];
        }
        for k in 0..self.m {
            let (lower, upper) = self.row_bounds[self.map.kept[k] as usize];
            (self.lower[self.n + k], self.upper[self.n + k]) = (lower * self.scale.row[k], upper * self.scale.row[k]);
        }
    }

    /// Applies singleton row `i` to the bounds, unscaled, of its column.
    fn tighten(&mut self, i: u32) {
        let Row::Bound(j, a) = self.map.rows[i as usize] else { return };
        let j = j as usize;
        let (mut lower, mut upper) = self.row_bounds[i as usize];
        (lower, upper) = if a > 0.0 { (lower / a, upper / a) } else { (upper / a, lower / a) };
        if lower > self.lower[j] {
            (self.lower[j], self.map.lower_from[j]) = (lower, i);
        }
        if upper < self.upper[j] {
            (self.upper[j], self.map.upper_from[j]) = (upper, i);
        }
    }

    /// Gives a row new bounds.
    pub(crate) fn set_row(&mut self, i: usize, lower: f64, upper: f64) {
        self.row_bounds[i] = (lower, upper);
        match self.map.rows[i] {
            Row::Kept(k) => {
                let (k, scale) = (k as usize, self.scale.row[k as usize]);
                (self.lower[self.n + k], self.upper[self.n + k]) = (lower * scale, upper * scale);
            }
            Row::Bound(j, _) => self.refresh_column(j as usize),
        }
    }

    /// Gives a column new bounds of its own.
    pub(crate) fn set_bounds(&mut self, j: usize, lower: f64, upper: f64) {
        self.own[j] = (lower, upper);
        self.refresh_column(j);
    }

    /// Gives a column a new cost. The tolerance stays that of the first, unless the new one is larger.
    pub(crate) fn set_cost(&mut self, j: usize, cost: f64) {
        self.cost[j] = cost * self.scale.col[j];
        self.dual_tolerance[j] = self.dual_tolerance[j].max(FEASIBLE * self.cost[j].abs());
    }

    fn refresh_column(&mut self, j: usize) {
        (self.lower[j], self.upper[j]) = self.own[j];
        (self.map.lower_from[j], self.map.upper_from[j]) = (NONE, NONE);
        let first = self.map.singles.partition_point(|s| (s.0 as usize) < j);
        for k in
            (first..self.map.singles.len()).take_while(|&k| self.map.singles[k].0 as usize == j).collect::<Vec<_>>()
        {
            self.tighten(self.map.singles[k].1);
        }
        self.lower[j] /= self.scale.col[j];
        self.upper[j] /= self.scale.col[j];
    }

    /// True if a variable's bounds exclude each other by more than rounding.
    pub(crate) fn crossed(&self, j: usize) -> bool {
        self.lower[j] - self.upper[j] > 2.0 * self.primal_tolerance[j]
    }

    /// A variable's size is that of its bounds, or of the variables it shares rows with: violations are compared to it.
    fn primal_tolerances(&self) -> Vec<f64> {
        let finite = |v: f64| if v.is_finite() { v.abs() } else { 0.0 };
        let own: Vec<f64> = (0..self.vars()).map(|j| finite(self.lower[j]).max(finite(self.upper[j]))).collect();
        let mut row_size: Vec<f64> = (0..self.m).map(|i| own[self.n + i]).collect();
        for (i, size) in row_size.iter_mut().enumerate() {
            let around = self.row(i).iter().map(|&(j, a)| a.abs() * own[j as usize]).fold(0.0, f64::max);
            *size = beside(*size, around);
        }
        let size = |j: usize| match j.checked_sub(self.n) {
            None => beside(own[j], self.column(j).map(|(i, a)| row_size[i] / a.abs()).fold(0.0, f64::max)),
            Some(i) => row_size[i],
        };
        let tolerance = |j: usize| {
            let unit = self.unit(j);
            let size = match size(j) * unit {
                0.0 => 1.0,
                size => size,
            };
            FEASIBLE * size.min(1.0).max(SIZES.0 * size).min(SIZES.1) / unit
        };
        (0..self.vars()).map(tolerance).collect()
    }

    /// Tolerances of reduced costs, of padded length: relative to the column's own cost, or where it has none to the least cost that it shares a row with.
    pub(crate) fn cost_tolerances(&self, cost: &[f64]) -> Vec<f64> {
        // of each row the least and the greatest cost
        let wider = |(a, b): (f64, f64), c: f64| (if c > 0.0 && (a == 0.0 || c < a) { c } else { a }, b.max(c));
        let mut row_size = vec![(0.0, 0.0); self.m];
        for (i, size) in row_size.iter_mut().enumerate() {
            *size = self.row(i).iter().map(|&(j, a)| cost[j as usize].abs() / a.abs()).fold((0.0, 0.0), wider);
        }
        let (sum, count) = cost.iter().filter(|c| **c != 0.0).fold((0.0, 0), |(s, k), c| (s + c.abs().ln(), k + 1));
        let typical = if count == 0 { 1.0 } else { (sum / count as f64).exp() };
        let size = |j: usize| {
            let (least, most) = match j.checked_sub(self.n) {
                None => self
                    .column(j)
                    .map(|(i, a)| (row_size[i].0 * a.abs(), row_size[i].1 * a.abs()))
                    .fold((0.0, 0.0), |s, (a, b)| wider(wider(s, a), b)),
                Some(i) => row_size[i],
            };
            let own = if cost[j] == 0.0 { least } else { cost[j].abs() };
            if own == 0.0 { typical } else { beside(own, most) }
        };
        let mut tolerances: Vec<f64> = (0..self.vars()).map(|j| FEASIBLE * size(j)).collect();
        tolerances.resize(padded(self.vars()), 0.0);
        tolerances
    }
}

/// A size beside the numbers it is added to and subtracted from: where it is next to nothing, rounding there would drown it.
fn beside(own: f64, around: f64) -> f64 {
    if own == 0.0 { around } else { own.max(LOST * around) }
}

/// The rows that are kept, in their order: all but those of one column, unless `keep` names them; the others are bounds, of columns yet to be found.
fn rows_kept(lp: &Lp, keep: &[usize]) -> (Vec<Row>, Vec<u32>) {
    let mut count = vec![0u32; lp.rows()];
    for &i in &lp.row_index {
        count[i as usize] += 1;
    }
    for &i in keep {
        count[i] = 0;
    }
    let mut rows = vec![Row::Bound(0, 0.0); lp.rows()];
    let mut kept = Vec::new();
    for (i, row) in rows.iter_mut().enumerate().filter(|(i, _)| count[*i] != 1) {
        *row = Row::Kept(kept.len() as u32);
        kept.push(i as u32);
    }
    (rows, kept)
}

/// The same entries listed by row.
fn by_row(m: usize, n: usize, start: &[u32], entries: &[Entry]) -> (Vec<u32>, Vec<Entry>) {
    let mut row_start = vec![0u32; m + 1];
    for &(i, _) in entries {
        row_start[i as usize + 1] += 1;
    }
    for i in 0..m {
        row_start[i + 1] += row_start[i];
    }
    let mut next = row_start.clone();
    let mut row_entries = vec![(0, 0.0); entries.len()];
    for j in 0..n {
        for &(i, a) in &entries[start[j] as usize..start[j + 1] as usize] {
            let at = &mut next[i as usize];
            row_entries[*at as usize] = (j as u32, a);
            *at += 1;
        }
    }
    (row_start, row_entries)
}
