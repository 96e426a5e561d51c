//! The page itself: what every report is made of, whatever it is about.

use super::escape;
use std::io::{self, Write};

/// The most bytes that a report may have.
pub const LIMIT: usize = 3_000_000;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/style.css");
pub(super) const CHARTS: &str = include_str!("vendor/echarts.common.min.js");

/// The scripts of the report of one model, in the order in which they run: each section adds itself to `sections`.
pub const OF_MODEL: &[&str] = &[
    include_str!("page/core.js"),
    include_str!("page/picture.js"),
    include_str!("page/charts.js"),
    include_str!("page/dial.js"),
    include_str!("page/frontier.js"),
    include_str!("page/resilience.js"),
    include_str!("page/purchases.js"),
    include_str!("page/stock.js"),
    include_str!("page/cost.js"),
    include_str!("page/binding.js"),
    include_str!("page/floors.js"),
    include_str!("page/levels.js"),
    include_str!("page/prices.js"),
    include_str!("page/inputs.js"),
    include_str!("page/main.js"),
];

/// The scripts of the report of a batch.
pub const OF_BATCH: &[&str] = &[
    include_str!("page/core.js"),
    include_str!("page/charts.js"),
    include_str!("page/bands.js"),
    include_str!("page/drivers.js"),
    include_str!("page/runs.js"),
    include_str!("page/inputs.js"),
    include_str!("page/main.js"),
];

/// What stands at the top of a page, and the scripts that fill the rest.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The title, as text.
    pub title: &'a str,
    /// The answer in sentences, as HTML.
    pub answer: &'a str,
    /// What is shown until scripts put the living report in its place, as HTML.
    pub still: &'a str,
    /// Which run it is, as HTML.
    pub run: &'a str,
    /// [`OF_MODEL`] or [`OF_BATCH`].
    pub scripts: &'a [&'a str],
}

impl Page<'_> {
    /// Bytes that the figures may take for the page to stay under [`LIMIT`].
    pub fn room(&self) -> usize {
        let scripts: usize = self.scripts.iter().map(|script| script.len()).sum();
        let fixed = PAGE.len()
            + STYLE.len()
            + CHARTS.len()
            + scripts
            + self.answer.len()
            + self.still.len()
            + self.run.len()
            + 12 * self.title.len();
        LIMIT.saturating_sub(fixed)
    }

    /// Writes the page with its figures, JSON that [`escape::json_for_script`] has made harmless.
    ///
    /// # Errors
    /// What the writer cannot write.
    pub fn write(&self, to: &mut dyn Write, payload: &str) -> io::Result<()> {
        let (title, scripts) = (escape::html(self.title), self.scripts.concat());
        let mut rest = PAGE;
        while let Some((before, from)) = rest.split_once("{{") {
            let (name, after) = from.split_once("}}").expect("the page closes what it opens");
            to.write_all(before.as_bytes())?;
            let part = match name {
                "title" => title.as_str(),
                "style" => STYLE.trim_end(),
                "answer" => self.answer,
                "still" => self.still,
                "run" => self.run,
                "payload" => payload,
                "charts" => CHARTS.trim_end(),
                "scripts" => scripts.trim_end(),
                _ => unreachable!("the page has no other parts"),
            };
            to.write_all(part.as_bytes())?;
            rest = after;
        }
        to.write_all(rest.as_bytes())
    }
}
