//! Data derived from the tables alone (MODEL.md, "Data that is derived").

use super::tolerances::UNMET;
use super::*;
use std::ops::Range;

impl Model {
    /// DF: the discount factor of period `t`, the value in period 0 of a unit of money.
    pub fn discount(&self, t: usize) -> f64 {
        (1.0 + self.discount_rate).powf(-(t as f64) * self.horizon.years_per_period())
    }

    /// An amount of money in the model's currency, at the rate of period `t`; a currency of `None` is the model's.
    pub fn converted(&self, amount: f64, currency: Option<CurrencyId>, t: usize) -> f64 {
        currency.map_or(amount, |id| amount * self.currencies[id.index()].rate[t])
    }

    /// Price of an offer per price unit in period `t`, before tariff and freight, in the model's currency: its own, else the
    /// element's reference price times the premium, and never less than the price floor. `None` where neither is known.
    pub fn price(&self, offer: &Offer, t: usize) -> Option<f64> {
        let price = self.price_without_floor(offer, t)?;
        let floor = offer.price_floor.map(|floor| self.converted(floor, offer.currency, t));
        Some(floor.map_or(price, |floor| price.max(floor)))
    }

    /// Price of an offer as [`Model::price`], were there no price floor. The premium is the offer's own in whatever country, else
    /// the element's or the model's outside the premium's country.
    pub fn price_without_floor(&self, offer: &Offer, t: usize) -> Option<f64> {
        if let Some(price) = offer.price {
            return Some(self.converted(price, offer.currency, t));
        }
        let element = self.element(offer.element);
        let general = match &self.premium {
            Some(premium) if premium.country != self.supplier(offer.supplier).country => {
                element.premium.unwrap_or(premium.factor)
            }
            _ => 1.0,
        };
        let factor = offer.premium.unwrap_or(general);
        element.reference_price[t].map(|reference| reference * factor)
    }

    /// Fee per price unit and year for capacity of an offer that is reserved, in period `t`, in the model's currency; `None`
    /// where none can be reserved.
    pub fn reservation_fee(&self, offer: &Offer, t: usize) -> Option<f64> {
        offer.reservation_fee.map(|fee| self.converted(fee, offer.currency, t))
    }

    /// The cost of building a tonne a year of a project decided in period `t`, in the model's currency at the rate of `t`.
    pub fn capex(&self, project: &Project, t: usize) -> f64 {
        self.converted(project.capex, project.currency, t)
    }

    /// The periods of the horizon in which a project decided in period `decided` delivers: its life, inside the offer's window.
    pub fn deliveries(&self, project: &Project, decided: usize) -> Range<usize> {
        let window = self.horizon.clip(self.offer(project.offer).window);
        let first = decided.saturating_add(self.horizon.first_after(project.lead_months));
        let end = first.saturating_add(self.life_periods(project)).min(window.end);
        let from = first.max(window.start);
        from..end.max(from)
    }

    /// The periods of a project's life: those that begin less than `life_months` after its first delivery.
    fn life_periods(&self, project: &Project) -> usize {
        self.horizon.first_after(project.life_months)
    }

    /// a: the cost of a tonne a year of a project decided in period `decided` in each period of its life, undiscounted: the annuity that is
    /// worth its capex when it first delivers.
    pub fn annuity(&self, project: &Project, decided: usize) -> f64 {
        let periods = self.life_periods(project) as f64;
        // of one period's discount factor q: ln q, so that 1 − q keeps its digits at small rates
        let log = -self.horizon.years_per_period() * project.rate.unwrap_or(self.discount_rate).ln_1p();
        let part = if log == 0.0 { 1.0 / periods } else { log.exp_m1() / (periods * log).exp_m1() };
        self.capex(project, decided) * part
    }

    /// The most that an offer can deliver in period `t` with all its projects built as soon as can be and as large as can be, tonnes.
    pub fn most_capacity(&self, id: OfferId, t: usize) -> f64 {
        let projects = self.projects.iter().filter(|project| project.offer == id);
        let in_time = projects.filter(|project| {
            self.horizon.clip(project.window).any(|decided| self.deliveries(project, decided).contains(&t))
        });
        let added: f64 = in_time.map(|project| project.max_capacity).sum();
        self.capacity(self.offer(id), t) + self.horizon.years_per_period() * added
    }

