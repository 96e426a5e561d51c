//! The certificate of [`super::verify`] in exact arithmetic: no rounding, so nothing is left to believe but the program itself.
//!
//! Every double is a fraction whose denominator is a power of two. Sums and products of such fractions are exact, so the activity of
//! a row, a reduced cost and both objectives are had as they are, and only the three measures at the end are rounded, to the nearest
//! double. The bound of the objective's error is that of [`super::verify::certify`], in doubles.

use super::Lp;
use super::verify::Certificate;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// A certificate measured without rounding, and the two objectives between which the optimum lies where it holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ExactCertificate {
    /// Its first three measures are each the nearest double to its exact value.
    pub certificate: Certificate,
    /// `cost · x`, exact.
    pub primal_objective: BigRational,
    /// The objective that the duals prove, exact, multipliers of the wrong sign left out.
    pub dual_objective: BigRational,
}

/// Measures how well `x` and the duals `y` prove each other optimal, as [`super::verify::certify`] does, in exact arithmetic.
/// `None` if some number is not finite where it must be.
///
/// # Panics
/// If `x` or `y` has another length than the program's columns or rows.
pub(crate) fn certify(lp: &Lp, x: &[f64], y: &[f64]) -> Option<ExactCertificate> {
    assert_eq!((x.len(), y.len()), (lp.cols(), lp.rows()), "one value for each column and row");
    let plain = (x, y);
    let (x, y) = (rationals(x)?, rationals(y)?);
    let mut worst = Worst::default();
    let mut activity = vec![BigRational::zero(); lp.rows()];
    let mut primal_objective = BigRational::zero();
    for (j, x) in x.iter().enumerate() {
        let cost = rational(lp.cost[j])?;
        let mut reduced = cost.clone();
        // the scale of a reduced cost: the largest of the numbers that it is the difference of
        let mut scale = cost.abs();
        for (i, a) in lp.column(j) {
            let a = rational(a)?;
            if !x.is_zero() {
                activity[i] += &a * x;
            }
            if !y[i].is_zero() {
                let term = a * &y[i];
                scale = scale.max(term.abs());
                reduced -= term;
            }
        }
        primal_objective += &cost * x;
        worst.outside(x, lp.lower[j], lp.upper[j]);
        worst.sign(&reduced, lp.lower[j], lp.upper[j], &scale);
    }
    for i in 0..lp.rows() {
        worst.outside(&activity[i], lp.row_lower[i], lp.row_upper[i]);
        worst.sign(&y[i], lp.row_lower[i], lp.row_upper[i], &BigRational::zero());
    }
    let gap = (&primal_objective - &worst.dual_objective).abs() / at_least_one(primal_objective.abs());
    let Certificate { error, .. } = super::verify::certify(lp, plain.0, plain.1);
    let certificate =
        Certificate { primal: double(&worst.primal), dual: double(&worst.dual), gap: double(&gap), error };
    Some(ExactCertificate { certificate, primal_objective, dual_objective: worst.dual_objective })
}

/// The worst of each measure so far, and the dual objective.
#[derive(Default)]
struct Worst {
    primal: BigRational,
    dual: BigRational,
    dual_objective: BigRational,
}

impl Worst {
    /// Sees a value that is to lie between two bounds; an infinite one is none.
    fn outside(&mut self, value: &BigRational, lower: f64, upper: f64) {
        for (side, sign) in [(lower, 1), (upper, -1)] {
            let Some(side) = rational(side) else { continue };
            let by = (&side - value) * BigRational::from_integer(sign.into());
            if by.is_positive() {
                let by = by / at_least_one(side.abs());
                if by > self.primal {
                    self.primal = by;
                }
            }
        }
    }

    /// Sees the multiplier of a range: a positive one needs a lower bound to press on, a negative one an upper bound.
    fn sign(&mut self, multiplier: &BigRational, lower: f64, upper: f64, scale: &BigRational) {
        if multiplier.is_zero() {
            return;
        }
        match rational(if multiplier.is_positive() { lower } else { upper }) {
            Some(side) => self.dual_objective += multiplier * side,
            None => {
                let wrong = multiplier.abs() / at_least_one(scale.clone());
                if wrong > self.dual {
                    self.dual = wrong;
                }
            }
        }
    }
}

fn rationals(values: &[f64]) -> Option<Vec<BigRational>> {
    values.iter().map(|&v| rational(v)).collect()
}

/// A double as the fraction that it is; `None` if it is not finite.
fn rational(value: f64) -> Option<BigRational> {
    BigRational::from_float(value)
}

fn at_least_one(value: BigRational) -> BigRational {
    value.max(BigRational::from_integer(1.into()))
}

/// The nearest double; a number too large for one is infinite.
fn double(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::Builder;
    use crate::lp::verify;
    use crate::lp::verify::tests::small;

    #[test]
    fn an_optimum_with_whole_numbers_is_proved_without_any_error() {
        let found = certify(&small(), &[2.0, 1.0], &[2.0]).unwrap();
        assert_eq!(found.certificate, Certificate::EXACT);
        assert_eq!(found.primal_objective, BigRational::from_integer(4.into()));
        assert_eq!(found.dual_objective, found.primal_objective);
    }

    #[test]
    fn each_measure_sees_its_own_fault() {
        let lp = small();
        let of = |x: &[f64], y: &[f64]| certify(&lp, x, y).unwrap().certificate;
        assert_eq!(of(&[2.0, 0.25], &[2.0]).primal, 0.25, "0.75 of 3 is missing");
        assert_eq!(of(&[2.0, 1.0], &[-1.0]).dual, 1.0, "a ≥ row cannot have a negative dual");
        assert_eq!(of(&[1.0, 2.0], &[2.0]).gap, 0.2, "5 against 4");
        assert!(certify(&lp, &[f64::NAN, 1.0], &[2.0]).is_none());
    }

    /// 0.1 + 0.2 is not 0.3 in doubles: the exact violation is 2^-54 + … and not 0, which rounding hides or invents.
    #[test]
    fn rounding_is_seen() {
        let mut b = Builder::default();
        let x = b.column(0.0, 0.0, 1.0);
        let y = b.column(0.0, 0.0, 1.0);
        b.row(f64::NEG_INFINITY, 0.3, [(x, 1.0), (y, 1.0)]);
        let lp = b.build();
        let exact = certify(&lp, &[0.1, 0.2], &[0.0]).unwrap().certificate.primal;
        let expected = rational(0.1).unwrap() + rational(0.2).unwrap() - rational(0.3).unwrap();
        assert!(exact > 0.0 && exact == double(&expected), "{exact}");
        assert!(verify::certify(&lp, &[0.1, 0.2], &[0.0]).primal <= 1e-15);
    }
}
