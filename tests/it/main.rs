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
mod parametric_cost;
mod parametric_rhs;
mod published;
mod schedulers;
mod simplex;
mod solver;
mod supply;
mod warm_start;
mod workbook;
mod workbook_base;
mod workbook_out;
