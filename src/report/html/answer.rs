//! The answer in three sentences, made from the numbers: what the cheapest plan costs and depends on, what a level in the
//! middle costs more, and what cannot go lower, and why.

use super::escape::{html as text, name};
use super::format::{and, horizon, money, money_beside, percent, short, unbroken};
use super::resilience::{first_short, said};
use super::{Input, shares};
use crate::analysis::frontier::tolerances::ROUNDING;
use crate::analysis::frontier::{Frontier, Level};
use crate::analysis::stress::Stressed;
use crate::model::{Measure, Model, Scope, Security};
use crate::plan::Plan;
use crate::report::causes::because;
use crate::report::countries::country_name;
use crate::report::level;
use crate::report::names::row_for_sentence;
use crate::report::tolerances::SAME_SHARE;
use crate::report::words::{counted, few_tonnes, number, verb};

/// The sentences of a report, a paragraph each, as HTML.
pub(super) fn html(input: &Input) -> String {
    let mut html: String = sentences(input).iter().map(|sentence| format!("<p>{sentence}</p>\n")).collect();
    let caveats = caveats(input);
    if !caveats.is_empty() {
        html += &format!("<p class=\"caveat\">{caveats}</p>\n");
    }
    html
}

fn sentences(input: &Input) -> Vec<String> {
    let (&[(frontier, levels), ..], Some(security)) = (input.frontiers, &input.model.security) else {
        return [Some(one_plan(input)), stop_of_plan(input)].into_iter().flatten().collect();
    };
    let free = frontier.level(input.model, input.program, security, f64::INFINITY);
    let asked = middle_level(frontier, levels);
    let limits = limits(input, security);
    let mut all = vec![cheapest(input, frontier, security, &free), middle(input, frontier, asked, security)];
    // the effect of a stop stands before the limits of the share
    let counts: Vec<String> = [stop(input, asked), survival(input)].into_iter().flatten().collect();
    all.push(if counts.is_empty() { limits } else { counts.join(" ") });
    all
}

/// The certainty of the answer and its limits, in small print under it.
fn caveats(input: &Input) -> String {
    let rows = &input.model.provenance;
    let assumed = rows.iter().filter(|row| row.confidence == "assumption").count();
    let mut said = Vec::new();
    let resilience = input.resilience;
    let asked = !resilience.stress.is_empty() || !resilience.levels.is_empty() || !resilience.surface.is_empty();
    if let (true, false, Some(security)) = (asked, input.frontiers.is_empty(), &input.model.security) {
        said.push(limits(input, security));
    }
    if !rows.is_empty() {
        said.push(match rows.len() {
            1 => format!("The one input figure is {} assumption.", if assumed == 1 { "an" } else { "no" }),
            all => format!(
                "{} of {} {}.",
                number(assumed as f64, 0),
                counted(all, "input figure"),
                verb(assumed, "is an assumption", "are assumptions")
            ),
        });
    }
    if !asked && input.model.security.is_some() {
        said.push("A share of tonnes is not yet security: this run did not ask how long a stop could be survived, or who would run out first.".into());
    }
    said.join(" ")
}

fn country(model: &Model, security: &Security) -> String {
    name(country_name(model.country(security.country)))
}

/// Text in bold.
pub(crate) fn strong(text: String) -> String {
    format!("<strong>{text}</strong>")
}

fn what_is_required(security: &Security) -> &'static str {
    match security.measure {
        Measure::Volume => "of the tonnes that must be bought",
        Measure::Value => "of the value of what must be bought",
    }
}

