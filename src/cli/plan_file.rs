//! Reading a plan of one's own: PLAN.csv with projects.csv and reservations.csv beside it, or the sheets of a workbook.

use super::Stop;
use crate::analysis::own_plan::{OwnPlan, columns};
use crate::formulation::Program;
use crate::input::workbook::{self, SheetRow};
use crate::model::{Model, Month, PairId};
use std::path::Path;

/// Columns of a plan, one of which its header has.
const COLUMNS: [&str; 6] = ["period", "element", "segment", "supplier", "offer", "quantity"];

/// Where the tables of a plan are.
enum PlanPlace<'p> {
    /// A file, others of the plan beside it.
    File(&'p Path),
    /// A sheet of a workbook, others of the plan in the same.
    Sheet(&'p Path, &'p str),
}

impl<'p> PlanPlace<'p> {
    /// A plan by its path: `FILE.xlsx:SHEET` names a sheet.
    fn at(path: &'p Path) -> Result<Self, Stop> {
        const WORKBOOK: &str = ".xlsx";
        let text = path.to_str().unwrap_or_default();
        let ends = text.to_ascii_lowercase().rfind(WORKBOOK).map(|at| at + WORKBOOK.len());
        match ends.map(|end| text.split_at(end)) {
            Some((file, sheet)) if sheet.len() > 1 && sheet.starts_with(':') && !path.exists() => {
                Ok(Self::Sheet(Path::new(file), &sheet[1..]))
            }
            Some((file, "")) => Err(Stop::Usage(format!("{file} is a workbook: name the sheet, {file}:purchases"))),
            _ => Ok(Self::File(path)),
        }
    }

    fn purchases(&self) -> Result<Vec<PlanRow>, Stop> {
        match self {
            Self::File(path) => rows(path),
            Self::Sheet(path, sheet) => sheet_rows(path, sheet, &COLUMNS)?
                .ok_or_else(|| Stop::Usage(format!("{}: there is no sheet {sheet:?}", path.display()))),
        }
    }

    /// A table that belongs to the plan, if it is there; `column` tells it from a table of a model.
    fn beside(&self, name: &str, column: &'static str) -> Result<Option<Vec<PlanRow>>, Stop> {
        match self {
            Self::File(path) => {
                let file = path.parent().unwrap_or(Path::new("")).join(format!("{name}.csv"));
                if file.exists() && file != *path { rows(&file).map(Some) } else { Ok(None) }
            }
            Self::Sheet(path, _) => {
                let found = sheet_rows(path, name, &[column])?;
                Ok(found.filter(|rows| rows.iter().any(|row| row.cells.iter().any(|(name, _)| name == column))))
            }
        }
    }
}

/// Reads a plan; names of its columns are those of purchases.csv, others are passed over.
pub(super) fn read(model: &Model, program: &Program, path: &Path) -> Result<OwnPlan, Stop> {
    let mut own = OwnPlan::default();
    let mut problems = Vec::new();
    let plan = PlanPlace::at(path)?;
    for row in plan.purchases()? {
        if let Err(problem) = purchase(model, program, &row, &mut own) {
            problems.push(format!("{}: {problem}", row.place));
        }
    }
    let projects = if model.projects.is_empty() { None } else { plan.beside("projects", "decided")? };
    if let Some(rows) = projects {
        let all = own.projects.insert(std::collections::BTreeMap::new());
        for row in rows {
            let read = || {
                let name = row.text("project")?;
                let at = model.projects.iter().position(|p| p.id == name).ok_or(format!("no project \"{name}\""))?;
                let period = period(model, row.text("decided")?)?.ok_or("decided outside the horizon")?;
                Ok::<_, String>(((crate::model::ProjectId::new(at), period), row.number("capacity")?))
            };
            match read() {
                Ok((place, capacity)) => *all.entry(place).or_insert(0.0) += capacity,
                Err(problem) => problems.push(format!("{}: {problem}", row.place)),
            }
        }
    }
    for row in plan.beside("reservations", "reserved")?.unwrap_or_default() {
        let read = || {
            let name = row.text("offer")?;
            let found = model.offer_ids().find(|(_, offer)| offer.id == name).ok_or(format!("no offer \"{name}\""))?;
            Ok::<_, String>((found.0, row.number("reserved")?))
        };
        match read() {
            Ok((offer, reserved)) => *own.reservations.entry(offer).or_insert(0.0) += reserved,
            Err(problem) => problems.push(format!("{}: {problem}", row.place)),
        }
    }
    if problems.is_empty() { Ok(own) } else { Err(Stop::Usage(problems.join("\n"))) }
}

