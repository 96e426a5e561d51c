//! From the checked model to the linear program of MODEL.md.
//!
//! [`Program::new`] makes the columns with their tagged costs and lets each [`Family`] add its rows.
//! The security rows are kept apart ([`Program::security_rows`]), because their limit is the parameter that every analysis varies.
//!
//! Adding a constraint is three edits: a file here, a [`RowKey`] variant with its arms in `keys.rs` and `constraint.rs` (what is forgotten
//! there does not compile), a line in the list of families in `constraint.rs`. Adding a cost term is two: a line in the list in `terms.rs`, and
//! the column that bears it in `columns.rs`.

mod balance;
mod budget;
mod capacity;
mod caps;
mod columns;
mod constraint;
mod contracts;
pub mod courses;
mod in_words;
mod keys;
mod projects;
mod security;
mod sentences;
mod terms;
mod tolerances;
mod unmet;

use crate::lp::{Builder, Lp, NewRow};
use crate::model::{Model, Offer, OfferId, PairId, ProjectId};
use courses::CourseCol;
use std::ops::Range;

pub use columns::CostTerm;
pub use constraint::Family;
pub(crate) use constraint::{Gives, Role};
pub(crate) use in_words::{cap_in_words, contract_in_words, offer_in_words, project_in_words, short_name};
pub(crate) use keys::row_name;
pub use keys::{ColKey, RowKey};
pub use security::SecurityRow;

pub use terms::{Colour, CostParts, Look, Term};

/// Purchases of one offer for one pair: columns of consecutive periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseColumns {
    /// The offer.
    pub offer: OfferId,
    /// For whom.
    pub pair: PairId,
    /// The periods in which delivery is possible.
    pub periods: Range<usize>,
    /// The column of the first of them.
    pub first_column: usize,
}

impl PurchaseColumns {
    /// The column of period `t`, if delivery is possible then.
    pub(crate) fn column(&self, t: usize) -> Option<usize> {
        self.periods.contains(&t).then(|| self.first_column + t - self.periods.start)
    }

    /// Columns and periods of the part of `window` in which delivery is possible.
    pub(crate) fn columns(&self, window: Range<usize>) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (start, first) = (self.periods.start, self.first_column);
        let from = window.start.max(start);
        (from..window.end.min(self.periods.end)).map(move |t| (first + t - start, t))
    }
}

/// The columns of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairColumns {
    /// Its purchases, as indices into [`Program::purchases`].
    pub purchases: Vec<usize>,
    /// Column of the closing stock of period 0; the others follow.
    pub stock: usize,
    /// Column of the shortage of period 0, where the segment may be short; the others follow.
    pub shortage: Option<usize>,
    /// Column of the substitution of the first period in which it is possible, and that period; the others follow to the horizon's end.
    pub substitution: Option<(usize, usize)>,
}

impl PairColumns {
    /// The column of the shortage in period `t`.
    pub(crate) fn shortage(&self, t: usize) -> Option<usize> {
        self.shortage.map(|first| first + t)
    }

    /// The column of the substitution in period `t`.
    pub(crate) fn substitution(&self, t: usize) -> Option<usize> {
        self.substitution.and_then(|(first, from)| (t >= from).then(|| first + t - from))
    }
}

/// Decisions on one project: columns of consecutive periods.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectColumns {
    /// Of which project.
    pub project: ProjectId,
    /// The offer whose capacity it adds to.
    pub offer: OfferId,
    /// The periods in which it can be decided.
    pub periods: Range<usize>,
    /// The periods in which each of the decisions delivers.
    pub deliveries: Vec<Range<usize>>,
    /// Delivery of a tonne a year in one of them, tonnes.
    pub tonnes_a_period: f64,
    /// The column of the first of them.
    pub first_column: usize,
}

impl ProjectColumns {
    /// Columns with the periods of their decisions.
    pub fn columns(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (start, first) = (self.periods.start, self.first_column);
        self.periods.clone().map(move |t| (first + t - start, t))
    }
}

/// A model's linear program with the meaning of its rows and columns.
#[derive(Debug, Clone)]
pub struct Program {
    /// The program without security rows.
    pub lp: Lp,
    /// Keys of the rows.
    pub rows: Vec<RowKey>,
    /// Keys of the columns.
    pub cols: Vec<ColKey>,
    /// The objective, term by term: it sums to `lp.cost`.
    pub costs: Vec<CostTerm>,
    /// All purchases, by pair.
    pub purchases: Vec<PurchaseColumns>,
    /// The columns of each pair.
    pub pairs: Vec<PairColumns>,
    /// Purchases of each offer, as indices into [`Program::purchases`].
    pub offers: Vec<Vec<usize>>,
    /// Decisions on the projects that can deliver inside the horizon.
    pub projects: Vec<ProjectColumns>,
    /// The column of the capacity reserved of each offer; empty where nothing can be.
    pub reservations: Vec<Option<usize>>,
    /// The courses that are in it, of every stop that must be survived.
    pub courses: Vec<courses::Course>,
}

impl Program {
    /// The linear program of a model, without security rows and reservations.
    pub fn new(model: &Model) -> Self {
        let mut draft = Draft::new(model);
        for add in Family::ALL.iter().filter_map(|family| family.add()) {
            add(&mut draft);
        }
        draft.finish()
    }

