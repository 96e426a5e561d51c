//! One integration binary: each question to the program is a module.

mod batch;
mod conformance;
mod export;
mod input;
mod input_base;
mod input_errors;
mod input_properties;
mod mps;
mod netlib;
mod price_walk;
mod rhs_walk;
mod simplex;
mod solver;
mod supply;
