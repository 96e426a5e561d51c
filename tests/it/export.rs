//! Writing programs: the spelling of names, the text itself, and what comes back from the reader.

use proptest::prelude::*;
use stockpile::lp::export::{Names, encode_name, write_lp, write_mps};
use stockpile::lp::{Builder, Lp, mps::Mps};

const INF: f64 = f64::INFINITY;

type Writer = fn(&mut Vec<u8>, &Lp, &Names, f64) -> std::io::Result<()>;

fn text(write: Writer, lp: &Lp, rows: &[String], cols: &[String], offset: f64) -> String {
    let mut out = Vec::new();
    write(&mut out, lp, &Names { program: "a plan", rows, cols }, offset).unwrap();
    String::from_utf8(out).unwrap()
}

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

/// Every kind of row and bound once.
fn everything() -> (Lp, Vec<String>, Vec<String>) {
    let mut b = Builder::default();
    let x = b.column(2.0, 0.0, INF);
    let y = b.column(-0.1, -INF, INF);
    let z = b.column(0.0, -INF, -3.0);
    let w = b.column(1.0, 4.0, 4.0);
    let v = b.column(1e-7, -2.0, 0.0);
    let u = b.column(0.0, 1.5, INF);
    b.column(0.0, 0.0, 1.0);
    b.row(2.0, INF, [(x, 1.0), (y, -1.0)]);
    b.row(-INF, 1e20 / 3.0, [(z, 1.0), (u, 2.5)]);
    b.row(7.0, 7.0, [(x, 1.0), (w, 1.0)]);
    b.row(-1.0, 5.0, [(v, 3.0), (x, -1.0)]);
    b.row(-INF, INF, [(x, 1.0)]);
    b.row(-4.0, INF, []);
    let rows = ["balance[Nd,all,2026-01]", "2nd", "e3", "range", "st", "empty"].map(str::to_owned).to_vec();
    let cols = ["buy[a b,2026-01]", "y:1", "z", "w", "v", "free", ".unused"].map(str::to_owned).to_vec();
    (b.build(), rows, cols)
}

#[test]
fn names_keep_letters_digits_and_four_signs() {
    assert_eq!(encode_name("balance[Nd,all,2026-01]"), "balance(Nd,all,2026-01)");
    assert_eq!(encode_name("group:HREE_1.x-y"), "group:HREE_1.x-y");
    assert_eq!(encode_name("security[group:LREE]"), "security(group:LREE)");
    assert_eq!(encode_name("cap[50%,*]"), "cap(50%25,%2A)");
    assert_eq!(encode_name("a b\t("), "a%20b%09%28");
    assert_eq!(encode_name("é"), "%C3%A9", "letters are ASCII; a byte is encoded, not a character");
    assert_eq!(encode_name("a,b"), "a%2Cb", "a comma separates only within brackets");
    assert_eq!(encode_name("x[]"), "x()");
    assert_eq!(encode_name(""), "%");
}

#[test]
fn the_text_of_both_formats() {
    let (lp, rows, cols) = everything();
    assert_eq!(
        text(write_mps, &lp, &rows, &cols, 12.5),
        "NAME a%20plan\nROWS\n N cost\n G balance(Nd,all,2026-01)\n L 2nd\n E e3\n G range\n G st\n G empty\n\
         COLUMNS\n buy(a%20b,2026-01) cost 2\n buy(a%20b,2026-01) balance(Nd,all,2026-01) 1\n buy(a%20b,2026-01) e3 1\n\
         \x20buy(a%20b,2026-01) range -1\n buy(a%20b,2026-01) st 1\n y:1 cost -0.1\n y:1 balance(Nd,all,2026-01) -1\n z 2nd 1\n\
         \x20w cost 1\n w e3 1\n v cost 1e-7\n v range 3\n free 2nd 2.5\n .unused cost 0\n\
         RHS\n RHS cost -12.5\n RHS balance(Nd,all,2026-01) 2\n RHS 2nd 3.333333333333333e19\n RHS e3 7\n RHS range -1\n\
         \x20RHS st -1e30\n RHS empty -4\nRANGES\n RNG range 6\n\
         BOUNDS\n FR BND y:1\n MI BND z\n UP BND z -3\n FX BND w 4\n LO BND v -2\n UP BND v 0\n LO BND free 1.5\n\
         \x20UP BND .unused 1\nENDATA\n"
    );
    assert_eq!(
        text(write_lp, &lp, &rows, &cols, -12.5),
        "\\ a%20plan\nMinimize\n cost: 2 buy(a%20b,2026%2D01) - 0.1 y%3A1 + w + 1e-7 v + 0 %2Eunused - 12.5\nSubject To\n\
         \x20balance(Nd,all,2026%2D01): buy(a%20b,2026%2D01) - y%3A1 >= 2\n %32nd: z + 2.5 %66ree <= 3.333333333333333e19\n\
         \x20%653: buy(a%20b,2026%2D01) + w = 7\n range: - buy(a%20b,2026%2D01) + 3 v >= -1\n\
         \x20range.upper: - buy(a%20b,2026%2D01) + 3 v <= 5\n %73t: buy(a%20b,2026%2D01) >= -1e30\n\
         \x20empty: 0 buy(a%20b,2026%2D01) >= -4\n\
         Bounds\n y%3A1 free\n -inf <= z <= -3\n w = 4\n -2 <= v <= 0\n %66ree >= 1.5\n 0 <= %2Eunused <= 1\nEnd\n"
    );
}

