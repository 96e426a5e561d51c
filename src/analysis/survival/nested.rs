//! The starting basis of a program with the courses of stops.
//!
//! A course costs nothing; it is only feasible, or not, with the stock and orders that the trunk leaves it. So the trunk is solved first, by itself, and each
//! course tried with it. Those that cannot be gone through are put beside the trunk, which is solved again from where it stands, until all others can: Benders'
//! decomposition (1962) with whole courses in place of cuts. The bases of trunk and courses together are then one of the whole program, and optimal: the courses'
//! prices are zero. Most stops of most elements never have to stand beside the trunk, where the dual simplex takes many pivots for them, all of whose ratios tie.
//!
//! Nothing rests on it: it is a basis to begin with, and the answer found from there proves itself as any other.

use crate::analysis::warm_start::{self, WarmStart};
use crate::formulation::courses::CourseKey;
use crate::formulation::{ColKey, Program};
use crate::lp::components::{Component, components};
use crate::lp::outcome::Failure;
use crate::lp::verify::{certify, farkas};
use crate::lp::{Builder, Lp};
use crate::model::{Model, Who};
use crate::simplex::{Basis, Engine, Solved, Status};
use crate::solver::FARKAS;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The end of a nested solve.
#[derive(Debug, Clone, PartialEq)]
enum Nested {
    /// A basis of all, optimal but for rounding.
    Optimal(Basis),
    /// Multipliers of all rows that prove that there is no point.
    Infeasible(Vec<f64>),
}

/// An optimal basis of a program with courses; `None` where it has none, or the engine finds none.
pub(crate) fn start(program: &Program) -> Option<Basis> {
    by_component(program, |component, part| match solve(part, TrunkAndCourses::of(program, component))? {
        Nested::Optimal(basis) => Some(basis),
        Nested::Infeasible(_) => None,
    })
}

/// The same from an optimal basis of the model's program whose stops are shorter.
fn start_after(program: &Program, shorter: &WarmStart) -> Option<Basis> {
    let near = shorter.over_longer(program);
    by_component(program, |component, part| {
        let mut engine = Engine::new(part);
        engine.set_basis(&warm_start::part(&near, component));
        match engine.solve().ok()? {
            Solved::Optimal { basis, .. } => Some(basis),
            Solved::Infeasible { .. } | Solved::Unbounded { .. } => None,
        }
    })
}

fn by_component(program: &Program, find: impl Fn(&Component, &Lp) -> Option<Basis> + Sync) -> Option<Basis> {
    let lp = &program.lp;
    let components = components(lp);
    let found: Vec<Option<Basis>> =
        components.par_iter().map(|component| find(component, &component.extract(lp))).collect();
    let mut basis = Basis::slack(lp);
    for (component, part) in components.iter().zip(found) {
        let part = part?;
        component.put(part.cols, part.rows, (&mut basis.cols, &mut basis.rows));
    }
    Some(basis)
}

/// The starting bases of the programs of one model for each number of months, rising: each from the one before. `None` where there is no plan.
pub fn starts(programs: &[Program]) -> Vec<Option<WarmStart>> {
    let mut all: Vec<Option<WarmStart>> = Vec::with_capacity(programs.len());
    for (k, program) in programs.iter().enumerate() {
        let shorter = k.checked_sub(1).filter(|&before| !programs[before].courses.is_empty());
        let after = shorter.and_then(|before| start_after(program, all[before].as_ref()?));
        let basis = after.or_else(|| start(program));
        all.push(basis.map(|basis| WarmStart::at(program, &basis)));
    }
    all
}

/// The verdict on whether there is a plan that survives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Survivable {
    /// There is one.
    Yes,
    /// There is none: multipliers of all rows that prove it.
    No(Vec<f64>),
}

/// The verdict on a component of a program with courses, which is `part` as a program of its own; `None` where nothing found here proves itself.
pub(super) fn survivable(model: &Model, program: &Program, component: &Component, part: &Lp) -> Option<Survivable> {
    let parts = TrunkAndCourses::of(program, component);
    let free = Lp { cost: vec![0.0; part.cols()], ..part.clone() };
    // what ends survival is what is there when the stop comes: a plan of plenty, with full stores and much from everybody else, mostly outlasts it if any does
    let worth = |&j: &u32| match program.cols[j as usize] {
        ColKey::Stock { .. } => 1.0,
        ColKey::Purchase { offer, .. } => {
            let security = model.security.as_ref().expect("survival is of the security country's stop");
            1.0 - model.dependency(model.offer(offer).supplier, Who::Country(security.country), true)
        }
        ColKey::Shortage { .. }
        | ColKey::Substitution { .. }
        | ColKey::Project { .. }
        | ColKey::Reservation(_)
        | ColKey::Course { .. } => 0.0,
    };
    let plenty = Lp { cost: component.cols.iter().map(|j| -worth(j)).collect(), ..part.clone() };
    let point = plan_for(&plenty, &parts);
    if point.is_some_and(|x| certify(&free, &x, &vec![0.0; free.rows()]).holds()) {
        return Some(Survivable::Yes);
    }
    match solve(part, parts)? {
        Nested::Optimal(basis) => {
            let (x, y) = Engine::new(part).at_basis(&basis, &part.cost).ok()?;
            certify(part, &x, &y).holds().then_some(Survivable::Yes)
        }
        Nested::Infeasible(ray) => (farkas(part, &ray) > FARKAS).then_some(Survivable::No(ray)),
    }
}

