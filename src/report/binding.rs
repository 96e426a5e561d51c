//! Binding limits, in sentences and as a table.

use super::table::Table;
use super::words::{money, number};
use crate::analysis::binding::{Binding, Limit, PriceReach, Ranged};
use crate::model::Model;

/// binding.csv: the limits that bind, those first whose loosening saves most.
pub fn table(model: &Model, all: &[Binding]) -> Table<'static> {
    let finite = |value: f64| Some(value).filter(|value| value.is_finite());
    let row = |binding: &Binding| {
        let limit = &binding.members[binding.dearest];
        let range = binding.range.as_ref();
        let of =
            |side: fn(&Ranged) -> &PriceReach, what: fn(&PriceReach) -> f64| range.map(side).map(what).and_then(finite);
        vec![
            limit.key.holds(model).into(),
            (binding.members.len() as f64).into(),
            limit.key.name(model).into(),
            limit.limit.into(),
            limit.key.unit(model).into(),
            of(|r| &r.looser, |s| s.price).into(),
            of(|r| &r.looser, |s| s.until).into(),
            of(|r| &r.tighter, |s| s.price).into(),
            of(|r| &r.tighter, |s| s.until).into(),
            limit.key.price_unit(model).into(),
            range.map_or(Some(binding.at_most), |range| Some(range.one_percent)).into(),
        ]
    };
    Table {
        name: "binding",
        columns: &[
            "what",
            "members",
            "constraint",
            "limit",
            "unit",
            "looser_saves",
            "looser_until",
            "tighter_costs",
            "tighter_until",
            "price_unit",
            "one_percent_saves",
        ],
        rows: all.iter().map(row).collect(),
    }
}

/// The most limits that `solve` names, each with the range of its price.
pub(crate) const NAMED: usize = 10;
/// In programs of at most so many columns binding.csv has the range of every limit, in larger ones of those that are named.
pub(crate) const SMALL: usize = 20_000;

/// The limits that cost most, a sentence each.
pub fn text(model: &Model, all: &[Binding]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut out = String::from("What limits the plan most, each limit by itself:\n");
    for (k, binding) in all.iter().take(NAMED).enumerate() {
        out += &format!("{:>2}. {}\n", k + 1, sentence(model, binding));
    }
    if let Some(more) = all.len().checked_sub(NAMED).filter(|&more| more > 0) {
        out += &format!("… and {more} more in binding.csv; each month's price is in shadow_prices.csv (--out DIR).\n");
    }
    out.push('\n');
    out
}

/// A binding limit: its clause, the saving of one unit more with its range, and the saving of loosening all of it.
pub fn sentence(model: &Model, binding: &Binding) -> String {
    let limit = &binding.members[binding.dearest];
    let measure = LimitMeasure::of(model, limit);
    let several = binding.members.len() > 1;
    let mut out = capital(&limit.key.holds(model)) + &when(model, binding) + ": ";
    out += &match &binding.range {
        Some(range) => ranged(&measure, model, limit, range, several),
        None => {
            let price = measure.price(limit.price.abs(), &model.currency);
            let of = if several { in_month(model, limit) } else { String::new() };
            format!("{}{of} saves about {price}, over a range that was not proved", measure.one_looser(limit))
        }
    };
    if several && limit.key.share_of(model).is_none() {
        let how = if limit.is_least() { "less" } else { "more" };
        let saves = match &binding.range {
            Some(range) => money(range.one_percent, &model.currency),
            None => format!("at most {}", money(binding.at_most, &model.currency)),
        };
        out += &format!("; 1 % {how} in all of them saves {saves}");
    }
    out + "."
}

