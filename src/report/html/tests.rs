//! Properties of a whole report, tried on models with a frontier of their own.

use super::*;
use crate::analysis::frontier::causes::causes;
use crate::analysis::proved::Proved;
use crate::analysis::stress::{Case as Disruption, Stress, Stressed};
use crate::analysis::study::Study;
use crate::analysis::survival::{self, Longest};
use crate::input::{Overrides, Source};
use crate::model::Scope;
use crate::solver::Solver;
use resilience::SurfaceFrontier;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

pub(in crate::report) struct Case {
    model: Model,
    program: Program,
    frontiers: Vec<(Proved<Frontier>, Proved<Vec<Level>>)>,
    asked: Option<Asked>,
}

/// The effects of disruptions on the plans of a case.
struct Asked {
    longest: Longest,
    surface: Vec<(u32, Program, Option<Proved<Frontier>>)>,
    stress: Vec<Proved<Stressed>>,
    levels: Vec<(&'static str, f64, Vec<Proved<Stressed>>)>,
}

impl Asked {
    fn new(case: &Case, months: &[u32]) -> Self {
        let (model, program) = (&case.model, &case.program);
        let total = &case.frontiers[0].0;
        let at = |share: f64| {
            let x = total.plan(share);
            let mut stress = Stress::new(model, program, &x, Solver::Simplex);
            Disruption::scenarios(model).iter().filter_map(|case| stress.case(case).unwrap()).collect::<Vec<_>>()
        };
        let surface = months.iter().map(|&months| {
            let mut model = model.clone();
            let security = model.security.as_mut().unwrap();
            security.survive_months = Some(months).filter(|&months| months > 0);
            let study = Study::new(model, Solver::Simplex);
            (months, study.program().clone(), study.frontier(Scope::Total).ok().cloned())
        });
        Self {
            longest: survival::longest(model, program, Solver::Simplex).unwrap(),
            surface: surface.collect(),
            stress: at(total.free_share),
            levels: [1.0, 0.5]
                .map(|level: f64| ("total", level, at(level.clamp(total.lowest_share, total.free_share))))
                .into(),
        }
    }
}

pub(in crate::report) fn case(path: &str, scopes: &[Scope]) -> Case {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let model = Source::read(&path).unwrap().model(&Overrides::default()).unwrap().model;
    let program = Program::new(&model);
    let security = model.security.clone().unwrap();
    let study = Study::new(model.clone(), Solver::Simplex);
    let found =
        |&scope: &Scope| (study.frontier(scope).unwrap().clone(), study.levels(scope, &security.levels).unwrap());
    let frontiers = scopes.iter().map(found).collect();
    Case { frontiers, program, model, asked: None }
}

impl Case {
    pub(in crate::report) fn with<T>(&self, show: impl FnOnce(&Input) -> T) -> T {
        let (model, program) = (&self.model, &self.program);
        let frontiers: Vec<_> = self.frontiers.iter().map(|(f, levels)| (f, levels)).collect();
        let free = &self.frontiers[0].0;
        let plan = Plan::new(model, program, &free.plan(free.free_share));
        let certificate = crate::lp::verify::Certificate::EXACT;
        let summary = Summary {
            status: "optimal",
            cost: Some(plan.cost_parts.total()),
            cost_parts: Some(plan.cost_parts),
            currency: model.currency.clone(),
            share: plan.share,
            certificate: Some(certificate),
            ..Summary::default()
        };
        let notes = ["a </script> note".to_string()];
        let asked = self.asked.iter().flat_map(|asked| &asked.surface);
        let surface: Vec<SurfaceFrontier> = asked
            .map(|(months, program, frontier)| SurfaceFrontier {
                months: *months,
                program,
                frontier: frontier.as_ref(),
            })
            .collect();
        show(&Input {
            model,
            program,
            frontiers: &frontiers,
            causes: &[],
            plan: None,
            summary: &summary,
            beside: &[],
            binding: &[],
            notes: &notes,
            resilience: Resilience { surface: &surface, ..self.known() },
            sections: &[],
        })
    }

