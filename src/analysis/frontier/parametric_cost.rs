//! A block's curve by walking the penalty of dependency, one component at a time.
//!
//! A component that only one security row touches traces its own frontier of cost against load; see
//! [`simplex::parametric_cost`]. The row's curve is their infimal convolution: their segments in the order of their penalties, cheapest first.
//! Components are walked in parallel and joined in their own order, so that nothing depends on the number of threads.

use super::curve::{Curve, Moves};
use super::decomposition::Block;
use super::tolerances::{ROUNDING, SAME_PENALTY};
use crate::analysis::warm_start;
use crate::analysis::{Error, no_plan};
use crate::formulation::SecurityRow;
use crate::lp::Lp;
use crate::lp::components::Component;
use crate::lp::verify::Certificate;
use crate::simplex::{self, Basis, Begun, CostCurve, CostWalk, CostWalker, Engine, Manner, Solved, Status};
use crate::solver::Failure;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The walks of a block's components, merged.
#[derive(Debug, Clone)]
pub(crate) struct BlockCostWalk {
    /// The block's curve, by columns of the program.
    pub curve: Curve,
    /// The walks, component by component.
    walks: Vec<ComponentWalk>,
    // for each segment of the curve, its penalty; and how many segments of the walks, in the order of `order`, lie before its end
    penalties: Vec<f64>,
    ends: Vec<usize>,
    // (component, segment of its walk), by penalty
    order: Vec<(u32, u32)>,
}

#[derive(Debug, Clone)]
struct ComponentWalk {
    of: LoadedPart,
    // as the walk left it
    engine: Engine,
    frontier: simplex::CostCurve,
}

/// A component's program with the weights of its columns in the block's row.
#[derive(Debug, Clone)]
struct LoadedPart {
    component: Component,
    part: Lp,
    // of each column
    load: Vec<f64>,
}

/// The parts of a block's program, in the order of its components.
fn loaded_parts(lp: &Lp, block: &Block, row: &SecurityRow) -> Vec<LoadedPart> {
    let mut loads = vec![0.0; lp.cols()];
    row.terms.iter().for_each(|&(j, weight)| loads[j] += weight);
    let loaded = |component: &Component| LoadedPart {
        component: component.clone(),
        part: component.extract(lp),
        load: component.cols.iter().map(|&j| loads[j as usize]).collect(),
    };
    block.components.par_iter().map(loaded).collect()
}

/// Walks all components of a block that has one security row, from a basis of the program if one is given.
///
/// # Errors
/// [`Error::NoPlan`] if no plan satisfies the other constraints, and failures of the engine.
pub(crate) fn walk(
    lp: &Lp,
    block: &Block,
    row: &SecurityRow,
    manner: Manner,
    start: Option<&Basis>,
) -> Result<BlockCostWalk, Error> {
    let parts = loaded_parts(lp, block, row);
    let walks: Vec<Result<ComponentWalk, Error>> =
        parts.into_par_iter().map(|of| walk_component(of, manner, start)).collect();
    let walks = walks.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(merge(walks, row.requirement))
}

/// The same as far as a level, below which nothing is asked: the curve ends below it, or where the walk does. At an infinite level it has only
/// its start. The point found for a level does not depend on how far below it the walk goes.
///
/// # Errors
/// As [`walk`].
pub(crate) fn walk_to(
    lp: &Lp,
    block: &Block,
    row: &SecurityRow,
    level: f64,
    start: Option<&Basis>,
) -> Result<BlockCostWalk, Error> {
    let parts = loaded_parts(lp, block, row);
    let prepared = parts.iter().map(|of| {
        let mut engine = Engine::new(&of.part);
        if let Some(start) = start {
            engine.set_basis(&warm_start::part(start, &of.component));
        }
        engine
    });
    let mut engines: Vec<Engine> = prepared.collect();
    let begun = engines.par_iter_mut().zip(&parts).map(|(engine, LoadedPart { part, load, .. })| {
        Ok(match engine.begin_parametric_cost(part, load)? {
            Begun::Walker(mut walker) => {
                walker.to(0.0)?;
                walker
            }
            Begun::Infeasible { ray } => return Err(no_plan(part, &ray)),
            Begun::Unbounded => return Err(impossible().into()),
        })
    });
    let mut walkers: Vec<Box<CostWalker>> = begun.collect::<Result<_, Error>>()?;
    if level.is_finite() {
        go_down(&mut walkers, level, row.requirement)?;
    }
    let curves: Vec<CostCurve> = walkers.into_par_iter().map(|walker| walker.finish()).collect::<Result<_, _>>()?;
    if curves.iter().any(|curve| curve.unbounded_load) {
        return Err(impossible().into());
    }
    let walked = parts.into_iter().zip(engines).zip(curves);
    let walks = walked.map(|((of, engine), frontier)| ComponentWalk { of, engine, frontier });
    Ok(merge(walks.collect(), row.requirement))
}

