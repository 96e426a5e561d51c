//! Rows that say the same thing.

use super::names::Interner;
use super::resolve::Resolver;
use super::table::{Fault, Record, RowAt};
use super::tables::AllRows;
use crate::diagnostic::{Code, Diagnostic};

impl Resolver<'_> {
    /// Reports every row that repeats an earlier one.
    pub(super) fn duplicates(&mut self, rows: &AllRows) {
        let all = self.all;
        self.twice(&rows.elements, |row| row.element, |row| row.at);
        self.twice(&rows.suppliers, |row| row.supplier, |row| row.at);
        self.twice(&rows.feedstock, |row| (row.supplier, row.country), |row| row.at);
        let called = |row: &super::rows::Offer, names: &Interner| {
            format!("an offer {}", &names[row.offer.expect("a blank one was given its default")])
        };
        self.twice_called(&rows.offers, |row| row.offer, |row| row.at, called);
        self.twice(&rows.segments, |row| row.segment, |row| row.at);
        self.twice(&rows.demand, |row| (row.element, row.segment.or(all), row.period), |row| row.at);
        self.twice(&rows.routes, |row| (row.supplier, row.segment), |row| row.at);
        self.twice(&rows.prices, |row| (row.element, row.period), |row| row.at);
        self.twice(&rows.stock, |row| (row.element, row.segment.or(all)), |row| row.at);
        self.twice(&rows.coverage, |row| (row.element, row.segment.or(all), row.from), |row| row.at);
        self.twice(&rows.contracts, |row| row.contract, |row| row.at);
        self.twice(&rows.caps, |row| row.cap, |row| row.at);
        self.twice(&rows.substitutes, |row| (row.element, row.segment.or(all)), |row| row.at);
        let key = |row: &super::rows::Disruption| {
            (row.scenario, row.start, row.months, row.country, row.supplier, row.element)
        };
        self.twice(&rows.disruptions, key, |row| row.at);
        self.twice(&rows.projects, |row| row.project, |row| row.at);
        self.twice(&rows.fx, |row| (row.currency, row.period), |row| row.at);
    }

    /// Reports every row whose key an earlier one has.
    fn twice<R: Record, K: Ord>(&mut self, rows: &[R], key: impl Fn(&R) -> K, at: impl Fn(&R) -> RowAt) {
        self.twice_called(rows, key, at, Record::label);
    }

    fn twice_called<R: Record, K: Ord>(
        &mut self,
        rows: &[R],
        key: impl Fn(&R) -> K,
        at: impl Fn(&R) -> RowAt,
        called: impl Fn(&R, &Interner) -> String,
    ) {
        // names and dates that could not be read are not the same
        let known = |row: &R| self.bad.get(&(R::TABLE, at(row))).is_none_or(|&fault| fault == Fault::Number);
        let mut order: Vec<(K, usize)> =
            rows.iter().enumerate().filter(|(_, row)| known(row)).map(|(i, row)| (key(row), i)).collect();
        order.sort_unstable();
        for same in order.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let first = self.grids.line(R::TABLE, at(&rows[same[0].1]));
            for &(_, later) in &same[1..] {
                let row = &rows[later];
                let message = format!("{} stands in {first} already", called(row, self.names));
                let hint = match R::TABLE {
                    "offers" => "give each of them an id of its own in the column offer",
                    _ => "take one of the two out",
                };
                let place = self.grids.row(R::TABLE, at(row));
                let problem = Diagnostic::error(Code::DuplicateRow, place, message).hint(hint);
                self.report(R::TABLE, at(row), problem);
            }
        }
    }
}
