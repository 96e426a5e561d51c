//! Findings of a study by one way of solving: its least cost, its frontiers, and the proofs of their levels.

use super::Study;
use crate::analysis::Error;
use crate::analysis::frontier::tolerances::ROUNDING;
use crate::analysis::frontier::{Frontier, frontier_from, frontier_to};
use crate::analysis::level::{InForce, Optimum, in_force, of_least_share, of_least_share_from};
use crate::analysis::proved::{Point, Proved, Way};
use crate::formulation::Program;
use crate::lp::Lp;
use crate::model::{Per, Scope, Security, Unattainable};
use crate::simplex::Basis;
use crate::solver::Solver;
use std::sync::{Mutex, OnceLock};

/// Findings by one way of solving.
#[derive(Debug)]
pub(super) struct WayTried {
    pub way: Way,
    pub solver: Solver,
    pub start: Option<Basis>,
    least: OnceLock<Result<Proved<Point>, Error>>,
    // by scope
    walks: [OnceLock<Result<ProvedFrontier, Error>>; Scope::ALL.len()],
    // the same to the lowest level that is asked for; None where that fails
    parts: [OnceLock<Result<Option<ProvedFrontier>, Error>>; Scope::ALL.len()],
}

/// Index of a scope's walk.
fn place(scope: Scope) -> usize {
    Scope::ALL.iter().position(|&known| known == scope).expect("all scopes are listed")
}

/// A frontier, and the data that proofs of its levels need.
#[derive(Debug)]
pub(super) struct ProvedFrontier {
    pub frontier: Proved<Frontier>,
    // the program with the frontier's rows, whose limits each proof sets
    scratch: Mutex<Lp>,
    // of shares that are proved
    known: Mutex<Vec<(f64, Proved<()>)>>,
    // the least-cost plan with the smallest share, where it is at hand
    free: Option<Proved<Point>>,
}

impl WayTried {
    pub(super) fn new(way: Way, solver: Solver, start: Option<Basis>) -> Self {
        Self { way, solver, start, least: OnceLock::new(), walks: Default::default(), parts: Default::default() }
    }

    pub(super) fn walked(&self, study: &Study, scope: Scope) -> Result<&ProvedFrontier, Error> {
        let walked = self.walks[place(scope)].get_or_init(|| ProvedFrontier::new(study, self, scope));
        walked.as_ref().map_err(Error::clone)
    }

    /// A frontier that reaches this level.
    pub(super) fn walked_to(&self, study: &Study, scope: Scope, level: f64) -> Result<&ProvedFrontier, Error> {
        let of_model = study.security().scope == scope;
        let lowest = study.lowest.map(|lowest| if of_model { lowest } else { f64::INFINITY });
        let whole = self.walks[place(scope)].get().is_some();
        let Some(lowest) = lowest.filter(|&lowest| lowest <= level && self.solver == Solver::Simplex && !whole) else {
            return self.walked(study, scope);
        };
        let part = self.parts[place(scope)].get_or_init(|| match ProvedFrontier::to(study, self, scope, lowest) {
            Err(Error::Solver(_)) => Ok(None),
            found => found.map(Some),
        });
        match part {
            Ok(Some(found)) => Ok(found),
            Ok(None) => self.walked(study, scope),
            Err(error) => Err(error.clone()),
        }
    }

    pub(super) fn least_cost(&self, study: &Study) -> Result<&Proved<Point>, Error> {
        let found = self.least.get_or_init(|| {
            let (model, program) = (&study.model, &study.program);
            if let (Solver::Simplex, Some(Security { per: Per::Horizon, .. })) = (self.solver, &model.security) {
                let walked = self.walks[place(Scope::Total)].get().is_some();
                if let (false, Some(start)) = (program.courses.is_empty() || walked, &self.start)
                    && let Some(found) = of_least_share_from(model, program, start)
                {
                    return Ok(found);
                }
                // to walk all of the total frontier takes less time than one solve for the cost and one for the share, which is over the horizon
                return self.walked_to(study, Scope::Total, f64::INFINITY)?.free_end(program, self.solver);
            }
            of_least_share(model, program, &program.lp, self.solver)
        });
        found.as_ref().map_err(Error::clone)
    }

    /// The plan at a level from the whole frontier: finding that takes less time than one solve with the rows in place.
    pub(super) fn on_frontier(&self, study: &Study, security: &Security, level: f64) -> Result<Proved<Optimum>, Error> {
        let frontier = &self.walked_to(study, security.scope, level)?.frontier;
        let fails = frontier.unattainable == Unattainable::Fail;
        if fails && level < frontier.lowest_share - ROUNDING {
            return Err(Error::NoPlan);
        }
        let share = level.max(frontier.lowest_share);
        let lp = study.program.with_security(&frontier.rows, &frontier.limits(share));
        let point = if frontier.is_tie_broken(share) {
            proved_at(&lp, &study.program, frontier, share, self.solver)?
        } else {
            of_least_share(&study.model, &study.program, &lp, self.solver)?
        };
        let point = point.and(frontier);
        let cost = lp.objective(&point.x);
        let in_force = InForce::new(security, level, &frontier.rows, &frontier.floors, cost - frontier.least_cost);
        Ok(point.map(|Point { x, y }| Optimum { level: Some(in_force), cost, lp, rows: frontier.rows.clone(), x, y }))
    }