    /// The purchases of an offer.
    pub(crate) fn offer_purchases(&self, offer: OfferId) -> impl Iterator<Item = &PurchaseColumns> {
        self.offers[offer.index()].iter().map(|&purchase| &self.purchases[purchase])
    }

    /// The purchases of an offer for a pair; `None` where it never delivers.
    pub(crate) fn purchase_of(&self, offer: OfferId, pair: PairId) -> Option<&PurchaseColumns> {
        self.pairs[pair.index()]
            .purchases
            .iter()
            .map(|&purchase| &self.purchases[purchase])
            .find(|purchase| purchase.offer == offer)
    }

    /// The column of the capacity reserved of an offer, tonnes a year.
    pub(crate) fn reservation(&self, offer: OfferId) -> Option<usize> {
        self.reservations.get(offer.index()).copied().flatten()
    }

    /// Additions of projects to an offer's capacity in a period: columns, and tonnes a period for each tonne a year.
    pub(crate) fn built(&self, offer: OfferId, t: usize) -> impl Iterator<Item = (usize, f64)> {
        built(&self.projects, offer, t)
    }

    /// The two sides of a column that are constraints with names: its lower and its upper bound.
    pub fn bound_keys(&self, column: usize) -> (Option<RowKey>, Option<RowKey>) {
        match self.cols[column] {
            // the capacity built of a project is bounded by a row
            ColKey::Purchase { .. } | ColKey::Project { .. } => (None, None),
            ColKey::Stock { pair, period } => {
                (Some(RowKey::Coverage { pair, period }), Some(RowKey::Storage { pair, period }))
            }
            ColKey::Shortage { pair, period } => (None, Some(RowKey::Shortage { pair, period })),
            ColKey::Substitution { pair, period } => (None, Some(RowKey::Substitute { pair, period })),
            ColKey::Reservation(offer) => (None, Some(RowKey::Reservation(offer))),
            // deliveries of an offer in a stop are bounded by a row where projects may add to its capacity
            ColKey::Course { col: CourseCol::Deliverable { .. }, .. } if self.lp.upper[column].is_infinite() => {
                (None, None)
            }
            ColKey::Course { course, col } => (None, col.upper_key().map(|row| RowKey::Course { course, row })),
        }
    }

    /// The program with `rows` added, each with its limit (the right-hand side, in the row's weighted tonnes).
    pub fn with_security(&self, rows: &[SecurityRow], limits: &[f64]) -> Lp {
        let rows = rows.iter().zip(limits);
        let rows = rows.map(|(row, &limit)| NewRow { lower: f64::NEG_INFINITY, upper: limit, terms: &row.terms });
        self.lp.with_rows(&rows.collect::<Vec<_>>())
    }
}

fn built(projects: &[ProjectColumns], offer: OfferId, t: usize) -> impl Iterator<Item = (usize, f64)> {
    let projects = projects.iter().filter(move |project| project.offer == offer);
    projects.flat_map(move |project| {
        let delivering = project.columns().zip(&project.deliveries).filter(move |(_, run)| run.contains(&t));
        delivering.map(|((column, _), _)| (column, project.tonnes_a_period))
    })
}

/// A program in the making: what the families see and add to.
pub(crate) struct Draft<'m> {
    model: &'m Model,
    lp: Builder,
    rows: Vec<RowKey>,
    cols: Vec<ColKey>,
    costs: Vec<CostTerm>,
    purchases: Vec<PurchaseColumns>,
    pairs: Vec<PairColumns>,
    projects: Vec<ProjectColumns>,
    // purchases of each offer, as indices into `purchases`
    offers: Vec<Vec<usize>>,
    // DF·κ of each period: a power, which thousands of columns ask for
    money: Vec<f64>,
}

impl<'m> Draft<'m> {
    fn new(model: &'m Model) -> Self {
        let mut draft = Self {
            model,
            lp: Builder::default(),
            rows: Vec::new(),
            cols: Vec::new(),
            costs: Vec::new(),
            purchases: Vec::new(),
            pairs: Vec::new(),
            projects: Vec::new(),
            offers: vec![Vec::new(); model.offers.len()],
            money: (0..model.horizon.periods).map(|t| model.discount(t) * model.price_unit.per_tonne()).collect(),
        };
        columns::add(&mut draft);
        draft
    }

    fn row(&mut self, key: RowKey, lower: f64, upper: f64, terms: impl IntoIterator<Item = (usize, f64)>) {
        self.lp.row(lower, upper, terms);
        self.rows.push(key);
    }

    fn periods(&self) -> usize {
        self.model.horizon.periods
    }

    fn offer_of(&self, purchase: &PurchaseColumns) -> &'m Offer {
        self.model.offer(purchase.offer)
    }

    fn finish(self) -> Program {
        let Self { lp, rows, cols, costs, purchases, pairs, projects, offers, .. } = self;
        Program {
            lp: lp.build(),
            rows,
            cols,
            costs,
            purchases,
            pairs,
            offers,
            projects,
            reservations: Vec::new(),
            courses: Vec::new(),
        }
    }
}
