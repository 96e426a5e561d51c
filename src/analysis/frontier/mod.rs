//! What each security level costs: the whole frontier, not a sample of it.
//!
//! cost(σ) is piecewise linear. Each `Block` of the program has a `Curve`: its breakpoints with the
//! change of the plan between them. What the dial does not move costs the same at every level. The frontier is their sum.

pub mod causes;
pub(crate) mod curve;
pub(crate) mod decomposition;
pub(crate) mod dichotomic;
pub(crate) mod flat;
pub(crate) mod floors;
pub(crate) mod parametric_cost;
pub(crate) mod parametric_rhs;
pub mod shape;
pub(crate) mod tolerances;

use crate::analysis::Error;
use crate::analysis::least_cost::{least_cost, solve};
use crate::formulation::{Program, SecurityRow};
use crate::lp::components::Component;
use crate::lp::verify::Certificate;
use crate::lp::{Builder, Lp};
use crate::model::{Model, Part, Scope, Security, Unattainable};
use crate::plan;
use crate::simplex::{Basis, Manner};
use crate::solver::{Method, Solver};
use curve::Curve;
use decomposition::{Block, blocks};
use dichotomic::Drawn;
use flat::Flat;
use tolerances::ROUNDING;

/// A breakpoint, or a floor, of the frontier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Breakpoint {
    /// The security level.
    pub share: f64,
    /// The least cost at it.
    pub cost: f64,
}

/// The whole frontier of one scope.
#[derive(Debug, Clone)]
pub struct Frontier {
    /// What has a row each.
    pub scope: Scope,
    /// The security rows.
    pub rows: Vec<SecurityRow>,
    /// Each row's floor.
    pub floors: Vec<f64>,
    /// What happens below a floor.
    pub unattainable: Unattainable,
    /// The least cost of all.
    pub least_cost: f64,
    /// The smallest level that costs nothing extra.
    pub free_share: f64,
    /// The lowest level there is a plan for.
    pub lowest_share: f64,
    /// Breakpoints and floors from the free share down to the lowest.
    pub points: Vec<Breakpoint>,
    start: Vec<f64>,
    // what the dial does not move: its cost and its prices
    fixed: f64,
    fixed_prices: Vec<(Component, Vec<f64>)>,
    courses: Vec<BlockCurve>,
    certificate: Certificate,
    methods: Vec<Method>,
}

/// A block's curve and how it was found.
#[derive(Debug, Clone)]
struct BlockCurve {
    rows: Vec<usize>,
    by: WalkedBy,
}

#[derive(Debug, Clone)]
enum WalkedBy {
    Price(Box<parametric_cost::BlockCostWalk>),
    Cap(Box<parametric_rhs::BlockRhsWalk>),
    Tangents(Box<Drawn>),
}

impl BlockCurve {
    fn curve(&self) -> &Curve {
        match &self.by {
            WalkedBy::Price(walked) => &walked.curve,
            WalkedBy::Cap(walked) => &walked.curve,
            WalkedBy::Tangents(drawn) => &drawn.curve,
        }
    }

    fn flat(&self) -> Option<&Flat> {
        match &self.by {
            WalkedBy::Cap(walked) => walked.flat.as_ref(),
            WalkedBy::Price(_) | WalkedBy::Tangents(_) => None,
        }
    }

    fn certificate(&self) -> Certificate {
        match &self.by {
            WalkedBy::Price(walked) => walked.certificate(),
            WalkedBy::Cap(walked) => walked.certificate,
            WalkedBy::Tangents(drawn) => drawn.certificate,
        }
    }
}

/// What one level of the table costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// The level asked for.
    pub level: f64,
    /// Whether no row is held at a floor above it.
    pub attainable: bool,
    /// What there is at it; `None` where `unattainable = "fail"` leaves no plan.
    pub found: Option<LevelCost>,
}

/// The cost of a level that has a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelCost {
    /// The level in force: `max(lowest, min(level, free share))`.
    pub share: f64,
    /// The share of everything that is required, as in a plan's summary.
    pub share_total: Option<f64>,
    /// The least cost.
    pub cost: f64,
    /// What it costs more than the least of all.
    pub extra_cost: f64,
    /// The same in per cent; `None` where the least cost is 0.
    pub extra_percent: Option<f64>,
    /// What one more percentage point towards less dependency costs; 0 above the free share, `None` at the lowest.
    pub marginal_cost: Option<f64>,
    /// What a charge on each unit of the row's left side must be for this plan to be a cheapest one; `None` where `marginal_cost` is and where
    /// the scope has several rows.
    pub levy: Option<f64>,
    /// Unmet demand, tonnes.
    pub shortage: f64,
}

