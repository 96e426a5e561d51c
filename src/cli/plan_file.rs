//! Reading a plan of one's own: PLAN.csv with projects.csv and reservations.csv beside it, or the sheets of a workbook.

use super::Stop;
use super::output::Output;
use crate::analysis::own_plan::{OwnPlan, columns};
use crate::diagnostic::{Diagnostics, escaped};
use crate::formulation::Program;
use crate::input::workbook::{self, SheetRow};
use crate::input::{
    CellProblem, CellRow, Csv, Date, Grid, IN_TONNES, Range, Text, date, not_a_header, not_a_row, number, uncountable,
};
use crate::model::{Model, Month, PairId, SupplierId};
use std::path::{Path, PathBuf};

/// Columns of a plan, one of which its header has.
const COLUMNS: [&str; 6] = ["period", "element", "segment", "supplier", "offer", "quantity"];

/// The hint for a plan that is not there.
const MISSING: &str = "paths on the command line begin in the folder where it is run; a plan is a table like purchases.csv of \
                       `stockpile solve MODEL --out FOLDER`, or a sheet, FILE.xlsx:SHEET";

/// Columns that a plan cannot do without.
const NEEDED: [&str; 4] = ["period", "element", "supplier", "quantity"];

/// The place of the tables of a plan.
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

    /// The files that are read.
    fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::Sheet(path, _) => vec![path.to_path_buf()],
            Self::File(path) => {
                let beside = [PROJECTS, RESERVATIONS].into_iter().filter_map(|name| table_beside(path, name));
                [path.to_path_buf()].into_iter().chain(beside).collect()
            }
        }
    }

    fn purchases(&self) -> Result<Vec<PlanRow>, Stop> {
        let rows = match self {
            Self::File(path) => rows(path, &COLUMNS, &NEEDED)?,
            Self::Sheet(path, sheet) => sheet_rows(path, sheet, &COLUMNS, &NEEDED)?
                .ok_or_else(|| Stop::Usage(format!("{}: there is no sheet {sheet:?}", path.display())))?,
        };
        with_columns(rows, &NEEDED)
    }

    /// A table that belongs to the plan, if it is there; `column` tells it from a table of a model.
    fn beside(&self, name: &str, column: &'static str) -> Result<Option<Vec<PlanRow>>, Stop> {
        match self {
            Self::File(path) => table_beside(path, name).map(|file| Ok(rows(&file, &[column], &[column])?)).transpose(),
            Self::Sheet(path, _) => {
                let found = sheet_rows(path, name, &[column], &[column])?;
                Ok(found.filter(|rows| rows.iter().any(|row| row.cells.iter().any(|(name, _)| name == column))))
            }
        }
    }
}

/// The tables of a plan beside its purchases.
const PROJECTS: &str = "projects";
const RESERVATIONS: &str = "reservations";

/// A table beside the file of a plan, if it is there.
fn table_beside(path: &Path, name: &str) -> Option<PathBuf> {
    let file = path.parent().unwrap_or(Path::new("")).join(format!("{name}.csv"));
    (file.exists() && file != *path).then_some(file)
}

