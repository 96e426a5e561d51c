//! Phase 1 of the dual simplex: the way to a dual feasible basis.
//!
//! Columns with a wrong reduced cost and a bound missing have nowhere to flip to. So first all variables get bounds that stand for their missing ones
//! only: `[0, 1]` where the upper is missing, `[−1, 0]` where the lower is, a wide box where both are, `[0, 0]` where neither is. Of that program
//! every basis is dual feasible after flips, and its optimum is zero exactly if it is reached at a basis that is dual feasible in the true program
//! (Koberstein, 2005, section 4.4; Maros, 2003). Columns whose reduced costs are wrong even then have their costs shifted.

use super::dual::Verdict;
use super::kernel::Kernel;
use super::row_map::At;
use crate::lp::outcome::Failure;
use crate::simplex::tolerances::SHIFT;

/// Half the width of the box of a variable without bounds, beside one for those with one bound: it is to enter first.
const FREE_BOX: f64 = 1000.0;

impl Kernel {
    /// Makes the basis dual feasible, by pivots on the missing bounds and then by shifts of costs. [`Verdict::Infeasible`] if on the
    /// way a proof turned up that the program has no point.
    pub(crate) fn come_dual_feasible(&mut self, limit: usize) -> Result<Verdict, Failure> {
        self.edge.fill(1.0);
        if self.is_mostly_dual_wrong() {
            let loosened = self.loosened();
            self.bound_missing_sides();
            let verdict = self.dual(limit);
            self.tighten_to(loosened);
            self.restore();
            if let Ok(Verdict::Infeasible(proof)) = verdict {
                return Ok(Verdict::Infeasible(proof));
            }
            // another end is none: the dual simplex goes on from where it led to
            self.settle();
        }
        self.make_dual_feasible();
        Ok(Verdict::Feasible)
    }

    /// True if more reduced costs are wrong that no flip sets right than basic variables violate a bound: shifts would then leave little of the costs,
    /// where pivots on the missing bounds cost the less.
    fn is_mostly_dual_wrong(&self) -> bool {
        let wrong = (0..self.p.vars()).filter(|&j| self.is_dual_wrong(j) && !self.is_boxed(j)).count();
        wrong > self.head.iter().filter(|&&j| self.violation(j as usize) > 0.0).count()
    }

    /// True if flips alone make the basis dual feasible, and so many of them that the primal simplex would have a long way.
    pub(crate) fn flips_lead_far(&self) -> bool {
        let wrong = |j: &usize| self.is_dual_wrong(*j);
        (0..self.p.vars()).filter(wrong).nth(self.p.m).is_some()
            && (0..self.p.vars()).filter(wrong).all(|j| self.is_boxed(j))
    }

    fn is_dual_wrong(&self, j: usize) -> bool {
        self.wrong_sign(j, self.d[j]) > self.p.dual_tolerance[j]
    }

    fn is_boxed(&self, j: usize) -> bool {
        self.lower[j].is_finite() && self.upper[j].is_finite()
    }

    /// Gives all variables the bounds that stand for their missing ones, and puts them where their reduced costs ask for.
    fn bound_missing_sides(&mut self) {
        for j in 0..self.p.vars() {
            (self.lower[j], self.upper[j]) = match (self.lower[j].is_finite(), self.upper[j].is_finite()) {
                (true, true) => (0.0, 0.0),
                (true, false) => (0.0, 1.0),
                (false, true) => (-1.0, 0.0),
                (false, false) => (-FREE_BOX, FREE_BOX),
            };
            let at = match self.at[j] {
                At::Basic => At::Basic,
                _ if self.d[j] < 0.0 => At::Upper,
                _ => At::Lower,
            };
            self.put(j, at);
        }
        self.compute_x();
    }

    /// Makes the basis dual feasible: boxed columns go to the bound that their reduced cost asks for, the costs of others are shifted.
    pub(crate) fn make_dual_feasible(&mut self) {
        let mut moved = false;
        for j in 0..self.p.vars() {
            let d = self.d[j];
            if self.wrong_sign(j, d) <= self.p.dual_tolerance[j] {
                continue;
            }
            if self.lower[j].is_finite() && self.upper[j].is_finite() {
                self.put(j, if d > 0.0 { At::Lower } else { At::Upper });
                moved = true;
            } else {
                let target = match self.at[j] {
                    At::Free => 0.0,
                    at => self.random() * SHIFT * d.abs() * if at == At::Lower { 1.0 } else { -1.0 },
                };
                self.cost[j] += target - d;
                self.d[j] = target;
                self.perturbed_costs = true;
            }
        }
        if moved {
            self.compute_x();
        }
    }
}
