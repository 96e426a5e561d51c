//! Programs that would fall into parts but for a few rows.
//!
//! Over the parts stands a small program, whose columns are the parts' plans found so far and whose rows are those few: it mixes the plans, and its duals
//! of the rows ask each part for a plan that would be better (Dantzig and Wolfe, *Decomposition principle for linear programs*, 1960). There are
//! finitely many; where no part has a better one, the mixture with the parts' duals and those of the rows proves itself on the whole program.
//! Each part goes on from its last basis, and where the bounds of a row change all plans found before stay.

use super::tolerances::{BETTER, SAME_SUM};
use crate::lp::components::{Component, components};
use crate::lp::outcome::Failure;
use crate::lp::{Builder, Lp};
use crate::simplex::{self, Basis, Engine, Solved, Status};
use rayon::prelude::*;

/// After so many rounds it is left to others.
const ROUNDS: usize = 400;

/// Costs of a unit that a row is exceeded by, first and then, beside the duals that were given or a hundredth of what columns cost per unit of the rows. Duals
/// that are mostly enough lead to an optimum in few rounds; far beyond them only rounding is added.
const PENALTIES: [f64; 2] = [10.0, 300.0];

/// The objective over the parts.
#[derive(Debug, Clone, Copy)]
struct Goal {
    /// Times the cost: one, or nothing where a point is sought.
    cost: f64,
    /// The cost of a unit that a row is exceeded by; `None` where none may be.
    penalty: Option<f64>,
}

impl Goal {
    const OPTIMUM: Self = Self { cost: 1.0, penalty: None };
    const POINT: Self = Self { cost: 0.0, penalty: Some(1.0) };
}

/// A program that falls into parts but for a few rows.
#[derive(Debug)]
pub(crate) struct Coupled {
    lp: Lp,
    // the rows that hold the parts together, and of every row which of them it is
    rows: Vec<usize>,
    place: Vec<Option<usize>>,
    parts: Vec<CoupledPart>,
    // columns that stand in no other rows
    free: Vec<usize>,
}

#[derive(Debug)]
struct CoupledPart {
    component: Component,
    engine: Engine,
    cost: Vec<f64>,
    // of each column its entries in the rows that couple, by their place among them
    ties: Vec<Vec<(usize, f64)>>,
    plans: Vec<PartPlan>,
    // found before the program was restricted
    aside: Vec<PartPlan>,
}

/// A vertex of a part.
#[derive(Debug)]
struct PartPlan {
    x: Vec<f64>,
    cost: f64,
    // its activity in each row that couples
    load: Vec<f64>,
}

/// The optimum of the program over the parts.
struct Mixture {
    // by part, a weight of each plan
    weights: Vec<Vec<f64>>,
    free: Vec<f64>,
    // of the rows that couple
    duals: Vec<f64>,
    // by part
    worth: Vec<f64>,
    // how far the rows are exceeded, in all
    exceeded: f64,
}

impl Coupled {
    /// Takes `lp` apart, whose parts some rows hold together.
    pub(crate) fn new(lp: Lp, rows: Vec<usize>) -> Self {
        let mut place = vec![None; lp.rows()];
        rows.iter().enumerate().for_each(|(k, &i)| place[i] = Some(k));
        let within = lp.without_entries(|i| place[i].is_some());
        let (mut parts, mut free) = (Vec::new(), Vec::new());
        for component in components(&within) {
            if let ([], &[row]) = (&component.cols[..], &component.rows[..])
                && place[row as usize].is_some()
            {
                continue;
            }
            if let (&[column], []) = (&component.cols[..], &component.rows[..]) {
                free.push(column as usize);
            } else {
                let part = component.extract(&within);
                let tie = |&j: &u32| lp.column(j as usize).filter_map(|(i, a)| Some((place[i]?, a))).collect();
                let ties = component.cols.iter().map(tie).collect();
                parts.push(CoupledPart {
                    engine: Engine::new(&part),
                    cost: part.cost,
                    component,
                    ties,
                    plans: Vec::new(),
                    aside: Vec::new(),
                });
            }
        }
        Self { lp, rows, place, parts, free }
    }

