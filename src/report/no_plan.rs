//! Why there is no plan, for people: the constraints in conflict, grouped by kind and run of months.

use super::names::{segment_of, short_supplier};
use super::table::Table;
use super::words::{counted, number, paragraph, printable, table, with_unit};
use crate::analysis::infeasibility::{Conflict, Member, Remedies};
use crate::formulation::courses::{CourseKey, CourseRow};
use crate::formulation::{RowKey, contract_in_words};
use crate::model::{ContractId, Model, OfferId, PairId, SegmentId};
use crate::report::tolerances::ROOM;

/// The constraints that stand against each other, one row each.
pub fn conflicts(model: &Model, found: &[Conflict]) -> Table<'static> {
    let mut rows = Vec::new();
    for (set, conflict) in found.iter().enumerate() {
        for member in &conflict.members {
            let periods = member.key.periods(model);
            let month = |t: usize| model.horizon.month(t).to_string().into();
            let (from, until) = (month(periods.start), month(periods.end - 1));
            let (name, unit) = (member.key.name(model).into(), member.key.unit(model).into());
            rows.push(vec![((set + 1) as f64).into(), name, member.limit.into(), unit, from, until]);
        }
    }
    Table { name: "conflicts", columns: &["set", "constraint", "limit", "unit", "from", "until"], rows }
}

/// The most sets that are written out, and the most lines of each side.
const SETS: usize = 3;
const LINES: usize = 12;

/// The constraints that stand against each other and their remedies, set by set.
pub fn text(model: &Model, found: &[Conflict], remedies: &Remedies) -> String {
    let mut out = String::new();
    let sets = found.len();
    for (set, conflict) in found.iter().take(SETS).enumerate() {
        let which = if sets > 1 {
            // a contract that no offer could keep is about no element's purchases
            let about = Some(elements(model, conflict)).filter(|about| !about.is_empty());
            format!("Reason {} of {sets}{}: ", set + 1, about.map_or_else(String::new, |about| format!(", {about}")))
        } else {
            String::new()
        };
        let what = match conflict.members.len() {
            1 => "this cannot be met, whatever else is given up:",
            _ => "these stand against each other; if any one of them were left out, the others could be met:",
        };
        out += &paragraph("", &capital(&format!("{which}{what}")));
        out += &lines(model, conflict);
        out += &elsewhere(model, conflict);
        out += &super::remedies::of_set(model, remedies, set, sets);
        out.push('\n');
    }
    if sets > SETS {
        let rest = found[SETS..].iter().map(|conflict| elements(model, conflict));
        let named: Vec<String> = rest.filter(|about| !about.is_empty()).collect();
        let named = if named.is_empty() { String::new() } else { format!(": {}", named.join("; ")) };
        let more = sets - SETS;
        let reasons = counted(more, "more reason");
        let text = format!("{reasons}, in the same way{named} (conflicts.csv and remedies.csv, --out DIR).");
        out += &paragraph("", &text);
        out.push('\n');
    }
    out + &super::remedies::of_all(model, remedies)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The elements that a set is about.
fn elements(model: &Model, conflict: &Conflict) -> String {
    const NAMED: usize = 4;
    let named: Vec<&str> = conflict.elements.iter().take(NAMED).map(|&id| &*model.element(id).id).collect();
    match conflict.elements.len() {
        n if n > NAMED => format!("{} and {}", named.join(", "), counted(n - NAMED, "more element")),
        _ => named.join(", "),
    }
}

/// The side of a constraint in a conflict: it asks for goods, or stands against that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Camp {
    Asked,
    Against,
}

/// Constraints that differ in their periods only.
struct ConstraintGroup {
    said: Said,
    unit: String,
    periods: Vec<usize>,
    // of periods a sum or, of a stock, the largest
    amount: f64,
}

/// A constraint in a planner's words.
#[derive(Clone, PartialEq)]
struct Said {
    camp: Camp,
    what: String,
    // what it has in common with those of other segments or suppliers, and what those are
    common: Option<(String, &'static str)>,
}

impl Said {
    fn new(camp: Camp, what: String) -> Self {
        Self { camp, what, common: None }
    }

