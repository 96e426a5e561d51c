//! The names that people give countries, parts and rows, where files have identifiers.

use super::words::printable;
use crate::formulation::SecurityRow;
use crate::model::countries::country_name;
use crate::model::{Model, OfferId, PairId, Part, Security, SupplierId};

/// The name of the country that a model's security is about.
pub(crate) fn security_country<'m>(model: &'m Model, security: &Security) -> &'m str {
    country_name(model.country(security.country))
}

/// A pair's element and segment.
pub(crate) fn element_and_segment(model: &Model, pair: PairId) -> (&str, &str) {
    let pair = model.pair(pair);
    (&model.element(pair.element).name, &model.segment(pair.segment).name)
}

/// A security row as people call it: its part and, where it is of one year, that.
pub(crate) fn row_for_people(model: &Model, row: &SecurityRow) -> String {
    let part = part_for_people(model, row.part);
    row.year.map_or_else(|| part.clone(), |year| format!("{part} in {year}"))
}

/// A part as people call it: the element's or segment's name where it has one.
pub(crate) fn part_for_people(model: &Model, part: Part) -> String {
    match part {
        Part::Total => "everything".into(),
        Part::Group(group) => model.groups[group.index()].clone(),
        Part::Element(element) => {
            let element = model.element(element);
            if element.name == element.id { element.id.clone() } else { format!("{} ({})", element.name, element.id) }
        }
        Part::Segment(segment) => model.segment(segment).name.clone(),
    }
}

/// A row in a sentence that is read aloud: names without identifiers behind them.
pub(crate) fn row_for_sentence(model: &Model, row: &SecurityRow) -> String {
    let part = match row.part {
        Part::Element(element) => model.element(element).name.clone(),
        part => part_for_people(model, part),
    };
    row.year.map_or_else(|| part.clone(), |year| format!("{part} in {year}"))
}

/// The name of a pair's segment, for a terminal.
pub(crate) fn segment_of(model: &Model, pair: PairId) -> String {
    printable(&model.segment(model.pair(pair).segment).name)
}

/// The seller of an offer: its supplier, and where that has several offers of the element, the offer's id.
pub(crate) fn seller(model: &Model, id: OfferId) -> String {
    let offer = model.offer(id);
    let name = short_supplier(model, offer.supplier);
    let several =
        model.offers.iter().filter(|o| (o.supplier, o.element) == (offer.supplier, offer.element)).count() > 1;
    if several { format!("{name} ({})", printable(&offer.id)) } else { name }
}

/// A supplier's name, without the brackets behind a long one.
pub(crate) fn short_supplier(model: &Model, id: SupplierId) -> String {
    const LONG: usize = 32;
    let name = printable(&model.supplier(id).name);
    match name.split_once(" (") {
        Some((short, _)) if name.chars().count() > LONG => short.to_owned(),
        _ => name,
    }
}
