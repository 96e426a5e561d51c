//! The best of many scores that change a few at a time.

use super::blocks::{self, WIDTH, block_mut};

/// Scores in blocks, with the best of each block, the best of each block of blocks, and so on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tournament {
    // levels[0] are the scores; levels[l + 1][b] is the greatest of levels[l][b·WIDTH ..]
    levels: Vec<Vec<f64>>,
}

impl Tournament {
    /// The score that never wins.
    pub(super) const OUT: f64 = f64::NEG_INFINITY;

    pub(super) fn new(scores: Vec<f64>) -> Self {
        let mut levels = vec![scores];
        while let Some(last) = levels.last().filter(|l| l.len() > 1) {
            let next = last.chunks(WIDTH).map(best).collect();
            levels.push(next);
        }
        Self { levels }
    }

    #[inline]
    pub(super) fn set(&mut self, k: usize, score: f64) {
        let old = std::mem::replace(&mut self.levels[0][k], score);
        self.rise(0, k, old, score);
    }

    /// Changes the scores of a block, which must be a whole one, all at once.
    #[inline(always)]
    pub(super) fn change_block(&mut self, block: u32, change: impl FnOnce(&mut [f64; WIDTH])) {
        let scores = block_mut(&mut self.levels[0], block);
        change(scores);
        let score = best(scores);
        if let Some(winners) = self.levels.get_mut(1) {
            let old = std::mem::replace(&mut winners[block as usize], score);
            self.rise(1, block as usize, old, score);
        }
    }

    /// Plays the rounds above `level` after the `k`-th there has changed.
    fn rise(&mut self, level: usize, mut k: usize, mut old: f64, mut score: f64) {
        for l in level + 1..self.levels.len() {
            if old == score {
                return;
            }
            let block = k / WIDTH;
            let held = self.levels[l][block];
            let now = if score >= held {
                score
            } else if old == held {
                let below = &self.levels[l - 1];
                best(&below[block * WIDTH..below.len().min((block + 1) * WIDTH)])
            } else {
                return;
            };
            self.levels[l][block] = now;
            (k, old, score) = (block, held, now);
        }
    }

    /// The first place with the greatest score, unless every score is [`Tournament::OUT`].
    pub(super) fn best(&self) -> Option<(usize, f64)> {
        let top = *self.levels.last()?.first()?;
        if top == Self::OUT {
            return None;
        }
        let mut block = 0;
        for level in self.levels.iter().rev() {
            let start = block * WIDTH;
            let within = &level[start.min(level.len())..level.len().min(start + WIDTH)];
            block = start + within.iter().position(|&s| s == top)?;
        }
        Some((block, top))
    }
}

/// The greatest of some scores.
#[inline(always)]
fn best(scores: &[f64]) -> f64 {
    blocks::best(scores, Tournament::OUT, |score, greatest| score > greatest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_a_scan_under_random_changes() {
        let mut seed = 1u64;
        let mut random = move || {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) as usize
        };
        for len in [1, 2, 31, 32, 33, 1024, 1025, 5000] {
            let mut t = Tournament::new(vec![Tournament::OUT; len]);
            assert_eq!(t.best(), None);
            for _ in 0..2000 {
                let score = if random() % 3 == 0 { Tournament::OUT } else { (random() % 50) as f64 };
                if random() % 4 == 0 && len >= WIDTH {
                    let block = random() % (len / WIDTH);
                    t.change_block(block as u32, |scores| scores[random() % WIDTH] = score);
                } else {
                    t.set(random() % len, score);
                }
                let scan = (0..len).map(|k| t.levels[0][k]).fold(Tournament::OUT, f64::max);
                match t.best() {
                    None => assert_eq!(scan, Tournament::OUT),
                    Some((k, s)) => assert!(s == scan && t.levels[0][k] == s),
                }
            }
        }
    }
}