/// Goes on with the cheapest next until the shares of all together are below a level, and at least one has moved.
fn go_down(walkers: &mut [Box<CostWalker>], level: f64, requirement: f64) -> Result<(), Error> {
    let shares = |walkers: &[Box<CostWalker>]| walkers.iter().map(|walker| walker.load()).sum::<f64>() / requirement;
    // whoever asks for this level asks for the slope below it too
    let enough = level.min(shares(walkers)) - 2.0 * ROUNDING;
    while shares(walkers) >= enough {
        let next = walkers.iter().map(|walker| walker.next_penalty()).fold(f64::INFINITY, f64::min);
        if next.is_infinite() {
            break;
        }
        for walker in walkers.iter_mut().filter(|walker| walker.next_penalty() <= next) {
            walker.to(next)?;
        }
    }
    Ok(())
}

fn walk_component(of: LoadedPart, manner: Manner, start: Option<&Basis>) -> Result<ComponentWalk, Error> {
    let walk_from = |basis: Option<&Basis>| {
        let mut engine = Engine::in_manner(&of.part, manner);
        if let Some(basis) = basis {
            engine.set_basis(basis);
        }
        engine.parametric_cost(&of.part, &of.load).map(|found| (engine, found))
    };
    let begin = start.map(|basis| warm_start::part(basis, &of.component));
    match warm_start::attempt(begin, walk_from, |(_, found)| is_whole(found))? {
        (engine, CostWalk::Curve(frontier)) if !frontier.unbounded_load => {
            Ok(ComponentWalk { of, engine, frontier: *frontier })
        }
        (_, CostWalk::Infeasible { ray }) => Err(no_plan(&of.part, &ray)),
        (_, CostWalk::Curve(_) | CostWalk::Unbounded) => Err(impossible().into()),
    }
}

fn is_whole(walk: &CostWalk) -> bool {
    matches!(walk, CostWalk::Curve(frontier) if !frontier.unbounded_load)
}

fn impossible() -> Failure {
    Failure {
        solver: "simplex",
        reason: "it loses a plan that it has found, or calls a cost or a load that is never negative unbounded".into(),
    }
}

