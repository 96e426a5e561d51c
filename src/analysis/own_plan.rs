//! A plan of one's own: the variables that it leaves open are completed, and the constraints that it breaks are named.
//!
//! The purchases of the plan are given: so much of a supplier (or of one offer) for a pair in a period. Stock, shortage, substitution, the choice among a
//! supplier's offers and, where the plan does not name them, projects are completed with the least violation, each relative to its right-hand side, and then
//! at least cost. Contracts, caps, budgets and security rows decide nothing here; whether they hold is asked afterwards.

use super::Error;
use super::infeasibility::Violation;
use super::level::as_asked;
use super::parts::prove_parts;
use super::proved::{Point, Proved};
use crate::analysis::tolerances::{BROKEN, LEAST_BROKEN, LEAST_PRICED, ROOM, SAME_PURCHASE};
use crate::formulation::{ColKey, Gives, Program, RowKey};
use crate::lp::{Builder, Lp};
use crate::model::{ElementId, Model, OfferId, PairId, ProjectId, SupplierId};
use crate::solver::Solver;
use std::collections::BTreeMap;

/// The figures of a plan of one's own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OwnPlan {
    /// Tonnes delivered, by supplier, offer (`None`: any of the supplier's), pair and period.
    pub purchases: BTreeMap<(SupplierId, Option<OfferId>, PairId, usize), f64>,
    /// Tonnes a year decided, by project and period; `None` leaves projects open.
    pub projects: Option<BTreeMap<(ProjectId, usize), f64>>,
    /// Tonnes a year reserved, by offer.
    pub reservations: BTreeMap<OfferId, f64>,
}

impl OwnPlan {
    /// The bounds, tonnes, that a row of the plan sets to purchases there. Purchases of no named offer come on top of those of named offers,
    /// and may be of the same.
    fn bounds(&self, place: (SupplierId, Option<OfferId>, PairId, usize), tonnes: f64) -> (f64, f64) {
        let (supplier, offer, pair, period) = place;
        if offer.is_some() {
            let more = self.purchases.contains_key(&(supplier, None, pair, period));
            return (tonnes, if more { f64::INFINITY } else { tonnes });
        }
        let here = |s: &SupplierId, p: &PairId, t: &usize| (*s, *p, *t) == (supplier, pair, period);
        let all = self.purchases.iter().filter(|((s, _, p, t), _)| here(s, p, t)).map(|(_, tonnes)| tonnes).sum();
        (all, all)
    }
}

/// A plan of one's own, completed.
#[derive(Debug, Clone, PartialEq)]
pub struct Completed {
    /// Value of each column of the program.
    pub x: Vec<f64>,
    /// The constraints that it breaks, in the order of the program.
    pub violations: Vec<Violation>,
}

/// The columns that a purchase may be in; empty where nobody can deliver.
pub fn columns(
    program: &Program,
    model: &Model,
    (supplier, offer, pair, period): (SupplierId, Option<OfferId>, PairId, usize),
) -> Vec<usize> {
    let purchases = program.pairs[pair.index()].purchases.iter().map(|&purchase| &program.purchases[purchase]);
    let purchases = purchases.filter(|purchase| model.offer(purchase.offer).supplier == supplier);
    purchases
        .filter(|purchase| offer.is_none_or(|offer| offer == purchase.offer))
        .filter_map(|purchase| purchase.column(period))
        .collect()
}

/// Completes a plan with the least relative violation and then at least cost, and names the constraints it breaks: the security rows at `level` too.
///
/// # Errors
/// Failures of the solver. [`Error::NoPlan`] only where something is bought that nobody can deliver.
pub fn complete(
    model: &Model,
    program: &Program,
    own: &OwnPlan,
    level: Option<f64>,
    solver: Solver,
) -> Result<Proved<Completed>, Error> {
    let (security, limits) = as_asked(model, program, level);
    let mut elastic = OwnPlanDraft::new(model, program, own);
    let slacks = elastic.slacks.clone();
    let costs = program.lp.cost.clone();
    (0..costs.len()).for_each(|j| elastic.draft.set_cost(j, 0.0));
    let first = prove_parts(&elastic.draft.clone().build(), solver)?;
    let least: f64 = slacks.iter().map(|slack| slack.price() * first.x[slack.column]).sum();
    // then at least cost, with no more violation than there must be
    let room = ROOM * least.max(1.0);
    slacks.iter().for_each(|slack| elastic.draft.set_cost(slack.column, 0.0));
    (0..costs.len()).for_each(|j| elastic.draft.set_cost(j, costs[j]));
    let terms = slacks.iter().map(|slack| (slack.column, slack.price()));
    elastic.draft.row(f64::NEG_INFINITY, least + room, terms);
    let second = prove_parts(&elastic.draft.build(), solver)?;
    Ok(second.map(|Point { x, .. }| {
        let mut violations: Vec<Violation> = Vec::new();
        for slack in &slacks {
            violations.push(Violation { key: slack.key, limit: slack.limit, amount: x[slack.column] });
        }
        let x = x[..program.lp.cols()].to_vec();
        violations.extend(broken(program, &x));
        violations.extend(over_reserved(model, own));
        let rows = security.iter().zip(&limits);
        violations.extend(rows.map(|(row, &limit)| Violation { key: row.key(), limit, amount: row.load(&x) - limit }));
        violations.retain(|v| v.amount > BROKEN * v.limit.abs().max(LEAST_BROKEN));
        Completed { x, violations }
    }))
}

