//! Hedge: the plan that is best before anyone knows which scenario comes.
//!
//! One linear program over a tree: the undisturbed course is the trunk, each scenario leaves it in its first period, knowing then all of it. Minimised is
//! `(1−w)·E + w·CVaR_α` of the discounted cost, with `CVaR = min η + Σ p·max(0, cost − η)/(1−α)`
//! (Rockafellar and Uryasev, *Optimization of conditional value-at-risk*, 2000).
//!
//! The value of the stochastic solution is what that saves over the best of the trunks that cost least undisturbed; the expected value of perfect
//! information what more it would save to know the scenario from the beginning (Birge and Louveaux, *Introduction to Stochastic Programming*, chapter 4).

use super::Error;
use super::least_cost::{Answer, optimal_face, proved, solve};
use super::proved::{Point, Proved};
use crate::formulation::Program;
use crate::formulation::courses::{Course, CourseKey, Disturbance, Purpose, Sheet};
use crate::lp::Lp;
use crate::lp::components::components;
use crate::model::{Model, Risk, ScenarioId};
use crate::plan::{self, shortage_before};
use crate::solver::coupled::Coupled;
use crate::solver::{Method, Solver};
use rayon::prelude::*;

/// Why a hedge is no question to a model.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Unhedgeable {
    /// There is nothing to hedge against.
    #[error("a hedge needs disruption scenarios, and the model has none: add a table of disruptions")]
    NoScenario,
    /// The undisturbed course, which is the plan, has no probability.
    #[error("the probabilities of the scenarios sum to {sum}: nothing is left for the undisturbed course")]
    NothingLeft {
        /// Their sum.
        sum: f64,
    },
}

/// What one of the courses comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CourseOutcome {
    /// Which; `None` is the undisturbed course.
    pub scenario: Option<ScenarioId>,
    /// Its probability.
    pub probability: f64,
    /// Its discounted cost, from the first period to the last.
    pub cost: f64,
    /// Unmet demand, tonnes.
    pub unmet: f64,
}

/// A hedge: the trunk, and what comes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hedge {
    /// The trunk: value of each column of the program.
    pub x: Vec<f64>,
    /// The undisturbed course, then every scenario that has a probability.
    pub outcomes: Vec<CourseOutcome>,
    /// `(1−w)·E + w·CVaR_α`: the measure that is minimised.
    pub objective: f64,
    /// E: the expected cost.
    pub expected_cost: f64,
    /// CVaR_α of the cost.
    pub cvar: f64,
    /// The value of the stochastic solution.
    pub vss: f64,
    /// The expected value of perfect information.
    pub evpi: f64,
    /// Columns and rows of the tree's program.
    pub size: (usize, usize),
}

/// Whether a model has scenarios to hedge against.
///
/// # Errors
/// [`Unhedgeable`] where no scenario has a probability, or all of them together leave none.
pub fn check(model: &Model) -> Result<(), Unhedgeable> {
    if model.scenarios.is_empty() {
        return Err(Unhedgeable::NoScenario);
    }
    let sum: f64 = model.scenarios.iter().map(|scenario| scenario.probability).sum();
    if sum >= 1.0 - 1e-9 { Err(Unhedgeable::NothingLeft { sum }) } else { Ok(()) }
}

/// A scenario that leaves the trunk.
struct Branch {
    scenario: ScenarioId,
    probability: f64,
    disturbance: Disturbance,
}

