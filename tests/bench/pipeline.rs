//! From files to files, phase by phase: read, build, solve, write, on the Japan model.
//!
//!     cargo bench --bench pipeline

use criterion::{Criterion, criterion_group, criterion_main};
use std::path::Path;
use stockpile::analysis::frontier::frontier;
use stockpile::analysis::study::Study;
use stockpile::formulation::Program;
use stockpile::input::{Overrides, Source};
use stockpile::model::Scope;
use stockpile::report::tables;
use stockpile::solver::Solver;

fn phases(c: &mut Criterion) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/japan-2026.toml");
    let source = Source::read(&path).expect("the model is in order");
    let model = source.model(&Overrides::default()).expect("the model is in order").model;
    let program = Program::new(&model);
    let security = model.security.as_ref().expect("the model has a security level");
    let study = || Study::new(model.clone(), Solver::Simplex);
    let solved = study();
    let plan = solved.plan(&solved.at_level(0.5).expect("the level has a plan"));

    c.bench_function("read", |b| b.iter(|| Source::read(&path)));
    c.bench_function("check", |b| b.iter(|| source.model(&Overrides::default())));
    c.bench_function("build", |b| b.iter(|| Program::new(&model)));
    c.bench_function("solve", |b| b.iter_with_setup(study, |study| study.at_level(0.5)));
    c.bench_function("frontier", |b| b.iter(|| frontier(&model, &program, security, Scope::Total, Solver::Simplex)));
    c.bench_function("write", |b| {
        b.iter(|| {
            let (purchases, stock) = (tables::purchases(&model, &plan), tables::stock(&model, &plan));
            purchases.write_csv(std::io::sink()).and_then(|()| stock.write_csv(std::io::sink()))
        });
    });
}

criterion_group!(benches, phases);
criterion_main!(benches);