    /// The plan at a level by solving with the rows in place.
    pub(super) fn solved_at(&self, study: &Study, security: &Security, level: f64) -> Result<Proved<Optimum>, Error> {
        let (model, program) = (&study.model, &study.program);
        let (rows, limits, floors) = in_force(model, program, security, level, self.solver)?;
        let lp = program.with_security(&rows, &limits);
        let point = of_least_share(model, program, &lp, self.solver)?;
        let least = self.least_cost(study)?;
        let cost = lp.objective(&point.x);
        let in_force = InForce::new(security, level, &rows, &floors, cost - lp.objective(&least.x));
        Ok(point.and(least).and(&floors).map(|Point { x, y }| Optimum { level: Some(in_force), cost, lp, rows, x, y }))
    }
}

impl ProvedFrontier {
    fn new(study: &Study, by: &WayTried, scope: Scope) -> Result<Self, Error> {
        let (model, program) = (&study.model, &study.program);
        let found = frontier_from(model, program, study.security(), scope, by.solver, by.start.as_ref())?;
        let (free, lowest) = (found.free_share, found.lowest_share);
        let mut lp = program.with_security(&found.rows, &found.limits(free));
        let ends = prove(&mut lp, program, &found, free, by.solver)?;
        let ends = ends.and(&prove(&mut lp, program, &found, lowest, by.solver)?);
        let ends = ends.and(&Proved::of_walk(found.certificate(), found.methods().clone(), by.solver)?);
        let known = vec![(free, ends.clone()), (lowest, ends.clone())];
        Ok(Self { frontier: ends.map(|()| found), scratch: Mutex::new(lp), known: Mutex::new(known), free: None })
    }

    /// As far as a level asks. The least cost is proved here, each level when it is asked for.
    fn to(study: &Study, by: &WayTried, scope: Scope, level: f64) -> Result<Self, Error> {
        let (model, program) = (&study.model, &study.program);
        let found = frontier_to((model, program), study.security(), scope, level, by.start.as_ref())?;
        let lp = program.with_security(&found.rows, &found.limits(found.free_share));
        let free = proved_at(&program.lp, program, &found, f64::INFINITY, by.solver)?;
        let frontier = free.derive(|_| found);
        Ok(Self { frontier, scratch: Mutex::new(lp), known: Mutex::default(), free: Some(free) })
    }

    /// Proves the plan at a share, once.
    pub(super) fn prove(&self, study: &Study, share: f64, solver: Solver) -> Result<Proved<()>, Error> {
        const UNBROKEN: &str = "no thread panics while it proves a level";
        if let Some((_, proof)) = self.known.lock().expect(UNBROKEN).iter().find(|(known, _)| *known == share) {
            return Ok(proof.clone());
        }
        let mut lp = self.scratch.lock().expect(UNBROKEN);
        let proof = prove(&mut lp, &study.program, &self.frontier, share, solver)?;
        self.known.lock().expect(UNBROKEN).push((share, proof.clone()));
        Ok(proof)
    }

    /// The least-cost plan with the smallest share: where the frontier of the whole begins.
    fn free_end(&self, program: &Program, solver: Solver) -> Result<Proved<Point>, Error> {
        match &self.free {
            Some(free) => Ok(free.clone()),
            None => proved_at(&program.lp, program, &self.frontier, f64::INFINITY, solver),
        }
    }
}

/// A frontier's plan at a share with prices that prove it in `lp`: the program with the frontier's rows, or without.
fn proved_at(
    lp: &Lp,
    program: &Program,
    frontier: &Frontier,
    share: f64,
    solver: Solver,
) -> Result<Proved<Point>, Error> {
    let plan = || frontier.plan(share);
    let cut = |mut y: Vec<f64>| {
        y.truncate(lp.rows());
        y
    };
    if let Some(y) = frontier.duals_on_the_way(&program.lp, share)
        && let Ok(found) = Proved::check(lp, plan(), cut(y), solver)
    {
        return Ok(found);
    }
    Proved::check_by_any(lp, plan(), frontier.duals(&program.lp, share, solver).map(cut), solver)
}

/// Proves a frontier's plan at a share; `lp` is the program with the frontier's rows, whose limits are set.
fn prove(lp: &mut Lp, program: &Program, frontier: &Frontier, share: f64, solver: Solver) -> Result<Proved<()>, Error> {
    lp.row_upper[program.lp.rows()..].copy_from_slice(&frontier.limits(share));
    Ok(proved_at(lp, program, frontier, share, solver)?.map(|_| ()))
}
