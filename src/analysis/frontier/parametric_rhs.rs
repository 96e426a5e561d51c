//! A block's curve by lowering the common cap of its rows, where several rows meet in one component.
//!
//! The walk starts at the least-cost plan, where no row presses, and lowers σ by the dual simplex on the right-hand sides
//! ([`simplex::parametric_rhs`]). Where no plan lies beyond, the Farkas proof names the rows that cannot go lower while the others stay at or
//! under σ: each row with a multiplier is tight in every plan left. σ is their floor; they are held there and the others go on.
//! That is the lexicographic min-max of MODEL.md, found on the way, and the free share is where the cost first rises.

use super::curve::{Curve, Moves};
use super::decomposition::Block;
use super::flat::{Face, Flat, Stretch};
use super::floors::local;
use super::tolerances::{LOWER, NO_DUAL, NO_SHARE, SAME_POINT};
use crate::analysis::warm_start;
use crate::analysis::{Error, no_plan};
use crate::formulation::SecurityRow;
use crate::lp::components::Component;
use crate::lp::verify::{Certificate, certify, farkas};
use crate::lp::{Builder, Lp};
use crate::simplex::{self, Basis, Engine, Manner, RhsCurve, RhsEnd, RhsOptions, RhsWalk, Solved, Status};
use crate::solver::Failure;

/// The walk of a block with several security rows.
#[derive(Debug, Clone)]
pub(crate) struct BlockRhsWalk {
    /// The block's curve, by columns of the program.
    pub curve: Curve,
    /// The plans above the curve's start; `None` where ties are left open there.
    pub flat: Option<Flat>,
    /// The floor of each row, in the block's order.
    pub floors: Vec<f64>,
    /// The certificate of every point of the curve, the worst of all.
    pub certificate: Certificate,
    /// The block's rows and columns.
    pub whole: Component,
    start: Vec<f64>,
    // duals of the block's rows where no security row presses
    free_duals: Vec<f64>,
    // the block's program with its security rows behind
    lp: Lp,
    legs: Vec<RhsCurve>,
    // where each segment of the curve begins: leg and point
    begins: Vec<(u32, u32)>,
}

/// Walks a block down to where none of its rows can go lower, from a basis of the program if one is given; of the plans of least cost at
/// a breakpoint it takes the one with the least of `load`.
///
/// # Errors
/// [`Error::NoPlan`] if no plan satisfies the other constraints, and failures of the engine.
pub(crate) fn walk(
    lp: &Lp,
    block: &Block,
    rows: &[SecurityRow],
    load: Option<&SecurityRow>,
    manner: Manner,
    start: Option<&Basis>,
) -> Result<BlockRhsWalk, Error> {
    let whole = block.whole();
    let part = whole.extract(lp);
    let rows: Vec<LocalRow> = block.rows.iter().map(|&r| LocalRow::new(&whole, &rows[r])).collect();
    let begin = start.map(|basis| warm_start::part(basis, &whole));
    let optimal = |found: &Solved| matches!(found, Solved::Optimal { .. });
    let solve = |basis: Option<&Basis>| {
        let mut engine = Engine::in_manner(&part, manner);
        basis.into_iter().for_each(|basis| engine.set_basis(basis));
        engine.solve()
    };
    let (x, y, basis) = match warm_start::attempt(begin, solve, optimal)? {
        Solved::Optimal { x, y, basis, .. } => (x, y, basis),
        Solved::Infeasible { ray, .. } => return Err(no_plan(&part, &ray)),
        Solved::Unbounded { .. } => return Err(failure("it calls the cost unbounded below, though none is negative")),
    };
    let mut loads = vec![0.0; part.cols()];
    load.iter().flat_map(|row| local(&whole, row)).for_each(|(j, weight)| loads[j] += weight);
    let certificate = certify(&part, &x, &y);
    let mut descent = Descent::new(&part, rows, loads, x, basis, (manner, certificate));
    let first = descent.basis.clone();
    descent.run()?;
    let rising = descent.rising();
    let samples = descent.above(&part, &y, first, rising);
    let mut walked = descent.finish(whole, y, rising);
    walked.flat = samples.map(|mut samples| {
        // where the two walks meet the plan is that of the curve
        samples.retain(|sample| sample.0 > walked.curve.shares[0] + NO_SHARE);
        samples.insert(0, (walked.curve.shares[0], walked.start.clone()));
        Flat::through(&samples, &walked.whole.cols)
    });
    Ok(walked)
}

