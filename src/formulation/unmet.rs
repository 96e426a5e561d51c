//! No more goes unmet and substituted than is demanded.
//!
//! **for each** pair (e,k) and period t
//!
//! **where** both shortage and substitution are possible
//!
//! **row** u[e,k,t] + v[e,k,t] ≤ d[e,k,t]
//!
//! **unit** tonnes
//!
//! **shadow price** the saving of one more tonne that may be left unmet or substituted (negative)

use super::{Draft, RowKey};

pub(super) fn add(draft: &mut Draft) {
    for (id, pair) in draft.model.pair_ids() {
        for (period, &demand) in pair.demand.iter().enumerate() {
            let columns = &draft.pairs[id.index()];
            if let (Some(u), Some(v)) = (columns.shortage(period), columns.substitution(period)) {
                draft.row(RowKey::Unmet { pair: id, period }, f64::NEG_INFINITY, demand, [(u, 1.0), (v, 1.0)]);
            }
        }
    }
}
