//! Random models over all tables, drawn far from the comfortable, as text that can be made smaller.

use crate::input_base::Files;
use crate::supply::Random;
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

/// What a model is drawn from.
struct Dice {
    random: Random,
    periods: usize,
    period: &'static str,
    elements: usize,
    suppliers: usize,
    segments: usize,
    /// Tonnes a period that an element is needed by, about.
    size: Vec<f64>,
    /// Which segments are reserves.
    reserves: Vec<bool>,
    /// Offers with a capacity, by name.
    limited: Vec<String>,
    /// Whether prices are whole numbers out of few, so that everything is tied.
    tied: bool,
}

impl Dice {
    fn chance(&mut self, of: f64) -> bool {
        self.random.unit() < of
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.random.below(from.len())]
    }

    fn number(&mut self, low: f64, high: f64) -> f64 {
        let value = self.random.between(low, high);
        if self.tied { value.round() } else { (value * 1e3).round() / 1e3 }
    }

    fn price(&mut self, e: usize) -> f64 {
        let size = [1.0, 10.0, 300.0, 0.05][e % 4];
        if self.tied { self.pick(&[1.0, 1.0, 2.0, 3.0]) * size } else { self.number(0.2, 3.0) * size + 0.001 }
    }

    /// `YYYY-MM` of period `t`.
    fn date(&self, t: usize) -> String {
        let months = t * match self.period {
            "month" => 1,
            "quarter" => 3,
            _ => 12,
        };
        format!("{}-{:02}", 2026 + months / 12, 1 + months % 12)
    }

    fn some_date(&mut self, chance: f64) -> String {
        if !self.chance(chance) {
            return String::new();
        }
        let t = self.random.below(self.periods);
        self.date(t)
    }

    /// Two dates, or blanks, the first not after the second.
    fn window(&mut self, from: f64, until: f64) -> (String, String) {
        let (from, until) = (self.some_date(from), self.some_date(until));
        if !until.is_empty() && until < from { (until, from) } else { (from, until) }
    }

    fn blank_or(&mut self, chance: f64, low: f64, high: f64) -> String {
        if self.chance(chance) { self.number(low, high).to_string() } else { String::new() }
    }

    fn segment(&self, k: usize) -> String {
        if self.segments == 0 { String::new() } else { format!("k{k}") }
    }

    fn scope(&mut self) -> String {
        match self.random.below(4) {
            0 => "*".into(),
            1 => format!("element:e{}", self.random.below(self.elements)),
            2 => format!("group:g{}", self.random.below(self.elements.min(2))),
            _ if self.segments > 0 => format!("segment:k{}", self.random.below(self.segments)),
            _ => "*".into(),
        }
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
    let tables = vec![
        elements(&mut dice),
        suppliers(&mut dice),
        feedstock(&mut dice),
        segments(&mut dice),
        offers(&mut dice),
        demand(&mut dice),
        routes(&mut dice),
        prices(&mut dice),
        stock(&mut dice),
        coverage(&mut dice),
        contracts(&mut dice),
        caps(&mut dice),
        substitutes(&mut dice),
        projects(&mut dice),
        fx(&mut dice),
    ];
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

fn table(name: &'static str, header: &'static str, rows: Vec<String>) -> Table {
    Table { name, header, rows }
}

fn elements(dice: &mut Dice) -> Table {
    let rows = (0..dice.elements).map(|e| {
        let premium = dice.blank_or(0.15, 0.5, 3.0);
        format!("e{e},g{},{},{premium}", e % 2, dice.price(e))
    });
    table("elements", "element,group,reference_price,premium", rows.collect())
}

fn suppliers(dice: &mut Dice) -> Table {
    let rows = (0..dice.suppliers).map(|s| {
        let country = if s == 0 { "C0" } else { dice.pick(&["C0", "C1", "C1", "C2"]) };
        let (qualification, transit) =
            if s == 0 { (0, 0) } else { (dice.pick(&[0, 0, 0, 3, 14]), dice.pick(&[0, 0, 1])) };
        format!("s{s},{country},{qualification},{transit}")
    });
    table("suppliers", "supplier,country,qualification_months,transit_months", rows.collect())
}

fn feedstock(dice: &mut Dice) -> Table {
    let mut rows = Vec::new();
    for s in 0..dice.suppliers {
        if dice.chance(0.3) {
            let share = dice.pick(&[0.25, 0.5, 1.0]);
            rows.push(format!("s{s},C0,{share}"));
            if share < 1.0 {
                rows.push(format!("s{s},C1,{}", 1.0 - share));
            }
        }
    }
    table("feedstock", "supplier,country,share", rows)
}

fn segments(dice: &mut Dice) -> Table {
    let rows = (0..dice.segments).map(|k| {
        let cost = match dice.random.below(6) {
            0 => String::new(),
            1 => dice.pick(&[1e3, 1e6]).to_string(),
            _ => (1000.0 + dice.number(0.0, 1000.0)).to_string(),
        };
        let exclude = if dice.chance(0.15) { "C0" } else { "" };
        format!("k{k},{cost},{exclude},{}", dice.reserves[k])
    });
    table("segments", "segment,shortage_cost,exclude_countries,reserve", rows.collect())
}

fn offers(dice: &mut Dice) -> Table {
    let mut rows = Vec::new();
    let per_year = match dice.period {
        "month" => 12.0,
        "quarter" => 4.0,
        _ => 1.0,
    };
    for e in 0..dice.elements {
        for s in 0..dice.suppliers {
            if s > 0 && dice.chance(0.25) {
                continue;
            }
            let price = if dice.chance(0.4) { dice.price(e).to_string() } else { String::new() };
            let price = if s > 0 && dice.chance(0.5) && !price.is_empty() {
                format!("{}", price.parse::<f64>().expect("a number") * 3.0)
            } else {
                price
            };
            let unlimited = if s == 0 { 0.8 } else { 0.3 };
            let capacity = if dice.chance(unlimited) {
                String::new()
            } else {
                (dice.size[e] * per_year * dice.pick(&[0.1, 0.5, 1.0, 1.0, 3.0])).to_string()
            };
            let (from, until) = if s == 0 { dice.window(0.05, 0.05) } else { dice.window(0.2, 0.1) };
            let ramp = if from.is_empty() { 0 } else { dice.pick(&[0, 0, 12]) };
            let premium = if price.is_empty() { dice.blank_or(0.1, 0.5, 3.0) } else { String::new() };
            let floor = if price.is_empty() { dice.blank_or(0.1, 0.5, 2.0) } else { String::new() };
            let currency = if !price.is_empty() && dice.chance(0.1) { "EUR" } else { "" };
            if !capacity.is_empty() {
                dice.limited.push(format!("s{s}/e{e}"));
            }
            rows.push(format!("s{s},e{e},{price},{capacity},{from},{until},{ramp},{premium},{floor},{currency}"));
        }
    }
    let header = "supplier,element,price,capacity_per_year,available_from,available_until,ramp_months,premium,price_floor,currency";
    table("offers", header, rows)
}

fn demand(dice: &mut Dice) -> Table {
    let mut rows = Vec::new();
    for e in 0..dice.elements {
        for k in (0..dice.segments.max(1)).filter(|&k| !dice.reserves[k]).collect::<Vec<_>>() {
            let segment = dice.segment(k);
            let size = dice.size[e] * dice.pick(&[1.0, 1.0, 0.1]);
            rows.push(format!("e{e},{segment},*,{}", dice.number(1.0, 10.0) * size / 5.0));
            for _ in 0..dice.pick(&[0, 0, 1, 3]) {
                let date = dice.some_date(1.0);
                let row = format!("e{e},{segment},{date},");
                if !rows.iter().any(|other| other.starts_with(&row)) {
                    rows.push(format!("{row}{}", dice.number(0.0, 10.0) * size / 5.0));
                }
            }
        }
    }
    table("demand", "element,segment,period,quantity", rows)
}

fn routes(dice: &mut Dice) -> Table {
    let mut rows = Vec::new();
    for s in 0..dice.suppliers {
        for k in 0..dice.segments {
            if dice.chance(0.15) {
                let (freight, tariff) = (dice.pick(&[0.0, 0.5]), dice.pick(&[0.0, 0.1, 1.0]));
                rows.push(format!("s{s},k{k},{},{},{freight},{tariff}", dice.chance(0.8), dice.pick(&[0, 6])));
            }
        }
    }
    table("routes", "supplier,segment,allowed,qualification_months,freight,tariff", rows)
}

fn prices(dice: &mut Dice) -> Table {
    let mut rows = Vec::new();
    for e in 0..dice.elements {
        let date = dice.some_date(0.2);
        if !date.is_empty() {
            rows.push(format!("e{e},{date},{}", dice.price(e)));
        }
    }
    table("prices", "element,period,reference_price", rows)
}

fn stock(dice: &mut Dice) -> Table {
    let mut rows = Vec::new();
    for e in 0..dice.elements {
        for k in 0..dice.segments.max(1) {
            if dice.chance(0.4) {
                let size = dice.size[e];
                let initial = dice.pick(&[0.0, 0.5, 3.0]) * size;
                let capacity = if dice.chance(0.3) { (initial + 6.0 * size).to_string() } else { String::new() };
                let holding = dice.blank_or(0.2, 0.0, 1.0);
                rows.push(format!("e{e},{},{initial},{capacity},{holding}", dice.segment(k)));
            }
        }
    }
    table("stock", "element,segment,initial,capacity,holding_cost", rows)
}

fn coverage(dice: &mut Dice) -> Table {
    let mut rows = Vec::new();
    for e in 0..dice.elements {
        if dice.chance(0.3) {
            let (k, from) = (dice.random.below(dice.segments.max(1)), dice.some_date(1.0));
            rows.push(format!("e{e},{},{from},{},{}", dice.segment(k), dice.number(0.5, 4.0), dice.pick(&[0, 6])));
        }
    }
    table("coverage", "element,segment,from,months,build_months", rows)
}

fn contracts(dice: &mut Dice) -> Table {
    let mut rows = Vec::new();
    for c in 0..dice.pick(&[0, 0, 0, 0, 1, 2]) {
        let (s, e) = (dice.random.below(dice.suppliers), dice.random.below(dice.elements));
        let size = dice.size[e];
        let (min, from) = (dice.pick(&[0.0, 0.1, 1.0]) * size, dice.some_date(0.3));
        let max = if dice.chance(0.5) { (min + size).to_string() } else { String::new() };
        rows.push(format!("c{c},s{s},e{e},{from},{min},{max}"));
    }
    table("contracts", "contract,supplier,element,from,min,max", rows)
}

fn caps(dice: &mut Dice) -> Table {
    let mut rows = Vec::new();
    for c in 0..dice.pick(&[0, 0, 1, 1, 2]) {
        let who = match dice.random.below(5) {
            0 => "*,".into(),
            1 => ",*".into(),
            2 => format!("{},", dice.pick(&["C0", "C1"])),
            _ => format!(",s{}", dice.random.below(dice.suppliers)),
        };
        let limit = dice.pick(&[0.3, 0.5, 0.7, 0.9, 1.2]);
        let min = if !who.contains('*') && dice.chance(0.2) { "0.05" } else { "" };
        let (scope, measure) = (dice.scope(), dice.pick(&["volume", "value"]));
        rows.push(format!("cap{c},{who},{scope},{limit},{min},{measure},{}", dice.chance(0.5)));
    }
    table("caps", "cap,country,supplier,scope,limit,min,measure,look_through", rows)
}

fn substitutes(dice: &mut Dice) -> Table {
    let mut rows = Vec::new();
    for e in 0..dice.elements {
        if dice.chance(0.2) {
            let k = dice.random.below(dice.segments.max(1));
            let cost = dice.price(e) * dice.pick(&[0.5, 2.0, 10.0]);
            rows.push(format!(
                "e{e},{},{cost},{},{}",
                dice.segment(k),
                dice.pick(&[0.1, 0.5, 1.0]),
                dice.some_date(0.3)
            ));
        }
    }
    table("substitutes", "element,segment,cost,max_share,from", rows)
}

fn projects(dice: &mut Dice) -> Table {
    let mut rows = Vec::new();
    for p in 0..dice.pick(&[0, 0, 0, 1, 2]) {
        if dice.limited.is_empty() {
            continue;
        }
        let offer = dice.limited[dice.random.below(dice.limited.len())].clone();
        let e: usize = offer[offer.len() - 1..].parse().expect("offers end in the number of their element");
        let most = dice.size[e] * dice.pick(&[1.0, 10.0]);
        let capex = dice.price(e) * 1e3 * dice.pick(&[0.1, 3.0]);
        rows.push(format!("p{p},{offer},{most},{capex},{},{}", dice.pick(&[0, 3, 12]), dice.pick(&[12, 120])));
    }
    table("projects", "project,offer,max_capacity,capex,lead_months,life_months", rows)
}

fn fx(dice: &mut Dice) -> Table {
    let mut rows = vec![format!("EUR,2026-01,{}", dice.pick(&[1.0, 1.1, 0.5]))];
    let date = dice.some_date(0.5);
    if !date.is_empty() && date != "2026-01" {
        rows.push(format!("EUR,{date},{}", dice.pick(&[1.0, 1.3])));
    }
    table("fx", "currency,period,rate", rows)
}
