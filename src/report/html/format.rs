//! The pages' way with the figures of [`words`](crate::report::words): the currency before the amount, a minus sign for a hyphen, blanks
//! that do not break.

use crate::model::{Horizon, Month};
use crate::report::figures::beside;
use crate::report::words;

/// A percentage with one decimal, none where that is 0: `63.8 %`, `50 %`, `0.03 %`.
pub(crate) fn percent(share: f64) -> String {
    minus(unbroken(&words::percent(share)).replace(".0\u{a0}", "\u{a0}"))
}

/// A number whose sign is a minus sign.
pub(crate) fn minus(number: String) -> String {
    number.strip_prefix('-').map(|size| format!("\u{2212}{size}")).unwrap_or(number)
}

/// A phrase in one line: `12 months` whose blank does not break.
pub(crate) fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// An amount of money in words that can be said: `USD 3.21 billion`, `USD 12,300`, `USD 0.00025`.
pub(crate) fn money(amount: f64, currency: &str) -> String {
    money_beside(amount, amount, currency)
}

/// The same, 0 where it is nothing beside another amount: the difference of two large ones, say.
pub(crate) fn money_beside(amount: f64, largest: f64, currency: &str) -> String {
    const SCALES: [(f64, &str); 3] = [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")];
    let amount = beside(amount, largest.abs().max(1.0));
    // an amount that rounds up to the next scale belongs to it: 999.9996 million is 1 billion
    let scale = SCALES.iter().find(|(scale, _)| amount.abs() >= 0.9995 * scale);
    let currency = if currency.is_empty() { String::new() } else { format!("{currency}\u{a0}") };
    let sign = if amount < 0.0 { "\u{2212}" } else { "" };
    match scale {
        Some((scale, word)) => format!("{sign}{currency}{}\u{a0}{word}", significant(amount.abs() / scale)),
        None => format!("{sign}{currency}{}", significant(amount.abs())),
    }
}

/// A sentence whose amounts break neither before nor behind their scale, nor before a per cent: `127.10 thousand USD`, `50.000 %`.
pub(crate) fn together(sentence: &str) -> String {
    let together = |text: String, scale| text.replace(&format!(" {scale} "), &format!("\u{a0}{scale}\u{a0}"));
    ["thousand", "million", "billion"].into_iter().fold(sentence.replace(" %", "\u{a0}%"), together)
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

/// Three significant digits of a number that is not negative, whole ones from a hundred on; no zeros behind the point.
fn significant(number: f64) -> String {
    let decimals = match number {
        n if n >= 99.95 => 0,
        n if n >= 9.995 => 1,
        _ => 2,
    };
    short(words::number(number, decimals))
}

/// A number as it is written, without zeros behind its point: `2.5`, `3`.
pub(crate) fn short(number: String) -> String {
    match number.contains('.') && !number.contains('e') {
        true => number.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => number,
    }
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
            (12.34, "USD 12.3"),
            (0.4, "USD 0.4"),
            (0.000_25, "USD 0.00025"),
            (-0.000_25, "−USD 0.00025"),
            (-1e-12, "USD 0"),
            (-2_500_000.0, "−USD 2.5 million"),
            (5e15, "USD 5,000 trillion"),
        ] {
            assert_eq!(money(amount, "USD").replace('\u{a0}', " "), said);
        }
    }

    #[test]
    fn amounts_in_sentences_stay_together() {
        assert_eq!(together("saves 127.10 thousand USD."), "saves 127.10\u{a0}thousand\u{a0}USD.");
        assert_eq!(together("now 50.000 %; up to"), "now 50.000\u{a0}%; up to");
    }

    #[test]
    fn shares_have_a_decimal_where_they_need_it() {
        assert_eq!(
            [0.5, 0.638, 1.0, -0.05, 0.0003, -1e-8, -1e-10].map(|s| percent(s).replace('\u{a0}', " ")),
            ["50 %", "63.8 %", "100 %", "−5 %", "0.03 %", "−1e-6 %", "0 %"]
        );
    }

    #[test]
    fn a_difference_of_large_amounts_is_nothing_where_it_is_rounding() {
        assert_eq!(money_beside(1e-3, 1e9, "USD"), "USD\u{a0}0");
        assert_eq!(money_beside(10.0, 1e9, "USD"), "USD\u{a0}10");
    }
}
