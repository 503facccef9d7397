use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a long undertaking says on a terminal while it goes on: the stage it is at, and how far. Anywhere else, and where it is
/// over before anybody wonders, it says nothing; at its end nothing is left of it.
pub struct Progress {
    bar: ProgressBar,
    begun: Instant,
    is_seen: AtomicBool,
}

/// How long one waits before one wonders.
const PATIENCE: Duration = Duration::from_millis(700);

/// What a stage looks like that counts, and one that does not.
const COUNTED: &str = "{msg} {human_pos} of {human_len}";
const UNCOUNTED: &str = "{msg}";

impl Progress {
    /// Begins; hidden until it takes long, and for good where there is no terminal.
    pub fn begin() -> Progress {
        Progress { bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()), begun: Instant::now(), is_seen: AtomicBool::new(false) }
    }

    /// Comes to a stage, in a word.
    pub fn stage(&self, name: &'static str) {
        self.style(UNCOUNTED);
        self.bar.unset_length();
        self.bar.set_message(name);
        self.look();
    }

    /// Comes to a stage that counts its steps.
    pub fn count(&self, name: &'static str, total: usize) {
        self.bar.set_message(name);
        self.bar.set_position(0);
        self.bar.set_length(total as u64);
        self.style(COUNTED);
        self.look();
    }

    /// One step is done.
    pub fn step(&self) {
        self.bar.inc(1);
        self.look();
    }

    fn style(&self, template: &str) {
        // Both templates read: they are the two above.
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }

    /// Shows itself once it has taken long enough.
    fn look(&self) {
        if !self.is_seen.load(Ordering::Relaxed) && self.begun.elapsed() > PATIENCE && !self.is_seen.swap(true, Ordering::Relaxed) {
            // Hides itself where standard error is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
