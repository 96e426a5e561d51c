use super::*;
use crate::report::html::tests::{Case, case};

/// Every figure, in both formats, of a model with names that would be markup.
#[test]
fn each_figure_is_drawn_and_names_in_it_are_text() {
    let case: Case = case("tests/browser/hostile/model.toml", &[crate::model::Scope::Total]);
    let files = case.with(|input| figures(&Format::ALL, input)).unwrap();
    assert_eq!(files.len(), 8);
    for ChartFigure { name, bytes } in files {
        if name.ends_with(".png") {
            let decoded = resvg::tiny_skia::Pixmap::decode_png(&bytes).unwrap();
            assert_eq!((decoded.width(), decoded.height()), (1920, 1080));
        } else {
            let svg = String::from_utf8(bytes).unwrap();
            assert!(!svg.contains("<img") && !svg.contains("<script") && !svg.contains("<b>"), "{name}");
            // it is well formed: a parser of XML reads it to its end
            resvg::usvg::Tree::from_str(&svg, &Default::default()).unwrap();
        }
    }
}

#[test]
fn formats_are_named_as_their_files_end() {
    assert_eq!("svg".parse(), Ok(Format::Svg));
    assert!("gif".parse::<Format>().is_err());
}

#[test]
fn a_line_keeps_its_ends_and_no_neighbours() {
    let line: Vec<(f64, f64)> = (0..=1000).map(|k| (k as f64 / 10.0, 100.0 - k as f64 / 10.0)).collect();
    let kept = draw::apart(&line, 100.0, 100.0);
    assert_eq!((kept.first(), kept.last()), (line.first(), line.last()));
    // every eighth: seven steps of 0.1 % both ways are less than 1 % of the picture
    assert_eq!(kept.len(), 126);
    assert_eq!(draw::apart(&line[..2], 100.0, 100.0), line[..2]);
    assert_eq!(draw::apart(&[(0.0, 0.0), (100.0, 1.0)], 100.0, 100.0).len(), 2);
}
