//! Folding: combines a new wish with unsent ones on the same message.
//!
//! The last edit wins; deleting a never-sent post removes both; react and unreact cancel out (removing a reaction is
//! deleting a never-sent message). An entry with a frozen element is left alone and the new one is queued behind it,
//! because the server may already have the old content. A parked entry takes the new content and is tried again.
//! Pure. Tests: below and, as a property, `tests/promise`.

use crate::chat::wish::{self, Aspect, Flags, Switch};
use crate::entry::{Entry, Origin, State};
use crate::row::EntryId;

/// The decision on a new wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fold {
    /// Queue it as an entry of its own.
    Append,
    /// Merge it into this entry, which then touches these flags and is queued (again).
    Into(EntryId, Flags),
    /// Nothing is left to send: remove these entries, and the never-sent message with them.
    Vanish(Vec<EntryId>),
    /// Both cancel out: remove this entry, and queue nothing.
    Cancel(EntryId),
    /// Delete a refused message that may nevertheless have arrived: its entry becomes the retraction, the others on
    /// the message are removed.
    Retract { entry: EntryId, touched: Flags, drop: Vec<EntryId> },
}

/// Decides on a wish of this kind, given all entries of the same message, oldest first.
pub fn fold(on_message: &[Entry], kind: wish::Kind) -> Fold {
    let aspect = Aspect::of(kind);
    let touched = Flags::of(kind);
    let maker = on_message.iter().find(|entry| entry.origin == Origin::Makes);
    if kind == wish::Kind::Delete {
        match maker {
            Some(post) if never_left(post) => {
                return Fold::Vanish(on_message.iter().map(|entry| entry.id).collect());
            }
            // Parked, with an attempt whose outcome is unknown: the element itself becomes the retraction, which is
            // right whatever the server has.
            Some(post) if post.state == State::Parked => {
                let drop = on_message
                    .iter()
                    .filter(|entry| entry.id != post.id && entry.state != State::InFlight)
                    .map(|entry| entry.id)
                    .collect();
                return Fold::Retract { entry: post.id, touched: post.touched.with(touched), drop };
            }
            Some(_) | None => {}
        }
    }
    let open = on_message.iter().rev().find(|entry| entry.aspect == aspect);
    match open {
        Some(entry) if entry.takes_new_words() => {
            // The server never saw the old text of a message it does not know: nothing was edited there.
            let unseen = entry.origin == Origin::Makes && never_left(entry);
            let added = if unseen && touched == Flags::EDITED { Flags::default() } else { touched };
            Fold::Into(entry.id, entry.touched.with(added))
        }
        Some(_) | None => Fold::Append,
    }
}

/// Decides on marking a message as read or unread, given all entries of the message, oldest first. Doing and undoing it
/// before either was sent cancel out: a read mark makes every member's client fetch the message again.
pub fn fold_read(on_message: &[Entry], state: Switch) -> Fold {
    let newest = on_message.iter().rev().find(|entry| entry.aspect == Aspect::Read);
    match newest {
        Some(entry)
            if entry.takes_new_words()
                && never_left(entry)
                && entry.was_set.has(Flags::READ) == (state == Switch::On) =>
        {
            Fold::Cancel(entry.id)
        }
        Some(_) | None => fold(on_message, wish::Kind::Read),
    }
}

/// Decides on setting or clearing a mark of a conversation, given all entries on that mark, oldest first. Setting and
/// clearing it before either was sent cancel out.
pub fn fold_mark(on_mark: &[Entry], state: Switch) -> Fold {
    match on_mark.last() {
        Some(entry) if entry.takes_new_words() => {
            let was_on = entry.was_set.has(Flags::CONVERSATION_MARK);
            if never_left(entry) && was_on == (state == Switch::On) {
                Fold::Cancel(entry.id)
            } else {
                Fold::Into(entry.id, entry.touched)
            }
        }
        Some(_) | None => Fold::Append,
    }
}

/// Decides on an invitation to a conversation, given the newest entry in its lane: it is merged with the invitation
/// before it if nothing was written in between, so that nobody is added earlier than intended.
pub fn fold_people(newest: Option<&Entry>) -> Fold {
    match newest {
        Some(entry)
            if matches!(entry.kind, wish::Kind::Create | wish::Kind::Invite)
                && entry.state == State::Queued
                && entry.takes_new_words()
                && entry.untried() =>
        {
            Fold::Into(entry.id, entry.touched)
        }
        Some(_) | None => Fold::Append,
    }
}

