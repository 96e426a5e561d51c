//! summary.json: the figures of a run in one record.

use super::names::row_for_sentence;
use super::table::Table;
use crate::analysis::hedge::Hedge;
use crate::analysis::level::{InForce, Optimum};
use crate::analysis::proved::Proved;
use crate::analysis::study::Study;
use crate::analysis::survival::{Driver, Survived};
use crate::formulation::CostParts;
use crate::lp::verify::Certificate;
use crate::model::Model;
use crate::plan::{Plan, StockValue};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// The keys of summary.json.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
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
    /// Share of purchases.
    pub share_of_purchases: Option<f64>,
    /// The requirement: the least that must be bought, weighted.
    pub requirement: f64,
    /// Unmet demand, tonnes.
    pub shortage: Option<f64>,
    /// The value of the stock at the beginning and at the end.
    pub stock_value: Option<StockValue>,
    /// The security level, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<LevelSummary>,
    /// Columns of the program.
    pub variables: usize,
    /// Rows of the program.
    pub constraints: usize,
    /// The solver that was asked.
    pub solver: &'static str,
    /// The ways in which answers of it were found that had failed their certificate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found_again_by: Vec<String>,
    /// Wall-clock seconds from the model in memory to the answer.
    pub seconds: f64,
    /// The proof.
    pub certificate: Option<Certificate>,
    /// The cost of survival and its drivers, where months were asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survival: Option<SurvivalPart>,
    /// The figures of a hedge.
    #[serde(flatten)]
    pub hedge: Option<Hedged>,
    /// The distance of a plan of one's own from the optimum.
    #[serde(flatten)]
    pub assessed: Option<Assessed>,
}

/// The distance of a plan of one's own from the optimum.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Assessed {
    /// The least cost; `None` where no plan satisfies every constraint.
    pub optimum: Option<f64>,
    /// The plan's cost less that.
    pub gap: Option<f64>,
}

/// The cost of survival.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SurvivalPart {
    /// Months asked.
    pub months: u32,
    /// The cost above the cheapest plan without, under the same limits of the security rows.
    pub cost: Option<f64>,
    /// The stops and elements that drive it, those first of which 1 % less would save most.
    pub driven_by: Vec<DriverPart>,
}

impl SurvivalPart {
    /// The part for a plan that survives.
    pub fn new(model: &Model, survived: &Survived) -> Self {
        let driver = |driver: &Driver| DriverPart {
            start: model.horizon.month(driver.start).to_string(),
            element: model.element(driver.element).id.clone(),
            price: driver.price,
            one_percent_saves: driver.one_percent,
        };
        let driven_by = survived.driven_by.iter().map(driver).collect();
        Self { months: survived.months, cost: Some(survived.cost), driven_by }
    }
}

/// A stop and an element that drive the cost of survival.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DriverPart {
    /// The first month of the stop.
    pub start: String,
    /// The element.
    pub element: String,
    /// The saving from one more tonne missing.
    pub price: f64,
    /// The saving if 1 % less were needed in all of the stop, at these prices.
    pub one_percent_saves: f64,
}

/// The figures of a hedge.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Hedged {
    /// The measure that is minimised.
    pub objective: f64,
    /// Expected cost.
    pub expected_cost: f64,
    /// Conditional value at risk of the cost.
    pub cvar: f64,
    /// The value of the stochastic solution.
    pub vss: f64,
    /// The expected value of perfect information.
    pub evpi: f64,
}

impl From<&Hedge> for Hedged {
    fn from(hedge: &Hedge) -> Self {
        let &Hedge { objective, expected_cost, cvar, vss, evpi, .. } = hedge;
        Self { objective, expected_cost, cvar, vss, evpi }
    }
}

/// The security level of a run: the level asked for, and the level in force.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelSummary {
    /// The level asked for.
    pub asked: f64,
    /// The level in force; `None` where there is no plan.
    pub in_force: Option<f64>,
    /// The rows that cannot go as low as was asked.
    pub held: Vec<HeldSummary>,
    /// The cost of the level above the least cost of all.
    #[serde(skip)]
    pub extra_cost: f64,
}

/// A security row held at its floor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeldSummary {
    /// The row's name in constraints, such as `element:Nd`.
    pub row: String,
    /// The least share it can reach.
    pub floor: f64,
    /// The row's name for people.
    #[serde(skip)]
    pub name: String,
}

impl LevelSummary {
    fn new(model: &Model, level: &InForce) -> Self {
        let held = level.held.iter().map(|held| HeldSummary {
            row: held.row.name(model),
            floor: held.floor,
            name: row_for_sentence(model, &held.row),
        });
        let InForce { asked, in_force, extra_cost, .. } = *level;
        Self { asked, in_force: Some(in_force), held: held.collect(), extra_cost }
    }
}

