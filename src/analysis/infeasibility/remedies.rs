//! Remedies that would free the plan: changes of constraints in conflict, each as small as can be, each tried.

use super::candidates::{Prospect, candidates, of_level};
use super::irreducible::Conflict;
use super::relief::Relief;
use super::trial::{Extent, LeastStep, Piece, Setting, Trial, flags};
use crate::model::Model;
use rayon::prelude::*;

/// A change that frees a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Remedy {
    /// The set of constraints that it resolves, as an index; `None`: all of them.
    pub set: Option<usize>,
    /// The change.
    pub change: Relief,
    /// The present value: in the table's unit, a part where a multiplier makes it; months sooner for dates, from 0.
    pub now: f64,
    /// The least value that frees a plan.
    pub value: f64,
    /// The setting with which it was tried.
    pub setting: Setting,
    /// True if the whole model has a plan with it. If not, the constraints of its set could be met, and another set could not.
    pub enough: bool,
}

/// Remedies for constraints that stand against each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Remedies {
    /// Remedies that are enough, each by itself.
    pub found: Vec<Remedy>,
    /// Changes that were tried as far as they go and are not, with the set that each was to resolve.
    pub in_vain: Vec<(usize, Relief)>,
    /// Number of changes that were not tried.
    pub untried: usize,
    /// Number of sets for which nothing was tried.
    pub unsought: usize,
    /// A remedy of each set, as indices into `found`, with which together there is a plan; empty where there is one set.
    pub together: Vec<usize>,
}

/// The most sets that remedies are sought for, and the most where survival, whose programs are large, is among the constraints in conflict.
const SETS: usize = 12;
const LARGE_SETS: usize = 3;

/// Remedies for some conflicts, tried.
pub fn remedies(trial: &Trial, conflicts: &[Conflict]) -> Remedies {
    let mut all = Remedies::default();
    let several = conflicts.len() > 1;
    if several && conflicts.iter().any(|conflict| conflict.at_level) {
        all.seek(trial, None, of_level(trial, &Extent::ALL), &Extent::ALL);
    }
    let most = if conflicts.iter().any(Conflict::survives) { LARGE_SETS } else { SETS };
    for (set, conflict) in conflicts.iter().enumerate().take(most) {
        let extent = extent(trial, conflict, several);
        let (listed, untried) = candidates(trial, conflict, &extent);
        all.untried += untried;
        all.seek(trial, Some(set), listed, &extent);
    }
    all.unsought = conflicts.len().saturating_sub(most);
    all.together = together(trial, &all.found, conflicts.len());
    all
}

impl Remedies {
    /// Tries some candidates as far as they must go.
    fn seek(&mut self, trial: &Trial, set: Option<usize>, listed: Vec<Prospect>, extent: &Extent) {
        let now = trial.program(trial.study.model(), extent);
        let try_it = |candidate: &Prospect| least(trial, candidate, extent, now.as_ref());
        // the first by itself: what proves how far it must go often proves that others are in vain
        let (first, others) = listed.split_at(listed.len().min(1));
        let mut tried: Vec<Option<f64>> = first.iter().map(try_it).collect();
        tried.par_extend(others.par_iter().map(try_it));
        for (candidate, value) in listed.into_iter().zip(tried) {
            let Some(value) = value else {
                self.in_vain.extend(set.map(|set| (set, candidate.change)));
                continue;
            };
            let setting = candidate.setting(value);
            let whole = || {
                trial.model(std::slice::from_ref(&setting)).is_some_and(|model| trial.has_plan(&model, &Extent::ALL))
            };
            let enough = *extent == Extent::ALL || whole();
            self.found.push(Remedy { set, change: candidate.change, now: candidate.now, value, setting, enough });
        }
    }
}

/// The part of the program that must have a plan for a conflict to be resolved: its own part where there are others.
fn extent(trial: &Trial, conflict: &Conflict, others: bool) -> Extent {
    let model = trial.study.model();
    Extent {
        elements: others.then(|| flags(model, &conflict.elements)),
        survival: !trial.study.program().courses.is_empty() || !asks_survival(model),
        level: conflict.at_level || !trial.level,
    }
}

fn asks_survival(model: &Model) -> bool {
    model.security.as_ref().and_then(|security| security.survive_months).is_some_and(|months| months > 0)
}

/// The first remedy of each set, if there is a plan with all of them.
fn together(trial: &Trial, found: &[Remedy], sets: usize) -> Vec<usize> {
    let first = |set: usize| found.iter().position(|remedy| remedy.set == Some(set));
    let Some(chosen) = (0..sets).map(first).collect::<Option<Vec<usize>>>().filter(|_| sets > 1) else {
        return Vec::new();
    };
    let settings: Vec<Setting> = chosen.iter().map(|&k| found[k].setting.clone()).collect();
    let frees = trial.model(&settings).is_some_and(|model| trial.has_plan(&model, &Extent::ALL));
    if frees { chosen } else { Vec::new() }
}

/// The least change of a candidate with which there is a plan, rounded to few digits; `None` if all of it is not enough.
fn least(trial: &Trial, candidate: &Prospect, extent: &Extent, now: Option<&Piece>) -> Option<f64> {
    let frees =
        |value: f64| trial.model(&[candidate.setting(value)]).is_some_and(|model| trial.has_plan(&model, extent));
    if candidate.whole > 0.0 {
        return whole_steps(candidate, frees);
    }
    let far = trial.model(&[candidate.setting(candidate.far)])?;
    let far = trial.program(&far, extent).filter(|far| !trial.is_in_vain(far))?;
    let span = candidate.far - candidate.now;
    let least = match now.map_or(LeastStep::Bent, |now| trial.least_step(now, &far)) {
        LeastStep::Least(part) => part,
        LeastStep::None => return None,
        LeastStep::Bent => bisect(|part| frees(candidate.now + part * span))?,
    };
    let rounded = |part: f64, more: f64| candidate.rounded(candidate.now + part * span, more);
    // what is not in proportion may need a little more
    let tries = [0.0, 1.0, 2.0, 5.0].map(|more| rounded(least, more));
    tries.into_iter().find(|&value| frees(value)).or_else(|| {
        let part = bisect(|part| frees(candidate.now + part * span))?;
        Some(rounded(part, 0.0)).filter(|&value| frees(value))
    })
}

/// The fewest whole steps with which there is a plan.
fn whole_steps(candidate: &Prospect, frees: impl Fn(f64) -> bool) -> Option<f64> {
    let steps = ((candidate.far - candidate.now) / candidate.whole).abs().ceil() as usize;
    let at = |n: usize| match n == steps {
        true => candidate.far,
        false => candidate.now + (candidate.far - candidate.now).signum() * candidate.whole * n as f64,
    };
    if steps == 0 || !frees(candidate.far) {
        return None;
    }
    let (mut no, mut yes) = (0, steps);
    while yes - no > 1 {
        let middle = no + (yes - no) / 2;
        if frees(at(middle)) { yes = middle } else { no = middle }
    }
    Some(at(yes))
}

/// The least part with which there is a plan, to a ten-thousandth; `None` if there is none with all of it.
fn bisect(frees: impl Fn(f64) -> bool) -> Option<f64> {
    const STEPS: usize = 14;
    if !frees(1.0) {
        return None;
    }
    let (mut no, mut yes) = (0.0, 1.0);
    for _ in 0..STEPS {
        let middle = (no + yes) / 2.0;
        if frees(middle) { yes = middle } else { no = middle }
    }
    Some(yes)
}
