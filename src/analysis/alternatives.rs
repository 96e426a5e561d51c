//! The range of each supplier's and country's volume among plans that cost little more than the least: the least and the most of it among all plans
//! within a part of the least cost, one pair of linear programs each.
//!
//! All programs have the same constraints, those of the plan and one on its cost, so that each starts from a basis that is feasible already.

use super::Error;
use super::least_cost;
use super::level::Optimum;
use super::proved::Proved;
use super::study::Study;
use crate::analysis::tolerances::{NO_DUAL, ROOM};
use crate::formulation::ColKey;
use crate::lp::{Builder, Lp};
use crate::model::{ElementId, Who};
use crate::simplex::{self, Basis, Solved};
use crate::solver::Solver;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The range of a volume, tonnes over the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alternative {
    /// The supplier or country.
    pub who: Who,
    /// Of which element; `None`: of all together.
    pub element: Option<ElementId>,
    /// The least among all plans that cost little more.
    pub least: f64,
    /// The volume in the plan itself.
    pub chosen: f64,
    /// The most; infinite where nothing bounds it: an offer without capacity that costs nothing.
    pub most: f64,
}

/// The purchase columns of a volume.
type Volume = (Who, Option<ElementId>, Vec<usize>);

/// The range of the volume of each supplier and country among plans that cost at most `within` (0.02: two per cent) more than the least at the
/// model's security level; of each element too where `by_element`. At 0 a volume that can move shows that the plan is not the only one. Suppliers
/// before countries, both in the order of the model, all elements together before each.
///
/// # Errors
/// [`Error::NoPlan`] if there is no plan, and failures of the solver.
pub fn alternatives(study: &Study, within: f64, by_element: bool) -> Result<Proved<Vec<Alternative>>, Error> {
    let optimum = study.solve()?;
    let lp = within_cost(&optimum, within);
    let start = match study.solver() {
        Solver::Simplex => start(&lp),
        _ => None,
    };
    let one = |(who, element, columns): &Volume| -> Result<Proved<Alternative>, Error> {
        let end = |sign: f64| extreme(&lp, columns, sign, start.as_ref(), study.solver());
        let sum = |x: &[f64]| columns.iter().map(|&j| x[j]).sum::<f64>();
        let chosen = sum(&optimum.x);
        // rounding must not put the plan outside of what plans can be; nothing falls without end that is at least 0
        let least = end(1.0)?.map(|point| point.map(|x| sum(&x).min(chosen).max(0.0)));
        let most = end(-1.0)?.map(|point| point.map(|x| sum(&x).max(chosen)));
        let alternative = Alternative {
            who: *who,
            element: *element,
            least: least.as_deref().copied().unwrap_or(0.0),
            chosen,
            most: most.as_deref().copied().unwrap_or(f64::INFINITY),
        };
        let ends = [least, most].into_iter().flatten();
        Ok(ends.fold(optimum.derive(|_| ()), |all, end| all.and(&end)).map(|()| alternative))
    };
    let found: Vec<_> = volumes(study, by_element).par_iter().map(one).collect::<Result<_, _>>()?;
    let proof = found.iter().fold(optimum.derive(|_| ()), |all, one| all.and(one));
    Ok(proof.map(|()| found.into_iter().map(Proved::into_inner).collect()))
}

/// The volumes of suppliers and countries that have any column.
fn volumes(study: &Study, by_element: bool) -> Vec<Volume> {
    let (model, program) = (study.model(), study.program());
    let mut found: BTreeMap<(Who, Option<ElementId>), Vec<usize>> = BTreeMap::new();
    for (j, key) in program.cols.iter().enumerate() {
        let ColKey::Purchase { offer, .. } = *key else { continue };
        let offer = model.offer(offer);
        let country = model.supplier(offer.supplier).country;
        for who in [Who::Supplier(offer.supplier), Who::Country(country)] {
            for element in [None].into_iter().chain(by_element.then_some(Some(offer.element))) {
                found.entry((who, element)).or_default().push(j);
            }
        }
    }
    found.into_iter().map(|((who, element), columns)| (who, element, columns)).collect()
}

/// The program of a plan with a row that bounds its cost, and nothing to minimise.
fn within_cost(optimum: &Optimum, within: f64) -> Lp {
    let limit = optimum.cost + within * optimum.cost.abs() + ROOM * optimum.cost.abs().max(1.0);
    // the row in units of the largest cost, so that it is of the size of the others
    let unit = optimum.lp.cost.iter().fold(0.0f64, |most, c| most.max(c.abs())).max(f64::MIN_POSITIVE);
    let mut draft = Builder::extend(&Lp { cost: vec![0.0; optimum.lp.cols()], ..optimum.lp.clone() });
    let costs = optimum.lp.cost.iter().enumerate().filter(|(_, c)| **c != 0.0).map(|(j, c)| (j, c / unit));
    draft.row(f64::NEG_INFINITY, limit / unit, costs);
    draft.build()
}

/// A basis that every program can start from: one of any plan that the row of costs allows.
fn start(lp: &Lp) -> Option<Basis> {
    match simplex::solve(lp, None) {
        Ok(Solved::Optimal { basis, .. }) => Some(basis),
        _ => None,
    }
}

/// The point with the least (`sign` 1) or most (−1) of the columns' sum; `None` where it has no end.
fn extreme(
    lp: &Lp,
    columns: &[usize],
    sign: f64,
    start: Option<&Basis>,
    solver: Solver,
) -> Result<Option<Proved<Vec<f64>>>, Error> {
    let mut lp = lp.clone();
    columns.iter().for_each(|&j| lp.cost[j] = sign);
    match start.map(|basis| simplex::solve(&lp, Some(basis))) {
        Some(Ok(Solved::Optimal { x, y, .. })) => {
            if let Ok(point) = Proved::check(&lp, x, y, solver) {
                return Ok(Some(point.map(|point| point.x)));
            }
        }
        Some(Ok(Solved::Unbounded { ray, .. })) if has_no_end(&lp, &ray) => return Ok(None),
        _ => {}
    }
    match least_cost::solve(&lp, solver) {
        Ok(answer) => Ok(Some(Proved::from(answer).map(|point| point.x))),
        Err(error) => match simplex::solve(&lp, None) {
            Ok(Solved::Unbounded { ray, .. }) if has_no_end(&lp, &ray) => Ok(None),
            _ => Err(error),
        },
    }
}

/// True if the objective falls in the direction `ray` and no row or bound ever ends it: the proof that a program with a point has no optimum.
fn has_no_end(lp: &Lp, ray: &[f64]) -> bool {
    let dust = NO_DUAL * ray.iter().fold(0.0f64, |most, d| most.max(d.abs()));
    let free = |d: f64, lower: f64, upper: f64| {
        (d >= -dust || lower == f64::NEG_INFINITY) && (d <= dust || upper == f64::INFINITY)
    };
    let falls: f64 = lp.cost.iter().zip(ray).map(|(c, d)| c * d).sum();
    let activity = lp.activity(ray);
    let columns = ray.iter().zip(lp.lower.iter().zip(&lp.upper));
    let rows = activity.iter().zip(lp.row_lower.iter().zip(&lp.row_upper));
    falls < -dust && columns.chain(rows).all(|(&d, (&lower, &upper))| free(d, lower, upper))
}
