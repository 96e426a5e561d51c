//! Deliveries in the courses of survival, pooled.
//!
//! A course of MODEL.md has a column for each offer, pair and period, and two rows for each offer and period: capacity and surge. In survival what an offer can
//! deliver in a period of a stop is the same whenever the stop began, so it is one column of the whole program, and what several offers deliver to
//! the same pairs is one column of a course:
//!
//! **for each** offer and period that some course draws on: D\[o,t\] ≤ A·capacity, `surge` D ≤ (1+g)·Σ_k undisturbed x + h·R
//!
//! **for each** course, period and set of pairs: `pool` Σ_k x ≤ Σ_o D over the offers that deliver to just these pairs; of the offers whose goods
//! are all still under way, for each pair, `under_way` x ≤ Σ_o undisturbed x: capacity and surge then say nothing more
//!
//! Both programs let the trunk do the same: the deliveries of a pool can be divided among its offers, as each of them reaches each of its pairs. A reserve
//! buys nothing in a course, as it may release only the stock that it held before.
//!
//! **where** the trunk is columns; not of offers whose purchases a contract's maximum counts in the course, nor in periods in which an offer's goods are under
//! way for some pairs alone, or in which a part of them is lost: their columns stay apart
//!
//! **unit** tonnes

use super::{Course, CourseCol, CourseKey, CourseRow, Disturbance, Sheet};
use crate::formulation::{Program, RowKey};
use crate::model::{Model, OfferId, PairId};
use std::collections::BTreeMap;
use std::ops::Range;

/// The deliveries of several offers in a period of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// The period.
    pub period: usize,
    /// True if it holds only goods that were under way when the course began.
    pub under_way: bool,
    /// The offers, ascending.
    pub offers: Vec<OfferId>,
    /// The pairs that they deliver to, with the column of each.
    pub columns: Vec<(PairId, usize)>,
}

/// The way in which an offer delivers in a period of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Delivery {
    /// By columns of its own.
    Apart,
    /// With all others that deliver to the same pairs.
    Pooled(Vec<PairId>),
    /// Goods that were under way.
    UnderWay(Vec<PairId>),
}

/// The periods in which no more of an offer can reach a pair than was under way when the course began.
pub(super) fn on_the_way(model: &Model, course: &Range<usize>, offer: OfferId, pair: PairId) -> Range<usize> {
    let transit = model.route(model.offer(offer).supplier, model.pair(pair).segment).transit_months;
    course.start..course.start + model.horizon.first_after(transit)
}

/// The way in which an offer delivers in each period of a course, to the pairs of `elements` (of all where none are marked).
pub(super) fn deliveries(
    sheet: &Sheet<'_>,
    disturbance: &Disturbance,
    elements: Option<&[bool]>,
) -> BTreeMap<(OfferId, usize), Delivery> {
    let (model, program, course) = (sheet.model, sheet.trunk.program, &disturbance.periods);
    let mut found = BTreeMap::new();
    let asked = |id: &OfferId| elements.is_none_or(|asked| asked[model.offer(*id).element.index()]);
    for (id, _) in model.offer_ids().filter(|(id, _)| asked(id)) {
        let counted = counted(model, id, course);
        for t in course.clone() {
            let available = disturbance.availability(id, t);
            let purchases = program.offer_purchases(id).filter(|purchase| purchase.column(t).is_some());
            let pairs = purchases
                .map(|purchase| purchase.pair)
                .filter(|&pair| !model.segment(model.pair(pair).segment).reserve);
            let pairs: Vec<PairId> = pairs.collect();
            if available <= 0.0 || pairs.is_empty() {
                continue;
            }
            let waiting = pairs.iter().filter(|&&pair| on_the_way(model, course, id, pair).contains(&t)).count();
            let delivery = match waiting {
                _ if counted => Delivery::Apart,
                0 => Delivery::Pooled(pairs),
                all if all == pairs.len() && available == 1.0 => Delivery::UnderWay(pairs),
                _ => Delivery::Apart,
            };
            found.insert((id, t), delivery);
        }
    }
    found
}

/// True if a contract's maximum counts purchases of an offer in a course.
fn counted(model: &Model, offer: OfferId, course: &Range<usize>) -> bool {
    let about = |contract: &&crate::model::Contract| {
        let window = model.horizon.clip(contract.window);
        contract.max.is_some()
            && contract.covers(model.offer(offer))
            && window.start < course.end
            && window.end > course.start
    };
    model.contracts.iter().any(|contract| about(&contract))
}

