//! Answers that a certificate has proved.

use super::Error;
use super::least_cost::solve;
use crate::lp::Lp;
use crate::lp::verify::{Certificate, certify};
use crate::solver::Solver;
use std::ops::Deref;

/// Which of several ways of solving led to an answer: the first that its certificate bears out.
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
}

/// A point with the prices that prove it optimal.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Value of each column.
    pub x: Vec<f64>,
    /// Price of each row: change of the objective per unit of its right-hand side.
    pub y: Vec<f64>,
}

impl Proved<Point> {
    /// Takes `x` and `y` for the answer to `lp` if they prove each other optimal.
    ///
    /// # Errors
    /// [`Error::Certificate`] if they do not.
    pub fn check(lp: &Lp, x: Vec<f64>, y: Vec<f64>, solver: Solver) -> Result<Self, Error> {
        let certificate = certify(lp, &x, &y);
        if certificate.holds() {
            Ok(Self { answer: Point { x, y }, certificate })
        } else {
            Err(Error::Certificate { solver: solver.name(), certificate })
        }
    }
}

impl Proved<Point> {
    /// [`Proved::check`], by these duals or, where they do not prove the point, by any that the solver finds.
    ///
    /// # Errors
    /// [`Error::Certificate`] if none do, and what the solver cannot do.
    pub(super) fn check_by_any(
        lp: &Lp,
        x: Vec<f64>,
        duals: Result<Vec<f64>, Error>,
        solver: Solver,
    ) -> Result<Self, Error> {
        if let Ok(found) = duals.and_then(|y| Self::check(lp, x.clone(), y, solver)) {
            return Ok(found);
        }
        Self::check(lp, x, solve(lp, solver)?.y, solver)
    }
}

impl Proved<()> {
    /// What a walk has proved of all its points ([`crate::lp::follow`]).
    ///
    /// # Errors
    /// [`Error::Certificate`] if that is not enough.
    pub(super) fn of_walk(certificate: Certificate, solver: Solver) -> Result<Self, Error> {
        let holds = certificate.holds();
        holds
            .then_some(Self { answer: (), certificate })
            .ok_or(Error::Certificate { solver: solver.name(), certificate })
    }
}

impl<T> Proved<T> {
    /// How well point and prices prove each other; of an answer that several points stand behind, the worst.
    pub fn certificate(&self) -> Certificate {
        self.certificate
    }

    /// What follows from the answer.
    pub(crate) fn map<U>(self, follows: impl FnOnce(T) -> U) -> Proved<U> {
        Proved { answer: follows(self.answer), certificate: self.certificate }
    }

    /// What follows from the answer, which stays.
    pub(crate) fn derive<U>(&self, follows: impl FnOnce(&T) -> U) -> Proved<U> {
        Proved { answer: follows(&self.answer), certificate: self.certificate }
    }

    /// The same, resting on another proof as well.
    pub(crate) fn and<U>(self, other: &Proved<U>) -> Self {
        Self { certificate: self.certificate.worst(other.certificate), ..self }
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

    /// min x, x ≥ 1: the price of a row that says so is 1.
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
            assert!(matches!(error, Error::Certificate { .. }), "{x} {y}");
        }
    }
}
