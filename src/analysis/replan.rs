//! A program that is solved again and again with other costs, part by part where it falls into parts: each solve begins where the last ended.

use super::Error;
use super::least_cost;
use super::proved::{Point, Proved};
use crate::lp::Lp;
use crate::lp::components::{Component, components};
use crate::lp::verify::certify;
use crate::simplex::{Engine, Solved};
use crate::solver::Solver;
use rayon::prelude::*;

/// A program, ready to be solved.
#[derive(Debug)]
pub(super) struct Replan {
    /// The whole program.
    pub lp: Lp,
    /// Its parts.
    pub parts: Vec<ReplanPart>,
    solver: Solver,
}

/// One part of it.
#[derive(Debug)]
pub(super) struct ReplanPart {
    /// Its rows and columns in the whole.
    pub component: Component,
    /// The part as a program, with the costs that it was last solved with.
    pub lp: Lp,
    // none where another solver is asked, or after an answer that did not prove itself
    engine: Option<Engine>,
    solver: Solver,
}

impl Replan {
    /// A program with its parts.
    pub(super) fn new(lp: Lp, solver: Solver) -> Self {
        let part = |component: Component| {
            let lp = component.extract(&lp);
            let engine = (solver == Solver::Simplex).then(|| Engine::new(&lp));
            ReplanPart { component, lp, engine, solver }
        };
        let parts = components(&lp).into_iter().map(part).collect();
        Self { lp, parts, solver }
    }

    /// The optimum of the whole, proved.
    ///
    /// # Errors
    /// [`Error::NoPlan`] if no point satisfies every constraint, and failures of the solver.
    pub(super) fn optimum(&mut self) -> Result<Proved<Point>, Error> {
        let (mut x, mut y) = (vec![0.0; self.lp.cols()], vec![0.0; self.lp.rows()]);
        let found: Vec<Result<Point, Error>> = self.parts.par_iter_mut().map(ReplanPart::solve).collect();
        for (part, found) in self.parts.iter().zip(found) {
            let found = found?;
            part.component.put(found.x, found.y, (&mut x, &mut y));
        }
        Proved::check(&self.lp, x, y, self.solver)
    }
}

impl ReplanPart {
    /// The part's optimum at these costs.
    ///
    /// # Errors
    /// As [`Replan::optimum`].
    pub(super) fn at(&mut self, cost: impl Fn(usize) -> f64) -> Result<Point, Error> {
        for j in 0..self.lp.cols() {
            let cost = cost(j);
            if cost != self.lp.cost[j] {
                self.lp.cost[j] = cost;
                self.engine.iter_mut().for_each(|engine| engine.set_cost(j, cost));
            }
        }
        self.solve()
    }

    fn solve(&mut self) -> Result<Point, Error> {
        if let Some(engine) = &mut self.engine {
            if let Ok(Solved::Optimal { x, y, .. }) = engine.solve()
                && certify(&self.lp, &x, &y).holds()
            {
                return Ok(Point { x, y });
            }
            self.engine = None;
        }
        let answer = least_cost::solve(&self.lp, self.solver)?;
        Ok(Point { x: answer.x, y: answer.y })
    }
}
