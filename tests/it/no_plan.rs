//! Why there is no plan: constraints that stand against each other. The sets are worked out by hand on the smallest model: 50 t of Nd a month
//! for four months; Northern (CN) sells 100 t a month at 100 a kilogramme, Lynas (AU) 50 t a month at 150; nothing may be short.

use crate::batch_base::run;
use crate::input_base::Files;
use crate::random_draft::draw;
use stockpile::analysis::Error;
use stockpile::analysis::infeasibility::{Conflict, Relief, Remedies, Remedy, Setting, Trial, remedies};
use stockpile::analysis::study::Study;
use stockpile::formulation::{Program, RowKey, SecurityRow};
use stockpile::input::{Overrides, Source};
use stockpile::lp::Lp;
use stockpile::model::{Model, Unattainable};
use stockpile::solver::{Outcome, Solver, certified};

fn study(files: &Files, settings: &[&str]) -> Study {
    Study::new(files.read(settings).unwrap_or_else(|e| panic!("{e:?}")).model, Solver::Simplex)
}

/// The names of each set, sorted.
fn sets(study: &Study) -> Vec<Vec<String>> {
    assert_eq!(study.solve().unwrap_err(), Error::NoPlan);
    let found = study.conflicts(study.asked()).unwrap();
    found.iter().for_each(|conflict| is_irreducible(study, conflict));
    let names = |conflict: &Conflict| {
        let mut names: Vec<_> = conflict.members.iter().map(|member| member.key.name(study.model())).collect();
        names.sort();
        names
    };
    found.iter().map(names).collect()
}

/// The program with nothing in force but the constraints of `keys` and that no variable is negative.
fn only(program: &Program, rows: &[SecurityRow], lp: &Lp, keys: &[RowKey]) -> Lp {
    let mut lp = Lp { cost: vec![0.0; lp.cols()], ..lp.clone() };
    let all = program.rows.iter().copied().chain(rows.iter().map(SecurityRow::key));
    for (i, _) in all.enumerate().filter(|(_, key)| !keys.contains(key)) {
        (lp.row_lower[i], lp.row_upper[i]) = (f64::NEG_INFINITY, f64::INFINITY);
    }
    for j in 0..lp.cols() {
        let (lower, upper) = program.bound_keys(j);
        if lower.is_some_and(|key| !keys.contains(&key)) {
            lp.lower[j] = 0.0;
        }
        if upper.is_some_and(|key| !keys.contains(&key)) {
            lp.upper[j] = f64::INFINITY;
        }
    }
    lp
}

/// Built afresh from the program and asked of the engine from nothing: together there is no point, without any one there is.
fn is_irreducible(study: &Study, conflict: &Conflict) {
    let model = study.model();
    let study = &Study::as_written(model.clone(), Solver::Simplex);
    let keys: Vec<RowKey> = conflict.members.iter().map(|member| member.key).collect();
    let (lp, rows) = match model.security.as_ref().filter(|s| s.unattainable == Unattainable::Fail) {
        Some(_) => study.program_at(study.asked()).unwrap(),
        None => (study.program().lp.clone(), Vec::new()),
    };
    let has_point =
        |keys: &[RowKey]| match certified(Solver::Simplex, &only(study.program(), &rows, &lp, keys)).unwrap().outcome {
            Outcome::Optimal(_) => true,
            Outcome::Infeasible(_) => false,
            Outcome::Unbounded => panic!("nothing costs anything"),
        };
    assert!(!has_point(&keys), "{:?}", names(model, &keys));
    for left_out in &keys {
        let others: Vec<RowKey> = keys.iter().copied().filter(|key| key != left_out).collect();
        assert!(has_point(&others), "{} is not needed", left_out.name(model));
    }
}

fn names(model: &Model, keys: &[RowKey]) -> Vec<String> {
    keys.iter().map(|key| key.name(model)).collect()
}

fn months(of: &str, months: std::ops::RangeInclusive<usize>) -> Vec<String> {
    months.map(|month| of.replace("MM", &format!("2026-{month:02}"))).collect()
}

const DEMAND: &str = "balance[Nd,all,MM]";
const NORTHERN: &str = "capacity[Northern/Nd,MM]";
const LYNAS: &str = "capacity[Lynas/Nd,MM]";
const COVERAGE: &str = "coverage[Nd,all,MM]";

