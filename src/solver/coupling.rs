//! Rows without which a program falls into parts: a level over all elements, a budget over everything.

use super::coupled::Coupled;
use crate::lp::Lp;
use crate::lp::components::components;

/// Programs with fewer columns are solved as a whole: there is little to gain.
const LARGE: usize = 10_000;

/// Of a program that falls into parts the largest has at most this part of its columns.
const LARGEST_PART: f64 = 0.5;

/// At most so many rows are taken for those that hold a program together: over more of them prices take many rounds to settle.
const MOST_ROWS: usize = 32;

/// The optimum of a large program that would fall into parts but for a few long rows, with its prices; `None` where it would not, where it has none, and where the
/// parts do not lead to it: it is to be solved as a whole then.
pub(super) fn solve(lp: &Lp) -> Option<(Vec<f64>, Vec<f64>)> {
    if lp.cols() < LARGE {
        return None;
    }
    let (first, place) = places(lp)?;
    let mut coupled = Coupled::new(lp.with_rows_at(&place), first);
    let (x, y) = coupled.solve(&vec![0.0; lp.rows() - first]).ok()?;
    Some((x, place.iter().map(|&k| y[k]).collect()))
}

/// Places of the rows in an order whose last ones hold the program together, and where those begin: as few as possible of the longest.
fn places(lp: &Lp) -> Option<(usize, Vec<usize>)> {
    let mut length = vec![0usize; lp.rows()];
    lp.row_index.iter().for_each(|&i| length[i as usize] += 1);
    let mut by_length: Vec<usize> = (0..lp.rows()).collect();
    by_length.sort_by_key(|&i| std::cmp::Reverse(length[i]));
    let counts = (0..).map(|k| 1 << k).take_while(|&count| count <= MOST_ROWS && count < lp.rows());
    counts.map(|count| (lp.rows() - count, with_last(lp.rows(), &by_length[..count]))).find(|(first, place)| {
        let rest = lp.with_rows_at(place).without_rows_from(*first);
        let largest = components(&rest).iter().map(|part| part.cols.len()).max().unwrap_or(0);
        largest as f64 <= LARGEST_PART * lp.cols() as f64
    })
}

/// Places of `rows` rows, of which some come last, in their old order otherwise.
fn with_last(rows: usize, last: &[usize]) -> Vec<usize> {
    let mut is_last = vec![false; rows];
    last.iter().for_each(|&i| is_last[i] = true);
    let (mut next, mut next_last) = (0, rows - last.len());
    let place = |last: bool| {
        let place = if last { &mut next_last } else { &mut next };
        *place += 1;
        *place - 1
    };
    is_last.into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::Builder;
    use crate::lp::verify::certify;
    use crate::simplex::{self, Solved};

    /// Parts that each share out a demand among suppliers whose prices rise, half of them from one country, in all periods; over all of them a level and a budget.
    fn coupled(parts: usize, level: f64, budget: f64) -> Lp {
        let mut b = Builder::default();
        let (mut theirs, mut cost) = (Vec::new(), Vec::new());
        for part in 0..parts {
            for t in 0..LARGE / parts / 10 + 1 {
                let columns: Vec<usize> = (0..10)
                    .map(|k| {
                        let dear = if k % 2 == 0 { 1.0 } else { 4.0 };
                        let price = dear + ((part * 31 + t * 17 + k * 7) % 13) as f64 / 10.0;
                        let column = b.column(price, 0.0, 30.0);
                        cost.push((column, price));
                        if k % 2 == 0 {
                            theirs.push((column, 1.0));
                        }
                        column
                    })
                    .collect();
                b.row(100.0, f64::INFINITY, columns.iter().map(|&j| (j, 1.0)));
                // what ties the periods of a part together
                b.row(
                    f64::NEG_INFINITY,
                    140.0,
                    columns.iter().map(|&j| (j, 1.0)).chain((t > 0).then(|| (columns[0] - 1, 1.0))),
                );
            }
        }
        let demand = (parts * (LARGE / parts / 10 + 1)) as f64 * 100.0;
        b.row(f64::NEG_INFINITY, level * demand, theirs);
        b.row(f64::NEG_INFINITY, budget * demand, cost);
        b.build()
    }

    #[test]
    fn a_level_and_a_budget_over_parts_are_met_as_by_the_whole() {
        for (level, budget) in [(1.5, 9.0), (0.6, 9.0), (0.4, 9.0)] {
            let lp = coupled(5, level, budget);
            let (x, y) = solve(&lp).expect("two rows hold five parts together");
            let certificate = certify(&lp, &x, &y);
            assert!(certificate.holds(), "{certificate}");
            let Ok(Solved::Optimal { x: whole, .. }) = simplex::solve(&lp, None) else { panic!("no optimum") };
            approx::assert_relative_eq!(lp.objective(&x), lp.objective(&whole), max_relative = 1e-9);
        }
    }

    #[test]
    fn what_has_no_point_is_left_to_the_whole() {
        assert_eq!(solve(&coupled(5, 0.2, 2.0)), None);
    }

    #[test]
    fn what_one_part_is_most_of_is_left_to_the_whole() {
        assert_eq!(solve(&coupled(1, 0.6, 9.0)), None);
    }

    #[test]
    fn rows_change_places_and_come_back() {
        assert_eq!(with_last(5, &[3, 0]), [3, 0, 1, 4, 2]);
    }
}
