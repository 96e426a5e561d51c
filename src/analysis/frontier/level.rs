//! The cost of one level of a frontier.

use super::Frontier;
use super::tolerances::ROUNDING;
use crate::formulation::Program;
use crate::model::{Model, Security, Unattainable};
use crate::plan;

/// One level of the table, with its cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// The level asked for.
    pub level: f64,
    /// True if no row is held at a floor above it.
    pub attainable: bool,
    /// Its cost; `None` where `unattainable = "fail"` leaves no plan.
    pub found: Option<LevelCost>,
}

/// The cost of a level that has a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelCost {
    /// The level in force: `max(lowest, min(level, free share))`.
    pub share: f64,
    /// The share of everything that is required, as in a plan's summary.
    pub share_total: Option<f64>,
    /// The least cost.
    pub cost: f64,
    /// The cost above the least of all.
    pub extra_cost: f64,
    /// The same in per cent; `None` where the least cost is 0.
    pub extra_percent: Option<f64>,
    /// The cost of one more percentage point towards less dependency; 0 above the free share, `None` at the lowest.
    pub marginal_cost: Option<f64>,
    /// The charge on each unit of the row's left side for this plan to be a cheapest one; `None` where `marginal_cost` is and where
    /// the scope has several rows.
    pub levy: Option<f64>,
    /// Unmet demand, tonnes.
    pub shortage: f64,
}

impl Frontier {
    /// The cost of a level.
    pub fn level(&self, model: &Model, program: &Program, security: &Security, level: f64) -> Level {
        let attainable = self.floors.iter().all(|&floor| floor <= level + ROUNDING);
        if self.unattainable == Unattainable::Fail && !attainable {
            return Level { level, attainable, found: None };
        }
        let share = level.min(self.free_share).max(self.lowest_share);
        let x = self.plan(self.shown(level));
        let cost = self.cost(share);
        let extra_cost = (cost - self.least_cost).max(0.0);
        let marginal_cost = match level {
            level if level <= self.lowest_share + ROUNDING => None,
            level if level > self.free_share + ROUNDING => Some(0.0),
            // a level at a breakpoint is above what lies below it, whichever way the breakpoint is rounded
            level => self.marginal_cost(level - ROUNDING),
        };
        let found = LevelCost {
            share,
            share_total: plan::share(model, program, &x, security, security.look_through),
            cost,
            extra_cost,
            extra_percent: (self.least_cost != 0.0).then(|| 100.0 * extra_cost / self.least_cost),
            marginal_cost,
            levy: marginal_cost.and_then(|marginal| self.charge(marginal)),
            shortage: plan::shortage(program, &x),
        };
        Level { level, attainable, found: Some(found) }
    }
}
