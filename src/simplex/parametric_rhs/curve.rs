//! The curve of a right-hand-side walk, and the settings of the walk.

use crate::lp::verify::Certificate;
use crate::simplex::{Basis, Manner, Path};

/// A breakpoint of the optimal cost as a function of θ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RhsPoint {
    /// The step of the right-hand sides, θ.
    pub theta: f64,
    /// The least cost there.
    pub cost: f64,
    /// The cost of the next unit of θ; at the last point infinite if there is no point beyond, and where the walk stopped at `until` that of the last basis.
    pub slope: f64,
}

/// Why a walk ended.
#[derive(Debug, Clone, PartialEq)]
pub enum RhsEnd {
    /// It came to the θ that was asked for, or beyond the kink that was.
    Until,
    /// From the last point on the cost goes on at the last slope for ever, and the last basis with it.
    Forever,
    /// Beyond the last point the program is infeasible: Farkas multipliers that prove it for every larger θ.
    Infeasible {
        /// One multiplier a row.
        ray: Vec<f64>,
    },
}

/// The least cost as a function of θ: convex and piecewise linear.
#[derive(Debug, Clone)]
pub struct RhsCurve {
    /// Breakpoints by rising θ and slope, the first at 0; the last, where the walk ended, need not be a kink unless nothing lies beyond.
    pub points: Vec<RhsPoint>,
    /// Columns and bases at the points; the basis of point `k` is optimal from there on, its duals as far as point `k + 1`.
    pub path: Path,
    /// Why the walk ended.
    pub end: RhsEnd,
    /// The certificate of all points, see `lp::follow`.
    pub certificate: Certificate,
    /// Pivots and bound flips, of the first solve too.
    pub iterations: usize,
}

/// The outcome of a right-hand-side walk.
#[derive(Debug, Clone)]
pub enum RhsWalk {
    /// The whole curve.
    Curve(Box<RhsCurve>),
    /// No point satisfies the program at θ = 0.
    Infeasible {
        /// See [`crate::simplex::Solved::Infeasible`].
        ray: Vec<f64>,
    },
    /// The cost falls without end at θ = 0.
    Unbounded,
}

/// Options of a right-hand-side walk.
#[derive(Debug, Clone, Copy)]
pub struct RhsOptions<'a> {
    /// The largest θ to go to; may be infinite.
    pub until: f64,
    /// Of all points that cost as little the one of least load is taken; one coefficient a column.
    pub load: Option<&'a [f64]>,
    /// The starting basis.
    pub start: Option<&'a Basis>,
    /// The engine's manner.
    pub manner: Manner,
    /// The walk may end behind the first kink beyond this θ.
    pub kink_beyond: f64,
}

impl RhsOptions<'_> {
    /// As far as `until`, of several optima any, from cold.
    pub fn until(until: f64) -> Self {
        Self { until, load: None, start: None, manner: Manner::Usual, kink_beyond: f64::INFINITY }
    }
}
