//! The command line: see [`stockpile::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    stockpile::cli::run()
}