/// The reservations of offers beyond their capacity.
fn over_reserved<'a>(model: &'a Model, own: &'a OwnPlan) -> impl Iterator<Item = Violation> + 'a {
    own.reservations.iter().filter_map(|(&offer, &reserved)| {
        let capacity = model.offer(offer).capacity_per_year?;
        Some(Violation { key: RowKey::Reservation(offer), limit: capacity, amount: reserved - capacity })
    })
}

/// By how much each constraint that decided nothing is broken.
fn broken(program: &Program, x: &[f64]) -> Vec<Violation> {
    let (lp, activity) = (&program.lp, program.lp.activity(x));
    let decided = |key: &RowKey| part_in_completion(key) == Completion::Decided && key.course().is_none();
    let rows = program.rows.iter().enumerate().filter(|(_, key)| decided(key));
    rows.map(|(i, &key)| {
        let (lower, upper) = (lp.row_lower[i], lp.row_upper[i]);
        let (limit, amount) = match key.gives() {
            Gives::Below => (lower, lower - activity[i]),
            Gives::Above | Gives::Never | Gives::Demand | Gives::Itself => (upper, activity[i] - upper),
        };
        Violation { key, limit, amount }
    })
    .collect()
}

/// The part that a row has in the completion of a plan whose purchases are given.
#[derive(PartialEq, Eq)]
enum Completion {
    /// Holds; a demand that must be met may be short, at a price.
    Demand { pair: PairId, period: usize },
    /// Holds.
    Holds,
    /// May be exceeded, at a price.
    Exceeded,
    /// None: the purchases have decided it.
    Decided,
}

fn part_in_completion(key: &RowKey) -> Completion {
    match key {
        &RowKey::Balance { pair, period } => Completion::Demand { pair, period },
        RowKey::Unmet { .. } => Completion::Holds,
        RowKey::Capacity { .. } | RowKey::Project(_) => Completion::Exceeded,
        RowKey::ContractMin(_)
        | RowKey::ContractMax(_)
        | RowKey::Cap { .. }
        | RowKey::CapMin { .. }
        | RowKey::Security { .. }
        | RowKey::Budget(_)
        | RowKey::Coverage { .. }
        | RowKey::Storage { .. }
        | RowKey::Shortage { .. }
        | RowKey::Substitute { .. }
        | RowKey::Reservation(_)
        | RowKey::SurviveShortage(_)
        | RowKey::Course { .. } => Completion::Decided,
    }
}

#[derive(Clone)]
struct Slack {
    column: usize,
    key: RowKey,
    limit: f64,
}

impl Slack {
    fn price(&self) -> f64 {
        1.0 / self.limit.abs().max(LEAST_PRICED)
    }
}

struct OwnPlanDraft {
    draft: Builder,
    slacks: Vec<Slack>,
}

impl OwnPlanDraft {
    fn new(model: &Model, program: &Program, own: &OwnPlan) -> Self {
        let mut lp: Lp = program.lp.clone();
        let decided = |key: &RowKey| part_in_completion(key) == Completion::Decided;
        for (i, key) in program.rows.iter().enumerate().filter(|(_, key)| decided(key)) {
            debug_assert!(key.gives() != Gives::Demand, "a course's balance decides too");
            (lp.row_lower[i], lp.row_upper[i]) = (f64::NEG_INFINITY, f64::INFINITY);
        }
        fix(model, program, own, &mut lp);
        let bounds: Vec<(f64, f64)> = program.lp.lower.iter().copied().zip(program.lp.upper.iter().copied()).collect();
        let mut elastic = Self { draft: Builder::extend(&lp), slacks: Vec::new() };
        for (i, &key) in program.rows.iter().enumerate() {
            match part_in_completion(&key) {
                Completion::Demand { pair, period } => {
                    let demand = model.pair(pair).demand[period];
                    if demand > 0.0 && program.pairs[pair.index()].shortage(period).is_none() {
                        elastic.gives(RowKey::Shortage { pair, period }, Some((i, 1.0)), demand, demand);
                    }
                }
                Completion::Exceeded => _ = elastic.gives(key, Some((i, -1.0)), lp.row_upper[i], f64::INFINITY),
                Completion::Holds | Completion::Decided => {}
            }
        }
        for (j, &key) in program.cols.iter().enumerate() {
            let ColKey::Stock { pair, period } = key else { continue };
            let (lower, upper) = bounds[j];
            elastic.draft.set_bounds(j, 0.0, f64::INFINITY);
            if lower > 0.0 {
                let slack = elastic.gives(RowKey::Coverage { pair, period }, None, lower, lower);
                elastic.draft.row(lower, f64::INFINITY, [(j, 1.0), (slack, 1.0)]);
            }
            if upper.is_finite() {
                let slack = elastic.gives(RowKey::Storage { pair, period }, None, upper, f64::INFINITY);
                elastic.draft.row(f64::NEG_INFINITY, upper, [(j, 1.0), (slack, -1.0)]);
            }
        }
        for (&place, &tonnes) in &own.purchases {
            let terms = columns(program, model, place).into_iter().map(|x| (x, 1.0));
            let (least, most) = own.bounds(place, tonnes);
            elastic.draft.row(least, most, terms);
        }
        elastic
    }

