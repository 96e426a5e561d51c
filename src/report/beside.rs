//! The same frontier under other views: other models beside the one that is asked about, of other prices, say.

use super::table::Table;
use super::words::{MoneyUnit, number, percent, printable, table, with_unit};
use crate::analysis::frontier::{Frontier, Level};
use crate::analysis::proved::Proved;
use crate::model::Model;

/// Another model's view of one scope.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    /// The other model.
    pub model: &'a Model,
    /// Its frontier.
    pub frontier: &'a Proved<Frontier>,
    /// Its table of levels: the same levels.
    pub levels: &'a Proved<Vec<Level>>,
}

impl<'a> View<'a> {
    /// The part of the other model's name that tells it from that of `model`: `contract premia` of `Japan, contract premia` beside `Japan`.
    pub(crate) fn name(&self, model: &Model) -> &'a str {
        let name = self.model.name.as_str();
        let rest = name.strip_prefix(model.name.as_str()).map(|rest| rest.trim_start_matches([',', ':', ' ']));
        rest.filter(|rest| !rest.is_empty()).unwrap_or(name)
    }
}

/// beside.csv: the levels of every view, the model's own first.
pub(crate) fn csv<'a>(
    model: &'a Model,
    own: &[(&'a Proved<Frontier>, &'a Proved<Vec<Level>>)],
    views: &[View<'a>],
) -> Table<'a> {
    let mut rows = Vec::new();
    for &(frontier, levels) in own {
        let others = views.iter().filter(|view| view.frontier.scope == frontier.scope);
        let all = std::iter::once(View { model, frontier, levels }).chain(others.copied());
        for view in all {
            for level in view.levels.iter() {
                let found = level.found.as_ref();
                rows.push(vec![
                    view.model.name.as_str().into(),
                    frontier.scope.label().into(),
                    level.level.into(),
                    level.attainable.into(),
                    found.map(|found| found.share).into(),
                    found.map(|found| found.cost).into(),
                    found.map(|found| found.extra_cost).into(),
                    found.and_then(|found| found.extra_percent).into(),
                ]);
            }
        }
    }
    let columns = &["model", "scope", "level", "attainable", "share", "cost", "extra_cost", "extra_percent"];
    Table { name: "beside", columns, rows }
}

/// The cost of each level over the least under every view.
pub(crate) fn text(model: &Model, frontier: &Proved<Frontier>, levels: &Proved<Vec<Level>>, views: &[View]) -> String {
    let views: Vec<&View> = views.iter().filter(|view| view.frontier.scope == frontier.scope).collect();
    if views.is_empty() {
        return String::new();
    }
    let own = View { model, frontier, levels };
    let all: Vec<&View> = std::iter::once(&own).chain(views).collect();
    let found = |view: &View, k: usize| view.levels[k].found;
    let most =
        all.iter().flat_map(|view| view.levels.iter()).filter_map(|level| level.found).map(|found| found.extra_cost);
    let unit = MoneyUnit::for_amount(most.fold(0.0, f64::max));
    let mut header = vec!["level".to_owned(), "this model".to_owned()];
    header.extend(all[1..].iter().map(|view| printable(view.name(model))));
    let rows = levels.iter().enumerate().map(|(k, level)| {
        let cell = |view: &&View| match found(view, k) {
            None => "–".to_owned(),
            Some(found) => {
                let held = if view.levels[k].attainable { "" } else { " *" };
                let more = found.extra_percent.map_or_else(String::new, |more| format!(" ({} %)", number(more, 2)));
                format!("{}{more}{held}", unit.amount(found.extra_cost))
            }
        };
        std::iter::once(percent(level.level)).chain(all.iter().map(cell)).collect()
    });
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = rows.collect();
    let held = all.iter().flat_map(|view| view.levels.iter()).any(|level| level.found.is_some() && !level.attainable);
    let note = match (held, frontier.rows.len()) {
        (false, _) => "",
        (true, 1) => "* Out of reach: this is what the lowest level that there is costs.\n",
        (true, _) => "* Some rows do not get so low, and are held at their floors.\n",
    };
    format!(
        "{}:\n{}{note}",
        with_unit(
            &format!("What each level of scope {} costs over the least under each view", frontier.scope.label()),
            ", ",
            &unit.label(&model.currency)
        ),
        table(&header, 1, rows)
    )
}
