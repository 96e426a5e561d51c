//! A folder of results: the files of one run, named by its manifest.
//!
//! `manifest.json` is written anew before each file that it did not name yet, so that a run that is killed leaves no file that nobody
//! owns up to. When a run ends, the files of the run before it that it did not write anew are taken away. A file that no manifest names is
//! somebody else's, and is not written over.

use super::files;
use crate::input::named_like;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The manifest's name in its folder.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The hint for a folder that holds no results: one named like it, where there is none of its name, else a description of one.
pub(crate) fn hint(folder: &Path, runs: &str) -> String {
    match named_like(folder).filter(|_| !folder.exists()) {
        Some(near) => format!("hint: did you mean {near}?"),
        None => format!("hint: give the folder of {runs}, its --out"),
    }
}

/// The origin of a folder's files, and their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FolderManifest {
    /// Version of the program.
    pub version: String,
    /// The command.
    pub command: String,
    /// The model's name.
    pub model: String,
    /// The files that were read.
    pub inputs: Vec<InputFile>,
    /// The changes of the model by the command line: `--set` keys, and `--max-share` and `--survive` as the keys that they set.
    pub settings: BTreeMap<String, String>,
    /// The other arguments of the command line that change results, by their name there (`--level`), with the values given; `None`
    /// in the manifest of a version that did not name them.
    #[serde(default)]
    pub options: Option<BTreeMap<String, Vec<String>>>,
    /// The names of the files of results, ascending.
    pub files: BTreeSet<String>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InputFile {
    /// Its path, as the command line and the model file give it.
    pub file: String,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}

impl InputFile {
    /// Reads a file for its hash.
    ///
    /// # Errors
    /// Errors of the file system.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let digest = Sha256::digest(std::fs::read(path)?);
        let sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { file: path.display().to_string(), sha256 })
    }
}

impl FolderManifest {
    /// The manifest of a run of this program, without files yet.
    pub(crate) fn new(command: &str) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").into(),
            command: command.into(),
            options: Some(BTreeMap::new()),
            ..Self::default()
        }
    }

    /// Reads the manifest of a folder; `None` where there is none.
    ///
    /// # Errors
    /// Errors of the file system, and a manifest that is none.
    pub(crate) fn read(folder: &Path) -> io::Result<Option<Self>> {
        match std::fs::read(folder.join(MANIFEST)) {
            Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the manifest of a run's folder; `runs` says in hints whose folders are asked for.
    ///
    /// # Errors
    /// The path that is at fault and what is wrong with it, with a hint.
    pub(crate) fn of_run(folder: &Path, runs: &str) -> Result<Self, (PathBuf, String)> {
        let hint = hint(folder, runs);
        let fault = |reason: &str| (folder.to_owned(), format!("{reason}\n{hint}"));
        if folder.is_file() {
            return Err(fault("it is a file, and a folder is expected"));
        }
        if !folder.exists() {
            return Err(fault("there is no such folder"));
        }
        match Self::read(folder) {
            Ok(Some(manifest)) => Ok(manifest),
            Ok(None) => Err(fault("it has no manifest.json: it holds no results of a run")),
            Err(error) => {
                let foreign = matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof);
                let reason = if foreign { "no run of stockpile has written it".into() } else { error.to_string() };
                Err((folder.join(MANIFEST), format!("{reason}\n{hint}")))
            }
        }
    }

    fn write(&self, folder: &Path) -> io::Result<()> {
        files::write(&folder.join(MANIFEST), |to| {
            serde_json::to_writer_pretty(&mut *to, self)?;
            writeln!(to)
        })
    }
}

/// A file that cannot be written, and why.
#[derive(Debug)]
pub(crate) struct Unwritten {
    /// Its path.
    pub path: PathBuf,
    /// The reason.
    pub error: io::Error,
}

/// A folder that one run writes its results to.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    manifest: RefCell<FolderManifest>,
    // files of the run before that this one has not written anew; `None` before the first file
    before: RefCell<Option<BTreeSet<String>>>,
}