/// Adds the columns of a course's pools.
pub(super) fn add(
    sheet: &mut Sheet<'_>,
    key: CourseKey,
    deliveries: &BTreeMap<(OfferId, usize), Delivery>,
) -> Vec<Pool> {
    // by period, and by whether they are under way: to which pairs, from which offers
    let mut offers: BTreeMap<(usize, bool, Vec<PairId>), Vec<OfferId>> = BTreeMap::new();
    for (&(offer, t), delivery) in deliveries {
        match delivery {
            Delivery::Apart => {}
            Delivery::Pooled(pairs) => offers.entry((t, false, pairs.clone())).or_default().push(offer),
            // goods under way to a pair cannot reach another
            Delivery::UnderWay(pairs) => {
                for &pair in pairs {
                    offers.entry((t, true, vec![pair])).or_default().push(offer);
                }
            }
        }
    }
    let mut pools = Vec::new();
    for ((period, under_way, pairs), offers) in offers {
        let first = offers[0];
        let mut column = |pair| sheet.column(key, CourseCol::Pooled { first, pair, period }, 0.0, f64::INFINITY);
        let columns = pairs.into_iter().map(|pair| (pair, column(pair))).collect();
        pools.push(Pool { period, under_way, offers, columns });
    }
    pools
}

/// Adds the rows of a course's pools.
pub(super) fn rows(sheet: &mut Sheet<'_>, course: &Course, disturbance: &Disturbance) {
    const NONE: f64 = f64::NEG_INFINITY;
    let program = sheet.trunk.program;
    for pool in &course.pools {
        let (own, period) = (pool.columns.iter().map(|&(_, x)| (x, 1.0)).collect(), pool.period);
        let (row, from): (_, Option<Vec<_>>) = match pool.under_way {
            true => {
                let pair = pool.columns[0].0;
                let purchases =
                    pool.offers.iter().filter_map(|&offer| program.purchase_of(offer, pair)?.column(period));
                (CourseRow::UnderWay { pair, period }, Some(purchases.map(|x| (x, -1.0)).collect()))
            }
            false => {
                let from =
                    pool.offers.iter().map(|&offer| Some((sheet.deliverable(disturbance, offer, period)?, -1.0)));
                (CourseRow::Pool { first: pool.offers[0], period }, from.collect())
            }
        };
        // of an offer that nothing holds a pool delivers anything
        if let Some(from) = from {
            sheet.row((course.key, row), (NONE, 0.0), own, from);
        }
    }
}

impl Program {
    /// Values of constraints, carried over to the constraints as MODEL.md writes them, which has no pools: one constraint of several offers is one of each there,
    /// and the limit of deliveries in any stop is capacity and surge in each. `share` gives the part of a pool's row that falls to the `k`th limit of one of its
    /// offers.
    pub(crate) fn as_written<T: Copy>(
        &self,
        found: Vec<(RowKey, T)>,
        share: impl Fn(T, &[T], usize) -> T,
    ) -> Vec<(RowKey, T)> {
        let mut limits: BTreeMap<(OfferId, usize), (Vec<CourseRow>, Vec<T>)> = BTreeMap::new();
        for &(key, known) in &found {
            if let RowKey::Course { course: CourseKey::AnyStop, row } = key
                && let CourseRow::Capacity { offer, period } | CourseRow::Surge { offer, period } = row
            {
                let (rows, of_each) = limits.entry((offer, period)).or_default();
                rows.push(row);
                of_each.push(known);
            }
        }
        let mut written = Vec::with_capacity(found.len());
        for (key, known) in found {
            let RowKey::Course { course, row } = key else {
                written.push((key, known));
                continue;
            };
            if course == CourseKey::AnyStop {
                continue;
            }
            let mut put = |row, known| written.push((RowKey::Course { course, row }, known));
            match row {
                CourseRow::UnderWay { pair, period } => {
                    let offers = self.pooled(course, row).into_iter();
                    offers.for_each(|offer| put(CourseRow::Transit { offer, pair, period }, known));
                }
                CourseRow::Pool { period, .. } => {
                    for offer in self.pooled(course, row) {
                        let Some((rows, of_each)) = limits.get(&(offer, period)) else { continue };
                        rows.iter().enumerate().for_each(|(k, &row)| put(row, share(known, of_each, k)));
                    }
                }
                CourseRow::Balance { .. }
                | CourseRow::Unmet { .. }
                | CourseRow::Capacity { .. }
                | CourseRow::Surge { .. }
                | CourseRow::Transit { .. }
                | CourseRow::ContractMin(_)
                | CourseRow::ContractMax(_)
                | CourseRow::Release { .. }
                | CourseRow::Survive { .. }
                | CourseRow::BuyBack { .. }
                | CourseRow::Storage { .. }
                | CourseRow::Shortage { .. }
                | CourseRow::Substitute { .. } => put(row, known),
            }
        }
        written
    }

