//! Currencies with their rates, and reference prices in the model's currency.

use std::collections::BTreeSet;
use std::ops::Range;

use super::builder::{LATE, ModelBuilder, factors};
use super::names::{self, Sym};
use super::table::RowAt;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::*;

/// The periods in which each of some dated rows is in force, each until the next; of two in one period the later counts.
/// The months must be sorted.
fn in_force<'a, T: Copy>(horizon: &'a Horizon, rows: &'a [(Month, T)]) -> impl Iterator<Item = (Range<usize>, T)> + 'a {
    let periods = horizon.periods as i64;
    rows.iter().enumerate().map(move |(i, &(month, row))| {
        let next = rows.get(i + 1).map_or(periods, |&(next, _)| horizon.period_of(next));
        (horizon.period_of(month).clamp(0, periods) as usize..next.clamp(0, periods) as usize, row)
    })
}

impl ModelBuilder<'_> {
    /// Reports currencies without a rate, and the model's own among those with one.
    pub(super) fn check_currencies(&mut self) {
        let rows = &self.source.rows;
        let own = self.source.names.find(&self.settings.currency);
        if let Some(row) = rows.fx.iter().find(|row| Some(row.currency) == own) {
            let message = format!("{:?} is the model's own currency, whose rate is 1", self.settings.currency);
            let place = self.cell("fx", row.at, "currency");
            self.problems.push(
                Diagnostic::error(Code::ModelCurrencyInFx, place, message)
                    .hint("take the row out, or give the model another currency"),
            );
        }
        let named = |table: &'static str, at: RowAt, currency: Option<Sym>| currency.map(|name| (table, at, name));
        let elements = rows.elements.iter().filter_map(|row| named("elements", row.at, row.currency));
        let offers = rows.offers.iter().filter_map(|row| named("offers", row.at, row.currency));
        let prices = rows.prices.iter().filter_map(|row| named("prices", row.at, row.currency));
        let projects = rows.projects.iter().filter_map(|row| named("projects", row.at, row.currency));
        let mut seen = BTreeSet::new();
        for (table, at, name) in elements.chain(offers).chain(prices).chain(projects) {
            let known = &self.source.refs.currencies;
            if known.open || Some(name) == own || known.get(name).is_some() || !seen.insert((table, name)) {
                continue;
            }
            let id = &self.source.names[name];
            let message = format!("no currency is called {id:?}");
            let rated = known.all.iter().map(|&name| &self.source.names[name]);
            let near = names::nearest(id, rated.chain([self.settings.currency.as_str()]));
            let hint = match near {
                Some(near) => format!("did you mean {near:?}?"),
                None => "add its rate to the table fx, or leave the cell blank for the model's currency".into(),
            };
            let place = self.cell(table, at, "currency");
            self.problems.push(Diagnostic::error(Code::UnknownId, place, message).hint(hint));
        }
    }

    /// The currency of a row; `None` is the model's.
    pub(super) fn currency(&self, name: Option<Sym>) -> Option<CurrencyId> {
        self.source.refs.currencies.get(name?).map(CurrencyId::new)
    }

    /// Reports rows of which two say what holds from the same month on, as `2026` and `2026-01` do; they must be sorted.
    pub(super) fn same_month(&mut self, table: &'static str, column: &str, rows: impl Iterator<Item = (Month, RowAt)>) {
        let mut before: Option<(Month, RowAt)> = None;
        for (month, at) in rows {
            if let Some((_, first)) = before.filter(|&(first, _)| first == month) {
                let (first, later) = (first.min(at), first.max(at));
                let line = self.source.grids.line(table, first);
                let message = format!("this date is the month {month}, as that of {line} is");
                let place = self.cell(table, later, column);
                self.problems
                    .push(Diagnostic::error(Code::DuplicateRow, place, message).hint("take one of the two out"));
            }
            before = Some((month, at));
        }
    }

    /// The currencies of the table `fx`: before its first row the first holds.
    pub(super) fn currencies(&mut self) -> Vec<Currency> {
        let source = self.source;
        let horizon = self.horizon;
        let factor = factors(self.overrides, "scale.fx", 1.0, |a, b| a * b, &source.refs.currencies, source);
        let mut dated: Vec<Vec<(Month, usize)>> = vec![Vec::new(); source.refs.currencies.all.len()];
        for (i, row) in source.rows.fx.iter().enumerate() {
            dated[source.refs.currencies.known(row.currency)].push((self.since(row.period), i));
        }
        let mut late = Vec::new();
        let mut currencies = Vec::new();
        for ((&name, mut rows), factor) in source.refs.currencies.all.iter().zip(dated).zip(factor) {
            rows.sort_unstable();
            self.same_month("fx", "period", rows.iter().map(|&(month, i)| (month, source.rows.fx[i].at)));
            let first = rows.first().map_or(1.0, |&(_, i)| source.rows.fx[i].rate);
            let mut rate = vec![first * factor; horizon.periods];
            for (range, i) in in_force(&horizon, &rows) {
                rate[range].fill(source.rows.fx[i].rate * factor);
            }
            let beyond = rows.iter().skip(1).filter(|&&(month, _)| horizon.period_of(month) >= horizon.periods as i64);
            late.extend(beyond.map(|&(_, i)| source.rows.fx[i].at));
            currencies.push(Currency { id: self.text(name), rate });
        }
        late.sort_unstable();
        self.outside("fx", "period", &late, LATE);
        currencies
    }

    /// The elements, with the reference price in force in each period in the model's currency.
    pub(super) fn elements(&mut self, currencies: &[Currency]) -> Vec<Element> {
        let (source, horizon) = (self.source, self.horizon);
        let scale = factors(self.overrides, "scale.price", 1.0, |a, b| a * b, &source.refs.elements, source);
        let rate = |currency: Option<CurrencyId>, t: usize| currency.map_or(1.0, |id| currencies[id.index()].rate[t]);
        let mut dated: Vec<Vec<(Month, usize)>> = vec![Vec::new(); source.rows.elements.len()];
        for &(element, row) in &source.refs.prices {
            dated[element.index()].push((self.since(source.rows.prices[row].period), row));
        }
        let mut late = Vec::new();
        let mut elements = Vec::with_capacity(dated.len());
        for ((row, mut prices), scale) in source.rows.elements.iter().zip(dated).zip(scale) {
            let currency = self.currency(row.currency);
            let general = |t| row.reference_price.map(|price| price * scale * rate(currency, t));
            let mut reference_price: Vec<Option<f64>> = (0..horizon.periods).map(general).collect();
            prices.sort_unstable();
            self.same_month("prices", "period", prices.iter().map(|&(month, i)| (month, source.rows.prices[i].at)));
            for (range, i) in in_force(&horizon, &prices) {
                let price = &source.rows.prices[i];
                let currency = self.currency(price.currency);
                for t in range {
                    reference_price[t] = Some(price.reference_price * scale * rate(currency, t));
                }
            }
            let beyond = prices.iter().filter(|&&(month, _)| horizon.period_of(month) >= horizon.periods as i64);
            late.extend(beyond.map(|&(_, i)| source.rows.prices[i].at));
            elements.push(Element {
                id: self.text(row.element),
                name: self.text(row.name.map_or(row.element, |name| name.0)),
                group: row.group.map(|name| GroupId::new(source.refs.groups.known(name))),
                premium: row.premium,
                reference_price,
            });
        }
        late.sort_unstable();
        self.outside("prices", "period", &late, LATE);
        elements
    }
}
