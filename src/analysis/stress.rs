//! Stress: disruptions against a plan that did not know of them.
//!
//! The plan is kept before the start of a disruption; from then on everything is replanned, at least cost, with the remaining supply. Beside it stands the same
//! replanning if nothing happened: the difference is the extra cost. The time to survive needs no costs: it is how long the remaining supply can meet a demand in
//! full (Simchi-Levi and others, *Identifying risks and mitigating disruptions in the automotive supply chain*, 2015).

use super::Error;
use super::parts::prove_parts;
use super::proved::Proved;
use super::replan::{Replan, ReplanPart};
use crate::analysis::tolerances::{LEAST_DEMAND, ROOM, SHORT};
use crate::formulation::Program;
use crate::formulation::courses::{Course, CourseKey, Disturbance, Purpose, Sheet, first_start};
use crate::lp::Lp;
use crate::model::derived::unmet;
use crate::model::{CountryId, Disruption, Model, PairId, SegmentId, SupplierId};
use crate::solver::Solver;
use std::collections::BTreeMap;

/// A disruption to try on a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its name: a scenario's id, with its start where it is moved; a stop as `country:CN`, `supplier:X`.
    pub name: String,
    /// Its probability.
    pub probability: f64,
    /// Its disruptions.
    pub rows: Vec<Disruption>,
}

impl Case {
    /// The model's scenarios that happen inside its horizon.
    pub fn scenarios(model: &Model) -> Vec<Self> {
        let happening = model.scenarios.iter().filter(|scenario| Disturbance::scenario(model, scenario).is_some());
        let case = |scenario: &crate::model::Scenario| Self {
            name: scenario.id.clone(),
            probability: scenario.probability,
            rows: scenario.disruptions.clone(),
        };
        happening.map(case).collect()
    }

    /// Each country that processes or mines, and each supplier, stopped by itself for some months from `start` on.
    pub fn each(model: &Model, months: u32, start: usize) -> Vec<Self> {
        let row = |country: Option<CountryId>, supplier: Option<SupplierId>| Disruption {
            start: model.horizon.month(start),
            months,
            country,
            supplier,
            element: None,
            availability: 0.0,
            price_factor: 1.0,
        };
        let sells = |c: CountryId| {
            model.suppliers.iter().any(|s| s.country == c || s.feedstock.iter().any(|f| f.0 == c && f.1 > 0.0))
        };
        let countries = (0..model.countries.len()).map(CountryId::new).filter(|&c| sells(c));
        let countries = countries.map(|c| (format!("country:{}", model.country(c)), row(Some(c), None)));
        let suppliers = (0..model.suppliers.len()).map(SupplierId::new);
        let suppliers = suppliers.map(|s| (format!("supplier:{}", model.supplier(s).id), row(None, Some(s))));
        countries.chain(suppliers).map(|(name, row)| Self { name, probability: 0.0, rows: vec![row] }).collect()
    }

    /// The same disruption begun in every period, its start in its name.
    pub fn every_month(&self, model: &Model) -> Vec<Self> {
        let Some(first) = self.rows.iter().map(|row| row.start).min() else { return Vec::new() };
        let moved = |t: usize| {
            let month = model.horizon.month(t);
            let rows = self.rows.iter().map(|row| Disruption { start: month.plus(row.start.since(first)), ..*row });
            Self { name: format!("{}@{month}", self.name), probability: self.probability, rows: rows.collect() }
        };
        (0..model.horizon.periods).map(moved).collect()
    }

    fn disturbance(&self, model: &Model) -> Option<Disturbance> {
        let start = self.rows.iter().map(|row| model.horizon.period_of(row.start)).min()?.max(0) as usize;
        let periods = model.horizon.periods;
        (start < periods).then(|| Disturbance::new(model, &self.rows, start..periods))
    }
}

/// The first period of the stops of [`Case::each`]: that from which survival first asks for one, or 0 if the horizon is shorter.
pub(crate) fn usual_start(model: &Model) -> usize {
    let first = match &model.security {
        Some(security) => first_start(model, security),
        None => model.horizon.first_after(12.0),
    };
    if first < model.horizon.periods { first } else { 0 }
}

/// One pair in one period of a disrupted course, tonnes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detail {
    /// The pair.
    pub pair: PairId,
    /// The period.
    pub period: usize,
    /// Unmet demand.
    pub unmet: f64,
    /// Closing stock.
    pub stock: f64,
    /// Released by the pair, or received by it where it is no reserve.
    pub released: f64,
}

/// The loss of a segment in a disruption, or of all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// Unmet demand from the disruption's start on, tonnes.
    pub unmet: f64,
    /// Months for which the demand can be met in full with the remaining supply, whatever it costs; `None`: to the horizon's end.
    pub survive_months: Option<u32>,
}

