//! The figures of the charts at every level: each figure's course between the breakpoints.
//!
//! A plan moves in a straight line between two breakpoints, and so does every sum over it. So a figure is stored as its value at the free share
//! and at the breakpoints where its slope changes ([`Polyline`]); the page interpolates, and is exact.

use super::polyline::{Polyline, Trace, Vertex};
use super::shares;
use crate::analysis::frontier::Frontier;
use crate::formulation::{ColKey, Program, SecurityRow, Term};
use crate::model::{ElementId, Model, Part};
use crate::plan::{self, Plan};
use crate::report::tolerances::{FINE, PICTURE_SHARE_UNIT};
use serde::Serialize;

/// The figures of one scope's frontier, or of one plan, in whole units.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Picture {
    units: Units,
    /// Tonnes delivered of each offer, in the periods of [`super::payload::Offer`].
    offers: Vec<Vec<Trace>>,
    /// Each element's stock, shortage and substitution.
    elements: Vec<ElementCourses>,
    /// Discounted cost by term, in the order of [`Term::ALL`].
    cost: Vec<Trace>,
    /// Share of everything required, if there is a security level.
    share_total: Option<Trace>,
    /// Unmet demand of the whole plan.
    shortage: Trace,
    /// Share of each security row.
    rows: Vec<Trace>,
    /// Share of each element's own requirement, if there is a security level; `None` where nothing is required.
    shares: Vec<Option<Trace>>,
    /// Discounted cost of each element.
    costs: Vec<Trace>,
}

/// The size of one whole unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Units {
    /// Tonnes of each element: of one that is bought by the gram beside another by the shipload the grams count.
    tonnes: Vec<f64>,
    /// Tonnes of unmet demand.
    shortage: f64,
    cost: f64,
    share: f64,
}

/// One element's figures over the periods; lists are empty where they would hold only zeros.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct ElementCourses {
    closing: Vec<Trace>,
    shortage: Vec<Trace>,
    substituted: Vec<Trace>,
}

/// The most by which figures may be off, relative to the largest of their kind: 0 is half a unit of the last digit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Thinning(pub f64);

impl Picture {
    /// The picture of a frontier.
    pub(super) fn of_frontier(model: &Model, program: &Program, frontier: &Frontier, thinning: Thinning) -> Self {
        let x = frontier.plan(frontier.free_share);
        let mut draft = PictureDraft::new(model, program, &frontier.rows, &x);
        if thinning.0 > 0.0 {
            // digits beyond the tolerance would be room for nothing
            for (tonnes, largest) in draft.units.tonnes.iter_mut().zip(&draft.largest) {
                *tonnes = tonnes.max(unit(thinning.0 * largest, 1));
            }
        }
        let effects = draft.effects();
        let distance = |k: usize| frontier.free_share - frontier.points[k].share;
        let tolerances = draft.tolerances(thinning);
        let mut change = vec![0.0; draft.lines.len()];
        let mut touched = Vec::new();
        for k in 1..frontier.points.len() {
            if distance(k) <= distance(k - 1) {
                continue;
            }
            for (column, by) in frontier.changes(k - 1) {
                for &(line, factor) in effects.of(column as usize) {
                    if change[line as usize] == 0.0 {
                        touched.push(line as usize);
                    }
                    change[line as usize] += factor * by;
                }
            }
            touched.sort_unstable();
            touched.dedup();
            for line in touched.drain(..) {
                let by = std::mem::take(&mut change[line]);
                let value = draft.lines[line].value() + by;
                let point = Vertex { breakpoint: k, at: distance(k), value };
                let tolerance = tolerances.of(&draft.at, line, |line| draft.element_of(line));
                draft.lines[line].go((k - 1, distance(k - 1)), point, tolerance);
            }
        }
        draft.finish()
    }

    /// The picture of one plan, the same at every level.
    pub(super) fn of_plan(model: &Model, program: &Program, plan: &Plan) -> Self {
        PictureDraft::of_plan(model, program, &[], plan, Vec::new()).finish()
    }

