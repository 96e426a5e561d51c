//! A plan of one's own as `assess` shows it: cost, shares, how far it is from the optimum and in which element.

use super::names::short_supplier;
use super::table::Table;
use super::words::{MoneyUnit, few_tonnes, money, number, percent, printable, table, with_unit};
use crate::analysis::infeasibility::Violation;
use crate::analysis::own_plan::Distance;
use crate::formulation::Family;
use crate::model::{Model, SupplierId};
use crate::plan::Plan;
use crate::report::tolerances::{MOVES, SAME_COST};

/// distance.csv: how far a plan is from the optimum, element by element.
pub(crate) fn distance<'a>(model: &'a Model, distances: &[Distance]) -> Table<'a> {
    let row = |d: &Distance| {
        vec![
            model.element(d.element).id.as_str().into(),
            d.cost.into(),
            d.optimum.into(),
            d.saves().into(),
            change(d, |id| model.supplier(id).id.clone()).into(),
        ]
    };
    let columns = &["element", "cost", "optimum", "saves", "change"];
    Table { name: "distance", columns, rows: distances.iter().map(row).collect() }
}

/// Suppliers that a change names.
const NAMED: usize = 4;

/// Changes of the optimum, with suppliers as `call` has them: `12.0 t less of vietnam, 12.0 t more of china-light`.
fn change(distance: &Distance, call: impl Fn(SupplierId) -> String) -> String {
    let said = |&(supplier, tonnes): &(_, f64)| {
        let more = if tonnes < 0.0 { "less" } else { "more" };
        format!("{} t {more} of {}", few_tonnes(tonnes.abs()), call(supplier))
    };
    let mut changes: Vec<String> = distance.changes.iter().take(NAMED).map(said).collect();
    if let Some(more) = distance.changes.len().checked_sub(NAMED).filter(|&more| more > 0) {
        changes.push(format!("and {more} more"));
    }
    match changes.is_empty() {
        true if distance.saves().abs() > MOVES * distance.cost.abs().max(1.0) => {
            "the same tonnes at other times".into()
        }
        true => "nothing".into(),
        false => changes.join(", "),
    }
}

/// Cost and shares of a plan, and the cost of the optimum.
pub(crate) fn text(
    model: &Model,
    plan: &Plan,
    violations: &[Violation],
    optimum: Option<f64>,
    distances: &[Distance],
) -> String {
    let (cost, currency) = (plan.cost_parts.total(), &model.currency);
    // a demand that may not be short has no shortage in the plan: what is missing of it breaks a constraint
    let missing = violations.iter().filter(|violation| violation.key.family() == Family::Shortage);
    let missing: f64 = missing.map(|violation| violation.amount).sum();
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), percent);
    let mut text = format!(
        "The plan costs {}; {} of what is required depends on the country ({} without feedstock), {} of what is bought; {} t go unmet.\n",
        money(cost, currency),
        share(plan.share),
        share(plan.share_direct),
        share(plan.share_of_purchases),
        number(plan.shortage + missing, 2),
    );
    text += &match optimum {
        Some(optimum) if cost >= optimum => {
            format!("The optimum costs {}: {} less.\n", money(optimum, currency), money(cost - optimum, currency))
        }
        Some(optimum) => format!(
            "The optimum costs {}: {} more, since the plan breaks constraints.\n",
            money(optimum, currency),
            money(optimum - cost, currency)
        ),
        None => "No plan satisfies every constraint.\n".into(),
    };
    text + &first(model, distances) + &by_element(model, distances)
}

/// The first thing to change.
fn first(model: &Model, distances: &[Distance]) -> String {
    let all: f64 = distances.iter().map(Distance::saves).filter(|saves| *saves > 0.0).sum();
    match distances.first().filter(|d| d.saves() > SAME_COST * d.cost.abs().max(1.0)) {
        Some(d) => format!(
            "Change {} first, which saves {} of {}: {}.\n",
            printable(&model.element(d.element).name),
            money(d.saves(), &model.currency),
            money(all, &model.currency),
            change(d, |id| short_supplier(model, id))
        ),
        None => String::new(),
    }
}

fn by_element(model: &Model, distances: &[Distance]) -> String {
    let moves = |d: &&Distance| d.saves().abs() > SAME_COST * d.cost.abs().max(1.0);
    let unit = MoneyUnit::for_amount(distances.iter().map(|d| d.cost.max(d.optimum)).fold(0.0, f64::max));
    let rows: Vec<Vec<String>> = distances
        .iter()
        .filter(moves)
        .map(|d| {
            let element = model.element(d.element).id.clone();
            vec![
                element,
                change(d, |id| short_supplier(model, id)),
                unit.amount(d.cost),
                unit.amount(d.optimum),
                money(d.saves(), "").trim().to_owned(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let plan = with_unit("plan", ", ", &unit.label(&model.currency));
    let saves = with_unit("saves", ", ", &model.currency);
    let header = ["element", "what the optimum does otherwise", &plan, "optimum", &saves];
    format!("Element by element:\n{}", table(&header, 2, rows))
}
