//! Workbooks to try, made of text.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{Workbook, Worksheet};
use stockpile::diagnostic::Diagnostic;
use stockpile::model::Model;

use crate::input_base::Files;

/// The sheets of the smallest model: what its CSV files say.
pub const SHEETS: [(&str, &str); 4] = [
    ("elements", "element,reference_price\nNd,100\n"),
    ("suppliers", "supplier,country\nNorthern,CN\nLynas,AU\n"),
    ("offers", "supplier,element,price,capacity_per_year\nNorthern,Nd,,1200\nLynas,Nd,150,600\n"),
    ("demand", "element,period,quantity\nNd,*,50\n"),
];

/// A workbook with these sheets, from CSV without quotes: numbers as numbers, all else as text.
pub fn book<S: AsRef<str>>(sheets: &[(&str, S)]) -> Workbook {
    let mut book = Workbook::new();
    for (name, text) in sheets {
        fill(book.add_worksheet().set_name(*name).unwrap(), text.as_ref(), 0, 0);
    }
    book
}

/// Writes a table with its corner at a cell.
pub fn fill(sheet: &mut Worksheet, text: &str, top: u32, left: u16) {
    for (row, line) in (top..).zip(text.lines()) {
        for (column, cell) in (left..).zip(line.split(',')) {
            match cell.parse::<f64>() {
                Ok(number) => {
                    sheet.write_number(row, column, number).unwrap();
                }
                Err(_) if cell.is_empty() => {}
                Err(_) => {
                    sheet.write_string(row, column, cell).unwrap();
                }
            }
        }
    }
}

/// The smallest model's workbook, its sheets patched.
pub fn smallest(patch: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = book(&SHEETS);
    patch(&mut book);
    calculated(&book.save_to_buffer().unwrap())
}

/// The same workbook as a spreadsheet saves it, which has calculated its formulas: the crate that writes it here has not, and says so.
pub fn calculated(workbook: &[u8]) -> Vec<u8> {
    repack(workbook, "xl/workbook.xml", replaced(ON_LOAD, ""))
}

/// The attribute with which a workbook says that its formulas must be calculated when it is opened.
pub const ON_LOAD: &str = " fullCalcOnLoad=\"1\"";

/// The smallest model with all its tables in `plan.xlsx`.
pub fn model(workbook: impl AsRef<[u8]>) -> Files {
    let mut files = Files::smallest();
    for (table, _) in SHEETS {
        files = files.patch("m.toml", &format!("{table} = \"{table}.csv\"\n"), "").without(&format!("{table}.csv"));
    }
    files.patch("m.toml", "[tables]\n", "[tables]\nworkbook = \"plan.xlsx\"\n").file("plan.xlsx", workbook)
}

/// The same workbook with one part of it rewritten.
pub fn repack(workbook: &[u8], part: &str, rewrite: impl Fn(String) -> String) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut found = false;
    for i in 0..from.len() {
        let mut file = from.by_index(i).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        if name == part {
            found = true;
            content = rewrite(String::from_utf8(content).unwrap()).into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&content).unwrap();
    }
    assert!(found, "no part {part}");
    to.finish().unwrap().into_inner()
}

/// Replaces a text that must be there.
pub fn replaced(from: &str, to: &str) -> impl Fn(String) -> String {
    move |text| {
        assert!(text.contains(from), "no {from:?} in {text}");
        text.replacen(from, to, 1)
    }
}

/// One part of a workbook.
pub fn part(workbook: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

pub fn sheet<'b>(book: &'b mut Workbook, name: &str) -> &'b mut Worksheet {
    book.worksheet_from_name(name).unwrap()
}

pub fn read(workbook: impl AsRef<[u8]>) -> Model {
    model(workbook).read(&[]).map(|checked| checked.model).unwrap_or_else(|problems| panic!("{}", lines(&problems)))
}

pub fn lines(problems: &[Diagnostic]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

/// The smallest model from CSV with a row of demand of its own.
pub fn csv(demand: &str) -> Model {
    let files = Files::smallest().file("demand.csv", format!("element,period,quantity\n{demand}\n"));
    files.read(&[]).map(|checked| checked.model).unwrap_or_else(|problems| panic!("{}", lines(&problems)))
}