struct LocalRow {
    requirement: f64,
    terms: Vec<(usize, f64)>,
}

impl LocalRow {
    fn new(whole: &Component, row: &SecurityRow) -> Self {
        Self { requirement: row.requirement, terms: local(whole, row).collect() }
    }

    fn share(&self, x: &[f64]) -> f64 {
        self.terms.iter().map(|&(j, w)| w * x[j]).sum::<f64>() / self.requirement
    }
}

struct Descent {
    manner: Manner,
    certificate: Certificate,
    rows: Vec<LocalRow>,
    load: Vec<f64>,
    // the least-cost plan
    x: Vec<f64>,
    lp: Lp,
    // index of the first security row in `lp`
    first: usize,
    share: f64,
    basis: Basis,
    floors: Vec<Option<f64>>,
    legs: Vec<RhsCurve>,
    // σ at the start of each leg, and which rows are held there
    tops: Vec<f64>,
    held: Vec<Vec<Option<f64>>>,
}

impl Descent {
    fn new(
        part: &Lp,
        rows: Vec<LocalRow>,
        load: Vec<f64>,
        x: Vec<f64>,
        mut basis: Basis,
        (manner, certificate): (Manner, Certificate),
    ) -> Self {
        let share = rows.iter().map(|row| row.share(&x)).fold(0.0, f64::max);
        let mut draft = Builder::extend(part);
        for row in &rows {
            draft.row(f64::NEG_INFINITY, share * row.requirement, row.terms.iter().copied());
            basis.rows.push(Status::Basic);
        }
        let floors = vec![None; rows.len()];
        let (lp, first) = (draft.build(), part.rows());
        let (legs, tops, held) = (Vec::new(), Vec::new(), Vec::new());
        Self { manner, certificate, rows, load, x, lp, first, share, basis, floors, legs, tops, held }
    }

    fn run(&mut self) -> Result<(), Error> {
        while self.floors.iter().any(Option::is_none) {
            // the first leg breaks ties even where it goes nowhere
            let ray = if self.share > NO_SHARE || self.legs.is_empty() { self.leg()? } else { None };
            let Some(ray) = ray else {
                let end = self.share.max(0.0);
                self.hold(|_| true, end);
                break;
            };
            let press = |r: usize| (ray[self.first + r] * self.rows[r].requirement).abs();
            let moving = (0..self.rows.len()).filter(|&r| self.floors[r].is_none());
            let most = moving.clone().map(press).fold(0.0, f64::max);
            if most <= 0.0 {
                return Err(failure("it finds no plan below a level, and no security row to blame"));
            }
            let stuck: Vec<usize> = moving.filter(|&r| press(r) > NO_DUAL * most).collect();
            let floor = self.share;
            self.hold(|r| stuck.contains(&r), floor);
        }
        Ok(())
    }

    fn hold(&mut self, which: impl Fn(usize) -> bool, floor: f64) {
        for (r, held) in self.floors.iter_mut().enumerate() {
            if held.is_none() && which(r) {
                *held = Some(floor);
            }
        }
    }

