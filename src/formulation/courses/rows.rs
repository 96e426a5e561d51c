//! The constraints of a course. In each, the values of trunk columns are those of the undisturbed course.
//!
//! **for each** course, as its family says below
//!
//! **where** a course leaves the trunk: survival, hedge, stress
//!
//! **row** `balance` as the trunk's, with the releases of reserves; `unmet`, `storage`, `shortage`, `substitute` as the trunk's; `capacity` Σ_k x ≤
//! A·capacity; `surge` Σ_k x ≤ (1+g)·Σ_k undisturbed x + h·R; `transit` x ≤ undisturbed x; `contract_max` the trunk's purchases before + the course's
//! ≤ max; `contract_min` the same + Σ (1−A)·(undisturbed x) ≥ min; `release` Σ r ≤ the reserve's stock before the start; `buy_back` the shortfall + I
//! ≥ the stock owed at the end; `survive` u ≤ undisturbed u
//!
//! **unit** tonnes
//!
//! **shadow price** the saving of one more tonne in the objective, as in the trunk; of `survive`: the saving of letting one more tonne be missing in
//! that course

use super::pools::{self, on_the_way};
use super::{Course, CourseKey, CoursePair, CourseRow, Disturbance, Purpose, Sheet};
use crate::formulation::{Program, PurchaseColumns};
use crate::model::{Contract, ContractId, Model, OfferId, PairId};

/// Terms of a row: columns with coefficients.
type Terms = Vec<(usize, f64)>;

const NONE: f64 = f64::NEG_INFINITY;

pub(super) fn add(sheet: &mut Sheet<'_>, course: &Course, disturbance: &Disturbance, purpose: Purpose) {
    let ids = course.pairs.iter().enumerate().filter_map(|(i, pair)| Some((PairId::new(i), pair.as_ref()?)));
    for (id, pair) in ids {
        pair_rows(sheet, course, id, pair, purpose);
    }
    let mut purchases: Vec<Vec<&PurchaseColumns>> = vec![Vec::new(); sheet.model.offers.len()];
    course.purchases.iter().for_each(|purchase| purchases[purchase.offer.index()].push(purchase));
    for (offer, purchases) in purchases.iter().enumerate().filter(|(_, purchases)| !purchases.is_empty()) {
        offer_rows(sheet, course, OfferId::new(offer), purchases, disturbance);
    }
    pools::rows(sheet, course, disturbance);
    for index in 0..sheet.model.contracts.len() {
        contract_rows(sheet, course, ContractId::new(index), disturbance, purpose);
    }
}

fn pair_rows(sheet: &mut Sheet<'_>, course: &Course, id: PairId, columns: &CoursePair, purpose: Purpose) {
    let (model, trunk) = (sheet.model, &sheet.trunk.program.pairs[id.index()]);
    let key = |row| (course.key, row);
    for t in course.periods.clone() {
        if let Some(stock) = course.stock(columns, t) {
            balance(sheet, course, (id, columns), t, stock);
        }
        let (u, v) = (course.shortage(columns, t), course.substitution(columns, t));
        if let (Some(u), Some(v)) = (u, v) {
            let demand = model.pair(id).demand[t];
            sheet.row(key(CourseRow::Unmet { pair: id, period: t }), (NONE, demand), vec![(u, 1.0), (v, 1.0)], vec![]);
        }
        if purpose == Purpose::Survive
            && let (Some(u), Some(undisturbed)) = (u, trunk.shortage(t))
        {
            let row = key(CourseRow::Survive { pair: id, period: t });
            sheet.row(row, (NONE, 0.0), vec![(u, 1.0)], vec![(undisturbed, -1.0)]);
        }
    }
    if !columns.releases.is_empty() {
        let released = columns.releases.iter().flat_map(|&r| course.periods.clone().map(move |t| (r, t)));
        let own: Terms = released.map(|(r, t)| (course.release(r, t), 1.0)).collect();
        // at most the stock at the end of the period before the start
        let (held, before) = match course.periods.start.checked_sub(1) {
            Some(t) => (0.0, vec![(trunk.stock + t, -1.0)]),
            None => (model.pair(id).initial_stock, vec![]),
        };
        sheet.row(key(CourseRow::Release { pair: id }), (NONE, held), own, before);
    }
    let last = model.horizon.periods - 1;
    if let Some((missing, stock)) = columns.missing.zip(course.stock(columns, last)) {
        let own = vec![(missing, 1.0), (stock, 1.0)];
        let reserve = model.segment(model.pair(id).segment).reserve;
        let (owed, undisturbed) = if reserve {
            (0.0, vec![(trunk.stock + last, -1.0)])
        } else {
            (model.required_stock(model.pair(id))[last], vec![])
        };
        sheet.row(key(CourseRow::BuyBack { pair: id }), (owed, f64::INFINITY), own, undisturbed);
    }
}

