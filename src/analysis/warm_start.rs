//! Warm starts: the solves of a model begin at the optimum of another that is like it.
//!
//! A [`WarmStart`] is the optimal basis of a program without security rows, kept by what its columns and rows mean, so that it can be laid over
//! any other: what only the other has begins out of the way, a column at its lower bound and a row slack, and the engine mends what then
//! is no basis. It decides how long a solve takes, and among equal plans which is found; never what is optimal.

use crate::formulation::courses::{CourseCol, CourseKey};
use crate::formulation::{ColKey, Program, RowKey};
use crate::lp::components::{Component, components};
use crate::model::{OfferId, PairId, ProjectId};
use crate::simplex::{self, Basis, Solved, Status};
use crate::solver::Failure;

/// An optimal basis that other programs can start from.
#[derive(Debug, Clone, PartialEq)]
pub struct WarmStart {
    // both ascending
    cols: Vec<(ColumnOrder, Status)>,
    rows: Vec<(RowKey, Status)>,
}

/// The order of a program's columns: by pair, purchases by offer before the others, each by period; then projects, then what is reserved, then courses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ColumnOrder {
    Pair(PairId, u8, Option<OfferId>, usize),
    Project(ProjectId, usize),
    Reservation(OfferId),
    Course(CourseKey, CourseCol),
}

fn column_order(key: &ColKey) -> ColumnOrder {
    match *key {
        ColKey::Purchase { offer, pair, period } => ColumnOrder::Pair(pair, 0, Some(offer), period),
        ColKey::Stock { pair, period } => ColumnOrder::Pair(pair, 1, None, period),
        ColKey::Shortage { pair, period } => ColumnOrder::Pair(pair, 2, None, period),
        ColKey::Substitution { pair, period } => ColumnOrder::Pair(pair, 3, None, period),
        ColKey::Project { project, period } => ColumnOrder::Project(project, period),
        ColKey::Reservation(offer) => ColumnOrder::Reservation(offer),
        ColKey::Course { course, col } => ColumnOrder::Course(course, col),
    }
}

impl WarmStart {
    /// The optimal basis of a program; `None` if it has none.
    pub fn of(program: &Program) -> Option<Self> {
        let lp = &program.lp;
        let mut all = Basis::slack(lp);
        for component in components(lp) {
            let Ok(Solved::Optimal { basis, .. }) = simplex::solve(&component.extract(lp), None) else { return None };
            component.put(basis.cols, basis.rows, (&mut all.cols, &mut all.rows));
        }
        Some(Self::at(program, &all))
    }

    /// A basis of a program; of one with rows behind the program's own, its part without them.
    pub fn at(program: &Program, basis: &Basis) -> Self {
        let mut cols: Vec<_> = program.cols.iter().map(column_order).zip(basis.cols.iter().copied()).collect();
        let mut rows: Vec<_> = program.rows.iter().copied().zip(basis.rows.iter().copied()).collect();
        cols.sort_unstable_by_key(|&(order, _)| order);
        rows.sort_unstable_by_key(|&(key, _)| key);
        Self { cols, rows }
    }

    /// The basis laid over a program.
    pub fn over(&self, program: &Program) -> Basis {
        Basis {
            cols: laid_over(
                &self.cols,
                program.cols.iter().map(column_order),
                |key| matches!(key, ColumnOrder::Course(..)),
                Status::AtLower,
            ),
            rows: laid_over(&self.rows, program.rows.iter().copied(), in_course, Status::Basic),
        }
    }
}

impl WarmStart {
    /// The basis laid over a program whose stops last longer: a period that a stop has not reached before stands as in the next stop that has.
    pub(crate) fn over_longer(&self, program: &Program) -> Basis {
        let mut basis = self.over(program);
        let column = |key: &ColumnOrder| self.cols.binary_search_by(|(other, _)| other.cmp(key)).ok();
        for (status, key) in basis.cols.iter_mut().zip(&program.cols) {
            let ColKey::Course { course: CourseKey::Stop(start), col } = *key else { continue };
            let period = col.period().unwrap_or(start);
            let as_stop = |start| column(&ColumnOrder::Course(CourseKey::Stop(start), col));
            *status = (start..=period).find_map(as_stop).map_or(*status, |at| self.cols[at].1);
        }
        let row = |key: &RowKey| self.rows.binary_search_by(|(other, _)| other.cmp(key)).ok();
        for (status, key) in basis.rows.iter_mut().zip(&program.rows) {
            let RowKey::Course { course: CourseKey::Stop(start), row: of } = *key else { continue };
            let period = of.period().unwrap_or(start);
            let as_stop = |start| row(&RowKey::Course { course: CourseKey::Stop(start), row: of });
            *status = (start..=period).find_map(as_stop).map_or(*status, |at| self.rows[at].1);
        }
        basis
    }
}

fn in_course(key: &RowKey) -> bool {
    key.course().is_some()
}

/// The status of each of `keys` in `known`; `otherwise` where it is not there. Both are in one order: a step is all that each takes. But
/// for those of courses, which stand in another order than their keys.
fn laid_over<K: Ord>(
    all: &[(K, Status)],
    keys: impl Iterator<Item = K>,
    in_course: impl Fn(&K) -> bool,
    otherwise: Status,
) -> Vec<Status> {
    let mut known = all.iter().peekable();
    keys.map(|key| {
        if in_course(&key) {
            return all.binary_search_by(|(other, _)| other.cmp(&key)).map_or(otherwise, |at| all[at].1);
        }
        while known.next_if(|(other, _)| *other < key).is_some() {}
        known.next_if(|(other, _)| *other == key).map_or(otherwise, |&(_, status)| status)
    })
    .collect()
}

/// A component's part of a basis of its program.
pub(crate) fn part(basis: &Basis, component: &Component) -> Basis {
    let pick = |from: &[Status], which: &[u32]| which.iter().map(|&k| from[k as usize]).collect();
    Basis { cols: pick(&basis.cols, &component.cols), rows: pick(&basis.rows, &component.rows) }
}

/// The result of `solve` from a start, if it is as wanted; anything else is asked again without it.
///
/// # Errors
/// [`Failure`] of the attempt without a start.
pub(crate) fn attempt<T>(
    start: Option<Basis>,
    mut solve: impl FnMut(Option<&Basis>) -> Result<T, Failure>,
    wanted: impl Fn(&T) -> bool,
) -> Result<T, Failure> {
    match start.map(|basis| solve(Some(&basis))) {
        Some(Ok(found)) if wanted(&found) => Ok(found),
        _ => solve(None),
    }
}
