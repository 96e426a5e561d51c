//! Random supply models as linear programs, for trying the engine.

use stockpile::lp::{Builder, Lp};

/// A small generator of numbers, the same in every run.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x2545_F491_4F6C_DD1D)
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let mixed = (self.0 ^ (self.0 >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }
}

/// The shape of the model to make.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub elements: usize,
    pub suppliers: usize,
    pub months: usize,
    /// Segments share the offers' capacities when there is more than one.
    pub segments: usize,
    /// Equal prices in all months.
    pub tied: bool,
    /// Elements differ in tonnes and prices by up to nine orders of magnitude.
    pub spread: bool,
    /// One row that limits what is spent on some suppliers in total.
    pub budget: bool,
}

impl Shape {
    pub const fn new(elements: usize, suppliers: usize, months: usize) -> Self {
        Self { elements, suppliers, months, segments: 1, tied: false, spread: false, budget: false }
    }
}

/// The program and each column's load (dependent tonnes per tonne).
pub fn supply(shape: Shape, seed: u64) -> (Lp, Vec<f64>) {
    let mut random = Random::new(seed);
    let mut lp = Builder::default();
    let mut load = Vec::new();
    let mut spent = Vec::new();
    let Shape { elements, suppliers, months, segments, .. } = shape;
    for element in 0..elements {
        let orders = if shape.spread { 10f64.powf(-4.5 + 9.0 * element as f64 / elements.max(2) as f64) } else { 1.0 };
        let (size, price) = (orders * random.between(50.0, 500.0), random.between(5.0, 300.0) / orders);
        let demand: Vec<Vec<f64>> =
            (0..segments).map(|_| (0..months).map(|_| size * random.between(0.5, 1.5)).collect()).collect();
        let total: f64 = demand.iter().flatten().sum::<f64>() / months as f64;
        let mut in_balance = vec![vec![Vec::new(); months]; segments];
        for s in 0..suppliers {
            // one in three is the dependency, cheap and large
            let phi = if s % 3 == 0 { 1.0 } else { [0.0, 0.0, 0.3][random.below(3)] };
            let own = price * if s % 3 == 0 { random.between(0.5, 0.8) } else { random.between(0.9, 2.5) };
            let capacity = total
                * if s % 3 == 0 { random.between(0.8, 2.0) } else { random.between(0.1, 1.2) * 4.0 / suppliers as f64 };
            let first = if s % 3 == 0 { 0 } else { random.below(1 + months / 2) };
            for t in first..months {
                let drift = if shape.tied { 1.0 } else { random.between(0.95, 1.05) };
                let mut together = Vec::new();
                for (k, rows) in in_balance.iter_mut().enumerate() {
                    let x = lp.column(own * drift * (1.0 + 0.02 * k as f64), 0.0, f64::INFINITY);
                    load.push(phi);
                    rows[t].push((x, 1.0));
                    together.push((x, 1.0));
                    if s % 3 == 1 {
                        spent.push((x, own * drift));
                    }
                }
                lp.row(f64::NEG_INFINITY, capacity, together);
            }
        }
        for (demand, purchases) in demand.iter().zip(&in_balance) {
            let mut before: Option<usize> = None;
            for t in 0..months {
                let coverage = if t > months / 2 { 0.5 * size } else { 0.0 };
                let stock = lp.column(price * 0.005, coverage, f64::INFINITY);
                let short = lp.column(price * 50.0, 0.0, demand[t]);
                load.extend([0.0, 1.0]);
                let mut terms = purchases[t].clone();
                terms.extend([(short, 1.0), (stock, -1.0)]);
                terms.extend(before.map(|b| (b, 1.0)));
                let initial = if t == 0 { size } else { 0.0 };
                lp.row(demand[t] - initial, demand[t] - initial, terms);
                before = Some(stock);
            }
        }
    }
    if shape.budget {
        let lp_before = lp.clone().build();
        let most: f64 = spent.iter().map(|&(j, c)| c * column_limit(&lp_before, j)).sum();
        lp.row(f64::NEG_INFINITY, 0.3 * most / segments as f64, spent);
    }
    (lp.build(), load)
}

/// The capacity of the first row of a column, which in these models is the offer's.
fn column_limit(lp: &Lp, j: usize) -> f64 {
    lp.column(j).map(|(i, _)| lp.row_upper[i]).next().unwrap_or(0.0)
}
