//! The linear program over the tree of scenarios, and its optima.

use crate::analysis::Error;
use crate::analysis::least_cost::optimal_face;
use crate::analysis::parts::prove_parts;
use crate::analysis::proved::{Point, Proved};
use crate::analysis::tolerances::ROOM;
use crate::formulation::Program;
use crate::formulation::courses::{Course, CourseKey, Disturbance, Purpose, Sheet};
use crate::lp::components::components;
use crate::lp::{Builder, Lp};
use crate::model::{Model, ScenarioId};
use crate::plan::shortage_before;
use crate::simplex::{Basis, Engine, Solved};
use crate::solver::Solver;
use crate::solver::coupled::Coupled;

/// A scenario that leaves the trunk.
#[derive(Clone)]
pub(super) struct Branch {
    pub scenario: ScenarioId,
    pub probability: f64,
    pub disturbance: Disturbance,
    /// Basis of its continuation after the undisturbed optimum, where solves begin.
    pub start: Basis,
}

/// The unit of money in rows of the tree's program, so that its rows of costs stand in thousands: a power of 2.
fn scale(least_cost: f64) -> f64 {
    (least_cost.abs().max(1.0) / 1024.0).log2().round().exp2()
}

/// The unit of money in the objective of the tree's program, so that it stands in millions, however large the model: a power of 2. Prices of a tonne that differ by
/// less than a millionth of it are the same.
fn unit(least_cost: f64) -> f64 {
    (least_cost.abs() / 1048576.0).max(1.0).log2().floor().exp2()
}

/// A tree's program solved.
pub(super) struct SolvedTree {
    pub x: Vec<f64>,
    /// Of the undisturbed course, then of each branch.
    pub costs: Vec<f64>,
    /// Of each branch.
    pub unmet: Vec<f64>,
    pub size: (usize, usize),
}

impl SolvedTree {
    pub(super) fn distribution(&self, undisturbed: f64, branches: &[Branch]) -> Vec<(f64, f64)> {
        let probabilities = std::iter::once(undisturbed).chain(branches.iter().map(|branch| branch.probability));
        probabilities.zip(self.costs.iter().copied()).collect()
    }
}

/// The cost of a trunk above the least, as a row. The difference of two costs would lose its digits: what is allowed is a billionth of them. It is
/// summed from parts none of which is negative: the distance of each variable from the bound that its reduced cost presses on, times that.
struct Excess {
    terms: Vec<(usize, f64)>,
    limit: f64,
}

impl Excess {
    /// `lp` has slacks ([`with_slacks`]), costs `least`, and `y` proves it. The row's unit is what is allowed.
    fn over(lp: &Lp, least: f64, y: &[f64]) -> Self {
        let unit = ROOM * least.abs().max(1.0);
        let face = optimal_face(lp, y);
        let (mut terms, mut limit) = (Vec::new(), 1.0);
        for (j, d) in lp.reduced_costs(y).into_iter().enumerate() {
            // of what is fixed on the face by its price alone
            if face.lower[j] == face.upper[j] && lp.lower[j] != lp.upper[j] {
                terms.push((j, d / unit));
                limit += d / unit * face.lower[j];
            }
        }
        Self { terms, limit }
    }
}

/// The same program and point, in which every row that has a price holds with equality: what it leaves is a column behind the others.
fn with_slacks(lp: &Lp, Point { x, y }: &Point) -> (Lp, Vec<f64>) {
    let (mut draft, mut x, activity) = (Builder::extend(lp), x.clone(), lp.activity(x));
    let mut sides = Vec::new();
    for (i, &price) in y.iter().enumerate().filter(|(_, price)| **price != 0.0) {
        let (lower, upper) = (lp.row_lower[i], lp.row_upper[i]);
        let (side, sign) = if price > 0.0 { (lower, -1.0) } else { (upper, 1.0) };
        if side.is_finite() && lower != upper {
            let slack = draft.column(0.0, 0.0, upper - lower);
            draft.entry(i, slack, sign);
            x.push(sign * (side - activity[i]));
            sides.push((i, side));
        }
    }
    let mut lp = draft.build();
    sides.into_iter().for_each(|(i, side)| (lp.row_lower[i], lp.row_upper[i]) = (side, side));
    (lp, x)
}

