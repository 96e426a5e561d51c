//! The sizes and the generator that a random model is drawn from.

use crate::supply::Random;

/// The sizes and the generator that a model is drawn from.
pub(super) struct Dice {
    pub random: Random,
    pub periods: usize,
    pub period: &'static str,
    pub elements: usize,
    pub suppliers: usize,
    pub segments: usize,
    /// Tonnes a period that an element is needed by, about.
    pub size: Vec<f64>,
    /// True for the segments that are reserves.
    pub reserves: Vec<bool>,
    /// Offers with a capacity, by name.
    pub limited: Vec<String>,
    /// True if prices are whole numbers out of few, so that everything is tied.
    pub tied: bool,
}

impl Dice {
    pub fn chance(&mut self, of: f64) -> bool {
        self.random.unit() < of
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.random.below(from.len())]
    }

    pub fn number(&mut self, low: f64, high: f64) -> f64 {
        let value = self.random.between(low, high);
        if self.tied { value.round() } else { (value * 1e3).round() / 1e3 }
    }

    pub fn price(&mut self, e: usize) -> f64 {
        let size = [1.0, 10.0, 300.0, 0.05][e % 4];
        if self.tied { self.pick(&[1.0, 1.0, 2.0, 3.0]) * size } else { self.number(0.2, 3.0) * size + 0.001 }
    }

    /// `YYYY-MM` of period `t`.
    pub fn date(&self, t: usize) -> String {
        let months = t * match self.period {
            "month" => 1,
            "quarter" => 3,
            _ => 12,
        };
        format!("{}-{:02}", 2026 + months / 12, 1 + months % 12)
    }

    pub fn some_date(&mut self, chance: f64) -> String {
        if !self.chance(chance) {
            return String::new();
        }
        let t = self.random.below(self.periods);
        self.date(t)
    }

    /// Two dates, or blanks, the first not after the second.
    pub fn window(&mut self, from: f64, until: f64) -> (String, String) {
        let (from, until) = (self.some_date(from), self.some_date(until));
        if !until.is_empty() && until < from { (until, from) } else { (from, until) }
    }

    pub fn blank_or(&mut self, chance: f64, low: f64, high: f64) -> String {
        if self.chance(chance) { self.number(low, high).to_string() } else { String::new() }
    }

    pub fn segment(&self, k: usize) -> String {
        if self.segments == 0 { String::new() } else { format!("k{k}") }
    }

    pub fn scope(&mut self) -> String {
        match self.random.below(4) {
            0 => "*".into(),
            1 => format!("element:e{}", self.random.below(self.elements)),
            2 => format!("group:g{}", self.random.below(self.elements.min(2))),
            _ if self.segments > 0 => format!("segment:k{}", self.random.below(self.segments)),
            _ => "*".into(),
        }
    }
}