/// The frontier of a scope.
///
/// # Errors
/// [`Error::NoPlan`] if there is no plan without any level, and what the solver cannot do.
pub fn frontier(
    model: &Model,
    program: &Program,
    security: &Security,
    scope: Scope,
    solver: Solver,
) -> Result<Frontier, Error> {
    frontier_from(model, program, security, scope, solver, None)
}

/// The frontier of a scope, found from a basis of the program if one is given and the solver can use it.
///
/// # Errors
/// As [`frontier`].
pub fn frontier_from(
    model: &Model,
    program: &Program,
    security: &Security,
    scope: Scope,
    solver: Solver,
    start: Option<&Basis>,
) -> Result<Frontier, Error> {
    found((model, program), security, scope, solver, start, None)
}

/// The frontier of a scope as far as a level asks: what lies above it is as in the whole frontier, and nothing below it means anything, the
/// floors and the lowest share that lie there among it. Who asks for a point of it proves that: [`Frontier::certificate`] says nothing.
///
/// # Errors
/// As [`frontier`].
pub(super) fn frontier_to(
    (model, program): (&Model, &Program),
    security: &Security,
    scope: Scope,
    level: f64,
    start: Option<&Basis>,
) -> Result<Frontier, Error> {
    found((model, program), security, scope, Solver::Simplex, start, Some(level))
}

fn found(
    (model, program): (&Model, &Program),
    security: &Security,
    scope: Scope,
    solver: Solver,
    start: Option<&Basis>,
    level: Option<f64>,
) -> Result<Frontier, Error> {
    let rows = program.security_rows(model, security, scope);
    let cut = blocks(&program.lp, &rows);
    let mut frontier = Frontier {
        scope,
        floors: vec![0.0; rows.len()],
        rows,
        unattainable: security.unattainable,
        least_cost: 0.0,
        free_share: 0.0,
        lowest_share: 0.0,
        points: Vec::new(),
        start: vec![0.0; program.lp.cols()],
        fixed: 0.0,
        fixed_prices: Vec::new(),
        courses: Vec::new(),
        certificate: Certificate::EXACT,
        methods: Vec::new(),
    };
    // who breaks ties
    let total = program.security_row(model, security, Part::Total, security.look_through);
    for component in cut.fixed {
        let part = component.extract(&program.lp);
        let load: Vec<_> = total.iter().flat_map(|row| floors::local(&component, row)).collect();
        let answer = least_cost(&part, &load, solver)?;
        frontier.passes(answer.certificate, answer.method);
        frontier.fixed += part.objective(&answer.x);
        frontier.place(&component, &answer.x);
        frontier.fixed_prices.push((component, answer.y));
    }
    for block in &cut.blocks {
        if let Some(level) = level
            && frontier.add_to(&program.lp, block, level, start)?
        {
            continue;
        }
        frontier.add(&program.lp, block, total.as_ref(), solver, start)?;
    }
    frontier.join();
    Ok(frontier)
}

