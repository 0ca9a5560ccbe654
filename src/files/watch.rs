//! The progress of a long operation, and a way to stop it.
//!
//! Must not know: the operation. Tests: below.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::Notify;

/// Shared by the worker and its observers.
#[derive(Debug, Clone, Default)]
pub struct Watch(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    done: AtomicU64,
    /// 0 if unknown.
    total: AtomicU64,
    stopped: AtomicBool,
    stop: Notify,
}

impl Watch {
    /// Bytes done so far.
    pub fn done(&self) -> u64 {
        self.0.done.load(Ordering::Relaxed)
    }

    /// The total number of bytes, if known.
    pub fn total(&self) -> Option<u64> {
        Some(self.0.total.load(Ordering::Relaxed)).filter(|total| *total > 0)
    }

    /// Sets the number of bytes done.
    pub fn set_done(&self, bytes: u64) {
        self.0.done.store(bytes, Ordering::Relaxed);
    }

    /// Adds to the number of bytes done.
    pub fn add(&self, bytes: u64) {
        self.0.done.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Sets the total number of bytes.
    pub fn set_total(&self, bytes: u64) {
        self.0.total.store(bytes, Ordering::Relaxed);
    }

    /// Asks the worker to stop.
    pub fn stop(&self) {
        self.0.stopped.store(true, Ordering::Release);
        self.0.stop.notify_waiters();
    }

    /// True if it was asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.0.stopped.load(Ordering::Acquire)
    }

    /// Waits until it is asked to stop.
    pub async fn stopped(&self) {
        loop {
            let stop = self.0.stop.notified();
            if self.is_stopped() {
                return;
            }
            stop.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stop_is_seen_whether_it_came_before_or_after() {
        let watch = Watch::default();
        assert!(futures::FutureExt::now_or_never(watch.stopped()).is_none());
        watch.stop();
        watch.stopped().await;
        assert!(watch.is_stopped());
    }
}
