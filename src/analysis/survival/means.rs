//! Ways to survive longer.

use crate::formulation::ColKey;

/// A way to survive longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Means {
    /// More lies in stock.
    Stock,
    /// More is bought, while stops can begin, from suppliers that a stop spares, in whole or in part: they then deliver more in it.
    Purchases,
    /// More of their capacity is reserved.
    Reservations,
    /// More is built.
    Projects,
    /// More is substituted.
    Substitution,
    /// More is short anyway, as far as survival allows.
    Shortage,
}

impl Means {
    /// All, in the order in which they are reported.
    pub const ALL: [Self; 6] =
        [Self::Stock, Self::Purchases, Self::Reservations, Self::Projects, Self::Substitution, Self::Shortage];

    /// As written in files.
    pub fn label(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Purchases => "purchases",
            Self::Reservations => "reservations",
            Self::Projects => "projects",
            Self::Substitution => "substitution",
            Self::Shortage => "shortage",
        }
    }

    /// True if it may be enough by itself: to substitute more, or be short, only leaves more in stock.
    pub(super) fn alone(self) -> bool {
        match self {
            Self::Stock | Self::Purchases | Self::Reservations | Self::Projects => true,
            Self::Substitution | Self::Shortage => false,
        }
    }

    /// The means that a column belongs to; `None` for those of courses.
    pub(super) fn of(key: &ColKey) -> Option<Self> {
        match key {
            ColKey::Purchase { .. } => Some(Self::Purchases),
            ColKey::Stock { .. } => Some(Self::Stock),
            ColKey::Shortage { .. } => Some(Self::Shortage),
            ColKey::Substitution { .. } => Some(Self::Substitution),
            ColKey::Project { .. } => Some(Self::Projects),
            ColKey::Reservation(_) => Some(Self::Reservations),
            ColKey::Course { .. } => None,
        }
    }
}
