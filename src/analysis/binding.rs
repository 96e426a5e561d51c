//! The limits that bind at an optimum and cost most, the price of each on both sides, and how far each price holds.
//!
//! The shadow price of a limit is the slope of the least cost as a function of it. That function is convex and piecewise linear, so at a kink
//! (a degenerate optimum) one more unit saves less than one unit less costs, and a single number is neither. Both slopes, and where the
//! next kink lies on each side, come from moving the limit alone by the dual simplex (Gass and Saaty, 1955; Jansen, de Jong, Roos and Terlaky,
//! *Sensitivity analysis in linear programming: just be careful!*, 1997, on why a basis's own range is not the answer). Every walk is
//! proved on its way (`lp::follow`).

use super::level::Optimum;
use crate::analysis::tolerances::{NO_DUAL, NO_LIMIT, SAME_SLOPE};
use crate::formulation::courses::CourseRow;
use crate::formulation::{Program, RowKey, SecurityRow};
use crate::lp::components::{Component, components};
use crate::lp::{Builder, Lp};
use crate::model::Model;
use crate::simplex::{self, Basis, Engine, Manner, RhsCurve, RhsEnd, RhsOptions, RhsWalk, Solved, Status};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Limits of one kind that bind in one or several periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// Each of them, in the order of the program: by period where they have one.
    pub members: Vec<Limit>,
    /// Index of the member with the highest price.
    pub dearest: usize,
    /// The saving of loosening all of them by one per cent at these prices; an upper bound, since the least cost is convex. For a share, one
    /// percentage point.
    pub at_most: f64,
    /// Both sides of the dearest member, and the value of all together; `None` where it was not asked for or no walk proves itself.
    pub range: Option<Ranged>,
}

/// A constraint that binds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// The constraint.
    pub key: RowKey,
    /// Change of the least cost per unit of its right-hand side; positive where it asks for a least amount.
    pub price: f64,
    /// Its right-hand side.
    pub limit: f64,
    /// The quantity that its right-hand side is a share of; where it is no share, the right-hand side itself.
    pub base: f64,
    place: LimitPlace,
}

/// The least cost to both sides of a limit as it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranged {
    /// The saving by one unit looser, and the limit up to which it lasts; infinite if for ever.
    pub looser: PriceReach,
    /// The cost of one unit tighter, and the limit down to which it lasts. Beyond it costs more, or there is no plan.
    pub tighter: PriceReach,
    /// The saving by loosening all members by one per cent; for a share, by one percentage point.
    pub one_percent: f64,
}

/// A price, and how far it holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceReach {
    /// Money per unit of the limit, not negative; infinite where there is no plan as soon as the limit moves.
    pub price: f64,
    /// The limit up to which the price holds.
    pub until: f64,
    /// True if there is no plan beyond.
    pub no_plan: bool,
}

impl Ranged {
    /// True if the prices on the two sides differ.
    pub fn differs(&self) -> bool {
        let (less, more) = (self.looser.price, self.tighter.price);
        (more - less).abs() > SAME_SLOPE * more.max(less)
    }
}

impl Limit {
    /// True for a limit from below, a least amount; false for one from above.
    pub fn is_least(&self) -> bool {
        self.price > 0.0
    }

