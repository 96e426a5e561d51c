//! certificate.json: the point and the duals of a plan, exactly, so that anyone can prove it again.

use crate::analysis::level::Optimum;
use crate::formulation::Program;
use crate::model::Model;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The file's name in a folder of results.
pub(crate) const NAME: &str = "certificate.json";

/// A plan and its proof by the names of exports. Numbers are written so that they read back to the same double; zeros are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct CertificateRecord {
    /// Value of each variable.
    pub columns: BTreeMap<String, f64>,
    /// Dual of each constraint: change of the objective per unit of its right-hand side.
    pub rows: BTreeMap<String, f64>,
}

/// Names of a record that the program does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{NAME} names {0}, which the model's program does not have")]
pub(crate) struct UnknownName(pub String);

/// Names of the columns and rows of a program with its security rows.
struct CertificateNames {
    columns: Vec<String>,
    rows: Vec<String>,
}

impl CertificateNames {
    fn of(model: &Model, program: &Program, optimum: &Optimum) -> Self {
        let security = optimum.rows.iter().map(|row| row.key());
        Self {
            columns: program.cols.iter().map(|key| key.name(model)).collect(),
            rows: program.rows.iter().copied().chain(security).map(|key| key.name(model)).collect(),
        }
    }
}

impl CertificateRecord {
    /// The record of an optimum.
    pub(crate) fn new(model: &Model, program: &Program, optimum: &Optimum) -> Self {
        let names = CertificateNames::of(model, program, optimum);
        let filled = |names: Vec<String>, values: &[f64]| {
            names.into_iter().zip(values.iter().copied()).filter(|(_, value)| *value != 0.0).collect()
        };
        Self { columns: filled(names.columns, &optimum.x), rows: filled(names.rows, &optimum.y) }
    }

    /// The point and the duals, in the order of the columns and rows of `optimum.lp`.
    ///
    /// # Errors
    /// A name that the program does not have.
    pub(crate) fn vectors(
        &self,
        model: &Model,
        program: &Program,
        optimum: &Optimum,
    ) -> Result<(Vec<f64>, Vec<f64>), UnknownName> {
        let names = CertificateNames::of(model, program, optimum);
        Ok((laid_out(&names.columns, &self.columns)?, laid_out(&names.rows, &self.rows)?))
    }
}

fn laid_out(names: &[String], values: &BTreeMap<String, f64>) -> Result<Vec<f64>, UnknownName> {
    let mut left = values.clone();
    let all = names.iter().map(|name| left.remove(name).unwrap_or(0.0)).collect();
    match left.into_keys().next() {
        Some(name) => Err(UnknownName(name)),
        None => Ok(all),
    }
}
