//! Remedies where there is no plan, in sentences, each with the setting to try it by.

use super::names::{segment_of, seller, short_supplier};
use super::table::{Cell, Table};
use super::words::{counted, money, number, paragraph, percent, verb};
use crate::analysis::infeasibility::{Relief, Remedies, Remedy, Setting};
use crate::formulation::{cap_in_words, contract_in_words, project_in_words};
use crate::model::{Model, PairId};
use crate::report::tolerances::SAME_FIGURE;
use std::fmt::Write;

/// The most remedies of one set that are written out, and the most changes that are no help.
const SHOWN: usize = 10;
const IN_VAIN: usize = 6;

/// The remedies, one row each.
pub(crate) fn remedies(model: &Model, found: &Remedies) -> Table<'static> {
    let row = |remedy: &Remedy| {
        let (key, value) = match &remedy.setting {
            Setting::Key { key, value } => (key.clone().into(), setting(value)),
            Setting::Stock { .. } => (Cell::Blank, Cell::Blank),
        };
        let set = remedy.set.map(|set| (set + 1) as f64).into();
        vec![set, sentence(model, remedy).into(), key, value, remedy.enough.into()]
    };
    Table {
        name: "remedies",
        columns: &["set", "remedy", "key", "value", "enough"],
        rows: found.found.iter().map(row).collect(),
    }
}

/// A value as `--set` takes it: a number is no text, and has no apostrophe before its sign.
fn setting(value: &str) -> Cell<'static> {
    match value.parse::<f64>() {
        Ok(number) if number.is_finite() => number.into(),
        _ => value.to_owned().into(),
    }
}

/// The remedies of one set of constraints that stand against each other, of so many.
pub(crate) fn of_set(model: &Model, found: &Remedies, set: usize, sets: usize) -> String {
    let of_set: Vec<&Remedy> = found.found.iter().filter(|remedy| remedy.set == Some(set)).collect();
    let in_vain: Vec<String> =
        found.in_vain.iter().filter(|(of, _)| *of == set).map(|(_, change)| subject(model, *change)).collect();
    let all_enough = of_set.iter().all(|remedy| remedy.enough);
    let mut out = match (of_set.is_empty(), in_vain.is_empty()) {
        (true, true) => return String::new(),
        (true, false) => "Nothing that was tried is enough by itself.\n",
        (false, _) if all_enough => "Any one of these frees a plan:\n",
        (false, _) if sets == 1 => "Any one of these resolves that, and leaves another reason:\n",
        (false, _) => "Any one of these resolves that:\n",
    }
    .to_owned();
    for remedy in of_set.iter().take(SHOWN) {
        let alone = if remedy.enough && !all_enough { "; with it alone there is a plan" } else { "" };
        out += &paragraph("  - ", &(sentence(model, remedy) + alone));
        out += &format!("      {}\n", shown(&remedy.setting));
    }
    if of_set.len() > SHOWN {
        let _ = writeln!(out, "  and {} more (remedies.csv, --out DIR).", of_set.len() - SHOWN);
    }
    if !in_vain.is_empty() {
        let more = match in_vain.len().saturating_sub(IN_VAIN) {
            0 => String::new(),
            n => format!("; and {n} more"),
        };
        let named = in_vain[..in_vain.len().min(IN_VAIN)].join("; ");
        out += &paragraph("", &format!("Tried, and not enough by itself: {named}{more}."));
    }
    out
}

/// The remedies that free the plan whatever the reasons are, and how many were not tried.
pub(crate) fn of_all(model: &Model, found: &Remedies) -> String {
    let mut out = String::new();
    let whole: Vec<&Remedy> = found.found.iter().filter(|remedy| remedy.set.is_none()).collect();
    if !whole.is_empty() {
        out += "Any one of these frees a plan:\n";
        for remedy in whole {
            out += &paragraph("  - ", &sentence(model, remedy));
            out += &format!("      {}\n", shown(&remedy.setting));
        }
        out.push('\n');
    }
    if !found.together.is_empty() {
        let all: Vec<String> = found.together.iter().map(|&k| sentence(model, &found.found[k])).collect();
        out += &paragraph("", &format!("With the first remedy of each reason there is a plan: {}.", all.join("; ")));
        out.push('\n');
    }
    if found.unsought > 0 {
        let _ = writeln!(out, "For {} no remedy was sought.\n", counted(found.unsought, "more reason"));
    }
    if found.untried > 0 {
        let (more, were) = (counted(found.untried, "more change"), verb(found.untried, "was", "were"));
        let _ = writeln!(out, "{more} of the same kinds {were} not tried.\n");
    }
    out
}

fn shown(setting: &Setting) -> String {
    match setting {
        // an option of the command line would win over --set
        Setting::Key { key, value } if key == "security.max_share" => format!("--max-share {value}"),
        Setting::Key { key, value } if key == "security.survive_months" => format!("--survive {value}"),
        Setting::Key { key, value } if key.contains(['[', ' ', '*', '(']) => format!("--set '{key}={value}'"),
        Setting::Key { key, value } => format!("--set {key}={value}"),
        Setting::Stock { .. } => "(a row in the table stock)".into(),
    }
}

fn pair_name(model: &Model, pair: PairId) -> String {
    format!("{} for {}", model.element(model.pair(pair).element).id, segment_of(model, pair))
}

