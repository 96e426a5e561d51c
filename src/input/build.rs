//! From resolved rows and settings to the model.

use std::collections::HashMap;

use super::builder::{ModelBuilder, factors};
use super::data::Data;
use super::model_file::ModelFile;
use super::names::{self, Sym};
use super::overrides::Overrides;
use super::problems::Problems;
use super::settings::Settings;
use super::{Checked, sense};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity, thousands};
use crate::model::*;

/// Puts the model together and checks that it makes sense.
pub(super) fn build(
    file: &ModelFile,
    source: &Data,
    settings: &Settings,
    overrides: &Overrides,
) -> Result<Checked, Diagnostics> {
    let (model, builder) = assemble(file, source, settings, overrides)?;
    if !builder.problems.all.is_empty() {
        return Err(builder.problems.together());
    }
    let ModelBuilder { notes, warnings, problems, .. } = builder;
    let mut checked = Checked { model, notes, warnings, disruptions: problems.disruptions };
    checked.disruptions.extend_from_slice(&source.disruptions);
    let errors = checked.disruptions.iter().filter(|problem| problem.severity == Severity::Error).count();
    if errors > 0 {
        checked.model.scenarios.clear();
        let message = match errors {
            1 => "the table disruptions is left out: there is an error in it".to_owned(),
            n => format!("the table disruptions is left out: there are {n} errors in it"),
        };
        let place = source.grids.file("disruptions");
        checked.notes.push(Diagnostic::note(Code::LeftOut, place, message).hint("check says what is wrong with it"));
    }
    checked.notes = Diagnostics::new(checked.notes).into_iter().collect();
    Ok(checked)
}

/// Problems in the readable part of a model that is wrong in other ways already.
pub(super) fn problems(file: &ModelFile, source: &Data, settings: &Settings, overrides: &Overrides) -> Problems {
    match assemble(file, source, settings, overrides) {
        Ok((_, builder)) => builder.problems,
        Err(problem) => Problems { all: vec![problem], ..Problems::default() },
    }
}

fn assemble<'a>(
    file: &'a ModelFile,
    source: &'a Data,
    settings: &'a Settings,
    overrides: &'a Overrides,
) -> Result<(Model, ModelBuilder<'a>), Diagnostic> {
    let horizon = Horizon {
        start: settings.start,
        periods: settings.periods,
        months_per_period: settings.months_per_period,
        year_starts: settings.year_starts,
    };
    let mut builder = ModelBuilder {
        file,
        source,
        settings,
        overrides,
        horizon,
        countries: source.refs.countries.all.iter().map(|&name| source.names[name].to_owned()).collect(),
        problems: Problems::default(),
        notes: source.notes.clone(),
        warnings: Vec::new(),
    };
    builder.check_size()?;
    builder.check_factors();
    builder.check_currencies();
    let mut model = builder.model();
    sense::check(&mut model, &mut builder);
    Ok((model, builder))
}

