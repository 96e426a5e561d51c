//! The threads that do the runs.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Instant;

use super::run::Memory;
use super::{Finished, RunOutcome};

/// As many threads as the machine runs at once.
pub(crate) fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Does `work` for each run of each unit on `jobs` threads, a unit on one thread and in its order, lets the same thread `keep` what came of it
/// before it begins another, and calls `done` on this thread with each run that is kept. Stops handing out runs once `stop` is set or
/// `keep` fails, and then waits for those that are under way. Returns whether all were done.
///
/// Within a run nothing is done in parallel: many runs fill the threads better. A run's seconds are its own, but for what it has from the
/// run before it in its unit.
///
/// # Errors
/// The error of `keep`.
pub(crate) fn run_all<E: Send>(
    units: &[Vec<usize>],
    jobs: usize,
    stop: &AtomicBool,
    work: impl Fn(usize, &mut Memory) -> RunOutcome + Sync,
    keep: impl Fn(usize, &Finished) -> Result<(), E> + Sync,
    mut done: impl FnMut(usize, Finished),
) -> Result<bool, E> {
    let next = AtomicUsize::new(0);
    let ended = AtomicBool::new(false);
    let going = || !stop.load(Ordering::Relaxed) && !ended.load(Ordering::Relaxed);
    let (sender, receiver) = mpsc::channel();
    let do_units = |sender: mpsc::Sender<Result<(usize, Finished), E>>| {
        while let Some(unit) = units.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut memory = Memory::default();
            for &run in unit {
                if !going() {
                    return;
                }
                let started = Instant::now();
                let outcome = work(run, &mut memory);
                let finished = Finished { outcome, seconds: started.elapsed().as_secs_f64() };
                if sender.send(keep(run, &finished).map(|()| (run, finished))).is_err() {
                    return;
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, units.len().max(1)) {
            let sender = sender.clone();
            let do_units = &do_units;
            scope.spawn(move || {
                // rayon's own pool would spread each run over all threads
                match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
                    Ok(alone) => alone.install(|| do_units(sender)),
                    // no thread to be had for it: slower, and just as right
                    Err(_) => do_units(sender),
                }
            });
        }
        drop(sender);
        let mut count = 0;
        for kept in receiver {
            let (run, finished) = kept.inspect_err(|_| ended.store(true, Ordering::Relaxed))?;
            done(run, finished);
            count += 1;
        }
        Ok(count == units.iter().map(Vec::len).sum::<usize>())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::RunStatus;

    fn outcome(_: usize, _: &mut Memory) -> RunOutcome {
        RunOutcome::without_answer(RunStatus::Optimal, "")
    }

    fn kept(_: usize, _: &Finished) -> Result<(), ()> {
        Ok(())
    }

    #[test]
    fn each_run_is_done_once_whatever_the_number_of_threads() {
        let units: Vec<Vec<usize>> = (0..30).map(|k| (7 * k..7 * k + k % 4).collect()).collect();
        let runs: Vec<usize> = units.iter().flatten().copied().collect();
        for jobs in [1, 2, 7, 200] {
            let mut seen = Vec::new();
            let all = run_all(&units, jobs, &AtomicBool::new(false), outcome, kept, |run, _| seen.push(run));
            seen.sort_unstable();
            assert_eq!((all, seen), (Ok(true), runs.clone()));
        }
    }

    #[test]
    fn stopping_leaves_the_rest_undone() {
        let units: Vec<Vec<usize>> = (0..500).map(|k| vec![2 * k, 2 * k + 1]).collect();
        let stop = AtomicBool::new(false);
        let mut seen = 0;
        let all = run_all(&units, 2, &stop, outcome, kept, |_, _| {
            seen += 1;
            stop.store(true, Ordering::Relaxed);
        });
        assert_eq!(all, Ok(seen == 1000));
        let failed = run_all(&units, 2, &AtomicBool::new(false), outcome, |_, _| Err("disk full"), |_, _| {});
        assert_eq!(failed, Err("disk full"));
        assert_eq!(run_all(&[], 2, &AtomicBool::new(false), outcome, kept, |_, _| {}), Ok(true));
    }
}
