//! Whatever bytes stand in a file, reading it ends with a model or with problems, never with a panic.

use proptest::prelude::*;

use crate::input_base::{Files, MODEL};

const TABLES: [(&str, &str); 16] = [
    ("elements", "element,name,group,reference_price,premium\nNd,,LREE,100,\n"),
    ("suppliers", "supplier,name,country,qualification_months,transit_months\nNorthern,,CN,,\nLynas,,AU,6,1\n"),
    ("feedstock", "supplier,country,share\nLynas,AU,0.5\nLynas,MM,0.5\n"),
    (
        "offers",
        "supplier,element,price,capacity_per_year,available_from,ramp_months\nNorthern,Nd,,1200,,\nLynas,Nd,150,600,2026-02,6\n",
    ),
    ("segments", "segment,shortage_cost,exclude_countries,reserve\nall,500,CN;MM,\nstate,,,true\n"),
    ("demand", "element,segment,period,quantity,low,high\nNd,all,*,50,,\nNd,all,2026-02,5,1,9\n"),
    ("routes", "supplier,segment,allowed,tariff\nLynas,all,true,0.1\n"),
    ("prices", "element,period,reference_price\nNd,2026-03,200\n"),
    ("stock", "element,segment,initial,capacity\nNd,all,5,500\n"),
    ("coverage", "element,segment,from,months,build_months\nNd,,2026,2,3\nNd,state,2026,1,\n"),
    ("contracts", "contract,supplier,from,until,min,max\nC,Lynas,2026-02,2026,5,50\n"),
    ("caps", "cap,country,supplier,scope,limit,measure\nA,*,,group:LREE,0.5,value\nB,,Lynas,element:Nd,1,\n"),
    ("substitutes", "element,segment,cost,max_share\nNd,all,7,0.5\n"),
    (
        "disruptions",
        "scenario,probability,start,months,country,availability,price_factor\nS,0.1,2026-02,2,CN,0.5,1.5\n",
    ),
    (
        "projects",
        "project,offer,max_capacity,capex,currency,lead_months,life_months,rate,from,until,low\nP,Lynas/Nd,600,50,AUD,1,120,0.05,2026,2026-03,40\n",
    ),
    ("fx", "currency,period,rate\nAUD,2026,0.6\nAUD,2026-03,0.7\n"),
];

/// A model with every table and every section.
fn everything() -> Files {
    let lines: String = TABLES.iter().map(|(table, _)| format!("{table} = \"{table}.csv\"\n")).collect();
    let head = MODEL.split("[tables]").next().unwrap();
    let toml = format!(
        "{head}[tables]\n{lines}[premium]\ncountry = \"CN\"\nfactor = 2\n[budget]\n2026 = 1e9\n[security]\ncountry = \"CN\"\nlevels = [0.5]\n[risk]\ncvar_weight = 0.5\n"
    );
    TABLES
        .iter()
        .fold(Files::smallest().file("m.toml", toml), |files, (table, text)| files.file(&format!("{table}.csv"), text))
}

/// Pieces that mean something in a table or model file, so that what is drawn is wrong in interesting ways.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: [&str; 40] = [
        ",",
        "\n",
        "\r\n",
        "\r",
        "\"",
        "\"\"",
        "*",
        "-",
        "2026",
        "2026-01",
        "9999-12",
        "0000",
        "1e308",
        "1e999",
        "nan",
        "-1",
        "0",
        ".5",
        "Nd",
        "Lynas",
        "all",
        "element",
        "period",
        "quantity",
        "low",
        "=",
        "[",
        "]",
        ".",
        "group:",
        "true",
        ";",
        "\u{feff}",
        " ",
        "\t",
        "\0",
        "é",
        "𝔑",
        "[model]\n",
        "12345678901234567890",
    ];
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Says everything there is to say, so that the places are worked out too.
fn read(files: &Files) {
    match files.read(&[]) {
        Ok(checked) => {
            stockpile::input::warnings(&checked.model);
        }
        Err(problems) => assert!(!problems.is_empty()),
    }
}

#[test]
fn a_model_with_everything_is_read() {
    let problems: Vec<String> = everything().read(&[]).err().iter().flatten().map(ToString::to_string).collect();
    assert_eq!(problems, Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_as_a_table(table in 0..TABLES.len(), bytes in pieces()) {
        read(&everything().file(&format!("{}.csv", TABLES[table].0), bytes));
    }

    #[test]
    fn any_bytes_in_the_middle_of_a_table(table in 0..TABLES.len(), at in 0.0..1.0, drop in 0..12usize, bytes in pieces()) {
        let (name, text) = TABLES[table];
        let at = (text.len() as f64 * at) as usize;
        let end = (at + drop).min(text.len());
        read(&everything().file(&format!("{name}.csv"), [&text.as_bytes()[..at], &bytes, &text.as_bytes()[end..]].concat()));
    }

    #[test]
    fn any_bytes_as_a_model_file(bytes in pieces()) {
        read(&everything().file("m.toml", bytes));
    }

    #[test]
    fn any_line_in_a_model_file(line in 0..12usize, bytes in pieces()) {
        let mut lines: Vec<&[u8]> = MODEL.as_bytes().split_inclusive(|&b| b == b'\n').collect();
        let at = line.min(lines.len());
        lines.insert(at, &bytes);
        read(&Files::smallest().file("m.toml", lines.concat()));
    }

    /// Any text in any cell of any table.
    #[test]
    fn any_cell(row in 0..24usize, column in 0..14usize, value in "[a-zA-Z0-9*.:;,-]{1,8}|0|1|-1|1e308|nan|2026|2026-02|true|Nd|Lynas|all|AU") {
        const KEYS: [&str; 24] = [
            "elements[Nd]", "suppliers[Lynas]", "feedstock[Lynas,MM]", "offers[Lynas/Nd]", "offers[Northern/Nd]", "segments[state]",
            "segments[all]", "demand[Nd,all,*]", "demand[Nd,all,2026-02]", "routes[Lynas,all]", "prices[Nd,2026-03]", "stock[Nd,all]",
            "coverage[Nd,,2026]", "coverage[Nd,state,2026]", "contracts[C]", "caps[A]", "caps[B]", "substitutes[Nd,all]",
            "disruptions[S,2026-02,CN,,]", "projects[P]", "fx[AUD,2026]", "fx[AUD,2026-03]", "feedstock[Lynas,AU]", "suppliers[Northern]",
        ];
        let columns = everything().columns(KEYS[row].split('[').next().unwrap());
        let key = format!("{}.{}", KEYS[row], columns[column % columns.len()]);
        let settings = [format!("{key}={value}")];
        match everything().read(&settings.each_ref().map(String::as_str)) {
            Ok(checked) => _ = stockpile::input::warnings(&checked.model),
            Err(problems) => {
                // whatever is wrong is this cell's doing, and the row it names is there
                prop_assert!(!problems.iter().any(|p| p.message.contains("has the key") || p.message.contains("no column")), "{problems:?}");
            }
        }
    }

    #[test]
    fn any_override(key in "[a-z.]{0,12}", value in ".{0,8}") {
        for key in [key.as_str(), "model.periods", "model.start", "scale.demand", "security.max_share", "budget.2026", "tables.demand"] {
            let _ = everything().read(&[&format!("{key}={value}")]);
        }
    }
}
