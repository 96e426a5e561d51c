//! The pooled courses of survival against the courses as MODEL.md writes them: the same costs, and prices that prove the written program's.
//!
//! `STOCKPILE_RANDOM=2000` tries so many models, `STOCKPILE_RANDOM_FROM=7000` other ones.

use crate::random_draft::draw;
use crate::random_models::setting;
use crate::supply::Random;
use rayon::prelude::*;
use std::collections::HashMap;
use stockpile::analysis::binding::Binding;
use stockpile::analysis::study::Study;
use stockpile::analysis::{Error, least_cost};
use stockpile::model::Model;
use stockpile::solver::Solver;

/// A drawn model that asks for survival, with what drafts have none of: surge, goods under way, capacity that can be reserved.
fn surviving(seed: u64) -> Option<Model> {
    let mut model = draw(seed).model()?;
    let mut random = Random::new(seed ^ 0x5075);
    for offer in &mut model.offers {
        offer.surge = [None, Some(0.0), Some(0.25), Some(0.25), Some(2.0)][random.below(5)];
        if offer.capacity_per_year.is_some() && random.below(5) == 0 {
            offer.reservation_fee = Some(random.unit());
        }
    }
    let period = model.horizon.months_per_period;
    for route in &mut model.routes {
        route.transit_months = f64::from([0, 0, 1, period, 2 * period][random.below(5)]);
    }
    let periods = model.horizon.periods;
    let security = model.security.as_mut()?;
    security.survive_from = Some(model.horizon.start.plus(i64::from(period) * random.below(periods) as i64));
    security.survive_availability = [0.0, 0.0, 0.5][random.below(3)];
    (periods <= 45).then(|| model.surviving(period * (1 + random.below(4)) as u32))
}

/// The least cost, at a level of the model's if one is given; `None` without a plan.
fn cost(study: &Study, level: Option<f64>) -> Result<Option<f64>, Error> {
    match level.map_or_else(|| study.least_cost(), |level| study.at_level(level)) {
        Ok(found) => Ok(Some(found.cost)),
        Err(Error::NoPlan) => Ok(None),
        Err(error) => Err(error),
    }
}

fn agree(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0),
        (None, None) => true,
        _ => false,
    }
}

/// The difference between the two programs of a model, as an error; true if they have a plan.
fn compare(model: Model, level: f64) -> Result<bool, String> {
    let pooled = Study::new(model.clone(), Solver::Simplex);
    let written = Study::as_written(model, Solver::Simplex);
    let say = |error: Error| error.to_string();
    for level in [None, Some(level)] {
        let (a, b) = (cost(&pooled, level).map_err(say)?, cost(&written, level).map_err(say)?);
        if !agree(a, b) {
            return Err(format!("at {level:?}: {a:?} pooled, {b:?} as written"));
        }
    }
    let Ok(least) = pooled.least_cost() else { return Ok(false) };
    let prices: HashMap<_, f64> =
        pooled.shadow_prices(&least).into_iter().map(|price| (price.key, price.value)).collect();
    let program = written.program();
    if let Some(key) = prices.keys().find(|key| {
        let bound = |j| program.bound_keys(j);
        !program.rows.contains(key) && !(0..program.cols.len()).any(|j| [bound(j).0, bound(j).1].contains(&Some(**key)))
    }) {
        return Err(format!("{key:?} is no constraint of the written program"));
    }
    proves(
        &program.lp,
        &program.rows.iter().map(|key| prices.get(key).copied().unwrap_or(0.0)).collect::<Vec<_>>(),
        least.cost,
    )
}

