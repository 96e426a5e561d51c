//! Problems with a published or hand-worked optimum, as models: tests/data/*/expected.toml says where each number comes from.

use approx::assert_relative_eq;
use std::path::{Path, PathBuf};
use stockpile::analysis::study::Study;
use stockpile::input::{Overrides, Source};
use stockpile::solver::Solver;
use toml_edit::DocumentMut;

fn problems() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut found: Vec<_> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|folder| folder.join("expected.toml").exists())
        .collect();
    found.sort();
    assert!(found.iter().any(|f| f.ends_with("dantzig")) && found.iter().any(|f| f.ends_with("sailco")));
    found
}

#[test]
fn every_solver_finds_the_published_optimum() {
    for folder in problems() {
        let expected: DocumentMut = std::fs::read_to_string(folder.join("expected.toml")).unwrap().parse().unwrap();
        let cost = expected["cost"].as_float().unwrap();
        let source = Source::read(&folder.join("model.toml")).unwrap_or_else(|e| panic!("{e}"));
        let model = source.model(&Overrides::default()).unwrap_or_else(|e| panic!("{e}")).model;
        for &solver in Solver::ALL {
            let what = format!("{} by {}", folder.display(), solver.name());
            let study = Study::new(model.clone(), solver);
            let found = study.solve().unwrap_or_else(|e| panic!("{what}: {e}"));
            let objective = study.program().lp.objective(&found.x);
            assert!((objective - cost).abs() <= 1e-9 * cost.abs(), "{what}: {objective}, expected {cost}");
            let prices = study.shadow_prices(&found);
            let Some(table) = expected.get("shadow_prices").and_then(|t| t.as_table()) else { continue };
            for (name, value) in table {
                let price = prices.iter().find(|p| p.key.name(&model) == name);
                let price = price.unwrap_or_else(|| panic!("{what}: no constraint {name}")).value;
                assert_relative_eq!(price, value.as_float().unwrap(), epsilon = 1e-9, max_relative = 1e-9);
            }
        }
    }
}
