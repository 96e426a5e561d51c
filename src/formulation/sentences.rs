//! A constraint that binds, as a clause a planner would say: `Lynas can deliver no more Dy`. All else known of it stands in
//! [`super::constraint`].

use super::RowKey;
use super::courses::{CourseKey, CourseRow};
use crate::model::countries::country_name;
use crate::model::{Model, OfferId, PairId, Part, Who};

impl RowKey {
    /// The constraint in a planner's words, without its period and unit: `required stock of Nd for Carmakers`.
    pub fn phrase(&self, model: &Model) -> String {
        let of_offer = |offer| format!("{} by {}", sold(model, offer), seller(model, offer));
        match *self {
            Self::Balance { pair, .. } => format!("balance of {}", of_pair(model, pair)),
            Self::Unmet { pair, .. } => format!("demand of {} that may be unmet or substituted", of_pair(model, pair)),
            Self::Capacity { offer, .. } => format!("capacity of {}", of_offer(offer)),
            Self::Project(id) => format!("greatest capacity of project {}", model.project(id).id),
            Self::ContractMin(id) => format!("minimum of contract {}", model.contracts[id.index()].id),
            Self::ContractMax(id) => format!("maximum of contract {}", model.contracts[id.index()].id),
            Self::CapMin { cap, who } => {
                format!("minimum share {} of {}", model.caps[cap.index()].id, who_said(model, who))
            }
            Self::Cap { cap, who } => format!("cap {} on {}", model.caps[cap.index()].id, who_said(model, who)),
            Self::Security { part, year } => {
                let year = year.map_or_else(String::new, |year| format!(" in {year}"));
                format!("dependency of {}{year} on {}", of_part(model, part), concern(model))
            }
            Self::Budget(year) => format!("budget of {year}"),
            Self::Coverage { pair, .. } => format!("required stock of {}", of_pair(model, pair)),
            Self::Storage { pair, .. } => format!("storage capacity of {}", of_pair(model, pair)),
            Self::Shortage { pair, .. } => format!("demand of {}", of_pair(model, pair)),
            Self::Substitute { pair, .. } => format!("substitution of {}", of_pair(model, pair)),
            Self::Reservation(offer) => format!("capacity of {} that can be reserved", of_offer(offer)),
            Self::SurviveShortage(element) => format!("what may be short of {}", model.element(element).id),
            Self::Course { course, row } => row.phrase(model, course),
        }
    }

    /// The constraint as a clause, without its periods: who or what has come to a limit.
    pub fn holds(&self, model: &Model) -> String {
        match *self {
            Self::Balance { pair, .. } => format!("{} must be supplied", of_pair(model, pair)),
            Self::Unmet { pair, .. } => format!("no more {} can be left unmet or substituted", of_pair(model, pair)),
            Self::Capacity { offer, .. } => {
                format!("{} can deliver no more {}", seller(model, offer), sold(model, offer))
            }
            Self::Project(id) => format!("project {} cannot be larger", model.project(id).id),
            Self::ContractMin(id) => format!("contract {} must be taken", model.contracts[id.index()].id),
            Self::ContractMax(id) => format!("contract {} allows no more", model.contracts[id.index()].id),
            Self::Cap { cap, who } => {
                format!("cap {} allows no more from {}", model.caps[cap.index()].id, who_said(model, who))
            }
            Self::CapMin { cap, who } => {
                format!("cap {} asks for so much from {}", model.caps[cap.index()].id, who_said(model, who))
            }
            Self::Security { part, year } => {
                let year = year.map_or_else(String::new, |year| format!(" in {year}"));
                format!("no more of {}{year} may depend on {}", of_part(model, part), concern(model))
            }
            Self::Budget(year) => format!("the budget of {year} is spent"),
            Self::Coverage { pair, .. } => format!("the required stock of {} must be held", of_pair(model, pair)),
            Self::Storage { pair, .. } => format!("the store of {} is full", of_pair(model, pair)),
            Self::Shortage { pair, .. } => format!("all demand of {} is unmet", of_pair(model, pair)),
            Self::Substitute { pair, .. } => format!("no more {} can be substituted", of_pair(model, pair)),
            Self::Reservation(offer) => {
                format!("no more {} can be reserved of {}", sold(model, offer), seller(model, offer))
            }
            Self::SurviveShortage(element) => {
                format!("no more {} may be short than without survival", model.element(element).id)
            }
            Self::Course { course, row } => match course {
                CourseKey::Stop(_) => format!("in a stop {}", row.holds(model)),
                CourseKey::Scenario(id) => format!("in {} {}", model.scenario(id).id, row.holds(model)),
            },
        }
    }
}