    /// A demand on or an allowance of a pair: `demand of Ce for automakers`, with others `demand of Ce`.
    fn of_pair(camp: Camp, what: &str, model: &Model, pair: PairId, stop: &str) -> Self {
        let (element, segment) = (&model.element(model.pair(pair).element).id, segment_of(model, pair));
        let common = Some((format!("{what} {element}{stop}"), "segments"));
        Self { camp, what: format!("{what} {element} for {segment}{stop}"), common }
    }

    /// A limit of an offer's supplier: `what Lynas can deliver of Dy`, with others `what can be delivered of Dy`.
    fn of_offer(model: &Model, offer: OfferId, tail: &str) -> Self {
        let offer = model.offer(offer);
        let (who, element) = (short_supplier(model, offer.supplier), &model.element(offer.element).id);
        let common = Some((format!("what can be delivered of {element}{tail}"), "suppliers"));
        Self { camp: Camp::Against, what: format!("what {who} can deliver of {element}{tail}"), common }
    }
}

fn lines(model: &Model, conflict: &Conflict) -> String {
    let mut groups: Vec<ConstraintGroup> = Vec::new();
    for member in &conflict.members {
        let one = ConstraintGroup::of(model, member);
        match groups.iter_mut().find(|group| group.said == one.said && group.unit == one.unit) {
            Some(group) => group.add(one, member.key),
            None => groups.push(one),
        }
    }
    if groups.len() > LINES {
        groups = together(groups);
    }
    groups.sort_by(|a, b| b.amount.total_cmp(&a.amount).then_with(|| a.said.what.cmp(&b.said.what)));
    let mut rows = Vec::new();
    for camp in [Camp::Asked, Camp::Against] {
        let mut of_camp: Vec<&ConstraintGroup> = groups.iter().filter(|group| group.said.camp == camp).collect();
        let more = of_camp.split_off(of_camp.len().min(LINES)).len();
        for (k, group) in of_camp.into_iter().enumerate() {
            let label = if k > 0 {
                ""
            } else if camp == Camp::Asked {
                "asked"
            } else {
                "against"
            };
            rows.push(vec![label.to_owned(), group.said.what.clone(), when(model, &group.periods), group.amount()]);
        }
        if more > 0 {
            let tail = format!("and {more} more (conflicts.csv, --out DIR)");
            rows.push(vec![String::new(), tail, String::new(), String::new()]);
        }
    }
    table(&["", "what", "when", "in all"], 3, rows)
}

/// Groups of many segments or suppliers as one.
fn together(groups: Vec<ConstraintGroup>) -> Vec<ConstraintGroup> {
    let mut all: Vec<(usize, ConstraintGroup)> = Vec::new();
    for group in groups {
        let like = |other: &ConstraintGroup| {
            group.said.common.is_some() && other.said.common == group.said.common && other.unit == group.unit
        };
        match all.iter_mut().find(|(_, other)| like(other)) {
            Some((n, other)) => {
                *n += 1;
                other.periods.extend(group.periods);
                other.amount += group.amount;
            }
            None => all.push((1, group)),
        }
    }
    let named = all.into_iter().map(|(n, mut group)| {
        if let (2.., Some((what, whose))) = (n, &group.said.common) {
            group.said.what = format!("{what}, {n} {whose}");
        }
        group
    });
    named.collect()
}

/// Decimals that leave three digits of a small amount.
fn digits(amount: f64) -> usize {
    match amount.abs() {
        a if a >= 1000.0 || a == 0.0 => 0,
        a if a >= 1.0 => 2,
        _ => 4,
    }
}

impl ConstraintGroup {
    fn of(model: &Model, member: &Member) -> Self {
        let (said, amount) = said(model, member);
        let periods = match member.key.period() {
            Some(period) => vec![period],
            None => member.key.periods(model).collect(),
        };
        Self { said, unit: member.key.unit(model), periods, amount }
    }

