//! A parametric simplex engine: optimal points with their duals, and the whole curve along which they move as a penalty or a
//! right-hand side does.
//!
//! ```text
//! Lp ──problem──▶ scaled columns and rows, singleton rows as bounds     (problem, scale, row_map)
//!                        │
//!                 crash, or a basis from before                         (crash, Basis)
//!                        │
//!        kernel: basis, factors, point, reduced costs                   (kernel, factor, lu, sparse, blocks)
//!          │              │               │                │
//!        dual ──────▶ primal        parametric_cost         parametric_rhs         (solve says who follows whom)
//! ```
//!
//! [`solve`] answers for one program, [`Engine`] for the same structure again and again with other costs, bounds and right-hand
//! sides. [`parametric_cost`] minimises `cost + λ · load` for all penalties λ at once, [`parametric_rhs`] moves the bounds of rows; each keeps its points as
//! sparse changes ([`Path`]), so that any plan and any basis on the way can be had again, and its duals by [`at_basis`].
//! Nothing found here needs to be believed: [`crate::lp::verify`] proves it from the program.
//!
//! # Speed
//!
//! The bases of supply models are nearly triangular and the pivots touch a small tree each. So everything is kept sparse: factors
//! whose singletons come first, solves whose work is proportional to their result's entries, one row of the tableau
//! at a time from a row-wise copy of the matrix, and the choice of the next pivot from a tournament in which only
//! what changed is played again. The row itself is the exception: where it is not zero it mostly is not for whole stretches, since the
//! columns of an offer stand side by side, so it is kept and worked on in blocks, without a branch for each entry (blocks).
//!
//! # Soundness
//!
//! Tolerances belong to each variable and are relative to its own bounds or cost, so that an element traded in grams stands beside one
//! traded in kilotonnes. Ratio tests prefer large pivots (Harris, 1973); stalls are ended by small random shifts of
//! bounds or costs, the same in every run, which are taken back at the end. Every answer is computed from fresh factors.
//!
//! # Further reading
//!
//! Maros, *Computational Techniques of the Simplex Method* (2003); Koberstein, *The Dual Simplex Method* (2005); Hall and McKinnon,
//! *Hyper-sparsity in the revised simplex method* (2005); Murty, *Linear Programming* (1983), chapter 8, for both walks.

mod blocks;
mod candidate;
mod cost_curve;
mod cost_walker;
mod crash;
mod dual;
mod dual_ratio;
mod dual_start;
mod factor;
mod kernel;
mod lu;
mod parametric_cost;
mod parametric_rhs;
mod path;
mod primal;
mod problem;
mod row_map;
mod scale;
mod solve;
mod sparse;
mod ties;
mod tolerances;
mod tournament;

use crate::lp::Lp;
use crate::lp::outcome::Failure;

pub use cost_curve::{CostCurve, CostPoint, DualPath};
pub use cost_walker::CostWalker;
use kernel::Kernel;
pub use parametric_cost::{Begun, CostWalk, parametric_cost};
pub use parametric_rhs::{RhsCurve, RhsEnd, RhsOptions, RhsPoint, RhsWalk, parametric_rhs};
pub use path::Path;
use problem::Problem;
use solve::Ending;

/// The status of a column, or of the slack of a row, in a basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// In the basis: its value follows from the others.
    Basic,
    /// Out of the basis, at its lower bound.
    AtLower,
    /// Out of the basis, at its upper bound.
    AtUpper,
    /// Out of the basis, without bounds, at zero.
    Free,
}

/// The status of every column and every row: all that is needed to start from where an earlier solve ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// One status a column.
    pub cols: Vec<Status>,
    /// One status a row, that of its activity: `AtLower` where the activity is `row_lower`.
    pub rows: Vec<Status>,
}

impl Basis {
    /// The basis of all slacks, every column at its lower bound.
    pub fn slack(lp: &Lp) -> Self {
        Self { cols: vec![Status::AtLower; lp.cols()], rows: vec![Status::Basic; lp.rows()] }
    }

    /// The basis that a point with its duals seems to stand on: variables between their bounds are basic, variables on one are not. Where an
    /// optimum is degenerate the engine has to fill it up.
    pub(crate) fn standing(lp: &Lp, x: &[f64], y: &[f64]) -> Self {
        let status = |value: f64, lower: f64, upper: f64, multiplier: f64| {
            let on = |side: f64| side.is_finite() && (value - side).abs() <= tolerances::ON_BOUND * side.abs().max(1.0);
            match (on(lower), on(upper)) {
                (true, true) if multiplier < 0.0 => Status::AtUpper,
                (true, _) => Status::AtLower,
                (false, true) => Status::AtUpper,
                (false, false) => Status::Basic,
            }
        };
        let (d, activity) = (lp.reduced_costs(y), lp.activity(x));
        let columns = (0..lp.cols()).map(|j| status(x[j], lp.lower[j], lp.upper[j], d[j]));
        let rows = (0..lp.rows()).map(|i| status(activity[i], lp.row_lower[i], lp.row_upper[i], y[i]));
        Self { cols: columns.collect(), rows: rows.collect() }
    }
}

