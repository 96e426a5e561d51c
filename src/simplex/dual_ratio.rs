//! The ratio test of the dual simplex: which column enters, and which boxed ones flip before.

use super::blocks::{WIDTH, block, least};
use super::candidate::Candidate;
use super::kernel::{FREE, Kernel};
use super::tolerances::{PIVOT, SAME_RATIO};

/// The choice of the dual ratio test.
pub(crate) struct Entering {
    pub q: usize,
    /// Boxed columns that go to their other bound before.
    pub flips: Vec<u32>,
}

/// The rate at which a reduced cost falls towards its wrong side as that of the leaving variable moves, and its distance from there.
#[inline]
fn approach(a: f64, d: f64, sign: f64) -> (f64, f64) {
    let (rate, room) = if sign == FREE { (a.abs(), 0.0) } else { (sign * a, sign * d) };
    (rate, if room > 0.0 { room } else { 0.0 })
}

/// True if the ratio of room to rate is one, and past `past`.
#[inline]
fn is_candidate(rate: f64, room: f64, past: f64) -> bool {
    rate > PIVOT && room > past * rate
}

impl Kernel {
    /// Chooses the entering column for the row in `self.row`, whose basic variable has `gap` to make good by rising or falling.
    /// `None` if no column can help.
    ///
    /// Candidates come by rising ratio, in groups that lie within the tolerances of all that follow. A group that leaves something
    /// to make good even if all of it flips, flips; from the first that does not, the largest pivot enters.
    pub(crate) fn dual_ratio_test(&mut self, rises: bool, mut gap: f64) -> Option<Entering> {
        let direction = if rises { -1.0 } else { 1.0 };
        let mut near = std::mem::take(&mut self.candidates);
        let mut ends: Vec<f64> = Vec::new();
        let mut flips = Vec::new();
        let mut past = f64::NEG_INFINITY;
        let entering = 'found: loop {
            let longest = self.longest_step(direction, past);
            if longest.is_infinite() {
                break None;
            }
            // most candidates are far beyond the step, and mostly the first group is enough: only what is near is listed and sorted
            let reach = if past < 0.0 { longest } else { 10.0 * longest };
            self.list_candidates(direction, past, reach, &mut near);
            near.sort_unstable_by(|a, b| a.ratio.total_cmp(&b.ratio).then(a.j.cmp(&b.j)));
            // ends[k]: the longest step that no candidate from the k-th on forbids
            ends.clear();
            ends.extend(near.iter().rev().scan(f64::INFINITY, |end, c| {
                *end = end.min(c.harris);
                Some(*end)
            }));
            ends.reverse();
            let mut first = 0;
            while first < near.len() {
                let len = near[first..].partition_point(|c| c.ratio <= ends[first]);
                let group = &near[first..first + len];
                let width = |c: &Candidate| self.upper[c.j as usize] - self.lower[c.j as usize];
                let relief: f64 = group.iter().map(|c| c.rate * width(c)).sum();
                if relief >= gap {
                    let best = group.iter().reduce(|best, c| if c.rate > best.rate { c } else { best });
                    break 'found best.map(|c| Entering { q: c.j as usize, flips });
                }
                gap -= relief;
                flips.extend(group.iter().map(|c| c.j));
                first += len;
            }
            past = reach;
        };
        self.candidates = near;
        entering
    }

    /// The longest step that no candidate with a ratio past `past` forbids by more than its tolerance. Leaves the least ratio of
    /// each block in `nearest`.
    fn longest_step(&mut self, direction: f64, past: f64) -> f64 {
        let Self { row, d, sign, p, nearest, .. } = self;
        nearest.clear();
        let mut longest = f64::INFINITY;
        for &b in row.blocks() {
            let (a, d, sign) = (block(&row.val, b), block(d, b), block(sign, b));
            let tolerance = block(&p.dual_tolerance, b);
            let (mut ratio, mut harris) = ([f64::INFINITY; WIDTH], [f64::INFINITY; WIDTH]);
            for l in 0..WIDTH {
                let (rate, room) = approach(direction * a[l], d[l], sign[l]);
                let (candidate, inverse) = (is_candidate(rate, room, past), 1.0 / rate);
                ratio[l] = if candidate { room * inverse } else { f64::INFINITY };
                harris[l] = if candidate { (room + tolerance[l]) * inverse } else { f64::INFINITY };
            }
            nearest.push(least(&ratio));
            longest = longest.min(least(&harris));
        }
        longest
    }

    /// The candidates with ratios past `past` up to `reach`.
    fn list_candidates(&self, direction: f64, past: f64, reach: f64, near: &mut Vec<Candidate>) {
        near.clear();
        let around = reach * (1.0 + SAME_RATIO);
        for (&b, _) in self.row.blocks().iter().zip(&self.nearest).filter(|e| *e.1 <= around) {
            let (a, d, sign) = (block(&self.row.val, b), block(&self.d, b), block(&self.sign, b));
            let tolerance = block(&self.p.dual_tolerance, b);
            for l in 0..WIDTH {
                let (rate, room) = approach(direction * a[l], d[l], sign[l]);
                // the complement of the ratios that count as past in the next round
                if is_candidate(rate, room, past) && !is_candidate(rate, room, reach) {
                    let (ratio, harris) = (room / rate, (room + tolerance[l]) / rate);
                    near.push(Candidate { j: b * WIDTH as u32 + l as u32, rate, ratio, harris });
                }
            }
        }
    }
}
