//! The journal: the runs that have begun and those that have ended, on disk as soon as they have.
//!
//! An append-only file, one line for a run that begins and one for a run that ends: sixteen hexadecimal digits of the SHA-256 of what
//! follows, a space, JSON. A line is written in one piece, so that a killed process leaves at most its last line torn; a line that does not
//! match its digits is passed over, and its run done again. Results reach the disk at least every `SYNC`: a power cut loses no more, and
//! that is done again too.
//!
//! A run that has begun and not ended was under way when its process was killed, or is what killed it. The journal cannot tell, so it
//! calls no such run failed; but [`Kept::attempts`] counts them, for whoever goes on to leave them to the end.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::prepare::sha256;
use super::{Finished, Key};

/// The journal's name in the folder of results.
pub(crate) const NAME: &str = "journal.jsonl";

/// Longest time between two calls that force writes to the disk.
const SYNC: Duration = Duration::from_secs(1);

/// Raised when the meaning of a line changes.
const FORMAT: u32 = 1;

/// Hexadecimal digits of its hash that a line begins with.
const DIGITS: usize = 16;

#[derive(Serialize, Deserialize)]
struct Line<R> {
    format: u32,
    key: String,
    run: String,
    #[serde(flatten)]
    what: R,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum What {
    Finished(Finished),
    Started {
        #[expect(dead_code, reason = "its name is what tells")]
        begun: bool,
    },
}

#[derive(Serialize)]
struct Started {
    begun: bool,
}

/// The contents of a folder's journal.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Kept {
    /// Finished runs by key; of one that stands twice the later.
    finished: BTreeMap<String, Finished>,
    // how often each run that is not finished has begun
    begun: BTreeMap<String, usize>,
    /// Lines that were passed over.
    pub unreadable: usize,
}

impl Kept {
    /// The outcome of the run with this key.
    pub(crate) fn get(&self, key: &Key) -> Option<&Finished> {
        self.finished.get(&key.to_string())
    }

    /// The number of times that a process has begun the run with this key and not ended it.
    pub(crate) fn attempts(&self, key: &Key) -> usize {
        self.begun.get(&key.to_string()).copied().unwrap_or(0)
    }

    fn read(content: &[u8]) -> Self {
        let mut kept = Self::default();
        for line in content.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            match parse(line) {
                Some((key, What::Started { .. })) => *kept.begun.entry(key).or_insert(0) += 1,
                Some((key, What::Finished(finished))) => {
                    kept.begun.remove(&key);
                    kept.finished.insert(key, finished);
                }
                None => kept.unreadable += 1,
            }
        }
        kept
    }
}

fn parse(line: &[u8]) -> Option<(String, What)> {
    let (digits, rest) = line.split_at_checked(DIGITS)?;
    let payload = rest.strip_prefix(b" ")?;
    if digits != &sha256(payload).as_bytes()[..DIGITS] {
        return None;
    }
    let line: Line<What> = serde_json::from_slice(payload).ok()?;
    (line.format == FORMAT).then_some((line.key, line.what))
}

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    /// There is one already, and it was not said to go on with it.
    #[error("{} holds finished runs", .0.display())]
    Exists(PathBuf),
    /// Another process is writing to it.
    #[error("{} is in use by another process", .0.display())]
    InUse(PathBuf),
    /// The file system refuses.
    #[error("{}: {}", .0.display(), .1)]
    Io(PathBuf, #[source] io::Error),
}

/// A journal that is open for writing, from any thread; no other process can open it meanwhile.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    open: Mutex<Open>,
}

#[derive(Debug)]
struct Open {
    file: File,
    synced: Instant,
}

impl Journal {
    /// Opens the journal of a folder, and reads it. Makes both if they are missing.
    ///
    /// # Errors
    /// [`JournalError::Exists`] if it is not to be resumed but holds something, [`JournalError::InUse`], [`JournalError::Io`].
    pub(crate) fn open(folder: &Path, resume: bool) -> Result<(Self, Kept), JournalError> {
        let path = folder.join(NAME);
        let failed = |error| JournalError::Io(path.clone(), error);
        std::fs::create_dir_all(folder).map_err(failed)?;
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(JournalError::InUse(path)),
            // some network file systems have no locks; there it is for the user not to start two
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(failed)?;
        if !resume && !content.is_empty() {
            return Err(JournalError::Exists(path));
        }
        if content.last().is_some_and(|&byte| byte != b'\n') {
            // ends the torn line, so that the next one begins afresh
            file.write_all(b"\n").map_err(failed)?;
        }
        let kept = Kept::read(&content);
        Ok((Self { path, open: Mutex::new(Open { file, synced: Instant::now() }) }, kept))
    }

