//! The texts of every command on models without a currency: nothing stands where its name would, neither a double blank nor one before a
//! comma, a full stop or the end of a line.

use crate::batch_base::run;
use crate::input_base::Files;
use std::path::Path;

/// Two elements, two users, a supplier that must be approved, disruptions, and every instrument that costs money; no currency.
fn nameless() -> Files {
    Files::none()
        .file("m.toml", MODEL)
        .file("elements.csv", "element,name,group,reference_price\nNd,neodymium,light,10\nDy,dysprosium,heavy,80\n")
        .file(
            "suppliers.csv",
            "supplier,name,country,qualification_months,transit_months\n\
             a,Mine A,AA,0,1\nb,Mine B,XB,3,1\nc,Mine C,XC,0,0\n",
        )
        .file(
            "offers.csv",
            "supplier,element,price,capacity_per_year,price_floor,surge,reservation_fee,low,high\n\
             a,Nd,10,,,,,,\nb,Nd,15,144,,0.5,1,130,160\na,Dy,80,,,,,,\nb,Dy,120,20,,,,,\nc,Dy,,1,90,,,,\n",
        )
        .file("segments.csv", "segment,name,shortage_cost\nmag,magnets,1000\nlab,laboratories,400\n")
        .file("demand.csv", "element,segment,period,quantity,low,high,confidence\nNd,mag,*,10,8,12,assumption\nDy,lab,*,1,,,\n")
        .file("caps.csv", "cap,country,limit\nk,AA,0.95\n")
        .file("contracts.csv", "contract,supplier,element,from,until,min,max\nv,a,Nd,2026-01,2026-12,12,100\n")
        .file("projects.csv", "project,offer,max_capacity,capex,lead_months,life_months\np,b/Dy,4,1000,6,120\n")
        .file("stock.csv", "element,segment,initial\nNd,mag,30\n")
        .file(
            "disruptions.csv",
            "scenario,probability,start,months,country,availability\nstop,0.1,2026-09,3,AA,0\nhalf,0.2,2027-01,1,AA,0.5\n",
        )
}

const MODEL: &str = "\
[model]
name = \"Nameless\"
start = \"2026-01\"
periods = 18
period = \"month\"
price_unit = \"kg\"
discount_rate = 0.05
[stock]
holding_rate = 0.1
[security]
country = \"AA\"
levels = [1.0, 0.6, 0.4, 0.0]
survive_from = \"2026-08\"
[tables]
elements = \"elements.csv\"
suppliers = \"suppliers.csv\"
offers = \"offers.csv\"
segments = \"segments.csv\"
demand = \"demand.csv\"
caps = \"caps.csv\"
contracts = \"contracts.csv\"
projects = \"projects.csv\"
stock = \"stock.csv\"
disruptions = \"disruptions.csv\"
";

/// The faults of a text for people, line by line; lines of tables are padded, and may have several blanks beside each other.
fn gaps(text: &str) -> Vec<String> {
    let faulty = |line: &&str| {
        let inside = line.trim_start_matches([' ', '\u{a0}']);
        let table = inside.starts_with(['│', '┌', '└', '╞']);
        let before = [" ,", " .", " ;", " :", " )"].iter().any(|gap| inside.replace('\u{a0}', " ").contains(gap));
        before || !table && (inside.contains("  ") || inside.ends_with(' '))
    };
    text.lines().filter(faulty).map(str::to_owned).collect()
}

/// The text of a page as its readers see it, a line for each block, and the sentences that its scripts show.
fn visible(page: &str) -> String {
    const INLINE: [&str; 10] = ["strong", "bdi", "span", "code", "a", "i", "em", "wbr", "small", "b"];
    let (mut text, mut rest) = (String::new(), page);
    while let Some(at) = rest.find('<') {
        let end = at + rest[at..].find('>').unwrap();
        let tag = rest[at + 1..end].trim_start_matches('/');
        let name = tag.split([' ', '\n', '/']).next().unwrap();
        text += &rest[..at];
        if !INLINE.contains(&name) {
            text.push('\n');
        }
        rest = &rest[end + 1..];
        if matches!(name, "script" | "style") && !tag.ends_with('/') {
            let close = rest.find(&format!("</{name}")).unwrap_or(0);
            if tag.contains("id=\"payload\"") {
                sentences(&serde_json::from_str(&rest[..close]).unwrap(), &mut text);
            }
            rest = &rest[close..];
        }
    }
    (text + rest).lines().map(|line| line.trim().to_owned() + "\n").collect()
}