fn merge(walks: Vec<ComponentWalk>, requirement: f64) -> BlockCostWalk {
    let mut order: Vec<(u32, u32)> = Vec::new();
    for (c, walk) in walks.iter().enumerate() {
        order.extend((0..walk.frontier.points.len() as u32 - 1).map(|k| (c as u32, k)));
    }
    let penalty = |&(c, k): &(u32, u32)| walks[c as usize].frontier.points[k as usize].penalty;
    // stable: equal penalties stay in the order of components, and a component's own segments in theirs
    order.sort_by(|a, b| penalty(a).total_cmp(&penalty(b)));
    let (mut cost, mut load) = (Total::default(), Total::default());
    for walk in &walks {
        cost.add(walk.frontier.points[0].cost);
        load.add(walk.frontier.points[0].load);
    }
    let mut curve = Curve { shares: vec![load.value() / requirement], costs: vec![cost.value()], ..Curve::default() };
    let (mut penalties, mut ends): (Vec<f64>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut moves = Moves::default();
    for (n, at) in order.iter().enumerate() {
        let (walk, k) = (&walks[at.0 as usize], at.1 as usize);
        let (from, to) = (walk.frontier.points[k], walk.frontier.points[k + 1]);
        let opens = penalties.last().is_none_or(|&last| from.penalty > last * (1.0 + SAME_PENALTY));
        if opens {
            if !penalties.is_empty() {
                moves.close();
                curve.shares.push(load.value() / requirement);
                curve.costs.push(cost.value());
                ends.push(n);
            }
            penalties.push(from.penalty);
            curve.slopes.push(from.penalty * requirement);
        }
        cost.add(to.cost - from.cost);
        load.add(to.load - from.load);
        let columns = &walk.of.component.cols;
        moves.extend(walk.frontier.path.change(k).map(|(j, change)| (columns[j], change)));
    }
    if !penalties.is_empty() {
        moves.close();
        curve.shares.push(load.value() / requirement);
        curve.costs.push(cost.value());
        ends.push(order.len());
    }
    curve.moves = moves;
    BlockCostWalk { curve, walks, penalties, ends, order }
}

impl BlockCostWalk {
    /// The plan at the curve's start, into the columns of the program.
    pub(crate) fn start(&self, x: &mut [f64]) {
        for walk in &self.walks {
            for (&j, value) in walk.of.component.cols.iter().zip(walk.frontier.path.x(0)) {
                x[j as usize] = value;
            }
        }
    }

    /// The basis of the least load: of the block's columns and rows in ascending order, then of its security row, which is free there.
    pub(crate) fn last_basis(&self) -> Basis {
        let (mut cols, mut rows) = (BTreeMap::new(), BTreeMap::new());
        for walk in &self.walks {
            let last = walk.frontier.path.basis(walk.frontier.path.points() - 1);
            cols.extend(walk.of.component.cols.iter().copied().zip(last.cols));
            rows.extend(walk.of.component.rows.iter().copied().zip(last.rows));
        }
        Basis { cols: cols.into_values().collect(), rows: rows.into_values().chain([Status::Basic]).collect() }
    }

    /// The plan of the least load and the duals that prove it so: of the block's columns and rows in ascending order, then of its security row, which
    /// is free there.
    pub(crate) fn least_load(&self) -> (Vec<f64>, Vec<f64>) {
        let (mut x, mut y) = (BTreeMap::new(), BTreeMap::new());
        for ComponentWalk { of, frontier, .. } in &self.walks {
            x.extend(of.component.cols.iter().zip(frontier.path.x(frontier.path.points() - 1)));
            y.extend(of.component.rows.iter().zip(frontier.duals_of_least_load(&of.part, &of.load)));
        }
        (x.into_values().collect(), y.into_values().chain([0.0]).collect())
    }

    /// The certificate of every point of the curve; walks to a level have none.
    pub(crate) fn certificate(&self) -> Certificate {
        self.walks.iter().filter_map(|walk| walk.frontier.certificate).fold(Certificate::EXACT, Certificate::worst)
    }

    /// The lowest share that the row can have.
    pub(crate) fn floor(&self) -> f64 {
        self.curve.shares[self.curve.shares.len() - 1].max(0.0)
    }

    /// Row duals that prove the plan at `share` optimal, into the rows of the program, and the dual of the security row.
    ///
    /// # Errors
    /// [`Failure`] if rounding leaves the question open.
    pub(crate) fn duals(&self, share: f64, y: &mut [f64]) -> Result<f64, Failure> {
        let (penalty, at) = self.place(share);
        for (walk, k) in self.walks.iter().zip(at) {
            // The walk's basis there is optimal for a range of penalties that need not reach down to this one: pivots that move
            // nothing may lie between.
            // Each time a copy of the engine as the walk left it: what was asked before changes nothing.
            let mut engine = walk.engine.clone();
            for (j, &load) in walk.of.load.iter().enumerate().filter(|(_, load)| **load != 0.0) {
                engine.set_cost(j, walk.of.part.cost[j] + penalty * load);
            }
            engine.set_basis(&walk.frontier.path.basis(k));
            let local = match engine.solve()? {
                Solved::Optimal { y, .. } => y,
                Solved::Infeasible { .. } | Solved::Unbounded { .. } => return Err(impossible()),
            };
            for (&i, value) in walk.of.component.rows.iter().zip(local) {
                y[i as usize] = value;
            }
        }
        Ok(-penalty)
    }

    /// The same as the walk had them when it came by.
    pub(crate) fn duals_on_the_way(&self, share: f64, y: &mut [f64]) -> f64 {
        let (penalty, _) = self.place(share);
        for walk in &self.walks {
            let local = walk.frontier.duals_at(&walk.of.part, &walk.of.load, penalty);
            for (&i, value) in walk.of.component.rows.iter().zip(local) {
                y[i as usize] = value;
            }
        }
        -penalty
    }

    /// The penalty of dependency at a share, and how many segments of each walk lie before.
    fn place(&self, share: f64) -> (f64, Vec<usize>) {
        // above the free share nothing presses; at the floor the last penalty still proves the plan
        let segment = match self.curve.segment_below(share) {
            Some(segment) => Some(segment),
            None if share >= self.curve.shares[0] => None,
            None => self.penalties.len().checked_sub(1),
        };
        let penalty = segment.map_or(0.0, |k| self.penalties[k]);
        let done = segment.map_or(0, |k| if k == 0 { 0 } else { self.ends[k - 1] });
        let mut at = vec![0usize; self.walks.len()];
        for &(c, k) in &self.order[..done] {
            at[c as usize] = k as usize + 1;
        }
        (penalty, at)
    }
}

/// A running sum that does not drift: the rounding error is carried along (Neumaier 1974).
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    sum: f64,
    dropped: f64,
}

impl Total {
    fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        self.dropped += if self.sum.abs() >= value.abs() { (self.sum - sum) + value } else { (value - sum) + self.sum };
        self.sum = sum;
    }

    fn value(self) -> f64 {
        self.sum + self.dropped
    }
}
