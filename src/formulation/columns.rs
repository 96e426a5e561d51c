//! The variables with their bounds and their costs, term by term.
//!
//! **objective** Σ_t DF[t]·( κ·Σ P·x + κ·h·Σ H·I + κ·Σ shortage_cost·u + κ·Σ substitute_cost·v ) + Σ a·y·Σ_t DF[t]·On + κ·h·Σ R·Σ_t DF[t]·fee,
//! with P = price·(1 + tariff) + freight and a the annuity of a project
//!
//! **where** x exists only where delivery is possible; y where a decision delivers inside the horizon; R ≤ capacity_per_year where an offer has a fee and
//! a disruption is planned for; Cov ≤ I ≤ storage capacity; u ≤ d where the segment has a shortage cost; v ≤ max_share·d from the substitute's date on
//!
//! **unit** tonnes, of y and R tonnes a year; costs in the model's currency
//!
//! **shadow price** of `coverage`: the cost of holding one more tonne at that time; of `storage`: the saving of room for one more tonne (negative); of
//! `shortage` and `substitute`: the saving of allowing one more tonne (negative); of `reservation`: the saving of one more tonne a year that can be
//! reserved (negative)

use super::{ColKey, Draft, PairColumns, ProjectColumns, PurchaseColumns, Term};
use crate::model::{Model, Offer, OfferId, Pair, PairId, ProjectId};
use std::ops::Range;

/// One term of the objective.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostTerm {
    /// Of which column.
    pub column: usize,
    /// Its purpose.
    pub term: Term,
    /// Discounted cost per unit of the column: a tonne, or a tonne a year.
    pub per_unit: f64,
}

pub(super) fn add(draft: &mut Draft) {
    let mut offers_of: Vec<Vec<OfferId>> = vec![Vec::new(); draft.model.elements.len()];
    for (id, offer) in draft.model.offer_ids() {
        offers_of[offer.element.index()].push(id);
    }
    for (id, pair) in draft.model.pair_ids() {
        let purchases = offers_of[pair.element.index()]
            .iter()
            .filter_map(|&offer| purchase_columns(draft, offer, id, pair))
            .collect();
        let stock = stock(draft, id, pair);
        let shortage = shortage(draft, id, pair);
        let substitution = substitution(draft, id, pair);
        draft.pairs.push(PairColumns { purchases, stock, shortage, substitution });
    }
    (0..draft.model.projects.len()).for_each(|index| project(draft, ProjectId::new(index)));
}

impl Draft<'_> {
    fn column(&mut self, key: ColKey, lower: f64, upper: f64, terms: &[(Term, f64)]) -> usize {
        let cost = terms.iter().map(|(_, cost)| cost).sum();
        let column = self.lp.column(cost, lower, upper);
        self.cols.push(key);
        for &(term, per_unit) in terms.iter().filter(|(_, cost)| *cost != 0.0) {
            self.costs.push(CostTerm { column, term, per_unit });
        }
        column
    }

    /// DF·κ: from a price per price unit in period `t` to discounted money per tonne.
    fn money(&self, t: usize) -> f64 {
        self.money[t]
    }
}

fn purchase_columns(draft: &mut Draft, offer_id: OfferId, pair_id: PairId, pair: &Pair) -> Option<usize> {
    let model = draft.model;
    let offer = model.offer(offer_id);
    let first = model.first_delivery(offer.supplier, pair.segment)?;
    let window = sold(model, offer_id, offer);
    let periods = window.start.max(first)..window.end;
    if periods.is_empty() {
        return None;
    }
    let route = model.route(offer.supplier, pair.segment);
    let first_column = draft.cols.len();
    for period in periods.clone() {
        let price = model.price(offer, period).expect("checked: an offer has a price in each period of its window");
        let money = draft.money(period);
        let terms =
            [(Term::Purchase, money * price), (Term::FreightAndTariff, money * (price * route.tariff + route.freight))];
        draft.column(ColKey::Purchase { offer: offer_id, pair: pair_id, period }, 0.0, f64::INFINITY, &terms);
    }
    let index = draft.purchases.len();
    draft.purchases.push(PurchaseColumns { offer: offer_id, pair: pair_id, periods, first_column });
    draft.offers[offer_id.index()].push(index);
    Some(index)
}

/// The periods from the first to the last in which an offer may have capacity.
fn sold(model: &Model, id: OfferId, offer: &Offer) -> Range<usize> {
    let window = model.horizon.clip(offer.window);
    if offer.capacity_per_year != Some(0.0) {
        return window;
    }
    // of an offer of capacity 0 the capacity that its projects add
    let projects = model.projects.iter().filter(|project| project.offer == id && project.max_capacity > 0.0);
    let runs = projects
        .flat_map(|project| model.horizon.clip(project.window).map(move |decided| model.deliveries(project, decided)));
    let runs = runs.filter(|run| !run.is_empty());
    runs.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).unwrap_or(window.start..window.start)
}

/// The decisions on a project, where one delivers inside the horizon.
fn project(draft: &mut Draft, id: ProjectId) {
    let model = draft.model;
    let project = model.project(id);
    let delivers = |&decided: &usize| !model.deliveries(project, decided).is_empty();
    let decided: Vec<usize> = model.horizon.clip(project.window).filter(delivers).collect();
    let Some((&first, &last)) = decided.first().zip(decided.last()) else { return };
    let first_column = draft.cols.len();
    let deliveries: Vec<Range<usize>> = (first..last + 1).map(|period| model.deliveries(project, period)).collect();
    for (period, run) in (first..last + 1).zip(&deliveries) {
        let present: f64 = run.clone().map(|t| model.discount(t)).sum();
        let terms = [(Term::Projects, model.annuity(project, period) * present)];
        draft.column(ColKey::Project { project: id, period }, 0.0, f64::INFINITY, &terms);
    }
    draft.projects.push(ProjectColumns {
        project: id,
        offer: project.offer,
        periods: first..last + 1,
        deliveries,
        tonnes_a_period: model.horizon.years_per_period(),
        first_column,
    });
}

fn stock(draft: &mut Draft, id: PairId, pair: &Pair) -> usize {
    let required = draft.model.required_stock(pair);
    let first = draft.cols.len();
    for (period, &required) in required.iter().enumerate() {
        let per_year = draft.money(period) * draft.model.holding_cost(pair, period);
        let holding = per_year * draft.model.horizon.years_per_period();
        let capacity = pair.storage.unwrap_or(f64::INFINITY);
        draft.column(ColKey::Stock { pair: id, period }, required, capacity, &[(Term::Holding, holding)]);
    }
    first
}

fn shortage(draft: &mut Draft, id: PairId, pair: &Pair) -> Option<usize> {
    let cost = draft.model.segment(pair.segment).shortage_cost?;
    let first = draft.cols.len();
    for (period, &demand) in pair.demand.iter().enumerate() {
        let terms = [(Term::Shortage, draft.money(period) * cost)];
        draft.column(ColKey::Shortage { pair: id, period }, 0.0, demand, &terms);
    }
    Some(first)
}

fn substitution(draft: &mut Draft, id: PairId, pair: &Pair) -> Option<(usize, usize)> {
    let substitute = pair.substitute?;
    let from = substitute.from.max(0) as usize;
    if from >= draft.periods() {
        return None;
    }
    let first = draft.cols.len();
    for period in from..draft.periods() {
        let terms = [(Term::Substitution, draft.money(period) * substitute.cost)];
        let most = draft.model.substitutable(pair, period);
        draft.column(ColKey::Substitution { pair: id, period }, 0.0, most, &terms);
    }
    Some((first, from))
}
