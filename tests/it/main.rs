//! One integration binary: each question to the program is a module.

mod export;
mod input;
mod input_base;
mod input_errors;
mod input_properties;
mod mps;
mod workbook;
mod workbook_base;
