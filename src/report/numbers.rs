//! Numbers, amounts of money, shares, tonnes and counts as people read them: no figure that is not nothing is 0.

use super::figures::beside;

/// A number with thousands separators and `decimals` digits behind the point, or with two significant digits where those would all be 0.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let text = format!("{:.decimals$}", value.abs());
    if value != 0.0 && text.bytes().all(|b| matches!(b, b'0' | b'.')) {
        return significant(value);
    }
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    if value < 0.0 {
        out.push('-');
    }
    for (k, digit) in whole.chars().enumerate() {
        if k > 0 && (whole.len() - k) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A number below one with two significant digits: `0.00012`, and `1.2e-7` where zeros would have to be counted.
fn significant(value: f64) -> String {
    let short = format!("{value:.1e}");
    let (digits, exponent) = short.split_once('e').expect("the format has an exponent");
    let short = format!("{}e{exponent}", digits.trim_end_matches('0').trim_end_matches('.'));
    match short.parse::<f64>() {
        Ok(rounded) if rounded.abs() >= 1e-5 => rounded.to_string(),
        _ => short,
    }
}

/// A unit that makes amounts of money short: its name and its size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MoneyUnit {
    name: &'static str,
    size: f64,
}

impl MoneyUnit {
    /// The unit that suits the largest of some amounts.
    pub(crate) fn for_amount(largest: f64) -> Self {
        let (name, size) = match largest.abs() {
            x if x >= 1e10 => ("billion ", 1e9),
            x if x >= 1e6 => ("million ", 1e6),
            x if x >= 1e5 => ("thousand ", 1e3),
            _ => ("", 1.0),
        };
        Self { name, size }
    }

    /// The unit's name before a currency: `million USD`; nothing where neither has a name. Sentences and headings have it [`with_unit`].
    pub(crate) fn label(&self, currency: &str) -> String {
        format!("{}{currency}", self.name).trim_end().to_owned()
    }

    /// The same as the heading of a column, which is never blank.
    pub(crate) fn heading(&self, currency: &str) -> String {
        match self.label(currency) {
            label if label.is_empty() => "amount".into(),
            label => label,
        }
    }

    /// An amount in this unit, two decimals. An amount below a billionth of the unit is 0: the solver's arithmetic left it over.
    pub(crate) fn amount(&self, amount: f64) -> String {
        number(beside(amount, self.size) / self.size, 2)
    }
}

/// A text with the unit behind it, joined by `link`: `what it costs in million USD`; the text alone where the unit has no name, as in a
/// model without a currency.
pub(crate) fn with_unit(text: &str, link: &str, unit: &str) -> String {
    if unit.is_empty() { text.to_owned() } else { format!("{text}{link}{unit}") }
}

/// An amount of money with its unit: `2,944.02 million USD`.
pub(crate) fn money(amount: f64, currency: &str) -> String {
    let unit = MoneyUnit::for_amount(amount);
    with_unit(&unit.amount(amount), " ", &unit.label(currency))
}

/// The same with as many decimals as tell it from an amount at a distance: `5.003 million USD`.
pub(crate) fn money_apart(amount: f64, currency: &str, distance: f64) -> String {
    let unit = MoneyUnit::for_amount(amount);
    let decimals =
        if distance.is_finite() { (1.0 - (distance / unit.size).log10().floor()).clamp(2.0, 9.0) } else { 2.0 };
    let amount = number(beside(amount, unit.size) / unit.size, decimals as usize);
    with_unit(&amount, " ", &unit.label(currency))
}

/// So many of something: `1 month`, `1,200 deliveries`.
pub(crate) fn counted(count: usize, one: &str) -> String {
    format!("{} {}", number(count as f64, 0), plural(count, one))
}

/// A noun for so many: `month`, `months`, `delivery`, `deliveries`.
pub(crate) fn plural(count: usize, one: &str) -> String {
    match one.strip_suffix('y') {
        _ if count == 1 => one.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None => format!("{one}s"),
    }
}

/// A verb for so many: `is` or `are`.
pub(crate) fn verb(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

/// A share in per cent, one decimal. A share below a billionth is 0.
pub(crate) fn percent(share: f64) -> String {
    format!("{} %", number(100.0 * beside(share, 1.0), 1))
}

/// Tonnes of which the largest beside them are `largest`: whole ones from a thousand on, else two decimals, and 0 where it is nothing
/// beside the largest.
pub(crate) fn tonnes(amount: f64, largest: f64) -> String {
    number(beside(amount, largest), if largest.abs() >= 1000.0 { 0 } else { 2 })
}

/// Tonnes in a sentence, or by themselves: whole ones from ten on, else two decimals.
pub(crate) fn few_tonnes(amount: f64) -> String {
    number(amount, if amount.abs() < 9.995 { 2 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tiny_is_not_nothing() {
        assert_eq!(
            [number(1e-9, 3), number(-0.000_25, 3), number(0.05, 2)],
            ["1e-9", "-0.00025", "0.05"].map(String::from)
        );
        assert_eq!([number(0.0, 3), number(-0.0, 3), number(-0.0004, 3)], ["0.000", "0.000", "-0.0004"]);
        assert_eq!([percent(0.0003), percent(0.000_01), percent(1e-12)], ["0.03 %", "0.001 %", "0.0 %"]);
        let unit = MoneyUnit::for_amount(2e6);
        assert_eq!([unit.amount(1e-6), unit.amount(150.0), unit.amount(-0.0)], ["0.00", "0.00015", "0.00"]);
        assert_eq!(
            [unit.label(""), unit.heading(""), MoneyUnit::for_amount(1.0).heading("")],
            ["million", "million", "amount"]
        );
        assert_eq!([tonnes(2e-7, 3e-7), tonnes(2e-7, 3e3), tonnes(1234.5, 2e3)], ["2e-7", "0", "1,234"]);
        assert_eq!([0.0, 3e-6, 9.994, 9.996, 1234.5].map(few_tonnes), ["0.00", "3e-6", "9.99", "10", "1,234"]);
    }

    #[test]
    fn one_is_no_many() {
        assert_eq!([1, 2, 1200].map(|n| counted(n, "month")), ["1 month", "2 months", "1,200 months"]);
        assert_eq!([counted(0, "delivery"), counted(1, "delivery")], ["0 deliveries", "1 delivery"]);
    }

    #[test]
    fn an_amount_without_a_currency_leaves_no_gap() {
        assert_eq!([with_unit("saves", ", ", "USD"), with_unit("saves", ", ", "")], ["saves, USD", "saves"]);
        assert_eq!([money(12.0, ""), money(2e6, ""), money(2e6, "USD")], ["12.00", "2.00 million", "2.00 million USD"]);
    }
}
