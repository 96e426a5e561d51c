//! A model with all that has been found of it.
//!
//! [`Study`] is the entry point of the library: it owns a model, its linear program and where solves begin, and answers questions of them.
//! What one question needs and another has found is found once. Each answer is [`Proved`]. A walk or solve whose answer does not pass its
//! certificate is tried again another way, and [`Error::Exhausted`] says how each way failed.

mod way;

use super::binding::{Binding, binding};
use super::frontier::causes::{Causes, causes};
use super::frontier::{Frontier, Level};
use super::infeasibility::{self, Conflict, Violation};
use super::level::{Optimum, as_asked, in_force};
use super::prices::{ShadowPrice, shadow_prices};
use super::proved::{Point, Proved, Way};
use super::warm_start::WarmStart;
use super::{Error, Try, survival};
use crate::formulation::{Program, SecurityRow};
use crate::lp::Lp;
use crate::model::{Measure, Model, Part, Scope, Security, Unattainable};
use crate::plan::Plan;
use crate::simplex::Basis;
use crate::solver::{Failure, Solver};
use std::sync::atomic::{AtomicBool, Ordering};
use way::WayTried;

/// A model, its program, and the answers found so far.
///
/// Questions are asked through a shared reference, from as many threads as one likes.
#[derive(Debug)]
pub struct Study {
    model: Model,
    program: Program,
    solver: Solver,
    // the lowest level that anybody asks for, if that is known
    lowest: Option<f64>,
    // why no question has an answer
    unasked: Option<Error>,
    // in the order in which they are tried
    ways: Vec<WayTried>,
    // whether the second of them had to answer for the first
    went_cold: AtomicBool,
}

impl Study {
    /// A study of a model, nothing of which is found yet.
    pub fn new(model: Model, solver: Solver) -> Self {
        Self::with_start(model, solver, None)
    }

    /// A study whose solves begin at the optimum of a model that is like this one, as far as the solver can.
    pub fn with_start(model: Model, solver: Solver, start: Option<&WarmStart>) -> Self {
        let program = survival::program(&model, solver);
        Self::of_found(model, program, solver, start)
    }

    /// A study whose program is as MODEL.md writes it, for other solvers: see [`survival::program_as_written`].
    pub fn as_written(model: Model, solver: Solver) -> Self {
        let program = survival::program_as_written(&model, solver);
        Self::of_found(model, program, solver, None)
    }

    fn of_found(model: Model, program: Result<Program, Error>, solver: Solver, start: Option<&WarmStart>) -> Self {
        let (program, unasked) = match program {
            Ok(program) => (program, None),
            // without a plan of the trunk there is none that survives, and the trunk says why
            Err(Error::NoPlan) => (Program::new(&model), None),
            Err(error) => (Program::new(&model), Some(error)),
        };
        Self { unasked, ..Self::through(model, program, solver, start) }
    }

    /// A study of a model through a program that is not its own: with reservations for a hedge, say.
    pub fn of_program(model: Model, program: Program, solver: Solver) -> Self {
        Self::through(model, program, solver, None)
    }

    /// The same, whose solves begin at the optimum of a program that is like it.
    pub fn of_program_from(model: Model, program: Program, solver: Solver, start: Option<&WarmStart>) -> Self {
        Self::through(model, program, solver, start)
    }

    fn through(model: Model, program: Program, solver: Solver, start: Option<&WarmStart>) -> Self {
        let warm = match (solver, start) {
            (Solver::Simplex, Some(start)) => Some(start.over(&program)),
            (Solver::Simplex, None) if !program.courses.is_empty() => survival::start(&program),
            _ => None,
        };
        let mut ways = Vec::new();
        ways.extend(warm.map(|basis| WayTried::new(Way::Warm, solver, Some(basis))));
        ways.push(WayTried::new(Way::Cold, solver, None));
        if solver == Solver::Simplex {
            ways.push(WayTried::new(Way::Other(Solver::Microlp), Solver::Microlp, None));
        }
        Self { model, program, solver, lowest: None, unasked: None, ways, went_cold: AtomicBool::new(false) }
    }

    /// The same study, of which the least cost, and of its model's scope levels, will be asked down to this one, infinite for none: frontiers
    /// then end there. Questions beyond it are answered as without this, only later.
    pub fn down_to(self, lowest: f64) -> Self {
        Self { lowest: Some(lowest), ..self }
    }

