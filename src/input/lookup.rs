//! From names to ids.

use super::names::Sym;

/// From names to the indices of a list.
#[derive(Debug, Default, Clone)]
pub(super) struct Lookup {
    index: Vec<Option<u32>>,
    /// True if there may be names that could not be read.
    pub open: bool,
    /// The list.
    pub all: Vec<Sym>,
}

impl Lookup {
    pub(super) fn get(&self, name: Sym) -> Option<usize> {
        self.index.get(name.index()).copied().flatten().map(|i| i as usize)
    }

    /// The names that could be read.
    pub(super) fn read(&self) -> impl Iterator<Item = Sym> + Clone {
        self.all.iter().copied().filter(|name| !name.is_blank())
    }

    /// The index of a name that the references phase has found to be known.
    pub(super) fn known(&self, name: Sym) -> usize {
        self.get(name).expect("the references phase found it")
    }

    pub(super) fn insert(&mut self, name: Sym) -> usize {
        if let Some(at) = self.get(name) {
            return at;
        }
        if self.index.len() <= name.index() {
            self.index.resize(name.index() + 1, None);
        }
        let at = self.all.len();
        self.index[name.index()] = Some(u32::try_from(at).expect("fewer than 2^32 names fit in memory"));
        self.all.push(name);
        at
    }

    pub(super) fn of(names: impl Iterator<Item = Sym>) -> Self {
        let mut lookup = Self::default();
        for name in names {
            lookup.insert(name);
        }
        lookup
    }
}
