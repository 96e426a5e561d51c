//! A plan for fewer months held against one for more: of the least-cost plans the one nearest to it, and the cost of the months if only one means may grow.

use super::means::Means;
use crate::analysis::Error;
use crate::analysis::least_cost::{self, optimal_face};
use crate::analysis::level::Optimum;
use crate::analysis::proved::{Point, Proved};
use crate::analysis::study::Study;
use crate::analysis::tolerances::ROOM;
use crate::analysis::warm_start;
use crate::formulation::courses::{Disturbance, first_start};
use crate::formulation::{ColKey, Program};
use crate::lp::components::{Component, components};
use crate::lp::verify::farkas;
use crate::lp::{Builder, Lp};
use crate::model::{ElementId, Model, OfferId};
use crate::simplex::{Basis, Engine, Solved, Status};
use crate::solver::{FARKAS, Solver};
use std::collections::BTreeMap;

/// The purchases of each offer in each period in which a stop would leave some of it: columns of the whole program.
pub(super) type Spared = BTreeMap<(OfferId, usize), Vec<usize>>;

/// All rows and columns of a program that are about some elements. They are tied to no other.
pub(super) fn of_elements(model: &Model, program: &Program, elements: &[ElementId]) -> Component {
    let mut all = Component::default();
    for component in components(&program.lp) {
        let Some(&j) = component.cols.first() else { continue };
        if elements.contains(&program.cols[j as usize].element(model)) {
            all.cols.extend(component.cols);
            all.rows.extend(component.rows);
        }
    }
    all.cols.sort_unstable();
    all.rows.sort_unstable();
    all
}

/// Offers in the periods in which a stop that begins then leaves some of them, from the first in which one may begin: what they sell is what they then sell more of.
pub(super) fn spared(model: &Model) -> Vec<(OfferId, usize)> {
    let Some(security) = &model.security else { return Vec::new() };
    let starts = first_start(model, security)..model.horizon.periods;
    let at = |t: usize| {
        let stop = Disturbance::stop(model, security, t, 1);
        let offers = model.offer_ids().map(|(id, _)| id);
        offers.filter(|&id| stop.availability(id, t) > 0.0).map(|id| (id, t)).collect::<Vec<_>>()
    };
    starts.flat_map(at).collect()
}

/// Some elements' plan for fewer months, and the program for more in which it can be held.
pub(super) struct HeldPlan {
    /// The elements' columns outside courses, in the whole program.
    pub trunk: Vec<usize>,
    /// The plan for fewer months, by column of the whole program.
    pub before: Vec<f64>,
    /// Its cost.
    pub cost_before: f64,
    /// Purchases of offers of which a stop would leave something.
    pub spared: Spared,
    part: Component,
    // the program for more months, behind it a row for each of `spared`
    lp: Lp,
    start: Basis,
}

impl HeldPlan {
    /// Of the least-cost plans for fewer months the one to which the plan for more adds least, ready to be held.
    ///
    /// # Errors
    /// Failures of the solver.
    pub(super) fn new(
        (study, with): (&Study, &Optimum),
        (before, without): (&Study, &Optimum),
        elements: &[ElementId],
    ) -> Result<Self, Error> {
        let (model, program) = (study.model(), study.program());
        let part = of_elements(model, program, elements);
        let in_trunk = |j: &usize| program.cols[*j].course().is_none();
        let trunk: Vec<usize> = part.cols.iter().map(|&j| j as usize).filter(in_trunk).collect();
        let mut spared: Spared = self::spared(model).into_iter().map(|key| (key, Vec::new())).collect();
        for &j in &trunk {
            if let ColKey::Purchase { offer, period, .. } = program.cols[j]
                && let Some(columns) = spared.get_mut(&(offer, period))
            {
                columns.push(j);
            }
        }
        spared.retain(|_, columns| !columns.is_empty());
        let mut plan = vec![0.0; program.cols.len()];
        for (j, value) in nearest((program, with, &spared), (before, without), elements)? {
            plan[j] = value;
        }
        let cost_before = trunk.iter().map(|&j| program.lp.cost[j] * plan[j]).sum();
        let alone = part.extract(&program.lp);
        let place = |j: usize| part.cols.binary_search(&(j as u32)).expect("the elements' columns are the part's");
        let mut draft = Builder::extend(&alone);
        for columns in spared.values() {
            draft.row(f64::NEG_INFINITY, f64::INFINITY, columns.iter().map(|&j| (place(j), 1.0)));
        }
        let mut start = standing(study, &part, &alone, (&pick(&with.x, &part.cols), &pick(&with.y, &part.rows)));
        start.rows.extend(spared.values().map(|_| Status::Basic));
        Ok(Self { trunk, before: plan, cost_before, spared, lp: draft.build(), part, start })
    }

