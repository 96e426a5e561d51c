//! The cost of beginning an approval later than a plan can wait for it.
//!
//! Each delay is a model of its own: the supplier's qualification is longer by as much. A solve begins at the optimum of the plan, with the
//! same limits of the security rows; only where that has no answer is the model asked afresh, since floors may have moved.

use super::Error;
use super::level::{Optimum, as_asked};
use super::orders::Approval;
use super::proved::Proved;
use super::study::Study;
use super::survival;
use super::warm_start::WarmStart;
use crate::analysis::tolerances::{ROOM, SAME_COST};
use crate::lp::Lp;
use crate::model::Model;
use crate::simplex::{self, Basis, Solved, Status};
use crate::solver::Solver;
use rayon::prelude::*;

/// Months by which an approval is begun later than the last month in which it can begin for the plan.
pub const MONTHS: [u32; 3] = [1, 3, 6];

/// An approval begun too late.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delay {
    /// The approval, and the last month in which it can begin.
    pub approval: Approval,
    /// Months after that month.
    pub months: u32,
    /// The plan then; `None` where there is none.
    pub found: Option<LatePlan>,
}

/// The cheapest plan with an approval begun too late.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatePlan {
    /// Its cost, at the level of the plan in time.
    pub cost: f64,
    /// The cost above that of the plan in time: 0 where others can take the supplier's place at no cost.
    pub extra_cost: f64,
    /// True if every security row holds as in the plan in time. If not, a floor has risen, and the cost may even be less.
    pub level_held: bool,
}

/// Columns of programs, all delays together, up to which nobody waits for them to be tried: a second's work.
const QUICK: usize = 300_000;

/// True if trying the delays of some approvals of an optimum takes no time to speak of.
pub(crate) fn is_quick(optimum: &Optimum, approvals: &[Approval]) -> bool {
    approvals.len() * MONTHS.len() * optimum.lp.cols() <= QUICK
}

/// The cost of beginning each approval that a plan waits for later, by approval and months.
///
/// # Errors
/// Failures of the solver. That a delay leaves no plan is an answer.
pub fn delays(study: &Study, optimum: &Optimum, approvals: &[Approval]) -> Result<Vec<Delay>, Error> {
    if approvals.is_empty() {
        return Ok(Vec::new());
    }
    let start = Start::of(study, optimum);
    let jobs: Vec<(Approval, u32)> = approvals.iter().flat_map(|&a| MONTHS.map(|months| (a, months))).collect();
    let one = |(approval, months): (Approval, u32)| match found(
        study,
        late(study.model(), &approval, months),
        optimum,
        start.as_ref(),
    ) {
        Ok(found) => Ok(Delay { approval, months, found: Some(found) }),
        Err(Error::NoPlan) => Ok(Delay { approval, months, found: None }),
        Err(error) => Err(error),
    };
    jobs.into_par_iter().map(one).collect()
}

impl LatePlan {
    fn new(cost: f64, before: f64, level_held: bool) -> Self {
        let more = cost - before;
        let extra_cost = if more.abs() <= SAME_COST * before.abs().max(1.0) { 0.0 } else { more };
        Self { cost, extra_cost, level_held }
    }
}

/// The model in which an approval begins so many months after the last in which it can begin for the plan.
fn late(model: &Model, approval: &Approval, months: u32) -> Model {
    let mut changed = model.clone();
    let later = approval.begin.since(model.horizon.start) + i64::from(months);
    let routes = changed.routes.chunks_mut(model.segments.len()).nth(approval.supplier.index());
    for route in routes.into_iter().flatten().filter(|route| route.qualification_months > 0.0) {
        route.qualification_months += later as f64;
    }
    changed
}

/// The start of the solves: the optimal basis of the plan's program, its security rows apart.
struct Start {
    program: WarmStart,
    security: Vec<Status>,
}

impl Start {
    /// The basis of an optimum of a study; `None` where our own engine does not solve or has no basis.
    fn of(study: &Study, optimum: &Optimum) -> Option<Self> {
        if study.solver() != Solver::Simplex {
            return None;
        }
        let Ok(Solved::Optimal { basis, .. }) = simplex::solve(&optimum.lp, None) else { return None };
        let security = basis.rows[study.program().lp.rows()..].to_vec();
        Some(Self { program: WarmStart::at(study.program(), &basis), security })
    }
}

/// The cheapest plan of a model that is like a study's, at its level.
fn found(study: &Study, model: Model, optimum: &Optimum, start: Option<&Start>) -> Result<LatePlan, Error> {
    let limits = &optimum.lp.row_upper[study.program().lp.rows()..];
    if let Some(start) = start {
        let program = survival::program(&model, study.solver())?;
        let (rows, _) = as_asked(&model, &program, study.asked());
        if rows.len() == limits.len() {
            let mut basis = start.program.over(&program);
            basis.rows.extend(&start.security);
            if let Some(cost) = proved(&program.with_security(&rows, limits), &basis) {
                return Ok(LatePlan::new(cost, optimum.cost, true));
            }
        }
    }
    let afresh = Study::with_start(model, study.solver(), start.map(|start| &start.program));
    let late = afresh.solve()?;
    let raised = |(now, before): (&f64, &f64)| *now > before + ROOM * before.abs().max(1.0);
    let level_held = !late.lp.row_upper[afresh.program().lp.rows()..].iter().zip(limits).any(raised);
    Ok(LatePlan::new(late.cost, optimum.cost, level_held))
}

/// The least cost of a program, if a solve from this basis finds and proves it.
fn proved(lp: &Lp, start: &Basis) -> Option<f64> {
    let Ok(Solved::Optimal { x, y, .. }) = simplex::solve(lp, Some(start)) else { return None };
    Proved::check(lp, x, y, Solver::Simplex).ok().map(|point| lp.objective(&point.x))
}
