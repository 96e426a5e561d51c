//! Names of all tables, each kept once, and the nearest known one to a name that is not.

use std::collections::HashMap;
use std::sync::Arc;

/// A name in [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Sym(u32);

impl Sym {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// All names, each once.
#[derive(Debug, Default)]
pub(crate) struct Names {
    // only looked up, never walked, so that its order reaches nothing
    known: HashMap<Arc<str>, Sym>,
    all: Vec<Arc<str>>,
}

impl Names {
    pub fn intern(&mut self, name: &str) -> Sym {
        if let Some(&sym) = self.known.get(name) {
            return sym;
        }
        let sym = Sym(u32::try_from(self.all.len()).expect("fewer than 2^32 names fit in memory"));
        let name: Arc<str> = name.into();
        self.known.insert(name.clone(), sym);
        self.all.push(name);
        sym
    }

    pub fn find(&self, name: &str) -> Option<Sym> {
        self.known.get(name).copied()
    }
}

impl std::ops::Index<Sym> for Names {
    type Output = str;

    fn index(&self, sym: Sym) -> &str {
        &self.all[sym.index()]
    }
}

/// The known name nearest to a mistyped one, if one is near.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let lower = name.to_lowercase();
    let reach = (length / 3).max(1);
    known
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= reach)
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        // of one or two letters another one is as good as any
        .filter(|&(distance, _)| distance == 0 || distance <= reach && distance < length.max(2) && length > 1)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean …?`, or else the known ones if they are few.
pub(crate) fn suggest<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(near) = nearest(name, known.clone()) {
        return Some(format!("did you mean {near:?}?"));
    }
    let few: Vec<&str> = known.take(13).collect();
    match few.len() {
        0 | 13 => None,
        _ => Some(format!("known: {}", few.join(", "))),
    }
}