/// True if the server certainly does not know it: no call was made with it, or every call was clearly refused.
pub fn never_left(entry: &Entry) -> bool {
    match entry.state {
        State::Queued => entry.untried(),
        State::Parked => !entry.unanswered,
        State::InFlight => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::wish::Mark;
    use crate::entry::tests_support::entry;

    #[test]
    fn the_last_edit_of_an_untried_post_goes_into_it() {
        let post = entry(1, wish::Kind::Post);
        assert_eq!(fold(&[post], wish::Kind::Edit), Fold::Into(EntryId(1), Flags::default()));
    }

    #[test]
    fn delete_of_a_never_sent_post_removes_both() {
        let post = entry(1, wish::Kind::Post);
        let star = entry(2, wish::Kind::Mark(Mark::Star));
        assert_eq!(fold(&[post, star], wish::Kind::Delete), Fold::Vanish(vec![EntryId(1), EntryId(2)]));
    }

    #[test]
    fn an_edit_behind_an_entry_in_flight_is_an_entry_of_its_own() {
        let mut post = entry(1, wish::Kind::Post);
        post.state = State::InFlight;
        post.batch = Some(1);
        assert_eq!(fold(&[post.clone()], wish::Kind::Edit), Fold::Append);
        let edit = entry(2, wish::Kind::Edit);
        assert_eq!(fold(&[post, edit], wish::Kind::Edit), Fold::Into(EntryId(2), Flags::EDITED));
    }

    #[test]
    fn a_post_whose_answer_was_lost_is_retracted_by_an_entry_of_its_own() {
        let mut post = entry(1, wish::Kind::Post);
        post.attempts = 1;
        post.unanswered = true;
        post.frozen = true;
        assert_eq!(fold(&[post], wish::Kind::Delete), Fold::Append);
    }

    #[test]
    fn an_edit_of_an_entry_that_is_about_to_say_other_words_goes_into_it() {
        let mut reworded = entry(1, wish::Kind::Edit);
        reworded.attempts = 1;
        reworded.unanswered = true;
        assert_eq!(fold(&[reworded], wish::Kind::Edit), Fold::Into(EntryId(1), Flags::EDITED));
    }

    #[test]
    fn an_edit_of_a_parked_post_goes_into_it() {
        let mut post = entry(1, wish::Kind::Post);
        post.state = State::Parked;
        post.attempts = 1;
        assert_eq!(fold(&[post.clone()], wish::Kind::Edit), Fold::Into(EntryId(1), Flags::default()));
        post.unanswered = true;
        assert_eq!(fold(&[post], wish::Kind::Edit), Fold::Into(EntryId(1), Flags::EDITED));
    }

    #[test]
    fn delete_of_a_refused_post_that_may_have_arrived_turns_it_into_the_retraction() {
        let mut post = entry(1, wish::Kind::Post);
        post.state = State::Parked;
        post.attempts = 2;
        post.unanswered = true;
        assert_eq!(
            fold(&[post], wish::Kind::Delete),
            Fold::Retract { entry: EntryId(1), touched: Flags::DELETED, drop: vec![] }
        );
    }

    #[test]
    fn a_star_never_goes_into_a_post() {
        assert_eq!(fold(&[entry(1, wish::Kind::Post)], wish::Kind::Mark(Mark::Star)), Fold::Append);
    }

    #[test]
    fn star_and_unstar_of_a_known_message_are_one_entry() {
        assert_eq!(
            fold(&[entry(1, wish::Kind::Mark(Mark::Star))], wish::Kind::Mark(Mark::Star)),
            Fold::Into(EntryId(1), Mark::Star.flag())
        );
    }

    #[test]
    fn read_and_unread_before_it_was_sent_is_nothing() {
        let read = entry(1, wish::Kind::Read);
        let both = [entry(2, wish::Kind::Mark(Mark::Star)), read.clone()];
        assert_eq!(fold_read(&both, Switch::Off), Fold::Cancel(EntryId(1)));
        let mut unread = read.clone();
        unread.was_set = Flags::READ;
        assert_eq!(fold_read(std::slice::from_ref(&unread), Switch::On), Fold::Cancel(EntryId(1)));
        assert_eq!(fold_read(&[unread], Switch::Off), Fold::Into(EntryId(1), Flags::READ));
        let mut lost = read.clone();
        (lost.attempts, lost.unanswered) = (1, true);
        assert_eq!(fold_read(&[lost], Switch::Off), Fold::Into(EntryId(1), Flags::READ));
        let mut flies = read;
        flies.state = State::InFlight;
        assert_eq!(fold_read(&[flies], Switch::Off), Fold::Append);
        assert_eq!(fold_read(&[], Switch::On), Fold::Append);
    }

    #[test]
    fn muted_and_unmuted_before_it_was_sent_is_nothing() {
        let mute = entry(1, wish::Kind::Mute);
        assert_eq!(fold_mark(std::slice::from_ref(&mute), Switch::Off), Fold::Cancel(EntryId(1)));
        let mut unmute = mute.clone();
        unmute.was_set = Flags::CONVERSATION_MARK;
        assert_eq!(fold_mark(&[unmute], Switch::On), Fold::Cancel(EntryId(1)));
        let mut lost = mute.clone();
        (lost.attempts, lost.unanswered) = (1, true);
        assert_eq!(fold_mark(&[lost], Switch::Off), Fold::Into(EntryId(1), Flags::CONVERSATION_MARK));
        let mut flies = mute;
        flies.state = State::InFlight;
        assert_eq!(fold_mark(&[flies], Switch::Off), Fold::Append);
    }

    #[test]
    fn people_come_with_those_before_them_unless_something_was_said_in_between() {
        assert_eq!(
            fold_people(Some(&entry(1, wish::Kind::Create))),
            Fold::Into(EntryId(1), Flags::default())
        );
        assert_eq!(
            fold_people(Some(&entry(1, wish::Kind::Invite))),
            Fold::Into(EntryId(1), Flags::default())
        );
        assert_eq!(fold_people(Some(&entry(1, wish::Kind::Post))), Fold::Append);
        let mut parked = entry(1, wish::Kind::Create);
        parked.state = State::Parked;
        assert_eq!(fold_people(Some(&parked)), Fold::Append);
        assert_eq!(fold_people(None), Fold::Append);
    }
}
