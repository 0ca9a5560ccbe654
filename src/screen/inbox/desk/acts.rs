//! Claims, decisions and notes: the wish or the dialog of each key.
//!
//! A decision needs the case on the screen: nothing is decided that was not read. The session has the rules on who may
//! decide what, and its refusals are shown as errors. Must not know: how a wish becomes a reply. Tests:
//! `tests/window/desk.rs`.

use super::Desk;
use crate::screen::inbox::event::Event;
use crate::screen::inbox::shared::Shared;

use crate::chat::message::Shared as Snapshot;
use crate::chat::wish::{self, Decision, Switch};
use crate::chat::{MessageId, Wish, conversation};
use crate::intent::Request;
use crate::language::tr;
use crate::row::review::Case;
use crate::screen::dialog::Dialog;
use crate::screen::dialog::decide::{About, Decide, Purpose};
use crate::screen::inbox::message::card::Quoted;
use crate::screen::keys::Review;

impl Desk {
    /// The events of a step on the selected case.
    pub(super) fn act(&mut self, step: Review, shared: &Shared) -> Vec<Event> {
        let Some(id) = self.selected else { return Vec::new() };
        if step == Review::Undo && self.cases.get(id).is_none_or(|row| row.state.decided_by().is_none()) {
            return self.undo_last(shared);
        }
        let Some(case) = self.case() else { return toast(tr::review_still_loading()) };
        match step {
            Review::Claim => vec![claim(case, shared)],
            Review::Keep => decide(case, Decision::Keep, shared),
            Review::Remove => decide(case, Decision::Remove, shared),
            Review::Archive => decide(case, Decision::Archive, shared),
            Review::Warn => ask(case, Purpose::Warn, shared),
            Review::Ask => ask(case, Purpose::Ask, shared),
            Review::HandOver => ask(case, Purpose::HandOver, shared),
            Review::Note => match case.root {
                Some((of, root)) => ask(case, Purpose::Note(of, root), shared),
                // The first decision begins the thread.
                None => toast(tr::review_no_thread()),
            },
            Review::Undo => vec![undo(id, of(case, shared), None)],
            Review::Next
            | Review::Previous
            | Review::Open
            | Review::Queue(_)
            | Review::Context
            | Review::Versions
            | Review::Files => Vec::new(),
        }
    }

    /// Undoes what the user decided last, though another case is selected by now.
    fn undo_last(&mut self, shared: &Shared) -> Vec<Event> {
        match self.decided.take() {
            Some(last) => {
                let of = self
                    .case()
                    .map_or_else(|| conversation::Id::Direct(shared.me.id), |case| of(case, shared));
                vec![undo(last, of, None), Event::Toast(tr::review_undone().to_owned())]
            }
            None => toast(tr::review_nothing_to_undo()),
        }
    }

    /// Undoes one of two decisions in conflict.
    pub(super) fn undo_one(&self, decision: MessageId, shared: &Shared) -> Option<Event> {
        self.case().map(|case| undo(case.row.id, of(case, shared), Some(decision)))
    }
}

fn toast(sentence: &str) -> Vec<Event> {
    vec![Event::Toast(sentence.to_owned())]
}

/// The reported message as its first reporter sent it; `None` if it was not reported to the reviewers alone.
pub fn original(case: &Case) -> Option<&Snapshot> {
    case.reports.first().map(|report| &report.snapshot)
}

/// The conversation that a wish on the case is about: the answer names it, and its readers are told.
fn of(case: &Case, shared: &Shared) -> conversation::Id {
    let root = case.root.map(|(of, _)| of);
    root.or(case.row.place).unwrap_or(conversation::Id::Direct(shared.me.id))
}

fn claim(case: &Case, shared: &Shared) -> Event {
    let is_mine = case.row.state.claimed_by(shared.now.at) == Some(shared.me.id);
    let state = if is_mine { Switch::Off } else { Switch::On };
    let wish = Wish::Claim { id: MessageId::fresh(), message: case.row.id, state };
    Request::Submit { of: of(case, shared), wish }.into()
}

fn undo(message: MessageId, of: conversation::Id, decision: Option<MessageId>) -> Event {
    Request::Submit { of, wish: Wish::Undo { id: MessageId::fresh(), message, decision } }.into()
}

/// Decides at once.
fn decide(case: &Case, decision: Decision, shared: &Shared) -> Vec<Event> {
    if case.row.state.decided_by().is_some() {
        return toast(tr::review_decided_already());
    }
    let wish = Wish::Decide(wish::Decide {
        id: MessageId::fresh(),
        message: case.row.id,
        decision,
        to: None,
        text: String::new(),
        note: String::new(),
    });
    vec![Request::Submit { of: of(case, shared), wish }.into()]
}

/// Opens the dialog for the words.
fn ask(case: &Case, purpose: Purpose, shared: &Shared) -> Vec<Event> {
    let place = Some(case.row.place_name.as_str());
    let quoted = match original(case) {
        Some(snapshot) => Quoted::snapshot(snapshot, place, shared.now),
        None => Quoted::snapshot(&as_it_is(case), place, shared.now),
    };
    let about = About { case: case.row.id, of: of(case, shared), place: case.row.place, quoted };
    vec![Event::Resume(Dialog::Decide(Box::new(Decide::new(purpose, about))))]
}

/// The message as it is here now, for one that was reported in its own conversation.
fn as_it_is(case: &Case) -> Snapshot {
    let row = &case.row;
    Snapshot {
        id: row.id,
        conversation: row.place,
        author: row.author,
        author_name: row.author_name.clone(),
        sent_at: Some(row.reported_at),
        text: case.current.as_ref().map_or_else(|| row.excerpt.clone(), |current| current.text.clone()),
        kind: crate::chat::message::Kind::default(),
        files: Vec::new(),
        more_files: 0,
        tags: Vec::new(),
        parent: None,
        reported: None,
    }
}