fn joined(parts: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut all = parts.concat();
    all.sort();
    vec![all]
}

/// 200 t are needed in January, and 150 t are for sale; later months say the same, and are left out.
#[test]
fn demand_against_capacity() {
    let files = Files::smallest().patch("demand.csv", "Nd,*,50", "Nd,*,200");
    let expected = joined(&[months(DEMAND, 1..=1), months(NORTHERN, 1..=1), months(LYNAS, 1..=1)]);
    assert_eq!(sets(&study(&files, &[])), expected);
}

/// Ten months' need, 500 t, must lie there at the end of January, when 100 t can be left over.
#[test]
fn required_stock_against_capacity() {
    let files = Files::smallest().table("coverage", "element,from,months\nNd,2026-01,10\n");
    let expected =
        joined(&[months(COVERAGE, 1..=1), months(DEMAND, 1..=1), months(NORTHERN, 1..=1), months(LYNAS, 1..=1)]);
    assert_eq!(sets(&study(&files, &[])), expected);
}

/// A month's need is 50 t, and there is room for 20 t: two bounds of one variable.
#[test]
fn required_stock_against_storage() {
    let files = Files::smallest()
        .table("coverage", "element,from,months\nNd,2026-01,1\n")
        .table("stock", "element,initial,capacity\nNd,0,20\n");
    let expected = joined(&[months(COVERAGE, 1..=1), months("storage[Nd,all,MM]", 1..=1)]);
    assert_eq!(sets(&study(&files, &[])), expected);
}

/// At least 60 t by one contract and at most 30 t by another; 300 t by a third, of which Lynas can deliver 200 t.
#[test]
fn contracts_against_each_other_and_against_capacity() {
    let contracts = "contract,supplier,min,max\nleast,Lynas,60,\nmost,Lynas,,30\n";
    let files = Files::smallest().table("contracts", contracts);
    assert_eq!(sets(&study(&files, &[])), [["contract_max[most]", "contract_min[least]"]]);
    let files = Files::smallest().table("contracts", "contract,supplier,min,max\nleast,Lynas,300,\n");
    let expected = joined(&[months("contract_min[least]", 1..=1), months(LYNAS, 1..=4)]);
    assert_eq!(sets(&study(&files, &[])), expected);
}

/// Of a supplier that offers nothing, nothing can be taken: the contract stands against nobody.
#[test]
fn a_contract_that_nobody_can_keep_stands_alone() {
    let files = Files::smallest()
        .patch("offers.csv", "Lynas,Nd,150,600", "Lynas,Nd,150,0")
        .table("contracts", "contract,supplier,min\nleast,Lynas,10\n");
    let found = sets(&study(&files, &[]));
    assert!(
        found == [["contract_min[least]"]]
            || found == joined(&[vec!["contract_min[least]".into()], months(LYNAS, 1..=4)]),
        "{found:?}"
    );
}

/// Lynas sells 25 t a month. What China may sell, 30 % of 200 t, is 60 t: used up in the third month, when 75 t are missing.
const SCARCE: (&str, &str, &str) = ("offers.csv", "Lynas,Nd,150,600", "Lynas,Nd,150,300");

fn scarce() -> Files {
    Files::smallest().patch(SCARCE.0, SCARCE.1, SCARCE.2)
}

#[test]
fn a_cap_and_a_security_level_against_demand() {
    let of = |limit: &str| joined(&[vec![limit.to_owned()], months(DEMAND, 1..=3), months(LYNAS, 1..=3)]);
    let capped = scarce().table("caps", "cap,country,limit\nchina,CN,0.3\n");
    assert_eq!(sets(&study(&capped, &[])), of("cap[china,CN]"));
    let secured = scarce().toml("[security]\ncountry = \"CN\"\nmax_share = 0.3\nunattainable = \"fail\"\n");
    assert_eq!(sets(&study(&secured, &[])), of("security[total]"));
    // under `relax` the row is held at its floor, and there is a plan
    assert!(study(&secured, &["security.unattainable=relax"]).solve().is_ok());
}

