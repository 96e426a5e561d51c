//! One integration binary: each question to the program is a module.

mod conformance;
mod export;
mod input;
mod input_base;
mod input_errors;
mod input_properties;
mod mps;
