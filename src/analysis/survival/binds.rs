//! The obstacles to one more period of survival, read off the proof that there is none.
//!
//! The proof adds constraints up to a contradiction. Demand in the courses stands on one side; on the other whatever cannot give more: what is sold out, a
//! store that is full, a supplier that is not approved yet. The largest parts are named.

use crate::analysis::tolerances::LEAST_LOAD;
use crate::formulation::courses::{CourseKey, CourseRow, Disturbance, Stops};
use crate::formulation::{Program, RowKey, contract_in_words, project_in_words};
use crate::lp::Lp;
use crate::lp::components::Component;
use crate::model::{ContractId, ElementId, Model, ProjectId, SegmentId, SupplierId};
use std::collections::BTreeMap;

/// Something that cannot give more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bind {
    /// A supplier sells all that it can.
    SoldOut(SupplierId),
    /// A supplier first serves whom it serves already.
    Surge(SupplierId),
    /// A supplier's goods cannot be there yet.
    UnderWay(SupplierId),
    /// A supplier is not approved before this period, or within the horizon.
    NotApproved(SupplierId, Option<usize>),
    /// A segment's store is full.
    StoreFull(SegmentId),
    /// A reserve cannot release more.
    ReserveEmpty(SegmentId),
    /// A project cannot be larger.
    Project(ProjectId),
    /// A contract allows no more.
    Contract(ContractId),
    /// No more can be substituted.
    Substitution,
    /// A budget is spent, or a cap holds back.
    Limit(RowKey),
    /// Nobody else delivers.
    NobodyElse,
}

impl Bind {
    /// In words, with the names of suppliers and segments.
    pub fn words(self, model: &Model) -> String {
        let supplier = |id: SupplierId| model.supplier(id).name.as_str();
        let segment = |id: SegmentId| model.segment(id).name.as_str();
        match self {
            Self::SoldOut(id) => format!("{} sold out", supplier(id)),
            Self::Surge(id) => format!("{} serves its other customers first", supplier(id)),
            Self::UnderWay(id) => format!("more from {} cannot be there yet", supplier(id)),
            Self::NotApproved(id, Some(t)) => {
                format!("{} not approved before {}", supplier(id), model.horizon.month(t))
            }
            Self::NotApproved(id, None) => format!("{} not approved within the horizon", supplier(id)),
            Self::StoreFull(id) => format!("store of {} full", segment(id)),
            Self::ReserveEmpty(id) => format!("reserve {} empty", segment(id)),
            Self::Project(id) => format!("the project of {} cannot be larger", project_in_words(model, id)),
            Self::Contract(id) => format!("the contract with {} allows no more", contract_in_words(model, id)),
            Self::Substitution => "no more can be substituted".into(),
            Self::Limit(key) => format!("{} is reached", key.phrase(model)),
            Self::NobodyElse => "nobody else delivers".into(),
        }
    }
}

/// At most so many are named.
const NAMED: usize = 4;
/// The part of all below which an obstacle is not named.
const LEAST: f64 = 0.02;

/// The obstacles where `part`, a component of `program`, has no point, as `ray` proves.
pub(super) fn binds(
    model: &Model,
    program: &Program,
    stops: &Stops,
    component: &Component,
    part: &Lp,
    ray: &[f64],
    elements: &[ElementId],
) -> Vec<Bind> {
    let mut loads: BTreeMap<Bind, f64> = BTreeMap::new();
    let mut add = |key: RowKey, load: f64| {
        if let Some(bind) = bind(model, key) {
            *loads.entry(bind).or_insert(0.0) += load;
        }
    };
    for (k, &i) in component.rows.iter().enumerate().filter(|&(k, _)| ray[k] < 0.0) {
        if part.row_upper[k].is_finite() {
            let load = -ray[k] * part.row_upper[k].abs().max(LEAST_LOAD);
            for key in by_offer(program, program.rows[i as usize]) {
                add(key, load);
            }
        }
    }
    let zero = Lp { cost: vec![0.0; part.cols()], ..part.clone() };
    for (k, d) in zero.reduced_costs(ray).into_iter().enumerate().filter(|&(_, d)| d < 0.0) {
        if let (Some(key), true) =
            (program.bound_keys(component.cols[k] as usize).1, part.upper[k].is_finite() && part.upper[k] > 0.0)
        {
            add(key, -d * part.upper[k]);
        }
    }
    let all: f64 = loads.values().sum();
    let mut found: Vec<(Bind, f64)> = loads.into_iter().filter(|(_, load)| *load > LEAST * all).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut named: Vec<Bind> = found.into_iter().map(|(bind, _)| bind).take(NAMED).collect();
    named.extend(not_approved(model, program, stops, elements));
    if named.is_empty() {
        named.push(Bind::NobodyElse);
    }
    named
}

