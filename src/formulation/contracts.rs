//! Contracts: the minimum is taken, and no more than the maximum.
//!
//! **for each** contract c
//!
//! **where** its window has a part inside the horizon; the minimum where it is above 0, the maximum where there is one
//!
//! **row** `contract_min[c]`: Σ x ≥ min; `contract_max[c]`: Σ x ≤ max; over the offers of its supplier (and element), all segments, the periods of its window
//! inside the horizon; min and max times the part of the window's periods that lies inside, where the contract says both ends
//!
//! **unit** tonnes
//!
//! **shadow price** of the minimum: the cost of one more tonne to take; of the maximum: the saving of one more tonne that may be taken (negative)

use super::{Draft, RowKey};
use crate::model::{Contract, ContractId};
use std::ops::Range;

pub(super) fn add_min(draft: &mut Draft) {
    add(draft, |contract| Some(contract.min).filter(|&min| min > 0.0), RowKey::ContractMin, |min| (min, f64::INFINITY));
}

pub(super) fn add_max(draft: &mut Draft) {
    add(draft, |contract| contract.max, RowKey::ContractMax, |max| (f64::NEG_INFINITY, max));
}

fn add(
    draft: &mut Draft,
    tonnes: impl Fn(&Contract) -> Option<f64>,
    key: impl Fn(ContractId) -> RowKey,
    bounds: impl Fn(f64) -> (f64, f64),
) {
    let model = draft.model;
    for (index, contract) in model.contracts.iter().enumerate() {
        let window = model.horizon.clip(contract.window);
        let Some(tonnes) = tonnes(contract).filter(|_| !window.is_empty()) else { continue };
        let (lower, upper) = bounds(tonnes * model.contract_part(contract));
        let terms = deliveries(draft, contract, window);
        draft.row(key(ContractId::new(index)), lower, upper, terms);
    }
}

/// Everything that is delivered under a contract.
fn deliveries(draft: &Draft, contract: &Contract, window: Range<usize>) -> Vec<(usize, f64)> {
    let covered = |purchase: &&super::PurchaseColumns| contract.covers(draft.offer_of(purchase));
    let purchases = draft.purchases.iter().filter(covered);
    purchases.flat_map(|purchase| purchase.columns(window.clone())).map(|(x, _)| (x, 1.0)).collect()
}
