//! report.html: one file that shows the answers of a run, and needs nothing else to do so.
//!
//! [`Page`] puts together a page's parts (`page/`: one small file a section), the chart library (`vendor/`) and the figures
//! (JSON in a script element that runs nothing); [`write()`] does so for one model, `batch::report` for a batch. A page asks nobody for
//! anything: its content security policy forbids it.

pub(crate) mod answer;
pub(crate) mod escape;
pub(crate) mod format;
mod lever_curve;
pub(crate) mod means;
mod model_part;
pub(crate) mod orders;
pub(crate) mod page;
mod payload;
mod picture;
mod points;
mod polyline;
pub(crate) mod resilience;
pub(crate) mod run;
mod shares;
mod static_page;
pub(crate) mod stop;
#[cfg(test)]
pub(super) mod tests;
mod tornado;
pub(crate) mod variants;

use crate::analysis::binding::Binding;
use crate::analysis::frontier::causes::{Causes, Held};
use crate::analysis::frontier::{Frontier, Level};
use crate::analysis::proved::Proved;
use crate::formulation::Program;
use crate::model::Model;
use crate::plan::Plan;
use crate::report::beside::View;
use crate::report::summary::Summary;
use crate::report::tolerances::THINNINGS;
use payload::Payload;
use picture::Thinning;
use resilience::Resilience;
use run::Run;
use std::io::{self, Write};

pub(super) use answer::middle_level;
pub(crate) use page::Page;
pub(crate) use payload::facts_that_fit;

/// The material of a report. An empty or missing part gets no section.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its linear program.
    pub program: &'a Program,
    /// The frontier of each scope with its table of levels; the sentences at the top are about the first.
    pub frontiers: &'a [(&'a Proved<Frontier>, &'a Proved<Vec<Level>>)],
    /// Why each row of each frontier cannot go below its floor; empty, or one list a frontier and one entry a row.
    pub causes: &'a [Vec<Causes>],
    /// Views of other models of the same scopes.
    pub beside: &'a [View<'a>],
    /// The plan of `solve`; shown where there is no frontier.
    pub plan: Option<&'a Proved<Plan>>,
    /// The summary of the run.
    pub summary: &'a Summary,
    /// The limits that bind the plan of `solve`; empty for a frontier, whose prices change with the level.
    pub binding: &'a [Binding],
    /// Notes about the input: legal but odd, ignored, left out.
    pub notes: &'a [String],
    /// Findings under disruptions.
    pub resilience: Resilience<'a>,
    /// Sections that need no scripts (`section`).
    pub sections: &'a [String],
}

/// A section that needs no scripts and stays where scripts build the rest: behind the section `after`, if there is one. Its content is HTML.
fn section(id: &str, title: &str, after: &str, content: &str) -> String {
    format!(
        "<section class=\"kept\" id=\"{id}\" data-after=\"{after}\" aria-labelledby=\"title-{id}\">\n\
         <h2 id=\"title-{id}\">{title}</h2>\n{content}</section>\n"
    )
}

impl<'a> Input<'a> {
    /// Why row `row` of frontier `index` cannot go lower; empty where nobody said.
    fn causes(&self, index: usize, row: usize) -> &'a [Held] {
        self.causes.get(index).and_then(|causes| causes.get(row)).map_or(&[], Vec::as_slice)
    }
}

/// Bytes that the inputs may take of [`page::LIMIT`]; the rest is left out, and the report says how much.
pub(crate) const INPUTS_LIMIT: usize = 700_000;

/// Writes the report of a run; `None` where nobody ran a command.
///
/// # Errors
/// Errors of the writer.
pub(crate) fn write(to: &mut dyn Write, input: &Input, run: Option<&Run>) -> io::Result<()> {
    let answer = answer::html(input);
    let asked = input.frontiers.first().map_or(1.0, |(frontier, levels)| middle_level(frontier, levels));
    let static_html = static_page::html(input, asked);
    let run = run.map_or_else(String::new, Run::html);
    let page = Page {
        kind: page::KIND,
        title: &input.model.name,
        answer: &answer,
        static_html: &static_html,
        sections: &input.sections.concat(),
        run: &run,
        scripts: page::OF_MODEL,
        ..Page::default()
    };
    page.write(to, &fitting_payload(input, page.room())?)
}

/// The payload, its pictures thinned as little as fits into `room` bytes.
fn fitting_payload(input: &Input, room: usize) -> io::Result<String> {
    let mut inputs = inputs_that_fit(input.model)?;
    let mut step = 0;
    loop {
        let json = serde_json::to_string(&Payload::new(input, Thinning(THINNINGS[step]), inputs))?;
        let payload = escape::json_for_script(&json);
        let last = step == THINNINGS.len() - 1;
        if payload.len() <= room || last && inputs == 0 {
            return Ok(payload);
        }
        if last {
            // what is left out of the inputs is in the model's tables; of the pictures there would be nothing left to see
            inputs = 0;
        } else {
            // far too large needs more than one step
            step = (step + payload.len() / room.max(1)).clamp(step + 1, THINNINGS.len() - 1);
        }
    }
}

/// Number of rows of the inputs that fit into the room for them.
fn inputs_that_fit(model: &Model) -> io::Result<usize> {
    let mut bytes = 0;
    for (row, provenance) in model.provenance.iter().enumerate() {
        bytes += serde_json::to_string(provenance)?.len() + 1;
        if bytes > INPUTS_LIMIT {
            return Ok(row);
        }
    }
    Ok(model.provenance.len())
}
