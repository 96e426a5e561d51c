//! Survival: the courses of every stop in one program with the trunk.
//!
//! **for each** period τ in which a stop of the security country may begin: a course (see the rows of courses); for each element `survive_shortage`
//!
//! **where** `survive_months` asks for it
//!
//! **row** `survive_shortage[e]`: Σ u of the element in the trunk ≤ that of the plan without survival and without a level
//!
//! **unit** tonnes
//!
//! **shadow price** the saving of letting one more tonne of the element be short in the trunk

use super::{CourseKey, Deliveries, Disturbance, Purpose, Sheet};
use crate::formulation::{ColKey, CostTerm, Program, RowKey, Term};
use crate::lp::Builder;
use crate::model::{ElementId, Model, Month, Security};
use std::ops::Range;

/// The stops that survival asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stops {
    /// The periods in which one may begin.
    pub starts: Range<usize>,
    /// Number of periods that each lasts.
    pub periods: usize,
}

/// Why survival of so many months is no question to a model.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Unasked {
    /// Without a country there is nothing to stop.
    #[error("survival needs [security] in the model file, which says of which country's stop")]
    NoCountry,
    /// Months that are no whole periods.
    #[error("a stop lasts whole periods of {period} months, which {months} is not")]
    NotWhole {
        /// The months asked for.
        months: u32,
        /// Months in a period.
        period: u32,
    },
    /// No stop can begin inside the horizon.
    #[error("no stop can begin inside the horizon: it ends with {last}, and the first would begin in {first}")]
    NeverBegins {
        /// The first month in which one may begin.
        first: Month,
        /// The last month of the horizon.
        last: Month,
    },
}

impl Stops {
    /// The stops of so many months that a model must survive.
    ///
    /// # Errors
    /// [`Unasked`] where the months are no whole periods or no stop can begin inside the horizon.
    pub(crate) fn new(model: &Model, months: u32) -> Result<Self, Unasked> {
        let security = model.security.as_ref().ok_or(Unasked::NoCountry)?;
        let horizon = &model.horizon;
        if !months.is_multiple_of(horizon.months_per_period) {
            return Err(Unasked::NotWhole { months, period: horizon.months_per_period });
        }
        let first = first_start(model, security);
        if first >= horizon.periods {
            let last = horizon.month(horizon.periods).plus(-1);
            return Err(Unasked::NeverBegins { first: horizon.month(first), last });
        }
        Ok(Self { starts: first..horizon.periods, periods: (months / horizon.months_per_period) as usize })
    }

    /// The most months that the horizon can show.
    pub(crate) fn longest(&self, model: &Model) -> u32 {
        self.starts.len() as u32 * model.horizon.months_per_period
    }
}

/// The first period in which a stop may begin: that of `survive_from`, or the first that begins twelve months or more after the start.
pub(crate) fn first_start(model: &Model, security: &Security) -> usize {
    match security.survive_from {
        Some(month) => model.horizon.period_of(month).max(0) as usize,
        None => model.horizon.first_after(12.0),
    }
}

impl Program {
    /// The program in which capacity can be reserved; the same where no offer has a fee for it.
    pub fn with_reservations(mut self, model: &Model) -> Self {
        let reservable = model.offer_ids().filter_map(|(id, offer)| Some((id, offer, model.reservation_cost(offer)?)));
        let reservable: Vec<_> = reservable.filter(|(id, ..)| !self.offers[id.index()].is_empty()).collect();
        if reservable.is_empty() || !self.reservations.is_empty() {
            return self;
        }
        let mut lp = Builder::extend(&self.lp);
        self.reservations = vec![None; model.offers.len()];
        for (id, offer, cost) in reservable {
            let column = lp.column(cost, 0.0, offer.capacity_per_year.unwrap_or(f64::INFINITY));
            self.reservations[id.index()] = Some(column);
            self.cols.push(ColKey::Reservation(id));
            self.costs.push(CostTerm { column, term: Term::Reservation, per_unit: cost });
        }
        self.lp = lp.build();
        self
    }

    /// The program with a course for every stop, of the elements marked (all where none are), and with the limits of the shortage of each element.
    pub(crate) fn with_survival(
        self,
        model: &Model,
        stops: &Stops,
        shortage: &[Option<f64>],
        elements: Option<&[bool]>,
    ) -> Self {
        self.with_stops(model, stops, shortage, elements, Deliveries::Pooled)
    }

    /// The same, with the deliveries in the courses pooled or apart.
    pub(crate) fn with_stops(
        self,
        model: &Model,
        stops: &Stops,
        shortage: &[Option<f64>],
        elements: Option<&[bool]>,
        deliveries: Deliveries,
    ) -> Self {
        let security = model.security.as_ref().expect("stops are of the security country");
        let mut program = self.with_reservations(model);
        let (mut rows, mut courses) = (Vec::new(), Vec::new());
        let mut sheet = Sheet::beside(model, &program, &program.lp).with(deliveries);
        let asked = |e: usize| elements.is_none_or(|asked| asked[e]);
        for (e, limit) in shortage.iter().enumerate().filter(|&(e, _)| asked(e)) {
            let Some(limit) = limit else { continue };
            let element = ElementId::new(e);
            let terms = program.shortages(model, element).map(|u| (u, 1.0));
            sheet.extra_row(f64::NEG_INFINITY, *limit, terms);
            rows.push(RowKey::SurviveShortage(element));
        }
        for start in stops.starts.clone() {
            let disturbance = Disturbance::stop(model, security, start, stops.periods);
            courses.push(sheet.course(CourseKey::Stop(start), &disturbance, Purpose::Survive, elements));
        }
        let (lp, course_rows, course_cols) = sheet.build();
        program.lp = lp;
        program.rows.extend(rows);
        program.rows.extend(course_rows);
        program.cols.extend(course_cols);
        program.courses = courses;
        program
    }

    /// The columns of an element's shortages.
    pub(crate) fn shortages(&self, model: &Model, element: ElementId) -> impl Iterator<Item = usize> {
        let pairs = self.pairs.iter().zip(&model.pairs).filter(move |(_, pair)| pair.element == element);
        let periods = model.horizon.periods;
        pairs.filter_map(|(columns, _)| columns.shortage).flat_map(move |first| first..first + periods)
    }
}

impl Model {
    /// The model that asks for the survival of so many months.
    pub fn surviving(&self, months: u32) -> Self {
        let mut model = self.clone();
        if let Some(security) = &mut model.security {
            security.survive_months = Some(months);
        }
        model
    }

    /// The discounted cost of reserving a tonne a year of an offer's capacity over its window; `None` where none can be.
    pub(crate) fn reservation_cost(&self, offer: &crate::model::Offer) -> Option<f64> {
        let window = self.horizon.clip(offer.window);
        let fees = window.map(|t| Some(self.discount(t) * self.reservation_fee(offer, t)?));
        let per_year = offer.reservation_fee.and(fees.sum::<Option<f64>>())?;
        Some(self.price_unit.per_tonne() * self.horizon.years_per_period() * per_year)
    }
}
