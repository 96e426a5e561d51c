//! The parametric cost: all optima of `minimise (cost + λ · load) · x` as the penalty λ rises from nothing to infinity.
//!
//! This is the parametric simplex on the objective (Gass and Saaty, 1955; Murty, 1980), here the whole efficient
//! frontier of cost against load. Reduced costs are kept apart: `d` of the cost and `e` of the load. A nonbasic variable stays
//! where it is until `d + λ e` changes sign, at its crossing penalty `−d / e`; the least of these is the next pivot. A pivot
//! touches only the variables of its row, so the crossing penalties are kept in a [`Tournament`] and only those are played again.
//!
//! Walking the penalty is cheaper than lowering a cap on the load: the cap would be a row across the whole program, and each pivot would
//! change the reduced cost of every column in it.

use super::cost_curve::CostCurve;
use super::cost_walker::CostWalker;
use super::solve::Ending;
use super::{Basis, Engine};
use crate::lp::Lp;
use crate::lp::outcome::Failure;

/// The outcome of a parametric-cost walk.
#[derive(Debug, Clone)]
pub enum CostWalk {
    /// The whole frontier.
    Curve(Box<CostCurve>),
    /// No point satisfies the program.
    Infeasible {
        /// See [`super::Solved::Infeasible`].
        ray: Vec<f64>,
    },
    /// The cost alone falls without end.
    Unbounded,
}

/// Walks the penalty of `load` (one coefficient a column) from nothing to infinity.
///
/// # Errors
/// [`Failure`] if rounding leaves the question open.
///
/// # Panics
/// If `load` has another length than the program has columns.
pub fn parametric_cost(lp: &Lp, load: &[f64], start: Option<&Basis>) -> Result<CostWalk, Failure> {
    let mut engine = Engine::new(lp);
    if let Some(basis) = start {
        engine.set_basis(basis);
    }
    engine.parametric_cost(lp, load)
}

impl Engine {
    /// [`parametric_cost`] on a program that is ready; `lp` must be the one that the engine was made from, as changed since.
    ///
    /// # Errors
    /// [`Failure`] if rounding leaves the question open.
    ///
    /// # Panics
    /// If `load` has another length than the program has columns.
    pub fn parametric_cost(&mut self, lp: &Lp, load: &[f64]) -> Result<CostWalk, Failure> {
        let before = self.kernel.iterations;
        match self.begin(lp, load, false)? {
            Begun::Infeasible { ray } => Ok(CostWalk::Infeasible { ray }),
            Begun::Unbounded => Ok(CostWalk::Unbounded),
            Begun::Walker(mut walker) => {
                walker.to(f64::INFINITY)?;
                let frontier = walker.finish()?;
                let iterations = self.kernel.iterations - before;
                Ok(CostWalk::Curve(Box::new(CostCurve { iterations, ..frontier })))
            }
        }
    }

    /// The beginning of a parametric-cost walk that is made in stages, the optimum at no penalty: the points found until a stage ends do not depend on
    /// how far the walk goes then. `lp` and `load` as for [`Engine::parametric_cost`].
    ///
    /// # Errors
    /// [`Failure`] if rounding leaves the question open.
    ///
    /// # Panics
    /// If `load` has another length than the program has columns.
    pub fn begin_parametric_cost<'a>(&'a mut self, lp: &'a Lp, load: &'a [f64]) -> Result<Begun<'a>, Failure> {
        self.begin(lp, load, true)
    }

    fn begin<'a>(&'a mut self, lp: &'a Lp, load: &'a [f64], staged: bool) -> Result<Begun<'a>, Failure> {
        assert_eq!(load.len(), lp.cols(), "one load a column");
        Ok(match self.optimise()? {
            Ending::Infeasible(proof) => Begun::Infeasible { ray: self.kernel.duals_at(&proof) },
            Ending::Crossed(ray) => Begun::Infeasible { ray },
            Ending::Unbounded(..) => Begun::Unbounded,
            Ending::Found => Begun::Walker(Box::new(CostWalker::new(&mut self.kernel, lp, load, staged))),
        })
    }
}

/// The beginning of a parametric-cost walk.
#[derive(Debug)]
pub enum Begun<'a> {
    /// With the optimum at no penalty.
    Walker(Box<CostWalker<'a>>),
    /// No point satisfies the program.
    Infeasible {
        /// See [`super::Solved::Infeasible`].
        ray: Vec<f64>,
    },
    /// The cost alone falls without end.
    Unbounded,
}
