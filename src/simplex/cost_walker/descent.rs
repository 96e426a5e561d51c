//! The least load among the optima at one penalty: where a parametric-cost walk stalls, it goes on from there.
//!
//! The optima at a penalty are the points that leave every column with a reduced cost where it is (complementary slackness). With those fixed, the
//! load is minimised by `Kernel::optimise`, which chooses among tied columns by how much each lowers the load and can leave a degenerate vertex;
//! the walk chooses by penalty alone.

use super::{CostWalker, Failure, WIDTH};
use crate::simplex::failure;
use crate::simplex::problem::Problem;
use crate::simplex::row_map::At;
use crate::simplex::solve::Ending;

/// Costs, tolerances of reduced costs and bounds of a problem.
struct Question {
    cost: Vec<f64>,
    dual_tolerance: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

impl Question {
    /// Puts itself in the place of the problem's own.
    fn exchange(&mut self, p: &mut Problem) {
        std::mem::swap(&mut self.cost, &mut p.cost);
        std::mem::swap(&mut self.dual_tolerance, &mut p.dual_tolerance);
        std::mem::swap(&mut self.lower, &mut p.lower);
        std::mem::swap(&mut self.upper, &mut p.upper);
    }
}

impl CostWalker<'_> {
    /// Goes to the least load among the optima at the present penalty. Returns whether there is one: the load may fall for ever.
    ///
    /// # Errors
    /// [`Failure`] if rounding leaves the question open.
    pub(super) fn descend(&mut self) -> Result<bool, Failure> {
        self.stalled = 0;
        self.descents += 1;
        self.kernel.restore();
        self.refresh();
        let (old, before) = (self.kernel.x[..self.lp.cols()].to_vec(), self.kernel.at.clone());
        let mut question = self.load_among_optima();
        question.exchange(&mut self.kernel.p);
        let ending = self.kernel.optimise();
        question.exchange(&mut self.kernel.p);
        self.kernel.restore();
        let bounded = match ending? {
            Ending::Found => true,
            Ending::Unbounded(..) => false,
            Ending::Infeasible(_) | Ending::Crossed(_) => {
                return Err(failure("a parametric-cost walk has left the feasible points".into()));
            }
        };
        self.note_pivots(&before);
        self.note_drift(&old);
        self.refresh();
        self.fresh = true;
        Ok(bounded)
    }

    /// The load as cost, with every column fixed that has a reduced cost at the present penalty.
    fn load_among_optima(&self) -> Question {
        let p = &self.kernel.p;
        let (mut lower, mut upper) = (p.lower.clone(), p.upper.clone());
        for j in 0..p.vars() {
            let side = match self.kernel.at[j] {
                At::Basic | At::Free => continue,
                At::Lower => lower[j],
                At::Upper => upper[j],
            };
            let reduced = &self.reduced[j / WIDTH];
            let d = reduced.d[j % WIDTH] + self.penalty * reduced.e[j % WIDTH];
            if d.abs() > p.dual_tolerance[j] + self.penalty * self.tolerance[j] {
                (lower[j], upper[j]) = (side, side);
            }
        }
        Question { cost: self.scaled.clone(), dual_tolerance: self.tolerance.clone(), lower, upper }
    }

    /// Takes into the path the changes of the basis since.
    fn note_pivots(&mut self, before: &[At]) {
        let (mut entered, mut left) = (Vec::new(), Vec::new());
        for (j, (&was, &at)) in before.iter().zip(&self.kernel.at).enumerate().filter(|(_, (was, at))| was != at) {
            match (was, at) {
                (_, At::Basic) => entered.push(j),
                (At::Basic, _) => left.push(j),
                _ => self.path.pivot(j, j, at),
            }
        }
        for (enters, leaves) in entered.into_iter().zip(left) {
            self.path.pivot(enters, leaves, self.kernel.at[leaves]);
        }
    }
}
