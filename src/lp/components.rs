//! The parts of a program that have nothing to do with each other.
//!
//! Two columns belong together when some row has entries of both. Components can be solved, and walked, alone; the
//! optimum of the whole is the optima of its parts side by side.

use super::Lp;

/// One connected part of a program: its columns and rows in ascending order, as indices into the whole.
///
/// A column without entries and a row without entries are components of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Component {
    /// Columns of the component.
    pub cols: Vec<u32>,
    /// Rows of the component.
    pub rows: Vec<u32>,
}

/// Splits a program into its connected components, ordered by their first column; rows without entries come last.
///
/// Takes time almost proportional to the number of entries.
pub fn components(lp: &Lp) -> Vec<Component> {
    let mut sets = DisjointSets::new(lp.rows());
    for j in 0..lp.cols() {
        let entries = &lp.row_index[lp.entry_range(j)];
        for pair in entries.windows(2) {
            sets.join(pair[0], pair[1]);
        }
    }
    const NONE: u32 = u32::MAX;
    let mut component_of = vec![NONE; lp.rows()];
    let mut found: Vec<Component> = Vec::new();
    for j in 0..lp.cols() {
        let index = match lp.row_index[lp.entry_range(j)].first() {
            Some(&row) => &mut component_of[sets.root(row) as usize],
            None => &mut { NONE },
        };
        if *index == NONE {
            *index = found.len() as u32;
            found.push(Component::default());
        }
        found[*index as usize].cols.push(j as u32);
    }
    for i in 0..lp.rows() as u32 {
        match component_of[sets.root(i) as usize] {
            NONE => found.push(Component { cols: Vec::new(), rows: vec![i] }),
            index => found[index as usize].rows.push(i),
        }
    }
    found
}

impl Component {
    /// The component as a program of its own: column `k` of it is `self.cols[k]` of the whole, row `k` is `self.rows[k]`.
    ///
    /// # Panics
    /// If the component is not one of `lp`'s.
    pub fn extract(&self, lp: &Lp) -> Lp {
        let pick = |from: &[f64], which: &[u32]| which.iter().map(|&k| from[k as usize]).collect::<Vec<f64>>();
        let entries = self.cols.iter().map(|&j| lp.entry_range(j as usize).len()).sum();
        let mut part = Lp {
            cost: pick(&lp.cost, &self.cols),
            lower: pick(&lp.lower, &self.cols),
            upper: pick(&lp.upper, &self.cols),
            row_lower: pick(&lp.row_lower, &self.rows),
            row_upper: pick(&lp.row_upper, &self.rows),
            starts: Vec::with_capacity(self.cols.len() + 1),
            row_index: Vec::with_capacity(entries),
            value: Vec::with_capacity(entries),
        };
        part.starts.push(0);
        for &j in &self.cols {
            for (i, value) in lp.column(j as usize) {
                let row = self.rows.binary_search(&(i as u32)).expect("a component holds every row of its columns");
                part.row_index.push(row as u32);
                part.value.push(value);
            }
            part.starts.push(part.value.len());
        }
        part
    }

    /// Puts what belongs to the component's columns and rows, in its order, where it belongs in the whole.
    pub(crate) fn put<T>(&self, cols: Vec<T>, rows: Vec<T>, (all_cols, all_rows): (&mut [T], &mut [T])) {
        self.cols.iter().zip(cols).for_each(|(&j, of)| all_cols[j as usize] = of);
        self.rows.iter().zip(rows).for_each(|(&i, of)| all_rows[i as usize] = of);
    }
}

/// Union-find with path halving; the smaller index is the root, so that nothing depends on the order of joins.
struct DisjointSets {
    parent: Vec<u32>,
}

impl DisjointSets {
    fn new(len: usize) -> Self {
        Self { parent: (0..len as u32).collect() }
    }

    fn root(&mut self, mut k: u32) -> u32 {
        while self.parent[k as usize] != k {
            let grandparent = self.parent[self.parent[k as usize] as usize];
            self.parent[k as usize] = grandparent;
            k = grandparent;
        }
        k
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::Builder;

    #[test]
    fn what_shares_no_row_falls_apart() {
        let mut b = Builder::default();
        let c: Vec<usize> = (0..5).map(|k| b.column(k as f64, 0.0, k as f64)).collect();
        b.row(0.0, 1.0, [(c[0], 1.0), (c[3], 2.0)]);
        b.row(0.0, 2.0, []); // empty row
        b.row(0.0, 3.0, [(c[2], 3.0)]);
        b.row(0.0, 4.0, [(c[3], 4.0), (c[4], 5.0)]); // joins 4 to {0, 3}; column 1 has no entry
        let lp = b.build();
        let parts = components(&lp);
        let expected = [(vec![0, 3, 4], vec![0, 3]), (vec![1], vec![]), (vec![2], vec![2]), (vec![], vec![1])];
        assert_eq!(parts.len(), expected.len());
        for (part, (cols, rows)) in parts.iter().zip(expected) {
            assert_eq!((&part.cols, &part.rows), (&cols, &rows));
        }
        let first = parts[0].extract(&lp);
        assert_eq!(first.cost, [0.0, 3.0, 4.0]);
        assert_eq!(first.row_upper, [1.0, 4.0]);
        assert_eq!(first.column(1).collect::<Vec<_>>(), [(0, 2.0), (1, 4.0)]);
        assert_eq!(parts[3].extract(&lp).rows(), 1);
    }
}
