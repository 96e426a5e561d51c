//! The answer of a batch in three sentences: how many runs have one and what their cheapest plans cost, what a level in the middle
//! costs more, and what that cost follows.

use super::column_meaning::meaning;
use super::model_summary::common;
use super::samples::quantiles;
use super::statistics::{Band, CostDriver, LevelOf};
use super::{LevelRow, ModelSummary, RunOutcome, Statistics};
use crate::model::Scope;
use crate::report::html::answer::{each, strong};
use crate::report::html::escape::{html as text, name};
use crate::report::html::format::{and, money, money_beside, percent};
use crate::report::words::{self, counted, plural, verb};

/// P10, P50 and P90 among the quantiles of a band.
const P: [usize; 3] = [1, 3, 5];

/// The most models and columns that are named.
const NAMED: usize = 3;

/// The material of the answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct BatchAnswer<'a> {
    /// Statistics of all runs.
    pub statistics: &'a Statistics,
    /// The models that the runs change.
    pub summaries: &'a [ModelSummary],
    /// Outcomes of the runs, each with its index in the table.
    pub outcomes: &'a [(usize, &'a RunOutcome)],
}

impl<'a> BatchAnswer<'a> {
    /// The sentences, a paragraph each, as HTML.
    pub(super) fn html(&self) -> String {
        let of = self.middle();
        let sentences = [self.least(), of.map(|of| self.level(of)), of.and_then(|of| self.drivers(of))];
        sentences.into_iter().flatten().map(|sentence| format!("<p>{sentence}</p>\n")).collect()
    }

    /// The level that the answer is about: of those that most runs have, the one nearest to one half.
    pub(super) fn middle(&self) -> Option<&'a LevelOf> {
        let asked = self.statistics.bands.iter().filter(|band| band.figure == "cost" && band.of.level.is_some());
        let most = asked.clone().map(|band| band.runs).max()?;
        let off = |band: &Band| band.of.level.map_or(f64::INFINITY, |level| (level - 0.5).abs());
        asked.filter(|band| band.runs == most).min_by(|a, b| off(a).total_cmp(&off(b))).map(|band| &band.of)
    }

    fn least(&self) -> Option<String> {
        let counts = self.statistics.counts;
        let currency = common(self.summaries, |s| &s.currency).unwrap_or("");
        let number = |n: usize| words::number(n as f64, 0);
        let mut sentence = match counts.without_answer() {
            0 => format!("{} {}", strong(format!("All {}", number(counts.runs))), plural(counts.runs, "run")),
            _ => format!("{} of {}", strong(number(counts.optimal)), counted(counts.runs, "run")),
        };
        let mut models: Vec<&str> = self.summaries.iter().map(|model| model.name.as_str()).collect();
        models.dedup();
        if !models.is_empty() {
            let more = models.len().saturating_sub(NAMED);
            let mut named: Vec<String> = models.iter().take(NAMED).map(|model| name(model)).collect();
            if more > 0 {
                named.push(counted(more, "more model"));
            }
            sentence += &format!(" of {}", and(&named));
        }
        sentence += verb(counts.optimal, " has an answer", " have an answer");
        for (count, what) in [
            (counts.infeasible, verb(counts.infeasible, "has no plan", "have no plan")),
            (counts.invalid, verb(counts.invalid, "makes no sense", "make no sense")),
            (counts.failed, "could not be solved"),
        ] {
            if count > 0 {
                sentence += &format!("; {} {what}", strong(number(count)));
            }
        }
        // a run's least cost, whichever level it is seen from
        let seen = |row: &LevelRow| Some(row.figures.cost? - row.figures.extra_cost?);
        let of_run = |outcome: &&RunOutcome| outcome.levels.iter().find_map(seen);
        let costs: Vec<f64> = self.outcomes.iter().filter_map(|(_, outcome)| of_run(outcome)).collect();
        if !costs.is_empty() {
            let [low, half, high] = P.map(|k| text(&money(quantiles(costs.clone())[k], currency)));
            sentence += &format!(". Their cheapest plans cost {}", strong(half.clone()));
            if low != high {
                sentence += &format!(" in the middle run, and between {low} and {high} in eight of ten");
            }
        }
        Some(sentence + ".")
    }

    fn level(&self, of: &LevelOf) -> String {
        let band = |figure| self.statistics.bands.iter().find(|band| &band.of == of && band.figure == figure);
        let scope = of.scope.as_deref().and_then(|scope| Scope::ALL.into_iter().find(|known| known.label() == scope));
        let on = common(self.summaries, |s| &s.country)
            .map_or_else(String::new, |country| format!(" on <span class=\"country\">{}</span>", name(country)));
        let mut sentence = format!(
            "To keep dependency{on} to at most {}{}",
            strong(percent(of.level.unwrap_or(1.0))),
            scope.map_or("", each)
        );
        let Some(extra) = band("extra_cost") else { return sentence + " no run has a plan." };
        let currency = common(self.summaries, |s| &s.currency).unwrap_or("");
        let most = band("cost").map_or(0.0, |cost| cost.quantiles[6]);
        let [low, half, high] = P.map(|k| text(&money_beside(extra.quantiles[k], most, currency)));
        let percents = band("extra_percent").map(|band| P.map(|k| percent(band.quantiles[k] / 100.0)));
        let brackets = |inside: Option<String>| inside.map_or_else(String::new, |inside| format!(" ({inside})"));
        let of_half = brackets(percents.as_ref().map(|p| p[1].clone()));
        sentence += &format!(" costs {}{of_half} more than the cheapest plan", strong(half));
        if low != high {
            let of_both = brackets(percents.map(|[low, _, high]| format!("{low} to {high}")));
            sentence += &format!(" in the middle run, and between {low} and {high}{of_both} in eight of ten");
        }
        let rows = self.outcomes.iter().flat_map(|(_, outcome)| &outcome.levels);
        let asked = rows.filter(|row| row.scope == of.scope && row.figures.level == of.level).count();
        sentence += &match asked - extra.attainable {
            0 => "; every run reaches it".to_owned(),
            short => {
                let short = strong(words::number(short as f64, 0));
                format!("; {short} of {} cannot reach it at any price", counted(asked, "run"))
            }
        };
        if extra.attainable < extra.runs {
            sentence += " and count at the lowest level that they can";
        }
        sentence + "."
    }

    fn drivers(&self, of: &LevelOf) -> Option<String> {
        let currency = common(self.summaries, |s| &s.currency).unwrap_or("");
        let swing = |d: &CostDriver| (d.high.extra_cost - d.low.extra_cost).abs();
        let mut found: Vec<&CostDriver> =
            self.statistics.drivers.iter().filter(|d| &d.of == of && d.extra_cost.is_some()).collect();
        found.sort_by(|a, b| swing(b).total_cmp(&swing(a)));
        let words = |d: &CostDriver| meaning(&d.column).map_or_else(|| name(&d.column), |(words, _)| name(&words));
        let between = |d: &CostDriver| {
            let [low, high] = [d.low, d.high].map(|end| text(&money(end.extra_cost, currency)));
            format!("{low} where it is lowest and {high} where it is highest")
        };
        let (first, others) = found.split_first()?;
        let mut sentence = format!(
            "What moves that cost most is {}: {} (means over a third of the runs each)",
            strong(words(first)),
            between(first)
        );
        let others: Vec<String> =
            others.iter().take(NAMED - 1).map(|d| format!("{} ({})", words(d), between(d))).collect();
        if !others.is_empty() {
            sentence += &format!("; then {}", and(&others));
        }
        Some(sentence + ".")
    }
}
