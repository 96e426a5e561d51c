//! Why a row cannot go lower, in words.

use crate::analysis::frontier::causes::{Causes, Held, Kind, Reason};
use crate::formulation::RowKey;
use crate::model::{Model, SupplierId};

/// What suppliers are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// As the tables do: for files and the terminal, which are searched.
    Id,
    /// By their names: for readers.
    Name,
}

/// The reasons of one kind: `sold out`, and who.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Group {
    /// What they have in common.
    pub what: String,
    /// Each of them, the weightiest first.
    pub whom: Vec<String>,
}

/// The `most` weightiest reasons by kind, the kind with the weightiest first, and how many reasons are left out.
pub fn groups(model: &Model, held: &Held, call: Call, most: usize) -> (Vec<Group>, usize) {
    let mut groups: Vec<Group> = Vec::new();
    for reason in held.reasons.iter().take(most) {
        let (what, whom) = words(model, reason, call);
        match groups.iter_mut().find(|group| group.what == what) {
            Some(group) => group.whom.extend(whom),
            None => groups.push(Group { what, whom: whom.into_iter().collect() }),
        }
    }
    if groups.is_empty() {
        groups.push(Group { what: "every source depends in part".into(), whom: Vec::new() });
    }
    (groups, held.reasons.len().saturating_sub(most))
}

/// The same as a phrase: `sold out: a (2026-01..2026-12), b (2026-05); delivers only from: c (2027-05); and 3 more`.
pub fn phrase(model: &Model, held: &Held, call: Call, most: usize) -> String {
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

/// The weightiest reason, without a verb and with suppliers' names: it stands behind a colon.
pub fn brief(model: &Model, held: &Held) -> String {
    let supplier = |id: SupplierId| &model.supplier(id).name;
    match held.reasons.first() {
        Some(&Reason { kind: Kind::NotYet(id), from: (first, _), .. }) => {
            format!("{} only from {}", supplier(id), model.horizon.month(first))
        }
        Some(&Reason { kind: Kind::SoldOut(id), .. }) => format!("{} sold out", supplier(id)),
        _ => groups(model, held, Call::Name, 1).0.iter().map(Group::said).collect(),
    }
}

/// All of it, for a cell of a table: elements behind each other where there are several.
pub fn cell(model: &Model, causes: &Causes) -> String {
    let one = |held: &Held| {
        let why = phrase(model, held, Call::Id, usize::MAX);
        if causes.len() == 1 { why } else { format!("{}: {why}", part(model, held)) }
    };
    causes.iter().map(one).collect::<Vec<_>>().join(" | ")
}

/// What is held, and how much of all that still depends it is: `La 38.1 %`.
pub fn part(model: &Model, held: &Held) -> String {
    match held.element {
        Some(element) => format!("{} {}", model.element(element).id, super::terminal::percent(held.part)),
        None => "all".into(),
    }
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
            let word = if model.horizon.months_per_period == 1 { "months" } else { "periods" };
            format!("{} {word} of {}..{}", reason.periods, month(first), month(last))
        }
    };
    let country = || model.security.as_ref().map_or("the country", |security| model.country(security.country));
    match reason.kind {
        Kind::SoldOut(id) => ("sold out".into(), Some(format!("{} ({})", supplier(id), span()))),
        Kind::NotYet(id) => {
            let (first, last) = reason.from;
            let last = if first == last { String::new() } else { format!(", for some users {}", month(last)) };
            ("delivers only from".into(), Some(format!("{} ({}{last})", supplier(id), month(first))))
        }
        Kind::NoLonger(id) => ("delivers no longer".into(), Some(format!("{} (in {})", supplier(id), span()))),
        Kind::NobodyElse => (format!("nobody outside {} may deliver", country()), Some(span())),
        Kind::Contract(id) => as_cause(model, RowKey::ContractMin(id)),
        Kind::Limit(key) => as_cause(model, key),
    }
}

fn as_cause(model: &Model, key: RowKey) -> (String, Option<String>) {
    let (what, which) = key.as_cause(model);
    (what.into(), Some(which))
}
