//! The frontiers of a run of `frontier`, found and proved again.

use super::{FolderToVerify, Stop, Verified, read, usage};
use crate::analysis::Error;
use crate::analysis::study::Study;
use crate::cli::tolerances::ROUNDED;
use crate::lp::exact;
use crate::lp::verify::Certificate;
use crate::model::{Model, Scope};
use crate::report::{tables, words};
use crate::solver::Solver;
use num_traits::ToPrimitive;
use rayon::prelude::*;
use serde::Serialize;
use std::path::Path;

/// Frontiers that were found again.
#[derive(Debug, Serialize)]
pub(super) struct VerifiedFrontiers {
    /// True if every level is proved, and every table says what was found.
    proved: bool,
    /// Levels with a plan, and of so many different shares.
    levels: usize,
    plans: usize,
    /// The worst of their three measures, exact but for the last digit of a double.
    certificate: Certificate,
    /// Breakpoints, and the worst of their measures, in doubles.
    breakpoints: usize,
    walk: Certificate,
    /// Levels whose plan costs something else than the frontier says, as `scope level`.
    costs_differ: Vec<String>,
    /// Files of the run that say something else.
    differ: Vec<String>,
    /// Files of the run that are compared with nothing.
    not_compared: Vec<String>,
}

impl Verified for VerifiedFrontiers {
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
        let mut said = format!(
            "{} at {}; their plans, measured without rounding, at worst: {}.\n{}, measured in doubles, at worst: {}.",
            words::counted(self.levels, "level"),
            words::counted(self.plans, "share"),
            self.certificate,
            words::counted(self.breakpoints, "breakpoint"),
            self.walk
        );
        if !self.costs_differ.is_empty() {
            said += &format!("\nPlans that cost something else: {}.", self.costs_differ.join(", "));
        }
        said
    }
}

/// The scopes and levels of the tables of a run, in their order.
struct TabledLevels {
    scopes: Vec<Scope>,
    levels: Vec<f64>,
}

/// Finds the frontiers again and measures the plan of each of their levels.
pub(super) fn measure(folder: &FolderToVerify) -> Result<VerifiedFrontiers, Stop> {
    let (path, model) = (folder.path, &folder.model);
    if model.security.is_none() {
        return Err(usage(path, "its model has no [security]"));
    }
    if !folder.manifest.files.iter().any(|file| file == "frontier.csv") {
        return Err(usage(path, "it holds no frontier: the run has found none"));
    }
    let asked = TabledLevels::read(path)?;
    let summary: serde_json::Value = read(&path.join("summary.json"))?;
    let solver = summary["solver"].as_str().and_then(|name| Solver::by_name(name).ok()).unwrap_or(Solver::ALL[0]);
    // a study of each scope, which finds the plan of a level of its own scope alone
    let studies: Vec<Study> = asked.scopes.iter().map(|&scope| Study::new(of_scope(model, scope), solver)).collect();
    let scoped = || studies.iter().zip(&asked.scopes);
    let mut frontiers = Vec::new();
    for (study, &scope) in scoped() {
        frontiers.push((study.frontier(scope)?, study.levels(scope, &asked.levels)?));
    }
    let shown: Vec<_> = frontiers.iter().map(|(frontier, levels)| (*frontier, levels)).collect();
    let alone: Vec<_> = shown.iter().map(|(frontier, _)| *frontier).collect();
    let causes = scoped().map(|(study, &scope)| study.causes(scope)).collect::<Result<Vec<_>, Error>>()?;
    let written = [tables::levels(&shown), tables::frontier(&alone), tables::floors(model, &alone, &causes)];
    let differ = folder.differ(&written)?;
    let mut found = VerifiedFrontiers {
        proved: false,
        levels: 0,
        plans: 0,
        certificate: Certificate::EXACT,
        breakpoints: alone.iter().map(|frontier| frontier.points.len()).sum(),
        walk: alone.iter().fold(Certificate::EXACT, |worst, frontier| worst.worst(frontier.certificate())),
        costs_differ: Vec::new(),
        differ,
        not_compared: folder.not_compared(&written, &[]),
    };
    for (study, (frontier, levels)) in studies.iter().zip(&frontiers) {
        let mut shares: Vec<(f64, f64)> = Vec::new();
        for level in levels.iter() {
            let Some(reached) = &level.found else { continue };
            found.levels += 1;
            if !shares.iter().any(|&(share, _)| share == reached.share) {
                shares.push((reached.share, reached.cost));
            }
        }
        found.plans += shares.len();
        let measured: Vec<Result<(Certificate, f64), Error>> =
            shares.par_iter().map(|&(share, _)| exactly(study, share)).collect();
        for (&(share, cost), measured) in shares.iter().zip(measured) {
            let (certificate, exact) = measured?;
            found.certificate = found.certificate.worst(certificate);
            if (exact - cost).abs() > ROUNDED * cost.abs().max(1.0) {
                found.costs_differ.push(format!("{} {share}", frontier.scope.label()));
            }
        }
    }
    found.proved =
        found.certificate.holds() && found.walk.holds() && found.costs_differ.is_empty() && found.differ.is_empty();
    Ok(found)
}

/// The certificate of the plan at a level of the study's model, without rounding, and its cost.
fn exactly(study: &Study, level: f64) -> Result<(Certificate, f64), Error> {
    let optimum = study.at_level(level)?;
    let exact = exact::certify(&optimum.lp, &optimum.x, &optimum.y).expect("a proved plan is of finite numbers");
    Ok((exact.certificate, exact.primal_objective.to_f64().unwrap_or(f64::NAN)))
}

/// The model with another scope.
fn of_scope(model: &Model, scope: Scope) -> Model {
    let mut model = model.clone();
    if let Some(security) = &mut model.security {
        security.scope = scope;
    }
    model
}

impl TabledLevels {
    /// From the tables of a run.
    fn read(folder: &Path) -> Result<Self, Stop> {
        let mut scopes: Vec<Scope> = Vec::new();
        for cell in column(&folder.join("frontier.csv"), "scope")? {
            let scope = Scope::ALL.into_iter().find(|scope| scope.label() == cell);
            let scope =
                scope.ok_or_else(|| usage(&folder.join("frontier.csv"), &format!("there is no scope {cell:?}")))?;
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        let path = folder.join("levels.csv");
        let levels = column(&path, "level")?;
        let of_one = levels.len() / scopes.len().max(1);
        let levels = levels[..of_one].iter().map(|cell| cell.parse());
        let levels = levels.collect::<Result<_, _>>().map_err(|_| usage(&path, "a level is no number"))?;
        Ok(Self { scopes, levels })
    }
}

/// The cells of a column.
fn column(path: &Path, name: &str) -> Result<Vec<String>, Stop> {
    let fail = |error: csv::Error| usage(path, &error.to_string());
    let mut reader = csv::Reader::from_path(path).map_err(fail)?;
    let at = reader.headers().map_err(fail)?.iter().position(|column| column == name);
    let at = at.ok_or_else(|| usage(path, &format!("it has no column {name:?}")))?;
    reader.records().map(|record| Ok(record.map_err(fail)?.get(at).unwrap_or_default().to_owned())).collect()
}
