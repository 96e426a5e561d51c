//! Types of the columns of a table, and how a cell is read as one.

use super::cell::{self, CellProblem, Date, Range};
use super::names::{Interner, Sym};
use crate::diagnostic::Code;
use crate::model::{Measure, Month};

/// The type of a column; `Option` where it may be blank.
pub(crate) trait Field: Sized + Default {
    const REQUIRED: bool;
    /// True for a plain number, which names nothing and identifies nothing.
    const PLAIN: bool;
    /// True for names of rows, which other tables may look up.
    const NAMES: bool = false;

    /// The value in place of a cell that cannot be read; a name is the blank one.
    fn stand_in() -> Self {
        Self::default()
    }

    fn read(text: &str, names: &mut Interner) -> Result<Self, CellProblem>;
}

/// The type of a filled cell.
pub(crate) trait Value: Sized + Default {
    const PLAIN: bool = false;
    const NAMES: bool = false;

    fn parse(text: &str, names: &mut Interner) -> Result<Self, CellProblem>;
}

impl<T: Value> Field for T {
    const REQUIRED: bool = true;
    const PLAIN: bool = T::PLAIN;
    const NAMES: bool = T::NAMES;

    fn read(text: &str, names: &mut Interner) -> Result<Self, CellProblem> {
        if text.is_empty() {
            return Err(
                CellProblem::new(Code::BlankCell, "the cell is blank").hint("this column has no default: fill it")
            );
        }
        T::parse(text, names)
    }
}

impl<T: Value> Field for Option<T> {
    const REQUIRED: bool = false;
    const PLAIN: bool = T::PLAIN;
    const NAMES: bool = T::NAMES;

    fn stand_in() -> Self {
        T::NAMES.then(T::default)
    }

    fn read(text: &str, names: &mut Interner) -> Result<Self, CellProblem> {
        if text.is_empty() { Ok(None) } else { T::parse(text, names).map(Some) }
    }
}

impl Value for Sym {
    const NAMES: bool = true;

    fn parse(text: &str, names: &mut Interner) -> Result<Self, CellProblem> {
        cell::identifier(text).map(|id| names.intern(id))
    }
}

/// A name for people, in one line.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Name(pub Sym);

impl Value for Name {
    fn parse(text: &str, names: &mut Interner) -> Result<Self, CellProblem> {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Sym::parse(&line, names).map(Self)
    }
}

/// A number of at least 0.
impl Value for f64 {
    const PLAIN: bool = true;

    fn parse(text: &str, _: &mut Interner) -> Result<Self, CellProblem> {
        cell::number(text, Range::NonNegative)
    }
}

/// A whole number of at least 0.
impl Value for u32 {
    const PLAIN: bool = true;

    fn parse(text: &str, _: &mut Interner) -> Result<Self, CellProblem> {
        cell::whole(text)
    }
}

impl Value for bool {
    fn parse(text: &str, _: &mut Interner) -> Result<Self, CellProblem> {
        cell::boolean(text)
    }
}

/// A number of at least 0; blank is 0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct OrZero(pub f64);

impl Field for OrZero {
    const REQUIRED: bool = false;
    const PLAIN: bool = true;

    fn read(text: &str, names: &mut Interner) -> Result<Self, CellProblem> {
        Option::<f64>::read(text, names).map(|number| Self(number.unwrap_or(0.0)))
    }
}

/// A number between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Share(pub f64);

impl Value for Share {
    const PLAIN: bool = true;

    fn parse(text: &str, _: &mut Interner) -> Result<Self, CellProblem> {
        cell::number(text, Range::Share).map(Self)
    }
}

/// A fraction that may lie above 1, and is no per cent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Fraction(pub f64);

impl Value for Fraction {
    const PLAIN: bool = true;

    fn parse(text: &str, _: &mut Interner) -> Result<Self, CellProblem> {
        cell::number(text, Range::Fraction).map(Self)
    }
}

/// The date at which something begins: of a year, its first month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Since(pub Date);

impl Default for Since {
    fn default() -> Self {
        Self(Date::Year(0))
    }
}

impl Value for Since {
    fn parse(text: &str, _: &mut Interner) -> Result<Self, CellProblem> {
        cell::date(text).map(Self)
    }
}

/// The date at which something ends: of a year, its last month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Until(pub Date);

impl Default for Until {
    fn default() -> Self {
        Self(Date::Year(0))
    }
}

impl Value for Until {
    fn parse(text: &str, _: &mut Interner) -> Result<Self, CellProblem> {
        cell::date(text).map(Self)
    }
}

/// The periods in which a demand row is in force, from the general to the particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum When {
    /// `*`: every period.
    #[default]
    Every,
    /// Each period of a year.
    Year(i32),
    /// One period.
    Month(Month),
}

impl Value for When {
    fn parse(text: &str, _: &mut Interner) -> Result<Self, CellProblem> {
        if text == "*" {
            return Ok(Self::Every);
        }
        match cell::date(text) {
            Ok(Date::Year(year)) => Ok(Self::Year(year)),
            Ok(Date::Month(month)) => Ok(Self::Month(month)),
            Err(problem) => Err(CellProblem {
                message: problem.message.replace("YYYY-MM or YYYY", "YYYY-MM, YYYY or *"),
                ..problem
            }),
        }
    }
}

/// Several identifiers, separated by `;`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct List(pub Vec<Sym>);

impl Value for List {
    const NAMES: bool = true;

    fn parse(text: &str, names: &mut Interner) -> Result<Self, CellProblem> {
        let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| Sym::parse(part, names)).collect::<Result<_, _>>().map(Self)
    }
}

/// The weighting of a share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Weighting(pub Measure);

impl Default for Weighting {
    fn default() -> Self {
        Self(Measure::Volume)
    }
}

impl Value for Weighting {
    fn parse(text: &str, _: &mut Interner) -> Result<Self, CellProblem> {
        cell::choice(text, cell::MEASURES).map(Self)
    }
}

/// A column that can be a key figure.
pub(crate) trait KeyFigure {
    fn figure(&self) -> Option<f64>;
}

impl KeyFigure for f64 {
    fn figure(&self) -> Option<f64> {
        Some(*self)
    }
}

impl KeyFigure for Option<f64> {
    fn figure(&self) -> Option<f64> {
        *self
    }
}

impl KeyFigure for OrZero {
    fn figure(&self) -> Option<f64> {
        Some(self.0)
    }
}

impl KeyFigure for Share {
    fn figure(&self) -> Option<f64> {
        Some(self.0)
    }
}

/// A column that can identify a row.
pub(crate) trait KeyPart {
    /// The cell as it stands; nothing where it is blank.
    fn text(&self, names: &Interner) -> String;
}

impl KeyPart for Sym {
    fn text(&self, names: &Interner) -> String {
        names[*self].to_owned()
    }
}

impl KeyPart for Since {
    fn text(&self, _: &Interner) -> String {
        self.0.to_string()
    }
}

impl KeyPart for When {
    fn text(&self, _: &Interner) -> String {
        match self {
            Self::Every => "*".into(),
            Self::Year(year) => Date::Year(*year).to_string(),
            Self::Month(month) => month.to_string(),
        }
    }
}

impl<T: KeyPart> KeyPart for Option<T> {
    fn text(&self, names: &Interner) -> String {
        self.as_ref().map(|part| part.text(names)).unwrap_or_default()
    }
}

impl When {
    /// From the general to the particular.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Every => 0,
            Self::Year(_) => 1,
            Self::Month(_) => 2,
        }
    }
}
