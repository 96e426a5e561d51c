//! A frontier is found: each block of the program by a parametric walk or by dichotomic search, then their sum.

use super::block_curve::{BlockCurve, FoundBy};
use super::decomposition::{Block, blocks};
use super::{Breakpoint, Frontier, dichotomic, floors, parametric_cost, parametric_rhs};
use crate::analysis::Error;
use crate::analysis::least_cost::least_cost;
use crate::formulation::{Program, SecurityRow};
use crate::lp::Lp;
use crate::lp::components::Component;
use crate::lp::verify::Certificate;
use crate::model::{Model, Part, Scope, Security, Unattainable};
use crate::simplex::{Basis, Manner};
use crate::solver::{Method, Solver, Unproved};
use std::collections::BTreeSet;

/// The frontier of a scope, with its certificate ([`Frontier::certificate`]) but not held to it: [`super::super::study::Study::frontier`] gives proved ones.
///
/// # Errors
/// [`Error::NoPlan`] if there is no plan without any level, and failures of the solver.
pub fn frontier(
    model: &Model,
    program: &Program,
    security: &Security,
    scope: Scope,
    solver: Solver,
) -> Result<Frontier, Error> {
    frontier_from(model, program, security, scope, solver, None)
}

/// The frontier of a scope, found from a basis of the program if one is given and the solver can use it.
///
/// # Errors
/// As [`frontier`].
pub fn frontier_from(
    model: &Model,
    program: &Program,
    security: &Security,
    scope: Scope,
    solver: Solver,
    start: Option<&Basis>,
) -> Result<Frontier, Error> {
    found((model, program), security, scope, solver, start, None)
}

/// The frontier of a scope as far as a level asks: what lies above it is as in the whole frontier, and nothing below it means anything, the
/// floors and the lowest share that lie there among it. Who asks for a point of it proves that: [`Frontier::certificate`] says nothing.
///
/// # Errors
/// As [`frontier`].
pub(in crate::analysis) fn frontier_to(
    (model, program): (&Model, &Program),
    security: &Security,
    scope: Scope,
    level: f64,
    start: Option<&Basis>,
) -> Result<Frontier, Error> {
    found((model, program), security, scope, Solver::Simplex, start, Some(level))
}

fn found(
    (model, program): (&Model, &Program),
    security: &Security,
    scope: Scope,
    solver: Solver,
    start: Option<&Basis>,
    level: Option<f64>,
) -> Result<Frontier, Error> {
    let rows = program.security_rows(model, security, scope);
    let cut = blocks(&program.lp, &rows);
    let mut frontier = Frontier {
        scope,
        floors: vec![0.0; rows.len()],
        rows,
        unattainable: security.unattainable,
        least_cost: 0.0,
        free_share: 0.0,
        lowest_share: 0.0,
        points: Vec::new(),
        start: vec![0.0; program.lp.cols()],
        fixed: 0.0,
        fixed_duals: Vec::new(),
        courses: Vec::new(),
        certificate: Certificate::EXACT,
        methods: BTreeSet::new(),
    };
    // who breaks ties
    let total = program.security_row(model, security, Part::Total, security.look_through);
    for component in cut.fixed {
        let part = component.extract(&program.lp);
        let load: Vec<_> = total.iter().flat_map(|row| floors::local(&component, row)).collect();
        let answer = least_cost(&part, &load, solver)?;
        frontier.passes(answer.certificate, answer.methods);
        frontier.fixed += part.objective(&answer.x);
        frontier.place(&component, &answer.x);
        frontier.fixed_duals.push((component, answer.y));
    }
    for block in &cut.blocks {
        if let Some(level) = level
            && frontier.add_to(&program.lp, block, level, start)?
        {
            continue;
        }
        frontier.add(&program.lp, block, total.as_ref(), solver, start)?;
    }
    frontier.join();
    Ok(frontier)
}