    /// Lowers the rows that move until there is no plan beyond (the proof is returned) or σ is 0.
    fn leg(&mut self) -> Result<Option<Vec<f64>>, Error> {
        let mut direction = Vec::new();
        for (r, row) in self.rows.iter().enumerate() {
            if self.floors[r].is_none() {
                direction.push((self.first + r, -row.requirement));
            }
            let limit = self.floors[r].unwrap_or(self.share) * row.requirement;
            self.lp.row_upper[self.first + r] = limit;
        }
        let (load, start) = (Some(&self.load[..]), Some(&self.basis));
        let options = RhsOptions { load, start, manner: self.manner, ..RhsOptions::until(self.share) };
        let curve = match simplex::parametric_rhs(&self.lp, &direction, options)? {
            RhsWalk::Curve(curve) => *curve,
            RhsWalk::Infeasible { .. } | RhsWalk::Unbounded => {
                return Err(failure("it loses the plan that it stands on"));
            }
        };
        let last = curve.points.len() - 1;
        self.certificate = self.certificate.worst(curve.certificate);
        self.tops.push(self.share);
        self.held.push(self.floors.clone());
        self.share -= curve.points[last].theta;
        self.basis = curve.path.basis(last);
        let ray = match &curve.end {
            RhsEnd::Infeasible { ray } => Some(ray.clone()),
            RhsEnd::Until | RhsEnd::Forever => None,
        };
        if let Some(ray) = &ray {
            self.prove_end(&direction, ray)?;
        }
        self.legs.push(curve);
        Ok(ray)
    }

    /// Proves that there is no plan beyond: a little further down the multipliers are a Farkas proof.
    fn prove_end(&self, direction: &[(usize, f64)], ray: &[f64]) -> Result<(), Error> {
        let mut beyond = self.lp.clone();
        for (r, row) in self.rows.iter().enumerate() {
            beyond.row_upper[self.first + r] = self.floors[r].unwrap_or(self.share) * row.requirement;
        }
        direction.iter().for_each(|&(i, rate)| beyond.row_upper[i] += LOWER * rate);
        if farkas(&beyond, ray) > 0.0 { Ok(()) } else { Err(failure("its proof that a floor is one proves nothing")) }
    }

    /// The steps of all legs: leg and point.
    fn steps(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.legs.iter().enumerate().flat_map(|(l, leg)| (0..leg.points.len() - 1).map(move |k| (l, k)))
    }

    /// The number of steps that cost nothing before the first that does.
    fn rising(&self) -> usize {
        let scale = self.legs.first().map_or(1.0, |leg| leg.points[0].cost.abs().max(1.0));
        // a rise that no cost shows is rounding of the slope
        let rises = |(l, k): (usize, usize)| {
            let points = &self.legs[l].points;
            points[k + 1].cost - points[k].cost > SAME_POINT * scale
        };
        self.steps().position(rises).unwrap_or_else(|| self.steps().count())
    }

    /// The plans of least load at the levels that cost nothing, by rising share, from the first basis; `None` where they are not found.
    fn above(&self, part: &Lp, duals: &[f64], mut basis: Basis, rising: usize) -> Option<Vec<(f64, Vec<f64>)>> {
        if self.load.iter().all(|&weight| weight == 0.0) {
            return Some(Vec::new());
        }
        let (last, to) = self.steps().nth(rising).map_or_else(
            || (self.legs.len() - 1, self.share.max(0.0)),
            |(l, k)| (l, self.tops[l] - self.legs[l].points[k].theta),
        );
        let bottom = |l: usize| if l == last { to } else { self.tops[l + 1] };
        let stretch = |l: usize| Stretch { from: self.tops[l], to: bottom(l), held: self.held[l].clone() };
        let stretches: Vec<Stretch> = (0..=last).map(stretch).collect();
        let rows = self.rows.iter().map(|row| (row.requirement, &row.terms[..])).collect();
        basis.rows.truncate(part.rows());
        Face { part, duals, rows, load: &self.load, basis, manner: self.manner }.walk(&stretches)
    }

