//! A solution in the planner's terms: purchases by segment, offer and period, stocks, costs and dependency.

use crate::formulation::{ColKey, CostParts, Program};
use crate::model::derived::{Following, unmet};
use crate::model::{Measure, Model, Month, Offer, OfferId, PairId, Part, ProjectId, Security};

/// The part of the largest quantity, and of the requirement, below which rounding is left and no delivery. Exercised by `frontier` and `conformance`.
const NOTHING: f64 = 1e-12;

/// One offer's delivery to one segment in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Purchase {
    /// The period in which it is delivered.
    pub period: usize,
    /// The pair whose demand or stock it is for.
    pub pair: PairId,
    /// The offer that delivers it.
    pub offer: OfferId,
    /// Tonnes.
    pub quantity: f64,
    /// Landed price per price unit.
    pub unit_price: f64,
    /// Undiscounted landed cost.
    pub cost: f64,
    /// The first month of the period in which it must be ordered; may lie before the start.
    pub order_period: Month,
}

/// One pair's stock and demand in one period, tonnes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StockRow {
    /// The period.
    pub period: usize,
    /// The pair.
    pub pair: PairId,
    /// At the beginning of the period.
    pub opening: f64,
    /// Delivered in it.
    pub purchased: f64,
    /// Needed in it.
    pub demand: f64,
    /// Left unmet.
    pub shortage: f64,
    /// Met by substitution.
    pub substituted: f64,
    /// At the end.
    pub closing: f64,
    /// The required stock at the end.
    pub required: f64,
    /// Months of the following demand that `closing` covers; `None` where no demand follows.
    pub cover_months: Option<f64>,
    /// Received from a reserve; 0 in the undisturbed course.
    pub released_in: f64,
    /// Given up by a reserve; 0 in the undisturbed course.
    pub released_out: f64,
}

/// Capacity of a project that is built.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Investment {
    /// The project.
    pub project: ProjectId,
    /// The period in which it is decided.
    pub decided: usize,
    /// Tonnes a year.
    pub capacity: f64,
    /// The first period in which it delivers.
    pub delivers_from: usize,
    /// Its cost in all, in the model's currency at the rate of the decision.
    pub capex: f64,
    /// Annuities that fall into the horizon, undiscounted.
    pub cost: f64,
}

/// Capacity of an offer that is reserved for a disruption.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reservation {
    /// Of which offer.
    pub offer: OfferId,
    /// Tonnes a year.
    pub reserved: f64,
    /// Undiscounted fees.
    pub cost: f64,
}

/// A plan as people and files see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Every delivery, by period, element, segment and offer.
    pub purchases: Vec<Purchase>,
    /// Every pair's stock, by period, element and segment.
    pub stock: Vec<StockRow>,
    /// Investments, by project and decision.
    pub investments: Vec<Investment>,
    /// Reservations, by offer.
    pub reservations: Vec<Reservation>,
    /// Discounted cost, term by term.
    pub cost_parts: CostParts,
    /// The part of the purchase cost above prices without floors, discounted.
    pub price_floor_paid: f64,
    /// Σ w·(φ·x + u) over Σ w·N; `None` without `[security]` or where nothing is required.
    pub share: Option<f64>,
    /// The same without look-through.
    pub share_direct: Option<f64>,
    /// Σ w·φ·x over Σ w·x in the security window; `None` where nothing is bought.
    pub share_of_purchases: Option<f64>,
    /// Σ w·N, all elements, security window; tonnes over the horizon without `[security]`.
    pub requirement: f64,
    /// Unmet demand, tonnes.
    pub shortage: f64,
    /// The value of the stock at the beginning and at the end.
    pub stock_value: StockValue,
}

/// The value of all stock, undiscounted, in the model's currency; elements without a reference price count nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct StockValue {
    /// The initial stock at the reference prices of the first period.
    pub start: f64,
    /// The closing stock at those of the last.
    pub end: f64,
}

