//! Commands where there is no plan: why, and remedies.

use super::Stop;
use super::output::Output;
use crate::analysis::infeasibility::{Remedies, Trial, remedies};
use crate::analysis::study::Study;
use crate::analysis::{self, survival};
use crate::formulation::Program;
use crate::input::{Overrides, Source};
use crate::report::summary::Summary;
use crate::report::{self, resilience, tables, terminal};
use std::time::Instant;

/// Explains that there is no plan: the constraints in conflict, those that would have to give, the remedies.
pub(super) fn no_plan(
    study: &Study,
    level: Option<f64>,
    (source, overrides): &(Source, Overrides),
    output: &Output,
    started: Instant,
) -> Result<(), Stop> {
    let model = study.model();
    let lead = no_survival(study)?;
    // the longest survival is found at once; why no plan survives more may take a minute
    if let Some(lead) = &lead {
        output.print_text(lead)?;
    }
    let violations = lead.is_none().then(|| study.infeasibility(level)).transpose()?;
    // the violations are an answer without them
    let conflicts = study.conflicts(level).unwrap_or_else(|error| {
        output.message(&format!("what stands against each other could not be found: {error}"));
        Vec::new()
    });
    let remedies = match conflicts.is_empty() {
        true => Remedies::default(),
        false => remedies(&Trial::new(source, overrides, study, level.is_some()), &conflicts),
    };
    let mut summary = Summary::infeasible(study, level, started.elapsed().as_secs_f64());
    summary.found_again_by = violations.as_ref().map_or_else(Vec::new, |found| study.found_again(found));
    let mut tables = Vec::new();
    tables.extend(violations.as_ref().map(|violations| tables::violations(model, violations)));
    if !conflicts.is_empty() {
        tables.extend([report::no_plan::conflicts(model, &conflicts), report::remedies::remedies(model, &remedies)]);
    }
    output.claim(&tables, &[])?;
    output.workbook(model, &summary, &tables)?;
    let lead = if lead.is_some() { "" } else { "No plan satisfies every constraint.\n" };
    let gives = violations.map_or_else(String::new, |violations| terminal::no_plan(model, &violations, &summary));
    let why = report::no_plan::text(model, &conflicts, &remedies);
    output.finish(&summary, &tables, &format!("{}\n", format!("{lead}\n{why}{gives}").trim_end()))?;
    Err(Stop::NoPlan)
}

/// The sentence that no plan at any level survives the stop asked for; `None` if that is not why there is none.
fn no_survival(study: &Study) -> Result<Option<String>, Stop> {
    let (model, solver) = (study.model(), study.solver());
    let asked = model.security.as_ref().and_then(|security| security.survive_months);
    let Some(months) = asked.filter(|&months| months > 0) else { return Ok(None) };
    let trunk = Program::new(model);
    let longest = match survival::longest(model, &trunk, solver) {
        Ok(longest) => longest.all,
        // there is no plan even without survival
        Err(analysis::Error::NoPlan) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if longest.months.is_none_or(|longest| longest >= months) {
        return Ok(None);
    }
    let fails = survival::fails_first(model, &trunk, months, solver)?;
    Ok(Some(resilience::no_survival(model, months, fails, &longest)))
}
