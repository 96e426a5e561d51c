//! Rows without which a program falls into parts: a level over all elements, a budget over everything.

use super::coupled::Coupled;
use crate::lp::Lp;
use crate::lp::components::components;

/// Programs with fewer columns are solved as a whole: there is little to gain.
const LARGE: usize = 10_000;

/// Of a program that falls into parts the largest has at most this part of its columns.
const LARGEST_PART: f64 = 0.5;

/// At most so many rows are taken for those that hold a program together: over more of them duals take many rounds to settle.
const MOST_ROWS: usize = 32;

/// The optimum of a large program that would fall into parts but for a few long rows, with its duals; `None` where it would not, where it has none, and where the
/// parts do not lead to it: it is to be solved as a whole then.
pub(super) fn solve(lp: &Lp) -> Option<(Vec<f64>, Vec<f64>)> {
    if lp.cols() < LARGE {
        return None;
    }
    let rows = holding_together(lp)?;
    let duals = vec![0.0; rows.len()];
    Coupled::new(lp.clone(), rows).solve(&duals).ok()
}

/// The rows that hold a program together, ascending: as few as possible of the longest.
fn holding_together(lp: &Lp) -> Option<Vec<usize>> {
    let mut length = vec![0usize; lp.rows()];
    lp.row_index.iter().for_each(|&i| length[i as usize] += 1);
    let mut by_length: Vec<usize> = (0..lp.rows()).collect();
    by_length.sort_by_key(|&i| std::cmp::Reverse(length[i]));
    let counts = (0..).map(|k| 1 << k).take_while(|&count| count <= MOST_ROWS && count < lp.rows());
    let mut rows = counts.map(|count| by_length[..count].to_vec()).find(|rows| {
        let mut holds = vec![false; lp.rows()];
        rows.iter().for_each(|&i| holds[i] = true);
        let parts = components(&lp.without_entries(|i| holds[i]));
        let largest = parts.iter().map(|part| part.cols.len()).max().unwrap_or(0);
        largest as f64 <= LARGEST_PART * lp.cols() as f64
    })?;
    rows.sort_unstable();
    Some(rows)
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
                // a row that ties the periods of a part together
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
    fn what_holds_a_program_together_may_stand_anywhere() {
        let lp = coupled(5, 0.6, 9.0);
        let (x, _) = solve(&lp).expect("two rows hold five parts together");
        // the level and the budget become the fourth row and the first
        let place = |i: usize| match lp.rows() - i {
            1 => 0,
            2 => 3,
            _ => i + 1 + usize::from(i >= 2),
        };
        let mut b = Builder::default();
        (0..lp.cols()).for_each(|j| {
            b.column(lp.cost[j], lp.lower[j], lp.upper[j]);
        });
        let mut order: Vec<usize> = (0..lp.rows()).collect();
        order.sort_by_key(|&i| place(i));
        order.iter().for_each(|&i| {
            b.row(lp.row_lower[i], lp.row_upper[i], []);
        });
        (0..lp.cols()).for_each(|j| lp.column(j).for_each(|(i, a)| b.entry(place(i), j, a)));
        let moved = b.build();
        assert_eq!(holding_together(&moved), Some(vec![0, 3]));
        let (moved_x, y) = solve(&moved).expect("the same two rows");
        let certificate = certify(&moved, &moved_x, &y);
        assert!(certificate.holds(), "{certificate}");
        approx::assert_relative_eq!(moved.objective(&moved_x), lp.objective(&x), max_relative = 1e-9);
    }
}
