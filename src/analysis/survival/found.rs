//! Survival in a plan that has it.

use super::cost;
use super::drivers::{Driver, driven_by};
use crate::analysis::Error;
use crate::analysis::level::Optimum;
use crate::analysis::study::Study;
use crate::analysis::tolerances::SAME_COST;
use crate::formulation::Program;
use crate::formulation::courses::Course;

/// The cost of survival in a plan, and its drivers.
#[derive(Debug, Clone, PartialEq)]
pub struct Survived {
    /// Months of the stop.
    pub months: u32,
    /// The cost above the cheapest plan without, under the same limits of the security rows.
    pub cost: f64,
    /// The stops and elements that drive it, those first of which 1 % less would save most.
    pub driven_by: Vec<Driver>,
}

impl Survived {
    /// Survival in an optimum of a study; `None` where the model asks for none.
    ///
    /// # Errors
    /// Failures of the solver.
    pub fn of(study: &Study, optimum: &Optimum) -> Result<Option<Self>, Error> {
        let (model, program) = (study.model(), study.program());
        let asked = model.security.as_ref().and_then(|security| security.survive_months);
        let Some(months) = asked.filter(|&months| months > 0) else { return Ok(None) };
        let limits = &optimum.lp.row_upper[program.lp.rows()..];
        let cost = cost(&Program::new(model), &optimum.rows, limits, optimum.cost, study.solver())?;
        let cost = if cost.abs() <= SAME_COST * optimum.cost.abs().max(1.0) { 0.0 } else { cost };
        Ok(Some(Self { months, cost, driven_by: driven_by(model, program, &optimum.y) }))
    }

    /// The course of the stop that drives the cost; where none does, of the first.
    pub fn course<'p>(&self, program: &'p Program) -> Option<&'p Course> {
        let start = self.driven_by.first().map(|driver| driver.start);
        let driving = program.courses.iter().find(|course| course.stop() == start);
        driving.or_else(|| program.courses.first())
    }
}
