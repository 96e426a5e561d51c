//! One integration binary: each question to the program is a module.

mod batch;
mod batch_base;
mod batch_report;
mod batch_resume;
mod cli;
mod conformance;
mod export;
mod formulation;
mod frontier;
mod input;
mod input_base;
mod input_errors;
mod input_properties;
mod mps;
mod netlib;
mod price_walk;
mod published;
mod rhs_walk;
mod schedulers;
mod simplex;
mod solver;
mod start;
mod supply;
mod workbook;
mod workbook_base;
mod workbook_out;
