//! The references phase: rows that say the same thing, and names that no table has.

use std::collections::{BTreeSet, HashMap};

use super::field::When;
use super::lookup::Lookup;
use super::names::{self, Interner, Sym};
use super::problems::Problems;
use super::table::{BadRows, RowAt};
use super::tables::{AllRows, Grids};
use crate::diagnostic::{Code, Diagnostic, also};
use crate::model::{ElementId, GroupId, PairId, Part, SegmentId};

/// Names with their referents.
#[derive(Debug, Default)]
pub(super) struct Refs {
    pub elements: Lookup,
    pub suppliers: Lookup,
    pub segments: Lookup,
    pub groups: Lookup,
    pub offers: Lookup,
    /// Currencies of the table `fx`.
    pub currencies: Lookup,
    /// Countries of the tables: processing, feedstock, then all others, each in order of first appearance.
    pub countries: Lookup,
    /// Number of them that process or mine.
    pub producing: usize,
    /// All pairs, by element and then segment.
    pub pairs: Vec<(ElementId, SegmentId)>,
    /// Demand by pair, from the general to the particular.
    pub demand: Vec<DemandRef>,
    /// The element and the index of each row of reference prices.
    pub prices: Vec<(ElementId, usize)>,
    /// The part of each cap.
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DemandRef {
    pub pair: PairId,
    pub when: When,
    /// Index of the row.
    pub row: usize,
}

/// The findings.
pub(super) struct Resolved {
    pub refs: Refs,
    pub problems: Problems,
    /// Rows with names that stand for nothing, and rows that repeat an earlier one.
    pub wrong: BTreeSet<(&'static str, RowAt)>,
}

impl Refs {
    /// The pair of an element and a segment.
    pub(super) fn pair(&self, element: ElementId, segment: SegmentId) -> Option<PairId> {
        self.pairs.binary_search(&(element, segment)).ok().map(PairId::new)
    }
}

/// Resolves names, and finds all that stand for nothing.
///
/// Of the tables `unsound` not all rows could be used, so that a name that does not stand in them may be one that could not be read; of the rows
/// `bad` not every cell could be.
pub(super) fn resolve(
    grids: &Grids,
    rows: &AllRows,
    names: &mut Interner,
    unsound: &BTreeSet<&'static str>,
    bad: &BadRows,
) -> Resolved {
    let all = names.intern("all");
    let any = names.intern("*");
    let mut refs = Refs {
        elements: Lookup::of(rows.elements.iter().map(|row| row.element)),
        suppliers: Lookup::of(rows.suppliers.iter().map(|row| row.supplier)),
        offers: Lookup::of(rows.offers.iter().filter_map(|row| row.offer)),
        currencies: Lookup::of(rows.fx.iter().map(|row| row.currency)),
        groups: Lookup::of(rows.elements.iter().filter_map(|row| row.group)),
        segments: if grids.has("segments") {
            Lookup::of(rows.segments.iter().map(|row| row.segment))
        } else {
            let named = rows.demand.iter().map(|row| row.segment).chain(rows.stock.iter().map(|row| row.segment));
            Lookup::of(named.chain(rows.coverage.iter().map(|row| row.segment)).map(|name| name.unwrap_or(all)))
        },
        ..Refs::default()
    };
    countries(&mut refs, rows, any);
    let without = ["demand", "stock", "coverage"];
    refs.elements.open = unsound.contains("elements");
    refs.groups.open = unsound.contains("elements");
    refs.suppliers.open = unsound.contains("suppliers");
    refs.offers.open = unsound.contains("offers");
    refs.currencies.open = unsound.contains("fx");
    refs.segments.open =
        unsound.contains("segments") || !grids.has("segments") && without.iter().any(|table| unsound.contains(table));
    let mut resolver = Resolver {
        grids,
        names,
        bad,
        problems: Problems::default(),
        wrong: BTreeSet::new(),
        seen: HashMap::new(),
        all: (!grids.has("segments")).then_some(all),
    };
    resolver.duplicates(rows);
    resolver.references(&mut refs, rows, any);
    let (problems, wrong) = resolver.finish();
    Resolved { refs, problems, wrong }
}

fn countries(refs: &mut Refs, rows: &AllRows, any: Sym) {
    for name in rows.suppliers.iter().map(|row| row.country).chain(rows.feedstock.iter().map(|row| row.country)) {
        refs.countries.insert(name);
    }
    refs.producing = refs.countries.all.len();
    let excluded =
        rows.segments.iter().filter_map(|row| row.exclude_countries.as_ref()).flat_map(|list| list.0.iter().copied());
    let capped = rows.caps.iter().filter_map(|row| row.country).filter(|&name| name != any);
    for name in excluded.chain(capped).chain(rows.disruptions.iter().filter_map(|row| row.country)) {
        refs.countries.insert(name);
    }
}

/// The most problems that have the nearest known name in their hint.
const SEARCHED: usize = 200;

/// Looks up names, and collects their problems.
pub(super) struct Resolver<'a> {
    pub grids: &'a Grids,
    pub names: &'a Interner,
    pub bad: &'a BadRows,
    problems: Problems,
    wrong: BTreeSet<(&'static str, RowAt)>,
    // one unknown name is one problem, in however many rows: its index in `problems`, and how many other rows have it
    seen: HashMap<(&'static str, &'static str, Sym), (usize, usize)>,
    /// The segment that a blank one is, where there is no table of segments.
    pub all: Option<Sym>,
}

impl Resolver<'_> {
    /// Reports a problem with a name once for all rows of a table.
    fn once(
        &mut self,
        table: &'static str,
        column: &'static str,
        name: Sym,
        problem: impl FnOnce(&Self) -> Diagnostic,
    ) {
        if let Some((_, others)) = self.seen.get_mut(&(table, column, name)) {
            *others += 1;
            return;
        }
        let problem = problem(self);
        let problems = self.problems.of(table);
        self.seen.insert((table, column, name), (problems.len(), 0));
        problems.push(problem);
    }