impl Folder {
    /// The folder at `path`, for a run of `command`. Nothing is touched before the first file.
    pub(crate) fn new(path: &Path, command: &str) -> Self {
        Self { path: path.to_owned(), manifest: RefCell::new(FolderManifest::new(command)), before: RefCell::new(None) }
    }

    /// The same, with the options that the run was given.
    pub(crate) fn asked(mut self, options: BTreeMap<String, Vec<String>>) -> Self {
        self.manifest.get_mut().options = Some(options);
        self
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the origin of the results: the model's name, the files read, the settings.
    ///
    /// # Errors
    /// A file that cannot be read again.
    pub(crate) fn describe(
        &self,
        model: &str,
        inputs: &[PathBuf],
        settings: BTreeMap<String, String>,
    ) -> io::Result<()> {
        let mut manifest = self.manifest.borrow_mut();
        manifest.model = model.into();
        manifest.inputs = inputs.iter().map(|path| InputFile::of(path)).collect::<io::Result<_>>()?;
        manifest.settings = settings;
        Ok(())
    }

    /// Says which other files the results come from.
    ///
    /// # Errors
    /// A file that cannot be read again.
    pub(crate) fn describe_also(&self, inputs: &[PathBuf]) -> io::Result<()> {
        let others = inputs.iter().map(|path| InputFile::of(path)).collect::<io::Result<Vec<_>>>()?;
        let inputs = &mut self.manifest.borrow_mut().inputs;
        for other in others {
            if !inputs.contains(&other) {
                inputs.push(other);
            }
        }
        Ok(())
    }

    /// Checks that files of results may be written under these names, before the first of them is. Nothing is touched.
    ///
    /// # Errors
    /// Errors of the file system, and files of those names that no run has written.
    pub(crate) fn claim<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Result<(), Unwritten> {
        let before = self.of_the_run_before()?;
        let manifest = self.manifest.borrow();
        let free = |name: &&str| before.contains(*name) || manifest.files.contains(*name);
        names.into_iter().filter(|name| !free(name)).try_for_each(|name| self.is_nobodys(name))
    }

    /// Checks that no file has this name, or only one that is written into.
    fn is_nobodys(&self, name: &str) -> Result<(), Unwritten> {
        let path = self.path.join(name);
        match path.try_exists() {
            Ok(true) if !files::is_stream(&path) => {
                let message = "no run of stockpile has written this file; take it away, or choose another folder";
                Err(Unwritten { path, error: io::Error::new(io::ErrorKind::AlreadyExists, message) })
            }
            Ok(_) => Ok(()),
            Err(error) => Err(Unwritten { path, error }),
        }
    }

    /// Writes one file of results, whole. A pipe or device of that name is written into, and is no file of the run.
    ///
    /// # Errors
    /// Errors of the file system, and a file of that name that no run has written.
    pub(crate) fn write(
        &self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Unwritten> {
        let mut before = self.before.borrow_mut();
        let before = match &mut *before {
            Some(before) => before,
            none => {
                let found = self.of_the_run_before()?;
                self.clear_half_files();
                none.insert(found)
            }
        };
        let path = self.path.join(name);
        let mut manifest = self.manifest.borrow_mut();
        if !manifest.files.contains(name) && !files::is_stream(&path) {
            if !before.remove(name) {
                self.is_nobodys(name)?;
            }
            manifest.files.insert(name.into());
            let files = manifest.files.union(before).cloned().collect();
            let written = FolderManifest { files, ..manifest.clone() }.write(&self.path);
            written.map_err(|error| Unwritten { path: self.path.join(MANIFEST), error })?;
        }
        files::write(&path, content).map_err(|error| Unwritten { path, error })
    }

    /// Takes away the remaining files of the run before. A run that has written nothing takes nothing away.
    ///
    /// # Errors
    /// Errors of the file system.
    pub(crate) fn finish(&self) -> io::Result<()> {
        let Some(before) = &mut *self.before.borrow_mut() else { return Ok(()) };
        if before.is_empty() {
            return Ok(());
        }
        for path in std::mem::take(before).into_iter().map(|name| self.path.join(name)) {
            if files::is_stream(&path) {
                continue;
            }
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.manifest.borrow().write(&self.path)
    }

    /// Takes away the temporary files of a run that was killed while it wrote.
    fn clear_half_files(&self) {
        // a folder that cannot be read yet is made by the first file; what cannot be removed is in nobody's way
        let Ok(entries) = std::fs::read_dir(&self.path) else { return };
        for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(files::TEMPORARY))
        {
            let _ = std::fs::remove_file(entry.path());
        }
    }

    /// The files of the run before; a name with a folder in it is none that a run has written.
    fn of_the_run_before(&self) -> Result<BTreeSet<String>, Unwritten> {
        let unreadable = |error: io::Error| {
            let error = match error.kind() {
                // what serde says of its lines is nobody's concern who has not written them
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                    let message = "no run of stockpile has written this file, and its results would go under the same name; take it away, or choose another folder";
                    io::Error::new(io::ErrorKind::AlreadyExists, message)
                }
                _ => error,
            };
            Unwritten { path: self.path.join(MANIFEST), error }
        };
        let manifest = FolderManifest::read(&self.path).map_err(unreadable)?;
        let files = manifest.map(|manifest| manifest.files).unwrap_or_default();
        Ok(files.into_iter().filter(|name| Path::new(name).file_name() == Some(name.as_ref())).collect())
    }
}

impl Drop for Folder {
    /// A run that ends early, without a plan say, leaves nothing of the run before either.
    fn drop(&mut self) {
        // there is nobody left to tell
        let _ = self.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn run(path: &Path, files: &[&str]) -> Result<(), Unwritten> {
        let folder = Folder::new(path, "solve");
        files.iter().try_for_each(|name| folder.write(name, |to| to.write_all(b"new")))
    }

    #[test]
    fn a_run_takes_away_the_files_of_the_run_before_and_no_others() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("mine.txt"), "mine").unwrap();
        run(place.path(), &["summary.json", "purchases.csv"]).unwrap();
        run(place.path(), &["summary.json", "levels.csv"]).unwrap();
        assert_eq!(names(place.path()), ["levels.csv", "manifest.json", "mine.txt", "summary.json"]);
        let manifest = FolderManifest::read(place.path()).unwrap().unwrap();
        assert_eq!(manifest.files.iter().collect::<Vec<_>>(), ["levels.csv", "summary.json"]);
    }

