//! What a row may tell of reports. Where a company sends reports to reviewers, only reviewers and the reporter learn that
//! a message was reported (`docs/server-api.md` 2.26). Tests: `tests/actions/reports.rs`.

use super::Session;
use crate::chat::person::Role;
use crate::row::Row;
use crate::settings::Review;

use std::sync::Arc;

impl Session {
    /// The company's policy for reports.
    pub fn review(&self) -> Arc<Review> {
        Arc::clone(&self.0.by.review)
    }

    /// Leaves out of a row what the user is not to learn: reasons on messages that are no reports themselves, and reports
    /// by others.
    pub(super) fn conceal(&self, row: &mut Arc<Row>) {
        if self.0.by.review.to.is_none() || self.0.me.role == Role::Support {
            return;
        }
        let me = self.0.me.id;
        let is_marked = row.message.marks.reported.is_some() && !row.message.is_shared_report();
        if is_marked || row.reports.iter().any(|report| report.by != me) {
            let row = Arc::make_mut(row);
            if is_marked {
                row.message.marks.reported = None;
            }
            row.reports.retain(|report| report.by == me);
            row.renew_version();
        }
    }
}
