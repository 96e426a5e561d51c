//! The run that a page reports: the question, and the time.

use super::escape::html as text;
use super::format::month;
use crate::model::Month;
use std::time::{SystemTime, UNIX_EPOCH};

/// The command and the day of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// The command line, without the options that only say where results go.
    pub command: String,
    /// Days since 1970-01-01, UTC.
    pub day: i64,
}

/// Options that change no figure.
const ELSEWHERE: [&str; 5] = ["--out", "--quiet", "--json", "--jobs", "--resume"];

impl Run {
    /// The run of this process, today; or on the day of `SOURCE_DATE_EPOCH`, which makes results repeatable.
    pub(crate) fn of_process() -> Self {
        let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse::<i64>().ok());
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
        let arguments: Vec<String> =
            std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
        Self { command: command_of(&arguments), day: fixed.unwrap_or_else(now).div_euclid(86_400) }
    }

    /// `26 November 2026`.
    pub(crate) fn date(&self) -> String {
        let (year, month_of_year, day) = civil(self.day);
        format!("{day}\u{a0}{}", month(Month::new(year, month_of_year)))
    }

    /// The line at the foot of a page, as HTML.
    pub(crate) fn html(&self) -> String {
        let (date, version) = (self.date(), env!("CARGO_PKG_VERSION"));
        format!("<p>{date}, stockpile {version}: <code>{}</code></p>\n", text(&self.command))
    }
}

/// A command line that gives the same figures.
fn command_of(arguments: &[String]) -> String {
    let mut command = String::from("stockpile");
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let option = argument.split('=').next().unwrap_or(argument);
        if ELSEWHERE.contains(&option) {
            if ["--out", "--jobs"].contains(&argument.as_str()) {
                rest.next();
            }
            continue;
        }
        let plain = !argument.is_empty() && argument.chars().all(|c| c.is_alphanumeric() || "-_./=,:[]*".contains(c));
        command.push(' ');
        command += &if plain { argument.clone() } else { format!("'{}'", argument.replace('\'', "'\\''")) };
    }
    command
}

/// Year, month and day of the Gregorian calendar, so many days after 1970-01-01.
fn civil(days: i64) -> (i32, u32, u32) {
    let (mut year, mut rest) = (1970, days.max(0));
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    while rest >= 365 + i64::from(leap(year)) {
        rest -= 365 + i64::from(leap(year));
        year += 1;
    }
    let february = 28 + i64::from(leap(year));
    for (k, length) in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().enumerate() {
        if rest < length {
            return (year as i32, k as u32 + 1, rest as u32 + 1);
        }
        rest -= length;
    }
    unreachable!("the rest is less than a year")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand, and `date -u -d @…`.
    #[test]
    fn days_have_dates() {
        for (day, date) in [(0, (1970, 1, 1)), (59, (1970, 3, 1)), (11_016, (2000, 2, 29)), (20_783, (2026, 11, 26))] {
            assert_eq!(civil(day), date);
        }
    }

    #[test]
    fn where_results_go_is_no_part_of_the_command() {
        let command = |text: &str| command_of(&text.split(' ').map(String::from).collect::<Vec<_>>());
        assert_eq!(
            command("frontier m.toml --out /tmp/x --quiet --scope total"),
            "stockpile frontier m.toml --scope total"
        );
        assert_eq!(command("solve m.toml --out=/tmp/x --set a=1"), "stockpile solve m.toml --set a=1");
        assert_eq!(command_of(&["solve".into(), "it's mine".into()]), "stockpile solve 'it'\\''s mine'");
    }
}
