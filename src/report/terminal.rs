//! For people at a terminal: few numbers, rounded, at most 100 columns wide.

use super::binding;
use super::causes::{self, Call};
use super::level;
use super::names::{row_for_people, row_for_sentence, security_country};
use super::summary::Summary;
use super::words::{MoneyUnit, counted, money, number, paragraph, percent, printable, table, tonnes, with_unit};
use crate::analysis::alternatives::Alternative;
use crate::analysis::binding::Binding;
use crate::analysis::delays::Delay;
use crate::analysis::frontier::causes::Causes;
use crate::analysis::frontier::shape::{Shape, shape};
use crate::analysis::frontier::{Frontier, Level};
use crate::analysis::infeasibility::Violation;
use crate::analysis::proved::Proved;
use crate::formulation::{RowKey, short_name};
use crate::model::countries::country_name;
use crate::model::{Model, Unattainable, Who};
use crate::plan::Plan;
use crate::report::tolerances::{MOVES, SAME_SHARE, UNMET};
use std::collections::BTreeMap;
use std::fmt::Write;

fn percent_or_dash(share: Option<f64>) -> String {
    share.map_or_else(|| "–".into(), percent)
}

/// The terminal text of `solve`; no `delays` where those of its approvals were not tried.
pub(crate) fn plan(
    model: &Model,
    plan: &Proved<Plan>,
    summary: &Summary,
    binding: &[Binding],
    delays: Option<&[Delay]>,
) -> String {
    let mut out = String::new();
    let last = model.horizon.month(model.horizon.periods - 1);
    let what = match &summary.level {
        None => "the least-cost plan".to_owned(),
        Some(level) => format!("the plan at a security level of {}", percent(level.asked)),
    };
    let _ = writeln!(out, "{}: {what}, {} to {}\n", printable(&model.name), model.horizon.start, last);
    out += &cost_table(model, plan);
    if let Some(security) = &model.security {
        let country = security_country(model, security);
        let _ = writeln!(
            out,
            "Dependency on {}: {} of what is required ({} counting only where it is processed; {} of what is bought).",
            printable(country),
            percent_or_dash(plan.share),
            percent_or_dash(plan.share_direct),
            percent_or_dash(plan.share_of_purchases),
        );
    }
    for sentence in level::sentences(model, summary) {
        let _ = writeln!(out, "{}", printable(&sentence));
    }
    if plan.shortage > UNMET {
        let _ = writeln!(out, "Unmet demand: {} t.", number(plan.shortage, 2));
    }
    out.push('\n');
    out += &super::decisions::text(model, plan);
    out += &purchases_by_supplier(model, plan);
    out += &super::orders::text(model, plan, delays);
    let held = summary.level.as_ref().filter(|level| !level.held.is_empty());
    out += &binding::text(model, binding, held.and_then(|level| level.in_force));
    out += &proof(summary);
    out
}

/// The sentence on how the answer was found and proved.
pub(crate) fn proof(summary: &Summary) -> String {
    let certificate = summary.certificate.map_or_else(String::new, |c| format!("; certificate: {c}"));
    format!(
        "{}, {}, solved by {} in {:.2} s{certificate}.\n",
        counted(summary.variables, "variable"),
        counted(summary.constraints, "constraint"),
        summary.solved_by(),
        summary.seconds
    )
}

fn cost_table(model: &Model, plan: &Plan) -> String {
    let total = plan.cost_parts.total();
    let unit = MoneyUnit::for_amount(total);
    let share = |part: f64| if total > 0.0 { percent(part / total) } else { "–".into() };
    let mut rows: Vec<_> = plan
        .cost_parts
        .iter()
        .filter(|(_, part)| *part > 0.0)
        .map(|(term, part)| vec![term.title().to_owned(), unit.amount(part), share(part)])
        .collect();
    rows.push(vec!["total".into(), unit.amount(total), share(total)]);
    let heading = if model.discount_rate > 0.0 { "discounted cost" } else { "cost" };
    table(&[heading, &unit.heading(&model.currency), "part"], 1, rows)
}

/// At most so many calendar years get a column of their own.
const YEARS: usize = 5;

