//! The basis of a kernel: its start, the bounds at which nonbasic variables stand, and its factors made anew.

use super::Kernel;
use crate::simplex::row_map::{At, NONE};

impl Kernel {
    /// The default status of a nonbasic variable: at the bound nearer to zero.
    pub(crate) fn resting(&self, j: usize) -> At {
        let (lower, upper) = (self.lower[j], self.upper[j]);
        match (lower.is_finite(), upper.is_finite()) {
            (true, true) if upper.abs() < lower.abs() => At::Upper,
            (true, _) => At::Lower,
            (false, true) => At::Upper,
            (false, false) => At::Free,
        }
    }

    pub(crate) fn slack_basis(&mut self) {
        for j in 0..self.p.n {
            self.at[j] = self.resting(j);
        }
        self.at[self.p.n..].fill(At::Basic);
        self.head = (self.p.n..self.p.vars()).map(|j| j as u32).collect();
        self.factored = false;
    }

    /// Takes over the statuses of a basis; those that do not fit the bounds or make no basis are mended.
    pub(crate) fn set_basis(&mut self, at: Vec<At>) {
        if !self.factored || self.at != at {
            self.set_basis_afresh(at);
        }
    }

    /// [`Kernel::set_basis`] without a look at the present one.
    pub(crate) fn set_basis_afresh(&mut self, at: Vec<At>) {
        self.at = at;
        self.head = (0..self.p.vars() as u32).filter(|&j| self.at[j as usize] == At::Basic).collect();
        while self.head.len() > self.p.m {
            let surplus = self.head.pop().expect("longer than the number of rows");
            self.at[surplus as usize] = self.resting(surplus as usize);
        }
        self.head.resize(self.p.m, NONE);
        self.factored = false;
    }

    /// Factorises if the factors are not of the present basis; puts every nonbasic variable on a bound that it has.
    pub(crate) fn settle(&mut self) {
        for j in 0..self.p.vars() {
            let fits = match self.at[j] {
                At::Basic => continue,
                At::Lower => self.lower[j].is_finite(),
                At::Upper => self.upper[j].is_finite(),
                At::Free => !self.lower[j].is_finite() && !self.upper[j].is_finite(),
            };
            if !fits {
                self.at[j] = self.resting(j);
            }
        }
        if !self.factored {
            self.refactor();
        }
        self.take_signs();
        self.compute_x();
        self.compute_d();
    }

    /// Factorises anew. Returns whether the basis was singular and had to be mended, in which case `x` and `d` are out of date.
    pub(crate) fn refactor(&mut self) -> bool {
        let m = self.p.m;
        let mut columns = std::mem::take(&mut self.columns);
        columns.start.clear();
        columns.row.clear();
        columns.val.clear();
        columns.start.push(0);
        for &j in &self.head {
            if j != NONE {
                for (i, v) in self.p.column(j as usize) {
                    columns.row.push(i as u32);
                    columns.val.push(v);
                }
            }
            columns.start.push(columns.row.len() as u32);
        }
        let pivots = self.factor.factorise(m, &columns);
        self.columns = columns;
        let old = std::mem::take(&mut self.head);
        let mended = pivots.column_of_row.contains(&NONE);
        for &j in old.iter().filter(|&&j| j != NONE) {
            self.place[j as usize] = NONE;
        }
        self.head = Vec::with_capacity(m);
        for (r, &c) in pivots.column_of_row.iter().enumerate() {
            let j = if c == NONE { (self.p.n + r) as u32 } else { old[c as usize] };
            self.head.push(j);
        }
        for j in 0..self.p.vars() {
            if self.at[j] != At::Basic {
                self.place[j] = NONE;
            }
        }
        for r in 0..m {
            let j = self.head[r];
            self.place[j as usize] = r as u32;
            self.put(j as usize, At::Basic);
            self.d[j as usize] = 0.0;
        }
        for &j in old.iter().filter(|&&j| j != NONE) {
            let j = j as usize;
            if self.place[j] == NONE {
                // a dependent column; the nearer bound moves it least
                let (below, above) = ((self.x[j] - self.lower[j]).abs(), (self.upper[j] - self.x[j]).abs());
                let at = match self.resting(j) {
                    At::Lower if above < below => At::Upper,
                    rest => rest,
                };
                self.put(j, at);
                self.x[j] = self.bound(j, self.at[j]);
            }
        }
        self.factored = true;
        mended
    }
}