/// The tree of a model's scenarios.
pub(super) struct Tree<'a> {
    model: &'a Model,
    program: &'a Program,
    // the program's with slacks
    lp: Lp,
    // the undisturbed optimum: its cost, prices that prove it, and the basis that it seems to stand on
    least: f64,
    y: &'a [f64],
    start: Basis,
    // money in a unit of the rows of costs
    scale: f64,
    // money in a unit of the objective
    unit: f64,
}

impl<'a> Tree<'a> {
    /// The tree whose trunk is `program` with the rows of `lp`, of which `least` is the optimum.
    pub(super) fn new(model: &'a Model, program: &'a Program, lp: &Lp, least: &'a Point) -> Self {
        let cost = lp.objective(&least.x);
        let (with_slacks, x) = with_slacks(lp, least);
        let start = Basis::standing(&with_slacks, &x, &least.y);
        Self { model, program, lp: with_slacks, least: cost, y: &least.y, start, scale: scale(cost), unit: unit(cost) }
    }

    /// A branch of it, with how it goes on after the undisturbed optimum `x`.
    pub(super) fn branch(&self, scenario: ScenarioId, disturbance: Disturbance, x: &[f64]) -> Branch {
        let mut sheet = Sheet::after(self.model, self.program, x);
        let purpose = Purpose::Replan { weight: 1.0 / self.unit };
        sheet.course(CourseKey::Scenario(scenario), &disturbance, purpose, None);
        let (lp, ..) = sheet.build();
        let mut start = Basis::slack(&lp);
        for component in components(&lp) {
            if let Ok(Solved::Optimal { basis, .. }) = Engine::new(&component.extract(&lp)).solve() {
                component.put(basis.cols, basis.rows, (&mut start.cols, &mut start.rows));
            }
        }
        Branch { scenario, probability: self.model.scenario(scenario).probability, disturbance, start }
    }

    /// Starting basis of a tree's program: the trunk as in the undisturbed optimum, the branches as they then go on. The rest is not used.
    fn start(&self, lp: &Lp, branches: &[Branch]) -> Option<Basis> {
        let mut start = self.start.clone();
        for branch in branches {
            start.cols.extend(&branch.start.cols);
            start.rows.extend(&branch.start.rows);
        }
        let mut all = Basis::slack(lp);
        all.cols.get_mut(..start.cols.len())?.copy_from_slice(&start.cols);
        all.rows.get_mut(..start.rows.len())?.copy_from_slice(&start.rows);
        Some(all)
    }

    /// The best trunk for some branches, and with `expected_value` also the best of those that cost no more undisturbed than the least.
    pub(super) fn solve(
        &self,
        undisturbed: f64,
        branches: &[Branch],
        expected_value: bool,
        solver: Solver,
    ) -> Result<(Proved<SolvedTree>, Option<Proved<SolvedTree>>), Error> {
        // one branch for certain has no risk
        let risk = if undisturbed > 0.0 { self.model.risk.cvar_weight } else { 0.0 };
        let mut sheet = Sheet::beside(self.model, self.program, &self.lp);
        let courses: Vec<Course> = branches
            .iter()
            .map(|branch| {
                let purpose = Purpose::Replan { weight: (1.0 - risk) * branch.probability / self.unit };
                sheet.course(CourseKey::Scenario(branch.scenario), &branch.disturbance, purpose, None)
            })
            .collect();
        for (j, key) in self.program.cols.iter().enumerate() {
            let stays = |branch: &&Branch| key.spent_in().is_none_or(|t| t < branch.disturbance.periods.start);
            let weight: f64 = undisturbed + branches.iter().filter(stays).map(|branch| branch.probability).sum::<f64>();
            sheet.set_cost(j, (1.0 - risk) * weight * self.lp.cost[j] / self.unit);
        }
        let first = self.lp.rows() + sheet.rows.len();
        let mut prices = self.limit_risk(&mut sheet, risk, undisturbed, branches, &courses);
        let excess = expected_value.then(|| Excess::over(&self.lp, self.least, self.y));
        if let Some(excess) = &excess {
            sheet.extra_row(f64::NEG_INFINITY, f64::INFINITY, excess.terms.iter().copied());
            prices.push(0.0);
        }
        let (lp, ..) = sheet.build();
        let size = (lp.cols() - self.slacks(), lp.rows() - usize::from(expected_value));
        let coupling = (first..lp.rows()).collect();
        let start = self.start(&lp, branches);
        let mut tree = Coupled::new(lp, coupling);
        start.iter().for_each(|basis| tree.begin(basis));
        let best = prove(&mut tree, &prices, solver)?;
        let read = |found: Proved<Point>| found.map(|Point { x, .. }| self.read(branches, &courses, x, size));
        let Some(excess) = excess else { return Ok((read(best), None)) };
        // first on the trunk's optimal face: what may cost a trifle more has a price of the limit that is known only from there
        tree.restrict(&optimal_face(&self.lp, self.y));
        // nothing rests on it: where it finds nothing, the parts begin from where they stand
        let _ = solver == Solver::Simplex && tree.solve(&prices).is_ok();
        tree.lift(&self.lp);
        tree.set_upper(prices.len() - 1, excess.limit);
        let expected_value = prove(&mut tree, &prices, solver)?;
        Ok((read(best), Some(read(expected_value))))
    }

