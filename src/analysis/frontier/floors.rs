//! The floor of each security row, the least share it can reach whatever is paid: the lexicographic min-max of the shares.
//!
//! The largest share is lowered as far as it goes. Rows whose dual is then not zero are tight in every such plan (complementary
//! slackness): that share is their floor. They are held there and the rest goes on. Each round holds at least one row.

use super::decomposition::Block;
use super::tolerances::{HELD, LOWER, NO_DUAL, OTHERS, SAME_PENALTY};
use crate::analysis::Error;
use crate::analysis::least_cost::solve;
use crate::analysis::proved::Proved;
use crate::formulation::SecurityRow;
use crate::lp::components::Component;
use crate::lp::{Builder, Lp};
use crate::solver::Solver;

/// The floors of a block's rows, in the block's order, in shares.
///
/// # Errors
/// [`Error::NoPlan`] if no plan satisfies the other constraints, and failures of the solver.
pub(crate) fn of_block(
    lp: &Lp,
    block: &Block,
    rows: &[SecurityRow],
    solver: Solver,
) -> Result<Proved<Vec<f64>>, Error> {
    let mut proof = Proved::all([]);
    if let [row] = block.rows[..] {
        let mut load = 0.0;
        for component in &block.components {
            let least = least_load(lp, component, &rows[row], solver)?;
            proof = proof.and(&least);
            load += *least;
        }
        return Ok(proof.map(|()| vec![(load / rows[row].requirement).max(0.0)]));
    }
    let whole = block.whole();
    let part = whole.extract(lp);
    let rows: Vec<&SecurityRow> = block.rows.iter().map(|&r| &rows[r]).collect();
    let mut floors: Vec<Option<f64>> = vec![None; rows.len()];
    while floors.iter().any(Option::is_none) {
        let lowered = lower_the_largest(&part, &whole, &rows, &floors, solver)?;
        proof = proof.and(&lowered);
        let (share, mut held) = lowered.into_inner();
        if solver != Solver::Simplex {
            really_held(&part, &whole, &rows, (share, &floors), &mut held, solver)?;
        }
        for (floor, held) in floors.iter_mut().zip(held) {
            if held && floor.is_none() {
                *floor = Some(share);
            }
        }
    }
    let all = floors.into_iter().map(|floor| floor.expect("the loop ends when all have one")).collect();
    Ok(proof.map(|()| all))
}

/// Leaves of the rows that are said to be held at a share those that cannot go lower while the others stay at or under it, unless that leaves
/// none: the duals of a second solver are exact to the certificate's tolerance only, and one that should be nothing may look like one that is not nothing.
fn really_held(
    part: &Lp,
    whole: &Component,
    rows: &[&SecurityRow],
    (share, floors): (f64, &[Option<f64>]),
    held: &mut [bool],
    solver: Solver,
) -> Result<(), Error> {
    let open: Vec<usize> = (0..rows.len()).filter(|&r| held[r] && floors[r].is_none()).collect();
    let mut free = Vec::new();
    for &r in open.iter().filter(|_| open.len() > 1) {
        let mut draft = Builder::extend(&Lp { cost: vec![0.0; part.cols()], ..part.clone() });
        for (other, (row, floor)) in rows.iter().zip(floors).enumerate() {
            local(whole, row).filter(|_| other == r).for_each(|(j, w)| draft.set_cost(j, w / row.requirement));
            let limit = floor.unwrap_or(share) + OTHERS;
            draft.row(f64::NEG_INFINITY, limit, local(whole, row).map(|(j, w)| (j, w / row.requirement)));
        }
        let lp = draft.build();
        if lp.objective(&solve(&lp, solver)?.x) < share - LOWER {
            free.push(r);
        }
    }
    if free.len() < open.len() {
        free.into_iter().for_each(|r| held[r] = false);
    }
    Ok(())
}

/// The least load that a row can have in one component, in weighted tonnes.
fn least_load(lp: &Lp, component: &Component, row: &SecurityRow, solver: Solver) -> Result<Proved<f64>, Error> {
    let mut part = component.extract(lp);
    part.cost = vec![0.0; part.cols()];
    for (j, w) in local(component, row) {
        part.cost[j] = w;
    }
    let answer = solve(&part, solver)?;
    Ok(Proved::of(&answer).map(|()| part.objective(&answer.x)))
}

/// A row's terms inside a component, by the component's own columns.
pub(super) fn local<'a>(component: &'a Component, row: &'a SecurityRow) -> impl Iterator<Item = (usize, f64)> + 'a {
    row.terms.iter().filter_map(|&(j, w)| component.cols.binary_search(&(j as u32)).ok().map(|k| (k, w)))
}

/// True if inside a component one row's terms are the other's times a number.
pub(super) fn is_multiple(component: &Component, row: &SecurityRow, of: &SecurityRow) -> bool {
    let dense = |row: &SecurityRow| {
        let mut weights = vec![0.0; component.cols.len()];
        local(component, row).for_each(|(j, w)| weights[j] += w);
        weights
    };
    let (row, of) = (dense(row), dense(of));
    let Some(k) = row.iter().position(|&w| w != 0.0) else { return of.iter().all(|&w| w == 0.0) };
    let factor = of[k] / row[k];
    row.iter().zip(&of).all(|(a, b)| (a * factor - b).abs() <= SAME_PENALTY * b.abs()) && factor > 0.0
}

/// Minimises the largest share of the rows that have no floor yet, the others held at theirs; says which rows press on it.
fn lower_the_largest(
    part: &Lp,
    whole: &Component,
    rows: &[&SecurityRow],
    floors: &[Option<f64>],
    solver: Solver,
) -> Result<Proved<(f64, Vec<bool>)>, Error> {
    let below = |room: f64| -> Result<Proved<(f64, Vec<bool>)>, Error> {
        let mut draft = Builder::extend(&Lp { cost: vec![0.0; part.cols()], ..part.clone() });
        let largest = draft.column(1.0, 0.0, f64::INFINITY);
        for (row, floor) in rows.iter().zip(floors) {
            let mut terms: Vec<_> = local(whole, row).map(|(j, w)| (j, w / row.requirement)).collect();
            let limit = floor.map_or(0.0, |floor| floor + room * floor.max(1.0));
            if floor.is_none() {
                terms.push((largest, -1.0));
            }
            draft.row(f64::NEG_INFINITY, limit, terms);
        }
        let answer = solve(&draft.build(), solver)?;
        let share = answer.x[largest];
        let first = part.rows();
        let free: Vec<usize> = (0..rows.len()).filter(|&r| floors[r].is_none()).collect();
        let most = free.iter().map(|&r| -answer.y[first + r]).fold(0.0, f64::max);
        // Their duals sum to 1 unless the largest share is 0, where every row that is left has that floor.
        let presses = |r: usize| most <= 0.0 || share <= 0.0 || -answer.y[first + r] > NO_DUAL * most;
        Ok(Proved::of(&answer).map(|()| (share.max(0.0), (0..rows.len()).map(presses).collect())))
    };
    // room beside a row that is much the larger is all that a small one needs
    below(0.0).or_else(|_| below(HELD))
}
