//! `stockpile export`: the linear program for any other solver.

use super::output::{Output, to_stdout};
use super::solve::{level_in_force, share};
use super::{ModelArgs, ShowArgs, Stop};
use crate::analysis::level;
use crate::formulation::Program;
use crate::lp::export::{Names, write_lp, write_mps};
use crate::report::files;
use crate::solver::Solver;
use clap::{Args, ValueEnum};
use std::io::{self, Write};
use std::path::PathBuf;

/// Write the linear program for any other solver
///
/// Example: stockpile export models/japan-2026.toml --format mps --max-share 0.5 --out japan.mps
#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    model: ModelArgs,
    /// The format.
    #[arg(long, value_enum)]
    format: Format,
    /// Add the security rows at this level instead of the model's max_share; without either there are none.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    max_share: Option<f64>,
    /// The file to write; standard output if not given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What finds the floors that limits are held at: simplex, microlp, or highs where it is compiled in.
    #[arg(long, value_name = "NAME", default_value = Solver::ALL[0].name(), value_parser = |name: &str| Solver::by_name(name))]
    solver: Solver,
    /// No messages on standard error but errors.
    #[arg(long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// MPS, free format
    Mps,
    /// LP text, as CPLEX and HiGHS read it
    Lp,
}

impl Export {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output = Output::new("export", &ShowArgs { json: false, quiet: self.quiet }, None);
        let model = self.model.read(&output)?.model;
        let level = level_in_force(&model, self.max_share)?;
        let program = Program::new(&model);
        let (rows, limits) = match level::in_force(&model, &program, level, self.solver) {
            Ok(found) => found,
            // without any plan there are no floors: the limits are what was asked for
            Err(crate::analysis::Error::NoPlan) => level::as_asked(&model, &program, level),
            Err(error) => return Err(error.into()),
        };
        let lp = program.with_security(&rows, &limits);
        let keys = program.rows.iter().copied().chain(rows.iter().map(|row| row.key()));
        let row_names: Vec<String> = keys.map(|key| key.name(&model)).collect();
        let col_names: Vec<String> = program.cols.iter().map(|key| key.name(&model)).collect();
        let names = Names { program: &model.name, rows: &row_names, cols: &col_names };
        let content = |mut to: &mut dyn Write| -> io::Result<()> {
            match self.format {
                Format::Mps => write_mps(&mut to, &lp, &names, 0.0),
                Format::Lp => write_lp(&mut to, &lp, &names, 0.0),
            }
        };
        match &self.out {
            Some(path) => files::write(path, content).map_err(|error| Stop::Write(path.clone(), error)),
            None => to_stdout(content),
        }
    }
}
