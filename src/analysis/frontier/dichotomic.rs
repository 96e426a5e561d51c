//! A block's curve from any solver, by dichotomic search (Aneja and Nair, 1979).
//!
//! cost(σ) is convex and piecewise linear between neighbouring floors. Two points with their slopes give two tangents, which meet
//! below the curve: if the curve passes through where they meet, that is a breakpoint and all of the curve in between is known;
//! if not, the point found there divides the interval (Aneja and Nair 1979, for a curve given by its subgradients).
//! The second opinion on the walks of [`super::parametric_cost`] and [`super::parametric_rhs`], one cold solve a breakpoint.

use super::curve::Curve;
use super::decomposition::Block;
use super::floors::local;
use super::tolerances::{HELD, OTHERS, ROUNDING, SAME_COST};
use crate::analysis::Error;
use crate::analysis::least_cost::{Answer, least_cost, optimal_face, solve};
use crate::analysis::proved::Proved;
use crate::formulation::SecurityRow;
use crate::lp::components::Component;
use crate::lp::{Builder, Lp};
use crate::solver::Solver;

/// A block's curve, found by dichotomic search.
#[derive(Debug, Clone)]
pub(crate) struct Drawn {
    /// The block's curve, by columns of the program.
    pub curve: Curve,
    /// The proof of every point of the curve.
    pub proof: Proved<()>,
    /// The block's rows and columns.
    pub whole: Component,
    /// The plan at the curve's start, by the block's columns.
    pub start: Vec<f64>,
}

/// A block's curve. Of the plans of least cost that it finds at a level it takes the one with the least of `load`.
///
/// # Errors
/// [`Error::NoPlan`] if no plan satisfies the constraints without any level, and failures of the solver.
pub(crate) fn curve(
    lp: &Lp,
    block: &Block,
    rows: &[SecurityRow],
    floors: &[f64],
    load: Option<&SecurityRow>,
    solver: Solver,
) -> Result<Drawn, Error> {
    let whole = block.whole();
    let search = DichotomicSearch {
        part: whole.extract(lp),
        rows: block
            .rows
            .iter()
            .map(|&r| SearchedRow { requirement: rows[r].requirement, terms: local(&whole, &rows[r]).collect() })
            .collect(),
        floors,
        load: load.iter().flat_map(|row| local(&whole, row)).collect(),
        solver,
    };
    let start = search.free()?;
    let mut samples = vec![start];
    // the curve is convex only between neighbouring floors
    let mut ends: Vec<f64> = floors.iter().copied().filter(|&f| f < samples[0].share - ROUNDING).collect();
    ends.sort_unstable_by(|a, b| b.total_cmp(a));
    ends.dedup();
    for end in ends {
        let high = samples.pop().expect("never empty");
        let low = search.at(end, end)?;
        // the slope just below an end of a stretch belongs to the next stretch
        let high = if samples.is_empty() { high } else { search.at(high.share, end)? };
        search.between(high, low, &mut samples)?;
    }
    let proof = Proved::all(samples.iter().map(|sample| sample.proof.clone()));
    let curve = search.curve(&whole, &samples);
    Ok(Drawn { curve, proof, start: samples.swap_remove(0).x, whole })
}

struct SearchedRow {
    requirement: f64,
    terms: Vec<(usize, f64)>,
}

/// A block with its security rows, whose common limit is varied.
struct DichotomicSearch<'a> {
    part: Lp,
    rows: Vec<SearchedRow>,
    floors: &'a [f64],
    // who breaks ties where several rows meet
    load: Vec<(usize, f64)>,
    solver: Solver,
}

#[derive(Clone)]
struct Sample {
    share: f64,
    cost: f64,
    // d cost / d share among the rows that move, not positive
    slope: f64,
    x: Vec<f64>,
    proof: Proved<()>,
}