    /// The largest error of a quantity of a period, tonnes.
    pub(super) fn tonnes_off(&self, thinning: Thinning, largest: &[f64]) -> f64 {
        self.units.tonnes.iter().zip(largest).map(|(unit, largest)| unit + thinning.0 * largest).fold(0.0, f64::max)
    }
}

/// The largest quantity of each element in a period that a picture shows, tonnes.
pub(super) fn largest(model: &Model, plan: &Plan) -> Vec<f64> {
    let mut all = vec![0.0; model.elements.len()];
    let mut see = |element: ElementId, tonnes: f64| all[element.index()] = f64::max(all[element.index()], tonnes);
    for row in &plan.stock {
        let element = model.pair(row.pair).element;
        [row.closing, row.required, row.demand].into_iter().for_each(|tonnes| see(element, tonnes));
    }
    for pair in &model.pairs {
        pair.demand.iter().for_each(|&tonnes| see(pair.element, tonnes));
    }
    plan.purchases.iter().for_each(|p| see(model.offer(p.offer).element, p.quantity));
    all
}

/// The unit in which figures up to `largest` keep at least `digits` digits: a power of ten.
pub(super) fn unit(largest: f64, digits: i32) -> f64 {
    if largest > 0.0 { 10f64.powi(largest.log10().floor() as i32 + 1 - digits) } else { 1.0 }
}

/// The first index of each kind of figure in the list of all.
#[derive(Debug, Clone)]
struct Places {
    periods: usize,
    stock: usize,
    short: usize,
    substituted: usize,
    cost: usize,
    shortage: usize,
    share_total: usize,
    rows: usize,
    shares: usize,
    costs: usize,
}

struct Tolerances {
    // of each element
    tonnes: Vec<f64>,
    shortage: f64,
    cost: f64,
    share: f64,
}

impl Tolerances {
    fn of(&self, at: &Places, line: usize, element_of: impl Fn(usize) -> usize) -> f64 {
        match line {
            line if (at.short..at.substituted).contains(&line) => self.shortage,
            line if line < at.cost => self.tonnes[element_of(line)],
            line if line < at.shortage => self.cost,
            line if line < at.share_total => self.shortage,
            line if line < at.costs => self.share,
            _ => self.cost,
        }
    }
}

struct PictureDraft<'a> {
    model: &'a Model,
    program: &'a Program,
    rows: &'a [SecurityRow],
    total: Option<SecurityRow>,
    // a security row of each element's own, whatever the scope
    each: Vec<Option<SecurityRow>>,
    at: Places,
    lines: Vec<Polyline>,
    largest: Vec<f64>,
    units: Units,
}

impl<'a> PictureDraft<'a> {
    fn new(model: &'a Model, program: &'a Program, rows: &'a [SecurityRow], x: &[f64]) -> Self {
        let shares = rows.iter().map(|row| row.share(x)).collect();
        let mut draft = Self::of_plan(model, program, rows, &Plan::new(model, program, x), shares);
        let at = draft.at.clone();
        let mut costs = vec![0.0; model.elements.len()];
        for cost in &program.costs {
            costs[program.cols[cost.column].element(model).index()] += cost.per_unit * x[cost.column];
        }
        costs.into_iter().enumerate().for_each(|(e, cost)| draft.lines[at.costs + e] = Polyline::new(cost));
        draft
    }

