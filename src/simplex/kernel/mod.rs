//! A basis with its factors, the point it stands for, and the moves that all algorithms share.

mod answer;
mod basis;

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

/// By how much a reduced cost has another sign than the variable's bound asks for.
#[inline(always)]
pub(crate) fn dual_infeasibility(d: f64, sign: f64) -> f64 {
    if sign == FREE { d.abs() } else { -sign * d }
}

/// The state that every algorithm of the engine works on. `x` is kept for all variables, basic or not.
#[derive(Debug, Clone)]
pub(crate) struct Kernel {
    pub p: Problem,
    pub at: Vec<At>,
    /// The sign of each reduced cost at an optimum: 1 at the lower bound, −1 at the upper, [`FREE`] without bounds, and 0 for those that cannot enter, be it
    /// basic or fixed. A number and not an `enum`, so that whole blocks are compared without a branch.
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
    /// The leaving row of `B⁻¹ [A, −I]`; its entries for basic variables are rounding, but for the leaving one.
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
    pub(crate) fn new(p: Problem) -> Self {
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
    pub(crate) fn random(&mut self) -> f64 {
        self.random = self.random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        1.0 + (self.random >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Takes the problem's own costs and bounds again.
    pub(crate) fn restore(&mut self) {
        self.cost.copy_from_slice(&self.p.cost);
        self.lower.copy_from_slice(&self.p.lower);
        self.upper.copy_from_slice(&self.p.upper);
        self.perturbed_costs = false;
        self.perturbed_bounds = false;
        self.take_signs();
    }

    /// Puts a variable into the basis, or at a bound.
    #[inline]
    pub(crate) fn put(&mut self, j: usize, at: At) {
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
    pub(crate) fn take_signs(&mut self) {
        for j in 0..self.p.vars() {
            self.put(j, self.at[j]);
        }
    }

    /// Makes all tolerances ten times wider, for a program that rounding does not let agree with itself. Returns whether that was
    /// still reasonable.
    pub(crate) fn loosen(&mut self) -> bool {
        self.loosened += 1;
        self.scale_tolerances(10.0);
        self.loosened <= 3
    }

    /// Takes back the changes of [`Kernel::loosen`].
    pub(crate) fn tighten(&mut self) {
        self.tighten_to(0);
    }

    /// Number of times that the tolerances were made wider.
    pub(crate) fn loosened(&self) -> u32 {
        self.loosened
    }

    /// Takes back the changes of [`Kernel::loosen`] since it was done so often.
    pub(crate) fn tighten_to(&mut self, loosened: u32) {
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

    #[inline]
    pub(crate) fn bound(&self, j: usize, at: At) -> f64 {
        match at {
            At::Lower => self.lower[j],
            At::Upper => self.upper[j],
            At::Free => 0.0,
            At::Basic => self.x[j],
        }
    }

    /// Puts nonbasic variables on their bounds and solves for the basic ones.
    pub(crate) fn compute_x(&mut self) {
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

    pub(crate) fn compute_d(&mut self) {
        let mut d = std::mem::take(&mut self.d);
        let cost = std::mem::take(&mut self.cost);
        self.reduced_costs(&cost, &mut d);
        (self.d, self.cost) = (d, cost);
    }

    /// Reduced costs of all variables under `cost`, by a backward solve.
    pub(crate) fn reduced_costs(&mut self, cost: &[f64], d: &mut [f64]) {
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
        for (i, &dual) in y.iter().enumerate() {
            let j = self.p.n + i;
            d[j] = if self.at[j] == At::Basic { 0.0 } else { cost[j] + dual };
        }
    }

    /// `alpha ← B⁻¹ a_q`.
    pub(crate) fn ftran_column(&mut self, q: usize) {
        self.alpha.clear();
        for (i, a) in self.p.column(q) {
            self.alpha.add(i, a);
        }
        self.factor.ftran(&mut self.alpha);
        self.alpha.drop_tiny(TINY);
    }

    /// `rho ← B⁻ᵀ e_r` and `row ← rho [A, −I]`.
    pub(crate) fn btran_row(&mut self, r: usize) {
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
    pub(crate) fn advance(&mut self, q: usize, step: f64) {
        if step != 0.0 {
            for (r, a) in self.alpha.iter() {
                self.x[self.head[r] as usize] -= step * a;
            }
            self.x[q] += step;
        }
    }

    /// Exchanges `q` for the basic variable of row `r`, which goes to `leaving`; `alpha` must be the entering column's.
    pub(crate) fn exchange(&mut self, r: usize, q: usize, leaving: At) {
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
    pub(crate) fn violation(&self, j: usize) -> f64 {
        (self.lower[j] - self.x[j]).max(self.x[j] - self.upper[j]) - self.p.primal_tolerance[j]
    }

    /// By how much a nonbasic variable's reduced cost has the wrong sign.
    #[inline]
    pub(crate) fn wrong_sign(&self, j: usize, d: f64) -> f64 {
        dual_infeasibility(d, self.sign[j])
    }

    pub(crate) fn is_primal_feasible(&self) -> bool {
        self.head.iter().all(|&j| self.violation(j as usize) <= 0.0)
    }

    pub(crate) fn is_dual_feasible(&self) -> bool {
        (0..self.p.vars()).all(|j| self.wrong_sign(j, self.d[j]) <= self.p.dual_tolerance[j])
    }
}
