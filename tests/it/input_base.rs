//! The smallest model, to be patched: one element, two suppliers, one segment, four months.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use stockpile::diagnostic::{Diagnostic, Diagnostics};
use stockpile::input::{Checked, Overrides, Source};

pub const MODEL: &str = "\
[model]
start = \"2026-01\"
periods = 4
period = \"month\"
price_unit = \"kg\"

[tables]
elements = \"elements.csv\"
suppliers = \"suppliers.csv\"
offers = \"offers.csv\"
demand = \"demand.csv\"
";

/// Files by name; written to a folder of their own for every reading.
#[derive(Clone)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    pub fn smallest() -> Self {
        let files = [
            ("m.toml", MODEL),
            ("elements.csv", "element,reference_price\nNd,100\n"),
            ("suppliers.csv", "supplier,country\nNorthern,CN\nLynas,AU\n"),
            ("offers.csv", "supplier,element,price,capacity_per_year\nNorthern,Nd,,1200\nLynas,Nd,150,600\n"),
            ("demand.csv", "element,period,quantity\nNd,*,50\n"),
        ];
        Self(files.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect())
    }

    /// No files yet.
    pub fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// Replaces one occurrence of a text that must be there.
    pub fn patch(mut self, file: &str, from: &str, to: &str) -> Self {
        let text = String::from_utf8(self.0[file].clone()).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        self.0.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
        self
    }

    /// Sets a file's content; a name that ends in `/` is a folder.
    pub fn file(mut self, file: &str, content: impl AsRef<[u8]>) -> Self {
        self.0.insert(file.to_owned(), content.as_ref().to_vec());
        self
    }

    /// Adds lines to the model file.
    pub fn toml(mut self, lines: &str) -> Self {
        self.0.get_mut("m.toml").unwrap().extend_from_slice(lines.as_bytes());
        self
    }

    /// Adds a table and its line in `[tables]`.
    pub fn table(self, table: &str, content: impl AsRef<[u8]>) -> Self {
        let file = format!("{table}.csv");
        self.patch("m.toml", "[tables]\n", &format!("[tables]\n{table} = \"{file}\"\n")).file(&file, content)
    }

    /// The columns of a table as its file has them.
    pub fn columns(&self, table: &str) -> Vec<String> {
        let text = String::from_utf8(self.0[&format!("{table}.csv")].clone()).unwrap();
        let known = |column: &&str| !matches!(*column, "low" | "high" | "source" | "confidence" | "note");
        text.lines().next().unwrap().split(',').filter(known).map(str::to_owned).collect()
    }

    pub fn without(mut self, file: &str) -> Self {
        self.0.remove(file);
        self
    }

    pub fn write_to(&self, folder: &Path) {
        for (name, content) in &self.0 {
            match name.strip_suffix('/') {
                Some(name) => std::fs::create_dir(folder.join(name)).unwrap(),
                None => std::fs::write(folder.join(name), content).unwrap(),
            }
        }
    }

    /// Reads the model; what is wrong has its places without the folder.
    pub fn read(&self, settings: &[&str]) -> Result<Checked, Vec<Diagnostic>> {
        let folder = tempfile::tempdir().unwrap();
        self.write_to(folder.path());
        let path: PathBuf = folder.path().join("m.toml");
        let read = || -> Result<Checked, Diagnostics> {
            let overrides = Overrides::parse(settings)?;
            Source::read_with(&path, &overrides)?.model(&overrides)
        };
        let prefix = format!("{}/", folder.path().display());
        let strip = |mut diagnostic: Diagnostic| {
            diagnostic.place.file = diagnostic.place.file.replace(&prefix, "");
            diagnostic.message = diagnostic.message.replace(&prefix, "");
            diagnostic.hint = diagnostic.hint.map(|hint| hint.replace(&prefix, ""));
            diagnostic
        };
        match read() {
            Ok(checked) => Ok(Checked {
                notes: checked.notes.into_iter().map(strip).collect(),
                warnings: checked.warnings.into_iter().map(strip).collect(),
                disruptions: checked.disruptions.into_iter().map(strip).collect(),
                ..checked
            }),
            Err(problems) => Err(problems.into_iter().map(strip).collect()),
        }
    }
}
