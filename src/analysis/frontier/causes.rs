//! Why a security row cannot go below its floor.
//!
//! At the floor the row's load is minimised, whatever it costs. The plan of that program says what still depends, element by element.
//! Its duals say what presses: an offer whose capacity has a dual is sold out; a balance that has one is a period in which one more
//! tonne needed is a tonne more that depends, so whoever could deliver independently and does not yet, or no longer, or never, is a
//! cause; a contract that has one must be taken.

use super::Frontier;
use super::decomposition::blocks;
use super::floors::local;
use super::tolerances::{NO_CAUSE, ROUNDING, SLIGHT};
use crate::analysis::Error;
use crate::analysis::least_cost::{Answer, proved, solve};
use crate::formulation::{ColKey, Program, Role, RowKey};
use crate::lp::{Builder, Lp};
use crate::model::{ContractId, ElementId, Model, PairId, Security, SupplierId, Who};
use crate::simplex::{self, Basis, Solved};
use crate::solver::{Method, Solver};
use std::collections::BTreeMap;

/// Why a row cannot go lower: the elements that hold it up, the weightiest first; none where its floor is 0.
pub type Causes = Vec<Held>;

/// The part of a row that still depends at its floor in one element, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The element; `None` for a constraint on several at once, such as a budget.
    pub element: Option<ElementId>,
    /// Its part of all that still depends, 0 to 1.
    pub part: f64,
    /// The weightiest first; none where every source simply depends in part.
    pub reasons: Vec<Reason>,
}

/// One reason.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// Its kind.
    pub kind: Kind,
    /// The part of the load that it accounts for, in the row's weighted tonnes: a measure to rank by. Several may account for the same.
    pub load: f64,
    /// The first period in which it holds.
    pub first: usize,
    /// The last.
    pub last: usize,
    /// In how many periods from first to last it holds.
    pub periods: usize,
    /// For [`Kind::NotYet`]: the first period in which the supplier can deliver to one who waits for it, and to the last of them.
    pub from: (usize, usize),
}

/// The kind of a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The supplier sells all that it can.
    SoldOut(SupplierId),
    /// The supplier cannot deliver yet.
    NotYet(SupplierId),
    /// The supplier delivers no longer.
    NoLonger(SupplierId),
    /// No supplier outside the country may deliver.
    NobodyElse,
    /// The contract must be taken.
    Contract(ContractId),
    /// Another constraint presses.
    Limit(RowKey),
}

/// The causes of each row's floor, in the frontier's order.
///
/// # Errors
/// Failures of the solver.
pub(crate) fn causes(
    model: &Model,
    program: &Program,
    security: &Security,
    frontier: &Frontier,
    solver: Solver,
) -> Result<Vec<Causes>, Error> {
    let mut causes = vec![Vec::new(); frontier.rows.len()];
    for block in &blocks(&program.lp, &frontier.rows).blocks {
        let whole = block.whole();
        let part = whole.extract(&program.lp);
        // the rows of a block differ in what is minimised and in which of them is free: each starts where the last one ended
        let mut basis = None;
        for &r in block.rows.iter().filter(|&&r| frontier.floors[r] > ROUNDING) {
            let floor = frontier.floors[r];
            let mut draft = Builder::extend(&Lp { cost: vec![0.0; part.cols()], ..part.clone() });
            for (j, weight) in local(&whole, &frontier.rows[r]) {
                draft.set_cost(j, weight);
            }
            for &other in &block.rows {
                let limit = floor.max(frontier.floors[other]) * frontier.rows[other].requirement;
                let limit = if other == r { f64::INFINITY } else { limit + ROUNDING * limit.max(1.0) };
                draft.row(f64::NEG_INFINITY, limit, local(&whole, &frontier.rows[other]));
            }
            let lp = draft.build();
            // the walk ended where its rows stand on their floors
            let walked =
                frontier.least_load(&block.rows).and_then(|(x, y)| proved(&lp, x, y, vec![Method::of(solver)]).ok());
            let answer = match walked {
                Some(answer) => answer,
                None => {
                    basis = basis.or_else(|| frontier.last_basis(&block.rows));
                    solve_from(&lp, &mut basis, solver)?
                }
            };
            let mut found = RowFindings { model, program, security, reasons: BTreeMap::new(), loads: BTreeMap::new() };
            for (k, weight) in local(&whole, &frontier.rows[r]) {
                found.depends(program.cols[whole.cols[k] as usize], weight * answer.x[k]);
            }
            for (&i, &dual) in whole.rows.iter().zip(&answer.y) {
                let i = i as usize;
                found.row(program.rows[i], dual, program.lp.row_lower[i], program.lp.row_upper[i]);
            }
            causes[r] = found.causes(frontier.rows[r].requirement);
        }
    }
    Ok(causes)
}

/// Solves `lp`, our own engine from the basis of a program like it, which that of `lp` then replaces.
fn solve_from(lp: &Lp, basis: &mut Option<Basis>, solver: Solver) -> Result<Answer, Error> {
    if solver == Solver::Simplex
        && let Ok(Solved::Optimal { x, y, basis: found, .. }) = simplex::solve(lp, basis.as_ref())
        && let Ok(answer) = proved(lp, x, y, vec![Method::of(solver)])
    {
        *basis = Some(found);
        return Ok(answer);
    }
    solve(lp, solver)
}