fn ranged(measure: &LimitMeasure, model: &Model, limit: &Limit, range: &Ranged, several: bool) -> String {
    let of = if several { in_month(model, limit) } else { String::new() };
    let currency = &model.currency;
    let Ranged { looser, tighter, .. } = range;
    let (least, most) = match limit.is_least() {
        true => (looser, tighter),
        false => (tighter, looser),
    };
    let now = measure.amount(limit.limit);
    if !range.differs() {
        let held = match (least.until.is_finite(), most.until.is_finite()) {
            (true, true) => format!("from {} to {}", measure.amount(least.until), measure.amount(most.until)),
            (true, false) => format!("from {} on", measure.amount(least.until)),
            (false, true) => format!("up to {}", measure.amount(most.until)),
            (false, false) => "at any limit".into(),
        };
        let end = if tighter.no_plan {
            format!(", beyond {} there is no plan", measure.amount(tighter.until))
        } else {
            String::new()
        };
        let price = measure.price(looser.price, currency);
        return format!("{}{of} saves {price} (now {now}; that holds {held}{end})", measure.one_looser(limit));
    }
    let saves = match looser.price {
        0.0 => "nothing".to_owned(),
        price => format!("{} up to {}", measure.price(price, currency), measure.amount(looser.until)),
    };
    let costs = if tighter.price.is_finite() {
        format!("costs {} until {}", measure.price(tighter.price, currency), measure.amount(tighter.until))
    } else {
        "leaves no plan".into()
    };
    format!("{}{of} saves {saves}, {} {costs} (now {now})", measure.one_looser(limit), measure.one_tighter(limit))
}

/// The months of a limit's members: ` from 2026-01 to 2026-12 (9 months)`.
fn when(model: &Model, binding: &Binding) -> String {
    let mut periods: Vec<usize> = binding.members.iter().filter_map(|limit| limit.key.period()).collect();
    periods.sort_unstable();
    periods.dedup();
    let (Some(&first), Some(&last)) = (periods.first(), periods.last()) else { return String::new() };
    let month = |t| model.horizon.month(t);
    match periods.len() {
        1 => format!(" in {}", month(first)),
        n if n == last - first + 1 => format!(" from {} to {}", month(first), month(last)),
        n => format!(" in {n} of the {} periods from {} to {}", last - first + 1, month(first), month(last)),
    }
}

fn in_month(model: &Model, limit: &Limit) -> String {
    limit.key.period().map_or_else(String::new, |t| format!(" in {}", model.horizon.month(t)))
}

/// The measure of a limit.
enum LimitMeasure {
    /// Units of the right-hand side.
    Unit(String),
    /// Money.
    Money(String),
    /// Percentage points of a requirement.
    Points(f64),
}

impl LimitMeasure {
    fn of(model: &Model, limit: &Limit) -> Self {
        let unit = limit.key.unit(model);
        match limit.key.share_of(model) {
            Some(base) if base > 0.0 => Self::Points(base),
            _ if unit == model.currency => Self::Money(unit),
            _ => Self::Unit(unit),
        }
    }

    fn amount(&self, value: f64) -> String {
        match self {
            Self::Unit(unit) => format!("{} {unit}", number(value, digits(value))),
            Self::Money(currency) => money(value, currency),
            Self::Points(base) => format!("{} %", number(100.0 * value / base, 2)),
        }
    }

    /// A price per unit as an amount of money for one of what limits are counted in.
    fn price(&self, price: f64, currency: &str) -> String {
        match self {
            Self::Unit(_) => money(price, currency),
            Self::Money(_) => format!("{} {currency}", number(price, 3)).trim_end().to_owned(),
            Self::Points(base) => money(0.01 * price * base, currency),
        }
    }

    fn one(&self) -> String {
        match self {
            Self::Unit(unit) => format!("one {unit}"),
            Self::Money(currency) => format!("1 {currency}").trim_end().to_owned(),
            Self::Points(_) => "one percentage point".into(),
        }
    }

    fn one_looser(&self, limit: &Limit) -> String {
        format!("{} {}", self.one(), if limit.is_least() { "less" } else { "more" })
    }

    fn one_tighter(&self, limit: &Limit) -> String {
        format!("{} {}", self.one(), if limit.is_least() { "more" } else { "less" })
    }
}

/// Digits behind the point that leave three significant ones.
fn digits(value: f64) -> usize {
    match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        v if v > 0.0 => (2.0 - v.log10().floor()).clamp(2.0, 9.0) as usize,
        _ => 0,
    }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
