//! summary.json: what a run found, in one record.

use super::table::Table;
use crate::formulation::CostParts;
use crate::lp::Lp;
use crate::lp::verify::Certificate;
use crate::plan::Plan;
use serde::{Serialize, Serializer};

/// The keys of summary.json.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// `optimal` or `infeasible`.
    pub status: &'static str,
    /// The discounted objective.
    pub cost: Option<f64>,
    /// The objective by term.
    pub cost_parts: Option<CostParts>,
    /// The part of the purchase cost above prices without floors.
    pub price_floor_paid: Option<f64>,
    /// The label of amounts of money.
    pub currency: String,
    /// Share of the requirement that depends on the country, feedstock counted as the model says.
    pub share: Option<f64>,
    /// The same without feedstock.
    pub share_direct: Option<f64>,
    /// Share of what is bought.
    pub share_of_purchases: Option<f64>,
    /// What must be bought, weighted.
    pub requirement: f64,
    /// Unmet demand, tonnes.
    pub shortage: Option<f64>,
    /// Columns of the program.
    pub variables: usize,
    /// Rows of the program.
    pub constraints: usize,
    /// What solved it.
    pub solver: &'static str,
    /// Wall-clock seconds from the model in memory to the answer.
    pub seconds: f64,
    /// The proof.
    pub certificate: Option<Certificate>,
}

impl Summary {
    /// The summary of a plan that has passed its certificate.
    pub fn of_plan(
        plan: &Plan,
        lp: &Lp,
        currency: &str,
        certificate: Certificate,
        solver: &'static str,
        seconds: f64,
    ) -> Self {
        Self {
            status: "optimal",
            cost: Some(plan.cost_parts.total()),
            cost_parts: Some(plan.cost_parts),
            price_floor_paid: Some(plan.price_floor_paid),
            currency: currency.into(),
            share: plan.share,
            share_direct: plan.share_direct,
            share_of_purchases: plan.share_of_purchases,
            requirement: plan.requirement,
            shortage: Some(plan.shortage),
            variables: lp.cols(),
            constraints: lp.rows(),
            solver,
            seconds,
            certificate: Some(certificate),
        }
    }

    /// The summary where there is no plan.
    pub fn infeasible(lp: &Lp, currency: &str, requirement: f64, solver: &'static str, seconds: f64) -> Self {
        Self {
            status: "infeasible",
            cost: None,
            cost_parts: None,
            price_floor_paid: None,
            currency: currency.into(),
            share: None,
            share_direct: None,
            share_of_purchases: None,
            requirement,
            shortage: None,
            variables: lp.cols(),
            constraints: lp.rows(),
            solver,
            seconds,
            certificate: None,
        }
    }
}

/// What `--json` prints: the keys of summary.json and, beside them, each table under its name.
#[derive(Serialize)]
pub struct WithTables<'t> {
    /// The summary.
    #[serde(flatten)]
    pub summary: &'t Summary,
    /// The tables.
    #[serde(flatten, serialize_with = "by_name")]
    pub tables: &'t [&'t Table<'t>],
}

fn by_name<S: Serializer>(tables: &&[&Table], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(tables.iter().map(|table| (table.name, table)))
}
