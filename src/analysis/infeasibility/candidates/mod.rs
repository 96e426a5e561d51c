//! Changes that could free constraints that stand against each other, and how far they may go.

mod found;
mod prospect;

pub(super) use prospect::Prospect;

use super::irreducible::Conflict;
use super::relief::Relief;
use super::trial::{Extent, Setting, Trial};
use crate::formulation::RowKey;
use crate::model::{ElementId, Model, Month, Offer, OfferId, PairId, SegmentId, SupplierId};
use found::{Found, once};
use prospect::{How, plain};

/// At most so many of a kind are tried: pairs, offers, elements; of a conflict about survival, whose programs are large, fewer.
const EACH: usize = 4;
const LARGE_EACH: usize = 2;

/// The part of demand below which nobody would call it the same: half, as the report says.
const DEMAND_LEFT: f64 = 0.5;
/// The factor on the spending of a plan without a budget that is tried as the budget: a plan that just fits may miss it by rounding.
const ROOMY: f64 = 1.001;

/// Possible changes, the most likely first, and how many things of a kind are left out.
pub(super) fn candidates(trial: &Trial, conflict: &Conflict, extent: &Extent) -> (Vec<Prospect>, usize) {
    let found = Found::of(trial.study.model(), conflict);
    let mut list = Prospects::new(trial);
    if conflict.at_level {
        list.all = of_level(trial, extent);
    }
    if conflict.survives() {
        list.each = LARGE_EACH;
        list.survival();
    }
    list.approvals(&found);
    list.set_by_somebody(conflict, extent);
    list.stocks(&found);
    list.bounds(&found);
    list.capacities(&found);
    list.demands(&found);
    (list.all, list.untried)
}

/// The security level: higher, or asked from a later month on.
pub(super) fn of_level(trial: &Trial, extent: &Extent) -> Vec<Prospect> {
    let mut list = Prospects::new(trial);
    let Some(security) = &list.model.security else { return list.all };
    if let Some(asked) = security.max_share.filter(|&asked| asked < 1.0) {
        list.add(Relief::Level, "security.max_share".into(), asked, 1.0);
    }
    if let Some(from) = trial.level_from(extent) {
        let start = list.model.horizon.month(0);
        let months = list.model.horizon.month(from).since(start) as f64;
        let how = How::Before("security.from".into(), start);
        // counted backwards from the start: the month is a later one
        list.all.push(Prospect { change: Relief::LevelFrom, now: 0.0, far: -months, whole: months, how });
    }
    list.all
}

struct Prospects<'a> {
    trial: &'a Trial<'a>,
    model: &'a Model,
    all: Vec<Prospect>,
    each: usize,
    untried: usize,
}

impl<'a> Prospects<'a> {
    fn new(trial: &'a Trial<'a>) -> Self {
        Self { trial, model: trial.study.model(), all: Vec::new(), each: EACH, untried: 0 }
    }

    fn add(&mut self, change: Relief, key: String, now: f64, far: f64) {
        self.all.push(Prospect { change, now, far, whole: 0.0, how: How::Key(key) });
    }

    /// The first few of a kind; the others are counted.
    fn few<T: Copy>(&mut self, all: &[T]) -> Vec<T> {
        self.untried += all.len().saturating_sub(self.each);
        all.iter().copied().take(self.each).collect()
    }

    /// The cell of a table that has one of these keys.
    fn cell(&self, table: &str, keys: &[String], column: &str, value: f64) -> Option<String> {
        let mut cells = keys.iter().map(|key| format!("{table}[{key}].{column}"));
        cells.find(|key| self.trial.model(&[Setting::Key { key: key.clone(), value: plain(value) }]).is_some())
    }

    fn pair_cell(&self, table: &str, pair: PairId, column: &str, value: f64) -> Option<String> {
        let pair = self.model.pair(pair);
        let (element, segment) = (&self.model.element(pair.element).id, &self.model.segment(pair.segment).id);
        self.cell(table, &[format!("{element},{segment}"), format!("{element},"), element.clone()], column, value)
    }

    fn survival(&mut self) {
        let Some(security) = &self.model.security else { return };
        if let Some(months) = security.survive_months.filter(|&months| months > 0) {
            let (key, whole) = ("security.survive_months".to_owned(), f64::from(self.model.horizon.months_per_period));
            let change = Relief::Survival;
            self.all.push(Prospect { change, now: f64::from(months), far: 0.0, whole, how: How::Key(key) });
        }
    }