    /// True for the bound of a shortage or substitution where nothing is demanded, which nobody can loosen.
    fn is_of_nothing(&self) -> bool {
        let of_demand = match self.key {
            RowKey::Unmet { .. } | RowKey::Shortage { .. } | RowKey::Substitute { .. } => true,
            RowKey::Course { row, .. } => match row {
                CourseRow::Unmet { .. } | CourseRow::Shortage { .. } | CourseRow::Substitute { .. } => true,
                CourseRow::Balance { .. }
                | CourseRow::Capacity { .. }
                | CourseRow::Surge { .. }
                | CourseRow::Transit { .. }
                | CourseRow::Pool { .. }
                | CourseRow::UnderWay { .. }
                | CourseRow::ContractMin(_)
                | CourseRow::ContractMax(_)
                | CourseRow::Release { .. }
                | CourseRow::Survive { .. }
                | CourseRow::BuyBack { .. }
                | CourseRow::Storage { .. } => false,
            },
            RowKey::Balance { .. }
            | RowKey::Capacity { .. }
            | RowKey::Project(_)
            | RowKey::ContractMin(_)
            | RowKey::ContractMax(_)
            | RowKey::Cap { .. }
            | RowKey::CapMin { .. }
            | RowKey::Security { .. }
            | RowKey::Budget(_)
            | RowKey::Coverage { .. }
            | RowKey::Storage { .. }
            | RowKey::Reservation(_)
            | RowKey::SurviveShortage(_) => false,
        };
        of_demand && self.limit == 0.0
    }
}

/// The place of a limit in the program.
#[derive(Debug, Clone, Copy, PartialEq)]
enum LimitPlace {
    Row(usize),
    Bound(usize),
}

/// The limits that bind at `optimum`, those first whose loosening saves most; the `ranged` first with the range of their price.
pub(super) fn binding(model: &Model, program: &Program, optimum: &Optimum, ranged: usize) -> Vec<Binding> {
    let mut groups: BTreeMap<RowKey, Vec<Limit>> = BTreeMap::new();
    for limit in limits(model, program, optimum).into_iter().filter(|limit| limit.key.is_limit()) {
        groups.entry(limit.key.timeless()).or_default().push(limit);
    }
    let mut all: Vec<Binding> = groups.into_values().map(Binding::new).collect();
    all.sort_by(|a, b| {
        let price = |binding: &Binding| binding.members[binding.dearest].price.abs();
        b.at_most.total_cmp(&a.at_most).then(price(b).total_cmp(&price(a)))
    });
    if ranged == 0 || all.is_empty() {
        return all;
    }
    let parts = ComponentMap::new(&optimum.lp);
    let first = all.len().min(ranged);
    let mut needed: Vec<usize> =
        all[..first].iter().flat_map(|b| b.members.iter().map(|m| parts.of(m.place))).collect();
    needed.sort_unstable();
    needed.dedup();
    let bases = needed.into_par_iter().map(|c| (c, parts.solved(c, optimum))).collect();
    all[..first].par_iter_mut().for_each(|binding| binding.range = ranges(&parts, &bases, binding));
    all
}

impl Binding {
    fn new(members: Vec<Limit>) -> Self {
        let price = |k: &usize| members[*k].price.abs();
        let by_price = |a: &usize, b: &usize| price(a).total_cmp(&price(b)).then(b.cmp(a));
        let dearest = (0..members.len()).max_by(by_price).expect("a group has members");
        let at_most = members.iter().map(|limit| 0.01 * (limit.price * limit.base).abs()).sum();
        Self { members, dearest, at_most, range: None }
    }
}

/// Every row and bound with a price.
fn limits(model: &Model, program: &Program, optimum: &Optimum) -> Vec<Limit> {
    let Optimum { lp, rows, y, .. } = optimum;
    let most = lp.cost.iter().fold(0.0, |most: f64, cost| most.max(cost.abs()));
    let keys = program.rows.iter().copied().chain(rows.iter().map(SecurityRow::key));
    let mut found = Vec::new();
    for (i, (key, &price)) in keys.zip(y).enumerate() {
        let limit = if price > 0.0 { lp.row_lower[i] } else { lp.row_upper[i] };
        let base = key.share_of(model).unwrap_or(limit);
        found.push(Limit { key, price, limit, base, place: LimitPlace::Row(i) });
    }
    for (j, price) in lp.reduced_costs(y).into_iter().enumerate() {
        let (lower, upper) = program.bound_keys(j);
        let mut add = |key: Option<RowKey>, limit: f64| {
            found.extend(key.map(|key| Limit { key, price, limit, base: limit, place: LimitPlace::Bound(j) }));
        };
        match price {
            p if p > 0.0 && lp.lower[j] > 0.0 => add(lower, lp.lower[j]),
            p if p < 0.0 && lp.upper[j].is_finite() => add(upper, lp.upper[j]),
            _ => {}
        }
    }
    found.retain(|limit| limit.price.abs() > NO_DUAL * most && limit.limit.is_finite() && !limit.is_of_nothing());
    found
}

