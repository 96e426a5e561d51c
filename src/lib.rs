//! stockpile: the purchases and stocks of critical materials at least cost, and the cost of each level of supply security.
//!
//! # The way through
//!
//! ```text
//! files ──input──▶ Model ──formulation──▶ Lp ──solver──▶ Solution ──certificate──▶ Proved ──plan──▶ Plan ──report──▶ files
//!                                          ▲                │
//!                                          └── analysis ────┘   Study: levels, frontier, floors, survival, alternatives, …
//! ```
//!
//! Modules on the left know nothing of those on the right. A [`Study`](analysis::study::Study) holds a model with the answers found so far; the command line ([`cli`])
//! and its batches ask it, and a library user can ask a model all that they ask.
//!
//! ```
//! use stockpile::analysis::study::Study;
//! use stockpile::input::{Overrides, Source};
//! use stockpile::model::Scope;
//! use stockpile::solver::Solver;
//!
//! let model = Source::read("models/minimal.toml".as_ref())?.model(&Overrides::default())?.model;
//! let study = Study::new(model, Solver::Simplex);
//!
//! let least = study.least_cost()?; // proved, or an error
//! assert_eq!(least.cost.round(), 1_200_000.0);
//! let half = study.at_level(0.5)?;
//! assert_eq!(half.level.as_ref().map(|level| level.extra_cost.round()), Some(300_000.0));
//! for point in &study.frontier(Scope::Total)?.points {
//!     println!("{:.3} of what is needed may depend: {:.0}", point.share, point.cost);
//! }
//! for purchase in &study.plan(&half).purchases {
//!     println!("{} t of {}", purchase.quantity, study.model().offer(purchase.offer).id);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Glossary
//!
//! | word | meaning |
//! | --- | --- |
//! | element, offer, pair | a material that is bought; one supplier's offer of it; one segment's need of one element |
//! | segment, reserve | a consumer or holder of stock; a segment without demand of its own that holds stock for the others |
//! | qualification, transit | months until a supplier's goods may be used; months from order to delivery |
//! | coverage, required stock | the months of following demand that must lie in stock; the tonnes that these are |
//! | requirement | the least that any plan must buy, if nothing is left short or substituted: a constant of the model |
//! | dependency, look-through | the share of the requirement that comes from the security country; counting its ores refined elsewhere |
//! | security level σ | the greatest share that may depend |
//! | floor | the least share that a security row can reach, whatever is paid |
//! | free share | the smallest share that costs nothing extra |
//! | frontier, breakpoint | the least cost at every level; a level at which its slope changes |
//! | marginal cost, levy | the cost of one percentage point less; the same for each unit that depends |
//! | shadow price | change of the cost per unit of a constraint's right-hand side |
//! | certificate | the distance of point and prices from proving each other optimal, computed from the program alone |
//! | trunk, course | the plan if nothing happens; the decisions from a disruption on |
//! | survival | months that a full stop of the security country can be lived through, whenever it comes |
//!
//! # Where a word is made
//!
//! A command is a file of `cli`; its words at a terminal, its tables and its page are made here:
//!
//! | words | module |
//! | --- | --- |
//! | of a plan, a level, a frontier, `alternatives` | `report::terminal`, which asks `report::level`, `report::decisions`, `report::orders`, `report::binding` and `report::causes` |
//! | where there is no plan | `report::no_plan`, `report::remedies` |
//! | of survival, `stress` and `hedge` | `report::resilience` |
//! | of other views beside a frontier | `report::beside` |
//! | of `assess`, `sensitivity` and `levers`, `diff`, `batch` | `report::assess`, `report::variants`, `report::diff`, `batch::show` |
//! | of `check`, `verify`, two runs compared, results written | `cli::check`, `cli::verify`, `cli::diff`, `cli::output` |
//! | of solvers and answers that do not prove themselves | `solver`, `analysis::proved` |
//! | of constraints, contracts and caps | `formulation::constraint`, `formulation::in_words`, `report::names` |
//! | of problems of the input | `input`, where they are found; their kinds in `diagnostic::code` |
//! | numbers, widths, wrapping | `report::words`, `report::figures` |
//! | columns of tables | `report::tables` |
//! | pages | `report::html`, their scripts in `report/html/page` |

// what no user of the library can reach says so
#![warn(unreachable_pub)]

pub mod analysis;
pub(crate) mod batch;
pub mod cli;
pub mod diagnostic;
pub mod formulation;
pub mod input;
pub mod lp;
pub mod model;
pub mod plan;
pub mod report;
pub mod simplex;
pub mod solver;
