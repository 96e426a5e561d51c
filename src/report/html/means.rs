//! The parts of months of survival, element by element: a table that needs no scripts.

use super::escape::html as text;
use super::format::money;
use super::section as page_section;
use crate::analysis::proved::Proved;
use crate::analysis::survival::{Alone, ElementMeans, Means, MonthsMeans};
use crate::model::Model;
use crate::report::resilience::means::{added, dearest, sentence, shown, title, tried};
use crate::report::words::{MoneyUnit, counted, with_unit};
use std::fmt::Write;

/// The parts of each step of months, as a section of a page; nothing where none costs anything.
pub(crate) fn section(model: &Model, months: &[Proved<MonthsMeans>], after: &str) -> String {
    let costly: Vec<&Proved<MonthsMeans>> = months.iter().filter(|step| step.cost() > 0.0).collect();
    let content: String = match costly.len() {
        0 => return String::new(),
        1 | 2 => costly.iter().map(|step| of_step(model, step)).collect(),
        _ => matrix(model, &costly) + &costly.last().map_or_else(String::new, |step| of_step(model, step)),
    };
    page_section("means", "What the months are made of", after, &content)
}

fn names(model: &Model, of: &ElementMeans) -> String {
    let names: Vec<&str> = of.elements.iter().map(|&e| model.element(e).name.as_str()).collect();
    format!("<bdi>{}</bdi>", text(&names.join(", ")))
}

fn opened(label: &str, headings: &[String]) -> String {
    let mut out = format!(
        "<div class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n<table><thead><tr><th scope=\"col\">Element</th>",
        text(label)
    );
    for heading in headings {
        let _ = write!(out, "<th scope=\"col\" class=\"number\">{}</th>", text(heading));
    }
    out + "</tr></thead><tbody>\n"
}

/// Each element's cost of each step.
fn matrix(model: &Model, steps: &[&Proved<MonthsMeans>]) -> String {
    let largest = steps.iter().map(|step| step.cost()).fold(0.0, f64::max);
    let unit = MoneyUnit::for_amount(largest);
    let headings: Vec<String> = steps.iter().map(|step| format!("{} to {}", step.over, step.months)).collect();
    let lead = with_unit("What more months of survival cost each element", ", ", &unit.label(&model.currency));
    let mut out = format!("<p>{}:</p>\n", text(&lead));
    out += &opened("Cost of more months by element", &headings);
    for (k, of) in steps[0].elements.iter().enumerate() {
        let costs: Vec<f64> = steps.iter().map(|step| step.elements[k].cost).collect();
        if costs.iter().all(|&cost| cost <= 0.0) {
            continue;
        }
        let _ = write!(out, "<tr><th scope=\"row\">{}</th>", names(model, of));
        for cost in costs {
            let _ =
                write!(out, "<td class=\"number\">{}</td>", if cost > 0.0 { unit.amount(cost) } else { "–".into() });
        }
        out += "</tr>\n";
    }
    let _ = write!(out, "<tr><th scope=\"row\">all</th>");
    for step in steps {
        let _ = write!(out, "<td class=\"number\">{}</td>", unit.amount(step.cost()));
    }
    out + "</tr>\n</tbody></table></div>\n"
}

/// The cost of a step by means, and that of one means alone.
fn of_step(model: &Model, step: &MonthsMeans) -> String {
    let (shown, dearest) = (shown(step), dearest(step));
    let Some(first) = dearest.first() else { return String::new() };
    let unit = MoneyUnit::for_amount(first.cost);
    let alone: Vec<Means> = shown.iter().copied().filter(|&means| tried(step, means)).collect();
    let mut headings = vec!["extra".to_owned()];
    headings.extend(shown.iter().map(|&means| title(means).to_owned()));
    headings.extend(alone.iter().map(|means| format!("by {} alone", means.label())));
    let mut out = format!("<p>{}</p>\n", text(&sentence(model, step)));
    let also = if alone.is_empty() { "" } else { ", and what the months would cost if nothing else could grow" };
    let lead = with_unit(&format!("Where it goes{also}"), ", ", &unit.label(&model.currency));
    let _ = writeln!(out, "<p>{}:</p>", text(&lead));
    out += &opened(
        &format!("Where the cost of {} over {} goes", counted(step.months as usize, "month"), step.over),
        &headings,
    );
    for of in &dearest {
        let part = |means: Means| of.parts.iter().find(|part| part.means == means);
        let _ = write!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td>",
            names(model, of),
            unit.amount(of.cost)
        );
        for &means in &shown {
            let cost = part(means).map_or_else(String::new, |part| unit.amount(part.cost));
            let _ = write!(out, "<td class=\"number\">{cost}</td>");
        }
        for &means in &alone {
            let cost = match part(means).and_then(|part| part.alone) {
                None => String::new(),
                Some(Alone::Cannot) => "cannot".into(),
                Some(Alone::Costs(cost)) => unit.amount(cost),
            };
            let _ = write!(out, "<td class=\"number\">{cost}</td>");
        }
        out += "</tr>\n";
    }
    out += "</tbody></table></div>\n<ul>\n";
    for of in &dearest {
        if let Some(added) = added(of) {
            let _ = writeln!(
                out,
                "<li>{}, {}: {}.</li>",
                names(model, of),
                text(&money(of.cost, &model.currency)),
                text(&added)
            );
        }
    }
    out + "</ul>\n"
}
