//! The deletion filter: of constraints that no point satisfies together, a set of which none can be left out.
//!
//! A Farkas ray proves a program infeasible, and the constraints with a multiplier are enough for that proof. From those, constraints are
//! left out, many at a time as long as that goes, and those that the next ray has no need of with them; a constraint that cannot be left out alone stays.
//! Between two attempts only bounds change, so that each solve begins where the last one ended. (Chinneck, *Feasibility and Infeasibility in
//! Optimization*, 2008, chapter 6.)

use crate::analysis::Error;
use crate::analysis::tolerances::NO_DUAL;
use crate::lp::verify::{TOLERANCE, certify, farkas};
use crate::lp::{Builder, Lp};
use crate::simplex::{Engine, Solved};
use crate::solver::{FARKAS, Failure, Outcome, Solver, certified};

/// A constraint of a program: a row with both its bounds, or one bound of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// A row.
    Row(usize),
    /// A column's lower bound; without it the column may fall to 0.
    Lower(usize),
    /// A column's upper bound.
    Upper(usize),
}

/// The factor by which the pieces are smaller in each round.
const FINER: usize = 8;

/// The constraints of an infeasible program that the filter has not left out yet.
pub(super) struct Filter {
    // as it would be with all of `sides`
    whole: Lp,
    // as it is with those inside
    lp: Lp,
    engine: Engine,
    // the constraints that may be left out, those first that had better be, and the name of each in the first program
    sides: Vec<Side>,
    names: Vec<Side>,
    inside: Vec<bool>,
}

/// The verdict on the constraints inside.
enum Inside {
    Feasible,
    /// The constraints that prove it, where the engine knows them.
    Infeasible(Option<Vec<bool>>),
    Unknown,
}

impl Filter {
    /// A filter of the constraints `sides` of a program, those first that had better be left out. All else of the program always holds.
    pub(super) fn new(lp: &Lp, sides: Vec<Side>) -> Self {
        let whole = Lp { cost: vec![0.0; lp.cols()], ..lp.clone() };
        Self {
            lp: whole.clone(),
            engine: Engine::new(&whole),
            inside: vec![true; sides.len()],
            whole,
            names: sides.clone(),
            sides,
        }
    }

    /// An irreducible set: with it there is no point, without any one of it there is.
    ///
    /// # Errors
    /// [`Error::Solver`] where rounding leaves that open.
    pub(super) fn irreducible(mut self) -> Result<Vec<Side>, Error> {
        match self.verdict() {
            Inside::Infeasible(support) => self.keep(support),
            Inside::Feasible | Inside::Unknown => return Err(open("which constraints stand against each other")),
        }
        // coarsely first: the rest is a smaller program for the finer cuts
        let mut smallest = self.sides.len();
        while smallest > 1 {
            self = self.without_the_rest();
            smallest = (smallest / FINER).min(self.sides.len() / FINER).max(1);
            let all: Vec<usize> = (0..self.sides.len()).collect();
            self.reduce(&all, false, smallest);
        }
        self = self.without_the_rest();
        // one after another once more: the constraints that a chunk had left open, and the proof of each
        let mut irreducible = true;
        for k in 0..self.sides.len() {
            if self.inside[k] {
                self.set(k, false);
                match self.verdict() {
                    Inside::Feasible => self.set(k, true),
                    Inside::Infeasible(support) => self.keep(support),
                    Inside::Unknown => {
                        self.set(k, true);
                        irreducible = false;
                    }
                }
            }
        }
        match self.verdict() {
            Inside::Infeasible(_) if irreducible => Ok(self.members()),
            _ => Err(open("whether a set of constraints that stand against each other is irreducible")),
        }
    }

    fn members(&self) -> Vec<Side> {
        self.names.iter().zip(&self.inside).filter(|(_, inside)| **inside).map(|(side, _)| *side).collect()
    }

    /// Leaves out all of `chunk` if that goes, else as much of each half as goes, in pieces of `smallest` or more. `needed`: it is known that not
    /// all of it can go.
    fn reduce(&mut self, chunk: &[usize], needed: bool, smallest: usize) {
        let left: Vec<usize> = chunk.iter().copied().filter(|&k| self.inside[k]).collect();
        if left.is_empty() {
            return;
        }
        if !needed {
            left.iter().for_each(|&k| self.set(k, false));
            if let Inside::Infeasible(support) = self.verdict() {
                return self.keep(support);
            }
            left.iter().for_each(|&k| self.set(k, true));
        }
        if left.len() <= smallest {
            return;
        }
        let (first, second) = left.split_at(left.len() / 2);
        self.reduce(first, false, smallest);
        let gone = first.iter().all(|&k| !self.inside[k]);
        self.reduce(second, gone, smallest);
    }

    /// Leaves out the constraints that a proof has no need of.
    fn keep(&mut self, support: Option<Vec<bool>>) {
        let Some(support) = support else { return };
        for (k, needed) in support.into_iter().enumerate() {
            if self.inside[k] && !needed {
                self.set(k, false);
            }
        }
    }

