//! Provenance of figures: carried into the report, changing no plan.

/// A statement with its source, which rows name by its id; changes no plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Fact {
    /// Its id.
    pub id: String,
    /// The statement.
    pub statement: String,
    /// The title of the publication.
    pub title: String,
    /// Its publisher.
    pub publisher: String,
    /// Its date.
    pub date: String,
    /// The address at which it can be read.
    pub address: String,
    /// Anything else.
    pub note: String,
}

/// The source of an input row and its confidence; changes no plan.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct Provenance {
    /// The table.
    pub table: &'static str,
    /// The row's subject, its identifying cells joined by ` / `.
    pub row: String,
    /// The table's key figure, where it has one.
    pub figure: Option<&'static str>,
    /// Its value.
    pub value: Option<f64>,
    /// Its lowest plausible value.
    pub low: Option<f64>,
    /// Its highest plausible value.
    pub high: Option<f64>,
    /// Its source.
    pub source: String,
    /// `sourced`, `derived`, `assumption`, or empty.
    pub confidence: &'static str,
    /// Anything else.
    pub note: String,
}