    fn add(&mut self, other: Self, key: RowKey) {
        self.periods.extend(other.periods);
        self.amount = if key.is_stock() { self.amount.max(other.amount) } else { self.amount + other.amount };
    }

    fn amount(&self) -> String {
        match self.amount == 0.0 {
            true => "–".into(),
            false => with_unit(&number(self.amount, digits(self.amount)), " ", &self.unit),
        }
    }
}

/// A constraint in a planner's words, with its limit.
fn said(model: &Model, member: &Member) -> (Said, f64) {
    use Camp::{Against, Asked};
    let limit = member.limit;
    let phrase = |camp| (Said::new(camp, member.key.phrase(model)), limit);
    match member.key {
        RowKey::Balance { pair, period } => demand(model, pair, model.pair(pair).demand[period], ""),
        // no more can be short than is needed
        RowKey::Shortage { pair, .. } | RowKey::Unmet { pair, .. } => demand(model, pair, 0.0, ""),
        RowKey::Coverage { pair, .. } => (Said::of_pair(Asked, "required stock of", model, pair, ""), limit),
        RowKey::Storage { pair, .. } => (Said::of_pair(Against, "room to store", model, pair, ""), limit),
        RowKey::Substitute { pair, .. } => {
            (Said::of_pair(Against, "what can be substituted of", model, pair, ""), limit)
        }
        RowKey::Capacity { offer, .. } => (Said::of_offer(model, offer, ""), limit),
        RowKey::Project(_)
        | RowKey::ContractMax(_)
        | RowKey::Cap { .. }
        | RowKey::Security { .. }
        | RowKey::Budget(_)
        | RowKey::Reservation(_) => phrase(Against),
        // the room that the limit leaves for rounding is no amount
        RowKey::SurviveShortage(_) => {
            (Said::new(Against, member.key.phrase(model)), if limit <= ROOM { 0.0 } else { limit })
        }
        RowKey::ContractMin(_) | RowKey::CapMin { .. } => phrase(Asked),
        RowKey::Course { course, row } => in_course(model, course, row, limit),
    }
}

/// A pair's demand; of one that has none, that its stock is carried from month to month.
fn demand(model: &Model, pair: PairId, amount: f64, stop: &str) -> (Said, f64) {
    match model.segment(model.pair(pair).segment).reserve {
        true => (Said::of_pair(Camp::Against, "stock carried over of", model, pair, stop), 0.0),
        false => (Said::of_pair(Camp::Asked, "demand of", model, pair, stop), amount),
    }
}

fn in_course(model: &Model, course: CourseKey, row: CourseRow, limit: f64) -> (Said, f64) {
    use Camp::{Against, Asked};
    let stop = match course {
        CourseKey::AnyStop => " in a stop".into(),
        CourseKey::Stop(_) => format!(" in a stop from {}", course.label(model)),
        CourseKey::Scenario(_) => format!(" in {}", course.label(model)),
    };
    let contract = |camp, what: &str, id: ContractId| {
        (Said::new(camp, format!("{what} of the contract with {}{stop}", contract_in_words(model, id))), limit)
    };
    match row {
        CourseRow::Balance { pair, period } => demand(model, pair, model.pair(pair).demand[period], &stop),
        // no more is short than without a stop
        CourseRow::Survive { pair, .. } | CourseRow::Shortage { pair, .. } | CourseRow::Unmet { pair, .. } => {
            demand(model, pair, 0.0, &stop)
        }
        CourseRow::Storage { pair, .. } => (Said::of_pair(Against, "room to store", model, pair, &stop), limit),
        CourseRow::Substitute { pair, .. } => {
            (Said::of_pair(Against, "what can be substituted of", model, pair, &stop), limit)
        }
        CourseRow::Release { pair } => (Said::of_pair(Against, "what may be released of", model, pair, &stop), limit),
        CourseRow::BuyBack { pair } => (Said::of_pair(Asked, "stock to be bought back of", model, pair, &stop), limit),
        CourseRow::Capacity { offer, .. } => (Said::of_offer(model, offer, &stop), limit),
        CourseRow::Surge { offer, .. } => {
            (Said::of_offer(model, offer, &format!(" beyond what it sells already{stop}")), limit)
        }
        CourseRow::Transit { offer, .. } => {
            (Said::of_offer(model, offer, &format!(" that is not under way{stop}")), limit)
        }
        CourseRow::UnderWay { pair, .. } => (Said::of_pair(Against, "goods under way of", model, pair, &stop), limit),
        CourseRow::Pool { .. } => (Said::new(Against, row.phrase(model, course)), limit),
        CourseRow::ContractMin(id) => contract(Asked, "minimum", id),
        CourseRow::ContractMax(id) => contract(Against, "maximum", id),
    }
}

/// Runs of periods: `2026-01 to 2026-03, 2026-07`; of many runs from the first to the last.
fn when(model: &Model, periods: &[usize]) -> String {
    const RUNS: usize = 3;
    let mut sorted = periods.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let count = sorted.len();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for t in sorted {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == t => *last = t,
            _ => runs.push((t, t)),
        }
    }
    let month = |t| model.horizon.month(t).to_string();
    let say = |&(from, until): &(usize, usize)| match until - from {
        0 => month(from),
        _ => format!("{} to {}", month(from), month(until)),
    };
    match &runs[..] {
        [] => String::new(),
        [first, .., last] if runs.len() > RUNS => {
            let unit = if model.horizon.months_per_period == 1 { "month" } else { "period" };
            format!("{}, {} to {}", counted(count, unit), month(first.0), month(last.1))
        }
        _ => runs.iter().map(say).collect::<Vec<_>>().join(", "),
    }
}

