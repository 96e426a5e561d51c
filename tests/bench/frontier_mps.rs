//! The engine's side of the comparison with HiGHS: writes synthetic programs, and walks the frontier of any program in MPS format.
//!
//! ```text
//! cargo run --release --example frontier_mps -- generate 9x12x36x3+budget FILE.mps
//! cargo run --release --example frontier_mps -- walk FILE.mps --security 'security(total)'
//! ```
//!
//! `walk` takes one thread and prints JSON: seconds (the least of several runs, from program in memory to frontier in memory, all
//! preparation included), and what the program costs at levels spread evenly over the frontier, with each security row's limit there.

use clap::Parser;
use serde_json::{Value, json};
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;
use stockpile::lp::components::components;
use stockpile::lp::export::{Names, write_mps};
use stockpile::lp::mps::Mps;
use stockpile::lp::{Builder, Lp};
use stockpile::simplex::{CostCurve, CostWalk, RhsEnd, RhsOptions, RhsWalk, parametric_cost, parametric_rhs};
use stockpile::solver::{Outcome, Solution, Solver};

#[path = "synthetic.rs"]
mod synthetic;

/// Write synthetic programs, and walk the frontier of a program in MPS format.
#[derive(Parser)]
enum Task {
    /// Write a synthetic program, with its security row at level 1.
    Generate {
        /// Elements x suppliers x periods x segments, as in 9x12x36x3 or 9x12x36x3+budget.
        size: synthetic::Size,
        /// The file to write.
        file: PathBuf,
    },
    /// Walk a frontier and say how long it took.
    Walk {
        /// The program.
        file: PathBuf,
        /// Name of a security row; several share the level.
        #[arg(long, required = true)]
        security: Vec<String>,
        /// Number of levels whose cost is wanted.
        #[arg(long, default_value_t = 21)]
        levels: usize,
    },
}

fn main() -> Result<(), Box<dyn Error>> {
    match Task::parse() {
        Task::Generate { size, file } => generate(size, &file),
        Task::Walk { file, security, levels } => {
            let mps = Mps::parse(&std::fs::read(file)?)?;
            println!("{}", walk(mps, &security, levels)?);
            Ok(())
        }
    }
}

fn generate(size: synthetic::Size, file: &PathBuf) -> Result<(), Box<dyn Error>> {
    let model = synthetic::synthetic(size);
    let mut rows = model.rows.clone();
    rows.push("security[total]".into());
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    write_mps(&mut out, &model.at(1.0), &Names { program: "synthetic", rows: &rows, cols: &model.cols }, 0.0)?;
    std::io::Write::flush(&mut out)?;
    Ok(())
}

/// The least seconds of up to `RUNS` runs that together take a second or so, and the last result.
fn timed<T>(mut run: impl FnMut() -> Result<T, Box<dyn Error>>) -> Result<(f64, T), Box<dyn Error>> {
    const RUNS: usize = 7;
    let begun = Instant::now();
    let (mut least, mut n) = (f64::INFINITY, 0);
    loop {
        let start = Instant::now();
        let result = run()?;
        least = least.min(start.elapsed().as_secs_f64());
        n += 1;
        if n == RUNS || begun.elapsed().as_secs_f64() > 1.0 {
            return Ok((least, result));
        }
    }
}

