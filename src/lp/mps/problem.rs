//! Problems of an MPS file, and where they are.

/// Why a file is no linear program in MPS format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct MpsError {
    /// The line, counted from 1; one past the last where the file ends too early.
    pub line: usize,
    /// The problem there.
    pub problem: MpsProblem,
}

/// A problem of an MPS file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MpsProblem {
    /// Bytes that are no text.
    #[error("not valid UTF-8")]
    Encoding,
    /// A section this reader has no use for, or that is no linear program's.
    #[error("section \"{0}\" is not one of NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS, ENDATA")]
    Section(String),
    /// A section that must come earlier, or comes twice.
    #[error("section {0} is out of place")]
    Order(&'static str),
    /// A data line that has too few or too many fields, or none of a section's.
    #[error("a line of section {section} has {expected}")]
    Fields {
        /// The section the line is in.
        section: &'static str,
        /// The form of its lines.
        expected: &'static str,
    },
    /// Text between the fields of fixed format.
    #[error("text at column {0}, between the fields of fixed format")]
    Gap(usize),
    /// An unknown type of row.
    #[error("row type \"{0}\" is not one of N, L, G, E")]
    RowType(String),
    /// An unknown type of bound.
    #[error("bound type \"{0}\" is not one of LO, UP, FX, FR, MI, PL, BV, LI, UI")]
    BoundType(String),
    /// A sense that is neither.
    #[error("objective sense \"{0}\" is neither MIN nor MAX")]
    Sense(String),
    /// A marker that is neither.
    #[error("marker \"{0}\" is neither 'INTORG' nor 'INTEND'")]
    Marker(String),
    /// A name without its definition.
    #[error("{what} \"{name}\" is not defined")]
    Unknown {
        /// Row or column.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The same thing twice.
    #[error("{what} \"{name}\" is there already")]
    Duplicate {
        /// Row, column or entry.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Text where a number belongs.
    #[error("\"{0}\" is not a number")]
    Number(String),
    /// A number that cannot stand where it does.
    #[error("\"{0}\" cannot be infinite here")]
    Infinite(String),
    /// A file without an end.
    #[error("the file ends without ENDATA")]
    End,
}
