//! Tables that need no file: full factorials and Latin hypercubes.

use super::table::{RunTable, check_key};
use super::tolerances::WHOLE_STEP;
use crate::diagnostic::Diagnostics;
use crate::input::split_setting;

/// A key and the values it takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    /// A `--set` key.
    pub key: String,
    /// Its values.
    pub values: Values,
}

/// The values of a key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Values {
    /// These, as they are written.
    List(Vec<String>),
    /// Anything from the first to the second.
    Range(f64, f64),
}

/// Most values of one axis and most runs of one table: beyond that a slip of the pen is likelier than a wish.
const MOST: usize = 1_000_000;

impl std::str::FromStr for Axis {
    type Err = String;

    /// `KEY=a,b,c`, `KEY=a:b:step` or, to sample from, `KEY=a:b`.
    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected KEY=a,b,c or KEY=a:b:step (or KEY=a:b with --sample)".to_owned();
        let (key, values) = split_setting(text).ok_or_else(expected)?;
        let key = key.trim();
        if let Err(problem) = check_key(key) {
            let hint = problem.hint.map_or_else(String::new, |hint| format!(" ({hint})"));
            return Err(problem.message + &hint);
        }
        let parts: Vec<&str> = values.split(':').map(str::trim).collect();
        let numbers: Option<Vec<f64>> =
            parts.iter().map(|part| part.parse::<f64>().ok().filter(|v| v.is_finite())).collect();
        let values = match (&parts[..], numbers.as_deref()) {
            ([_], _) => Values::List(list(values)?),
            ([_, _], Some(&[from, to])) if from <= to => Values::Range(from, to),
            ([_, _, _], Some(&[from, to, step])) if from <= to && step > 0.0 => Values::List(steps(from, to, step)?),
            // a date or a name may hold a colon
            _ if numbers.is_none() && values.contains(',') => Values::List(list(values)?),
            _ => return Err(format!("{}; a range rises, and its step is above 0", expected())),
        };
        Ok(Self { key: key.into(), values })
    }
}

fn list(values: &str) -> Result<Vec<String>, String> {
    let list: Vec<String> = values.split(',').map(|value| value.trim().to_owned()).collect();
    for (k, value) in list.iter().enumerate() {
        if value.is_empty() {
            return Err("one of the values is blank".into());
        }
        if list[..k].contains(value) {
            return Err(format!("the value {value} stands twice"));
        }
    }
    Ok(list)
}

/// From `from` to `to`, both included if the step fits.
fn steps(from: f64, to: f64, step: f64) -> Result<Vec<String>, String> {
    let count = ((to - from) / step * (1.0 + WHOLE_STEP)).floor();
    if count >= MOST as f64 {
        return Err(format!("that is more than {MOST} values"));
    }
    Ok((0..=count as usize).map(|k| rounded(from + k as f64 * step)).collect())
}

/// Twelve significant digits: 0.1 + 0.2 is 0.3.
fn rounded(value: f64) -> String {
    let digits: f64 = format!("{value:.11e}").parse().expect("a number that was just written");
    (digits + 0.0).to_string()
}

/// Every combination of the axes' values, the last axis turning fastest. A run is named after its values.
///
/// # Errors
/// An axis that is a range without steps, an axis that stands twice, too many runs.
pub(crate) fn cross(axes: &[Axis]) -> Result<RunTable, String> {
    distinct(axes)?;
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    for axis in axes {
        let Values::List(values) = &axis.values else {
            return Err(format!("{}: a range needs a step, as in {0}=4:7:0.5, or --sample", axis.key));
        };
        if rows.len() * values.len() > MOST {
            return Err(format!("that is more than {MOST} runs"));
        }
        rows =
            rows.iter().flat_map(|row| values.iter().map(|v| [&row[..], std::slice::from_ref(v)].concat())).collect();
    }
    let named = rows.into_iter().map(|row| {
        let name: Vec<String> = axes.iter().zip(&row).map(|(axis, value)| format!("{}={value}", axis.key)).collect();
        [vec![name.join(" ")], row].concat()
    });
    made(axes, named.collect())
}