/// True if prices of a program's rows prove that it costs no less.
fn proves(lp: &stockpile::lp::Lp, y: &[f64], cost: f64) -> Result<bool, String> {
    let mut bound = 0.0;
    let mut press = |multiplier: f64, lower: f64, upper: f64, scale: f64| {
        let side = if multiplier > 0.0 { lower } else { upper };
        if side.is_finite() {
            bound += multiplier * side;
            true
        } else {
            multiplier.abs() <= 1e-6 * scale.max(1.0)
        }
    };
    let largest = lp.cost.iter().fold(1.0, |most: f64, cost| most.max(cost.abs()));
    let rows = y.iter().enumerate().all(|(i, &y)| press(y, lp.row_lower[i], lp.row_upper[i], largest));
    let cols = lp.reduced_costs(y).into_iter().enumerate().all(|(j, d)| press(d, lp.lower[j], lp.upper[j], largest));
    match rows && cols && agree(Some(bound), Some(cost)) {
        true => Ok(true),
        false => Err(format!("the prices prove {bound}, not {cost}; signs of rows {rows}, of columns {cols}")),
    }
}

#[test]
fn pooled_courses_cost_what_the_written_ones_do() {
    let (from, count) = (setting("STOCKPILE_RANDOM_FROM", 0), setting("STOCKPILE_RANDOM", 150));
    let found: Vec<(u64, Result<bool, String>)> = (from..from + count)
        .into_par_iter()
        .filter_map(|seed| Some((seed, compare(surviving(seed)?, Random::new(seed).unit()))))
        .collect();
    let faults: Vec<String> =
        found.iter().filter_map(|(seed, found)| Some(format!("{seed}: {}", found.as_ref().err()?))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let plans = found.iter().filter(|(_, found)| matches!(found, Ok(true))).count();
    assert!(plans as u64 > count / 5, "only {plans} of {} have a plan", found.len());
}

/// The fault of a price: loosening a limit of the written program halfway to where its price ends saves less than the price says.
fn loosened(written: &Study, binding: &Binding, cost: f64) -> Option<String> {
    let (range, limit) = (binding.range.as_ref()?, &binding.members[binding.dearest]);
    let to = if range.looser.until.is_finite() { 0.5 * (limit.limit + range.looser.until) } else { limit.limit + 1.0 };
    let (program, key) = (written.program(), limit.key);
    let mut lp = program.lp.clone();
    let side = match program.rows.iter().position(|row| *row == key) {
        Some(i) if limit.is_least() => &mut lp.row_lower[i],
        Some(i) => &mut lp.row_upper[i],
        None if limit.is_least() => {
            let j = (0..program.cols.len()).find(|&j| program.bound_keys(j).0 == Some(key))?;
            &mut lp.lower[j]
        }
        None => {
            let j = (0..program.cols.len()).find(|&j| program.bound_keys(j).1 == Some(key))?;
            &mut lp.upper[j]
        }
    };
    *side = if range.looser.until.is_infinite() && limit.is_least() { limit.limit - 1.0 } else { to };
    let moved = (*side - limit.limit).abs();
    let found = match least_cost::solve(&lp, Solver::Simplex) {
        Ok(found) => lp.objective(&found.x),
        Err(error) => return Some(format!("{key:?}: {error}")),
    };
    let expected = cost - range.looser.price * moved;
    let off = (found - expected).abs() > 1e-6 * cost.abs().max(range.looser.price * moved).max(1.0);
    off.then(|| format!("{key:?} moved by {moved}: {found}, by its price {expected}"))
}

#[test]
fn each_limit_is_moved_as_it_is_written() {
    let found: Vec<(usize, Vec<String>)> = (0..120u64)
        .into_par_iter()
        .filter_map(|seed| {
            let model = surviving(seed)?;
            let (pooled, written) =
                (Study::new(model.clone(), Solver::Simplex), Study::as_written(model, Solver::Simplex));
            let least = pooled.least_cost().ok()?;
            let ranged = pooled.binding(&least, 8);
            let faults = ranged.iter().filter_map(|binding| loosened(&written, binding, least.cost));
            let faults = faults.map(|fault| format!("{seed}: {fault}")).collect();
            Some((ranged.iter().filter(|binding| binding.range.is_some()).count(), faults))
        })
        .collect();
    let faults: Vec<&String> = found.iter().flat_map(|(_, faults)| faults).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(found.iter().map(|(ranged, _)| ranged).sum::<usize>() > 100);
}
