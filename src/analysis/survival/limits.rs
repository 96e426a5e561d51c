//! Shortages that a stop may have too, since the plan has them without survival.

use crate::analysis::Error;
use crate::analysis::least_cost::{optimal_face, solve};
use crate::analysis::tolerances::ROOM;
use crate::formulation::{ColKey, Program, RowKey};
use crate::lp::components::components;
use crate::lp::{Builder, Lp};
use crate::model::{ElementId, Model};
use crate::solver::Solver;

/// The shortage allowed of each element in the trunk of a plan that survives, tonnes: what is short in the plan of least cost without survival and without a
/// level; of several the one least short in all, of these the one least short of the first element, and so on. `None` where nothing may be short.
///
/// # Errors
/// [`Error::NoPlan`] if there is no plan, and failures of the solver.
pub fn shortage_limits(model: &Model, trunk: &Program, solver: Solver) -> Result<Vec<Option<f64>>, Error> {
    shortage_limits_of(model, trunk, None, solver)
}

/// The shortage allowed of each element in a program with survival, tonnes.
pub(super) fn shortage_limits_in(model: &Model, program: &Program) -> Vec<Option<f64>> {
    let mut limits = vec![None; model.elements.len()];
    for (key, &upper) in program.rows.iter().zip(&program.lp.row_upper) {
        if let RowKey::SurviveShortage(element) = key {
            limits[element.index()] = Some(upper);
        }
    }
    limits
}

/// The same of the elements marked and of those that some constraint ties to them, of all where none are.
pub(in crate::analysis) fn shortage_limits_of(
    model: &Model,
    trunk: &Program,
    elements: Option<&[bool]>,
    solver: Solver,
) -> Result<Vec<Option<f64>>, Error> {
    let mut short: Vec<Option<f64>> = vec![None; model.elements.len()];
    for component in components(&trunk.lp) {
        // (element, column of the component) of every shortage
        let shortages: Vec<(ElementId, usize)> = component
            .cols
            .iter()
            .enumerate()
            .filter(|&(_, &j)| matches!(trunk.cols[j as usize], ColKey::Shortage { .. }))
            .map(|(k, &j)| (trunk.cols[j as usize].element(model), k))
            .collect();
        let asked = |&(element, _): &(ElementId, usize)| elements.is_none_or(|asked| asked[element.index()]);
        if !shortages.iter().any(asked) {
            continue;
        }
        let x = least_short(&component.extract(&trunk.lp), &shortages, solver)?;
        for &(element, k) in &shortages {
            *short[element.index()].get_or_insert(0.0) += x[k].max(0.0);
        }
    }
    Ok(short.into_iter().map(|short| short.map(|u| u + ROOM * u.max(1.0))).collect())
}

/// Of the points of least cost the one least short in all, then of each element in turn.
fn least_short(part: &Lp, shortages: &[(ElementId, usize)], solver: Solver) -> Result<Vec<f64>, Error> {
    let first = solve(part, solver)?;
    let sum = |x: &[f64], of: &[usize]| of.iter().map(|&k| x[k]).sum::<f64>();
    let mut elements: Vec<ElementId> = shortages.iter().map(|&(element, _)| element).collect();
    elements.sort_unstable();
    elements.dedup();
    let all: Vec<usize> = shortages.iter().map(|&(_, k)| k).collect();
    if sum(&first.x, &all) <= 0.0 {
        return Ok(first.x);
    }
    let mut face = optimal_face(part, &first.y);
    let of = |element: ElementId| shortages.iter().filter(move |s| s.0 == element).map(|s| s.1).collect::<Vec<_>>();
    let mut wishes = vec![all];
    if elements.len() > 1 {
        wishes.extend(elements.into_iter().map(of));
    }
    let mut x = first.x;
    for wish in wishes {
        face.cost = vec![0.0; face.cols()];
        wish.iter().for_each(|&k| face.cost[k] = 1.0);
        x = solve(&face, solver)?.x;
        let least = sum(&x, &wish);
        let mut held = Builder::extend(&face);
        held.row(f64::NEG_INFINITY, least + ROOM * least.max(1.0), wish.iter().map(|&k| (k, 1.0)));
        face = held.build();
    }
    Ok(x)
}
