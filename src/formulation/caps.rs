//! Nobody supplies more than a share, and somebody at least one.
//!
//! **for each** cap, and each country or supplier that it is about
//!
//! **where** its part requires anything in its window; φ is 1 for a capped supplier, else the dependency on the country; w is 1 or the reference price in period 1
//!
//! **row** `cap[c,who]`: Σ w·φ·x ≤ limit · Σ w·N, `cap_min[c,who]`: Σ w·φ·x ≥ min · Σ w·N, over the cap's part and window
//!
//! **unit** tonnes, or money per price unit × tonnes for a measure of value
//!
//! **shadow price** of the limit: the saving of one more weighted tonne from there (negative); of the minimum: the cost of one more that must come from there

use super::{Draft, PurchaseColumns, RowKey};
use crate::model::{Cap, CapId, Measure, Part, Who};
use std::ops::Range;

pub(super) fn add_limit(draft: &mut Draft) {
    add(draft, |cap| cap.limit, |cap, who| RowKey::Cap { cap, who }, |limit| (f64::NEG_INFINITY, limit));
}

pub(super) fn add_min(draft: &mut Draft) {
    add(
        draft,
        |cap| cap.min.filter(|&min| min > 0.0),
        |cap, who| RowKey::CapMin { cap, who },
        |min| (min, f64::INFINITY),
    );
}

fn add(
    draft: &mut Draft,
    share: impl Fn(&Cap) -> Option<f64>,
    key: impl Fn(CapId, Who) -> RowKey,
    bounds: impl Fn(f64) -> (f64, f64),
) {
    let model = draft.model;
    for (index, cap) in model.caps.iter().enumerate() {
        let window = model.horizon.clip(cap.window);
        let requirement = model.weighted_requirement(cap.part, cap.measure, window.clone());
        // a share of nothing limits nothing; `input` has said so
        let Some(share) = share(cap).filter(|_| requirement > 0.0) else { continue };
        let (lower, upper) = bounds(share * requirement);
        for &who in &cap.whom {
            let purchases = &draft.purchases;
            let terms =
                dependent_purchases(model, purchases, who, cap.part, cap.measure, cap.look_through, window.clone());
            draft.row(key(CapId::new(index), who), lower, upper, terms);
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
    for purchase in purchases.iter().filter(|purchase| model.belongs(model.pair(purchase.pair), part)) {
        let offer = model.offer(purchase.offer);
        let weight = model.weight(offer.element, measure) * model.dependency(offer.supplier, who, look_through);
        if weight > 0.0 {
            terms.extend(purchase.columns(window.clone()).map(|(x, _)| (x, weight)));
        }
    }
    terms
}
