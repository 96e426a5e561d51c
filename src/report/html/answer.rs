//! The answer in three sentences, made from the numbers: what the cheapest plan costs and depends on, what a level in the
//! middle costs more, and what cannot go lower, and why.

use super::escape::{html as text, name};
use super::format::{horizon, money, percent};
use super::{Input, row_for_people};
use crate::analysis::frontier::causes::Held;
use crate::analysis::frontier::{Frontier, Level, ROUNDING};
use crate::model::{Measure, Model, Scope, Security};
use crate::report::causes::brief;

/// The sentences of a report, a paragraph each, as HTML.
pub(super) fn html(input: &Input) -> String {
    sentences(input).iter().map(|sentence| format!("<p>{sentence}</p>\n")).collect()
}

fn sentences(input: &Input) -> Vec<String> {
    match (input.frontiers, &input.model.security) {
        (&[(frontier, levels), ..], Some(security)) => vec![
            cheapest(input.model, security, &frontier.level(input.model, input.program, security, f64::INFINITY)),
            middle(input, frontier, levels, security),
            limits(input, security),
        ],
        _ => vec![one_plan(input)],
    }
}

/// A country, which the page replaces by its name where the id is a code that browsers know.
fn country(model: &Model, security: &Security) -> String {
    format!("<span class=\"country\">{}</span>", name(model.country(security.country)))
}

/// Text in bold.
pub fn strong(text: String) -> String {
    format!("<strong>{text}</strong>")
}

fn what_is_required(security: &Security) -> &'static str {
    match security.measure {
        Measure::Volume => "of the tonnes that must be bought",
        Measure::Value => "of the value of what must be bought",
    }
}

fn cheapest(model: &Model, security: &Security, free: &Level) -> String {
    let Some(found) = &free.found else { return String::new() };
    let mut sentence = format!(
        "The cheapest plan for {} costs {}",
        horizon(&model.horizon),
        strong(text(&money(found.cost, &model.currency)))
    );
    if let Some(share) = found.share_total {
        sentence += &format!(
            ", and {} {} depend on {}{}",
            strong(percent(share)),
            what_is_required(security),
            country(model, security),
            if security.look_through { ", through its refineries or its mines" } else { "" },
        );
    }
    sentence + "."
}

/// One half if it lies on the frontier, else the level of the table that lies nearest to the frontier's middle, else the middle.
pub(in crate::report) fn middle_level(frontier: &Frontier, levels: &[Level]) -> f64 {
    let inside = |level: f64| level < frontier.free_share - ROUNDING && level > frontier.lowest_share + ROUNDING;
    let middle = (frontier.free_share + frontier.lowest_share) / 2.0;
    let nearest = levels.iter().map(|level| level.level).filter(|&level| inside(level));
    if inside(0.5) {
        0.5
    } else {
        nearest.min_by(|a, b| (a - middle).abs().total_cmp(&(b - middle).abs())).unwrap_or(middle)
    }
}

/// For whom a limit on each row of a scope is.
pub fn each(scope: Scope) -> &'static str {
    match scope {
        Scope::Total => "",
        Scope::Group => " for every group",
        Scope::Element => " for every element",
        Scope::Segment => " for every segment",
    }
}

fn middle(input: &Input, frontier: &Frontier, levels: &[Level], security: &Security) -> String {
    if frontier.free_share - frontier.lowest_share <= ROUNDING {
        return "No plan depends less, at any price.".into();
    }
    let asked = middle_level(frontier, levels);
    let level = frontier.level(input.model, input.program, security, asked);
    let Some(found) = &level.found else { return String::new() };
    let currency = &input.model.currency;
    let mut sentence = format!(
        "To bring that down to at most {}{}{} costs {} more",
        strong(percent(asked)),
        each(frontier.scope),
        if level.attainable { "" } else { " that can get there" },
        strong(text(&money(found.extra_cost, currency))),
    );
    if let Some(more) = found.extra_percent {
        sentence += &format!(" ({})", percent(more / 100.0));
    }
    if let Some(marginal) = found.marginal_cost {
        sentence +=
            &format!("; from there, the next percentage point costs {}", strong(text(&money(marginal, currency))));
    }
    // the same limit on every row by itself, where a finer scope was asked for too
    let finer = input.frontiers.iter().map(|(f, _)| f).find(|f| f.scope != frontier.scope && f.rows.len() > 1);
    if let (Scope::Total, Some(finer)) = (frontier.scope, finer)
        && let Some(found) = finer.level(input.model, input.program, security, asked).found
    {
        let reach = if finer.floors.iter().all(|&floor| floor <= asked) { "" } else { " that can get there" };
        let more = strong(text(&money(found.extra_cost, currency)));
        sentence += &format!("; to keep to it{}{reach} costs {more} more than the cheapest plan", each(finer.scope));
    }
    sentence + "."
}

