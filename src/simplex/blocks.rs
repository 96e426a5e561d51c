//! A vector over all variables whose entries come in clusters, as those of a tableau row do.

/// Number of places that share a block.
pub(crate) const WIDTH: usize = 32;

/// The least multiple of [`WIDTH`] that is not below `len`.
pub(crate) fn padded(len: usize) -> usize {
    len.next_multiple_of(WIDTH)
}

/// One block of an array of padded length.
#[inline(always)]
pub(crate) fn block<T>(all: &[T], b: u32) -> &[T; WIDTH] {
    &all.as_chunks().0[b as usize]
}

/// [`block`], to write to.
#[inline(always)]
pub(crate) fn block_mut<T>(all: &mut [T], b: u32) -> &mut [T; WIDTH] {
    &mut all.as_chunks_mut().0[b as usize]
}

/// The value that no other beats, or `none` if none beats that.
#[inline(always)]
pub(crate) fn best(values: &[f64], none: f64, beats: impl Fn(f64, f64) -> bool) -> f64 {
    // four at a time, so that none waits for the one before
    let better = |m: f64, v: f64| if beats(v, m) { v } else { m };
    let (fours, rest) = values.as_chunks::<4>();
    let mut of_fours = [none; 4];
    for v in fours {
        // a loop over the four, or `array::from_fn`, is left as calls
        of_fours = [
            better(of_fours[0], v[0]),
            better(of_fours[1], v[1]),
            better(of_fours[2], v[2]),
            better(of_fours[3], v[3]),
        ];
    }
    of_fours.iter().chain(rest).fold(none, |m, &v| better(m, v))
}

/// The least of a block.
#[inline(always)]
pub(crate) fn least(values: &[f64; WIDTH]) -> f64 {
    best(values, f64::INFINITY, |v, least| v < least)
}

/// A dense array in blocks, with the list of those blocks that may hold other than zeros.
///
/// Work on a row is done on whole blocks, without a branch for each entry, which costs less than to look at each of
/// the entries that are not zero.
#[derive(Debug, Clone)]
pub(crate) struct BlockVec {
    /// Padded.
    pub val: Vec<f64>,
    touched: Vec<bool>,
    blocks: Vec<u32>,
}

impl BlockVec {
    pub(crate) fn new(len: usize) -> Self {
        let len = padded(len);
        Self { val: vec![0.0; len], touched: vec![false; len / WIDTH], blocks: Vec::new() }
    }

    pub(crate) fn clear(&mut self) {
        for &b in &self.blocks {
            self.touched[b as usize] = false;
            block_mut(&mut self.val, b).fill(0.0);
        }
        self.blocks.clear();
    }

    #[inline]
    pub(crate) fn add(&mut self, j: usize, v: f64) {
        self.val[j] += v;
        let touched = &mut self.touched[j / WIDTH];
        if !*touched {
            *touched = true;
            self.blocks.push((j / WIDTH) as u32);
        }
    }

    /// The blocks that may hold other than zeros, each once.
    pub(crate) fn blocks(&self) -> &[u32] {
        &self.blocks
    }

    /// All places that are not zero, with their values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let places = self.blocks.iter().flat_map(|&b| (0..WIDTH).map(move |l| b as usize * WIDTH + l));
        places.map(|j| (j, self.val[j])).filter(|e| e.1 != 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_what_was_added_and_forgets_it() {
        let mut v = BlockVec::new(2 * WIDTH + 3);
        for round in 0..3 {
            v.add(40 + round, 1.5);
            v.add(40 + round, 1.5);
            let mut entries: Vec<(usize, f64)> = v.iter().collect();
            entries.sort_by_key(|e| e.0);
            assert_eq!(entries, [(40 + round, 3.0)]);
            v.add(66, 2.0);
            assert_eq!((v.iter().count(), v.blocks().len()), (2, 2));
            assert_eq!(block(&v.val, 2)[2], 2.0);
            v.clear();
            assert!(v.iter().next().is_none() && v.val.iter().all(|&v| v == 0.0));
        }
    }

    #[test]
    fn least_is_the_least() {
        for k in 0..WIDTH {
            let mut values: [f64; WIDTH] = std::array::from_fn(|l| (l * 7 % WIDTH) as f64);
            values[k] = -1.0;
            assert_eq!(least(&values), -1.0);
        }
        assert_eq!(least(&[f64::INFINITY; WIDTH]), f64::INFINITY);
    }
}