/// 110 % of 200 t from Lynas, which sells 200 t.
#[test]
fn a_minimum_share_against_capacity() {
    let files = Files::smallest().table("caps", "cap,supplier,min\nsecond source,Lynas,1.1\n");
    let expected = joined(&[vec!["cap_min[second source,Lynas]".into()], months(LYNAS, 1..=4)]);
    assert_eq!(sets(&study(&files, &[])), expected);
}

/// A month costs at least 5 million, and 9 million may be spent: not enough for two.
#[test]
fn a_budget_against_demand() {
    let files = Files::smallest().toml("[budget]\n2026 = 9e6\n");
    assert_eq!(sets(&study(&files, &[])), joined(&[vec!["budget[2026]".into()], months(DEMAND, 1..=2)]));
}

/// 200 t in January, of which a tenth can be substituted; 600 t in April, for which 300 t can be laid by before and a works add a tonne a month.
#[test]
fn substitution_and_projects_that_are_not_enough() {
    let files = Files::smallest()
        .patch("demand.csv", "Nd,*,50", "Nd,*,200")
        .table("substitutes", "element,cost,max_share\nNd,10,0.1\n");
    let january =
        [months(DEMAND, 1..=1), months(NORTHERN, 1..=1), months(LYNAS, 1..=1), months("substitute[Nd,all,MM]", 1..=1)];
    assert_eq!(sets(&study(&files, &[])), joined(&january));

    let works = "project,offer,max_capacity,capex,lead_months,life_months\nworks,Lynas/Nd,12,1,1,24\n";
    let files = Files::smallest().patch("demand.csv", "Nd,*,50", "Nd,*,50\nNd,2026-04,600").table("projects", works);
    let all = [vec!["project[works]".into()], months(DEMAND, 1..=4), months(NORTHERN, 1..=4), months(LYNAS, 1..=4)];
    assert_eq!(sets(&study(&files, &[])), joined(&all));
}

/// Two elements short by themselves are two reasons.
#[test]
fn parts_that_have_nothing_to_do_with_each_other_are_explained_each() {
    let files = Files::smallest().patch("elements.csv", "Nd,100\n", "Nd,100\nDy,500\n").patch(
        "demand.csv",
        "Nd,*,50",
        "Nd,*,200\nDy,*,1",
    );
    let found = sets(&study(&files, &[]));
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[1], ["balance[Dy,all,2026-01]"]);
}

/// A stop of two months from February on: Lynas delivers 25 t of 50 t in each, and 10 t can lie there before. So already in February
/// 15 t are missing.
#[test]
fn survival_against_storage_and_capacity() {
    let files = scarce()
        .table("stock", "element,initial,capacity\nNd,0,10\n")
        .toml("[security]\ncountry = \"CN\"\nsurvive_months = 2\nsurvive_from = \"2026-02\"\n");
    let found = sets(&study(&files, &[]));
    let expected = ["balance[2026-02,Nd,all,2026-02]", "capacity[2026-02,Lynas/Nd,2026-02]", "storage[Nd,all,2026-01]"];
    assert_eq!(found, [expected]);
}

/// Northern stops in April, nothing can be stored, and a cap lets Lynas deliver 20 t of the 50 before that: in the stop it delivers half as much again at most.
fn stopped_in_april() -> Files {
    Files::smallest()
        .toml("\n[security]\ncountry = \"CN\"\nsurvive_months = 1\nsurvive_from = \"2026-04\"\n")
        .table("stock", "element,initial,capacity\nNd,0,0\n")
        .table("caps", "cap,supplier,from,until,limit\nfew,Lynas,2026-04,2026-04,0.4\n")
}

#[test]
fn a_supplier_that_serves_first_whom_it_serves_already() {
    let files = stopped_in_april()
        .patch("offers.csv", "capacity_per_year", "capacity_per_year,surge")
        .patch("offers.csv", ",1200", ",1200,")
        .patch("offers.csv", ",600", ",600,0.5");
    let mut expected = [
        "balance[2026-04,Nd,all,2026-04]",
        "cap[few,Lynas]",
        "storage[Nd,all,2026-03]",
        "surge[2026-04,Lynas/Nd,2026-04]",
    ];
    expected.sort_unstable();
    assert_eq!(sets(&study(&files, &[])), [expected]);
    // at 150 % it delivers the 50 t
    assert!(study(&files, &["offers[Lynas/Nd].surge=1.5"]).solve().is_ok());
}

