//! An optimum of a program whose courses are pooled, as one of the program that MODEL.md writes: where a limit is to be moved alone, each must stand by itself.

use super::limits::shortage_limits_in;
use crate::analysis::level::Optimum;
use crate::formulation::courses::{CourseCol, CourseKey, CoursePair, Deliveries, Pool, Stops};
use crate::formulation::{ColKey, Program, RowKey};
use crate::lp::Lp;
use crate::model::{Model, OfferId, PairId};
use std::collections::HashMap;

/// The program as written and its optimum; `None` where nothing is pooled.
pub(in crate::analysis) fn as_written(
    model: &Model,
    program: &Program,
    optimum: &Optimum,
) -> Option<(Program, Optimum)> {
    let months = model.security.as_ref()?.survive_months?;
    if program.courses.is_empty() {
        return None;
    }
    let stops = Stops::new(model, months).ok()?;
    let limits = shortage_limits_in(model, program);
    let written = Program::new(model).with_stops(model, &stops, &limits, None, Deliveries::Apart);
    let own = program.lp.rows();
    let lp = written.with_security(&optimum.rows, &optimum.lp.row_upper[own..]);
    let x = point(model, program, &written, &optimum.x);
    let y = prices(program, &written, &optimum.lp, &optimum.y);
    let optimum = Optimum { level: None, cost: optimum.cost, lp, rows: optimum.rows.clone(), x, y };
    Some((written, optimum))
}

/// The prices of the written program's rows, then those of the security rows.
fn prices(program: &Program, written: &Program, lp: &Lp, y: &[f64]) -> Vec<f64> {
    let (own, security) = y.split_at(program.lp.rows());
    let mut found: Vec<(RowKey, f64)> = program.rows.iter().copied().zip(own.iter().copied()).collect();
    // the most that an offer can deliver is a bound of its column, and a row as it is written
    for (j, d) in lp.reduced_costs(y).into_iter().enumerate() {
        if let ColKey::Course { course: CourseKey::AnyStop, .. } = program.cols[j] {
            found.extend(program.bound_keys(j).1.map(|key| (key, d.min(0.0))));
        }
    }
    let by_key: HashMap<RowKey, f64> = program.prices_as_written(found).into_iter().collect();
    let rows = written.rows.iter().map(|key| by_key.get(key).copied().unwrap_or(0.0));
    rows.chain(security.iter().copied()).collect()
}

/// The value of each column of the written program: the deliveries of a pool are divided among its offers.
fn point(model: &Model, program: &Program, written: &Program, x: &[f64]) -> Vec<f64> {
    let mut values: HashMap<ColKey, f64> = program.cols.iter().copied().zip(x.iter().copied()).collect();
    for course in &program.courses {
        let key = |col| ColKey::Course { course: course.key, col };
        for pool in &course.pools {
            let able = able(program, pool, x, &values);
            for (offer, pair, tonnes) in divided(pool, x, able) {
                *values.entry(key(CourseCol::Purchase { offer, pair, period: pool.period })).or_insert(0.0) += tonnes;
            }
        }
        for (pair, _) in model.pair_ids() {
            let only_releases = |columns: &CoursePair| columns.stock.is_none();
            for period in
                course.periods.clone().filter(|_| course.pairs[pair.index()].as_ref().is_some_and(only_releases))
            {
                let held = course.held_before(model, program, pair, period + 1, x);
                values.insert(key(CourseCol::Stock { pair, period }), held);
            }
        }
    }
    written.cols.iter().map(|key| values.get(key).copied().unwrap_or(0.0)).collect()
}

/// The capacity of each offer of a pool.
fn able(program: &Program, pool: &Pool, x: &[f64], values: &HashMap<ColKey, f64>) -> Vec<f64> {
    let period = pool.period;
    let of = |&offer: &OfferId| match pool.under_way {
        true => program
            .purchase_of(offer, pool.columns[0].0)
            .and_then(|purchase| purchase.column(period))
            .map_or(0.0, |j| x[j]),
        false => {
            let deliverable = CourseCol::Deliverable { offer, period };
            let key = ColKey::Course { course: CourseKey::AnyStop, col: deliverable };
            values.get(&key).copied().unwrap_or(f64::INFINITY)
        }
    };
    pool.offers.iter().map(of).collect()
}

/// Deliveries of each offer of a pool to each pair: the offers one after the other, each as much as it can.
fn divided(pool: &Pool, x: &[f64], mut able: Vec<f64>) -> Vec<(OfferId, PairId, f64)> {
    let mut found = Vec::new();
    let mut k = 0;
    for &(pair, column) in &pool.columns {
        let mut open = x[column].max(0.0);
        while open > 0.0 && k < able.len() {
            let tonnes = open.min(able[k].max(0.0));
            found.push((pool.offers[k], pair, tonnes));
            open -= tonnes;
            able[k] -= tonnes;
            if open > 0.0 {
                k += 1;
            }
        }
    }
    found
}
