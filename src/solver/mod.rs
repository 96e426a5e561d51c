//! The choice of a solver at run time, and the one form in which every back end answers.

mod adapter;
pub(crate) mod coupled;
mod coupling;
#[cfg(feature = "highs")]
mod highs;
mod microlp;
mod simplex;
mod tolerances;

use crate::lp::Lp;
use crate::lp::dual::recession_of;
use crate::lp::verify::{Certificate, TOLERANCE, certify, farkas};
use crate::simplex::Manner;

pub use crate::lp::outcome::{Failure, Outcome, Solution};
pub(crate) use tolerances::FARKAS;

/// A solver compiled into this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Solver {
    /// Our own simplex, which also walks whole frontiers.
    Simplex,
    /// microlp through good_lp's feature `minilp`: pure Rust, the second opinion.
    Microlp,
    /// HiGHS through good_lp, with `--features highs`.
    #[cfg(feature = "highs")]
    Highs,
}

/// No solver of that name is compiled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no solver \"{name}\": there is {}", Solver::list())]
pub struct UnknownSolver {
    /// The name asked for.
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

    /// The names of all solvers, as a sentence ends with them.
    fn list() -> String {
        Self::ALL.iter().map(|solver| solver.name()).collect::<Vec<_>>().join(", ")
    }

    /// Solves one program.
    ///
    /// # Errors
    /// [`Failure`] where the back end reached no verdict.
    pub fn solve(self, lp: &Lp) -> Result<Outcome, Failure> {
        Method::of(self).solve(lp)
    }
}

/// The way in which an answer is found: a back end and, for our own, the manner in which it goes about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Our own simplex.
    Simplex(Manner),
    /// A back end as it comes.
    BackEnd(Solver),
    /// Our own simplex, from the point that a back end came to.
    From(Solver),
    /// Many solves by a solver, each by whichever method holds; the curve between them is proved by dichotomic search.
    DichotomicSearch(Solver),
}

/// Programs with more rows and columns than this are not handed to microlp, whose time grows with the square of their number.
const SMALL: usize = 10_000;

impl Method {
    /// The first method of a solver.
    pub fn of(solver: Solver) -> Self {
        match solver {
            Solver::Simplex => Self::Simplex(Manner::Usual),
            other => Self::BackEnd(other),
        }
    }

    /// The methods to be tried one after another until an answer proves itself. Our own simplex comes in all its manners, and then microlp
    /// unless the program is large. The answer of another back end is repaired by our own, from its point and then from nothing.
    pub fn all(solver: Solver, lp: &Lp) -> Vec<Self> {
        let own = Manner::ALL.into_iter().map(Self::Simplex);
        match solver {
            Solver::Simplex if lp.rows() + lp.cols() > SMALL => own.collect(),
            Solver::Simplex => own.chain([Self::BackEnd(Solver::Microlp), Self::From(Solver::Microlp)]).collect(),
            other => [Self::BackEnd(other), Self::From(other)].into_iter().chain(own).collect(),
        }
    }

    /// True if it is the method by which a solver's answers are found unless they fail their certificate.
    pub fn is_usual_of(self, solver: Solver) -> bool {
        self == Self::of(solver) || (solver != Solver::Simplex && self == Self::DichotomicSearch(solver))
    }

    /// The solver that answers.
    pub fn solver(self) -> Solver {
        match self {
            Self::Simplex(_) | Self::From(_) => Solver::Simplex,
            Self::BackEnd(solver) | Self::DichotomicSearch(solver) => solver,
        }
    }

    /// Solves one program.
    fn solve(self, lp: &Lp) -> Result<Outcome, Failure> {
        let numbers = lp.cost.iter().chain(&lp.value).map(|v| v.is_finite());
        let sides = [&lp.lower, &lp.upper, &lp.row_lower, &lp.row_upper].into_iter().flatten().map(|v| !v.is_nan());
        if !numbers.chain(sides).all(|sound| sound) {
            let solver = self.solver().name();
            return Err(Failure { solver, reason: "a number of the program is not finite".into() });
        }
        if crossed(lp) {
            return Ok(Outcome::Infeasible(None));
        }
        match self {
            Self::Simplex(manner) => simplex::solve(lp, manner),
            Self::From(solver) => simplex::solve_from(lp, solver),
            Self::BackEnd(solver) | Self::DichotomicSearch(solver) => match solver {
                Solver::Simplex => simplex::solve(lp, Manner::Usual),
                Solver::Microlp => microlp::solve(lp),
                #[cfg(feature = "highs")]
                Solver::Highs => highs::solve(lp),
            },
        }
    }
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.solver().name())?;
        match self {
            Self::Simplex(Manner::Strict) => f.write_str(" with stricter pivots"),
            Self::Simplex(Manner::Unscaled) => f.write_str(" unscaled"),
            Self::Simplex(Manner::Usual) | Self::BackEnd(_) => Ok(()),
            Self::From(solver) => write!(f, " from where {} ended", solver.name()),
            Self::DichotomicSearch(_) => f.write_str(" by dichotomic search"),
        }
    }
}

