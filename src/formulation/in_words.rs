//! Contracts, caps, projects and offers in words: their tables give them an id and no name.
//!
//! Each is called by its supplier or country and its element; where another would be called the same, its window is added, then its supplier's
//! full name, at last its id.

use crate::model::countries::country_name;
use crate::model::{CapId, ContractId, Model, OfferId, Part, ProjectId, SupplierId, Who, Window};

/// A contract by its supplier, element and, if need be, window: `Lynas for Nd in 2027`.
pub(crate) fn contract_in_words(model: &Model, id: ContractId) -> String {
    let with = |k: usize, name| partner(model, ContractId::new(k), name);
    let window = |k: usize| window_in_words(model.contracts[k].window);
    let wordings: [&dyn Fn(usize) -> String; 3] =
        [&|k| with(k, short), &|k| with(k, short) + &window(k), &|k| with(k, full) + &window(k)];
    told_apart(id.index(), model.contracts.len(), &wordings, &model.contracts[id.index()].id)
}

/// The contracts of a supplier for an element, whatever their windows: `Lynas for Nd`.
pub(super) fn partner_in_words(model: &Model, id: ContractId) -> String {
    partner(model, id, short)
}

fn partner(model: &Model, id: ContractId, name: fn(&Model, SupplierId) -> &str) -> String {
    let contract = &model.contracts[id.index()];
    let what = contract.element.map_or_else(String::new, |element| format!(" for {}", model.element(element).id));
    format!("{}{what}", name(model, contract.supplier))
}

/// A project by its supplier, element and, if need be, window: `Caremag Lacq for Dy`.
pub(crate) fn project_in_words(model: &Model, id: ProjectId) -> String {
    let of = |k: usize, name: fn(&Model, SupplierId) -> &str| {
        let offer = model.offer(model.projects[k].offer);
        format!("{} for {}", name(model, offer.supplier), model.element(offer.element).id)
    };
    let window = |k: usize| window_in_words(model.projects[k].window);
    let wordings: [&dyn Fn(usize) -> String; 3] =
        [&|k| of(k, short), &|k| of(k, short) + &window(k), &|k| of(k, full) + &window(k)];
    told_apart(id.index(), model.projects.len(), &wordings, &model.project(id).id)
}

/// A cap by whom it is about (one of them if `who` says so), of what and, if need be, when: `China for Nd in 2027`.
pub(crate) fn cap_in_words(model: &Model, id: CapId, who: Option<Who>) -> String {
    let about = |k: usize| {
        let cap = &model.caps[k];
        let whom = match (who.filter(|who| cap.whom.contains(who)), &cap.whom[..]) {
            (Some(one), _) | (None, &[one]) => who_said(model, one),
            (None, [Who::Supplier(_), ..]) => "each supplier",
            (None, _) => "each country",
        };
        match cap.part {
            Part::Total => whom.to_owned(),
            part => format!("{whom} for {}", of_part(model, part)),
        }
    };
    let wordings: [&dyn Fn(usize) -> String; 2] = [&about, &|k| about(k) + &window_in_words(model.caps[k].window)];
    told_apart(id.index(), model.caps.len(), &wordings, &model.caps[id.index()].id)
}

/// An offer by its element and supplier: `Nd by Lynas`; with its id where the supplier has several of the element.
pub(crate) fn offer_in_words(model: &Model, id: OfferId) -> String {
    format!("{} by {}", sold(model, id), seller(model, id))
}

/// A supplier's name as people say it: explanations in brackets are left out.
pub(crate) fn short_name(name: &str) -> &str {
    match name.split_once(" (") {
        Some((short, _)) if !short.trim().is_empty() => short,
        _ => name,
    }
}

/// The name of a country or supplier that a cap limits.
pub(super) fn who_said(model: &Model, who: Who) -> &str {
    match who {
        Who::Country(country) => country_name(model.country(country)),
        Who::Supplier(supplier) => short_name(&model.supplier(supplier).name),
    }
}

/// The part of the requirement that a limit is on, in words.
pub(super) fn of_part(model: &Model, part: Part) -> String {
    match part {
        Part::Total => "all that is required".into(),
        Part::Group(group) => format!("group {}", model.groups[group.index()]),
        Part::Element(element) => model.element(element).id.clone(),
        Part::Segment(segment) => format!("what {} requires", model.segment(segment).name),
    }
}

/// The short name of an offer's supplier.
pub(super) fn seller(model: &Model, offer: OfferId) -> &str {
    short_name(&model.supplier(model.offer(offer).supplier).name)
}

/// The element of an offer, with the offer's id where its supplier has several of the element.
pub(super) fn sold(model: &Model, offer: OfferId) -> String {
    let this = model.offer(offer);
    let element = &model.element(this.element).id;
    let like = |other: &&crate::model::Offer| other.supplier == this.supplier && other.element == this.element;
    match model.offers.iter().filter(like).count() {
        ..=1 => element.clone(),
        _ => format!("{element} ({})", this.id),
    }
}