    /// Weighs the cost of bad courses (conditional value at risk) by `risk`, in columns and rows of costs. Gives the prices of these rows, as if there were
    /// no risk.
    fn limit_risk(
        &self,
        sheet: &mut Sheet<'_>,
        risk: f64,
        undisturbed: f64,
        branches: &[Branch],
        courses: &[Course],
    ) -> Vec<f64> {
        let mut prices = Vec::new();
        if risk <= 0.0 {
            return prices;
        }
        let before = |t: usize| self.trunk_costs(t);
        let all = std::iter::once((undisturbed, before(usize::MAX)));
        let all = all.chain(branches.iter().zip(courses).map(|(branch, course)| {
            let mut terms = before(branch.disturbance.periods.start);
            terms.extend(&course.costs);
            (branch.probability, terms)
        }));
        // η + Σ p·z/(1−α), with z ≥ cost − η for each course; no cost is negative, so η need not be
        let eta = sheet.extra_column(risk * self.scale / self.unit, 0.0, f64::INFINITY);
        for (probability, terms) in all.filter(|(probability, _)| *probability > 0.0) {
            let per = risk * self.scale / self.unit * probability;
            let above = sheet.extra_column(per / (1.0 - self.model.risk.cvar_alpha), 0.0, f64::INFINITY);
            let terms = terms.into_iter().map(|(j, cost)| (j, cost / self.scale));
            sheet.extra_row(f64::NEG_INFINITY, 0.0, terms.chain([(eta, -1.0), (above, -1.0)]));
            prices.push(-per);
        }
        prices
    }

    /// Columns of the trunk that only say what a row leaves.
    fn slacks(&self) -> usize {
        self.lp.cols() - self.program.lp.cols()
    }

    /// The hedge that a point of a tree's program comes to.
    fn read(&self, branches: &[Branch], courses: &[Course], x: Vec<f64>, size: (usize, usize)) -> SolvedTree {
        debug_assert_eq!(branches.len(), courses.len());
        let before = |t: usize| self.trunk_costs(t);
        let cost = |terms: &[(usize, f64)]| terms.iter().map(|&(j, cost)| cost * x[j]).sum::<f64>();
        let mut costs = vec![cost(&before(usize::MAX))];
        costs.extend(courses.iter().map(|course| cost(&before(course.periods.start)) + course.cost(&x)));
        let unmet = courses
            .iter()
            .map(|course| shortage_before(self.program, &x, course.periods.start) + course.unmet(self.model, &x))
            .collect();
        SolvedTree { costs, unmet, size, x }
    }

    /// Costs of the trunk before period `t`, and whatever happens, by column.
    fn trunk_costs(&self, t: usize) -> Vec<(usize, f64)> {
        let keys = self.program.cols.iter().zip(&self.lp.cost).enumerate();
        let counted = keys.filter(|(_, (key, cost))| **cost != 0.0 && key.spent_in().is_none_or(|spent| spent < t));
        counted.map(|(j, (_, &cost))| (j, cost)).collect()
    }
}

/// The optimum of a tree's program: by the parts that rows of costs hold together; where those do not prove it, as a whole from where the parts stand, and
/// at last from nothing.
fn prove(tree: &mut Coupled, prices: &[f64], solver: Solver) -> Result<Proved<Point>, Error> {
    if solver == Solver::Simplex {
        for whole in [false, true] {
            let found = if whole { tree.solve_whole() } else { tree.solve(prices) };
            if let Ok((x, y)) = found
                && let Ok(found) = Proved::check(tree.lp(), x, y, solver)
            {
                return Ok(found);
            }
        }
    }
    prove_parts(tree.lp(), solver)
}
