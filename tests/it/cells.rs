//! Cells of tables set by `--set`, as CLI.md says; what a model's uncertain figures are; and what is reported of a model at once.

use stockpile::diagnostic::{Code, Severity};
use stockpile::input::{Overrides, Source};
use stockpile::model::Model;

use crate::input_base::Files;
use crate::workbook_base as workbook;

fn set(files: &Files, settings: &[&str]) -> Model {
    match files.read(settings) {
        Ok(checked) => checked.model,
        Err(problems) => panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

/// Every table, each with a row that is easily told apart.
fn everything() -> Files {
    Files::smallest()
        .file("elements.csv", "element,reference_price,premium,group\nNd,100,2,LREE\nDy,900,,HREE\n")
        .file("suppliers.csv", "supplier,country,qualification_months\nNorthern,CN,0\nLynas,AU,6\n\"a, b=c].d\",AU,0\n")
        .file(
            "offers.csv",
            "supplier,element,offer,price,capacity_per_year\nNorthern,Nd,,,1200\nNorthern,Dy,spot,,120\nLynas,Nd,,150,600\n\"a, b=c].d\",Nd,,7,6\n",
        )
        .table("feedstock", "supplier,country,share\nLynas,AU,0.5\nLynas,MM,0.3\nLynas,CN,0.2\n")
        .table("segments", "segment,shortage_cost\nall,500\ndefence,9000\n")
        .file("demand.csv", "element,segment,period,quantity\nNd,all,*,50\nNd,all,2026-02,40\nDy,defence,2026,12\n")
        .table("routes", "supplier,segment,freight\nLynas,defence,2\n")
        .table("prices", "element,period,reference_price,currency\nNd,2026-03,200,\nDy,2026,10,AUD\n")
        .table("stock", "element,segment,initial\nNd,all,5\n")
        .table("coverage", "element,segment,from,months\nNd,,2026,2\nNd,all,2026-02,1\n")
        .table("contracts", "contract,supplier,from,until,min\nC,Lynas,2026-02,2026-03,5\n")
        .table("caps", "cap,country,limit\nA,CN,0.5\n")
        .table("substitutes", "element,segment,cost,max_share\nNd,,7,0.5\n")
        .table("disruptions", "scenario,probability,start,months,country,supplier,element,availability\nS,0.1,2026-02,2,CN,,,0.5\nS,0.1,2026-02,2,,Lynas,Nd,0.5\n")
        .table("projects", "project,offer,max_capacity,capex,life_months\nP,Lynas/Nd,600,50,120\n")
        .table("fx", "currency,period,rate\nAUD,2026,0.6\n")
}

/// One cell of each table under its key, and what becomes of it.
#[test]
fn every_table_has_keys() {
    let files = everything();
    let one = |setting: &str| set(&files, &[setting]);
    assert_eq!(one("elements[Dy].premium=3").elements[1].premium, Some(3.0));
    assert_eq!(one("suppliers[Lynas].qualification_months=2").routes[2].qualification_months, 2.0);
    assert_eq!(one("offers[Lynas/Nd].price=160").offers[2].price, Some(160.0));
    assert_eq!(one("offers[spot].capacity_per_year=1").offers[1].capacity_per_year, Some(1.0));
    assert_eq!(one("offers[Northern/Nd].price_floor=101").offers[0].price_floor, Some(101.0));
    assert_eq!(one("segments[defence].shortage_cost=1e4").segments[1].shortage_cost, Some(1e4));
    assert_eq!(one("demand[Nd,all,*].quantity=60").pairs[0].demand, [60.0, 40.0, 60.0, 60.0]);
    assert_eq!(one("demand[Nd,all,2026-02].quantity=60").pairs[0].demand, [50.0, 60.0, 50.0, 50.0]);
    assert_eq!(one("demand[Dy,defence,2026].quantity=24").pairs[1].demand, [2.0; 4]);
    assert_eq!(one("routes[Lynas,defence].tariff=0.1").routes[3].tariff, 0.1);
    assert_eq!(one("prices[Nd,2026-03].reference_price=300").elements[0].reference_price[3], Some(300.0));
    assert_eq!(one("stock[Nd,all].initial=7").pairs[0].initial_stock, 7.0);
    assert_eq!(one("coverage[Nd,all,2026-02].months=3").pairs[0].targets[0].months, 3.0);
    assert_eq!(one("contracts[C].max=9").contracts[0].max, Some(9.0));
    assert_eq!(one("caps[A].limit=0.25").caps[0].limit, Some(0.25));
    assert_eq!(one("substitutes[Nd,].max_share=0.1").pairs[0].substitute.unwrap().max_share, 0.1);
    let scenarios = one("disruptions[S,2026-02,,Lynas,Nd].availability=0").scenarios;
    assert_eq!(scenarios[0].disruptions.iter().map(|d| d.availability).collect::<Vec<_>>(), [0.5, 0.0]);
    assert_eq!(one("projects[P].lead_months=6").projects[0].lead_months, 6.0);
    // 10 AUD at 0.7
    assert!((one("fx[AUD,2026].rate=0.7").elements[1].reference_price[0].unwrap() - 7.0).abs() < 1e-12);
    // an identifier with a comma, an equals sign and brackets
    assert_eq!(one("offers[a, b=c].d/Nd].price=8").offers[3].price, Some(8.0));
    assert_eq!(one("coverage[Nd,,2026].months=3"), set(&files.clone().patch("coverage.csv", "2026,2", "2026,3"), &[]));
}

/// A cell that is set is the same as one that is written, names and dates too.
#[test]
fn a_set_cell_is_as_good_as_a_written_one() {
    let files = everything();
    for (setting, file, from, to) in [
        ("suppliers[Northern].country=US", "suppliers.csv", "Northern,CN", "Northern,US"),
        ("offers[Lynas/Nd].available_from=2026-03", "offers.csv", "Lynas,Nd,,150,600", "Lynas,Nd,,150,600"),
        ("disruptions[S,2026-02,CN,,].country=AU", "disruptions.csv", "2,CN", "2,AU"),
        (
            "caps[A].scope=group:LREE",
            "caps.csv",
            "cap,country,limit\nA,CN,0.5",
            "cap,country,limit,scope\nA,CN,0.5,group:LREE",
        ),
        (
            "segments[defence].exclude_countries=CN;MM",
            "segments.csv",
            "shortage_cost\nall,500\ndefence,9000",
            "shortage_cost,exclude_countries\nall,500,\ndefence,9000,CN;MM",
        ),
        ("demand[Nd,all,2026-02].period=2026-03", "demand.csv", "2026-02", "2026-03"),
    ] {
        let mut written = files.clone().patch(file, from, to);
        if file == "offers.csv" {
            written = written.patch(file, "capacity_per_year\n", "capacity_per_year,available_from\n");
            for row in ["1200", ",120", "600", ",6"] {
                written = written.patch(
                    file,
                    &format!("{row}\n"),
                    &format!("{row},{}\n", if row == "600" { "2026-03" } else { "" }),
                );
            }
        }
        let (set, written) = (set(&files, &[setting]), self::set(&written, &[]));
        assert!(set == written, "{setting}");
    }
}

/// 0.5 for AU leaves 0.3 and 0.2 in their proportion of 3 to 2 for what 0.75 leaves.
#[test]
fn the_other_shares_of_feedstock_keep_their_proportions() {
    let shares = |settings: &[&str]| -> Vec<f64> {
        set(&everything(), settings).suppliers[1].feedstock.iter().map(|(_, share)| *share).collect()
    };
    let close = |found: Vec<f64>, expected: [f64; 3]| {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
    };
    close(shares(&["feedstock[Lynas,AU].share=0.75"]), [0.75, 0.15, 0.10]);
    close(shares(&["feedstock[Lynas,AU].share=1"]), [1.0, 0.0, 0.0]);
    // in the order given: 0.75, 0.15, 0.10, then 0.2 for CN leaves 0.8 for 0.75 and 0.15
    close(
        shares(&["feedstock[Lynas,AU].share=0.75", "feedstock[Lynas,CN].share=0.2"]),
        [0.8 * 0.75 / 0.9, 0.8 * 0.15 / 0.9, 0.2],
    );
    close(shares(&["feedstock[Lynas,CN].share=0.2", "feedstock[Lynas,AU].share=0.75"]), [0.75, 0.15, 0.10]);
}

/// Cells first, then what multiplies them; a general multiplier and a particular one both apply.
#[test]
fn cells_are_set_before_anything_is_multiplied() {
    let model = set(
        &everything(),
        &[
            "scale.demand=2",
            "demand[Nd,all,*].quantity=60",
            "scale.stock=3",
            "scale.stock.Nd=2",
            "stock[Nd,all].initial=7",
            "scale.coverage.Nd=0.5",
            "scale.shortage_cost.defence=10",
            "scale.shortage_cost=2",
            "scale.fx.AUD=2",
        ],
    );
    assert_eq!(model.pairs[0].demand[0], 120.0);
    assert_eq!(model.pairs[0].initial_stock, 42.0);
    assert_eq!(model.pairs[0].targets.iter().map(|target| target.months).collect::<Vec<_>>(), [0.5]);
    assert_eq!((model.segments[0].shortage_cost, model.segments[1].shortage_cost), (Some(1000.0), Some(180_000.0)));
    // 10 × 0.6 × 2
    assert_eq!(model.elements[1].reference_price[0], Some(12.0));
    // of one key the later wins, and a blank one changes nothing
    let later = set(&everything(), &["caps[A].limit=0.2", "caps[A].limit=0.3"]);
    assert_eq!(later.caps[0].limit, Some(0.3));
    let mut blank = Overrides::default();
    blank.set("caps[A].limit", "").unwrap();
    assert_eq!(blank, Overrides::default());
    assert_eq!(Overrides::parse(&["a=b"]).unwrap_err().len(), 1);
}

/// Bounds do not bind what is set, and what is reported of a figure follows it.
#[test]
fn uncertain_figures_can_each_be_set() {
    let folder = tempfile::tempdir().unwrap();
    let files = everything()
        .file(
            "offers.csv",
            "supplier,element,offer,price,capacity_per_year,low,high,confidence\nNorthern,Nd,,,1200,1000,1500,\nNorthern,Dy,spot,,,,,assumption\n\
             Lynas,Nd,,150,600,,700,sourced\n\"a, b=c].d\",Nd,,7,6,5,,\n",
        )
        .file("demand.csv", "element,segment,period,quantity,confidence\nNd,all,*,50,assumption\nNd,all,2026-02,40,sourced\nDy,defence,2026,12,\n")
        .file("routes.csv", "supplier,segment,freight,confidence\nLynas,defence,2,assumption\n");
    files.write_to(folder.path());
    let source = Source::read(&folder.path().join("m.toml")).unwrap();
    let found = source.uncertain(&Overrides::default()).unwrap();
    let listed: Vec<_> = found.iter().map(|one| (one.key(), one.value, one.low, one.high)).collect();
    let capacity = |offer: &str| format!("offers[{offer}].capacity_per_year");
    assert_eq!(
        listed,
        [
            (capacity("Northern/Nd"), Some(1200.0), Some(1000.0), Some(1500.0)),
            (capacity("spot"), None, None, None),
            (capacity("Lynas/Nd"), Some(600.0), None, Some(700.0)),
            (capacity("a, b=c].d/Nd"), Some(6.0), Some(5.0), None),
            ("demand[Nd,all,*].quantity".into(), Some(50.0), None, None),
        ]
    );
    for one in &found {
        let mut overrides = Overrides::default();
        overrides.set(&one.key(), "1e4").unwrap();
        assert!(source.model(&overrides).is_ok(), "{}", one.key());
        let again = source.uncertain(&overrides).unwrap();
        assert_eq!(again.iter().find(|other| other.key() == one.key()).unwrap().value, Some(1e4));
    }
    // the report's list too
    let overrides = Overrides::parse(&["offers[Lynas/Nd].capacity_per_year=9999"]).unwrap();
    let provenance = source.model(&overrides).unwrap().model.provenance;
    assert!(provenance.iter().any(|row| row.row == "Lynas / Nd" && row.value == Some(9999.0)));
    // and the source is as it was
    assert_eq!(source.uncertain(&Overrides::default()).unwrap(), found);
}

/// A cell, a name, what makes no sense, and the table of disruptions, all at once; what only follows from another is not said.
#[test]
fn problems_of_all_phases_are_reported_together() {
    let files = everything()
        .patch("offers.csv", "150,600", "150,6oo")
        .patch("routes.csv", "Lynas,defence", "Lyns,defence")
        .patch("feedstock.csv", "0.3", "0.4")
        .patch("contracts.csv", "2026-03,5", "2026-01,5")
        .patch("disruptions.csv", "S,0.1,2026-02,2,CN", "S,1.1,2026-02,2,CN")
        .patch("caps.csv", "CN,0.5", "CN,");
    let problems = files.read(&[]).unwrap_err();
    let places: Vec<String> = problems.iter().map(|problem| problem.place.to_string()).collect();
    assert_eq!(
        places,
        [
            "caps.csv:2",
            "contracts.csv:2: until",
            "disruptions.csv:2: probability",
            "feedstock.csv:2: share",
            "offers.csv:4: capacity_per_year",
            "routes.csv:2: supplier"
        ]
    );
    // an element whose price cannot be read has one nobody knows; a supplier that cannot be read is not missed
    let files =
        everything().patch("elements.csv", "Nd,100", "Nd,1oo").patch("suppliers.csv", "Lynas,AU", "\"Ly\u{1}nas\",AU");
    let codes: Vec<Code> = files.read(&[]).unwrap_err().iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::NotANumber, Code::ControlCharacter]);
}

