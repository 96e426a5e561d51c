//! The tables of a random model.

use super::Table;
use super::dice::Dice;

/// All of them, each from what those before it have left in the dice.
pub(super) fn draw(dice: &mut Dice) -> Vec<Table> {
    vec![
        elements(dice),
        suppliers(dice),
        feedstock(dice),
        segments(dice),
        offers(dice),
        demand(dice),
        routes(dice),
        prices(dice),
        stock(dice),
        coverage(dice),
        contracts(dice),
        caps(dice),
        substitutes(dice),
        projects(dice),
        fx(dice),
    ]
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
