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
    pub by: FoundBy,
}

#[derive(Debug, Clone)]
pub(super) enum FoundBy {
    ParametricCost(Box<parametric_cost::BlockCostWalk>),
    ParametricRhs(Box<parametric_rhs::BlockRhsWalk>),
    DichotomicSearch(Box<Drawn>),
}

impl BlockCurve {
    pub(super) fn curve(&self) -> &Curve {
        match &self.by {
            FoundBy::ParametricCost(walked) => &walked.curve,
            FoundBy::ParametricRhs(walked) => &walked.curve,
            FoundBy::DichotomicSearch(drawn) => &drawn.curve,
        }
    }

    pub(super) fn flat(&self) -> Option<&Flat> {
        match &self.by {
            FoundBy::ParametricRhs(walked) => walked.flat.as_ref(),
            FoundBy::ParametricCost(_) | FoundBy::DichotomicSearch(_) => None,
        }
    }

    pub(super) fn certificate(&self) -> Certificate {
        match &self.by {
            FoundBy::ParametricCost(walked) => walked.certificate(),
            FoundBy::ParametricRhs(walked) => walked.certificate,
            FoundBy::DichotomicSearch(drawn) => drawn.proof.certificate(),
        }
    }
}
