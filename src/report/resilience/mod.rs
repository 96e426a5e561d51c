//! Disruptions for programs and people: the tables of stress, survival and hedge, and the sentences that sum them up.

mod build_up;
pub(crate) mod means;
mod text;

use super::level_figures::{LEVEL_COLUMNS, LevelFigures, before_levels};
use super::table::{Cell, Table};
use crate::analysis::frontier::Level;
use crate::analysis::hedge::Hedge;
use crate::analysis::proved::Proved;
use crate::analysis::stress::{Loss, Stressed};
use crate::analysis::survival::{Longest, Reach};
use crate::formulation::Program;
use crate::formulation::courses::Course;
use crate::model::derived::unmet;
use crate::model::{Model, PairId};

pub(crate) use build_up::{build_up, build_up_text};
pub(crate) use means::{means, means_text, steps_text};
pub(crate) use text::{
    hedge_text, level_stress_text, no_survival, stress_text, surface_text, survival_text, survived_sentence,
    survived_text,
};

fn months(months: Option<u32>) -> Cell<'static> {
    months.map(f64::from).into()
}

/// stress.csv: for each disruption all together, then each segment.
pub(crate) fn stress<'a>(model: &'a Model, stressed: &'a [Proved<Stressed>]) -> Table<'a> {
    let mut rows = Vec::new();
    for s in stressed {
        let row = |segment: &'a str, loss: &Loss, cost: Option<(f64, f64)>| {
            vec![
                s.name.as_str().into(),
                s.probability.into(),
                segment.into(),
                loss.unmet.into(),
                months(loss.survive_months),
                cost.map(|(cost, _)| cost).into(),
                cost.map(|(_, extra)| extra).into(),
            ]
        };
        rows.push(row("*", &s.all, Some((s.cost, s.extra_cost))));
        rows.extend(model.segments.iter().zip(&s.by_segment).map(|(segment, loss)| row(&segment.id, loss, None)));
    }
    let columns = &["scenario", "probability", "segment", "unmet", "survive_months", "cost", "extra_cost"];
    Table { name: "stress", columns, rows }
}

/// stress_detail.csv: every pair in every period of each course.
pub(crate) fn stress_detail<'a>(model: &'a Model, stressed: &'a [Proved<Stressed>]) -> Table<'a> {
    let mut rows = Vec::new();
    for s in stressed {
        let start = model.horizon.month(s.start).to_string();
        rows.extend(s.detail.iter().map(|d| {
            let (element, segment) = names(model, d.pair);
            vec![
                s.name.as_str().into(),
                start.clone().into(),
                element.into(),
                segment.into(),
                model.horizon.month(d.period).to_string().into(),
                d.unmet.into(),
                d.stock.into(),
                d.released.into(),
            ]
        }));
    }
    let columns = &["scenario", "start", "element", "segment", "period", "unmet", "stock", "released"];
    Table { name: "stress_detail", columns, rows }
}

pub(super) fn names(model: &Model, pair: PairId) -> (&str, &str) {
    let pair = model.pair(pair);
    (&model.element(pair.element).id, &model.segment(pair.segment).id)
}

/// A scope's label, a level, and the effects of each disruption on its plan.
pub(crate) type LevelStressed = (&'static str, f64, Vec<Proved<Stressed>>);

/// level_stress.csv: the effects of each disruption on each level's plan.
pub(crate) fn level_stress(levels: &[LevelStressed]) -> Table<'_> {
    let mut rows = Vec::new();
    for (scope, level, stressed) in levels {
        rows.extend(stressed.iter().map(|s| {
            vec![
                (*scope).into(),
                (*level).into(),
                s.name.as_str().into(),
                s.all.unmet.into(),
                months(s.all.survive_months),
                s.cost.into(),
                s.extra_cost.into(),
            ]
        }));
    }
    let columns = &["scope", "level", "scenario", "unmet", "survive_months", "cost", "extra_cost"];
    Table { name: "level_stress", columns, rows }
}

/// hedge.csv.
pub(crate) fn hedge<'a>(model: &'a Model, hedge: &Hedge) -> Table<'a> {
    let rows = hedge.outcomes.iter().map(|outcome| {
        let name = outcome.scenario.map_or("undisturbed", |id| &model.scenario(id).id);
        vec![name.into(), outcome.probability.into(), outcome.cost.into(), outcome.unmet.into()]
    });
    Table { name: "hedge", columns: &["scenario", "probability", "cost", "unmet"], rows: rows.collect() }
}

