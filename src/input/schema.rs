//! The sections and keys of a model file, and the tables it can name.

use super::cell::CellProblem;
use crate::diagnostic::Code;

/// The sections and their keys. `budget` has years for keys.
pub(super) const SECTIONS: &[(&str, &[&str])] = &[
    (
        "model",
        &["name", "start", "periods", "period", "home", "currency", "price_unit", "discount_rate", "year_starts"],
    ),
    ("tables", &TABLE_KEYS),
    ("premium", &["country", "factor"]),
    ("stock", &["holding_rate"]),
    ("budget", &[]),
    (
        "security",
        &[
            "country",
            "look_through",
            "scope",
            "measure",
            "per",
            "from",
            "until",
            "max_share",
            "levels",
            "unattainable",
            "survive_months",
            "survive_from",
            "survive_availability",
        ],
    ),
    ("risk", &["cvar_weight", "cvar_alpha"]),
];

/// The tables, in the order in which they are read and reported.
pub(super) const TABLES: [&str; 16] = [
    "elements",
    "suppliers",
    "feedstock",
    "offers",
    "segments",
    "demand",
    "routes",
    "prices",
    "stock",
    "coverage",
    "contracts",
    "caps",
    "substitutes",
    "disruptions",
    "projects",
    "fx",
];

/// The keys of `[tables]`: a workbook, and the tables.
const TABLE_KEYS: [&str; 17] = {
    let mut keys = [WORKBOOK; 17];
    let mut i = 0;
    while i < TABLES.len() {
        keys[i] = TABLES[i];
        i += 1;
    }
    keys
};

/// The key of `[tables]` for a workbook that holds tables as sheets.
pub(super) const WORKBOOK: &str = "workbook";

/// Those that every model needs.
pub(super) const REQUIRED_TABLES: [&str; 4] = ["elements", "suppliers", "offers", "demand"];

/// The paths of all scalars but the budget's.
pub(super) fn scalars() -> impl Iterator<Item = String> {
    SECTIONS
        .iter()
        .flat_map(|(section, keys)| keys.iter().map(move |key| format!("{section}.{key}")))
        .filter(|path| path != "security.levels")
}

/// The calendar year that a key of `[budget]` names.
pub(super) fn budget_year(key: &str) -> Result<i32, CellProblem> {
    if key.len() == 4 && key.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(key.parse().expect("four digits"));
    }
    let problem = CellProblem::new(Code::UnknownKey, format!("expected a calendar year, found {key:?}"));
    Err(problem.hint("a budget is written like 2026 = 2.5e9"))
}
