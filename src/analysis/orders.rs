//! The order book of a plan: orders by supplier and month, and the last month in which each approval can begin.

use crate::model::{Model, Month, OfferId, SupplierId};
use crate::plan::Plan;
use std::collections::BTreeMap;

/// An order: tonnes of one offer ordered in one period for delivery in another, for all segments together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    /// The first month of the period in which it must be ordered; may lie before the start.
    pub order_period: Month,
    /// The period in which it is delivered.
    pub delivery_period: usize,
    /// Of which offer.
    pub offer: OfferId,
    /// Tonnes.
    pub quantity: f64,
    /// Undiscounted landed cost.
    pub cost: f64,
    /// True if it must have been ordered before the start.
    pub late: bool,
}

/// The orders of a plan, by month of the order, delivery and offer.
pub fn orders(model: &Model, plan: &Plan) -> Vec<Order> {
    let mut all: BTreeMap<(Month, usize, OfferId), (f64, f64)> = BTreeMap::new();
    for purchase in &plan.purchases {
        let sum = all.entry((purchase.order_period, purchase.period, purchase.offer)).or_default();
        *sum = (sum.0 + purchase.quantity, sum.1 + purchase.cost);
    }
    let order = |((order_period, delivery_period, offer), (quantity, cost))| {
        let late = order_period < model.horizon.start;
        Order { order_period, delivery_period, offer, quantity, cost, late }
    };
    all.into_iter().map(order).collect()
}

/// By when a supplier's approval must begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Approval {
    /// The supplier whose goods must be approved.
    pub supplier: SupplierId,
    /// The last month in which the approval can begin for the plan's first delivery.
    pub begin: Month,
    /// The period of the first delivery that waits for it.
    pub delivery_period: usize,
}

/// For each supplier that the plan uses and that somebody has to approve first: the last month in which that can begin. The earliest
/// first, of those of one month in the order of the suppliers.
pub fn approvals(model: &Model, plan: &Plan) -> Vec<Approval> {
    let mut first: BTreeMap<SupplierId, Approval> = BTreeMap::new();
    for purchase in &plan.purchases {
        let supplier = model.offer(purchase.offer).supplier;
        let route = model.route(supplier, model.pair(purchase.pair).segment);
        if route.qualification_months <= 0.0 {
            continue;
        }
        let months = (route.qualification_months + route.transit_months).ceil() as i64;
        let begin = model.horizon.month(purchase.period).plus(-months);
        let found = Approval { supplier, begin, delivery_period: purchase.period };
        let known = first.entry(supplier).or_insert(found);
        if found.begin < known.begin {
            *known = found;
        }
    }
    let mut all: Vec<Approval> = first.into_values().collect();
    all.sort_by_key(|approval| (approval.begin, approval.supplier));
    all
}
