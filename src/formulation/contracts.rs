//! What was promised is taken, and no more than was agreed.
//!
//! **for each** contract c
//!
//! **where** its window has a part inside the horizon; the minimum where it is above 0, the maximum where there is one
//!
//! **row** `contract_min[c]`: Σ x ≥ min; `contract_max[c]`: Σ x ≤ max; over the offers of its supplier (and element), all segments, the periods of its window
//!
//! **unit** tonnes
//!
//! **what its shadow price means** of the minimum: what one more tonne to take would cost; of the maximum: what one more tonne that may be taken would save (negative)

use super::{Draft, RowKey};
use crate::model::{Contract, ContractId};

pub(super) fn add_min(draft: &mut Draft) {
    for (index, contract) in draft.model.contracts.iter().enumerate() {
        if contract.min > 0.0 {
            add(draft, contract, RowKey::ContractMin(ContractId::new(index)), contract.min, f64::INFINITY);
        }
    }
}

pub(super) fn add_max(draft: &mut Draft) {
    for (index, contract) in draft.model.contracts.iter().enumerate() {
        if let Some(max) = contract.max {
            add(draft, contract, RowKey::ContractMax(ContractId::new(index)), f64::NEG_INFINITY, max);
        }
    }
}

fn add(draft: &mut Draft, contract: &Contract, key: RowKey, lower: f64, upper: f64) {
    let window = draft.model.horizon.clip(contract.window);
    if window.is_empty() {
        return;
    }
    let covered = |lane: &&super::PurchaseColumns| {
        let offer = draft.lane_offer(lane);
        offer.supplier == contract.supplier && contract.element.is_none_or(|element| element == offer.element)
    };
    let purchases = draft.purchases.iter().filter(covered);
    let terms: Vec<_> = purchases.flat_map(|lane| lane.columns(window.clone())).map(|(x, _)| (x, 1.0)).collect();
    draft.row(key, lower, upper, terms);
}
