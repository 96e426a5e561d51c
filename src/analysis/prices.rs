//! Shadow prices of all constraints at an optimum.

use crate::formulation::{Program, RowKey, SecurityRow};
use crate::lp::Lp;

/// A constraint and its shadow price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShadowPrice {
    /// The constraint.
    pub key: RowKey,
    /// Change of the objective per unit of its right-hand side.
    pub value: f64,
}

/// The shadow prices of every constraint of `lp`: `program` with `security` rows behind its own, priced by `y`; those of courses as MODEL.md writes
/// them.
pub(crate) fn shadow_prices(program: &Program, security: &[SecurityRow], lp: &Lp, y: &[f64]) -> Vec<ShadowPrice> {
    let keys = program.rows.iter().copied().chain(security.iter().map(SecurityRow::key));
    let mut prices: Vec<_> = keys.zip(y).map(|(key, &value)| ShadowPrice { key, value }).collect();
    for (j, d) in lp.reduced_costs(y).into_iter().enumerate() {
        let (lower, upper) = program.bound_keys(j);
        // a reduced cost is the price of the bound it presses on; the other bound is worth nothing
        prices.extend(lower.filter(|_| lp.lower[j] > 0.0).map(|key| ShadowPrice { key, value: d.max(0.0) }));
        prices.extend(upper.filter(|_| lp.upper[j].is_finite()).map(|key| ShadowPrice { key, value: d.min(0.0) }));
    }
    let found = prices.into_iter().map(|price| (price.key, price.value)).collect();
    let written = program.prices_as_written(found);
    written.into_iter().map(|(key, value)| ShadowPrice { key, value }).collect()
}
