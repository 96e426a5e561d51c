//! Row and column factors that bring coefficients near one.

use super::sparse::Entry;

/// Number of times that rows and columns are scaled in turn.
const PASSES: usize = 4;

/// Powers of two, so that scaling changes no digit.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    pub row: Vec<f64>,
    pub col: Vec<f64>,
}

impl Scale {
    /// Factors of one.
    pub(crate) fn none(m: usize, n: usize) -> Self {
        Self { row: vec![1.0; m], col: vec![1.0; n] }
    }

    /// Geometric scaling (Curtis and Reid, 1972, in its simple form): every row, then every column, is divided by the geometric
    /// mean of its smallest and largest entry. A matrix whose entries are within a factor of 8 is left alone.
    pub(crate) fn geometric(m: usize, n: usize, start: &[u32], entries: &[Entry]) -> Self {
        let mut scale = Self::none(m, n);
        let column = |j: usize| &entries[start[j] as usize..start[j + 1] as usize];
        let (least, most) =
            entries.iter().fold((f64::INFINITY, 0.0f64), |(a, b), e| (a.min(e.1.abs()), b.max(e.1.abs())));
        if most <= 8.0 * least {
            return scale;
        }
        for _ in 0..PASSES {
            let mut extent = vec![(f64::INFINITY, 0.0f64); m];
            for j in 0..n {
                for &(i, a) in column(j) {
                    let (size, e) = (a.abs() * scale.col[j], &mut extent[i as usize]);
                    *e = (e.0.min(size), e.1.max(size));
                }
            }
            for (factor, (least, most)) in scale.row.iter_mut().zip(extent).filter(|(_, e)| e.1 > 0.0) {
                *factor = 1.0 / (least * most).sqrt();
            }
            for j in 0..n {
                let sizes = column(j).iter().map(|&(i, a)| a.abs() * scale.row[i as usize]);
                let (least, most) = sizes.fold((f64::INFINITY, 0.0f64), |(a, b), v| (a.min(v), b.max(v)));
                if most > 0.0 {
                    scale.col[j] = 1.0 / (least * most).sqrt();
                }
            }
        }
        for factor in scale.row.iter_mut().chain(&mut scale.col) {
            *factor = factor.log2().round().clamp(-60.0, 60.0).exp2();
        }
        scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_powers_of_two_and_narrow_the_range() {
        // two columns with entries 1e6, 1e3 and 1e-3, 1e-6: the ratios within a row are the same, so scaling makes all of them ≈ 1
        let entries = [(0, 1e6), (1, 1e3), (0, 1e-3), (1, 1e-6)];
        let s = Scale::geometric(2, 2, &[0, 2, 4], &entries);
        for j in 0..2 {
            assert_eq!(s.col[j].log2().fract(), 0.0);
            for (i, a) in &entries[2 * j..2 * j + 2] {
                let scaled = a * s.col[j] * s.row[*i as usize];
                assert!((0.2..5.0).contains(&scaled), "{scaled}");
            }
        }
    }
}
