//! The difference of a hedge from the plan that reckons with no scenario: amounts to lay in, buy, reserve and build of each element, from whom and by
//! when.

use crate::analysis::proved::Proved;
use crate::model::{ElementId, Model, OfferId};
use crate::plan::Plan;
use crate::report::names::seller;
use crate::report::table::{Cell, Table};
use crate::report::tolerances::HEDGED;
use crate::report::words::{few_tonnes, table};
use std::collections::BTreeMap;

/// Something a hedge does more of. The order is that of the table: element, kind, offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Action {
    /// More lies in stock.
    Stock,
    /// More has been bought of an offer.
    Purchase(OfferId),
    /// Capacity of an offer is reserved.
    Reserve(OfferId),
    /// More of a project is built, whose offer this is.
    Build(OfferId),
}

impl Action {
    fn label(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Purchase(_) => "purchase",
            Self::Reserve(_) => "reserve",
            Self::Build(_) => "build",
        }
    }

    fn offer(self) -> Option<OfferId> {
        match self {
            Self::Stock => None,
            Self::Purchase(offer) | Self::Reserve(offer) | Self::Build(offer) => Some(offer),
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Self::Stock | Self::Purchase(_) => "t",
            Self::Reserve(_) | Self::Build(_) => "t a year",
        }
    }
}

/// The quantities that a hedge has more of, and the period by which it leads most; none for those without a period.
struct BuildUp {
    element: ElementId,
    action: Action,
    quantity: f64,
    by: Option<usize>,
}

/// The steps, by element: of stock and of purchases so far the greatest lead over the other plan, and the first period that has it.
fn steps(model: &Model, hedge: &Plan, without: &Plan) -> Vec<BuildUp> {
    let periods = model.horizon.periods;
    let mut leads: BTreeMap<(ElementId, Action), Vec<f64>> = BTreeMap::new();
    let mut capacities: BTreeMap<(ElementId, Action), f64> = BTreeMap::new();
    let element_of = |offer: OfferId| model.offer(offer).element;
    for (plan, sign) in [(hedge, 1.0), (without, -1.0)] {
        let mut add = |element: ElementId, action: Action, t: usize, quantity: f64| {
            leads.entry((element, action)).or_insert_with(|| vec![0.0; periods])[t] += sign * quantity;
        };
        for row in &plan.stock {
            add(model.pair(row.pair).element, Action::Stock, row.period, row.closing);
        }
        for purchase in &plan.purchases {
            let element = model.pair(purchase.pair).element;
            // what has been bought stays bought
            (purchase.period..periods)
                .for_each(|t| add(element, Action::Purchase(purchase.offer), t, purchase.quantity));
        }
        for reservation in &plan.reservations {
            let key = (element_of(reservation.offer), Action::Reserve(reservation.offer));
            *capacities.entry(key).or_default() += sign * reservation.reserved;
        }
        for investment in &plan.investments {
            let offer = model.project(investment.project).offer;
            *capacities.entry((element_of(offer), Action::Build(offer))).or_default() += sign * investment.capacity;
        }
    }
    let first_most = |lead: Vec<f64>| {
        let most = lead.iter().copied().fold(0.0, f64::max);
        (most, lead.iter().position(|&tonnes| tonnes >= most - HEDGED))
    };
    let led = leads.into_iter().map(|((element, action), lead)| {
        let (quantity, by) = first_most(lead);
        BuildUp { element, action, quantity, by }
    });
    let built =
        capacities.into_iter().map(|((element, action), quantity)| BuildUp { element, action, quantity, by: None });
    let mut steps: Vec<BuildUp> = led.chain(built).filter(|step| step.quantity > HEDGED).collect();
    steps.sort_by_key(|step| (step.element, step.action));
    steps
}

/// hedge_plan.csv.
pub(crate) fn build_up<'a>(model: &'a Model, hedge: &Proved<Plan>, without: &Proved<Plan>) -> Table<'a> {
    let rows = steps(model, hedge, without).into_iter().map(|step| {
        let offer = step.action.offer().map(|offer| model.offer(offer));
        vec![
            model.element(step.element).id.as_str().into(),
            step.action.label().into(),
            offer.map_or(Cell::Blank, |offer| model.supplier(offer.supplier).id.as_str().into()),
            offer.map_or(Cell::Blank, |offer| offer.id.as_str().into()),
            step.quantity.into(),
            step.action.unit().into(),
            step.by.map_or(Cell::Blank, |t| model.horizon.month(t).to_string().into()),
        ]
    });
    Table {
        name: "hedge_plan",
        columns: &["element", "action", "supplier", "offer", "quantity", "unit", "by"],
        rows: rows.collect(),
    }
}

/// The same at a terminal.
pub(crate) fn build_up_text(model: &Model, hedge: &Proved<Plan>, without: &Proved<Plan>) -> String {
    let steps = steps(model, hedge, without);
    if steps.is_empty() {
        return "The plan is the one that is cheapest if nothing happens.\n".into();
    }
    let rows = steps.iter().map(|step| {
        let supplier = |offer: OfferId| seller(model, offer);
        let done = match step.action {
            Action::Stock => "in stock".into(),
            Action::Purchase(offer) => format!("bought from {}", supplier(offer)),
            Action::Reserve(offer) => format!("reserved at {}, a year", supplier(offer)),
            Action::Build(offer) => format!("built for {}, a year", supplier(offer)),
        };
        let by = step.by.map_or_else(String::new, |t| model.horizon.month(t).to_string());
        vec![model.element(step.element).id.clone(), done, few_tonnes(step.quantity), by]
    });
    format!(
        "\nMore than in the plan that is cheapest if nothing happens:\n{}",
        table(&["element", "more", "up to t", "by"], 2, rows.collect::<Vec<_>>())
    )
}
