//! plan.xlsx as other programs read it: the numbers of the tables, names as text whatever they look like, charts.

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use stockpile::analysis::levers::{Buys, levers};
use stockpile::analysis::sensitivity::Sensitivity;
use stockpile::analysis::study::Study;
use stockpile::analysis::variants::{Asked, Figures, figures};
use stockpile::input::workbook::write_tables;
use stockpile::input::{Overrides, Source};
use stockpile::model::{Model, Scope};
use stockpile::report::summary::Summary;
use stockpile::report::table::{Cell, Table};
use stockpile::report::workbook::{About, write};
use stockpile::report::{table, tables, variants};
use stockpile::solver::Solver;

use crate::input_base::Files;

/// Names that a spreadsheet or a browser could take for something else.
const HOSTILE: [&str; 9] = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "=HYPERLINK(\"http://example.org\";\"here\")",
    "<script>alert(1)</script>",
    "\"quoted\" & 'single'",
    "\u{202e}gnp.exe",
    "_x003D_1",
];

/// A model in which every hostile name sells a tenth of what is needed; the last name is the element's too.
fn hostile() -> Files {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut suppliers = "supplier,name,country\n".to_owned();
    let mut offers = "supplier,element,price,capacity_per_year\n".to_owned();
    for name in HOSTILE {
        suppliers += &format!("{0},{0},{0}\n", quoted(name));
        offers += &format!("{},{},1,60\n", quoted(name), quoted(HOSTILE[0]));
    }
    Files::smallest()
        .file("suppliers.csv", suppliers)
        .file("offers.csv", offers)
        .file("elements.csv", format!("element\n{}\n", quoted(HOSTILE[0])))
        .file("demand.csv", format!("element,period,quantity\n{},*,45\n", quoted(HOSTILE[0])))
}