impl ModelBuilder<'_> {
    /// Refuses a model that cannot fit in memory before it is built.
    fn check_size(&self) -> Result<(), Diagnostic> {
        /// Numbers of eight bytes: 16 gigabytes of demand and prices.
        const MOST: usize = 2_000_000_000;
        let series = self.source.refs.pairs.len() + self.source.refs.elements.all.len();
        if series.saturating_mul(self.horizon.periods) <= MOST {
            return Ok(());
        }
        let message = format!(
            "{} periods for {} pairs of element and segment do not fit in memory",
            thousands(self.horizon.periods),
            thousands(self.source.refs.pairs.len())
        );
        Err(Diagnostic::error(Code::TooLarge, self.key("model.periods"), message).hint("take fewer or longer periods"))
    }

    /// Reports multipliers and delays of ids that do not exist.
    fn check_factors(&mut self) {
        let refs = &self.source.refs;
        for (name, known, what) in [
            ("scale.demand", &refs.elements, "element"),
            ("scale.price", &refs.elements, "element"),
            ("scale.coverage", &refs.elements, "element"),
            ("scale.stock", &refs.elements, "element"),
            ("scale.shortage_cost", &refs.segments, "segment"),
            ("scale.fx", &refs.currencies, "currency"),
            ("scale.capacity", &refs.suppliers, "supplier"),
            ("delay.qualification", &refs.suppliers, "supplier"),
        ] {
            for (id, value) in self.overrides.section(name) {
                if !known.open && self.source.names.find(id).and_then(|id| known.get(id)).is_none() {
                    let place = Place::set(&format!("{name}.{id}"), value);
                    let mut problem = Diagnostic::error(Code::UnknownId, place, format!("no {what} is called {id:?}"));
                    problem.hint = names::suggest(id, known.all.iter().map(|&name| &self.source.names[name]))
                        .or_else(|| Some(format!("the {what} must be one of the tables'")));
                    self.problems.push(problem);
                }
            }
        }
    }

    fn model(&mut self) -> Model {
        let (source, settings) = (self.source, self.settings);
        let refs = &source.refs;
        let home = settings.home.as_deref().map(|name| self.country(name));
        let premium =
            settings.premium.as_ref().map(|(name, factor)| Premium { country: self.country(name), factor: *factor });
        let security = settings.security.as_ref().map(|given| given.found(|name| self.country(name)));
        let currencies = self.currencies();
        Model {
            name: settings.name.clone(),
            currency: settings.currency.clone(),
            price_unit: settings.price_unit,
            home,
            horizon: self.horizon,
            discount_rate: settings.discount_rate,
            holding_rate: settings.holding_rate,
            premium,
            budget: settings.budget.clone(),
            security,
            risk: settings.risk,
            groups: refs.groups.all.iter().map(|&name| self.text(name)).collect(),
            elements: self.elements(&currencies),
            suppliers: self.suppliers(),
            offers: self.offers(),
            segments: self.segments(),
            pairs: self.pairs(),
            routes: self.routes(),
            contracts: self.contracts(),
            caps: self.caps(home),
            scenarios: self.scenarios(),
            projects: self.projects(),
            currencies,
            countries: std::mem::take(&mut self.countries),
            provenance: source.provenance.clone(),
            facts: source.facts.clone(),
        }
    }

    fn suppliers(&self) -> Vec<Supplier> {
        let refs = &self.source.refs;
        let country = |name: Sym| CountryId::new(refs.countries.known(name));
        let mut suppliers: Vec<Supplier> = self
            .source
            .rows
            .suppliers
            .iter()
            .map(|row| Supplier {
                id: self.text(row.supplier),
                name: self.text(row.name.map_or(row.supplier, |name| name.0)),
                country: country(row.country),
                feedstock: Vec::new(),
            })
            .collect();
        for row in &self.source.rows.feedstock {
            suppliers[refs.suppliers.known(row.supplier)].feedstock.push((country(row.country), row.share.0));
        }
        for supplier in suppliers.iter_mut().filter(|supplier| supplier.feedstock.is_empty()) {
            supplier.feedstock.push((supplier.country, 1.0));
        }
        suppliers
    }

    fn offers(&self) -> Vec<Offer> {
        let refs = &self.source.refs;
        let scale = factors(self.overrides, "scale.capacity", 1.0, |a, b| a * b, &refs.suppliers, self.source);
        let offer = |row: &super::rows::Offer| {
            let supplier = refs.suppliers.known(row.supplier);
            Offer {
                id: self.text(row.offer.expect("a blank one was given its default")),
                supplier: SupplierId::new(supplier),
                element: ElementId::new(refs.elements.known(row.element)),
                price: row.price,
                premium: row.premium,
                price_floor: row.price_floor,
                currency: self.currency(row.currency),
                surge: row.surge,
                reservation_fee: row.reservation_fee,
                capacity_per_year: row.capacity_per_year.map(|capacity| capacity * scale[supplier]),
                window: self.window(row.available_from, row.available_until),
                ramp_months: row.ramp_months.0,
            }
        };
        self.source.rows.offers.iter().map(offer).collect()
    }

    fn segments(&self) -> Vec<Segment> {
        let refs = &self.source.refs;
        let scale = factors(self.overrides, "scale.shortage_cost", 1.0, |a, b| a * b, &refs.segments, self.source);
        if !self.source.grids.has("segments") {
            let bare = |&name: &Sym| Segment {
                id: self.text(name),
                name: self.text(name),
                shortage_cost: None,
                exclude_countries: Vec::new(),
                exclude_look_through: false,
                reserve: false,
            };
            return refs.segments.all.iter().map(bare).collect();
        }
        let excluded = |list: &super::field::List| {
            list.0.iter().map(|&name| CountryId::new(refs.countries.known(name))).collect::<Vec<_>>()
        };
        let segment = |(row, scale): (&super::rows::Segment, f64)| Segment {
            id: self.text(row.segment),
            name: self.text(row.name.map_or(row.segment, |name| name.0)),
            shortage_cost: row.shortage_cost.map(|cost| cost * scale),
            exclude_countries: row.exclude_countries.as_ref().map(excluded).unwrap_or_default(),
            exclude_look_through: row.exclude_look_through.unwrap_or(false),
            reserve: row.reserve.unwrap_or(false),
        };
        self.source.rows.segments.iter().zip(scale).map(segment).collect()
    }

    fn routes(&self) -> Vec<Route> {
        let refs = &self.source.refs;
        let segments = refs.segments.all.len();
        let add = factors(self.overrides, "delay.qualification", 0.0, |a, b| a + b, &refs.suppliers, self.source);
        let delayed =
            |supplier: usize, months: f64| if months > 0.0 { (months + add[supplier]).max(0.0) } else { months };
        let mut routes = Vec::with_capacity(refs.suppliers.all.len() * segments);
        for (supplier, row) in self.source.rows.suppliers.iter().enumerate() {
            let route = Route {
                allowed: true,
                qualification_months: delayed(supplier, row.qualification_months.0),
                transit_months: row.transit_months.0,
                freight: 0.0,
                tariff: 0.0,
            };
            routes.extend(std::iter::repeat_n(route, segments));
        }
        for row in &self.source.rows.routes {
            let supplier = refs.suppliers.known(row.supplier);
            let route = &mut routes[supplier * segments + refs.segments.known(row.segment)];
            route.allowed = row.allowed.unwrap_or(true);
            route.freight = row.freight.0;
            route.tariff = row.tariff.map_or(0.0, |tariff| tariff.0);
            if let Some(months) = row.qualification_months {
                route.qualification_months = delayed(supplier, months);
            }
            if let Some(months) = row.transit_months {
                route.transit_months = months;
            }
        }
        routes
    }

    fn contracts(&self) -> Vec<Contract> {
        let refs = &self.source.refs;
        let contract = |row: &super::rows::Contract| Contract {
            id: self.text(row.contract),
            supplier: SupplierId::new(refs.suppliers.known(row.supplier)),
            element: row.element.map(|name| ElementId::new(refs.elements.known(name))),
            window: self.window(row.from, row.until),
            min: row.min.0,
            max: row.max,
        };
        self.source.rows.contracts.iter().map(contract).collect()
    }

    fn caps(&self, home: Option<CountryId>) -> Vec<Cap> {
        let refs = &self.source.refs;
        let any = self.source.names.find("*");
        let whom = |row: &super::rows::Cap| -> Vec<Who> {
            if let Some(name) = row.country {
                if Some(name) == any {
                    let producing = (0..refs.producing).map(CountryId::new);
                    return producing.filter(|&country| Some(country) != home).map(Who::Country).collect();
                }
                return vec![Who::Country(CountryId::new(refs.countries.known(name)))];
            }
            let name = row.supplier.expect("one of the two is filled");
            if Some(name) == any {
                return (0..refs.suppliers.all.len()).map(|s| Who::Supplier(SupplierId::new(s))).collect();
            }
            vec![Who::Supplier(SupplierId::new(refs.suppliers.known(name)))]
        };
        let cap = |(row, &part): (&super::rows::Cap, &Part)| Cap {
            id: self.text(row.cap),
            whom: whom(row),
            part,
            limit: row.limit.map(|limit| limit.0),
            min: row.min.map(|min| min.0),
            measure: row.measure.map_or(Measure::Volume, |by| by.0),
            look_through: row.look_through.unwrap_or(true),
            window: self.window(row.from, row.until),
        };
        self.source.rows.caps.iter().zip(&refs.parts).map(cap).collect()
    }

    fn scenarios(&self) -> Vec<Scenario> {
        let refs = &self.source.refs;
        let mut at: HashMap<Sym, usize> = HashMap::new();
        let mut scenarios: Vec<Scenario> = Vec::new();
        for row in &self.source.rows.disruptions {
            let index = *at.entry(row.scenario).or_insert_with(|| {
                let probability = row.probability.map_or(0.0, |share| share.0);
                scenarios.push(Scenario { id: self.text(row.scenario), probability, disruptions: Vec::new() });
                scenarios.len() - 1
            });
            scenarios[index].disruptions.push(Disruption {
                start: self.since(row.start),
                months: row.months,
                country: row.country.map(|name| CountryId::new(refs.countries.known(name))),
                supplier: row.supplier.map(|name| SupplierId::new(refs.suppliers.known(name))),
                element: row.element.map(|name| ElementId::new(refs.elements.known(name))),
                availability: row.availability.0,
                price_factor: row.price_factor.unwrap_or(1.0),
            });
        }
        scenarios
    }
}
