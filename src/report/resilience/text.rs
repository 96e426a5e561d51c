//! Disruptions in sentences and tables for people.

use super::{LevelStressed, SurfaceMonths, binds};
use crate::analysis::hedge::Hedge;
use crate::analysis::proved::Proved;
use crate::analysis::stress::Stressed;
use crate::analysis::survival::{Longest, Reach, Survived};
use crate::formulation::courses::first_start;
use crate::model::{Model, PairId};
use crate::report::names::{element_and_segment, security_country};
use crate::report::tolerances::SAME_COST;
use crate::report::words::{MoneyUnit, counted, few_tonnes, money, number, percent, table, with_unit};
use std::fmt::Write;

/// The effect of each scenario on a plan, a sentence each, the worst first.
pub(super) fn sentences(model: &Model, stressed: &[Proved<Stressed>]) -> String {
    let mut sorted: Vec<&Proved<Stressed>> = stressed.iter().collect();
    sorted.sort_by(|a, b| b.all.unmet.total_cmp(&a.all.unmet).then(b.extra_cost.total_cmp(&a.extra_cost)));
    sorted.into_iter().map(|s| sentence(model, s) + "\n").collect()
}

/// The effect of a scenario on a plan, in a sentence.
pub(super) fn sentence(model: &Model, s: &Stressed) -> String {
    let start = model.horizon.month(s.start);
    let probability =
        if s.probability > 0.0 { format!(", probability {}", percent(s.probability)) } else { String::new() };
    let extra = money(s.extra_cost.abs(), &model.currency);
    let cost = match s.extra_cost {
        nothing if nothing.abs() <= SAME_COST * s.cost.abs().max(1.0) => "it costs nothing more".into(),
        // minima of contracts that are forgiven, or lower prices
        less if less < 0.0 => format!("it costs {extra} less"),
        _ => format!("it costs {extra} more"),
    };
    let Some((pair, period)) = s.fails_first else {
        return format!("{} (from {start}{probability}): nobody runs short; {cost}.", s.name);
    };
    let (element, segment) = element_and_segment(model, pair);
    let lasts = match s.all.survive_months {
        // nobody need run short, but that costs more than a shortage does
        None => "nobody need run short, at a higher cost".to_owned(),
        Some(0) => "supply fails at once".to_owned(),
        Some(months) => {
            let months_before = (period - s.start) as u32 * model.horizon.months_per_period;
            let long = if months == 1 { "one month".to_owned() } else { counted(months as usize, "month") };
            if months > months_before {
                format!("supply could last {long}, at a higher cost")
            } else {
                format!("supply lasts {long}")
            }
        }
    };
    let mut worst: Vec<(usize, f64)> = s.by_element.iter().copied().enumerate().filter(|(_, t)| *t > 0.0).collect();
    worst.sort_by(|a, b| b.1.total_cmp(&a.1));
    let most: Vec<String> = worst
        .iter()
        .take(3)
        .map(|&(e, tonnes)| format!("{} {} t", model.elements[e].name, few_tonnes(tonnes)))
        .collect();
    format!(
        "{} (from {start}{probability}): {} t go unmet ({}), {element} for {segment} first, in {}; {lasts}; {cost}.",
        s.name,
        few_tonnes(s.all.unmet),
        most.join(", "),
        model.horizon.month(period),
    )
}

/// The terminal text of `stress`: a sentence for each disruption, then who runs out when.
pub(crate) fn stress_text(model: &Model, stressed: &[Proved<Stressed>]) -> String {
    let mut out = sentences(model, stressed);
    let told = |months: Option<u32>| months.map_or_else(|| "to the end".to_owned(), |months| months.to_string());
    let rows = stressed.iter().flat_map(|s| {
        let all = std::iter::once(("all", &s.all));
        let each = model.segments.iter().zip(&s.by_segment).filter(|(segment, _)| !segment.reserve);
        // the only one is all of them
        let several = each.clone().count() > 1;
        let each = each.map(|(segment, loss)| (segment.name.as_str(), loss));
        let each = each.filter(move |(_, loss)| several && loss.unmet > 0.0);
        all.chain(each).enumerate().map(|(k, (segment, loss))| {
            let name = if k == 0 { s.name.clone() } else { String::new() };
            vec![name, segment.to_owned(), number(loss.unmet, 1), told(loss.survive_months)]
        })
    });
    let _ =
        write!(out, "\n{}", table(&["scenario", "segment", "unmet t", "lasts, months"], 2, rows.collect::<Vec<_>>()));
    if stressed.iter().any(|s| s.all.unmet > 0.0) {
        out += "“lasts”: how long demand could be met in full with what is left, whatever it costs, a segment’s before all others’;\n\
                “unmet”: what goes short where that is cheapest.\n";
    }
    out
}

