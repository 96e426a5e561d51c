//! Names of all tables, each kept once, and the nearest known one to a name that is not.

use std::collections::HashMap;
use std::sync::Arc;

/// A name in [`Interner`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Sym(u32);

impl Sym {
    /// True if it stands in place of a name that could not be read.
    pub(super) fn is_blank(self) -> bool {
        self == Self::default()
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// All names, each once. A copy shares those that were there before [`Interner::share`].
#[derive(Debug, Clone)]
pub(crate) struct Interner {
    shared: Arc<NameTable>,
    own: NameTable,
}

#[derive(Debug, Clone, Default)]
struct NameTable {
    // only looked up, never walked, so that its order reaches nothing
    known: HashMap<Arc<str>, Sym>,
    all: Vec<Arc<str>>,
}

impl Default for Interner {
    /// The blank name alone, which stands for a cell that could not be read.
    fn default() -> Self {
        let mut names = Self { shared: Arc::default(), own: NameTable::default() };
        names.intern("");
        names
    }
}

impl Interner {
    pub(super) fn intern(&mut self, name: &str) -> Sym {
        if let Some(sym) = self.find(name) {
            return sym;
        }
        let count = self.shared.all.len() + self.own.all.len();
        let sym = Sym(u32::try_from(count).expect("fewer than 2^32 names fit in memory"));
        let name: Arc<str> = name.into();
        self.own.known.insert(name.clone(), sym);
        self.own.all.push(name);
        sym
    }

    pub(super) fn find(&self, name: &str) -> Option<Sym> {
        self.shared.known.get(name).or_else(|| self.own.known.get(name)).copied()
    }

    /// The same names, which copies now share.
    pub(super) fn share(mut self) -> Self {
        let shared = Arc::make_mut(&mut self.shared);
        shared.known.extend(self.own.known.drain());
        shared.all.append(&mut self.own.all);
        self
    }
}

impl std::ops::Index<Sym> for Interner {
    type Output = str;

    fn index(&self, sym: Sym) -> &str {
        let shared = &self.shared.all;
        shared.get(sym.index()).unwrap_or_else(|| &self.own.all[sym.index() - shared.len()])
    }
}

/// The known name nearest to a mistyped one, if one is near; else the only one that begins like it.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let length = lower.chars().count();
    // of a code of two letters any other one would be near
    let reach = if length <= 2 { 0 } else { (length / 3).max(1) };
    let mut near: Option<(usize, &str)> = None;
    let mut alike = Vec::new();
    for candidate in known {
        let other = candidate.to_lowercase();
        let count = other.chars().count();
        if count.abs_diff(length) <= reach {
            let distance = strsim::damerau_levenshtein(&lower, &other);
            if distance <= reach && near.is_none_or(|(least, _)| distance < least) {
                near = Some((distance, candidate));
            }
        }
        // two letters may begin anything
        if count.min(length) > 2 && (other.starts_with(&lower) || lower.starts_with(&other)) {
            alike.push(candidate);
        }
    }
    match (near, &alike[..]) {
        (Some((_, candidate)), _) => Some(candidate),
        (None, [only]) => Some(only),
        _ => None,
    }
}

/// `did you mean …?`, or else the known ones if they are few.
pub(crate) fn suggest<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    const FEW: usize = 20;
    if let Some(near) = nearest(name, known.clone()) {
        return Some(format!("did you mean {near:?}?"));
    }
    let few: Vec<&str> = known.take(FEW + 1).collect();
    (1..=FEW).contains(&few.len()).then(|| format!("known: {}", few.join(", ")))
}
