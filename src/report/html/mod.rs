//! report.html: one file that shows what a run found, and needs nothing else to do so.
//!
//! [`write()`] puts together the page's parts (`page/`: one small file a section), the chart library (`vendor/`) and the figures
//! (`payload`, JSON in a script element that runs nothing). The page asks nobody for anything: its content security policy forbids it.

mod answer;
mod escape;
pub mod format;
mod payload;
mod picture;
mod polyline;
#[cfg(test)]
pub(super) mod tests;

use crate::analysis::frontier::{Frontier, Level};
use crate::formulation::Program;
use crate::model::{Model, Part};
use crate::plan::Plan;
use crate::report::summary::Summary;
use crate::report::tables::ShadowPrice;
use payload::Payload;
use picture::Thinning;
use serde::Serialize;
use std::io::{self, Write};

#[cfg(feature = "charts")]
pub(super) use answer::middle_level;
pub use escape::html as escape;

/// What a report is made of. What is empty or `None` gets no section.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its linear program.
    pub program: &'a Program,
    /// The frontier of each scope with its table of levels; the sentences at the top are about the first.
    pub frontiers: &'a [(&'a Frontier, &'a [Level])],
    /// Why each row of each frontier cannot go below its floor; empty, or one list a frontier and one text a row.
    pub causes: &'a [Vec<String>],
    /// The plan of `solve`; shown where there is no frontier.
    pub plan: Option<&'a Plan>,
    /// What the run found.
    pub summary: &'a Summary,
    /// Prices of the constraints of the plan of `solve`; empty for a frontier, whose prices change with the level.
    pub shadow_prices: &'a [ShadowPrice],
    /// What a batch of runs found.
    pub batch: Option<&'a Batch>,
    /// What was noted about the input: legal but odd, ignored, left out.
    pub notes: &'a [String],
}

impl<'a> Input<'a> {
    /// Why row `row` of frontier `index` cannot go lower; empty where nobody said.
    fn cause(&self, index: usize, row: usize) -> &'a str {
        self.causes.get(index).and_then(|causes| causes.get(row)).map_or("", String::as_str)
    }
}

/// What a batch of runs says about the levels.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Batch {
    /// Runs that have a plan.
    pub runs: usize,
    /// Extra cost of each level over the runs.
    pub levels: Vec<Band>,
    /// What moved it.
    pub drivers: Vec<Driver>,
}

/// The spread of one level's extra cost (over each run's own least cost) over the runs of a batch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Band {
    /// Which rows the level is about, as in levels.csv.
    pub scope: String,
    /// The level.
    pub level: f64,
    /// A tenth of the runs cost less.
    pub p10: f64,
    /// Half of the runs cost less.
    pub p50: f64,
    /// Nine tenths of the runs cost less.
    pub p90: f64,
}

/// How a column of the table of runs and the cost of a level go together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// The column of the table of runs.
    pub column: String,
    /// The level.
    pub level: f64,
    /// Spearman's rank correlation with the extra cost, −1 to 1.
    pub rank_correlation: f64,
}

/// The most bytes that a report may have.
pub const LIMIT: usize = 3_000_000;

/// Bytes that the inputs may take of them; what is beyond is left out, and the report says how much.
const INPUTS_LIMIT: usize = 700_000;

/// What pictures are thinned by until a report fits: errors of quantities, of the largest quantity.
const THINNINGS: [f64; 10] = [0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1];

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/style.css");
const CHARTS: &str = include_str!("vendor/echarts.common.min.js");

/// The page's own scripts, in the order in which they run: each adds a section to `report.sections`.
const SCRIPTS: &[&str] = &[
    include_str!("page/core.js"),
    include_str!("page/picture.js"),
    include_str!("page/charts.js"),
    include_str!("page/dial.js"),
    include_str!("page/frontier.js"),
    include_str!("page/purchases.js"),
    include_str!("page/stock.js"),
    include_str!("page/cost.js"),
    include_str!("page/binding.js"),
    include_str!("page/floors.js"),
    include_str!("page/levels.js"),
    include_str!("page/prices.js"),
    include_str!("page/batch.js"),
    include_str!("page/inputs.js"),
    include_str!("page/main.js"),
];

/// Writes the report.
///
/// # Errors
/// What the writer cannot write.
pub fn write(to: &mut dyn Write, input: &Input) -> io::Result<()> {
    let style = STYLE.trim_end();
    let scripts = SCRIPTS.concat();
    let answer = answer::html(input);
    let fixed = PAGE.len() + style.len() + CHARTS.len() + scripts.len() + answer.len();
    let payload = fitting_payload(input, LIMIT.saturating_sub(fixed))?;
    let title = escape(&input.model.name);
    let mut rest = PAGE;
    while let Some((before, from)) = rest.split_once("{{") {
        let (name, after) = from.split_once("}}").expect("the page closes what it opens");
        to.write_all(before.as_bytes())?;
        let part = match name {
            "title" => title.as_str(),
            "style" => style,
            "answer" => &answer,
            "payload" => &payload,
            "charts" => CHARTS.trim_end(),
            "scripts" => scripts.trim_end(),
            _ => unreachable!("the page has no other parts"),
        };
        to.write_all(part.as_bytes())?;
        rest = after;
    }
    to.write_all(rest.as_bytes())
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

/// How many rows of the inputs fit into the room for them.
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

/// A part as people call it: the element's or segment's name where it has one.
fn part_for_people(model: &Model, part: Part) -> String {
    match part {
        Part::Total => "everything".into(),
        Part::Group(group) => model.groups[group.index()].clone(),
        Part::Element(element) => {
            let element = model.element(element);
            if element.name == element.id { element.id.clone() } else { format!("{} ({})", element.name, element.id) }
        }
        Part::Segment(segment) => model.segment(segment).name.clone(),
    }
}