/// Reads a plan, whose files are among the inputs then; names of its columns are those of purchases.csv, others are passed over.
pub(super) fn read(model: &Model, program: &Program, path: &Path, output: &Output) -> Result<OwnPlan, Stop> {
    let mut own = OwnPlan::default();
    let mut problems = Vec::new();
    let plan = PlanPlace::at(path)?;
    for row in plan.purchases()? {
        if let Err(found) = purchase(model, program, &row, &mut own) {
            problems.extend(found.into_iter().map(|problem| format!("{}: {problem}", row.place)));
        }
    }
    let projects = if model.projects.is_empty() { None } else { plan.beside(PROJECTS, "decided")? };
    if let Some(rows) = projects {
        let all = own.projects.insert(std::collections::BTreeMap::new());
        for row in rows {
            let read = || {
                let name = row.text("project")?;
                let at = model.projects.iter().position(|p| p.id == name).ok_or(format!("no project {name:?}"))?;
                let period = period(model, &row, "decided")?.ok_or("decided outside the horizon")?;
                let project = crate::model::ProjectId::new(at);
                let capacity = row.number("capacity")?;
                let mut columns = program.projects.iter().filter(|p| p.project == project);
                if capacity > 0.0 && !columns.any(|p| p.columns().any(|(_, t)| t == period)) {
                    let month = model.horizon.month(period);
                    return Err(format!("{name} cannot be decided in {month}, or would deliver after the horizon"));
                }
                Ok(((project, period), capacity))
            };
            match read() {
                Ok((place, capacity)) => *all.entry(place).or_insert(0.0) += capacity,
                Err(problem) => problems.push(format!("{}: {problem}", row.place)),
            }
        }
    }
    for row in plan.beside(RESERVATIONS, "reserved")?.unwrap_or_default() {
        let read = || {
            let name = row.text("offer")?;
            let found = model.offer_ids().find(|(_, offer)| offer.id == name).ok_or(format!("no offer {name:?}"))?;
            if found.1.reservation_fee.is_none() {
                return Err(format!("the offer {name:?} has no reservation_fee: nothing of it can be reserved"));
            }
            Ok::<_, String>((found.0, row.number("reserved")?))
        };
        match read() {
            Ok((offer, reserved)) => *own.reservations.entry(offer).or_insert(0.0) += reserved,
            Err(problem) => problems.push(format!("{}: {problem}", row.place)),
        }
    }
    if !problems.is_empty() {
        return Err(Stop::Usage(problems.join("\n")));
    }
    output.describe_also(&plan.files())?;
    Ok(own)
}

/// The problem of a cell of a column, in words.
fn in_words(column: &str, problem: &CellProblem) -> String {
    let hint = problem.hint.as_ref().map_or_else(String::new, |hint| format!("\nhint: {hint}"));
    format!("{column}: {}{hint}", problem.message)
}

/// The rows of a sheet; `None` where there is no such sheet.
fn sheet_rows(path: &Path, sheet: &str, known: &[&str], needed: &[&str]) -> Result<Option<Vec<PlanRow>>, Stop> {
    let found = workbook::sheet_rows(path, sheet, known, needed, MISSING)?;
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
        let number = number(self.text(column)?, Range::NonNegative).map_err(|problem| in_words(column, &problem))?;
        uncountable(number).map_or(Ok(number), |problem| Err(format!("{column}: {problem}\nhint: {IN_TONNES}")))
    }
}

/// The rows of a CSV file, which is read as the tables of a model are.
fn rows(path: &Path, known: &[&str], needed: &[&str]) -> Result<Vec<PlanRow>, Diagnostics> {
    let grid = Csv::new(Text::read(path, MISSING)?)?;
    if let Some(problem) = not_a_header(&grid, &|name| known.contains(&name)) {
        return Err(problem.into());
    }
    let header = grid.header();
    let (mut rows, mut problems, mut no_rows) = (Vec::new(), Vec::new(), Vec::new());
    let mut visit = |at, row: &dyn CellRow| {
        if let Some(problem) = not_a_row(&grid, at, row, &|column| needed.contains(&header[column].as_str())) {
            return no_rows.push(problem);
        }
        let cells = header.iter().enumerate();
        let cells = cells.map(|(k, name)| (name.clone(), row.cell(k).text().trim().to_owned())).collect();
        rows.push(PlanRow { place: grid.place(at, None).to_string(), cells });
    };
    grid.each(&mut visit, &mut problems);
    problems.extend(no_rows);
    if problems.is_empty() { Ok(rows) } else { Err(Diagnostics::new(problems)) }
}

