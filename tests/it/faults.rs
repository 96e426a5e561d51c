//! Models on which an answer was once wrong or missing (tests/data/faults), with their neighbours of the same kind.

use crate::formulation::model;
use crate::input_base::Files;
use stockpile::analysis::frontier::{Frontier, frontier};
use stockpile::analysis::hedge;
use stockpile::analysis::least_cost::least_cost;
use stockpile::analysis::study::Study;
use stockpile::analysis::survival;
use stockpile::formulation::{Program, RowKey};
use stockpile::model::{Model, Part, Scope};
use stockpile::plan::Plan;
use stockpile::solver::Solver;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * b.abs().max(1.0)
}

fn walked(model: &Model, program: &Program, scope: Scope) -> Frontier {
    frontier(model, program, model.security.as_ref().unwrap(), scope, Solver::Simplex).unwrap()
}

/// By hand: 10 t of each of two elements from the cheaper supplier, at 10 a kg, who is not in the country.
#[test]
fn a_block_of_several_rows_that_depends_on_nothing_costs_what_its_plan_costs() {
    let model = model("tests/data/faults/free-at-nothing/m.toml");
    let program = Program::new(&model);
    let found = walked(&model, &program, Scope::Element);
    for level in [1.0, 0.5, 0.0] {
        assert!(close(found.cost(level), 200_000.0) && close(program.lp.objective(&found.plan(level)), 200_000.0));
    }
    assert!(found.floors.iter().all(|&floor| floor == 0.0));
}

/// As above, but one of the two elements can only come from the country: by hand 10 t at 10 and 10 t at 20 a kg at every level.
#[test]
fn nor_does_a_block_lose_its_plan_where_one_of_its_rows_stays_at_one() {
    let files = Files::smallest()
        .file("elements.csv", "element\ne0\ne1\n")
        .file("suppliers.csv", "supplier,country\na,C0\nb,C1\n")
        .file("offers.csv", "supplier,element,price\na,e0,20\na,e1,20\nb,e0,10\n")
        .file("demand.csv", "element,period,quantity\ne0,2026-01,10\ne1,2026-01,10\n")
        .table("caps", "cap,supplier,limit\nk,a,0.7\n")
        .toml("[security]\ncountry = \"C0\"\nscope = \"element\"\n");
    let model = files.read(&[]).unwrap_or_else(|e| panic!("{e:?}")).model;
    let program = Program::new(&model);
    let found = walked(&model, &program, Scope::Element);
    assert_eq!(found.floors, [0.0, 1.0]);
    for level in [1.0, 0.5, 0.0] {
        assert!(close(found.cost(level), 300_000.0) && close(program.lp.objective(&found.plan(level)), 300_000.0));
    }
}

/// The share was found by a second implementation.
#[test]
fn of_the_plans_of_least_cost_at_a_level_the_one_with_the_smallest_share_is_taken() {
    let model = model("tests/data/faults/tie/models/m.toml");
    let program = Program::new(&model);
    let security = model.security.as_ref().unwrap();
    let total = program.security_row(&model, security, Part::Total, true).unwrap();
    for &solver in Solver::ALL {
        let found = Study::new(model.clone(), solver).at_level(0.83).unwrap();
        assert!(close(total.share(&found.x), 0.598672344), "{}: {}", solver.name(), total.share(&found.x));
    }
}

/// The cost was found by microlp and by HiGHS.
#[test]
fn a_plan_that_depends_on_nothing_in_several_groups_is_proved() {
    let model = model("tests/data/faults/hard-to-prove/models/m.toml");
    let program = Program::new(&model);
    let found = Study::new(model, Solver::Simplex).solve().unwrap();
    assert!(close(program.lp.objective(&found.x), 6_246_742_127.75), "{}", program.lp.objective(&found.x));
}

/// A shortage cost far above all prices. Where doubles can still tell prices apart, the right plan is found: by hand it sells all that A has
/// in every month, 60 t of Nd and 3.3 t of Dy, which are 63.3 t of 124.92 t, beside 30.81 t that are short, 75.3 % in all. Where they
/// cannot, there is an error and never another plan.
#[test]
fn a_huge_penalty_hides_no_wrong_plan() {
    let model = model("tests/data/faults/penalty/m.toml");
    for (penalty, must) in [(1e6, true), (1e9, true), (1e12, true), (1e15, false), (1e18, false)] {
        let mut model = model.clone();
        model.segments.iter_mut().for_each(|segment| segment.shortage_cost = Some(penalty));
        let program = Program::new(&model);
        let security = model.security.as_ref().unwrap();
        let total = program.security_row(&model, security, Part::Total, true).unwrap();
        match Study::new(model.clone(), Solver::Simplex).least_cost() {
            Ok(found) => {
                let share = total.share(&found.x);
                assert!((share - (63.3 + 30.81) / 124.92).abs() < 1e-6, "{penalty:e}: {share}");
            }
            Err(error) => assert!(!must, "{penalty:e}: {error}"),
        }
    }
}