impl Plan {
    /// The plan that `x` is.
    pub fn new(model: &Model, program: &Program, x: &[f64]) -> Self {
        let security = model.security.as_ref();
        let window = model.horizon.clip(security.map_or_else(Default::default, |s| s.window));
        let measure = security.map_or(Measure::Volume, |s| s.measure);
        Self {
            purchases: purchases(model, program, x),
            stock: stock(model, program, x),
            investments: investments(model, program, x),
            reservations: reservations(model, program, x),
            cost_parts: cost_parts(program, x),
            price_floor_paid: price_floor_paid(model, program, x),
            share: security.and_then(|s| share(model, program, x, s, s.look_through)),
            share_direct: security.and_then(|s| share(model, program, x, s, false)),
            share_of_purchases: security.and_then(|s| share_of_purchases(model, program, x, s)),
            requirement: model.weighted_requirement(Part::Total, measure, window),
            shortage: shortage(program, x),
            stock_value: stock_value(model, program, x),
        }
    }
}

fn stock_value(model: &Model, program: &Program, x: &[f64]) -> StockValue {
    let last = model.horizon.periods - 1;
    let mut value = StockValue::default();
    for (id, pair) in model.pair_ids() {
        let prices = &model.element(pair.element).reference_price;
        let worth = |t: usize| model.price_unit.per_tonne() * prices[t].unwrap_or(0.0);
        value.start += worth(0) * pair.initial_stock;
        value.end += worth(last) * x[program.pairs[id.index()].stock + last].max(0.0);
    }
    value
}

/// Discounted cost of `x`, term by term.
pub fn cost_parts(program: &Program, x: &[f64]) -> CostParts {
    let mut parts = CostParts::default();
    for cost in &program.costs {
        parts[cost.term] += cost.per_unit * x[cost.column];
    }
    parts
}

/// Unmet demand of `x`, tonnes.
pub fn shortage(program: &Program, x: &[f64]) -> f64 {
    shortage_before(program, x, usize::MAX)
}

/// Unmet demand of `x` before a period, tonnes.
pub(crate) fn shortage_before(program: &Program, x: &[f64], start: usize) -> f64 {
    let columns = program.cols.iter().zip(x).zip(&program.lp.upper);
    let short = columns.filter(|((key, _), _)| matches!(*key, ColKey::Shortage { period, .. } if *period < start));
    short.map(|((_, &x), &demand)| unmet(x, demand)).sum()
}

/// Σ w·(φ·x + u) over Σ w·N, all elements, in the security window; `None` where nothing is required.
pub fn share(model: &Model, program: &Program, x: &[f64], security: &Security, look_through: bool) -> Option<f64> {
    let share = program.security_row(model, security, Part::Total, look_through)?.share(x);
    Some(if share < NOTHING { 0.0 } else { share })
}

fn share_of_purchases(model: &Model, program: &Program, x: &[f64], security: &Security) -> Option<f64> {
    let who = crate::model::Who::Country(security.country);
    let window = model.horizon.clip(security.window);
    let (mut dependent, mut bought) = (0.0, 0.0);
    let dust = dust(x);
    for purchase in &program.purchases {
        let offer = model.offer(purchase.offer);
        let tonnes: f64 = purchase.columns(window.clone()).map(|(column, _)| x[column]).filter(|&x| x > dust).sum();
        let weighted = tonnes * model.weight(offer.element, security.measure);
        bought += weighted;
        dependent += weighted * model.dependency(offer.supplier, who, security.look_through);
    }
    (bought > 0.0).then(|| dependent / bought)
}

/// Tonnes below which a quantity is rounding and not a delivery: far below a milligramme in a plan of tonnes.
fn dust(x: &[f64]) -> f64 {
    NOTHING * x.iter().fold(0.0, |most: f64, &x| most.max(x))
}

