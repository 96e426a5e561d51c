//! Reads linear programs in MPS format, fixed or free.
//!
//! The format is read as HiGHS, GLPK and CBC read it: free format (fields apart by blanks) where the whole file makes sense so, else
//! fixed format (fields at columns 2, 5, 15, 25, 40 and 50), whose names may hold blanks. Of several right-hand sides, ranges or
//! bounds the first set counts. Bounds of 1e20 and beyond are infinite.

mod line;
mod problem;
mod reader;

pub use problem::{MpsError, MpsProblem};

use super::Lp;
use line::Format;
use reader::Reader;

/// A program with the names its file gives it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mps {
    /// The name of the program in the file; may be empty.
    pub name: String,
    /// The program, to be minimised: where the file maximises its costs are negated.
    pub lp: Lp,
    /// Name of each row.
    pub rows: Vec<String>,
    /// Name of each column.
    pub cols: Vec<String>,
    /// Constant of the objective, in the sense of the file.
    pub offset: f64,
    /// True if the file maximises.
    pub maximise: bool,
    /// True for each column that is declared an integer; [`Mps::lp`] is the relaxation.
    pub integers: Vec<bool>,
}

impl Mps {
    /// Reads a program.
    ///
    /// # Errors
    /// [`MpsError`] with the line where the file stops making sense.
    pub fn parse(bytes: &[u8]) -> Result<Self, MpsError> {
        match Reader::read(bytes, Format::Free) {
            Ok(mps) => Ok(mps),
            // Only names with blanks make a difference, so whichever reading got further tells what is really wrong.
            Err(free) => {
                Reader::read(bytes, Format::Fixed).map_err(|fixed| if fixed.line > free.line { fixed } else { free })
            }
        }
    }

    /// The objective in the sense of the file, given its value in [`Mps::lp`].
    pub fn objective(&self, minimised: f64) -> f64 {
        self.offset + if self.maximise { -minimised } else { minimised }
    }
}
