//! The tables of FILES.md, row by row.

use super::level_figures::{LEVEL_COLUMNS, LevelFigures};
use super::table::{Cell, Table};
use crate::analysis::alternatives::Alternative;
use crate::analysis::frontier::causes::Causes;
use crate::analysis::frontier::{Frontier, Level};
use crate::analysis::infeasibility::Violation;
use crate::analysis::orders;
use crate::analysis::prices::ShadowPrice;
use crate::analysis::proved::Proved;
use crate::model::{Model, Who};
use crate::plan::Plan;

/// purchases.csv.
pub fn purchases<'a>(model: &'a Model, plan: &Proved<Plan>) -> Table<'a> {
    let rows = plan.purchases.iter().map(|p| {
        let (pair, offer) = (model.pair(p.pair), model.offer(p.offer));
        let supplier = model.supplier(offer.supplier);
        vec![
            model.horizon.month(p.period).to_string().into(),
            model.element(pair.element).id.as_str().into(),
            model.segment(pair.segment).id.as_str().into(),
            supplier.id.as_str().into(),
            offer.id.as_str().into(),
            model.country(supplier.country).into(),
            p.quantity.into(),
            p.unit_price.into(),
            p.cost.into(),
            p.order_period.to_string().into(),
        ]
    });
    Table {
        name: "purchases",
        columns: &[
            "period",
            "element",
            "segment",
            "supplier",
            "offer",
            "country",
            "quantity",
            "unit_price",
            "cost",
            "order_period",
        ],
        rows: rows.collect(),
    }
}

/// stock.csv.
pub fn stock<'a>(model: &'a Model, plan: &Proved<Plan>) -> Table<'a> {
    let rows = plan.stock.iter().map(|s| {
        let pair = model.pair(s.pair);
        vec![
            model.horizon.month(s.period).to_string().into(),
            model.element(pair.element).id.as_str().into(),
            model.segment(pair.segment).id.as_str().into(),
            s.opening.into(),
            s.purchased.into(),
            s.demand.into(),
            s.shortage.into(),
            s.substituted.into(),
            s.closing.into(),
            s.required.into(),
            s.cover_months.into(),
            s.released_in.into(),
            s.released_out.into(),
        ]
    });
    Table {
        name: "stock",
        columns: &[
            "period",
            "element",
            "segment",
            "opening",
            "purchased",
            "demand",
            "shortage",
            "substituted",
            "closing",
            "required",
            "cover_months",
            "released_in",
            "released_out",
        ],
        rows: rows.collect(),
    }
}

/// projects.csv.
pub fn projects<'a>(model: &'a Model, plan: &Proved<Plan>) -> Table<'a> {
    let rows = plan.investments.iter().map(|i| {
        let project = model.project(i.project);
        vec![
            project.id.as_str().into(),
            model.offer(project.offer).id.as_str().into(),
            model.horizon.month(i.decided).to_string().into(),
            i.capacity.into(),
            model.horizon.month(i.delivers_from).to_string().into(),
            i.capex.into(),
            i.cost.into(),
        ]
    });
    Table {
        name: "projects",
        columns: &["project", "offer", "decided", "capacity", "delivers_from", "capex", "cost"],
        rows: rows.collect(),
    }
}

/// reservations.csv.
pub fn reservations<'a>(model: &'a Model, plan: &Proved<Plan>) -> Table<'a> {
    let rows = plan.reservations.iter().map(|r| {
        let offer = model.offer(r.offer);
        vec![
            offer.id.as_str().into(),
            model.supplier(offer.supplier).id.as_str().into(),
            model.element(offer.element).id.as_str().into(),
            r.reserved.into(),
            r.cost.into(),
        ]
    });
    Table { name: "reservations", columns: &["offer", "supplier", "element", "reserved", "cost"], rows: rows.collect() }
}

/// The tables of a plan's decisions: purchases and stock, and projects and reservations where the model has any.
pub fn of_plan<'a>(model: &'a Model, plan: &Proved<Plan>) -> Vec<Table<'a>> {
    let mut tables = vec![purchases(model, plan), stock(model, plan)];
    if !model.projects.is_empty() {
        tables.push(projects(model, plan));
    }
    if model.offers.iter().any(|offer| offer.reservation_fee.is_some()) {
        tables.push(reservations(model, plan));
    }
    tables
}

