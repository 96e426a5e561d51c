//! Programs that would fall into parts but for a few rows at their end.
//!
//! Over the parts stands a small program, whose columns are the parts' plans found so far and whose rows are those few: it mixes the plans, and its prices
//! of the rows ask each part for a plan that would be better (Dantzig and Wolfe, *Decomposition principle for linear programs*, 1960). There are
//! finitely many; where no part has a better one, the mixture with the parts' prices and those of the rows proves itself on the whole program.
//! Each part goes on from its last basis, and where the sides of a row change all plans found before stay.

use crate::lp::components::{Component, components};
use crate::lp::outcome::Failure;
use crate::lp::{Builder, Lp};
use crate::simplex::{self, Basis, Engine, Solved};
use rayon::prelude::*;

/// After so many rounds it is left to others.
const ROUNDS: usize = 400;

/// How much better a plan has to be than the mixture, relative to the whole objective.
const BETTER: f64 = 1e-11;

/// Two sums that differ by less, relative to the larger, are the same: beside other differences of plans what is left would only be scaled up.
const ROUNDING: f64 = 1e-12;

/// What a unit that a row is exceeded by costs at first in the program over the parts, beside the price that was given; and how often it is raised how
/// much where that was too little.
const PENALTY: f64 = 10.0;
const RAISES: usize = 3;

/// A program that falls into parts but for its last rows.
#[derive(Debug)]
pub(crate) struct Coupled {
    lp: Lp,
    // the first of the rows that hold the parts together
    first: usize,
    parts: Vec<CoupledPart>,
    // columns that stand in no other rows
    free: Vec<usize>,
}

