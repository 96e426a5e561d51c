//! Short names in a table's column `source`, spelt out: the rows of `facts.csv` in the same folder, if there is one.
//!
//! A `source` is free text. Where many rows rest on the same few publications, a model's folder may hold a list of them, and the rows
//! name them by id, `F004; F226`. The list is no table of the model: nothing is computed from it, and what is wrong with it is no
//! problem of the model, so it is read with a light hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::model::{Fact, Provenance};

/// The list's name.
const FILE: &str = "facts.csv";

/// The facts that `provenance` names, in the order of their lists; of two with one id the first counts.
pub(super) fn named(files: &[PathBuf], provenance: &[Provenance]) -> Vec<Fact> {
    let named: BTreeSet<&str> = provenance.iter().flat_map(|row| row.source.split([';', ',']).map(str::trim)).collect();
    let mut folders: Vec<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    folders.sort_unstable();
    folders.dedup();
    let mut known = BTreeSet::new();
    let lists = folders.into_iter().filter_map(|folder| csv::Reader::from_path(folder.join(FILE)).ok());
    let rows = lists.flat_map(|list| list.into_deserialize::<BTreeMap<String, String>>().filter_map(Result::ok));
    let facts = rows.map(|row| {
        let cell = |name: &str| row.get(name).map_or("", |cell| cell.trim()).to_owned();
        Fact {
            id: cell("id"),
            statement: cell("statement"),
            title: cell("source_title"),
            publisher: cell("publisher"),
            date: cell("source_date"),
            address: cell("source_url"),
            note: cell("note"),
        }
    });
    facts
        .filter(|fact| !fact.id.is_empty() && named.contains(fact.id.as_str()) && known.insert(fact.id.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_facts_that_are_named_are_carried_and_no_list_is_no_problem() {
        let folder = tempfile::tempdir().unwrap();
        let row = |source: &str| Provenance { source: source.into(), ..Provenance::default() };
        let rows = [row("F2; F9"), row("a book, F1")];
        let files = [folder.path().join("model.toml"), folder.path().join("offers.csv")];
        assert!(named(&files, &rows).is_empty());
        let list = "id,statement,source_url\nF1,first,https://example.invalid\nF2,second,\nF3,third,\nF2,again,\n";
        std::fs::write(folder.path().join(FILE), list).unwrap();
        let found = named(&files, &rows);
        let found: Vec<_> = found.iter().map(|f| (f.id.as_str(), f.statement.as_str(), f.address.as_str())).collect();
        assert_eq!(found, [("F1", "first", "https://example.invalid"), ("F2", "second", "")]);
    }
}
