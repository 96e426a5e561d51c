//! Workbooks with something wrong: what is said of it, with sheet and cell; files that are no workbooks, and damaged ones.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula};
use stockpile::diagnostic::{Code, Diagnostic};
use stockpile::input::{Checked, Overrides, Source};

use crate::workbook_base::{ON_LOAD, SHEETS, book, csv, fill, lines, model, read, repack, replaced, sheet, smallest};

/// Asserts the messages, up to an `…`, on a workbook.
fn said(workbook: &[u8], expected: &[&str]) {
    let problems = model(workbook).read(&[]).map(|checked| checked.notes).unwrap_or_else(|problems| problems);
    let found: Vec<String> = problems.iter().map(|p| p.to_string().replace("\nhint: ", " | ")).collect();
    let same = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| match expected.strip_suffix('…') {
            Some(start) => found.starts_with(start),
            None => found == expected,
        });
    assert!(same, "expected\n{}\nfound\n{}", expected.join("\n"), found.join("\n"));
    assert!(problems.iter().all(|problem| problem.hint.is_some()));
}

#[test]
fn what_is_wrong_is_said_with_sheet_and_cell() {
    let patched = |name: &str, row, column, text: &str| smallest(|book| fill(sheet(book, name), text, row, column));
    said(
        &patched("offers", 2, 3, "-3"),
        &["plan.xlsx: offers!D3: capacity_per_year: expected a number of at least 0, found \"-3\" | …"],
    );
    said(
        &patched("offers", 2, 0, "Lynass"),
        &["plan.xlsx: offers!A3: supplier: no supplier is called \"Lynass\" | did you mean \"Lynas\"?"],
    );
    said(
        &patched("demand", 2, 0, "Nd,*,60"),
        &["plan.xlsx: demand!A3: Nd / * stands in row 2 already | take one of the two out"],
    );
    said(
        &patched("demand", 1, 1, "46082"),
        &[
            "plan.xlsx: demand!B2: period: expected a date, YYYY-MM, YYYY or *, found \"46082\" | if this is a date as days since 1900, …",
        ],
    );
    said(
        &patched("demand", 0, 1, "perod"),
        &["plan.xlsx: demand!B1: perod: the table demand has no such column | did you mean \"period\"?"],
    );
    said(
        &patched("demand", 8, 5, "see below"),
        &["plan.xlsx: demand!F1: column F has no name, though F9 is filled | name it in F1, or clear the column; …"],
    );
    said(
        &smallest(|book| {
            let date = ExcelDateTime::from_ymd(2026, 3, 1).unwrap();
            sheet(book, "demand").write_with_format(1, 2, &date, &Format::new().set_num_format("mmm yy")).unwrap();
        }),
        &[
            "plan.xlsx: demand!C2: quantity: expected a number of at least 0, found \"2026-03\" | the cell is formatted as a date: format it as a number",
        ],
    );
    let mut pasted = book(&SHEETS[..3]);
    pasted.add_worksheet().set_name("demand").unwrap().write_string(0, 0, "element;period;quantity").unwrap();
    said(
        &pasted.save_to_buffer().unwrap(),
        &["plan.xlsx: demand!A1: expected one name in each column, found ';' | split the column …"],
    );
    let mut blank = book(&SHEETS[..3]);
    blank.add_worksheet().set_name("demand").unwrap();
    said(
        &blank.save_to_buffer().unwrap(),
        &["plan.xlsx: demand: expected the header of the table demand, found an empty sheet | …"],
    );
}

/// The consequences of one mistake are not told as others.
#[test]
fn one_mistake_is_one_problem() {
    let bounded = |figure: &str| {
        smallest(|book| fill(sheet(book, "demand"), &format!("quantity,low,high\n{figure},40,60"), 0, 2))
    };
    said(&bounded("fifty"), &["plan.xlsx: demand!C2: quantity: expected a number of at least 0, found \"fifty\"…"]);
    said(&bounded("30"), &["plan.xlsx: demand!D2: low: low is 40, above quantity, which is 30 | …"]);
    let shortened = smallest(|book| fill(sheet(book, "offers"), "capacity", 0, 3));
    said(
        &shortened,
        &["plan.xlsx: offers!D1: capacity: the table offers has no such column | did you mean \"capacity_per_year\"?"],
    );
    let beside = smallest(|book| fill(sheet(book, "demand"), "x,y", 7, 4));
    said(
        &beside,
        &[
            "plan.xlsx: demand!E1: column E has no name, though E8 is filled | …",
            "plan.xlsx: demand!F1: column F has no name, though F8 is filled | …",
        ],
    );
}

