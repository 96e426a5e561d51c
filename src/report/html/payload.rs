//! The page's data: one JSON record, keyed as the page reads it.

use super::Input;
use super::format::together;
use super::model_part::ModelPart;
use super::picture::{self, Picture, Thinning, largest};
use super::points::PointsPart;
use super::resilience::ResiliencePart;
use crate::analysis::frontier::causes::Held;
use crate::analysis::frontier::{Frontier, Level};
use crate::analysis::proved::Proved;
use crate::formulation::{Colour, CostParts, Term};
use crate::lp::verify::Certificate;
use crate::model::{Fact, Model, Part, Provenance};
use crate::plan::{Plan, StockValue};
use crate::report::beside::View;
use crate::report::binding;
use crate::report::causes::{Call, Group, because, groups};
use crate::report::level_figures::LevelFigures;
use crate::report::names::{part_for_people, row_for_people};
use serde::Serialize;
use std::borrow::Cow;

/// Everything on the page.
#[derive(Serialize)]
pub(super) struct Payload<'a> {
    /// The program's.
    pub version: &'static str,
    pub model: ModelPart<'a>,
    pub summary: SummaryPart<'a>,
    pub terms: Vec<TermPart>,
    pub scopes: Vec<ScopePart<'a>>,
    /// The frontier of the first scope under other views.
    pub beside: Vec<ViewPart<'a>>,
    /// The plan of `solve`, where there is no frontier.
    pub plan: Option<Picture>,
    /// The limits that cost the plan of `solve` most, a sentence each.
    pub binding: Vec<String>,
    /// The number of further ones.
    pub binding_left_out: usize,
    pub inputs: &'a [Provenance],
    /// The sources that the inputs name by an id.
    pub facts: &'a [Fact],
    /// All rows of the inputs, also those left out.
    pub inputs_total: usize,
    pub assumptions_total: usize,
    pub notes: Vec<&'a str>,
    /// The effects of disruptions, where they were asked for.
    pub resilience: Option<ResiliencePart>,
    /// Largest error of a quantity shown, tonnes, where the pictures had to be thinned to keep the file small.
    pub thinned: Option<f64>,
}

/// A term of the cost and how it looks: `colour` is its place among the page's colours, none the one of concern.
#[derive(Serialize)]
pub(super) struct TermPart {
    label: &'static str,
    title: &'static str,
    colour: Option<usize>,
    pattern: &'static str,
}

impl From<Term> for TermPart {
    fn from(term: Term) -> Self {
        let look = term.look();
        let colour = match look.colour {
            Colour::Palette(place) => Some(place),
            Colour::Concern => None,
        };
        Self { label: term.label(), title: term.title(), colour, pattern: look.pattern }
    }
}

/// summary.json without the fields that change from run to run.
#[derive(Serialize)]
pub(super) struct SummaryPart<'a> {
    status: &'static str,
    cost: Option<f64>,
    cost_parts: Option<CostParts>,
    share: Option<f64>,
    share_direct: Option<f64>,
    share_of_purchases: Option<f64>,
    requirement: f64,
    shortage: Option<f64>,
    stock_value: Option<StockValue>,
    variables: usize,
    constraints: usize,
    solver: Cow<'static, str>,
    certificate: Option<Certificate>,
    currency: &'a str,
}

#[derive(Serialize)]
pub(super) struct ScopePart<'a> {
    scope: &'static str,
    rows: Vec<RowPart<'a>>,
    least_cost: f64,
    free_share: f64,
    lowest_share: f64,
    points: PointsPart,
    levels: Vec<LevelFigures>,
    picture: Picture,
}

/// Another model's frontier.
#[derive(Serialize)]
pub(super) struct ViewPart<'a> {
    name: &'a str,
    least_cost: f64,
    free_share: f64,
    lowest_share: f64,
    points: PointsPart,
}

/// The frontiers of the first scope under other views.
fn views<'a>(input: &Input<'a>) -> Vec<ViewPart<'a>> {
    let Some(&(first, _)) = input.frontiers.first() else { return Vec::new() };
    let of_first = input.beside.iter().filter(|view| view.frontier.scope == first.scope);
    let part = |view: &View<'a>| ViewPart {
        name: view.name(input.model),
        least_cost: view.frontier.least_cost,
        free_share: view.frontier.free_share,
        lowest_share: view.frontier.lowest_share,
        points: PointsPart::new(view.frontier),
    };
    of_first.map(part).collect()
}

/// One security row: its name in constraints and its name for people.
#[derive(Serialize)]
struct RowPart<'a> {
    id: String,
    name: String,
    floor: f64,
    /// The part of it that still depends at the floor, and why.
    held: Vec<HeldPart<'a>>,
}

