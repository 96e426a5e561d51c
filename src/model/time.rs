//! Months, and the periods that the horizon cuts them into.

use super::tolerances::WHOLE_PERIOD;
use std::fmt;
use std::ops::Range;

/// A calendar month, counted from January of year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// Month `month` (1 to 12) of `year`.
    pub const fn new(year: i32, month: u32) -> Self {
        Self(year * 12 + month as i32 - 1)
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    /// The month that lies `months` later (earlier, if negative).
    pub fn plus(self, months: i64) -> Self {
        Self(i32::try_from(i64::from(self.0) + months).unwrap_or(if months < 0 { i32::MIN } else { i32::MAX }))
    }

    /// Number of months by which this one lies after `other`.
    pub fn since(self, other: Self) -> i64 {
        i64::from(self.0) - i64::from(other.0)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

/// A window of months, both ends included; a missing end is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// First month.
    pub from: Option<Month>,
    /// Last month.
    pub until: Option<Month>,
}

/// The periods of the plan, numbered from 0; MODEL.md's period 1 is our 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// First month of period 0.
    pub start: Month,
    /// Number of periods, at least 1.
    pub periods: usize,
    /// Months in a period: 1, 3 or 12.
    pub months_per_period: u32,
    /// The month in which a year begins, 1 to 12 (4: Japan's fiscal year).
    pub year_starts: u32,
}

impl Horizon {
    /// Length of a period in years (`h`).
    pub fn years_per_period(&self) -> f64 {
        f64::from(self.months_per_period) / 12.0
    }

    /// First month of period `t`.
    pub fn month(&self, t: usize) -> Month {
        self.start.plus(t as i64 * i64::from(self.months_per_period))
    }

    /// The year that period `t` belongs to: the one that contains its first month, years beginning in [`Horizon::year_starts`].
    pub fn year(&self, t: usize) -> i32 {
        self.month(t).plus(1 - i64::from(self.year_starts)).year()
    }

    /// The periods that belong to a year; empty if none does.
    pub fn periods_of_year(&self, year: i32) -> Range<usize> {
        // years do not fall from one period to the next
        let first = (0..self.periods).find(|&t| self.year(t) >= year).unwrap_or(self.periods);
        let end = (first..self.periods).find(|&t| self.year(t) > year).unwrap_or(self.periods);
        first..end
    }

    /// The period that contains `month`, counted on beyond both ends of the horizon: negative before the start.
    pub fn period_of(&self, month: Month) -> i64 {
        month.since(self.start).div_euclid(i64::from(self.months_per_period))
    }

    /// The first period that begins `months` or more after the start.
    pub fn first_after(&self, months: f64) -> usize {
        let periods = (months / f64::from(self.months_per_period) - WHOLE_PERIOD).ceil().max(0.0);
        // later than any date with four digits for the year: nothing is added to it that could run over
        (periods as usize).min(9999 * 12)
    }

    /// The periods of `window` that lie inside the horizon; empty if none does.
    pub fn clip(&self, window: Window) -> Range<usize> {
        let periods = self.periods as i64;
        let from = window.from.map_or(0, |m| self.period_of(m)).clamp(0, periods);
        let until = window.until.map_or(periods, |m| self.period_of(m) + 1).clamp(from, periods);
        from as usize..until as usize
    }

    /// True if part of `window` lies beyond an end of the horizon.
    pub fn cuts(&self, window: Window) -> bool {
        window.from.is_some_and(|m| m < self.start) || window.until.is_some_and(|m| m >= self.month(self.periods))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quarters from February 2026: Feb–Apr, May–Jul, Aug–Oct (worked by hand).
    const QUARTERS: Horizon = Horizon { start: Month::new(2026, 2), periods: 3, months_per_period: 3, year_starts: 1 };

    #[test]
    fn a_month_belongs_to_the_period_that_contains_it() {
        assert_eq!(QUARTERS.period_of(Month::new(2026, 2)), 0);
        assert_eq!(QUARTERS.period_of(Month::new(2026, 4)), 0);
        assert_eq!(QUARTERS.period_of(Month::new(2026, 5)), 1);
        assert_eq!(QUARTERS.period_of(Month::new(2026, 1)), -1);
        assert_eq!(QUARTERS.month(2).to_string(), "2026-08");
    }

    #[test]
    fn windows_include_both_ends_and_are_cut_by_the_horizon() {
        let window = |from, until| QUARTERS.clip(Window { from, until });
        assert_eq!(window(None, None), 0..3);
        assert_eq!(window(Some(Month::new(2026, 6)), Some(Month::new(2026, 6))), 1..2);
        assert_eq!(window(Some(Month::new(2020, 1)), Some(Month::new(2026, 4))), 0..1);
        assert!(window(Some(Month::new(2027, 1)), None).is_empty());
        assert!(window(None, Some(Month::new(2026, 1))).is_empty());
    }

    #[test]
    fn offsets_round_up_to_the_next_period_that_begins_then() {
        assert_eq!(QUARTERS.first_after(0.0), 0);
        assert_eq!(QUARTERS.first_after(0.47), 1);
        assert_eq!(QUARTERS.first_after(3.0), 1);
        assert_eq!(QUARTERS.first_after(3.1), 2);
        let months = Horizon { months_per_period: 1, ..QUARTERS };
        assert_eq!(months.first_after(0.1 + 0.2 + 0.7), 1);
    }

    #[test]
    fn years_before_zero_do_not_break_the_calendar() {
        assert_eq!(Month::new(-1, 12).to_string(), "-001-12");
        assert_eq!(Month::new(0, 1).plus(-1).month(), 12);
    }
}
