//! Projects and reservations: their conditions on their offers, and warnings.

use super::builder::{ModelBuilder, order};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::*;

impl ModelBuilder<'_> {
    /// The projects.
    pub(super) fn projects(&self) -> Vec<Project> {
        let project = |row: &super::rows::Project| Project {
            id: self.text(row.project),
            offer: OfferId::new(self.source.refs.offers.known(row.offer)),
            max_capacity: row.max_capacity,
            capex: row.capex,
            currency: self.currency(row.currency),
            lead_months: row.lead_months.0,
            life_months: row.life_months,
            rate: row.rate,
            window: self.window(row.from, row.until),
        };
        self.source.rows.projects.iter().map(project).collect()
    }
}

/// Checks that projects have an offer whose capacity they can add to.
pub(super) fn check(model: &Model, b: &mut ModelBuilder<'_>) {
    let mut outside = Vec::new();
    for (project, row) in model.projects.iter().zip(&b.source.rows.projects) {
        order(project.window, || b.source.grids.place("projects", row.at, "until"), &mut b.problems.all);
        let offer = model.offer(project.offer);
        if offer.capacity_per_year.is_none() {
            let message = format!("the offer {} has no capacity that could be added to", offer.id);
            let place = b.cell("projects", row.at, "offer");
            b.problems.push(
                Diagnostic::error(Code::ProjectWithoutCapacity, place, message).hint(
                    "fill capacity_per_year of the offer: 0 if nothing is built yet, as a blank one is unlimited",
                ),
            );
        }
        if model.horizon.clip(project.window).is_empty() {
            outside.push(row.at);
        }
    }
    b.outside("projects", "from", &outside, "the window lies outside the horizon: the project is never decided");
}

/// Projects that never deliver, and reservations that nothing makes use of.
pub(super) fn warnings(model: &Model, found: &mut Vec<Diagnostic>) {
    let warn = |code, about: String, message: String, hint: &str| {
        Diagnostic::warning(code, Place::about(about), message).hint(hint)
    };
    for project in &model.projects {
        let decided = model.horizon.clip(project.window);
        if decided.is_empty() {
            continue;
        }
        if let Some((why, hint)) = never_delivers(model, project, decided.start) {
            found.push(warn(Code::ProjectNeverDelivers, format!("project {}", project.id), why, hint));
        }
    }
    let survives = model.security.as_ref().is_some_and(|security| security.survive_months.is_some());
    let disrupted = survives || !model.scenarios.is_empty();
    for offer in &model.offers {
        let about = || format!("offer {}", offer.id);
        if offer.reservation_fee.is_some() && !disrupted {
            let message = "its capacity can be reserved for a disruption, and the model has none";
            let hint = "add the table disruptions, or survive_months in [security], or leave reservation_fee blank";
            found.push(warn(Code::ReservationWithoutUse, about(), message.into(), hint));
        }
    }
    let free: Vec<&Offer> = model.offers.iter().filter(|offer| offer.surge.is_none()).collect();
    if let Some(first) = free.first().filter(|_| disrupted) {
        let message = format!(
            "rescue is unlimited without a surge: in a disruption {}{} can deliver up to full capacity at once",
            first.id,
            crate::diagnostic::also(free.len() - 1, "", "offer")
        );
        let hint = "fill surge in offers: how much more than planned a supplier delivers when others fail, such as 0.2";
        found.push(warn(Code::UnlimitedRescue, "disruptions".into(), message, hint));
    }
}

/// Why a project whose first decision can be in period `first` delivers nothing within the horizon.
fn never_delivers(model: &Model, project: &Project, first: usize) -> Option<(String, &'static str)> {
    let horizon = &model.horizon;
    let offer = model.offer(project.offer);
    let delivers = first + horizon.first_after(project.lead_months);
    let last = horizon.month(horizon.periods).plus(-1);
    let window = horizon.clip(offer.window);
    // where decisions can be later, so can deliveries: only the end of the window matters
    if project.life_months <= 0.0 {
        Some(("it delivers for 0 months".into(), "fill life_months with how long it delivers"))
    } else if delivers >= horizon.periods {
        let message = format!("it cannot deliver before the horizon ends with {last}");
        Some((message, "look at lead_months and from, or take more periods"))
    } else if delivers >= window.end {
        let end = horizon.month(window.end).plus(-1);
        let message = format!(
            "it delivers from {} at the earliest, and its offer {} is available until {end}",
            horizon.month(delivers),
            offer.id
        );
        Some((message, "look at lead_months and from, or at available_until of the offer"))
    } else {
        None
    }
}
