//! The engine by phases, on synthetic programs: build, write, read, solve, walk.
//!
//! ```text
//! cargo bench --bench engine
//! ```

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use stockpile::lp::export::{Names, write_lp, write_mps};
use stockpile::lp::mps::Mps;
use stockpile::simplex::{parametric_cost, solve};

#[path = "synthetic.rs"]
mod synthetic;

fn phases(c: &mut Criterion) {
    let mut group = c.benchmark_group("engine");
    group.sample_size(10);
    for size in ["9x12x36x1", "9x12x36x3", "9x12x36x1+budget"] {
        let id = |phase| BenchmarkId::new(phase, size);
        let parsed: synthetic::Size = size.parse().expect("a size of the right form");
        group.bench_function(id("build"), |b| b.iter(|| synthetic::synthetic(black_box(parsed))));
        let model = synthetic::synthetic(parsed);
        let names = Names { program: size, rows: &model.rows, cols: &model.cols };
        let mut text = Vec::new();
        write_mps(&mut text, &model.lp, &names, 0.0).expect("a Vec takes all that is written");
        let mut out = Vec::with_capacity(2 * text.len());
        group.bench_function(id("write MPS"), |b| {
            b.iter(|| {
                out.clear();
                write_mps(&mut out, &model.lp, &names, 0.0)
            });
        });
        group.bench_function(id("write LP"), |b| {
            b.iter(|| {
                out.clear();
                write_lp(&mut out, &model.lp, &names, 0.0)
            });
        });
        group.bench_function(id("read MPS"), |b| b.iter(|| Mps::parse(black_box(&text))));
        group.bench_function(id("solve least cost"), |b| b.iter(|| solve(&model.lp, None)));
        let half = model.at(0.5);
        group.bench_function(id("solve one level"), |b| b.iter(|| solve(&half, None)));
        group.bench_function(id("walk"), |b| b.iter(|| parametric_cost(&model.lp, &model.load, None)));
    }
    group.finish();
}

criterion_group!(benches, phases);
criterion_main!(benches);
