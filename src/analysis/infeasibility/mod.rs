//! Why there is no plan.
//!
//! `elastic` finds the least that would have to give, `irreducible` constraints that stand against each other, none of which could be
//! left out, `remedies` what would free the plan, each thing tried.

mod candidates;
mod elastic;
mod filter;
mod irreducible;
mod relief;
mod remedies;
mod trial;

pub use elastic::{Violation, least_violation};
pub(crate) use irreducible::conflicts;
pub use irreducible::{Conflict, Member};
pub use relief::Relief;
pub use remedies::{Remedies, Remedy, remedies};
pub use trial::{Setting, Trial};