    /// P: landed price of an offer for a pair's segment per price unit in period `t`: `price·(1 + tariff) + freight`.
    pub fn landed_price(&self, offer: OfferId, pair: PairId, t: usize) -> f64 {
        let offer = self.offer(offer);
        let route = self.route(offer.supplier, self.pair(pair).segment);
        let price = self.price(offer, t).expect("checked: an offer has a price in each period of its window");
        price * (1.0 + route.tariff) + route.freight
    }

    /// κ·P: undiscounted landed cost of a tonne of an offer for a pair's segment in period `t`.
    pub fn landed_cost(&self, offer: OfferId, pair: PairId, t: usize) -> f64 {
        self.price_unit.per_tonne() * self.landed_price(offer, pair, t)
    }

    /// The capacity of an offer in period `t`, tonnes: infinite where unlimited, 0 outside its window, rising through its ramp.
    pub fn capacity(&self, offer: &Offer, t: usize) -> f64 {
        if !self.horizon.clip(offer.window).contains(&t) {
            return 0.0;
        }
        let Some(per_year) = offer.capacity_per_year else { return f64::INFINITY };
        let ramp = match offer.window.from {
            Some(from) if offer.ramp_months > 0.0 => {
                let n = t as i64 - self.horizon.period_of(from) + 1;
                (n as f64 * f64::from(self.horizon.months_per_period) / offer.ramp_months).min(1.0)
            }
            _ => 1.0,
        };
        per_year * self.horizon.years_per_period() * ramp
    }

    /// The first period in which a supplier delivers to a segment; `None` if it never may.
    pub fn first_delivery(&self, supplier: SupplierId, segment: SegmentId) -> Option<usize> {
        let (route, seller, buyer) = (self.route(supplier, segment), self.supplier(supplier), self.segment(segment));
        let excluded = buyer.exclude_countries.iter().any(|&country| {
            seller.country == country
                || buyer.exclude_look_through
                    && seller.feedstock.iter().any(|&(from, share)| from == country && share > 0.0)
        });
        if !route.allowed || excluded {
            None
        } else if route.qualification_months > 0.0 {
            Some(self.horizon.first_after(route.qualification_months + route.transit_months))
        } else {
            Some(0)
        }
    }

    /// φ: the part of a supplier's goods that depends on a country or a supplier.
    pub fn dependency(&self, supplier: SupplierId, on: Who, look_through: bool) -> f64 {
        match on {
            Who::Supplier(id) => f64::from(u8::from(id == supplier)),
            Who::Country(country) if self.supplier(supplier).country == country => 1.0,
            Who::Country(country) if look_through => self
                .supplier(supplier)
                .feedstock
                .iter()
                .filter(|(from, _)| *from == country)
                .map(|(_, share)| share)
                .sum(),
            Who::Country(_) => 0.0,
        }
    }

    /// The part of a contract's minimum and maximum that holds inside the horizon: that of the periods of its window, where it says both ends.
    pub fn contract_part(&self, contract: &Contract) -> f64 {
        let Window { from: Some(from), until: Some(until) } = contract.window else { return 1.0 };
        let periods = self.horizon.period_of(until) - self.horizon.period_of(from) + 1;
        self.horizon.clip(contract.window).len() as f64 / periods.max(1) as f64
    }

    /// Weight of a tonne of an element in a share: 1, or its reference price in period 0.
    pub fn weight(&self, element: ElementId, measure: Measure) -> f64 {
        match measure {
            Measure::Volume => 1.0,
            Measure::Value => self.element(element).reference_price[0].expect("checked: value needs a reference price"),
        }
    }

    /// H: holding cost per price unit and year in period `t`: the pair's own, else the holding rate of the reference price,
    /// 0 where the element has none.
    pub fn holding_cost(&self, pair: &Pair, t: usize) -> f64 {
        let reference = self.element(pair.element).reference_price[t];
        pair.holding_cost.unwrap_or_else(|| self.holding_rate * reference.unwrap_or(0.0))
    }