/// survival.csv: the longest survival in all, then of each element.
pub(crate) fn survival<'a>(model: &'a Model, longest: &Longest) -> Table<'a> {
    let row = |name: &'a str, reach: &Reach| vec![name.into(), months(reach.months), binds(model, reach).into()];
    let mut rows = vec![row("*", &longest.all)];
    let elements = model.elements.iter().zip(&longest.by_element);
    rows.extend(elements.map(|(element, reach)| row(&element.id, reach)));
    Table { name: "survival", columns: &["element", "longest", "binds"], rows }
}

/// The end of a survival, in words.
pub(crate) fn binds(model: &Model, reach: &Reach) -> String {
    reach.binds.iter().map(|bind| bind.words(model)).collect::<Vec<_>>().join("; ")
}

/// The levels of a scope; where there is no plan, those that were asked for.
pub(crate) type ScopeLevels = Result<Vec<Level>, Vec<f64>>;

/// One number of months in surface.csv, with the levels of each scope; `None` where it has no plan.
pub(crate) struct SurfaceMonths {
    /// Months that must be survived.
    pub months: u32,
    /// Each scope with its levels, or the levels that were asked where there is no plan.
    pub scopes: Vec<(&'static str, ScopeLevels)>,
}

/// surface.csv: extra costs are over the least cost without survival.
pub(crate) fn surface(surface: &[SurfaceMonths], least: f64) -> Table<'static> {
    let mut rows = Vec::new();
    for part in surface {
        for (scope, levels) in &part.scopes {
            let mut push = |cells: Vec<Cell<'static>>| {
                rows.push(std::iter::once(f64::from(part.months).into()).chain(cells).collect());
            };
            match levels {
                Ok(levels) => {
                    levels.iter().for_each(|level| push(LevelFigures::from(&over(level, least)).cells(*scope)))
                }
                Err(asked) => asked.iter().for_each(|&level| {
                    let none = Level { level, attainable: false, found: None };
                    push(LevelFigures::from(&none).cells(*scope));
                }),
            }
        }
    }
    Table { name: "surface", columns: SURFACE_COLUMNS, rows }
}

/// A level with its extra cost over another least cost.
fn over(level: &Level, least: f64) -> Level {
    let mut level = *level;
    if let Some(found) = &mut level.found {
        found.extra_cost = (found.cost - least).max(0.0);
        found.extra_percent = (least != 0.0).then(|| 100.0 * found.extra_cost / least);
    }
    level
}

/// course.csv: of the stop that drives the cost of survival, month by month.
pub(crate) fn course<'a>(model: &'a Model, program: &Program, course: &Course, x: &[f64]) -> Table<'a> {
    let start = model.horizon.month(course.periods.start).to_string();
    let mut rows = Vec::new();
    for t in course.periods.clone() {
        for (id, _) in model.pair_ids() {
            let Some(columns) = &course.pairs[id.index()] else { continue };
            let moved = columns.releases.iter().chain(&columns.receives);
            let (element, segment) = names(model, id);
            rows.push(vec![
                start.clone().into(),
                element.into(),
                segment.into(),
                model.horizon.month(t).to_string().into(),
                course.held_before(model, program, id, t, x).into(),
                course.bought(columns, t).map(|j| x[j]).sum::<f64>().into(),
                moved.map(|&r| x[course.release(r, t)]).sum::<f64>().into(),
                course.substitution(columns, t).map_or(0.0, |j| x[j]).into(),
                course.shortage(columns, t).map_or(0.0, |j| unmet(x[j], model.pair(id).demand[t])).into(),
                course.held_before(model, program, id, t + 1, x).into(),
            ]);
        }
    }
    let columns = &[
        "start",
        "element",
        "segment",
        "period",
        "opening",
        "purchased",
        "released",
        "substituted",
        "unmet",
        "closing",
    ];
    Table { name: "course", columns, rows }
}

/// The columns of surface.csv: those of levels.csv behind the months.
const SURFACE_COLUMNS: &[&str] = &before_levels::<1, { 1 + LEVEL_COLUMNS.len() }>(["survive_months"]);
