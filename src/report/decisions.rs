//! Decisions: investments, reservations and the cost of price floors, for people at a terminal.

use super::words::{MoneyUnit, money, number, table, with_unit};
use crate::formulation::{offer_in_words, project_in_words};
use crate::model::Model;
use crate::plan::Plan;
use std::fmt::Write;

/// The projects that a plan builds, the capacity that it reserves and the part of its cost that price floors make; nothing where it has none.
pub(crate) fn text(model: &Model, plan: &Plan) -> String {
    let mut out = String::new();
    if !plan.investments.is_empty() {
        let _ = writeln!(out, "What is built:\n{}", projects(model, plan));
    }
    if !plan.reservations.is_empty() {
        let _ = writeln!(out, "What is reserved for a disruption, undiscounted:\n{}", reservations(model, plan));
    }
    if plan.price_floor_paid > 0.0 {
        let paid = money(plan.price_floor_paid, &model.currency);
        let _ = writeln!(out, "Of the purchases {paid} are what price floors pay above the market.\n");
    }
    out
}

fn projects(model: &Model, plan: &Plan) -> String {
    let unit = MoneyUnit::for_amount(plan.investments.iter().map(|i| i.capex).fold(0.0, f64::max));
    let rows = plan.investments.iter().map(|i| {
        vec![
            project_in_words(model, i.project),
            model.horizon.month(i.decided).to_string(),
            model.horizon.month(i.delivers_from).to_string(),
            number(i.capacity, 1),
            unit.amount(i.capex),
            unit.amount(i.cost),
        ]
    });
    let label = unit.label(&model.currency);
    let [capex, cost] = ["capex", "in the horizon"].map(|heading| with_unit(heading, ", ", &label));
    table(&["project", "decided", "delivers from", "t/year", &capex, &cost], 3, rows)
}

fn reservations(model: &Model, plan: &Plan) -> String {
    let unit = MoneyUnit::for_amount(plan.reservations.iter().map(|r| r.cost).fold(0.0, f64::max));
    let rows = plan
        .reservations
        .iter()
        .map(|r| vec![offer_in_words(model, r.offer), number(r.reserved, 1), unit.amount(r.cost)]);
    table(&["offer", "t/year", &unit.heading(&model.currency)], 1, rows)
}