fn purchases_by_supplier(model: &Model, plan: &Plan) -> String {
    let mut years: Vec<i32> = (0..model.horizon.periods).map(|t| model.horizon.year(t)).collect();
    years.dedup();
    let by_year = years.len() <= YEARS;
    let mut bought: BTreeMap<usize, (Vec<f64>, f64)> = BTreeMap::new();
    for p in &plan.purchases {
        let entry = bought.entry(model.offer(p.offer).supplier.index()).or_insert((vec![0.0; years.len()], 0.0));
        let year = model.horizon.year(p.period);
        entry.0[years.binary_search(&year).expect("every period's year is listed")] += p.quantity;
        entry.1 += p.cost;
    }
    let most = bought.values().map(|(_, cost)| *cost).fold(0.0, f64::max);
    let unit = MoneyUnit::for_amount(most);
    let mut header = vec!["supplier".to_owned(), "country".to_owned()];
    if by_year {
        header.extend(years.iter().map(|year| format!("t in {year}")));
    }
    header.extend(["t in all".to_owned(), unit.heading(&model.currency)]);
    let mut suppliers: Vec<_> = bought.into_iter().collect();
    suppliers.sort_by(|a, b| b.1.0.iter().sum::<f64>().total_cmp(&a.1.0.iter().sum::<f64>()));
    let largest = suppliers.iter().map(|(_, (t, _))| t.iter().sum::<f64>()).fold(0.0, f64::max);
    let rows = suppliers.into_iter().map(|(supplier, (by, cost))| {
        let supplier = &model.suppliers[supplier];
        let mut row = vec![supplier.id.clone(), country_name(model.country(supplier.country)).to_owned()];
        if by_year {
            row.extend(by.iter().map(|&t| tonnes(t, largest)));
        }
        row.extend([tonnes(by.iter().sum(), largest), unit.amount(cost)]);
        row
    });
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    format!("What is bought, undiscounted:\n{}\n", table(&header, 2, rows))
}

/// The terminal text of `alternatives`: the volumes that can move, those that move most first.
pub(crate) fn alternatives(model: &Model, found: &[Alternative], within: f64) -> String {
    const SHOWN: usize = 40;
    let moves = |a: &&Alternative| a.most == f64::INFINITY || a.most - a.least > MOVES * a.most.max(1.0);
    let mut moving: Vec<&Alternative> = found.iter().filter(moves).collect();
    if moving.is_empty() {
        return format!("No volume can move within {} of the least cost: the plan is the only one.\n", percent(within));
    }
    moving.sort_by(|a, b| (b.most - b.least).total_cmp(&(a.most - a.least)));
    let more = moving.len().saturating_sub(SHOWN);
    let rows = moving.iter().take(SHOWN).map(|a| {
        let (kind, name) = match a.who {
            Who::Supplier(id) => ("supplier", short_name(&model.supplier(id).name).to_owned()),
            Who::Country(id) => ("country", country_name(model.country(id)).to_owned()),
        };
        let element = a.element.map_or_else(|| "all".to_owned(), |id| model.element(id).id.clone());
        let most = if a.most.is_finite() { number(a.most, 1) } else { "no limit".to_owned() };
        vec![kind.to_owned(), name, element, number(a.least, 1), number(a.chosen, 1), most]
    });
    let text = table(&["who", "name", "element", "least t", "chosen t", "most t"], 3, rows);
    let tail = if more > 0 { format!("… and {more} more in alternatives.csv (--out DIR).\n") } else { String::new() };
    format!(
        "Volumes among all plans within {} of the least cost; {} of {} can move:\n{text}{tail}",
        percent(within),
        moving.len(),
        found.len()
    )
}

/// The terminal text of `frontier` before its scopes.
pub(crate) fn frontier_heading(model: &Model, plan: &Proved<Plan>) -> String {
    let mut out = String::new();
    let last = model.horizon.month(model.horizon.periods - 1);
    let _ = writeln!(
        out,
        "{}: the cost of each security level, {} to {last}\n",
        printable(&model.name),
        model.horizon.start
    );
    if plan.shortage > UNMET {
        let _ = writeln!(out, "The least-cost plan leaves {} t unmet.", number(plan.shortage, 1));
    }
    out
}

