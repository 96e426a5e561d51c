//! Random models over all tables, drawn far from the comfortable, as text that can be made smaller.

mod dice;
mod tables;

use crate::input_base::Files;
use crate::supply::Random;
use dice::Dice;
use stockpile::model::Model;

/// The files of a model, row by row.
#[derive(Clone)]
pub struct Draft {
    /// Lines of the model file but for `[tables]`.
    pub settings: Vec<String>,
    pub tables: Vec<Table>,
}

#[derive(Clone)]
pub struct Table {
    name: &'static str,
    header: &'static str,
    rows: Vec<String>,
}

impl Draft {
    pub fn files(&self) -> Files {
        let mut toml = String::from("[model]\n");
        let sections = self.settings.iter().position(|line| line.starts_with('[')).unwrap_or(self.settings.len());
        self.settings[..sections].iter().for_each(|line| toml += &format!("{line}\n"));
        toml += "[tables]\n";
        let tables = || self.tables.iter().filter(|table| !table.rows.is_empty());
        tables().for_each(|table| toml += &format!("{0} = \"{0}.csv\"\n", table.name));
        self.settings[sections..].iter().for_each(|line| toml += &format!("{line}\n"));
        let files = Files::none().file("m.toml", toml);
        tables().fold(files, |files, table| {
            files.file(&format!("{}.csv", table.name), format!("{}\n{}\n", table.header, table.rows.join("\n")))
        })
    }

    /// The model, unless the draft makes no sense.
    pub fn model(&self) -> Option<Model> {
        self.files().read(&[]).ok().map(|checked| checked.model)
    }

    /// Drafts with something left out, the largest pieces first.
    fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for (t, table) in self.tables.iter().enumerate() {
            let mut size = table.rows.len();
            while size > 0 {
                for start in (0..table.rows.len()).step_by(size) {
                    let mut draft = self.clone();
                    draft.tables[t].rows.drain(start..table.rows.len().min(start + size));
                    all.push(draft);
                }
                size /= 2;
            }
        }
        for (k, line) in self.settings.iter().enumerate() {
            if line.starts_with("periods") {
                let periods: usize = line.rsplit(' ').next().unwrap().parse().unwrap();
                all.extend([1, periods / 2, periods - 1].into_iter().filter(|&p| p > 0 && p < periods).map(|p| {
                    let mut draft = self.clone();
                    draft.settings[k] = format!("periods = {p}");
                    draft
                }));
            } else if !line.starts_with("start") && !line.starts_with('[') && !line.starts_with("country") {
                let mut draft = self.clone();
                draft.settings.remove(k);
                all.push(draft);
            }
        }
        all
    }

    /// The smallest draft that can be had by leaving things out of which this is still so.
    pub fn shrunk(mut self, is_so: impl Fn(&Self) -> bool) -> Self {
        while let Some(smaller) = self.smaller().into_iter().find(&is_so) {
            self = smaller;
        }
        self
    }
}

impl std::fmt::Display for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        writeln!(f, "{}", self.settings.join("\n"))?;
        for table in self.tables.iter().filter(|table| !table.rows.is_empty()) {
            writeln!(f, "## {}\n{}\n{}", table.name, table.header, table.rows.join("\n"))?;
        }
        Ok(())
    }
}

/// The model of a seed.
pub fn draw(seed: u64) -> Draft {
    let mut random = Random::new(seed);
    let periods = match random.below(40) {
        0..8 => 1,
        8..20 => 2 + random.below(3),
        20..35 => 5 + random.below(10),
        35..39 => 15 + random.below(30),
        _ => 480,
    };
    let long = periods > 45;
    let mut dice = Dice {
        periods,
        period: ["month", "quarter", "year"][random.below(3)],
        elements: if long { 1 } else { 1 + random.below(4) },
        suppliers: if long { 3 } else { 2 + random.below(4) },
        segments: if long { 0 } else { random.below(4) },
        size: (0..4).map(|_| [10.0, 10.0, 1000.0, 0.1, 1e4][random.below(5)]).collect(),
        tied: random.below(3) == 0,
        reserves: (0..4).map(|k| k > 0 && random.below(6) == 0).collect(),
        limited: Vec::new(),
        random,
    };
    let tables = tables::draw(&mut dice);
    Draft { settings: settings(&mut dice), tables }
}

fn settings(dice: &mut Dice) -> Vec<String> {
    let mut lines = vec![
        "start = \"2026-01\"".into(),
        format!("periods = {}", dice.periods),
        format!("period = \"{}\"", dice.period),
        format!("price_unit = \"{}\"", dice.pick(&["kg", "t"])),
    ];
    if dice.chance(0.5) {
        lines.push(format!("discount_rate = {}", if dice.periods > 45 { 0.03 } else { dice.pick(&[0.03, 0.08, 0.5]) }));
    }
    if dice.chance(0.2) {
        lines.push("year_starts = 4".into());
    }
    if dice.chance(0.2) {
        lines.push("home = \"C1\"".into());
    }
    if dice.chance(0.6) {
        let factor = dice.pick(&[0.3, 1.0, 1.7, 5.5]);
        lines.extend([
            "[premium]".into(),
            format!("country = \"{}\"", dice.pick(&["C0", "C1"])),
            format!("factor = {factor}"),
        ]);
    }
    if dice.chance(0.5) {
        lines.extend(["[stock]".into(), format!("holding_rate = {}", dice.pick(&[0.0, 0.05, 0.2]))]);
    }
    if dice.chance(0.25) {
        let spending: f64 = (0..dice.elements).map(|e| dice.size[e] * [1.0, 10.0, 300.0, 0.05][e % 4] * 12e3).sum();
        lines.extend(["[budget]".into(), format!("2026 = {}", spending * dice.random.between(0.1, 3.0))]);
    }
    // C9 supplies nobody
    lines.extend([
        "[security]".into(),
        format!("country = \"{}\"", dice.pick(&["C0", "C0", "C0", "C0", "C0", "C1", "C9"])),
    ]);
    lines.push(format!("scope = \"{}\"", dice.pick(&["total", "element", "group", "segment"])));
    lines.push(format!("measure = \"{}\"", dice.pick(&["volume", "volume", "value"])));
    lines.push(format!("look_through = {}", dice.chance(0.7)));
    lines.push(format!("unattainable = \"{}\"", dice.pick(&["relax", "relax", "fail"])));
    if dice.chance(0.3) {
        lines.push("per = \"year\"".into());
    }
    let (from, until) = dice.window(0.15, 0.15);
    for (key, date) in [("from", from), ("until", until)] {
        if !date.is_empty() {
            lines.push(format!("{key} = \"{date}\""));
        }
    }
    lines
}
