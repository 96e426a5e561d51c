//! The choice of a solver at run time, and the one form in which every back end answers.

mod adapter;
#[cfg(feature = "highs")]
mod highs;
mod microlp;
mod simplex;

use crate::lp::Lp;
use crate::lp::dual::recession_of;
use crate::lp::verify::{Certificate, TOLERANCE, certify, farkas};

/// An optimal point with its prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Value of each column.
    pub x: Vec<f64>,
    /// Price of each row: change of the objective per unit of its right-hand side, so never positive for a `≤` row.
    pub y: Vec<f64>,
    /// How many pivots it took, where the back end says so.
    pub iterations: Option<usize>,
}

/// What a back end found. Nothing here is believed before [`crate::lp::verify`] has seen it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// An optimal point.
    Optimal(Solution),
    /// No point satisfies all constraints; with a Farkas ray (one multiplier a row) where the back end has one.
    Infeasible(Option<Vec<f64>>),
    /// The objective falls without end.
    Unbounded,
}

/// A back end gave up; it proves nothing about the program.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{solver} gave up: {reason}")]
pub struct Failure {
    /// The back end's name.
    pub solver: &'static str,
    /// What it said.
    pub reason: String,
}

/// A solver compiled into this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Solver {
    /// Our own simplex, which also walks whole frontiers.
    Simplex,
    /// microlp through good_lp's feature `minilp`: pure Rust, the second opinion.
    Microlp,
    /// HiGHS through good_lp, with `--features highs`.
    #[cfg(feature = "highs")]
    Highs,
}

/// What a back end can do by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Reports row prices; without, the dual program is solved as well.
    pub duals: bool,
    /// Starts from a basis.
    pub warm_start: bool,
    /// Could hold columns to whole numbers.
    pub integers: bool,
}

/// No solver of that name is compiled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no solver \"{name}\": there is {}", Solver::list())]
pub struct UnknownSolver {
    /// What was asked for.
    pub name: String,
}

impl Solver {
    /// All solvers compiled in, the default first.
    pub const ALL: &[Self] = &[
        Self::Simplex,
        Self::Microlp,
        #[cfg(feature = "highs")]
        Self::Highs,
    ];

    /// The name that the command line knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Simplex => simplex::NAME,
            Self::Microlp => microlp::NAME,
            #[cfg(feature = "highs")]
            Self::Highs => highs::NAME,
        }
    }

    /// The solver of that name; `minilp`, as good_lp calls it, is microlp.
    ///
    /// # Errors
    /// [`UnknownSolver`], which names those there are.
    pub fn by_name(name: &str) -> Result<Self, UnknownSolver> {
        let wanted = if name == "minilp" { microlp::NAME } else { name };
        let found = Self::ALL.iter().copied().find(|solver| solver.name() == wanted);
        found.ok_or_else(|| UnknownSolver { name: name.into() })
    }

    /// What the back end can do by itself.
    pub fn abilities(self) -> Abilities {
        match self {
            Self::Simplex => Abilities { duals: true, warm_start: true, integers: false },
            Self::Microlp => Abilities { duals: false, warm_start: false, integers: true },
            #[cfg(feature = "highs")]
            Self::Highs => Abilities { duals: true, warm_start: false, integers: true },
        }
    }

    /// The names of all solvers, as a sentence ends with them.
    fn list() -> String {
        Self::ALL.iter().map(|solver| solver.name()).collect::<Vec<_>>().join(", ")
    }

    /// Solves one program.
    ///
    /// # Errors
    /// [`Failure`] where the back end reached no verdict.
    pub fn solve(self, lp: &Lp) -> Result<Outcome, Failure> {
        let numbers = lp.cost.iter().chain(&lp.value).map(|v| v.is_finite());
        let sides = [&lp.lower, &lp.upper, &lp.row_lower, &lp.row_upper].into_iter().flatten().map(|v| !v.is_nan());
        if !numbers.chain(sides).all(|sound| sound) {
            return Err(Failure { solver: self.name(), reason: "a number of the program is not finite".into() });
        }
        if crossed(lp) {
            return Ok(Outcome::Infeasible(None));
        }
        match self {
            Self::Simplex => simplex::solve(lp),
            Self::Microlp => microlp::solve(lp),
            #[cfg(feature = "highs")]
            Self::Highs => highs::solve(lp),
        }
    }
}