#[test]
fn goods_that_are_not_under_way() {
    let files = stopped_in_april()
        .patch("suppliers.csv", "country", "country,transit_months")
        .patch("suppliers.csv", "CN", "CN,0")
        .patch("suppliers.csv", "AU", "AU,1");
    let expected = [
        "balance[2026-04,Nd,all,2026-04]",
        "cap[few,Lynas]",
        "storage[Nd,all,2026-03]",
        "transit[2026-04,Lynas/Nd,all,2026-04]",
    ];
    assert_eq!(sets(&study(&files, &[])), [expected]);
    // what can come at once is ordered on the day
    assert!(study(&files, &["suppliers[Lynas].transit_months=0"]).solve().is_ok());
}

/// Lynas delivers 20 t and the reserve holds 20 t at most: 10 t of the 50 are missing.
#[test]
fn a_reserve_that_holds_too_little() {
    let files = stopped_in_april()
        .patch("offers.csv", ",600", ",240")
        .table("segments", "segment,reserve\nall,\nstore,true\n")
        .patch("demand.csv", "element,period,quantity\nNd,*", "element,segment,period,quantity\nNd,all,*")
        .patch(
            "stock.csv",
            "element,initial,capacity\nNd,0,0",
            "element,segment,initial,capacity\nNd,all,0,0\nNd,store,0,20",
        );
    let found = sets(&study(&files, &[]));
    // what the reserve had before the stop bounds what it releases twice: by its balance in the stop, and by all of it together
    let by = |what: &str| {
        let mut set = [
            "balance[2026-04,Nd,all,2026-04]",
            what,
            "capacity[2026-04,Lynas/Nd,2026-04]",
            "storage[Nd,all,2026-03]",
            "storage[Nd,store,2026-03]",
        ];
        set.sort_unstable();
        [set.map(str::to_owned).to_vec()]
    };
    assert!(found == by("release[2026-04,Nd,store]") || found == by("balance[2026-04,Nd,store,2026-04]"), "{found:?}");
}

/// Of random models without a plan every set is irreducible.
#[test]
fn sets_of_random_models_are_irreducible() {
    let mut explained = 0;
    for seed in 0..160 {
        let Ok(read) = draw(seed).files().read(&["security.unattainable=fail", "security.max_share=0.1"]) else {
            continue;
        };
        let study = Study::new(read.model, Solver::Simplex);
        if study.solve() == Err(Error::NoPlan) {
            let found = sets(&study);
            assert!(!found.is_empty() && found.iter().all(|set| !set.is_empty()), "seed {seed}");
            explained += 1;
        }
    }
    assert!(explained > 40, "{explained}");
}

/// The remedies of some files; each that `--set` can make is made so once more, and the same a hundredth less is not enough.
fn freed(files: &Files, settings: &[&str]) -> (Study, Remedies) {
    let folder = tempfile::tempdir().unwrap();
    files.write_to(folder.path());
    let overrides = Overrides::parse(settings).unwrap();
    let source = Source::read(&folder.path().join("m.toml")).unwrap();
    let study = Study::new(source.model(&overrides).unwrap().model, Solver::Simplex);
    let level = study.asked();
    let conflicts = study.conflicts(level).unwrap();
    let found = remedies(&Trial::new(&source, &overrides, &study, level.is_some()), &conflicts);
    let solves = |key: &str, value: &str| {
        let mut changed = overrides.clone();
        changed.set(key, value).unwrap();
        Study::new(source.model(&changed).unwrap().model, Solver::Simplex).solve().is_ok()
    };
    for Remedy { setting, now, value: amount, enough, change, .. } in &found.found {
        let Setting::Key { key, value } = setting else { continue };
        assert_eq!(solves(key, value), *enough, "{key}={value}");
        let dated =
            matches!(change, Relief::Approval { .. } | Relief::Opening(_) | Relief::LevelFrom | Relief::Survival);
        if *enough && !dated {
            let less = now + 0.99 * (amount - now);
            assert!(!solves(key, &less.to_string()), "{key}={value}, but {less} is enough");
        }
    }
    (study, found)
}

