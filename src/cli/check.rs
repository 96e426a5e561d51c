//! `stockpile check`: a summary of the model, its problems, and entries that look wrong though they are legal.

use super::output::Output;
use super::{ModelArgs, ShowArgs, Stop};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::formulation::Program;
use crate::input::warnings;
use crate::model::Model;
use crate::report::words::{number, table};
use clap::Args;
use serde_json::json;

/// Read everything, report every problem, and summarise the model
///
/// Example: stockpile check models/japan-2026.toml
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    show: ShowArgs,
}

impl Check {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output = Output::new("check", &self.show, None);
        let quiet = Output::new("check", &ShowArgs { json: self.show.json, quiet: true }, None);
        let checked = match self.model.read(&quiet) {
            Ok(checked) if checked.disruptions.iter().any(|problem| problem.severity == Severity::Error) => {
                Err(Stop::Input(Diagnostics::new(checked.disruptions)))
            }
            other => other,
        };
        let checked = match checked {
            Ok(checked) => checked,
            Err(Stop::Input(problems)) => {
                output.print_json(&json!({ "problems": problems }))?;
                return Err(Stop::Input(problems));
            }
            Err(other) => return Err(other),
        };
        let model = &checked.model;
        let program = Program::new(model);
        let found: Vec<Diagnostic> = checked
            .notes
            .iter()
            .chain(&checked.warnings)
            .chain(&checked.disruptions)
            .cloned()
            .chain(warnings(model))
            .collect();
        let holds = holds(model, &program);
        let mut text = format!("{}\n", model.name);
        text +=
            &table(&["what", "count"], 1, holds.iter().map(|(what, n)| vec![(*what).to_owned(), number(*n as f64, 0)]));
        if !found.is_empty() {
            text += &format!("{}\n", Diagnostics::new(found.clone()));
        }
        text += &match found.len() {
            0 => "Nothing is wrong, and nothing looks wrong.\n".to_owned(),
            1 => "Nothing is wrong; one thing is worth a look.\n".to_owned(),
            n => format!("Nothing is wrong; {n} things are worth a look.\n"),
        };
        output.print_text(&text)?;
        let counts: serde_json::Map<_, _> = holds.iter().map(|(what, n)| ((*what).to_owned(), json!(n))).collect();
        output.print_json(&json!({ "model": model.name, "holds": counts, "problems": [], "notes": found }))
    }
}

/// The contents of a model, counted.
fn holds(model: &Model, program: &Program) -> Vec<(&'static str, usize)> {
    vec![
        ("elements", model.elements.len()),
        ("suppliers", model.suppliers.len()),
        ("offers", model.offers.len()),
        ("segments", model.segments.len()),
        ("pairs of element and segment", model.pairs.len()),
        ("periods", model.horizon.periods),
        ("contracts", model.contracts.len()),
        ("caps", model.caps.len()),
        ("disruption scenarios", model.scenarios.len()),
        ("variables", program.lp.cols()),
        ("constraints", program.lp.rows()),
    ]
}
