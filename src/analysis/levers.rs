//! Levers: each measure that could be taken, one at a time, with its saving, the fall of the floor and the months it adds.

use super::Error;
use super::study::Study;
use super::variants::{Asked, Figures, figures, of_model};
use super::warm_start::WarmStart;
use crate::analysis::tolerances::SAME_COST;
use crate::formulation::{contract_in_words, project_in_words, short_name};
use crate::model::{ContractId, ElementId, Model, ProjectId, SegmentId, SupplierId};
use rayon::prelude::*;

/// Months by which an approval is sooner.
const SOONER: f64 = 3.0;
/// Part by which a plant is larger, and by which more is thrifted.
const MORE: f64 = 0.1;

/// Something that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lever {
    /// A supplier is approved three months sooner, by everybody.
    Approval(SupplierId),
    /// A supplier's capacities are 10 % larger.
    Capacity(SupplierId),
    /// A project can be built; without it, it cannot.
    Project(usize),
    /// A reserve holds a month more of an element.
    Reserve(ElementId),
    /// A tenth more of an element can be substituted.
    Thrifting(ElementId),
    /// A contract's minimum is dropped.
    Contract(usize),
}

impl Lever {
    /// The name that tables give it: `approval lynas`.
    pub fn name(&self, model: &Model) -> String {
        match *self {
            Self::Approval(id) => format!("approval {}", model.supplier(id).id),
            Self::Capacity(id) => format!("capacity {}", model.supplier(id).id),
            Self::Project(project) => format!("project {}", model.projects[project].id),
            Self::Reserve(id) => format!("reserve {}", model.element(id).id),
            Self::Thrifting(id) => format!("thrifting {}", model.element(id).id),
            Self::Contract(contract) => format!("contract {}", model.contracts[contract].id),
        }
    }

    /// The name that people give it: `approval of Lynas`.
    pub(crate) fn in_words(&self, model: &Model) -> String {
        let supplier = |id: SupplierId| short_name(&model.supplier(id).name);
        match *self {
            Self::Approval(id) => format!("approval of {}", supplier(id)),
            Self::Capacity(id) => format!("capacity of {}", supplier(id)),
            Self::Project(project) => format!("project of {}", project_in_words(model, ProjectId::new(project))),
            Self::Reserve(id) => format!("reserve of {}", model.element(id).id),
            Self::Thrifting(id) => format!("thrifting of {}", model.element(id).id),
            Self::Contract(contract) => {
                format!("contract with {}", contract_in_words(model, ContractId::new(contract)))
            }
        }
    }

    /// The change, in words.
    pub fn change(&self) -> &'static str {
        match self {
            Self::Approval(_) => "approved three months sooner",
            Self::Capacity(_) => "capacity 10 % larger",
            Self::Project(_) => "can be built",
            Self::Reserve(_) => "a month more in reserve",
            Self::Thrifting(_) => "a tenth more can be substituted",
            Self::Contract(_) => "minimum dropped",
        }
    }

    /// The model with the change, and whether that is the state before it: a project is judged by the cost of its absence.
    fn apply(&self, model: &Model) -> (Model, bool) {
        let mut changed = model.clone();
        match *self {
            Self::Approval(id) => {
                for segment in 0..model.segments.len() {
                    let route = &mut changed.routes[id.index() * model.segments.len() + segment];
                    route.qualification_months = (route.qualification_months - SOONER).max(0.0);
                }
            }
            Self::Capacity(id) => {
                for offer in changed.offers.iter_mut().filter(|offer| offer.supplier == id) {
                    offer.capacity_per_year = offer.capacity_per_year.map(|capacity| capacity * (1.0 + MORE));
                }
            }
            Self::Project(project) => {
                changed.projects[project].max_capacity = 0.0;
                return (changed, true);
            }
            Self::Reserve(id) => {
                for pair in changed.pairs.iter_mut().filter(|pair| pair.element == id) {
                    if model.segment(pair.segment).reserve {
                        pair.targets.iter_mut().for_each(|target| target.months += 1.0);
                    }
                }
            }
            Self::Thrifting(id) => {
                for substitute in
                    changed.pairs.iter_mut().filter(|p| p.element == id).filter_map(|p| p.substitute.as_mut())
                {
                    substitute.max_share = (substitute.max_share * (1.0 + MORE)).min(1.0);
                }
            }
            Self::Contract(contract) => changed.contracts[contract].min = 0.0,
        }
        (changed, false)
    }
}

/// The effect of a lever.
#[derive(Debug, Clone, PartialEq)]
pub struct Pulled {
    /// The lever.
    pub lever: Lever,
    /// The saving at the level, or of the least cost where no level is asked for; negative where it costs. `None` where there is no plan (at the
    /// level) with it, or none without it.
    pub saves: Option<f64>,
    /// By how much it moves the floor, a share; negative is lower.
    pub floor_change: Option<f64>,
    /// Months of survival that it adds, where asked; `None` where one of the two reaches as far as the horizon allows.
    pub months_added: Option<i64>,
}

impl Pulled {
    /// The money that it may cost at most to be worth it.
    pub fn worth_at_most(&self) -> Option<f64> {
        self.saves.map(|saves| saves.max(0.0))
    }
}