    /// The same of prices: the price of all stops together for deliveries of an offer is split among them in the same parts.
    pub(crate) fn prices_as_written(&self, found: Vec<(RowKey, f64)>) -> Vec<(RowKey, f64)> {
        self.as_written(found, |price, limits, k| match limits.iter().sum::<f64>() {
            0.0 => 0.0,
            all => price * (limits[k] / all),
        })
    }

    /// The offers whose deliveries in a course a row holds together; none of a row that is about something else.
    pub(crate) fn pooled(&self, course: CourseKey, row: CourseRow) -> Vec<OfferId> {
        let found = self.courses.iter().find(|other| other.key == course);
        let mut pools = found.into_iter().flat_map(|course| &course.pools);
        let pool = match row {
            CourseRow::UnderWay { pair, period } => {
                pools.find(|pool| pool.under_way && pool.period == period && pool.columns[0].0 == pair)
            }
            CourseRow::Pool { first, period } => {
                let pool = pools.find(|pool| !pool.under_way && pool.period == period && pool.offers[0] == first);
                // an offer whose columns stand apart has a row of its own
                return pool.map_or_else(|| vec![first], |pool| pool.offers.clone());
            }
            CourseRow::Balance { .. }
            | CourseRow::Unmet { .. }
            | CourseRow::Capacity { .. }
            | CourseRow::Surge { .. }
            | CourseRow::Transit { .. }
            | CourseRow::ContractMin(_)
            | CourseRow::ContractMax(_)
            | CourseRow::Release { .. }
            | CourseRow::Survive { .. }
            | CourseRow::BuyBack { .. }
            | CourseRow::Storage { .. }
            | CourseRow::Shortage { .. }
            | CourseRow::Substitute { .. } => None,
        };
        pool.map_or_else(Vec::new, |pool| pool.offers.clone())
    }
}

impl Sheet<'_> {
    /// The column of the most that an offer can deliver in a period of any stop, D; it is added when it is first asked for. `None` where nothing holds it.
    pub(super) fn deliverable(&mut self, disturbance: &Disturbance, offer: OfferId, t: usize) -> Option<usize> {
        if let Some(&column) = self.deliverables.get(&(offer, t)) {
            return Some(column);
        }
        let (model, program, key) = (self.model, self.trunk.program, CourseKey::AnyStop);
        let (capacity, available) = (model.capacity(model.offer(offer), t), disturbance.availability(offer, t));
        if capacity.is_infinite() && available >= 1.0 && model.offer(offer).surge.is_none() {
            return None;
        }
        let built: Vec<(usize, f64)> = program.built(offer, t).map(|(y, h)| (y, -available * h)).collect();
        let undisturbed = |factor: f64| {
            program
                .offer_purchases(offer)
                .filter_map(|purchase| purchase.column(t))
                .map(move |x| (x, -factor))
                .collect()
        };
        let upper = if built.is_empty() && capacity.is_finite() { available * capacity } else { f64::INFINITY };
        let column = self.column(key, CourseCol::Deliverable { offer, period: t }, 0.0, upper);
        let mut most = |row, upper, from| self.row((key, row), (f64::NEG_INFINITY, upper), vec![(column, 1.0)], from);
        if capacity.is_finite() && !built.is_empty() {
            most(CourseRow::Capacity { offer, period: t }, available * capacity, built);
        } else if !capacity.is_finite() && available < 1.0 {
            // a fraction of an unlimited offer is that fraction of its undisturbed deliveries
            most(CourseRow::Capacity { offer, period: t }, 0.0, undisturbed(available));
        }
        if let Some(g) = model.offer(offer).surge {
            let mut from: Vec<(usize, f64)> = undisturbed(1.0 + g);
            let reserved = program.reservation(offer);
            from.extend(reserved.map(|reserved| (reserved, -model.horizon.years_per_period())));
            most(CourseRow::Surge { offer, period: t }, 0.0, from);
        }
        self.deliverables.insert((offer, t), column);
        Some(column)
    }
}