/// A point of a program whose trunk costs least, with a way through every course; `None` if the courses ask for another trunk.
fn plan_for(lp: &Lp, parts: &TrunkAndCourses) -> Option<Vec<f64>> {
    let Solved::Optimal { x, .. } = Engine::new(&parts.trunk.extract(lp, |_| 0.0)).solve().ok()? else { return None };
    let mut whole = vec![0.0; lp.cols()];
    parts.trunk.cols.iter().zip(x).for_each(|(&j, value)| whole[j] = value);
    let mut taken = parts.trunk.taken(lp, &whole);
    parts.deliverables.raise(lp, &mut whole, &mut taken);
    for part in &parts.courses {
        let Solved::Optimal { x, .. } = WaitingCourse::new(lp, part.clone()).solve_with(lp, &taken).ok()? else {
            return None;
        };
        part.cols.iter().zip(x).for_each(|(&j, value)| whole[j] = value);
    }
    Some(whole)
}

/// A program's rows and columns by the course they belong to.
struct TrunkAndCourses {
    trunk: SubProgram,
    // the most that offers can deliver in any stop, beside the trunk
    deliverables: SubProgram,
    courses: Vec<SubProgram>,
}

impl TrunkAndCourses {
    /// Those of a component of a program, in its own order.
    fn of(program: &Program, component: &Component) -> Self {
        let mut courses: BTreeMap<CourseKey, SubProgram> = BTreeMap::new();
        let (mut trunk, mut deliverables) = (SubProgram::default(), SubProgram::default());
        for (k, &i) in component.rows.iter().enumerate() {
            let part = match program.rows[i as usize].course() {
                Some(CourseKey::AnyStop) => &mut deliverables,
                Some(course) => courses.entry(course).or_default(),
                None => &mut trunk,
            };
            part.rows.push(k);
        }
        for (k, &j) in component.cols.iter().enumerate() {
            let part = match program.cols[j as usize].course() {
                Some(CourseKey::AnyStop) => &mut deliverables,
                Some(course) => courses.entry(course).or_default(),
                None => &mut trunk,
            };
            part.cols.push(k);
        }
        Self { trunk, deliverables, courses: courses.into_values().collect() }
    }
}

/// Solves a program whose rows and columns belong to the trunk or to a course, whose columns cost nothing.
fn solve(lp: &Lp, TrunkAndCourses { mut trunk, deliverables, courses }: TrunkAndCourses) -> Option<Nested> {
    let mut basis = Basis::slack(lp);
    let mut waiting: Vec<WaitingCourse> = courses.into_iter().map(|part| WaitingCourse::new(lp, part)).collect();
    let (mut begun, mut joined) = (false, false);
    loop {
        let mut engine = Engine::new(&trunk.extract(lp, |_| 0.0));
        if begun {
            engine.set_basis(&trunk.of(&basis));
        }
        let x = match engine.solve().ok()? {
            Solved::Optimal { x, basis: found, .. } => {
                trunk.put(&found, &mut basis);
                x
            }
            Solved::Infeasible { ray, .. } => {
                let mut all = vec![0.0; lp.rows()];
                trunk.rows.iter().zip(ray).for_each(|(&i, y)| all[i] = y);
                return Some(Nested::Infeasible(all));
            }
            Solved::Unbounded { .. } => return None,
        };
        begun = true;
        let mut whole = vec![0.0; lp.cols()];
        trunk.cols.iter().zip(x).for_each(|(&j, value)| whole[j] = value);
        let mut taken = trunk.taken(lp, &whole);
        let raised = deliverables.raise(lp, &mut whole, &mut taken);
        let mut failing = Vec::new();
        for (k, course) in waiting.iter_mut().enumerate() {
            if !course.try_with(lp, &taken)? {
                failing.push(k);
            }
        }
        if failing.is_empty() || !joined {
            deliverables.put(&raised, &mut basis);
        }
        if failing.is_empty() {
            for course in waiting {
                course.part.put(&course.engine.basis(), &mut basis);
            }
            return match joined {
                // the courses beside the trunk may have left what others draw on lower than it can be
                true => polished(lp, &basis),
                false => Some(Nested::Optimal(basis)),
            };
        }
        if !joined {
            trunk.join(deliverables.clone());
            joined = true;
        }
        for k in failing.into_iter().rev() {
            let course = waiting.remove(k);
            // all but one of its rows may be served there already, and no price stands in the way
            course.part.put(&course.engine.basis(), &mut basis);
            trunk.join(course.part);
        }
    }
}

