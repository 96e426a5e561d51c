//! A change that could be made to a model, and how it is written.

use crate::analysis::infeasibility::relief::Relief;
use crate::analysis::infeasibility::trial::Setting;
use crate::analysis::tolerances::{COUNTED_ZEROS, WHOLE_STEP};
use crate::model::{Month, PairId};

/// A change that is to be tried.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis::infeasibility) struct Prospect {
    /// The change.
    pub change: Relief,
    /// The present value.
    pub now: f64,
    /// As far as it could go.
    pub far: f64,
    /// The least step, where there is one: months.
    pub whole: f64,
    pub(super) how: How,
}

/// The way in which a value becomes a setting.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum How {
    /// As it is.
    Key(String),
    /// So much less than the value set for the key already.
    Less(String, f64),
    /// So many months before a month.
    Before(String, Month),
    /// As tonnes of a pair that has no cell.
    Stock(PairId),
}

impl Prospect {
    /// The setting that makes the change.
    pub(in crate::analysis::infeasibility) fn setting(&self, value: f64) -> Setting {
        let (key, value) = match &self.how {
            How::Key(key) => (key, plain(value)),
            How::Less(key, of) => (key, plain(of - value)),
            How::Before(key, month) => (key, month.plus(-(value as i64)).to_string()),
            How::Stock(pair) => return Setting::Stock { pair: *pair, tonnes: value },
        };
        Setting::Key { key: key.clone(), value }
    }

    /// A value with three digits of its distance from the present value, and `more` units of the last, on the far side.
    pub(in crate::analysis::infeasibility) fn rounded(&self, value: f64, more: f64) -> f64 {
        let by = (value - self.now).abs();
        if by <= 0.0 {
            return value;
        }
        let decimals = 2 - by.log10().floor() as i32;
        let step = 10f64.powi(-decimals);
        let (sign, size) = ((self.far - self.now).signum(), value / step);
        let whole = (sign * size - WHOLE_STEP).ceil() + more;
        let text = format!("{:.*}", decimals.max(0) as usize, sign * whole * step);
        let rounded: f64 = text.parse().unwrap_or(value);
        if sign > 0.0 { rounded.min(self.far) } else { rounded.max(self.far) }
    }
}

/// A number as it is written in a cell, without digits beyond its precision.
pub(super) fn plain(value: f64) -> String {
    let value = format!("{value:.12e}").parse::<f64>().unwrap_or(value) + 0.0;
    if value != 0.0 && value.abs() < COUNTED_ZEROS { format!("{value:e}") } else { value.to_string() }
}
