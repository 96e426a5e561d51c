//! Tables from a workbook: what planners leave in cells, and where a table comes from. What is wrong: `workbook_faults`.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula};
use stockpile::input::workbook::{write_csv, write_tables};
use stockpile::input::{Checked, Overrides, Source};
use stockpile::model::Model;

use crate::input_base::Files;
use crate::workbook_base::{SHEETS, book, csv, fill, model, read, repack, replaced, sheet, smallest};

#[test]
fn a_workbook_gives_the_same_model_as_its_csv_files() {
    assert_eq!(read(smallest(|_| {})), csv("Nd,*,50"));
}

/// The contents of the cells of period and quantity, and those that a CSV file would have: the last is the expected value, by the meaning of the cell
/// to whoever looks at it.
#[test]
fn cells_mean_what_they_show() {
    type Fill = fn(&mut rust_xlsxwriter::Worksheet);
    let cases: [(&str, Fill, &str); 11] = [
        (
            "a month as text",
            |s| {
                s.write_string(1, 1, " 2026-03\u{a0}").unwrap();
            },
            "Nd,2026-03,50",
        ),
        (
            "a date in the month",
            |s| {
                let date = ExcelDateTime::from_ymd(2026, 3, 17).unwrap();
                s.write_with_format(1, 1, &date, &Format::new().set_num_format("d/m/yyyy")).unwrap();
            },
            "Nd,2026-03,50",
        ),
        (
            "March as a spreadsheet types it",
            |s| {
                let date = ExcelDateTime::from_ymd(2026, 3, 1).unwrap();
                s.write_with_format(1, 1, &date, &Format::new().set_num_format_index(17)).unwrap();
            },
            "Nd,2026-03,50",
        ),
        (
            "a date that shows its year alone",
            |s| {
                let date = ExcelDateTime::from_ymd(2026, 1, 1).unwrap();
                s.write_with_format(1, 1, &date, &Format::new().set_num_format("yyyy")).unwrap();
            },
            "Nd,2026,50",
        ),
        (
            "a year as a number",
            |s| {
                s.write_number(1, 1, 2026.0).unwrap();
            },
            "Nd,2026,50",
        ),
        (
            "a year as text",
            |s| {
                s.write_string(1, 1, "2026").unwrap();
            },
            "Nd,2026,50",
        ),
        (
            "a number as text",
            |s| {
                s.write_string(1, 2, " 62.5 ").unwrap();
            },
            "Nd,*,62.5",
        ),
        (
            "a percentage",
            |s| {
                s.write_number_with_format(1, 2, 0.5, &Format::new().set_num_format("0%")).unwrap();
            },
            "Nd,*,0.5",
        ),
        (
            "a formula counts with its stored value, not with what it would give",
            |s| {
                s.write_formula(1, 2, Formula::new("=20+20").set_result("41.5")).unwrap();
            },
            "Nd,*,41.5",
        ),
        (
            "a formula that gives text",
            |s| {
                s.write_formula(1, 1, Formula::new("=\"2026\"&\"-04\"").set_result("2026-04")).unwrap();
            },
            "Nd,2026-04,50",
        ),
        (
            "digits that a float cannot hold exactly",
            |s| {
                s.write_number(1, 2, 0.1 + 0.2).unwrap();
            },
            "Nd,*,0.30000000000000004",
        ),
    ];
    for (what, patch, expected) in cases {
        assert_eq!(read(smallest(|book| patch(sheet(book, "demand")))), csv(expected), "{what}");
    }
}

#[test]
fn dates_count_from_1904_where_the_workbook_says_so() {
    // 17 March 2026 is day 46098 from 1900 and 1,462 days less from 1904 (ECMA-376, 18.17.4.1)
    let dated = smallest(|book| {
        let format = Format::new().set_num_format("yyyy-mm-dd");
        sheet(book, "demand").write_number_with_format(1, 1, 46098.0 - 1462.0, &format).unwrap();
    });
    let dated = repack(&dated, "xl/workbook.xml", replaced("<workbookPr", "<workbookPr date1904=\"1\""));
    assert_eq!(read(dated), csv("Nd,2026-03,50"));
}

#[test]
fn a_table_may_begin_anywhere_and_be_followed_by_blank_rows_and_columns() {
    let mut book = book(&SHEETS[..3]);
    let demand = book.add_worksheet().set_name(" DEMAND ").unwrap();
    demand.merge_range(0, 1, 0, 6, "What we need, as of January", &Format::new()).unwrap();
    fill(demand, SHEETS[3].1, 3, 2);
    let shaded = Format::new().set_background_color("#FFFF00");
    for row in 4..200 {
        demand.write_blank(row, 9, &shaded).unwrap();
        demand.write_string(row + 1, 3, "  ").unwrap();
    }
    assert_eq!(read(book.save_to_buffer().unwrap()), csv("Nd,*,50"));
}

