//! How far something long has come, and whether it is to stop.
//!
//! Must not know: what is going on. Tests: below.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::Notify;

/// Shared by whoever works and whoever looks on.
#[derive(Debug, Clone, Default)]
pub struct Watch(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    done: AtomicU64,
    /// 0: not known.
    total: AtomicU64,
    stopped: AtomicBool,
    stop: Notify,
}

impl Watch {
    /// Bytes done so far.
    pub fn done(&self) -> u64 {
        self.0.done.load(Ordering::Relaxed)
    }

    /// Bytes altogether, where that is known.
    pub fn total(&self) -> Option<u64> {
        Some(self.0.total.load(Ordering::Relaxed)).filter(|total| *total > 0)
    }

    /// So many bytes are done.
    pub fn set_done(&self, bytes: u64) {
        self.0.done.store(bytes, Ordering::Relaxed);
    }

    /// So many bytes more are done.
    pub fn add(&self, bytes: u64) {
        self.0.done.fetch_add(bytes, Ordering::Relaxed);
    }

    /// There are so many bytes altogether.
    pub fn set_total(&self, bytes: u64) {
        self.0.total.store(bytes, Ordering::Relaxed);
    }

    /// Asks it to stop.
    pub fn stop(&self) {
        self.0.stopped.store(true, Ordering::Release);
        self.0.stop.notify_waiters();
    }

    /// Whether it is to stop.
    pub fn is_stopped(&self) -> bool {
        self.0.stopped.load(Ordering::Acquire)
    }

    /// Waits until it is to stop.
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