    /// Says that a run begins. No power cut needs to find it, so it is not forced to the disk.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub(crate) fn begin(&self, key: &Key, run: &str) -> Result<(), JournalError> {
        self.write(key, run, Started { begun: true }).map(|_| ())
    }

    /// Adds a finished run.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub(crate) fn add(&self, key: &Key, run: &str, finished: &Finished) -> Result<(), JournalError> {
        if self.write(key, run, finished)?.elapsed() >= SYNC { self.sync() } else { Ok(()) }
    }

    /// Writes a line. Returns when the file last was forced to the disk.
    fn write(&self, key: &Key, run: &str, what: impl Serialize) -> Result<Instant, JournalError> {
        let line = Line { format: FORMAT, key: key.to_string(), run: run.into(), what };
        let payload = serde_json::to_string(&line).map_err(|error| self.failed(error.into()))?;
        let whole = format!("{} {payload}\n", &sha256(payload.as_bytes())[..DIGITS]);
        let mut open = self.lock();
        open.file.write_all(whole.as_bytes()).map_err(|error| self.failed(error))?;
        Ok(open.synced)
    }

    /// Forces the added lines to the disk.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub(crate) fn sync(&self) -> Result<(), JournalError> {
        let mut open = self.lock();
        open.file.sync_data().map_err(|error| self.failed(error))?;
        open.synced = Instant::now();
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().expect("nothing panics while it writes")
    }

    fn failed(&self, error: io::Error) -> JournalError {
        JournalError::Io(self.path.clone(), error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{LevelRow, RunOutcome, RunStatus};
    use crate::report::level_figures::LevelFigures;

    fn finished(k: usize) -> Finished {
        // a third has no short decimal form: it must come back to the last bit
        let figures = LevelFigures { level: Some(k as f64 / 3.0), cost: Some(1e9 / 3.0), ..LevelFigures::BLANK };
        let row = LevelRow { figures, ..LevelRow::BLANK };
        Finished {
            outcome: RunOutcome { status: RunStatus::Optimal, message: "ä\n\"".into(), levels: vec![row] },
            seconds: 0.1,
        }
    }

    fn key(k: usize) -> Key {
        // keys are made of hashes only; this one is as good
        Key::of_text(&k.to_string())
    }

    fn journal_of(folder: &Path, runs: usize) -> Vec<u8> {
        let (journal, kept) = Journal::open(folder, false).unwrap();
        assert!(kept.finished.is_empty());
        (0..runs).for_each(|k| journal.add(&key(k), "name", &finished(k)).unwrap());
        std::fs::read(folder.join(NAME)).unwrap()
    }

    #[test]
    fn what_was_added_comes_back_to_the_last_bit() {
        let folder = tempfile::tempdir().unwrap();
        journal_of(folder.path(), 5);
        let (_, kept) = Journal::open(folder.path(), true).unwrap();
        assert_eq!((kept.finished.len(), kept.unreadable), (5, 0));
        (0..5).for_each(|k| assert_eq!(kept.get(&key(k)), Some(&finished(k))));
        assert_eq!(kept.get(&key(5)), None);
    }

    /// Cut anywhere, all whole lines before the cut come back, and lines added then come back too.
    #[test]
    fn a_torn_line_costs_only_itself() {
        let folder = tempfile::tempdir().unwrap();
        let whole = journal_of(folder.path(), 3);
        let path = folder.path().join(NAME);
        for cut in 0..whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let before = whole[..cut].iter().filter(|&&byte| byte == b'\n').count();
            // a line that lacks only its end is whole
            let complete = before + usize::from(whole[cut] == b'\n');
            let (journal, kept) = Journal::open(folder.path(), true).unwrap();
            assert_eq!(kept.finished.len(), complete, "cut at {cut}");
            journal.add(&key(9), "name", &finished(9)).unwrap();
            drop(journal);
            let (_, kept) = Journal::open(folder.path(), true).unwrap();
            assert_eq!((kept.finished.len(), kept.get(&key(9))), (complete + 1, Some(&finished(9))), "cut at {cut}");
        }
    }

    #[test]
    fn what_began_and_did_not_end_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            let (journal, _) = Journal::open(folder.path(), true).unwrap();
            (0..3).for_each(|k| journal.begin(&key(k), "name").unwrap());
            journal.add(&key(1), "name", &finished(1)).unwrap();
        }
        let (_, kept) = Journal::open(folder.path(), true).unwrap();
        assert_eq!((kept.finished.len(), kept.unreadable), (1, 0));
        assert_eq!([0, 1, 2, 3].map(|k| kept.attempts(&key(k))), [2, 0, 2, 0]);
    }

    #[test]
    fn a_flipped_bit_costs_only_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut content = journal_of(folder.path(), 3);
        let second = content.iter().position(|&byte| byte == b'\n').unwrap() + 40;
        content[second] ^= 1;
        let kept = Kept::read(&content);
        assert_eq!((kept.finished.len(), kept.unreadable, kept.get(&key(1))), (2, 1, None));
    }

    #[test]
    fn finished_runs_are_not_thrown_away_and_two_writers_are_one_too_many() {
        let folder = tempfile::tempdir().unwrap();
        journal_of(folder.path(), 1);
        assert!(matches!(Journal::open(folder.path(), false), Err(JournalError::Exists(_))));
        let (_open, _) = Journal::open(folder.path(), true).unwrap();
        assert!(matches!(Journal::open(folder.path(), true), Err(JournalError::InUse(_))));
    }
}