    /// Greatest part of the demand in period `t` that may be substituted, tonnes.
    pub fn substitutable(&self, pair: &Pair, t: usize) -> f64 {
        match &pair.substitute {
            Some(substitute) if t as i64 >= substitute.from => substitute.max_share * pair.demand[t],
            _ => 0.0,
        }
    }

    /// The demand that a pair's coverage counts: its own, or for a reserve that of all segments for the element.
    pub fn covered_demand(&self, pair: &Pair) -> Vec<f64> {
        if !self.segment(pair.segment).reserve {
            return pair.demand.clone();
        }
        let mut sum = vec![0.0; self.horizon.periods];
        for other in self.pairs.iter().filter(|other| other.element == pair.element) {
            for (sum, d) in sum.iter_mut().zip(&other.demand) {
                *sum += d;
            }
        }
        sum
    }

    /// Cov: the stock that must be there at the end of each period, tonnes.
    pub fn required_stock(&self, pair: &Pair) -> Vec<f64> {
        if pair.targets.is_empty() {
            return vec![0.0; self.horizon.periods];
        }
        let following = Following::new(self, pair);
        (0..self.horizon.periods).map(|t| following.tonnes(t, self.target_months(pair, t))).collect()
    }

    /// The coverage target in force in period `t`, months, as far as it is built up.
    fn target_months(&self, pair: &Pair, t: usize) -> f64 {
        let Some(at) = pair.targets.iter().rposition(|target| target.from <= t as i64) else { return 0.0 };
        let target = pair.targets[at];
        if target.build_months <= 0.0 {
            return target.months;
        }
        let before = if at == 0 { 0.0 } else { pair.targets[at - 1].months };
        let periods = (t as i64 - target.from + 1) as f64;
        let built = (periods * f64::from(self.horizon.months_per_period) / target.build_months).min(1.0);
        before + (target.months - before) * built
    }

    /// N: the least that any plan must buy for a pair in the periods of `window`, if nothing is left short or substituted, tonnes.
    pub fn requirement(&self, pair: &Pair, window: Range<usize>) -> f64 {
        if window.is_empty() {
            return 0.0;
        }
        let required = self.required_stock(pair);
        let available = if window.start == 0 {
            pair.initial_stock
        } else {
            let left = pair.initial_stock - pair.demand[..window.start].iter().sum::<f64>();
            required[window.start - 1].max(left)
        };
        let mut used = 0.0;
        let mut most = f64::NEG_INFINITY;
        for t in window {
            used += pair.demand[t];
            most = most.max(used + required[t]);
        }
        (most - available).max(0.0)
    }

    /// True if a pair belongs to a part.
    pub fn belongs(&self, pair: &Pair, part: Part) -> bool {
        match part {
            Part::Total => true,
            Part::Group(group) => self.element(pair.element).group == Some(group),
            Part::Element(element) => pair.element == element,
            Part::Segment(segment) => pair.segment == segment,
        }
    }

    /// The denominator of a share: the weighted requirement of a part in a window.
    pub fn weighted_requirement(&self, part: Part, measure: Measure, window: Range<usize>) -> f64 {
        self.pairs
            .iter()
            .filter(|pair| self.belongs(pair, part))
            .map(|pair| self.weight(pair.element, measure) * self.requirement(pair, window.clone()))
            .sum()
    }

    /// The parts that a scope gives a row each, in the order of their tables.
    pub fn parts(&self, scope: Scope) -> Vec<Part> {
        match scope {
            Scope::Total => vec![Part::Total],
            Scope::Group => (0..self.groups.len()).map(|g| Part::Group(GroupId::new(g))).collect(),
            Scope::Element => (0..self.elements.len()).map(|e| Part::Element(ElementId::new(e))).collect(),
            Scope::Segment => (0..self.segments.len()).map(|k| Part::Segment(SegmentId::new(k))).collect(),
        }
    }