/// The terminal text of `hedge`.
pub(crate) fn hedge_text(model: &Model, hedge: &Hedge) -> String {
    let cost = |amount: f64| money(amount, &model.currency);
    let rows = hedge.outcomes.iter().map(|outcome| {
        let name = outcome.scenario.map_or("undisturbed", |id| &model.scenario(id).id);
        vec![name.to_owned(), percent(outcome.probability), cost(outcome.cost), number(outcome.unmet, 1)]
    });
    let mut out = table(&["course", "probability", "cost", "unmet t"], 1, rows.collect::<Vec<_>>());
    let _ = writeln!(
        out,
        "Expected cost {}; the worst {} of it {} on average.{}\n\
         To plan for the scenarios saves {} over the plan that is cheapest if nothing happens; to know from the beginning which comes would save {} more.",
        cost(hedge.expected_cost),
        percent(1.0 - model.risk.cvar_alpha),
        cost(hedge.cvar),
        weighed(model, hedge),
        cost(hedge.vss),
        cost(hedge.evpi),
    );
    out
}

/// The measure that a hedge minimises, where it is not the expected cost alone: the savings after it are of this measure.
fn weighed(model: &Model, hedge: &Hedge) -> String {
    let weight = model.risk.cvar_weight;
    if weight == 0.0 {
        return String::new();
    }
    let objective = money(hedge.objective, &model.currency);
    format!(
        "\nMinimised is {} of the one and {} of the other, {objective}; of that:",
        percent(1.0 - weight),
        percent(weight)
    )
}

/// The terminal text of the longest survival.
pub(crate) fn survival_text(model: &Model, longest: &Longest) -> String {
    let told = |months: Option<u32>| months.map_or_else(|| "to the end".to_owned(), |months| months.to_string());
    let row = |name: &str, reach: &Reach| vec![name.to_owned(), told(reach.months), binds(model, reach)];
    let elements = model.elements.iter().zip(&longest.by_element);
    let mut short: Vec<_> = elements
        .map(|(element, reach)| (element.id.as_str(), reach))
        .filter(|(_, reach)| reach.months.is_some())
        .collect();
    short.sort_by_key(|(_, reach)| reach.months);
    let rows = std::iter::once(row("all", &longest.all)).chain(short.into_iter().map(|(name, reach)| row(name, reach)));
    format!(
        "\nLongest survival of a full stop:\n{}",
        table(&["element", "months", "what ends it"], 3, rows.collect::<Vec<_>>())
    )
}

/// The sentence that no plan survives so many months, with the first failure and the longest survival.
pub(crate) fn no_survival(model: &Model, months: u32, fails: Option<(PairId, usize)>, longest: &Reach) -> String {
    let who = fails.map_or_else(String::new, |(pair, t)| {
        let (element, segment) = element_and_segment(model, pair);
        format!(": {element} for {segment} fails first, in {}", model.horizon.month(t))
    });
    let most = longest.months.unwrap_or(0);
    let why = match binds(model, longest) {
        why if why.is_empty() => String::new(),
        why => format!(" ({why})"),
    };
    let months = counted(months as usize, "month");
    format!("no plan survives {months}{who}; the longest is {most}{why}\n")
}

/// The cost and limits of survival, in a sentence.
pub(crate) fn survived_sentence(model: &Model, survived: &Survived) -> String {
    let Some(security) = &model.security else { return String::new() };
    let country = security_country(model, security);
    let first = model.horizon.month(first_start(model, security));
    format!(
        "No stop of {country} of {} that begins in {first} or later leaves anybody shorter than undisturbed. That costs {}.",
        counted(survived.months as usize, "month"),
        match survived.cost {
            0.0 => "nothing".to_owned(),
            cost => money(cost, &model.currency),
        }
    )
}

