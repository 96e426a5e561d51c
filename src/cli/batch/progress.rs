//! The progress of a batch while it runs, and how it is stopped.

use crate::cli::Stop;
use crate::cli::output::error;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Sets a flag at the first Ctrl-C (or SIGTERM), so that runs under way can finish; the second ends the program at once, which the
/// journal survives.
pub(super) fn interrupts() -> Result<Arc<AtomicBool>, Stop> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let set = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        error("Finishing the runs that are under way; once more ends at once.");
    });
    set.map_err(|error| Stop::Usage(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

/// Done, rate, time left and failures, where someone looks on.
pub(super) struct Progress {
    bar: ProgressBar,
    without_answer: std::cell::Cell<u64>,
}

impl Progress {
    pub(super) fn new(runs: usize, quiet: bool) -> Self {
        let bar = if quiet || !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            let bar = ProgressBar::with_draw_target(Some(runs as u64), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:30} {pos} of {len} runs, {per_sec}, {eta} left{msg}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        };
        Self { bar, without_answer: 0.into() }
    }

    pub(super) fn advance(&self, without_answer: bool) {
        if without_answer {
            self.without_answer.set(self.without_answer.get() + 1);
            self.bar.set_message(format!(", {} without an answer", self.without_answer.get()));
        }
        self.bar.inc(1);
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