/// Findings for one row: loads by element, and reasons by element and kind, each over the periods that it holds in.
struct RowFindings<'a> {
    model: &'a Model,
    program: &'a Program,
    security: &'a Security,
    loads: BTreeMap<ElementId, f64>,
    reasons: BTreeMap<(Option<ElementId>, Kind), (Reason, Vec<bool>)>,
}

impl RowFindings<'_> {
    fn depends(&mut self, column: ColKey, load: f64) {
        *self.loads.entry(column.element(self.model)).or_insert(0.0) += load;
    }

    /// Adds to a reason; `from` is the period in which what it waits for begins.
    fn add(&mut self, element: Option<ElementId>, kind: Kind, load: f64, period: usize, from: usize) {
        let new = Reason { kind, load: 0.0, first: period, last: period, periods: 0, from: (from, from) };
        let horizon = self.model.horizon.periods;
        let (reason, holds) = self.reasons.entry((element, kind)).or_insert_with(|| (new, vec![false; horizon]));
        reason.load += load;
        reason.first = reason.first.min(period);
        reason.last = reason.last.max(period);
        reason.from = (reason.from.0.min(from), reason.from.1.max(from));
        holds[period] = true;
    }

    fn row(&mut self, key: RowKey, dual: f64, lower: f64, upper: f64) {
        if dual.abs() <= NO_CAUSE {
            return;
        }
        let side = if dual > 0.0 { lower } else { upper };
        match key.role(self.model) {
            Role::Needed { pair, period } if dual > 0.0 => self.needed(pair, period, dual),
            // without capacity there is nothing to sell out
            Role::SoldOut { offer, period } if upper > 0.0 => {
                let offer = self.model.offer(offer);
                self.add(Some(offer.element), Kind::SoldOut(offer.supplier), -dual * upper, period, period);
            }
            Role::Contract(id) => {
                self.add(self.model.contracts[id.index()].element, Kind::Contract(id), dual * lower, 0, 0);
            }
            Role::Limit(element) => self.add(element, Kind::Limit(key), (dual * side).abs(), 0, 0),
            Role::Needed { .. } | Role::SoldOut { .. } | Role::None => {}
        }
    }

    /// One more tonne for a pair in a period would depend: who else could have delivered it, and does not?
    fn needed(&mut self, pair: PairId, period: usize, dual: f64) {
        let (model, program) = (self.model, self.program);
        let data = model.pair(pair);
        let load = dual * data.demand[period].max(f64::MIN_POSITIVE);
        let on = Who::Country(self.security.country);
        let purchases = program.pairs[pair.index()].purchases.iter().map(|&purchase| &program.purchases[purchase]);
        let mut somebody = false;
        // of a supplier with several offers the one that comes first or goes last counts, and none if one is there
        let mut away: BTreeMap<SupplierId, (Kind, usize)> = BTreeMap::new();
        let mut there = Vec::new();
        for purchase in purchases {
            let supplier = model.offer(purchase.offer).supplier;
            if model.dependency(supplier, on, self.security.look_through) >= 1.0 || purchase.periods.is_empty() {
                continue;
            }
            somebody = true;
            if purchase.periods.contains(&period) {
                there.push(supplier);
            } else if period < purchase.periods.start {
                let from =
                    away.get(&supplier).filter(|(kind, _)| *kind == Kind::NotYet(supplier)).map(|&(_, from)| from);
                let from = from.map_or(purchase.periods.start, |from| from.min(purchase.periods.start));
                away.insert(supplier, (Kind::NotYet(supplier), from));
            } else {
                away.entry(supplier).or_insert((Kind::NoLonger(supplier), period));
            }
        }
        for (supplier, (kind, from)) in away {
            if !there.contains(&supplier) {
                self.add(Some(data.element), kind, load, period, from);
            }
        }
        if !somebody {
            self.add(Some(data.element), Kind::NobodyElse, load, period, period);
        }
    }

    fn causes(self, requirement: f64) -> Causes {
        let all: f64 = self.loads.values().sum();
        let mut held: Causes = self
            .loads
            .into_iter()
            .filter(|(_, load)| *load > SLIGHT * requirement)
            .map(|(element, load)| Held { element: Some(element), part: load / all, reasons: Vec::new() })
            .collect();
        held.sort_by(|a, b| b.part.total_cmp(&a.part));
        for ((element, _), (mut reason, holds)) in self.reasons {
            if reason.load <= SLIGHT * requirement {
                continue;
            }
            reason.periods = holds.into_iter().filter(|&holds| holds).count();
            match held.iter_mut().find(|held| held.element == element) {
                Some(held) => held.reasons.push(reason),
                // what holds several has no part of its own; an element of which nothing depends is not held
                None if element.is_none() => held.push(Held { element, part: 0.0, reasons: vec![reason] }),
                None => {}
            }
        }
        for held in &mut held {
            held.reasons.sort_by(|a, b| b.load.total_cmp(&a.load).then(a.kind.cmp(&b.kind)));
        }
        held
    }
}
