//! Numbers for people.

use crate::model::{Horizon, Month};

/// A percentage with one decimal, none where that is 0: `63.8 %`, `50 %`.
pub(crate) fn percent(share: f64) -> String {
    let value = format!("{:.1}", 100.0 * share);
    let value = value.strip_suffix(".0").unwrap_or(&value);
    format!("{}\u{a0}%", if value == "-0" { "0" } else { value })
}

/// An amount of money in words that can be said: `USD 3.21 billion`, `USD 12,300`.
pub(crate) fn money(amount: f64, currency: &str) -> String {
    const SCALES: [(f64, &str); 3] = [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")];
    // an amount that rounds up to the next scale belongs to it: 999.9996 million is 1 billion
    let scale = SCALES.iter().find(|(scale, _)| amount.abs() >= 0.9995 * scale);
    let currency = if currency.is_empty() { String::new() } else { format!("{currency}\u{a0}") };
    let sign = if amount <= -0.5 { "\u{2212}" } else { "" };
    match scale {
        Some((scale, word)) => format!("{sign}{currency}{}\u{a0}{word}", significant(amount.abs() / scale)),
        None => format!("{sign}{currency}{}", grouped(amount.abs())),
    }
}

/// A month: `January 2026`.
pub(crate) fn month(month: Month) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    format!("{}\u{a0}{}", MONTHS[month.month() as usize - 1], month.year())
}

/// A horizon's first and last month: `January 2026 to December 2028`.
pub(crate) fn horizon(horizon: &Horizon) -> String {
    let last = horizon.month(horizon.periods).plus(-1);
    format!("{} to {}", month(horizon.start), month(last))
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn and(parts: &[String]) -> String {
    match parts {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => parts.concat(),
    }
}

/// Three significant digits, no exponent; for numbers below a thousand, or a little above.
fn significant(number: f64) -> String {
    let decimals = match number.abs() {
        n if n >= 99.95 => 0,
        n if n >= 9.995 => 1,
        _ => 2,
    };
    let text = grouped_with(number, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}

/// A number that is not negative in few digits; one that they would make 0 as `least`.
pub(crate) fn few_digits(number: f64, least: &str) -> String {
    match number {
        n if n >= 9.95 => grouped(n),
        n if n >= 0.995 => grouped_with(n, 1),
        n if n >= 0.005 => grouped_with(n, 2),
        _ => least.into(),
    }
}

/// A whole number, not negative, with a comma between thousands.
pub(crate) fn grouped(number: f64) -> String {
    grouped_with(number, 0)
}

/// The same with so many decimals.
pub(crate) fn grouped_with(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_said_as_people_say_them() {
        for (amount, said) in [
            (3_214_567_890.0, "USD 3.21 billion"),
            (999_999_600.0, "USD 1 billion"),
            (45_600_000.0, "USD 45.6 million"),
            (12_345.4, "USD 12,345"),
            (0.0, "USD 0"),
            (-2_500_000.0, "−USD 2.5 million"),
            (5e15, "USD 5,000 trillion"),
        ] {
            assert_eq!(money(amount, "USD").replace('\u{a0}', " "), said);
        }
    }

    #[test]
    fn shares_have_a_decimal_where_they_need_it() {
        assert_eq!(
            [0.5, 0.638, 1.0, -1e-9].map(|s| percent(s).replace('\u{a0}', " ")),
            ["50 %", "63.8 %", "100 %", "0 %"]
        );
    }
}
