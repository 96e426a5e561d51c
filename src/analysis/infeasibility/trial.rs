//! One change tried: the model with it, and whether there is a plan.

use crate::analysis::level::as_asked;
use crate::analysis::study::Study;
use crate::analysis::survival::shortage_limits_of;
use crate::formulation::courses::Stops;
use crate::formulation::{Program, RowKey, SecurityRow};
use crate::input::{Overrides, Source};
use crate::lp::components::{Component, components};
use crate::lp::verify::farkas;
use crate::lp::{Builder, Lp};
use crate::model::{ElementId, Model, PairId, Security, Unattainable};
use crate::solver::{FARKAS, Outcome, Solver, certified};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// The setting that makes a change.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    /// As `--set` makes it.
    Key {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// A pair that the table of stocks does not name has so many tonnes at the start.
    Stock {
        /// The pair.
        pair: PairId,
        /// Tonnes.
        tonnes: f64,
    },
}

/// The part of a model that must have a plan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Extent {
    /// By element; `None`: all of it.
    pub elements: Option<Vec<bool>>,
    /// True if the courses of survival belong to it.
    pub survival: bool,
    /// True if the security level belongs to it.
    pub level: bool,
}

impl Extent {
    /// All of a model.
    pub(crate) const ALL: Self = Self { elements: None, survival: true, level: true };

    /// True if a component of a program belongs to it.
    fn holds(&self, model: &Model, program: &Program, component: &Component) -> bool {
        let Some(wanted) = &self.elements else { return true };
        // a row of nothing belongs to no element
        match component.cols.is_empty() {
            true => !wanted.contains(&true),
            false => component.cols.iter().any(|&j| wanted[program.cols[j as usize].element(model).index()]),
        }
    }

    /// The part of a program that belongs to it.
    fn of(&self, model: &Model, program: &Program, security: &[SecurityRow], limits: &[f64]) -> Piece {
        let lp = program.with_security(security, limits);
        let keys: Vec<RowKey> = program.rows.iter().copied().chain(security.iter().map(SecurityRow::key)).collect();
        if self.elements.is_none() {
            return Piece { lp, keys };
        }
        let mut whole = Component::default();
        for part in components(&lp).iter().filter(|part| self.holds(model, program, part)) {
            whole.cols.extend(&part.cols);
            whole.rows.extend(&part.rows);
        }
        whole.cols.sort_unstable();
        whole.rows.sort_unstable();
        Piece { lp: whole.extract(&lp), keys: whole.rows.iter().map(|&i| keys[i as usize]).collect() }
    }
}

/// A program with the keys of its rows.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// The program.
    pub lp: Lp,
    keys: Vec<RowKey>,
}

/// Multipliers that have proved a program to have no plan. They often prove it of others too, which saves a solve.
#[derive(Debug, Default)]
struct Proofs(Mutex<Vec<Arc<BTreeMap<RowKey, f64>>>>);

impl Proofs {
    /// So many are kept.
    const MOST: usize = 12;

    fn keep(&self, found: impl Iterator<Item = (RowKey, f64)>) {
        let proof: BTreeMap<RowKey, f64> = found.filter(|&(_, y)| y != 0.0).collect();
        let mut all = self.0.lock().expect("nobody panics while holding it");
        all.insert(0, Arc::new(proof));
        all.truncate(Self::MOST);
    }

    /// True if one of them proves that a program has no plan.
    fn prove(&self, piece: &Piece) -> bool {
        let all: Vec<_> = self.0.lock().expect("nobody panics while holding it").clone();
        let of = |proof: &BTreeMap<RowKey, f64>| -> Vec<f64> {
            piece.keys.iter().map(|key| proof.get(key).copied().unwrap_or(0.0)).collect()
        };
        all.iter().any(|proof| farkas(&piece.lp, &of(proof)) > FARKAS)
    }
}

/// A model without a plan, its source, and the question to it.
#[derive(Debug)]
pub struct Trial<'a> {
    source: &'a Source,
    overrides: &'a Overrides,
    pub(super) study: &'a Study,
    pub(super) level: bool,
    proofs: Proofs,
}

impl<'a> Trial<'a> {
    /// Of the files of a study that finds no plan, with the changes made to them already. `level`: whether the model's `max_share` is asked for.
    pub fn new(source: &'a Source, overrides: &'a Overrides, study: &'a Study, level: bool) -> Self {
        Self { source, overrides, study, level, proofs: Proofs::default() }
    }

