//! Random models, each answered in several ways that share as little as they can: our simplex and microlp, the whole frontier and one level at
//! a time, and the certificate of everything.
//!
//! `STOCKPILE_RANDOM=2000` tries so many instead of five hundred, `STOCKPILE_RANDOM_FROM=7000` other ones.

use crate::random_draft::{Draft, draw};
use crate::supply::Random;
use rayon::prelude::*;
use stockpile::analysis::Error;
use stockpile::analysis::frontier::{Breakpoint, Frontier, frontier};
use stockpile::analysis::least_cost::least_cost;
use stockpile::analysis::study::Study;
use stockpile::formulation::Program;
use stockpile::model::{Model, Part, Security, Unattainable};
use stockpile::solver::{Method, Solver};

/// Relative for costs, absolute for shares (MODEL.md).
const TOLERANCE: f64 = 1e-6;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()).max(1.0)
}

/// The fault of the model of a draft, if any; `None` for a draft that makes no sense.
fn fault(draft: &Draft, seed: u64) -> Option<String> {
    let model = draft.model()?;
    let program = Program::new(&model);
    compare(&model, &program, &mut Random::new(seed)).err()
}

/// The least cost at a level, `None` without a plan.
fn cost(study: &Study, level: Option<f64>) -> Result<Option<f64>, Error> {
    match level.map_or_else(|| study.least_cost(), |level| study.at_level(level)) {
        Ok(found) => Ok(Some(found.cost)),
        Err(Error::NoPlan) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The same of a second opinion, as far as it is one: an answer that our own simplex repaired is none.
fn second_opinion(study: &Study, level: Option<f64>) -> Option<Option<f64>> {
    match level.map_or_else(|| study.least_cost(), |level| study.at_level(level)) {
        Ok(found) => {
            let usual = found.methods().iter().all(|method| method.is_usual_of(study.solver()));
            usual.then_some(Some(found.cost))
        }
        Err(Error::NoPlan) => Some(None),
        Err(_) => None,
    }
}

fn compare(model: &Model, program: &Program, random: &mut Random) -> Result<(), String> {
    let security = model.security.as_ref().ok_or("every draft has one")?;
    let (study, second) = (Study::new(model.clone(), Solver::Simplex), Study::new(model.clone(), Solver::Microlp));
    let least = cost(&study, None).map_err(|error| format!("without a level: {error}"))?;
    // microlp's time grows with the square of the size, and it gives up now and then; a word of it that nothing proves is none
    let small = program.lp.cols() < 300;
    if let (true, Some(other)) = (small, second_opinion(&second, None)) {
        let agree = match (least, other) {
            (Some(a), Some(b)) => close(a, b),
            (None, Some(_)) => false,
            (_, None) => true,
        };
        if !agree {
            return Err(format!("without a level: {least:?}, by microlp {other:?}"));
        }
    }
    let found = match frontier(model, program, security, security.scope, Solver::Simplex) {
        Ok(found) => found,
        Err(Error::NoPlan) if least.is_none() => return Ok(()),
        Err(error) => return Err(format!("frontier: {error}, least cost {least:?}")),
    };
    let Some(least) = least else { return Err("a frontier without a plan".into()) };
    if !close(found.least_cost, least) {
        return Err(format!("the frontier begins at {}, the least cost is {least}", found.least_cost));
    }
    if !found.certificate().holds() {
        return Err(format!("the frontier proves itself by {}", found.certificate()));
    }
    for _ in 0..7 {
        let level = match random.below(3) {
            0 => (random.unit() * 10.0).round() / 10.0,
            1 => found.points[random.below(found.points.len())].share,
            _ => random.unit(),
        };
        at(&study, security, &found, level)?;
    }
    if small {
        let level = random.unit();
        if let Some(Some(other)) = second_opinion(&second, Some(level)) {
            let walked = found.level(model, program, security, level).found.map(|level| level.cost);
            if !between(&found, level, walked, Some(other)) {
                return Err(format!("at {level}: {walked:?}, by microlp {other:?}"));
            }
        }
    }
    Ok(())
}

/// True if a cost found another way at a level lies on the frontier, within the tolerance of cost or share.
fn between(found: &Frontier, level: f64, walked: Option<f64>, other: Option<f64>) -> bool {
    match (walked, other) {
        (Some(walked), Some(other)) => {
            let (dear, cheap) = (found.cost(level - TOLERANCE), found.cost(level + TOLERANCE));
            close(walked, other) || (other <= dear && other >= cheap)
        }
        // a level that is the lowest, to rounding
        (None, None) => true,
        _ => (level - found.lowest_share).abs() < TOLERANCE,
    }
}

/// True if a level's plan is sure to be no mixture: from the free share up, and where one row is turned at every breakpoint. Of several rows that do
/// not meet, each part of the program has breakpoints of its own, and is a mixture at the others'.
fn is_corner(found: &Frontier, level: f64) -> bool {
    let at = |point: &Breakpoint| point.share == level;
    level >= found.free_share || (found.rows.len() == 1 && found.points.iter().any(at))
}

/// The frontier's answer at a level against that of one solve, and its proof.
fn at(study: &Study, security: &Security, found: &Frontier, level: f64) -> Result<(), String> {
    let (model, program) = (study.model(), study.program());
    let of_frontier = found.level(model, program, security, level);
    let walked = of_frontier.found.map(|at| at.cost);
    let (lp, rows) = study.program_at(Some(level)).map_err(|error| format!("floors at {level}: {error}"))?;
    let limits = &lp.row_upper[program.lp.rows()..];
    let proved = match study.at_level(level) {
        Ok(proved) => proved,
        Err(Error::NoPlan) if between(found, level, walked, None) => return Ok(()),
        Err(error) => return Err(format!("at {level}: {error}")),
    };
    for ((limit, row), floor) in limits.iter().zip(&rows).zip(&found.floors) {
        let held = match security.unattainable {
            Unattainable::Relax => level.max(*floor),
            Unattainable::Fail => level,
        };
        if (limit / row.requirement - held).abs() > TOLERANCE {
            let other = limit / row.requirement;
            return Err(format!(
                "at {level}: a limit of {other}, by the frontier {held}; req {} of {rows:?}",
                row.requirement,
                rows = rows.iter().map(|r| r.requirement).collect::<Vec<_>>()
            ));
        }
    }
    let total = program.security_row(model, security, Part::Total, security.look_through);
    let load = total.as_ref().map_or(&[][..], |row| &row.terms);
    // room for rows that stand on their floors, where rounding asks for it: beside a small row that of a large one is worth much
    let solve = |room: f64| {
        let room: Vec<f64> = limits.iter().zip(&rows).map(|(limit, row)| limit + room * row.requirement).collect();
        let lp = program.with_security(&rows, &room);
        least_cost(&lp, load, Solver::Simplex).map(|found| (lp, found))
    };
    let (lp, direct) = solve(0.0)
        .or_else(|_| solve(1e-11))
        .or_else(|_| solve(1e-9))
        .map_err(|error| format!("at {level}: {error}"))?;
    let other = lp.objective(&direct.x);
    if !between(found, level, walked, Some(other)) {
        return Err(format!("at {level}: {walked:?} on the frontier, {other} by itself"));
    }
    if walked.is_some_and(|walked| !close(proved.cost, walked)) {
        return Err(format!("at {level}: the plan costs {}, not {walked:?}", proved.cost));
    }
    if let Some(total) = &total
        && is_corner(found, level)
    {
        let (plan, least) = (total.share(&proved.x), total.share(&direct.x));
        let shown = of_frontier.found.and_then(|at| at.share_total).unwrap_or(plan);
        if plan.max(shown) > least + TOLERANCE && walked.is_some_and(|walked| other <= walked * (1.0 + 1e-12)) {
            return Err(format!("at {level}: a share of {plan}, shown as {shown}, though {least} costs as little"));
        }
    }
    Ok(())
}

/// As a whole number, from the environment.
pub(crate) fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn all_ways_lead_to_the_same_answers() {
    let (from, count) = (setting("STOCKPILE_RANDOM_FROM", 0), setting("STOCKPILE_RANDOM", 500));
    let faults: Vec<(u64, String)> =
        (from..from + count).into_par_iter().filter_map(|seed| Some((seed, fault(&draw(seed), seed)?))).collect();
    let Some((seed, _)) = faults.first() else { return };
    let all: Vec<String> = faults.iter().map(|(seed, fault)| format!("{seed}: {fault}")).collect();
    // the kind of fault that is looked for while the model gets smaller is any
    let small = draw(*seed).shrunk(|draft| fault(draft, *seed).is_some());
    panic!("{}\n\n{}: {small}\n{:?}", all.join("\n"), seed, fault(&small, *seed));
}

/// The generator is worth something only if most of what it draws has a plan, and levels that cost something.
#[test]
fn most_models_have_a_frontier_that_rises() {
    let (mut models, mut plans, mut rising, mut others) = (0, 0, 0, 0);
    for seed in 0..150 {
        let Some(model) = draw(seed).model() else { continue };
        models += 1;
        let (program, security) = (Program::new(&model), model.security.as_ref().unwrap());
        let Ok(found) = frontier(&model, &program, security, security.scope, Solver::Simplex) else { continue };
        plans += 1;
        rising += usize::from(found.points.len() > 1);
        others += usize::from(found.methods().iter().any(|method| *method != Method::of(Solver::Simplex)));
    }
    assert!(models > 130 && plans > 60 && rising > 40, "{models} models, {plans} with a plan, {rising} rising");
    assert!(others <= 1, "{others} needed another method");
}