/// The terminal text of survival.
pub(crate) fn survived_text(model: &Model, survived: &Survived) -> String {
    let sentence = survived_sentence(model, survived);
    if sentence.is_empty() {
        return sentence;
    }
    let months = survived.months;
    let mut out = format!("\n{sentence}\n");
    if months > model.horizon.months_per_period {
        let last = model.horizon.month(model.horizon.periods).plus(-1);
        let seen = last.plus(2 - i64::from(months));
        let _ = writeln!(out, "Stops that begin after {} are seen to the horizon's end only.", seen.plus(-1));
    }
    if !survived.driven_by.is_empty() {
        const NAMED: usize = 6;
        let rows = survived.driven_by.iter().take(NAMED).map(|driver| {
            vec![
                model.horizon.month(driver.start).to_string(),
                model.element(driver.element).id.clone(),
                number(driver.one_percent, 2),
                number(driver.price, 2),
            ]
        });
        let units = ["saved by 1 % less need in it", "saved by a missing tonne"]
            .map(|heading| with_unit(heading, ", ", &model.currency));
        out += &table(&["stop from", "element", &units[0], &units[1]], 2, rows.collect::<Vec<_>>());
    }
    out
}

/// The tonnes that each disruption would leave unmet under each level's plan.
pub(crate) fn level_stress_text(model: &Model, levels: &[LevelStressed]) -> String {
    const SCENARIOS: usize = 5;
    let Some((_, _, first)) = levels.first() else { return String::new() };
    // the worst for the first level
    let mut worst: Vec<usize> = (0..first.len()).collect();
    worst.sort_by(|&a, &b| first[b].all.unmet.total_cmp(&first[a].all.unmet));
    worst.truncate(SCENARIOS);
    let mut header = vec!["scope", "level"];
    header.extend(worst.iter().map(|&k| first[k].name.as_str()));
    let rows = levels.iter().map(|(scope, level, stressed)| {
        let mut row = vec![(*scope).to_owned(), percent(*level)];
        row.extend(worst.iter().map(|&k| number(stressed[k].all.unmet, 1)));
        row
    });
    let what = if model.scenarios.len() > worst.len() { " (the worst scenarios)" } else { "" };
    let text = table(&header, 2, rows.collect::<Vec<_>>());
    format!("\nTonnes that each level's plan would leave unmet{what}:\n{text}")
}

/// The cost of each number of months at each level, over the least cost without any.
pub(crate) fn surface_text(model: &Model, surface: &[SurfaceMonths], least: f64) -> String {
    let mut out = String::new();
    let Some(first) = surface.first() else { return out };
    for (s, (scope, levels)) in first.scopes.iter().enumerate() {
        let levels: Vec<f64> = match levels {
            Ok(levels) => levels.iter().map(|level| level.level).collect(),
            Err(asked) => asked.clone(),
        };
        let extra = |part: &SurfaceMonths, k: usize| {
            let levels = part.scopes[s].1.as_ref().ok()?;
            Some((levels[k].found.as_ref()?.cost - least).max(0.0))
        };
        let most = surface.iter().flat_map(|part| (0..levels.len()).filter_map(move |k| extra(part, k)));
        let unit = MoneyUnit::for_amount(most.fold(0.0, f64::max));
        let months: Vec<String> = surface.iter().map(|part| part.months.to_string()).collect();
        let mut header = vec!["level"];
        header.extend(months.iter().map(String::as_str));
        let rows = levels.iter().enumerate().map(|(k, level)| {
            let mut row = vec![percent(*level)];
            row.extend(surface.iter().map(|part| extra(part, k).map_or_else(|| "–".into(), |cost| unit.amount(cost))));
            row
        });
        let lead = format!("The cost of surviving a full stop of so many months at each level of scope {scope}");
        let lead = with_unit(&lead, ", ", &unit.label(&model.currency));
        let _ = write!(out, "\n{lead}:\n{}", table(&header, 1, rows.collect::<Vec<_>>()));
    }
    out
}
