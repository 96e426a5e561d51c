//! The order book of a plan as a calendar: what to order of whom in which month, what must have been ordered already, when approvals must
//! begin. It is a table and needs no scripts.

use super::escape::html as text;
use super::format::{money, money_beside, short};
use super::section as page_section;
use crate::analysis::delays::{Delay, LatePlan, MONTHS};
use crate::analysis::orders::{Approval, approvals, orders};
use crate::model::{Model, Month, SupplierId};
use crate::plan::Plan;
use crate::report::words::{counted, few_tonnes, verb};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Suppliers that have a row of their own; the smallest of more are told as how many they are.
const ROWS: usize = 40;
/// Columns of one table, and of all.
const COLUMNS: usize = 12;
const PERIODS: usize = 60;

/// The calendar as a section of a page, empty where nothing is ordered; `delays` is `None` where they were not tried.
pub(crate) fn section(model: &Model, plan: &Plan, delays: Option<&[Delay]>) -> String {
    let book = Book::new(model, plan);
    if book.rows.is_empty() {
        return String::new();
    }
    let mut content = book.introduction();
    content += &book.tables();
    if book.hidden > 0 {
        let hidden = counted(book.hidden, "smaller supplier");
        let _ = writeln!(content, "<p class=\"small\">{hidden} {} in orders.csv.</p>", verb(book.hidden, "is", "are"));
    }
    content += &book.when_approvals_begin(delays);
    page_section("orders", "What to order when", "purchases", &content)
}

/// The orders of one supplier.
struct OrderRow {
    supplier: SupplierId,
    /// Tonnes that must have been ordered before the start.
    before: f64,
    /// Tonnes by period of the order.
    ordered: Vec<f64>,
    approval: Option<Approval>,
    /// The periods in which the approval runs if it begins at the latest.
    approving: std::ops::Range<usize>,
}

struct Book<'a> {
    model: &'a Model,
    rows: Vec<OrderRow>,
    approvals: Vec<Approval>,
    hidden: usize,
    late: usize,
    late_cost: f64,
}

impl<'a> Book<'a> {
    fn new(model: &'a Model, plan: &Plan) -> Self {
        let (start, periods) = (model.horizon.start, model.horizon.periods);
        let approvals = approvals(model, plan);
        let mut rows: BTreeMap<SupplierId, OrderRow> = BTreeMap::new();
        let (mut late, mut late_cost) = (0, 0.0);
        for order in orders(model, plan) {
            let supplier = model.offer(order.offer).supplier;
            let row = rows.entry(supplier).or_insert_with(|| {
                let approval = approvals.iter().copied().find(|approval| approval.supplier == supplier);
                let approving = approval.map_or(0..0, |approval| approving(model, plan, &approval));
                OrderRow { supplier, before: 0.0, ordered: vec![0.0; periods], approval, approving }
            });
            if order.late {
                row.before += order.quantity;
                late += 1;
                late_cost += order.cost;
            } else if let Some(tonnes) = row.ordered.get_mut(period_of(model, order.order_period)) {
                *tonnes += order.quantity;
            }
        }
        debug_assert!(
            approvals.iter().all(|approval| approval.begin >= start),
            "an approval begins at the start or later"
        );
        let mut rows: Vec<OrderRow> = rows.into_values().collect();
        rows.sort_by(|a, b| b.tonnes().total_cmp(&a.tonnes()).then(a.supplier.cmp(&b.supplier)));
        let hidden = rows.len().saturating_sub(ROWS);
        rows.truncate(ROWS);
        Self { model, rows, approvals, hidden, late, late_cost }
    }

    fn introduction(&self) -> String {
        let unit = if self.model.horizon.months_per_period == 1 { "month" } else { "period" };
        let mut said =
            format!("Tonnes by {unit} of the order, which comes before the delivery by the time under way. ");
        if self.late > 0 {
            let _ = write!(
                said,
                "{} for {} must have been ordered before the plan begins. ",
                counted(self.late, "delivery"),
                text(&money(self.late_cost, &self.model.currency))
            );
        }
        if !self.approvals.is_empty() {
            said += "<span class=\"begin\">◆</span> marks the last month in which an approval can begin; it takes the hatched months, in which only those order who have approved the supplier already.";
        }
        format!("<p>{}</p>\n", said.trim_end())
    }