#[test]
fn long_rows_are_wrapped() {
    let mut b = Builder::default();
    let cols: Vec<String> = (0..100).map(|j| format!("column_{j}")).collect();
    (0..100).for_each(|_| {
        b.column(1.0, 0.0, INF);
    });
    b.row(1.0, INF, (0..100).map(|j| (j, -1.5)));
    let text = text(write_lp, &b.build(), &strings(&["r"]), &cols, 0.0);
    assert!(text.lines().all(|l| l.len() <= 130), "{text}");
    assert_eq!(text.matches("- 1.5 column_").count(), 100);
}

#[test]
fn what_cannot_be_written_is_refused_before_a_byte_is() {
    let mut b = Builder::default();
    b.column(1.0, 0.0, INF);
    b.row(3.0, 2.0, [(0, 1.0)]);
    b.row(3.0, 4.0, [(0, 1.0)]);
    let lp = b.build();
    let refuse = |write: Writer, lp: &Lp, rows: &[&str], cols: &[&str]| {
        let mut out = Vec::new();
        let (rows, cols) = (strings(rows), strings(cols));
        let error = write(&mut out, lp, &Names { program: "", rows: &rows, cols: &cols }, 0.0).unwrap_err();
        assert!(out.is_empty());
        error.to_string()
    };
    for write in [write_mps as Writer, write_lp] {
        assert!(refuse(write, &lp, &["a", "a"], &["x"]).contains("two rows"));
        assert!(refuse(write, &lp, &["a"], &["x"]).contains("a name for each"));
        let infinite = Lp { cost: vec![f64::NAN], ..lp.clone() };
        assert!(refuse(write, &infinite, &["a", "b"], &["x"]).contains("finite"));
        let infinite = Lp { lower: vec![INF], ..lp.clone() };
        assert!(refuse(write, &infinite, &["a", "b"], &["x"]).contains("\"x\""));
    }
    assert!(refuse(write_mps, &lp, &["a", "b"], &["x"]).contains("lower bound above"));
    assert!(
        text(write_lp, &lp, &strings(&["a", "b"]), &strings(&["x"]), 0.0).contains(" a: x >= 3\n a.upper: x <= 2\n")
    );
}

fn side() -> impl Strategy<Value = f64> {
    prop_oneof![3 => (-1000i32..1000).prop_map(|v| f64::from(v) / 8.0), 1 => -1e9..1e9, 1 => Just(0.0)]
}

/// `(lower, upper)` with every combination of missing and equal sides.
fn sides() -> impl Strategy<Value = (f64, f64)> {
    (side(), side(), 0..5).prop_map(|(a, b, kind)| match kind {
        0 => (a, a),
        1 => (a, INF),
        2 => (-INF, a),
        3 => (-INF, INF),
        _ => (a.min(b), a.max(b)),
    })
}

fn program() -> impl Strategy<Value = Lp> {
    let cols = proptest::collection::vec((side(), sides()), 0..8);
    let row = (sides(), proptest::collection::vec((0usize..8, side()), 0..6));
    (cols, proptest::collection::vec(row, 0..8)).prop_map(|(cols, rows)| {
        let mut b = Builder::default();
        for &(cost, (lower, upper)) in &cols {
            b.column(cost, lower, upper);
        }
        for ((lower, upper), terms) in rows {
            b.row(lower, upper, terms.into_iter().filter(|&(j, _)| j < cols.len()));
        }
        b.build()
    })
}

proptest! {
    /// A program that is written comes back as it was, but for the rounding of a range's width.
    #[test]
    fn mps_reads_back_to_the_same_program(lp in program(), offset in side()) {
        let rows: Vec<String> = (0..lp.rows()).map(|i| format!("row[{i},é]")).collect();
        let cols: Vec<String> = (0..lp.cols()).map(|j| format!("2 {j}")).collect();
        let mut read = Mps::parse(text(write_mps, &lp, &rows, &cols, offset).as_bytes()).unwrap();
        for (read, wrote) in [(&mut read.lp.row_lower, &lp.row_lower), (&mut read.lp.row_upper, &lp.row_upper)] {
            for (r, w) in read.iter_mut().zip(wrote).filter(|(r, w)| (**r - **w).abs() <= 4e-16 * w.abs().max(1e9)) {
                *r = *w;
            }
        }
        prop_assert_eq!(read.lp, lp);
        let spelt = |names: &[String]| names.iter().map(|n| encode_name(n)).collect::<Vec<_>>();
        prop_assert_eq!((read.rows, read.cols, read.offset), (spelt(&rows), spelt(&cols), offset));
    }
}