/// What cannot go lower. The scope with the finest rows says most: which elements, rather than only how far all of them together.
fn limits(input: &Input, security: &Security) -> String {
    const NAMED: usize = 3;
    let (first, _) = input.frontiers[0];
    let mut sentence = match first.lowest_share {
        lowest if lowest <= ROUNDING => "Dependency can be ended altogether".to_string(),
        lowest => format!("No plan goes below {}{}, however much is paid", strong(percent(lowest)), each(first.scope)),
    };
    if first.lowest_share > ROUNDING && first.rows.len() == 1 && !input.causes(0, 0).is_empty() {
        sentence += &format!(": {}", remains(input.model, input.causes(0, 0)));
    } else if first.lowest_share <= ROUNDING {
        let most = first.level(input.model, input.program, security, 0.0);
        if let Some(found) = most.found {
            sentence += &format!(", for {} more", strong(text(&money(found.extra_cost, &input.model.currency))));
        }
    }
    let finest = (0..input.frontiers.len()).find(|&i| input.frontiers[i].0.rows.len() > 1);
    if let Some(index) = finest {
        let (frontier, _) = input.frontiers[index];
        let mut stuck: Vec<usize> = (0..frontier.rows.len()).filter(|&r| frontier.floors[r] > 0.5 + ROUNDING).collect();
        stuck.sort_by(|&a, &b| frontier.floors[b].total_cmp(&frontier.floors[a]).then(a.cmp(&b)));
        let said = |&row: &usize| {
            let cause = input.causes(index, row).first();
            let cause = cause.map_or_else(String::new, |held| format!(": {}", name(&brief(input.model, held))));
            let part = name(&row_for_people(input.model, &frontier.rows[row]));
            format!("{part} ({} at least{cause})", percent(frontier.floors[row]))
        };
        let named: Vec<String> = stuck.iter().take(NAMED).map(said).collect();
        let half = percent(0.5);
        sentence += &match (named.is_empty(), stuck.len().saturating_sub(NAMED)) {
            (true, _) => format!("; each {} by itself can reach {half}", frontier.scope.label()),
            (false, 0) => format!("; {half} is out of reach for {}", named.join(", ")),
            (false, more) => format!("; {half} is out of reach for {} and {more} more", named.join(", ")),
        };
    }
    sentence + "."
}

/// The elements that most of what still depends is in: `32.6 % of it is cerium, 28.1 % lanthanum and 39.3 % 8 others`.
fn remains(model: &Model, causes: &[Held]) -> String {
    const NAMED: usize = 3;
    let elements = || causes.iter().filter_map(|held| Some((model.element(held.element?), held.part)));
    let mut named: Vec<String> =
        elements().take(NAMED).map(|(element, part)| format!("{} {}", percent(part), name(&element.name))).collect();
    if let Some(first) = named.first_mut() {
        *first = first.replacen("%", "% of what remains is", 1);
    }
    let others = elements().count().saturating_sub(NAMED);
    if others > 0 {
        named.push(format!("the rest {others} others"));
    }
    named.join(", ")
}

fn one_plan(input: &Input) -> String {
    let (model, summary) = (input.model, input.summary);
    let Some(cost) = summary.cost else {
        return "No plan satisfies every constraint.".into();
    };
    let limit = model.security.as_ref().and_then(|s| s.max_share.map(|share| (s, share)));
    let limited = limit.map_or(String::new(), |(s, share)| {
        format!(
            " that keeps dependency on {} to {} where that can be reached",
            country(model, s),
            strong(percent(share))
        )
    });
    let mut sentence = format!(
        "The cheapest plan for {}{limited} costs {}",
        horizon(&model.horizon),
        strong(text(&money(cost, &model.currency)))
    );
    if let (Some(share), Some(security)) = (summary.share, &model.security) {
        sentence += &format!(
            ", and {} {} depend on {}",
            strong(percent(share)),
            what_is_required(security),
            country(model, security)
        );
    }
    sentence + "."
}
