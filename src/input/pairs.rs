//! Pairs of element and segment: demand, stock, coverage, substitutes.

use std::collections::HashMap;

use super::builder::{LATE, ModelBuilder, factors};
use super::field::When;
use super::names::Sym;
use super::table::RowAt;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::*;

impl ModelBuilder<'_> {
    pub(super) fn pairs(&mut self) -> Vec<Pair> {
        let refs = &self.source.refs;
        let periods = self.horizon.periods;
        let bare = |&(element, segment): &(ElementId, SegmentId)| Pair {
            element,
            segment,
            demand: vec![0.0; periods],
            initial_stock: 0.0,
            storage: None,
            holding_cost: None,
            targets: Vec::new(),
            substitute: None,
        };
        let mut pairs: Vec<Pair> = refs.pairs.iter().map(bare).collect();
        self.demand(&mut pairs);
        self.stock(&mut pairs);
        self.coverage(&mut pairs);
        self.substitutes(&mut pairs);
        pairs
    }

    fn demand(&mut self, pairs: &mut [Pair]) {
        let source = self.source;
        let (horizon, periods) = (self.horizon, self.horizon.periods);
        let scale = factors(self.overrides, "scale.demand", 1.0, |a, b| a * b, &source.refs.elements, source);
        let years: Vec<i32> = (0..periods).map(|t| horizon.year(t)).collect();
        let mut outside = Vec::new();
        // by pair and period, for rows of two months in one period
        let mut dated: HashMap<(PairId, usize), RowAt> = HashMap::new();
        for row in &source.refs.demand {
            let pair = &mut pairs[row.pair.index()];
            let (quantity, at) = (source.rows.demand[row.row].quantity, source.rows.demand[row.row].at);
            let quantity = quantity * scale[pair.element.index()];
            match row.when {
                When::Every => pair.demand.fill(quantity),
                When::Year(year) => {
                    let range = years.partition_point(|&y| y < year)..years.partition_point(|&y| y <= year);
                    if range.is_empty() {
                        outside.push(at);
                    }
                    pair.demand[range].fill(quantity * horizon.years_per_period());
                }
                When::Month(month) => {
                    let t = horizon.period_of(month);
                    let Some(t) = usize::try_from(t).ok().filter(|&t| t < periods) else {
                        outside.push(at);
                        continue;
                    };
                    pair.demand[t] = quantity;
                    if horizon.months_per_period > 1
                        && let Some(first) = dated.insert((row.pair, t), at)
                    {
                        let (first, later) = (first.min(at), first.max(at));
                        let line = source.grids.line("demand", first);
                        let message =
                            format!("this date lies in the period from {}, as that of {line} does", horizon.month(t));
                        let place = source.grids.place("demand", later, "period");
                        let problem = Diagnostic::error(Code::DuplicateRow, place, message);
                        self.problems
                            .push(problem.hint("a period has one row: its quantity is that of the whole period"));
                    }
                }
            }
        }
        outside.sort_unstable();
        self.outside("demand", "period", &outside, "this date lies outside the horizon: the row is ignored");
    }

    fn stock(&mut self, pairs: &mut [Pair]) {
        let refs = &self.source.refs;
        let scale = factors(self.overrides, "scale.stock", 1.0, |a, b| a * b, &refs.elements, self.source);
        for row in &self.source.rows.stock {
            let pair = &mut pairs[self.pair(row.element, row.segment).index()];
            pair.initial_stock = row.initial.0 * scale[pair.element.index()];
            pair.storage = row.capacity;
            pair.holding_cost = row.holding_cost;
        }
    }

    /// The pair of a row whose segment, if blank, is the one called `all`.
    fn pair(&self, element: Sym, segment: Option<Sym>) -> PairId {
        let refs = &self.source.refs;
        let segment = segment.or_else(|| self.source.names.find("all")).expect("references found it");
        refs.pair(ElementId::new(refs.elements.known(element)), SegmentId::new(refs.segments.known(segment)))
            .expect("stock, coverage and demand make the pairs")
    }

    /// The pairs of an element, by index.
    fn pairs_of(&self, element: Sym) -> std::ops::Range<usize> {
        let refs = &self.source.refs;
        let element = ElementId::new(refs.elements.known(element));
        refs.pairs.partition_point(|&(e, _)| e < element)..refs.pairs.partition_point(|&(e, _)| e <= element)
    }

    fn coverage(&mut self, pairs: &mut [Pair]) {
        let source = self.source;
        let every = source.grids.has("segments");
        let scale = factors(self.overrides, "scale.coverage", 1.0, |a, b| a * b, &source.refs.elements, source);
        let mut own = vec![false; pairs.len()];
        let mut late = Vec::new();
        let mut targets: Vec<Vec<(Month, RowAt, Target)>> = vec![Vec::new(); pairs.len()];
        let mut same: Vec<(Month, RowAt, RowAt)> = Vec::new();
        let rows = &source.rows.coverage;
        for row in rows.iter().filter(|row| row.segment.is_some() || !every) {
            own[self.pair(row.element, row.segment).index()] = true;
        }
        for row in rows {
            let month = self.since(row.from);
            let from = self.horizon.period_of(month);
            if from >= self.horizon.periods as i64 {
                late.push(row.at);
            }
            let target = Target {
                from,
                months: row.months * scale[source.refs.elements.known(row.element)],
                build_months: row.build_months.0,
            };
            let target = (month, row.at, target);
            if row.segment.is_some() || !every {
                targets[self.pair(row.element, row.segment).index()].push(target);
            } else {
                for pair in self.pairs_of(row.element).filter(|&pair| !own[pair]) {
                    targets[pair].push(target);
                }
            }
        }
        for (pair, mut targets) in pairs.iter_mut().zip(targets) {
            targets.sort_by_key(|&(month, at, _)| (month, at));
            same.extend(
                targets.windows(2).filter(|two| two[0].0 == two[1].0).map(|two| (two[0].0, two[0].1, two[1].1)),
            );
            pair.targets = targets.into_iter().map(|(.., target)| target).collect();
        }
        // a row for every pair is one problem
        same.sort_unstable_by_key(|&(_, first, later)| (first, later));
        same.dedup();
        for (month, first, later) in same {
            self.same_month("coverage", "from", [(month, first), (month, later)].into_iter());
        }
        self.outside("coverage", "from", &late, LATE);
    }

    fn substitutes(&mut self, pairs: &mut [Pair]) {
        let source = self.source;
        let refs = &source.refs;
        let every = source.grids.has("segments");
        let mut late = Vec::new();
        let mut general = Vec::new();
        for row in &source.rows.substitutes {
            let from = row.from.map_or(0, |date| self.horizon.period_of(self.since(date)));
            if from >= self.horizon.periods as i64 {
                late.push(row.at);
            }
            let substitute = Substitute { cost: row.cost, max_share: row.max_share.0, from };
            let segment = row.segment.or_else(|| if every { None } else { source.names.find("all") });
            let Some(segment) = segment else {
                general.push((row, substitute));
                continue;
            };
            let element = ElementId::new(refs.elements.known(row.element));
            match refs.pair(element, SegmentId::new(refs.segments.known(segment))) {
                Some(pair) => pairs[pair.index()].substitute = Some(substitute),
                None => {
                    let message = format!(
                        "{} has no demand, stock or coverage in {}",
                        &source.names[row.element], &source.names[segment]
                    );
                    self.notes.push(
                        Diagnostic::note(Code::NoEffect, source.grids.row("substitutes", row.at), message)
                            .hint("nothing can be substituted there"),
                    );
                }
            }
        }
        for (row, substitute) in general {
            for pair in self.pairs_of(row.element) {
                pairs[pair].substitute.get_or_insert(substitute);
            }
        }
        self.outside("substitutes", "from", &late, LATE);
    }
}
