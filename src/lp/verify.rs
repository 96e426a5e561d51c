//! The proof that an answer is one: computed from the program and the vectors alone, never from the solver's own word.
//!
//! Three measures are those of MODEL.md: primal and dual infeasibility and the gap between the objectives, each relative. A fourth bounds
//! how much the objective could still fall. It is there for programs with a penalty: where being short costs a million times what
//! anything else does, the penalty makes up the objective, and a plan that buys from the wrong supplier is lost in its rounding.

pub use super::tolerances::TOLERANCE;
use super::tolerances::{INDISTINCT, NO_MULTIPLIER, PENALTY, UNITS};
use super::{Lp, dot};
use serde::Serialize;

/// The distance of a primal and dual solution from proving each other optimal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Certificate {
    /// Largest violation of a row or bound, each over `max(1, |right-hand side|)`.
    pub primal: f64,
    /// Largest violation of a reduced cost's sign over the largest of 1, `|cost|` and `|y · a|`, of which it is the difference; of a row's
    /// dual over 1.
    pub dual: f64,
    /// `|primal − dual|` objective over `max(1, |primal|)`.
    pub gap: f64,
    /// The most by which the objective could fall, over `max(1, cost)` of all but penalties: each multiplier times the room to the bound that it
    /// presses on, or where its sign is wrong times how far the variable could go.
    #[serde(skip)]
    pub error: f64,
}

impl Certificate {
    /// No violation of anything.
    pub const EXACT: Self = Self { primal: 0.0, dual: 0.0, gap: 0.0, error: 0.0 };

    /// True if all measures are within [`TOLERANCE`]. A NaN never is.
    pub fn holds(&self) -> bool {
        [self.primal, self.dual, self.gap, self.error].iter().all(|&m| m <= TOLERANCE)
    }

    /// The worse of two certificates, measure by measure; a NaN stays.
    pub fn worst(self, other: Self) -> Self {
        let worse = |a: f64, b: f64| if a >= b || a.is_nan() { a } else { b };
        Self {
            primal: worse(self.primal, other.primal),
            dual: worse(self.dual, other.dual),
            gap: worse(self.gap, other.gap),
            error: worse(self.error, other.error),
        }
    }
}

impl std::fmt::Display for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        // exact arithmetic has measures that doubles would not tell from 0 beside 1
        let said = |measure: f64| if measure.abs() < f64::EPSILON { "0".into() } else { format!("{measure:.1e}") };
        let [primal, dual, gap] = [self.primal, self.dual, self.gap].map(said);
        write!(f, "primal {primal}, dual {dual}, gap {gap}")?;
        if self.error > TOLERANCE && self.gap <= TOLERANCE {
            write!(f, ", beside its penalties off by {:.1e}", self.error)?;
        }
        Ok(())
    }
}

/// By how much `value` lies outside `lower..=upper`, relative to the bound that it crosses.
pub(super) fn outside(value: f64, lower: f64, upper: f64) -> f64 {
    if value.is_nan() {
        return f64::NAN;
    }
    let below = if lower.is_finite() { (lower - value) / lower.abs().max(1.0) } else { 0.0 };
    let above = if upper.is_finite() { (value - upper) / upper.abs().max(1.0) } else { 0.0 };
    below.max(above).max(0.0)
}

/// The room of a value to a bound that it has not crossed; infinite where there is none.
pub(super) fn room(value: f64, multiplier: f64, lower: f64, upper: f64) -> f64 {
    if multiplier > 0.0 { value - lower } else { upper - value }
}

/// The contribution of a multiplier to the dual objective (its product with the bound that it is the dual of) and
/// by how much its sign is wrong: a positive one needs a lower bound to press on, a negative one an upper bound.
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

/// The size of each row's terms, `Σ |a · x|`, and of the bounds that it has.
fn row_sizes(lp: &Lp, x: &[f64]) -> Vec<f64> {
    let finite = |v: f64| if v.is_finite() { v.abs() } else { 0.0 };
    let mut size: Vec<f64> = lp.row_lower.iter().zip(&lp.row_upper).map(|(&l, &u)| finite(l).max(finite(u))).collect();
    for (j, &xj) in x.iter().enumerate().filter(|e| *e.1 != 0.0) {
        lp.column(j).for_each(|(i, a)| size[i] += (a * xj).abs());
    }
    size
}

/// The cost of a point, penalties apart, and at least 1.
pub(crate) fn ordinary_cost(lp: &Lp, x: &[f64]) -> f64 {
    let mut costs: Vec<f64> = lp.cost.iter().map(|c| c.abs()).filter(|&c| c > 0.0).collect();
    if costs.is_empty() {
        return 1.0;
    }
    let middle = costs.len() / 2;
    let median = *costs.select_nth_unstable_by(middle, f64::total_cmp).1;
    let ordinary = lp.cost.iter().zip(x).filter(|(c, _)| c.abs() <= PENALTY * median);
    ordinary.map(|(c, x)| (c * x).abs()).sum::<f64>().max(1.0)
}

