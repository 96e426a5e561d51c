//! Courses: how supply goes on when a disruption begins.
//!
//! A course leaves the undisturbed course (the trunk) at its first period and replans everything from there on. [`Disturbance`] says what is
//! left of each offer; [`Sheet::course`] adds one course's columns and rows to a program. The same builder serves survival and hedge, where the trunk
//! is columns of the same program, and stress, where it is a plan: what of the trunk stands in a row is then a number on its right-hand side.
//!
//! From its start on, required stock, the security level, survival, caps and budgets are lifted; capacity (as far as it is left), qualification,
//! storage and contract maxima are kept, projects and reservations are the trunk's.

mod columns;
mod constraint;
mod disturbance;
mod keys;
mod pools;
mod rows;
mod survival;

use super::{ColKey, Program, PurchaseColumns, RowKey};
use crate::formulation::tolerances::SAME_SUM;
use crate::lp::{Builder, Lp};
use crate::model::derived::unmet;
use crate::model::{Model, OfferId, PairId};
use std::collections::BTreeMap;
use std::ops::Range;

pub use disturbance::Disturbance;
pub use keys::{CourseCol, CourseKey, CourseRow};
pub use pools::Pool;
pub use survival::Unasked;
pub(crate) use survival::{Stops, first_start};

/// The purpose of a course, which decides what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Purpose {
    /// Survival: it costs nothing, contract minima and the stock at its end play no part, and no more may be short than in the trunk.
    Survive,
    /// Stress and hedge: it costs what it costs, times this weight in the objective; anybody may be short at a cost, and stock missing at the end is
    /// bought back.
    Replan {
        /// Its weight in the objective.
        weight: f64,
    },
}

/// The columns of one pair in a course; each run begins with the course's first period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoursePair {
    /// Its purchases, as indices into [`Course::purchases`].
    pub purchases: Vec<usize>,
    /// Its purchases in pools: periods and columns.
    pub pooled: Vec<(usize, usize)>,
    /// Column of the first closing stock; `None` of a reserve that only releases its stock.
    pub stock: Option<usize>,
    /// Column of the first shortage, where the pair may be short.
    pub shortage: Option<usize>,
    /// Column of the first substitution, and its period.
    pub substitution: Option<(usize, usize)>,
    /// Releases that it receives from reserves, as indices into [`Course::releases`].
    pub receives: Vec<usize>,
    /// Releases that it makes as a reserve, as indices into [`Course::releases`].
    pub releases: Vec<usize>,
    /// Column of the stock missing at the end.
    pub missing: Option<usize>,
}

/// The releases from one reserve to one pair: a column for each period of the course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseColumns {
    /// The reserve's pair.
    pub from: PairId,
    /// The pair that receives.
    pub to: PairId,
    /// The column of the course's first period.
    pub first_column: usize,
}

/// The columns of a course.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Its key.
    pub key: CourseKey,
    /// Its periods.
    pub periods: Range<usize>,
    /// Its purchases, by pair.
    pub purchases: Vec<PurchaseColumns>,
    /// Pools: joint deliveries of offers.
    pub pools: Vec<Pool>,
    /// Its releases.
    pub releases: Vec<ReleaseColumns>,
    /// The columns of each pair; `None` for the pairs of elements that the course leaves out.
    pub pairs: Vec<Option<CoursePair>>,
    /// Its discounted cost by column, whatever its weight in the objective.
    pub costs: Vec<(usize, f64)>,
}

impl Course {
    /// The column of a pair's closing stock.
    pub(crate) fn stock(&self, pair: &CoursePair, t: usize) -> Option<usize> {
        pair.stock.map(|first| first + t - self.periods.start)
    }

    /// The stock of a pair at `x` before period `t` of the course; where the pair has none there, it is a reserve that releases its stock.
    pub(crate) fn held_before(&self, model: &Model, program: &Program, id: PairId, t: usize, x: &[f64]) -> f64 {
        let columns = self.pairs[id.index()].as_ref();
        if let Some(j) = t.checked_sub(1).filter(|_| t > self.periods.start).and_then(|t| self.stock(columns?, t)) {
            return x[j];
        }
        let opening = match self.periods.start {
            0 => model.pair(id).initial_stock,
            start => x[program.pairs[id.index()].stock + start - 1],
        };
        let releases = columns.into_iter().flat_map(|columns| &columns.releases);
        let released = releases.flat_map(|&r| (self.periods.start..t).map(move |t| x[self.release(r, t)]));
        (opening - released.sum::<f64>()).max(0.0)
    }

    /// The columns of a pair's purchases in a period.
    pub(crate) fn bought(&self, pair: &CoursePair, t: usize) -> impl Iterator<Item = usize> {
        let apart = pair.purchases.iter().filter_map(move |&purchase| self.purchases[purchase].column(t));
        apart.chain(pair.pooled.iter().filter(move |&&(period, _)| period == t).map(|&(_, column)| column))
    }

    /// The column of a pair's shortage.
    pub(crate) fn shortage(&self, pair: &CoursePair, t: usize) -> Option<usize> {
        pair.shortage.map(|first| first + t - self.periods.start)
    }

    /// The column of a pair's substitution.
    pub(crate) fn substitution(&self, pair: &CoursePair, t: usize) -> Option<usize> {
        pair.substitution.and_then(|(first, from)| (t >= from).then(|| first + t - from))
    }

    /// The column of a release.
    pub(crate) fn release(&self, release: usize, t: usize) -> usize {
        self.releases[release].first_column + t - self.periods.start
    }