    /// The program.
    pub(crate) fn lp(&self) -> &Lp {
        &self.lp
    }

    /// Lets each part begin from where it stands in a basis of the whole.
    pub(crate) fn begin(&mut self, basis: &Basis) {
        for CoupledPart { component, engine, .. } in &mut self.parts {
            let pick = |from: &[Status], which: &[u32]| which.iter().map(|&k| from[k as usize]).collect();
            engine.set_basis(&Basis {
                cols: pick(&basis.cols, &component.cols),
                rows: pick(&basis.rows, &component.rows),
            });
        }
    }

    /// Gives one of the rows that hold the parts together another upper bound.
    pub(crate) fn set_upper(&mut self, row: usize, upper: f64) {
        self.lp.row_upper[self.rows[row]] = upper;
    }

    /// Takes the bounds of the columns and rows of `face`, whose columns and rows are the first of this program's and which allows less. Plans found before are set aside
    /// until [`Coupled::lift`]; each part goes on from its last basis.
    pub(crate) fn restrict(&mut self, face: &Lp) {
        self.take_sides(face);
        for part in &mut self.parts {
            part.aside = std::mem::take(&mut part.plans);
        }
    }

    /// Takes the bounds of the columns and rows of `lp` as they were before [`Coupled::restrict`]. All plans found before and since may be mixed.
    pub(crate) fn lift(&mut self, lp: &Lp) {
        self.take_sides(lp);
        for part in &mut self.parts {
            part.plans.append(&mut part.aside);
        }
    }

    fn take_sides(&mut self, from: &Lp) {
        let (cols, rows) = (from.cols(), from.rows());
        self.lp.lower[..cols].copy_from_slice(&from.lower);
        self.lp.upper[..cols].copy_from_slice(&from.upper);
        self.lp.row_lower[..rows].copy_from_slice(&from.row_lower);
        self.lp.row_upper[..rows].copy_from_slice(&from.row_upper);
        for CoupledPart { component, engine, .. } in &mut self.parts {
            for (k, j) in component.cols.iter().map(|&j| j as usize).enumerate().filter(|e| e.1 < cols) {
                engine.set_bounds(k, from.lower[j], from.upper[j]);
            }
            for (k, i) in component.rows.iter().map(|&i| i as usize).enumerate().filter(|e| e.1 < rows) {
                engine.set_row(k, from.row_lower[i], from.row_upper[i]);
            }
        }
    }

    /// An optimal point with its duals, beginning with the plans that are best at `duals` of the rows that hold the parts together.
    ///
    /// # Errors
    /// [`Failure`] where a part or the whole has no optimum or too many rounds lead nowhere: to be asked again in another way.
    pub(crate) fn solve(&mut self, duals: &[f64]) -> Result<(Vec<f64>, Vec<f64>), Failure> {
        // plans from before may satisfy the rows already, whatever they cost
        let known = self.parts.iter().all(|part| !part.plans.is_empty()) && self.mix(Goal::OPTIMUM).is_ok();
        if !known {
            let first = self.ask(duals, Goal::OPTIMUM)?;
            first.into_iter().zip(&mut self.parts).for_each(|((plan, _), part)| part.plans.push(plan));
            let given = duals.iter().fold(0.0, |most: f64, dual| most.max(dual.abs()));
            let usual = if given > 0.0 { given } else { self.usual_cost() / 100.0 };
            for penalty in PENALTIES {
                let (mixture, row_duals) = self.settle(Goal { cost: 1.0, penalty: Some(penalty * usual) })?;
                if mixture.exceeded == 0.0 {
                    return Ok((self.combine(&mixture), row_duals));
                }
            }
            self.settle(Goal::POINT)?;
        }
        let (mixture, row_duals) = self.settle(Goal::OPTIMUM)?;
        Ok((self.combine(&mixture), row_duals))
    }