impl DichotomicSearch<'_> {
    /// The least-cost plan at a level, and its slope for the rows whose floor is at most `moving`.
    fn at(&self, share: f64, moving: f64) -> Result<Sample, Error> {
        let mut draft = Builder::extend(&self.part);
        for (row, &floor) in self.rows.iter().zip(self.floors) {
            let limit = share.max(floor) * row.requirement;
            draft.row(f64::NEG_INFINITY, limit + HELD * row.requirement, row.terms.iter().copied());
        }
        let answer = match self.rows[..] {
            [_] => solve(&draft.build(), self.solver)?,
            _ => least_cost(&draft.build(), &self.load, self.solver)?,
        };
        let first = self.part.rows();
        let slope = self.rows.iter().zip(self.floors).enumerate().filter(|(_, (_, floor))| **floor <= moving);
        let slope = slope.map(|(r, (row, _))| answer.y[first + r] * row.requirement).sum();
        Ok(Sample { slope, ..self.without_slope(share, answer) })
    }

    /// The block's free share: the smallest level that costs nothing, with a plan there.
    fn free(&self) -> Result<Sample, Error> {
        let least = if let [row] = &self.rows[..] {
            least_cost(&self.part, &row.terms, self.solver)?
        } else {
            solve(&self.part, self.solver)?
        };
        if let [row] = &self.rows[..] {
            let load: f64 = row.terms.iter().map(|&(j, w)| w * least.x[j]).sum();
            return Ok(self.without_slope(load / row.requirement, least));
        }
        // Rows at their floor do not count: take them out of the largest share until one that moves decides it.
        let face = optimal_face(&self.part, &least.y);
        let mut held: Vec<bool> = vec![false; self.rows.len()];
        loop {
            let mut draft = Builder::extend(&Lp { cost: vec![0.0; face.cols()], ..face.clone() });
            let largest = draft.column(1.0, 0.0, f64::INFINITY);
            for ((row, &floor), &held) in self.rows.iter().zip(self.floors).zip(&held) {
                let mut terms: Vec<_> = row.terms.iter().map(|&(j, w)| (j, w / row.requirement)).collect();
                if !held {
                    terms.push((largest, -1.0));
                }
                draft.row(f64::NEG_INFINITY, if held { floor + OTHERS } else { 0.0 }, terms);
            }
            let answer = solve(&draft.build(), self.solver)?;
            let share = answer.x[largest];
            let stuck: Vec<usize> =
                (0..self.rows.len()).filter(|&r| !held[r] && self.floors[r] >= share - ROUNDING).collect();
            if stuck.is_empty() || held.iter().all(|&h| h) {
                let x = self.of_least_load(face, share)?;
                return Ok(self.without_slope(share, Answer { x, ..answer }));
            }
            stuck.into_iter().for_each(|r| held[r] = true);
        }
    }

    /// The plan of least load on a face, at a level.
    fn of_least_load(&self, mut face: Lp, share: f64) -> Result<Vec<f64>, Error> {
        face.cost = vec![0.0; face.cols()];
        self.load.iter().for_each(|&(j, weight)| face.cost[j] += weight);
        let mut draft = Builder::extend(&face);
        for (row, &floor) in self.rows.iter().zip(self.floors) {
            let limit = (share.max(floor) + OTHERS) * row.requirement;
            draft.row(f64::NEG_INFINITY, limit, row.terms.iter().copied());
        }
        Ok(solve(&draft.build(), self.solver)?.x)
    }

    /// A sample without slope.
    fn without_slope(&self, share: f64, answer: Answer) -> Sample {
        Sample { share, cost: self.part.objective(&answer.x), slope: 0.0, proof: Proved::of(&answer), x: answer.x }
    }

    /// Adds the samples from `high` to `low`, both included, to `found`.
    fn between(&self, high: Sample, low: Sample, found: &mut Vec<Sample>) -> Result<(), Error> {
        let mut open = vec![low];
        let mut high = high;
        while let Some(low) = open.pop() {
            let width = high.share - low.share;
            let exact = SAME_COST * high.cost.abs().max(1.0);
            // where the tangents meet: high.cost + high.slope (σ − high.share) = low.cost + low.slope (σ − low.share)
            let chord = (high.cost - low.cost) / width;
            let bend = high.slope - low.slope;
            let meets = low.share + (high.cost - high.slope * width - low.cost) / (low.slope - high.slope);
            let inside = meets > low.share + ROUNDING && meets < high.share - ROUNDING;
            let straight = width <= ROUNDING
                || bend.abs() * width <= exact
                || !inside
                || (high.slope - chord).abs() * width <= exact;
            if straight {
                found.push(std::mem::replace(&mut high, low));
                continue;
            }
            let middle = self.at(meets, low.share)?;
            let tangent = high.cost + high.slope * (meets - high.share);
            if middle.cost - tangent <= exact {
                found.push(std::mem::replace(&mut high, middle));
                found.push(std::mem::replace(&mut high, low));
            } else {
                open.push(low);
                open.push(middle);
            }
        }
        found.push(high);
        Ok(())
    }

    /// The curve through the samples; points in the middle of a straight stretch are left out.
    fn curve(&self, whole: &Component, samples: &[Sample]) -> Curve {
        let slope = |a: &Sample, b: &Sample| (b.cost - a.cost) / (a.share - b.share);
        let mut kept: Vec<&Sample> = Vec::new();
        for sample in samples {
            while let [.., a, b] = kept[..] {
                let end = self.floors.contains(&b.share);
                let bow = (slope(a, b) - slope(b, sample)).abs() * (a.share - sample.share);
                if end || bow > SAME_COST * a.cost.abs().max(1.0) {
                    break;
                }
                kept.pop();
            }
            if kept.last().is_none_or(|last| last.share > sample.share) {
                kept.push(sample);
            }
        }
        let mut curve = Curve::default();
        for (k, sample) in kept.iter().enumerate() {
            curve.shares.push(sample.share);
            curve.costs.push(sample.cost);
            if let Some(next) = kept.get(k + 1) {
                curve.slopes.push(slope(sample, next).max(0.0));
                let changes = sample.x.iter().zip(&next.x).enumerate().filter(|(_, (a, b))| a != b);
                curve.moves.extend(changes.map(|(j, (a, b))| (whole.cols[j], b - a)));
                curve.moves.close();
            }
        }
        // a curve that never rises has no slope, hence no free share of its own
        let rise = curve.costs[curve.costs.len() - 1] - curve.costs[0];
        if rise <= SAME_COST * curve.costs[0].abs().max(1.0) {
            curve = Curve { shares: vec![curve.shares[0]], costs: vec![curve.costs[0]], ..Curve::default() };
        }
        curve
    }
}