impl Frontier {
    /// Adds a block: by the parametric cost where one row turns it, by the parametric right-hand side where several do; by dichotomic search with another solver, and where no
    /// walk proves itself.
    fn add(
        &mut self,
        lp: &Lp,
        block: &Block,
        total: Option<&SecurityRow>,
        solver: Solver,
        start: Option<&Basis>,
    ) -> Result<(), Error> {
        let mut failed = None;
        if solver == Solver::Simplex {
            for manner in Manner::ALL {
                let start = start.filter(|_| manner == Manner::Usual);
                match self.walk(lp, block, total, manner, start) {
                    Ok((course, floors)) if course.certificate().holds() => {
                        self.take((course, floors), Method::Simplex(manner));
                        return Ok(());
                    }
                    Ok((course, _)) => {
                        let (solver, certificate) = (solver.name(), course.certificate());
                        failed = failed.or(Some(Unproved::Certificate { solver, certificate }.into()));
                    }
                    Err(Error::NoPlan) => return Err(Error::NoPlan),
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
        }
        let drawn = self.draw(lp, block, total, solver).map_err(|error| failed.unwrap_or(error))?;
        self.take(drawn, Method::DichotomicSearch(solver));
        Ok(())
    }

    /// Adds a block that one row turns as far as a level asks; returns whether that succeeds.
    fn add_to(&mut self, lp: &Lp, block: &Block, level: f64, start: Option<&Basis>) -> Result<bool, Error> {
        let [row] = block.rows[..] else { return Ok(false) };
        let walked = match parametric_cost::walk_to(lp, block, &self.rows[row], level, start) {
            Ok(walked) => walked,
            Err(Error::NoPlan) => return Err(Error::NoPlan),
            // the whole walk says how it fails
            Err(_) => return Ok(false),
        };
        let floors = vec![walked.floor()];
        let by = FoundBy::ParametricCost(Box::new(walked));
        self.take((BlockCurve { rows: block.rows.clone(), by }, floors), Method::Simplex(Manner::Usual));
        Ok(true)
    }

    /// A block's course and the floors of its rows by a walk.
    fn walk(
        &self,
        lp: &Lp,
        block: &Block,
        total: Option<&SecurityRow>,
        manner: Manner,
        start: Option<&Basis>,
    ) -> Result<(BlockCurve, Vec<f64>), Error> {
        let rows = block.rows.clone();
        // a row that weighs a block's columns as the total does breaks ties by itself
        if let [row] = rows[..]
            && total.is_none_or(|total| floors::is_multiple(&block.whole(), &self.rows[row], total))
        {
            let walked = parametric_cost::walk(lp, block, &self.rows[row], manner, start)?;
            let floors = vec![walked.floor()];
            return Ok((BlockCurve { rows, by: FoundBy::ParametricCost(Box::new(walked)) }, floors));
        }
        let walked = parametric_rhs::walk(lp, block, &self.rows, total, manner, start)?;
        let floors = walked.floors.clone();
        Ok((BlockCurve { rows, by: FoundBy::ParametricRhs(Box::new(walked)) }, floors))
    }

    /// A block's course and the floors of its rows by dichotomic search.
    fn draw(
        &self,
        lp: &Lp,
        block: &Block,
        total: Option<&SecurityRow>,
        solver: Solver,
    ) -> Result<(BlockCurve, Vec<f64>), Error> {
        let floors = floors::of_block(lp, block, &self.rows, solver)?;
        let mut drawn = dichotomic::curve(lp, block, &self.rows, &floors, total, solver)?;
        drawn.proof = drawn.proof.and(&floors);
        let by = FoundBy::DichotomicSearch(Box::new(drawn));
        Ok((BlockCurve { rows: block.rows.clone(), by }, floors.into_inner()))
    }

    fn take(&mut self, (course, floors): (BlockCurve, Vec<f64>), method: Method) {
        for (&row, floor) in course.rows.iter().zip(floors) {
            self.floors[row] = floor;
        }
        match &course.by {
            FoundBy::ParametricCost(walked) => walked.start(&mut self.start),
            FoundBy::ParametricRhs(walked) => walked.start(&mut self.start),
            FoundBy::DichotomicSearch(drawn) => {
                self.methods.extend(drawn.proof.methods());
                self.place(&drawn.whole, &drawn.start);
            }
        }
        self.passes(course.certificate(), [method]);
        self.courses.push(course);
    }

    fn passes(&mut self, certificate: Certificate, methods: impl IntoIterator<Item = Method>) {
        self.certificate = self.certificate.worst(certificate);
        self.methods.extend(methods);
    }

    fn place(&mut self, component: &Component, x: &[f64]) {
        for (&j, &x) in component.cols.iter().zip(x) {
            self.start[j as usize] = x;
        }
    }

    /// Adds the curves up.
    fn join(&mut self) {
        let floors = self.floors.iter().copied();
        self.lowest_share = match self.unattainable {
            Unattainable::Relax => floors.fold(f64::INFINITY, f64::min),
            Unattainable::Fail => floors.fold(f64::NEG_INFINITY, f64::max),
        };
        if !self.lowest_share.is_finite() {
            self.lowest_share = 0.0;
        }
        self.least_cost = self.cost(f64::INFINITY);
        let sloped = self.curves().filter(|curve| curve.moves_at_all()).map(|curve| curve.shares[0]);
        self.free_share = sloped.fold(self.lowest_share, f64::max);
        let mut shares: Vec<f64> =
            self.curves().filter(|c| c.moves_at_all()).flat_map(|c| c.shares.iter().copied()).collect();
        shares.extend(self.floors.iter().copied());
        shares.extend([self.lowest_share, self.free_share]);
        shares.retain(|&share| share >= self.lowest_share && share <= self.free_share);
        shares.sort_unstable_by(|a, b| b.total_cmp(a));
        shares.dedup();
        self.points = shares.into_iter().map(|share| Breakpoint { share, cost: self.cost(share) }).collect();
        // between neighbouring breakpoints the plan is the mixture of theirs, of blocks too that cost nothing there
        let rising: Vec<f64> = self.points.iter().rev().map(|point| point.share).collect();
        for course in &mut self.courses {
            if let FoundBy::ParametricRhs(walked) = &mut course.by {
                walked.flat = walked.flat.as_ref().map(|flat| flat.straightened(&rising));
            }
        }
    }
}