#[derive(Debug)]
struct CoupledPart {
    component: Component,
    engine: Engine,
    cost: Vec<f64>,
    // of each column its entries in the rows that couple, counted from the first of them
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

/// What the program over the parts comes to.
struct Mixture {
    // by part, a weight of each plan
    weights: Vec<Vec<f64>>,
    free: Vec<f64>,
    // of the rows that couple
    prices: Vec<f64>,
    // by part
    worth: Vec<f64>,
    // how far the rows are exceeded, in all
    exceeded: f64,
}

impl Coupled {
    /// Takes `lp` apart; the rows from `first` on hold its parts together.
    pub fn new(lp: Lp, first: usize) -> Self {
        let within = lp.without_rows_from(first);
        let (mut parts, mut free) = (Vec::new(), Vec::new());
        for component in components(&within) {
            if let (&[column], []) = (&component.cols[..], &component.rows[..]) {
                free.push(column as usize);
            } else {
                let part = component.extract(&within);
                let tie =
                    |&j: &u32| lp.column(j as usize).filter(|e| e.0 >= first).map(|(i, a)| (i - first, a)).collect();
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
        Self { lp, first, parts, free }
    }

    /// The program.
    pub fn lp(&self) -> &Lp {
        &self.lp
    }

    /// Gives a row that holds the parts together, counted from the first of them, another upper side.
    pub fn set_upper(&mut self, row: usize, upper: f64) {
        self.lp.row_upper[self.first + row] = upper;
    }

    /// Takes the bounds and sides of `face`, whose columns and rows are the first of this program's and which allows less. Plans found before are set aside
    /// until [`Coupled::lift`]; each part goes on from its last basis.
    pub fn restrict(&mut self, face: &Lp) {
        self.take_sides(face);
        for part in &mut self.parts {
            part.aside = std::mem::take(&mut part.plans);
        }
    }

    /// Takes the bounds and sides of `lp` as they were before [`Coupled::restrict`]. All plans found before and since may be mixed.
    pub fn lift(&mut self, lp: &Lp) {
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

    /// An optimal point with its prices, beginning with the plans that are best at `prices` of the rows that hold the parts together.
    ///
    /// # Errors
    /// [`Failure`] where a part or the whole has no optimum or too many rounds lead nowhere: to be asked again in another way.
    pub fn solve(&mut self, prices: &[f64]) -> Result<(Vec<f64>, Vec<f64>), Failure> {
        // plans from before may satisfy the rows already, whatever they cost
        let known = self.parts.iter().all(|part| !part.plans.is_empty()) && self.mix(None).is_ok();
        if !known {
            self.ask(prices)?.into_iter().zip(&mut self.parts).for_each(|((plan, _), part)| part.plans.push(plan));
        }
        let size: f64 = self.parts.iter().map(|part| part.plans.last().expect("just found").cost.abs()).sum();
        let (mut penalty, mut raises) = (PENALTY, 0);
        let given = prices.iter().fold(0.0, |most: f64, price| most.max(price.abs()));
        let dearest = if given > 0.0 { given } else { self.dearest() };
        for _ in 0..ROUNDS {
            let mixture = self.mix((!known).then_some(penalty * dearest))?;
            let mut better = false;
            let mut row_prices = vec![0.0; self.lp.rows()];
            row_prices[self.first..].copy_from_slice(&mixture.prices);
            let asked = self.ask(&mixture.prices)?;
            for (k, (part, (plan, y))) in self.parts.iter_mut().zip(asked).enumerate() {
                part.component.rows.iter().zip(y).for_each(|(&i, price)| row_prices[i as usize] = price);
                if part.gain(&plan, &mixture.prices, mixture.worth[k]) > BETTER * size.max(1.0) {
                    if part.plans.iter().any(|known| known.cost == plan.cost && known.load == plan.load) {
                        return Err(failure("rounding hides the best mixture"));
                    }
                    part.plans.push(plan);
                    better = true;
                }
            }
            if !better && mixture.exceeded == 0.0 {
                return Ok((self.combine(&mixture), row_prices));
            }
            if !better {
                raises += 1;
                penalty *= 30.0;
                if raises > RAISES {
                    return Err(failure("the rows that hold the parts together are exceeded whatever that costs"));
                }
            }
        }
        Err(failure("the parts find better plans for ever"))
    }

    /// An optimal point with its prices by the simplex on the whole, from where the parts stand.
    ///
    /// # Errors
    /// [`Failure`] where it has none or the engine finds none.
    pub fn solve_whole(&self) -> Result<(Vec<f64>, Vec<f64>), Failure> {
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

    /// The most that a column with a cost costs per unit of a row that couples.
    fn dearest(&self) -> f64 {
        let per_unit = |j: usize| {
            let entries = self.lp.column(j).filter(|e| e.0 >= self.first);
            entries.map(|(_, a)| (self.lp.cost[j] / a).abs()).fold(0.0, f64::max)
        };
        (0..self.lp.cols()).map(per_unit).fold(0.0, f64::max).max(1.0)
    }

    /// The best plan of each part at prices of the rows that couple, and the prices of its own rows.
    fn ask(&mut self, prices: &[f64]) -> Result<Vec<(PartPlan, Vec<f64>)>, Failure> {
        // all of them to the end, also where one fails: where each stands afterwards may not depend on which thread was faster
        let asked: Vec<_> = self.parts.par_iter_mut().map(|part| part.ask(prices)).collect();
        asked.into_iter().collect()
    }

    /// The cheapest mixture of the plans found so far; to exceed a row by one costs the penalty, and is not allowed without.
    fn mix(&self, penalty: Option<f64>) -> Result<Mixture, Failure> {
        let rows = self.first..self.lp.rows();
        let (mut draft, mut terms) = (Builder::default(), vec![Vec::new(); rows.len()]);
        // plans are counted from the first of each part: what is left is small beside the whole, and keeps its digits
        let mut base = vec![0.0; rows.len()];
        let mut convex = Vec::new();
        for part in &self.parts {
            let first = &part.plans[0];
            base.iter_mut().zip(&first.load).for_each(|(sum, load)| *sum += load);
            convex.push(
                part.plans
                    .iter()
                    .map(|plan| {
                        let column = draft.column(difference(plan.cost, first.cost), 0.0, f64::INFINITY);
                        let loads = plan.load.iter().zip(&first.load).map(|(&load, &first)| difference(load, first));
                        loads.enumerate().filter(|e| e.1 != 0.0).for_each(|(k, load)| terms[k].push((column, load)));
                        column
                    })
                    .collect::<Vec<_>>(),
            );
        }
        let mut free = Vec::new();
        for &j in &self.free {
            let column = draft.column(self.lp.cost[j], self.lp.lower[j], self.lp.upper[j]);
            self.lp.column(j).for_each(|(i, a)| terms[i - self.first].push((column, a)));
            free.push(column);
        }
        let mut exceeding = Vec::new();
        for (k, row) in rows.clone().enumerate() {
            let (lower, upper) = (self.lp.row_lower[row] - base[k], self.lp.row_upper[row] - base[k]);
            for (side, sign) in [(lower, 1.0), (upper, -1.0)] {
                if let Some(penalty) = penalty
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
        let worth = y.split_off(rows.len());
        Ok(Mixture {
            weights: convex.iter().map(|columns| columns.iter().map(|&column| x[column].max(0.0)).collect()).collect(),
            free: free.iter().map(|&column| x[column]).collect(),
            prices: y,
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
    fn ask(&mut self, prices: &[f64]) -> Result<(PartPlan, Vec<f64>), Failure> {
        for (j, (&cost, ties)) in self.cost.iter().zip(&self.ties).enumerate() {
            if !ties.is_empty() {
                self.engine.set_cost(j, cost - ties.iter().map(|&(k, a)| prices[k] * a).sum::<f64>());
            }
        }
        let Solved::Optimal { x, y, .. } = self.engine.solve()? else {
            return Err(failure("a part has no optimum"));
        };
        let mut load = vec![0.0; prices.len()];
        for (value, ties) in x.iter().zip(&self.ties).filter(|e| *e.0 != 0.0) {
            ties.iter().for_each(|&(k, a)| load[k] += a * value);
        }
        let cost = self.cost.iter().zip(&x).map(|(cost, value)| cost * value).sum();
        Ok((PartPlan { x, cost, load }, y))
    }

    /// How much less a plan costs than the mixture, at prices of the rows that couple.
    fn gain(&self, plan: &PartPlan, prices: &[f64], worth: f64) -> f64 {
        let first = &self.plans[0];
        let loads = plan.load.iter().zip(&first.load).zip(prices);
        worth - difference(plan.cost, first.cost)
            + loads.map(|((&load, &first), price)| price * difference(load, first)).sum::<f64>()
    }
}

/// What is more than rounding of the difference of two sums.
fn difference(a: f64, b: f64) -> f64 {
    let difference = a - b;
    if difference.abs() > ROUNDING * a.abs().max(b.abs()) { difference } else { 0.0 }
}

fn failure(reason: &str) -> Failure {
    Failure { solver: "simplex", reason: reason.into() }
}
