//! The parts of months of survival: means.csv, and its text at a terminal.

use crate::analysis::proved::Proved;
use crate::analysis::survival::{Alone, ElementMeans, Means, MonthsMeans};
use crate::model::Model;
use crate::report::table::{Cell, Table};
use crate::report::tolerances::MOVES;
use crate::report::words::{MoneyUnit, counted, few_tonnes, money, table, with_unit};
use std::fmt::Write;

/// means.csv: for each number of months, and each element (several where a constraint ties them together), the extra cost, then each means.
pub(crate) fn means<'a>(model: &'a Model, months: &[Proved<MonthsMeans>]) -> Table<'a> {
    let mut rows = Vec::new();
    for step in months {
        let (of, over) = (f64::from(step.months), f64::from(step.over));
        let all = |element: String, cost: f64| {
            let mut row =
                vec![of.into(), over.into(), element.into(), "*".into(), Cell::Blank, Cell::Blank, cost.into()];
            row.extend([Cell::Blank, Cell::Blank, Cell::Blank]);
            row
        };
        rows.push(all("*".into(), step.cost()));
        for elements in &step.elements {
            let names = ids(model, elements);
            rows.push(all(names.clone(), elements.cost));
            rows.extend(elements.parts.iter().map(|part| {
                vec![
                    of.into(),
                    over.into(),
                    names.clone().into(),
                    part.means.label().into(),
                    part.added.into(),
                    unit(part.means).into(),
                    part.cost.into(),
                    (part.means == Means::Stock).then_some(part.still_owned).into(),
                    part.alone.map_or(Cell::Blank, |alone| (alone != Alone::Cannot).into()),
                    part.alone.and_then(cost_alone).into(),
                ]
            }));
        }
    }
    let columns = &[
        "survive_months",
        "over_months",
        "element",
        "means",
        "added",
        "unit",
        "extra_cost",
        "still_owned",
        "enough_alone",
        "alone_cost",
    ];
    Table { name: "means", columns, rows }
}

fn cost_alone(alone: Alone) -> Option<f64> {
    match alone {
        Alone::Costs(cost) => Some(cost),
        Alone::Cannot => None,
    }
}

fn unit(means: Means) -> &'static str {
    match means {
        Means::Reservations | Means::Projects => "t a year",
        Means::Stock | Means::Purchases | Means::Substitution | Means::Shortage => "t",
    }
}

/// The ids of elements that a constraint ties together.
fn ids(model: &Model, of: &ElementMeans) -> String {
    of.elements.iter().map(|&e| model.element(e).id.as_str()).collect::<Vec<_>>().join(";")
}

/// Those that months cost something, the dearest first.
pub(crate) fn dearest(step: &MonthsMeans) -> Vec<&ElementMeans> {
    let mut of: Vec<&ElementMeans> = step.elements.iter().filter(|of| of.cost > 0.0).collect();
    of.sort_by(|a, b| b.cost.total_cmp(&a.cost));
    of
}

/// The means that matter in a step: into which something goes, or that would be enough alone.
pub(crate) fn shown(step: &MonthsMeans) -> Vec<Means> {
    let all = step.cost();
    let parts = || step.elements.iter().flat_map(|of| &of.parts);
    let matters = |means: Means| {
        parts().any(|part| {
            part.means == means && (part.cost.abs() > MOVES * all || part.alone.and_then(cost_alone).is_some())
        })
    };
    Means::ALL.into_iter().filter(|&means| matters(means)).collect()
}

/// True if the cost of a means alone was asked for.
pub(crate) fn tried(step: &MonthsMeans, means: Means) -> bool {
    step.elements.iter().flat_map(|of| &of.parts).any(|part| part.means == means && part.alone.is_some())
}

/// A means as the heading of a column.
pub(crate) fn title(means: Means) -> &'static str {
    match means {
        Means::Stock => "more stock",
        Means::Purchases => "more from others",
        Means::Reservations => "reserved",
        Means::Projects => "built",
        Means::Substitution => "substituted",
        Means::Shortage => "short",
    }
}

/// A step in a sentence: its cost, and the months it is compared with.
pub(crate) fn sentence(model: &Model, step: &MonthsMeans) -> String {
    let cost = step.cost();
    let months = counted(step.months as usize, "month");
    let over = if step.over == 0 { "none".into() } else { step.over.to_string() };
    let owned: f64 = step.elements.iter().flat_map(|of| &of.parts).map(|part| part.still_owned).sum();
    if cost <= 0.0 {
        return format!("To survive {months} costs no more than {over}.");
    }
    let level =
        if model.security.as_ref().is_some_and(|s| s.max_share.is_some()) { ", at no security level" } else { "" };
    let kept = match owned {
        owned if owned > 0.005 * cost => {
            format!("; of that {} is metal still owned at the end", money(owned, &model.currency))
        }
        _ => String::new(),
    };
    format!("To survive {months} costs {} more than {over}{level}{kept}.", money(cost, &model.currency))
}