    /// The model with some changes; `None` where it makes no sense then.
    pub(crate) fn model(&self, settings: &[Setting]) -> Option<Model> {
        let mut overrides = self.overrides.clone();
        for setting in settings {
            if let Setting::Key { key, value } = setting {
                overrides.set(key, value).ok()?;
            }
        }
        let mut model = self.source.model(&overrides).ok()?.model;
        for setting in settings {
            if let Setting::Stock { pair, tonnes } = setting {
                model.pairs[pair.index()].initial_stock = *tonnes;
            }
        }
        Some(model)
    }

    /// The factor of a multiplier for an id under the overrides.
    pub(crate) fn factor(&self, name: &str, id: &str) -> f64 {
        let number = |key: &str| {
            let found = self.overrides.iter().find(|(known, _)| *known == key);
            found.and_then(|(_, value)| value.parse::<f64>().ok()).unwrap_or(1.0)
        };
        number(name) * number(&format!("{name}.{id}"))
    }

    /// The value that is set already for a key.
    pub(crate) fn already(&self, key: &str) -> Option<f64> {
        self.overrides.iter().find(|(known, _)| *known == key).and_then(|(_, value)| value.parse().ok())
    }

    fn solver(&self) -> Solver {
        self.study.solver()
    }

    /// The security rows with the limits that they must not exceed.
    fn security(&self, model: &Model, program: &Program, extent: &Extent) -> (Vec<SecurityRow>, Vec<f64>) {
        let fails = |security: &&Security| security.unattainable == Unattainable::Fail;
        let asked = model.security.as_ref().filter(fails).and_then(|security| security.max_share);
        as_asked(model, program, asked.filter(|_| self.level && extent.level))
    }

    /// The program of an extent of a model; `None` where what it is made of has no answer.
    pub(crate) fn program(&self, model: &Model, extent: &Extent) -> Option<Piece> {
        let program = self.without_level(model, extent)?;
        let (rows, limits) = self.security(model, &program, extent);
        Some(extent.of(model, &program, &rows, &limits))
    }

    fn without_level(&self, model: &Model, extent: &Extent) -> Option<Program> {
        let mut program = Program::new(model);
        let months = model.security.as_ref().and_then(|security| security.survive_months);
        if let Some(months) = months.filter(|&months| months > 0 && extent.survival) {
            let stops = Stops::new(model, months).ok()?;
            let limits = shortage_limits_of(model, &program, extent.elements.as_deref(), self.solver()).ok()?;
            program = program.with_survival(model, &stops, &limits, extent.elements.as_deref());
        }
        Some(program)
    }

    /// True if an extent of a model has a plan, proved; false also where that is open.
    pub(crate) fn has_plan(&self, model: &Model, extent: &Extent) -> bool {
        self.program(model, extent).is_some_and(|piece| self.feasible(&piece))
    }

    /// The left-hand side of a row in a plan of an extent that costs the least without the row's limits; `None` where there is no such plan: no
    /// change of these limits frees one, or what the solver says of it is open.
    pub(super) fn without_limit(&self, key: RowKey, extent: &Extent) -> Option<f64> {
        let Piece { mut lp, keys } = self.program(self.study.model(), extent)?;
        let row = keys.iter().position(|&of| of == key)?;
        (lp.row_lower[row], lp.row_upper[row]) = (f64::NEG_INFINITY, f64::INFINITY);
        match certified(self.solver(), &lp).ok()?.outcome {
            Outcome::Optimal(found) => Some(lp.activity(&found.x)[row]),
            Outcome::Infeasible(_) | Outcome::Unbounded => None,
        }
    }

    fn feasible(&self, piece: &Piece) -> bool {
        if self.is_in_vain(piece) {
            return false;
        }
        let has_point =
            |part: &Component| match certified(self.solver(), &part.extract(&piece.lp)).map(|found| found.outcome) {
                Ok(Outcome::Optimal(_)) => true,
                Ok(Outcome::Infeasible(Some(ray))) => {
                    self.proofs.keep(part.rows.iter().map(|&i| piece.keys[i as usize]).zip(ray));
                    false
                }
                Ok(Outcome::Infeasible(None) | Outcome::Unbounded) | Err(_) => false,
            };
        components(&piece.lp).iter().all(has_point)
    }

    /// True if the proofs kept so far show already that a program has no plan.
    pub(crate) fn is_in_vain(&self, piece: &Piece) -> bool {
        self.proofs.prove(piece)
    }

