//! The same rows as the report's page takes them.

use super::{LevelStressed, binds, names};
use crate::analysis::proved::Proved;
use crate::analysis::stress::{Loss, Stressed};
use crate::analysis::survival::{Longest, Reach};
use crate::model::Model;
use crate::report::html::resilience::{LevelStress, StressDetail, StressRow, SurvivalRow};

/// The rows of survival.csv.
pub fn survival(model: &Model, longest: &Longest) -> Vec<SurvivalRow> {
    let row = |element: &str, reach: &Reach| SurvivalRow {
        element: element.into(),
        longest: reach.months,
        binds: binds(model, reach),
    };
    let elements = model.elements.iter().zip(&longest.by_element);
    let elements = elements.map(|(element, reach)| row(&element.id, reach));
    std::iter::once(row("*", &longest.all)).chain(elements).collect()
}

/// The rows of stress.csv.
pub fn stress(model: &Model, stressed: &[Proved<Stressed>]) -> Vec<StressRow> {
    let row = |s: &Stressed, segment: &str, loss: &Loss, all: bool| StressRow {
        scenario: s.name.clone(),
        probability: s.probability,
        segment: segment.into(),
        unmet: loss.unmet,
        survive_months: loss.survive_months,
        cost: all.then_some(s.cost),
        extra_cost: all.then_some(s.extra_cost),
    };
    let mut rows = Vec::new();
    for s in stressed {
        rows.push(row(s, "*", &s.all, true));
        rows.extend(model.segments.iter().zip(&s.by_segment).map(|(segment, loss)| row(s, &segment.id, loss, false)));
    }
    rows
}

/// The rows of stress_detail.csv.
pub fn detail(model: &Model, stressed: &[Proved<Stressed>]) -> Vec<StressDetail> {
    let rows = stressed.iter().flat_map(|s| {
        s.detail.iter().map(|d| {
            let (element, segment) = names(model, d.pair);
            StressDetail {
                scenario: s.name.clone(),
                start: model.horizon.month(s.start).to_string(),
                element: element.into(),
                segment: segment.into(),
                period: model.horizon.month(d.period).to_string(),
                unmet: d.unmet,
                stock: d.stock,
                released: d.released,
            }
        })
    });
    rows.collect()
}

/// The rows of level_stress.csv.
pub fn levels(levels: &[LevelStressed]) -> Vec<LevelStress> {
    let rows = levels.iter().flat_map(|(scope, level, stressed)| {
        stressed.iter().map(|s| LevelStress {
            scope: (*scope).into(),
            level: *level,
            scenario: s.name.clone(),
            unmet: s.all.unmet,
            survive_months: s.all.survive_months,
            cost: s.cost,
            extra_cost: s.extra_cost,
        })
    });
    rows.collect()
}
