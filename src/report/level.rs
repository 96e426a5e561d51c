//! A security level in words: whether the level asked for is reached, the level in force instead, and the cost over the least.

use super::names::security_country;
use super::summary::{LevelSummary, Summary};
use super::words::{counted, money, percent};
use crate::analysis::frontier::Level;
use crate::analysis::frontier::tolerances::ROUNDING;
use crate::model::Model;
use crate::report::tolerances::SAME_COST;

/// Rows that are named.
const NAMED: usize = 4;

/// `yes` where a level of a frontier is reached, `no` where nothing gets so low, `not by all` where only some rows are held above it.
pub(crate) fn reached(level: &Level) -> &'static str {
    match &level.found {
        _ if level.attainable => "yes",
        Some(found) if found.share <= level.level + ROUNDING => "not by all",
        Some(_) | None => "no",
    }
}

/// The sentences on a plan's level, of which there are none where no level was asked for.
pub(crate) fn sentences(model: &Model, summary: &Summary) -> Vec<String> {
    let (Some(level), Some(security)) = (&summary.level, &model.security) else { return Vec::new() };
    let country = security_country(model, security);
    let asked = percent(level.asked);
    let price = if model.budget.is_empty() { "at any price" } else { "within the budget" };
    let first = match &level.held[..] {
        [] => format!("The level asked for, {asked} on {country}, is reached."),
        [held] if held.row == "total" => {
            let [asked, floor] = apart(level.asked, held.floor);
            format!(
                "The level asked for, {asked} on {country}, cannot be reached {price}: the lowest is {floor}, and that is \
                 in force."
            )
        }
        held => {
            let mut named: Vec<String> =
                held.iter().take(NAMED).map(|held| format!("{} at {}", held.name, percent(held.floor))).collect();
            if held.len() > NAMED {
                named.push(format!("{} more", held.len() - NAMED));
            }
            format!(
                "The level asked for, {asked} on {country}, cannot be reached {price} by {}, held at the floor: {}.",
                counted(held.len(), "row"),
                named.join(", ")
            )
        }
    };
    vec![first, extra(model, summary, level)]
}

/// Two shares that differ, with as many digits as tell them apart.
fn apart(one: f64, other: f64) -> [String; 2] {
    let with = |decimals: usize| [one, other].map(|share| format!("{:.decimals$} %", 100.0 * share));
    let usual = [percent(one), percent(other)];
    if usual[0] != usual[1] {
        return usual;
    }
    (2..10).map(with).find(|[one, other]| one != other).unwrap_or(usual)
}

fn extra(model: &Model, summary: &Summary, level: &LevelSummary) -> String {
    let least = summary.cost.map(|cost| cost - level.extra_cost).filter(|&least| least > 0.0);
    if level.extra_cost <= least.unwrap_or(1.0) * SAME_COST {
        return format!("It costs no more than {}.", least_cost_plan(model));
    }
    let part = least.map_or_else(String::new, |least| format!(" ({})", percent(level.extra_cost / least)));
    format!("This costs {}{part} more than {}.", money(level.extra_cost, &model.currency), least_cost_plan(model))
}

/// The plan that a level is measured against: where months must be survived it survives them too.
fn least_cost_plan(model: &Model) -> String {
    match model.security.as_ref().and_then(|security| security.survive_months).filter(|&months| months > 0) {
        Some(months) => format!("the least-cost plan that survives {} too", counted(months as usize, "month")),
        None => "the least-cost plan".into(),
    }
}