#[test]
fn cells_without_one_value_are_errors_once() {
    let formula = |result: &'static str| {
        smallest(move |book| {
            sheet(book, "demand").write_formula(1, 2, Formula::new("=A1").set_result(result)).unwrap();
        })
    };
    said(&formula("#N/A"), &["plan.xlsx: demand!C2: quantity: the cell holds the error #N/A | put the value there …"]);
    let part = "xl/worksheets/sheet4.xml";
    let uncalculated = repack(&formula("777"), part, replaced("<v>777</v>", ""));
    said(
        &uncalculated,
        &[
            "plan.xlsx: demand!C2: quantity: the cell holds a formula that has never been calculated | open the workbook …",
        ],
    );
    let span = smallest(|book| {
        let hours = Format::new().set_num_format("[h]:mm");
        sheet(book, "demand").write_number_with_format(1, 2, 1.5, &hours).unwrap();
    });
    said(&span, &["plan.xlsx: demand!C2: quantity: the cell holds a span of time, in hours and minutes | …"]);
    let merged = smallest(|book| {
        sheet(book, "offers").merge_range(1, 1, 2, 1, "Nd", &Format::new()).unwrap();
    });
    said(
        &merged,
        &[
            "plan.xlsx: offers!B2: the cells B2 to B3 are merged, so only the first of them holds a value | unmerge them …",
        ],
    );
}

#[test]
fn sheets_beside_the_tables() {
    let with = |name: &'static str| {
        smallest(move |book| {
            book.add_worksheet().set_name(name).unwrap().write_string(0, 0, "x").unwrap();
        })
    };
    for remark in ["README", "_workings", "Notes"] {
        said(&with(remark), &[]);
    }
    said(&with("segmets"), &["plan.xlsx: segmets: no table is called that | did you mean \"segments\"? …"]);
    said(&with("Sheet1"), &["plan.xlsx: Sheet1: note: no table is called that: the sheet is ignored | …"]);
    let dated = [SHEETS[0], SHEETS[1], SHEETS[2], ("Demand 2026", SHEETS[3].1)];
    said(
        &book(&dated).save_to_buffer().unwrap(),
        &[
            "plan.xlsx: Demand 2026: no table is called that | did you mean \"demand\"? A sheet that is no table begins with _",
        ],
    );
    let dated = [SHEETS[0], SHEETS[1], SHEETS[2], ("2026 demand", SHEETS[3].1)];
    said(
        &book(&dated).save_to_buffer().unwrap(),
        &[
            "plan.xlsx: the workbook has no sheet demand, which every model needs | if it is the sheet \"2026 demand\", …",
        ],
    );
    // a header without rows: a table that is not used, whatever its columns
    said(&with("segments"), &[]);
    let hidden = smallest(|book| {
        sheet(book, "demand").set_hidden(true);
    });
    said(&hidden, &["plan.xlsx: demand: note: the sheet is hidden, and is read | …"]);
    let without = book(&SHEETS[..3]).save_to_buffer().unwrap();
    said(&without, &["plan.xlsx: the workbook has no sheet demand, which every model needs | …"]);
    let misspelt = [SHEETS[0], SHEETS[1], SHEETS[2], ("demnd", SHEETS[3].1)];
    said(
        &book(&misspelt).save_to_buffer().unwrap(),
        &["plan.xlsx: demnd: no table is called that | did you mean \"demand\"? …"],
    );
}

#[test]
fn files_that_are_no_workbooks() {
    let reason = |content: &[u8]| {
        let problems = model(content).read(&[]).unwrap_err();
        assert_eq!(problems.len(), 1, "{}", lines(&problems));
        assert_eq!(problems[0].code, Code::UnreadableFile);
        problems[0].to_string()
    };
    let place = "m.toml:8:12: tables.workbook: plan.xlsx cannot be read: ";
    let good = smallest(|_| {});
    assert!(reason(b"element,name\n").starts_with(&format!("{place}it is no .xlsx workbook, or it is damaged")));
    assert!(reason(&good[..good.len() / 2]).starts_with(&format!("{place}it is no .xlsx workbook, or it is damaged")));
    let compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(reason(&compound).starts_with(&format!("{place}it is a workbook of the old kind, .xls")));
    assert!(reason(&[compound, encrypted].concat()).starts_with(&format!("{place}it is protected by a password")));
    let other = repack(&good, "_rels/.rels", |text| text.replace("officeDocument\"", "other\""));
    assert!(reason(&other).starts_with(&format!("{place}it is ")), "{}", reason(&other));
    let missing = model(b"").without("plan.xlsx").read(&[]).unwrap_err();
    assert!(missing[0].to_string().starts_with("m.toml:8:12: tables.workbook: plan.xlsx does not exist"));
}

