//! Files that are there whole or not at all.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Beginning of the temporary names under which files are written.
pub(crate) const TEMPORARY: &str = ".stockpile-";

/// Writes a file under a temporary name beside it and renames it, so that a killed run leaves no half file. Makes the folder if it is
/// missing. A link is followed. A destination that is no regular file, such as a pipe or `/dev/stdout`, is written into.
///
/// # Errors
/// Errors of the file system; nothing is left behind then.
pub(crate) fn write(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if takes_a_stream(path) {
        let mut stream = BufWriter::new(OpenOptions::new().write(true).open(path)?);
        content(&mut stream)?;
        return stream.flush();
    }
    let path = &behind_links(path)?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)?;
    {
        let mut buffered = BufWriter::with_capacity(1 << 16, file.as_file_mut());
        content(&mut buffered)?;
        buffered.flush()?;
    }
    set_usual_permissions(file.as_file())?;
    file.persist(path).map_err(|failed| failed.error)?;
    Ok(())
}

/// True if something at `path` is written into and not replaced: a pipe, a device, or the output of this process, which may be a regular file that
/// others hold open.
fn takes_a_stream(path: &Path) -> bool {
    // files in the memory of /dev/shm are as any others
    let special = ["/dev/", "/proc/"].iter().any(|folder| path.starts_with(folder)) && !path.starts_with("/dev/shm");
    is_stream(path) || special && path.is_file()
}

/// True for a pipe, a device or the like at `path`, which is no file that could be replaced.
pub(crate) fn is_stream(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|meta| !meta.is_dir() && !meta.is_file())
}

/// The path that a chain of links ends at, whether or not there is a file yet.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    /// As many as Linux follows.
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        match std::fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many links"))
}

/// Temporary files are private to their owner; results are not.
#[cfg(unix)]
fn set_usual_permissions(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_usual_permissions(_: &std::fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out/levels.csv");
        write(&path, |to| to.write_all(b"old")).unwrap();
        let failed = write(&path, |to| {
            to.write_all(b"half")?;
            Err(io::Error::other("disk full"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("link.csv"), folder.path().join("target.csv"));
        std::os::unix::fs::symlink("target.csv", &link).unwrap();
        for content in [&b"first"[..], b"second"] {
            write(&link, |to| to.write_all(content)).unwrap();
            assert_eq!(std::fs::read(&target).unwrap(), content);
            assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_in_shared_memory_is_replaced() {
        let Ok(folder) = tempfile::tempdir_in("/dev/shm") else { return };
        let path = folder.path().join("levels.csv");
        for content in [&b"long"[..], b"new"] {
            write(&path, |to| to.write_all(content)).unwrap();
            assert_eq!(std::fs::read(&path).unwrap(), content);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_into_and_stays_one() {
        write(Path::new("/dev/null"), |to| to.write_all(b"gone")).unwrap();
        assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    }
}
