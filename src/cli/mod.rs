//! The command line: arguments, exit codes, and who writes where. Everything else is in the library.
//!
//! Data goes to standard output, messages and progress to standard error. `NO_COLOR` is honoured by the argument parser, which is
//! all that colours anything. A closed pipe ends the program without a word.

mod alternatives;
mod assess;
mod batch;
mod beside;
mod check;
mod diff;
mod export;
mod frontier;
mod hedge;
mod init;
mod merge;
mod no_plan;
mod options;
mod output;
mod plan_file;
mod solve;
mod stress;
mod surface;
mod tolerances;
mod under_stress;
mod variants;
mod verify;

use crate::diagnostic::Diagnostics;
use crate::input::{Checked, Overrides, Source};
use crate::report::folder::Unwritten;
use crate::solver::Solver;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use options::Options;
use output::Output;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Plan the purchases and stocks of critical materials so that no hostile or failing supplier country can stop their supply,
/// and find the cost of each level of that security.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Solve(solve::Solve),
    Frontier(frontier::FrontierArgs),
    Assess(assess::Assess),
    Stress(stress::StressArgs),
    Hedge(hedge::HedgeArgs),
    Sensitivity(variants::SensitivityArgs),
    Levers(variants::LeversArgs),
    Alternatives(alternatives::AlternativesArgs),
    Batch(Box<batch::BatchArgs>),
    Merge(merge::Merge),
    Diff(diff::DiffArgs),
    Verify(verify::Verify),
    Export(export::Export),
    Init(init::Init),
}

/// The model, and changes to it.
#[derive(Debug, Args)]
struct ModelArgs {
    /// The model file.
    model: PathBuf,
    /// Change a value of the model file by its path, a cell of a table as TABLE[KEY].COLUMN (offers[lynas/Nd].price), or scale or
    /// delay values of the tables (scale.demand, scale.capacity, scale.price, scale.coverage, scale.stock, scale.shortage_cost,
    /// scale.fx.CURRENCY, delay.qualification, most also for one ELEMENT, SUPPLIER or SEGMENT). Repeatable.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
}

impl ModelArgs {
    /// Reads the model with all overrides; notes go to standard error.
    fn read(&self, output: &Output) -> Result<Checked, Stop> {
        self.read_at(None, None, output)
    }

    /// The same at a security level and with months to survive, which take the place of the model's `security.max_share` and
    /// `security.survive_months`.
    fn read_at(&self, max_share: Option<f64>, survive: Option<u32>, output: &Output) -> Result<Checked, Stop> {
        let (source, overrides) = self.source_at(max_share, survive)?;
        let checked = source.model(&overrides)?;
        for note in &checked.notes {
            output.message(&note.to_string());
        }
        output.describe(&checked.model.name, source.files(), overrides.iter().map(|(k, v)| (k.into(), v.into())))?;
        Ok(checked)
    }
}

impl ModelArgs {
    /// Another model with the same overrides, whose files are among the inputs as well.
    fn read_other(&self, path: &Path, output: &Output) -> Result<Checked, Stop> {
        let overrides = Overrides::parse(&self.set)?;
        let source = Source::read_with(path, &overrides)?;
        output.describe_also(source.files())?;
        Ok(source.model(&overrides)?)
    }

    /// The files themselves, and the changes to them.
    fn source(&self) -> Result<(Source, Overrides), Stop> {
        self.source_at(None, None)
    }

    /// The same at a security level and with months to survive.
    fn source_at(&self, max_share: Option<f64>, survive: Option<u32>) -> Result<(Source, Overrides), Stop> {
        let mut overrides = Overrides::parse(&self.set)?;
        if let Some(share) = max_share {
            overrides.set("security.max_share", &share.to_string()).map_err(Diagnostics::from)?;
        }
        if let Some(months) = survive {
            overrides.set("security.survive_months", &months.to_string()).map_err(Diagnostics::from)?;
        }
        Ok((Source::read_with(&self.model, &overrides)?, overrides))
    }
}

/// The options that all commands that solve have in common.
#[derive(Debug, Args)]
struct SolveArgs {
    /// The solver: simplex, microlp, or highs where it is compiled in.
    #[arg(long, value_name = "NAME", default_value = Solver::ALL[0].name(), value_parser = |name: &str| Solver::by_name(name))]
    solver: Solver,
    /// The folder to write results to; nothing is written without it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    show: ShowArgs,
}

