//! One integration binary: each question to the program is a module.

mod export;
mod mps;
