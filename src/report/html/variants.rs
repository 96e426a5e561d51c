//! The pages of `sensitivity` and `levers`: a tornado in money, and the cost of a point of independence or a month of survival, lever by lever.
//! Nothing on them is interactive: tables whose bars are drawn by the style, and a static picture.

use super::escape::{html as text, name};
use super::format::{horizon, money, money_beside, percent, together};
use super::lever_curve::{curve_of, months, points};
use super::page::Page;
use super::run::Run;
use super::tornado::{number, tornado_of, tornado_of_cost};
use super::{answer::strong, section};
use crate::analysis::levers::{Buys, Pulled, curve};
use crate::analysis::sensitivity::Sensitivity;
use crate::analysis::variants::{Asked, Figures};
use crate::model::Model;
use crate::report::countries::country_name;
use crate::report::figures::beside;
use crate::report::words::{self, counted, verb};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Rows of a table of levers; the others are in the file.
const ROWS: usize = 60;

/// Writes the page of `sensitivity`.
///
/// # Errors
/// Errors of the writer.
pub(crate) fn sensitivity(
    to: &mut dyn Write,
    model: &Model,
    base: &Figures,
    found: &[Sensitivity],
    asked: Asked,
    run: &Run,
) -> io::Result<()> {
    let mut sections =
        section("tornado", &format!("What moves {}", what(asked)), "", &tornado_of_cost(model, base, found));
    if asked.level.is_some() {
        sections += &tornado_of(
            ("extra", "What moves the level’s extra cost"),
            found,
            base.extra_cost,
            &|figures| figures.extra_cost,
            &|change| money_beside(change, base.least_cost, &model.currency),
        );
    }
    sections +=
        &tornado_of(("floor", "What moves the floor"), found, base.floor, &|figures| figures.floor, &|change| {
            points(100.0 * change)
        });
    if asked.survival {
        let longest = |figures: &Figures| figures.longest.flatten().map(f64::from);
        sections +=
            &tornado_of(("longest", "What moves the longest survival"), found, longest(base), &longest, &months);
    }
    let answer = sensitivity_answer(model, base, found, asked);
    page(to, model, "What the answer rests on", &answer, &sections, run)
}

/// Writes the page of `levers`.
///
/// # Errors
/// Errors of the writer.
pub(crate) fn levers(to: &mut dyn Write, model: &Model, found: &[Pulled], asked: Asked, run: &Run) -> io::Result<()> {
    let mut sections = String::new();
    for (buys, id, title) in [
        (Buys::Points, "points", "What a point of independence costs"),
        (Buys::Months, "months", "What a month of survival costs"),
    ] {
        let (steps, narrow) = curve(found, buys);
        if !steps.is_empty() {
            sections += &section(id, title, "", &curve_of(model, &steps, narrow, buys));
        }
    }
    sections += &section("levers", "Every lever", "", &lever_table(model, found, asked));
    page(to, model, "What could be done", &levers_answer(model, found, asked), &sections, run)
}

fn page(to: &mut dyn Write, model: &Model, kind: &str, answer: &str, sections: &str, run: &Run) -> io::Result<()> {
    let who = model.security.as_ref().map(|security| name(country_name(model.country(security.country))));
    let about = who.map_or_else(String::new, |who| format!(" · dependency on {who}"));
    let about = horizon(&model.horizon) + &about;
    let run = run.html();
    Page { kind, title: &model.name, about: &about, answer, sections, run: &run, ..Page::default() }.write(to, "")
}

