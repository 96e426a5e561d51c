//! The variables of a course, with their bounds and costs.
//!
//! **objective** as the trunk's, with the price multiplied by the price factor (before tariff, not the freight), every shortage at the segment's cost or
//! else 100 times the reference price, and the shortfall at the end bought back; nothing for survival
//!
//! **where** x exists where it does in the trunk and something is left of the offer; u and v where demand is; r from a reserve to any pair of the
//! element whose segment is no reserve and excludes nothing that the reserve does not
//!
//! **unit** tonnes

use super::pools::{self, Delivery};
use super::{Course, CourseCol, CourseKey, CoursePair, Disturbance, Purpose, ReleaseColumns, Sheet};
use crate::formulation::PurchaseColumns;
use crate::model::{ElementId, Model, OfferId, Pair, PairId, Segment};
use std::collections::BTreeMap;

/// The cost of a missing price unit where its segment has no shortage cost: so many times the reference price.
const SHORTAGE: f64 = 100.0;

pub(super) fn add(
    sheet: &mut Sheet<'_>,
    key: CourseKey,
    disturbance: &Disturbance,
    purpose: Purpose,
    elements: Option<&[bool]>,
) -> Course {
    let model = sheet.model;
    let pooled = (sheet.pooled && purpose == Purpose::Survive).then(|| pools::deliveries(sheet, disturbance, elements));
    let pools = pooled.as_ref().map_or_else(Vec::new, |deliveries| pools::add(sheet, key, deliveries));
    let course = Course {
        key,
        periods: disturbance.periods.clone(),
        purchases: Vec::new(),
        pools,
        releases: Vec::new(),
        pairs: vec![None; model.pairs.len()],
        costs: Vec::new(),
    };
    let mut draft = CourseDraft { sheet, disturbance, purpose, pooled, course };
    for (id, pair) in model.pair_ids().filter(|(_, pair)| elements.is_none_or(|asked| asked[pair.element.index()])) {
        let only_releases = draft.pooled.is_some() && model.segment(pair.segment).reserve;
        let purchases = if only_releases { vec![] } else { draft.purchases(id, pair) };
        let in_pools = draft.course.pools.iter().map(|pool| (pool.period, &pool.columns));
        let pooled = in_pools.flat_map(|(t, columns)| columns.iter().map(move |&(to, column)| (to, t, column)));
        let pooled = pooled.filter(|&(to, ..)| to == id).map(|(_, t, column)| (t, column)).collect();
        let stock = (!only_releases).then(|| draft.stock(id, pair));
        let shortage = draft.shortage(id, pair);
        let substitution = draft.substitution(id, pair);
        let missing = draft.missing(id, pair);
        let columns = CoursePair {
            purchases,
            pooled,
            stock,
            shortage,
            substitution,
            missing,
            receives: vec![],
            releases: vec![],
        };
        draft.course.pairs[id.index()] = Some(columns);
    }
    draft.releases();
    draft.course
}

struct CourseDraft<'s, 'a> {
    sheet: &'s mut Sheet<'a>,
    disturbance: &'s Disturbance,
    purpose: Purpose,
    // where deliveries are pooled: how each offer delivers
    pooled: Option<BTreeMap<(OfferId, usize), Delivery>>,
    course: Course,
}

impl CourseDraft<'_, '_> {
    /// A column with its cost per price unit in period `t`.
    fn column(&mut self, col: CourseCol, upper: f64, per_unit: f64, t: usize) -> usize {
        let model = self.sheet.model;
        let (cost, weighted) = match self.purpose {
            Purpose::Survive => (0.0, 0.0),
            Purpose::Replan { weight } => {
                let cost = model.discount(t) * model.price_unit.per_tonne() * per_unit;
                (cost, weight * cost)
            }
        };
        let column = self.sheet.column(self.course.key, col, weighted, upper);
        if cost != 0.0 {
            self.course.costs.push((column, cost));
        }
        column
    }

    /// Runs of periods in which something is left of an offer that delivers to the pair.
    fn purchases(&mut self, id: PairId, pair: &Pair) -> Vec<usize> {
        let (model, program) = (self.sheet.model, self.sheet.trunk.program);
        let mut found = Vec::new();
        for &purchase in &program.pairs[id.index()].purchases {
            let PurchaseColumns { offer, periods, .. } = &program.purchases[purchase];
            let offer = *offer;
            let route = *model.route(model.offer(offer).supplier, pair.segment);
            let course = self.course.periods.clone();
            let mut next = None;
            for t in periods.start.max(course.start)..periods.end.min(course.end) {
                let effect = self.disturbance.effect(offer, t);
                let apart = self.pooled.as_ref().is_none_or(|how| how.get(&(offer, t)) == Some(&Delivery::Apart));
                if effect.availability <= 0.0 || !apart {
                    continue;
                }
                let price = model.price(model.offer(offer), t).unwrap_or(0.0) * effect.price_factor;
                let landed = price * (1.0 + route.tariff) + route.freight;
                let column = self.column(CourseCol::Purchase { offer, pair: id, period: t }, f64::INFINITY, landed, t);
                if next != Some(t) {
                    found.push(self.course.purchases.len());
                    let run = PurchaseColumns { offer, pair: id, periods: t..t, first_column: column };
                    self.course.purchases.push(run);
                }
                self.course.purchases.last_mut().expect("a run has begun").periods.end = t + 1;
                next = Some(t + 1);
            }
        }
        found
    }