    /// Suppliers that wait for an approval, and offers that open later.
    fn approvals(&mut self, found: &Found) {
        let model = self.model;
        let mut sellers: Vec<(OfferId, PairId)> = Vec::new();
        for &(pair, last, _) in &found.pairs {
            let of_element = model.offer_ids().filter(|(_, offer)| offer.element == model.pair(pair).element);
            let opens = |(_, offer): &(OfferId, &Offer)| model.horizon.clip(offer.window).start <= last;
            // what opens in time waits for its approval only
            let (open, closed): (Vec<_>, Vec<_>) = of_element.partition(opens);
            sellers.extend(open.into_iter().chain(closed).map(|(id, _)| (id, pair)));
        }
        for id in found.promised(model) {
            let buyers = model.pair_ids().filter(|(_, pair)| pair.element == model.offer(id).element);
            sellers.extend(buyers.map(|(pair, _)| (id, pair)));
        }
        let mut waiting: Vec<(SupplierId, PairId)> = Vec::new();
        let mut closed: Vec<(OfferId, Month)> = Vec::new();
        for (id, pair) in sellers {
            let (offer, buyer) = (model.offer(id), model.pair(pair).segment);
            let Some(first) = model.first_delivery(offer.supplier, buyer) else { continue };
            if first > 0 && !waiting.iter().any(|(other, _)| *other == offer.supplier) {
                waiting.push((offer.supplier, pair));
            }
            if let Some(from) = offer.window.from.filter(|&from| model.horizon.period_of(from) > 0) {
                once(&mut closed, (id, from));
            }
        }
        for (supplier, pair) in self.few(&waiting) {
            let key = format!("delay.qualification.{}", model.supplier(supplier).id);
            let already = self.trial.already(&key).unwrap_or(0.0);
            let months =
                (0..model.segments.len()).map(|k| model.route(supplier, SegmentId::new(k)).qualification_months);
            let far = months.fold(0.0, f64::max).ceil();
            let change = Relief::Approval { supplier, pair };
            self.all.push(Prospect { change, now: 0.0, far, whole: 1.0, how: How::Less(key, already) });
        }
        for (id, from) in self.few(&closed) {
            let how = How::Before(self.offer_key(id, "available_from"), from);
            let far = from.since(model.horizon.start) as f64;
            self.all.push(Prospect { change: Relief::Opening(id), now: 0.0, far, whole: 1.0, how });
        }
    }

    fn offer_key(&self, id: OfferId, column: &str) -> String {
        format!("offers[{}].{column}", self.model.offer(id).id)
    }

    /// Contracts, caps, budgets and projects.
    fn set_by_somebody(&mut self, conflict: &Conflict, extent: &Extent) {
        let model = self.model;
        let mut seen: Vec<Relief> = Vec::new();
        for member in &conflict.members {
            let (change, key, now, far) = match member.key {
                RowKey::ContractMin(id) => {
                    let contract = &model.contracts[id.index()];
                    (Relief::ContractMin(id), format!("contracts[{}].min", contract.id), contract.min, 0.0)
                }
                RowKey::ContractMax(id) => {
                    let contract = &model.contracts[id.index()];
                    let Some(max) = contract.max else { continue };
                    let far = max + self.all_that_is_needed(contract.element);
                    (Relief::ContractMax(id), format!("contracts[{}].max", contract.id), max, far)
                }
                RowKey::Cap { cap, .. } => {
                    let Some(limit) = model.caps[cap.index()].limit else { continue };
                    (Relief::Cap(cap), format!("caps[{}].limit", model.caps[cap.index()].id), limit, limit.max(1.0))
                }
                RowKey::CapMin { cap, .. } => {
                    let Some(min) = model.caps[cap.index()].min else { continue };
                    (Relief::CapMin(cap), format!("caps[{}].min", model.caps[cap.index()].id), min, 0.0)
                }
                RowKey::Budget(year) => {
                    let now = model.budget[&year];
                    // where even money without end is in vain any budget is, and this one is tried to say so
                    let spent = self.trial.without_limit(member.key, extent).unwrap_or(0.0);
                    (Relief::Budget(year), format!("budget.{year}"), now, (ROOMY * spent).max(2.0 * now).max(1.0))
                }
                RowKey::Project(id) => {
                    let project = model.project(id);
                    let far = project.max_capacity + self.a_year(Some(model.offer(project.offer).element));
                    (Relief::Project(id), format!("projects[{}].max_capacity", project.id), project.max_capacity, far)
                }
                // others reliefs are for these, or nobody has set them
                RowKey::Balance { .. }
                | RowKey::Unmet { .. }
                | RowKey::Capacity { .. }
                | RowKey::Security { .. }
                | RowKey::Coverage { .. }
                | RowKey::Storage { .. }
                | RowKey::Shortage { .. }
                | RowKey::Substitute { .. }
                | RowKey::Reservation(_)
                | RowKey::SurviveShortage(_)
                | RowKey::Course { .. } => continue,
            };
            if !seen.contains(&change) && now != far {
                seen.push(change);
                self.add(change, key, now, far);
            }
        }
    }

