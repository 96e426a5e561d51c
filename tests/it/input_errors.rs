//! One bad input for each diagnostic code, made as a patch of the smallest model.

use std::collections::BTreeSet;

use stockpile::diagnostic::{Code, Diagnostic, Severity};
use stockpile::input::warnings;

use crate::input_base::Files;
use crate::workbook_base as workbook;

/// Everything that is said about a model.
fn said(files: &Files, settings: &[&str]) -> Vec<Diagnostic> {
    match files.read(settings) {
        Err(problems) => problems,
        Ok(checked) if checked.disruptions.iter().any(|d| d.severity == Severity::Error) => checked.disruptions,
        Ok(checked) => checked
            .notes
            .into_iter()
            .chain(checked.warnings)
            .chain(checked.disruptions)
            .chain(warnings(&checked.model))
            .collect(),
    }
}

/// The code that is tried, the first line that must be said (up to an `…`), the files, the overrides.
type Case = (Code, &'static str, Files, Vec<&'static str>);

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    let base = Files::smallest;
    let case = |code, line, files| (code, line, files, Vec::new());
    let set = |code, line, setting| (code, line, Files::smallest(), vec![setting]);
    let reserve = "segment,reserve\nall,true\n";
    let two_groups = "element,reference_price,group\nNd,100,LREE\nDy,900,\n";
    // a model of fifteen months, so that a stop can begin after twelve
    let survive = |keys: &str| base().patch("m.toml", "periods = 4", "periods = 15").toml(&format!("[security]\ncountry = \"CN\"\n{keys}\n"));
    let offers = |columns: &str, row: &str| base().file("offers.csv", format!("supplier,element,{columns}\nLynas,Nd,{row}\n"));
    let project = |row: &str| base().table("projects", format!("project,offer,max_capacity,capex,lead_months,life_months,from,until\n{row}\n"));
    let disruption = |row: &str| base().table("disruptions", format!("scenario,probability,start,months,country,availability\n{row}\n"));
    vec![
        // files
        case(Code::MissingFile, "m.toml:10:10: tables.offers: offers.csv does not exist", base().without("offers.csv").file("offer.csv", "")),
        case(Code::UnreadableFile, "m.toml:10:10: tables.offers: folder cannot be read: …", base().patch("m.toml", "\"offers.csv\"", "\"folder\"").file("folder/", "")),
        case(Code::NotUtf8, "offers.csv:2:10: expected UTF-8 text, found the byte 0xFF", base().file("offers.csv", b"supplier,element\nNorthern,\xffNd\n")),
        case(Code::NotUtf8, "offers.csv:1:1: expected UTF-8 text, found UTF-16", base().file("offers.csv", b"\xff\xfes\0u\0")),
        case(Code::TomlSyntax, "m.toml:4:10: this is not TOML: string values must be quoted, expected literal string", base().patch("m.toml", "\"month\"", "month")),
        case(Code::DuplicateKey, "m.toml:4:1: this key or section stands twice", base().patch("m.toml", "periods = 4\n", "periods = 4\nperiods = 5\n")),
        case(Code::DuplicateKey, "m.toml:12:2: this key or section stands twice", base().toml("[model]\n")),
        case(Code::UnknownKey, "m.toml:3:1: model.piriods: [model] has no key \"piriods\"", base().patch("m.toml", "periods", "piriods = 4\nperiods")),
        case(Code::UnknownKey, "m.toml:12:2: premum: a model file has no \"premum\" here", base().toml("[premum]\nfactor = 3\n")),
        case(Code::UnknownKey, "m.toml:1:1: periods: a model file has no \"periods\" here", base().patch("m.toml", "[model]", "periods = 4\n[model]")),
        case(Code::UnknownKey, "m.toml:13:1: budget.year: expected a calendar year, found \"year\"", base().toml("[budget]\nyear = 3\n")),
        set(Code::UnknownKey, "--set premium.facto=3: there is no key \"premium.facto\"", "premium.facto=3"),
        set(Code::UnknownKey, "--set scale.demnd=3: there is no key \"scale.demnd\"", "scale.demnd=3"),
        set(Code::UnknownKey, "--set factor=3: there is no key \"factor\"", "factor=3"),
        set(Code::UnknownKey, "--set security.levels=1,0.5: security.levels is a list, and only single values can be set", "security.levels=1,0.5"),
        case(Code::MissingKey, "m.toml:1:2: model.start: the section [model] needs a key \"start\"", base().patch("m.toml", "start = \"2026-01\"\n", "")),
        case(Code::MissingKey, "m.toml: model: the model needs a section [model] with start, periods, period, price_unit", base().patch("m.toml", "[model]", "[risk]").patch("m.toml", "start = \"2026-01\"\nperiods = 4\nperiod = \"month\"\nprice_unit = \"kg\"\n", "")),
        case(Code::MissingKey, "m.toml:12:2: premium.country: the section [premium] needs a key \"country\"", base().toml("[premium]\nfactor = 3\n")),
        case(Code::MissingKey, "m.toml:7:2: tables.offers: the section [tables] needs a key \"offers\"", base().patch("m.toml", "offers = \"offers.csv\"\n", "")),
        set(Code::MissingKey, "--set security.max_share=0.5: the model needs a section [security] with a key \"country\"", "security.max_share=0.5"),
        case(Code::WrongType, "m.toml:3:11: model.periods: expected a number, found \"4\"", base().patch("m.toml", "periods = 4", "periods = \"4\"")),
        case(Code::WrongType, "m.toml:2:9: model.start: expected a date in quotes, found 2026-01-01", base().patch("m.toml", "\"2026-01\"", "2026-01-01")),
        case(Code::WrongType, "m.toml:2:9: model.start: expected a date in quotes, found 2026", base().patch("m.toml", "\"2026-01\"", "2026")),
        case(Code::WrongType, "m.toml:14:16: security.look_through: expected true or false, found 1", base().toml("[security]\ncountry = \"CN\"\nlook_through = 1\n")),
        case(Code::WrongType, "m.toml:14:10: security.levels: expected a list of shares, found 0.5", base().toml("[security]\ncountry = \"CN\"\nlevels = 0.5\n")),
        case(Code::WrongType, "m.toml:1:1: premium: expected the section [premium], found an integer", base().patch("m.toml", "[model]", "premium = 3\n[model]")),
        case(Code::WrongType, "m.toml:10:10: tables.offers: expected text in quotes, found [\"offers.csv\"]", base().patch("m.toml", "\"offers.csv\"", "[\"offers.csv\"]")),
        set(Code::BadOverride, "--set premium.factor: expected KEY=VALUE", "premium.factor"),
        set(Code::BadOverride, "--set premium.factor=: expected KEY=VALUE", "premium.factor="),
        case(Code::UnknownTable, "m.toml:8:1: tables.segmets: [tables] has no table \"segmets\"", base().patch("m.toml", "[tables]\n", "[tables]\nsegmets = \"s.csv\"\n")),
        case(Code::TableTwice, "m.toml:8:10: tables.demand: the table demand is given twice: here, and as a sheet of plan.xlsx", workbook::model(workbook::smallest(|_| {})).patch("m.toml", "[tables]\n", "[tables]\ndemand = \"demand.csv\"\n").file("demand.csv", "element,period,quantity\nNd,*,60\n")),
        case(Code::MissingSheet, "plan.xlsx: the workbook has no sheet demand, which every model needs", workbook::model(workbook::book(&workbook::SHEETS[..3]).save_to_buffer().unwrap())),
        case(Code::UnknownSheet, "plan.xlsx: segmets: no table is called that", workbook::model(workbook::smallest(|book| { book.add_worksheet().set_name("segmets").unwrap(); }))),
        case(Code::NoHeader, "offers.csv: expected the header of the table offers, found an empty file", base().file("offers.csv", "\u{feff}\r\n\r\n")),
        case(Code::WrongSeparator, "elements.csv:1: expected columns separated by commas, found ';'", base().file("elements.csv", "element;reference_price\nNd;100\n")),
        case(Code::UnknownColumn, "offers.csv:1: capacity_per_yr: the table offers has no such column", base().patch("offers.csv", "capacity_per_year", "capacity_per_yr")),
        case(Code::UnknownColumn, "offers.csv:1:18: column 3 has no name", base().patch("offers.csv", ",price", ",")),
        case(Code::UnknownColumn, "offers.csv:1: colour: the table offers has no such column", base().patch("offers.csv", ",price", ",colour")),
        case(Code::MissingColumn, "demand.csv:1: period: the table demand needs this column", base().file("demand.csv", "element,quantity\nNd,50\n")),
        case(Code::DuplicateColumn, "offers.csv:1: element: the column stands twice", base().patch("offers.csv", "price", "element")),
        case(Code::RangeWithoutFigure, "segments.csv:1: low: the table segments has no figure that it could bound", base().table("segments", "segment,low\nall,\n").file("demand.csv", "element,segment,period,quantity\nNd,all,*,50\n")),
        case(Code::UnclosedQuote, "offers.csv:3:1: the quote that opens this cell is never closed", base().patch("offers.csv", "Lynas,", "\"Lynas,")),
        case(Code::UnclosedQuote, "offers.csv:1:1: the quote that opens this cell is never closed", base().patch("offers.csv", "supplier,", "\"supplier,")),
        // rows
        case(Code::RaggedRow, "offers.csv:3: expected 4 cells, as in the header, found 5", base().patch("offers.csv", "150,600", "150,600,7")),
        case(Code::RaggedRow, "offers.csv:4: expected a row of the table, found a text alone: \"Prices of May\"", base().patch("offers.csv", "150,600\n", "150,600\nPrices of May\n")),
        case(Code::RaggedRow, "offers.csv:5: expected a row of the table, found a text alone: \"Source: us, them\"", base().patch("offers.csv", "150,600\n", "150,600\n\n\"Source: us, them\",,,\n")),
        case(Code::RaggedRow, "offers.csv:3: expected 4 cells, as in the header, found 3", base().patch("offers.csv", "150,600", "150")),
        case(Code::MergedCells, "plan.xlsx: offers!B2: the cells B2 to B3 are merged, so only the first of them holds a value", workbook::model(workbook::smallest(|book| { book.worksheet_from_name("offers").unwrap().merge_range(1, 1, 2, 1, "Nd", &Default::default()).unwrap(); }))),
        case(Code::CellError, "plan.xlsx: demand!C2: quantity: the cell holds the error #N/A", workbook::model(workbook::smallest(|book| { book.worksheet_from_name("demand").unwrap().write_formula(1, 2, rust_xlsxwriter::Formula::new("NA()").set_result("#N/A")).unwrap(); }))),
        case(Code::BlankCell, "offers.csv:3: element: the cell is blank", base().patch("offers.csv", "Lynas,Nd", "Lynas, ")),
        case(Code::BlankCell, "demand.csv:2: segment: the cell is blank, and there is a table of segments", base().table("segments", "segment\nall\n")),
        case(Code::NotANumber, "offers.csv:3: capacity_per_year: expected a number of at least 0, found \"six hundred\"", base().patch("offers.csv", "600", "six hundred")),
        case(Code::NotANumber, "offers.csv:3: price: expected a number of at least 0, found \"1,5\"", base().patch("offers.csv", "150", "\"1,5\"")),
        case(Code::NotANumber, "offers.csv:3: capacity_per_year: expected a number of at least 0, found \"1,600\"", base().patch("offers.csv", "600", "\"1,600\"")),
        case(Code::NotANumber, "offers.csv:3: capacity_per_year: expected a number of at least 0, found \"1,600,000.5\"", base().patch("offers.csv", "600", "\"1,600,000.5\"")),
        case(Code::NotANumber, "offers.csv:3: capacity_per_year: expected a number of at least 0, found \"1 600\"", base().patch("offers.csv", "600", "1 600")),
        case(Code::NotANumber, "offers.csv:3: capacity_per_year: expected a number of at least 0, found \"600 t\"", base().patch("offers.csv", "600", "600 t")),
        case(Code::NotANumber, "offers.csv:3: capacity_per_year: expected a number of at least 0, found \"n/a\"", base().patch("offers.csv", "600", "n/a")),
        case(Code::NotANumber, "offers.csv:3: capacity_per_year: expected a number of at least 0, found \"60%\"", base().patch("offers.csv", "600", "60%")),
        set(Code::NotANumber, "--set scale.demand=twice: expected a number of at least 0, found \"twice\"", "scale.demand=twice"),
        (Code::NotANumber, "--set premium.factor=3x: expected a number of at least 0, found \"3x\"", base().toml("[premium]\ncountry = \"CN\"\n"), vec!["premium.factor=3x"]),
        case(Code::NotFinite, "offers.csv:3: capacity_per_year: expected a number of at least 0, found \"1e999\"", base().patch("offers.csv", "600", "1e999")),
        case(Code::NotFinite, "offers.csv:3: capacity_per_year: expected a number of at least 0, found \"NaN\"", base().patch("offers.csv", "600", "NaN")),
        case(Code::NotFinite, "m.toml:13:16: stock.holding_rate: expected a fraction from 0 to 10, found inf", base().toml("[stock]\nholding_rate = inf\n")),
        case(Code::NegativeNumber, "offers.csv:3: capacity_per_year: expected a number of at least 0, found \"-3\"", base().patch("offers.csv", "600", "-3")),
        case(Code::NegativeNumber, "m.toml:6:17: model.discount_rate: expected a fraction from 0 to 10, found -0.01", base().patch("m.toml", "\n[tables]", "discount_rate = -0.01\n\n[tables]")),
        set(Code::NegativeNumber, "--set scale.capacity.Lynas=-1: expected a number of at least 0, found \"-1\"", "scale.capacity.Lynas=-1"),
        case(Code::OutOfRange, "feedstock.csv:2: share: expected a number between 0 and 1, found \"100\"", base().table("feedstock", "supplier,country,share\nLynas,AU,100\n")),
        case(Code::OutOfRange, "m.toml:13:14: risk.cvar_alpha: expected a number of at least 0 and below 1, found 1", base().toml("[risk]\ncvar_alpha = 1\n")),
        set(Code::OutOfRange, "--set model.periods=0: expected a whole number of at least 1, found \"0\"", "model.periods=0"),
        case(Code::OutOfRange, "m.toml:14:10: security.levels: expected a number between 0 and 1, found 50", base().toml("[security]\ncountry = \"CN\"\nlevels = [1.0, 50]\n")),
        case(Code::NotWhole, "m.toml:3:11: model.periods: expected a whole number, found 4.5", base().patch("m.toml", "periods = 4", "periods = 4.5")),
        case(Code::NotABoolean, "segments.csv:2: reserve: expected true or false, found \"yes\"", base().table("segments", "segment,reserve\nall,yes\n").patch("demand.csv", "element,", "segment,element,").patch("demand.csv", "Nd", "all,Nd")),
        case(Code::BadDate, "demand.csv:2: period: expected a date, YYYY-MM, YYYY or *, found \"2026-13\"", base().patch("demand.csv", "*", "2026-13")),
        case(Code::BadDate, "demand.csv:2: period: expected a date, YYYY-MM, YYYY or *, found \"2026/3\"", base().patch("demand.csv", "*", "2026/3")),
        case(Code::BadDate, "m.toml:2:9: model.start: expected a date, YYYY-MM or YYYY, found \"2026-01-15\"", base().patch("m.toml", "2026-01", "2026-01-15")),
        case(Code::UnknownWord, "m.toml:4:10: model.period: expected month or quarter or year, found \"Month\"", base().patch("m.toml", "\"month\"", "\"Month\"")),
        case(Code::UnknownWord, "elements.csv:2: confidence: expected sourced or derived or assumption, found \"guess\"", base().patch("elements.csv", "element,reference_price", "element,confidence").patch("elements.csv", "100", "guess").patch("offers.csv", ",,1200", ",1,1200")),
        case(Code::ControlCharacter, "offers.csv:3: supplier: expected an identifier, found one with a control character in it: \"Ly\\nnas\" (U+000A)", base().patch("offers.csv", "Lynas,", "\"Ly\nnas\",")),
        case(Code::FigureOutsideRange, "elements.csv:2: low: low is 101, above reference_price, which is 100", base().file("elements.csv", "element,reference_price,low,high\nNd,100,101,120\n")),
        case(Code::FigureOutsideRange, "elements.csv:2: high: high is 90, below reference_price, which is 100", base().file("elements.csv", "element,reference_price,low,high\nNd,100,,90\n")),
        // references
        case(Code::DuplicateRow, "demand.csv:4: Nd / * stands in line 2 already", base().patch("demand.csv", "Nd,*,50\n", "Nd,*,50\nNd,2026,5\nNd,*,60\n")),
        case(Code::DuplicateRow, "offers.csv:3: an offer Northern/Nd stands in line 2 already", base().patch("offers.csv", "Lynas,", "Northern,")),
        case(Code::DuplicateRow, "demand.csv:3: period: this date lies in the period from 2026-04, as that of line 2 does", base().patch("m.toml", "\"month\"", "\"quarter\"").patch("demand.csv", "*,50\n", "2026-04,50\nNd,2026-05,60\n")),
        case(Code::UnknownId, "offers.csv:3: supplier: no supplier is called \"Lynax\"", base().patch("offers.csv", "Lynas", "Lynax")),
        case(Code::UnknownId, "offers.csv:3: element: no element is called \"nd\"", base().patch("offers.csv", ",Nd,150", ",nd,150")),
        case(Code::UnknownId, "demand.csv:3: element: no element is called \"Xy\" (and in 2 other rows)", base().patch("demand.csv", "Nd,*,50\n", "Nd,*,50\nXy,2026,3\nXy,2027,3\nXy,2028,3\n")),
        case(Code::UnknownId, "caps.csv:2: scope: no segment is called \"cars\"", base().table("caps", "cap,country,scope,limit\nC,CN,segment:cars,0.5\n")),
        set(Code::UnknownId, "--set scale.demand.nd=2: no element is called \"nd\"", "scale.demand.nd=2"),
        case(Code::BadScope, "caps.csv:2: scope: expected *, group:…, element:… or segment:…, found \"Nd\"", base().table("caps", "cap,country,scope,limit\nC,CN,Nd,0.5\n")),
        case(Code::CapTarget, "caps.csv:2: expected a country or a supplier, found both a country and a supplier", base().table("caps", "cap,country,supplier,limit\nC,CN,Lynas,0.5\n")),
        case(Code::CapTarget, "caps.csv:2: expected a country or a supplier, found neither", base().table("caps", "cap,country,limit\nC,,0.5\n")),
        case(Code::CapWithoutBound, "caps.csv:2: expected a limit or a min, found neither", base().table("caps", "cap,country\nC,CN\n")),
        case(Code::MinForEach, "caps.csv:2: min: a minimum for each is no share that can be met", base().table("caps", "cap,country,min\nC,*,0.1\n")),
        case(Code::MinForEach, "caps.csv:2: min: a minimum for each is no share that can be met", base().table("caps", "cap,supplier,limit,min\nC,*,0.5,0.1\n")),
        case(Code::ReserveDemand, "demand.csv:2: segment: \"all\" is a reserve, which has no demand of its own (and in 1 other row)", base().table("segments", reserve).file("demand.csv", "element,segment,period,quantity\nNd,all,*,50\nNd,all,2026,50\n")),
        (Code::SeveralRows, "--set disruptions[S,2026-02,CN,,].availability=0.5: 2 rows of the table disruptions have the key \"S,2026-02,CN,,\"", disruption("S,0.1,2026-02,1,CN,0\nS,0.1,2026-02,2,CN,0"), vec!["disruptions[S,2026-02,CN,,].availability=0.5"]),
        set(Code::UnknownId, "--set offers[Lynas/Dy].price=3: no row of the table offers has the key \"Lynas/Dy\"", "offers[Lynas/Dy].price=3"),
        set(Code::UnknownId, "--set demand[Nd,*].quantity=3: no row of the table demand has the key \"Nd,*\"", "demand[Nd,*].quantity=3"),
        set(Code::UnknownId, "--set routes[Lynas,all].tariff=3: the model has no table routes", "routes[Lynas,all].tariff=3"),
        set(Code::UnknownId, "--set scale.fx.AUD=2: no currency is called \"AUD\"", "scale.fx.AUD=2"),
        set(Code::UnknownId, "--set offers[Lynas/Nd].supplier=Lyns: no supplier is called \"Lyns\"", "offers[Lynas/Nd].supplier=Lyns"),
        set(Code::UnknownId, "--set offers[Lynas/Nd].currency=AUD: no currency is called \"AUD\"", "offers[Lynas/Nd].currency=AUD"),
        set(Code::UnknownKey, "--set scale.fx=2: there is no key \"scale.fx\"", "scale.fx=2"),
        set(Code::UnknownKey, "--set offrs[Lynas/Nd].price=3: there is no table \"offrs\"", "offrs[Lynas/Nd].price=3"),
        set(Code::UnknownKey, "--set offers[Lynas/Nd]=3: expected TABLE[KEY].COLUMN, found \"offers[Lynas/Nd]\"", "offers[Lynas/Nd]=3"),
        set(Code::UnknownKey, "--set offers[Lynas/Nd].prise=3: the table offers has no column \"prise\"", "offers[Lynas/Nd].prise=3"),
        set(Code::UnknownKey, "--set demand[Nd,,*].low=3: low changes no plan, and cannot be set", "demand[Nd,,*].low=3"),
        set(Code::NegativeNumber, "--set offers[Lynas/Nd].price=-1: expected a number of at least 0, found \"-1\"", "offers[Lynas/Nd].price=-1"),
        set(Code::PriceGivenTwice, "--set offers[Lynas/Nd].premium=1.2: the offer has a price of its own, which knows no premium", "offers[Lynas/Nd].premium=1.2"),
        set(Code::RampWithoutStart, "--set offers[Lynas/Nd].ramp_months=6: a ramp needs a date to begin at, and available_from is blank", "offers[Lynas/Nd].ramp_months=6"),
        (Code::FeedstockSum, "--set feedstock[Lynas,AU].share=0.4: the shares of Lynas sum to 0.4, and not to 1", base().table("feedstock", "supplier,country,share\nLynas,AU,1\n"), vec!["feedstock[Lynas,AU].share=0.4"]),
        (Code::DuplicateRow, "--set offers[Lynas/Nd].offer=Northern/Nd: an offer Northern/Nd stands in line 2 already", base(), vec!["offers[Lynas/Nd].offer=Northern/Nd"]),
        // sense
        case(Code::TooLarge, "m.toml:3:11: model.periods: expected a horizon that ends by 9999-12, found 4000000000 periods from 2026-01", base().patch("m.toml", "periods = 4", "periods = 4000000000")),
        set(Code::TooLarge, "--set model.periods=100000: expected a horizon that ends by 9999-12, found 100000 periods from 2026-01", "model.periods=100000"),
        // 95,688 months for 21,000 elements and one pair: 16 gigabytes
        (Code::TooLarge, "--set model.periods=95688: 95,688 periods for 1 pairs of element and segment do not fit in memory", base().file("elements.csv", format!("element,reference_price\nNd,100\n{}", (0..21_000).map(|i| format!("e{i},1\n")).collect::<String>())), vec!["model.periods=95688"]),
        case(Code::FeedstockSum, "feedstock.csv:2: share: the shares of Lynas sum to 0.9, and not to 1", base().table("feedstock", "supplier,country,share\nLynas,AU,0.5\nLynas,MM,0.4\n")),
        case(Code::FromAfterUntil, "contracts.csv:2: until: the window ends before it begins: it is from 2026-04 until 2026-02", base().table("contracts", "contract,supplier,from,until\nC,Lynas,2026-04,2026-02\n")),
        case(Code::FromAfterUntil, "m.toml:15:9: security.until: the window ends before it begins: it is from 2027-01 until 2026-12", base().toml("[security]\ncountry = \"CN\"\nfrom = \"2027\"\nuntil = \"2026\"\n")),
        case(Code::RampWithoutStart, "offers.csv:2: ramp_months: a ramp needs a date to begin at, and available_from is blank", base().file("offers.csv", "supplier,element,ramp_months\nLynas,Nd,6\n")),
        case(Code::MinAboveMax, "contracts.csv:2: min: the minimum, 5, is above the maximum, 4", base().table("contracts", "contract,supplier,min,max\nC,Lynas,5,4\n")),
        case(Code::OfferWithoutPrice, "offers.csv:2: price: the offer has no price, and Nd has no reference price in 2026-01, when the offer is available", base().patch("elements.csv", "100", "")),
        case(Code::OfferWithoutPrice, "offers.csv:2: price: the offer has no price, and Nd has no reference price in 2026-01, when the offer is available", base().patch("elements.csv", "100", "").table("prices", "element,period,reference_price\nNd,2026-03,100\n")),
        case(Code::ValueWithoutPrice, "m.toml:14:11: security.measure: a share by value needs reference prices in 2026-01, and Nd has none", base().patch("elements.csv", "100", "").patch("offers.csv", ",,1200", ",1,1200").toml("[security]\ncountry = \"CN\"\nmeasure = \"value\"\n")),
        case(Code::ElementWithoutGroup, "m.toml:14:9: security.scope: a scope of groups needs a group for every element, and Nd has none", base().toml("[security]\ncountry = \"CN\"\nscope = \"group\"\n")),
        case(Code::ElementWithoutGroup, "caps.csv:2: scope: a scope of groups needs a group for every element, and Dy has none", base().file("elements.csv", two_groups).table("caps", "cap,country,scope,limit\nC,CN,group:LREE,0.5\n")),
        case(Code::ProbabilityDiffers, "disruptions.csv:3: probability: S has the probability 0 here and 0.1 in line 2", disruption("S,0.1,2026-02,1,CN,0\nS,,2026-03,1,CN,0")),
        case(Code::ProbabilitySum, "disruptions.csv: probability: the probabilities of the scenarios sum to 1.1, more than 1", disruption("S,0.7,2026-02,1,CN,0\nZ,0.4,2026-03,1,CN,0")),
        case(Code::ShortageWithoutCost, "elements.csv:2: reference_price: warning: there are disruptions, and what is short of it has no cost: Nd has no reference price", disruption("S,0.1,2026-02,1,CN,0.5").patch("elements.csv", "100", "").patch("offers.csv", ",,1200", ",1,1200")),
        case(Code::PriceGivenTwice, "offers.csv:2: premium: the offer has a price of its own, which knows no premium", offers("price,premium", "150,1.2")),
        case(Code::PriceGivenTwice, "offers.csv:2: price_floor: the offer has a price of its own, which knows no price_floor", offers("price,price_floor", "0,120")),
        case(Code::ReservationIncomplete, "offers.csv:2: reservation_fee: a reservation needs surge and capacity_per_year, which the offer leaves blank", offers("reservation_fee", "3")),
        case(Code::ReservationIncomplete, "offers.csv:2: reservation_fee: a reservation needs surge, which the offer leaves blank", offers("reservation_fee,capacity_per_year", "3,600")),
        case(Code::ProjectWithoutCapacity, "projects.csv:2: offer: the offer Northern/Nd has no capacity that could be added to", project("P,Northern/Nd,600,50,0,120,,").patch("offers.csv", "1200", "")),
        case(Code::ModelCurrencyInFx, "fx.csv:2: currency: \"USD\" is the model's own currency, whose rate is 1", base().patch("m.toml", "[model]\n", "[model]\ncurrency = \"USD\"\n").table("fx", "currency,period,rate\nUSD,2026,1\n")),
        case(Code::NotWholePeriods, "m.toml:14:18: security.survive_months: expected whole periods of 3 months, found 4 months", survive("survive_months = 4").patch("m.toml", "\"month\"", "\"quarter\"")),
        case(Code::NoStopInside, "m.toml:14:18: security.survive_months: no stop can begin inside the horizon: it ends with 2026-12, and the first may begin 12 months after the start", survive("survive_months = 2").patch("m.toml", "periods = 15", "periods = 12")),
        case(Code::NoStopInside, "m.toml:15:16: security.survive_from: no stop can begin inside the horizon: it ends with 2027-03, and the first may begin in 2027-04", survive("survive_months = 2\nsurvive_from = \"2027-04\"")),
        case(Code::OutOfRange, "m.toml:2:15: model.year_starts: expected a month from 1 to 12, found 13", base().patch("m.toml", "[model]\n", "[model]\nyear_starts = 13\n")),
        case(Code::OutOfRange, "m.toml:14:24: security.survive_availability: expected a number between 0 and 1, found 1.5", survive("survive_availability = 1.5")),
        case(Code::NotWhole, "m.toml:14:18: security.survive_months: expected a whole number, found 1.5", survive("survive_months = 1.5")),
        case(Code::NegativeNumber, "m.toml:14:18: security.survive_months: expected a number of at least 0, found -1", survive("survive_months = -1")),
        case(Code::UnknownWord, "m.toml:14:7: security.per: expected horizon or year, found \"years\"", survive("per = \"years\"")),
        case(Code::NegativeNumber, "offers.csv:2: surge: expected a number of at least 0, found \"-0.1\"", offers("surge", "-0.1")),
        case(Code::NotWhole, "disruptions.csv:2: months: expected a whole number, found \"1.5\"", disruption("S,0.1,2026-02,1.5,CN,0")),
        case(Code::FigureOutsideRange, "projects.csv:2: low: low is 60, above capex, which is 50", base().table("projects", "project,offer,max_capacity,capex,life_months,low\nP,Lynas/Nd,600,50,120,60\n")),
        case(Code::FigureOutsideRange, "fx.csv:2: high: high is 0.5, below rate, which is 0.6", base().table("fx", "currency,period,rate,high\nAUD,2026,0.6,0.5\n")),
        case(Code::OfferWithoutPrice, "offers.csv:2: price: the offer has no price, and Nd has no reference price in 2026-01, when the offer is available", offers("price_floor", "120").patch("elements.csv", "100", "")),
        case(Code::UnknownId, "projects.csv:2: offer: no offer is called \"Lynas\"", project("P,Lynas,600,50,0,120,,")),
        case(Code::UnknownId, "offers.csv:2: currency: no currency is called \"AUD\"", offers("price,currency", "150,AUD")),
        case(Code::DuplicateRow, "projects.csv:3: P stands in line 2 already", project("P,Lynas/Nd,600,50,0,120,,\nP,Lynas/Nd,60,50,0,120,,")),
        case(Code::DuplicateRow, "fx.csv:3: AUD / 2026 stands in line 2 already", base().table("fx", "currency,period,rate\nAUD,2026,1\nAUD,2026,2\n")),
        case(Code::DuplicateRow, "fx.csv:3: period: this date is the month 2026-01, as that of line 2 is", base().table("fx", "currency,period,rate\nAUD,2026,1\nAUD,2026-01,2\n")),
        case(Code::DuplicateRow, "coverage.csv:3: from: this date is the month 2026-01, as that of line 2 is", base().table("coverage", "element,from,months\nNd,2026,1\nNd,2026-01,2\n")),
        case(Code::FromAfterUntil, "projects.csv:2: until: the window ends before it begins: it is from 2026-03 until 2026-02", project("P,Lynas/Nd,600,50,0,120,2026-03,2026-02")),
        // legal, but ignored or odd
        case(Code::OutsideHorizon, "projects.csv:2: from: note: the window lies outside the horizon: the project is never decided", project("P,Lynas/Nd,600,50,0,120,2027,")),
        case(Code::OutsideHorizon, "fx.csv:3: period: note: this date lies after the horizon: the row is ignored", base().table("fx", "currency,period,rate\nAUD,2027,1\nAUD,2028,2\n")),
        case(Code::LeftOut, "m.toml:14:9: security.scope: note: nothing need be bought in 2026: there is no security row for it", survive("scope = \"total\"\nper = \"year\"").patch("demand.csv", "*", "2027")),
        case(Code::ProjectNeverDelivers, "project P: warning: it cannot deliver before the horizon ends with 2026-04", project("P,Lynas/Nd,600,50,3,120,2026-02,")),
        case(Code::ProjectNeverDelivers, "project P: warning: it delivers for 0 months", project("P,Lynas/Nd,600,50,0,0,,")),
        case(Code::ProjectNeverDelivers, "project P: warning: it delivers from 2026-03 at the earliest, and its offer Lynas/Nd is available until 2026-02", project("P,Lynas/Nd,600,50,2,120,,").file("offers.csv", "supplier,element,capacity_per_year,available_until\nLynas,Nd,0,2026-02\nNorthern,Nd,1200,\n")),
        case(Code::ReservationWithoutUse, "offer Lynas/Nd: warning: its capacity can be reserved for a disruption, and the model has none", offers("surge,capacity_per_year,reservation_fee", "0,1200,3")),
        case(Code::UnlimitedRescue, "disruptions: warning: rescue is unlimited without a surge: in a disruption Northern/Nd (and 1 other offer) can deliver up to full capacity at once", disruption("S,0.1,2026-02,1,CN,0")),
        case(Code::UnlimitedRescue, "disruptions: warning: rescue is unlimited without a surge: in a disruption Northern/Nd (and 1 other offer) can deliver up to full capacity at once", survive("survive_months = 2")),
        case(Code::NoRows, "routes.csv: note: the table routes has no rows", base().table("routes", "supplier,segment\n")),
        case(Code::HiddenCells, "plan.xlsx: offers!A3: note: row 3 is hidden, and read", workbook::model(workbook::smallest(|book| { book.worksheet_from_name("offers").unwrap().set_row_hidden(2).unwrap(); }))),
        case(Code::HiddenSheet, "plan.xlsx: demand: note: the sheet is hidden, and is read", workbook::model(workbook::smallest(|book| { book.worksheet_from_name("demand").unwrap().set_hidden(true); }))),
        case(Code::OutsideHorizon, "demand.csv:3: period: note: this date lies outside the horizon: the row is ignored (and in 1 other row)", base().patch("demand.csv", "*,50\n", "*,50\nNd,2027,3\nNd,2025-12,3\n")),
        case(Code::OutsideHorizon, "disruptions.csv:2: start: note: S lies outside the horizon: it does not happen", disruption("S,0.1,2025-02,3,CN,0")),
        case(Code::OutsideHorizon, "m.toml:13:8: budget.2027: note: no period belongs to this year: the budget is ignored", base().toml("[budget]\n2027 = 5\n")),
        case(Code::OutsideHorizon, "offers.csv:3: available_from: note: the window lies outside the horizon: the offer is never available", base().file("offers.csv", "supplier,element,available_from\nLynas,Nd,\nNorthern,Nd,2026-05\n")),
        case(Code::LeftOut, "contracts.csv:2: note: the contract C lies outside the horizon: it is left out", base().table("contracts", "contract,supplier,until,min\nC,Lynas,2025,5\n")),
        case(Code::LeftOut, "m.toml:14:9: security.until: note: the window of [security] lies outside the horizon: it is left out", base().toml("[security]\ncountry = \"CN\"\nuntil = \"2025-12\"\n")),
        case(Code::LeftOut, "caps.csv:2: note: nothing need be bought in the window of the cap C: it is left out", base().table("caps", "cap,country,limit\nC,CN,0.5\n").patch("demand.csv", "50", "0")),
        case(Code::NoEffect, "elements.csv:2: premium: note: premiums are ignored: the model has no [premium] with a country where nobody pays them", base().file("elements.csv", "element,reference_price,premium\nNd,100,3\n")),
        case(Code::UnusedCountry, "m.toml:13:11: premium.country: note: no supplier processes in \"cn\" and no feedstock comes from there", base().toml("[premium]\ncountry = \"cn\"\nfactor = 3\n")),
        case(Code::StorageBelowRequired, "Nd for all: warning: the store holds 80 t, and 100 t are required at the end of 2026-02", base().table("coverage", "element,from,months\nNd,2026-02,2\n").table("stock", "element,capacity\nNd,80\n")),
        case(Code::TargetOutOfReach, "Nd for all: warning: at the end of 2026-01 200 t are required in stock, and at most 100 t can be there", base().table("coverage", "element,from,months\nNd,2026-01,4\n")),
        case(Code::DemandOutOfReach, "Nd for all: warning: by 2026-01 demand is 1 t more than stock and all that can be delivered by then", base().patch("demand.csv", "50", "151")),
        case(Code::WindowBoughtRound, "security: warning: its window begins in 2026-03: what is bought just before, and stored, serves the demand in it uncounted (Nd for all, for one)", base().toml("[security]\ncountry = \"CN\"\nfrom = \"2026-03\"\n")),
        case(Code::ContractCut, "contract C: warning: the horizon cuts its window: min and max count in proportion for 2026-01 to 2026-04", base().table("contracts", "contract,supplier,from,until,min\nC,Lynas,2026,2026,60\n")),
        case(Code::ContractOutOfReach, "contract C: warning: its minimum is 201 t, and Lynas can deliver 200 t in its window", base().table("contracts", "contract,supplier,min\nC,Lynas,201\n")),
        case(Code::SupplierNeverDelivers, "supplier Lynas: warning: it never delivers within the horizon; its offer Lynas/Nd: it cannot be there before 2026-07, and the horizon ends with 2026-04", base().file("suppliers.csv", "supplier,country,qualification_months\nNorthern,CN,0\nLynas,AU,6\n")),
        case(Code::SupplierNeverDelivers, "supplier MP: warning: it has no offers", base().patch("suppliers.csv", "Lynas,AU\n", "Lynas,AU\nMP,US\n")),
        case(Code::NobodyMayDeliver, "Nd for all: warning: none of the 2 offers of Nd may be delivered to it", base().table("segments", "segment,exclude_countries\nall,AU;CN\n").file("demand.csv", "element,segment,period,quantity\nNd,all,*,50\n")),
        case(Code::OfferUnused, "element Dy: warning: nobody needs it: its offer Lynas/Dy is never bought", base().patch("elements.csv", "Nd,100\n", "Nd,100\nDy,900\n").patch("offers.csv", "Lynas,Nd,150,600\n", "Lynas,Nd,150,600\nLynas,Dy,150,600\n")),
        case(Code::OfferUnused, "offer spot: warning: its window lies outside the horizon", base().file("offers.csv", "supplier,element,offer,available_until\nLynas,Nd,,\nNorthern,Nd,spot,2025\nNorthern,Nd,,\n")),
        case(Code::TooFarApart, "segments.csv:2: shortage_cost: 1000000000000000 is so much more than the lowest price, 100, that sums of both lose the price", base().table("segments", "segment,shortage_cost\nall,1e15\n").file("demand.csv", "element,segment,period,quantity\nNd,all,*,50\n")),
        case(Code::NamesAlike, "suppliers.csv:3: country: warning: the country \"cn\" looks like \"CN\", and counts as another one", base().patch("suppliers.csv", "AU", "cn")),
        case(Code::NamesAlike, "demand.csv:3: segment: warning: the segment \"ＡＵＴＯ\" looks like \"auto\", and counts as another one", base().file("demand.csv", "element,segment,period,quantity\nNd,auto,*,50\nNd,ＡＵＴＯ,*,5\n")),
        set(Code::LargeFraction, "model.discount_rate: warning: the discount rate is 3, which is 300 %", "model.discount_rate=3"),
        case(Code::LargeFraction, "Lynas to all: warning: the tariff is 2, which is 200 %", base().table("routes", "supplier,segment,tariff\nLynas,all,2\n")),
        case(Code::OutOfRange, "caps.csv:2: limit: expected a fraction from 0 to 10, found \"50\"", base().table("caps", "cap,country,limit\nC,CN,50\n")),
        case(Code::OutOfRange, "routes.csv:2: tariff: expected a fraction from 0 to 10, found \"25\"", base().table("routes", "supplier,segment,tariff\nLynas,all,25\n")),
        set(Code::OutOfRange, "--set stock.holding_rate=12: expected a fraction from 0 to 10, found \"12\"", "stock.holding_rate=12"),
        case(Code::StockUnused, "Nd for All: warning: 60 t lie in stock, and serve nobody: it has no demand and no coverage", base().table("stock", "element,segment,initial\nNd,All,60\n")),
        case(Code::StockAboveStorage, "Nd for all: warning: 60 t lie in stock at the start, and the store holds 50 t", base().table("stock", "element,initial,capacity\nNd,60,50\n")),
        case(Code::FallingTiers, "offer second: warning: it costs 8, less than the 20 of first before it, and is bought without waiting for that", base().file("offers.csv", "supplier,element,offer,price,capacity_per_year\nLynas,Nd,first,20,1200\nLynas,Nd,second,8,1200\nNorthern,Nd,,150,1200\n")),
        case(Code::PriceOutlier, "offer Lynas/Nd: warning: it costs 150000, and the others of Nd about 100", base().file("offers.csv", "supplier,element,offer,price\nLynas,Nd,,150000\nNorthern,Nd,a,100\nNorthern,Nd,b,100\n")),
        case(Code::PriceOutlier, "offer Lynas/Nd: warning: it costs 150000, and the other of Nd about 100", base().patch("offers.csv", "150", "150000")),
        case(Code::PriceOutlier, "element Nd: warning: the reference price is 100000 from 2026-02 on, and 100 beside it", base().table("prices", "element,period,reference_price\nNd,2026-01,100\nNd,2026-02,100000\nNd,2026-03,110\n")),
        case(Code::DemandOutlier, "Nd for all: warning: demand is 50000 from 2026-02 on, and 50 beside it", base().file("demand.csv", "element,period,quantity\nNd,2026-01,50\nNd,2026-02,50000\nNd,2026-03,50\nNd,2026-04,60\n")),
        case(Code::DemandOutlier, "Nd for all: warning: demand is 0.05 from 2026-04 on, and 60 beside it", base().file("demand.csv", "element,period,quantity\nNd,2026-01,50\nNd,2026-02,50\nNd,2026-03,60\nNd,2026-04,0.05\n")),
        case(Code::CapacityOutlier, "offers.csv:2: capacity_per_year: warning: the capacity is 720000 t a year, those beside it are about 600, and all users need 600 t of Nd a year", base().patch("offers.csv", ",,1200", ",,720000")),
        case(Code::ContractAboveNeed, "contracts.csv:2: min: warning: 12000000 t of the minimum fall into the horizon, until whose end 200 t are needed, and 0 t lie in stock", base().table("contracts", "contract,supplier,element,min\nc,Lynas,Nd,12000000\n")),
        case(Code::LongCoverage, "coverage.csv:2: months: warning: 90 months are to be in stock, and the horizon has 4", base().table("coverage", "element,from,months\nNd,2026-01,90\n")),
        case(Code::DemandGap, "Nd for all: warning: there is no row of demand for 2026-02, and there is before and after", base().file("demand.csv", "element,period,quantity\nNd,2026-01,50\nNd,2026-03,50\nNd,2026-04,50\n")),
        case(Code::FreeStock, "stock.holding_rate: warning: stock costs nothing to hold, and money nothing to wait for: every disruption is bought ahead", disruption("S,0.1,2026-02,1,CN,0")),
        case(Code::PriceZero, "offer Lynas/Nd: warning: its price is 0", base().patch("offers.csv", "150", "0")),
        case(Code::PremiumBelowOne, "premium: warning: the factor is 0.5: goods cost less outside CN than inside", base().toml("[premium]\ncountry = \"CN\"\nfactor = 0.5\n")),
        case(Code::ShortageCheaper, "Nd for all: warning: a shortage costs 99 a kg, less than the cheapest purchase, 100: nothing would be bought", base().table("segments", "segment,shortage_cost\nall,99\n").file("demand.csv", "element,segment,period,quantity\nNd,all,*,50\n")),
    ]
}

