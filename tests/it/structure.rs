//! The house as its imports draw it: no circle of files, no import that runs up, and no name that two types share; and the links of its pages.
//!
//! A folder's `mod.rs` is its front: it calls the files behind it, which share what it defines, and hands on what they define. So what somebody
//! imports through a front is an import of the file behind it, and that a front names its own files is none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every file of the library as the path of its module, with its code: comments, tests and what follows them left out.
fn modules() -> BTreeMap<String, String> {
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => files(&path, found),
                Some(ending) if ending == "rs" => found.push(path),
                _ => {}
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    let module = |path: PathBuf| {
        let inside = path.strip_prefix(&root).unwrap().with_extension("");
        let parts: Vec<String> = inside.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
        let name = parts.join("::");
        let name = name.strip_suffix("::mod").unwrap_or(&name).to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap();
        let code = code.split("\n#[cfg(test)]\npub(super) mod ").next().unwrap();
        let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
        (name, lines.collect::<Vec<_>>().join("\n"))
    };
    let all: BTreeMap<String, String> = found.into_iter().map(module).collect();
    // the front page and the binary hand names on; a file of tests is none of the house's
    all.into_iter().filter(|(name, _)| !matches!(name.as_str(), "lib" | "main") && !name.ends_with("tests")).collect()
}

/// The paths of a `use`, one for each name: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn spread(path: &str) -> Vec<String> {
    let Some((head, rest)) = path.split_once('{') else { return vec![path.trim().to_owned()] };
    let body = &rest[..rest.rfind('}').unwrap_or(rest.len())];
    let (mut depth, mut parts, mut part) = (0, Vec::new(), String::new());
    for c in body.chars().chain([',']) {
        match c {
            ',' if depth == 0 => parts.push(std::mem::take(&mut part)),
            c => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                part.push(c);
            }
        }
    }
    parts.iter().flat_map(|part| spread(part)).map(|part| format!("{}{part}", head.trim())).collect()
}

/// The module that a path written in a module leads to, and the name in it that comes next.
fn resolve<'p>(module: &str, path: &'p str, all: &BTreeMap<String, String>) -> Option<(String, Option<&'p str>)> {
    let mut parts = path.split("::").map(|part| part.split_whitespace().next().unwrap_or_default()).peekable();
    let mut at: Vec<&str> = module.split("::").collect();
    match parts.peek() {
        Some(&"crate") => _ = (at.clear(), parts.next()),
        Some(&"self") => _ = parts.next(),
        Some(&"super") => {
            while parts.next_if_eq(&"super").is_some() {
                at.pop();
            }
        }
        Some(child) if all.contains_key(&format!("{module}::{child}")) => {}
        _ => return None,
    }
    for part in parts {
        at.push(part);
        if !all.contains_key(&at.join("::")) {
            at.pop();
            return Some((at.join("::"), Some(part)));
        }
    }
    Some((at.join("::"), None))
}

/// The paths of all `use` of a module, and those that stand in its code without one.
fn paths(code: &str) -> Vec<String> {
    let uses = code.split("use ").skip(1).filter_map(|after| after.split(';').next()).flat_map(spread);
    let end = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':');
    let written = code.split(end).filter(|word| word.contains("::") && !word.ends_with("::")).map(str::to_owned);
    uses.chain(written).collect()
}

/// The names that each module hands on: the name there, and the module behind it with the name that it has there.
fn handed_on(all: &BTreeMap<String, String>) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for (module, code) in all {
        let uses = code.split("\npub use ").chain(code.split("\npub(crate) use ").skip(1)).skip(1);
        for path in uses.filter_map(|after| after.split(';').next()).flat_map(spread) {
            if let Some((behind, Some(name))) = resolve(module, &path, all) {
                found.insert((module.clone(), name.to_owned()), behind);
            }
        }
    }
    found
}