impl SolveArgs {
    /// The output of `command`, which was given `options`.
    fn output(&self, command: &str, options: Options) -> Output {
        Output::new(command, &self.show, self.out.as_deref()).asked(options)
    }
}

/// Other forms of the results: a workbook, pictures.
#[derive(Debug, Args)]
struct WorkbookArgs {
    /// Write the tables also as one Excel workbook with charts, plan.xlsx.
    #[arg(long, requires = "out")]
    xlsx: bool,
    /// Write each figure of the report also as a picture: svg, png or both, separated by commas. Needs a program built with
    /// --features charts.
    #[arg(long, requires = "out", value_name = "FORMATS", value_delimiter = ',', value_parser = ["svg", "png"])]
    charts: Vec<String>,
}

/// The output shown.
#[derive(Debug, Args)]
struct ShowArgs {
    /// Write results to standard output as JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// No messages on standard error but errors, and no tables.
    #[arg(long)]
    quiet: bool,
}

/// Why a command ends early, with its exit code.
enum Stop {
    /// 2: the input is wrong.
    Input(Diagnostics),
    /// 2: the command line asks a question that the model cannot answer.
    Usage(String),
    /// 3: no feasible plan; the explanation has been printed.
    NoPlan,
    /// 4: the solver failed or its answer does not prove itself.
    Solver(crate::analysis::Error),
    /// 4: a folder's answer does not prove itself; that has been said.
    NotProved,
    /// 5: a batch is finished, and some of its runs have no answer.
    SomeFailed,
    /// 130: ended by the user; finished runs are kept.
    Interrupted,
    /// 1: a file cannot be written.
    Write(PathBuf, std::io::Error),
    /// 0: nobody reads the output any more.
    ClosedPipe,
}

impl From<Unwritten> for Stop {
    fn from(unwritten: Unwritten) -> Self {
        Self::Write(unwritten.path, unwritten.error)
    }
}

impl From<Diagnostics> for Stop {
    fn from(problems: Diagnostics) -> Self {
        Self::Input(problems)
    }
}

impl From<crate::analysis::Error> for Stop {
    fn from(error: crate::analysis::Error) -> Self {
        use crate::analysis::Error;
        match error {
            Error::Survival(why) => Self::Usage(why.to_string()),
            Error::Hedge(why) => Self::Usage(why.to_string()),
            Error::NoPlan | Error::Solver(_) | Error::Exhausted(_) => Self::Solver(error),
        }
    }
}

/// The command line of this process, and the options among it that a manifest names.
fn parsed() -> Result<(Cli, Options), clap::Error> {
    let matches = Cli::command().try_get_matches()?;
    let cli = Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut Cli::command()))?;
    Ok((cli, options::given(&matches)))
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let (cli, options) = match parsed() {
        Ok(parsed) => parsed,
        Err(error) => {
            // help and version are answers, not errors; a closed pipe is no reason to complain
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let result = match cli.command {
        Command::Check(args) => args.run(),
        Command::Solve(args) => args.run(options),
        Command::Frontier(args) => args.run(options),
        Command::Assess(args) => args.run(options),
        Command::Stress(args) => args.run(options),
        Command::Hedge(args) => args.run(options),
        Command::Sensitivity(args) => args.run(options),
        Command::Levers(args) => args.run(options),
        Command::Alternatives(args) => args.run(options),
        Command::Batch(args) => args.run(options),
        Command::Merge(args) => args.run(),
        Command::Diff(args) => args.run(),
        Command::Verify(args) => args.run(),
        Command::Export(args) => args.run(),
        Command::Init(args) => args.run(),
    };
    match result {
        Ok(()) | Err(Stop::ClosedPipe) => ExitCode::SUCCESS,
        Err(Stop::Input(problems)) => {
            output::error(&problems.to_string());
            ExitCode::from(2)
        }
        Err(Stop::Usage(message)) => {
            output::error(&format!("error: {message}"));
            ExitCode::from(2)
        }
        Err(Stop::NoPlan) => ExitCode::from(3),
        Err(Stop::NotProved) => ExitCode::from(4),
        Err(Stop::SomeFailed) => ExitCode::from(5),
        Err(Stop::Interrupted) => ExitCode::from(130),
        Err(Stop::Solver(error)) => {
            output::error(&format!("error: {error}"));
            output::error("hint: no plan is shown that is not proved; try another --solver, or send us the model");
            ExitCode::from(4)
        }
        Err(Stop::Write(path, error)) => {
            output::error(&format!("error: {}: {error}", path.display()));
            ExitCode::FAILURE
        }
    }
}