    /// Joins the legs; the curve starts where the cost first rises.
    fn finish(self, whole: Component, free_duals: Vec<f64>, rising: usize) -> BlockRhsWalk {
        let steps: Vec<(usize, usize)> = self.steps().collect();
        let floors: Vec<f64> =
            self.floors.iter().map(|f| f.expect("the descent ends when every row has its floor")).collect();
        let legs = self.legs;
        let mut start = legs.first().map_or(self.x, |leg| leg.path.x(0));
        let mut curve = Curve::default();
        let mut moves = Moves::default();
        let mut begins = Vec::new();
        let mut x = start.clone();
        let mut leg_of_x = 0;
        for (n, &(l, k)) in steps.iter().enumerate() {
            let leg = &legs[l];
            // what rounding moved between the end of one leg and the start of the next
            let mut jump: Vec<(usize, f64)> = Vec::new();
            if l != leg_of_x {
                leg_of_x = l;
                let fresh = leg.path.x(0);
                jump.extend(
                    fresh.iter().zip(&x).enumerate().filter(|(_, (a, b))| a != b).map(|(j, (a, b))| (j, a - b)),
                );
            }
            let changes = jump.into_iter().chain(leg.path.change(k));
            if n < rising {
                changes.for_each(|(j, change)| x[j] += change);
                start.clone_from(&x);
                continue;
            }
            let here = leg.points[k];
            curve.shares.push(self.tops[l] - here.theta);
            curve.costs.push(here.cost);
            curve.slopes.push(here.slope.max(0.0));
            begins.push((l as u32, k as u32));
            for (j, change) in changes {
                x[j] += change;
                moves.extend([(whole.cols[j], change)]);
            }
            moves.close();
        }
        let end = legs.last().map(|leg| leg.points[leg.points.len() - 1]);
        let last_top = self.tops.last().copied().unwrap_or(self.share);
        curve.shares.push(end.map_or(self.share, |p| last_top - p.theta));
        curve.costs.push(end.map_or_else(|| self.lp.objective(&start), |p| p.cost));
        curve.moves = moves;
        let lp = self.lp;
        let certificate = self.certificate;
        BlockRhsWalk { curve, flat: None, floors, certificate, whole, start, free_duals, lp, legs, begins }
    }
}

impl BlockRhsWalk {
    /// The plan at the curve's start, into the columns of the program.
    pub(crate) fn start(&self, x: &mut [f64]) {
        for (&j, &value) in self.whole.cols.iter().zip(&self.start) {
            x[j as usize] = value;
        }
    }

    /// The basis with which the walk ended, if it went anywhere: of the block's columns and rows, then of its security rows.
    pub(crate) fn last_basis(&self) -> Option<Basis> {
        self.legs.last().map(|leg| leg.path.basis(leg.points.len() - 1))
    }

    /// Row duals that prove the plan at `share` optimal: into the rows of the program, and those of the security rows, in the block's order.
    ///
    /// # Errors
    /// [`Failure`] if a basis of the walk turns out to be singular.
    pub(crate) fn duals(&self, share: f64, y: &mut [f64]) -> Result<Vec<f64>, Failure> {
        let segment = match self.curve.segment_below(share) {
            Some(segment) => Some(segment),
            None if share >= self.curve.shares[0] => None,
            None => self.begins.len().checked_sub(1),
        };
        let mut local = self.free_duals.clone();
        local.resize(self.lp.rows(), 0.0);
        if let Some((leg, k)) = segment.map(|k| self.begins[k]) {
            let basis = self.legs[leg as usize].path.basis(k as usize);
            local = simplex::at_basis(&self.lp, &basis, &self.lp.cost)?.1;
        }
        for (&i, &value) in self.whole.rows.iter().zip(&local) {
            y[i as usize] = value;
        }
        Ok(local[self.whole.rows.len()..].to_vec())
    }
}

fn failure(reason: &str) -> Error {
    Failure { solver: "simplex", reason: reason.into() }.into()
}