    /// The stress asked for.
    fn known(&self) -> Resilience<'_> {
        let Some(asked) = &self.asked else { return Resilience::default() };
        Resilience { surface: &[], survival: Some(&asked.longest), stress: &asked.stress, levels: &asked.levels }
    }

    fn page(&self) -> String {
        let mut page = Vec::new();
        self.with(|input| write(&mut page, input, None)).unwrap();
        String::from_utf8(page).unwrap()
    }

    fn payload(&self, room: usize) -> Value {
        serde_json::from_str(&self.with(|input| fitting_payload(input, room)).unwrap()).unwrap()
    }
}

/// A course of the payload at a share, read as the page reads it: straight between its knots, still beyond them.
fn at(course: &Value, points: &[f64], share: f64) -> f64 {
    let Some(list) = course.as_array() else { return course.as_f64().unwrap() };
    let numbers: Vec<f64> = list.iter().map(|n| n.as_f64().unwrap()).collect();
    let mut knots = vec![(points[0], numbers[0])];
    let (mut breakpoint, mut value) = (0, numbers[0]);
    for step in numbers[1..].chunks(2) {
        breakpoint += step[0] as usize;
        value += step[1];
        knots.push((points[breakpoint], value));
    }
    let after = knots.iter().position(|&(at, _)| at <= share);
    match after {
        Some(0) => knots[0].1,
        None => knots[knots.len() - 1].1,
        Some(k) => {
            let ((a, from), (b, to)) = (knots[k - 1], knots[k]);
            from + (to - from) * (a - share) / (a - b)
        }
    }
}

/// Expected values: the plan at that level, as every file reports it.
fn the_picture_is_the_plan(path: &str, breakpoints: usize) {
    let case = case(path, &[Scope::Total, Scope::Element]);
    let payload = case.payload(page::LIMIT);
    for (k, (frontier, _)) in case.frontiers.iter().enumerate() {
        let picture = &payload["scopes"][k]["picture"];
        let shares: Vec<f64> = frontier.points.iter().map(|point| point.share).collect();
        assert!(shares.len() >= breakpoints, "the model has something to show");
        // some breakpoints, both ends among them, and levels between breakpoints
        let some = shares.len().div_ceil(40);
        let between = shares.windows(2).step_by(some).map(|pair| 0.3 * pair[0] + 0.7 * pair[1]);
        for share in shares.iter().copied().step_by(some).chain(between).chain([frontier.lowest_share]) {
            let plan = Plan::new(&case.model, &case.program, &frontier.plan(share));
            let unit = |unit: &str| picture["units"][unit].as_f64().unwrap();
            let read = |course: &Value, of: &str| unit(of) * at(course, &shares, share);
            let parts = plan.cost_parts;
            let whole = parts.total();
            for ((_, part), course) in parts.iter().zip(picture["cost"].as_array().unwrap()) {
                approx::assert_abs_diff_eq!(read(course, "cost"), part, epsilon = 1e-8 * whole);
            }
            approx::assert_abs_diff_eq!(read(&picture["share_total"], "share"), plan.share.unwrap(), epsilon = 3e-9);
            for (course, expected) in
                picture["shares"].as_array().unwrap().iter().zip(shares::of_elements(&case.model, &plan))
            {
                approx::assert_abs_diff_eq!(read(course, "share"), expected.unwrap(), epsilon = 3e-9);
            }
            let costs = picture["costs"].as_array().unwrap();
            let of_elements: f64 = costs.iter().map(|course| read(course, "cost")).sum();
            approx::assert_abs_diff_eq!(of_elements, whole, epsilon = 1e-7 * whole);
            let mut bought = BTreeMap::new();
            for p in &plan.purchases {
                *bought.entry((p.offer.index(), p.period)).or_insert(0.0) += p.quantity;
            }
            for (offer, courses) in picture["offers"].as_array().unwrap().iter().enumerate() {
                let first = payload["model"]["offers"][offer]["first"].as_u64().unwrap() as usize;
                let element = case.model.offers[offer].element.index();
                let tonne = picture["units"]["tonnes"][element].as_f64().unwrap();
                for (i, course) in courses.as_array().unwrap().iter().enumerate() {
                    let expected = bought.remove(&(offer, first + i)).unwrap_or(0.0);
                    approx::assert_abs_diff_eq!(tonne * at(course, &shares, share), expected, epsilon = 1.01 * tonne);
                }
            }
            assert!(bought.is_empty(), "every purchase is in the picture");
        }
    }
}