/// The terminal text of `frontier` for one scope.
pub(crate) fn frontier(model: &Model, frontier: &Proved<Frontier>, levels: &Proved<Vec<Level>>) -> String {
    let mut out = String::new();
    let security = model.security.as_ref().expect("a frontier needs [security]");
    let country = printable(security_country(model, security));
    let _ = writeln!(
        out,
        "Scope {}: least cost {} at a dependency on {country} of {}; the lowest is {}.",
        frontier.scope.label(),
        money(frontier.least_cost, &model.currency),
        percent(frontier.free_share),
        percent(frontier.lowest_share),
    );
    let most = levels.iter().filter_map(|l| l.found).map(|f| f.extra_cost).fold(0.0, f64::max);
    let unit = MoneyUnit::for_amount(most.max(frontier.least_cost));
    let costs = with_unit("Costs", " in ", &unit.label(&model.currency));
    let rows = levels.iter().map(|level| {
        let mut row = vec![percent(level.level), level::reached(level).to_owned()];
        match &level.found {
            Some(found) => row.extend([
                percent(found.share),
                percent_or_dash(found.share_total),
                unit.amount(found.cost),
                unit.amount(found.extra_cost),
                found.extra_percent.map_or_else(|| "–".into(), |p| number(p, 2)),
                found.marginal_cost.map_or_else(|| "–".into(), |m| unit.amount(m)),
                number(found.shortage, 1),
            ]),
            None => row.extend(std::iter::repeat_n("–".to_owned(), 7)),
        }
        row
    });
    let header = ["level", "attained", "in force", "of all", "cost", "extra", "extra %", "next point", "short t"];
    out += &table(&header, 0, rows);
    let _ = writeln!(out, "{costs}, discounted; “next point” is what one more percentage point costs.");
    if let Some(shape) = shape(frontier) {
        out += &landmarks(model, frontier, &shape);
    }
    out
}

/// The frontier's shape in two sentences.
fn landmarks(model: &Model, frontier: &Frontier, shape: &Shape) -> String {
    let cost = |amount: f64| money(amount, &model.currency);
    let breakpoints = counted(frontier.points.len(), "breakpoint");
    // the frontier's end lies below no line to it
    let Some(below) = shape.below else {
        return format!("A point costs {} on average: no level is a knee. {breakpoints}.\n", cost(shape.above));
    };
    let shape = format!(
        "Cheap down to {}: a tenth of what the whole way costs. The knee is at {}, for {} more than the least; \
         above it a point costs {} on average, below it {}. {breakpoints}.",
        percent(shape.cheap),
        percent(shape.knee.share),
        cost(shape.knee.cost - frontier.least_cost),
        cost(shape.above),
        cost(below),
    );
    paragraph("", &shape)
}

/// The difference between holding everything together and each element by itself to the same level: `total` and `element` are the two frontiers.
pub(crate) fn together_or_each(model: &Model, total: &Frontier, element: &Frontier, levels: &[f64]) -> String {
    let reached = |&&level: &&f64| level >= total.lowest_share && level < total.free_share;
    let Some(&level) = levels.iter().filter(reached).min_by(|a, b| (*a - 0.5).abs().total_cmp(&(*b - 0.5).abs()))
    else {
        return String::new();
    };
    let x = total.plan(level);
    let mut shares: Vec<(String, f64)> = element
        .rows
        .iter()
        .map(|row| (row_for_sentence(model, row), row.share(&x)))
        .filter(|(_, s)| *s > level)
        .collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let named: Vec<String> =
        shares.iter().take(4).map(|(name, share)| format!("{} {}", printable(name), percent(*share))).collect();
    let extra = |frontier: &Frontier| money(frontier.cost(level) - frontier.least_cost, &model.currency);
    if named.is_empty() {
        return String::new();
    }
    let compared = format!(
        "In total and each: {} of all together costs {} more, and leaves {}; each element by itself, as far as it can, costs {} more. \
         A total is met first where it is cheapest.",
        percent(level),
        extra(total),
        named.join(", "),
        extra(element),
    );
    "\n".to_owned() + &paragraph("", &compared)
}

/// The most floors that the terminal lists.
const FLOORS: usize = 12;
/// The most elements of one floor that it lists, and the most reasons of one element.
const HELD: usize = 5;
const REASONS: usize = 4;