fn cheapest(input: &Input, frontier: &Frontier, security: &Security, free: &Level) -> String {
    let model = input.model;
    let Some(found) = &free.found else { return String::new() };
    let mut sentence = format!(
        "The cheapest plan for {} costs {}",
        horizon(&model.horizon),
        strong(text(&money(found.cost, &model.currency)))
    );
    if let Some(share) = found.share_total {
        sentence += &format!(
            " and leaves {} {} dependent on {}{}",
            strong(percent(share)),
            what_is_required(security),
            country(model, security),
            if security.look_through { ", through its refineries or its mines" } else { "" },
        );
    }
    let shares = shares::of_elements(model, &Plan::new(model, input.program, &frontier.plan(frontier.free_share)));
    let known = || shares.iter().enumerate().filter_map(|(e, share)| Some((e, (*share)?)));
    let (low, high) = (known().min_by(|a, b| a.1.total_cmp(&b.1)), known().max_by(|a, b| a.1.total_cmp(&b.1)));
    if let (Some(low), Some(high)) = (low, high)
        && percent(low.1) != percent(high.1)
    {
        let of = |(e, share): (usize, f64)| format!("{} of {}", percent(share), name(&model.elements[e].name));
        sentence += &format!("; element by element from {} to {}", of(low), of(high));
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
pub(crate) fn each(scope: Scope) -> &'static str {
    match scope {
        Scope::Total => "",
        Scope::Group => " for every group",
        Scope::Element => " for every element",
        Scope::Segment => " for every segment",
    }
}

fn middle(input: &Input, frontier: &Frontier, asked: f64, security: &Security) -> String {
    if frontier.free_share - frontier.lowest_share <= ROUNDING {
        return "No plan depends less, at any price.".into();
    }
    let model = input.model;
    let level = frontier.level(model, input.program, security, asked);
    let Some(found) = &level.found else { return String::new() };
    let mut sentence = format!(
        "To bring that down to {}{}{} costs {} more",
        strong(percent(asked)),
        each(frontier.scope),
        if level.attainable { "" } else { " that can get there" },
        strong(text(&money_beside(found.extra_cost, found.cost, &model.currency))),
    );
    if let Some(more) = found.extra_percent {
        sentence += &format!(" ({}{})", percent(more / 100.0), under_other_views(input, frontier, asked));
    }
    sentence += &moves(input, frontier, found.share);
    // the same limit on every row by itself, where a finer scope was asked for too
    let finer = input.frontiers.iter().map(|(f, _)| f).find(|f| f.scope != frontier.scope && f.rows.len() > 1);
    if let (Scope::Total, Some(finer)) = (frontier.scope, finer)
        && let Some(found) = finer.level(model, input.program, security, asked).found
    {
        let reach = if finer.floors.iter().all(|&floor| floor <= asked) { "" } else { ", or as near as it gets," };
        let more = strong(text(&money_beside(found.extra_cost, found.cost, &model.currency)));
        let (one, level) = (finer.scope.label(), percent(asked));
        sentence += &format!(". To bring every single {one} to {level}{reach} costs {more} more");
    }
    sentence + "."
}

/// The cost of a level under the other views: `; 0.7 % under contract premia, 0.6 % under quoted prices`.
fn under_other_views(input: &Input, frontier: &Frontier, asked: f64) -> String {
    let mut said: Vec<(f64, String)> = Vec::new();
    let mut unreached: Vec<String> = Vec::new();
    for view in input.beside.iter().filter(|view| view.frontier.scope == frontier.scope) {
        let (frontier, called) = (view.frontier, name(view.name(input.model)));
        if asked < frontier.lowest_share - ROUNDING {
            unreached.push(called);
            continue;
        }
        let extra =
            (frontier.cost(asked.clamp(frontier.lowest_share, frontier.free_share)) - frontier.least_cost).max(0.0);
        if frontier.least_cost > 0.0 {
            let more = extra / frontier.least_cost;
            said.push((more, format!("{} under {called}", percent(more))));
        }
    }
    said.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut said: Vec<String> = said.into_iter().map(|(_, said)| said).collect();
    if !unreached.is_empty() {
        said.push(format!("out of reach under {}", and(&unreached)));
    }
    if said.is_empty() { String::new() } else { format!("; {}", said.join(", ")) }
}

/// The elements that a level moves, and those that stay: `, and what moves is mostly cerium; dysprosium (80 %) stays where it is`.
fn moves(input: &Input, frontier: &Frontier, share: f64) -> String {
    const NAMED: usize = 5;
    const MOSTLY: f64 = 0.9;
    // a share that moves by less is no news
    const STAYS: f64 = 0.005;
    let model = input.model;
    let at = |share| shares::of_elements(model, &Plan::new(model, input.program, &frontier.plan(share)));
    let (before, after) = (at(frontier.free_share), at(share));
    let needed = shares::requirements(model);
    let mut moved: Vec<(usize, f64)> = Vec::new();
    let mut stay: Vec<(usize, f64)> = Vec::new();
    for (e, needed) in needed.iter().enumerate() {
        let (Some(needed), Some(before), Some(after)) = (needed, before[e], after[e]) else { continue };
        if before - after >= STAYS {
            moved.push((e, (before - after) * needed));
        } else if after >= STAYS {
            stay.push((e, after));
        }
    }
    let all: f64 = moved.iter().map(|(_, tonnes)| tonnes).sum();
    moved.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut rest = all;
    let mut most: Vec<String> = Vec::new();
    for &(e, tonnes) in &moved {
        if rest <= (1.0 - MOSTLY) * all {
            break;
        }
        most.push(name(&model.elements[e].name));
        rest -= tonnes;
    }
    if most.is_empty() || model.elements.len() < 2 {
        return String::new();
    }
    let only = if most.len() == moved.len() { "only" } else { "mostly" };
    let mut said = format!(", and what moves is {only} {}", strong(and(&most)));
    stay.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut named: Vec<String> = stay.iter().take(NAMED).map(|&(e, share)| of_element(model, e, share)).collect();
    if stay.len() > NAMED {
        named.push(format!("{} more", stay.len() - NAMED));
    }
    if !named.is_empty() {
        said += &format!(
            "; {} {} where {}",
            and(&named),
            verb(stay.len(), "stays", "stay"),
            verb(stay.len(), "it is", "they are")
        );
    }
    said
}

/// `dysprosium (78.3 %)`.
fn of_element(model: &Model, element: usize, share: f64) -> String {
    format!("{} ({})", name(&model.elements[element].name), percent(share))
}

/// The effect of the worst disruption on the cheapest plan and on the plan at the level `asked`; `None` where nobody asked.
fn stop(input: &Input, asked: f64) -> Option<String> {
    let (model, resilience) = (input.model, input.resilience);
    let levels = || resilience.levels.iter().flat_map(|(_, _, found)| found);
    let worst = resilience.stress.iter().chain(levels()).max_by(|a, b| a.all.unmet.total_cmp(&b.all.unmet))?;
    let scope = input.frontiers.first().map(|(frontier, _)| frontier.scope.label());
    let of_level = |level: f64| {
        let mut rows =
            resilience.levels.iter().filter(|(of, at, _)| Some(*of) == scope && (at - level).abs() < SAME_SHARE);
        rows.next().and_then(|(.., found)| found.iter().find(|s| s.name == worst.name))
    };
    let top = resilience.levels.iter().map(|&(_, level, _)| level).fold(f64::NEG_INFINITY, f64::max);
    let free = resilience.stress.iter().find(|s| s.name == worst.name).or_else(|| of_level(top))?;
    let unmet = |of: &Stressed| strong(unmet_tonnes(of));
    let mut sentence =
        format!("If {}, the cheapest plan leaves {} unmet", text(&said(model, &worst.name)), unmet(free));
    if let Some(then) = of_level(asked) {
        sentence += &format!(", the plan at {} {}", percent(asked), unmet(then));
    }
    if let Some(first) = first_short(model, free) {
        sentence += &format!("; short first is {}", text(&first));
    }
    Some(sentence + ".")
}

/// Unmet demand in a disruption: `1,234 t`.
fn unmet_tonnes(of: &Stressed) -> String {
    short(few_tonnes(of.all.unmet)) + "\u{a0}t"
}

/// The cost of surviving the longest stop that was asked for, and the longest that can be survived at all.
fn survival(input: &Input) -> Option<String> {
    let (model, resilience) = (input.model, input.resilience);
    let country = || model.security.as_ref().map_or_else(String::new, |security| country(model, security));
    let mut said = Vec::new();
    let base = resilience.surface.iter().find(|s| s.months == 0).and_then(|s| s.frontier);
    let most =
        resilience.surface.iter().rev().find_map(|s| Some((s.months, s.frontier?))).filter(|(months, _)| *months > 0);
    if let (Some(base), Some((months, frontier))) = (base, most) {
        let extra = (frontier.least_cost - base.least_cost).max(0.0);
        let more = strong(text(&money_beside(extra, frontier.least_cost, &model.currency)));
        said.push(format!(
            "To survive a stop of {} for {}, whenever it comes, costs {more} more",
            country(),
            counted(months as usize, "month")
        ));
    }
    if let Some(longest) = resilience.survival {
        said.push(match longest.all.months {
            Some(months) => {
                format!("no plan survives more than {}", strong(unbroken(&counted(months as usize, "month"))))
            }
            None => "stops can be survived to the horizon’s end".into(),
        });
    }
    let mut sentence = said.join("; ");
    if let Some(first) = sentence.get(..1).map(str::to_uppercase) {
        sentence.replace_range(..1, &first);
    }
    (!sentence.is_empty()).then(|| sentence + ".")
}

/// The rows that cannot go lower. The scope with the finest rows says most: which elements, rather than only how far all of them together.
fn limits(input: &Input, security: &Security) -> String {
    const NAMED: usize = 3;
    let (first, _) = input.frontiers[0];
    // the lowest share of a scope with several rows is that of the one that gets lowest
    let lowest = first.floors.iter().copied().fold(first.lowest_share, f64::max);
    let mut sentence = match lowest {
        lowest if lowest <= ROUNDING => "Dependency can be ended altogether".to_string(),
        lowest => format!("No plan goes below {}{}, however much is paid", strong(percent(lowest)), each(first.scope)),
    };
    if lowest <= ROUNDING {
        let most = first.level(input.model, input.program, security, 0.0);
        if let Some(found) = most.found {
            sentence += &format!(
                ", for {} more",
                strong(text(&money_beside(found.extra_cost, found.cost, &input.model.currency)))
            );
        }
    }
    let finest = (0..input.frontiers.len()).find(|&i| input.frontiers[i].0.rows.len() > 1);
    if let Some(index) = finest {
        let (frontier, _) = input.frontiers[index];
        let mut stuck: Vec<usize> = (0..frontier.rows.len()).filter(|&r| frontier.floors[r] > 0.5 + ROUNDING).collect();
        stuck.sort_by(|&a, &b| frontier.floors[b].total_cmp(&frontier.floors[a]).then(a.cmp(&b)));
        let said = |&row: &usize| {
            let part = name(&row_for_sentence(input.model, &frontier.rows[row]));
            format!("{part} ({})", percent(frontier.floors[row]))
        };
        let mut named: Vec<String> = stuck.iter().take(NAMED).map(said).collect();
        if stuck.len() > NAMED {
            named.push(format!("{} more", stuck.len() - NAMED));
        }
        let half = percent(0.5);
        sentence += &match named.is_empty() {
            true => format!("; each {} by itself can reach {half}", frontier.scope.label()),
            false => format!("; {half} is out of reach for {}", strong(and(&named))),
        };
        if let Some(held) = stuck.first().and_then(|&row| input.causes(index, row).first()) {
            sentence += &format!(", as {}", text(&because(input.model, held, 1)));
        }
    }
    sentence + "."
}

fn one_plan(input: &Input) -> String {
    let (model, summary) = (input.model, input.summary);
    let Some(cost) = summary.cost else {
        return "No plan satisfies every constraint.".into();
    };
    let what = match &summary.level {
        None => "The cheapest plan".to_owned(),
        Some(level) => format!("The plan at a security level of {}", strong(percent(level.asked))),
    };
    let mut sentence =
        format!("{what} for {} costs {}", horizon(&model.horizon), strong(text(&money(cost, &model.currency))));
    if let (Some(share), Some(security)) = (summary.share, &model.security) {
        sentence += &format!(
            ", and {} {} depend on {}",
            strong(percent(share)),
            what_is_required(security),
            country(model, security)
        );
    }
    sentence.push('.');
    for said in level::sentences(model, summary) {
        sentence += &format!(" {}", text(&said));
    }
    if let (Some(survival), Some(security)) = (&summary.survival, &model.security) {
        let extra = survival
            .cost
            .filter(|&cost| cost > 0.0)
            .map_or_else(|| "nothing".into(), |cost| text(&money(cost, &model.currency)));
        sentence += &format!(
            " It survives a stop of {} of {}, whenever that comes; that costs {}.",
            country(model, security),
            strong(unbroken(&counted(survival.months as usize, "month"))),
            strong(extra)
        );
    }
    sentence
}

/// The effect of the worst disruption on the plan of `solve`; `None` where nobody asked.
fn stop_of_plan(input: &Input) -> Option<String> {
    let model = input.model;
    let worst = input.resilience.stress.iter().max_by(|a, b| a.all.unmet.total_cmp(&b.all.unmet))?;
    let unmet = strong(unmet_tonnes(worst));
    let first =
        first_short(model, worst).map_or_else(String::new, |first| format!("; short first is {}", text(&first)));
    Some(format!("If {}, it leaves {unmet} unmet{first}.", text(&said(model, &worst.name))))
}
