//! Why there is no plan.
//!
//! `elastic` finds the least that would have to give, `irreducible` constraints that stand against each other, none of which could be
//! left out.

mod elastic;
mod filter;
mod irreducible;

pub use elastic::{Violation, least_violation};
pub use irreducible::{Conflict, Member, conflicts};
