//! The sixteen tables of FILES.md: a row of each as it is written, with names in place of ids.
//!
//! A column of type `Option` may be blank; its default is where it is used.

use super::field::{Fraction, List, Name, OrZero, Share, Since, Until, Weighting, When};
use super::names::Sym;
use super::record::table;

table! {
    /// An element: a material that is bought.
    Element = "elements", figure reference_price, label [element], key [element] {
        element: Sym,
        name: Option<Name>,
        group: Option<Sym>,
        reference_price: Option<f64>,
        premium: Option<f64>,
        currency: Option<Sym>,
    }
}

table! {
    /// A supplier.
    Supplier = "suppliers", figure qualification_months, label [supplier], key [supplier] {
        supplier: Sym,
        name: Option<Name>,
        country: Sym,
        qualification_months: OrZero,
        transit_months: OrZero,
    }
}

table! {
    /// The part of a supplier's feedstock that is mined in a country.
    Feedstock = "feedstock", figure share, label [supplier, country], key [supplier, country] {
        supplier: Sym,
        country: Sym,
        share: Share,
    }
}

table! {
    /// One supplier's offer of one element.
    Offer = "offers", figure capacity_per_year, label [supplier, element, offer], key [offer] {
        supplier: Sym,
        element: Sym,
        offer: Option<Sym>,
        price: Option<f64>,
        capacity_per_year: Option<f64>,
        available_from: Option<Since>,
        available_until: Option<Until>,
        ramp_months: OrZero,
        premium: Option<f64>,
        price_floor: Option<f64>,
        currency: Option<Sym>,
        surge: Option<f64>,
        reservation_fee: Option<f64>,
    }
}

table! {
    /// A segment: a consumer or reserve.
    Segment = "segments", figure none, label [segment], key [segment] {
        segment: Sym,
        name: Option<Name>,
        shortage_cost: Option<f64>,
        exclude_countries: Option<List>,
        exclude_look_through: Option<bool>,
        reserve: Option<bool>,
    }
}

table! {
    /// A segment's demand for an element.
    Demand = "demand", figure quantity, label [element, segment, period], key [element, segment, period] {
        element: Sym,
        segment: Option<Sym>,
        period: When,
        quantity: f64,
    }
}

table! {
    /// From a supplier to a segment.
    Route = "routes", figure none, label [supplier, segment], key [supplier, segment] {
        supplier: Sym,
        segment: Sym,
        allowed: Option<bool>,
        qualification_months: Option<f64>,
        transit_months: Option<f64>,
        freight: OrZero,
        tariff: Option<Fraction>,
    }
}

table! {
    /// A reference price from a date on.
    Price = "prices", figure reference_price, label [element, period], key [element, period] {
        element: Sym,
        period: Since,
        reference_price: f64,
        currency: Option<Sym>,
    }
}

table! {
    /// A segment's stock and storage.
    Stock = "stock", figure initial, label [element, segment], key [element, segment] {
        element: Sym,
        segment: Option<Sym>,
        initial: OrZero,
        capacity: Option<f64>,
        holding_cost: Option<f64>,
    }
}

table! {
    /// A segment's required stock.
    Coverage = "coverage", figure months, label [element, segment, from], key [element, segment, from] {
        element: Sym,
        segment: Option<Sym>,
        from: Since,
        months: f64,
        build_months: OrZero,
    }
}

table! {
    /// A contract: a promise to a supplier.
    Contract = "contracts", figure none, label [contract], key [contract] {
        contract: Sym,
        supplier: Sym,
        element: Option<Sym>,
        from: Option<Since>,
        until: Option<Until>,
        min: OrZero,
        max: Option<f64>,
    }
}

table! {
    /// A limit on dependency.
    Cap = "caps", figure none, label [cap], key [cap] {
        cap: Sym,
        country: Option<Sym>,
        supplier: Option<Sym>,
        scope: Option<Sym>,
        limit: Option<Fraction>,
        min: Option<Fraction>,
        measure: Option<Weighting>,
        look_through: Option<bool>,
        from: Option<Since>,
        until: Option<Until>,
    }
}

table! {
    /// A substitute for an element in a segment.
    Substitute = "substitutes", figure none, label [element, segment], key [element, segment] {
        element: Sym,
        segment: Option<Sym>,
        cost: f64,
        max_share: Share,
        from: Option<Since>,
    }
}

table! {
    /// Part of a disruption scenario.
    Disruption = "disruptions", figure availability, label [scenario, start, country, supplier, element], key [scenario, start, country, supplier, element] {
        scenario: Sym,
        probability: Option<Share>,
        start: Since,
        months: u32,
        country: Option<Sym>,
        supplier: Option<Sym>,
        element: Option<Sym>,
        availability: Share,
        price_factor: Option<f64>,
    }
}

table! {
    /// Capacity of an offer that can be built.
    Project = "projects", figure capex, label [project], key [project] {
        project: Sym,
        offer: Sym,
        max_capacity: f64,
        capex: f64,
        currency: Option<Sym>,
        lead_months: OrZero,
        life_months: f64,
        rate: Option<f64>,
        from: Option<Since>,
        until: Option<Until>,
    }
}

table! {
    /// A currency's rate from a date on.
    Rate = "fx", figure rate, label [currency, period], key [currency, period] {
        currency: Sym,
        period: Since,
        rate: f64,
    }
}