/// The parts of each number of months, at a terminal.
pub(crate) fn means_text(model: &Model, months: &[Proved<MonthsMeans>]) -> String {
    let mut out = String::new();
    for step in months {
        let _ = write!(out, "\n{}", sentence(model, step));
        let (shown, dearest) = (shown(step), dearest(step));
        if dearest.is_empty() {
            out += "\n";
            continue;
        }
        let unit = MoneyUnit::for_amount(dearest[0].cost);
        let also = if Means::ALL.iter().any(|&means| tried(step, means)) {
            ", and what one means alone would cost"
        } else {
            ""
        };
        let _ = writeln!(out, " {}:", with_unit(&format!("Where it goes{also}"), ", ", &unit.label(&model.currency)));
        let mut header = vec!["element".to_owned(), "extra".into()];
        header.extend(shown.iter().map(|&means| title(means).to_owned()));
        let alone: Vec<Means> = shown.iter().copied().filter(|&means| tried(step, means)).collect();
        header.extend(alone.iter().map(|means| format!("{} alone", means.label())));
        let rows = dearest.iter().map(|of| {
            let part = |means: Means| of.parts.iter().find(|part| part.means == means);
            let mut row = vec![ids(model, of), unit.amount(of.cost)];
            row.extend(shown.iter().map(|&means| part(means).map_or_else(String::new, |part| unit.amount(part.cost))));
            row.extend(alone.iter().map(|&means| match part(means).and_then(|part| part.alone) {
                None => String::new(),
                Some(alone) => cost_alone(alone).map_or_else(|| "cannot".into(), |cost| unit.amount(cost)),
            }));
            row
        });
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        out += &table(&header, 1, rows.collect::<Vec<_>>());
        for of in dearest.iter().take(NAMED) {
            if let Some(added) = added(of) {
                let _ = writeln!(out, "{}: {added}.", ids(model, of));
            }
        }
    }
    out
}

/// The cost of each of several steps of months to each element, at a terminal.
pub(crate) fn steps_text(model: &Model, steps: &[Proved<MonthsMeans>]) -> String {
    let largest = steps.iter().map(|step| step.cost()).fold(0.0, f64::max);
    if largest <= 0.0 {
        return String::new();
    }
    let unit = MoneyUnit::for_amount(largest);
    let headings: Vec<String> = steps.iter().map(|step| format!("{} to {}", step.over, step.months)).collect();
    let mut header = vec!["element"];
    header.extend(headings.iter().map(String::as_str));
    let costs = |name: String, costs: Vec<f64>| -> Vec<String> {
        let amount = |cost: f64| if cost > 0.0 { unit.amount(cost) } else { "–".into() };
        std::iter::once(name).chain(costs.into_iter().map(amount)).collect()
    };
    let mut rows = vec![costs("all".into(), steps.iter().map(|step| step.cost()).collect())];
    for (k, of) in steps[0].elements.iter().enumerate() {
        let each: Vec<f64> = steps.iter().map(|step| step.elements[k].cost).collect();
        if each.iter().any(|&cost| cost > 0.0) {
            rows.push(costs(ids(model, of), each));
        }
    }
    format!(
        "\n{} (means.csv says where it goes):\n{}",
        with_unit("What more months cost each element, at no security level", ", ", &unit.label(&model.currency)),
        table(&header, 1, rows)
    )
}

/// Elements of which the tonnes are told.
const NAMED: usize = 4;

/// The addition to each means, in words; `None` where that is nothing.
pub(crate) fn added(of: &ElementMeans) -> Option<String> {
    let said = of.parts.iter().filter(|part| part.added > 0.005).map(|part| {
        let tonnes = few_tonnes(part.added);
        match part.means {
            Means::Stock => format!("up to {tonnes} t more in stock"),
            Means::Purchases => format!("{tonnes} t more bought from suppliers that a stop spares"),
            Means::Reservations => format!("{tonnes} t a year reserved"),
            Means::Projects => format!("{tonnes} t a year built"),
            Means::Substitution => format!("{tonnes} t more substituted"),
            Means::Shortage => format!("{tonnes} t more short"),
        }
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(", "))
}
