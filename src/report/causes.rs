//! Why a row cannot go lower, in words.

use crate::analysis::frontier::causes::{Causes, Held, Kind, Reason};
use crate::formulation::RowKey;
use crate::model::{Model, SupplierId};
use crate::report::countries::country_name;
use crate::report::html::format::{and, month};
use crate::report::words::{counted, percent};

/// Names of suppliers, contracts, caps and projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    /// As the tables do: for files, which are searched.
    Id,
    /// By their names, or in words where they have none: for readers.
    Name,
}

/// The reasons of one kind: `sold out`, and who.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Group {
    /// Their common subject.
    pub what: String,
    /// Each of them, the weightiest first.
    pub whom: Vec<String>,
}

/// The `most` weightiest reasons by kind, the kind with the weightiest first, and how many reasons are left out.
pub(crate) fn groups(model: &Model, held: &Held, call: Call, most: usize) -> (Vec<Group>, usize) {
    let mut groups: Vec<Group> = Vec::new();
    for reason in held.reasons.iter().take(most) {
        let (what, whom) = words(model, reason, call);
        match groups.iter_mut().find(|group| group.what == what) {
            // contracts that differ in their windows alone are said once
            Some(group) => group.whom.extend(whom.filter(|one| !group.whom.contains(one))),
            None => groups.push(Group { what, whom: whom.into_iter().collect() }),
        }
    }
    if groups.is_empty() {
        groups.push(Group { what: "every source depends in part".into(), whom: Vec::new() });
    }
    (groups, held.reasons.len().saturating_sub(most))
}

/// The same as a phrase: `sold out: a (2026-01..2026-12), b (2026-05); delivers only from: c (2027-05); and 3 more`.
pub(crate) fn phrase(model: &Model, held: &Held, call: Call, most: usize) -> String {
    let (groups, more) = groups(model, held, call, most);
    let mut parts: Vec<String> = groups.iter().map(Group::said).collect();
    if more > 0 {
        parts.push(format!("and {more} more"));
    }
    parts.join("; ")
}

impl Group {
    fn said(&self) -> String {
        match &self.whom[..] {
            [] => self.what.clone(),
            whom => format!("{}: {}", self.what, whom.join(", ")),
        }
    }
}

/// Why, in a sentence without its end, with names and months written out: the `most` kinds of reasons that weigh most.
/// `Lynas sells all it can, and Iluka delivers only from May 2028`.
pub(crate) fn because(model: &Model, held: &Held, most: usize) -> String {
    let mut kinds: Vec<(Kind, Vec<&Reason>)> = Vec::new();
    for reason in &held.reasons {
        match kinds.iter_mut().find(|(kind, _)| std::mem::discriminant(kind) == std::mem::discriminant(&reason.kind)) {
            Some((_, reasons)) => reasons.push(reason),
            None => kinds.push((reason.kind, vec![reason])),
        }
    }
    let clauses: Vec<String> = kinds.iter().take(most).map(|(_, reasons)| clause(model, reasons)).collect();
    if clauses.is_empty() { "every source depends in part".into() } else { clauses.join(", and ") }
}

/// One kind of reason as a clause: who weighs most, and how many others there are.
fn clause(model: &Model, reasons: &[&Reason]) -> String {
    let suppliers: Vec<SupplierId> = distinct(reasons.iter().filter_map(|reason| match reason.kind {
        Kind::SoldOut(id) | Kind::NotYet(id) | Kind::NoLonger(id) => Some(id),
        Kind::Contract(id) => Some(model.contracts[id.index()].supplier),
        Kind::NobodyElse | Kind::Limit(_) => None,
    }));
    let who = some_of(&suppliers.iter().map(|&id| model.supplier(id).name.clone()).collect::<Vec<_>>());
    let one = suppliers.len() == 1;
    let first = reasons[0];
    match first.kind {
        Kind::SoldOut(_) => format!("{who} {}", if one { "sells all it can" } else { "sell all they can" }),
        Kind::NotYet(id) => {
            let (name, from) = (&model.supplier(id).name, month(model.horizon.month(first.from.0)));
            match suppliers.len() {
                1 => format!("{name} delivers only from {from}"),
                n => format!("{n} suppliers deliver only later ({name} from {from})"),
            }
        }
        Kind::NoLonger(_) => format!("{who} {} to the end", if one { "does not deliver" } else { "do not deliver" }),
        Kind::NobodyElse => {
            let country = model.security.as_ref().map_or("the country", |s| country_name(model.country(s.country)));
            format!("nobody outside {country} may deliver")
        }
        Kind::Contract(_) => format!("contracts with {who} must be taken"),
        Kind::Limit(key) => {
            let (what, which) = key.as_cause(model);
            format!("{what} ({})", which.in_words)
        }
    }
}

