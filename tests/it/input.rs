//! Model files and tables of every form that FILES.md allows, read into the model.

use std::path::Path;

use stockpile::diagnostic::{Code, Diagnostics, Severity};
use stockpile::input::{Overrides, Source, check_scope};
use stockpile::model::{Measure, Model, Month, Part, PriceUnit, Scope, SupplierId, Unattainable, Who};

use crate::input_base::Files;

fn model(files: &Files) -> Model {
    set(files, &[])
}

fn set(files: &Files, settings: &[&str]) -> Model {
    match files.read(settings) {
        Ok(checked) => checked.model,
        Err(problems) => panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

fn codes(files: &Files, settings: &[&str]) -> Vec<Code> {
    files.read(settings).unwrap_err().iter().map(|problem| problem.code).collect()
}

/// Keys that are not written take the defaults of FILES.md.
#[test]
fn the_smallest_model_takes_the_defaults() {
    let model = model(&Files::smallest());
    assert_eq!((model.name.as_str(), model.currency.as_str(), model.price_unit), ("m", "", PriceUnit::Kilogramme));
    assert_eq!((model.horizon.start, model.horizon.periods), (Month::new(2026, 1), 4));
    assert_eq!((model.discount_rate, model.holding_rate), (0.0, 0.0));
    assert!(model.premium.is_none() && model.security.is_none() && model.home.is_none() && model.budget.is_empty());
    assert_eq!((model.risk.cvar_weight, model.risk.cvar_alpha), (0.0, 0.95));
    assert_eq!(model.offers[1].id, "Lynas/Nd");
    assert_eq!(model.segments[0].id, "all");
    assert_eq!(model.pairs[0].demand, [50.0; 4]);
    assert_eq!(model.suppliers[1].feedstock, [(model.suppliers[1].country, 1.0)]);
    let route = &model.routes[0];
    assert!(route.allowed && route.qualification_months == 0.0 && route.transit_months == 0.0);
    assert_eq!((route.freight, route.tariff), (0.0, 0.0));
}

#[test]
fn every_key_of_the_model_file_is_read() {
    let files = Files::smallest()
        .patch("m.toml", "[model]\n", "[model]\nname = \"N\"\nhome = \"JP\"\ncurrency = \"USD\"\ndiscount_rate = 0.02\n")
        .patch("m.toml", "\"month\"", "\"quarter\"")
        .patch("m.toml", "\"kg\"", "\"t\"")
        .toml(
            "[premium]\ncountry = \"CN\"\nfactor = 5.5\n[stock]\nholding_rate = 0.08\n[budget]\n2026 = 2.5e9\n[security]\n\
             country = \"AU\"\nlook_through = false\nscope = \"element\"\nmeasure = \"value\"\nfrom = \"2026\"\nuntil = \"2026\"\n\
             max_share = 0.5\nlevels = [1, 0.5]\nunattainable = \"fail\"\n[risk]\ncvar_weight = 1\ncvar_alpha = 0.9\n",
        );
    let model = model(&files);
    assert_eq!((model.name.as_str(), model.currency.as_str(), model.price_unit), ("N", "USD", PriceUnit::Tonne));
    assert_eq!((model.horizon.months_per_period, model.discount_rate, model.holding_rate), (3, 0.02, 0.08));
    assert_eq!(model.country(model.home.unwrap()), "JP");
    let premium = model.premium.as_ref().unwrap();
    assert_eq!((model.country(premium.country), premium.factor), ("CN", 5.5));
    assert_eq!(model.budget.iter().next(), Some((&2026, &2.5e9)));
    let security = model.security.as_ref().unwrap();
    assert_eq!((model.country(security.country), security.look_through), ("AU", false));
    assert_eq!((security.scope, security.measure), (Scope::Element, Measure::Value));
    // a year as a from means January, as an until December
    assert_eq!(security.window.from, Some(Month::new(2026, 1)));
    assert_eq!(security.window.until, Some(Month::new(2026, 12)));
    assert_eq!((security.max_share, security.levels.as_slice()), (Some(0.5), [1.0, 0.5].as_slice()));
    assert_eq!(security.unattainable, Unattainable::Fail);
    assert_eq!((model.risk.cvar_weight, model.risk.cvar_alpha), (1.0, 0.9));
}

#[test]
fn the_security_section_needs_a_country_alone() {
    let model = model(&Files::smallest().toml("[security]\ncountry = \"CN\"\n"));
    let security = model.security.unwrap();
    assert!(security.look_through && security.max_share.is_none());
    assert_eq!((security.scope, security.measure), (Scope::Total, Measure::Volume));
    assert_eq!(security.levels, [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0]);
    assert_eq!(security.unattainable, Unattainable::Relax);
}

/// A BOM, CRLF, blank rows, blanks around cells, quotes, and columns in another order change nothing.
#[test]
fn the_form_of_a_table_changes_nothing() {
    let plain = model(&Files::smallest());
    let forms = [
        "\u{feff}supplier,element,price,capacity_per_year\r\nNorthern,Nd,,1200\r\nLynas,Nd,150,600\r\n",
        "capacity_per_year, element ,supplier,price\n 1200 ,Nd,Northern,\n+600,Nd,\tLynas,1.5e2\n",
        "\n\nsupplier,element,price,capacity_per_year\n,,,\n\"Northern\",\"Nd\",\"\",1200\n\n , , , \nLynas,Nd,150.,600",
        "\"supplier\",element,price,capacity_per_year\rNorthern,Nd,,1200\rLynas,Nd,0150,6e2\r",
    ];
    for form in forms {
        assert_eq!(model(&Files::smallest().file("offers.csv", form)), plain, "{form:?}");
    }
}

/// Names that hold commas, quotes, blanks, slashes, and `;` that separates countries.
#[test]
fn cells_may_hold_nearly_anything() {
    let files = Files::smallest()
        .file("suppliers.csv", "supplier,name,country\nNorthern,,CN\n\"Solvay, La \"\"R\"\"\",\"two\nlines\",FR\n")
        .file("offers.csv", "supplier,element,offer\nNorthern,Nd,\n\"Solvay, La \"\"R\"\"\",Nd,no. 1; Fe–Nd/鉄\n")
        .table("segments", "segment,exclude_countries,exclude_look_through,reserve\nall, CN ; FR;,TRUE,False\n")
        .file("demand.csv", "element,segment,period,quantity\nNd,all,*,.25\n");
    let model = model(&files);
    assert_eq!(model.suppliers[1].id, "Solvay, La \"R\"");
    assert_eq!(model.suppliers[1].name, "two lines");
    assert_eq!((model.offers[0].id.as_str(), model.offers[1].id.as_str()), ("Northern/Nd", "no. 1; Fe–Nd/鉄"));
    let excluded: Vec<&str> = model.segments[0].exclude_countries.iter().map(|&c| model.country(c)).collect();
    assert_eq!(excluded, ["CN", "FR"]);
    assert!(model.segments[0].exclude_look_through && !model.segments[0].reserve);
    assert_eq!(model.pairs[0].demand, [0.25; 4]);
}

/// A quoted cell of three lines stands before the mistake: it is in line 6, and its column is counted in that line.
#[test]
fn line_numbers_stay_right_after_quoted_line_breaks_and_blank_lines() {
    for end in ["\n", "\r\n"] {
        let table =
            "supplier,element,note,price\n\nNorthern,Nd,\"a\nb\nc\",1\nLynas,Nd,\"d\ne\",x\n".replace('\n', end);
        let problems = Files::smallest().file("offers.csv", table).read(&[]).unwrap_err();
        assert_eq!(problems.len(), 1);
        let place = &problems[0].place;
        // the row begins in line 6, the cell that is wrong stands in line 7 behind e",
        assert_eq!((place.line, place.column), (Some(7), Some(4)), "{end:?}");
        assert_eq!(place.to_string(), "offers.csv:7: price");
    }
}

/// Quarters from 2026-02: the first two begin in 2026-02 and 2026-05; all four belong to 2026. A year's 120 t are 30 t a quarter.
#[test]
fn demand_goes_from_the_general_to_the_particular_in_any_order() {
    let rows = ["Nd,*,1", "Nd,2026,120", "Nd,2026-06,7", "Dy,2027,4", "Dy,2026-02,2"];
    let mut orders = vec![rows.to_vec()];
    orders.push(rows.iter().rev().copied().collect());
    for order in orders {
        let files = Files::smallest()
            .patch("m.toml", "2026-01", "2026-02")
            .patch("m.toml", "\"month\"", "\"quarter\"")
            .file("elements.csv", "element,reference_price\nNd,100\nDy,500\n")
            .file("demand.csv", format!("element,period,quantity\n{}\n", order.join("\n")));
        let model = model(&files);
        assert_eq!(model.pairs[0].demand, [30.0, 7.0, 30.0, 30.0]);
        assert_eq!(model.pairs[1].demand, [2.0, 0.0, 0.0, 0.0]);
    }
}

/// Prices are in force from their date until the next row, those before the start too; of two in one period the later.
#[test]
fn reference_prices_follow_their_dates() {
    let files = Files::smallest()
        .patch("m.toml", "\"month\"", "\"quarter\"")
        .table("prices", "element,period,reference_price\nNd,2026-09,7\nNd,2026-07,6\nNd,2026-04,5\nNd,2027,9\n");
    // quarters from January, April, July and October; the element's own price holds until the first row
    let prices = |files: &Files| model(files).elements[0].reference_price.clone();
    assert_eq!(prices(&files), [Some(100.0), Some(5.0), Some(7.0), Some(7.0)]);
    let before = files.patch("prices.csv", "2026-04", "2024-04");
    assert_eq!(prices(&before), [Some(5.0), Some(5.0), Some(7.0), Some(7.0)]);
}

fn two_segments() -> Files {
    Files::smallest()
        .table("segments", "segment,reserve\ncars,\ndefence,\nstate,true\n")
        .file("demand.csv", "element,segment,period,quantity\nNd,cars,*,10\nNd,defence,*,20\n")
        .table("stock", "element,segment,initial\nNd,state,5\n")
}

/// With a table of segments a blank one in coverage and substitutes is every pair that has no row of its own.
#[test]
fn a_blank_segment_is_every_pair_without_a_row_of_its_own() {
    let files = two_segments()
        .table("coverage", "element,segment,from,months\nNd,,2026-01,1\nNd,,2026-03,2\nNd,defence,2025,3\n")
        .table("substitutes", "element,segment,cost,max_share,from\nNd,cars,7,0.5,\nNd,,9,0.1,2026-03\n");
    let model = model(&files);
    let months: Vec<Vec<(i64, f64)>> = model
        .pairs
        .iter()
        .map(|pair| pair.targets.iter().map(|target| (target.from, target.months)).collect())
        .collect();
    assert_eq!(months, [vec![(0, 1.0), (2, 2.0)], vec![(-12, 3.0)], vec![(0, 1.0), (2, 2.0)]]);
    let costs: Vec<f64> = model.pairs.iter().map(|pair| pair.substitute.unwrap().cost).collect();
    assert_eq!(costs, [7.0, 9.0, 9.0]);
    assert_eq!(model.pairs[1].substitute.unwrap().from, 2);
}

/// Without one a blank segment is the one called `all`.
#[test]
fn without_segments_a_blank_one_is_all() {
    let files = Files::smallest()
        .file("demand.csv", "element,segment,period,quantity\nNd,cars,*,10\nNd,,*,20\n")
        .table("coverage", "element,from,months\nNd,2026,1\n")
        .table("stock", "element,segment,initial\nNd,ships,5\n");
    let model = model(&files);
    let names: Vec<&str> = model.segments.iter().map(|segment| segment.id.as_str()).collect();
    assert_eq!(names, ["cars", "all", "ships"]);
    assert_eq!(model.pairs.iter().map(|pair| pair.targets.len()).collect::<Vec<_>>(), [0, 1, 0]);
    assert_eq!(codes(&files.file("stock.csv", "element,segment\nNd,\nNd,all\n"), &[]), [Code::DuplicateRow]);
}

#[test]
fn routes_override_the_suppliers_figures_where_they_are_filled() {
    let files = two_segments()
        .file(
            "suppliers.csv",
            "supplier,country,qualification_months,transit_months\nNorthern,CN,3,0.5\nLynas,AU,6,1\n",
        )
        .table(
            "routes",
            "supplier,segment,qualification_months,allowed,tariff\nLynas,cars,0,,0.1\nLynas,state,,FALSE,\n",
        );
    let model = model(&files);
    let lynas = SupplierId::new(1);
    let route = |segment: usize| model.route(lynas, model.pairs[segment].segment);
    assert_eq!((route(0).qualification_months, route(0).transit_months, route(0).tariff), (0.0, 1.0, 0.1));
    assert_eq!((route(1).qualification_months, route(1).allowed), (6.0, true));
    assert_eq!((route(2).qualification_months, route(2).allowed), (6.0, false));
}

/// `*` is each processing or feedstock country but home, in order of first appearance, or each supplier.
#[test]
fn a_cap_on_each_is_spelled_out() {
    let files = Files::smallest()
        .patch("m.toml", "[model]\n", "[model]\nhome = \"AU\"\n")
        .table("feedstock", "supplier,country,share\nLynas,MM,0.3\nLynas,AU,0.7\n")
        .table("caps", "cap,country,supplier,limit,scope\nA,*,,0.5,\nB,,*,0.5,element:Nd\nC,JP,,1.5,segment:all\n");
    let model = model(&files);
    let countries: Vec<&str> = model.caps[0]
        .whom
        .iter()
        .map(|who| match who {
            Who::Country(country) => model.country(*country),
            Who::Supplier(_) => panic!("a country was asked for"),
        })
        .collect();
    assert_eq!(countries, ["CN", "MM"]);
    assert_eq!(model.caps[1].whom, [Who::Supplier(SupplierId::new(0)), Who::Supplier(SupplierId::new(1))]);
    assert_eq!(model.caps[1].part, Part::Element(model.pairs[0].element));
    assert_eq!((model.caps[2].limit, model.caps[2].look_through), (Some(1.5), true));
}

#[test]
fn order_of_rows_changes_nothing() {
    let table = |rows: &[&str]| format!("{}\n", rows.join("\n"));
    let files = |turn: bool| {
        let order = |rows: &[&str]| {
            let mut rows = rows.to_vec();
            if turn {
                rows[1..].reverse();
            }
            table(&rows)
        };
        two_segments()
            .file(
                "demand.csv",
                order(&["element,segment,period,quantity", "Nd,cars,*,10", "Nd,defence,*,20", "Nd,cars,2026-02,9"]),
            )
            .table("coverage", order(&["element,segment,from,months", "Nd,cars,2026-01,1", "Nd,cars,2026-03,2"]))
            .table("prices", order(&["element,period,reference_price", "Nd,2026-02,5", "Nd,2026-03,6"]))
            .table("routes", order(&["supplier,segment,freight", "Lynas,cars,1", "Northern,cars,2"]))
    };
    assert_eq!(model(&files(false)), model(&files(true)));
}

#[test]
fn provenance_is_carried_along() {
    let files = Files::smallest().file(
        "demand.csv",
        "element,period,quantity,low,high,source,confidence,note\nNd,*,50,40,60,F1,derived,\"a, b\"\nNd,2027,5,,,,,\n",
    );
    let model = model(&files);
    assert_eq!(model.provenance.len(), 1);
    let entry = &model.provenance[0];
    assert_eq!((entry.table, entry.row.as_str(), entry.figure), ("demand", "Nd / *", Some("quantity")));
    assert_eq!((entry.value, entry.low, entry.high), (Some(50.0), Some(40.0), Some(60.0)));
    assert_eq!((entry.source.as_str(), entry.confidence, entry.note.as_str()), ("F1", "derived", "a, b"));
}

/// Every problem of a phase is reported at once, in the order of files and lines.
#[test]
fn problems_are_reported_together() {
    let files = Files::smallest()
        .patch("m.toml", "periods = 4", "periods = \"four\"")
        .patch("offers.csv", "150,600", "x,-1")
        .patch("demand.csv", "*,50", "2026-00,inf")
        .patch("suppliers.csv", "supplier,country", "supplier,contry");
    let problems = files.read(&[]).unwrap_err();
    let places: Vec<String> = problems.iter().map(|problem| problem.place.to_string()).collect();
    assert_eq!(
        places,
        [
            "demand.csv:2: period",
            "demand.csv:2: quantity",
            "m.toml:3:11: model.periods",
            "offers.csv:3: price",
            "offers.csv:3: capacity_per_year",
            "suppliers.csv:1: contry"
        ]
    );
}

/// The list that is printed is shortened, and says so; the list itself is not.
#[test]
fn a_long_list_of_the_same_is_shortened_when_it_is_printed() {
    let rows: String = (0..1045).map(|i| format!("Nd,{:04}-01,-1\n", 2000 + i)).collect();
    let problems =
        Files::smallest().file("demand.csv", format!("element,period,quantity\n{rows}")).read(&[]).unwrap_err();
    assert_eq!(problems.len(), 1045);
    let text = Diagnostics::new(problems).to_string();
    // twenty of two lines each, and the line that says how many more there are
    assert_eq!(text.lines().count(), 41);
    assert!(text.ends_with("\n... and 1,025 more like it (negative-number)"), "{text}");
}

#[test]
fn the_design_page_s_example_reads_as_it_does_there() {
    let files = Files::smallest().patch("offers.csv", "600", "-3");
    let problem = files.read(&[]).unwrap_err().remove(0);
    assert_eq!(
        problem.to_string(),
        "offers.csv:3: capacity_per_year: expected a number of at least 0, found \"-3\"\nhint: no figure of a model lies below 0"
    );
    let json = serde_json::to_value(&problem).unwrap();
    assert_eq!(json["code"], "negative-number");
    assert_eq!(json["severity"], "error");
    // Lynas,Nd,150,-3: the cell begins at the 14th character
    assert_eq!((&json["place"]["line"], &json["place"]["column"]), (&3.into(), &14.into()));
}

#[test]
fn overrides_take_the_place_of_the_files_values() {
    let files = Files::smallest().toml("[premium]\ncountry = \"CN\"\nfactor = 5\n");
    let settings = [
        "premium.factor=3",
        "premium.factor=4",
        "model.discount_rate=0.1",
        "model.home=AU",
        "budget.2026=1e6",
        "security.country=CN",
        "security.max_share=.5",
        "security.look_through=FALSE",
        "security.until=2026",
        "stock.holding_rate=0.2",
        "model.periods=2",
    ];
    let model = set(&files, &settings);
    assert_eq!(model.premium.as_ref().unwrap().factor, 4.0);
    assert_eq!((model.discount_rate, model.holding_rate, model.horizon.periods), (0.1, 0.2, 2));
    assert_eq!((model.country(model.home.unwrap()), model.budget[&2026]), ("AU", 1e6));
    let security = model.security.unwrap();
    assert_eq!((security.max_share, security.look_through), (Some(0.5), false));
    assert_eq!(security.window.until, Some(Month::new(2026, 12)));
}

/// A general multiplier and a particular one both apply; own prices stay, reference prices of both tables move.
#[test]
fn multipliers_and_delays() {
    let files = Files::smallest()
        .file("elements.csv", "element,reference_price\nNd,100\na.b,10\n")
        .file("suppliers.csv", "supplier,country,qualification_months\nNorthern,CN,0\nLynas,AU,6\n")
        .table("prices", "element,period,reference_price\nNd,2026-03,200\n")
        .table("routes", "supplier,segment,qualification_months\nNorthern,all,3\n")
        .file("demand.csv", "element,period,quantity\nNd,*,50\na.b,*,1\n");
    let model = set(
        &files,
        &[
            "scale.demand=2",
            "scale.demand.a.b=3",
            "scale.price.Nd=10",
            "scale.capacity=0.5",
            "scale.capacity.Lynas=0",
            "delay.qualification=1",
            "delay.qualification.Northern=-9",
        ],
    );
    assert_eq!((model.pairs[0].demand[0], model.pairs[1].demand[0]), (100.0, 6.0));
    assert_eq!(
        (model.elements[0].reference_price[0], model.elements[0].reference_price[3]),
        (Some(1000.0), Some(2000.0))
    );
    assert_eq!(model.offers[1].price, Some(150.0));
    assert_eq!((model.offers[0].capacity_per_year, model.offers[1].capacity_per_year), (Some(600.0), Some(0.0)));
    // 3 + 1 − 9 is below 0; 6 + 1
    assert_eq!((model.routes[0].qualification_months, model.routes[1].qualification_months), (0.0, 7.0));
    // what is qualified stays so
    let model = set(&Files::smallest(), &["delay.qualification=12"]);
    assert_eq!(model.routes[0].qualification_months, 0.0);
}

#[test]
fn tables_can_be_overridden_when_they_are_read() {
    let files = Files::smallest().file("high.csv", "element,period,quantity\nNd,*,99\n");
    assert_eq!(set(&files, &["tables.demand=high.csv"]).pairs[0].demand[0], 99.0);
    let problems = files.read(&["tables.demand=none.csv"]).unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        "--set tables.demand=none.csv: none.csv does not exist\nhint: paths in a model file are relative to it"
    );
}

#[test]
fn many_models_come_of_one_source() {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in [
        ("m.toml", crate::input_base::MODEL.replace("start = \"2026-01\"\n", "")),
        ("elements.csv", "element,reference_price\nNd,100\n".into()),
        ("suppliers.csv", "supplier,country\nLynas,AU\n".into()),
        ("offers.csv", "supplier,element\nLynas,Nd\n".into()),
        ("demand.csv", "element,period,quantity\nNd,2026,12\nNd,2027,24\n".into()),
    ] {
        std::fs::write(folder.path().join(file), text).unwrap();
    }
    // the key that is missing from the file comes with each run
    let source = Source::read(&folder.path().join("m.toml")).unwrap();
    let first = |start: &str| {
        let mut overrides = Overrides::default();
        overrides.set("model.start", start).unwrap();
        overrides.set("premium.factor", "").unwrap();
        source.model(&overrides).unwrap().model.pairs[0].demand[0]
    };
    assert_eq!((first("2026-01"), first("2027")), (1.0, 2.0));
    let without = source.model(&Overrides::default()).unwrap_err();
    assert_eq!(without.iter().next().unwrap().code, Code::MissingKey);
    let late = Overrides::parse(&["tables.demand=other.csv", "model.start=2026"]).unwrap();
    assert_eq!(source.model(&late).unwrap_err().iter().next().unwrap().code, Code::BadOverride);
}

#[test]
fn a_scope_of_groups_can_be_asked_for_later() {
    let model = model(&Files::smallest());
    assert!(check_scope(&model, Scope::Element).is_ok());
    let problem = check_scope(&model, Scope::Group).unwrap_err();
    assert_eq!((problem.code, problem.severity), (Code::ElementWithoutGroup, Severity::Error));
}

#[test]
fn a_model_file_that_is_not_there_is_named_with_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("japan.toml"), "").unwrap();
    let text = Source::read(&folder.path().join("japn.toml")).unwrap_err().to_string();
    let shown = folder.path().display();
    assert_eq!(text, format!("{shown}/japn.toml: there is no such file\nhint: did you mean {shown}/japan.toml?"));
    assert_eq!(Source::read(Path::new("")).unwrap_err().len(), 1);
}