/// A plan under a disruption.
#[derive(Debug, Clone, PartialEq)]
pub struct Stressed {
    /// The disruption's name.
    pub name: String,
    /// Its probability.
    pub probability: f64,
    /// The first period of its course.
    pub start: usize,
    /// To all together.
    pub all: Loss,
    /// To each segment alone.
    pub by_segment: Vec<Loss>,
    /// The course's discounted cost, including the spending before it began.
    pub cost: f64,
    /// The cost above that of the same replanning if nothing happened.
    pub extra_cost: f64,
    /// The pair that fails first, and its period; `None` if nothing need be short.
    pub fails_first: Option<(PairId, usize)>,
    /// Unmet tonnes by element.
    pub by_element: Vec<f64>,
    /// Every pair in every period of the course.
    pub detail: Vec<Detail>,
}

/// A plan that is put under stress.
#[derive(Debug)]
pub struct Stress<'a> {
    model: &'a Model,
    program: &'a Program,
    x: &'a [f64],
    solver: Solver,
    // cost of the replanning from each start if nothing happens
    undisturbed: BTreeMap<usize, Proved<f64>>,
}

impl<'a> Stress<'a> {
    /// A plan, `x`, of a program.
    pub fn new(model: &'a Model, program: &'a Program, x: &'a [f64], solver: Solver) -> Self {
        Self { model, program, x, solver, undisturbed: BTreeMap::new() }
    }

    /// The plan under a disruption; `None` if it starts after the horizon.
    ///
    /// # Errors
    /// Failures of the solver.
    pub fn case(&mut self, case: &Case) -> Result<Option<Proved<Stressed>>, Error> {
        let Some(disturbance) = case.disturbance(self.model) else { return Ok(None) };
        let start = disturbance.periods.start;
        let (course, lp) = self.course(&disturbance);
        let mut replan = Replan::new(lp, self.solver);
        let point = replan.optimum()?;
        let x = &point.x;
        let undisturbed = self.undisturbed(start)?;
        let cost = self.spent_before(start) + course.cost(x);
        let mut by_segment = vec![Loss { unmet: 0.0, survive_months: None }; self.model.segments.len()];
        let mut by_element = vec![0.0; self.model.elements.len()];
        let mut detail = Vec::new();
        for (id, pair) in self.model.pair_ids() {
            let columns = course.pairs[id.index()].as_ref().expect("a stress leaves no element out");
            let mut unmet_of_pair = 0.0;
            for period in course.periods.clone() {
                let short = course.shortage(columns, period).map_or(0.0, |j| x[j]);
                let unmet = unmet(short, pair.demand[period]);
                let moved = columns.releases.iter().chain(&columns.receives);
                let released = moved.map(|&r| x[course.release(r, period)]).sum();
                let stock = course.stock(columns, period).map_or(0.0, |j| x[j]);
                unmet_of_pair += unmet;
                detail.push(Detail { pair: id, period, unmet, stock, released });
            }
            by_segment[pair.segment.index()].unmet += unmet_of_pair;
            by_element[pair.element.index()] += unmet_of_pair;
        }
        detail.sort_by_key(|d| (d.period, d.pair));
        let unmet = by_segment.iter().map(|loss| loss.unmet).sum();
        let mut survival = Survival { model: self.model, course: &course, replan: &mut replan, x };
        let all = survival.months(None)?;
        for (k, loss) in by_segment.iter_mut().enumerate() {
            let segment = SegmentId::new(k);
            // alone it lasts at least as long as all together
            loss.survive_months = if all.is_none() { None } else { survival.months(Some(segment))? };
        }
        let demands = self.model.pairs.iter().flat_map(|pair| &pair.demand);
        let dust = ROOM * demands.fold(LEAST_DEMAND, |m: f64, &d| m.max(d));
        let fails = detail.iter().find(|d| d.unmet > dust).map(|d| (d.pair, d.period));
        let proofs = point.derive(|_| ()).and(&undisturbed);
        Ok(Some(proofs.map(|()| Stressed {
            name: case.name.clone(),
            probability: case.probability,
            start,
            all: Loss { unmet, survive_months: all },
            by_segment,
            cost,
            extra_cost: cost - *undisturbed,
            fails_first: fails,
            by_element,
            detail,
        })))
    }

    fn course(&self, disturbance: &Disturbance) -> (Course, Lp) {
        let mut sheet = Sheet::after(self.model, self.program, self.x);
        let key = CourseKey::Stop(disturbance.periods.start);
        let course = sheet.course(key, disturbance, Purpose::Replan { weight: 1.0 }, None);
        (course, sheet.build().0)
    }

