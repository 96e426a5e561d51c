//! Sensitivity of the answer: each uncertain figure at both its ends, one at a time, all else as it is.

use super::Error;
use super::study::Study;
use super::variants::{Asked, Figures, figures, of_model};
use super::warm_start::WarmStart;
use crate::diagnostic::Diagnostics;
use crate::input::{Overrides, Source};
use rayon::prelude::*;

/// An uncertain figure, and the effects of its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// The key that sets it, as `--set` takes it.
    pub figure: String,
    /// Its value.
    pub value: f64,
    /// Its lowest plausible value.
    pub low: f64,
    /// Its highest plausible value.
    pub high: f64,
    /// The figures at the lowest; `None` where the model makes no sense or has no plan then.
    pub at_low: Option<Figures>,
    /// The figures at the highest.
    pub at_high: Option<Figures>,
}

impl Sensitivity {
    /// The largest move of the cost asked for, of both ends; an end without a plan has no cost and moves none.
    pub fn reach(&self, base: &Figures) -> f64 {
        let off = |end: &Option<Figures>| change(base, end).map_or(0.0, f64::abs);
        off(&self.at_low).max(off(&self.at_high))
    }
}

/// By how much the cost asked for changes from `base` to an end; `None` where one of them has none.
pub(crate) fn change(base: &Figures, end: &Option<Figures>) -> Option<f64> {
    Some(end.as_ref()?.cost? - base.cost?)
}

/// Why a figure cannot be tried.
#[derive(Debug, thiserror::Error)]
pub enum SensitivityError {
    /// The overrides make no sense.
    #[error(transparent)]
    Input(#[from] Diagnostics),
    /// The model as it stands has no answer.
    #[error(transparent)]
    Analysis(#[from] Error),
}

/// Part of an assumption without bounds by which it is moved either way.
const SWING: f64 = 0.2;

/// Each uncertain figure of a source under `overrides` at both its ends, those first that move the cost asked for most; and the figures of
/// `study`, which is of the same model. Uncertain are figures of rows with `low` or `high`, assumptions without them by 20 % either way, and so the
/// premium and the discount rate.
///
/// # Errors
/// Overrides that make no sense, and a model without an answer. An end without one is no error.
pub fn sensitivity(
    source: &Source,
    overrides: &Overrides,
    study: &Study,
    asked: Asked,
) -> Result<(Figures, Vec<Sensitivity>), SensitivityError> {
    let base = figures(study, asked)?;
    let start = WarmStart::of(study.program());
    let at = |key: &str, value: f64| -> Option<Figures> {
        let mut changed = overrides.clone();
        changed.set(key, &value.to_string()).ok()?;
        let model = source.model(&changed).ok()?.model;
        of_model(model, study.solver(), start.as_ref(), asked).ok()
    };
    let one = |(figure, value, low, high): &(String, f64, f64, f64)| Sensitivity {
        figure: figure.clone(),
        value: *value,
        low: *low,
        high: *high,
        at_low: if low == value { Some(base) } else { at(figure, *low) },
        at_high: if high == value { Some(base) } else { at(figure, *high) },
    };
    let mut found: Vec<Sensitivity> = bounds(source, overrides, study)?.par_iter().map(one).collect();
    found.sort_by(|a, b| b.reach(&base).total_cmp(&a.reach(&base)).then_with(|| a.figure.cmp(&b.figure)));
    Ok((base, found))
}

/// The uncertain figures: key, value, low, high.
fn bounds(source: &Source, overrides: &Overrides, study: &Study) -> Result<Vec<(String, f64, f64, f64)>, Diagnostics> {
    let model = study.model();
    let swung = |value: f64| (value * (1.0 - SWING), value * (1.0 + SWING));
    let mut all = Vec::new();
    for figure in source.uncertain(overrides)? {
        // the availability in a disruption changes no plan, level or floor
        let (Some(value), false) = (figure.value, figure.table == "disruptions") else { continue };
        let (mut low, mut high) = match (figure.low, figure.high) {
            (None, None) => swung(value),
            (low, high) => (low.unwrap_or(value), high.unwrap_or(value)),
        };
        if figure.column == "share" {
            (low, high) = (low.min(1.0), high.min(1.0));
        }
        if low < high {
            all.push((figure.key(), value, low, high));
        }
    }
    if let Some(premium) = &model.premium {
        let (low, high) = swung(premium.factor);
        all.push(("premium.factor".to_owned(), premium.factor, low, high));
    }
    if model.discount_rate > 0.0 {
        let (low, high) = swung(model.discount_rate);
        all.push(("model.discount_rate".to_owned(), model.discount_rate, low, high));
    }
    Ok(all)
}