    /// The best mixture of all plans that the parts have, with the duals of all rows: those that no part has a better plan at.
    fn settle(&mut self, goal: Goal) -> Result<(Mixture, Vec<f64>), Failure> {
        for _ in 0..ROUNDS {
            let mixture = self.mix(goal)?;
            let mut row_duals = vec![0.0; self.lp.rows()];
            self.rows.iter().zip(&mixture.duals).for_each(|(&i, &dual)| row_duals[i] = dual);
            let asked = self.ask(&mixture.duals, goal)?;
            let size = |part: &CoupledPart| part.plans[0].size(goal);
            let least = BETTER * self.parts.iter().map(size).sum::<f64>().max(1.0);
            let mut better = false;
            for ((part, worth), (plan, y)) in self.parts.iter_mut().zip(&mixture.worth).zip(asked) {
                part.component.rows.iter().zip(y).for_each(|(&i, dual)| row_duals[i as usize] = dual);
                if part.gain(&plan, &mixture.duals, *worth, goal) > least {
                    if part.plans.iter().any(|known| known.cost == plan.cost && known.load == plan.load) {
                        return Err(failure("rounding hides the best mixture"));
                    }
                    part.plans.push(plan);
                    better = true;
                }
            }
            if !better {
                return Ok((mixture, row_duals));
            }
        }
        Err(failure("the parts find better plans for ever"))
    }

    /// An optimal point with its duals by the simplex on the whole, from where the parts stand.
    ///
    /// # Errors
    /// [`Failure`] where it has none or the engine finds none.
    pub(crate) fn solve_whole(&self) -> Result<(Vec<f64>, Vec<f64>), Failure> {
        let mut basis = Basis::slack(&self.lp);
        for part in &self.parts {
            let found = part.engine.basis();
            part.component.put(found.cols, found.rows, (&mut basis.cols, &mut basis.rows));
        }
        match simplex::solve(&self.lp, Some(&basis))? {
            Solved::Optimal { x, y, .. } => Ok((x, y)),
            Solved::Infeasible { .. } | Solved::Unbounded { .. } => Err(failure("the whole has no optimum")),
        }
    }

    /// The usual cost of columns per unit of the rows that couple: the geometric mean.
    fn usual_cost(&self) -> f64 {
        let per_unit = |j: usize| {
            let entries = self.lp.column(j).filter(|e| self.place[e.0].is_some());
            entries.map(move |(_, a)| (self.lp.cost[j] / a).abs()).filter(|cost| *cost > 0.0)
        };
        let (count, sum) =
            (0..self.lp.cols()).flat_map(per_unit).fold((0, 0.0), |(n, sum), cost| (n + 1, sum + cost.ln()));
        if count == 0 { 1.0 } else { (sum / f64::from(count)).exp() }
    }

    /// The best plan of each part at duals of the rows that couple, and the duals of its own rows.
    fn ask(&mut self, duals: &[f64], goal: Goal) -> Result<Vec<(PartPlan, Vec<f64>)>, Failure> {
        // all of them to the end, also where one fails: where each stands afterwards may not depend on which thread was faster
        let asked: Vec<_> = self.parts.par_iter_mut().map(|part| part.ask(duals, goal)).collect();
        asked.into_iter().collect()
    }

