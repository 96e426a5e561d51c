//! The terms of the objective: one list, which the plan, the tables, the workbook, the report and its colours follow.

use std::ops::{Index, IndexMut};

macro_rules! terms {
    ($($(#[$doc:meta])* $term:ident = $label:literal, $title:literal, $look:expr;)*) => {
        /// Purpose of a cost.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Term {
            $($(#[$doc])* $term,)*
        }

        impl Term {
            /// All terms, in the order in which they are reported.
            pub const ALL: [Self; [$(Self::$term),*].len()] = [$(Self::$term),*];

            /// As written in files.
            pub fn label(self) -> &'static str {
                match self {
                    $(Self::$term => $label,)*
                }
            }

            /// As written for people.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$term => $title,)*
                }
            }

            /// Its look in pictures.
            pub fn look(self) -> Look {
                match self {
                    $(Self::$term => $look,)*
                }
            }
        }
    };
}

terms! {
    /// Price of the goods, premium included.
    Purchase = "purchase", "purchase", Look { colour: Colour::Palette(0), pattern: "plain" };
    /// Freight, and tariff on the price.
    FreightAndTariff = "freight_and_tariff", "freight and tariff", Look { colour: Colour::Palette(4), pattern: "dots" };
    /// Holding stock.
    Holding = "holding", "holding", Look { colour: Colour::Palette(2), pattern: "lines" };
    /// Unmet demand.
    Shortage = "shortage", "shortage", Look { colour: Colour::Concern, pattern: "diagonal" };
    /// Substitution and thrifting.
    Substitution = "substitution", "substitution", Look { colour: Colour::Palette(1), pattern: "dots" };
    /// Annuities of projects, as far as they fall into the horizon.
    Projects = "projects", "projects", Look { colour: Colour::Palette(3), pattern: "plain" };
    /// Fees for capacity that is reserved for a disruption.
    Reservation = "reservation", "reservation", Look { colour: Colour::Palette(5), pattern: "lines" };
}

/// The look of a term in a picture: two terms side by side differ in the pattern too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Its colour.
    pub colour: Colour,
    /// Its pattern: `plain`, `dots`, `lines`, `diagonal`.
    pub pattern: &'static str,
}

/// A colour by its place among those that pictures use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// One of six that are told apart by everybody.
    Palette(usize),
    /// The one for shortage, which planners fear.
    Concern,
}

/// Discounted cost by term.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CostParts([f64; Term::ALL.len()]);

impl CostParts {
    /// The objective.
    pub fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Each term with its part, in the order in which they are reported.
    pub fn iter(&self) -> impl Iterator<Item = (Term, f64)> {
        Term::ALL.into_iter().zip(self.0)
    }
}

impl Index<Term> for CostParts {
    type Output = f64;

    fn index(&self, term: Term) -> &f64 {
        &self.0[term as usize]
    }
}

impl IndexMut<Term> for CostParts {
    fn index_mut(&mut self, term: Term) -> &mut f64 {
        &mut self.0[term as usize]
    }
}

/// Keyed by the terms' labels.
impl serde::Serialize for CostParts {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter().map(|(term, part)| (term.label(), part)))
    }
}
