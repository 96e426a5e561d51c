//! The one form in which everything that solves a program answers.

/// An optimal point with its duals.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Value of each column.
    pub x: Vec<f64>,
    /// Dual of each row: change of the objective per unit of its right-hand side, so never positive for a `≤` row.
    pub y: Vec<f64>,
    /// Number of pivots, where the back end says so.
    pub iterations: Option<usize>,
}

/// The outcome of a back end. Nothing here is believed before [`super::verify`] has seen it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// An optimal point.
    Optimal(Solution),
    /// No point satisfies all constraints; with a Farkas ray (one multiplier a row) where the back end has one.
    Infeasible(Option<Vec<f64>>),
    /// The objective falls without end.
    Unbounded,
}

/// A back end gave up; it proves nothing about the program.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{solver} gave up: {reason}")]
pub struct Failure {
    /// The back end's name.
    pub solver: &'static str,
    /// The reason, in its words.
    pub reason: String,
}
