//! A basis with its factors, the point it stands for, and the moves that all algorithms share.

use super::Manner;
use super::blocks::{BlockVec, padded};
use super::candidate::Candidate;
use super::factor::Factor;
use super::lu::Columns;
use super::problem::Problem;
use super::row_map::{At, NONE};
use super::sparse::SparseVec;
use super::tolerances::TINY;

/// The sign of a variable that may move either way.
pub(crate) const FREE: f64 = 2.0;

/// By how much a reduced cost has another sign than the variable's side asks for.
#[inline(always)]
pub(crate) fn dual_infeasibility(d: f64, sign: f64) -> f64 {
    if sign == FREE { d.abs() } else { -sign * d }
}

/// The state that every algorithm of the engine works on. `x` is kept for all variables, basic or not.
#[derive(Debug, Clone)]
pub(crate) struct Kernel {
    pub p: Problem,
    pub at: Vec<At>,
    /// Which sign a reduced cost has at an optimum: 1 at the lower side, −1 at the upper, [`FREE`] without sides, and 0 for what cannot
    /// enter, be it basic or fixed. A number and not an `enum`, so that whole blocks are compared without a branch.
    pub sign: Vec<f64>,
    /// Basic variable of each row.
    pub head: Vec<u32>,
    /// Row of each basic variable, else [`NONE`].
    pub place: Vec<u32>,
    pub x: Vec<f64>,
    /// Reduced costs under [`Kernel::cost`]; rounding apart 0 for basic variables. As `sign`, of padded length.
    pub d: Vec<f64>,
    /// Costs and bounds as the algorithms have perturbed them; the problem's own are in `p`.
    pub cost: Vec<f64>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    pub perturbed_costs: bool,
    pub perturbed_bounds: bool,
    pub factor: Factor,
    /// `B⁻¹ a_q` of the entering column, over rows.
    pub alpha: SparseVec,
    /// `B⁻ᵀ e_r` of the leaving row, over rows.
    pub rho: SparseVec,
    /// The leaving row of `B⁻¹ [A, −I]`; what it holds for basic variables is rounding, but for the leaving one.
    pub row: BlockVec,
    pub work: SparseVec,
    /// Of each basic variable the squared length of its row of `B⁻¹`, as far as the dual simplex has carried it along.
    pub edge: Vec<f64>,
    pub iterations: usize,
    /// Scratch space of the dual ratio test.
    pub candidates: Vec<Candidate>,
    pub nearest: Vec<f64>,
    loosened: u32,
    random: u64,
    factored: bool,
    columns: Columns,
}

impl Kernel {
    pub fn new(p: Problem) -> Self {
        let (m, vars) = (p.m, p.vars());
        let mut kernel = Self {
            at: vec![At::Lower; vars],
            sign: vec![0.0; padded(vars)],
            head: Vec::new(),
            place: vec![NONE; vars],
            x: vec![0.0; vars],
            d: vec![0.0; padded(vars)],
            cost: p.cost.clone(),
            lower: p.lower.clone(),
            upper: p.upper.clone(),
            perturbed_costs: false,
            perturbed_bounds: false,
            factor: Factor::default(),
            alpha: SparseVec::new(m),
            rho: SparseVec::new(m),
            row: BlockVec::new(vars),
            work: SparseVec::new(m),
            edge: vec![1.0; vars],
            iterations: 0,
            candidates: Vec::new(),
            nearest: Vec::new(),
            loosened: 0,
            random: 0x9E37_79B9_7F4A_7C15,
            factored: false,
            columns: Columns::default(),
            p,
        };
        kernel.factor.set_strict(kernel.p.manner != Manner::Usual);
        kernel.slack_basis();
        kernel
    }

