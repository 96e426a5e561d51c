//! The security level: the greatest share of the requirement that may depend on one country.
//!
//! **for each** part of the scope: everything, each group, element or segment; with `per = "year"` for each year of the security window too
//!
//! **where** the part requires anything in the security window, or in that year of it
//!
//! **row** `security[part]`, `security[part,year]`: Σ w·(φ·x + u) ≤ σ · Σ w·N; unmet demand counts as dependent, so that starving a segment buys no security
//!
//! **unit** tonnes, or money per price unit × tonnes for a measure of value
//!
//! **shadow price** the saving of one more dependent weighted tonne (negative)

use super::caps::dependent_purchases;
use super::{Program, RowKey, row_name};
use crate::model::{Model, Part, Scope, Security, Who};

/// The left side of a security row, and the requirement that its limit is a share of.
#[derive(Debug, Clone, PartialEq)]
pub struct SecurityRow {
    /// The part of the model that it is about.
    pub part: Part,
    /// The year of the security window that it is about; `None`: all of it.
    pub year: Option<i32>,
    /// Σ w·N: the weighted requirement, positive.
    pub requirement: f64,
    /// w·φ of the purchases and w of the shortages, by column.
    pub terms: Vec<(usize, f64)>,
}

impl SecurityRow {
    /// The row's key.
    pub fn key(&self) -> RowKey {
        RowKey::Security { part: self.part, year: self.year }
    }

    /// The row as tables name it: `total`, `element:Nd,2027`.
    pub fn name(&self, model: &Model) -> String {
        row_name(model, self.part, self.year)
    }

    /// The left side at `x`, in weighted tonnes.
    pub fn load(&self, x: &[f64]) -> f64 {
        self.terms.iter().map(|&(j, w)| w * x[j]).sum()
    }

    /// The share of the requirement that depends on the country at `x`.
    pub fn share(&self, x: &[f64]) -> f64 {
        self.load(x) / self.requirement
    }
}

impl Program {
    /// The security rows of a scope; a part that requires nothing in the window has none.
    pub fn security_rows(&self, model: &Model, security: &Security, scope: Scope) -> Vec<SecurityRow> {
        let rows = model.security_parts(security, scope).into_iter();
        rows.filter_map(|(part, year)| self.row_of(model, security, part, year, security.look_through)).collect()
    }

    /// The security row of one part over the whole window, `None` if it requires nothing there.
    pub fn security_row(
        &self,
        model: &Model,
        security: &Security,
        part: Part,
        look_through: bool,
    ) -> Option<SecurityRow> {
        self.row_of(model, security, part, None, look_through)
    }

    fn row_of(
        &self,
        model: &Model,
        security: &Security,
        part: Part,
        year: Option<i32>,
        look_through: bool,
    ) -> Option<SecurityRow> {
        let window = security.periods(&model.horizon, year);
        let requirement = model.weighted_requirement(part, security.measure, window.clone());
        if requirement <= 0.0 {
            return None;
        }
        let who = Who::Country(security.country);
        let mut terms =
            dependent_purchases(model, &self.purchases, who, part, security.measure, look_through, window.clone());
        for (id, pair) in model.pair_ids().filter(|(_, pair)| model.belongs(pair, part)) {
            let weight = model.weight(pair.element, security.measure);
            if weight == 0.0 {
                continue;
            }
            let shortages = window.clone().filter_map(|t| self.pairs[id.index()].shortage(t));
            terms.extend(shortages.map(|u| (u, weight)));
        }
        // two rising runs, which a stable sort merges
        terms.sort_by_key(|&(j, _)| j);
        Some(SecurityRow { part, year, requirement, terms })
    }
}
