//! Duals that prove the plans of a frontier.

use super::block_curve::FoundBy;
use super::{Frontier, floors};
use crate::analysis::Error;
use crate::analysis::least_cost::solve;
use crate::lp::{Builder, Lp};
use crate::solver::Solver;

impl Frontier {
    /// Duals that prove the plan at a level optimal: of the program's rows, then of the security rows at [`Frontier::limits`].
    ///
    /// # Errors
    /// Failures of the solver.
    pub fn duals(&self, lp: &Lp, share: f64, solver: Solver) -> Result<Vec<f64>, Error> {
        let share = share.max(self.lowest_share);
        let mut y = self.duals_of_fixed_part(lp);
        for course in &self.courses {
            match &course.by {
                FoundBy::ParametricCost(walked) => y[lp.rows() + course.rows[0]] = walked.duals(share, &mut y)?,
                FoundBy::ParametricRhs(walked) => {
                    let duals = walked.duals(share, &mut y)?;
                    course.rows.iter().zip(duals).for_each(|(r, dual)| y[lp.rows() + r] = dual);
                }
                FoundBy::DichotomicSearch(drawn) => {
                    let whole = &drawn.whole;
                    let mut draft = Builder::extend(&whole.extract(lp));
                    for &r in &course.rows {
                        let limit = share.max(self.floors[r]) * self.rows[r].requirement;
                        draft.row(f64::NEG_INFINITY, limit, floors::local(whole, &self.rows[r]));
                    }
                    let duals = solve(&draft.build(), solver)?.y;
                    let places =
                        whole.rows.iter().map(|&i| i as usize).chain(course.rows.iter().map(|r| lp.rows() + r));
                    places.zip(duals).for_each(|(i, dual)| y[i] = dual);
                }
            }
        }
        Ok(y)
    }

    /// [`Frontier::duals`] as the walks had them when they came by; `None` where one kept none.
    pub fn duals_on_the_way(&self, lp: &Lp, share: f64) -> Option<Vec<f64>> {
        let share = share.max(self.lowest_share);
        let mut y = self.duals_of_fixed_part(lp);
        for course in &self.courses {
            let FoundBy::ParametricCost(walked) = &course.by else { return None };
            y[lp.rows() + course.rows[0]] = walked.duals_on_the_way(share, &mut y);
        }
        Some(y)
    }

    /// The duals of the part that does not depend on the level, in their places; 0 elsewhere.
    fn duals_of_fixed_part(&self, lp: &Lp) -> Vec<f64> {
        let mut y = vec![0.0; lp.rows() + self.rows.len()];
        for (component, duals) in &self.fixed_duals {
            component.rows.iter().zip(duals).for_each(|(&i, &dual)| y[i as usize] = dual);
        }
        y
    }
}
