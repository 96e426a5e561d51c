//! A block's curve and how it was found.

use super::curve::Curve;
use super::dichotomic::Drawn;
use super::flat::Flat;
use super::{parametric_cost, parametric_rhs};
use crate::lp::verify::Certificate;

/// A block's curve, of the security rows `rows`, and how it was found.
#[derive(Debug, Clone)]
pub(super) struct BlockCurve {
    pub rows: Vec<usize>,
    pub by: WalkedBy,
}

#[derive(Debug, Clone)]
pub(super) enum WalkedBy {
    Price(Box<parametric_cost::BlockCostWalk>),
    Cap(Box<parametric_rhs::BlockRhsWalk>),
    Tangents(Box<Drawn>),
}

impl BlockCurve {
    pub(super) fn curve(&self) -> &Curve {
        match &self.by {
            WalkedBy::Price(walked) => &walked.curve,
            WalkedBy::Cap(walked) => &walked.curve,
            WalkedBy::Tangents(drawn) => &drawn.curve,
        }
    }

    pub(super) fn flat(&self) -> Option<&Flat> {
        match &self.by {
            WalkedBy::Cap(walked) => walked.flat.as_ref(),
            WalkedBy::Price(_) | WalkedBy::Tangents(_) => None,
        }
    }

    pub(super) fn certificate(&self) -> Certificate {
        match &self.by {
            WalkedBy::Price(walked) => walked.certificate(),
            WalkedBy::Cap(walked) => walked.certificate,
            WalkedBy::Tangents(drawn) => drawn.proof.certificate(),
        }
    }
}
