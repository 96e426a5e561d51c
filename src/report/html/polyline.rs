//! A figure's course over the security level, with as few knots as a tolerance allows.
//!
//! Points come one by one. A chord from the last knot to the newest point is kept as long as it passes every point between them within
//! the tolerance (the intersection of the slopes that do; a swing filter, after Elmeleegy et al., VLDB 2009, with knots on the points).
//! With a tolerance of half a unit of the last digit written, the points left out could not be seen.

/// The course so far.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Polyline {
    // breakpoint and value; the first is at breakpoint 0
    knots: Vec<(usize, f64)>,
    // where the current chord begins: how far from the first breakpoint, and the value there
    anchor: (f64, f64),
    last: Vertex,
    // slopes of chords from the anchor that pass every point since within the tolerance
    least: f64,
    most: f64,
}

/// A value at a breakpoint that lies `at` from the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Vertex {
    pub breakpoint: usize,
    pub at: f64,
    pub value: f64,
}

impl Polyline {
    /// A course that begins at the first breakpoint.
    pub(super) fn new(value: f64) -> Self {
        Self {
            knots: vec![(0, value)],
            anchor: (0.0, value),
            last: Vertex { breakpoint: 0, at: 0.0, value },
            least: f64::NEG_INFINITY,
            most: f64::INFINITY,
        }
    }

    /// The value now.
    pub(super) fn value(&self) -> f64 {
        self.last.value
    }

    /// Goes on to `point`, a later breakpoint; `before` is the breakpoint just before it and its distance.
    pub(super) fn go(&mut self, before: (usize, f64), point: Vertex, tolerance: f64) {
        if self.last.breakpoint < before.0 {
            // nothing changed in between
            self.pass(Vertex { breakpoint: before.0, at: before.1, value: self.last.value }, tolerance);
        }
        self.pass(point, tolerance);
    }

    fn pass(&mut self, point: Vertex, tolerance: f64) {
        let run = point.at - self.anchor.0;
        let slope = (point.value - self.anchor.1) / run;
        if !(self.least..=self.most).contains(&slope) {
            self.knots.push((self.last.breakpoint, self.last.value));
            self.anchor = (self.last.at, self.last.value);
            (self.least, self.most) = (f64::NEG_INFINITY, f64::INFINITY);
        }
        let run = point.at - self.anchor.0;
        self.least = self.least.max((point.value - tolerance - self.anchor.1) / run);
        self.most = self.most.min((point.value + tolerance - self.anchor.1) / run);
        self.last = point;
    }

    /// The knots in whole units of `unit`, flat ends left out.
    pub(super) fn finish(mut self, unit: f64) -> Trace {
        if self.last.breakpoint > 0 {
            self.knots.push((self.last.breakpoint, self.last.value));
        }
        let units = |value: f64| (value / unit).round() as i64;
        let mut knots: Vec<(usize, i64)> = self.knots.into_iter().map(|(at, value)| (at, units(value))).collect();
        while knots.len() > 1 && knots[knots.len() - 1].1 == knots[knots.len() - 2].1 {
            knots.pop();
        }
        match knots[..] {
            [(_, value)] => Trace::Still(value),
            _ => {
                let steps = knots.windows(2).flat_map(|pair| [(pair[1].0 - pair[0].0) as i64, pair[1].1 - pair[0].1]);
                Trace::Moving(std::iter::once(knots[0].1).chain(steps).collect())
            }
        }
    }
}

/// A course in whole units, as the page reads it: beyond the last knot it stays as it is.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub(super) enum Trace {
    /// The same at every level.
    Still(i64),
    /// Value at the first breakpoint; then, in turn, how many breakpoints later a knot comes and by how much the value has changed at it.
    Moving(Vec<i64>),
}

impl Trace {
    /// True if it is 0 at every level.
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::Still(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(values: &[f64], tolerance: f64) -> Trace {
        let mut line = Polyline::new(values[0]);
        for (k, pair) in values.windows(2).enumerate() {
            if pair[0] != pair[1] {
                let point = Vertex { breakpoint: k + 1, at: (k + 1) as f64, value: pair[1] };
                line.go((k, k as f64), point, tolerance);
            }
        }
        line.finish(0.5)
    }

    /// By hand: knots only where the slope changes, in halves.
    #[test]
    fn straight_stretches_need_no_knots_and_flat_ends_none_at_all() {
        assert_eq!(course(&[3.0, 3.0, 3.0], 0.0), Trace::Still(6));
        assert_eq!(course(&[0.0, 1.0, 2.0, 3.0], 0.0), Trace::Moving(vec![0, 3, 6]));
        assert_eq!(course(&[1.0, 1.0, 2.0, 2.0, 2.0], 0.0), Trace::Moving(vec![2, 1, 0, 1, 2]));
        assert_eq!(course(&[0.0, 1.0, 0.0], 0.0), Trace::Moving(vec![0, 1, 2, 1, -2]));
    }

    /// Property: no value is further from the thinned course than the tolerance; zigzags within it vanish.
    #[test]
    fn what_is_left_out_lies_within_the_tolerance() {
        let values: Vec<f64> = (0..200).map(|k| (k as f64 * 0.1).sin() * 50.0 + (k % 2) as f64).collect();
        for tolerance in [0.0, 1.0, 5.0] {
            let Trace::Moving(knots) = course(&values, tolerance) else { panic!("it moves") };
            let mut corners = vec![(0, knots[0])];
            for step in knots[1..].chunks(2) {
                let (at, value) = corners[corners.len() - 1];
                corners.push((at + step[0], value + step[1]));
            }
            for pair in corners.windows(2) {
                let ((a, va), (b, vb)) = (pair[0], pair[1]);
                for k in a..=b {
                    let chord = 0.5 * (va as f64 + (vb - va) as f64 * (k - a) as f64 / (b - a) as f64);
                    // rounding to halves adds a quarter
                    assert!((chord - values[k as usize]).abs() <= tolerance + 0.25 + 1e-9);
                }
            }
            assert!(tolerance < 1.0 || corners.len() < 100);
        }
    }
}
