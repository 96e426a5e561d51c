//! From plans and frontiers to files and the terminal.
//!
//! [`tables`] says what stands in each table of FILES.md, once; [`table`] turns a table into CSV or JSON, [`terminal`] writes for people,
//! [`files`] puts files down whole or not at all.

pub mod assess;
pub mod beside;
pub mod binding;
pub mod causes;
pub mod certificate;
#[cfg(feature = "charts")]
pub mod charts;
pub mod decisions;
pub mod diff;
pub mod figures;
pub mod files;
pub mod folder;
pub mod html;
pub mod level;
mod names;
pub mod no_plan;
pub mod orders;
pub mod resilience;
pub mod summary;
pub mod table;
pub mod tables;
pub mod terminal;
pub mod variants;
pub mod words;
pub mod workbook;

pub use crate::model::countries;
