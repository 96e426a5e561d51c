//! Two folders of results beside each other: the inputs that differ, and the effect on the results.

use super::folder::{FolderManifest, InputFile};
use crate::input::{Overrides, Source};
use crate::report::tolerances::SAME_FIGURE;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// A figure of one folder beside the same figure of another; blank where a folder does not have it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Change {
    /// Its key: of an input as `--set` names it, of a result by its file and row.
    pub figure: String,
    /// The value in the first folder.
    pub before: String,
    /// The value in the second.
    pub after: String,
    /// After − before; `None` where one of them is no number.
    pub change: Option<f64>,
}

impl Change {
    fn new(figure: &str, before: &str, after: &str) -> Self {
        let number = |text: &str| text.parse::<f64>().ok();
        let change = number(before).zip(number(after)).map(|(before, after)| after - before);
        Self { figure: figure.into(), before: before.into(), after: after.into(), change }
    }
}

/// The differences between two folders of results.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Diff {
    /// Inputs that differ: the command, settings and options, then cells of the model file and of tables.
    pub inputs: Vec<Change>,
    /// Results that differ.
    pub results: Vec<Change>,
    /// Input files that differ and whose content at the time of a run is not there any more.
    pub gone: Vec<String>,
    /// Files of results whose content is not compared, and which differ or only one folder has.
    pub not_compared: Vec<String>,
}

/// Why two folders cannot be compared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DiffError {
    /// No folder of a run.
    #[error("{}: {reason}", path.display())]
    NoRun {
        /// The folder, or its manifest.
        path: PathBuf,
        /// The fault, with a hint.
        reason: String,
    },
    /// A file of results that cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of reading it.
        source: io::Error,
    },
}

/// A folder of results that has been read.
struct RunFolder {
    manifest: FolderManifest,
    inputs: Option<BTreeMap<String, String>>,
    results: BTreeMap<String, f64>,
}

/// Compares two folders of results.
///
/// # Errors
/// A folder without a manifest, and files that cannot be read.
pub(crate) fn diff(before: &Path, after: &Path) -> Result<Diff, DiffError> {
    let folders = [before, after];
    let (before, after) = (RunFolder::read(before)?, RunFolder::read(after)?);
    let not_compared = not_compared(folders, [&before.manifest, &after.manifest]);
    let mut inputs = asked(&before.manifest, &after.manifest);
    let mut gone = Vec::new();
    match (&before.inputs, &after.inputs) {
        (Some(before), Some(after)) => inputs.extend(changes(before, after, str::to_owned)),
        _ => {
            let (alone, changed) = changed_files(&before.manifest, &after.manifest);
            inputs.extend(alone);
            gone = changed;
        }
    }
    let keys: BTreeSet<&String> = before.results.keys().chain(after.results.keys()).collect();
    let text = |value: Option<&f64>| value.map(f64::to_string).unwrap_or_default();
    let results = keys.into_iter().filter_map(|key| {
        let (old, new) = (before.results.get(key), after.results.get(key));
        let same = old.zip(new).is_some_and(|(old, new)| (old - new).abs() <= SAME_FIGURE * old.abs().max(new.abs()));
        (!same).then(|| Change::new(key, &text(old), &text(new)))
    });
    Ok(Diff { inputs, results: results.collect(), gone, not_compared })
}

/// Files of results that are not compared, and that only one folder has or that differ; pages and proofs are of the figures that are compared.
fn not_compared([before, after]: [&Path; 2], [old, new]: [&FolderManifest; 2]) -> Vec<String> {
    const FOLLOWS: [&str; 4] = ["summary.json", "report.html", "certificate.json", "plan.xlsx"];
    let compared = |name: &str| FOLLOWS.contains(&name) || TABLES.iter().any(|(table, ..)| *table == name);
    let names: BTreeSet<&String> = old.files.iter().chain(&new.files).filter(|name| !compared(name)).collect();
    let same = |name: &str| {
        let content = [before, after].map(|folder| std::fs::read(folder.join(name)).ok());
        content[0].is_some() && content[0] == content[1]
    };
    names.into_iter().filter(|name| !same(name)).cloned().collect()
}

/// Differences of what the command lines ask: the command, what is set in the model, the options.
fn asked(before: &FolderManifest, after: &FolderManifest) -> Vec<Change> {
    let mut asked = Vec::new();
    if before.command != after.command {
        asked.push(Change::new("command", &before.command, &after.command));
    }
    asked.extend(changes(&before.settings, &after.settings, |setting| format!("--set {setting}")));
    // a version that did not name them may have been given any
    if let (Some(before), Some(after)) = (&before.options, &after.options) {
        let in_one = |options: &BTreeMap<String, Vec<String>>| -> BTreeMap<String, String> {
            options.iter().map(|(name, values)| (name.clone(), in_one_text(values))).collect()
        };
        asked.extend(changes(&in_one(before), &in_one(after), str::to_owned));
    }
    asked
}

/// The values of an option, separated by commas, numbers as all write them: `.50` is 0.5.
fn in_one_text(values: &[String]) -> String {
    let text = |value: &String| value.trim().parse::<f64>().map_or_else(|_| value.clone(), |number| number.to_string());
    values.iter().map(text).collect::<Vec<_>>().join(",")
}