/// The care with which the engine goes about a program. All manners end with the same answer; where rounding leads one astray, a slower one may still
/// find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Manner {
    /// As fast as it can.
    #[default]
    Usual,
    /// From the slack basis, with factors whose pivots are chosen for stability, made anew after few pivots.
    Strict,
    /// The same, and the program as it stands: scaling may bring numbers together that belong apart.
    Unscaled,
}

impl Manner {
    /// All, the fastest first.
    pub const ALL: [Self; 3] = [Self::Usual, Self::Strict, Self::Unscaled];
}

/// The verdict of a solve on a program, with its proof.
#[derive(Debug, Clone, PartialEq)]
pub enum Solved {
    /// An optimal point.
    Optimal {
        /// Value of each column.
        x: Vec<f64>,
        /// Dual of each row: change of the objective per unit of its right-hand side.
        y: Vec<f64>,
        /// The basis that point and duals belong to.
        basis: Basis,
        /// Pivots and bound flips.
        iterations: usize,
    },
    /// No point satisfies the program.
    Infeasible {
        /// Farkas multiplier of each row, see [`crate::lp::verify::farkas`]; all zero where a row's or column's own two bounds exclude each other.
        ray: Vec<f64>,
        /// Pivots and bound flips.
        iterations: usize,
    },
    /// The objective falls without end.
    Unbounded {
        /// A feasible point.
        x: Vec<f64>,
        /// The direction in which the objective falls from there.
        ray: Vec<f64>,
        /// Pivots and bound flips.
        iterations: usize,
    },
}

/// A program made ready for being solved again and again with other costs, bounds and right-hand sides.
///
/// Scaling, both orders of the matrix, the basis and its factors stay; each [`Engine::solve`] starts from the basis that the
/// last one ended with.
#[derive(Debug, Clone)]
pub struct Engine {
    kernel: Kernel,
    crashed: bool,
}

impl Engine {
    /// Prepares a program.
    pub fn new(lp: &Lp) -> Self {
        Self::in_manner(lp, Manner::Usual)
    }

    /// Prepares a program, to be solved in this manner.
    pub fn in_manner(lp: &Lp, manner: Manner) -> Self {
        Self::of(Problem::new(lp, manner))
    }

    fn of(problem: Problem) -> Self {
        Self { kernel: Kernel::new(problem), crashed: false }
    }

    /// Gives row `i` other bounds.
    pub fn set_row(&mut self, i: usize, lower: f64, upper: f64) {
        self.kernel.p.set_row(i, lower, upper);
    }

    /// Gives column `j` other bounds.
    pub fn set_bounds(&mut self, j: usize, lower: f64, upper: f64) {
        self.kernel.p.set_bounds(j, lower, upper);
    }

    /// Gives column `j` another cost.
    pub fn set_cost(&mut self, j: usize, cost: f64) {
        self.kernel.p.set_cost(j, cost);
    }

    /// Starts the next solve from this basis.
    pub fn set_basis(&mut self, basis: &Basis) {
        let at = self.kernel.p.map.import_basis(basis);
        self.kernel.set_basis(at);
        self.crashed = true;
    }

    /// Solves the program as it is now.
    ///
    /// # Errors
    /// [`Failure`] if rounding leaves the question open.
    pub fn solve(&mut self) -> Result<Solved, Failure> {
        let before = self.kernel.iterations;
        let optimum = self.optimise()?;
        let kernel = &self.kernel;
        let iterations = kernel.iterations - before;
        Ok(match optimum {
            Ending::Found => Solved::Optimal {
                x: kernel.point(),
                y: kernel.duals(),
                basis: kernel.p.map.export_basis(&kernel.at),
                iterations,
            },
            Ending::Crossed(ray) => Solved::Infeasible { ray, iterations },
            Ending::Infeasible(proof) => Solved::Infeasible { ray: kernel.duals_at(&proof), iterations },
            Ending::Unbounded(q, direction) => {
                Solved::Unbounded { x: kernel.point(), ray: kernel.ray(q, direction), iterations }
            }
        })
    }

    /// The basis at which the last solve ended, optimal or not.
    pub fn basis(&self) -> Basis {
        self.kernel.p.map.export_basis(&self.kernel.at)
    }