/// Checks that rows have the columns that they need.
fn with_columns(rows: Vec<PlanRow>, needed: &[&str]) -> Result<Vec<PlanRow>, Stop> {
    let Some(first) = rows.first() else { return Ok(rows) };
    let has = |column: &str| first.cells.iter().any(|(name, _)| name == column);
    match needed.iter().find(|column| !has(column)) {
        None => Ok(rows),
        Some(column) => {
            let found: Vec<&str> = first.cells.iter().map(|(name, _)| name.as_str()).collect();
            Err(Stop::Usage(format!(
                "{}: the table has no column \"{column}\"\nhint: a plan needs {}; its header is {}",
                first.place,
                needed.join(", "),
                escaped(&found.join(", "))
            )))
        }
    }
}

/// Takes a row of purchases into a plan; the problems of all its cells where it cannot be.
fn purchase(model: &Model, program: &Program, row: &PlanRow, own: &mut OwnPlan) -> Result<(), Vec<String>> {
    let quantity = row.number("quantity");
    let period = period(model, row, "period");
    // rows outside the horizon are no part of the plan
    if let (Ok(_), Ok(None)) = (&quantity, &period) {
        return Ok(());
    }
    let pair = pair(model, row);
    let supplier = row.text("supplier").and_then(|name| {
        let at = model.suppliers.iter().position(|s| s.id == name).ok_or(format!("no supplier {name:?}"))?;
        Ok(SupplierId::new(at))
    });
    let offer = row.get("offer").map(|name| {
        let mut offers = model.offer_ids();
        offers.find(|(_, o)| o.id == name).map(|(id, _)| id).ok_or(format!("no offer {name:?}"))
    });
    let (quantity, period, pair, supplier, offer) = match (quantity, period, pair, supplier, offer.transpose()) {
        (Ok(quantity), Ok(Some(period)), Ok(pair), Ok(supplier), Ok(offer)) => {
            (quantity, period, pair, supplier, offer)
        }
        (quantity, period, pair, supplier, offer) => {
            let all = [quantity.err(), period.err(), pair.err(), supplier.err(), offer.err()];
            return Err(all.into_iter().flatten().collect());
        }
    };
    if quantity == 0.0 {
        return Ok(());
    }
    let place = (supplier, offer, pair, period);
    if columns(program, model, place).is_empty() {
        let (name, month) = (&model.supplier(supplier).id, model.horizon.month(period));
        return Err(vec![format!(
            "{name} cannot deliver this element to this segment in {month}: not offered, not allowed or not approved then"
        )]);
    }
    *own.purchases.entry(place).or_insert(0.0) += quantity;
    Ok(())
}

/// The pair of a row's element and segment; where only one segment has the element, the segment may be blank.
fn pair(model: &Model, row: &PlanRow) -> Result<PairId, String> {
    let name = row.text("element")?;
    let element = model.elements.iter().position(|e| e.id == name).ok_or(format!("no element {name:?}"))?;
    let mut pairs = model.pair_ids().filter(|(_, pair)| pair.element.index() == element);
    match row.get("segment") {
        Some(name) => {
            let found = pairs.find(|(_, pair)| model.segment(pair.segment).id == name);
            found.map(|(id, _)| id).ok_or(format!("nobody named {name:?} demands or holds this element"))
        }
        None => match (pairs.next(), pairs.next()) {
            (Some((id, _)), None) => Ok(id),
            _ => Err("segment: must be filled, several segments have this element".into()),
        },
    }
}

/// The period of the date in a column; `None` outside the horizon.
fn period(model: &Model, row: &PlanRow, column: &str) -> Result<Option<usize>, String> {
    let text = row.text(column)?;
    let month = match date(text).map_err(|problem| in_words(column, &problem))? {
        Date::Month(month) => month,
        Date::Year(year) => Month::new(year, 1),
    };
    let period = model.horizon.period_of(month);
    Ok(usize::try_from(period).ok().filter(|&t| t < model.horizon.periods))
}