/// The settings of the remedies, `stock` for those that no key makes.
fn settings(found: &Remedies) -> Vec<String> {
    let said = |remedy: &Remedy| match &remedy.setting {
        Setting::Key { key, value } => format!("{key}={value}"),
        Setting::Stock { tonnes, .. } => format!("stock {tonnes}"),
    };
    found.found.iter().map(said).collect()
}

/// 50 t a month are missing: more from either supplier, 200 t at the start, or three quarters of the demand.
#[test]
fn what_frees_demand_against_capacity() {
    let files = Files::smallest().patch("demand.csv", "Nd,*,50", "Nd,*,200");
    let (_, found) = freed(&files, &[]);
    let expected = [
        "stock 200",
        "offers[Northern/Nd].capacity_per_year=1800",
        "offers[Lynas/Nd].capacity_per_year=1200",
        "scale.demand.Nd=0.75",
    ];
    assert_eq!(settings(&found), expected);
    // under multipliers that are set already the cell and the multiplier are what must be set
    let (_, found) = freed(&files, &["scale.capacity=0.5", "scale.demand.Nd=0.5"]);
    assert_eq!(
        settings(&found)[1..],
        [
            "offers[Northern/Nd].capacity_per_year=1800",
            "offers[Lynas/Nd].capacity_per_year=1200",
            "scale.demand.Nd=0.375"
        ]
    );
}

/// Lynas is to be approved for April. 120 t a month are needed, 100 t are for sale until then and 45 t lie there: enough for January and February, so it
/// must deliver in March. 15 t more would do, or 240 t a year.
#[test]
fn an_approval_sooner_frees() {
    let files = Files::smallest()
        .patch("demand.csv", "Nd,*,50", "Nd,*,120")
        .patch(
            "suppliers.csv",
            "supplier,country\nNorthern,CN\nLynas,AU",
            "supplier,country,qualification_months\nNorthern,CN,0\nLynas,AU,3",
        )
        .table("stock", "element,initial\nNd,45\n");
    let (study, found) = freed(&files, &[]);
    let all = settings(&found);
    assert_eq!(all[0], "delay.qualification.Lynas=-1", "{all:?}");
    assert!(
        all.contains(&"stock[Nd].initial=60".to_owned()) || all.contains(&"stock[Nd,].initial=60".to_owned()),
        "{all:?}"
    );
    assert!(all.contains(&"offers[Northern/Nd].capacity_per_year=1260".to_owned()), "{all:?}");
    let told = stockpile::report::no_plan::text(study.model(), &study.conflicts(None).unwrap(), &found);
    assert!(told.contains("Lynas approved 1 month sooner (first delivery to all in 2026-03)"), "{told}");
}

/// A contract dropped to what another allows, and the other way round; a budget of what four months cost.
#[test]
fn contracts_and_budgets_that_free() {
    let files = Files::smallest().table("contracts", "contract,supplier,min,max\nleast,Lynas,60,\nmost,Lynas,,30\n");
    assert_eq!(settings(&freed(&files, &[]).1), ["contracts[least].min=30", "contracts[most].max=60"]);
    let files = Files::smallest().toml("[budget]\n2026 = 9e6\n");
    assert_eq!(settings(&freed(&files, &[]).1)[0], "budget.2026=20000000");
    // a thousandth of what it must be: no multiple of a budget is where the search ends
    let files = Files::smallest().toml("[budget]\n2026 = 2e3\n");
    assert_eq!(settings(&freed(&files, &[]).1)[0], "budget.2026=20000000");
}

/// 100 t must come from China, half of 200 t. From February on 75 t lie there that nobody counts, and nothing more has to.
#[test]
fn levels_and_caps_that_free() {
    let capped = scarce().table("caps", "cap,country,limit\nchina,CN,0.3\n");
    let (_, found) = freed(&capped, &[]);
    assert_eq!(settings(&found)[0], "caps[china].limit=0.5");
    // 200·d − 100 ≤ 60·d; 4·c ≥ 140 a month of a twelfth of c
    assert_eq!(settings(&found)[2..], ["offers[Lynas/Nd].capacity_per_year=420", "scale.demand.Nd=0.714"]);
    let secured = scarce().toml("[security]\ncountry = \"CN\"\nmax_share = 0.3\nunattainable = \"fail\"\n");
    let (_, found) = freed(&secured, &[]);
    assert_eq!(settings(&found)[..2], ["security.max_share=0.5", "security.from=2026-02"]);
}

