//! The other reviewer at work, and the authors of reported messages, while the demo runs.
//!
//! Leaves every case alone that the user has touched. Must not know: what a reply says. Tests: `tests/demo/reports.rs`.

use super::{Shared, held};
use crate::clock::Deadline;
use crate::demo::people::Later;

use std::sync::Arc;
use std::time::Duration;

/// Time between two messages of one act.
const BREATH: Duration = Duration::from_secs(1);

impl Shared {
    /// Starts what happens to the cases, if there are any.
    pub(super) fn let_review(self: &Arc<Self>) {
        let Some(desk) = self.company.as_ref().and_then(|company| company.desk.as_ref()) else { return };
        let script: Vec<_> =
            desk.later.iter().map(|later| (Deadline::after(later.after), later.clone())).collect();
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            for (due, later) in script {
                if !shared.wait(due.left()).await {
                    return;
                }
                if shared.is_touched(&later) {
                    continue;
                }
                for message in later.messages {
                    if !Arc::clone(&shared).said(BREATH, later.by, message).await {
                        return;
                    }
                }
            }
        });
    }

    /// Waits; `false` if the server is stopped first.
    async fn wait(&self, time: Duration) -> bool {
        let mut stopped = self.stopped.clone();
        tokio::select! {
            () = tokio::time::sleep(time) => true,
            _ = stopped.changed() => false,
        }
    }

    /// True if the user has written something about the case. The author of the message does not know.
    fn is_touched(&self, later: &Later) -> bool {
        let Some(company) = &self.company else { return true };
        let is_colleague = company.desk.as_ref().is_some_and(|desk| desk.colleague == later.by);
        let me = Some(company.me.id.uuid());
        let is_reply = |parent: uuid::Uuid| later.reports.iter().any(|report| report.uuid() == parent);
        is_colleague
            && held(&self.state).service.all().any(|stored| {
                stored.message.sender_id == me && stored.message.parent_message_id.is_some_and(is_reply)
            })
    }
}