impl Solver {
    /// An optimal point without its prices, if there is one.
    fn point(self, lp: &Lp) -> Result<Option<Vec<f64>>, Failure> {
        if self == Self::Microlp {
            return microlp::point(lp);
        }
        let outcome = self.solve(lp)?;
        Ok(if let Outcome::Optimal(solution) = outcome { Some(solution.x) } else { None })
    }
}

/// Whether some column or row has no value between its own sides, which is proof enough that there is no point.
fn crossed(lp: &Lp) -> bool {
    let empty = |(&lower, &upper): (&f64, &f64)| lower > upper || lower == f64::INFINITY || upper == f64::NEG_INFINITY;
    lp.lower.iter().zip(&lp.upper).any(empty) || lp.row_lower.iter().zip(&lp.row_upper).any(empty)
}

/// An outcome with what proves it.
#[derive(Debug, Clone, PartialEq)]
pub struct Certified {
    /// What the back end found.
    pub outcome: Outcome,
    /// Why to believe it.
    pub proof: Proof,
}

/// What proves an outcome, computed from the program and the vectors alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Proof {
    /// A point and prices that prove each other optimal.
    Certificate(Certificate),
    /// A Farkas ray, with the positive measure of [`farkas`].
    Farkas(f64),
    /// A column or row whose lower side is above its upper.
    Crossed,
    /// A feasible point, and a direction along which it stays so while the objective falls, by this much for a largest component of 1.
    Direction(f64),
    /// None: the word of the back end.
    None,
}

/// Solves a program and proves the answer afresh.
///
/// # Errors
/// [`Failure`] where the back end reached no verdict, or an optimum that does not pass the certificate, or a ray that proves nothing.
pub fn certified(solver: Solver, lp: &Lp) -> Result<Certified, Failure> {
    let outcome = solver.solve(lp)?;
    let fail = |reason: String| Err(Failure { solver: solver.name(), reason });
    let proof = match &outcome {
        Outcome::Optimal(solution) => {
            let c = certify(lp, &solution.x, &solution.y);
            if !c.holds() {
                return fail(format!("its answer did not pass the certificate: {c}"));
            }
            Proof::Certificate(c)
        }
        Outcome::Infeasible(Some(ray)) => {
            let measure = farkas(lp, ray);
            if measure.is_nan() || measure <= FARKAS {
                return fail(format!("its proof that there is no point proves nothing: {measure:.1e}"));
            }
            Proof::Farkas(measure)
        }
        Outcome::Infeasible(None) if crossed(lp) => Proof::Crossed,
        Outcome::Infeasible(None) => Proof::None,
        Outcome::Unbounded => match falls(solver, lp)? {
            Some(slope) => Proof::Direction(slope),
            None => return fail("it says unbounded, but has no point with a direction to prove it".into()),
        },
    };
    Ok(Certified { outcome, proof })
}

/// How steeply the objective falls along some direction that every constraint allows for ever, if `lp` has a point and such a direction.
fn falls(solver: Solver, lp: &Lp) -> Result<Option<f64>, Failure> {
    let recession = recession_of(lp);
    let Some(direction) = solver.point(&recession)? else { return Ok(None) };
    let Some(point) = solver.point(&Lp { cost: vec![0.0; lp.cols()], ..lp.clone() })? else { return Ok(None) };
    let slope = -recession.objective(&direction);
    let largest = lp.cost.iter().fold(0.0f64, |m, c| m.max(c.abs()));
    let feasible = |lp: &Lp, x: &[f64]| certify(lp, x, &vec![0.0; lp.rows()]).primal <= TOLERANCE;
    let proved = slope > TOLERANCE * largest && feasible(&recession, &direction) && feasible(lp, &point);
    Ok(proved.then_some(slope))
}

/// The least measure of a Farkas ray that is no rounding, beside the largest product of 1.
const FARKAS: f64 = 1e-9;