/// The best plan before anyone knows which scenario comes. `lp` is the program's with whatever security rows the trunk has to keep.
///
/// # Errors
/// [`Error::Hedge`] where the model has no scenarios to hedge against, [`Error::NoPlan`] if the trunk has none, and what the solver cannot do.
pub fn hedge(model: &Model, program: &Program, lp: &Lp, solver: Solver) -> Result<Proved<Hedge>, Error> {
    check(model)?;
    let likely = || scenario_ids(model).filter(|&id| model.scenario(id).probability > 0.0);
    let sum: f64 = likely().map(|id| model.scenario(id).probability).sum();
    let mut branches = Vec::new();
    for scenario in likely() {
        let probability = model.scenario(scenario).probability;
        // what does not happen inside the horizon leaves the trunk undisturbed
        if let Some(disturbance) = Disturbance::scenario(model, model.scenario(scenario)) {
            branches.push(Branch { scenario, probability, disturbance });
        }
    }
    let undisturbed = 1.0 - branches.iter().map(|branch| branch.probability).sum::<f64>();
    let least = prove_parts(lp, solver)?;
    let least_cost = lp.objective(&least.x);
    let tree = Tree { model, program, lp, risk: model.risk, scale: scale(least_cost), unit: unit(least_cost) };
    let (best, expected_value) = tree.solve(undisturbed, &branches, Some(&least), solver)?;
    let expected_value = expected_value.expect("asked for");
    let mut proofs = best.derive(|_| ()).and(&least).and(&expected_value);
    let mut informed = vec![(undisturbed, least_cost)];
    for branch in &branches {
        let known = Branch { scenario: branch.scenario, probability: 1.0, disturbance: branch.disturbance.clone() };
        let (known, _) = tree.solve(0.0, &[known], None, solver)?;
        proofs = proofs.and(&known);
        informed.push((branch.probability, known.costs[1]));
    }
    let distribution = best.distribution(undisturbed, &branches);
    let objective = measure(model.risk, &distribution);
    let mut outcomes = vec![CourseOutcome {
        scenario: None,
        probability: 1.0 - sum,
        cost: best.costs[0],
        unmet: plan::shortage(program, &best.x),
    }];
    for scenario in likely() {
        let probability = model.scenario(scenario).probability;
        let at = branches.iter().position(|branch| branch.scenario == scenario);
        let (cost, unmet) = at.map_or((outcomes[0].cost, outcomes[0].unmet), |b| (best.costs[b + 1], best.unmet[b]));
        outcomes.push(CourseOutcome { scenario: Some(scenario), probability, cost, unmet });
    }
    Ok(proofs.map(|()| Hedge {
        x: best.x[..program.lp.cols()].to_vec(),
        outcomes,
        objective,
        expected_cost: distribution.iter().map(|(p, cost)| p * cost).sum(),
        cvar: cvar(model.risk.cvar_alpha, &distribution),
        vss: (measure(model.risk, &expected_value.distribution(undisturbed, &branches)) - objective).max(0.0),
        evpi: (objective - measure(model.risk, &informed)).max(0.0),
        size: best.size,
    }))
}

fn scenario_ids(model: &Model) -> impl Iterator<Item = ScenarioId> {
    (0..model.scenarios.len()).map(ScenarioId::new)
}

/// The unit of money in rows of the tree's program, so that its rows of costs stand in thousands: a power of 2.
fn scale(least_cost: f64) -> f64 {
    (least_cost.abs().max(1.0) / 1024.0).log2().round().exp2()
}

/// The unit of money in the objective of the tree's program, so that it stands in millions, however large the model: a power of 2. Prices of a tonne that differ by
/// less than a millionth of it are the same.
fn unit(least_cost: f64) -> f64 {
    (least_cost.abs() / 1048576.0).max(1.0).log2().floor().exp2()
}

/// `(1−w)·E + w·CVaR_α` of a distribution of (probability, cost).
pub fn measure(risk: Risk, distribution: &[(f64, f64)]) -> f64 {
    let expected: f64 = distribution.iter().map(|(p, cost)| p * cost).sum();
    match risk.cvar_weight {
        0.0 => expected,
        w => (1.0 - w) * expected + w * cvar(risk.cvar_alpha, distribution),
    }
}

/// The conditional value at risk of a distribution of (probability, cost): the expected cost of the worst `1 − alpha` of it.
pub fn cvar(alpha: f64, distribution: &[(f64, f64)]) -> f64 {
    // the minimum over η is at one of the costs
    let beyond = |eta: f64| -> f64 { distribution.iter().map(|(p, cost)| p * (cost - eta).max(0.0)).sum() };
    let at = |eta: f64| eta + beyond(eta) / (1.0 - alpha);
    distribution.iter().map(|&(_, cost)| at(cost)).fold(f64::INFINITY, f64::min)
}