impl CourseRow {
    /// The constraint in a planner's words, without its period and unit.
    pub fn phrase(self, model: &Model, course: CourseKey) -> String {
        let what = match self {
            Self::Surge { offer, .. } => format!("surge of {} by {}", sold(model, offer), seller(model, offer)),
            Self::Transit { offer, pair, .. } => {
                format!("{} of {} under way", of_pair(model, pair), seller(model, offer))
            }
            Self::Release { pair } => format!("releases of {}", of_pair(model, pair)),
            Self::Survive { pair, .. } => format!("supply of {}", of_pair(model, pair)),
            Self::BuyBack { pair } => format!("stock to be bought back of {}", of_pair(model, pair)),
            Self::Balance { .. }
            | Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::ContractMin(_)
            | Self::ContractMax(_)
            | Self::Storage { .. }
            | Self::Shortage { .. }
            | Self::Substitute { .. } => self.in_trunk().map_or_else(String::new, |key| key.phrase(model)),
        };
        format!("{what} in the course of {}", course.label(model))
    }

    /// The constraint as a clause, without its periods and course.
    pub fn holds(self, model: &Model) -> String {
        match self {
            Self::Surge { offer, .. } => {
                format!("{} serves no new buyer of {}", seller(model, offer), sold(model, offer))
            }
            Self::Transit { offer, pair, .. } => {
                format!("no more from {} is under way for {}", seller(model, offer), of_pair(model, pair))
            }
            Self::Release { pair } => format!("the reserve of {} has no more", of_pair(model, pair)),
            Self::Survive { pair, .. } => format!("no more {} may be short", of_pair(model, pair)),
            Self::BuyBack { pair } => format!("the stock of {} must be bought back", of_pair(model, pair)),
            Self::Balance { .. }
            | Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::ContractMin(_)
            | Self::ContractMax(_)
            | Self::Storage { .. }
            | Self::Shortage { .. }
            | Self::Substitute { .. } => self.in_trunk().map_or_else(String::new, |key| key.holds(model)),
        }
    }
}

fn of_pair(model: &Model, pair: PairId) -> String {
    let pair = model.pair(pair);
    format!("{} for {}", model.element(pair.element).id, model.segment(pair.segment).name)
}

/// A supplier's name as people say it: what a name explains in brackets is left out.
pub fn short_name(name: &str) -> &str {
    match name.split_once(" (") {
        Some((short, _)) if !short.trim().is_empty() => short,
        _ => name,
    }
}

fn seller(model: &Model, offer: OfferId) -> &str {
    short_name(&model.supplier(model.offer(offer).supplier).name)
}

/// What an offer sells, with the offer's id where its supplier has several of the element.
fn sold(model: &Model, offer: OfferId) -> String {
    let this = model.offer(offer);
    let element = &model.element(this.element).id;
    let like = |other: &&crate::model::Offer| other.supplier == this.supplier && other.element == this.element;
    match model.offers.iter().filter(like).count() {
        ..=1 => element.clone(),
        _ => format!("{element} ({})", this.id),
    }
}

pub(super) fn who_said(model: &Model, who: Who) -> &str {
    match who {
        Who::Country(country) => country_name(model.country(country)),
        Who::Supplier(supplier) => short_name(&model.supplier(supplier).name),
    }
}

/// The name of the country whose share is limited.
fn concern(model: &Model) -> &str {
    model.security.as_ref().map_or("the country", |security| country_name(model.country(security.country)))
}

fn of_part(model: &Model, part: Part) -> String {
    match part {
        Part::Total => "all that is required".into(),
        Part::Group(group) => format!("group {}", model.groups[group.index()]),
        Part::Element(element) => model.element(element).id.clone(),
        Part::Segment(segment) => format!("what {} requires", model.segment(segment).name),
    }
}