#[test]
fn every_bad_input_is_reported_where_it_is_and_alone() {
    let mut wrong = Vec::new();
    for (code, line, files, settings) in cases() {
        let said = said(&files, &settings);
        let lines: Vec<String> = said.iter().map(ToString::to_string).collect();
        let first = said.iter().find(|diagnostic| diagnostic.code == code).map(ToString::to_string);
        let alone = said.iter().all(|diagnostic| diagnostic.severity != Severity::Error || diagnostic.code == code);
        let first = first.as_deref().and_then(|text| text.lines().next()).unwrap_or_default();
        let same = line.strip_suffix('…').map_or(first == line, |start| first.starts_with(start));
        if !same || !alone {
            wrong.push(format!("{code}: expected {line:?}, found\n{}", lines.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_code_has_a_case_a_name_of_its_own_and_a_meaning() {
    let tried: BTreeSet<Code> = cases().into_iter().map(|(code, ..)| code).collect();
    let without: Vec<&Code> = Code::ALL.iter().filter(|code| !tried.contains(code)).collect();
    assert!(without.is_empty(), "{without:?}");
    let labels: BTreeSet<&str> = Code::ALL.iter().map(|code| code.label()).collect();
    assert_eq!(labels.len(), Code::ALL.len());
    assert!(Code::ALL.iter().all(|code| code.meaning().ends_with('.')));
}

#[test]
fn every_diagnostic_has_a_hint() {
    for (_, _, files, settings) in cases() {
        for diagnostic in said(&files, &settings) {
            assert!(diagnostic.hint.is_some(), "{diagnostic}");
        }
    }
}

#[test]
fn the_smallest_model_has_nothing_wrong() {
    assert_eq!(said(&Files::smallest(), &[]), []);
}

/// Hints that once misled, or said nothing.
#[test]
fn hints_say_what_was_meant() {
    let base = Files::smallest;
    let path = |path: &str| base().patch("m.toml", "\"demand.csv\"", path);
    let cases = [
        (
            base().patch("offers.csv", ",150,", ",\"1.000,50\","),
            "the decimal sign is a point, and thousands have none: 1000.50",
        ),
        (base().patch("offers.csv", ",150,", ",\"1,000.50\","), "write 1000.50, without thousands separators"),
        (base().patch("demand.csv", "element", "sep=,\nelement"), "take this line out, and separate cells by commas"),
        (base().patch("demand.csv", "element", "sep=;\nelement"), "take this line out, and separate cells by commas"),
        (base().file("demand.csv", "element;period;quantity\nNd;*;50\n"), "this is a semicolon file"),
        (base().file("demand.csv", "element\tperiod\tquantity\nNd\t*\t50\n"), "this is a file with tabs"),
        (path("\"..\\tables\\offers.csv\""), "write / between folders, on every system"),
        (path("\"..\\tables\\new.csv\""), "write / between folders, on every system"),
        (path("'..\\tables\\offers.csv'"), "write / between folders, on every system"),
    ];
    for (files, hint) in cases {
        let said = said(&files, &[]);
        let hints: Vec<&str> = said.iter().filter_map(|problem| problem.hint.as_deref()).collect();
        assert!(hints.len() == 1 && hints[0].starts_with(hint), "{hint}: {said:?}");
    }
}

/// Points and commas that part no thousands: which number was meant nobody can say.
#[test]
fn no_hint_makes_a_number_of_one_that_is_badly_parted() {
    for text in ["1.00050,00", "1,0005.5", "12 34", "1.000.50,5", "1.,5"] {
        let said = said(&Files::smallest().patch("offers.csv", ",150,", &format!(",\"{text}\",")), &[]);
        let hint = said[0].hint.as_deref().unwrap_or_default();
        assert!(said.len() == 1 && said[0].code == Code::NotANumber, "{text}: {said:?}");
        assert!(
            !hint.contains(|c: char| c.is_ascii_digit()) || hint.starts_with("a number is written like"),
            "{text}: {hint}"
        );
    }
    for (text, meant) in [("1,23,456.5", "123456.5"), ("12'000", "12000"), ("1.234.567,8", "1234567.8")] {
        let said = said(&Files::smallest().patch("offers.csv", ",150,", &format!(",\"{text}\",")), &[]);
        assert!(said[0].hint.as_deref().unwrap_or_default().contains(meant), "{text}: {said:?}");
    }
}

#[test]
fn a_workbook_is_no_model_and_its_hint_says_what_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.xlsx");
    std::fs::write(&path, workbook::smallest(|_| {})).unwrap();
    let problems: Vec<Diagnostic> = stockpile::input::Source::read(&path).unwrap_err().into_iter().collect();
    let hint = problems[0].hint.as_deref().unwrap_or_default();
    assert!(
        problems.len() == 1 && hint.starts_with("give the model file, whose [tables] names the workbook"),
        "{problems:?}"
    );
}