/// I[t−1] + Σ x + u + v + Σ r in − Σ r out − I[t] = d, with the trunk's stock before the first period.
fn balance(sheet: &mut Sheet<'_>, course: &Course, (id, columns): (PairId, &CoursePair), t: usize, stock: usize) {
    let pair = sheet.model.pair(id);
    let mut own: Terms = course.bought(columns, t).map(|x| (x, 1.0)).collect();
    own.extend(course.shortage(columns, t).map(|u| (u, 1.0)));
    own.extend(course.substitution(columns, t).map(|v| (v, 1.0)));
    own.extend(columns.receives.iter().map(|&r| (course.release(r, t), 1.0)));
    own.extend(columns.releases.iter().map(|&r| (course.release(r, t), -1.0)));
    own.push((stock, -1.0));
    let mut demand = pair.demand[t];
    let mut before = Vec::new();
    if t > course.periods.start {
        own.extend(course.stock(columns, t - 1).map(|before| (before, 1.0)));
    } else if t > 0 {
        before.push((sheet.trunk.program.pairs[id.index()].stock + t - 1, 1.0));
    } else {
        demand -= pair.initial_stock;
    }
    sheet.row((course.key, CourseRow::Balance { pair: id, period: t }), (demand, demand), own, before);
}

fn offer_rows(
    sheet: &mut Sheet<'_>,
    course: &Course,
    offer: OfferId,
    purchases: &[&PurchaseColumns],
    disturbance: &Disturbance,
) {
    let (model, program) = (sheet.model, sheet.trunk.program);
    let horizon = &model.horizon;
    let surge = model.offer(offer).surge;
    for t in course.periods.clone() {
        let own: Terms = purchases.iter().filter_map(|purchase| purchase.column(t)).map(|x| (x, 1.0)).collect();
        if own.is_empty() {
            continue;
        }
        if sheet.pooled {
            if let Some(deliverable) = sheet.deliverable(disturbance, offer, t) {
                let row = (course.key, CourseRow::Pool { first: offer, period: t });
                sheet.row(row, (NONE, 0.0), own, vec![(deliverable, -1.0)]);
            }
            continue;
        }
        let available = disturbance.availability(offer, t);
        let undisturbed = |factor: f64| -> Terms {
            program.offer_purchases(offer).filter_map(|purchase| purchase.column(t)).map(|x| (x, -factor)).collect()
        };
        let capacity = model.capacity(model.offer(offer), t);
        let row = (course.key, CourseRow::Capacity { offer, period: t });
        if capacity.is_finite() {
            let built = program.built(offer, t).map(|(y, h)| (y, -available * h)).collect();
            sheet.row(row, (NONE, available * capacity), own.clone(), built);
        } else if available < 1.0 {
            // a fraction of an unlimited offer is that fraction of its undisturbed deliveries
            sheet.row(row, (NONE, 0.0), own.clone(), undisturbed(available));
        }
        if let Some(g) = surge {
            let mut most = undisturbed(1.0 + g);
            most.extend(program.reservation(offer).map(|reserved| (reserved, -horizon.years_per_period())));
            sheet.row((course.key, CourseRow::Surge { offer, period: t }), (NONE, 0.0), own, most);
        }
    }
    for purchase in purchases {
        let pair = purchase.pair;
        let trunk = program.purchase_of(offer, pair).expect("a course buys where the trunk can");
        for (x, t) in purchase.columns(on_the_way(model, &course.periods, offer, pair)) {
            let before = trunk.column(t).map(|x| (x, -1.0)).into_iter().collect();
            let row = (course.key, CourseRow::Transit { offer, pair, period: t });
            sheet.row(row, (NONE, 0.0), vec![(x, 1.0)], before);
        }
    }
}