impl Frontier {
    /// Adds a block: by walking the price where one row turns it, the cap where several do; by tangents with another solver, and where no
    /// walk proves itself.
    fn add(
        &mut self,
        lp: &Lp,
        block: &Block,
        total: Option<&SecurityRow>,
        solver: Solver,
        start: Option<&Basis>,
    ) -> Result<(), Error> {
        let mut failed = None;
        if solver == Solver::Simplex {
            for manner in Manner::ALL {
                let start = start.filter(|_| manner == Manner::Usual);
                match self.walk(lp, block, total, manner, start) {
                    Ok((course, floors)) if course.certificate().holds() => {
                        self.take(course, floors, Method::Simplex(manner));
                        return Ok(());
                    }
                    Ok((course, _)) => {
                        let error = Error::Certificate { solver: solver.name(), certificate: course.certificate() };
                        failed = failed.or(Some(error));
                    }
                    Err(Error::NoPlan) => return Err(Error::NoPlan),
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
        }
        let drawn = self.draw(lp, block, total, solver).map_err(|error| failed.unwrap_or(error))?;
        self.take(drawn.0, drawn.1, Method::Tangents(solver));
        Ok(())
    }

    /// Adds a block that one row turns as far as a level asks; returns whether that succeeds.
    fn add_to(&mut self, lp: &Lp, block: &Block, level: f64, start: Option<&Basis>) -> Result<bool, Error> {
        let [row] = block.rows[..] else { return Ok(false) };
        let walked = match parametric_cost::walk_to(lp, block, &self.rows[row], level, start) {
            Ok(walked) => walked,
            Err(Error::NoPlan) => return Err(Error::NoPlan),
            // the whole walk says how it fails
            Err(_) => return Ok(false),
        };
        let floors = vec![walked.floor()];
        let by = WalkedBy::Price(Box::new(walked));
        self.take(BlockCurve { rows: block.rows.clone(), by }, floors, Method::Simplex(Manner::Usual));
        Ok(true)
    }

    /// A block's course and the floors of its rows by a walk.
    fn walk(
        &self,
        lp: &Lp,
        block: &Block,
        total: Option<&SecurityRow>,
        manner: Manner,
        start: Option<&Basis>,
    ) -> Result<(BlockCurve, Vec<f64>), Error> {
        let rows = block.rows.clone();
        // a row that weighs a block's columns as the total does breaks ties by itself
        if let [row] = rows[..]
            && total.is_none_or(|total| floors::is_multiple(&block.whole(), &self.rows[row], total))
        {
            let walked = parametric_cost::walk(lp, block, &self.rows[row], manner, start)?;
            let floors = vec![walked.floor()];
            return Ok((BlockCurve { rows, by: WalkedBy::Price(Box::new(walked)) }, floors));
        }
        let walked = parametric_rhs::walk(lp, block, &self.rows, total, manner, start)?;
        let floors = walked.floors.clone();
        Ok((BlockCurve { rows, by: WalkedBy::Cap(Box::new(walked)) }, floors))
    }

    /// A block's course and the floors of its rows by tangents.
    fn draw(
        &self,
        lp: &Lp,
        block: &Block,
        total: Option<&SecurityRow>,
        solver: Solver,
    ) -> Result<(BlockCurve, Vec<f64>), Error> {
        let floors = floors::of_block(lp, block, &self.rows, solver)?;
        let drawn = dichotomic::curve(lp, block, &self.rows, &floors, total, solver)?;
        Ok((BlockCurve { rows: block.rows.clone(), by: WalkedBy::Tangents(Box::new(drawn)) }, floors))
    }

    fn take(&mut self, course: BlockCurve, floors: Vec<f64>, method: Method) {
        for (&row, floor) in course.rows.iter().zip(floors) {
            self.floors[row] = floor;
        }
        match &course.by {
            WalkedBy::Price(walked) => walked.start(&mut self.start),
            WalkedBy::Cap(walked) => walked.start(&mut self.start),
            WalkedBy::Tangents(drawn) => self.place(&drawn.whole, &drawn.start),
        }
        self.passes(course.certificate(), method);
        self.courses.push(course);
    }

    fn passes(&mut self, certificate: Certificate, method: Method) {
        self.certificate = self.certificate.worst(certificate);
        if !self.methods.contains(&method) {
            self.methods.push(method);
        }
    }

    /// How well every breakpoint, and so every level, is proved: the worst of all. Each block's points are, on the way, measured against the
    /// block's program (`lp::follow`); the blocks share no column and no row, so what is optimal in each is optimal in all.
    pub fn certificate(&self) -> Certificate {
        self.certificate
    }

    /// How the blocks were found, each once.
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// The basis with which the walk of the block of these rows ended: of the block's columns and rows, then of its security rows. None if it
    /// was not walked.
    pub(super) fn last_basis(&self, rows: &[usize]) -> Option<Basis> {
        match &self.courses.iter().find(|course| course.rows == rows)?.by {
            WalkedBy::Price(walked) => Some(walked.last_basis()),
            WalkedBy::Cap(walked) => walked.last_basis(),
            WalkedBy::Tangents(_) => None,
        }
    }

    fn flats(&self) -> impl Iterator<Item = &Flat> {
        self.courses.iter().filter_map(BlockCurve::flat)
    }

    fn curves(&self) -> impl Iterator<Item = &Curve> {
        self.courses.iter().map(BlockCurve::curve)
    }

    fn place(&mut self, component: &Component, x: &[f64]) {
        for (&j, &x) in component.cols.iter().zip(x) {
            self.start[j as usize] = x;
        }
    }

    /// Adds the curves up.
    fn join(&mut self) {
        let floors = self.floors.iter().copied();
        self.lowest_share = match self.unattainable {
            Unattainable::Relax => floors.fold(f64::INFINITY, f64::min),
            Unattainable::Fail => floors.fold(f64::NEG_INFINITY, f64::max),
        };
        if !self.lowest_share.is_finite() {
            self.lowest_share = 0.0;
        }
        self.least_cost = self.cost(f64::INFINITY);
        let sloped = self.curves().filter(|curve| curve.moves_at_all()).map(|curve| curve.shares[0]);
        self.free_share = sloped.fold(self.lowest_share, f64::max);
        let mut shares: Vec<f64> =
            self.curves().filter(|c| c.moves_at_all()).flat_map(|c| c.shares.iter().copied()).collect();
        shares.extend(self.floors.iter().copied());
        shares.extend([self.lowest_share, self.free_share]);
        shares.retain(|&share| share >= self.lowest_share && share <= self.free_share);
        shares.sort_unstable_by(|a, b| b.total_cmp(a));
        shares.dedup();
        self.points = shares.into_iter().map(|share| Breakpoint { share, cost: self.cost(share) }).collect();
        // between neighbouring breakpoints the plan is the mixture of theirs, of blocks too that cost nothing there
        let rising: Vec<f64> = self.points.iter().rev().map(|point| point.share).collect();
        for course in &mut self.courses {
            if let WalkedBy::Cap(walked) = &mut course.by {
                walked.flat = walked.flat.as_ref().map(|flat| flat.straightened(&rising));
            }
        }
    }

    /// The least cost at a level; below the lowest share that of the lowest.
    pub fn cost(&self, share: f64) -> f64 {
        let share = share.max(self.lowest_share);
        self.fixed + self.curves().map(|curve| curve.cost(share)).sum::<f64>()
    }

    /// What one more percentage point towards less dependency costs at a level; `None` at or below the lowest.
    pub fn marginal_cost(&self, share: f64) -> Option<f64> {
        (share > self.lowest_share).then(|| self.curves().map(|curve| curve.slope_below(share)).sum::<f64>() / 100.0)
    }

    /// What a charge on each unit of the row's left side must be, in money of the start, for the plan at a level to be a cheapest one without a
    /// level: the row's shadow price. `None` at or below the lowest level and where the scope has several rows.
    pub fn levy(&self, share: f64) -> Option<f64> {
        self.marginal_cost(share).and_then(|marginal| self.charge(marginal))
    }

    /// The levy that a marginal cost amounts to, where there is one row.
    fn charge(&self, marginal: f64) -> Option<f64> {
        let [row] = &self.rows[..] else { return None };
        Some(100.0 * marginal / row.requirement)
    }

    /// The least-cost plan at a level: between two breakpoints the mixture of theirs.
    pub fn plan(&self, share: f64) -> Vec<f64> {
        let share = share.max(self.lowest_share);
        let mut x = self.start.clone();
        self.curves().for_each(|curve| curve.apply(share, &mut x));
        self.flats().flat_map(|flat| flat.changes(f64::NEG_INFINITY, share)).for_each(|(j, by)| x[j as usize] += by);
        x
    }

    /// Whether [`Frontier::plan`] is at this level the plan with the smallest share among those of least cost (between breakpoints the mixture
    /// of theirs). It need not be where tangents found a block of several rows, above the block's free share: there the rows are held tighter
    /// than the level asks.
    pub fn is_tie_broken(&self, share: f64) -> bool {
        self.courses.iter().all(|course| match &course.by {
            WalkedBy::Price(_) => true,
            WalkedBy::Cap(walked) => walked.flat.is_some() || share <= walked.curve.shares[0],
            WalkedBy::Tangents(drawn) => course.rows.len() <= 1 || share <= drawn.curve.shares[0],
        })
    }

    /// Where the plan of a level stands: at the level itself where something depends on it, though it costs the same above the free share.
    pub fn shown(&self, level: f64) -> f64 {
        let top = self.flats().map(Flat::top).fold(self.free_share, f64::max);
        level.min(top).max(self.lowest_share)
    }

    /// What changes in the plan from `points[k]` to `points[k + 1]`, by column; in between the plan moves in a straight line.
    pub fn changes(&self, k: usize) -> Vec<(u32, f64)> {
        let (high, low) = (self.points[k].share, self.points[k + 1].share);
        let flat = self.flats().flat_map(|flat| flat.changes(low, high)).map(|(j, by)| (j, -by));
        self.curves().flat_map(|curve| curve.changes(high, low)).chain(flat).collect()
    }

    /// The limit of each security row at a level: `max(σ, floor)` of its requirement.
    pub fn limits(&self, share: f64) -> Vec<f64> {
        self.rows.iter().zip(&self.floors).map(|(row, &floor)| share.max(floor) * row.requirement).collect()
    }

    /// Prices that prove the plan at a level optimal: of the program's rows, then of the security rows at [`Frontier::limits`].
    ///
    /// # Errors
    /// What the solver cannot do.
    pub fn prices(&self, lp: &Lp, share: f64, solver: Solver) -> Result<Vec<f64>, Error> {
        let share = share.max(self.lowest_share);
        let mut y = vec![0.0; lp.rows() + self.rows.len()];
        for (component, prices) in &self.fixed_prices {
            for (&i, &price) in component.rows.iter().zip(prices) {
                y[i as usize] = price;
            }
        }
        for course in &self.courses {
            match &course.by {
                WalkedBy::Price(walked) => y[lp.rows() + course.rows[0]] = walked.prices(share, &mut y)?,
                WalkedBy::Cap(walked) => {
                    let prices = walked.prices(share, &mut y)?;
                    course.rows.iter().zip(prices).for_each(|(r, price)| y[lp.rows() + r] = price);
                }
                WalkedBy::Tangents(drawn) => {
                    let whole = &drawn.whole;
                    let mut draft = Builder::extend(&whole.extract(lp));
                    for &r in &course.rows {
                        let limit = share.max(self.floors[r]) * self.rows[r].requirement;
                        draft.row(f64::NEG_INFINITY, limit, floors::local(whole, &self.rows[r]));
                    }
                    let prices = solve(&draft.build(), solver)?.y;
                    let places =
                        whole.rows.iter().map(|&i| i as usize).chain(course.rows.iter().map(|r| lp.rows() + r));
                    places.zip(prices).for_each(|(i, price)| y[i] = price);
                }
            }
        }
        Ok(y)
    }

    /// [`Frontier::prices`] as the walks had them when they came by; `None` where one kept none.
    pub fn prices_on_the_way(&self, lp: &Lp, share: f64) -> Option<Vec<f64>> {
        let share = share.max(self.lowest_share);
        let mut y = vec![0.0; lp.rows() + self.rows.len()];
        for (component, prices) in &self.fixed_prices {
            component.rows.iter().zip(prices).for_each(|(&i, &price)| y[i as usize] = price);
        }
        for course in &self.courses {
            let WalkedBy::Price(walked) = &course.by else { return None };
            y[lp.rows() + course.rows[0]] = walked.prices_on_the_way(share, &mut y)?;
        }
        Some(y)
    }

    /// What a level costs.
    pub fn level(&self, model: &Model, program: &Program, security: &Security, level: f64) -> Level {
        let attainable = self.floors.iter().all(|&floor| floor <= level + ROUNDING);
        if self.unattainable == Unattainable::Fail && !attainable {
            return Level { level, attainable, found: None };
        }
        let share = level.min(self.free_share).max(self.lowest_share);
        let x = self.plan(self.shown(level));
        let cost = self.cost(share);
        let extra_cost = (cost - self.least_cost).max(0.0);
        let marginal_cost = match level {
            level if level <= self.lowest_share + ROUNDING => None,
            level if level > self.free_share => Some(0.0),
            level => self.marginal_cost(level),
        };
        let found = LevelCost {
            share,
            share_total: plan::share(model, program, &x, security, security.look_through),
            cost,
            extra_cost,
            extra_percent: (self.least_cost != 0.0).then(|| 100.0 * extra_cost / self.least_cost),
            marginal_cost,
            levy: marginal_cost.and_then(|marginal| self.charge(marginal)),
            shortage: plan::shortage(program, &x),
        };
        Level { level, attainable, found: Some(found) }
    }
}
