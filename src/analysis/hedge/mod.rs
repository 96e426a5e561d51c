//! Hedge: the plan that is best before anyone knows which scenario comes.
//!
//! One linear program over a tree: the undisturbed course is the trunk, each scenario leaves it in its first period, knowing then all of it. Minimised is
//! `(1−w)·E + w·CVaR_α` of the discounted cost, with `CVaR = min η + Σ p·max(0, cost − η)/(1−α)`
//! (Rockafellar and Uryasev, *Optimization of conditional value-at-risk*, 2000).
//!
//! The value of the stochastic solution is its saving over the best of the trunks that cost least undisturbed; the expected value of perfect
//! information the further saving of knowing the scenario from the beginning (Birge and Louveaux, *Introduction to Stochastic Programming*, chapter 4).

mod tree;

use super::Error;
use super::parts::prove_parts;
use super::proved::Proved;
use crate::analysis::tolerances::NO_PROBABILITY;
use crate::formulation::Program;
use crate::formulation::courses::Disturbance;
use crate::lp::Lp;
use crate::model::{Model, Risk, ScenarioId};
use crate::plan;
use crate::solver::Solver;
use rayon::prelude::*;
use tree::{Branch, Tree};

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

/// The outcome of one of the courses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CourseOutcome {
    /// The scenario; `None` is the undisturbed course.
    pub scenario: Option<ScenarioId>,
    /// Its probability.
    pub probability: f64,
    /// Its discounted cost, from the first period to the last.
    pub cost: f64,
    /// Unmet demand, tonnes.
    pub unmet: f64,
}

/// A hedge: the trunk, and its outcomes.
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

/// Checks that a model has scenarios to hedge against.
///
/// # Errors
/// [`Unhedgeable`] where there is no scenario, or all of them together leave the undisturbed course no probability.
pub fn check(model: &Model) -> Result<(), Unhedgeable> {
    if model.scenarios.is_empty() {
        return Err(Unhedgeable::NoScenario);
    }
    let sum: f64 = model.scenarios.iter().map(|scenario| scenario.probability).sum();
    if sum >= 1.0 - NO_PROBABILITY { Err(Unhedgeable::NothingLeft { sum }) } else { Ok(()) }
}

/// The best plan before anyone knows which scenario comes. `lp` is the program's with whatever security rows the trunk has to keep.
///
/// # Errors
/// [`Error::Hedge`] where the model has no scenarios to hedge against, [`Error::NoPlan`] if the trunk has none, and failures of the solver.
pub fn hedge(model: &Model, program: &Program, lp: &Lp, solver: Solver) -> Result<Proved<Hedge>, Error> {
    check(model)?;
    let likely = || scenario_ids(model).filter(|&id| model.scenario(id).probability > 0.0);
    let sum: f64 = likely().map(|id| model.scenario(id).probability).sum();
    let least = prove_parts(lp, solver)?;
    let tree = Tree::new(model, program, lp, &least);
    // a scenario that does not happen inside the horizon leaves the trunk undisturbed
    let happen: Vec<_> =
        likely().filter_map(|id| Some((id, Disturbance::scenario(model, model.scenario(id))?))).collect();
    let branches: Vec<Branch> =
        happen.into_par_iter().map(|(id, disturbance)| tree.branch(id, disturbance, &least.x)).collect();
    let undisturbed = 1.0 - branches.iter().map(|branch| branch.probability).sum::<f64>();
    let (best, expected_value) = tree.solve(undisturbed, &branches, true, solver)?;
    let expected_value = expected_value.expect("asked for");
    let mut proofs = best.derive(|_| ()).and(&least).and(&expected_value);
    let mut informed = vec![(undisturbed, lp.objective(&least.x))];
    for branch in &branches {
        let known = Branch { probability: 1.0, ..branch.clone() };
        let (known, _) = tree.solve(0.0, &[known], false, solver)?;
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
