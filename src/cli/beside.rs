//! `frontier --beside`: the same frontier of other models, which take other views of prices, say.

use super::output::Output;
use super::{ModelArgs, Stop};
use crate::analysis::Error;
use crate::analysis::frontier::Level;
use crate::analysis::proved::Proved;
use crate::analysis::study::Study;
use crate::input::check_scope;
use crate::model::{Model, Scope};
use crate::report::beside::View;
use crate::solver::Solver;
use rayon::prelude::*;
use std::path::PathBuf;

/// The other models, each with a study of its own.
pub(super) struct Beside(Vec<Study>);

/// Levels by model and scope.
pub(super) type Levels = Vec<Vec<(Scope, Proved<Vec<Level>>)>>;

impl Beside {
    /// Reads the models with the same overrides, and checks that they can stand beside `model`.
    pub(super) fn read(
        paths: &[PathBuf],
        args: &ModelArgs,
        model: &Model,
        scopes: &[Scope],
        solver: Solver,
        output: &Output,
    ) -> Result<Self, Stop> {
        let mut studies = Vec::new();
        for path in paths {
            let other = args.read_other(path, output)?.model;
            let usage = |why: String| Stop::Usage(format!("--beside {}: {why}", path.display()));
            if other.security.is_none() {
                return Err(usage("a frontier needs [security] in the model file".into()));
            }
            if other.currency != model.currency {
                let (ours, its) = (&model.currency, &other.currency);
                return Err(usage(format!("its costs are in \"{its}\", those of the other model in \"{ours}\"")));
            }
            for &scope in scopes {
                check_scope(&other, scope).map_err(|problem| usage(problem.to_string()))?;
            }
            studies.push(Study::new(other, solver));
        }
        Ok(Self(studies))
    }

    /// The levels of every scope, proved.
    pub(super) fn levels(&self, scopes: &[Scope], levels: &[f64]) -> Result<Levels, Stop> {
        let of = |study: &Study| scopes.iter().map(|&scope| Ok((scope, study.levels(scope, levels)?))).collect();
        let found: Result<_, Error> = self.0.par_iter().map(of).collect();
        found.map_err(|error| match error {
            Error::NoPlan => {
                Stop::Usage("--beside: one of the models has no plan at any level; `solve` says why".into())
            }
            error => error.into(),
        })
    }

    /// The views of the models, scope by scope.
    pub(super) fn views<'a>(&'a self, levels: &'a Levels) -> Result<Vec<View<'a>>, Stop> {
        let mut all = Vec::new();
        for (study, levels) in self.0.iter().zip(levels) {
            for (scope, levels) in levels {
                all.push(View { model: study.model(), frontier: study.frontier(*scope)?, levels });
            }
        }
        Ok(all)
    }
}
