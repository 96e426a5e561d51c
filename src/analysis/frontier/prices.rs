//! Prices that prove the plans of a frontier.

use super::block_curve::WalkedBy;
use super::{Frontier, floors};
use crate::analysis::Error;
use crate::analysis::least_cost::solve;
use crate::lp::{Builder, Lp};
use crate::solver::Solver;

impl Frontier {
    /// Prices that prove the plan at a level optimal: of the program's rows, then of the security rows at [`Frontier::limits`].
    ///
    /// # Errors
    /// Failures of the solver.
    pub fn prices(&self, lp: &Lp, share: f64, solver: Solver) -> Result<Vec<f64>, Error> {
        let share = share.max(self.lowest_share);
        let mut y = vec![0.0; lp.rows() + self.rows.len()];
        for (component, prices) in &self.fixed_prices {
            for (&i, &price) in component.rows.iter().zip(prices) {
                y[i as usize] = price;
            }
        }
        for course in &self.courses {
            match &course.by {
                WalkedBy::Price(walked) => y[lp.rows() + course.rows[0]] = walked.prices(share, &mut y)?,
                WalkedBy::Cap(walked) => {
                    let prices = walked.prices(share, &mut y)?;
                    course.rows.iter().zip(prices).for_each(|(r, price)| y[lp.rows() + r] = price);
                }
                WalkedBy::Tangents(drawn) => {
                    let whole = &drawn.whole;
                    let mut draft = Builder::extend(&whole.extract(lp));
                    for &r in &course.rows {
                        let limit = share.max(self.floors[r]) * self.rows[r].requirement;
                        draft.row(f64::NEG_INFINITY, limit, floors::local(whole, &self.rows[r]));
                    }
                    let prices = solve(&draft.build(), solver)?.y;
                    let places =
                        whole.rows.iter().map(|&i| i as usize).chain(course.rows.iter().map(|r| lp.rows() + r));
                    places.zip(prices).for_each(|(i, price)| y[i] = price);
                }
            }
        }
        Ok(y)
    }

    /// [`Frontier::prices`] as the walks had them when they came by; `None` where one kept none.
    pub fn prices_on_the_way(&self, lp: &Lp, share: f64) -> Option<Vec<f64>> {
        let share = share.max(self.lowest_share);
        let mut y = vec![0.0; lp.rows() + self.rows.len()];
        for (component, prices) in &self.fixed_prices {
            component.rows.iter().zip(prices).for_each(|(&i, &price)| y[i as usize] = price);
        }
        for course in &self.courses {
            let WalkedBy::Price(walked) = &course.by else { return None };
            y[lp.rows() + course.rows[0]] = walked.prices_on_the_way(share, &mut y);
        }
        Some(y)
    }
}