/// The modules that a module's imports name, those behind a front instead of the front.
fn imports(
    module: &str,
    code: &str,
    all: &BTreeMap<String, String>,
    handed_on: &BTreeMap<(String, String), String>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in paths(code) {
        let Some((mut target, name)) = resolve(module, &path, all) else { continue };
        while let Some(name) = name
            && let Some(behind) = handed_on.get(&(target.clone(), name.to_owned()))
        {
            target.clone_from(behind);
        }
        let own = target.starts_with(&format!("{module}::"));
        if !target.is_empty() && target != module && !own && all.contains_key(&target) {
            found.insert(target);
        }
    }
    found
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let all = modules();
    let handed_on = handed_on(&all);
    assert_eq!(handed_on[&("formulation".into(), "RowKey".into())], "formulation::keys");
    let mut imports: BTreeMap<&str, BTreeSet<String>> =
        all.iter().map(|(module, code)| (module.as_str(), imports(module, code, &all, &handed_on))).collect();
    assert!(imports.len() > 150 && imports["report::tables"].contains("report::table"), "{imports:?}");
    // whoever imports nothing that is left is in no circle
    loop {
        let done: BTreeSet<String> =
            imports.iter().filter(|(_, of)| of.is_empty()).map(|(m, _)| (*m).to_owned()).collect();
        if done.is_empty() {
            break;
        }
        imports.retain(|module, _| !done.contains(*module));
        imports.values_mut().for_each(|of| of.retain(|module| !done.contains(module)));
    }
    assert!(imports.is_empty(), "circles, and what imports them: {imports:#?}");
}

/// The rooms of the house, from the ground up: each imports those before it alone. The front page draws the same way of the data.
const ROOMS: [&str; 12] = [
    "diagnostic",
    "model",
    "input",
    "lp",
    "simplex",
    "solver",
    "formulation",
    "plan",
    "analysis",
    "report",
    "batch",
    "cli",
];

#[test]
fn no_import_runs_up() {
    let all = modules();
    let handed_on = handed_on(&all);
    let room = |module: &str| {
        let name = module.split("::").next().unwrap();
        ROOMS.iter().position(|room| *room == name).unwrap_or_else(|| panic!("{name} has no place among the rooms"))
    };
    let (mut down, mut up) = (0, Vec::new());
    for (module, code) in &all {
        for target in imports(module, code, &all, &handed_on) {
            match room(&target).cmp(&room(module)) {
                std::cmp::Ordering::Less => down += 1,
                std::cmp::Ordering::Equal => {}
                std::cmp::Ordering::Greater => up.push(format!("{module} -> {target}")),
            }
        }
    }
    assert!(down > 300, "{down} imports: the search finds none");
    assert!(up.is_empty(), "{up:#?}");
}

#[test]
fn no_type_name_stands_twice() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (module, code) in modules() {
        for line in code.lines() {
            // an associated type has the name that its trait gives it
            if line.starts_with(' ') && line.trim_start().starts_with("type ") {
                continue;
            }
            let line = line.trim_start();
            let line = line.strip_prefix("pub").map_or(line, |rest| match rest.strip_prefix('(') {
                Some(inside) => inside.split_once(')').map_or(rest, |(_, rest)| rest),
                None => rest,
            });
            let mut words = line.split_whitespace();
            if let (Some("struct" | "enum" | "trait" | "type" | "union"), Some(name)) = (words.next(), words.next()) {
                let end = |c: char| !(c.is_alphanumeric() || c == '_');
                places.entry(name.split(end).next().unwrap().to_owned()).or_default().push(module.clone());
            }
        }
    }
    assert!(places.len() > 300, "{}", places.len());
    places.retain(|name, modules| modules.len() > 1 && !(name.starts_with('$') || name.is_empty()));
    assert!(places.is_empty(), "{places:#?}");
}

