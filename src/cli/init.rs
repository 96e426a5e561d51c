//! `stockpile init`: a small model of one's own to start from.

use super::Stop;
use super::output::error;
use crate::report::files;
use clap::Args;
use std::path::PathBuf;

/// Make a small model of one's own to start from
///
/// Example: stockpile init my-plan && stockpile frontier my-plan/models/minimal.toml
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The folder to make it in; files that are there already are not touched.
    folder: PathBuf,
    /// No messages on standard error but errors.
    #[arg(long)]
    quiet: bool,
}

/// The smallest model worth reading, as it stands in this repository.
const FILES: &[(&str, &str)] = &[
    ("models/minimal.toml", include_str!("../../models/minimal.toml")),
    ("data/minimal/elements.csv", include_str!("../../data/minimal/elements.csv")),
    ("data/minimal/suppliers.csv", include_str!("../../data/minimal/suppliers.csv")),
    ("data/minimal/offers.csv", include_str!("../../data/minimal/offers.csv")),
    ("data/minimal/demand.csv", include_str!("../../data/minimal/demand.csv")),
];

impl Init {
    pub(super) fn run(self) -> Result<(), Stop> {
        let there = FILES.iter().map(|(name, _)| self.folder.join(name)).find(|path| path.exists());
        if let Some(path) = there {
            return Err(Stop::Usage(format!("{} is there already; nothing was written", path.display())));
        }
        for (name, content) in FILES {
            let path = self.folder.join(name);
            files::write(&path, |to| to.write_all(content.as_bytes())).map_err(|failed| Stop::Write(path, failed))?;
        }
        if !self.quiet {
            let model = self.folder.join(FILES[0].0);
            error(&format!("Made {0}. Try: stockpile frontier {0}", model.display()));
        }
        Ok(())
    }
}