#[test]
fn the_picture_at_any_level_is_the_plan_at_that_level() {
    the_picture_is_the_plan("models/minimal.toml", 2);
}

#[test]
fn the_picture_follows_the_plan_round_every_bend() {
    the_picture_is_the_plan("models/japan-2026.toml", 100);
}

/// The shown shortages of an element of a few tonnes beside others of thousands add up to the plan's shortage of it: 9 and 7 months, none of them a
/// whole hundredth of a tonne.
#[test]
fn small_elements_are_shown_as_exactly_as_large_ones() {
    let case = case("models/japan-2026.toml", &[Scope::Total]);
    let payload = case.payload(page::LIMIT);
    let picture = &payload["scopes"][0]["picture"];
    let plan = picture::first_plan(&case.model, &case.program, &case.frontiers[0].0);
    let mut unmet = vec![0.0; case.model.elements.len()];
    plan.stock.iter().for_each(|row| unmet[case.model.pair(row.pair).element.index()] += row.shortage);
    assert!(unmet.iter().filter(|&&tonnes| tonnes > 1.0).count() >= 2, "{unmet:?}");
    let tonne = picture["units"]["shortage"].as_f64().unwrap();
    for (e, expected) in unmet.into_iter().enumerate() {
        let courses = picture["elements"][e]["shortage"].as_array().unwrap();
        let shown: f64 = courses.iter().map(|course| tonne * at(course, &[1.0], 1.0)).sum();
        approx::assert_abs_diff_eq!(shown, expected, epsilon = 1e-6 * expected);
    }
}

#[test]
fn hostile_names_are_nowhere_markup() {
    let page = case("tests/browser/hostile/model.toml", &[Scope::Total]).page().replace(page::CHARTS.trim_end(), "");
    for markup in ["<script>alert", "<img", "<svg onload", "<b>bold", "</title><script", "{{payload}} <!--"] {
        assert!(!page.contains(markup), "{markup}");
    }
    // the page's own: the payload, the charts, the sections
    assert_eq!(page.matches("</script>").count(), 3);
    assert!(page.contains("&lt;/title&gt;&lt;script&gt;alert(&#39;model&#39;)"));
}

#[test]
fn the_same_figures_give_the_same_bytes_and_ask_nobody_for_anything() {
    let case = case("models/minimal.toml", &[Scope::Total]);
    let page = case.page();
    assert_eq!(page, case.page());
    assert!(page.len() < page::LIMIT);
    for asks in ["<link rel=\"stylesheet", " src=", "@import", "url(http"] {
        assert!(!page.replace(page::CHARTS.trim_end(), "").contains(asks), "{asks}");
    }
    assert!(page.contains("default-src 'none'"));
}

/// The coarsest picture, where there is no room at all, is told by its tolerance, never silently.
#[test]
fn a_picture_that_was_thinned_says_so() {
    let case = case("models/minimal.toml", &[Scope::Total]);
    assert_eq!(case.payload(page::LIMIT)["thinned"], Value::Null);
    assert!(case.payload(0)["thinned"].as_f64().unwrap() > 0.0);
}