/// `the cost at a level of 50 %`.
fn what(asked: Asked) -> String {
    asked.level.map_or_else(|| "the least cost".into(), |level| format!("the cost at a level of {}", percent(level)))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn sensitivity_answer(model: &Model, base: &Figures, found: &[Sensitivity], asked: Asked) -> String {
    let currency = &model.currency;
    let cost = base
        .cost
        .map_or_else(|| "not to be had, since no plan holds it".into(), |cost| strong(text(&money(cost, currency))));
    let mut said = format!("<p>{} is {cost}", capital(&what(asked)));
    if let Some(extra) = base.extra_cost {
        let part =
            if base.least_cost > 0.0 { format!(", {}", percent(extra / base.least_cost)) } else { String::new() };
        said +=
            &format!(", {} more than the cheapest plan{part}", text(&money_beside(extra, base.least_cost, currency)));
    }
    said += ".";
    if let Some(most) = found.first().filter(|most| most.reach(base) > 0.0) {
        let end = |value: f64, end: &Option<Figures>| match end.as_ref().and_then(|end| end.cost) {
            Some(cost) => format!("at {} {}", number(value), strong(text(&money(cost, currency)))),
            None => format!("at {} there is no plan", number(value)),
        };
        said += &format!(
            " It rests most on <code>{}</code>: {}, {}.",
            text(&most.figure),
            end(most.low, &most.at_low),
            end(most.high, &most.at_high)
        );
    }
    said += "</p>\n";
    let mut ranges = Vec::new();
    if let (Some(_), Some((low, high))) = (base.extra_cost, range(found, base.extra_cost, &|f| f.extra_cost)) {
        ranges.push(format!(
            "what the level costs more lies between {} and {}",
            text(&money(low, currency)),
            text(&money(high, currency))
        ));
    }
    if let Some((low, high)) = range(found, base.floor, &|f| f.floor) {
        ranges.push(format!("the floor between {} and {}", percent(low), percent(high)));
    }
    if let Some((low, high)) =
        range(found, base.longest.flatten().map(f64::from), &|f| f.longest.flatten().map(f64::from))
    {
        ranges.push(format!("the longest survival between {low} and {}", months(high)));
    }
    if !ranges.is_empty() {
        said += &format!("<p>One figure at a time, {}.</p>\n", ranges.join("; "));
    }
    let ends = found
        .iter()
        .flat_map(|s| [&s.at_low, &s.at_high])
        .filter(|end| end.as_ref().is_none_or(|end| end.cost.is_none()))
        .count();
    said += &format!(
        "<p class=\"caveat\">{} set to its low and to its high{}.",
        match found.len() {
            1 => "The one uncertain figure is".into(),
            n => format!("Each of {} is", counted(n, "uncertain figure")),
        },
        if found.len() == 1 { "" } else { " by itself, all others as they are" }
    );
    if ends > 0 {
        said += &format!(" {ends} of these ends {} no plan.", verb(ends, "leaves", "leave"));
    }
    said + "</p>\n"
}

/// The least and the most that a figure is at any end, the base among them.
fn range(found: &[Sensitivity], base: Option<f64>, of: &dyn Fn(&Figures) -> Option<f64>) -> Option<(f64, f64)> {
    let ends = found.iter().flat_map(|s| [&s.at_low, &s.at_high]).filter_map(|end| of(end.as_ref()?));
    ends.chain(base)
        .fold(None, |range, x| range.map_or(Some((x, x)), |(low, high): (f64, f64)| Some((low.min(x), high.max(x)))))
}

fn levers_answer(model: &Model, found: &[Pulled], asked: Asked) -> String {
    let named = |pulled: &Pulled| {
        format!("{} ({})", strong(text(&pulled.lever.in_words(model))), together(pulled.lever.change()))
    };
    let mut said = String::from("<p>");
    match found.iter().find(|pulled| pulled.saves.is_some_and(|saves| saves > 0.0)) {
        Some(most) => {
            let saves = text(&money(most.saves.unwrap_or(0.0), &model.currency));
            said += &format!("Of {} most is saved by {}: {}.", what(asked), named(most), strong(saves));
        }
        None => said += &format!("Of {} no lever saves anything.", what(asked)),
    }
    for (buys, of) in [
        (Buys::Points, "The floor, below which no plan goes, is lowered most by"),
        (Buys::Months, "Most months of survival are added by"),
    ] {
        let bought = found.iter().filter_map(|pulled| Some((pulled, buys.of(pulled)?)));
        if let Some((most, bought)) = bought.max_by(|a, b| a.1.total_cmp(&b.1)) {
            let bought = match buys {
                Buys::Points => points(bought),
                Buys::Months => months(bought),
            };
            said += &format!(" {of} {}: by {}.", named(most), strong(bought));
        }
    }
    said + "</p>\n<p class=\"caveat\">Each lever is pulled by itself, and two together need not do what both do. What it takes to pull one is not \
            in the figures, but for projects, whose annuities are: what a lever saves is what it may cost at most.</p>\n"
}

fn lever_table(model: &Model, found: &[Pulled], asked: Asked) -> String {
    let mut out = String::from(
        "<div class=\"scroll cards\" role=\"region\" aria-label=\"Levers\" tabindex=\"0\">\n<table><thead><tr><th scope=\"col\">Lever</th>\
         <th scope=\"col\">Change</th><th scope=\"col\" class=\"number\">Saves</th><th scope=\"col\" class=\"number\">Floor, points</th>",
    );
    if asked.survival {
        out += "<th scope=\"col\" class=\"number\">Months</th>";
    }
    out += "</tr></thead><tbody>\n";
    for pulled in found.iter().take(ROWS) {
        let saves = pulled.saves.map_or_else(|| "no plan".into(), |saves| money(saves, &model.currency));
        let floor = pulled.floor_change.map_or_else(
            || "–".into(),
            |change| match beside(100.0 * change, 100.0) {
                0.0 => "0".into(),
                points => format!("{}{}", if points < 0.0 { "\u{2212}" } else { "+" }, words::number(points.abs(), 2)),
            },
        );
        let _ = write!(
            out,
            "<tr><th scope=\"row\"><bdi>{}</bdi></th><td data-label=\"Change\">{}</td><td class=\"number\" data-label=\"Saves\">{}</td>\
             <td class=\"number\" data-label=\"Floor, points\">{floor}</td>",
            text(&pulled.lever.in_words(model)),
            together(pulled.lever.change()),
            text(&saves)
        );
        if asked.survival {
            let months = pulled.months_added.map_or_else(|| "–".into(), |months| months.to_string());
            let _ = write!(out, "<td class=\"number\" data-label=\"Months\">{months}</td>");
        }
        out += "</tr>\n";
    }
    out += "</tbody></table></div>\n";
    if let Some(rest) = found.len().checked_sub(ROWS).filter(|&rest| rest > 0) {
        let _ = writeln!(out, "<p class=\"small\">{rest} more {} in levers.csv.</p>", verb(rest, "is", "are"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::levers::levers as pull;
    use crate::analysis::sensitivity::sensitivity as turn;
    use crate::analysis::study::Study;
    use crate::input::{Overrides, Source};
    use crate::solver::Solver;
    use std::path::Path;

    const HALF: Asked = Asked { level: Some(0.5), survival: false };

    fn source(path: &str) -> Source {
        Source::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
    }

    fn study(path: &str) -> Study {
        Study::new(source(path).model(&Overrides::default()).unwrap().model, Solver::Simplex)
    }

    fn run() -> Run {
        Run { command: "stockpile levers".into(), day: 0 }
    }

    fn html_of(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut page = Vec::new();
        write(&mut page).unwrap();
        String::from_utf8(page).unwrap()
    }

    /// models/minimal.toml: B approved three months sooner lowers the floor by a third and saves nothing at one half.
    #[test]
    fn a_lever_that_lowers_the_floor_is_a_bar_of_that_width() {
        let study = study("models/minimal.toml");
        let found = pull(&study, HALF).unwrap();
        let page = html_of(|to| levers(to, study.model(), &found, HALF, &run()));
        assert!(
            page.contains("approval of Mine B</bdi>, approved three months sooner: 33.33\u{a0}points, USD\u{a0}0 each"),
            "{page}"
        );
        assert_eq!(page.matches("<rect class=\"costs\"").count(), 2, "one lever, in both pictures");
        assert!(!page.contains("<script"), "nothing is interactive");
    }

    /// A figure of 10 between 9 and 12, on which all of the cost rests: a tenth less, a fifth more.
    #[test]
    fn a_tornado_has_both_ends_of_a_figure_as_bars() {
        let figures =
            |least_cost| Figures { least_cost, cost: Some(least_cost), extra_cost: None, floor: None, longest: None };
        let end = |least_cost| Some(figures(least_cost));
        let demand = Sensitivity {
            figure: "demand[Nd,*].quantity".into(),
            value: 10.0,
            low: 9.0,
            high: 12.0,
            at_low: end(9e6),
            at_high: end(12e6),
        };
        let hostile = Sensitivity { figure: "<img>".into(), at_low: None, at_high: end(10.5e6), ..demand.clone() };
        let study = study("models/minimal.toml");
        let asked = Asked { level: None, survival: false };
        let found = [demand, hostile];
        let page = html_of(|to| sensitivity(to, study.model(), &figures(10e6), &found, asked, &run()));
        for part in [
            "<i class=\"bar low less\" style=\"width:25.00%\"></i><i class=\"bar high more-of\" style=\"width:50.00%\"></i>",
            "\u{2212}USD\u{a0}1\u{a0}million",
            "+USD\u{a0}2\u{a0}million",
            "no plan",
            "1 of these ends leaves no plan",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(!page.contains("<img>"));
    }

    #[test]
    fn a_model_that_rests_on_nothing_has_a_page_too() {
        let (study, source) = (study("models/minimal.toml"), source("models/minimal.toml"));
        let (base, found) = turn(&source, &Overrides::default(), &study, HALF).unwrap();
        let page = html_of(|to| sensitivity(to, study.model(), &base, &found, HALF, &run()));
        assert!(
            page.contains("The cost at a level of 50\u{a0}% is <strong>USD\u{a0}1.5\u{a0}million</strong>"),
            "{page}"
        );
    }
}