/// Two fifths of a month's need fit; or room for all of it. A tenth can be substituted and a quarter must be.
#[test]
fn bounds_that_free() {
    let files = Files::smallest()
        .table("coverage", "element,from,months\nNd,2026-01,1\n")
        .table("stock", "element,initial,capacity\nNd,0,20\n");
    let all = settings(&freed(&files, &[]).1);
    assert!(all.contains(&"scale.coverage.Nd=0.4".to_owned()), "{all:?}");
    assert!(all.iter().any(|set| set.starts_with("stock[Nd") && set.ends_with("].capacity=50")), "{all:?}");
    let files = Files::smallest()
        .patch("demand.csv", "Nd,*,50", "Nd,*,200")
        .table("substitutes", "element,cost,max_share\nNd,10,0.1\n");
    let all = settings(&freed(&files, &[]).1);
    assert!(all.iter().any(|set| set.starts_with("substitutes[Nd") && set.ends_with("].max_share=0.25")), "{all:?}");
}

/// 30 t can lie there, and 25 t come in each month of a stop: enough for one month, not for two; for two there must be room for 50 t.
#[test]
fn a_shorter_stop_frees() {
    let files = scarce()
        .table("stock", "element,initial,capacity\nNd,0,30\n")
        .toml("[security]\ncountry = \"CN\"\nsurvive_months = 2\nsurvive_from = \"2026-02\"\n");
    let all = settings(&freed(&files, &[]).1);
    assert_eq!(all[0], "security.survive_months=1");
    assert!(all.iter().any(|set| set.starts_with("stock[Nd") && set.ends_with("].capacity=50")), "{all:?}");
}

/// Two reasons: what resolves one leaves the other, and the first remedies of both together free a plan.
#[test]
fn several_reasons_are_resolved_each_and_together() {
    let files = Files::smallest().patch("elements.csv", "Nd,100\n", "Nd,100\nDy,500\n").patch(
        "demand.csv",
        "Nd,*,50",
        "Nd,*,200\nDy,*,1",
    );
    let (study, found) = freed(&files, &[]);
    assert!(found.found.iter().all(|remedy| !remedy.enough));
    assert_eq!(found.together.iter().map(|&k| found.found[k].set).collect::<Vec<_>>(), [Some(0), Some(1)]);
    let told = stockpile::report::no_plan::text(study.model(), &study.conflicts(None).unwrap(), &found);
    assert!(told.contains("Reason 2 of 2, Dy"), "{told}");
    assert!(told.contains("opening stock of Dy for all of 4 t (now 0)"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 100), "{told}");
}

/// A remedy of a random model frees a plan when it is set.
#[test]
fn remedies_of_random_models_hold() {
    let mut resolved = 0;
    for seed in 1000..1060 {
        let files = draw(seed).files();
        let asked = ["security.unattainable=fail", "security.max_share=0.1"];
        let Ok(read) = files.read(&asked) else { continue };
        if read.model.horizon.periods <= 15 && Study::new(read.model, Solver::Simplex).solve() == Err(Error::NoPlan) {
            resolved += freed(&files, &asked).1.found.len();
        }
    }
    assert!(resolved > 50, "{resolved}");
}

/// The second opinion explains the same, though microlp cannot prove a floor of this model by itself.
#[test]
fn microlp_explains_what_our_own_does() {
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/conformance/069/models/m.toml");
    let [own, other] = ["simplex", "microlp"].map(|solver| run(&["solve", model, "--solver", solver]));
    assert_eq!((own.status.code(), other.status.code()), (Some(3), Some(3)));
    let text = String::from_utf8(own.stdout).unwrap();
    assert_eq!(text, String::from_utf8(other.stdout).unwrap());
    assert!(text.contains("Reason 1 of 3: this cannot be met"), "{text}");
}