    /// The best mixture of the plans found so far.
    fn mix(&self, goal: Goal) -> Result<Mixture, Failure> {
        let (mut draft, mut terms) = (Builder::default(), vec![Vec::new(); self.rows.len()]);
        // plans are counted from the first of each part: the differences are small beside the whole, and keep their digits
        let mut base = vec![0.0; self.rows.len()];
        let mut convex = Vec::new();
        for part in &self.parts {
            let first = &part.plans[0];
            base.iter_mut().zip(&first.load).for_each(|(sum, load)| *sum += load);
            convex.push(
                part.plans
                    .iter()
                    .map(|plan| {
                        let column = draft.column(goal.cost * difference(plan.cost, first.cost), 0.0, f64::INFINITY);
                        let loads = plan.load.iter().zip(&first.load).map(|(&load, &first)| difference(load, first));
                        loads.enumerate().filter(|e| e.1 != 0.0).for_each(|(k, load)| terms[k].push((column, load)));
                        column
                    })
                    .collect::<Vec<_>>(),
            );
        }
        let mut free = Vec::new();
        for &j in &self.free {
            let column = draft.column(goal.cost * self.lp.cost[j], self.lp.lower[j], self.lp.upper[j]);
            let entries = self.lp.column(j).filter_map(|(i, a)| Some((self.place[i]?, a)));
            entries.for_each(|(k, a)| terms[k].push((column, a)));
            free.push(column);
        }
        let mut exceeding = Vec::new();
        for (k, &row) in self.rows.iter().enumerate() {
            let (lower, upper) = (self.lp.row_lower[row] - base[k], self.lp.row_upper[row] - base[k]);
            for (side, sign) in [(lower, 1.0), (upper, -1.0)] {
                if let Some(penalty) = goal.penalty
                    && side.is_finite()
                {
                    let column = draft.column(penalty, 0.0, f64::INFINITY);
                    terms[k].push((column, sign));
                    exceeding.push(column);
                }
            }
            draft.row(lower, upper, terms[k].iter().copied());
        }
        for columns in &convex {
            draft.row(1.0, 1.0, columns.iter().map(|&column| (column, 1.0)));
        }
        let Solved::Optimal { x, mut y, .. } = simplex::solve(&draft.build(), None)? else {
            return Err(failure("the mixture of plans has no optimum"));
        };
        let worth = y.split_off(self.rows.len());
        Ok(Mixture {
            weights: convex.iter().map(|columns| columns.iter().map(|&column| x[column].max(0.0)).collect()).collect(),
            free: free.iter().map(|&column| x[column]).collect(),
            duals: y,
            worth,
            exceeded: exceeding.iter().map(|&column| x[column].max(0.0)).sum(),
        })
    }

    /// The point that a mixture stands for.
    fn combine(&self, mixture: &Mixture) -> Vec<f64> {
        let mut x = vec![0.0; self.lp.cols()];
        for (part, weights) in self.parts.iter().zip(&mixture.weights) {
            let all: f64 = weights.iter().sum();
            for (plan, weight) in part.plans.iter().zip(weights).filter(|e| *e.1 > 0.0) {
                let columns = part.component.cols.iter().zip(&plan.x);
                columns.for_each(|(&j, value)| x[j as usize] += weight / all * value);
            }
        }
        self.free.iter().zip(&mixture.free).for_each(|(&j, &value)| x[j] = value);
        x
    }
}

impl CoupledPart {
    fn ask(&mut self, duals: &[f64], goal: Goal) -> Result<(PartPlan, Vec<f64>), Failure> {
        for (j, (&cost, ties)) in self.cost.iter().zip(&self.ties).enumerate() {
            self.engine.set_cost(j, goal.cost * cost - ties.iter().map(|&(k, a)| duals[k] * a).sum::<f64>());
        }
        let Solved::Optimal { x, y, .. } = self.engine.solve()? else {
            return Err(failure("a part has no optimum"));
        };
        let mut load = vec![0.0; duals.len()];
        for (value, ties) in x.iter().zip(&self.ties).filter(|e| *e.0 != 0.0) {
            ties.iter().for_each(|&(k, a)| load[k] += a * value);
        }
        let cost = self.cost.iter().zip(&x).map(|(cost, value)| cost * value).sum();
        Ok((PartPlan { x, cost, load }, y))
    }

    /// The improvement of a plan over the mixture, at duals of the rows that couple.
    fn gain(&self, plan: &PartPlan, duals: &[f64], worth: f64, goal: Goal) -> f64 {
        let first = &self.plans[0];
        let loads = plan.load.iter().zip(&first.load).zip(duals);
        worth - goal.cost * difference(plan.cost, first.cost)
            + loads.map(|((&load, &first), dual)| dual * difference(load, first)).sum::<f64>()
    }
}

impl PartPlan {
    /// The size of the objective.
    fn size(&self, goal: Goal) -> f64 {
        if goal.cost > 0.0 { self.cost.abs() } else { self.load.iter().map(|load| load.abs()).sum() }
    }
}

/// A difference of two sums, 0 where it is rounding.
fn difference(a: f64, b: f64) -> f64 {
    let difference = a - b;
    if difference.abs() > SAME_SUM * a.abs().max(b.abs()) { difference } else { 0.0 }
}

fn failure(reason: &str) -> Failure {
    Failure { solver: "simplex", reason: reason.into() }
}