/// At every breakpoint, and at levels from the free share up, the plan shown has the share that a second solve finds on the optimal face.
#[test]
fn ties_are_broken_at_every_breakpoint() {
    let (mut compared, mut several) = (0, 0);
    for number in 1..=100 {
        let path = format!("tests/data/conformance/{number:03}/models/m.toml");
        let model = model(&path);
        let Some(security) = &model.security else { continue };
        let Ok(program) = survival::program(&model, Solver::Simplex) else { continue };
        let Some(total) = program.security_row(&model, security, Part::Total, security.look_through) else { continue };
        for scope in Scope::ALL {
            let found = match frontier(&model, &program, security, scope, Solver::Simplex) {
                Err(stockpile::analysis::Error::NoPlan) => continue,
                found => found.unwrap(),
            };
            let some = found.points.iter().step_by(1 + found.points.len() / 4).map(|point| point.share);
            for level in some.chain([1.0, 0.5 * (1.0 + found.free_share)].into_iter().filter(|&l| l > found.free_share))
            {
                let at = found.level(&model, &program, security, level).found.expect("a breakpoint has a plan");
                let mut limits = found.limits(level);
                // room for a row that stands on its floor
                limits.iter_mut().for_each(|limit| *limit += 1e-9 * limit.max(1.0));
                let lp = program.with_security(&found.rows, &limits);
                let other = total.share(&least_cost(&lp, &total.terms, Solver::Simplex).unwrap().x);
                let share = at.share_total.expect("the total row has a requirement");
                assert!((share - other).abs() < 1e-6, "{path} {} at {level}: {share}, {other}", scope.label());
                compared += 1;
                several += usize::from(found.rows.len() > 1);
            }
        }
    }
    assert!(compared > 1000 && several > 500, "{compared}, {several} of several rows");
}

/// 10 t are needed and others have 9 t of them: the floor is a tenth, which 1 − 0.9 is not in doubles, nor is 1 − 0.9 with capacities a rounding
/// apart on the other side. The level 0.1 is at the floor and counts as reached.
#[test]
fn a_level_at_the_floor_is_reached_though_doubles_tell_them_apart() {
    for capacity in ["108", "107.99999999999994", "108.00000000000006"] {
        let files = Files::smallest()
            .file("demand.csv", "element,period,quantity\nNd,*,10\n")
            .patch("offers.csv", "Lynas,Nd,150,600", &format!("Lynas,Nd,150,{capacity}"))
            .toml("[security]\ncountry = \"CN\"\n");
        let study = Study::new(files.read(&[]).unwrap_or_else(|e| panic!("{e:?}")).model, Solver::Simplex);
        let level = study.at_level(0.1).unwrap().level.clone().unwrap();
        assert!(level.attained() && (level.in_force - 0.1).abs() < 1e-12, "{capacity}: {level:?}");
        let levels = study.levels(Scope::Total, &[0.1]).unwrap();
        assert!(levels[0].attainable && (levels[0].found.unwrap().share - 0.1).abs() < 1e-12, "{levels:?}");
    }
}

/// A breakpoint at 10 %, which doubles put a little above it or a little below: what the next point costs is what lies under it, in any case. By hand:
/// 40 t in four months, of which Lynas delivers 36 at 50 a kg more than Northern, Serra the rest at 100 a kg more.
#[test]
fn a_level_at_a_breakpoint_costs_what_lies_below_it_though_doubles_tell_them_apart() {
    for capacity in ["108", "107.99999999999994", "108.00000000000006"] {
        let files = Files::smallest()
            .file("demand.csv", "element,period,quantity\nNd,*,10\n")
            .file("suppliers.csv", "supplier,country\nNorthern,CN\nLynas,AU\nSerra,BR\n")
            .patch("offers.csv", "Lynas,Nd,150,600", &format!("Lynas,Nd,150,{capacity}\nSerra,Nd,200,600"))
            .toml("[security]\ncountry = \"CN\"\n");
        let study = Study::new(files.read(&[]).unwrap_or_else(|e| panic!("{e:?}")).model, Solver::Simplex);
        let levels = study.levels(Scope::Total, &[1.0, 0.5, 0.1, 0.05, 0.0]).unwrap();
        let marginals: Vec<Option<f64>> = levels.iter().map(|level| level.found.unwrap().marginal_cost).collect();
        let tonnes = 40.0 / 100.0;
        let expected = [50e3, 50e3, 100e3, 100e3].map(|dearer| Some(dearer * tonnes));
        for (found, expected) in marginals.iter().zip(expected.into_iter().chain([None])) {
            let same = found.zip(expected).map_or(*found == expected, |(a, b)| close(a, b));
            assert!(same, "{capacity}: {marginals:?}");
        }
    }
}

