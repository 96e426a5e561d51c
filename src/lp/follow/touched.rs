//! Columns and rows that a step has touched.

/// Rows or other things that have been touched, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Touched {
    listed: Vec<bool>,
    list: Vec<u32>,
}

impl Touched {
    /// Of `len` things none.
    pub(crate) fn new(len: usize) -> Self {
        Self { listed: vec![false; len], list: Vec::new() }
    }

    #[inline(always)]
    pub(crate) fn add(&mut self, k: usize) {
        if !std::mem::replace(&mut self.listed[k], true) {
            self.list.push(k as u32);
        }
    }

    /// All of them, in the order in which they were touched; there are none then.
    pub(crate) fn take(&mut self) -> Vec<u32> {
        self.list.iter().for_each(|&k| self.listed[k as usize] = false);
        std::mem::take(&mut self.list)
    }

    /// Gives the room of what [`Touched::take`] gave back.
    pub(crate) fn reuse(&mut self, mut list: Vec<u32>) {
        list.clear();
        self.list = list;
    }
}
