//! A model on which stops are worked by hand.

use crate::input_base::Files;
use stockpile::model::Model;

/// Two years of months, 10 t a month, which `offers` sell: China (`cn`), the country of concern, and Australia (`au`). The store holds so many
/// tonnes; one in stock costs 0.01 a month. Stops may begin from the thirteenth month on.
pub(crate) fn two_years(store: &str, offers: String) -> Model {
    two_years_secured(store, offers, "")
}

/// The same with more lines of `[security]`.
pub(crate) fn two_years_secured(store: &str, offers: String, security: &str) -> Model {
    let files = Files::smallest()
        .patch("m.toml", "periods = 4", "periods = 24")
        .patch("m.toml", "price_unit = \"kg\"", "price_unit = \"t\"")
        .file("elements.csv", "element,reference_price\nNd,1\n")
        .file("suppliers.csv", "supplier,country\ncn,CN\nau,AU\n")
        .file("offers.csv", offers)
        .file("demand.csv", "element,period,quantity\nNd,*,10\n")
        .table("stock", format!("element,initial,capacity,holding_cost\nNd,0,{store},0.12\n"))
        .toml(&format!("\n[security]\ncountry = \"CN\"\n{security}"));
    files.read(&[]).unwrap().model
}
