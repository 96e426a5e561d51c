//! One integration binary: each question to the program is a module.

mod export;
mod mps;
mod netlib;
mod price_walk;
mod rhs_walk;
mod simplex;
mod solver;
mod supply;