/// A quantity that is to be set, with as many decimals as it needs.
fn exact(amount: f64) -> String {
    let decimals = (0..6).find(|&d| {
        (format!("{amount:.d$}").parse::<f64>().unwrap_or(amount) - amount).abs() <= SAME_FIGURE * amount.abs()
    });
    number(amount, decimals.unwrap_or(6))
}

/// A part in per cent, with as many decimals as it needs, and one.
fn part(value: f64) -> String {
    let short = percent(value);
    let exact = exact(100.0 * value);
    if exact.len() + 2 > short.len() { format!("{exact} %") } else { short }
}

/// The change of a remedy and its value: `contract X with a minimum of 114 t (now 120)`.
fn sentence(model: &Model, remedy: &Remedy) -> String {
    let (now, value) = (remedy.now, remedy.value);
    let months = |by: f64| match by.fract() == 0.0 {
        true => counted(by as usize, "month") + " sooner",
        false => format!("{by} months sooner"),
    };
    match remedy.change {
        Relief::Level => format!("a level of {}, the lowest that can be held (now {})", part(value), part(now)),
        Relief::LevelFrom => {
            let month = model.horizon.month(0).plus(-(value as i64));
            format!("the level asked from {month} on, the first month from which it can be held")
        }
        Relief::Approval { supplier: id, pair } => {
            let by = months(value);
            let (seller, buyer) = (short_supplier(model, id), segment_of(model, pair));
            let route = model.route(id, model.pair(pair).segment);
            let left = (route.qualification_months - value).max(0.0);
            let first = if left > 0.0 { model.horizon.first_after(left + route.transit_months) } else { 0 };
            format!("{seller} approved {by} (first delivery to {buyer} in {})", model.horizon.month(first))
        }
        Relief::Opening(id) => {
            let offer = model.offer(id);
            let from = offer.window.from.map_or_else(String::new, |from| from.plus(-(value as i64)).to_string());
            format!("{} of {} from {from} on ({})", model.element(offer.element).id, seller(model, id), months(value))
        }
        Relief::ContractMin(_) if value == 0.0 => format!("{} dropped", subject(model, remedy.change)),
        Relief::ContractMin(_) | Relief::ContractMax(_) | Relief::Storage(_) | Relief::Stock(_) => {
            format!("{} of {} t (now {})", subject(model, remedy.change), exact(value), exact(now))
        }
        Relief::Project(_) | Relief::Capacity(_) => {
            format!("{} of {} t a year (now {})", subject(model, remedy.change), exact(value), exact(now))
        }
        Relief::Demand(id) => format!("demand of {} at {} (now {})", model.element(id).id, part(value), part(now)),
        Relief::Cap(_) | Relief::CapMin(_) | Relief::Coverage(_) | Relief::Substitute(_) => {
            format!("{} at {} (now {})", subject(model, remedy.change), part(value), part(now))
        }
        Relief::Budget(year) => {
            format!("a budget of {} for {year} (now {})", money(value, &model.currency), money(now, &model.currency))
        }
        Relief::Survival => format!("a stop of {} (now {now})", counted(value as usize, "month")),
    }
}

/// The subject of a change.
fn subject(model: &Model, change: Relief) -> String {
    match change {
        Relief::Level => "a higher level".into(),
        Relief::LevelFrom => "a level asked for later".into(),
        Relief::Approval { supplier: id, .. } => format!("an earlier approval of {}", short_supplier(model, id)),
        Relief::Opening(id) => {
            format!("an earlier start of {} by {}", model.element(model.offer(id).element).id, seller(model, id))
        }
        Relief::ContractMin(id) => format!("minimum of the contract with {}", contract_in_words(model, id)),
        Relief::ContractMax(id) => format!("maximum of the contract with {}", contract_in_words(model, id)),
        Relief::Cap(id) => format!("limit of the cap on {}", cap_in_words(model, id, None)),
        Relief::CapMin(id) => format!("minimum share of {}", cap_in_words(model, id, None)),
        Relief::Budget(year) => format!("budget of {year}"),
        Relief::Coverage(id) => format!("required stock of {}", model.element(id).id),
        Relief::Stock(pair) => format!("opening stock of {}", pair_name(model, pair)),
        Relief::Storage(pair) => format!("room to store {}", pair_name(model, pair)),
        Relief::Substitute(pair) => format!("what can be substituted of {}", pair_name(model, pair)),
        Relief::Project(id) => format!("project of {}", project_in_words(model, id)),
        Relief::Capacity(id) => {
            format!("capacity of {} for {}", seller(model, id), model.element(model.offer(id).element).id)
        }
        Relief::Demand(id) => format!("half the demand of {}", model.element(id).id),
        Relief::Survival => "a shorter stop".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_settings_take_it() {
        let row =
            |key: &'static str, value: &str| vec![1.0.into(), "=".into(), key.into(), setting(value), true.into()];
        let rows = vec![
            row("delay.qualification.Lynas", "-4"),
            row("budget.2026", "3e9"),
            row("security.max_share", "0.25"),
            row("security.survive_from", "2026-03"),
        ];
        let table = Table { name: "remedies", columns: &["set", "remedy", "key", "value", "enough"], rows };
        let mut out = Vec::new();
        table.write_csv(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let values: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').nth(3).unwrap()).collect();
        assert_eq!(values, ["-4", "3000000000", "0.25", "2026-03"]);
    }
}