/// A Latin hypercube (McKay, Beckman and Conover 1979): each axis is cut into `runs` parts of equal weight, each part is met once.
/// The same seed gives the same table on every machine.
///
/// # Errors
/// An axis that stands twice, no or too many runs.
pub(crate) fn sample(axes: &[Axis], runs: usize, seed: u64) -> Result<RunTable, String> {
    distinct(axes)?;
    if !(1..=MOST).contains(&runs) {
        return Err(format!("--sample takes 1 to {MOST} runs"));
    }
    let mut random = SplitMix(seed);
    let mut rows: Vec<Vec<String>> = (1..=runs).map(|k| vec![format!("sample-{k:0w$}", w = width(runs))]).collect();
    for axis in axes {
        let mut parts: Vec<usize> = (0..runs).collect();
        for k in (1..runs).rev() {
            parts.swap(k, random.below(k + 1));
        }
        for (row, part) in rows.iter_mut().zip(parts) {
            let at = (part as f64 + random.unit()) / runs as f64;
            row.push(match &axis.values {
                Values::Range(from, to) => rounded(from + at * (to - from)),
                Values::List(values) => values[((at * values.len() as f64) as usize).min(values.len() - 1)].clone(),
            });
        }
    }
    made(axes, rows)
}

fn width(runs: usize) -> usize {
    runs.to_string().len()
}

fn distinct(axes: &[Axis]) -> Result<(), String> {
    let twice = axes.iter().enumerate().find(|(k, axis)| axes[..*k].iter().any(|other| other.key == axis.key));
    twice.map_or(Ok(()), |(_, axis)| Err(format!("the key {} stands twice", axis.key)))
}

fn made(axes: &[Axis], rows: Vec<Vec<String>>) -> Result<RunTable, String> {
    let columns: Vec<String> = axes.iter().map(|axis| axis.key.clone()).collect();
    RunTable::from_rows("runs.csv", &columns, &rows).map_err(|problems: Diagnostics| problems.to_string())
}

/// SplitMix64 (Steele, Lea and Flood 2014). Our own, and so small, because a sample must be the same in every later version.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Below `n`; its bias is below 2⁻⁴³ for all `n` that occur here.
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(text: &str) -> Axis {
        text.parse().unwrap()
    }

    #[test]
    fn steps_include_both_ends_and_carry_no_rounding() {
        let Values::List(values) = axis("scale.demand=0.1:0.7:0.1").values else { panic!("a list") };
        assert_eq!(values, ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7"]);
        assert_eq!(axis("premium.factor=4:4.9:0.5").values, Values::List(vec!["4".into(), "4.5".into()]));
        assert_eq!(axis("premium.factor = 4 : 7 ").values, Values::Range(4.0, 7.0));
    }

    #[test]
    fn what_is_no_axis_is_said_so() {
        for wrong in [
            "premium.factor",
            "premium.factr=1,2",
            "scale.demand=1,,2",
            "scale.demand=1,1",
            "scale.demand=2:1:0.1",
            "scale.demand=1:2:0",
            "scale.demand=1:2:3:4",
            "scale.demand=0:1:1e-9",
        ] {
            assert!(wrong.parse::<Axis>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_cross_is_every_combination_once() {
        let table = cross(&[axis("premium.factor=4,5"), axis("scale.demand=0.9,1,1.1")]).unwrap();
        assert_eq!(table.columns, ["premium.factor", "scale.demand"]);
        let values: Vec<_> = table.runs.iter().map(|run| run.values.join(" ")).collect();
        assert_eq!(values, ["4 0.9", "4 1", "4 1.1", "5 0.9", "5 1", "5 1.1"]);
        assert_eq!(table.runs[1].name, "premium.factor=4 scale.demand=1");
        assert!(cross(&[axis("premium.factor=4:5")]).unwrap_err().contains("step"));
        assert!(cross(&[axis("premium.factor=4"), axis("premium.factor=5")]).unwrap_err().contains("twice"));
    }

    /// The property that makes it a Latin hypercube: each of the n parts of each axis is met once.
    #[test]
    fn a_sample_meets_every_part_once() {
        let n = 50;
        let axes = [axis("premium.factor=2:4"), axis("scale.demand=0.9:1.1"), axis("model.period=month,quarter")];
        let table = sample(&axes, n, 7).unwrap();
        for (column, (from, to)) in [(2.0, 4.0), (0.9, 1.1)].into_iter().enumerate() {
            let mut parts: Vec<usize> = table
                .runs
                .iter()
                .map(|run| ((run.values[column].parse::<f64>().unwrap() - from) / (to - from) * n as f64) as usize)
                .collect();
            parts.sort_unstable();
            assert_eq!(parts, (0..n).collect::<Vec<_>>());
        }
        assert_eq!(table.runs.iter().filter(|run| run.values[2] == "month").count(), n / 2);
        assert_eq!(table.runs[0].name, "sample-01");
        assert_eq!(table, sample(&axes, n, 7).unwrap());
        assert_ne!(table, sample(&axes, n, 8).unwrap());
    }

    /// First outputs of the published generator for seed 1234567.
    #[test]
    fn the_generator_is_splitmix64() {
        let mut random = SplitMix(1234567);
        assert_eq!([random.next(), random.next()], [6457827717110365317, 3203168211198807973]);
    }
}
