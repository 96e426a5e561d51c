//! No more is built of a project than it can be large.
//!
//! **for each** project p that can deliver inside the horizon
//!
//! **where** y[p,t'] exists for each period of its window in which a decision delivers by the horizon's end
//!
//! **row** `project[p]`: Σ_t' y[p,t'] ≤ max_capacity
//!
//! **unit** tonnes a year
//!
//! **shadow price** the saving of one more tonne a year that can be built (negative)

use super::{Draft, RowKey};

pub(super) fn add(draft: &mut Draft) {
    for index in 0..draft.projects.len() {
        let columns = &draft.projects[index];
        let (project, terms) = (columns.project, columns.columns().map(|(y, _)| (y, 1.0)).collect::<Vec<_>>());
        draft.row(RowKey::Project(project), f64::NEG_INFINITY, draft.model.project(project).max_capacity, terms);
    }
}
