//! Problems found, those of the table apart that only some commands use.

use crate::diagnostic::{Diagnostic, Diagnostics};

/// The table of disruptions: only stress tests and hedges use it.
pub(super) const DISRUPTIONS: &str = "disruptions";

/// Problems, in the order in which they were found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Problems {
    /// Those that no command can do without being mended.
    pub all: Vec<Diagnostic>,
    /// Those of the table `disruptions`.
    pub disruptions: Vec<Diagnostic>,
}

impl Problems {
    /// The list that a table's problems go to.
    pub(super) fn of(&mut self, table: &str) -> &mut Vec<Diagnostic> {
        if table == DISRUPTIONS { &mut self.disruptions } else { &mut self.all }
    }

    /// Adds one that stops every command.
    pub(super) fn push(&mut self, problem: Diagnostic) {
        self.all.push(problem);
    }

    /// Adds some that stop every command.
    pub(super) fn extend(&mut self, problems: impl IntoIterator<Item = Diagnostic>) {
        self.all.extend(problems);
    }

    /// Adds all of another.
    pub(super) fn join(&mut self, other: Self) {
        self.all.extend(other.all);
        self.disruptions.extend(other.disruptions);
    }

    /// All of them, for a report of everything that is wrong.
    pub(super) fn together(self) -> Diagnostics {
        let mut all = self.all;
        all.extend(self.disruptions);
        Diagnostics::new(all)
    }
}