    /// Tonnes with which nothing can be scarce: twice the demand, and the required stock.
    fn all_that_is_needed(&self, element: Option<ElementId>) -> f64 {
        let pairs = self.model.pairs.iter().filter(|pair| element.is_none_or(|element| pair.element == element));
        let of = |pair: &crate::model::Pair| {
            pair.demand.iter().sum::<f64>() + self.model.required_stock(pair).iter().copied().fold(0.0, f64::max)
        };
        1.0 + 2.0 * pairs.map(of).sum::<f64>()
    }

    /// The same in every period, tonnes a year.
    fn a_year(&self, element: Option<ElementId>) -> f64 {
        self.all_that_is_needed(element) / self.model.horizon.years_per_period()
    }

    fn stocks(&mut self, found: &Found) {
        for (pair, ..) in self.few(&found.pairs) {
            let data = self.model.pair(pair);
            let (element, segment) = (&self.model.element(data.element).id, data.segment);
            if self.model.segment(segment).reserve {
                continue;
            }
            let scale = self.trial.factor("scale.stock", element);
            let more = self.all_that_is_needed(Some(data.element));
            let (mut now, mut far) = (data.initial_stock, data.initial_stock + more);
            let room = data.storage.unwrap_or(f64::INFINITY);
            far = far.min(room);
            if far <= now {
                continue;
            }
            let how = match self.pair_cell("stock", pair, "initial", now / scale).filter(|_| scale > 0.0) {
                Some(key) => {
                    (now, far) = (now / scale, far / scale);
                    How::Key(key)
                }
                None => How::Stock(pair),
            };
            self.all.push(Prospect { change: Relief::Stock(pair), now, far, whole: 0.0, how });
        }
    }

    /// Required stock, room to store, substitution.
    fn bounds(&mut self, found: &Found) {
        for element in self.few(&found.covered) {
            let key = format!("scale.coverage.{}", self.model.element(element).id);
            let now = self.trial.already(&key).unwrap_or(1.0);
            self.add(Relief::Coverage(element), key, now, 0.0);
        }
        for pair in self.few(&found.stored) {
            let Some(now) = self.model.pair(pair).storage else { continue };
            let Some(key) = self.pair_cell("stock", pair, "capacity", now) else { continue };
            let far = now + self.all_that_is_needed(Some(self.model.pair(pair).element));
            self.add(Relief::Storage(pair), key, now, far);
        }
        for pair in self.few(&found.substituted) {
            let Some(now) = self.model.pair(pair).substitute.map(|substitute| substitute.max_share) else { continue };
            let Some(key) = self.pair_cell("substitutes", pair, "max_share", now) else { continue };
            if now < 1.0 {
                self.add(Relief::Substitute(pair), key, now, 1.0);
            }
        }
    }

    fn capacities(&mut self, found: &Found) {
        for (id, _) in self.few(&found.offers) {
            let offer = self.model.offer(id);
            let scale = self.trial.factor("scale.capacity", &self.model.supplier(offer.supplier).id);
            let (Some(capacity), true) = (offer.capacity_per_year, scale > 0.0) else { continue };
            let far = capacity + self.a_year(Some(offer.element));
            let key = self.offer_key(id, "capacity_per_year");
            self.add(Relief::Capacity(id), key, capacity / scale, far / scale);
        }
    }

    fn demands(&mut self, found: &Found) {
        for element in self.few(&found.elements(self.model)) {
            let key = format!("scale.demand.{}", self.model.element(element).id);
            let now = self.trial.already(&key).unwrap_or(1.0);
            self.add(Relief::Demand(element), key, now, DEMAND_LEFT * now);
        }
    }
}
