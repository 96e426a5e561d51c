//! Tables and sentences that commands print fold to the width of the terminal.

use std::process::Command;
use unicode_width::UnicodeWidthStr;

const JAPAN: &str = "models/japan-2026.toml";
/// Fewer months, which take less time; stops must be survived from the thirteenth on.
const SOON: [&str; 2] = ["--set", "model.periods=15"];

fn shown(args: &[&str], width: usize) -> String {
    let run =
        Command::new(env!("CARGO_BIN_EXE_stockpile")).args(args).env("COLUMNS", width.to_string()).output().unwrap();
    let expected = if args.contains(&"security.unattainable=fail") { 3 } else { 0 };
    assert_eq!(run.status.code(), Some(expected), "{args:?}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// The lines that are wider than the terminal, but for those of one word.
fn too_wide(text: &str, width: usize) -> Vec<&str> {
    text.lines().filter(|line| line.width() > width && line.trim().contains(' ')).collect()
}

fn fits(args: &[&str]) {
    for width in [40, 60, 80] {
        let text = shown(args, width);
        assert!(text.lines().count() > 1, "{args:?}: {text}");
        assert_eq!(too_wide(&text, width), Vec::<&str>::new(), "{args:?} at {width}:\n{text}");
        // a row of a table stands between its borders: the folding of sentences has broken none
        for line in text.lines().filter(|line| line.starts_with('│')) {
            assert!(line.ends_with('│'), "{args:?} at {width}: {line}");
        }
    }
}

#[test]
fn plans_fit_the_terminal() {
    fits(&["check", JAPAN]);
    fits(&[&["solve", JAPAN, "--max-share", "0.5", "--survive", "3"], &SOON[..]].concat());
    fits(&["assess", JAPAN, "data/japan-2026/observed-2026-01.csv", "--set", "model.periods=1"]);
    fits(&[&["alternatives", JAPAN, "--within", "0.02", "--by", "element"], &SOON[..]].concat());
    let fails = ["--max-share", "0", "--set", "security.unattainable=fail"];
    fits(&[&["solve", JAPAN], &fails[..], &SOON[..]].concat());
}

#[test]
fn frontiers_fit_the_terminal() {
    let scopes = ["--scope", "total", "--scope", "element", "--survive", "0,3", "--stress"];
    fits(&[&["frontier", JAPAN], &scopes[..], &SOON[..]].concat());
    fits(&["frontier", "models/minimal.toml"]);
    fits(
        &[&["batch", "--model", JAPAN, "--cross", "premium.factor=4,5,7", "--command", "solve"][..], &SOON[..]]
            .concat(),
    );
}

#[test]
fn what_is_uncertain_fits_the_terminal() {
    fits(&[&["stress", JAPAN, "--each", "6", "--every-month"], &SOON[..]].concat());
    fits(&[&["hedge", JAPAN], &SOON[..]].concat());
    fits(&[&["levers", JAPAN, "--level", "0.5", "--survive"], &SOON[..]].concat());
    fits(&[&["sensitivity", JAPAN, "--level", "0.5"], &SOON[..]].concat());
}

#[test]
fn folders_fit_the_terminal() {
    let place = tempfile::tempdir().unwrap();
    let out = |name: &str| place.path().join(name).to_str().unwrap().to_owned();
    let (free, held, frontier) = (out("free"), out("held"), out("frontier"));
    for (args, out) in [
        (&["solve", JAPAN][..], &free),
        (&["solve", JAPAN, "--max-share", "0.5"], &held),
        (&["frontier", "models/minimal.toml"], &frontier),
    ] {
        shown(&[args, &["--quiet", "--out", out]].concat(), 80);
    }
    fits(&["diff", &free, &held]);
    fits(&["verify", &held]);
    fits(&["verify", &frontier]);
}
