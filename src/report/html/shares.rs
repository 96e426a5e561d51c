//! The dependency of each element on the country: the figure that a share of everything hides.

use crate::model::{Measure, Model, Part, Who};
use crate::plan::Plan;

/// Dependent tonnes of each element over its requirement, in the security window; `None` for an element of which nothing is
/// required, and for all of them without `[security]`.
pub(super) fn of_elements(model: &Model, plan: &Plan) -> Vec<Option<f64>> {
    let Some(security) = &model.security else { return vec![None; model.elements.len()] };
    let window = model.horizon.clip(security.window);
    let mut dependent = vec![0.0; model.elements.len()];
    for p in plan.purchases.iter().filter(|p| window.contains(&p.period)) {
        let offer = model.offer(p.offer);
        let on = Who::Country(security.country);
        dependent[offer.element.index()] += p.quantity * model.dependency(offer.supplier, on, security.look_through);
    }
    for row in plan.stock.iter().filter(|row| window.contains(&row.period)) {
        dependent[model.pair(row.pair).element.index()] += row.shortage;
    }
    let needed = requirements(model);
    dependent.iter().zip(needed).map(|(dependent, needed)| needed.map(|needed| dependent / needed)).collect()
}

/// The requirement of each element in the security window, tonnes; `None` where it is nothing, or has no weight in the measure.
pub(super) fn requirements(model: &Model) -> Vec<Option<f64>> {
    let window = model.horizon.clip(model.security.as_ref().map_or_else(Default::default, |s| s.window));
    let measure = model.security.as_ref().map_or(Measure::Volume, |s| s.measure);
    let elements = (0..model.elements.len()).map(crate::model::ElementId::new);
    let needed = elements.map(|e| {
        let weighs = model.weight(e, measure) > 0.0;
        let needed = model.weighted_requirement(Part::Element(e), Measure::Volume, window.clone());
        Some(needed).filter(|&needed| weighs && needed > 0.0)
    });
    needed.collect()
}
