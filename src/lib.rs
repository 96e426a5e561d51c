//! stockpile: what to buy, from whom, for whom and when, and how much to hold in stock, and what each level of supply security costs.

pub mod analysis;
pub mod batch;
pub mod cli;
pub mod diagnostic;
pub mod formulation;
pub mod input;
pub mod lp;
pub mod model;
pub mod plan;
pub mod report;
pub mod simplex;
pub mod solver;