    fn stock(&mut self, id: PairId, pair: &Pair) -> usize {
        let model = self.sheet.model;
        let first = self.sheet.lp.cols();
        let columns = &self.sheet.trunk.program.pairs[id.index()];
        for t in self.course.periods.clone() {
            // a plan of one's own may hold more than there is room for: what lies there is not thrown away
            let held = self.sheet.trunk.plan.map_or(0.0, |x| {
                let before = self.course.periods.start.checked_sub(1).map_or(0.0, |t| x[columns.stock + t]);
                before.max(x[columns.stock + t])
            });
            let room = pair.storage.map_or(f64::INFINITY, |room| room.max(held));
            let holding = model.holding_cost(pair, t) * model.horizon.years_per_period();
            self.column(CourseCol::Stock { pair: id, period: t }, room, holding, t);
        }
        first
    }

    fn shortage(&mut self, id: PairId, pair: &Pair) -> Option<usize> {
        let model = self.sheet.model;
        let own = model.segment(pair.segment).shortage_cost;
        let course = self.course.periods.clone();
        // survival allows none where the trunk has none
        let possible = self.purpose != Purpose::Survive || own.is_some();
        if !possible || pair.demand[course.clone()].iter().all(|&d| d == 0.0) {
            return None;
        }
        let first = self.sheet.lp.cols();
        for t in course {
            let reference = model.element(pair.element).reference_price[t];
            let cost = own.unwrap_or_else(|| SHORTAGE * reference.unwrap_or(0.0));
            self.column(CourseCol::Shortage { pair: id, period: t }, pair.demand[t], cost, t);
        }
        Some(first)
    }

    fn substitution(&mut self, id: PairId, pair: &Pair) -> Option<(usize, usize)> {
        let substitute = pair.substitute?;
        let from = (substitute.from.max(0) as usize).max(self.course.periods.start);
        if from >= self.course.periods.end {
            return None;
        }
        let first = self.sheet.lp.cols();
        for t in from..self.course.periods.end {
            let most = self.sheet.model.substitutable(pair, t);
            self.column(CourseCol::Substitution { pair: id, period: t }, most, substitute.cost, t);
        }
        Some((first, from))
    }

    /// Only where stock is owed at the end: required, or in a reserve.
    fn missing(&mut self, id: PairId, pair: &Pair) -> Option<usize> {
        let model = self.sheet.model;
        let last = model.horizon.periods - 1;
        let owed = model.segment(pair.segment).reserve || model.required_stock(pair)[last] > 0.0;
        if self.purpose == Purpose::Survive || !owed {
            return None;
        }
        let price = buy_back_price(model, pair.element);
        Some(self.column(CourseCol::Missing { pair: id }, f64::INFINITY, price, last))
    }

    fn releases(&mut self) {
        let model = self.sheet.model;
        for (from, reserve) in model.pair_ids() {
            if !model.segment(reserve.segment).reserve || self.course.pairs[from.index()].is_none() {
                continue;
            }
            for (to, pair) in model.pair_ids().filter(|(_, pair)| pair.element == reserve.element) {
                if !may_receive(model.segment(pair.segment), model.segment(reserve.segment)) {
                    continue;
                }
                let (index, first_column) = (self.course.releases.len(), self.sheet.lp.cols());
                for period in self.course.periods.clone() {
                    self.column(CourseCol::Release { from, to, period }, f64::INFINITY, 0.0, period);
                }
                self.course.releases.push(ReleaseColumns { from, to, first_column });
                let pairs = &mut self.course.pairs;
                pairs[from.index()].as_mut().expect("has just been seen").releases.push(index);
                pairs[to.index()].as_mut().expect("all pairs of an element are there").receives.push(index);
            }
        }
    }
}

/// True if a segment may use goods that a reserve bought: it is no reserve itself and excludes nothing that the reserve does not, with look-through
/// or without.
fn may_receive(to: &Segment, reserve: &Segment) -> bool {
    let known = to.exclude_countries.iter().all(|country| reserve.exclude_countries.contains(country));
    let as_deep = to.exclude_countries.is_empty() || !to.exclude_look_through || reserve.exclude_look_through;
    !to.reserve && known && as_deep
}

/// The price at which a missing price unit of stock is bought back: the highest price in the last period of the element's offers that deliver then, of all its
/// offers if none does, the reference price if it has none.
fn buy_back_price(model: &Model, element: ElementId) -> f64 {
    let last = model.horizon.periods - 1;
    let offers = || model.offers.iter().filter(|offer| offer.element == element);
    let highest = |able: bool| {
        let able = offers().filter(|offer| !able || model.capacity(offer, last) > 0.0);
        able.filter_map(|offer| model.price(offer, last)).max_by(f64::total_cmp)
    };
    highest(true).or_else(|| highest(false)).or(model.element(element).reference_price[last]).unwrap_or(0.0)
}