impl Summary {
    /// The summary of a proved optimum and its plan.
    pub fn of_plan(study: &Study, optimum: &Proved<Optimum>, plan: &Proved<Plan>, seconds: f64) -> Self {
        Self {
            level: optimum.level.as_ref().map(|level| LevelSummary::new(study.model(), level)),
            variables: optimum.lp.cols(),
            constraints: optimum.lp.rows(),
            seconds,
            ..Self::of_any_plan(study, plan).with_proof(study, optimum)
        }
    }

    /// The same, which rests on this proof.
    pub(crate) fn with_proof<T>(self, study: &Study, proof: &Proved<T>) -> Self {
        let (certificate, found_again_by) = (Some(proof.certificate()), study.found_again(proof));
        Self { certificate, found_again_by, ..self }
    }

    /// A line that says so where answers failed their certificate.
    pub(crate) fn found_again(&self) -> String {
        if self.found_again_by.is_empty() { String::new() } else { format!("Found by {}.\n", self.solved_by()) }
    }

    /// The solver, and how answers of it that failed their certificate were found then.
    pub(crate) fn solved_by(&self) -> Cow<'static, str> {
        match &self.found_again_by[..] {
            [] => self.solver.into(),
            again => format!("{} (where its answer failed its certificate: {})", self.solver, again.join(", ")).into(),
        }
    }

    /// The summary of a plan of one's own, in a program of so many columns and rows.
    pub fn of_own_plan(study: &Study, plan: &Proved<Plan>, size: (usize, usize), seconds: f64) -> Self {
        let summary = Self::of_any_plan(study, plan).with_proof(study, plan);
        Self { variables: size.0, constraints: size.1, seconds, ..summary }
    }

    fn of_any_plan(study: &Study, plan: &Plan) -> Self {
        Self {
            status: "optimal",
            cost: Some(plan.cost_parts.total()),
            cost_parts: Some(plan.cost_parts),
            price_floor_paid: Some(plan.price_floor_paid),
            currency: study.model().currency.clone(),
            share: plan.share,
            share_direct: plan.share_direct,
            share_of_purchases: plan.share_of_purchases,
            requirement: plan.requirement,
            shortage: Some(plan.shortage),
            stock_value: Some(plan.stock_value),
            solver: study.solver().name(),
            ..Self::default()
        }
    }

    /// The summary where there is no plan at the level asked for, or none at all.
    pub fn infeasible(study: &Study, asked: Option<f64>, seconds: f64) -> Self {
        let level = |asked| LevelSummary { asked, in_force: None, held: Vec::new(), extra_cost: 0.0 };
        let lp = &study.program().lp;
        Self {
            status: "infeasible",
            cost: None,
            cost_parts: None,
            price_floor_paid: None,
            currency: study.model().currency.clone(),
            share: None,
            share_direct: None,
            share_of_purchases: None,
            requirement: study.requirement(),
            shortage: None,
            stock_value: None,
            level: asked.map(level),
            variables: lp.cols(),
            constraints: lp.rows() + study.rows_at(asked),
            solver: study.solver().name(),
            found_again_by: Vec::new(),
            seconds,
            certificate: None,
            survival: None,
            hedge: None,
            assessed: None,
        }
    }
}

/// The record that `--json` prints: the keys of summary.json and, beside them, each table under its name.
#[derive(Serialize)]
pub(crate) struct WithTables<'t> {
    /// The summary.
    #[serde(flatten)]
    pub summary: &'t Summary,
    /// The tables.
    #[serde(flatten, serialize_with = "by_name")]
    pub tables: &'t [Table<'t>],
}

/// The record that `--json` prints of a command without a summary: each table under its name.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Tables<'t>(#[serde(serialize_with = "by_name")] pub &'t [Table<'t>]);

fn by_name<S: Serializer>(tables: &&[Table], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(tables.iter().map(|table| (table.name, table)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Overrides, Source};
    use crate::solver::Solver;

    #[test]
    fn who_answered_for_a_solver_whose_answer_failed_is_said() {
        let source = Source::read(concat!(env!("CARGO_MANIFEST_DIR"), "/models/minimal.toml").as_ref()).unwrap();
        let study = |solver| Study::new(source.model(&Overrides::default()).unwrap().model, solver);
        let (study, own) = (study(Solver::Microlp), study(Solver::Simplex));
        let (optimum, other) = (study.solve().unwrap(), own.solve().unwrap());
        let of = |optimum: &Proved<Optimum>| Summary::of_plan(&study, optimum, &study.plan(optimum), 0.0);
        let said = |summary: &Summary| serde_json::to_value(summary).unwrap().get("found_again_by").cloned();
        let usual = of(&optimum);
        assert_eq!((&*usual.solved_by(), said(&usual)), ("microlp", None));
        let again = of(&optimum.and(&other));
        assert_eq!(again.solved_by(), "microlp (where its answer failed its certificate: simplex)");
        assert_eq!(said(&again), Some(serde_json::json!(["simplex"])));
    }
}
