//! A constraint that binds, as a clause a planner would say: `Lynas can deliver no more Dy`. All else known of it stands in
//! [`super::constraint`].

use super::RowKey;
use super::courses::{CourseKey, CourseRow};
use super::in_words::{cap_in_words, contract_in_words, of_part, offer_in_words, project_in_words, seller, sold};
use crate::model::countries::country_name;
use crate::model::{Model, PairId};

impl RowKey {
    /// The constraint in a planner's words, without its period and unit: `required stock of Nd for Carmakers`.
    pub fn phrase(&self, model: &Model) -> String {
        match *self {
            Self::Balance { pair, .. } => format!("balance of {}", of_pair(model, pair)),
            Self::Unmet { pair, .. } => format!("demand of {} that may be unmet or substituted", of_pair(model, pair)),
            Self::Capacity { offer, .. } => format!("capacity of {}", offer_in_words(model, offer)),
            Self::Project(id) => format!("greatest capacity of the project of {}", project_in_words(model, id)),
            Self::ContractMin(id) => format!("minimum of the contract with {}", contract_in_words(model, id)),
            Self::ContractMax(id) => format!("maximum of the contract with {}", contract_in_words(model, id)),
            Self::CapMin { cap, who } => {
                format!("minimum share of {}", cap_in_words(model, cap, Some(who)))
            }
            Self::Cap { cap, who } => format!("cap on {}", cap_in_words(model, cap, Some(who))),
            Self::Security { part, year } => {
                let year = year.map_or_else(String::new, |year| format!(" in {year}"));
                format!("dependency of {}{year} on {}", of_part(model, part), concern(model))
            }
            Self::Budget(year) => format!("budget of {year}"),
            Self::Coverage { pair, .. } => format!("required stock of {}", of_pair(model, pair)),
            Self::Storage { pair, .. } => format!("storage capacity of {}", of_pair(model, pair)),
            Self::Shortage { pair, .. } => format!("demand of {}", of_pair(model, pair)),
            Self::Substitute { pair, .. } => format!("substitution of {}", of_pair(model, pair)),
            Self::Reservation(offer) => format!("capacity of {} that can be reserved", offer_in_words(model, offer)),
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
            Self::Project(id) => format!("the project of {} cannot be larger", project_in_words(model, id)),
            Self::ContractMin(id) => format!("the contract with {} must be taken", contract_in_words(model, id)),
            Self::ContractMax(id) => format!("the contract with {} allows no more", contract_in_words(model, id)),
            Self::Cap { cap, who } => {
                format!("the cap on {} allows no more", cap_in_words(model, cap, Some(who)))
            }
            Self::CapMin { cap, who } => {
                format!("the minimum share of {} must be bought", cap_in_words(model, cap, Some(who)))
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
                CourseKey::AnyStop | CourseKey::Stop(_) => format!("in a stop {}", row.holds(model)),
                CourseKey::Scenario(id) => format!("in {} {}", model.scenario(id).id, row.holds(model)),
            },
        }
    }
}

/// A constraint in two ways.
struct Wording {
    phrase: String,
    clause: String,
}

impl CourseRow {
    /// The constraint in a planner's words, without its period and unit.
    pub fn phrase(self, model: &Model, course: CourseKey) -> String {
        let own = self.own_wording(model).map(|own| own.phrase);
        let phrase = own.or_else(|| self.in_trunk().map(|key| key.phrase(model)));
        let phrase = phrase.unwrap_or_default();
        match course {
            CourseKey::AnyStop => format!("{phrase} in a stop"),
            CourseKey::Stop(_) | CourseKey::Scenario(_) => format!("{phrase} in the course of {}", course.label(model)),
        }
    }

    /// The constraint as a clause, without its periods and course.
    pub fn holds(self, model: &Model) -> String {
        let own = self.own_wording(model).map(|own| own.clause);
        own.or_else(|| self.in_trunk().map(|key| key.holds(model))).unwrap_or_default()
    }

    /// The wording of rows that only courses have; `None` for those that the trunk has too.
    fn own_wording(self, model: &Model) -> Option<Wording> {
        let (phrase, clause) = match self {
            Self::Surge { offer, .. } => {
                let (seller, sold) = (seller(model, offer), sold(model, offer));
                (format!("surge of {sold} by {seller}"), format!("{seller} serves no new buyer of {sold}"))
            }
            Self::Transit { offer, pair, .. } => {
                let (seller, pair) = (seller(model, offer), of_pair(model, pair));
                (format!("{pair} of {seller} under way"), format!("no more from {seller} is under way for {pair}"))
            }
            Self::UnderWay { pair, .. } => {
                let pair = of_pair(model, pair);
                (format!("{pair} under way"), format!("no more {pair} is under way"))
            }
            Self::Pool { first, .. } => {
                let sold = sold(model, first);
                (format!("what suppliers of {sold} can deliver"), format!("suppliers can deliver no more {sold}"))
            }
            Self::Release { pair } => {
                let pair = of_pair(model, pair);
                (format!("releases of {pair}"), format!("the reserve of {pair} has no more"))
            }
            Self::Survive { pair, .. } => {
                let pair = of_pair(model, pair);
                (format!("supply of {pair}"), format!("no more {pair} may be short"))
            }
            Self::BuyBack { pair } => {
                let pair = of_pair(model, pair);
                (format!("stock to be bought back of {pair}"), format!("the stock of {pair} must be bought back"))
            }
            Self::Balance { .. }
            | Self::Unmet { .. }
            | Self::Capacity { .. }
            | Self::ContractMin(_)
            | Self::ContractMax(_)
            | Self::Storage { .. }
            | Self::Shortage { .. }
            | Self::Substitute { .. } => return None,
        };
        Some(Wording { phrase, clause })
    }
}

fn of_pair(model: &Model, pair: PairId) -> String {
    let pair = model.pair(pair);
    format!("{} for {}", model.element(pair.element).id, model.segment(pair.segment).name)
}

/// The name of the country whose share is limited.
fn concern(model: &Model) -> &str {
    model.security.as_ref().map_or("the country", |security| country_name(model.country(security.country)))
}
