//! Candidates of the dual ratio test.

/// A column that may enter: its reduced cost falls towards the wrong sign at `rate`, is there after a step of `ratio`, and past its
/// tolerance after `harris`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub j: u32,
    pub rate: f64,
    pub ratio: f64,
    pub harris: f64,
}
