//! Supply models of any size, without files: the program that a model of so many elements, suppliers, periods and segments gives.

use std::str::FromStr;
use stockpile::lp::{Builder, Lp};

/// The size of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Elements; without a budget each is a component of its own.
    pub elements: usize,
    /// Suppliers of each element.
    pub suppliers: usize,
    /// Periods, of a month.
    pub periods: usize,
    /// Segments; several share each offer's capacity.
    pub segments: usize,
    /// True if one row holds the spending of all elements in the first year under a budget.
    pub budget: bool,
}

impl FromStr for Size {
    type Err = String;

    /// `9x12x36x3` or, with a budget, `9x12x36x3+budget`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (numbers, budget) = match text.strip_suffix("+budget") {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let parsed: Option<Vec<usize>> = numbers.split('x').map(|n| n.parse().ok().filter(|&n| n > 0)).collect();
        match parsed.as_deref() {
            Some(&[elements, suppliers, periods, segments]) => {
                Ok(Self { elements, suppliers, periods, segments, budget })
            }
            _ => Err(format!("\"{text}\" is not of the form 9x12x36x3 or 9x12x36x3+budget")),
        }
    }
}

/// A program with its security row kept apart.
pub struct Synthetic {
    /// The program without the security row.
    pub lp: Lp,
    /// Names of its rows.
    pub rows: Vec<String>,
    /// Names of its columns.
    pub cols: Vec<String>,
    /// Dependent tonnes in a unit of each column.
    pub load: Vec<f64>,
    /// Tonnes that any plan must buy.
    pub requirement: f64,
}

impl Synthetic {
    /// The program with the security row as its last, at a level.
    pub fn at(&self, level: f64) -> Lp {
        let mut b = Builder::extend(&self.lp);
        let terms = self.load.iter().copied().enumerate().filter(|&(_, l)| l != 0.0);
        b.row(f64::NEG_INFINITY, level * self.requirement, terms);
        b.build()
    }
}

/// Numbers that look random and are always the same (splitmix64: Steele, Lea, Flood, 2014).
struct Numbers(u64);

impl Numbers {
    /// Between two bounds.
    fn between(&mut self, from: f64, to: f64) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        from + (to - from) * (z >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Makes a model: a third of the suppliers process in the country of the security row, cheaply and with capacity to spare; some of the
/// others take part of their feedstock from there. Stock, with three months of coverage building up over the first year,
/// and shortage at a hundred times the price.
pub fn synthetic(size: Size) -> Synthetic {
    let Size { elements, suppliers, periods, segments, .. } = size;
    let mut numbers = Numbers(7);
    let mut b = Builder::default();
    let (mut rows, mut cols, mut load) = (Vec::new(), Vec::new(), Vec::new());
    let mut requirement = 0.0;
    let mut spending = Vec::new();
    let month = |t: usize| format!("{}-{:02}", 2026 + t / 12, t % 12 + 1);
    for e in 0..elements {
        let element = format!("E{e}");
        let price = 10f64.powf(numbers.between(0.0, 3.0)) * 1000.0;
        let demand: Vec<f64> = (0..segments).map(|_| 10f64.powf(numbers.between(0.5, 2.5))).collect();
        let monthly: f64 = demand.iter().sum();
        let offers: Vec<(f64, f64, f64)> = (0..suppliers)
            .map(|s| {
                let inside = s % 3 == 0;
                let factor = if inside { numbers.between(0.5, 1.0) } else { numbers.between(1.0, 4.0) };
                let share = if inside { 1.0 } else { (numbers.between(-1.0, 0.6)).max(0.0) };
                let capacity = monthly * numbers.between(0.5, 3.0) / suppliers as f64 * if inside { 4.0 } else { 1.0 };
                (price * factor, share, capacity)
            })
            .collect();
        // one balance row for each segment and period, filled column by column
        let mut balances = vec![vec![Vec::new(); periods]; segments];
        let mut capacities = vec![vec![Vec::new(); periods]; suppliers];
        for t in 0..periods {
            let trend = 1.0 + 0.1 * (t as f64 / 6.0).sin();
            for (s, &(cost, share, capacity)) in offers.iter().enumerate() {
                // a supplier outside starts late, one by one
                let open = s % 3 == 0 || t >= s % 7;
                for (k, balance) in balances.iter_mut().enumerate() {
                    let upper = if !open {
                        0.0
                    } else if segments == 1 {
                        capacity
                    } else {
                        f64::INFINITY
                    };
                    let x = b.column(cost * trend, 0.0, upper);
                    cols.push(format!("buy[S{s}/{element},K{k},{}]", month(t)));
                    load.push(share);
                    balance[t].push((x, 1.0));
                    if segments > 1 {
                        capacities[s][t].push((x, 1.0));
                    }
                    if t < 12 {
                        spending.push((x, cost * trend));
                    }
                }
            }
        }
        for (k, balance) in balances.iter_mut().enumerate() {
            let mut before: Option<usize> = None;
            for (t, terms) in balance.iter_mut().enumerate() {
                let required = 3.0 * demand[k] * ((t + 1) as f64 / 12.0).min(1.0);
                let key = format!("{element},K{k},{}", month(t));
                let stock = b.column(0.001 * price, required, f64::INFINITY);
                cols.push(format!("stock[{key}]"));
                load.push(0.0);
                let short = b.column(100.0 * price, 0.0, demand[k]);
                cols.push(format!("unmet[{key}]"));
                load.push(1.0);
                terms.extend([(stock, -1.0), (short, 1.0)]);
                terms.extend(before.map(|j| (j, 1.0)));
                before = Some(stock);
                b.row(demand[k], demand[k], terms.drain(..));
                rows.push(format!("balance[{key}]"));
            }
            requirement += demand[k] * (periods as f64 + 3.0 * (periods as f64 / 12.0).min(1.0));
        }
        for (s, by_period) in capacities.into_iter().enumerate() {
            for (t, terms) in by_period.into_iter().enumerate().filter(|(_, terms)| !terms.is_empty()) {
                b.row(f64::NEG_INFINITY, offers[s].2, terms);
                rows.push(format!("capacity[S{s}/{element},{}]", month(t)));
            }
        }
    }
    if size.budget {
        // a tenth above what the cheapest plan spends in its first year would not bind until security is bought
        let cheapest = stockpile::simplex::solve(&b.clone().build(), None);
        let spent: f64 = match cheapest {
            Ok(stockpile::simplex::Solved::Optimal { x, .. }) => spending.iter().map(|&(j, c)| c * x[j]).sum(),
            other => panic!("the model has a cheapest plan: {other:?}"),
        };
        let budget = 1.1 * spent;
        b.row(f64::NEG_INFINITY, budget, spending);
        rows.push("budget[2026]".into());
    }
    Synthetic { lp: b.build(), rows, cols, load, requirement }
}