    /// The course's discounted cost at `x`, from its start on.
    pub(crate) fn cost(&self, x: &[f64]) -> f64 {
        self.costs.iter().map(|&(j, cost)| cost * x[j]).sum()
    }

    /// Unmet demand at `x`, tonnes.
    pub(crate) fn unmet(&self, model: &Model, x: &[f64]) -> f64 {
        let pairs = self.pairs.iter().zip(&model.pairs).filter_map(|(columns, pair)| Some((columns.as_ref()?, pair)));
        let short = pairs.flat_map(|(columns, pair)| {
            let periods = self.periods.clone();
            periods.filter_map(|t| Some(unmet(x[self.shortage(columns, t)?], pair.demand[t])))
        });
        short.sum()
    }
}

/// The formulation of deliveries in the courses of survival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deliveries {
    /// A column for each offer, as MODEL.md writes them.
    Apart,
    /// One column for deliveries of several offers to the same pairs: fewer columns and rows, and the same trunks.
    Pooled,
}

/// The trunk as a course sees it: columns of the same program, or the values of a plan in them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trunk<'a> {
    /// The program of the undisturbed course.
    pub program: &'a Program,
    /// A plan that is kept; `None` where the trunk's columns are in the program that the course is added to.
    pub plan: Option<&'a [f64]>,
}

/// A program that courses are added to.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    model: &'a Model,
    trunk: Trunk<'a>,
    lp: Builder,
    /// Keys of the rows that were added.
    pub rows: Vec<RowKey>,
    /// Keys of the columns that were added.
    pub cols: Vec<ColKey>,
    pooled: bool,
    // the most that an offer can deliver in a period of a stop, where some pool draws on it
    deliverables: BTreeMap<(OfferId, usize), usize>,
}

impl<'a> Sheet<'a> {
    /// A sheet for courses beside the trunk, in one program with it: `lp` is the program's, or that with more rows.
    pub(crate) fn beside(model: &'a Model, program: &'a Program, lp: &Lp) -> Self {
        let trunk = Trunk { program, plan: None };
        Self::new(model, trunk, Builder::extend(lp))
    }

    /// An empty sheet for courses that leave a plan, which `x` is.
    pub fn after(model: &'a Model, program: &'a Program, x: &'a [f64]) -> Self {
        let trunk = Trunk { program, plan: Some(x) };
        Self::new(model, trunk, Builder::default())
    }

    fn new(model: &'a Model, trunk: Trunk<'a>, lp: Builder) -> Self {
        Self { model, trunk, lp, rows: vec![], cols: vec![], pooled: false, deliverables: BTreeMap::new() }
    }

    /// The sheet whose courses of survival are pooled, or stand apart.
    pub(crate) fn with(self, deliveries: Deliveries) -> Self {
        Self { pooled: deliveries == Deliveries::Pooled, ..self }
    }

    /// Adds a course, only of the elements marked where any are, and says where its columns are.
    pub fn course(
        &mut self,
        key: CourseKey,
        disturbance: &Disturbance,
        purpose: Purpose,
        elements: Option<&[bool]>,
    ) -> Course {
        let course = columns::add(self, key, disturbance, purpose, elements);
        rows::add(self, &course, disturbance, purpose);
        course
    }

    /// Adds a column to the program that belongs to no course.
    pub(crate) fn extra_column(&mut self, cost: f64, lower: f64, upper: f64) -> usize {
        self.lp.column(cost, lower, upper)
    }

    /// Gives a column another cost.
    pub(crate) fn set_cost(&mut self, column: usize, cost: f64) {
        self.lp.set_cost(column, cost);
    }

    /// Adds a row to the program that belongs to no course.
    pub(crate) fn extra_row(&mut self, lower: f64, upper: f64, terms: impl IntoIterator<Item = (usize, f64)>) -> usize {
        self.lp.row(lower, upper, terms)
    }

    /// The program with all that was added, and the keys of its new rows and columns.
    pub(crate) fn build(self) -> (Lp, Vec<RowKey>, Vec<ColKey>) {
        (self.lp.build(), self.rows, self.cols)
    }

    fn column(&mut self, course: CourseKey, col: CourseCol, cost: f64, upper: f64) -> usize {
        self.cols.push(ColKey::Course { course, col });
        self.lp.column(cost, 0.0, upper)
    }

    /// Adds a row with terms of its own and terms in columns of the trunk, which a plan turns into a number.
    fn row(
        &mut self,
        (course, row): (CourseKey, CourseRow),
        (lower, upper): (f64, f64),
        mut own: Vec<(usize, f64)>,
        trunk: Vec<(usize, f64)>,
    ) {
        let mut known = 0.0;
        match self.trunk.plan {
            // rounding may leave a plan's quantity a little below 0: a course could not keep under it
            Some(x) => known = trunk.iter().map(|&(j, a)| a * x[j].max(0.0)).sum(),
            None => own.extend(trunk),
        }
        self.lp.row(left(lower, known), left(upper, known), own);
        self.rows.push(RowKey::Course { course, row });
    }
}

/// The rest of a bound that the trunk's plan leaves.
///
/// Nothing, where that is what rounding leaves of two sums over the same deliveries: a contract whose minimum the plan meets exactly and whose other
/// deliveries a stop takes would ask for 3e-15 t that nobody can deliver, beside which no tolerance helps, since all that is left in the row is as small.
fn left(bound: f64, known: f64) -> f64 {
    let left = bound - known;
    if bound.is_finite() && left.abs() <= SAME_SUM * bound.abs().max(known.abs()) { 0.0 } else { left }
}