    /// The calendar, a table for each twelve periods, as far as there is something in them.
    fn tables(&self) -> String {
        let model = self.model;
        let last = self.rows.iter().filter_map(OrderRow::last).max().unwrap_or(0);
        let most = self.rows.iter().flat_map(|row| row.ordered.iter().copied()).fold(0.0, f64::max);
        let mut out = String::new();
        let mut first = 0;
        while first <= last && first < PERIODS {
            // months come by the calendar's years
            let offset = match model.horizon.months_per_period {
                1 => model.horizon.month(first).month() as usize - 1,
                _ => 0,
            };
            let until = (first + COLUMNS - offset).min(model.horizon.periods);
            out += &self.table(first..until, most);
            first = until;
        }
        if last >= PERIODS {
            let _ = writeln!(out, "<p class=\"small\">Later orders are in orders.csv.</p>");
        }
        out
    }

    fn table(&self, periods: std::ops::Range<usize>, most: f64) -> String {
        let model = self.model;
        let before = periods.start == 0 && self.rows.iter().any(|row| row.before > 0.0);
        let month = |t: usize| model.horizon.month(t);
        let (from, to) = (month(periods.start), month(periods.end - 1));
        let heading = if from.year() == to.year() { from.year().to_string() } else { format!("{from} to {to}") };
        let mut out = format!(
            "<h3>{heading}</h3>\n<div class=\"scroll\" role=\"region\" aria-label=\"Orders, {heading}\" tabindex=\"0\">\n\
             <table class=\"calendar\"><thead><tr><th scope=\"col\">Supplier</th>"
        );
        if before {
            out += "<th scope=\"col\" class=\"number\">before</th>";
        }
        let named = from.year() == to.year();
        for t in periods.clone() {
            let _ = write!(out, "<th scope=\"col\" class=\"number\">{}</th>", column(month(t), named));
        }
        out += "</tr></thead><tbody>\n";
        for row in &self.rows {
            let supplier = model.supplier(row.supplier);
            let (name, id) = (text(&supplier.name), text(&supplier.id));
            let _ = write!(out, "<tr><th scope=\"row\" title=\"{name}\"><bdi>{id}</bdi></th>");
            if before {
                let _ = match row.before {
                    0.0 => write!(out, "<td></td>"),
                    tonnes => write!(out, "<td class=\"number before\">{}</td>", short(few_tonnes(tonnes))),
                };
            }
            periods.clone().for_each(|t| out += &row.cell(model, t, most));
            out += "</tr>\n";
        }
        out + "</tbody></table></div>\n"
    }

    /// Approvals by the month in which they must begin, and the cost of beginning later.
    fn when_approvals_begin(&self, delays: Option<&[Delay]>) -> String {
        let model = self.model;
        if self.approvals.is_empty() {
            return String::new();
        }
        let mut out = String::from(
            "<h3>By when approvals must begin</h3>\n<div class=\"scroll cards\" role=\"region\" aria-label=\"Approvals\" tabindex=\"0\">\n\
             <table><thead><tr><th scope=\"col\">Approval</th><th scope=\"col\">Begin by</th><th scope=\"col\">First delivery</th>",
        );
        let later = |months: u32| counted(months as usize, "month") + " later";
        if delays.is_some() {
            for months in MONTHS {
                let _ = write!(out, "<th scope=\"col\" class=\"number\">{}</th>", later(months));
            }
        }
        out += "</tr></thead><tbody>\n";
        for approval in &self.approvals {
            let _ = write!(
                out,
                "<tr><th scope=\"row\"><bdi>{}</bdi></th><td data-label=\"Begin by\">{}</td><td data-label=\"First delivery\">{}</td>",
                text(&model.supplier(approval.supplier).name),
                approval.begin,
                model.horizon.month(approval.delivery_period)
            );
            for delay in delays.unwrap_or_default().iter().filter(|delay| delay.approval == *approval) {
                let (label, costs) = (later(delay.months), text(&costs(model, delay.found)));
                let _ = write!(out, "<td class=\"number\" data-label=\"{label}\">{costs}</td>");
            }
            out += "</tr>\n";
        }
        out += "</tbody></table></div>\n";
        if delays.unwrap_or_default().iter().any(|delay| delay.found.is_some_and(|found| !found.level_held)) {
            out += "<p class=\"small\">* The level cannot be held any more: the cost is that of the lowest that then can.</p>\n";
        }
        out
    }
}

/// The cost of a delay, in words.
fn costs(model: &Model, found: Option<LatePlan>) -> String {
    match found {
        None => "no plan".into(),
        Some(LatePlan { extra_cost: 0.0, level_held: true, .. }) => "nothing".into(),
        Some(LatePlan { cost, extra_cost, level_held }) => {
            money_beside(extra_cost, cost, &model.currency) + if level_held { "" } else { "\u{a0}*" }
        }
    }
}