/// Every file that a page of the repository links to is there: files move, and a page that names the old place still reads well.
#[test]
fn every_link_between_files_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = ["", "docs", "data"].map(|folder| root.join(folder));
    let pages = pages.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let pages = pages.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "md"));
    let (mut links, mut broken) = (0, Vec::new());
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next()) {
            if !link.is_empty() && !link.contains(':') {
                links += 1;
                if !page.parent().unwrap().join(link).exists() {
                    broken.push(format!("{}: {link}", page.display()));
                }
            }
        }
    }
    assert!(links > 10, "links are not found any more");
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The patterns between the arms of a `match` at the depth of its body, without strings.
fn patterns(body: &str) -> Vec<String> {
    let (mut depth, mut pattern, mut inside, mut found) = (0, String::new(), true, Vec::new());
    let mut rest = body.chars().peekable();
    while let Some(c) = rest.next() {
        depth += i32::from("([{".contains(c)) - i32::from(")]}".contains(c));
        match c {
            '=' if inside && depth == 0 && rest.peek() == Some(&'>') => {
                found.push(std::mem::take(&mut pattern).trim().to_owned());
                inside = false;
            }
            ',' if !inside && depth == 0 => inside = true,
            // a block ends its arm, unless something follows it there
            '}' if !inside && depth == 0 && rest.clone().find(|c| !c.is_whitespace()) != Some('.') => {
                rest.next_if_eq(&',');
                inside = true;
            }
            c if inside => pattern.push(c),
            _ => {}
        }
    }
    found
}

/// The bodies of all `match` of a code without strings and characters.
fn matches(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("match ") {
        let (mut depth, mut start) = (0, None);
        for (i, c) in code[at..].char_indices() {
            depth += i32::from("([{".contains(c)) - i32::from(")]}".contains(c));
            if c == '{' && depth == 1 && start.is_none() {
                start = Some(at + i + 1);
            } else if let (0, '}', Some(start)) = (depth, c, start) {
                found.push(&code[start..at + i]);
                break;
            }
        }
    }
    found
}

/// Code without what stands in its strings and characters, whose brackets belong to nobody.
fn without_strings(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code.chars().peekable();
    while let Some(c) = rest.next() {
        let mut ahead = rest.clone();
        match c {
            '"' => {
                while let Some(c) = rest.next().filter(|&c| c != '"') {
                    if c == '\\' {
                        rest.next();
                    }
                }
            }
            // a character, not a lifetime
            '\'' if ahead.next() == Some('\\') || ahead.next() == Some('\'') => {
                let escaped = rest.next() == Some('\\');
                rest.by_ref().take(usize::from(escaped)).for_each(drop);
                rest.find(|&c| c == '\'');
            }
            c => out.push(c),
        }
    }
    out
}

/// Every `matches!` that divides a family in two: by all but one, or by a set of several. A new member would fall to one side unseen.
fn sets_of<'c>(families: &[&str], code: &'c str) -> Vec<&'c str> {
    let of_family = |part: &str| families.iter().filter(|family| part.contains(**family)).count();
    let inside = |at: usize| {
        let mut depth = 0;
        let ends = code[at..].find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            c == ')' && depth == 0
        });
        &code[at..at + ends.unwrap_or_default()]
    };
    let found = code.match_indices("matches!(").map(|(at, _)| (code[..at].ends_with('!'), inside(at)));
    let divides = |&(negated, body): &(bool, &str)| {
        let alternatives = body.split('|').filter(|part| of_family(part) > 0).count();
        alternatives > 1 || (negated && alternatives == 1)
    };
    found.filter(divides).map(|(_, body)| body).collect()
}

