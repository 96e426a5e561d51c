//! The resources drawn on in a stop that a plan survives: stock, purchases and releases, element by element and month by month, of the stop that
//! drives the cost. It is a table and needs no scripts.

use super::escape::html as text;
use super::format::{money, short};
use super::section as page_section;
use crate::analysis::survival::Survived;
use crate::formulation::Program;
use crate::formulation::courses::Course;
use crate::model::Model;
use crate::report::resilience::{course as course_table, survived_sentence};
use crate::report::table::{Cell, Table};
use crate::report::tolerances::UNMET;
use crate::report::words::few_tonnes;
use std::fmt::Write;

/// Stops and elements that are named as drivers of the cost.
const DRIVERS: usize = 8;

/// Stock and movements of one element in the course of a stop, tonnes.
#[derive(Debug, Clone, PartialEq, Default)]
struct StopStock {
    opening: f64,
    closing: Vec<f64>,
    unmet: Vec<f64>,
    bought: f64,
    released: f64,
    substituted: f64,
}

/// The stop that drives the cost of survival, as a section of a page.
pub(crate) fn section(model: &Model, program: &Program, survived: &Survived, course: &Course, x: &[f64]) -> String {
    let table = course_table(model, program, course, x);
    let periods = course.periods.clone();
    let paths = paths(model, &table, periods.len());
    let start = model.horizon.month(periods.start);
    let mut content = format!("<p>{}</p>\n", text(&survived_sentence(model, survived)));
    let _ = write!(
        content,
        "<p>The stop from {start} on drives the cost. The stock of each element, t, at its beginning and at the end of each {unit} of it, all users together, \
         and what is bought, released from reserves and substituted meanwhile:</p>\n\
         <div class=\"scroll\" role=\"region\" aria-label=\"Stock in the stop\" tabindex=\"0\">\n<table class=\"calendar\"><thead><tr>\
         <th scope=\"col\">Element</th><th scope=\"col\" class=\"number\">before</th>",
        unit = if model.horizon.months_per_period == 1 { "month" } else { "period" },
    );
    for t in periods {
        let _ = write!(content, "<th scope=\"col\" class=\"number\">{}</th>", model.horizon.month(t));
    }
    for column in ["bought", "released", "substituted"] {
        let _ = write!(content, "<th scope=\"col\" class=\"number\">{column}</th>");
    }
    content += "</tr></thead><tbody>\n";
    for (element, path) in model.elements.iter().zip(&paths) {
        let name = text(&element.name);
        let _ = write!(
            content,
            "<tr><th scope=\"row\"><bdi>{name}</bdi></th><td class=\"number\">{}</td>",
            stock(path.opening)
        );
        for (closing, unmet) in path.closing.iter().zip(&path.unmet) {
            content += &cell(*closing, *unmet, path.opening);
        }
        for sum in [path.bought, path.released, path.substituted] {
            let _ = write!(content, "<td class=\"number\">{}</td>", stock(sum));
        }
        content += "</tr>\n";
    }
    content += "</tbody></table></div>\n";
    page_section("stop", "What a stop would draw on", "stock", &(content + &drivers(model, survived)))
}

/// Tonnes in a cell.
fn stock(tonnes: f64) -> String {
    short(few_tonnes(tonnes))
}

/// A closing stock, darker the more of the opening is left; any shortage stands beside it.
fn cell(closing: f64, unmet: f64, opening: f64) -> String {
    let left = if opening > 0.0 { (closing / opening).clamp(0.0, 1.0) } else { 0.0 };
    if unmet > UNMET {
        return format!("<td class=\"number before\">{} ({} short)</td>", stock(closing), stock(unmet));
    }
    format!("<td class=\"number ordered\" style=\"--s:{:.2}\">{}</td>", 0.45 * left, stock(closing))
}

fn drivers(model: &Model, survived: &Survived) -> String {
    if survived.driven_by.is_empty() {
        return String::new();
    }
    let mut out = String::from("<h3>What drives it</h3>\n<ul>\n");
    for driver in survived.driven_by.iter().take(DRIVERS) {
        let _ = writeln!(
            out,
            "<li>A stop from {} on, <bdi>{}</bdi>: 1 % less needed in it would save {}, one more tonne missing {}.</li>",
            model.horizon.month(driver.start),
            text(&model.element(driver.element).name),
            text(&money(driver.one_percent, &model.currency)),
            text(&money(driver.price, &model.currency))
        );
    }
    out + "</ul>\n"
}

/// The rows of course.csv, summed over users.
fn paths(model: &Model, course: &Table, periods: usize) -> Vec<StopStock> {
    let at = |name: &str| course.columns.iter().position(|column| *column == name).expect("a column of course.csv");
    let number = |row: &[Cell], name: &str| if let Cell::Number(number) = row[at(name)] { number } else { 0.0 };
    let empty = StopStock { closing: vec![0.0; periods], unmet: vec![0.0; periods], ..StopStock::default() };
    let mut paths = vec![empty; model.elements.len()];
    // periods stand one after the other
    let months: Vec<&Cell> =
        course.rows.chunk_by(|a, b| a[at("period")] == b[at("period")]).map(|of| &of[0][at("period")]).collect();
    for row in &course.rows {
        let Cell::Text(id) = &row[at("element")] else { continue };
        let Some(path) = model.elements.iter().position(|e| e.id == **id).map(|e| &mut paths[e]) else { continue };
        let Some(t) = months.iter().position(|month| **month == row[at("period")]) else { continue };
        if t == 0 {
            path.opening += number(row, "opening");
        }
        path.closing[t] += number(row, "closing");
        path.unmet[t] += number(row, "unmet");
        path.bought += number(row, "purchased");
        path.released += number(row, "released");
        path.substituted += number(row, "substituted");
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::study::Study;
    use crate::input::{Overrides, Source};
    use crate::solver::Solver;
    use std::path::Path as File;

    /// models/minimal.toml: whatever stop of two months drives the cost, 20 t are needed in it, and they come out of stock or from B.
    #[test]
    fn stock_and_purchases_of_a_stop_meet_its_demand() {
        let path = File::new(env!("CARGO_MANIFEST_DIR")).join("models/minimal.toml");
        let settings = ["security.survive_months=2", "security.survive_from=2026-06"];
        let model = Source::read(&path).unwrap().model(&Overrides::parse(&settings).unwrap()).unwrap().model;
        let study = Study::new(model, Solver::Simplex);
        let optimum = study.solve().unwrap();
        let survived = Survived::of(&study, &optimum).unwrap().unwrap();
        let course = survived.course(study.program()).unwrap();
        let table = course_table(study.model(), study.program(), course, &optimum.x);
        let path = &paths(study.model(), &table, course.periods.len())[0];
        assert_eq!((path.closing.len(), path.unmet.iter().sum::<f64>()), (2, 0.0));
        approx::assert_relative_eq!(path.opening + path.bought - path.closing[1], 20.0, max_relative = 1e-9);
        let html = section(study.model(), study.program(), &survived, course, &optimum.x);
        assert!(html.contains("No stop of AA of 2 months that begins in 2026-06 or later"), "{html}");
        assert_eq!(html.matches("<tr><th scope=\"row\"").count(), 1);
    }
}