/// The optimal basis of a program that is a step or two from this one.
fn polished(lp: &Lp, basis: &Basis) -> Option<Nested> {
    let mut engine = Engine::new(lp);
    engine.set_basis(basis);
    match engine.solve().ok()? {
        Solved::Optimal { basis, .. } => Some(Nested::Optimal(basis)),
        Solved::Infeasible { ray, .. } => Some(Nested::Infeasible(ray)),
        Solved::Unbounded { .. } => None,
    }
}

/// Some rows and columns of a program, ascending.
#[derive(Debug, Clone, Default)]
struct SubProgram {
    rows: Vec<usize>,
    cols: Vec<usize>,
}

impl SubProgram {
    /// The part as a program; what stands in its rows in other columns is `taken`.
    fn extract(&self, lp: &Lp, taken: impl Fn(usize) -> f64) -> Lp {
        const NONE: usize = usize::MAX;
        let mut place = vec![NONE; lp.rows()];
        let mut draft = Builder::default();
        for (k, &i) in self.rows.iter().enumerate() {
            place[i] = k;
            draft.row(lp.row_lower[i] - taken(i), lp.row_upper[i] - taken(i), []);
        }
        for &j in &self.cols {
            let column = draft.column(lp.cost[j], lp.lower[j], lp.upper[j]);
            // a column of the trunk stands in rows of courses too, which are not here
            for (i, a) in lp.column(j).filter(|&(i, _)| place[i] != NONE) {
                draft.entry(place[i], column, a);
            }
        }
        draft.build()
    }

    /// Activity of the part's columns in every row.
    fn taken(&self, lp: &Lp, x: &[f64]) -> Vec<f64> {
        let mut taken = vec![0.0; lp.rows()];
        for &j in self.cols.iter().filter(|&&j| x[j] != 0.0) {
            lp.column(j).for_each(|(i, a)| taken[i] += a * x[j]);
        }
        taken
    }

    /// Raises the part's columns as far as its rows let them, each of which has one of them, and says how they then stand.
    fn raise(&self, lp: &Lp, x: &mut [f64], taken: &mut [f64]) -> Basis {
        let mut found =
            Basis { cols: vec![Status::AtUpper; self.cols.len()], rows: vec![Status::Basic; self.rows.len()] };
        for (k, &j) in self.cols.iter().enumerate() {
            let rows = lp.column(j).filter_map(|(i, a)| Some((self.rows.binary_search(&i).ok()?, i, a)));
            let mut most = (lp.upper[j], None);
            for (r, i, a) in rows {
                let room = x[j] + (lp.row_upper[i] - taken[i]) / a;
                if room < most.0 {
                    most = (room, Some(r));
                }
            }
            let more = most.0.max(0.0) - x[j];
            if let Some(row) = most.1 {
                (found.cols[k], found.rows[row]) = (Status::Basic, Status::AtUpper);
            }
            x[j] += more;
            lp.column(j).for_each(|(i, a)| taken[i] += a * more);
        }
        found
    }

    fn of(&self, basis: &Basis) -> Basis {
        let pick = |from: &[Status], which: &[usize]| which.iter().map(|&k| from[k]).collect();
        Basis { cols: pick(&basis.cols, &self.cols), rows: pick(&basis.rows, &self.rows) }
    }

    fn put(&self, found: &Basis, basis: &mut Basis) {
        self.cols.iter().zip(&found.cols).for_each(|(&j, &status)| basis.cols[j] = status);
        self.rows.iter().zip(&found.rows).for_each(|(&i, &status)| basis.rows[i] = status);
    }

    fn join(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.cols.extend(other.cols);
        self.rows.sort_unstable();
        self.cols.sort_unstable();
    }
}

/// A course that has not had to stand beside the trunk.
struct WaitingCourse {
    part: SubProgram,
    // the course alone, ready to be tried with other trunks
    engine: Engine,
}

impl WaitingCourse {
    fn new(lp: &Lp, part: SubProgram) -> Self {
        let engine = Engine::new(&part.extract(lp, |_| 0.0));
        Self { part, engine }
    }

    /// Solves it with the amounts that the trunk takes up in its rows.
    fn solve_with(&mut self, lp: &Lp, taken: &[f64]) -> Result<Solved, Failure> {
        for (k, &i) in self.part.rows.iter().enumerate() {
            self.engine.set_row(k, lp.row_lower[i] - taken[i], lp.row_upper[i] - taken[i]);
        }
        self.engine.solve()
    }

    /// True if the course is feasible with the levels that the trunk takes up in its rows; `None` where that is open.
    fn try_with(&mut self, lp: &Lp, taken: &[f64]) -> Option<bool> {
        match self.solve_with(lp, taken).ok()? {
            Solved::Optimal { .. } => Some(true),
            Solved::Infeasible { .. } => Some(false),
            Solved::Unbounded { .. } => None,
        }
    }
}
