//! The subjects of constraints that stand against each other.

use crate::analysis::infeasibility::irreducible::Conflict;
use crate::formulation::RowKey;
use crate::formulation::courses::CourseRow;
use crate::model::{ElementId, Model, Offer, OfferId, PairId, SupplierId, Who};

/// The subjects of a conflict's constraints, each once, the weightiest first.
#[derive(Default)]
pub(super) struct Found {
    // with the last period in which it asks for something
    pub pairs: Vec<(PairId, usize, f64)>,
    pub covered: Vec<ElementId>,
    pub stored: Vec<PairId>,
    pub substituted: Vec<PairId>,
    pub offers: Vec<(OfferId, f64)>,
    // whose least quantity, or share, somebody set
    obliged: Vec<SupplierId>,
}

impl Found {
    pub(super) fn of(model: &Model, conflict: &Conflict) -> Self {
        let mut found = Self::default();
        for member in &conflict.members {
            match member.key {
                RowKey::Balance { pair, period } => found.asks(model, pair, period),
                RowKey::Coverage { pair, .. } => once(&mut found.covered, model.pair(pair).element),
                RowKey::Storage { pair, .. } => once(&mut found.stored, pair),
                RowKey::Substitute { pair, .. } => once(&mut found.substituted, pair),
                RowKey::Capacity { offer, .. } => found.sells(offer, member.limit),
                RowKey::Course { row, .. } => match row {
                    CourseRow::Balance { pair, period } => found.asks(model, pair, period),
                    CourseRow::Storage { pair, .. } => once(&mut found.stored, pair),
                    CourseRow::Substitute { pair, .. } => once(&mut found.substituted, pair),
                    CourseRow::Capacity { offer, .. } | CourseRow::Surge { offer, .. } => {
                        found.sells(offer, member.limit);
                    }
                    CourseRow::Unmet { .. }
                    | CourseRow::Transit { .. }
                    | CourseRow::UnderWay { .. }
                    | CourseRow::Pool { .. }
                    | CourseRow::ContractMin(_)
                    | CourseRow::ContractMax(_)
                    | CourseRow::Release { .. }
                    | CourseRow::Survive { .. }
                    | CourseRow::BuyBack { .. }
                    | CourseRow::Shortage { .. } => {}
                },
                RowKey::ContractMin(id) => once(&mut found.obliged, model.contracts[id.index()].supplier),
                RowKey::CapMin { who: Who::Supplier(id), .. } => once(&mut found.obliged, id),
                RowKey::Unmet { .. }
                | RowKey::Shortage { .. }
                | RowKey::Project(_)
                | RowKey::ContractMax(_)
                | RowKey::Cap { .. }
                | RowKey::CapMin { .. }
                | RowKey::Security { .. }
                | RowKey::Budget(_)
                | RowKey::Reservation(_)
                | RowKey::SurviveShortage(_) => {}
            }
        }
        found.pairs.sort_by(|a, b| b.2.total_cmp(&a.2));
        found.offers.sort_by(|a, b| b.1.total_cmp(&a.1));
        found
    }

    fn asks(&mut self, model: &Model, pair: PairId, period: usize) {
        let demand = model.pair(pair).demand[period];
        match self.pairs.iter_mut().find(|(other, ..)| *other == pair) {
            Some((_, last, sum)) => (*last, *sum) = ((*last).max(period), *sum + demand),
            None => self.pairs.push((pair, period, demand)),
        }
    }

    fn sells(&mut self, offer: OfferId, limit: f64) {
        match self.offers.iter_mut().find(|(other, _)| *other == offer) {
            Some((_, sum)) => *sum += limit,
            None => self.offers.push((offer, limit)),
        }
    }

    /// The offers of suppliers of whom a least quantity must be bought.
    pub(super) fn promised(&self, model: &Model) -> Vec<OfferId> {
        let of = |offer: &&(OfferId, &Offer)| self.obliged.contains(&offer.1.supplier);
        model.offer_ids().collect::<Vec<_>>().iter().filter(of).map(|(id, _)| *id).collect()
    }

    pub(super) fn elements(&self, model: &Model) -> Vec<ElementId> {
        let mut elements = Vec::new();
        self.pairs.iter().for_each(|&(pair, ..)| once(&mut elements, model.pair(pair).element));
        elements
    }
}

/// Adds an item that is not there yet.
pub(super) fn once<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}