    fn of_plan(model: &'a Model, program: &'a Program, rows: &'a [SecurityRow], plan: &Plan, shares: Vec<f64>) -> Self {
        let periods = model.horizon.periods;
        let (offers, elements) = (model.offers.len() * periods, model.elements.len() * periods);
        let at = Places {
            periods,
            stock: offers,
            short: offers + elements,
            substituted: offers + 2 * elements,
            cost: offers + 3 * elements,
            shortage: offers + 3 * elements + Term::ALL.len(),
            share_total: offers + 3 * elements + Term::ALL.len() + 1,
            rows: offers + 3 * elements + Term::ALL.len() + 2,
            shares: offers + 3 * elements + Term::ALL.len() + 2 + rows.len(),
            costs: offers + 3 * elements + Term::ALL.len() + 2 + rows.len() + model.elements.len(),
        };
        let mut values = vec![0.0; at.costs + model.elements.len()];
        for p in &plan.purchases {
            values[p.offer.index() * periods + p.period] += p.quantity;
        }
        for row in &plan.stock {
            let place = model.pair(row.pair).element.index() * periods + row.period;
            values[at.stock + place] += row.closing;
            values[at.short + place] += row.shortage;
            values[at.substituted + place] += row.substituted;
        }
        for (k, (_, part)) in plan.cost_parts.iter().enumerate() {
            values[at.cost + k] = part;
        }
        values[at.shortage] = plan.shortage;
        values[at.share_total] = plan.share.unwrap_or(0.0);
        values[at.rows..at.shares].copy_from_slice(&shares);
        for (e, share) in shares::of_elements(model, plan).into_iter().enumerate() {
            values[at.shares + e] = share.unwrap_or(0.0);
        }
        let security = model.security.as_ref();
        let row = |part| security.and_then(|s| program.security_row(model, s, part, s.look_through));
        let total = row(Part::Total);
        let each = (0..model.elements.len()).map(|e| row(Part::Element(ElementId::new(e)))).collect();
        let largest = largest(model, plan);
        let units = Units {
            tonnes: largest.iter().map(|&largest| unit(largest, 6)).collect(),
            shortage: unit(largest.iter().copied().fold(0.0, f64::max), 10),
            cost: unit(plan.cost_parts.total(), 10),
            share: PICTURE_SHARE_UNIT,
        };
        let lines = values.into_iter().map(Polyline::new).collect();
        Self { model, program, rows, total, each, at, lines, largest, units }
    }

    fn tolerances(&self, Thinning(thinning): Thinning) -> Tolerances {
        // figures that are compared with levels.csv stay good to a ten millionth
        let fine = thinning.min(FINE);
        let cost: f64 = self.lines[self.at.cost..self.at.shortage].iter().map(Polyline::value).sum();
        Tolerances {
            tonnes: (self.units.tonnes.iter().zip(&self.largest))
                .map(|(unit, largest)| (thinning * largest).max(unit / 2.0))
                .collect(),
            shortage: self.units.shortage / 2.0,
            cost: (fine * cost).max(self.units.cost / 2.0),
            share: fine.max(self.units.share / 2.0),
        }
    }

    /// The element that a line of tonnes is of.
    fn element_of(&self, line: usize) -> usize {
        match line.checked_sub(self.at.stock) {
            Some(line) => line / self.at.periods % self.model.elements.len(),
            None => self.model.offers[line / self.at.periods].element.index(),
        }
    }

    /// The figures that each column of the program moves.
    fn effects(&self) -> Effects {
        let (model, at) = (self.model, &self.at);
        let mut all: Vec<(u32, u32, f64)> = Vec::new();
        let mut effect = |column: usize, line: usize, factor: f64| all.push((column as u32, line as u32, factor));
        for (column, &key) in self.program.cols.iter().enumerate() {
            let place = |pair, period| model.pair(pair).element.index() * at.periods + period;
            match key {
                ColKey::Purchase { offer, period, .. } => effect(column, offer.index() * at.periods + period, 1.0),
                ColKey::Stock { pair, period } => effect(column, at.stock + place(pair, period), 1.0),
                ColKey::Shortage { pair, period } => {
                    effect(column, at.short + place(pair, period), 1.0);
                    effect(column, at.shortage, 1.0);
                }
                ColKey::Substitution { pair, period } => effect(column, at.substituted + place(pair, period), 1.0),
                // nothing but costs, which follow
                ColKey::Project { .. } | ColKey::Reservation(_) | ColKey::Course { .. } => {}
            }
        }
        for cost in &self.program.costs {
            effect(cost.column, at.cost + cost.term as usize, cost.per_unit);
            effect(cost.column, at.costs + self.program.cols[cost.column].element(model).index(), cost.per_unit);
        }
        let rows = self.total.iter().map(|row| (at.share_total, row));
        let each = self.each.iter().enumerate().filter_map(|(e, row)| Some((at.shares + e, row.as_ref()?)));
        for (line, row) in rows.chain(self.rows.iter().enumerate().map(|(r, row)| (at.rows + r, row))).chain(each) {
            for &(column, weight) in &row.terms {
                effect(column, line, weight / row.requirement);
            }
        }
        all.sort_by_key(|&(column, line, _)| (column, line));
        Effects::new(self.program.cols.len(), &all)
    }

