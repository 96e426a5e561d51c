//! The options that a run was given, as its manifest names them.

use super::Cli;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory};
use std::collections::BTreeMap;

/// The arguments of a run that change its results, by their name on the command line (`--level`; `PLAN` of `assess`), each with the
/// values given, in their order.
pub(super) type Options = BTreeMap<String, Vec<String>>;

/// Arguments that a manifest names elsewhere: among its inputs or its settings.
const NAMED_ELSEWHERE: [&str; 5] = ["model", "runs", "set", "max_share", "survive_months"];

/// Arguments that change no result: where it goes, in which form, and how fast it is found.
const NO_RESULT: [&str; 8] = ["out", "json", "quiet", "xlsx", "charts", "format", "jobs", "resume"];

/// The options that the command line of a command gives, as it gives them; not those that say what holds without them.
pub(super) fn given(matches: &ArgMatches) -> Options {
    let Some((name, matches)) = matches.subcommand() else { return Options::new() };
    let cli = Cli::command();
    let Some(command) = cli.find_subcommand(name) else { return Options::new() };
    let mut options = Options::new();
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        let by_user = matches.value_source(id) == Some(ValueSource::CommandLine);
        if !by_user || NAMED_ELSEWHERE.contains(&id) || NO_RESULT.contains(&id) {
            continue;
        }
        let values = matches.get_raw(id).into_iter().flatten();
        let values: Vec<String> = values.map(|value| value.to_string_lossy().into_owned()).collect();
        let default = argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned());
        if !default.eq(values.iter().cloned()) {
            let name =
                argument.get_long().map_or_else(|| argument.get_id().as_str().to_uppercase(), |n| format!("--{n}"));
            options.insert(name, values);
        }
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Vec<String> {
        let matches = Cli::command().try_get_matches_from(line.split(' ')).unwrap();
        given(&matches).into_iter().map(|(name, values)| format!("{name}={}", values.join("|"))).collect()
    }

    #[test]
    fn what_changes_no_result_and_what_is_named_elsewhere_is_left_out() {
        assert_eq!(
            of("stockpile solve m.toml --out o --json --quiet --xlsx --set a=1 --max-share 0.5 --survive 6"),
            [""; 0]
        );
        assert_eq!(of("stockpile solve m.toml --solver simplex"), [""; 0]);
        assert_eq!(of("stockpile solve m.toml --solver microlp --delays"), ["--delays=true", "--solver=microlp"]);
        assert_eq!(of("stockpile batch r.csv --model m.toml --jobs 2 --shard 1/2"), ["--shard=1/2"]);
    }

    #[test]
    fn values_stand_as_they_are_given() {
        let frontier =
            of("stockpile frontier m.toml --scope total --scope element --levels 1,.50 --survive 0,3 --beside n.toml");
        assert_eq!(frontier, ["--beside=n.toml", "--levels=1|.50", "--scope=total|element", "--survive=0|3"]);
        assert_eq!(of("stockpile levers m.toml --level=0.5 --survive"), ["--level=0.5", "--survive=true"]);
        assert_eq!(of("stockpile assess m.toml p.csv"), ["PLAN=p.csv"]);
    }
}