/// orders.csv.
pub fn orders<'a>(model: &'a Model, plan: &Proved<Plan>) -> Table<'a> {
    let rows = orders::orders(model, plan).into_iter().map(|order| {
        let offer = model.offer(order.offer);
        vec![
            order.order_period.to_string().into(),
            model.horizon.month(order.delivery_period).to_string().into(),
            model.supplier(offer.supplier).id.as_str().into(),
            offer.id.as_str().into(),
            model.element(offer.element).id.as_str().into(),
            order.quantity.into(),
            order.cost.into(),
            order.late.into(),
        ]
    });
    Table {
        name: "orders",
        columns: &["order_period", "delivery_period", "supplier", "offer", "element", "quantity", "cost", "late"],
        rows: rows.collect(),
    }
}

/// alternatives.csv.
pub fn alternatives<'a>(model: &'a Model, alternatives: &[Alternative]) -> Table<'a> {
    let row = |a: &Alternative| {
        let (kind, name) = match a.who {
            Who::Supplier(id) => ("supplier", model.supplier(id).id.as_str()),
            Who::Country(id) => ("country", model.country(id)),
        };
        let element = a.element.map_or("*", |id| model.element(id).id.as_str());
        // blank: without limit
        let most = a.most.is_finite().then_some(a.most);
        vec![kind.into(), name.into(), element.into(), a.least.into(), a.chosen.into(), most.into()]
    };
    Table {
        name: "alternatives",
        columns: &["kind", "name", "element", "least", "chosen", "most"],
        rows: alternatives.iter().map(row).collect(),
    }
}

/// shadow_prices.csv.
pub fn shadow_price_table(model: &Model, prices: &[ShadowPrice]) -> Table<'static> {
    let row = |p: &ShadowPrice| vec![p.key.name(model).into(), p.value.into(), p.key.price_unit(model).into()];
    Table { name: "shadow_prices", columns: &["constraint", "value", "unit"], rows: prices.iter().map(row).collect() }
}

/// frontier.csv, of one or more scopes.
pub fn frontier(frontiers: &[&Proved<Frontier>]) -> Table<'static> {
    let mut rows = Vec::new();
    for frontier in frontiers {
        for (k, point) in frontier.points.iter().enumerate() {
            let towards_next = frontier.points.get(k + 1).map(|_| point.share);
            rows.push(vec![
                frontier.scope.label().into(),
                point.share.into(),
                point.cost.into(),
                towards_next.and_then(|share| frontier.marginal_cost(share)).into(),
                towards_next.and_then(|share| frontier.levy(share)).into(),
            ]);
        }
    }
    Table { name: "frontier", columns: &["scope", "share", "cost", "marginal_cost", "levy"], rows }
}

/// levels.csv, of one or more scopes.
pub fn levels(frontiers: &[(&Proved<Frontier>, &Proved<Vec<Level>>)]) -> Table<'static> {
    let mut rows = Vec::new();
    for (frontier, levels) in frontiers {
        rows.extend(levels.iter().map(|level| LevelFigures::from(level).cells(frontier.scope.label())));
    }
    Table { name: "levels", columns: LEVEL_COLUMNS, rows }
}

/// floors.csv, of one or more scopes.
pub fn floors(model: &Model, frontiers: &[&Proved<Frontier>], causes: &[Vec<Causes>]) -> Table<'static> {
    let mut rows = Vec::new();
    for (frontier, causes) in frontiers.iter().zip(causes) {
        for ((row, &floor), cause) in frontier.rows.iter().zip(&frontier.floors).zip(causes) {
            let cause = if cause.is_empty() { Cell::Blank } else { super::causes::cell(model, cause).into() };
            rows.push(vec![frontier.scope.label().into(), row.name(model).into(), floor.into(), cause]);
        }
    }
    Table { name: "floors", columns: &["scope", "row", "floor", "cause"], rows }
}

/// violations.csv: the least violations.
pub fn violations(model: &Model, violations: &[Violation]) -> Table<'static> {
    let row = |v: &Violation| {
        let periods = v.key.periods(model);
        let month = |t: usize| model.horizon.month(t).to_string().into();
        let (from, until) = (month(periods.start), month(periods.end - 1));
        vec![v.key.name(model).into(), v.amount.into(), v.key.unit(model).into(), from, until]
    };
    Table {
        name: "violations",
        columns: &["constraint", "amount", "unit", "from", "until"],
        rows: violations.iter().map(row).collect(),
    }
}