/// Each once, in the order in which they first come.
fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    all.fold(Vec::new(), |mut kept, one| {
        if !kept.contains(&one) {
            kept.push(one);
        }
        kept
    })
}

/// The first two names and how many more there are.
fn some_of(names: &[String]) -> String {
    match names.len() {
        0..=2 => and(names),
        3 => format!("{}, {} and another", names[0], names[1]),
        n => format!("{}, {} and {} others", names[0], names[1], n - 2),
    }
}

/// All of it, for a cell of a table: elements behind each other where there are several.
pub(crate) fn cell(model: &Model, causes: &Causes) -> String {
    let one = |held: &Held| {
        let why = phrase(model, held, Call::Id, usize::MAX);
        if causes.len() == 1 { why } else { format!("{}: {why}", part(model, held, Call::Id)) }
    };
    causes.iter().map(one).collect::<Vec<_>>().join(" | ")
}

/// An element that is held, and its part of all that still depends: `La 38.1 %`.
pub(crate) fn part(model: &Model, held: &Held, call: Call) -> String {
    let Some(element) = held.element.map(|element| model.element(element)) else { return "all".into() };
    let name = match call {
        Call::Id => &element.id,
        Call::Name => &element.name,
    };
    format!("{name} {}", percent(held.part))
}

fn words(model: &Model, reason: &Reason, call: Call) -> (String, Option<String>) {
    let month = |t: usize| model.horizon.month(t).to_string();
    let supplier = |id: SupplierId| match call {
        Call::Id => model.supplier(id).id.as_str(),
        Call::Name => model.supplier(id).name.as_str(),
    };
    let span = || match (reason.first, reason.last) {
        (first, last) if first == last => month(first),
        (first, last) if reason.periods == last - first + 1 => format!("{}..{}", month(first), month(last)),
        (first, last) => {
            let unit = if model.horizon.months_per_period == 1 { "month" } else { "period" };
            format!("{} of {}..{}", counted(reason.periods, unit), month(first), month(last))
        }
    };
    let country = || match (model.security.as_ref().map(|security| model.country(security.country)), call) {
        (None, _) => "the country",
        (Some(country), Call::Id) => country,
        (Some(country), Call::Name) => country_name(country),
    };
    match reason.kind {
        Kind::SoldOut(id) => ("sold out".into(), Some(format!("{} ({})", supplier(id), span()))),
        Kind::NotYet(id) => {
            let (first, last) = reason.from;
            let last = if first == last { String::new() } else { format!(", for some users {}", month(last)) };
            ("delivers only from".into(), Some(format!("{} ({}{last})", supplier(id), month(first))))
        }
        Kind::NoLonger(id) => ("delivers no longer".into(), Some(format!("{} (in {})", supplier(id), span()))),
        Kind::NobodyElse => (format!("nobody outside {} may deliver", country()), Some(span())),
        Kind::Contract(id) => as_cause(model, RowKey::ContractMin(id), call),
        Kind::Limit(key) => as_cause(model, key, call),
    }
}

fn as_cause(model: &Model, key: RowKey, call: Call) -> (String, Option<String>) {
    let (what, which) = key.as_cause(model);
    let which = match call {
        Call::Id => which.id,
        Call::Name => which.in_words,
    };
    (what.into(), Some(which))
}