/// The remaining dependency of all together is, element by element, that of each by itself: nothing ties the elements of these models.
#[test]
fn the_parts_of_the_total_are_the_floors_of_the_elements() {
    let case = case("models/japan-2026.toml", &[Scope::Total, Scope::Element]);
    let security = case.model.security.as_ref().unwrap();
    let [(total, _), (each, _)] = &case.frontiers[..] else { panic!("two scopes") };
    let why = |frontier| causes(&case.model, &case.program, security, frontier, Solver::Simplex).unwrap();
    let (all, single) = (why(total), why(each));
    approx::assert_relative_eq!(all[0].iter().map(|held| held.part).sum::<f64>(), 1.0, max_relative = 1e-9);
    assert_eq!(all[0].len(), each.rows.len());
    let load = total.floors[0] * total.rows[0].requirement;
    for ((row, &floor), held) in each.rows.iter().zip(&each.floors).zip(&single) {
        assert_eq!(held.len(), 1, "a row of one element is held by that element");
        let of_total = all[0].iter().find(|of| of.element == held[0].element).unwrap();
        approx::assert_relative_eq!(of_total.part * load, floor * row.requirement, max_relative = 1e-6);
        assert!(!held[0].reasons.is_empty());
    }
}

#[test]
fn the_answer_names_the_cheapest_cost_a_level_and_the_floor() {
    let case = case("models/minimal.toml", &[Scope::Total]);
    let (frontier, _) = &case.frontiers[0];
    let answer = case.with(answer::html);
    for part in [
        format::money(frontier.least_cost, &case.model.currency),
        format::percent(frontier.lowest_share),
        format::percent(frontier.free_share),
    ] {
        assert!(answer.contains(&part), "{part} in {answer}");
    }
    assert_eq!(answer.matches("<p>").count(), 3);
}

/// Expected values: the analyses themselves, whose figures other tests work out.
#[test]
fn a_stop_stands_in_the_headline_where_it_was_asked() {
    let mut case = case("models/japan-2026.toml", &[Scope::Total]);
    assert!(case.with(answer::html).contains("A share of tonnes is not yet security"));
    case.asked = Some(Asked::new(&case, &[0, 3]));
    let asked = case.asked.as_ref().unwrap();
    let worst = asked.stress.iter().max_by(|a, b| a.all.unmet.total_cmp(&b.all.unmet)).unwrap();
    let answer = case.with(answer::html);
    assert!(
        answer.contains(&format!("{}\u{a0}t", format::short(crate::report::words::few_tonnes(worst.all.unmet)))),
        "{answer}"
    );
    assert!(answer.contains("China stops for 12 months from January\u{a0}2"), "{answer}");
    assert!(answer.contains("To survive a stop of <bdi>China</bdi> for 3 months"), "{answer}");
    let payload = case.payload(page::LIMIT);
    let page = &payload["resilience"];
    for (k, one) in asked.stress.iter().enumerate() {
        let part = &page["stress"][k];
        approx::assert_relative_eq!(part["unmet"].as_f64().unwrap(), one.all.unmet);
        let short: f64 = part["short"].as_array().unwrap().iter().map(|cell| cell[2].as_f64().unwrap()).sum();
        approx::assert_abs_diff_eq!(short, one.detail.iter().map(|d| d.unmet).sum::<f64>(), epsilon = 1e-3);
    }
    let longest = asked.longest.all.months.map(u64::from);
    assert_eq!(page["survival"][0]["months"].as_u64(), longest);
    for ((months, _, frontier), part) in asked.surface.iter().zip(page["surface"].as_array().unwrap()) {
        assert_eq!(part["months"], *months);
        assert_eq!(part["found"]["picture"].is_null(), *months == 0, "the model itself asks for none");
        approx::assert_relative_eq!(
            part["found"]["least_cost"].as_f64().unwrap(),
            frontier.as_ref().unwrap().least_cost
        );
        // the plan that the second handle shows first costs what its frontier begins with
        if let Some(courses) = part["found"]["picture"]["cost"].as_array() {
            let first = |course: &Value| course.as_f64().or_else(|| course[0].as_f64()).unwrap();
            let unit = part["found"]["picture"]["units"]["cost"].as_f64().unwrap();
            let cost = unit * courses.iter().map(first).sum::<f64>();
            approx::assert_relative_eq!(cost, frontier.as_ref().unwrap().least_cost, max_relative = 1e-8);
        }
    }
}