/// Only stress tests and hedges use the disruptions: what is wrong with them stops nothing else.
#[test]
fn a_table_that_is_not_used_stops_nothing() {
    for (from, to, scenarios) in [
        (",CN,,,0.5", ",CN,Lyns,,0.5", 0),
        (",CN,,,0.5", ",CN,,,2", 0),
        ("probability", "probablity", 0),
        ("S,0.1,2026-02,2,CN", "S,0.2,2026-02,2,CN", 0),
        ("2026-02,2,CN", "2026-02,1,CN", 1),
    ] {
        let checked = everything().patch("disruptions.csv", from, to).read(&[]).unwrap();
        assert_eq!(checked.model.scenarios.len(), scenarios, "{to}");
        assert_eq!(checked.check_disruptions().is_err(), scenarios == 0);
    }
    // what is short has no cost: a warning, and an error where the scenarios are used
    let files = everything().patch("segments.csv", "all,500", "all,").patch("elements.csv", "Nd,100", "Nd,").patch(
        "offers.csv",
        "Northern,Nd,,,",
        "Northern,Nd,,1,",
    );
    let checked = files.read(&[]).unwrap();
    assert_eq!((checked.model.scenarios.len(), checked.disruptions.len()), (1, 1));
    assert_eq!(checked.disruptions[0].severity, Severity::Warning);
    assert_eq!(checked.check_disruptions().unwrap_err().iter().next().unwrap().severity, Severity::Error);
}

