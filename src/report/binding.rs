//! Binding limits, in sentences and as a table.

use super::table::Table;
use super::words::{money, money_apart, number, paragraph, percent, with_unit};
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

/// The limits that cost most, a sentence each. `floor`: the share in force where less was asked for, which looser limits would let fall instead.
pub fn text(model: &Model, all: &[Binding], floor: Option<f64>) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut out = match floor {
        None => "What limits the plan most, each limit by itself:\n".to_owned(),
        Some(share) => paragraph(
            "",
            &format!(
                "What limits the plan most, each limit by itself, as long as the share stays at {}; to a lower level asked \
                 for, what loosens a limit lets the share fall further instead:",
                percent(share)
            ),
        ),
    };
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
    let measure = LimitMeasure::new(model, limit);
    let several = binding.members.len() > 1;
    let mut out = capital(&limit.key.holds(model)) + &when(model, binding) + ": ";
    out += &match &binding.range {
        Some(range) => ranged(&measure, model, limit, range, several),
        None => {
            let price = measure.price(limit.price.abs(), &model.currency);
            let of = if several { in_month(model, limit) } else { String::new() };
            format!("{} {}{of} saves about {price}, over a range that was not proved", measure.of(1.0), looser(limit))
        }
    };
    // one per cent of limits that are 0 is nothing
    if several && limit.key.share_of(model).is_none() && binding.members.iter().any(|member| member.limit != 0.0) {
        let saves = match &binding.range {
            Some(range) => money(range.one_percent, &model.currency),
            None => format!("at most {}", money(binding.at_most, &model.currency)),
        };
        out += &format!("; 1 % {} in all of them saves {saves}", looser(limit));
    }
    out + "."
}

fn ranged(measure: &LimitMeasure, model: &Model, limit: &Limit, range: &Ranged, several: bool) -> String {
    let of = if several { in_month(model, limit) } else { String::new() };
    let Ranged { looser: saving, tighter: costing, .. } = range;
    let (least, most) = if limit.is_least() { (saving, costing) } else { (costing, saving) };
    let rooms = [least, most].map(|side| measure.units(side.until - limit.limit).abs());
    // a limit is no less than nothing, whatever its price would be there
    let amount = |value: f64| measure.amount(value.max(0.0), rooms);
    let (now, tightest) = (amount(limit.limit), amount(costing.until));
    let price = |side: &PriceReach, by: f64| measure.price(by * side.price, &model.currency);
    let by = step(measure.units(saving.until - limit.limit));
    let one_looser = format!("{} {}{of}", measure.of(by), looser(limit));
    if !range.differs() {
        let held = match (least.until.is_finite(), most.until.is_finite()) {
            (true, true) => format!("from {} to {}", amount(least.until), amount(most.until)),
            (true, false) => format!("from {} on", amount(least.until)),
            (false, true) => format!("up to {}", amount(most.until)),
            (false, false) => "at any limit".into(),
        };
        let end = if costing.no_plan { format!(", beyond {tightest} there is no plan") } else { String::new() };
        return format!("{one_looser} saves {} (now {now}; that holds {held}{end})", price(saving, by));
    }
    let saves = match saving.price {
        0.0 => "nothing".to_owned(),
        _ => format!("{} up to {}", price(saving, by), amount(saving.until)),
    };
    if limit.limit <= 0.0 && !limit.is_least() {
        return format!("{one_looser} saves {saves} (now {now})");
    }
    let by = step(measure.units(costing.until - limit.limit));
    let costs = match costing.price.is_finite() {
        true => format!("costs {} until {tightest}", price(costing, by)),
        false => "leaves no plan".into(),
    };
    let tighter = if limit.is_least() { "more" } else { "less" };
    format!("{one_looser} saves {saves}, {} {tighter} {costs} (now {now})", measure.of(by))
}

/// The amount that a price is told for: one, or the tenth, hundredth … of it where the price holds for less than one.
fn step(room: f64) -> f64 {
    let room = room.abs();
    if room > 0.0 && room < 1.0 { 1.0 / 10f64.powi(-room.log10().floor() as i32) } else { 1.0 }
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
    fn new(model: &Model, limit: &Limit) -> Self {
        let unit = limit.key.unit(model);
        match limit.key.share_of(model) {
            Some(base) if base > 0.0 => Self::Points(base),
            _ if unit == model.currency => Self::Money(unit),
            _ => Self::Unit(unit),
        }
    }

    /// A limit in the units that it is counted in.
    fn units(&self, limit: f64) -> f64 {
        match self {
            Self::Unit(_) | Self::Money(_) => limit,
            Self::Points(base) => 100.0 * limit / base,
        }
    }

    /// A limit, with as many digits as tell it from those at these distances.
    fn amount(&self, limit: f64, rooms: [f64; 2]) -> String {
        let value = self.units(limit);
        let nearest = rooms.into_iter().filter(|&room| room > 0.0).fold(f64::INFINITY, f64::min);
        let apart = |usual: usize| if nearest < 1.0 { usual.max(digits(nearest).saturating_sub(1)) } else { usual };
        match self {
            Self::Unit(unit) => with_unit(&number(value, apart(digits(value))), " ", unit),
            Self::Money(currency) => money_apart(value, currency, nearest),
            Self::Points(_) => format!("{} %", number(value, apart(2))),
        }
    }

    /// A price per unit of the right-hand side as an amount of money for one of what limits are counted in.
    fn price(&self, price: f64, currency: &str) -> String {
        match self {
            Self::Unit(_) => money(price, currency),
            Self::Money(_) => with_unit(&number(price, 3), " ", currency),
            Self::Points(base) => money(0.01 * price * base, currency),
        }
    }

    /// So many of them: `one t`, `0.01 percentage points`.
    fn of(&self, many: f64) -> String {
        let many = if many == 1.0 { None } else { Some(many.to_string()) };
        match self {
            Self::Unit(unit) => format!("{} {unit}", many.as_deref().unwrap_or("one")),
            Self::Money(currency) => with_unit(many.as_deref().unwrap_or("1"), " ", currency),
            Self::Points(_) => many.map_or("one percentage point".into(), |many| format!("{many} percentage points")),
        }
    }
}

/// The way in which a limit is loosened.
fn looser(limit: &Limit) -> &'static str {
    if limit.is_least() { "less" } else { "more" }
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
