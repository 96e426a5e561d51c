//! Limits on the unpacked size of a workbook, checked before anything is allocated for it.

use std::io::{self, Cursor, Read};

/// Bytes of all parts together. A sheet filled with a million rows of ten columns has about half of it.
const MOST: u64 = 1 << 30;

/// Checks that a workbook's parts unpack, to no more than [`MOST`], and promise no more strings than they have.
///
/// # Errors
/// The reason, for people.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    within(bytes, MOST)
}

fn within(bytes: &[u8], most: u64) -> Result<(), String> {
    // a compound file, not a zip: the crate knows whether it is an encrypted workbook
    const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
    if bytes.starts_with(COMPOUND) {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let encrypted = utf16("EncryptedPackage");
        return Err(if bytes.windows(encrypted.len()).any(|window| window == encrypted) {
            "it is protected by a password".into()
        } else {
            "it is a workbook of the old kind, .xls".into()
        });
    }
    let damaged = |_| "it is no .xlsx workbook, or it is damaged".to_owned();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut left = most;
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.into_owned();
        // the sizes that the archive states may be false, so it is unpacked, to nowhere
        let mut head = Vec::new();
        part.by_ref().take(4096.min(left + 1)).read_to_end(&mut head).map_err(|_| damage(&name))?;
        let rest = io::copy(&mut part.by_ref().take(left + 1 - head.len() as u64), &mut io::sink())
            .map_err(|_| damage(&name))?;
        let size = head.len() as u64 + rest;
        if size > left {
            return Err(format!("it unpacks to more than {} MiB; tables of that size go into CSV files", most >> 20));
        }
        left -= size;
        if name.ends_with("sharedStrings.xml") && promised(&head) > size {
            return Err(damage(&name));
        }
    }
    Ok(())
}

fn damage(part: &str) -> String {
    format!("it is damaged, in its part {part}")
}

/// Number of strings that the table of strings declares: as many are made room for before the first is read.
fn promised(head: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(head);
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    let counts = text.split("uniqueCount").skip(1).map(|after| digits(after.trim_start_matches(['=', '"', '\'', ' '])));
    // a number that does not fit is more than any part can hold
    counts.filter(|count| !count.is_empty()).map(|count| count.parse().unwrap_or(u64::MAX)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn archive(name: &str, content: &[u8]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_small_file_that_unpacks_to_more_than_is_allowed_is_refused() {
        // 2 MiB of zeros pack to some 2 kB; the bound is 1 MiB here, and what fits exactly passes
        let bomb = archive("xl/worksheets/sheet1.xml", &vec![0; 2 << 20]);
        assert!(bomb.len() < 10_000);
        assert!(within(&bomb, 1 << 20).unwrap_err().contains("more than 1 MiB"));
        assert_eq!(within(&bomb, 2 << 20), Ok(()));
    }

    #[test]
    fn a_promise_of_more_strings_than_bytes_is_refused() {
        let table =
            |count: &str| archive("xl/sharedStrings.xml", format!("<sst uniqueCount=\"{count}\"></sst>").as_bytes());
        assert_eq!(within(&table("0"), MOST), Ok(()));
        for count in ["1000000000000", "99999999999999999999999"] {
            assert!(within(&table(count), MOST).unwrap_err().contains("damaged"), "{count}");
        }
    }
}
