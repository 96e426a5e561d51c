//! The cost of each security level: the whole frontier, not a sample of it.
//!
//! cost(σ) is piecewise linear. Each `Block` of the program has a `Curve`: its breakpoints with the
//! change of the plan between them. Components without a security row cost the same at every level. The frontier is their sum.

mod block_curve;
pub mod causes;
pub(crate) mod curve;
pub(crate) mod decomposition;
pub(crate) mod dichotomic;
mod duals;
mod find;
pub(crate) mod flat;
pub(crate) mod floors;
mod level;
pub(crate) mod parametric_cost;
pub(crate) mod parametric_rhs;
pub mod shape;
pub(crate) mod tolerances;

pub(super) use find::frontier_to;
pub use find::{frontier, frontier_from};
pub use level::{Level, LevelCost};

use crate::formulation::SecurityRow;
use crate::lp::components::Component;
use crate::lp::verify::Certificate;
use crate::model::{Scope, Unattainable};
use crate::simplex::Basis;
use crate::solver::Method;
use block_curve::{BlockCurve, FoundBy};
use curve::Curve;
use flat::Flat;
use std::collections::BTreeSet;

/// A breakpoint, or a floor, of the frontier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Breakpoint {
    /// The security level.
    pub share: f64,
    /// The least cost at it.
    pub cost: f64,
}

/// The whole frontier of one scope.
#[derive(Debug, Clone)]
pub struct Frontier {
    /// The scope: each of its parts has a row.
    pub scope: Scope,
    /// The security rows.
    pub rows: Vec<SecurityRow>,
    /// Each row's floor.
    pub floors: Vec<f64>,
    /// The rule below a floor.
    pub unattainable: Unattainable,
    /// The least cost of all.
    pub least_cost: f64,
    /// The smallest level that costs nothing extra.
    pub free_share: f64,
    /// The lowest level there is a plan for.
    pub lowest_share: f64,
    /// Breakpoints and floors from the free share down to the lowest.
    pub points: Vec<Breakpoint>,
    start: Vec<f64>,
    // the part of the program that does not depend on the level: its cost and its duals
    fixed: f64,
    fixed_duals: Vec<(Component, Vec<f64>)>,
    courses: Vec<BlockCurve>,
    certificate: Certificate,
    methods: BTreeSet<Method>,
}

impl Frontier {
    /// The certificate of every breakpoint, and so of every level: the worst of all. Each block's points are, on the way, measured against the
    /// block's program (`lp::follow`); the blocks share no column and no row, so points optimal in each are optimal in all.
    pub fn certificate(&self) -> Certificate {
        self.certificate
    }

    /// The methods by which the blocks were found, each once.
    pub fn methods(&self) -> &BTreeSet<Method> {
        &self.methods
    }

    /// The basis with which the walk of the block of these rows ended: of the block's columns and rows, then of its security rows. None if it
    /// was not walked.
    pub(super) fn last_basis(&self, rows: &[usize]) -> Option<Basis> {
        match &self.courses.iter().find(|course| course.rows == rows)?.by {
            FoundBy::ParametricCost(walked) => Some(walked.last_basis()),
            FoundBy::ParametricRhs(walked) => walked.last_basis(),
            FoundBy::DichotomicSearch(_) => None,
        }
    }

    /// The plan of the least load of a block that has one row, and the duals that prove it so, as the walk came by them.
    pub(super) fn least_load(&self, rows: &[usize]) -> Option<(Vec<f64>, Vec<f64>)> {
        match &self.courses.iter().find(|course| course.rows == rows)?.by {
            FoundBy::ParametricCost(walked) => Some(walked.least_load()),
            FoundBy::ParametricRhs(_) | FoundBy::DichotomicSearch(_) => None,
        }
    }

    fn flats(&self) -> impl Iterator<Item = &Flat> {
        self.courses.iter().filter_map(BlockCurve::flat)
    }

    fn curves(&self) -> impl Iterator<Item = &Curve> {
        self.courses.iter().map(BlockCurve::curve)
    }

    /// The least cost at a level; below the lowest share that of the lowest.
    pub fn cost(&self, share: f64) -> f64 {
        let share = share.max(self.lowest_share);
        self.fixed + self.curves().map(|curve| curve.cost(share)).sum::<f64>()
    }

    /// The cost of one more percentage point towards less dependency at a level; `None` at or below the lowest.
    pub fn marginal_cost(&self, share: f64) -> Option<f64> {
        (share > self.lowest_share).then(|| self.curves().map(|curve| curve.slope_below(share)).sum::<f64>() / 100.0)
    }

    /// The charge on each unit of the row's left side, in money of the start, for the plan at a level to be a cheapest one without a
    /// level: the row's shadow price. `None` at or below the lowest level and where the scope has several rows.
    pub fn levy(&self, share: f64) -> Option<f64> {
        self.marginal_cost(share).and_then(|marginal| self.charge(marginal))
    }

    /// The levy that a marginal cost amounts to, where there is one row.
    fn charge(&self, marginal: f64) -> Option<f64> {
        let [row] = &self.rows[..] else { return None };
        Some(100.0 * marginal / row.requirement)
    }

    /// The least-cost plan at a level: between two breakpoints the mixture of theirs.
    pub fn plan(&self, share: f64) -> Vec<f64> {
        let share = share.max(self.lowest_share);
        let mut x = self.start.clone();
        self.curves().for_each(|curve| curve.apply(share, &mut x));
        self.flats().flat_map(|flat| flat.changes(f64::NEG_INFINITY, share)).for_each(|(j, by)| x[j as usize] += by);
        x
    }

    /// True if [`Frontier::plan`] is at this level the plan with the smallest share among those of least cost (between breakpoints the mixture of
    /// theirs). It need not be where dichotomic search found a block of several rows, above the block's free share: there the rows are held tighter than the
    /// level asks.
    pub fn is_tie_broken(&self, share: f64) -> bool {
        self.courses.iter().all(|course| match &course.by {
            FoundBy::ParametricCost(_) => true,
            FoundBy::ParametricRhs(walked) => walked.flat.is_some() || share <= walked.curve.shares[0],
            FoundBy::DichotomicSearch(drawn) => course.rows.len() <= 1 || share <= drawn.curve.shares[0],
        })
    }

    /// The level at which the plan of a level is shown: the level itself where something depends on it, though it costs the same above the free
    /// share.
    pub fn shown(&self, level: f64) -> f64 {
        let top = self.flats().map(Flat::top).fold(self.free_share, f64::max);
        level.min(top).max(self.lowest_share)
    }

    /// Changes of the plan from `points[k]` to `points[k + 1]`, by column; in between the plan moves in a straight line.
    pub fn changes(&self, k: usize) -> Vec<(u32, f64)> {
        let (high, low) = (self.points[k].share, self.points[k + 1].share);
        let flat = self.flats().flat_map(|flat| flat.changes(low, high)).map(|(j, by)| (j, -by));
        self.curves().flat_map(|curve| curve.changes(high, low)).chain(flat).collect()
    }

    /// The limit of each security row at a level: `max(σ, floor)` of its requirement.
    pub fn limits(&self, share: f64) -> Vec<f64> {
        self.rows.iter().zip(&self.floors).map(|(row, &floor)| share.max(floor) * row.requirement).collect()
    }
}
