//! The order book of a plan for people at a terminal, and delays.csv.

use super::names::short_supplier;
use super::table::{Cell, Table};
use super::words::{MoneyUnit, counted, money, table, with_unit};
use crate::analysis::delays::{self, Delay, LatePlan};
use crate::analysis::orders;
use crate::model::Model;
use crate::plan::Plan;
use std::fmt::Write;

/// delays.csv.
pub(crate) fn delays<'a>(model: &'a Model, delays: &[Delay]) -> Table<'a> {
    let row = |delay: &Delay| {
        let mut cells: Vec<Cell> = vec![
            model.supplier(delay.approval.supplier).id.as_str().into(),
            delay.approval.begin.to_string().into(),
            model.horizon.month(delay.approval.delivery_period).to_string().into(),
            f64::from(delay.months).into(),
            delay.found.is_some().into(),
        ];
        match delay.found {
            Some(LatePlan { cost, extra_cost, level_held }) => {
                cells.extend([cost.into(), extra_cost.into(), level_held.into()]);
            }
            None => cells.resize(DELAYS.len(), Cell::Blank),
        }
        cells
    };
    Table { name: "delays", columns: DELAYS, rows: delays.iter().map(row).collect() }
}

const DELAYS: &[&str] =
    &["supplier", "begin_by", "delivery_period", "months_late", "attainable", "cost", "extra_cost", "level_held"];

/// Orders due already, when approvals must begin, and the cost of beginning them later, as far as that was tried.
pub(crate) fn text(model: &Model, plan: &Plan, delays: Option<&[Delay]>) -> String {
    let mut out = String::new();
    let late: Vec<_> = orders::orders(model, plan).into_iter().filter(|order| order.late).collect();
    if !late.is_empty() {
        let cost = late.iter().map(|order| order.cost).sum();
        let _ = writeln!(
            out,
            "{}, {}, must have been ordered before {}.",
            counted(late.len(), "delivery"),
            money(cost, &model.currency),
            model.horizon.start,
        );
    }
    match delays {
        Some([]) => {}
        Some(delays) => out += &delay_table(model, delays),
        None => {
            let said = |approval: &orders::Approval| {
                let supplier = short_supplier(model, approval.supplier);
                let first = model.horizon.month(approval.delivery_period);
                format!("{supplier} by {} (first delivery {first})", approval.begin)
            };
            let approvals: Vec<String> = orders::approvals(model, plan).iter().map(said).collect();
            if !approvals.is_empty() {
                let _ = writeln!(out, "Approvals must begin: {}; what a delay costs: --delays.", approvals.join(", "));
            }
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// The last month in which each approval can begin, and the cost of beginning later.
fn delay_table(model: &Model, all: &[Delay]) -> String {
    let found = || all.iter().filter_map(|delay| delay.found);
    let unit = MoneyUnit::for_amount(found().map(|found| found.extra_cost.abs()).fold(0.0, f64::max));
    let said = |delay: &Delay| match delay.found {
        None => "no plan".to_owned(),
        Some(LatePlan { level_held: false, extra_cost, .. }) => format!("{} *", unit.amount(extra_cost)),
        Some(LatePlan { extra_cost: 0.0, .. }) => "nothing".to_owned(),
        Some(LatePlan { extra_cost, .. }) => unit.amount(extra_cost),
    };
    let rows = all.chunk_by(|a, b| a.approval == b.approval).map(|of| {
        let approval = of[0].approval;
        let mut row = vec![
            short_supplier(model, approval.supplier),
            approval.begin.to_string(),
            model.horizon.month(approval.delivery_period).to_string(),
        ];
        row.extend(of.iter().map(said));
        row
    });
    let months = delays::MONTHS.map(|months| match months {
        1 => "1 month later".to_owned(),
        months => counted(months as usize, "month"),
    });
    let mut header = vec!["approval", "begin by", "first delivery"];
    header.extend(months.iter().map(String::as_str));
    let mut text = format!(
        "By when approvals must begin, and {} to begin them later:\n{}",
        with_unit("what it costs", " in ", &unit.label(&model.currency)),
        table(&header, 3, rows)
    );
    if found().any(|found| !found.level_held) {
        text += "* The level cannot be held any more: the cost is that of the lowest that then can.\n";
    }
    text
}