/// Strings of a record, a line each.
fn sentences(of: &serde_json::Value, text: &mut String) {
    match of {
        serde_json::Value::String(sentence) => *text += &format!("\n{sentence}\n"),
        serde_json::Value::Array(all) => all.iter().for_each(|one| sentences(one, text)),
        serde_json::Value::Object(all) => all.values().for_each(|one| sentences(one, text)),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}

/// A folder with the model's files, in which commands are run.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(files: &Files) -> Self {
        let folder = tempfile::tempdir().unwrap();
        files.write_to(folder.path());
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// Runs a command, a `@` of which stands for the folder; with `out` its results go there. Refuses gaps in all it says, and gives it.
    fn says(&self, code: i32, command: &str, out: Option<&str>) -> String {
        let mut args: Vec<String> = command.split(' ').map(|arg| arg.replace('@', &self.path(""))).collect();
        if let Some(out) = out {
            args.extend(["--out".into(), self.path(out)]);
        }
        let found = run(&args.iter().map(String::as_str).collect::<Vec<_>>());
        let text = [&found.stdout, &found.stderr].map(|text| String::from_utf8_lossy(text).into_owned()).concat();
        assert_eq!(found.status.code(), Some(code), "{command}: {text}");
        assert_eq!(gaps(&text), [""; 0], "{command}:\n{text}");
        assert!(!text.contains("\n\n\n"), "{command}:\n{text}");
        if let Some(page) = out.map(|out| self.path(out) + "/report.html").filter(|page| Path::new(page).exists()) {
            let text = visible(&std::fs::read_to_string(page).unwrap());
            assert!(text.len() > 1000, "{command}: {text}");
            assert_eq!(gaps(&text), [""; 0], "the page of {command}");
        }
        text
    }
}

#[test]
fn a_gap_is_seen() {
    let text = "  - it costs 12 .\nin  to begin\nsaves, \nA full stop. Then more.\n│ a   b │\n│ 1 , 2 │\n";
    assert_eq!(gaps(text), ["  - it costs 12 .", "in  to begin", "saves, ", "│ 1 , 2 │"]);
    let page =
        "<p>Cost <strong>12</strong> , all</p><td>a</td><td>b</td><script id=\"payload\">{\"a\":[\"in  it\"]}</script>";
    assert_eq!(gaps(&visible(page)), ["Cost 12 , all", "in  it"]);
}

#[test]
fn no_text_has_a_gap_where_a_currency_would_stand() {
    let desk = Desk::new(&nameless());
    desk.says(0, "check @m.toml", None);
    let solved = desk.says(0, "solve @m.toml", Some("solve"));
    assert!(solved.contains("what it costs in million to begin them later"), "{solved}");
    desk.says(0, "solve @m.toml --survive 2 --means", Some("survive"));
    desk.says(0, "solve @m.toml --max-share 0.4 --delays", Some("level"));
    desk.says(0, "frontier @m.toml", Some("frontier"));
    desk.says(0, "frontier @m.toml --scope total --scope element --survive 0,1,2 --means --stress", Some("surface"));
    desk.says(0, "frontier @m.toml --beside @m.toml", None);
    desk.says(0, "stress @m.toml", Some("stress"));
    desk.says(0, "hedge @m.toml", Some("hedge"));
    desk.says(0, "alternatives @m.toml --within 0.01", Some("alternatives"));
    desk.says(0, "levers @m.toml --level 0.5 --survive", Some("levers"));
    desk.says(0, "sensitivity @m.toml --level 0.5", Some("sensitivity"));
    desk.says(0, "assess @m.toml @solve/purchases.csv", Some("assess"));
    desk.says(0, "diff @solve @level", None);
    assert!(desk.says(0, "verify @solve", None).contains("no plan costs less than"));
    desk.says(0, "verify @frontier", None);
}

#[test]
fn nor_has_a_batch() {
    let desk = Desk::new(&nameless().file("runs.csv", "run,scale.price\nx,1\ny,1.5\nz,2\n"));
    let text = desk.says(0, "batch @runs.csv --model @m.toml", Some("batch"));
    assert!(text.contains("3 runs: 3 with an answer") && !text.contains("currency"), "{text}");
}

#[test]
fn nor_has_the_answer_that_there_is_no_plan() {
    let plan = "period,element,segment,supplier,quantity\n2026-03,Nd,mag,a,2000\n";
    let desk = Desk::new(&nameless().toml("[budget]\n2026 = 1000\n").file("mine/", "").file("mine/plan.csv", plan));
    let text = desk.says(3, "solve @m.toml", Some("none"));
    assert!(text.contains("budget of 2026"), "{text}");
    desk.says(3, "frontier @m.toml", None);
    desk.says(0, "assess @m.toml @mine/plan.csv", None);
}