/// Suppliers of the goods asked for that do not deliver when they are: no constraint says so, there is simply nothing to buy.
fn elsewhere(model: &Model, conflict: &Conflict) -> String {
    const NAMED: usize = 4;
    let mut asked: Vec<(PairId, usize)> = Vec::new();
    for member in &conflict.members {
        let (RowKey::Balance { pair, period } | RowKey::Course { row: CourseRow::Balance { pair, period }, .. }) =
            member.key
        else {
            continue;
        };
        match asked.iter_mut().find(|(other, _)| *other == pair) {
            Some((_, last)) => *last = (*last).max(period),
            None => asked.push((pair, period)),
        }
    }
    let mut said: Vec<String> = Vec::new();
    for (pair, last) in asked {
        let (element, buyer) = (model.pair(pair).element, model.pair(pair).segment);
        for (_, offer) in model.offer_ids().filter(|(_, offer)| offer.element == element) {
            let sentence = match later(model, offer, buyer, last) {
                None => continue,
                Some(sentence) => {
                    format!("{} of {} {sentence}", short_supplier(model, offer.supplier), model.element(element).id)
                }
            };
            if !said.contains(&sentence) {
                said.push(sentence);
            }
        }
    }
    if said.is_empty() {
        return String::new();
    }
    let more = match said.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!("; and {n} more"),
    };
    paragraph("", &format!("Not to be had then: {}{more}.", said[..said.len().min(NAMED)].join("; ")))
}

/// Why an offer delivers nothing to a segment up to a period; `None` if it does.
fn later(model: &Model, offer: &crate::model::Offer, buyer: SegmentId, last: usize) -> Option<String> {
    let to = printable(&model.segment(buyer).name);
    let Some(first) = model.first_delivery(offer.supplier, buyer) else {
        return Some(format!("(may not deliver to {to})"));
    };
    let window = model.horizon.clip(offer.window);
    if window.is_empty() || window.end <= first {
        return Some("(delivers nothing within the horizon)".into());
    }
    let from = first.max(window.start);
    (from > last).then(|| {
        let why = if first >= window.start {
            format!("not approved by {to} before")
        } else {
            "does not deliver before".into()
        };
        format!("({why} {})", model.horizon.month(from))
    })
}
