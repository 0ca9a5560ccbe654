//! Handles the system's limits on a process (file size, threads) and panics: each ends with a sentence.
//!
//! Must not know: the commands. Tests: `tests/commands/limits.rs`.

use super::{Exit, Stop};

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc;

/// The number of threads that a command or a window needs at the same time.
const THREADS: usize = 2;

/// Makes a write beyond the file size limit (`ulimit -f`) fail like any other, instead of ending the program.
pub(super) fn outlive_file_sizes() {
    #[cfg(unix)]
    {
        use std::sync::Arc;
        use std::sync::atomic::AtomicBool;
        // Nothing reads the flag: it is enough that there is a handler, which child processes do not inherit.
        let flag = Arc::new(AtomicBool::new(false));
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag);
    }
}

/// Fails if the system gives this process no threads: libraries that need them would end it without a message.
pub(super) fn check_threads() -> Result<(), Stop> {
    let (go, wait) = mpsc::channel::<()>();
    let wait = std::sync::Arc::new(std::sync::Mutex::new(wait));
    let mut threads = Vec::new();
    let mut refused = None;
    for _ in 0..THREADS {
        let wait = std::sync::Arc::clone(&wait);
        let spawned = std::thread::Builder::new().spawn(move || {
            // All threads exist at once: each waits until the sender is dropped.
            if let Ok(wait) = wait.lock() {
                let _ = wait.recv();
            }
        });
        match spawned {
            Ok(thread) => threads.push(thread),
            Err(error) => refused = Some(error),
        }
    }
    drop(go);
    for thread in threads {
        let _ = thread.join();
    }
    match refused {
        None => Ok(()),
        Some(error) => Err(Stop::other(format!(
            "Confab could not start a thread ({error}). Raise the limit for memory (ulimit -v) or processes (ulimit -u)."
        ))),
    }
}

/// Runs `work`; turns a panic into a sentence and exit code 1.
pub(super) fn guard(work: impl FnOnce() -> Result<Exit, Stop>) -> Result<Exit, Stop> {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |fault| {
        // The usual hook prints the backtrace that was requested.
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            usual(fault);
        }
        // Only the place is logged, never the message: a panic about a text quotes it.
        let place = fault.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(%place, "a fault");
    }));
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|fault| {
        let words = fault
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| fault.downcast_ref::<&str>().copied())
            .unwrap_or("unknown");
        Err(Stop::other(format!(
            "Confab stopped because of an internal error: {words}. Everything saved so far is safe. Please report this error."
        )))
    })
}
