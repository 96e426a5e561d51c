//! Figures as people read them: small ones are not rounded away, one is no many, costs have their currency.

use crate::cli::{stockpile, text};
use crate::input_base::Files;
use std::path::Path;

/// models/minimal.toml with other demand of neodymium, and an element that only the country of concern sells.
fn two_elements(neodymium: &str) -> Files {
    let model = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/minimal.toml")).unwrap();
    Files::none()
        .file("m.toml", model.replace("../data/minimal/", ""))
        .file("elements.csv", "element,name\nNd,neodymium\nLa,lanthanum\n")
        .file("suppliers.csv", "supplier,name,country,qualification_months\na,Mine A,AA,0\nb,Mine B,XB,0\n")
        .file("offers.csv", "supplier,element,price\na,Nd,10\nb,Nd,15\na,La,1\n")
        .file("demand.csv", format!("element,period,quantity\nNd,*,{neodymium}\nLa,*,{neodymium}\n"))
}

/// The terminal's text and the page of a command on some files, the blanks of the page all alike.
fn says(files: &Files, command: &[&str]) -> [String; 2] {
    let folder = tempfile::tempdir().unwrap();
    files.write_to(folder.path());
    let (model, out) = (folder.path().join("m.toml"), folder.path().join("out"));
    let rest = [&[command[0], model.to_str().unwrap()], &command[1..], &["--out", out.to_str().unwrap()]].concat();
    let found = stockpile(&rest);
    assert!(found.status.success(), "{}", text(&found.stderr));
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    [text(&found.stdout), page.replace('\u{a0}', " ").replace("<strong>", "").replace("</strong>", "")]
}

/// A gram of each a month: 12 g · 11 USD a kilogramme are 0.132 USD in all, 0.06 of them for a neodymium at half as much again, by half.
#[test]
fn a_model_of_grams_costs_something() {
    let [terminal, page] = says(&two_elements("0.000001"), &["frontier", "--scope", "element"]);
    assert!(terminal.contains("least cost 0.13 USD"), "{terminal}");
    assert!(page.contains("costs USD 0.13 and"), "{page}");
    assert!(page.contains("costs USD 0.03 more (22.7 %)"), "{page}");
}

/// Lanthanum stays at 100 %, neodymium goes as low as is asked: a level in force that some do not reach.
#[test]
fn a_level_in_force_that_some_rows_do_not_reach_is_not_one_that_none_does() {
    let [terminal, page] = says(&two_elements("10"), &["frontier", "--scope", "element"]);
    let level = |of: &str| terminal.lines().find(|line| line.starts_with(&format!("│ {of} %"))).unwrap().to_owned();
    assert!(level("100.0").contains(" yes "), "{terminal}");
    assert!(level(" 50.0").contains(" not by all     50.0 %"), "{terminal}");
    assert!(page.contains("<td class=\"number\">not by all</td>"), "{page}");
    assert!(page.contains("No plan goes below 100 % for every element"), "{page}");
    let one = text(&stockpile(&["frontier", "models/minimal.toml"]).stdout);
    assert!(one.contains(" 0.0 %         no     33.3 %"), "{one}");
}

#[test]
fn verify_and_batch_say_the_currency() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    assert!(stockpile(&["solve", "models/minimal.toml", "--out", &at("out"), "--quiet"]).status.success());
    let proved = text(&stockpile(&["verify", &at("out")]).stdout);
    assert!(proved.contains("costs 1,200,000.00 USD; no plan costs less than 1,200,000.00 USD"), "{proved}");
    std::fs::write(at("runs.csv"), "run,scale.price\nx,1\n").unwrap();
    let batch = text(&stockpile(&["batch", &at("runs.csv"), "--model", "models/minimal.toml"]).stdout);
    assert!(batch.starts_with("1 run: 1 with an answer.\n"), "{batch}");
    assert!(batch.contains("Costs in million USD; P10"), "{batch}");
    std::fs::write(at("runs.csv"), "run,scale.price,model.currency\nx,1,EUR\ny,1,USD\n").unwrap();
    let batch = text(&stockpile(&["batch", &at("runs.csv"), "--model", "models/minimal.toml"]).stdout);
    assert!(batch.contains("Costs in million units, each in its model's currency; P10"), "{batch}");
}

/// The only figure with a range, and the only one with a source.
#[test]
fn one_uncertain_figure_is_no_figures() {
    let demand = "element,period,quantity,low,high,confidence\nNd,*,10,8,12,assumption\nLa,2026,12,,,\n";
    let files = two_elements("10").file("demand.csv", demand);
    let [terminal, page] = says(&files, &["sensitivity"]);
    assert!(terminal.contains("rests on 1 uncertain figure.\n"), "{terminal}");
    assert!(page.contains("The one uncertain figure is set to its low and to its high."), "{page}");
}