/// Whatever is done to a workbook's parts, it is read or refused: nothing panics.
#[test]
fn damaged_parts_do_not_panic() {
    let good = smallest(|book| {
        let date = ExcelDateTime::from_ymd(2026, 3, 1).unwrap();
        sheet(book, "demand").write_with_format(1, 1, &date, &Format::new().set_num_format("yyyy")).unwrap();
        sheet(book, "offers").merge_range(5, 0, 6, 0, "x", &Format::new()).unwrap();
    });
    let parts = ["xl/worksheets/sheet3.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"];
    let pieces = [
        "",
        "<",
        ">",
        "\"",
        "</c>",
        "<v>",
        "99999999999999999999",
        "-1",
        "ZZZZZ9999999999",
        "A0",
        "&",
        "\u{fffd}",
        "<f>",
    ];
    let (mut read, mut refused) = (0, 0);
    for round in 0..400 {
        let part = parts[round % parts.len()];
        let damaged = repack(&good, part, |text| {
            let bytes: Vec<char> = text.chars().collect();
            let from = random_at(round, bytes.len());
            let to = (from + random_at(round + 1, 6)).min(bytes.len());
            let piece = pieces[random_at(round + 2, pieces.len())];
            bytes[..from].iter().collect::<String>() + piece + &bytes[to..].iter().collect::<String>()
        });
        match model(damaged).read(&[]) {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(read > 0 && refused > 0, "{read} read, {refused} refused");
}

/// A number below `n` that looks random.
fn random_at(seed: usize, n: usize) -> usize {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33) as usize % n.max(1)
}

fn file(name: &str) -> Result<Checked, Vec<Diagnostic>> {
    let path = std::path::Path::new("tests/data/failing").join(name).join("m.toml");
    let overrides = Overrides::default();
    let read = Source::read_with(&path, &overrides).and_then(|source| source.model(&overrides));
    read.map_err(|problems| problems.into_iter().collect())
}

/// Rows and columns that the planner does not see are read, and said.
#[test]
fn hidden_rows_and_columns_are_said() {
    let notes = |workbook: &[u8]| lines(&model(workbook).read(&[]).map_err(|p| lines(&p)).unwrap().notes);
    assert!(lines(&file("hidden-row").unwrap().notes).contains("offers!A4: note: row 4 is hidden, and read"));
    // a filter hides rows just as a hand does
    let filtered = smallest(|book| {
        let offers = sheet(book, "offers");
        offers.autofilter(0, 0, 2, 3).unwrap();
        offers.filter_column(0, &rust_xlsxwriter::FilterCondition::new().add_list_filter("Nobody")).unwrap();
    });
    let said = notes(&filtered);
    assert!(said.contains("plan.xlsx: offers!A2: note: 2 rows are hidden, and read"), "{said}");
    assert!(said.contains("hint: show them, by clearing the filter"), "{said}");
    let column = notes(&smallest(|book| _ = sheet(book, "offers").set_column_hidden(3).unwrap()));
    assert!(column.contains("plan.xlsx: offers!D1: note: column D is hidden, and read"), "{column}");
    // neither empty rows below the table nor the header's own row hold anything that counts unseen
    let empty = notes(&smallest(|book| {
        _ = sheet(book, "offers").set_row_hidden(7).unwrap().set_column_hidden(9).unwrap();
    }));
    assert_eq!(empty, notes(&smallest(|_| {})));
}

/// A value that the file itself calls old is no value; where no formula stands in a table, or a spreadsheet has saved it, nothing is said.
#[test]
fn formulas_that_wait_to_be_calculated_are_errors() {
    let problems = lines(&file("uncalculated-formula").unwrap_err());
    assert!(problems.contains("demand!C2: quantity: the cell holds a formula, and the workbook says"), "{problems}");
    assert!(problems.contains("hint: open the workbook in a spreadsheet and save it"), "{problems}");
    let on_load = |bytes: Vec<u8>| repack(&bytes, "xl/workbook.xml", replaced("<calcPr", &format!("<calcPr{ON_LOAD}")));
    assert_eq!(read(on_load(smallest(|_| {}))), read(smallest(|_| {})));
    let formula = smallest(|book| {
        sheet(book, "demand").write_formula(1, 2, Formula::new("=20+20").set_result("0")).unwrap();
    });
    assert_eq!(read(&formula), csv("Nd,*,0"));
    said(&on_load(formula), &["plan.xlsx: demand!C2: quantity: the cell holds a formula, and the workbook says …"]);
}