#[test]
fn truth_values_and_shares_in_their_own_formats() {
    let tables = [
        ("segments", "segment,reserve\nall,false\n"),
        ("feedstock", "supplier,country,share\nLynas,CN,0.25\nLynas,AU,0.75\n"),
    ];
    let mut files = Files::smallest().file("demand.csv", "element,segment,period,quantity\nNd,all,*,50\n");
    for (table, text) in tables {
        files = files.table(table, text);
    }
    let expected = files.read(&[]).unwrap().model;
    let workbook = smallest(|book| {
        let demand = sheet(book, "demand");
        demand.write_string(0, 3, "segment").unwrap().write_string(1, 3, "all").unwrap();
        for (table, text) in tables {
            fill(book.add_worksheet().set_name(table).unwrap(), text, 0, 0);
        }
        sheet(book, "segments").write_boolean(1, 1, false).unwrap();
        let percent = Format::new().set_num_format("0%");
        sheet(book, "feedstock").write_number_with_format(1, 2, 0.25, &percent).unwrap();
    });
    assert_eq!(read(workbook), expected);
}

#[test]
fn a_table_comes_from_one_place_unless_an_override_says_which() {
    let workbook = smallest(|_| {});
    let both = model(&workbook)
        .patch("m.toml", "[tables]\n", "[tables]\ndemand = \"demand.csv\"\n")
        .file("demand.csv", "element,period,quantity\nNd,*,60\n");
    let problems = both.read(&[]).unwrap_err();
    assert_eq!(
        problems[0].to_string().lines().next().unwrap(),
        "m.toml:8:10: tables.demand: the table demand is given twice: here, and as a sheet of plan.xlsx"
    );
    assert_eq!(problems.len(), 1);
    // the sheet is not there: the two halves make one model
    let some = book(&SHEETS[..3]).save_to_buffer().unwrap();
    assert_eq!(both.clone().file("plan.xlsx", some).read(&[]).unwrap().model, csv("Nd,*,60"));
    let set = model(&workbook).file("other.csv", "element,period,quantity\nNd,*,70\n");
    assert_eq!(set.read(&["tables.demand=other.csv"]).unwrap().model, csv("Nd,*,70"));
    let renamed = model(b"").file("other.xlsx", &workbook);
    assert_eq!(renamed.read(&["tables.workbook=other.xlsx"]).unwrap().model, csv("Nd,*,50"));
}

fn japan() -> Source {
    Source::read("models/japan-2026.toml".as_ref()).unwrap()
}

/// The model file of Japan, its tables named by `line` alone.
fn japan_file(lines: &str) -> String {
    let text = std::fs::read_to_string("models/japan-2026.toml").unwrap();
    let kept = text.lines().filter(|line| !line.contains("../data/japan-2026/"));
    kept.map(|line| if line == "[tables]" { format!("[tables]\n{lines}\n") } else { format!("{line}\n") }).collect()
}

/// Without the notes, whose places differ.
fn checked(source: &Source) -> Model {
    let Checked { mut model, .. } = source.model(&Overrides::default()).unwrap();
    // facts lie beside the tables, not in them
    model.facts = [].into();
    model
}

/// The same model bit for bit, so the same program and the same plan.
#[test]
fn japan_from_csv_to_a_workbook_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let csv = japan();
    let expected = checked(&csv);
    let mut workbook = Vec::new();
    write_tables(&csv, &mut workbook).unwrap();
    std::fs::write(folder.path().join("plan.xlsx"), &workbook).unwrap();
    std::fs::write(folder.path().join("m.toml"), japan_file("workbook = \"plan.xlsx\"")).unwrap();
    let from_workbook = Source::read(&folder.path().join("m.toml")).unwrap();
    assert!(checked(&from_workbook) == expected);

    let mut lines = String::new();
    for table in ["elements", "suppliers", "feedstock", "offers", "segments", "demand", "routes", "prices", "stock"]
        .into_iter()
        .chain(["coverage", "contracts", "caps", "substitutes", "disruptions", "projects", "fx"])
    {
        let mut text = Vec::new();
        if write_csv(&from_workbook, table, &mut text).unwrap() {
            std::fs::write(folder.path().join(format!("{table}.csv")), text).unwrap();
            lines += &format!("{table} = \"{table}.csv\"\n");
        }
    }
    std::fs::write(folder.path().join("m.toml"), japan_file(&lines)).unwrap();
    let back = Source::read(&folder.path().join("m.toml")).unwrap();
    assert!(checked(&back) == expected);
}
