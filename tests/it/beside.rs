//! `frontier --beside`: the same frontier under other views.

use crate::input_base::Files;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn frontier(folder: &Path, arguments: &[&str]) -> Output {
    let all = ["frontier", "m.toml", "--levels", "1,0.5,0"];
    Command::new(env!("CARGO_BIN_EXE_stockpile")).args(all).args(arguments).current_dir(folder).output().unwrap()
}

/// The smallest model, and others beside it that say otherwise what Lynas asks, what they count in, or nothing of security.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let secure = Files::smallest().toml("\n[security]\ncountry = \"CN\"\n");
    let model = |text: &str| format!("[model]\nname = \"smallest{text}\"\ncurrency = \"USD\"\n");
    let named = |files: Files, text: &str| files.patch("m.toml", "[model]\n", &model(text));
    for (name, text, files) in [
        ("m", "", secure.clone()),
        ("cheap", ", cheap", secure.clone().patch("m.toml", "offers.csv", "cheap.csv")),
        ("open", ", open", Files::smallest()),
        ("none", ", none", secure.clone().patch("m.toml", "offers.csv", "none.csv")),
    ] {
        named(files, text).write_to(folder.path());
        std::fs::rename(folder.path().join("m.toml"), folder.path().join(format!("{name}.new"))).unwrap();
    }
    for name in ["m", "cheap", "open", "none"] {
        std::fs::rename(folder.path().join(format!("{name}.new")), folder.path().join(format!("{name}.toml"))).unwrap();
    }
    let offers =
        |lynas: &str| format!("supplier,element,price,capacity_per_year\nNorthern,Nd,,1200\nLynas,Nd,{lynas}\n");
    std::fs::write(folder.path().join("cheap.csv"), offers("110,600")).unwrap();
    std::fs::write(folder.path().join("none.csv"), "supplier,element,price,capacity_per_year\nLynas,Nd,150,60\n")
        .unwrap();
    let euros = std::fs::read_to_string(folder.path().join("m.toml")).unwrap().replace("USD", "EUR");
    std::fs::write(folder.path().join("euros.toml"), euros).unwrap();
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// 200 t at 100 a kilogramme; half of them from Lynas cost 50 a kilogramme more, or 10: 25 % and 5 %.
#[test]
fn each_view_has_its_own_costs_of_the_same_levels() {
    let folder = folder();
    let json = frontier(folder.path(), &["--beside", "cheap.toml", "--json"]);
    assert!(json.status.success(), "{}", text(&json.stderr));
    let found: Value = serde_json::from_slice(&json.stdout).unwrap();
    let rows: Vec<(&str, f64, f64)> = found["beside"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["model"].as_str().unwrap(), r["level"].as_f64().unwrap(), r["extra_percent"].as_f64().unwrap()))
        .collect();
    let expected = [
        ("smallest", 1.0, 0.0),
        ("smallest", 0.5, 25.0),
        ("smallest", 0.0, 50.0),
        ("smallest, cheap", 1.0, 0.0),
        ("smallest, cheap", 0.5, 5.0),
        ("smallest, cheap", 0.0, 10.0),
    ];
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!((row.0, row.1), (expected.0, expected.1));
        approx::assert_relative_eq!(row.2, expected.2, max_relative = 1e-9, epsilon = 1e-9);
    }

    // an override applies to all, the files of all are inputs, and the headline has the range
    let out = folder.path().join("out");
    let arguments = ["--beside", "cheap.toml", "--set", "scale.demand=0.5", "--out", out.to_str().unwrap()];
    let run = frontier(folder.path(), &arguments);
    assert!(run.status.success(), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("2.50 (25.00 %)") && text(&run.stdout).contains("0.50 (5.00 %)"));
    let manifest = std::fs::read_to_string(out.join("manifest.json")).unwrap();
    assert!(manifest.contains("cheap.csv") && manifest.contains("beside.csv"), "{manifest}");
    let report = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("(25\u{a0}%; 5\u{a0}% under <bdi>cheap</bdi>)"), "{}", &report[..3000]);
}

#[test]
fn what_cannot_stand_beside_is_refused() {
    let folder = folder();
    for (other, why) in [
        ("open.toml", "--beside open.toml: a frontier needs [security]"),
        ("euros.toml", "its costs are in \"EUR\", those of the other model in \"USD\""),
        ("none.toml", "--beside: one of the models has no plan at any level"),
        ("missing.toml", "missing.toml"),
    ] {
        let run = frontier(folder.path(), &["--beside", other]);
        assert_eq!(run.status.code(), Some(2), "{other}: {}", text(&run.stderr));
        assert!(text(&run.stderr).contains(why), "{other}: {}", text(&run.stderr));
    }
}