/// A tree's program solved.
struct SolvedTree {
    x: Vec<f64>,
    // the undisturbed course, then each branch
    costs: Vec<f64>,
    // of each branch
    unmet: Vec<f64>,
    size: (usize, usize),
}

impl SolvedTree {
    fn distribution(&self, undisturbed: f64, branches: &[Branch]) -> Vec<(f64, f64)> {
        let probabilities = std::iter::once(undisturbed).chain(branches.iter().map(|branch| branch.probability));
        probabilities.zip(self.costs.iter().copied()).collect()
    }
}

struct Tree<'a> {
    model: &'a Model,
    program: &'a Program,
    lp: &'a Lp,
    risk: Risk,
    // money in a unit of the rows of costs
    scale: f64,
    // money in a unit of the objective
    unit: f64,
}

impl Tree<'_> {
    /// The best trunk for some branches, and where `least`, the undisturbed optimum, is given also the best of those that cost no more.
    fn solve(
        &self,
        undisturbed: f64,
        branches: &[Branch],
        least: Option<&Point>,
        solver: Solver,
    ) -> Result<(Proved<SolvedTree>, Option<Proved<SolvedTree>>), Error> {
        // one branch for certain has no risk
        let risk = if undisturbed > 0.0 { self.risk.cvar_weight } else { 0.0 };
        let mut sheet = Sheet::beside(self.model, self.program, self.lp);
        let courses: Vec<Course> = branches
            .iter()
            .map(|branch| {
                let purpose = Purpose::Replan { weight: (1.0 - risk) * branch.probability / self.unit };
                sheet.course(CourseKey::Scenario(branch.scenario), &branch.disturbance, purpose, None)
            })
            .collect();
        for (j, key) in self.program.cols.iter().enumerate() {
            let stays = |branch: &&Branch| key.spent_in().is_none_or(|t| t < branch.disturbance.periods.start);
            let weight: f64 = undisturbed + branches.iter().filter(stays).map(|branch| branch.probability).sum::<f64>();
            sheet.set_cost(j, (1.0 - risk) * weight * self.lp.cost[j] / self.unit);
        }
        let first = self.lp.rows() + sheet.rows.len();
        // of the rows of costs, as if there were no risk
        let mut prices = Vec::new();
        let before = |t: usize| self.trunk_costs(t);
        if risk > 0.0 {
            let all = std::iter::once((undisturbed, before(usize::MAX)));
            let all = all.chain(branches.iter().zip(&courses).map(|(branch, course)| {
                let mut terms = before(branch.disturbance.periods.start);
                terms.extend(&course.costs);
                (branch.probability, terms)
            }));
            // η + Σ p·z/(1−α), with z ≥ cost − η for each course; no cost is negative, so η need not be
            let eta = sheet.extra_column(risk * self.scale / self.unit, 0.0, f64::INFINITY);
            for (probability, terms) in all.filter(|(probability, _)| *probability > 0.0) {
                let per = risk * self.scale / self.unit * probability;
                let above = sheet.extra_column(per / (1.0 - self.risk.cvar_alpha), 0.0, f64::INFINITY);
                let terms = terms.into_iter().map(|(j, cost)| (j, cost / self.scale));
                sheet.extra_row(f64::NEG_INFINITY, 0.0, terms.chain([(eta, -1.0), (above, -1.0)]));
                prices.push(-per);
            }
        }
        let Some(least) = least else {
            let (lp, ..) = sheet.build();
            let size = (lp.cols(), lp.rows());
            let found = prove_parts(&lp, solver)?;
            return Ok((found.map(|Point { x, .. }| self.read(branches, &courses, x, size)), None));
        };
        let terms = before(usize::MAX).into_iter().map(|(j, cost)| (j, cost / self.scale));
        let limit = sheet.extra_row(f64::NEG_INFINITY, f64::INFINITY, terms) - first;
        let (lp, ..) = sheet.build();
        let size = (lp.cols(), lp.rows() - 1);
        let coupling = (first..lp.rows()).collect();
        let mut tree = Coupled::new(lp, coupling);
        prices.push(0.0);
        let best = prove(&mut tree, &prices, solver)?;
        // first on the trunk's optimal face: what may cost a trifle more has a price of the limit that is known only from there
        tree.restrict(&optimal_face(self.lp, &least.y));
        // nothing rests on it: where it finds nothing, the parts begin from where they stand
        let _ = solver == Solver::Simplex && tree.solve(&prices).is_ok();
        tree.lift(self.lp);
        let least = self.lp.objective(&least.x);
        tree.set_upper(limit, (least + WITHIN * least.abs().max(1.0)) / self.scale);
        let expected_value = prove(&mut tree, &prices, solver)?;
        let read = |found: Proved<Point>| found.map(|Point { x, .. }| self.read(branches, &courses, x, size));
        Ok((read(best), Some(read(expected_value))))
    }

    /// What a point of a tree's program comes to.
    fn read(&self, branches: &[Branch], courses: &[Course], x: Vec<f64>, size: (usize, usize)) -> SolvedTree {
        debug_assert_eq!(branches.len(), courses.len());
        let before = |t: usize| self.trunk_costs(t);
        let cost = |terms: &[(usize, f64)]| terms.iter().map(|&(j, cost)| cost * x[j]).sum::<f64>();
        let mut costs = vec![cost(&before(usize::MAX))];
        costs.extend(courses.iter().map(|course| cost(&before(course.periods.start)) + course.cost(&x)));
        let unmet = courses
            .iter()
            .map(|course| shortage_before(self.program, &x, course.periods.start) + course.unmet(self.model, &x))
            .collect();
        SolvedTree { costs, unmet, size, x }
    }

    /// What the trunk costs before period `t`, and whatever happens, by column.
    fn trunk_costs(&self, t: usize) -> Vec<(usize, f64)> {
        let keys = self.program.cols.iter().zip(&self.lp.cost).enumerate();
        let counted = keys.filter(|(_, (key, cost))| **cost != 0.0 && key.spent_in().is_none_or(|spent| spent < t));
        counted.map(|(j, (_, &cost))| (j, cost)).collect()
    }
}

