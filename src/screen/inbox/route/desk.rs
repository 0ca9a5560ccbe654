//! The reviewers' desk: its keys, its reads, and the number of open cases in the sidebar.
//!
//! For people without the role nothing is read and nothing is done. Must not know: how the cases are arranged. Tests:
//! `tests/window/desk.rs`.

use crate::chat::{MessageId, wish};
use crate::intent::Intent;
use crate::row::review::{Case, CaseRow};
use crate::screen::inbox::{Inbox, Message};
use crate::screen::keys::Review;
use crate::screen::panel::Panel;
use crate::screen::{Action, Fallible};

use std::sync::Arc;

impl Inbox {
    /// A step on the desk, if it is shown.
    pub(super) fn review(&mut self, step: Review) -> Action<Message> {
        if !self.shows_desk() {
            return Action::none();
        }
        let events = self.panels.desk.step_to(step, &self.shared);
        self.all(events)
    }

    /// True if the desk is open, in place of the conversation.
    pub(in crate::screen::inbox) fn shows_desk(&self) -> bool {
        self.panels.open() == Panel::Desk
    }

    /// Something was read from the server or written: the cases may have changed.
    pub(super) fn desk_changed(&mut self) -> Action<Message> {
        if !self.shared.has_desk() {
            return Action::none();
        }
        let now = self.shared.now.at;
        if self.shows_desk() {
            Action::asks(self.panels.desk.changed(now))
        } else {
            Action::from(self.panels.desk.changed_unseen(now))
        }
    }

    /// Time passed: claims end, and a read that was put off may be due.
    pub(super) fn desk_pulsed(&mut self) -> Action<Message> {
        if !self.shared.has_desk() {
            return Action::none();
        }
        if self.shows_desk() {
            self.panels.desk.arrange(&self.shared);
        }
        Action::from(self.panels.desk.pulsed(self.shared.now.at))
    }

    pub(super) fn cases_loaded(&mut self, cases: Fallible<Vec<CaseRow>>) -> Action<Message> {
        let near = self.rows_near_focus();
        let next = Action::from(self.panels.desk.cases_loaded(cases, &self.shared));
        self.shared.open_cases = self.panels.desk.open();
        let wanted = if self.shows_desk() { Action::from(self.panels.desk.wants()) } else { Action::none() };
        next.and(wanted).and(self.correct_row(near))
    }

    pub(super) fn case_loaded(&mut self, of: MessageId, case: Fallible<Arc<Case>>) -> Action<Message> {
        Action::from(self.panels.desk.case_loaded(of, case))
    }

    /// A request leaves the window: after a decision the next case has the focus.
    pub(super) fn decided(&mut self, intent: &Intent) -> Action<Message> {
        match self.panels.desk.asked(intent).filter(|_| self.shows_desk()) {
            Some(next) => self.focus_on(next),
            None => Action::none(),
        }
    }

    /// A wish was refused: if it was a decision, its case has the focus again.
    pub(super) fn decision_refused(&mut self, kind: wish::Kind) -> Action<Message> {
        match self.panels.desk.refused(kind).filter(|_| self.shows_desk()) {
            Some(back) => self.focus_on(back),
            None => Action::none(),
        }
    }
}
