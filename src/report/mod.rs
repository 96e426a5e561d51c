//! From plans and frontiers to files and the terminal.
//!
//! [`tables`] has the contents of each table of FILES.md, once; [`table`] turns a table into CSV or JSON, `terminal` writes for people,
//! `files` puts files down whole or not at all.

pub(crate) mod assess;
pub(crate) mod beside;
pub mod binding;
pub(crate) mod causes;
pub(crate) mod certificate;
#[cfg(feature = "charts")]
pub(crate) mod charts;
pub(crate) mod decisions;
pub(crate) mod diff;
pub(crate) mod figures;
pub(crate) mod files;
pub(crate) mod folder;
pub(crate) mod html;
pub(crate) mod level;
pub(crate) mod level_figures;
mod names;
pub mod no_plan;
pub(crate) mod numbers;
pub(crate) mod orders;
pub(crate) mod remedies;
pub(crate) mod resilience;
pub mod summary;
pub mod table;
pub mod tables;
pub(crate) mod terminal;
mod tolerances;
pub mod variants;
pub(crate) mod words;
pub mod workbook;

pub(crate) use crate::model::countries;