    fn gives(&mut self, key: RowKey, row: Option<(usize, f64)>, limit: f64, most: f64) -> usize {
        let slack = Slack { column: 0, key, limit };
        let column = self.draft.column(slack.price(), 0.0, most);
        if let Some((i, sign)) = row {
            self.draft.entry(i, column, sign);
        }
        self.slacks.push(Slack { column, ..slack });
        column
    }
}

/// Fixes what the plan says of projects and reservations, and that nothing else is bought than it says.
fn fix(model: &Model, program: &Program, own: &OwnPlan, lp: &mut Lp) {
    for (j, key) in program.cols.iter().enumerate() {
        match *key {
            ColKey::Purchase { offer, pair, period } => {
                let supplier = model.offer(offer).supplier;
                let said = |offer| own.purchases.contains_key(&(supplier, offer, pair, period));
                if !said(None) && !said(Some(offer)) {
                    lp.upper[j] = 0.0;
                }
            }
            ColKey::Project { project, period } => {
                if let Some(projects) = &own.projects {
                    let built = projects.get(&(project, period)).copied().unwrap_or(0.0);
                    (lp.lower[j], lp.upper[j]) = (built, built);
                }
            }
            ColKey::Reservation(offer) => {
                let reserved = own.reservations.get(&offer).copied().unwrap_or(0.0);
                (lp.lower[j], lp.upper[j]) = (reserved, reserved);
            }
            ColKey::Stock { .. } | ColKey::Shortage { .. } | ColKey::Substitution { .. } | ColKey::Course { .. } => {}
        }
    }
}

/// The distance of a plan from the optimum in one element.
#[derive(Debug, Clone, PartialEq)]
pub struct Distance {
    /// The element.
    pub element: ElementId,
    /// The plan's cost of it, discounted.
    pub cost: f64,
    /// The optimum's cost of it.
    pub optimum: f64,
    /// Tonnes that the optimum buys more (less, if negative) of each supplier of whom it buys more or less, those first that change most.
    pub changes: Vec<(SupplierId, f64)>,
}

impl Distance {
    /// The saving by doing as the optimum does; negative where the plan spends less, which breaks something or is made up for by another element.
    pub fn saves(&self) -> f64 {
        self.cost - self.optimum
    }
}

/// The distances of a plan from the optimum, element by element: those first that save most. The savings sum to the difference of both costs.
pub fn distances(model: &Model, plan: (&Program, &[f64]), optimum: (&Program, &[f64])) -> Vec<Distance> {
    let spent = |(program, x): (&Program, &[f64])| {
        let mut spent = vec![0.0; model.elements.len()];
        for term in &program.costs {
            spent[program.cols[term.column].element(model).index()] += term.per_unit * x[term.column];
        }
        spent
    };
    let bought = |(program, x): (&Program, &[f64])| {
        let mut bought: BTreeMap<(usize, SupplierId), f64> = BTreeMap::new();
        for purchase in &program.purchases {
            let offer = model.offer(purchase.offer);
            let tonnes: f64 = purchase.columns(0..model.horizon.periods).map(|(column, _)| x[column]).sum();
            *bought.entry((offer.element.index(), offer.supplier)).or_insert(0.0) += tonnes;
        }
        bought
    };
    let (before, after) = (bought(plan), bought(optimum));
    let costs = spent(plan).into_iter().zip(spent(optimum)).enumerate();
    let distance = |(e, (cost, optimum)): (usize, (f64, f64))| {
        let of = |bought: &BTreeMap<(usize, SupplierId), f64>, s| bought.get(&(e, s)).copied().unwrap_or(0.0);
        let suppliers = (0..model.suppliers.len()).map(SupplierId::new);
        let mut changes: Vec<(SupplierId, f64)> = suppliers.map(|s| (s, of(&after, s) - of(&before, s))).collect();
        let most = changes.iter().map(|(_, tonnes)| tonnes.abs()).fold(0.0, f64::max);
        // a gramme, or an amount that is nothing beside the largest change
        changes.retain(|(_, tonnes)| tonnes.abs() > SAME_PURCHASE * most.max(1.0));
        changes.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        Distance { element: ElementId::new(e), cost, optimum, changes }
    };
    let mut all: Vec<Distance> = costs.map(distance).collect();
    // a stable sort: equals stay in the order of the model
    all.sort_by(|a, b| b.saves().total_cmp(&a.saves()));
    all
}
