//! Nobody supplies more than a share.
//!
//! **for each** cap, and each country or supplier that it is about
//!
//! **where** its part requires anything in its window; φ is 1 for a capped supplier, else the dependency on the country; w is 1 or the reference price in period 1
//!
//! **row** `cap[c,who]`: Σ w·φ·x ≤ limit · Σ w·N over the cap's part and window
//!
//! **unit** tonnes, or money per price unit × tonnes for a measure of value
//!
//! **what its shadow price means** what one more weighted tonne from there would save (negative)

use super::{Draft, PurchaseColumns, RowKey};
use crate::model::{CapId, Measure, Part, Who};
use std::ops::Range;

pub(super) fn add(draft: &mut Draft) {
    for (index, cap) in draft.model.caps.iter().enumerate() {
        let window = draft.model.horizon.clip(cap.window);
        let requirement = draft.model.weighted_requirement(cap.part, cap.measure, window.clone());
        // a share of nothing limits nothing; `input` has said so
        let Some(limit) = cap.limit.filter(|_| requirement > 0.0) else { continue };
        for &who in &cap.whom {
            let key = RowKey::Cap { cap: CapId::new(index), who };
            let terms = dependent_purchases(
                draft.model,
                &draft.purchases,
                who,
                cap.part,
                cap.measure,
                cap.look_through,
                window.clone(),
            );
            draft.row(key, f64::NEG_INFINITY, limit * requirement, terms);
        }
    }
}

/// w·φ for every purchase of a part in a window that depends on somebody: the left side of caps and of security rows.
pub(super) fn dependent_purchases(
    model: &crate::model::Model,
    purchases: &[PurchaseColumns],
    who: Who,
    part: Part,
    measure: Measure,
    look_through: bool,
    window: Range<usize>,
) -> Vec<(usize, f64)> {
    let mut terms = Vec::new();
    for lane in purchases.iter().filter(|lane| model.belongs(model.pair(lane.pair), part)) {
        let offer = model.offer(lane.offer);
        let weight = model.weight(offer.element, measure) * model.dependency(offer.supplier, who, look_through);
        if weight > 0.0 {
            terms.extend(lane.columns(window.clone()).map(|(x, _)| (x, weight)));
        }
    }
    terms
}
