//! A year's purchases stay within its budget.
//!
//! **for each** year with a budget
//!
//! **where** a period of the horizon begins in it
//!
//! **row** `budget[y]`: κ·Σ P[o,k,t]·x[o,k,t] ≤ budget, undiscounted, over the periods that belong to the year
//!
//! **unit** money
//!
//! **shadow price** the saving of one more unit of money to spend in that year (negative), in discounted money

use super::{Draft, RowKey};

pub(super) fn add(draft: &mut Draft) {
    let model = draft.model;
    for (&year, &budget) in &model.budget {
        let periods = model.horizon.periods_of_year(year);
        if periods.is_empty() {
            continue;
        }
        let mut terms = Vec::new();
        for purchase in &draft.purchases {
            terms.extend(
                purchase
                    .columns(periods.clone())
                    .map(|(x, t)| (x, model.landed_cost(purchase.offer, purchase.pair, t))),
            );
        }
        draft.row(RowKey::Budget(year), f64::NEG_INFINITY, budget, terms);
    }
}
