//! What a row may tell of reports. Where a company sends reports to reviewers, only reviewers and the reporter learn that
//! a message was reported (`docs/server-api.md` 2.26). Tests: `tests/actions/reports.rs`.

use super::Session;
use crate::chat::person::Role;
use crate::row::{Record, Row};
use crate::settings::Review;

use std::sync::Arc;

impl Session {
    /// The company's policy for reports.
    pub fn review(&self) -> Arc<Review> {
        Arc::clone(&self.0.by.review)
    }

    /// True if the user may know of all reports: there are no reviewers, or the user is one.
    fn sees_reports(&self) -> bool {
        self.0.by.review.to.is_none() || self.0.me.role == Role::Support
    }

    /// Like [`Session::conceal`], for a message that is exported.
    pub(super) fn conceal_record(&self, record: &mut Record) {
        if !self.sees_reports() && !record.message.is_shared_report() {
            record.message.marks.reported = None;
            record.reports.clear();
        }
    }

    /// Leaves out of a row what the user is not to learn: reasons on messages that are no reports themselves, and reports
    /// by others.
    pub(super) fn conceal(&self, row: &mut Arc<Row>) {
        if self.sees_reports() {
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