/// The rows of a sheet; `None` where there is no such sheet.
fn sheet_rows(path: &Path, sheet: &str, known: &[&str]) -> Result<Option<Vec<PlanRow>>, Stop> {
    let found = workbook::sheet_rows(path, sheet, known)?;
    let row = |row: SheetRow| PlanRow { place: row.place.to_string(), cells: row.cells };
    Ok(found.map(|rows| rows.into_iter().map(row).collect()))
}

struct PlanRow {
    /// File and line, or workbook, sheet and cell.
    place: String,
    cells: Vec<(String, String)>,
}

impl PlanRow {
    fn get(&self, column: &str) -> Option<&str> {
        self.cells
            .iter()
            .find(|(name, _)| name == column)
            .map(|(_, cell)| cell.as_str())
            .filter(|cell| !cell.is_empty())
    }

    fn text(&self, column: &str) -> Result<&str, String> {
        self.get(column).ok_or_else(|| format!("{column}: must be filled"))
    }

    fn number(&self, column: &str) -> Result<f64, String> {
        let text = self.text(column)?;
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() && value >= 0.0 => Ok(value),
            _ => Err(format!("{column}: expected a number of at least 0, found \"{text}\"")),
        }
    }
}

fn rows(path: &Path) -> Result<Vec<PlanRow>, Stop> {
    let fail = |error: &dyn std::fmt::Display| Stop::Usage(format!("{}: {error}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| fail(&error))?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(false).from_reader(bytes);
    let header = csv.headers().map_err(|error| fail(&error))?.clone();
    let mut rows = Vec::new();
    for record in csv.records() {
        let record = record.map_err(|error| fail(&error))?;
        let cells = header.iter().zip(record.iter()).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect();
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(PlanRow { place: format!("{}:{line}", path.display()), cells });
    }
    Ok(rows)
}

fn purchase(model: &Model, program: &Program, row: &PlanRow, own: &mut OwnPlan) -> Result<(), String> {
    let quantity = row.number("quantity")?;
    // what lies outside the horizon is no part of the plan
    let Some(period) = period(model, row.text("period")?)? else { return Ok(()) };
    let name = row.text("element")?;
    let element = model.elements.iter().position(|e| e.id == name).ok_or(format!("no element \"{name}\""))?;
    let mut pairs = model.pair_ids().filter(|(_, pair)| pair.element.index() == element);
    let pair: PairId = match row.get("segment") {
        Some(name) => {
            let found = pairs.find(|(_, pair)| model.segment(pair.segment).id == name);
            found.ok_or(format!("nobody named \"{name}\" demands or holds this element"))?.0
        }
        None => match (pairs.next(), pairs.next()) {
            (Some((id, _)), None) => id,
            _ => return Err("segment: must be filled, several segments have this element".into()),
        },
    };
    let name = row.text("supplier")?;
    let supplier = model.suppliers.iter().position(|s| s.id == name).ok_or(format!("no supplier \"{name}\""))?;
    let supplier = crate::model::SupplierId::new(supplier);
    let offer = match row.get("offer") {
        None => None,
        Some(name) => Some(model.offer_ids().find(|(_, o)| o.id == name).ok_or(format!("no offer \"{name}\""))?.0),
    };
    if quantity == 0.0 {
        return Ok(());
    }
    let place = (supplier, offer, pair, period);
    if columns(program, model, place).is_empty() {
        let month = model.horizon.month(period);
        return Err(format!(
            "{name} cannot deliver this element to this segment in {month}: not offered, not allowed or not approved then"
        ));
    }
    *own.purchases.entry(place).or_insert(0.0) += quantity;
    Ok(())
}

/// The period of a date; `None` outside the horizon.
fn period(model: &Model, text: &str) -> Result<Option<usize>, String> {
    let parts = text.split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
    let (year, month) = parts
        .filter(|&(_, month): &(i32, u32)| (1..=12).contains(&month))
        .ok_or_else(|| format!("period: expected a month such as 2026-03, found \"{text}\""))?;
    let period = model.horizon.period_of(Month::new(year, month));
    Ok(usize::try_from(period).ok().filter(|&t| t < model.horizon.periods))
}