/// The model's level is its floor, on which the exported rows stand exactly but for a little room: so any solver finds a plan. The cost is the
/// one that HiGHS found for the exported program.
#[test]
fn a_program_exported_at_its_floor_has_a_plan() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let args = ["export", "tests/data/failing/export-at-floor/models/m.toml", "--format", "mps", "--quiet"];
    let run =
        std::process::Command::new(env!("CARGO_BIN_EXE_stockpile")).args(args).current_dir(root).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mps = stockpile::lp::mps::Mps::parse(&run.stdout).unwrap();
    for &solver in Solver::ALL {
        let found = least_cost(&mps.lp, &[], solver).unwrap_or_else(|e| panic!("{}: {e}", solver.name()));
        let cost = mps.objective(mps.lp.objective(&found.x));
        assert!(close(cost, 3_865_105_660.0), "{}: {cost}", solver.name());
    }
}

/// Two models drawn at random on which the trunk's optimal face, solved first, leads nowhere: one with shortages at 1e12, one with a budget and look-through. Their
/// objectives were found by microlp on the whole tree too.
#[test]
fn a_hedge_does_not_rest_on_how_it_begins() {
    for (name, objective) in [("penalty", 15_873_243.957_6), ("budget", 4_487_005.204_52)] {
        let model = model(&format!("tests/data/faults/hedge-{name}/m.toml"));
        let program = survival::program(&model, Solver::Simplex).unwrap().with_reservations(&model);
        let found = Study::of_program(model.clone(), program.clone(), Solver::Simplex).solve().unwrap();
        let hedged = hedge::hedge(&model, &program, &found.lp, Solver::Simplex).unwrap();
        assert!(close(hedged.objective, objective), "{name}: {}", hedged.objective);
    }
}

/// At the lowest level each tonne of Nd that Lynas sells more lets one of Tb come from China, up to all Nd that China sells in six months, 6 · 0.006008 t. Stock is free,
/// and Nd costs so little beside Tb that the months' kinks on the way do not count.
#[test]
fn a_price_does_not_hold_beyond_kinks_that_do_not_count() {
    let study = Study::new(model("tests/data/faults/kinks-of-nothing/m.toml"), Solver::Simplex);
    let lowest = study.at_level(0.0).unwrap();
    let binding = study.binding(&lowest, 10);
    let capacity = binding.iter().find(|found| matches!(found.members[0].key, RowKey::Capacity { .. }));
    let range = capacity.expect("Lynas is sold out").range.expect("both sides are proved");
    assert!(close(range.looser.until, 0.001982 + 6.0 * 0.006008), "{range:?}");
}

/// Northern delivers 30 t before the window of the security rows, and in it what rounding leaves: nothing is bought there, and nothing depends on anybody.
#[test]
fn what_rounding_leaves_of_a_purchase_is_no_dependency() {
    let files = Files::smallest().toml("[security]\ncountry = \"CN\"\nfrom = \"2026-03\"\n");
    let model = files.read(&[]).unwrap_or_else(|e| panic!("{e:?}")).model;
    let program = Program::new(&model);
    let northern =
        program.purchases.iter().find(|purchase| model.supplier(model.offer(purchase.offer).supplier).id == "Northern");
    let first = northern.expect("Northern delivers").first_column;
    let mut x = vec![0.0; program.lp.cols()];
    (x[first], x[first + 2]) = (30.0, 1e-49);
    let plan = Plan::new(&model, &program, &x);
    assert_eq!((plan.share, plan.share_direct, plan.share_of_purchases), (Some(0.0), Some(0.0), None));
    x[first + 2] = 1.0;
    assert_eq!(Plan::new(&model, &program, &x).share_of_purchases, Some(1.0));
}
