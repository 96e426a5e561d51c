//! One integration binary: each question to the program is a module.

mod conformance;
mod export;
mod mps;
