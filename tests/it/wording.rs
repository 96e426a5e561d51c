//! The wording of doc comments: each begins with the noun of what it documents, as an index of the library reads best.

use std::path::Path;

/// First words of a clause in place of a noun.
const CLAUSES: [&str; 10] = ["What", "Which", "Where", "Whether", "When", "How", "Who", "Whom", "Whose", "That"];

/// The place and text of each doc comment below a folder that begins with one of [`CLAUSES`].
fn clauses(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            clauses(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let mut inside = false;
            for (line, code) in text.lines().enumerate() {
                let comment = code.trim_start().strip_prefix("///").or_else(|| code.trim_start().strip_prefix("//!"));
                let first = comment.filter(|_| !inside).and_then(|comment| comment.split_whitespace().next());
                if first.is_some_and(|word| CLAUSES.contains(&word.trim_end_matches([',', '.', ':', ';']))) {
                    found.push(format!("{}:{}: {}", path.display(), line + 1, code.trim()));
                }
                inside = comment.is_some();
            }
        }
    }
}

#[test]
fn doc_comments_begin_with_a_noun() {
    let mut found = Vec::new();
    for folder in ["src", "tests"] {
        clauses(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    assert_eq!(
        found, [""; 0],
        "begin with the noun of what is documented: \"Index of the course\", not \"Which course\""
    );
}
