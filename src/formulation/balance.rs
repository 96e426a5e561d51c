//! Balances: goods that come in go out or are kept.
//!
//! **for each** pair (e,k) and period t
//!
//! **where** I[0] is the initial stock; u and v only where shortage and substitution are possible
//!
//! **row** I[e,k,t−1] + Σ_o x[o,k,t] + u[e,k,t] + v[e,k,t] − I[e,k,t] = d[e,k,t]
//!
//! **unit** tonnes
//!
//! **shadow price** the cost of one more tonne of demand in that period

use super::{Draft, RowKey};

pub(super) fn add(draft: &mut Draft) {
    for (id, pair) in draft.model.pair_ids() {
        for (period, &demand) in pair.demand.iter().enumerate() {
            let columns = &draft.pairs[id.index()];
            let mut terms: Vec<_> = columns
                .purchases
                .iter()
                .filter_map(|&purchase| draft.purchases[purchase].column(period))
                .map(|x| (x, 1.0))
                .collect();
            terms.extend(columns.shortage(period).map(|u| (u, 1.0)));
            terms.extend(columns.substitution(period).map(|v| (v, 1.0)));
            terms.push((columns.stock + period, -1.0));
            let mut rhs = demand;
            if period == 0 {
                rhs -= pair.initial_stock;
            } else {
                terms.push((columns.stock + period - 1, 1.0));
            }
            draft.row(RowKey::Balance { pair: id, period }, rhs, rhs, terms);
        }
    }
}
