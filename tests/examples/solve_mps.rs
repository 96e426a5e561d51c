//! Solves any linear program in MPS format, so that the engine can be tried on problems of one's own:
//!
//! ```text
//! cargo run --release --example solve_mps -- FILE.mps [--solver NAME]
//! ```
//!
//! Of a program with integers it solves the relaxation. Exits with 0 after a verdict (optimal, infeasible or unbounded), 2 if the file
//! or the command line is wrong, 4 if the solver failed or its answer did not pass the certificate.

use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use stockpile::lp::mps::Mps;
use stockpile::solver::{Outcome, Proof, Solver, certified};

/// Solve a linear program in MPS format, fixed or free.
#[derive(Parser)]
struct Arguments {
    /// The program.
    file: PathBuf,
    /// The solver: one of those compiled in.
    #[arg(long, default_value = Solver::ALL[0].name(), value_parser = Solver::by_name)]
    solver: Solver,
}

fn main() -> ExitCode {
    let Arguments { file, solver } = Arguments::parse();
    let read = std::fs::read(&file).map_err(|e| e.to_string()).and_then(|b| Mps::parse(&b).map_err(|e| e.to_string()));
    let mps = match read {
        Ok(mps) => mps,
        Err(error) => {
            eprintln!("{}: {error}", file.display());
            return ExitCode::from(2);
        }
    };
    if mps.integers.contains(&true) {
        eprintln!("{}: has integer columns; this is the relaxation", file.display());
    }
    let start = Instant::now();
    let answer = certified(solver, &mps.lp);
    let seconds = start.elapsed().as_secs_f64();
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => {
            eprintln!("{failure}");
            return ExitCode::from(4);
        }
    };
    let unknown = || "-".to_owned();
    let (status, objective, iterations) = match &answer.outcome {
        Outcome::Optimal(s) => {
            let objective = mps.objective(mps.lp.objective(&s.x));
            ("optimal", objective.to_string(), s.iterations.map_or_else(unknown, |n| n.to_string()))
        }
        Outcome::Infeasible(_) => ("infeasible", unknown(), unknown()),
        Outcome::Unbounded => ("unbounded", unknown(), unknown()),
    };
    println!("status: {status}\nobjective: {objective}\niterations: {iterations}\nseconds: {seconds:.6}");
    match answer.proof {
        Proof::Certificate(c) => {
            println!("certificate: primal {:.1e}, dual {:.1e}, gap {:.1e}", c.primal, c.dual, c.gap)
        }
        Proof::Farkas(measure) => println!("certificate: Farkas ray, {measure:.1e}"),
        Proof::Crossed => println!("certificate: a lower bound above its upper"),
        Proof::Direction(slope) => {
            println!("certificate: a point and a direction that lowers the objective by {slope:.1e}")
        }
        Proof::None => println!("certificate: none, the solver's word"),
    }
    ExitCode::SUCCESS
}