    fn set(&mut self, k: usize, inside: bool) {
        self.inside[k] = inside;
        let (side, lp) = (self.sides[k], &mut self.lp);
        match side {
            Side::Row(i) => {
                let (lower, upper) = (self.whole.row_lower[i], self.whole.row_upper[i]);
                (lp.row_lower[i], lp.row_upper[i]) =
                    if inside { (lower, upper) } else { (f64::NEG_INFINITY, f64::INFINITY) };
                self.engine.set_row(i, lp.row_lower[i], lp.row_upper[i]);
            }
            Side::Lower(j) => lp.lower[j] = if inside { self.whole.lower[j] } else { 0.0 },
            Side::Upper(j) => lp.upper[j] = if inside { self.whole.upper[j] } else { f64::INFINITY },
        }
        if let Side::Lower(j) | Side::Upper(j) = side {
            self.engine.set_bounds(j, lp.lower[j], lp.upper[j]);
        }
    }

    fn verdict(&mut self) -> Inside {
        if let Some(support) = self.contradiction() {
            return Inside::Infeasible(Some(support));
        }
        match self.engine.solve() {
            Ok(Solved::Infeasible { ray, .. }) if farkas(&self.lp, &ray) > FARKAS => self.proved(&ray),
            Ok(Solved::Optimal { x, y, .. }) if certify(&self.lp, &x, &y).primal <= TOLERANCE => Inside::Feasible,
            _ => match certified(Solver::Simplex, &self.lp).map(|found| found.outcome) {
                Ok(Outcome::Infeasible(Some(ray))) => self.proved(&ray),
                Ok(Outcome::Optimal(_)) => Inside::Feasible,
                Ok(Outcome::Infeasible(None) | Outcome::Unbounded) | Err(_) => Inside::Unknown,
            },
        }
    }

    /// The constraints that a ray has multipliers for, if they are a proof without the others.
    fn proved(&self, ray: &[f64]) -> Inside {
        let largest = ray.iter().fold(0.0f64, |most, y| most.max(y.abs()));
        let presses = |multiplier: f64| multiplier.abs() > NO_DUAL * largest;
        let alone: Vec<f64> = ray.iter().map(|&y| if presses(y) { y } else { 0.0 }).collect();
        let reduced = self.lp.reduced_costs(&alone);
        let needed = |side: &Side| match *side {
            Side::Row(i) => alone[i] != 0.0,
            Side::Lower(j) => reduced[j] > 0.0 && presses(reduced[j]),
            Side::Upper(j) => reduced[j] < 0.0 && presses(reduced[j]),
        };
        let support: Vec<bool> =
            self.sides.iter().zip(&self.inside).map(|(side, inside)| *inside && needed(side)).collect();
        let mut only = Self::relaxed(&self.whole, &self.sides, &support);
        only.cost.fill(0.0);
        Inside::Infeasible((farkas(&only, &alone) > FARKAS).then_some(support))
    }

    /// The program without the sides that are not inside.
    fn relaxed(whole: &Lp, sides: &[Side], inside: &[bool]) -> Lp {
        let mut lp = whole.clone();
        for (side, _) in sides.iter().zip(inside).filter(|(_, inside)| !**inside) {
            match *side {
                Side::Row(i) => (lp.row_lower[i], lp.row_upper[i]) = (f64::NEG_INFINITY, f64::INFINITY),
                Side::Lower(j) => lp.lower[j] = 0.0,
                Side::Upper(j) => lp.upper[j] = f64::INFINITY,
            }
        }
        lp
    }

    /// A column whose two bounds exclude each other, or a row that asks for something of nothing.
    fn contradiction(&self) -> Option<Vec<bool>> {
        let only = |wanted: &dyn Fn(&Side) -> bool| {
            Some(self.sides.iter().zip(&self.inside).map(|(side, inside)| *inside && wanted(side)).collect())
        };
        if let Some(j) = (0..self.lp.cols()).find(|&j| self.lp.lower[j] > self.lp.upper[j]) {
            return only(&|side| matches!(*side, Side::Lower(k) | Side::Upper(k) if k == j));
        }
        let mut empty = vec![true; self.lp.rows()];
        self.lp.row_index.iter().for_each(|&i| empty[i as usize] = false);
        let asks = |&i: &usize| empty[i] && (self.lp.row_lower[i] > 0.0 || self.lp.row_upper[i] < 0.0);
        let row = (0..self.lp.rows()).find(asks)?;
        only(&|side| *side == Side::Row(row))
    }