/// Every lever of a study's model, pulled by itself; those first that save most.
///
/// # Errors
/// [`Error::NoPlan`] if the model has no plan as it stands, and failures of the solver then.
pub fn levers(study: &Study, asked: Asked) -> Result<Vec<Pulled>, Error> {
    let (model, base) = (study.model(), figures(study, asked)?);
    let start = WarmStart::of(study.program());
    let pull = |lever: Lever| {
        let (changed, is_before) = lever.apply(model);
        let other = of_model(changed, study.solver(), start.as_ref(), asked).ok();
        pulled(lever, &base, other.as_ref(), is_before)
    };
    let mut all: Vec<Pulled> = all(model).into_par_iter().map(pull).collect();
    let rank = |p: &Pulled| p.saves.unwrap_or(f64::NEG_INFINITY);
    // a stable sort: equals stay in the order of the model
    all.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
    Ok(all)
}

fn pulled(lever: Lever, base: &Figures, other: Option<&Figures>, is_before: bool) -> Pulled {
    let Some(other) = other else { return Pulled { lever, saves: None, floor_change: None, months_added: None } };
    let (before, after) = if is_before { (other, base) } else { (base, other) };
    let months = |of: &Figures| of.longest.flatten().map(i64::from);
    Pulled {
        lever,
        saves: before.cost.zip(after.cost).map(|(before, after)| clean(before - after, before)),
        floor_change: before.floor.zip(after.floor).map(|(before, after)| clean(after - before, 1.0)),
        months_added: months(before).zip(months(after)).map(|(before, after)| after - before),
    }
}

/// A difference, of which rounding alone is nothing.
fn clean(difference: f64, of: f64) -> f64 {
    if difference.abs() <= SAME_COST * of.abs().max(1.0) { 0.0 } else { difference }
}

/// The levers that the model has, in the order of their kinds.
fn all(model: &Model) -> Vec<Lever> {
    let segments =
        |supplier: SupplierId| (0..model.segments.len()).map(move |k| model.route(supplier, SegmentId::new(k)));
    let suppliers = || (0..model.suppliers.len()).map(SupplierId::new);
    let sells = |id: SupplierId| model.offers.iter().any(|offer| offer.supplier == id);
    let waits =
        |id: &SupplierId| sells(*id) && segments(*id).any(|route| route.allowed && route.qualification_months > 0.0);
    let bounded = |id: &SupplierId| {
        model.offers.iter().any(|offer| offer.supplier == *id && offer.capacity_per_year.is_some_and(|c| c > 0.0))
    };
    let elements = || (0..model.elements.len()).map(ElementId::new);
    let reserved = |id: &ElementId| {
        model.pairs.iter().any(|p| p.element == *id && model.segment(p.segment).reserve && !p.targets.is_empty())
    };
    let thrifted = |id: &ElementId| model.pairs.iter().any(|p| p.element == *id && p.substitute.is_some());
    let mut all: Vec<Lever> = suppliers().filter(waits).map(Lever::Approval).collect();
    all.extend(suppliers().filter(bounded).map(Lever::Capacity));
    all.extend((0..model.projects.len()).map(Lever::Project));
    all.extend(elements().filter(reserved).map(Lever::Reserve));
    all.extend(elements().filter(thrifted).map(Lever::Thrifting));
    all.extend((0..model.contracts.len()).filter(|&c| model.contracts[c].min > 0.0).map(Lever::Contract));
    all
}

/// The benefit of a lever beside money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buys {
    /// Points by which the floor falls.
    Points,
    /// Months of survival.
    Months,
}

impl Buys {
    /// The amount that a lever buys; `None` where it buys none, or the amount is not known.
    pub fn of(self, pulled: &Pulled) -> Option<f64> {
        let bought = match self {
            Self::Points => pulled.floor_change.map(|change| -100.0 * change),
            Self::Months => pulled.months_added.map(|months| months as f64),
        };
        bought.filter(|&bought| bought > 0.0)
    }
}

/// A step of the curve of the cost of a point of independence, or of a month of survival.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurveStep<'a> {
    /// The lever.
    pub pulled: &'a Pulled,
    /// Points or months that it buys.
    pub bought: f64,
    /// The change of the cost at the level for each of them; negative where the lever saves money.
    pub cost_each: f64,
}

/// The part of all that the levers of a curve buy below which a step is too narrow to stand in it: what each costs of next to nothing says nothing.
const NARROW: f64 = 0.005;

/// The levers that buy points or months, those first of which each costs least, and how many buy too little to stand among them.
pub fn curve<'p>(found: &'p [Pulled], buys: Buys) -> (Vec<CurveStep<'p>>, usize) {
    let step = |pulled: &'p Pulled| {
        let (bought, saves) = buys.of(pulled).zip(pulled.saves)?;
        Some(CurveStep { pulled, bought, cost_each: -saves / bought + 0.0 })
    };
    let mut steps: Vec<CurveStep> = found.iter().filter_map(step).collect();
    let (all, total) = (steps.len(), steps.iter().map(|step| step.bought).sum::<f64>());
    steps.retain(|step| step.bought >= NARROW * total);
    // a stable sort: equals stay as they were
    steps.sort_by(|a, b| a.cost_each.total_cmp(&b.cost_each));
    let narrow = all - steps.len();
    (steps, narrow)
}