    fn finish(self) -> Picture {
        let Self { model, program, rows, total, each, at, lines, units, .. } = self;
        let spans = offer_periods(model, program);
        let mut lines: Vec<Option<Polyline>> = lines.into_iter().map(Some).collect();
        let mut course = |line: usize, unit: f64| lines[line].take().expect("each is taken once").finish(unit);
        let offers = spans.into_iter().enumerate().map(|(offer, span)| {
            let unit = units.tonnes[model.offers[offer].element.index()];
            span.map(|period| course(offer * at.periods + period, unit)).collect()
        });
        let offers = offers.collect();
        let mut over = |from: usize, element: usize, unit: f64| -> Vec<Trace> {
            let first = from + element * at.periods;
            let courses: Vec<Trace> = (first..first + at.periods).map(|line| course(line, unit)).collect();
            if courses.iter().all(Trace::is_nothing) { Vec::new() } else { courses }
        };
        let elements = (0..model.elements.len()).map(|e| ElementCourses {
            closing: over(at.stock, e, units.tonnes[e]),
            // a few tonnes beside a store of many: they add up to the unmet demand of the whole plan
            shortage: over(at.short, e, units.shortage),
            substituted: over(at.substituted, e, units.tonnes[e]),
        });
        let elements = elements.collect();
        Picture {
            offers,
            elements,
            cost: (at.cost..at.shortage).map(|line| course(line, units.cost)).collect(),
            share_total: total.is_some().then(|| course(at.share_total, units.share)),
            shortage: course(at.shortage, units.shortage),
            rows: (0..rows.len()).map(|r| course(at.rows + r, units.share)).collect(),
            shares: each
                .iter()
                .enumerate()
                .map(|(e, row)| row.as_ref().map(|_| course(at.shares + e, units.share)))
                .collect(),
            costs: (0..model.elements.len()).map(|e| course(at.costs + e, units.cost)).collect(),
            // last: the figures before read it
            units,
        }
    }
}

/// The periods in which each offer can be delivered to anyone; empty where it never can.
pub(super) fn offer_periods(model: &Model, program: &Program) -> Vec<std::ops::Range<usize>> {
    let mut spans = vec![0..0; model.offers.len()];
    for purchase in &program.purchases {
        let span = &mut spans[purchase.offer.index()];
        *span = if span.start == span.end {
            purchase.periods.clone()
        } else {
            span.start.min(purchase.periods.start)..span.end.max(purchase.periods.end)
        };
    }
    spans
}

/// Figures and factors, column by column.
struct Effects {
    starts: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl Effects {
    /// From triples of column, figure and factor, sorted by column.
    fn new(columns: usize, all: &[(u32, u32, f64)]) -> Self {
        let mut starts = vec![0; columns + 1];
        for &(column, ..) in all {
            starts[column as usize + 1] += 1;
        }
        for j in 0..columns {
            starts[j + 1] += starts[j];
        }
        Self { starts, entries: all.iter().map(|&(_, line, factor)| (line, factor)).collect() }
    }

    fn of(&self, column: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[column]..self.starts[column + 1]]
    }
}

/// The plan at the free share, which a picture of `frontier` must be able to show.
pub(super) fn first_plan(model: &Model, program: &Program, frontier: &Frontier) -> Plan {
    plan::Plan::new(model, program, &frontier.plan(frontier.free_share))
}
