//! The least that would have to give: the elastic program of MODEL.md.
//!
//! Coverage, contracts, caps, budgets, storage and security rows may be violated, and demand left unmet, at a price: each
//! violation relative to its right-hand side. Balance and capacity hold. The cheapest violation says what gives, by how much, when.

use crate::analysis::Error;
use crate::analysis::least_cost::solve;
use crate::analysis::proved::{Point, Proved};
use crate::analysis::tolerances::{LEAST_LIMIT, NO_VIOLATION};
use crate::formulation::courses::CourseRow;
use crate::formulation::{Gives, Program, Role, RowKey, SecurityRow};
use crate::lp::{Builder, Lp};
use crate::model::Model;
use crate::solver::Solver;

/// A constraint that would have to give.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Violation {
    /// The constraint.
    pub key: RowKey,
    /// Its right-hand side.
    pub limit: f64,
    /// By how much it gives, in its own unit, positive.
    pub amount: f64,
}

/// The least that would have to give, by constraint in the order of the program; empty if there is a plan after all.
///
/// # Errors
/// Failures of the solver.
pub fn least_violation(
    model: &Model,
    program: &Program,
    security: &[SecurityRow],
    limits: &[f64],
    solver: Solver,
) -> Result<Proved<Vec<Violation>>, Error> {
    let lp = program.with_security(security, limits);
    let mut elastic = Elastic::new(&lp);
    let keys = program.rows.iter().copied().chain(security.iter().map(SecurityRow::key));
    for (i, key) in keys.enumerate() {
        match key.gives() {
            Gives::Demand => elastic.demand_gives(model, program, key, i),
            Gives::Below => elastic.gives(key, i, 1.0, lp.row_lower[i], f64::INFINITY),
            Gives::Above => elastic.gives(key, i, -1.0, lp.row_upper[i], f64::INFINITY),
            // of a row nothing but its slack can give
            Gives::Never | Gives::Itself => {}
        }
    }
    for j in 0..program.cols.len() {
        let (lower, upper) = program.bound_keys(j);
        lower.into_iter().chain(upper).for_each(|key| elastic.bound_gives(j, key));
    }
    let Elastic { draft, slacks, .. } = elastic;
    let least: Proved<Point> = solve(&draft.build(), solver)?.into();
    Ok(least.map(|Point { x, .. }| {
        let amounts = slacks.into_iter().map(|(column, key, limit)| Violation { key, limit, amount: x[column] });
        amounts.filter(|v| v.amount * Elastic::price(v.limit) > NO_VIOLATION).collect()
    }))
}

struct Elastic {
    draft: Builder,
    bounds: Vec<(f64, f64)>,
    // the remaining bounds of each column
    left: Vec<(f64, f64)>,
    // column, constraint, right-hand side
    slacks: Vec<(usize, RowKey, f64)>,
}

impl Elastic {
    fn new(lp: &Lp) -> Self {
        let bounds: Vec<_> = lp.lower.iter().copied().zip(lp.upper.iter().copied()).collect();
        // costs play no part
        let free = Lp { cost: vec![0.0; lp.cols()], ..lp.clone() };
        Self { draft: Builder::extend(&free), left: bounds.clone(), bounds, slacks: Vec::new() }
    }

    /// Price of a violation: relative to the right-hand side, however small that is (elements are bought by the gram too), or to a tonne
    /// where there is none.
    fn price(limit: f64) -> f64 {
        if limit == 0.0 { 1.0 } else { 1.0 / limit.abs().max(LEAST_LIMIT) }
    }

    /// Lets row `i` be violated by up to `most`.
    fn gives(&mut self, key: RowKey, i: usize, sign: f64, limit: f64, most: f64) {
        let column = self.draft.column(Self::price(limit), 0.0, most);
        self.draft.entry(i, column, sign);
        self.slacks.push((column, key, limit));
    }

    /// Lets the demand in a balance go unmet, also where no shortage is allowed.
    fn demand_gives(&mut self, model: &Model, program: &Program, key: RowKey, i: usize) {
        if let RowKey::Course { course, row: CourseRow::Balance { pair, period } } = key {
            // in a course it is survival that gives; where the trunk may be short, its row does
            let demand = model.pair(pair).demand[period];
            if demand > 0.0 && program.pairs[pair.index()].shortage(period).is_none() {
                let row = CourseRow::Survive { pair, period };
                self.gives(RowKey::Course { course, row }, i, 1.0, demand, demand);
            }
            return;
        }
        let Role::Needed { pair, period } = key.role(model) else { return };
        let demand = model.pair(pair).demand[period];
        if demand > 0.0 && program.pairs[pair.index()].shortage(period).is_none() {
            self.gives(RowKey::Shortage { pair, period }, i, 1.0, demand, demand);
        }
    }

    /// Lets a bound of a column give: it becomes a row, and the column is free on that side.
    fn bound_gives(&mut self, column: usize, key: RowKey) {
        let (lower, upper) = self.bounds[column];
        match key.gives() {
            Gives::Below if lower > 0.0 => {
                self.left[column].0 = 0.0;
                let slack = self.draft.column(Self::price(lower), 0.0, lower);
                self.draft.row(lower, f64::INFINITY, [(column, 1.0), (slack, 1.0)]);
                self.slacks.push((slack, key, lower));
            }
            Gives::Above if upper.is_finite() => {
                self.left[column].1 = f64::INFINITY;
                let slack = self.draft.column(Self::price(upper), 0.0, f64::INFINITY);
                self.draft.row(f64::NEG_INFINITY, upper, [(column, 1.0), (slack, -1.0)]);
                self.slacks.push((slack, key, upper));
            }
            Gives::Itself if upper > 0.0 => {
                self.draft.set_cost(column, Self::price(upper));
                self.slacks.push((column, key, upper));
            }
            Gives::Below | Gives::Above | Gives::Itself | Gives::Never | Gives::Demand => {}
        }
        let (lower, upper) = self.left[column];
        self.draft.set_bounds(column, lower, upper);
    }
}