/// The first of some wordings that none of the others shares; with the id behind the last where all do.
fn told_apart(this: usize, count: usize, wordings: &[&dyn Fn(usize) -> String], id: &str) -> String {
    let mut said = String::new();
    for wording in wordings {
        said = wording(this);
        if (0..count).all(|other| other == this || wording(other) != said) {
            return said;
        }
    }
    format!("{said} ({id})")
}

fn short(model: &Model, id: SupplierId) -> &str {
    short_name(full(model, id))
}

fn full(model: &Model, id: SupplierId) -> &str {
    &model.supplier(id).name
}

/// ` in 2027`, ` in 2027-03`, ` from 2027-04 to 2028-12`; nothing for a window without ends.
fn window_in_words(window: Window) -> String {
    match (window.from, window.until) {
        (None, None) => String::new(),
        (Some(from), None) => format!(" from {from}"),
        (None, Some(until)) => format!(" until {until}"),
        (Some(from), Some(until)) if from == until => format!(" in {from}"),
        (Some(from), Some(until)) if from.year() == until.year() && (from.month(), until.month()) == (1, 12) => {
            format!(" in {}", from.year())
        }
        (Some(from), Some(until)) => format!(" from {from} to {until}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Overrides, Source};
    use crate::model::Month;
    use std::path::Path;

    #[test]
    fn a_window_is_said_as_short_as_it_can_be() {
        let month = |year, month| Some(Month::new(year, month));
        let said = |from, until| window_in_words(Window { from, until });
        assert_eq!(said(None, None), "");
        assert_eq!(said(month(2027, 4), None), " from 2027-04");
        assert_eq!(said(None, month(2027, 4)), " until 2027-04");
        assert_eq!(said(month(2027, 1), month(2027, 12)), " in 2027");
        assert_eq!(said(month(2027, 3), month(2027, 3)), " in 2027-03");
        assert_eq!(said(month(2027, 1), month(2028, 12)), " from 2027-01 to 2028-12");
    }

    #[test]
    fn what_others_are_called_too_is_told_apart_by_more_words_and_at_last_by_the_id() {
        // a and b are alike in the first wording, c and d in both
        let first = |k: usize| ["x", "x", "y", "y"][k].to_owned();
        let second = |k: usize| ["x 1", "x 2", "y 1", "y 1"][k].to_owned();
        let called = |k: usize| told_apart(k, 4, &[&first, &second], ["a", "b", "c", "d"][k]);
        assert_eq!([0, 1, 2, 3].map(called), ["x 1", "x 2", "y 1 (c)", "y 1 (d)"]);
        assert_eq!(told_apart(0, 1, &[&first, &second], "a"), "x");
    }

    fn model(path: &str) -> Model {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        Source::read(&path).unwrap().model(&Overrides::default()).unwrap().model
    }

    /// The names of data/japan-2026/suppliers.csv; each contract, project and offer is called otherwise than all others.
    #[test]
    fn japans_contracts_and_projects_are_told_apart_without_ids() {
        let model = model("models/japan-2026-projects.toml");
        let contract = |id: &str| {
            let at = model.contracts.iter().position(|contract| contract.id == id).unwrap();
            contract_in_words(&model, ContractId::new(at))
        };
        assert_eq!(contract("vietnam-nd-2027"), "Vietnam metal and oxide makers for Nd in 2027");
        assert_eq!(contract("vietnam-nd-2026"), "Vietnam metal and oxide makers for Nd from 2026-02 to 2026-12");
        let at = model.projects.iter().position(|project| project.id == "lacq-dy").unwrap();
        assert_eq!(project_in_words(&model, ProjectId::new(at)), "Caremag Lacq Dy and Tb for Dy");
        let contracts = (0..model.contracts.len()).map(|k| contract_in_words(&model, ContractId::new(k)));
        let projects = (0..model.projects.len()).map(|k| project_in_words(&model, ProjectId::new(k)));
        for mut all in [contracts.collect::<Vec<_>>(), projects.collect()] {
            let count = all.len();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), count);
            assert!(!all.iter().any(|one| one.contains('(')), "{all:?}");
        }
    }

    /// tests/data/families: every country has at most three quarters of Nd, BB (Barbados) at least a twentieth of all.
    #[test]
    fn a_cap_is_called_by_whom_it_is_about_and_of_what() {
        let model = model("tests/data/families/model.toml");
        let (half, home) = (CapId::new(0), CapId::new(1));
        assert_eq!(cap_in_words(&model, half, None), "each country for Nd");
        let barbados = *model.caps[1].whom.first().unwrap();
        assert_eq!(cap_in_words(&model, half, Some(barbados)), "Barbados for Nd");
        assert_eq!(cap_in_words(&model, home, None), "Barbados");
    }
}