/// A row; that of goods of several offers under way as a row of each of them.
fn by_offer(program: &Program, key: RowKey) -> Vec<RowKey> {
    let RowKey::Course { course, row: CourseRow::UnderWay { pair, period } } = key else { return vec![key] };
    let offers = program.pooled(course, CourseRow::UnderWay { pair, period }).into_iter();
    offers.map(|offer| RowKey::Course { course, row: CourseRow::Transit { offer, pair, period } }).collect()
}

fn bind(model: &Model, key: RowKey) -> Option<Bind> {
    let supplier = |offer| model.offer(offer).supplier;
    let segment = |pair| model.pair(pair).segment;
    match key {
        RowKey::Capacity { offer, .. } => Some(Bind::SoldOut(supplier(offer))),
        RowKey::Reservation(offer) => Some(Bind::SoldOut(supplier(offer))),
        RowKey::Project(id) => Some(Bind::Project(id)),
        RowKey::ContractMax(id) => Some(Bind::Contract(id)),
        RowKey::Cap { .. } | RowKey::Budget(_) | RowKey::SurviveShortage(_) => Some(Bind::Limit(key)),
        RowKey::Storage { pair, .. } => Some(Bind::StoreFull(segment(pair))),
        RowKey::Substitute { .. } => Some(Bind::Substitution),
        RowKey::Course { row, .. } => match row {
            CourseRow::Capacity { offer, .. } => Some(Bind::SoldOut(supplier(offer))),
            CourseRow::Surge { offer, .. } => Some(Bind::Surge(supplier(offer))),
            CourseRow::Transit { offer, .. } => Some(Bind::UnderWay(supplier(offer))),
            CourseRow::Release { pair } => Some(Bind::ReserveEmpty(segment(pair))),
            CourseRow::ContractMax(id) => Some(Bind::Contract(id)),
            CourseRow::Storage { pair, .. } => Some(Bind::StoreFull(segment(pair))),
            CourseRow::Substitute { .. } => Some(Bind::Substitution),
            // a row of each of its offers stands in its place
            CourseRow::UnderWay { .. } => None,
            CourseRow::Balance { .. }
            | CourseRow::Pool { .. }
            | CourseRow::Unmet { .. }
            | CourseRow::ContractMin(_)
            | CourseRow::Survive { .. }
            | CourseRow::BuyBack { .. }
            | CourseRow::Shortage { .. } => None,
        },
        RowKey::Balance { .. }
        | RowKey::Unmet { .. }
        | RowKey::ContractMin(_)
        | RowKey::CapMin { .. }
        | RowKey::Security { .. }
        | RowKey::Coverage { .. }
        | RowKey::Shortage { .. } => None,
    }
}

/// Suppliers that the stop does not hit and that may deliver the elements, but not from the first period on.
fn not_approved(model: &Model, program: &Program, stops: &Stops, elements: &[ElementId]) -> Vec<Bind> {
    let Some(security) = &model.security else { return Vec::new() };
    let stop = Disturbance::stop(model, security, stops.starts.start, 1);
    let mut found = BTreeMap::new();
    for (id, offer) in model.offer_ids().filter(|(_, offer)| elements.contains(&offer.element)) {
        if stop.availability(id, stops.starts.start) <= 0.0 || offer.capacity_per_year == Some(0.0) {
            continue;
        }
        let pairs = model.pairs.iter().filter(|pair| pair.element == offer.element);
        let first = pairs.filter_map(|pair| model.first_delivery(offer.supplier, pair.segment)).min();
        let later = first.filter(|&t| t > 0);
        if later.is_some() && (later >= Some(model.horizon.periods) || !program.offers[id.index()].is_empty()) {
            found.insert(offer.supplier, later.filter(|&t| t < model.horizon.periods));
        }
    }
    found.into_iter().map(|(supplier, from)| Bind::NotApproved(supplier, from)).take(NAMED).collect()
}

/// The course of survival that a row belongs to.
pub(super) fn stop_of(key: &RowKey) -> Option<usize> {
    if let Some(CourseKey::Stop(start)) = key.course() { Some(start) } else { None }
}