    /// The parts that have a security row: those of a scope, each with each year of the security window where rows are by year.
    pub fn security_parts(&self, security: &Security, scope: Scope) -> Vec<(Part, Option<i32>)> {
        let years: Vec<Option<i32>> = match security.per {
            Per::Horizon => vec![None],
            Per::Year => {
                let mut years: Vec<_> =
                    self.horizon.clip(security.window).map(|t| Some(self.horizon.year(t))).collect();
                years.dedup();
                years
            }
        };
        let parts = self.parts(scope).into_iter();
        parts.flat_map(|part| years.iter().map(move |&year| (part, year))).collect()
    }

    /// A part as written in files and row names: `total`, `group:G`, `element:E`, `segment:K`.
    pub fn part_name(&self, part: Part) -> String {
        match part {
            Part::Total => "total".into(),
            Part::Group(group) => format!("group:{}", self.groups[group.index()]),
            Part::Element(element) => format!("element:{}", self.element(element).id),
            Part::Segment(segment) => format!("segment:{}", self.segment(segment).id),
        }
    }
}

/// Tonnes of a demand that go unmet: 0 where they are less than a billionth of it, which a solver's arithmetic left over.
pub(crate) fn unmet(tonnes: f64, demand: f64) -> f64 {
    if tonnes <= UNMET * demand { 0.0 } else { tonnes }
}

/// The demand that follows each period's end. Beyond the horizon its last twelve months repeat, or its last period if it is shorter.
pub(crate) struct Following {
    // demand of the horizon and of one more cycle
    demand: Vec<f64>,
    cycle: usize,
    months_per_period: f64,
}

impl Following {
    /// The demand that a pair's coverage counts.
    pub(crate) fn new(model: &Model, pair: &Pair) -> Self {
        let demand = model.covered_demand(pair);
        let year = 12 / model.horizon.months_per_period as usize;
        let cycle = if model.horizon.periods >= year { year } else { 1 };
        Self { demand, cycle, months_per_period: f64::from(model.horizon.months_per_period) }
    }

    fn demand(&self, t: usize) -> f64 {
        let periods = self.demand.len();
        if t < periods { self.demand[t] } else { self.demand[periods - self.cycle + (t - periods) % self.cycle] }
    }

    /// Demand of the `months` after the end of period `t`, a fractional period counting pro rata, tonnes.
    pub(crate) fn tonnes(&self, t: usize, months: f64) -> f64 {
        let periods = months / self.months_per_period;
        // so many that nothing runs over; what is beyond counts as a fraction
        let whole = (periods.floor() as usize).min(1 << 40);
        // whole cycles beyond the horizon need no loop, however many months a target names
        let beyond = (t + 1 + whole).saturating_sub(self.demand.len());
        let cycles = beyond / self.cycle;
        let last = t + 1 + whole - cycles * self.cycle;
        let head: f64 = (t + 1..last).map(|z| self.demand(z)).sum();
        let one_cycle: f64 = self.demand[self.demand.len() - self.cycle..].iter().sum();
        head + cycles as f64 * one_cycle + (periods - whole as f64) * self.demand(last)
    }

    /// Months of the demand after period `t` that a stock of `tonnes` covers; `None` where no demand follows.
    pub(crate) fn months(&self, t: usize, tonnes: f64) -> Option<f64> {
        let one_cycle: f64 = self.demand[self.demand.len() - self.cycle..].iter().sum();
        let mut left = tonnes;
        let mut periods = 0.0;
        let mut next = t + 1;
        while next < self.demand.len() {
            let d = self.demand[next];
            if left < d {
                return Some((periods + left / d) * self.months_per_period);
            }
            left -= d;
            periods += 1.0;
            next += 1;
        }
        if one_cycle <= 0.0 {
            return None;
        }
        let cycles = (left / one_cycle).floor();
        left -= cycles * one_cycle;
        periods += cycles * self.cycle as f64;
        for z in next..next + self.cycle {
            let d = self.demand(z);
            if left < d {
                return Some((periods + left / d) * self.months_per_period);
            }
            left -= d;
            periods += 1.0;
        }
        Some(periods * self.months_per_period)
    }
}
