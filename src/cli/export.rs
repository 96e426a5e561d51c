//! `stockpile export`: the linear program for any other solver.

use super::output::{Output, to_stdout};
use super::solve::{months, share};
use super::tolerances::ROOM;
use super::{ModelArgs, ShowArgs, Stop};
use crate::analysis::study::Study;
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
    format: ExportFormat,
    /// Add the security rows at this level instead of the model's max_share; without either there are none.
    #[arg(long, value_name = "SHARE", value_parser = share, allow_negative_numbers = true)]
    max_share: Option<f64>,
    /// Add the constraints of survival of a full stop of the security country for so many months, instead of the model's survive_months.
    #[arg(long, value_name = "MONTHS", value_parser = months, allow_negative_numbers = true)]
    survive: Option<u32>,
    /// The file to write; standard output if not given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The solver that finds the floors that limits are held at: simplex, microlp, or highs where it is compiled in.
    #[arg(long, value_name = "NAME", default_value = Solver::ALL[0].name(), value_parser = |name: &str| Solver::by_name(name))]
    solver: Solver,
    /// No messages on standard error but errors.
    #[arg(long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ExportFormat {
    /// MPS, free format
    Mps,
    /// LP text, as CPLEX and HiGHS read it
    Lp,
}

impl Export {
    pub(super) fn run(self) -> Result<(), Stop> {
        let output = Output::new("export", &ShowArgs { json: false, quiet: self.quiet }, None);
        let study = Study::as_written(self.model.read_at(self.max_share, self.survive, &output)?.model, self.solver);
        let (mut lp, rows) = study.program_at(study.asked())?;
        let own = lp.rows() - rows.len();
        lp.row_upper[own..].iter_mut().for_each(|limit| *limit += ROOM * limit.max(1.0));
        let (model, program) = (study.model(), study.program());
        let keys = program.rows.iter().copied().chain(rows.iter().map(|row| row.key()));
        let row_names: Vec<String> = keys.map(|key| key.name(model)).collect();
        let col_names: Vec<String> = program.cols.iter().map(|key| key.name(model)).collect();
        let names = Names { program: &model.name, rows: &row_names, cols: &col_names };
        let survives = model.security.as_ref().and_then(|security| security.survive_months).is_some();
        if survives && program.courses.is_empty() {
            output.message("note: there is no plan even without survival, whose constraints are therefore left out");
        }
        let content = |mut to: &mut dyn Write| -> io::Result<()> {
            match self.format {
                ExportFormat::Mps => write_mps(&mut to, &lp, &names, 0.0),
                ExportFormat::Lp => write_lp(&mut to, &lp, &names, 0.0),
            }
        };
        match &self.out {
            Some(path) => files::write(path, content).map_err(|error| Stop::Write(path.clone(), error)),
            None => to_stdout(content),
        }
    }
}
