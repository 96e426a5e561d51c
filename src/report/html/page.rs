//! The page itself: the parts of every report, whatever it is about.

use super::escape;
use std::io::{self, Write};

/// The kind of page that a report is.
pub(crate) const KIND: &str = "Supply security report";

/// The most bytes that a report may have.
pub(crate) const LIMIT: usize = 3_000_000;

const PAGE: &str = include_str!("page/page.html");
const INTERACTIVE: &str = include_str!("page/interactive.html");
const STYLE: &str = include_str!("page/style.css");
pub(super) const CHARTS: &str = include_str!("vendor/echarts.common.min.js");

/// The scripts of the report of one model, in the order in which they run: each section adds itself to `sections`.
pub(crate) const OF_MODEL: &[&str] = &[
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
pub(crate) const OF_BATCH: &[&str] = &[
    include_str!("page/core.js"),
    include_str!("page/charts.js"),
    include_str!("page/bands.js"),
    include_str!("page/drivers.js"),
    include_str!("page/runs.js"),
    include_str!("page/inputs.js"),
    include_str!("page/main.js"),
];

/// The contents of a page, and the scripts that fill the rest.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Page<'a> {
    /// The kind of page, in small capitals above the title.
    pub kind: &'a str,
    /// The title, as text.
    pub title: &'a str,
    /// Its subject, as HTML; scripts write it anew.
    pub about: &'a str,
    /// The answer in sentences, as HTML.
    pub answer: &'a str,
    /// The static contents until scripts put the interactive report in their place, as HTML.
    pub static_html: &'a str,
    /// Sections that need no scripts and stay, as HTML.
    pub sections: &'a str,
    /// The run it reports, as HTML.
    pub run: &'a str,
    /// `OF_MODEL` or `OF_BATCH`; none where nothing on the page is interactive.
    pub scripts: &'a [&'a str],
}

impl Page<'_> {
    /// Bytes that the figures may take for the page to stay under [`LIMIT`].
    pub(crate) fn room(&self) -> usize {
        let scripts: usize = self.scripts.iter().map(|script| script.len()).sum();
        let fixed = PAGE.len()
            + INTERACTIVE.len()
            + STYLE.len()
            + CHARTS.len()
            + scripts
            + self.answer.len()
            + self.static_html.len()
            + self.sections.len()
            + self.run.len()
            + 12 * self.title.len();
        LIMIT.saturating_sub(fixed)
    }

    /// Writes the page with its figures, JSON that `escape::json_for_script` has made harmless; without scripts there is nobody to read them.
    ///
    /// # Errors
    /// Errors of the writer.
    pub(crate) fn write(&self, to: &mut dyn Write, payload: &str) -> io::Result<()> {
        let (title, scripts) = (escape::html(self.title), self.scripts.concat());
        let static_html =
            if scripts.is_empty() { self.static_html.into() } else { NO_SCRIPT.to_owned() + self.static_html };
        let part = |name: &str| match name {
            "kind" => self.kind,
            "title" => title.as_str(),
            "style" => STYLE.trim_end(),
            "about" => self.about,
            "answer" => self.answer,
            "static" => static_html.as_str(),
            "sections" => self.sections,
            "run" => self.run,
            "interactive" if scripts.is_empty() => "",
            "interactive" => INTERACTIVE,
            "payload" => payload,
            "charts" => CHARTS.trim_end(),
            "scripts" => scripts.trim_end(),
            _ => unreachable!("the page has no other parts"),
        };
        filled(PAGE, &part, to)
    }
}

/// The note for a browser without scripts on a page that has some.
const NO_SCRIPT: &str = "<noscript><p class=\"note\">The interactive pictures and the sources of this report need JavaScript, which this browser does not run. The tables below need none. Nothing is loaded from anywhere.</p></noscript>
";

/// The parts that are templates themselves.
const TEMPLATES: [&str; 1] = ["interactive"];

/// Writes a template, its `{{name}}` replaced by the parts of these names.
fn filled<'p>(template: &str, part: &dyn Fn(&str) -> &'p str, to: &mut dyn Write) -> io::Result<()> {
    let mut rest = template;
    while let Some((before, from)) = rest.split_once("{{") {
        let (name, after) = from.split_once("}}").expect("the page closes what it opens");
        to.write_all(before.as_bytes())?;
        let content = part(name);
        if TEMPLATES.contains(&name) {
            filled(content, part, to)?
        } else {
            to.write_all(content.as_bytes())?
        }
        rest = after;
    }
    to.write_all(rest.as_bytes())
}