/// How little more than the least a trunk of least cost may cost, relative to it.
const WITHIN: f64 = 1e-9;

/// The optimum of a tree's program: by the parts that rows of costs hold together; where those do not prove it, as a whole from where the parts stand, and
/// at last from nothing.
fn prove(tree: &mut Coupled, prices: &[f64], solver: Solver) -> Result<Proved<Point>, Error> {
    if solver == Solver::Simplex {
        for whole in [false, true] {
            let found = if whole { tree.solve_whole() } else { tree.solve(prices) };
            if let Ok((x, y)) = found
                && let Ok(found) = Proved::check(tree.lp(), x, y, solver)
            {
                return Ok(found);
            }
        }
    }
    prove_parts(tree.lp(), solver)
}

/// The optimum of a program, solved part by part where it falls into parts, and proved.
///
/// # Errors
/// [`Error::NoPlan`] if no point satisfies every constraint, and what the solver cannot do.
pub fn prove_parts(lp: &Lp, solver: Solver) -> Result<Proved<Point>, Error> {
    let Answer { x, y, .. } = solve_parts(lp, solver)?;
    Proved::check(lp, x, y, solver)
}

/// Solves a program part by part, where it falls into parts.
///
/// # Errors
/// [`Error::NoPlan`] if no point satisfies every constraint, and what the solver cannot do.
pub fn solve_parts(lp: &Lp, solver: Solver) -> Result<Answer, Error> {
    let parts = components(lp);
    if parts.len() < 2 {
        return solve(lp, solver);
    }
    let (mut x, mut y) = (vec![0.0; lp.cols()], vec![0.0; lp.rows()]);
    let answers: Vec<Result<Answer, Error>> =
        parts.par_iter().map(|component| solve(&component.extract(lp), solver)).collect();
    for (component, answer) in parts.iter().zip(answers) {
        let answer = answer?;
        component.put(answer.x, answer.y, (&mut x, &mut y));
    }
    proved(lp, x, y, Method::of(solver))
}
