//! Names that no table declares and that look alike: countries, groups, and segments without a table of their own.
//!
//! A misspelt name of a table is an error, since no row has it. These have no table, so that `cn` beside `CN` is another country, and
//! goods from there count for nothing.

use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

use super::builder::ModelBuilder;
use super::lookup::Lookup;
use super::names::Sym;
use super::table::RowAt;
use crate::diagnostic::{Code, Diagnostic, Place, invisible};
use crate::model::countries::country_name;

/// Warns of names that are told apart only by case, width, invisible characters, or by being a country's code and its name.
pub(super) fn check(b: &mut ModelBuilder<'_>) {
    let refs = &b.source.refs;
    let mut found = Vec::new();
    // the names of the model file first: others are meant to be like them
    let mut countries = settings(b);
    countries.extend(names(b, &refs.countries));
    alike(b, "country", &countries, |name| folded(country_name(&folded(name).to_uppercase())), &mut found);
    alike(b, "group", &names(b, &refs.groups), folded, &mut found);
    if !b.source.grids.has("segments") {
        alike(b, "segment", &names(b, &refs.segments), folded, &mut found);
    }
    b.notes.append(&mut found);
}

/// A name, and where it stands if the model file has it.
type Named = (String, Option<Place>);

fn settings(b: &ModelBuilder<'_>) -> Vec<Named> {
    let mut named = Vec::new();
    if let Some(security) = &b.settings.security {
        named.push((security.country.clone(), Some(b.key("security.country"))));
    }
    if let Some((country, _)) = &b.settings.premium {
        named.push((country.clone(), Some(b.key("premium.country"))));
    }
    if let Some(home) = &b.settings.home {
        named.push((home.clone(), Some(b.key("model.home"))));
    }
    named
}

fn names(b: &ModelBuilder<'_>, known: &Lookup) -> Vec<Named> {
    known.all.iter().map(|&name| (b.text(name), None)).collect()
}

fn alike(
    b: &ModelBuilder<'_>,
    what: &str,
    names: &[Named],
    fold: impl Fn(&str) -> String,
    found: &mut Vec<Diagnostic>,
) {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut said = Vec::new();
    for (name, place) in names {
        let first = *first.entry(fold(name)).or_insert(name);
        if first == name || said.contains(&name) {
            continue;
        }
        said.push(name);
        let place = place.clone().or_else(|| place_of(b, what, name)).unwrap_or_default();
        let message = format!("the {what} {name:?} looks like {first:?}, and counts as another one");
        found.push(
            Diagnostic::warning(Code::NamesAlike, place, message)
                .hint(format!("write {first:?} in both places, if they are one")),
        );
    }
}

/// A name without characters that are hard to see: NFKC, lower case, no invisible characters, single spaces.
fn folded(name: &str) -> String {
    let seen: String = name.nfkc().filter(|&c| !invisible(c)).flat_map(char::to_lowercase).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first cell of a table that has the name.
fn place_of(b: &ModelBuilder<'_>, what: &str, name: &str) -> Option<Place> {
    let name = b.source.names.find(name)?;
    let rows = &b.source.rows;
    let filled = |cell: Option<Sym>| cell == Some(name);
    let cells: Vec<(&str, &str, Option<RowAt>)> = match what {
        "country" => vec![
            ("suppliers", "country", rows.suppliers.iter().find(|row| row.country == name).map(|row| row.at)),
            ("feedstock", "country", rows.feedstock.iter().find(|row| row.country == name).map(|row| row.at)),
            (
                "segments",
                "exclude_countries",
                rows.segments
                    .iter()
                    .find(|row| row.exclude_countries.iter().any(|list| list.0.contains(&name)))
                    .map(|row| row.at),
            ),
            ("caps", "country", rows.caps.iter().find(|row| filled(row.country)).map(|row| row.at)),
            ("disruptions", "country", rows.disruptions.iter().find(|row| filled(row.country)).map(|row| row.at)),
        ],
        "group" => vec![("elements", "group", rows.elements.iter().find(|row| filled(row.group)).map(|row| row.at))],
        _ => vec![
            ("demand", "segment", rows.demand.iter().find(|row| filled(row.segment)).map(|row| row.at)),
            ("stock", "segment", rows.stock.iter().find(|row| filled(row.segment)).map(|row| row.at)),
            ("coverage", "segment", rows.coverage.iter().find(|row| filled(row.segment)).map(|row| row.at)),
        ],
    };
    cells.into_iter().find_map(|(table, column, at)| at.map(|at| b.cell(table, at, column)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hard_to_see_is_folded_away() {
        for (a, b) in [("CN", "cn"), ("CN", "CN\u{200b}"), ("CN", "\u{ff23}\u{ff2e}"), ("Magnets", "\u{2066}magnets")] {
            assert_eq!(folded(a), folded(b), "{a} and {b:?}");
        }
        assert_ne!(folded("CN"), folded("CL"));
    }
}