    /// The cost of the months with everything as in the plan for fewer but this means, and the purchases of what is built; `None` where there is no such plan.
    ///
    /// # Errors
    /// Failures of the solver.
    pub(super) fn alone(
        &self,
        (model, program): (&Model, &Program),
        means: Means,
        solver: Solver,
    ) -> Result<Option<Proved<f64>>, Error> {
        let mut lp = self.lp.clone();
        let held = |tonnes: f64| tonnes + ROOM * tonnes.max(1.0);
        for (k, &j) in self.part.cols.iter().enumerate() {
            let of = Means::of(&program.cols[j as usize]);
            let grows = |of: Means| match of {
                Means::Purchases | Means::Shortage => true,
                // what is substituted undisturbed leaves more in stock, and does nothing else in a stop
                Means::Substitution => means == Means::Stock,
                Means::Stock | Means::Reservations | Means::Projects => of == means,
            };
            if of.is_some_and(|of| !grows(of)) {
                lp.upper[k] = lp.upper[k].min(held(self.before[j as usize])).max(lp.lower[k]);
            }
        }
        let built = |offer: OfferId| means == Means::Projects && model.projects.iter().any(|p| p.offer == offer);
        let first = self.part.rows.len();
        for (k, ((offer, _), columns)) in self.spared.iter().enumerate() {
            if means != Means::Purchases && !built(*offer) {
                lp.row_upper[first + k] = held(columns.iter().map(|&j| self.before[j]).sum());
            }
        }
        let found = solve_from(&lp, &self.start, solver)?;
        Ok(found.map(|point| point.map(|Point { x, .. }| lp.objective(&x))))
    }
}

fn pick(from: &[f64], which: &[u32]) -> Vec<f64> {
    which.iter().map(|&k| from[k as usize]).collect()
}

/// A basis of a part of a study's program that is optimal or near it.
fn standing(study: &Study, part: &Component, lp: &Lp, (x, y): (&[f64], &[f64])) -> Basis {
    study.start().map_or_else(|| Basis::standing(lp, x, y), |basis| warm_start::part(basis, part))
}

/// The optimum of a program from a basis that is near it; `None` where it has no point.
fn solve_from(lp: &Lp, start: &Basis, solver: Solver) -> Result<Option<Proved<Point>>, Error> {
    if solver == Solver::Simplex {
        let mut engine = Engine::new(lp);
        engine.set_basis(start);
        match engine.solve() {
            Ok(Solved::Optimal { x, y, .. }) => {
                if let Ok(found) = Proved::check(lp, x, y, solver) {
                    return Ok(Some(found));
                }
            }
            Ok(Solved::Infeasible { ray, .. }) if farkas(lp, &ray) > FARKAS => return Ok(None),
            _ => {}
        }
    }
    match least_cost::solve(lp, solver) {
        Ok(found) => Ok(Some(found.into())),
        Err(Error::NoPlan) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Of some elements' least-cost plans for fewer months the one to which the plan for more adds least, summed over tonnes of stock, tonnes of each offer that a stop
/// spares, and what is reserved, built and substituted: its columns outside courses, which both programs have in the same places.
fn nearest(
    (program, with, spared): (&Program, &Optimum, &Spared),
    (before, without): (&Study, &Optimum),
    elements: &[ElementId],
) -> Result<Vec<(usize, f64)>, Error> {
    let part = of_elements(before.model(), before.program(), elements);
    let (x, y) = (pick(&without.x, &part.cols), pick(&without.y, &part.rows));
    let place = |j: usize| part.cols.binary_search(&(j as u32)).ok();
    let lp = part.extract(&before.program().lp);
    let mut face = optimal_face(&lp, &y);
    face.cost.fill(0.0);
    let mut start = standing(before, &part, &lp, (&x, &y));
    let mut draft = Builder::extend(&face);
    let mut add = |columns: &[usize]| {
        let terms: Vec<(usize, f64)> = columns.iter().filter_map(|&j| Some((place(j)?, 1.0))).collect();
        let more = columns.iter().map(|&j| with.x[j]).sum::<f64>();
        let has: f64 = terms.iter().map(|&(k, _)| x[k]).sum();
        if terms.is_empty() {
            return;
        }
        let added = draft.column(1.0, 0.0, f64::INFINITY);
        draft.row(more, f64::INFINITY, terms.into_iter().chain([(added, 1.0)]));
        let (col, row) = if more > has { (Status::Basic, Status::AtLower) } else { (Status::AtLower, Status::Basic) };
        start.cols.push(col);
        start.rows.push(row);
    };
    for &j in &part.cols {
        match before.program().cols[j as usize] {
            ColKey::Stock { .. } | ColKey::Reservation(_) | ColKey::Project { .. } | ColKey::Substitution { .. } => {
                add(&[j as usize])
            }
            ColKey::Purchase { .. } | ColKey::Shortage { .. } | ColKey::Course { .. } => {}
        }
    }
    spared.values().for_each(|columns| add(columns));
    let near = draft.build();
    // the prices prove every point of the optimal face
    let found = solve_from(&near, &start, before.solver()).ok().flatten();
    let found = found.and_then(|point| {
        let near = point.into_inner().x[..lp.cols()].to_vec();
        Proved::check(&lp, near, y.clone(), before.solver()).ok()
    });
    let x = found.map_or(x, |point| point.into_inner().x);
    let columns = part.cols.iter().map(|&j| j as usize).zip(x);
    Ok(columns.filter(|(j, _)| before.program().cols[*j] == program.cols[*j]).collect())
}
