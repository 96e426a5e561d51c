//! The model as the report of a batch describes it: kept in batch.json, so that `merge`, which reads no model, can do so too.

use serde::{Deserialize, Serialize};

use super::RunTable;
use crate::model::Model;
use crate::report::html::format;

/// A model whose runs a batch is. The changes of the runs are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ModelSummary {
    /// Its name.
    pub name: String,
    /// The currency of its costs.
    pub currency: Option<String>,
    /// The country that its security levels are about.
    pub country: Option<String>,
    /// Its first and last month, in words.
    pub horizon: Option<String>,
}

impl ModelSummary {
    /// The summary of `model`, less the inputs that columns of `table` change.
    pub(crate) fn new(model: &Model, table: &RunTable) -> Self {
        let kept = |keys: &[&str]| !table.columns.iter().any(|column| keys.contains(&column.as_str()));
        let country = model.security.as_ref().map(|security| model.country(security.country).to_owned());
        Self {
            name: model.name.clone(),
            currency: kept(&["model.currency"]).then(|| model.currency.clone()),
            country: country.filter(|_| kept(&["security.country"])),
            horizon: kept(&["model.start", "model.periods", "model.period"]).then(|| format::horizon(&model.horizon)),
        }
    }
}

/// The common value of all, if they have one.
pub(crate) fn common(summaries: &[ModelSummary], of: fn(&ModelSummary) -> &Option<String>) -> Option<&str> {
    let first = of(summaries.first()?).as_deref();
    first.filter(|_| summaries.iter().all(|summary| of(summary).as_deref() == first))
}
