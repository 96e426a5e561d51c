//! Statistics of samples: quantiles and rank correlation.

use super::tolerances::SAME_RANK;

/// The quantiles of a [`Band`].
pub(crate) const QUANTILES: [f64; 7] = [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0];

/// Quantiles at [`QUANTILES`], by linear interpolation between order statistics (Hyndman and Fan 1996, definition 7).
pub(super) fn quantiles(mut values: Vec<f64>) -> [f64; 7] {
    values.sort_unstable_by(f64::total_cmp);
    QUANTILES.map(|p| {
        let at = p * (values.len() - 1) as f64;
        let below = at.floor() as usize;
        let above = (below + 1).min(values.len() - 1);
        values[below] + (at - below as f64) * (values[above] - values[below])
    })
}

/// Spearman's rank correlation: Pearson's of the ranks, ties sharing the mean of theirs. `None` where either is constant.
pub(super) fn rank_correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 + 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    let spread = (product(&a, &a) * product(&b, &b)).sqrt();
    (spread > 0.0).then(|| (product(&a, &b) / spread).clamp(-1.0, 1.0))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let largest = values.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
    let mut ranks = vec![0.0; values.len()];
    let mut done = 0;
    for tied in order.chunk_by(|&a, &b| values[b] - values[a] <= SAME_RANK * largest) {
        let mean = done as f64 + (tied.len() as f64 + 1.0) / 2.0;
        tied.iter().for_each(|&k| ranks[k] = mean);
        done += tied.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// Worked by hand: ranks of a are 1, 2.5, 2.5, 4, of b 2, 1, 3, 4; about their mean 2.5 the products are 0.75 + 0 + 0 + 2.25 = 3,
    /// the squares 4.5 and 5, so 3/√22.5. scipy.stats.spearmanr([1,2,2,3], [20,10,30,40]) says the same: 0.6324555.
    #[test]
    fn rank_correlation_shares_ties() {
        let found = rank_correlation(&[1.0, 2.0, 2.0, 3.0], &[20.0, 10.0, 30.0, 40.0]).unwrap();
        assert_relative_eq!(found, 3.0 / 22.5f64.sqrt(), epsilon = 1e-15);
        assert_eq!(rank_correlation(&[1.0, 2.0, 3.0], &[1.0, 8.0, 1e9]), Some(1.0));
        assert_eq!(rank_correlation(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), Some(-1.0));
        assert_eq!(rank_correlation(&[1.0, 2.0], &[5.0, 5.0]), None);
    }

    /// numpy.quantile([1, 2, 4, 8, 16], [0, .1, .25, .5, .75, .9, 1]) = [1, 1.4, 2, 4, 8, 12.8, 16], and by hand.
    #[test]
    fn quantiles_interpolate() {
        let found = quantiles(vec![16.0, 2.0, 8.0, 1.0, 4.0]);
        for (found, expected) in found.into_iter().zip([1.0, 1.4, 2.0, 4.0, 8.0, 12.8, 16.0]) {
            assert_relative_eq!(found, expected, epsilon = 1e-14);
        }
        assert_eq!(quantiles(vec![3.0]), [3.0; 7]);
    }
}