/// Adding a constraint, a variable or a cost term is to be an error of compilation wherever it matters.
#[test]
fn no_wildcard_arm_swallows_a_new_family() {
    const FAMILIES: [&str; 8] =
        ["RowKey::", "ColKey::", "CourseRow::", "CourseCol::", "Family::", "Term::", "Gives::", "Role::"];
    let wild = |pattern: &String| pattern == "_" || pattern.starts_with("_ if") || pattern.starts_with("other");
    let (mut faults, mut seen) = (Vec::new(), 0);
    for (module, code) in modules() {
        let own = module.starts_with("formulation::") && !module.ends_with("mod");
        for body in matches(&without_strings(&code)) {
            let all = patterns(body);
            let of_family = |pattern: &String| {
                FAMILIES.iter().any(|family| pattern.starts_with(family)) || (own && pattern.starts_with("Self::"))
            };
            seen += usize::from(all.iter().any(of_family));
            if all.iter().any(of_family) && all.iter().any(wild) {
                faults.push(format!("{module}: {all:?}"));
            }
        }
    }
    assert!(seen > 20, "{seen} matches over families: the search finds none");
    for (module, code) in modules() {
        for set in sets_of(&FAMILIES, &without_strings(&code)) {
            faults.push(format!("{module}: {set}"));
        }
    }
    let sets = "if !matches!(key, ColKey::Stock { .. }) && matches!(row, RowKey::Project(_) | RowKey::Budget(_)) && matches!(key, RowKey::Cap { .. } | None)";
    assert_eq!(sets_of(&FAMILIES, sets).len(), 2, "all but one, and a set of two; one of them by its name is neither");
    assert!(faults.is_empty(), "{faults:#?}");
    let body = matches("f(match key { RowKey::Budget(_) => { 1 } RowKey::Cap { .. } if x => [2, 3], _ => 4 })");
    assert_eq!(patterns(body[0]), ["RowKey::Budget(_)", "RowKey::Cap { .. } if x", "_"]);
}

/// Every tolerance has a name, a reason and a test in the one file of its module; no number of that kind stands anywhere else.
#[test]
fn tolerances_stand_in_their_files() {
    // the fewest digits that a number is written with, and the certificate's measure in a sentence
    const OTHERS: [&str; 3] = ["lp::export", "report::numbers", "solver"];
    let own = |module: &str| module.ends_with("tolerances") || module == "plan" || OTHERS.contains(&module);
    let small = |code: &str| {
        let mut words = code.split(|c: char| !(c.is_alphanumeric() || "._-".contains(c)));
        words.any(|word| {
            let Some((digits, exponent)) = word.trim_start_matches('-').split_once("e-") else { return false };
            digits.starts_with(|c: char| c.is_ascii_digit()) && exponent.parse::<u32>().is_ok()
        })
    };
    assert!(small("if x > 1e-9 {") && small("x < -1e-9") && small("(2.5e-12)") && !small("free-form, 1e5"));
    let all = modules();
    assert!(all.keys().filter(|module| module.ends_with("tolerances")).all(|module| small(&all[module])));
    let stray: Vec<&String> = all.keys().filter(|module| !own(module) && small(&all[*module])).collect();
    assert!(stray.is_empty(), "{stray:?}");
}

/// Whoever seeks a word of the output begins at the front page.
#[test]
fn the_front_page_names_modules_that_are_there() {
    let front = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).unwrap();
    let all = modules();
    let path = |name: &str| name.contains("::") && name.chars().all(|c| c.is_ascii_lowercase() || c == ':' || c == '_');
    let named: BTreeSet<&str> = front.split('`').filter(|text| path(text)).collect();
    let missing: Vec<&&str> = named.iter().filter(|name| !all.contains_key(**name)).collect();
    assert!(named.len() > 15 && missing.is_empty(), "{missing:?} of {named:?}");
    let texts = all.keys().filter(|name| name.starts_with("report::") && name.matches("::").count() == 1);
    let makes_words = |name: &&String| all[*name].contains("fn text(") || all[*name].contains("_text(model");
    let left_out: Vec<&String> = texts.filter(makes_words).filter(|name| !named.contains(name.as_str())).collect();
    assert!(left_out.is_empty(), "{left_out:?} make words that the front page does not know of");
}
