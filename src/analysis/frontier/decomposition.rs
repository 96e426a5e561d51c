//! The blocks of a program whose frontiers can be walked apart.
//!
//! Without its security rows a model falls apart into components, usually one an element. A component that only one security row
//! touches can be walked alone, whatever the others do. Security rows that meet in one component must be walked together.

use crate::formulation::SecurityRow;
use crate::lp::Lp;
use crate::lp::components::{Component, components};

/// Security rows that meet, and the components that they touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// Indices of the security rows.
    pub rows: Vec<usize>,
    /// The components, in the order of their first columns.
    pub components: Vec<Component>,
}

impl Block {
    /// The block's components as one, with columns and rows in ascending order.
    pub(crate) fn whole(&self) -> Component {
        let mut whole = Component::default();
        for component in &self.components {
            whole.cols.extend(&component.cols);
            whole.rows.extend(&component.rows);
        }
        whole.cols.sort_unstable();
        whole.rows.sort_unstable();
        whole
    }
}

/// A program cut into the components that depend on the security level and those that do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blocks {
    /// The blocks that depend on the level; security rows without a term are in none.
    pub blocks: Vec<Block>,
    /// Components that no security row touches.
    pub fixed: Vec<Component>,
}

/// Cuts `lp`, a program without its security rows, along the components that `rows` tie together.
pub(crate) fn blocks(lp: &Lp, rows: &[SecurityRow]) -> Blocks {
    let components = components(lp);
    let mut component_of = vec![usize::MAX; lp.cols()];
    for (index, component) in components.iter().enumerate() {
        for &j in &component.cols {
            component_of[j as usize] = index;
        }
    }
    // the group of each component, and the components of each group: merged as rows are seen, smallest index first
    let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); components.len()];
    for (r, row) in rows.iter().enumerate() {
        let mut touched: Vec<usize> = row.terms.iter().map(|&(j, _)| component_of[j]).collect();
        // neighbouring columns mostly share a component
        touched.dedup();
        touched.sort_unstable();
        touched.dedup();
        for c in touched {
            rows_of[c].push(r);
        }
    }
    let mut leader: Vec<usize> = (0..rows.len()).collect();
    for tied in &rows_of {
        if let Some(&least) = tied.iter().map(|&r| &leader[r]).min() {
            let merged: Vec<usize> = tied.iter().map(|&r| leader[r]).collect();
            leader.iter_mut().filter(|l| merged.contains(l)).for_each(|l| *l = least);
        }
    }
    let mut found = Blocks { blocks: Vec::new(), fixed: Vec::new() };
    let mut block_of = vec![usize::MAX; rows.len()];
    for (component, tied) in components.into_iter().zip(&rows_of) {
        let Some(&row) = tied.first() else {
            found.fixed.push(component);
            continue;
        };
        let index = &mut block_of[leader[row]];
        if *index == usize::MAX {
            *index = found.blocks.len();
            let tied = (0..rows.len()).filter(|&r| leader[r] == leader[row] && !rows[r].terms.is_empty()).collect();
            found.blocks.push(Block { rows: tied, components: Vec::new() });
        }
        found.blocks[*index].components.push(component);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::Builder;
    use crate::model::Part;

    fn row(columns: &[usize]) -> SecurityRow {
        let terms = columns.iter().map(|&j| (j, 1.0)).collect();
        SecurityRow { part: Part::Total, year: None, requirement: 1.0, terms }
    }

    #[test]
    fn rows_that_meet_in_a_component_are_one_block() {
        let mut b = Builder::default();
        for _ in 0..5 {
            b.column(1.0, 0.0, 1.0);
        }
        b.row(0.0, 1.0, [(0, 1.0), (1, 1.0)]); // components {0,1}, {2}, {3}, {4}
        let lp = b.build();
        let cut = blocks(&lp, &[row(&[0]), row(&[1, 2]), row(&[3]), row(&[])]);
        let cols = |c: &Component| c.cols.clone();
        assert_eq!(cut.blocks.len(), 2);
        assert_eq!((cut.blocks[0].rows.clone(), cut.blocks[0].whole().cols), (vec![0, 1], vec![0, 1, 2]));
        assert_eq!((cut.blocks[1].rows.clone(), cut.blocks[1].whole().cols), (vec![2], vec![3]));
        assert_eq!(cut.fixed.iter().map(cols).collect::<Vec<_>>(), [vec![4]]);
    }
}
