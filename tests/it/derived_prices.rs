//! Landed prices from prices, currencies and fiscal years, worked by hand.

use stockpile::model::{Cap, Model, Month, OfferId, Per, Who};

use crate::input_base::Files;

fn model(files: &Files) -> Model {
    match files.read(&[]) {
        Ok(checked) => checked.model,
        Err(problems) => panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

fn prices(model: &Model, offer: usize) -> Vec<f64> {
    let offer = model.offer(OfferId::new(offer));
    (0..model.horizon.periods).map(|t| model.price(offer, t).unwrap()).collect()
}

/// AUD at 0.5 from the first row on (also before it), 0.8 in March, 0.6 from April (of two in a period the later: periods are months
/// here, so each has its own).
fn abroad() -> Files {
    Files::smallest()
        .patch("m.toml", "[model]\n", "[model]\ncurrency = \"USD\"\n")
        .table("fx", "currency,period,rate\nAUD,2026-04,0.6\nAUD,2026-02,0.5\nAUD,2026-03,0.8\n")
}

#[test]
fn rates_are_in_force_until_the_next_and_the_first_before_it() {
    let one = model(&abroad());
    assert_eq!(one.currencies[0].rate, [0.5, 0.5, 0.8, 0.6]);
    // one period of a year, two rows in it: the later
    let year = model(&abroad().patch("m.toml", "\"month\"", "\"year\""));
    assert_eq!(year.currencies[0].rate, [0.6, 0.6, 0.6, 0.6]);
    // all rows after the horizon: the first holds
    let late = model(&abroad().file("fx.csv", "currency,period,rate\nAUD,2028,0.9\nAUD,2027,0.7\n"));
    assert_eq!(late.currencies[0].rate, [0.7; 4]);
}

#[test]
fn prices_in_another_currency_are_converted_at_the_rate_of_the_period() {
    let files = abroad().file("elements.csv", "element,reference_price,currency\nNd,100,AUD\n").file(
        "offers.csv",
        "supplier,element,offer,price,currency,capacity_per_year,surge,reservation_fee\n\
             Lynas,Nd,own,200,AUD,600,0.2,3\nLynas,Nd,usd,200,USD,,,\nLynas,Nd,market,,AUD,,,\n",
    );
    let model = model(&files);
    // 200 × 0.5, 0.5, 0.8, 0.6
    assert_eq!(prices(&model, 0), [100.0, 100.0, 160.0, 120.0]);
    assert_eq!(prices(&model, 1), [200.0; 4]);
    assert_eq!(model.offers[1].currency, None);
    // the reference price is converted once, whatever the currency of the offer: 100 × the rates
    assert_eq!(prices(&model, 2), [50.0, 50.0, 80.0, 60.0]);
    assert_eq!(model.elements[0].reference_price, [Some(50.0), Some(50.0), Some(80.0), Some(60.0)]);
    // 3 × 0.8
    assert!((model.reservation_fee(&model.offers[0], 2).unwrap() - 2.4).abs() < 1e-12);
    assert_eq!(model.reservation_fee(&model.offers[1], 2), None);
}

/// Each row of prices has a currency of its own; a blank one is the model's, whatever the element's is.
#[test]
fn reference_prices_have_the_currency_of_their_row() {
    let files = abroad()
        .file("elements.csv", "element,reference_price,currency\nNd,100,AUD\n")
        .table("prices", "element,period,reference_price,currency\nNd,2026-02,90,\nNd,2026-03,90,AUD\n");
    // 100 × 0.5; 90; 90 × 0.8; 90 × 0.6
    assert_eq!(model(&files).elements[0].reference_price, [Some(50.0), Some(90.0), Some(72.0), Some(54.0)]);
}

/// The offer's own premium goes before the element's and the model's, in whatever country; the floor is a floor.
#[test]
fn premiums_and_floors() {
    let files = abroad()
        .toml("[premium]\ncountry = \"CN\"\nfactor = 3\n")
        .file("elements.csv", "element,reference_price,premium\nNd,100,\nDy,10,2\n")
        .file("demand.csv", "element,period,quantity\nNd,*,50\nDy,*,5\n")
        .file(
            "offers.csv",
            "supplier,element,offer,premium,price_floor,currency\n\
             Northern,Nd,a,,,\nLynas,Nd,b,,,\nNorthern,Nd,c,1.5,,\nLynas,Nd,d,1,,\n\
             Lynas,Dy,e,,,\nLynas,Dy,f,4,,\nNorthern,Nd,g,,200,AUD\nLynas,Nd,h,1.1,200,AUD\n",
        );
    let model = model(&files);
    assert_eq!(prices(&model, 0)[0], 100.0, "inside the premium's country nobody pays one");
    assert_eq!(prices(&model, 1)[0], 300.0, "the model's factor");
    assert_eq!(prices(&model, 2)[0], 150.0, "its own, inside too");
    assert_eq!(prices(&model, 3)[0], 100.0, "1 is the market price");
    assert_eq!(prices(&model, 4)[0], 20.0, "the element's");
    assert_eq!(prices(&model, 5)[0], 40.0, "its own before the element's");
    // 200 AUD are 100, 100, 160, 120: not above 100 in the first two
    assert_eq!(prices(&model, 6), [100.0, 100.0, 160.0, 120.0]);
    // 110 against 100, 100, 160, 120
    let h = prices(&model, 7);
    assert!(h.iter().zip([110.0, 110.0, 160.0, 120.0]).all(|(a, b)| (a - b).abs() < 1e-9), "{h:?}");
    let without: Vec<f64> = (0..4).map(|t| model.price_without_floor(&model.offers[6], t).unwrap()).collect();
    assert_eq!(without, [100.0; 4]);
}

/// A floor holds for an offer whose reference price begins later only where there is one.
#[test]
fn a_floor_alone_is_no_price() {
    let files = Files::smallest()
        .patch("elements.csv", "100", "")
        .table("prices", "element,period,reference_price\nNd,2026-03,80\n")
        .file("offers.csv", "supplier,element,price_floor,available_from\nLynas,Nd,90,2026-03\n");
    let model = model(&files);
    let offer = &model.offers[0];
    assert_eq!((model.price(offer, 1), model.price(offer, 2)), (None, Some(90.0)));
}

#[test]
fn projects_are_read_with_their_cost_at_the_rate_of_the_decision() {
    let files = abroad().table(
        "projects",
        "project,offer,max_capacity,capex,currency,lead_months,life_months,rate,from,until\n\
         P,Lynas/Nd,500,40,AUD,1.5,120,0.07,2026-02,2026\nQ,Northern/Nd,5,1,,,12,,,\n",
    );
    let model = model(&files);
    let [p, q] = &model.projects[..] else { panic!("two projects") };
    assert_eq!((p.offer, p.max_capacity, p.capex, p.rate), (OfferId::new(1), 500.0, 40.0, Some(0.07)));
    assert_eq!((p.lead_months, p.life_months, q.lead_months, q.rate), (1.5, 120.0, 0.0, None));
    assert_eq!((p.window.from, p.window.until), (Some(Month::new(2026, 2)), Some(Month::new(2026, 12))));
    // 40 × 0.8 in March; 1 in the model's own
    assert_eq!((model.capex(p, 2), model.capex(q, 2)), (32.0, 1.0));
}

/// Years that begin in April: fiscal 2026 is April 2026 to March 2027.
#[test]
fn a_year_alone_is_a_fiscal_year() {
    let files = Files::smallest()
        .patch("m.toml", "[model]\n", "[model]\nyear_starts = 4\n")
        .patch("m.toml", "periods = 4", "periods = 18")
        .toml("[security]\ncountry = \"CN\"\nfrom = \"2026\"\nuntil = \"2026\"\nper = \"year\"\n[budget]\n2025 = 1e9\n")
        .file("offers.csv", "supplier,element,available_from,available_until\nLynas,Nd,2026,\nNorthern,Nd,,2025\n")
        .file("demand.csv", "element,period,quantity\nNd,2025,12\nNd,2026,24\nNd,2027-05,7\n")
        .table("prices", "element,period,reference_price\nNd,2026,200\n")
        .table("coverage", "element,from,months\nNd,2027,1\n");
    let model = model(&files);
    let horizon = model.horizon;
    assert_eq!((horizon.year_starts, horizon.year(2), horizon.year(3), horizon.year(15)), (4, 2025, 2026, 2027));
    // January to March 2026 are fiscal 2025: a tonne a month; the next twelve are fiscal 2026; May 2027 has a row of its own
    let demand = &model.pairs[0].demand;
    assert_eq!((demand[2], demand[3], demand[14], demand[15], demand[16]), (1.0, 2.0, 2.0, 0.0, 7.0));
    assert_eq!(horizon.clip(model.security.as_ref().unwrap().window), 3..15);
    assert_eq!(horizon.clip(model.offers[0].window), 3..18);
    assert_eq!(horizon.clip(model.offers[1].window), 0..3);
    assert_eq!(
        (model.elements[0].reference_price[2], model.elements[0].reference_price[3]),
        (Some(100.0), Some(200.0))
    );
    assert_eq!(model.pairs[0].targets[0].from, 15);
    assert_eq!(model.budget[&2025], 1e9);
    assert_eq!(model.security.unwrap().per, Per::Year);
    // the start too
    let start = files.patch("m.toml", "\"2026-01\"", "\"2026\"");
    assert_eq!(self::model(&start).horizon.start, Month::new(2026, 4));
}

#[test]
fn caps_have_a_limit_or_a_minimum_or_both() {
    let files =
        Files::smallest().table("caps", "cap,country,supplier,limit,min\nA,CN,,0.5,\nB,,Lynas,,0.1\nC,AU,,0.9,0.2\n");
    let model = model(&files);
    let bounds: Vec<_> = model.caps.iter().map(|Cap { limit, min, .. }| (*limit, *min)).collect();
    assert_eq!(bounds, [(Some(0.5), None), (None, Some(0.1)), (Some(0.9), Some(0.2))]);
    assert!(matches!(model.caps[1].whom[..], [Who::Supplier(_)]));
}

/// Survival is read; no months at all is the same as not asked for.
#[test]
fn survival_is_read() {
    let files = Files::smallest().patch("m.toml", "periods = 4", "periods = 15").toml(
        "[security]\ncountry = \"CN\"\nsurvive_months = 3\nsurvive_from = \"2026\"\nsurvive_availability = 0.25\n",
    );
    let security = model(&files).security.unwrap();
    assert_eq!((security.survive_months, security.survive_availability), (Some(3), 0.25));
    assert_eq!(security.survive_from, Some(Month::new(2026, 1)));
    let none = model(&files.patch("m.toml", "survive_months = 3", "survive_months = 0"));
    assert_eq!(none.security.unwrap().survive_months, None);
}