/// A program's components, and which each row and column belongs to.
struct ComponentMap {
    all: Vec<Component>,
    of_row: Vec<usize>,
    of_column: Vec<usize>,
}

impl ComponentMap {
    fn new(lp: &Lp) -> Self {
        let all = components(lp);
        let (mut of_row, mut of_column) = (vec![0; lp.rows()], vec![0; lp.cols()]);
        for (c, component) in all.iter().enumerate() {
            component.rows.iter().for_each(|&i| of_row[i as usize] = c);
            component.cols.iter().for_each(|&j| of_column[j as usize] = c);
        }
        Self { all, of_row, of_column }
    }

    fn of(&self, place: LimitPlace) -> usize {
        match place {
            LimitPlace::Row(i) => self.of_row[i],
            LimitPlace::Bound(j) => self.of_column[j],
        }
    }

    /// A component as a program with an optimal basis of it, found from where the optimum stands.
    fn solved(&self, c: usize, optimum: &Optimum) -> Option<(Lp, Basis)> {
        let component = &self.all[c];
        let part = component.extract(&optimum.lp);
        let pick = |from: &[f64], which: &[u32]| which.iter().map(|&k| from[k as usize]).collect::<Vec<f64>>();
        let (x, y) = (pick(&optimum.x, &component.cols), pick(&optimum.y, &component.rows));
        let start = Basis::standing(&part, &x, &y);
        let found = Manner::ALL.into_iter().find_map(|manner| {
            let mut engine = Engine::in_manner(&part, manner);
            if manner == Manner::Usual {
                engine.set_basis(&start);
            }
            match engine.solve() {
                Ok(Solved::Optimal { basis, .. }) => Some(basis),
                _ => None,
            }
        })?;
        Some((part, found))
    }
}

/// Both sides of the dearest member of a group, and the saving of loosening all of it by one per cent; `None` unless all walks prove themselves.
fn ranges(parts: &ComponentMap, bases: &BTreeMap<usize, Option<(Lp, Basis)>>, binding: &Binding) -> Option<Ranged> {
    let limit = &binding.members[binding.dearest];
    // a limit from above is loosened upwards, one from below downwards
    let up = if limit.is_least() { -1.0 } else { 1.0 };
    let part = |c: usize, members: &[&Limit]| {
        let (lp, basis) = bases[&c].as_ref()?;
        Some(as_rows(lp, basis, &parts.all[c], members))
    };
    let (lp, basis, row) = part(parts.of(limit.place), &[limit])?;
    let side = |towards: f64| {
        Manner::ALL.into_iter().find_map(|manner| one_side(&lp, &basis, (row[0], towards), manner, limit.limit))
    };
    let (looser, tighter) = (side(up)?, side(-up)?);
    let of = |(slope, theta, no_plan): (f64, f64, bool), towards: f64, sign: f64| PriceReach {
        price: (sign * slope).max(0.0),
        until: without_rounding(limit.limit, towards * theta),
        no_plan,
    };
    // months without a store between them have nothing to do with each other
    let mut by_part: BTreeMap<usize, Vec<&Limit>> = BTreeMap::new();
    binding.members.iter().for_each(|member| by_part.entry(parts.of(member.place)).or_default().push(member));
    let mut one_percent = 0.0;
    for (c, members) in by_part {
        let (lp, basis, rows) = part(c, &members)?;
        let towards: Vec<_> = rows.iter().zip(&members).map(|(&row, m)| (row, up * 0.01 * m.base.abs())).collect();
        one_percent += Manner::ALL.into_iter().find_map(|manner| saved(&lp, &basis, &towards, manner))?;
    }
    Some(Ranged { looser: of(looser, up, -1.0), tighter: of(tighter, -up, 1.0), one_percent })
}