    /// A number between 1 and 2, the same in every run.
    pub fn random(&mut self) -> f64 {
        self.random = self.random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        1.0 + (self.random >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Takes the problem's own costs and bounds again.
    pub fn restore(&mut self) {
        self.cost.copy_from_slice(&self.p.cost);
        self.lower.copy_from_slice(&self.p.lower);
        self.upper.copy_from_slice(&self.p.upper);
        self.perturbed_costs = false;
        self.perturbed_bounds = false;
        self.take_signs();
    }

    /// Puts a variable into the basis, or at a bound.
    #[inline]
    pub fn put(&mut self, j: usize, at: At) {
        self.at[j] = at;
        self.sign[j] = match at {
            At::Basic => 0.0,
            _ if self.lower[j] == self.upper[j] => 0.0,
            At::Lower => 1.0,
            At::Upper => -1.0,
            At::Free => FREE,
        };
    }

    /// The signs of all variables, after many of them or their bounds have changed.
    pub fn take_signs(&mut self) {
        for j in 0..self.p.vars() {
            self.put(j, self.at[j]);
        }
    }

    /// Makes all tolerances ten times wider, for a program that rounding does not let agree with itself. Returns whether that was
    /// still reasonable.
    pub fn loosen(&mut self) -> bool {
        self.loosened += 1;
        self.scale_tolerances(10.0);
        self.loosened <= 3
    }

    /// Takes back what [`Kernel::loosen`] did.
    pub fn tighten(&mut self) {
        self.tighten_to(0);
    }

    /// How often the tolerances were made wider.
    pub fn loosened(&self) -> u32 {
        self.loosened
    }

    /// Takes back what [`Kernel::loosen`] did since it was done so often.
    pub fn tighten_to(&mut self, loosened: u32) {
        while self.loosened > loosened {
            self.loosened -= 1;
            self.scale_tolerances(0.1);
        }
    }

    fn scale_tolerances(&mut self, factor: f64) {
        for tolerance in self.p.primal_tolerance.iter_mut().chain(&mut self.p.dual_tolerance) {
            *tolerance *= factor;
        }
    }

    /// Where a variable out of the basis stands by default: at the side nearer to zero.
    pub fn resting(&self, j: usize) -> At {
        let (lower, upper) = (self.lower[j], self.upper[j]);
        match (lower.is_finite(), upper.is_finite()) {
            (true, true) if upper.abs() < lower.abs() => At::Upper,
            (true, _) => At::Lower,
            (false, true) => At::Upper,
            (false, false) => At::Free,
        }
    }

    pub fn slack_basis(&mut self) {
        for j in 0..self.p.n {
            self.at[j] = self.resting(j);
        }
        self.at[self.p.n..].fill(At::Basic);
        self.head = (self.p.n..self.p.vars()).map(|j| j as u32).collect();
        self.factored = false;
    }

    /// Takes over the statuses of a basis; what does not fit the bounds or makes no basis is mended.
    pub fn set_basis(&mut self, at: Vec<At>) {
        if !self.factored || self.at != at {
            self.set_basis_afresh(at);
        }
    }

    /// [`Kernel::set_basis`] without a look at the present one.
    pub fn set_basis_afresh(&mut self, at: Vec<At>) {
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
    pub fn settle(&mut self) {
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
    pub fn refactor(&mut self) -> bool {
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

    #[inline]
    pub fn bound(&self, j: usize, at: At) -> f64 {
        match at {
            At::Lower => self.lower[j],
            At::Upper => self.upper[j],
            At::Free => 0.0,
            At::Basic => self.x[j],
        }
    }

    /// Puts nonbasic variables on their bounds and solves for the basic ones.
    pub fn compute_x(&mut self) {
        self.work.clear();
        for j in 0..self.p.vars() {
            if self.at[j] != At::Basic {
                let x = self.bound(j, self.at[j]);
                self.x[j] = x;
                if x != 0.0 {
                    for (i, a) in self.p.column(j) {
                        self.work.add(i, -a * x);
                    }
                }
            }
        }
        self.factor.ftran(&mut self.work);
        for (r, &j) in self.head.iter().enumerate() {
            self.x[j as usize] = self.work.val[r];
        }
    }

    pub fn compute_d(&mut self) {
        let mut d = std::mem::take(&mut self.d);
        let cost = std::mem::take(&mut self.cost);
        self.reduced_costs(&cost, &mut d);
        (self.d, self.cost) = (d, cost);
    }

    /// Reduced costs of all variables under `cost`, by a backward solve.
    pub fn reduced_costs(&mut self, cost: &[f64], d: &mut [f64]) {
        self.work.clear();
        for (r, &j) in self.head.iter().enumerate() {
            if cost[j as usize] != 0.0 {
                self.work.set(r, cost[j as usize]);
            }
        }
        self.factor.btran(&mut self.work);
        let y = &self.work.val;
        for j in 0..self.p.n {
            d[j] = match self.at[j] {
                At::Basic => 0.0,
                _ => cost[j] - self.p.structural(j).iter().map(|&(i, a)| a * y[i as usize]).sum::<f64>(),
            };
        }
        for (i, &price) in y.iter().enumerate() {
            let j = self.p.n + i;
            d[j] = if self.at[j] == At::Basic { 0.0 } else { cost[j] + price };
        }
    }

    /// `alpha ← B⁻¹ a_q`.
    pub fn ftran_column(&mut self, q: usize) {
        self.alpha.clear();
        for (i, a) in self.p.column(q) {
            self.alpha.add(i, a);
        }
        self.factor.ftran(&mut self.alpha);
        self.alpha.drop_tiny(TINY);
    }

    /// `rho ← B⁻ᵀ e_r` and `row ← rho [A, −I]`.
    pub fn btran_row(&mut self, r: usize) {
        self.rho.clear();
        self.rho.set(r, 1.0);
        self.factor.btran(&mut self.rho);
        self.rho.drop_tiny(TINY);
        self.row.clear();
        let Self { rho, row, p, .. } = self;
        for (i, v) in rho.iter() {
            row.add(p.n + i, -v);
            for &(j, a) in p.row(i) {
                row.add(j as usize, v * a);
            }
        }
    }

    /// Moves the entering variable by `step` (signed), the basic ones along.
    #[inline]
    pub fn advance(&mut self, q: usize, step: f64) {
        if step != 0.0 {
            for (r, a) in self.alpha.iter() {
                self.x[self.head[r] as usize] -= step * a;
            }
            self.x[q] += step;
        }
    }

    /// Exchanges `q` for the basic variable of row `r`, which goes to `leaving`; `alpha` must be the entering column's.
    pub fn exchange(&mut self, r: usize, q: usize, leaving: At) {
        let out = self.head[r] as usize;
        self.factor.update(r, &self.alpha);
        self.put(out, leaving);
        self.x[out] = self.bound(out, leaving);
        self.place[out] = NONE;
        self.head[r] = q as u32;
        self.place[q] = r as u32;
        self.put(q, At::Basic);
        self.iterations += 1;
    }

    /// By how much a variable violates a bound, less its tolerance; not positive where it does not.
    #[inline]
    pub fn violation(&self, j: usize) -> f64 {
        (self.lower[j] - self.x[j]).max(self.x[j] - self.upper[j]) - self.p.primal_tolerance[j]
    }

    /// By how much a nonbasic variable's reduced cost has the wrong sign.
    #[inline]
    pub fn wrong_sign(&self, j: usize, d: f64) -> f64 {
        dual_infeasibility(d, self.sign[j])
    }

    pub fn is_primal_feasible(&self) -> bool {
        self.head.iter().all(|&j| self.violation(j as usize) <= 0.0)
    }

    pub fn is_dual_feasible(&self) -> bool {
        (0..self.p.vars()).all(|j| self.wrong_sign(j, self.d[j]) <= self.p.dual_tolerance[j])
    }

    /// Values of the original columns.
    pub fn point(&self) -> Vec<f64> {
        (0..self.p.n).map(|j| self.x[j] * self.p.scale.col[j]).collect()
    }

    /// Duals of the original rows that go with scaled reduced costs `d`.
    pub fn prices(&self, d: &[f64]) -> Vec<f64> {
        let n = self.p.n;
        self.p.map.row_prices(|k| d[n + k] / self.p.unit(n + k), |j| d[j] / self.p.unit(j))
    }

    /// The same of an optimum: what rounding gives the wrong sign is none.
    pub fn duals(&self) -> Vec<f64> {
        let n = self.p.n;
        let right = |k: usize| {
            if self.sign[n + k].abs() == 1.0 && self.sign[n + k] * self.d[n + k] < 0.0 { 0.0 } else { self.d[n + k] }
        };
        self.p.map.row_prices(|k| right(k) / self.p.unit(n + k), |j| self.d[j] / self.p.unit(j))
    }

    /// The change of the original columns along the ray of `q`, whose transformed column is in `alpha`.
    pub fn ray(&self, q: usize, direction: f64) -> Vec<f64> {
        let mut ray = vec![0.0; self.p.vars()];
        ray[q] = direction;
        for (r, a) in self.alpha.iter() {
            ray[self.head[r] as usize] = -direction * a;
        }
        (0..self.p.n).map(|j| ray[j] * self.p.scale.col[j]).collect()
    }
}
