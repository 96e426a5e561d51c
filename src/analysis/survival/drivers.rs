//! The stops and elements that drive the cost of survival.
//!
//! The price of a course's row is the saving of one more missing tonne, and is highest for the elements of which a tonne is dear. Cerium costs little a tonne
//! and is needed by the thousand, so the drivers are ranked by the saving in the stop's cost if a hundredth less of the element were needed in it.

use super::binds::stop_of;
use crate::analysis::tolerances::NO_DUAL;
use crate::formulation::courses::CourseRow;
use crate::formulation::{Program, RowKey};
use crate::model::{ElementId, Model, PairId};
use std::collections::BTreeMap;

/// A stop that drives the cost of survival.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Driver {
    /// The period in which it begins.
    pub start: usize,
    /// The element that drives it.
    pub element: ElementId,
    /// The saving from one more tonne of the element missing in that stop, in the month in which that saves most.
    pub price: f64,
    /// The saving if 1 % less of the element were needed in all of that stop, at these prices.
    pub one_percent: f64,
}

/// The stops and elements that drive the cost of survival at prices `y` of the program's rows, those first that would save most by the percent.
pub(super) fn driven_by(model: &Model, program: &Program, y: &[f64]) -> Vec<Driver> {
    let mut drivers: BTreeMap<(usize, ElementId), Driver> = BTreeMap::new();
    for (key, &y) in program.rows.iter().zip(y) {
        let Some((start, pair, period, price)) = missing_tonne(program, key, y) else { continue };
        let element = model.pair(pair).element;
        let none = Driver { start, element, price: 0.0, one_percent: 0.0 };
        let driver = drivers.entry((start, element)).or_insert(none);
        driver.price = driver.price.max(price);
        driver.one_percent += price * model.pair(pair).demand[period] / 100.0;
    }
    let largest = program.lp.cost.iter().fold(1.0, |most: f64, c| most.max(c.abs()));
    let mut drivers: Vec<Driver> = drivers.into_values().filter(|driver| driver.price > NO_DUAL * largest).collect();
    drivers
        .sort_by(|a, b| b.one_percent.total_cmp(&a.one_percent).then((a.start, a.element).cmp(&(b.start, b.element))));
    drivers
}

/// The stop, pair and period of a `survive` row with the saving of loosening it; where the trunk may not be short the row is that its course may not
/// either, which its balance prices.
fn missing_tonne(program: &Program, key: &RowKey, y: f64) -> Option<(usize, PairId, usize, f64)> {
    let start = stop_of(key)?;
    let RowKey::Course { row, .. } = *key else { return None };
    if let CourseRow::Survive { pair, period } = row {
        return Some((start, pair, period, -y));
    }
    let CourseRow::Balance { pair, period } = row else { return None };
    program.pairs[pair.index()].shortage.is_none().then_some((start, pair, period, y))
}