/// The limit after a move, exactly 0 where only rounding is left of it.
fn without_rounding(limit: f64, moved: f64) -> f64 {
    let to = limit + moved;
    if to.abs() <= NO_LIMIT * limit.abs() { 0.0 } else { to }
}

/// The program with limits that are bounds as rows of their own, so that they can move; and the row of each limit.
fn as_rows(part: &Lp, basis: &Basis, component: &Component, limits: &[&Limit]) -> (Lp, Basis, Vec<usize>) {
    let local = |all: &[u32], k: usize| all.binary_search(&(k as u32)).expect("a limit is in its component");
    let mut basis = basis.clone();
    let mut draft = Builder::extend(part);
    let rows = limits.iter().map(|limit| match limit.place {
        LimitPlace::Row(i) => local(&component.rows, i),
        LimitPlace::Bound(j) => {
            let j = local(&component.cols, j);
            basis.rows.push(std::mem::replace(&mut basis.cols[j], Status::Basic));
            if limit.is_least() {
                // every column with such a bound is a stock, which is not negative
                draft.set_bounds(j, 0.0, part.upper[j]);
                draft.row(limit.limit, f64::INFINITY, [(j, 1.0)])
            } else {
                draft.set_bounds(j, part.lower[j], f64::INFINITY);
                draft.row(f64::NEG_INFINITY, limit.limit, [(j, 1.0)])
            }
        }
    });
    let rows = rows.collect();
    (draft.build(), basis, rows)
}

/// The most times that a walk is taken up again, twice as far, where kinks too small to count have ended it.
const FURTHER: usize = 100;

/// The money saved by moving the bounds of rows so far.
fn saved(lp: &Lp, basis: &Basis, towards: &[(usize, f64)], manner: Manner) -> Option<f64> {
    let start = (manner == Manner::Usual).then_some(basis);
    let options = RhsOptions { start, manner, ..RhsOptions::until(1.0) };
    let Ok(RhsWalk::Curve(curve)) = simplex::parametric_rhs(lp, towards, options) else { return None };
    let (first, last) = (curve.points.first()?, curve.points.last()?);
    (curve.certificate.holds() && last.theta >= 1.0 - SAME_SLOPE).then_some((first.cost - last.cost).max(0.0))
}

/// Slope of the least cost as a row's bounds move `towards` one side, its range, and whether there is no plan beyond.
fn one_side(
    lp: &Lp,
    basis: &Basis,
    (row, towards): (usize, f64),
    manner: Manner,
    limit: f64,
) -> Option<(f64, f64, bool)> {
    let here = SAME_SLOPE * limit.abs().max(1.0);
    let start = (manner == Manner::Usual).then_some(basis);
    let mut beyond = here;
    for _ in 0..FURTHER {
        let options = RhsOptions { start, manner, kink_beyond: beyond, ..RhsOptions::until(f64::INFINITY) };
        let Ok(RhsWalk::Curve(curve)) = simplex::parametric_rhs(lp, &[(row, towards)], options) else { return None };
        let RhsCurve { points, certificate, end, .. } = *curve;
        if !certificate.holds() {
            return None;
        }
        // a kink nearer than rounding is where the limit stands
        let first = points.iter().rposition(|point| point.theta <= here)?;
        let slope = points[first].slope;
        if !slope.is_finite() {
            return Some((slope, 0.0, true));
        }
        let mut rest = points[first + 1..].iter();
        let kink = rest.find(|point| {
            point.slope.is_infinite() || (point.slope - slope).abs() > SAME_SLOPE * slope.abs().max(point.slope.abs())
        });
        match kink {
            Some(kink) => return Some((slope, kink.theta, kink.slope.is_infinite())),
            None if end == RhsEnd::Forever => return Some((slope, f64::INFINITY, false)),
            // the walk ended at a kink too small to count: it has to go on
            None => beyond = 2.0 * points.last()?.theta,
        }
    }
    None
}