/// One element's part of the remaining dependency, and the reasons by kind.
#[derive(Serialize)]
struct HeldPart<'a> {
    name: String,
    element: Option<&'a str>,
    part: f64,
    /// In one sentence, without its end.
    because: String,
    why: Vec<Group>,
}

/// Bytes that facts may take.
const FACTS_LIMIT: usize = 300_000;

/// The first of some facts, as many as a page has room for.
pub(crate) fn facts_that_fit(facts: &[Fact]) -> &[Fact] {
    let size = |f: &Fact| {
        let texts = [&f.id, &f.statement, &f.title, &f.publisher, &f.date, &f.address, &f.note];
        // beside the texts the names of the fields
        100 + texts.map(String::len).iter().sum::<usize>()
    };
    let mut bytes = 0;
    let fit = facts.iter().take_while(|fact| {
        bytes += size(fact);
        bytes <= FACTS_LIMIT
    });
    &facts[..fit.count()]
}

impl<'a> HeldPart<'a> {
    fn new(model: &'a Model, held: &Held) -> Self {
        Self {
            name: held.element.map_or_else(|| "Several at once".into(), |e| part_for_people(model, Part::Element(e))),
            element: held.element.map(|e| model.element(e).id.as_str()),
            part: held.part,
            because: because(model, held, 2),
            why: groups(model, held, Call::Name, usize::MAX).0,
        }
    }
}

impl<'a> ScopePart<'a> {
    fn new(input: &Input<'a>, index: usize, thinning: Thinning) -> Self {
        let (frontier, levels) = input.frontiers[index];
        let model = input.model;
        let rows = frontier.rows.iter().enumerate().map(|(r, row)| RowPart {
            id: row.name(model),
            name: row_for_people(model, row),
            floor: frontier.floors[r],
            held: input.causes(index, r).iter().map(|held| HeldPart::new(model, held)).collect(),
        });
        Self {
            scope: frontier.scope.label(),
            rows: rows.collect(),
            least_cost: frontier.least_cost,
            free_share: frontier.free_share,
            lowest_share: frontier.lowest_share,
            points: PointsPart::new(frontier),
            levels: levels.iter().map(LevelFigures::from).collect(),
            picture: Picture::of_frontier(model, input.program, frontier, thinning),
        }
    }
}

impl<'a> Payload<'a> {
    pub(super) fn new(input: &Input<'a>, thinning: Thinning, inputs: usize) -> Self {
        let (model, program) = (input.model, input.program);
        let s = input.summary;
        let scopes: Vec<ScopePart> =
            (0..input.frontiers.len()).map(|index| ScopePart::new(input, index, thinning)).collect();
        let off = |(part, &(frontier, _)): (&ScopePart, &(&Proved<Frontier>, &Proved<Vec<Level>>))| {
            let plan: Plan = picture::first_plan(model, program, frontier);
            part.picture.tonnes_off(thinning, &largest(model, &plan))
        };
        let thinned = (thinning.0 > 0.0).then(|| scopes.iter().zip(input.frontiers).map(off).fold(0.0, f64::max));
        Self {
            version: env!("CARGO_PKG_VERSION"),
            model: ModelPart::new(model, program),
            summary: SummaryPart {
                status: s.status,
                cost: s.cost,
                cost_parts: s.cost_parts,
                share: s.share,
                share_direct: s.share_direct,
                share_of_purchases: s.share_of_purchases,
                requirement: s.requirement,
                shortage: s.shortage,
                stock_value: s.stock_value,
                variables: s.variables,
                constraints: s.constraints,
                solver: s.solved_by(),
                certificate: s.certificate,
                currency: &s.currency,
            },
            terms: Term::ALL.into_iter().map(TermPart::from).collect(),
            plan: input.plan.filter(|_| scopes.is_empty()).map(|plan| Picture::of_plan(model, program, plan)),
            scopes,
            beside: views(input),
            binding: input
                .binding
                .iter()
                .take(binding::NAMED)
                .map(|held| together(&binding::sentence(model, held)))
                .collect(),
            binding_left_out: input.binding.len().saturating_sub(binding::NAMED),
            inputs: &model.provenance[..inputs.min(model.provenance.len())],
            facts: facts_that_fit(&model.facts),
            inputs_total: model.provenance.len(),
            assumptions_total: model.provenance.iter().filter(|p| p.confidence == "assumption").count(),
            notes: input.notes.iter().map(String::as_str).collect(),
            resilience: ResiliencePart::new(model, input.resilience, thinning),
            thinned,
        }
    }
}
