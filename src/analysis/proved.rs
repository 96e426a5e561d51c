//! Answers that a certificate has proved.

use super::Error;
use super::least_cost::{self, Answer, solve};
use crate::lp::Lp;
use crate::lp::verify::Certificate;
use crate::solver::{Method, Solver, Unproved};
use std::collections::BTreeSet;
use std::ops::Deref;

/// The way of solving, of several, that led to an answer: the first that its certificate bears out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the optimum of a model that is like this one.
    Warm,
    /// From nothing.
    Cold,
    /// By another solver than the one asked for, which failed.
    Other(Solver),
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Warm => f.write_str("from a warm start"),
            Self::Cold => f.write_str("from cold"),
            Self::Other(solver) => write!(f, "by {}", solver.name()),
        }
    }
}

/// An answer that has passed its certificate: nothing else makes one, and no report takes anything else.
#[derive(Debug, Clone, PartialEq)]
pub struct Proved<T> {
    answer: T,
    certificate: Certificate,
    methods: BTreeSet<Method>,
}

/// A point with the duals that prove it optimal.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Value of each column.
    pub x: Vec<f64>,
    /// Dual of each row: change of the objective per unit of its right-hand side.
    pub y: Vec<f64>,
}

impl Proved<Point> {
    /// Takes `x` and `y` for the answer to `lp` if they prove each other optimal.
    ///
    /// # Errors
    /// [`Unproved::Certificate`] if they do not.
    pub fn check(lp: &Lp, x: Vec<f64>, y: Vec<f64>, solver: Solver) -> Result<Self, Error> {
        Self::check_by(lp, x, y, vec![Method::of(solver)])
    }

    /// The same of an answer found by these methods, one at least.
    pub(super) fn check_by(lp: &Lp, x: Vec<f64>, y: Vec<f64>, methods: Vec<Method>) -> Result<Self, Error> {
        Ok(least_cost::proved(lp, x, y, methods)?.into())
    }

    /// [`Proved::check`], by these duals or, where they do not prove the point, by any that the solver finds.
    ///
    /// # Errors
    /// [`Unproved::Certificate`] if none do, and failures of the solver.
    pub(super) fn check_by_any(
        lp: &Lp,
        x: Vec<f64>,
        duals: Result<Vec<f64>, Error>,
        solver: Solver,
    ) -> Result<Self, Error> {
        if let Ok(found) = duals.and_then(|y| Self::check(lp, x.clone(), y, solver)) {
            return Ok(found);
        }
        let Answer { y, methods, .. } = solve(lp, solver)?;
        Self::check_by(lp, x, y, methods)
    }
}

impl From<Answer> for Proved<Point> {
    fn from(Answer { x, y, certificate, methods }: Answer) -> Self {
        Self { answer: Point { x, y }, certificate, methods: methods.into_iter().collect() }
    }
}

impl Proved<()> {
    /// The proof that a walk gives of all its points ([`crate::lp::follow`]).
    ///
    /// # Errors
    /// [`Unproved::Certificate`] if that is not enough.
    pub(super) fn of_walk(certificate: Certificate, methods: BTreeSet<Method>, solver: Solver) -> Result<Self, Error> {
        match certificate.holds() {
            true => Ok(Self { answer: (), certificate, methods }),
            false => Err(Unproved::Certificate { solver: solver.name(), certificate }.into()),
        }
    }
}

impl Proved<()> {
    /// The proof of an answer, without the answer.
    pub(super) fn of(answer: &Answer) -> Self {
        let methods = answer.methods.iter().copied().collect();
        Self { answer: (), certificate: answer.certificate, methods }
    }

    /// All proofs together, none of which may be in vain.
    pub(super) fn all(proofs: impl IntoIterator<Item = Self>) -> Self {
        let none = Self { answer: (), certificate: Certificate::EXACT, methods: BTreeSet::new() };
        proofs.into_iter().fold(none, |all, proof| all.and(&proof))
    }
}

impl<T> Proved<T> {
    /// The certificate of point and duals; of an answer that several points stand behind, the worst.
    pub fn certificate(&self) -> Certificate {
        self.certificate
    }

    /// The methods that found it: where an answer failed its certificate, the one that held.
    pub fn methods(&self) -> &BTreeSet<Method> {
        &self.methods
    }

    /// A consequence of the answer.
    pub(crate) fn map<U>(self, follows: impl FnOnce(T) -> U) -> Proved<U> {
        Proved { answer: follows(self.answer), certificate: self.certificate, methods: self.methods }
    }

    /// A consequence of the answer, which stays.
    pub(crate) fn derive<U>(&self, follows: impl FnOnce(&T) -> U) -> Proved<U> {
        Proved { answer: follows(&self.answer), certificate: self.certificate, methods: self.methods.clone() }
    }

    /// The same, resting on another proof as well.
    pub(crate) fn and<U>(self, other: &Proved<U>) -> Self {
        let methods = self.methods.union(&other.methods).copied().collect();
        Self { certificate: self.certificate.worst(other.certificate), methods, ..self }
    }

    /// The answer alone.
    pub fn into_inner(self) -> T {
        self.answer
    }
}

impl<T> Deref for Proved<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::Builder;

    /// min x, x ≥ 1: the dual of a row that says so is 1.
    #[test]
    fn only_what_proves_itself_is_an_answer() {
        let mut b = Builder::default();
        b.column(1.0, 0.0, f64::INFINITY);
        b.row(1.0, f64::INFINITY, [(0, 1.0)]);
        let lp = b.build();
        let answer = Proved::check(&lp, vec![1.0], vec![1.0], Solver::Simplex).unwrap();
        assert_eq!((answer.x[0], answer.certificate().gap), (1.0, 0.0));
        for (x, y) in [(2.0, 1.0), (0.5, 1.0), (1.0, 0.5), (f64::NAN, 1.0)] {
            let error = Proved::check(&lp, vec![x], vec![y], Solver::Simplex).unwrap_err();
            assert!(matches!(error, Error::Solver(Unproved::Certificate { .. })), "{x} {y}");
        }
    }
}