fn contract_rows(sheet: &mut Sheet<'_>, course: &Course, id: ContractId, disturbance: &Disturbance, purpose: Purpose) {
    let (model, program) = (sheet.model, sheet.trunk.program);
    let contract = &model.contracts[id.index()];
    let window = model.horizon.clip(contract.window);
    let start = course.periods.start;
    if window.start >= course.periods.end || window.end <= start {
        return;
    }
    let covers = |purchase: &&PurchaseColumns| covers(model, contract, purchase);
    let own: Terms = (course.purchases.iter().filter(covers))
        .flat_map(|purchase| purchase.columns(window.clone()))
        .map(|(x, _)| (x, 1.0))
        .collect();
    let trunk =
        || program.purchases.iter().filter(covers).filter(|purchase| course.pairs[purchase.pair.index()].is_some());
    let before: Terms = trunk()
        .flat_map(|purchase| purchase.columns(window.start..window.end.min(start)))
        .map(|(x, _)| (x, 1.0))
        .collect();
    let part = model.contract_part(contract);
    if let Some(max) = contract.max {
        let mut most = max * part;
        // a plan of one's own may have taken more already
        if let Some(x) = sheet.trunk.plan {
            most = most.max(trunk().flat_map(|purchase| purchase.columns(window.clone())).map(|(j, _)| x[j]).sum());
        }
        sheet.row((course.key, CourseRow::ContractMax(id)), (NONE, most), own.clone(), before.clone());
    }
    if purpose == Purpose::Survive || contract.min <= 0.0 {
        return;
    }
    let mut forgiven = before;
    for purchase in trunk() {
        for (x, t) in purchase.columns(window.start.max(start)..window.end) {
            let taken = 1.0 - disturbance.availability(purchase.offer, t);
            forgiven.extend((taken > 0.0).then_some((x, taken)));
        }
    }
    let mut least = contract.min * part;
    // nor is a plan of one's own held to a minimum that it misses, or meets only with more than its offers can deliver
    if let Some(x) = sheet.trunk.plan {
        let able = |purchase: &PurchaseColumns, t: usize| match t < start {
            true => 1.0,
            false => {
                let available = disturbance.availability(purchase.offer, t);
                1.0 - available + available * deliverable(model, program, x, purchase.offer, t)
            }
        };
        let purchases =
            trunk().flat_map(|purchase| purchase.columns(window.clone()).map(move |(j, t)| (purchase, j, t)));
        least = least.min(purchases.map(|(purchase, j, t)| able(purchase, t) * x[j]).sum());
    }
    sheet.row((course.key, CourseRow::ContractMin(id)), (least, f64::INFINITY), own, forgiven);
}

/// The part of a plan's purchases of an offer in a period that the offer can deliver undisturbed.
fn deliverable(model: &Model, program: &Program, x: &[f64], offer: OfferId, t: usize) -> f64 {
    let bought: f64 = program.offer_purchases(offer).filter_map(|purchase| purchase.column(t)).map(|j| x[j]).sum();
    let built: f64 = program.built(offer, t).map(|(y, tonnes)| tonnes * x[y]).sum();
    let capacity = model.capacity(model.offer(offer), t) + built;
    if bought > capacity { capacity / bought } else { 1.0 }
}

/// True if a contract covers these purchases.
fn covers(model: &Model, contract: &Contract, purchase: &PurchaseColumns) -> bool {
    contract.covers(model.offer(purchase.offer))
}

impl Course {
    /// Of a course that belongs to survival, the period that its stop begins in.
    pub fn stop(&self) -> Option<usize> {
        match self.key {
            CourseKey::Stop(start) => Some(start),
            CourseKey::AnyStop | CourseKey::Scenario(_) => None,
        }
    }
}