    /// The first period from which the security level that is asked for can be held, if it is asked for no earlier.
    pub(crate) fn level_from(&self, extent: &Extent) -> Option<usize> {
        let model = self.study.model();
        let window = model.horizon.clip(model.security.as_ref()?.window);
        let program = self.without_level(model, extent)?;
        let holds = |&from: &usize| {
            let mut later = model.clone();
            if let Some(security) = &mut later.security {
                security.window.from = Some(model.horizon.month(from));
            }
            let (rows, limits) = self.security(&later, &program, extent);
            self.feasible(&extent.of(model, &program, &rows, &limits))
        };
        // a few at a time: the proof that one fails is mostly one for its neighbours
        let later: Vec<usize> = (window.start + 1..window.end).collect();
        later.chunks(AT_ONCE).find_map(|few| few.into_par_iter().copied().find_first(holds))
    }

    /// The least part of the way from `now` towards `far` with which a piece of the model has a plan, 0 to 1.
    pub(crate) fn least_step(&self, now: &Piece, far: &Piece) -> LeastStep {
        let Some((lp, fraction)) = between(&now.lp, &far.lp) else { return LeastStep::Bent };
        let parts = components(&lp);
        let Some(part) = parts.iter().find(|part| part.cols.contains(&(fraction as u32))) else {
            return LeastStep::None;
        };
        let at = part.cols.iter().position(|&j| j as usize == fraction).expect("it was found there");
        let (step, proof) = match certified(self.solver(), &part.extract(&lp)).map(|found| found.outcome) {
            Ok(Outcome::Optimal(found)) => (LeastStep::Least(found.x[at]), Some(found.y)),
            Ok(Outcome::Infeasible(ray)) => (LeastStep::None, ray),
            Ok(Outcome::Unbounded) | Err(_) => (LeastStep::None, None),
        };
        let rows = part.rows.iter().map(|&i| now.keys.get(i as usize));
        let known = rows.zip(proof.unwrap_or_default()).filter_map(|(key, y)| key.map(|&key| (key, y)));
        self.proofs.keep(known);
        step
    }
}

/// Number of months that are looked at side by side.
const AT_ONCE: usize = 4;

/// The least part of a change that is enough.
pub(crate) enum LeastStep {
    /// So far, 0 to 1.
    Least(f64),
    /// All of it is not enough.
    None,
    /// A change that does not move in proportion.
    Bent,
}

/// The program whose last column leads from `now` (0) to `far` (1), to be as small as can be; `None` where more than bounds differ.
fn between(now: &Lp, far: &Lp) -> Option<(Lp, usize)> {
    let alike = now.starts == far.starts && now.row_index == far.row_index && now.value == far.value;
    if !alike || now.rows() != far.rows() {
        return None;
    }
    let mut draft = Builder::extend(&Lp { cost: vec![0.0; now.cols()], ..now.clone() });
    let fraction = draft.column(1.0, 0.0, 1.0);
    for i in 0..now.rows() {
        let lower = moved(now.row_lower[i], far.row_lower[i])?;
        let upper = moved(now.row_upper[i], far.row_upper[i])?;
        let both = now.row_lower[i].is_finite() && now.row_upper[i].is_finite();
        if both && lower != upper {
            return None;
        }
        let by = if now.row_lower[i].is_finite() { lower } else { upper };
        if by != 0.0 {
            draft.entry(i, fraction, -by);
        }
    }
    for j in 0..now.cols() {
        let (lower, upper) = (moved(now.lower[j], far.lower[j])?, moved(now.upper[j], far.upper[j])?);
        if lower != 0.0 {
            draft.row(now.lower[j], f64::INFINITY, [(j, 1.0), (fraction, -lower)]);
        }
        if upper != 0.0 {
            draft.row(f64::NEG_INFINITY, now.upper[j], [(j, 1.0), (fraction, -upper)]);
        }
        draft.set_bounds(j, now.lower[j].min(far.lower[j]), now.upper[j].max(far.upper[j]));
    }
    Some((draft.build(), fraction))
}

/// The amount by which a bound moves; `None` where it comes or goes.
fn moved(now: f64, far: f64) -> Option<f64> {
    if now == far { Some(0.0) } else { (now.is_finite() && far.is_finite()).then_some(far - now) }
}

/// The elements of a list as flags.
pub(super) fn flags(model: &Model, elements: &[ElementId]) -> Vec<bool> {
    let mut flags = vec![false; model.elements.len()];
    elements.iter().for_each(|element| flags[element.index()] = true);
    flags
}