fn changes(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
    name: impl Fn(&str) -> String,
) -> Vec<Change> {
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let said = |of: &BTreeMap<String, String>, key: &String| of.get(key).cloned().unwrap_or_default();
    let both = keys.into_iter().map(|key| (key, said(before, key), said(after, key)));
    both.filter(|(_, old, new)| old != new).map(|(key, old, new)| Change::new(&name(key), &old, &new)).collect()
}

/// Files that only one run has read, and those that both have read with another content.
fn changed_files(before: &FolderManifest, after: &FolderManifest) -> (Vec<Change>, Vec<String>) {
    let of = |manifest: &FolderManifest| -> BTreeMap<String, InputFile> {
        manifest.inputs.iter().map(|file| (file.file.clone(), file.clone())).collect()
    };
    let (before, after) = (of(before), of(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let (mut alone, mut changed) = (Vec::new(), Vec::new());
    for name in names {
        match (before.get(name), after.get(name)) {
            (Some(old), Some(new)) if old != new => changed.push(name.clone()),
            (Some(_), Some(_)) | (None, None) => {}
            (old, new) => {
                let said = |file: Option<&InputFile>| if file.is_some() { "read" } else { "" };
                alone.push(Change::new(&format!("file {name}"), said(old), said(new)));
            }
        }
    }
    (alone, changed)
}

impl RunFolder {
    fn read(folder: &Path) -> Result<Self, DiffError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |source| DiffError::Unreadable { path, source }
        };
        let manifest =
            FolderManifest::of_run(folder, "a run").map_err(|(path, reason)| DiffError::NoRun { path, reason })?;
        let mut results = BTreeMap::new();
        for name in &manifest.files {
            let path = folder.join(name);
            if name == "summary.json" {
                let text = std::fs::read(&path).map_err(unreadable(&path))?;
                let summary = serde_json::from_slice(&text).map_err(|e| unreadable(&path)(e.into()))?;
                numbers("", &summary, &mut results);
            } else if let Some((_, keys, figures)) = TABLES.iter().find(|(table, ..)| *table == name) {
                table(&path, name, keys, figures, &mut results).map_err(|e| unreadable(&path)(e.into()))?;
            }
        }
        Ok(Self { inputs: inputs(&manifest), manifest, results })
    }
}

/// The cells of a run's inputs, if its files are unchanged.
fn inputs(manifest: &FolderManifest) -> Option<BTreeMap<String, String>> {
    let as_read = |file: &InputFile| InputFile::of(Path::new(&file.file)).is_ok_and(|now| now == *file);
    if !manifest.inputs.iter().all(as_read) {
        return None;
    }
    let tables: Vec<String> = manifest
        .settings
        .iter()
        .filter(|(key, _)| key.starts_with("tables."))
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let source = Source::read_with(Path::new(&manifest.inputs.first()?.file), &Overrides::parse(&tables).ok()?);
    Some(source.ok()?.cells())
}

/// The tables of results that are compared: the columns that name a row, and the figures, which are summed over rows of one name.
const TABLES: &[(&str, &[&str], &[&str])] = &[
    ("purchases.csv", &["element", "supplier"], &["quantity"]),
    ("levels.csv", &["scope", "level"], &["share", "cost"]),
    ("floors.csv", &["scope", "row"], &["floor"]),
    ("projects.csv", &["project", "decided"], &["capacity"]),
    ("reservations.csv", &["offer"], &["reserved"]),
    ("survival.csv", &["element"], &["longest"]),
    ("stress.csv", &["scenario", "segment"], &["unmet", "survive_months", "extra_cost"]),
    ("hedge.csv", &["scenario"], &["cost", "unmet"]),
];

/// Keys of summary.json that say how a run went, and not how its answer is.
const NO_RESULT: [&str; 4] = ["seconds", "certificate", "variables", "constraints"];

/// All numbers of a record, by their path.
fn numbers(path: &str, value: &Value, found: &mut BTreeMap<String, f64>) {
    match value {
        Value::Number(number) => found.extend(number.as_f64().map(|number| (path.to_owned(), number))),
        Value::Object(entries) => {
            for (key, value) in entries.iter().filter(|(key, _)| !NO_RESULT.contains(&key.as_str())) {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                numbers(&path, value, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) => {}
    }
}

fn table(
    path: &Path,
    name: &str,
    keys: &[&str],
    figures: &[&str],
    found: &mut BTreeMap<String, f64>,
) -> Result<(), csv::Error> {
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let at = |column: &&str| header.iter().position(|name| name == *column);
    let keys: Vec<usize> = keys.iter().filter_map(at).collect();
    let figures: Vec<(&str, usize)> = figures.iter().filter_map(|figure| Some((*figure, at(figure)?))).collect();
    let table = name.trim_end_matches(".csv");
    for record in reader.records() {
        let record = record?;
        let row: Vec<&str> = keys.iter().map(|&at| &record[at]).collect();
        for &(figure, at) in &figures {
            if let Ok(number) = record[at].parse::<f64>() {
                *found.entry(format!("{table}[{}].{figure}", row.join(","))).or_insert(0.0) += number;
            }
        }
    }
    Ok(())
}
