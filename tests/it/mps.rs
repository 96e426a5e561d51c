//! Reading MPS: every section's rules, both formats, and bytes that are no program at all.

use proptest::prelude::*;
use stockpile::lp::mps::{Mps, MpsProblem};

const INF: f64 = f64::INFINITY;

fn parse(text: &str) -> Mps {
    Mps::parse(text.as_bytes()).unwrap()
}

/// The line and message of the error in `text`.
fn error(text: &str) -> (usize, String) {
    let e = Mps::parse(text.as_bytes()).unwrap_err();
    (e.line, e.problem.to_string())
}

/// One row `r` of type `kind` with a column `x`, and `rest` after COLUMNS.
fn one_row(kind: &str, rest: &str) -> Mps {
    parse(&format!("NAME t\nROWS\n N z\n {kind} r\nCOLUMNS\n x z 1 r 2\n{rest}\nENDATA\n"))
}

/// The bounds of column x after the bounds section `lines`.
fn bounds(lines: &[&str]) -> (f64, f64) {
    let text: String = lines.iter().map(|l| format!(" {l}\n")).collect();
    let mps = one_row("L", &format!("BOUNDS\n{text}"));
    (mps.lp.lower[0], mps.lp.upper[0])
}

#[test]
fn a_fixed_file_with_names_that_hold_blanks() {
    let mps = parse(
        "* a comment\n\
         NAME          TWO WORDS\n\
         ROWS\n\
         \x20N  COST\n\
         \x20L  ROW ONE\n\
         \x20N  OTHER\n\
         \x20E  ROW2\n\
         COLUMNS\n\
         \x20   COL A     COST      1.5            ROW ONE   -2.0\n\
         \x20   COL A     OTHER     9.0            ROW2      1D1\n\
         \x20   COLB      ROW2      1.0\n\
         RHS\n\
         \x20             COST      -7.0           ROW ONE   3.\n\
         BOUNDS\n\
         \x20UP BND       COL A     4.0\n\
         ENDATA\n",
    );
    assert_eq!(mps.name, "TWO WORDS");
    assert_eq!(mps.rows, ["ROW ONE", "ROW2"]);
    assert_eq!(mps.cols, ["COL A", "COLB"]);
    assert_eq!(mps.lp.cost, [1.5, 0.0]);
    assert_eq!(mps.lp.column(0).collect::<Vec<_>>(), [(0, -2.0), (1, 10.0)]);
    assert_eq!((mps.lp.row_lower.as_slice(), mps.lp.row_upper.as_slice()), (&[-INF, 0.0][..], &[3.0, 0.0][..]));
    assert_eq!((mps.lp.lower[0], mps.lp.upper[0]), (0.0, 4.0));
    assert_eq!(mps.offset, 7.0, "the objective's constant is its right-hand side negated");
    assert_eq!(mps.objective(2.0), 9.0);
}

#[test]
fn both_styles_of_sense_negate_the_costs() {
    for sense in ["OBJSENSE MAX\n", "OBJSENSE\n    MAXIMIZE\n", "objsense\n max\n"] {
        let mps = parse(&format!("NAME\n{sense}ROWS\n N z\n G r\nCOLUMNS\n x z 3 r 1\nRHS\n z 5\nENDATA"));
        assert!(mps.maximise);
        assert_eq!(mps.lp.cost, [-3.0]);
        // x = 2: 3·2 − 5
        assert_eq!(mps.objective(mps.lp.objective(&[2.0])), 1.0);
    }
    assert!(!parse("NAME\nOBJSENSE\n MIN\nROWS\n N z\nCOLUMNS\nENDATA").maximise);
}

/// The table of the format's definition (CPLEX, GLPK): what R does to a row with right-hand side 4.
#[test]
fn ranges_follow_the_type_and_for_equations_the_sign() {
    let row = |kind, r: &str| {
        let mps = one_row(kind, &format!("RHS\n s r 4\nRANGES\n s r {r}"));
        (mps.lp.row_lower[0], mps.lp.row_upper[0])
    };
    assert_eq!(row("L", "3"), (1.0, 4.0));
    assert_eq!(row("L", "-3"), (1.0, 4.0));
    assert_eq!(row("G", "3"), (4.0, 7.0));
    assert_eq!(row("G", "-3"), (4.0, 7.0));
    assert_eq!(row("E", "3"), (4.0, 7.0));
    assert_eq!(row("E", "-3"), (1.0, 4.0));
    assert_eq!(row("E", "0"), (4.0, 4.0));
    assert_eq!(row("G", "1e30"), (4.0, INF));
}

#[test]
fn every_type_of_bound() {
    assert_eq!(bounds(&[]), (0.0, INF));
    assert_eq!(bounds(&["LO b x 2"]), (2.0, INF));
    assert_eq!(bounds(&["UP b x 2"]), (0.0, 2.0));
    assert_eq!(bounds(&["UP x 2"]), (0.0, 2.0));
    assert_eq!(bounds(&["FX b x -2"]), (-2.0, -2.0));
    assert_eq!(bounds(&["FR b x"]), (-INF, INF));
    assert_eq!(bounds(&["FR x"]), (-INF, INF));
    assert_eq!(bounds(&["MI b x"]), (-INF, INF));
    assert_eq!(bounds(&["MI b x", "UP b x 5"]), (-INF, 5.0));
    assert_eq!(bounds(&["UP b x 5", "PL b x"]), (0.0, INF));
    assert_eq!(bounds(&["BV b x"]), (0.0, 1.0));
    assert_eq!(bounds(&["UP b x -2"]), (-INF, -2.0));
    assert_eq!(bounds(&["LO b x 0", "UP b x -2"]), (0.0, -2.0), "a lower bound that was given stays");
    assert_eq!(bounds(&["UP b x -2", "LO b x -9"]), (-9.0, -2.0));
    assert_eq!(bounds(&["LO b x -1e20", "UP b x 1e31"]), (-INF, INF));
    assert_eq!(bounds(&["UP b x 5", "UP other x 6"]), (0.0, 5.0), "only the first set counts");
}