    /// The cost of the replanning from a start if nothing happens.
    fn undisturbed(&mut self, start: usize) -> Result<Proved<f64>, Error> {
        if let Some(known) = self.undisturbed.get(&start) {
            return Ok(known.clone());
        }
        let (course, lp) = self.course(&Disturbance::none(self.model, start..self.model.horizon.periods));
        let spent = self.spent_before(start);
        let found = prove_parts(&lp, self.solver)?.map(|point| spent + course.cost(&point.x));
        self.undisturbed.insert(start, found.clone());
        Ok(found)
    }

    /// The plan's cost before a start, and of projects and reservations whatever happens.
    fn spent_before(&self, start: usize) -> f64 {
        let costs = self.program.cols.iter().zip(&self.program.lp.cost).zip(self.x);
        costs.filter(|((key, _), _)| key.spent_in().is_none_or(|t| t < start)).map(|((_, cost), x)| cost * x).sum()
    }
}

/// The search for how long a demand can be met.
struct Survival<'s> {
    model: &'s Model,
    course: &'s Course,
    replan: &'s mut Replan,
    // the course of least cost, where nothing is short more often than not
    x: &'s [f64],
}

impl Survival<'_> {
    /// For how many months the demand of a segment, or of all, can be met in full; `None`: to the end.
    fn months(&mut self, segment: Option<SegmentId>) -> Result<Option<u32>, Error> {
        let model = self.model;
        let mut shortages: Vec<Option<usize>> = vec![None; self.replan.lp.cols()];
        for (id, pair) in model.pair_ids().filter(|(_, pair)| segment.is_none_or(|k| k == pair.segment)) {
            let columns = self.course.pairs[id.index()].as_ref().expect("a stress leaves no element out");
            for t in self.course.periods.clone() {
                if let Some(u) = self.course.shortage(columns, t).filter(|_| pair.demand[t] > 0.0) {
                    shortages[u] = Some(t - self.course.periods.start);
                }
            }
        }
        let mut least: Option<usize> = None;
        for part in &mut self.replan.parts {
            // (column of the part, period of the course)
            let places = part.component.cols.iter().enumerate();
            let of: Vec<(usize, usize)> = places.filter_map(|(k, &j)| Some((k, shortages[j as usize]?))).collect();
            let x: Vec<f64> = part.component.cols.iter().map(|&j| self.x[j as usize]).collect();
            if first_short(&of, &x, &part.lp).is_none() {
                continue;
            }
            let found = longest(part, &of, &x, least)?;
            least = match (least, found) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        Ok(least.map(|periods| periods as u32 * model.horizon.months_per_period))
    }
}

/// The first period of the course in which one of the columns `of` is short at `x`.
fn first_short(of: &[(usize, usize)], x: &[f64], part: &Lp) -> Option<usize> {
    of.iter().filter(|&&(k, _)| x[k] > SHORT * part.upper[k].max(LEAST_DEMAND)).map(|&(_, t)| t).min()
}

/// The most periods for which none of the columns `of` need be above 0; `None`: all of them. Where that is no less than `known`, anything that is no
/// less will do.
fn longest(
    part: &mut ReplanPart,
    of: &[(usize, usize)],
    x: &[f64],
    known: Option<usize>,
) -> Result<Option<usize>, Error> {
    let from = first_short(of, x, &part.lp);
    let mut counts: Vec<Option<usize>> = vec![None; part.lp.cols()];
    of.iter().for_each(|&(k, t)| counts[k] = Some(t));
    let mut survives = |periods: usize| -> Result<Option<usize>, Error> {
        let found = part.at(|k| if counts[k].is_some_and(|t| t < periods) { 1.0 } else { 0.0 })?;
        let within: Vec<(usize, usize)> = of.iter().copied().filter(|&(_, t)| t < periods).collect();
        Ok(if first_short(&within, &found.x, &part.lp).is_some() {
            None
        } else {
            Some(first_short(of, &found.x, &part.lp).unwrap_or(usize::MAX))
        })
    };
    let end = of.iter().map(|&(_, t)| t + 1).max().unwrap_or(0);
    let most = known.map_or(end, |known| known.min(end));
    // `yes` periods can be met, `no` cannot
    let (mut yes, mut no) = (from.unwrap_or(end), most + 1);
    while yes < no.saturating_sub(1) {
        // shortages mostly come late: the whole first, then halves
        let middle = if no == most + 1 { most } else { yes + (no - yes) / 2 };
        match survives(middle)? {
            Some(first) => yes = first.max(middle),
            None => no = middle,
        }
    }
    Ok(if yes >= end { None } else { Some(yes) })
}