fn walk(mps: Mps, security: &[String], levels: usize) -> Result<Value, Box<dyn Error>> {
    let lp = mps.lp;
    let find = |name: &String| mps.rows.iter().position(|row| row == name).ok_or_else(|| format!("no row {name}"));
    let rows: Vec<usize> = security.iter().map(find).collect::<Result<_, _>>()?;
    let last = levels.max(2) - 1;
    let mut out = json!({ "columns": lp.cols(), "rows": lp.rows() });
    let limits_and_costs: Vec<(Vec<f64>, f64)> = if let &[row] = &rows[..] {
        let (free, load) = without(&lp, row);
        let (seconds, curve) = timed(|| by_component(&free, &load))?;
        out["by_component"] = json!(seconds);
        let (seconds, whole) = timed(|| frontier(&free, &load))?;
        out["as_one"] = json!(seconds);
        out["breakpoints"] = json!(curve.points.len());
        out["breakpoints_as_one"] = json!(whole.points.len());
        // a load that falls for ever has no end: levels are then those of as much again
        let (from, last_point) = (curve.points[0].0, curve.points[curve.points.len() - 1].0);
        let to = if curve.falls_at.is_some() { last_point - (from - last_point).max(1.0) } else { last_point };
        (0..=last).map(|k| from + (to - from) * k as f64 / last as f64).map(|l| (vec![l], curve.cost(l))).collect()
    } else {
        // all limits fall together, to where some row can go no lower
        let direction: Vec<(usize, f64)> = rows.iter().map(|&i| (i, -lp.row_upper[i])).collect();
        let (seconds, curve) = timed(|| match parametric_rhs(&lp, &direction, RhsOptions::until(1.0))? {
            RhsWalk::Curve(curve) => Ok(curve),
            other => Err(format!("no frontier: {other:?}").into()),
        })?;
        out["as_one"] = json!(seconds);
        out["breakpoints"] = json!(curve.points.len());
        out["pivots"] = json!(curve.iterations);
        let end = curve.points[curve.points.len() - 1].theta;
        // rounding aside, the floor itself may have no point
        let end = if matches!(curve.end, RhsEnd::Infeasible { .. }) { end * (1.0 - 1e-9) } else { end };
        let level = |theta: f64| {
            let k = curve.points.partition_point(|p| p.theta <= theta) - 1;
            let cost = curve.points[k].cost + (theta - curve.points[k].theta) * curve.points[k].slope;
            (rows.iter().map(|&i| lp.row_upper[i] * (1.0 - theta)).collect(), cost)
        };
        (0..=last).map(|k| level(end * k as f64 / last as f64)).collect()
    };
    let middle = &limits_and_costs[last / 2];
    let mut one = lp.clone();
    for (&i, &limit) in rows.iter().zip(&middle.0) {
        (one.row_lower[i], one.row_upper[i]) = (f64::NEG_INFINITY, limit);
    }
    let (seconds, found) = timed(|| match Solver::Simplex.solve(&one)? {
        Outcome::Optimal(Solution { x, .. }) => Ok(one.objective(&x)),
        _ => Err("the middle level has no optimum".into()),
    })?;
    out["one_level"] = json!(seconds);
    let off = (found - middle.1).abs() / middle.1.abs().max(1.0);
    if off > 1e-6 {
        return Err(format!("walk and solve differ at the middle level: {} and {found}", middle.1).into());
    }
    let level = |(limits, cost): &(Vec<f64>, f64)| json!({ "limits": limits, "cost": cost + mps.offset });
    out["levels"] = limits_and_costs.iter().map(level).collect();
    Ok(out)
}

/// The program without a row, and the row's coefficients.
fn without(lp: &Lp, row: usize) -> (Lp, Vec<f64>) {
    let mut load = vec![0.0; lp.cols()];
    let mut b = Builder::default();
    (0..lp.cols()).for_each(|j| {
        b.column(lp.cost[j], lp.lower[j], lp.upper[j]);
    });
    let by_row = stockpile::lp::rows::Rows::of(lp);
    for i in 0..lp.rows() {
        if i == row {
            by_row.row(i).for_each(|(j, a)| load[j] = a);
        } else {
            b.row(lp.row_lower[i], lp.row_upper[i], by_row.row(i));
        }
    }
    (b.build(), load)
}

fn frontier(lp: &Lp, load: &[f64]) -> Result<CostCurve, Box<dyn Error>> {
    match parametric_cost(lp, load, None)? {
        CostWalk::Curve(frontier) => Ok(*frontier),
        other => Err(format!("no frontier: {other:?}").into()),
    }
}

/// Cost against load, falling loads.
struct Curve {
    points: Vec<(f64, f64)>,
    /// The price at which the load falls for ever from the last point, if it does.
    falls_at: Option<f64>,
}

impl Curve {
    fn cost(&self, load: f64) -> f64 {
        let last = self.points[self.points.len() - 1];
        if let (true, Some(price)) = (load < last.0, self.falls_at) {
            return last.1 + price * (last.0 - load);
        }
        let k = self.points.partition_point(|p| p.0 >= load).min(self.points.len() - 1);
        let ((l0, c0), (l1, c1)) = (self.points[k.saturating_sub(1)], self.points[k]);
        if l0 == l1 {
            return c0;
        }
        c0 + (c1 - c0) * ((load - l0) / (l1 - l0)).clamp(0.0, 1.0)
    }
}

/// Walks each component alone and merges their segments by slope: the least cost of a sum of loads goes down the flattest first.
fn by_component(lp: &Lp, load: &[f64]) -> Result<Curve, Box<dyn Error>> {
    let (mut at, mut cost) = (0.0, 0.0);
    let mut segments = Vec::new();
    let mut falls_at: Option<f64> = None;
    for component in components(lp) {
        let part = component.extract(lp);
        let load: Vec<f64> = component.cols.iter().map(|&j| load[j as usize]).collect();
        let walked = frontier(&part, &load)?;
        let last = walked.points[walked.points.len() - 1];
        if walked.unbounded_load {
            falls_at = Some(falls_at.map_or(last.penalty, |penalty| penalty.min(last.penalty)));
        }
        at += walked.points[0].load;
        cost += walked.points[0].cost;
        segments.extend(walked.points.windows(2).map(|w| (w[0].penalty, w[1].load - w[0].load, w[1].cost - w[0].cost)));
    }
    segments.sort_by(|a, b| a.0.total_cmp(&b.0));
    // nothing dearer is bought than the component whose load falls for ever
    segments.retain(|segment| falls_at.is_none_or(|penalty| segment.0 < penalty));
    let mut points = vec![(at, cost)];
    for (_, less, more) in segments {
        at += less;
        cost += more;
        points.push((at, cost));
    }
    Ok(Curve { points, falls_at })
}
