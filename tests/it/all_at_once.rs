//! All problems of an input are said in one run: a cell that cannot be read hides no unknown name of its own row, and makes none up.

use std::process::Command;

use crate::input_base::Files;

/// The messages about the files, sorted, without hints.
fn said(files: &Files) -> Vec<String> {
    let problems = files.read(&[]).err().unwrap_or_default();
    let mut lines: Vec<String> =
        problems.iter().map(|problem| problem.to_string().lines().next().unwrap().to_owned()).collect();
    lines.sort();
    lines
}

#[test]
fn a_bad_cell_hides_no_unknown_name_of_its_row() {
    let files = Files::smallest()
        .file("demand.csv", "element,period,quantity\nNd,*,50\nXd,2026-13,-5\n")
        .file("elements.csv", "element,reference_price,premium\nNd,100,\n")
        .table("contracts", "contract,supplier,element,from,until,min\nc,Nobody,Xc,2026-13,2026-02,x\n")
        .table("prices", "element,period,reference_price\nXp,2026-99,5\n")
        .table("coverage", "element,from,months\nXv,2026-99,-3\n")
        .table("substitutes", "element,cost,max_share,from\nXs,-1,3,20\n")
        .table("routes", "supplier,segment,allowed\nNowhere,all,perhaps\n");
    let expected = [
        "contracts.csv:2: element: no element is called \"Xc\"",
        "contracts.csv:2: from: expected a date, YYYY-MM or YYYY, found \"2026-13\"",
        "contracts.csv:2: min: expected a number of at least 0, found \"x\"",
        "contracts.csv:2: supplier: no supplier is called \"Nobody\"",
        "coverage.csv:2: element: no element is called \"Xv\"",
        "coverage.csv:2: from: expected a date, YYYY-MM or YYYY, found \"2026-99\"",
        "coverage.csv:2: months: expected a number of at least 0, found \"-3\"",
        "demand.csv:3: element: no element is called \"Xd\"",
        "demand.csv:3: period: expected a date, YYYY-MM, YYYY or *, found \"2026-13\"",
        "demand.csv:3: quantity: expected a number of at least 0, found \"-5\"",
        "prices.csv:2: element: no element is called \"Xp\"",
        "prices.csv:2: period: expected a date, YYYY-MM or YYYY, found \"2026-99\"",
        "routes.csv:2: allowed: expected true or false, found \"perhaps\"",
        "routes.csv:2: supplier: no supplier is called \"Nowhere\"",
        "substitutes.csv:2: cost: expected a number of at least 0, found \"-1\"",
        "substitutes.csv:2: element: no element is called \"Xs\"",
        "substitutes.csv:2: from: expected a date, YYYY-MM or YYYY, found \"20\"",
        "substitutes.csv:2: max_share: expected a number between 0 and 1, found \"3\"",
    ];
    assert_eq!(said(&files), expected);
}

/// Of a row whose first name is blank the second is looked up; the blank one is no name that anything could be meant by.
#[test]
fn a_blank_name_hides_no_other_and_is_suggested_to_nobody() {
    let files = Files::smallest()
        .file("demand.csv", "element,period,quantity\nNd,*,50\n")
        .file("suppliers.csv", "supplier,country\nNorthern,CN\n,AU\n")
        .file("offers.csv", "supplier,element,price\nNorthern,Nd,\n,Xo,150\n")
        .table("contracts", "contract,supplier,element,min\n,Northern,Xc,1\nd,,Nd,1\n");
    let expected = [
        "contracts.csv:2: contract: the cell is blank",
        "contracts.csv:2: element: no element is called \"Xc\"",
        "contracts.csv:3: supplier: the cell is blank",
        "offers.csv:3: element: no element is called \"Xo\"",
        "offers.csv:3: supplier: the cell is blank",
        "suppliers.csv:3: supplier: the cell is blank",
    ];
    assert_eq!(said(&files), expected);
    let elements = Files::smallest().table("stock", "element,initial\n,1\nXs,x\n");
    let problems = elements.read(&[]).unwrap_err();
    let hints: Vec<&str> = problems.iter().filter_map(|problem| problem.hint.as_deref()).collect();
    assert!(hints.contains(&"known: Nd"), "{hints:?}");
}

/// Two rows whose dates or names cannot be read do not say the same thing, and a segment below two without a name is itself.
#[test]
fn what_cannot_be_read_is_not_twice_there() {
    let dates = Files::smallest().file("demand.csv", "element,period,quantity\nNd,*,50\nNd,may,5\nNd,june,5\n");
    assert_eq!(said(&dates).len(), 2, "{:?}", said(&dates));
    let segments = Files::smallest()
        .file("demand.csv", "element,segment,period,quantity\nNd,d,*,50\n")
        .table("segments", "segment,reserve\n,false\n,false\nc,true\nd,false\n");
    let blank = |line| format!("segments.csv:{line}: segment: the cell is blank");
    assert_eq!(said(&segments), [blank(2), blank(3)]);
}

#[test]
fn a_plan_of_ones_own_says_all_that_is_wrong_with_a_row() {
    let folder = tempfile::tempdir().unwrap();
    let plan = "period,element,segment,supplier,offer,quantity\n2026-13,Nx,zz,Nobody,none,x\n2026-01,Nd,zz,Lynas,,1\n";
    Files::smallest().file("mine.csv", plan).write_to(folder.path());
    let at = |file: &str| folder.path().join(file);
    let run = Command::new(env!("CARGO_BIN_EXE_stockpile"));
    let run = { run }.arg("assess").args([at("m.toml"), at("mine.csv")]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8(run.stderr).unwrap();
    for problem in [
        "mine.csv:2: quantity: expected a number",
        "mine.csv:2: period: expected a date",
        "mine.csv:2: no element \"Nx\"",
        "mine.csv:2: no supplier \"Nobody\"",
        "mine.csv:2: no offer \"none\"",
        "mine.csv:3: nobody named \"zz\"",
    ] {
        assert!(said.contains(problem), "{problem:?} is not in\n{said}");
    }
}