    /// The lowest level that [`Study::down_to`] has named.
    pub fn lowest(&self) -> Option<f64> {
        self.lowest
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Its linear program, with the courses that survival asks for, without security rows.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The solver that is asked first.
    pub fn solver(&self) -> Solver {
        self.solver
    }

    /// The ways in which answers were found that failed their certificate at first: methods other than the solver's usual one, and a start from cold
    /// where the warm one led astray.
    pub fn found_again<T>(&self, answer: &Proved<T>) -> Vec<String> {
        let others = answer.methods().iter().filter(|method| !method.is_usual_of(self.solver));
        let cold = self.went_cold.load(Ordering::Relaxed).then(|| format!("{} {}", self.solver.name(), Way::Cold));
        others.map(ToString::to_string).chain(cold).collect()
    }

    /// The basis at which solves begin: where the program has courses, mostly an optimal one.
    pub(super) fn start(&self) -> Option<&Basis> {
        self.ways.first().and_then(|found| found.start.as_ref())
    }

    /// The level that the model asks for.
    pub fn asked(&self) -> Option<f64> {
        self.model.security.as_ref().and_then(|security| security.max_share)
    }

    /// The least-cost plan at the level that the model asks for, without one where it asks for none.
    ///
    /// # Errors
    /// [`Error::NoPlan`] if there is none, and how each way of solving failed.
    pub fn solve(&self) -> Result<Proved<Optimum>, Error> {
        self.asked().map_or_else(|| self.least_cost(), |level| self.at_level(level))
    }

    /// The plan that costs least, of those the one with the smallest share.
    ///
    /// # Errors
    /// As [`Study::solve`].
    pub fn least_cost(&self) -> Result<Proved<Optimum>, Error> {
        self.ask(|found| {
            let point = found.least_cost(self)?;
            let lp = self.program.lp.clone();
            Ok(point.derive(|Point { x, y }| Optimum {
                level: None,
                cost: lp.objective(x),
                lp,
                rows: Vec::new(),
                x: x.clone(),
                y: y.clone(),
            }))
        })
    }

    /// The least-cost plan at a security level of the model's scope, of those the one with the smallest share. Without `[security]` that is
    /// the least-cost plan.
    ///
    /// # Errors
    /// As [`Study::solve`]; under `unattainable = "fail"` a level below the floors has no plan.
    pub fn at_level(&self, level: f64) -> Result<Proved<Optimum>, Error> {
        match &self.model.security {
            Some(security) => self.ask(|found| match found.solver {
                Solver::Simplex => found.on_frontier(self, security, level),
                _ => found.solved_at(self, security, level),
            }),
            None => self.least_cost(),
        }
    }

    /// The whole frontier of a scope; its breakpoints are proved, and [`Study::levels`] proves each level it is asked for once more.
    ///
    /// # Errors
    /// [`Error::NoPlan`] if there is no plan without any level, and how each way of solving failed.
    ///
    /// # Panics
    /// Without `[security]`, which says on whom dependency is measured.
    pub fn frontier(&self, scope: Scope) -> Result<&Proved<Frontier>, Error> {
        self.ask(|found| found.walked(self, scope).map(|walked| &walked.frontier))
    }

    /// The cost of some levels of a scope, each proved.
    ///
    /// # Errors
    /// As [`Study::frontier`]. A level without a plan (`unattainable = "fail"`) is an answer, not an error.
    ///
    /// # Panics
    /// Without `[security]`.
    pub fn levels(&self, scope: Scope, levels: &[f64]) -> Result<Proved<Vec<Level>>, Error> {
        let security = self.security();
        self.ask(|found| {
            let lowest = levels.iter().copied().fold(f64::INFINITY, f64::min);
            let walked = found.walked_to(self, scope, lowest)?;
            let frontier = &walked.frontier;
            let mut all = frontier.derive(|_| Vec::with_capacity(levels.len()));
            for &level in levels {
                let at = frontier.level(&self.model, &self.program, security, level);
                if at.found.is_some() {
                    all = all.and(&walked.prove(self, frontier.shown(level), found.solver)?);
                }
                all = all.map(|mut all| {
                    all.push(at);
                    all
                });
            }
            Ok(all)
        })
    }

    /// Why each row of a scope's frontier cannot go below its floor, in the frontier's order.
    ///
    /// # Errors
    /// As [`Study::frontier`].
    pub fn causes(&self, scope: Scope) -> Result<Vec<Causes>, Error> {
        let security = self.security();
        self.ask(|found| {
            causes(&self.model, &self.program, security, &found.walked(self, scope)?.frontier, found.solver)
        })
    }

    /// The least that would have to give for a plan at a level, or for any where there is none: never empty.
    ///
    /// # Errors
    /// How each way of solving failed; that nothing would have to give is a failure too, where there is said to be no plan.
    pub fn infeasibility(&self, level: Option<f64>) -> Result<Proved<Vec<Violation>>, Error> {
        let (rows, limits) = as_asked(&self.model, &self.program, level);
        self.ask(|found| {
            let gives = infeasibility::least_violation(&self.model, &self.program, &rows, &limits, found.solver)?;
            if gives.is_empty() {
                let reason = "it finds no plan, yet no constraint that would have to give".into();
                return Err(Failure { solver: found.solver.name(), reason }.into());
            }
            Ok(gives)
        })
    }

    /// Constraints that stand against each other where there is no plan at a level, none of which could be left out: a set for each part of
    /// the program that has no plan by itself. A row that is held at its floor where it cannot go lower stands in nobody's way.
    ///
    /// # Errors
    /// How each way of solving failed, and where rounding leaves open which constraints they are.
    pub fn conflicts(&self, level: Option<f64>) -> Result<Vec<Conflict>, Error> {
        let fails = |security: &Security| security.unattainable == Unattainable::Fail;
        let level = level.filter(|_| self.model.security.as_ref().is_some_and(fails));
        let (rows, limits) = as_asked(&self.model, &self.program, level);
        self.ask(|found| infeasibility::conflicts(&self.model, &self.program, &rows, &limits, found.solver))
    }

    /// The security rows at a level of the model's scope with the limits in force, behind the program's own rows: what
    /// [`Study::at_level`] solves. Without any plan there are no floors, and the limits are those asked for.
    ///
    /// # Errors
    /// How each way of solving failed.
    pub fn program_at(&self, level: Option<f64>) -> Result<(Lp, Vec<SecurityRow>), Error> {
        if let Some(error) = &self.unasked {
            return Err(error.clone());
        }
        let (Some(level), Some(security)) = (level, &self.model.security) else {
            return Ok((self.program.lp.clone(), Vec::new()));
        };
        let found = self.ask(|found| in_force(&self.model, &self.program, security, level, found.solver));
        let (rows, limits) = match found {
            Ok((rows, limits, _)) => (rows, limits),
            Err(Error::NoPlan) => as_asked(&self.model, &self.program, Some(level)),
            Err(error) => return Err(error),
        };
        Ok((self.program.with_security(&rows, &limits), rows))
    }

    /// Number of security rows that a level adds to the program.
    pub fn rows_at(&self, level: Option<f64>) -> usize {
        as_asked(&self.model, &self.program, level).0.len()
    }

    /// The plan of an optimum: purchases and stocks.
    pub fn plan(&self, optimum: &Proved<Optimum>) -> Proved<Plan> {
        optimum.derive(|optimum| Plan::new(&self.model, &self.program, &optimum.x))
    }

    /// The shadow price of every constraint at an optimum.
    pub fn shadow_prices(&self, optimum: &Proved<Optimum>) -> Vec<ShadowPrice> {
        shadow_prices(&self.program, &optimum.rows, &optimum.lp, &optimum.y)
    }

    /// The limits that bind at an optimum, those first whose loosening saves most, the `ranged` first of them with the range over which
    /// each price holds.
    pub fn binding(&self, optimum: &Proved<Optimum>, ranged: usize) -> Vec<Binding> {
        match survival::as_written(&self.model, &self.program, optimum) {
            Some((program, optimum)) => binding(&self.model, &program, &optimum, ranged),
            None => binding(&self.model, &self.program, optimum, ranged),
        }
    }

    /// The requirement of the security window, weighted as the security level weights it.
    pub fn requirement(&self) -> f64 {
        let security = self.model.security.as_ref();
        let (measure, window) = security.map_or((Measure::Volume, Default::default()), |s| (s.measure, s.window));
        self.model.weighted_requirement(Part::Total, measure, self.model.horizon.clip(window))
    }

    fn security(&self) -> &Security {
        self.model.security.as_ref().expect("who asks for a frontier has [security]")
    }

    /// Asks one way after the other until the answer proves itself.
    fn ask<'s, T>(&'s self, question: impl Fn(&'s WayTried) -> Result<T, Error>) -> Result<T, Error> {
        if let Some(error) = &self.unasked {
            return Err(error.clone());
        }
        let mut tries = Vec::new();
        for found in &self.ways {
            match question(found) {
                Err(error @ Error::Solver(_)) => {
                    tries.push(Try { way: found.way, error: Box::new(error) });
                }
                answered => {
                    self.went_cold.fetch_or(found.way == Way::Cold && !tries.is_empty(), Ordering::Relaxed);
                    return answered;
                }
            }
        }
        Err(Error::Exhausted(tries))
    }
}
