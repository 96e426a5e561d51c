//! The threads that do the runs.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Instant;

use super::{Finished, Outcome};

/// As many threads as the machine runs at once.
pub fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Does `work` for each of `runs` on `jobs` threads, in the order of the list, and calls `done` on this thread with each as it
/// finishes. Stops handing out runs once `stop` is set or `done` fails, and then waits for those that are under way. Returns whether
/// all were done.
///
/// Within a run nothing is done in parallel: many runs fill the threads better, and a run's seconds are its own.
///
/// # Errors
/// What `done` fails with.
pub fn run_all<E>(
    runs: &[usize],
    jobs: usize,
    stop: &AtomicBool,
    work: impl Fn(usize) -> Outcome + Sync,
    mut done: impl FnMut(usize, Finished) -> Result<(), E>,
) -> Result<bool, E> {
    let next = AtomicUsize::new(0);
    let ended = AtomicBool::new(false);
    let (sender, receiver) = mpsc::channel();
    let take = || {
        let going = !stop.load(Ordering::Relaxed) && !ended.load(Ordering::Relaxed);
        going.then(|| runs.get(next.fetch_add(1, Ordering::Relaxed)).copied()).flatten()
    };
    let timed = |run: usize| {
        let started = Instant::now();
        let outcome = work(run);
        (run, Finished { outcome, seconds: started.elapsed().as_secs_f64() })
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, runs.len().max(1)) {
            let sender = sender.clone();
            let (take, timed) = (&take, &timed);
            scope.spawn(move || {
                // rayon's own pool would spread each run over all threads
                let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build();
                while let Some(run) = take() {
                    let finished = match &alone {
                        Ok(pool) => pool.install(|| timed(run)),
                        // no thread to be had for it: slower, and just as right
                        Err(_) => timed(run),
                    };
                    if sender.send(finished).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut count = 0;
        for (run, finished) in receiver {
            if let Err(error) = done(run, finished) {
                ended.store(true, Ordering::Relaxed);
                return Err(error);
            }
            count += 1;
        }
        Ok(count == runs.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Status;

    fn outcome(_: usize) -> Outcome {
        Outcome::without_answer(Status::Optimal, "")
    }

    #[test]
    fn each_run_is_done_once_whatever_the_number_of_threads() {
        let runs: Vec<usize> = (0..100).map(|k| 3 * k).collect();
        for jobs in [1, 2, 7, 200] {
            let mut seen = Vec::new();
            let all = run_all(&runs, jobs, &AtomicBool::new(false), outcome, |run, _| {
                seen.push(run);
                Ok::<(), ()>(())
            });
            seen.sort_unstable();
            assert_eq!((all, seen), (Ok(true), runs.clone()));
        }
    }

    #[test]
    fn stopping_leaves_the_rest_undone() {
        let runs: Vec<usize> = (0..1000).collect();
        let stop = AtomicBool::new(false);
        let mut seen = 0;
        let all = run_all(&runs, 2, &stop, outcome, |_, _| {
            seen += 1;
            stop.store(true, Ordering::Relaxed);
            Ok::<(), ()>(())
        });
        assert_eq!(all, Ok(seen == runs.len()));
        let failed = run_all(&runs, 2, &AtomicBool::new(false), outcome, |_, _| Err("disk full"));
        assert_eq!(failed, Err("disk full"));
        assert_eq!(run_all(&[], 2, &AtomicBool::new(false), outcome, |_, _| Ok::<(), ()>(())), Ok(true));
    }
}
