//! The proof that an answer is one: computed from the program and the vectors alone, never from what a solver says of itself.

use super::Lp;
use serde::Serialize;

/// The greatest value of each measure of a [`Certificate`] that an answer may have.
pub const TOLERANCE: f64 = 1e-6;

/// How far a primal and dual solution are from proving each other optimal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Certificate {
    /// Largest violation of a row or bound, each over `max(1, |right-hand side|)`.
    pub primal: f64,
    /// Largest violation of a reduced cost's sign over `max(1, |cost|)`, rows' own (whose cost is 0) among them.
    pub dual: f64,
    /// `|primal − dual|` objective over `max(1, |primal|)`.
    pub gap: f64,
}

impl Certificate {
    /// Whether all three measures are within [`TOLERANCE`]. A NaN never is.
    pub fn holds(&self) -> bool {
        [self.primal, self.dual, self.gap].iter().all(|&m| m <= TOLERANCE)
    }

    /// The worse of two certificates, measure by measure; a NaN stays.
    pub fn worst(self, other: Self) -> Self {
        let worse = |a: f64, b: f64| if a >= b || a.is_nan() { a } else { b };
        Self {
            primal: worse(self.primal, other.primal),
            dual: worse(self.dual, other.dual),
            gap: worse(self.gap, other.gap),
        }
    }
}

impl std::fmt::Display for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "primal {:.1e}, dual {:.1e}, gap {:.1e}", self.primal, self.dual, self.gap)
    }
}

/// By how much `value` lies outside `lower..=upper`, relative to the side that it crosses.
fn outside(value: f64, lower: f64, upper: f64) -> f64 {
    if value.is_nan() {
        return f64::NAN;
    }
    let below = if lower.is_finite() { (lower - value) / lower.abs().max(1.0) } else { 0.0 };
    let above = if upper.is_finite() { (value - upper) / upper.abs().max(1.0) } else { 0.0 };
    below.max(above).max(0.0)
}

/// What a multiplier contributes to the dual objective (its product with the side of the range that it prices) and
/// by how much its sign is wrong: a positive one needs a lower side to press on, a negative one an upper side.
fn priced(multiplier: f64, lower: f64, upper: f64, scale: f64) -> (f64, f64) {
    let side = if multiplier > 0.0 { lower } else { upper };
    if multiplier == 0.0 {
        (0.0, 0.0)
    } else if side.is_finite() {
        (multiplier * side, 0.0)
    } else {
        (0.0, multiplier.abs() / scale)
    }
}

/// Measures how well `x` and the row prices `y` (change of the objective per unit of right-hand side) prove each other optimal.
///
/// # Panics
/// If `x` or `y` has another length than the program's columns or rows.
pub fn certify(lp: &Lp, x: &[f64], y: &[f64]) -> Certificate {
    assert_eq!((x.len(), y.len()), (lp.cols(), lp.rows()), "one value for each column and row");
    let mut worst = Certificate { primal: 0.0, dual: 0.0, gap: 0.0 };
    let mut dual_objective = 0.0;
    let mut see = |value: f64, multiplier: f64, lower: f64, upper: f64, cost: f64| {
        let (product, wrong) = priced(multiplier, lower, upper, cost.abs().max(1.0));
        dual_objective += product;
        worst = worst.worst(Certificate { primal: outside(value, lower, upper), dual: wrong, gap: 0.0 });
    };
    for (j, d) in lp.reduced_costs(y).into_iter().enumerate() {
        see(x[j], d, lp.lower[j], lp.upper[j], lp.cost[j]);
    }
    for (i, activity) in lp.activity(x).into_iter().enumerate() {
        see(activity, y[i], lp.row_lower[i], lp.row_upper[i], 0.0);
    }
    let objective = lp.objective(x);
    let gap = (objective - dual_objective).abs() / objective.abs().max(1.0);
    worst.worst(Certificate { primal: 0.0, dual: 0.0, gap })
}

/// Measures a Farkas proof that no `x` satisfies the program: with `y` and the signs that follow, every row and bound adds up to
/// `0 ≥ bound` with a positive `bound`. Returns the bound after scaling the largest product to 1; a proof has a clearly positive one.
pub fn farkas(lp: &Lp, y: &[f64]) -> f64 {
    let zero_cost = vec![0.0; lp.cols()];
    let ray: Vec<f64> = Lp { cost: zero_cost, ..lp.clone() }.reduced_costs(y);
    let mut bound = 0.0;
    let mut scale = f64::MIN_POSITIVE;
    let columns = ray.iter().zip(lp.lower.iter().zip(&lp.upper));
    let rows = y.iter().zip(lp.row_lower.iter().zip(&lp.row_upper));
    let size = y.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    for (&multiplier, (&lower, &upper)) in columns.chain(rows) {
        // rounding leaves multipliers that are nothing beside the ray
        if multiplier.abs() <= 1e-9 * size {
            continue;
        }
        let (product, wrong) = priced(multiplier, lower, upper, 1.0);
        if wrong > 0.0 {
            return f64::NEG_INFINITY;
        }
        bound += product;
        scale = scale.max(product.abs());
    }
    bound / scale
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::Builder;

    /// minimise x + 2y, x + y ≥ 3, x ≤ 2: x = 2, y = 1, price of the row 2, reduced cost of x −1 (worked by hand).
    fn small() -> Lp {
        let mut b = Builder::default();
        let x = b.column(1.0, 0.0, 2.0);
        let y = b.column(2.0, 0.0, f64::INFINITY);
        b.row(3.0, f64::INFINITY, [(x, 1.0), (y, 1.0)]);
        b.build()
    }

    #[test]
    fn the_optimum_is_certified() {
        let c = certify(&small(), &[2.0, 1.0], &[2.0]);
        assert!(c.holds() && c.gap == 0.0, "{c:?}");
    }

    #[test]
    fn each_measure_sees_its_own_fault() {
        let lp = small();
        assert!(certify(&lp, &[2.0, 0.5], &[2.0]).primal > 0.1, "row violated");
        assert!(certify(&lp, &[2.0, 1.0], &[-1.0]).dual > 0.1, "a ≥ row cannot have a negative price");
        assert!(certify(&lp, &[2.0, 1.0], &[3.0]).dual > 0.4, "y's reduced cost is negative without an upper bound");
        assert!(certify(&lp, &[1.0, 2.0], &[2.0]).gap > 0.1, "feasible, not optimal");
        assert!(!certify(&lp, &[f64::NAN, 1.0], &[2.0]).holds(), "NaN proves nothing");
    }

    #[test]
    fn a_farkas_ray_proves_infeasibility() {
        let mut b = Builder::default();
        let x = b.column(0.0, 0.0, 2.0);
        b.row(3.0, f64::INFINITY, [(x, 1.0)]);
        let lp = b.build();
        assert!(farkas(&lp, &[1.0]) > 0.3);
        assert!(farkas(&lp, &[-1.0]) < 0.0, "the wrong sign proves nothing");
        assert!(
            farkas(&small(), &[1.0]) < 0.0 || !farkas(&small(), &[1.0]).is_finite(),
            "a feasible program has no ray"
        );
    }
}