/// A plan's tables as a workbook, and the tables as they were.
fn solved<R>(model: &Model, then: impl FnOnce(Xlsx<Cursor<Vec<u8>>>, &[Table<'_>]) -> R) -> R {
    let study = Study::new(model.clone(), Solver::ALL[0]);
    let found = study.least_cost().unwrap();
    let plan = study.plan(&found);
    let summary = Summary::of_plan(&study, &found, &plan, 0.1);
    let prices = study.shadow_prices(&found);
    let all =
        [tables::purchases(model, &plan), tables::stock(model, &plan), tables::shadow_price_table(model, &prices)];
    let mut bytes = Vec::new();
    write(About { model: &model.name, price_unit: "kg", requirement_unit: "t", summary: &summary }, &all, &mut bytes)
        .unwrap();
    then(Xlsx::new(Cursor::new(bytes)).unwrap(), &all)
}

/// Asserts that a sheet says what a table says: text as text, numbers to the last bit.
fn assert_says(sheet: &Range<Data>, table: &Table<'_>) {
    let header: Vec<Data> = table.columns.iter().map(|column| Data::String((*column).to_owned())).collect();
    assert_eq!(sheet.rows().next().unwrap(), header);
    assert_eq!(sheet.height(), table.rows.len() + 1);
    for (read, row) in sheet.rows().skip(1).zip(&table.rows) {
        for (read, cell) in read.iter().zip(row) {
            let expected = match cell {
                Cell::Blank => Data::Empty,
                Cell::Text(text) if text.is_empty() => Data::Empty,
                Cell::Text(text) => Data::String(text.to_string()),
                Cell::Number(number) => Data::Float(*number),
                Cell::Flag(flag) => Data::Bool(*flag),
            };
            assert_eq!(*read, expected, "{}", table.name);
        }
    }
}

#[test]
fn hostile_names_come_out_as_text_and_nothing_is_a_formula() {
    let model = hostile().read(&[]).unwrap().model;
    solved(&model, |mut book, all| {
        for table in all {
            assert_says(&book.worksheet_range(table.name).unwrap(), table);
        }
        let by_supplier = book.worksheet_range("purchases_by_supplier").unwrap();
        for name in HOSTILE {
            assert!(by_supplier.rows().next().unwrap().contains(&Data::String(name.into())), "{name}");
        }
        for sheet in book.sheet_names() {
            assert_eq!(book.worksheet_formula(&sheet).unwrap().used_cells().count(), 0, "{sheet}");
        }
        // in CSV an apostrophe disarms what a spreadsheet would run (OWASP, "CSV injection"), and only that
        let mut text = Vec::new();
        all[0].write_csv(&mut text).unwrap();
        let mut csv = csv::Reader::from_reader(&*text);
        let mut suppliers: Vec<String> = csv.records().map(|row| row.unwrap()[3].to_owned()).collect();
        suppliers.sort();
        suppliers.dedup();
        let mut expected = HOSTILE.map(|name| table::inert(name).into_owned());
        expected.sort();
        assert_eq!(suppliers, expected);
        assert!(suppliers.iter().all(|name| !name.starts_with(['=', '+', '-', '@'])));
    });
}

/// Names of a model go into a workbook of its tables as text, and come back as they were.
#[test]
fn hostile_names_survive_a_workbook_of_tables() {
    let folder = tempfile::tempdir().unwrap();
    hostile().write_to(folder.path());
    let path = folder.path().join("m.toml");
    let source = Source::read(&path).unwrap();
    let mut bytes = Vec::new();
    write_tables(&source, &mut bytes).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    for sheet in book.sheet_names() {
        assert_eq!(book.worksheet_formula(&sheet).unwrap().used_cells().count(), 0, "{sheet}");
    }
    let expected = source.model(&Overrides::default()).unwrap().model;
    assert_eq!(
        crate::workbook_base::model(bytes).read(&[]).unwrap().model,
        Model { name: expected.name.clone(), ..expected }
    );
}

/// Quantities by supplier and month are the purchases' own sums; the charts refer to them.
#[test]
fn pictures_show_the_tables() {
    let model = Source::read("models/minimal.toml".as_ref()).unwrap().model(&Overrides::default()).unwrap().model;
    solved(&model, |mut book, _| {
        let grouped = book.worksheet_range("purchases_by_country").unwrap();
        // the least-cost plan buys 10 t in each of twelve months from A, all of it in AA (the comment of models/minimal.toml)
        assert_eq!(grouped.rows().next().unwrap(), [Data::String("t".into()), Data::String("AA".into())]);
        assert_eq!(grouped.height(), 13);
        assert!(grouped.rows().skip(1).all(|row| row[1] == Data::Float(10.0)));
    });
    let study = Study::new(model.clone(), Solver::ALL[0]);
    let found = study.frontier(Scope::Total).unwrap();
    let levels = study.levels(Scope::Total, &[1.0, 0.5]).unwrap();
    let least = study.least_cost().unwrap();
    let plan = study.plan(&least);
    let summary = Summary::of_plan(&study, &least, &plan, 0.1);
    let all = [tables::levels(&[(found, &levels)]), tables::frontier(&[found])];
    let mut bytes = Vec::new();
    let about = About { model: &model.name, price_unit: "kg", requirement_unit: "t", summary: &summary };
    write(about, &all, &mut bytes).unwrap();
    let [levels, points] = all;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    assert_says(&book.worksheet_range("levels").unwrap(), &levels);
    assert_says(&book.worksheet_range("frontier").unwrap(), &points);
    // the cost stands in the summary: 12 x 10 t x 10 USD/kg
    let cost = book.worksheet_range("summary").unwrap().rows().any(|row| row[1] == Data::Float(1.2e6));
    assert!(cost);
    let chart = crate::workbook_base::part(&bytes, "xl/charts/chart1.xml");
    let last = points.rows.len() + 1;
    for range in [format!("frontier!$B$2:$B${last}"), format!("frontier!$C$2:$C${last}")] {
        assert!(chart.contains(&range), "{range} is not in {chart}");
    }
}

/// models/minimal.toml: the approval lowers the floor by a third and saves nothing at one half; two figures of cost move by hand.
#[test]
fn tornado_and_curve_are_charts_over_sheets_of_their_own() {
    let model = crate::formulation::model("models/minimal.toml");
    let study = Study::new(model, Solver::ALL[0]);
    let asked = Asked { level: Some(0.5), survival: false };
    let found = levers(&study, asked).unwrap();
    let base = figures(&study, asked).unwrap();
    let end = Figures { least_cost: base.least_cost + 1e6, cost: base.cost.map(|cost| cost + 1e6), ..base };
    let moved =
        Sensitivity { figure: "=1+1".into(), value: 2.0, low: 1.0, high: 3.0, at_low: None, at_high: Some(end) };
    let moved = [moved];
    let curve = variants::steps(study.model(), &found, Buys::Points);
    let tornado = variants::tornado(&base, &moved);
    let summary = Summary { currency: "USD".into(), ..Summary::default() };
    let about = About { model: "m", price_unit: "kg", requirement_unit: "t", summary: &summary };
    let mut bytes = Vec::new();
    write(about, &[curve, tornado], &mut bytes).unwrap();
    let archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    assert_eq!(
        archive.file_names().filter(|name| name.as_ref().is_ok_and(|name| name.starts_with("xl/charts/chart"))).count(),
        2
    );
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let steps = book.worksheet_range("curve_of_points_steps").unwrap();
    let corners: Vec<Vec<f64>> =
        steps.rows().skip(1).map(|row| row.iter().filter_map(Data::as_f64).collect()).collect();
    assert_eq!(corners.len(), 2);
    approx::assert_relative_eq!(corners[1][0], 100.0 / 3.0, max_relative = 1e-9);
    assert_eq!((corners[0][0], corners[0][1], corners[1][1]), (0.0, 0.0, 0.0));
    let bars = book.worksheet_range("tornado").unwrap();
    assert_eq!(bars.get_value((1, 0)), Some(&Data::String("=1+1".into())));
    assert_eq!(bars.get_value((1, 2)), Some(&Data::Float(1e6)));
}
