//! The plan of a run of `solve`, proved again by what its certificate.json says.

use super::{FolderToVerify, Stop, Verified, read, usage};
use crate::analysis::study::Study;
use crate::cli::tolerances::ROUNDED;
use crate::lp::exact;
use crate::lp::verify::Certificate;
use crate::plan::Plan;
use crate::report::certificate::{self, CertificateRecord};
use crate::report::{tables, words};
use crate::solver::Solver;
use num_traits::ToPrimitive;
use serde::Serialize;

/// A plan that was measured.
#[derive(Debug, Serialize)]
pub(super) struct VerifiedPlan {
    /// True if the plan is proved.
    proved: bool,
    /// The three measures, exact but for the last digit of a double.
    certificate: Certificate,
    /// The currency of the costs.
    #[serde(skip)]
    currency: String,
    /// The cost of the plan.
    cost: f64,
    /// The bound that the duals prove: no plan undercuts it, but for the certificate's tolerance.
    bound: f64,
    /// The cost that the run's summary.json says.
    reported: f64,
    /// Files of the run that say something else than the plan.
    differ: Vec<String>,
    /// Files of the run that are compared with nothing.
    not_compared: Vec<String>,
}

impl VerifiedPlan {
    /// An amount of money to the cent.
    fn amount(&self, amount: f64) -> String {
        words::with_unit(&words::number(amount, 2), " ", &self.currency)
    }
}

impl Verified for VerifiedPlan {
    fn proved(&self) -> bool {
        self.proved
    }

    fn differ(&self) -> &[String] {
        &self.differ
    }

    fn not_compared(&self) -> &[String] {
        &self.not_compared
    }

    fn in_words(&self) -> String {
        format!(
            "The plan costs {}; no plan costs less than {}, by its duals. Measured without rounding: {}.",
            self.amount(self.cost),
            self.amount(self.bound),
            self.certificate
        )
    }
}

/// Measures the plan and the duals of certificate.json against the program.
pub(super) fn measure(folder: &FolderToVerify) -> Result<VerifiedPlan, Stop> {
    let path = folder.path;
    if !folder.manifest.files.contains(certificate::NAME) {
        return Err(usage(path, &format!("it holds no plan with its {}", certificate::NAME)));
    }
    let study = Study::new(folder.model.clone(), Solver::ALL[0]);
    let optimum = study.solve()?;
    let record: CertificateRecord = read(&path.join(certificate::NAME))?;
    let (x, y) = record
        .vectors(study.model(), study.program(), &optimum)
        .map_err(|unknown| usage(path, &unknown.to_string()))?;
    let exact = exact::certify(&optimum.lp, &x, &y);
    let exact = exact.ok_or_else(|| usage(path, "its certificate holds a number that is none"))?;
    let summary: serde_json::Value = read(&path.join("summary.json"))?;
    let reported = summary["cost"].as_f64().unwrap_or(f64::NAN);
    let cost = exact.primal_objective.to_f64().unwrap_or(f64::NAN);
    let bound = exact.dual_objective.to_f64().unwrap_or(f64::NAN);
    let agrees = (cost - reported).abs() <= ROUNDED * cost.abs().max(1.0);
    // only to be compared with what was written: its proof is the one above
    let plan = optimum.derive(|_| Plan::new(study.model(), study.program(), &x));
    let mut written = tables::of_plan(study.model(), &plan);
    written.push(tables::orders(study.model(), &plan));
    let differ = folder.differ(&written)?;
    Ok(VerifiedPlan {
        proved: exact.certificate.holds() && agrees && differ.is_empty(),
        certificate: exact.certificate,
        currency: study.model().currency.clone(),
        cost,
        bound,
        reported,
        differ,
        not_compared: folder.not_compared(&written, &["summary.json", certificate::NAME]),
    })
}