fn purchases(model: &Model, program: &Program, x: &[f64]) -> Vec<Purchase> {
    let dust = dust(x);
    let mut purchases = Vec::new();
    for purchase in &program.purchases {
        let (offer, pair) = (model.offer(purchase.offer), model.pair(purchase.pair));
        let transit = model.route(offer.supplier, pair.segment).transit_months;
        let lead = model.horizon.first_after(transit) as i64 * i64::from(model.horizon.months_per_period);
        for (column, period) in purchase.columns(0..model.horizon.periods).filter(|&(column, _)| x[column] > dust) {
            let unit_price = model.landed_price(purchase.offer, purchase.pair, period);
            purchases.push(Purchase {
                period,
                pair: purchase.pair,
                offer: purchase.offer,
                quantity: x[column],
                unit_price,
                cost: model.price_unit.per_tonne() * unit_price * x[column],
                order_period: model.horizon.month(period).plus(-lead),
            });
        }
    }
    purchases.sort_by_key(|p| (p.period, p.pair, p.offer));
    purchases
}

fn investments(model: &Model, program: &Program, x: &[f64]) -> Vec<Investment> {
    let dust = dust(x);
    let columns =
        program.projects.iter().flat_map(|p| p.columns().map(|(column, decided)| (p.project, column, decided)));
    let built = columns.filter(|&(_, column, _)| x[column] > dust);
    let investment = |(id, column, decided): (ProjectId, usize, usize)| {
        let (project, capacity) = (model.project(id), x[column]);
        let run = model.deliveries(project, decided);
        Investment {
            project: id,
            decided,
            capacity,
            delivers_from: run.start,
            capex: model.capex(project, decided) * capacity,
            cost: model.annuity(project, decided) * capacity * run.len() as f64,
        }
    };
    built.map(investment).collect()
}

fn reservations(model: &Model, program: &Program, x: &[f64]) -> Vec<Reservation> {
    let dust = dust(x);
    let columns = model.offer_ids().zip(&program.reservations);
    let reserved = columns.filter_map(|((id, offer), column)| Some((id, offer, x[(*column)?])));
    let reservation = |(id, offer, reserved): (OfferId, &Offer, f64)| {
        let fees: f64 = model.horizon.clip(offer.window).filter_map(|t| model.reservation_fee(offer, t)).sum();
        let cost = model.price_unit.per_tonne() * model.horizon.years_per_period() * fees * reserved;
        Reservation { offer: id, reserved, cost }
    };
    reserved.filter(|(.., reserved)| *reserved > dust).map(reservation).collect()
}

fn price_floor_paid(model: &Model, program: &Program, x: &[f64]) -> f64 {
    let mut paid = 0.0;
    for purchase in program.purchases.iter().filter(|purchase| model.offer(purchase.offer).price_floor.is_some()) {
        let offer = model.offer(purchase.offer);
        for (column, t) in purchase.columns(0..model.horizon.periods) {
            if let Some((price, market)) = model.price(offer, t).zip(model.price_without_floor(offer, t)) {
                paid += model.discount(t) * model.price_unit.per_tonne() * (price - market) * x[column];
            }
        }
    }
    paid
}

fn stock(model: &Model, program: &Program, x: &[f64]) -> Vec<StockRow> {
    let dust = dust(x);
    let clean = |value: f64| if value.abs() <= dust { 0.0 } else { value };
    let mut rows = Vec::with_capacity(model.pairs.len() * model.horizon.periods);
    for (id, pair) in model.pair_ids() {
        let columns = &program.pairs[id.index()];
        let required = model.required_stock(pair);
        let following = Following::new(model, pair);
        let mut opening = pair.initial_stock;
        for (period, &demand) in pair.demand.iter().enumerate() {
            let bought = columns
                .purchases
                .iter()
                .filter_map(|&purchase| program.purchases[purchase].column(period))
                .map(|j| x[j])
                .sum();
            let closing = clean(x[columns.stock + period]);
            rows.push(StockRow {
                period,
                pair: id,
                opening,
                purchased: clean(bought),
                demand,
                shortage: clean(columns.shortage(period).map_or(0.0, |j| x[j])),
                substituted: clean(columns.substitution(period).map_or(0.0, |j| x[j])),
                closing,
                required: required[period],
                cover_months: following.months(period, closing),
                released_in: 0.0,
                released_out: 0.0,
            });
            opening = closing;
        }
    }
    rows.sort_by_key(|row| (row.period, row.pair));
    rows
}