/// The periods in which an approval runs that begins as late as it can.
fn approving(model: &Model, plan: &Plan, approval: &Approval) -> std::ops::Range<usize> {
    let waits = plan
        .purchases
        .iter()
        .filter(|p| model.offer(p.offer).supplier == approval.supplier && p.period == approval.delivery_period);
    let months = waits.map(|p| model.route(approval.supplier, model.pair(p.pair).segment).qualification_months);
    let months = months.fold(0.0, f64::max).ceil() as i64;
    let first = period_of(model, approval.begin);
    first..period_of(model, approval.begin.plus(months - 1)) + 1
}

/// The period that contains a month that does not lie before the start.
fn period_of(model: &Model, month: Month) -> usize {
    usize::try_from(model.horizon.period_of(month)).unwrap_or(0)
}

/// A column's heading: the month's number in its year's own table.
fn column(month: Month, named: bool) -> String {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    if named { NAMES[month.month() as usize - 1].into() } else { month.to_string() }
}

impl OrderRow {
    fn tonnes(&self) -> f64 {
        self.before + self.ordered.iter().sum::<f64>()
    }

    /// The last period in which something is ordered or approved.
    fn last(&self) -> Option<usize> {
        let ordered = self.ordered.iter().rposition(|&tonnes| tonnes > 0.0);
        ordered.max(self.approving.end.min(self.ordered.len()).checked_sub(1))
    }

    fn cell(&self, model: &Model, t: usize, most: f64) -> String {
        let tonnes = self.ordered[t];
        let begins = self.approval.is_some_and(|approval| period_of(model, approval.begin) == t);
        let mut class = String::from("number");
        if tonnes > 0.0 {
            class += " ordered";
        }
        if self.approving.contains(&t) {
            class += " approving";
        }
        // the root tells small amounts apart
        let shade = if tonnes > 0.0 {
            format!(" style=\"--s:{:.2}\"", 0.1 + 0.35 * (tonnes / most).sqrt())
        } else {
            String::new()
        };
        let mark = if begins {
            "<span class=\"begin\" title=\"the last month in which the approval can begin\">◆</span>"
        } else {
            ""
        };
        let amount = if tonnes > 0.0 { short(few_tonnes(tonnes)) } else { String::new() };
        format!("<td class=\"{class}\"{shade}>{mark}{amount}</td>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::delays::delays;
    use crate::analysis::study::Study;
    use crate::input::{Overrides, Source};
    use crate::solver::Solver;
    use std::path::Path;

    fn study(path: &str, settings: &[&str]) -> Study {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let overrides = Overrides::parse(settings).unwrap();
        Study::new(Source::read(&path).unwrap().model(&overrides).unwrap().model, Solver::Simplex)
    }

    /// models/minimal.toml at 0.34: A delivers what is needed before B can, B from May on, a month under way; its approval takes three months
    /// and must begin in January.
    #[test]
    fn the_calendar_has_every_order_in_its_month() {
        let study = study("models/minimal.toml", &["security.max_share=0.34"]);
        let optimum = study.solve().unwrap();
        let plan = study.plan(&optimum);
        let book = Book::new(study.model(), &plan);
        let tonnes: f64 = book.rows.iter().map(OrderRow::tonnes).sum();
        approx::assert_relative_eq!(tonnes, 120.0, max_relative = 1e-9);
        let b = book.rows.iter().find(|row| row.supplier == SupplierId::new(1)).unwrap();
        assert_eq!((b.before, b.approving.clone(), b.ordered[..3].iter().sum::<f64>()), (0.0, 0..3, 0.0));
        assert!(b.ordered[3] > 0.0, "ordered in April for May");
        let html = section(study.model(), &plan, Some(&delays(&study, &optimum, &book.approvals).unwrap()));
        assert_eq!(html.matches("<tr><th scope=\"row\"").count(), 2 + 1);
        assert_eq!(html.matches("◆").count(), 1 + 1, "one begins, and the words explain it");
        assert!(html.contains("The level cannot be held any more"), "{html}");
    }

    #[test]
    fn names_are_text() {
        let study = study("tests/browser/hostile/model.toml", &[]);
        let html = section(study.model(), &study.plan(&study.solve().unwrap()), None);
        assert!(html.contains("<table"));
        for markup in ["<script", "<img", "<b>", "<svg"] {
            assert!(!html.contains(markup), "{markup}");
        }
    }
}