    /// The point that a basis stands for and the row duals that it gives to `cost`, from fresh factors. Whether either is
    /// feasible is for [`crate::lp::verify::certify`] to say.
    ///
    /// Along a parametric-cost walk `cost` is the program's cost plus penalty times load. (The duals of rows with two or more columns are linear
    /// in it; that of a single-column row is the rest of its column's reduced cost on the bound that the sign asks for.)
    ///
    /// # Errors
    /// [`Failure`] if the basis is singular.
    ///
    /// # Panics
    /// If `cost` has another length than the program has columns.
    pub fn at_basis(&mut self, basis: &Basis, cost: &[f64]) -> Result<(Vec<f64>, Vec<f64>), Failure> {
        assert_eq!(cost.len(), self.kernel.p.n, "one cost a column");
        let kernel = &mut self.kernel;
        let at = kernel.p.map.import_basis(basis);
        kernel.restore();
        kernel.set_basis_afresh(at.clone());
        kernel.settle();
        self.crashed = true;
        if kernel.at != at {
            return Err(failure("the basis is singular or does not fit the program".into()));
        }
        let mut scaled = vec![0.0; kernel.p.vars()];
        for (j, &c) in cost.iter().enumerate() {
            scaled[j] = c * kernel.p.scale.col[j];
        }
        let mut d = vec![0.0; kernel.p.vars()];
        kernel.reduced_costs(&scaled, &mut d);
        Ok((kernel.point(), kernel.duals_at(&d)))
    }

    fn optimise(&mut self) -> Result<Ending, Failure> {
        if let Some(ray) = self.crossed() {
            return Ok(Ending::Crossed(ray));
        }
        if !self.crashed {
            self.kernel.restore();
            if self.kernel.p.manner == Manner::Usual {
                self.kernel.crash();
            }
            self.crashed = true;
        }
        self.kernel.optimise()
    }

    /// The proof of infeasibility if some variable's bounds exclude each other.
    fn crossed(&self) -> Option<Vec<f64>> {
        let p = &self.kernel.p;
        let j = (0..p.vars()).find(|&j| p.crossed(j))?;
        Some(if j < p.n { p.map.crossed_ray(j) } else { vec![0.0; p.map.rows.len()] })
    }
}

/// Solves a program, from a basis if one is given.
///
/// # Errors
/// [`Failure`] if rounding leaves the question open.
pub fn solve(lp: &Lp, start: Option<&Basis>) -> Result<Solved, Failure> {
    let mut engine = Engine::new(lp);
    if let Some(basis) = start {
        engine.set_basis(basis);
    }
    engine.solve()
}

/// [`Engine::at_basis`] on a program that is not prepared yet.
///
/// # Errors
/// [`Failure`] if the basis is singular.
///
/// # Panics
/// If `cost` has another length than the program has columns.
pub fn at_basis(lp: &Lp, basis: &Basis, cost: &[f64]) -> Result<(Vec<f64>, Vec<f64>), Failure> {
    Engine::new(lp).at_basis(basis, cost)
}

pub(crate) fn failure(reason: String) -> Failure {
    Failure { solver: "simplex", reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::Builder;

    /// min x + 2y + 3z, x + y + z ≥ 5, x ≤ 2, y between 1 and 2.5: x and y full, z = 0.5 in between, the row tight (worked by hand).
    #[test]
    fn a_point_gives_back_the_basis_it_stands_on() {
        let mut b = Builder::default();
        let (x, y) = (b.column(1.0, 0.0, 2.0), b.column(2.0, 1.0, 2.5));
        let z = b.column(3.0, 0.0, f64::INFINITY);
        let fixed = b.column(-1.0, 4.0, 4.0);
        b.row(5.0, f64::INFINITY, [(x, 1.0), (y, 1.0), (z, 1.0)]);
        b.row(0.0, 9.0, [(x, 1.0), (fixed, 1.0)]);
        let lp = b.build();
        // a solver leaves a variable that stands on its bound a little off
        let basis = Basis::standing(&lp, &[2.0 - 1e-10, 2.5 + 1e-10, 0.5, 4.0], &[3.0, 0.0]);
        use Status::{AtLower, AtUpper, Basic};
        assert_eq!(
            (&basis.cols[..], &basis.rows[..]),
            (&[AtUpper, AtUpper, Basic, AtUpper][..], &[AtLower, Basic][..])
        );
        let Ok(Solved::Optimal { x, iterations, .. }) = solve(&lp, Some(&basis)) else { panic!("there is an optimum") };
        assert_eq!((x, iterations), (vec![2.0, 2.5, 0.5, 4.0], 0));
    }
}