#[test]
fn integers_are_flagged_and_binary_unless_bounded() {
    let mps = parse(
        "NAME\nROWS\n N z\n L r\nCOLUMNS\n a r 1\n M1 'MARKER' 'INTORG'\n b r 1\n c r 1\n M2 'MARKER' 'INTEND'\n\
         \x20d r 1\n e r 1\nBOUNDS\n LO s c 0\n UI s d 7\n BV s e\nENDATA",
    );
    assert_eq!(mps.integers, [false, true, true, true, true]);
    assert_eq!(mps.lp.upper, [INF, 1.0, INF, 7.0, 1.0]);
}

#[test]
fn markers_of_fixed_format() {
    let mps = parse(
        "NAME\nROWS\n N  z\n L  r r\nCOLUMNS\n    M1        'MARKER'                 'INTORG'\n    a         r r              1.0\n\
         \x20   M2        'MARKER'                 'INTEND'\n    b         r r              1.0\nENDATA",
    );
    assert_eq!(mps.integers, [true, false]);
}

#[test]
fn nothing_but_an_objective() {
    let mps = parse("NAME\nROWS\n N z\nCOLUMNS\n x z 1\nENDATA");
    assert_eq!((mps.lp.rows(), mps.lp.cols()), (0, 1));
    assert_eq!(parse("ROWS\nCOLUMNS\nENDATA").lp.cols(), 0);
}

#[test]
fn errors_name_the_line() {
    let head = "NAME\nROWS\n N z\n L r\nCOLUMNS\n x z 1 r 2\n";
    let with = |rest: &str| error(&format!("{head}{rest}\nENDATA"));
    assert_eq!(with(" x q 1"), (7, r#"row "q" is not defined"#.into()));
    assert_eq!(with(" y r one"), (7, r#""one" is not a number"#.into()));
    assert_eq!(with(" y r nan"), (7, r#""nan" is not a number"#.into()));
    assert_eq!(with(" y r inf"), (7, r#""inf" cannot be infinite here"#.into()));
    assert_eq!(with(" x r 1").1, r#"entry "x, r" is there already"#);
    assert_eq!(with(" x z 1").1, r#"entry "x, z" is there already"#);
    assert_eq!(with(" y r 1\n x r 1"), (8, r#"column "x" is there already"#.into()));
    assert_eq!(with("RHS\n s r 1\n s r 2"), (9, r#"right-hand side of "r" is there already"#.into()));
    assert_eq!(with("RHS\n s r -1e30"), (8, r#""-1e30" cannot be infinite here"#.into()));
    assert_eq!(with("RANGES\n s r 1\n s r 2"), (9, r#"range of "r" is there already"#.into()));
    assert_eq!(
        with("BOUNDS\n SC b x 3"),
        (8, r#"bound type "SC" is not one of LO, UP, FX, FR, MI, PL, BV, LI, UI"#.into())
    );
    assert_eq!(with("BOUNDS\n UP b q 3"), (8, r#"column "q" is not defined"#.into()));
    assert_eq!(with("ROWS\n L q"), (7, "section ROWS is out of place".into()));
    assert_eq!(with("QMATRIX\n x x 1").0, 7);
    assert_eq!(error(head), (7, "the file ends without ENDATA".into()));
    assert_eq!(error("NAME\nROWS\n N z\n N z\nCOLUMNS\nENDATA"), (4, r#"row "z" is there already"#.into()));
    assert_eq!(error("NAME\nROWS\n X z\n"), (3, r#"row type "X" is not one of N, L, G, E"#.into()));
    let latin = [head.as_bytes(), b" \xe9 r 1\nENDATA"].concat();
    assert_eq!(Mps::parse(&latin).unwrap_err().problem, MpsProblem::Encoding);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Mps::parse(&bytes);
    }

    /// Lines that are nearly right get further than random bytes do.
    #[test]
    fn no_lines_make_it_panic(lines in proptest::collection::vec(prop_oneof![
        Just("NAME x".to_owned()), Just("ROWS".into()), Just("COLUMNS".into()), Just("RHS".into()), Just("RANGES".into()),
        Just("BOUNDS".into()), Just("ENDATA".into()), Just("OBJSENSE".into()), Just(" MAX".into()), Just(" N z".into()),
        Just(" L r".into()), Just(" E q".into()), Just("    x  r  1e300 q -1e300".into()), Just(" x z 1".into()),
        Just("    M1        'MARKER'                 'INTORG'".into()), Just(" s r 1e300".into()), Just(" s q -inf".into()),
        Just(" UP s x -1".into()), Just(" FR x".into()), Just(" FX s x 1e40".into()), "[ A-Zé$]{0,70}",
    ], 0..40)) {
        if let Ok(mps) = Mps::parse(lines.join("\n").as_bytes()) {
            prop_assert!(mps.lp.row_lower.iter().chain(&mps.lp.row_upper).chain(&mps.lp.lower).all(|v| !v.is_nan()));
        }
    }
}
