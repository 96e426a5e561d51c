//! An offer delivers no more than it can.
//!
//! **for each** offer o and period t
//!
//! **where** its capacity is limited and somebody can be delivered to
//!
//! **row** Σ_k x[o,k,t] − h·Σ_{p of o, t'} On[p,t',t]·y[p,t'] ≤ Cap[o,t]
//!
//! **unit** tonnes
//!
//! **shadow price** the saving of one more tonne of capacity in that period (negative)

use super::{Draft, RowKey, built};

pub(super) fn add(draft: &mut Draft) {
    for (id, offer) in draft.model.offer_ids() {
        for period in draft.model.horizon.clip(offer.window) {
            let capacity = draft.model.capacity(offer, period);
            if !capacity.is_finite() {
                continue;
            }
            let purchases = draft.offers[id.index()].iter();
            let mut terms: Vec<_> =
                purchases.filter_map(|&purchase| draft.purchases[purchase].column(period)).map(|x| (x, 1.0)).collect();
            if !terms.is_empty() {
                terms.extend(built(&draft.projects, id, period).map(|(y, tonnes)| (y, -tonnes)));
                draft.row(RowKey::Capacity { offer: id, period }, f64::NEG_INFINITY, capacity, terms);
            }
        }
    }
}