impl Solver {
    /// An optimal point without its duals, if there is one.
    pub(crate) fn point(self, lp: &Lp) -> Result<Option<Vec<f64>>, Failure> {
        if self == Self::Microlp {
            return microlp::point(lp);
        }
        let outcome = self.solve(lp)?;
        Ok(if let Outcome::Optimal(solution) = outcome { Some(solution.x) } else { None })
    }
}

/// True if some column or row has no value between its own bounds, which is proof enough that there is no point.
fn crossed(lp: &Lp) -> bool {
    let empty = |(&lower, &upper): (&f64, &f64)| lower > upper || lower == f64::INFINITY || upper == f64::NEG_INFINITY;
    lp.lower.iter().zip(&lp.upper).any(empty) || lp.row_lower.iter().zip(&lp.row_upper).any(empty)
}

/// An outcome with its proof.
#[derive(Debug, Clone, PartialEq)]
pub struct Certified {
    /// The outcome.
    pub outcome: Outcome,
    /// The proof.
    pub proof: Proof,
    /// The method by which it was found.
    pub method: Method,
}

/// The proof of an outcome, computed from the program and the vectors alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Proof {
    /// A point and duals that prove each other optimal.
    Certificate(Certificate),
    /// A Farkas ray, with the positive measure of [`farkas`].
    Farkas(f64),
    /// A column or row whose lower bound is above its upper.
    Crossed,
    /// A feasible point, and a direction along which it stays so while the objective falls, by this much for a largest component of 1.
    Direction(f64),
    /// None: the word of the back end.
    None,
}

/// Why no method led to an outcome that proves itself.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Unproved {
    /// A back end reached no verdict, or one that nothing proves.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// An optimum that does not pass the certificate.
    #[error("the answer of {solver} does not pass the certificate: {certificate} (at most 1e-6 each)")]
    Certificate {
        /// The back end's name.
        solver: &'static str,
        /// The measures.
        certificate: Certificate,
    },
}

/// Solves a program and proves the answer afresh. Where an answer does not prove itself the methods of [`Method::all`] are tried in turn.
///
/// # Errors
/// What the first ended with, if none has a proof: [`Failure`] where the back end reached no verdict, or an optimum that does not pass
/// the certificate, or a ray that proves nothing.
pub fn certified(solver: Solver, lp: &Lp) -> Result<Certified, Unproved> {
    let mut first = None;
    for method in Method::all(solver, lp) {
        match certified_by(method, lp) {
            Ok(found) if found.proof != Proof::None => return Ok(found),
            unproved => first = first.or(Some(unproved)),
        }
    }
    // the word of the solver that was asked, where it failed by none; of a second opinion only what it proves counts
    first.expect("there is at least one method, and it proved nothing")
}

/// Solves a program by one method and proves the answer afresh.
///
/// # Errors
/// As [`certified`].
pub fn certified_by(method: Method, lp: &Lp) -> Result<Certified, Unproved> {
    let outcome = method.solve(lp)?;
    let solver = method.solver().name();
    let fail = |reason: String| Err(Failure { solver, reason }.into());
    let proof = match &outcome {
        Outcome::Optimal(solution) => {
            let certificate = certify(lp, &solution.x, &solution.y);
            if !certificate.holds() {
                return Err(Unproved::Certificate { solver, certificate });
            }
            Proof::Certificate(certificate)
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
        Outcome::Unbounded => match falls(method.solver(), lp)? {
            Some(slope) => Proof::Direction(slope),
            None => return fail("it says unbounded, but has no point with a direction to prove it".into()),
        },
    };
    Ok(Certified { outcome, proof, method })
}

/// The rate at which the objective falls along some direction that every constraint allows for ever, if `lp` has a point and such a direction.
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
