//! What looks wrong though it is legal.

use crate::diagnostic::Diagnostic;
use crate::model::Model;

/// What looks wrong though it is legal, each with what to do about it.
pub fn oddities(_model: &Model) -> Vec<Diagnostic> {
    Vec::new()
}
