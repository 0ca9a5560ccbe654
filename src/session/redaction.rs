//! Removes from rows and exports what the user may not know about reports. Where a company sends reports to reviewers,
//! only reviewers and the reporter learn that a message was reported (`docs/server-api.md` 2.26). Tests:
//! `tests/actions/reports.rs`.

use super::Session;
use crate::chat::Message;
use crate::chat::person::Role;
use crate::review::{Tail, spoken};
use crate::row::{Record, Records, Row, Told};
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

    /// Like [`Session::redact`], for messages that are exported; of an export of reported messages, the user's own
    /// reports are left.
    pub(super) fn redact_records(&self, of: Records, records: &mut Vec<Record>) {
        if self.sees_reports() {
            return;
        }
        let me = self.0.me.id;
        let is_own = |message: &Message| message.is_private_report() && message.author == me;
        if of == Records::Reported {
            records.retain(|record| is_own(&record.message));
        }
        for record in records {
            record.reports.clear();
            if !is_own(&record.message) {
                record.message.marks.reported = None;
                if let Some(shared) = &mut record.message.shared {
                    shared.reported = None;
                }
            }
        }
    }

    /// Removes from a row what the user may not see: reasons on messages that are no reports themselves, and reports by
    /// others.
    pub(super) fn redact(&self, row: &mut Arc<Row>) {
        let listed = &self.0.by.review.reviewers;
        if listed.is_empty() || listed.contains(&row.message.author) {
            Self::redact_tail(row);
        }
        let reviews =
            |told: &Told| if listed.is_empty() { told.known_reviewer } else { listed.contains(&told.by) };
        if row.reports.iter().flat_map(|report| &report.told).any(|told| !reviews(told)) {
            let row = Arc::make_mut(row);
            row.reports.iter_mut().for_each(|report| report.told.retain(reviews));
            row.renew_version();
        }
        if self.sees_reports() {
            return;
        }
        let me = self.0.me.id;
        let is_marked = row.message.marks.reported.is_some()
            && !row.message.is_private_report()
            && !row.message.is_report_context();
        if is_marked || row.reports.iter().any(|report| report.by != me) {
            let row = Arc::make_mut(row);
            if is_marked {
                row.message.marks.reported = None;
            }
            row.reports.retain(|report| report.by == me);
            row.renew_version();
        }
    }

    /// Removes the machine-readable end of a reviewer's words, which is for programs.
    fn redact_tail(row: &mut Arc<Row>) {
        if Tail::of(&row.message.text).is_some() {
            let row = Arc::make_mut(row);
            row.message.text = spoken(&row.message.text).to_owned();
            row.renew_version();
        }
    }
}
