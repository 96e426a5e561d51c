//! Joining the shards of one table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::manifest::TABLE;
use super::{Finished, Manifest, RunTable, Shard, results};
use crate::report::folder::hint;

/// All shards of a table, joined.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Merged {
    /// The manifest of the whole.
    pub manifest: Manifest,
    /// The whole table.
    pub table: RunTable,
    /// Outcomes of the runs, in the order of the table.
    pub finished: Vec<Finished>,
}

/// Reads the folders of all shards of one table.
///
/// # Errors
/// In words, one a line: a folder that holds no finished shard, shards of different batches, shards that are missing or there twice.
pub(crate) fn merge(folders: &[PathBuf]) -> Result<Merged, Vec<String>> {
    let mut problems = Vec::new();
    let mut parts: Vec<(&Path, Manifest)> = Vec::new();
    for folder in folders {
        match Manifest::read(folder) {
            Ok(manifest) if !manifest.finished => problems.push(format!(
                "{}: shard {} is not finished; run it again with --resume",
                folder.display(),
                manifest.shard
            )),
            Ok(manifest) => parts.push((folder, manifest)),
            Err(error) => {
                let hint = hint(folder, "a run of batch");
                problems.push(format!("{}: no results of a batch ({error})\n{hint}", folder.display()));
            }
        }
    }
    if let Some(((first_folder, first), others)) = parts.split_first() {
        for (folder, other) in others {
            if (&other.fingerprint, other.shard.count) != (&first.fingerprint, first.shard.count) {
                problems.push(format!(
                    "{}: not of the same batch as {}: another table, model, program or number of shards",
                    folder.display(),
                    first_folder.display()
                ));
            }
        }
        let held = |index: usize| parts.iter().filter(|(_, m)| m.shard.index == index).count();
        for index in 1..=first.shard.count {
            let shard = Shard { index, ..first.shard };
            match held(index) {
                1 => {}
                0 => problems.push(format!("shard {shard} is missing")),
                n => problems.push(format!("shard {shard} is there {n} times")),
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let Some((folder, first)) = parts.first() else { return Err(vec!["there is nothing to merge".into()]) };
    let table = RunTable::read(&folder.join(TABLE)).map_err(|problems| vec![problems.to_string()])?;
    let index: BTreeMap<&str, usize> = table.runs.iter().enumerate().map(|(k, run)| (run.name.as_str(), k)).collect();
    let mut whole: Vec<Option<Finished>> = vec![None; table.runs.len()];
    for (folder, _) in &parts {
        let of = |message: String| vec![format!("{}: {message}", folder.display())];
        for (name, finished) in results::read(folder).map_err(of)? {
            let Some(&k) = index.get(name.as_str()) else {
                return Err(of(format!("results.csv has the run {name:?}, which {TABLE} has not")));
            };
            if whole[k].replace(finished).is_some() {
                return Err(of(format!("another shard has the run {name:?} too")));
            }
        }
    }
    let missing = table.runs.iter().zip(&whole).find(|(_, finished)| finished.is_none());
    if let Some((run, _)) = missing {
        return Err(vec![format!("no shard has the run {:?}", run.name)]);
    }
    let finished: Vec<Finished> = whole.into_iter().flatten().collect();
    let manifest = Manifest { shard: Shard::WHOLE, ..(*first).clone() };
    Ok(Merged { manifest, table, finished })
}