/// The terminal text of `frontier` for the rows that cannot reach every level.
pub(crate) fn floors(model: &Model, frontier: &Frontier, causes: &[Causes]) -> String {
    let rows = frontier.rows.iter().zip(&frontier.floors).zip(causes).map(|((row, &floor), cause)| (row, floor, cause));
    let mut held: Vec<_> = rows.filter(|(_, floor, _)| *floor > SAME_SHARE).collect();
    if held.is_empty() {
        return "Every row can reach 0.\n".into();
    }
    held.sort_by(|a, b| b.1.total_cmp(&a.1));
    let more = held.len().saturating_sub(FLOORS);
    // a row of one element has no need to say which
    let parts = held.iter().any(|(.., cause)| cause.len() > 1);
    let mut lines = Vec::new();
    for &(row, floor, cause) in held.iter().take(FLOORS) {
        let mut start = vec![percent(floor), row_for_people(model, row)];
        for held in cause.iter().take(HELD) {
            let mut line = std::mem::replace(&mut start, vec![String::new(); 2]);
            if parts {
                line.push(causes::part(model, held, Call::Name));
            }
            line.push(causes::phrase(model, held, Call::Name, REASONS));
            lines.push(line);
        }
        if let Some(more) = cause.len().checked_sub(HELD).filter(|&more| more > 0) {
            let rest = cause.iter().skip(HELD).map(|held| held.part).sum::<f64>();
            let line = [String::new(), String::new(), format!("{more} more"), format!("{} of it", percent(rest))];
            lines.push(line.into());
        }
    }
    let header: &[&str] = if parts { &["floor", "row", "what of it", "why"] } else { &["floor", "row", "why"] };
    let text = table(header, header.len(), lines);
    let what = match frontier.unattainable {
        Unattainable::Relax => "below its floor a row is held there",
        Unattainable::Fail => "below the highest floor there is no plan",
    };
    let tail = if more > 0 { format!("… and {more} more in floors.csv (--out DIR).\n") } else { String::new() };
    format!("Floors, whatever is paid ({what}):\n{text}{tail}")
}

/// The least that would have to give where there is no plan: which constraints, by how much, in which months.
pub(crate) fn no_plan(model: &Model, violations: &Proved<Vec<Violation>>, summary: &Summary) -> String {
    given(model, violations, "The least that would have to give:\n", "what gives") + &summary.found_again()
}

/// The violations of a plan of one's own: which constraints, by how much, in which months.
pub(crate) fn violations(model: &Model, violations: &[Violation]) -> String {
    given(model, violations, "It breaks:\n", "what it breaks")
}

fn given(model: &Model, violations: &[Violation], lead: &str, what: &str) -> String {
    let rows = gathered(model, violations).into_iter().map(|g| {
        let when = match (g.from, g.until) {
            (Some(from), Some(until)) if from != until => format!("{from} to {until}"),
            (Some(from), _) => from,
            _ => String::new(),
        };
        let part = if g.limit > 0.0 { number(100.0 * g.amount / g.limit, 1) } else { "–".into() };
        vec![g.what, when, number(g.amount, 3), part]
    });
    lead.to_owned() + &table(&[what, "when", "by, in all", "% of what is asked"], 2, rows)
}

struct Gathered {
    what: String,
    from: Option<String>,
    until: Option<String>,
    amount: f64,
    limit: f64,
}

/// Violations of neighbouring periods as one.
fn gathered(model: &Model, violations: &[Violation]) -> Vec<Gathered> {
    let mut sorted: Vec<_> = violations.iter().map(|v| (words(model, v.key), v)).collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let mut all: Vec<(Option<usize>, Gathered)> = Vec::new();
    for ((what, period), v) in sorted {
        let month = period.map(|t| model.horizon.month(t).to_string());
        match all.last_mut() {
            Some((last, g)) if g.what == what && period.is_some() && *last == period.and_then(|t| t.checked_sub(1)) => {
                *last = period;
                g.until = month;
                g.amount += v.amount;
                g.limit += v.limit.abs();
            }
            _ => {
                let one = Gathered { what, from: month.clone(), until: month, amount: v.amount, limit: v.limit.abs() };
                all.push((period, one));
            }
        }
    }
    all.into_iter().map(|(_, g)| g).collect()
}

/// A constraint in the planner's words with its unit, and its period.
fn words(model: &Model, key: RowKey) -> (String, Option<usize>) {
    (with_unit(&key.phrase(model), ", ", &key.unit(model)), key.period())
}