    /// The same without the constraints left out, which makes it smaller.
    fn without_the_rest(self) -> Self {
        let Self { whole, sides, inside, names, .. } = self;
        let mut open_rows = vec![false; whole.rows()];
        let mut kept_cols = vec![false; whole.cols()];
        for (side, inside) in sides.iter().zip(&inside) {
            match *side {
                Side::Row(i) => open_rows[i] = !inside,
                Side::Lower(j) | Side::Upper(j) => kept_cols[j] |= inside,
            }
        }
        let relaxed = Self::relaxed(&whole, &sides, &inside);
        let number = |kept: &[bool]| -> Vec<usize> {
            let numbers = kept.iter().scan(0, |next, &kept| {
                *next += usize::from(kept);
                Some(*next)
            });
            numbers.collect()
        };
        let kept_rows: Vec<bool> = open_rows.iter().map(|open| !open).collect();
        for (j, kept) in kept_cols.iter_mut().enumerate() {
            *kept |= whole.column(j).any(|(i, _)| kept_rows[i]);
        }
        let (row_at, col_at) = (number(&kept_rows), number(&kept_cols));
        let mut small = Builder::default();
        (0..whole.cols())
            .filter(|&j| kept_cols[j])
            .for_each(|j| _ = small.column(0.0, relaxed.lower[j], relaxed.upper[j]));
        for i in (0..whole.rows()).filter(|&i| kept_rows[i]) {
            small.row(whole.row_lower[i], whole.row_upper[i], []);
        }
        for j in (0..whole.cols()).filter(|&j| kept_cols[j]) {
            whole
                .column(j)
                .filter(|&(i, _)| kept_rows[i])
                .for_each(|(i, a)| small.entry(row_at[i] - 1, col_at[j] - 1, a));
        }
        let moved = |side: Side| match side {
            Side::Row(i) => Side::Row(row_at[i] - 1),
            Side::Lower(j) => Side::Lower(col_at[j] - 1),
            Side::Upper(j) => Side::Upper(col_at[j] - 1),
        };
        let left: Vec<usize> = (0..sides.len()).filter(|&k| inside[k]).collect();
        let small = Self::new(&small.build(), left.iter().map(|&k| moved(sides[k])).collect());
        Self { names: left.iter().map(|&k| names[k]).collect(), ..small }
    }
}

fn open(what: &str) -> Error {
    Failure { solver: "simplex", reason: format!("rounding leaves open {what}") }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x ≥ 3 and y ≥ 2 with x + y ≤ 4 exclude each other, and so do x ≥ 3 and x ≤ 1; x + y ≥ 1 and y ≤ 9 stand by. Which of the two sets is found the
    /// first proof decides.
    #[test]
    fn what_is_left_excludes_each_other_and_nothing_of_it_can_go() {
        let mut b = Builder::default();
        let x = b.column(0.0, 3.0, 1e9);
        let y = b.column(0.0, 0.0, 9.0);
        b.row(1.0, f64::INFINITY, [(x, 1.0), (y, 1.0)]);
        b.row(f64::NEG_INFINITY, 4.0, [(x, 1.0), (y, 1.0)]);
        b.row(2.0, f64::INFINITY, [(y, 1.0), (x, 0.0)]);
        b.row(f64::NEG_INFINITY, 1.0, [(x, 1.0)]);
        let lp = b.build();
        let rows = || [Side::Row(0), Side::Upper(y), Side::Lower(x)];
        let of = |first: Vec<Side>| {
            let mut found = Filter::new(&lp, first.into_iter().chain(rows()).collect()).irreducible().unwrap();
            found.sort_unstable();
            found
        };
        let sets = [vec![Side::Row(1), Side::Row(2), Side::Lower(x)], vec![Side::Row(3), Side::Lower(x)]];
        for first in [[3, 1, 2], [1, 2, 3]] {
            let found = of(first.map(Side::Row).to_vec());
            assert!(sets.contains(&found), "{found:?}");
        }
    }

    #[test]
    fn bounds_of_one_column_and_a_row_of_nothing_exclude_each_other_alone() {
        let mut b = Builder::default();
        let x = b.column(0.0, 3.0, 2.0);
        b.row(1.0, f64::INFINITY, [(x, 1.0)]);
        let sides = vec![Side::Row(0), Side::Lower(x), Side::Upper(x)];
        assert_eq!(Filter::new(&b.clone().build(), sides).irreducible().unwrap(), [Side::Lower(x), Side::Upper(x)]);
        let row = b.row(5.0, f64::INFINITY, []);
        b.set_bounds(x, 0.0, 2.0);
        let sides = vec![Side::Row(0), Side::Upper(x), Side::Row(row)];
        assert_eq!(Filter::new(&b.build(), sides).irreducible().unwrap(), [Side::Row(row)]);
    }

    #[test]
    fn of_what_has_a_point_nothing_excludes_anything() {
        let mut b = Builder::default();
        let x = b.column(0.0, 0.0, 2.0);
        b.row(1.0, f64::INFINITY, [(x, 1.0)]);
        assert!(Filter::new(&b.build(), vec![Side::Row(0), Side::Upper(x)]).irreducible().is_err());
    }
}