/// Measures how well `x` and the row duals `y` (change of the objective per unit of right-hand side) prove each other optimal.
///
/// # Panics
/// If `x` or `y` has another length than the program's columns or rows.
pub fn certify(lp: &Lp, x: &[f64], y: &[f64]) -> Certificate {
    assert_eq!((x.len(), y.len()), (lp.cols(), lp.rows()), "one value for each column and row");
    let sizes = row_sizes(lp, x);
    let mut worst = Certificate::EXACT;
    let mut dual_objective = 0.0;
    let mut error = 0.0;
    let mut see = |value: f64, multiplier: f64, (lower, upper): (f64, f64), scale: f64| {
        let (product, wrong) = priced(multiplier, lower, upper, scale.max(1.0));
        dual_objective += product;
        worst = worst.worst(Certificate { primal: outside(value, lower, upper), dual: wrong, ..Certificate::EXACT });
    };
    for (j, &value) in x.iter().enumerate() {
        let (mut d, mut scale, mut sum) = (lp.cost[j], lp.cost[j].abs(), lp.cost[j].abs());
        for (i, a) in lp.column(j) {
            let term = a * y[i];
            d -= term;
            scale = scale.max(term.abs());
            sum += term.abs();
        }
        let sides = (lp.lower[j], lp.upper[j]);
        see(value, d, sides, scale);
        let real = d.abs() - (UNITS * sum).min(INDISTINCT * lp.cost[j].abs().max(1.0));
        if real > 0.0 {
            let room = room(value, d, sides.0, sides.1);
            // without a bound: as far as the tightest of its rows lets it, at its present size
            let reach = || lp.column(j).map(|(i, a)| sizes[i] / a.abs()).fold(f64::INFINITY, f64::min).max(value.abs());
            let room = if room.is_finite() { room.max(0.0) } else { reach() };
            // in no row at all it goes for ever
            error += if room.is_finite() { real * room } else { 0.0 };
        }
    }
    for (i, activity) in lp.activity(x).into_iter().enumerate() {
        let sides = (lp.row_lower[i], lp.row_upper[i]);
        see(activity, y[i], sides, 0.0);
        let room = room(activity, y[i], sides.0, sides.1);
        error += y[i].abs() * if room.is_finite() { (room - UNITS * sizes[i]).max(0.0) } else { sizes[i] };
    }
    let objective = dot(&lp.cost, x);
    let gap = (objective - dual_objective).abs() / objective.abs().max(1.0);
    worst.worst(Certificate { gap, error: error / ordinary_cost(lp, x), ..Certificate::EXACT })
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
        if multiplier.abs() <= NO_MULTIPLIER * size {
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
pub(super) mod tests {
    use super::*;
    use crate::lp::Builder;

    /// minimise x + 2y, x + y ≥ 3, x ≤ 2: x = 2, y = 1, dual of the row 2, reduced cost of x −1 (worked by hand).
    pub(in crate::lp) fn small() -> Lp {
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
        assert!(certify(&lp, &[2.0, 1.0], &[-1.0]).dual > 0.1, "a ≥ row cannot have a negative dual");
        assert!(certify(&lp, &[2.0, 1.0], &[3.0]).dual > 0.3, "y's reduced cost is negative without an upper bound");
        assert!(certify(&lp, &[1.0, 2.0], &[2.0]).gap > 0.1, "feasible, not optimal");
        assert!(!certify(&lp, &[f64::NAN, 1.0], &[2.0]).holds(), "NaN proves nothing");
    }

    /// A tonne short costs 1e15; the tonne that there is comes from whoever asks 510, though another asks 370.
    #[test]
    fn a_penalty_hides_no_wrong_choice_and_spoils_no_right_one() {
        let penalty = 1e15;
        let mut b = Builder::default();
        let cheap = b.column(370.0, 0.0, 1.0);
        let dear = b.column(510.0, 0.0, 1.0);
        let short = b.column(penalty, 0.0, 1.0);
        b.row(1.0, 1.0, [(cheap, 1.0), (dear, 1.0)]);
        b.row(1.0, 1.0, [(short, 1.0)]);
        let lp = b.build();
        let right = certify(&lp, &[1.0, 0.0, 1.0], &[370.0, penalty]);
        assert!(right.holds(), "{right}");
        for dual in [370.0, 510.0] {
            let wrong = certify(&lp, &[0.0, 1.0, 1.0], &[dual, penalty]);
            assert!(wrong.gap < 1e-6 && !wrong.holds(), "{wrong}");
        }
    }

    #[test]
    fn measures_below_the_rounding_of_doubles_are_said_to_be_0() {
        let exact = Certificate { primal: 1e-58, dual: 2.5e-12, gap: -1e-17, error: 0.0 };
        assert_eq!(exact.to_string(), "primal 0, dual 2.5e-12, gap 0");
        let wrong = Certificate { primal: f64::NAN, gap: 3e-16, ..Certificate::EXACT };
        assert_eq!(wrong.to_string(), "primal NaN, dual 0, gap 3.0e-16");
    }

    #[test]
    fn a_reduced_cost_is_measured_against_what_it_is_the_difference_of() {
        // an offer of 370 with a capacity that is worth the penalty, whose double is 1/8 off
        let mut b = Builder::default();
        let x = b.column(370.0, 0.0, f64::INFINITY);
        let short = b.column(1e15, 0.0, f64::INFINITY);
        b.row(2.0, 2.0, [(x, 1.0), (short, 1.0)]);
        b.row(f64::NEG_INFINITY, 1.0, [(x, 1.0)]);
        let found = certify(&b.build(), &[1.0, 1.0], &[1e15, 370.0 - 1e15 + 0.125]);
        assert!(found.dual > 0.0 && found.holds(), "{found:?}");
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