    #[test]
    fn a_file_of_somebody_else_is_not_written_over() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("summary.json"), "mine").unwrap();
        let error = run(place.path(), &["summary.json"]).unwrap_err();
        assert_eq!(error.error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(place.path().join("summary.json")).unwrap(), b"mine");
    }

    #[test]
    fn a_manifest_of_somebody_else_is_what_is_refused() {
        for text in ["{\"name\": \"an app\"}", "{", "[1]"] {
            let place = tempfile::tempdir().unwrap();
            let manifest = place.path().join(MANIFEST);
            std::fs::write(&manifest, text).unwrap();
            let refused = run(place.path(), &["summary.json"]).unwrap_err();
            assert_eq!((refused.path, refused.error.kind()), (manifest, io::ErrorKind::AlreadyExists), "{text}");
            assert_eq!(names(place.path()), [MANIFEST]);
        }
    }

    #[test]
    fn a_manifest_cannot_name_files_elsewhere() {
        let place = tempfile::tempdir().unwrap();
        let outside = place.path().join("outside.txt");
        std::fs::write(&outside, "mine").unwrap();
        let inside = place.path().join("out");
        std::fs::create_dir(&inside).unwrap();
        let manifest = FolderManifest { files: ["../outside.txt".to_owned()].into(), ..FolderManifest::new("solve") };
        manifest.write(&inside).unwrap();
        run(&inside, &["summary.json"]).unwrap();
        assert!(outside.exists());
    }
}
