//! The reported message as a row, with the files that its first reporter sent along, so that they are drawn and loaded
//! like those of any message.
//!
//! Must not know: when its files are shown. Tests: `tests/window/desk.rs`.

use crate::chat::message::Message;
use crate::chat::{PersonId, conversation};
use crate::row::review::Case;
use crate::row::{Delivery, Replies, Row};

use std::sync::Arc;
use uuid::Uuid;

/// The message with its files; `None` if it was not sent to the reviewers.
pub(super) fn row(case: &Case) -> Option<Arc<Row>> {
    let report = case.reports.first()?;
    let snapshot = &report.snapshot;
    let nobody = PersonId::new(Uuid::nil());
    let author = snapshot.author.unwrap_or(nobody);
    let place = snapshot.conversation.unwrap_or(conversation::Id::Direct(author));
    let mut message = Message::text(
        snapshot.id,
        place,
        author,
        snapshot.author_name.clone(),
        snapshot.sent_at.unwrap_or(report.at),
        snapshot.text.clone(),
    );
    message.files.clone_from(&snapshot.files);
    message.more_files = snapshot.more_files;
    Some(Arc::new(Row {
        message,
        delivery: Delivery::Settled,
        accepted_at: None,
        unread: false,
        came_late: None,
        version: 0,
        parent: None,
        replies: Replies::default(),
        tagged: Vec::new(),
        original: None,
        reports: Vec::new(),
        lost_report: None,
        pinner: None,
        earlier: 0,
        reactions: Vec::new(),
        more_reactions: 0,
        files: report.files.clone(),
        shared_files: Vec::new(),
    }))
}