/// A broken formula in a sheet, a name and a disruption in others: a row with a broken cell keeps its other cells.
#[test]
fn a_workbook_s_problems_come_in_one_round() {
    let mut book = workbook::book(&workbook::SHEETS);
    let broken = |text| rust_xlsxwriter::Formula::new("NA()").set_result(text);
    book.worksheet_from_name("suppliers").unwrap().write_string(0, 2, "transit_months").unwrap();
    book.worksheet_from_name("suppliers").unwrap().write_formula(2, 2, broken("#N/A")).unwrap();
    book.worksheet_from_name("demand").unwrap().write_formula(1, 2, broken("#REF!")).unwrap();
    for (name, text) in [
        ("routes", "supplier,segment,tariff\nLynas,all,0.1\nLyns,all,0.1\n"),
        ("disruptions", "scenario,probability,start,months,availability\nS,0.7,2026-02,1,0\nZ,0.4,2026-02,1,0\n"),
    ] {
        workbook::fill(book.add_worksheet().set_name(name).unwrap(), text, 0, 0);
    }
    let problems = workbook::model(book.save_to_buffer().unwrap()).read(&[]).unwrap_err();
    let places: Vec<String> = problems.iter().map(|problem| problem.place.to_string()).collect();
    assert_eq!(
        places,
        [
            "plan.xlsx: demand!C2: quantity",
            "plan.xlsx: disruptions: probability",
            "plan.xlsx: routes!A3: supplier",
            "plan.xlsx: suppliers!C3: transit_months"
        ]
    );
}
