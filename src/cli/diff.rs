//! `stockpile diff`: two folders of results beside each other.

use super::output::Output;
use super::{ShowArgs, Stop};
use crate::report::diff::{Change, diff};
use crate::report::words;
use clap::Args;
use std::path::PathBuf;

/// Compare two runs: the inputs that differ, and the effect on the results
///
/// Example: stockpile diff out/before out/after
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The folder of the first run, its --out.
    before: PathBuf,
    /// The folder of the second.
    after: PathBuf,
    #[command(flatten)]
    show: ShowArgs,
}

/// Changes as a table for people.
fn listed(changes: &[Change]) -> String {
    let rows = changes.iter().map(|change| {
        let relative = change.before.parse::<f64>().ok().filter(|before| *before != 0.0).zip(change.change);
        let percent = relative.map_or(String::new(), |(before, by)| format!("{:+.1} %", 100.0 * by / before.abs()));
        vec![change.figure.clone(), readable(&change.before), readable(&change.after), percent]
    });
    words::table(&["figure", "before", "after", "change"], 1, rows)
}

/// A number with thousands separators and as many decimals as it needs to be told from others of its size; other text as it is.
fn readable(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(0.0) => "0".into(),
        Ok(value) if (0.0001..1e15).contains(&value.abs()) => {
            let decimals =
                if value.fract() == 0.0 { 0 } else { (3.0 - value.abs().log10()).ceil().clamp(0.0, 8.0) as usize };
            words::number(value, decimals)
        }
        _ => text.into(),
    }
}

impl DiffArgs {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output = Output::new("diff", &self.show, None);
        let found = diff(&self.before, &self.after).map_err(|error| Stop::Usage(error.to_string()))?;
        let mut text = String::new();
        if !found.gone.is_empty() {
            text += &format!(
                "These files differ, and at least one is not any more what a run has read, so their rows cannot be compared: {}\n",
                found.gone.join(", ")
            );
        }
        let section = |title: &str, none: &str, changes: &[Change]| match changes {
            [] => format!("{none}\n"),
            _ => format!("{title}\n{}\n", listed(changes)),
        };
        let no_input = if found.gone.is_empty() { "No input differs." } else { "No setting differs." };
        text += &section("Inputs that differ:", no_input, &found.inputs);
        let no_result =
            if found.not_compared.is_empty() { "No result differs." } else { "No result that is compared differs." };
        text += &section("Results that differ:", no_result, &found.results);
        if !found.not_compared.is_empty() {
            text += &format!("Not compared, and not the same: {}.\n", found.not_compared.join(", "));
        }
        output.print_text(&text)?;
        output.print_json(&found)
    }
}