    fn finish(mut self) -> (Problems, BTreeSet<(&'static str, RowAt)>) {
        for ((table, ..), (at, others)) in self.seen.into_iter().filter(|&(_, (_, others))| others > 0) {
            self.problems.of(table)[at].message += &also(others, "in", "row");
        }
        (self.problems, self.wrong)
    }

    /// Reports a problem of a row.
    pub(super) fn report(&mut self, table: &'static str, at: RowAt, problem: Diagnostic) {
        self.wrong.insert((table, at));
        self.problems.of(table).push(problem);
    }

    fn find(
        &mut self,
        table: &'static str,
        column: &'static str,
        at: RowAt,
        name: Sym,
        what: &str,
        among: &Lookup,
    ) -> Option<usize> {
        let found = if name.is_blank() { None } else { among.get(name) };
        if found.is_none() {
            self.wrong.insert((table, at));
        }
        if found.is_none() && !name.is_blank() && !among.open {
            self.once(table, column, name, |this| {
                let message = format!("no {what} is called {:?}", &this.names[name]);
                let mut problem = Diagnostic::error(Code::UnknownId, this.grids.place(table, at, column), message);
                // a search through all names for each of thousands that are wrong would take minutes, and nobody reads so far
                let near = (this.problems.all.len() < SEARCHED)
                    .then(|| names::suggest(&this.names[name], among.read().map(|known| &this.names[known])));
                problem.hint = near.flatten().or_else(|| Some(format!("add it to the table {what}s")));
                problem
            });
        }
        found
    }

    fn references(&mut self, refs: &mut Refs, rows: &AllRows, any: Sym) {
        for row in &rows.feedstock {
            self.find("feedstock", "supplier", row.at, row.supplier, "supplier", &refs.suppliers);
        }
        for row in &rows.offers {
            self.find("offers", "supplier", row.at, row.supplier, "supplier", &refs.suppliers);
            self.find("offers", "element", row.at, row.element, "element", &refs.elements);
        }
        for row in &rows.routes {
            self.find("routes", "supplier", row.at, row.supplier, "supplier", &refs.suppliers);
            self.find("routes", "segment", row.at, row.segment, "segment", &refs.segments);
        }
        for row in &rows.contracts {
            self.find("contracts", "supplier", row.at, row.supplier, "supplier", &refs.suppliers);
            if let Some(element) = row.element {
                self.find("contracts", "element", row.at, element, "element", &refs.elements);
            }
        }
        for row in &rows.disruptions {
            if let Some(supplier) = row.supplier {
                self.find("disruptions", "supplier", row.at, supplier, "supplier", &refs.suppliers);
            }
            if let Some(element) = row.element {
                self.find("disruptions", "element", row.at, element, "element", &refs.elements);
            }
        }
        for (i, row) in rows.prices.iter().enumerate() {
            if let Some(element) = self.find("prices", "element", row.at, row.element, "element", &refs.elements) {
                refs.prices.push((ElementId::new(element), i));
            }
        }
        for row in &rows.projects {
            self.find("projects", "offer", row.at, row.offer, "offer", &refs.offers);
        }
        self.pairs(refs, rows);
        self.caps(refs, rows, any);
    }

    /// Pairs, and the tables that are about them.
    fn pairs(&mut self, refs: &mut Refs, rows: &AllRows) {
        let mut demand = Vec::with_capacity(rows.demand.len());
        let mut pairs = Vec::new();
        let reserves = rows.segments.iter().filter(|row| row.reserve == Some(true)).map(|row| row.segment);
        let reserves: BTreeSet<Sym> = reserves.collect();
        for (i, row) in rows.demand.iter().enumerate() {
            let element = self.find("demand", "element", row.at, row.element, "element", &refs.elements);
            let segment = self.segment("demand", row.at, row.segment, refs, true);
            if let (Some(element), Some(segment)) = (element, segment) {
                let name = refs.segments.all[segment.index()];
                if reserves.contains(&name) {
                    self.wrong.insert(("demand", row.at));
                    self.once("demand", "reserve", name, |this| {
                        let message = format!("{:?} is a reserve, which has no demand of its own", &this.names[name]);
                        Diagnostic::error(Code::ReserveDemand, this.grids.place("demand", row.at, "segment"), message)
                            .hint("what a reserve holds is said in the tables stock and coverage")
                    });
                }
                demand.push((ElementId::new(element), segment, i));
                pairs.push((ElementId::new(element), segment));
            }
        }
        let stock = rows.stock.iter().map(|row| ("stock", row.at, row.element, row.segment));
        let coverage = rows.coverage.iter().map(|row| ("coverage", row.at, row.element, row.segment));
        for (table, at, element, segment) in stock.chain(coverage) {
            let element = self.find(table, "element", at, element, "element", &refs.elements);
            let segment = self.segment(table, at, segment, refs, table == "stock");
            if let (Some(element), Some(segment)) = (element, segment) {
                pairs.push((ElementId::new(element), segment));
            }
        }
        for row in &rows.substitutes {
            self.find("substitutes", "element", row.at, row.element, "element", &refs.elements);
            self.segment("substitutes", row.at, row.segment, refs, false);
        }
        pairs.sort_unstable();
        pairs.dedup();
        refs.pairs = pairs;
        refs.demand = demand
            .into_iter()
            .map(|(element, segment, row)| DemandRef {
                pair: refs.pair(element, segment).expect("it was collected above"),
                when: rows.demand[row].period,
                row,
            })
            .collect();
        refs.demand.sort_by_key(|row| (row.when.rank(), row.pair));
    }

    /// The segment of a row; `None` for all, or with a problem.
    fn segment(
        &mut self,
        table: &'static str,
        at: RowAt,
        name: Option<Sym>,
        refs: &Refs,
        needed: bool,
    ) -> Option<SegmentId> {
        match name.or(self.all) {
            Some(name) => self.find(table, "segment", at, name, "segment", &refs.segments).map(SegmentId::new),
            None => {
                if needed {
                    let message = "the cell is blank, and there is a table of segments";
                    let problem = Diagnostic::error(Code::BlankCell, self.grids.place(table, at, "segment"), message);
                    self.report(table, at, problem.hint("say which segment it is for"));
                }
                None
            }
        }
    }

    fn caps(&mut self, refs: &mut Refs, rows: &AllRows, any: Sym) {
        for row in &rows.caps {
            let found = match (row.country, row.supplier) {
                (Some(_), Some(_)) => Some("both a country and a supplier"),
                (None, None) => Some("neither"),
                _ => None,
            };
            if let Some(found) = found {
                let message = format!("expected a country or a supplier, found {found}");
                let problem = Diagnostic::error(Code::CapTarget, self.grids.row("caps", row.at), message);
                self.report("caps", row.at, problem.hint("fill one of the two; * stands for each"));
            }
            if let Some(supplier) = row.supplier.filter(|&supplier| supplier != any) {
                self.find("caps", "supplier", row.at, supplier, "supplier", &refs.suppliers);
            }
            let part = self.scope(row.at, row.scope, refs);
            refs.parts.push(part.unwrap_or(Part::Total));
        }
    }

    fn scope(&mut self, at: RowAt, scope: Option<Sym>, refs: &Refs) -> Option<Part> {
        let Some(scope) = scope else { return Some(Part::Total) };
        let text = &self.names[scope];
        if text == "*" || scope.is_blank() {
            return Some(Part::Total);
        }
        let place = || self.grids.place("caps", at, "scope");
        let (kind, name) = text.split_once(':').unwrap_or((text, ""));
        let (kind, name) = (kind.trim(), name.trim());
        let (what, lookup): (_, &Lookup) = match kind {
            "group" => ("group", &refs.groups),
            "element" => ("element", &refs.elements),
            "segment" => ("segment", &refs.segments),
            _ => {
                let message = format!("expected *, group:…, element:… or segment:…, found {text:?}");
                let bare = |lookup: &Lookup, kind| {
                    self.names.find(text).and_then(|t| lookup.get(t)).map(|_| format!("write {kind}:{text}"))
                };
                let hint = bare(&refs.groups, "group")
                    .or_else(|| bare(&refs.elements, "element"))
                    .or_else(|| bare(&refs.segments, "segment"))
                    .unwrap_or_else(|| "* or blank is everything".into());
                let problem = Diagnostic::error(Code::BadScope, place(), message).hint(hint);
                self.report("caps", at, problem);
                return None;
            }
        };
        let Some(index) = self.names.find(name).and_then(|name| lookup.get(name)) else {
            let message = format!("no {what} is called {name:?}");
            let mut problem = Diagnostic::error(Code::UnknownId, place(), message);
            problem.hint = names::suggest(name, lookup.read().map(|known| &self.names[known]));
            if lookup.open {
                self.wrong.insert(("caps", at));
            } else {
                self.report("caps", at, problem);
            }
            return None;
        };
        Some(match what {
            "group" => Part::Group(GroupId::new(index)),
            "element" => Part::Element(ElementId::new(index)),
            _ => Part::Segment(SegmentId::new(index)),
        })
    }
}
