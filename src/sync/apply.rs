//! Merges a message from the server into the one stored here.
//!
//! Pure. Merges field by field: the user's unsent text and marks are kept; everything else comes from the server
//! (`docs/server-api.md` 2.19). Tests: below, `tests/sync`.

use crate::chat::message::Marks;
use crate::chat::wish::Flags;
use crate::chat::{Message, PersonId};
use crate::store::message::Progress;

/// Merges the server's message into ours; `None` if nothing changes.
pub fn merge(
    ours: Option<(&Message, Progress)>,
    mut theirs: Message,
    pending: Pending,
    me: PersonId,
) -> Option<(Message, Progress)> {
    let Some((ours, progress)) = ours else {
        // The user's own message from another device, or history: it is on the server.
        let progress = if theirs.author == me { Progress::Seen } else { Progress::Settled };
        return Some((theirs, progress));
    };
    theirs.marks.take(pending.flags, &ours.marks);
    if pending.words == Words::Waiting {
        let mut marks = theirs.marks;
        marks.read |= ours.marks.read && !pending.flags.has(Flags::READ);
        return (marks != ours.marks).then(|| (Message { marks, ..ours.clone() }, progress));
    }
    let mut merged = theirs;
    // The identity of a message never changes.
    merged.conversation = ours.conversation;
    merged.author = ours.author;
    merged.sent_at = ours.sent_at;
    if merged.author_name.is_empty() {
        merged.author_name.clone_from(&ours.author_name);
    }
    if restores_old_text(ours, progress, &merged, pending) {
        let marks = Marks { read: merged.marks.read | ours.marks.read, ..merged.marks };
        let merged = Message { marks, server_text: Some(merged.text), ..ours.clone() };
        return (merged != *ours).then_some((merged, progress));
    }
    // Another text without a later edit: the server cut or changed ours, or this was read before our edit arrived.
    // Keep our complete text, without marking it as seen (`docs/server-api.md` 2.16).
    let altered = progress == Progress::Accepted
        && merged.text.trim_end() != ours.text.trim_end()
        && !merged.marks.deleted
        && merged.edited_at <= ours.edited_at;
    if altered {
        merged.server_kept = ours
            .text
            .starts_with(&merged.text)
            .then(|| u32::try_from(merged.text.chars().count()).unwrap_or(u32::MAX));
        merged.tags.clone_from(&ours.tags);
    }
    if altered || (progress != Progress::Settled && merged.text.trim_end() == ours.text.trim_end()) {
        merged.text.clone_from(&ours.text);
    }
    if merged.text == ours.text {
        merged.edited_at = ours.edited_at;
    }
    merged.marks.read |= ours.marks.read;
    let progress_now = if altered { progress } else { seen(progress) };
    (merged != *ours || progress_now != progress).then_some((merged, progress_now))
}

/// The progress of the user's own message after it was read back.
const fn seen(progress: Progress) -> Progress {
    match progress {
        Progress::Accepted | Progress::Seen => Progress::Seen,
        Progress::Waiting => Progress::Waiting,
        Progress::Settled => Progress::Settled,
    }
}

/// True if the server shows an older text of the user's own message than it has accepted: somebody else's mark has
/// restored it. False if a later edit says so, which another device of the user may have made; and false if the newer
/// text was accepted just now and was not seen there yet, unless the copy shows such a mark: the copy may have been
/// read before the text arrived.
fn restores_old_text(ours: &Message, progress: Progress, theirs: &Message, pending: Pending) -> bool {
    let is_marked = shows_other_marks(&ours.marks, &theirs.marks, ours.author);
    let accepted = match (progress, pending.accepted) {
        (Progress::Seen, _) | (Progress::Accepted, Accepted::Earlier) => true,
        (Progress::Accepted, Accepted::JustNow) => is_marked,
        (Progress::Waiting | Progress::Settled, _) => false,
    };
    // Some servers date every change, even a mark.
    let is_older = theirs.edited_at <= ours.edited_at || is_marked;
    accepted
        && pending.version == Version::Earlier
        && theirs.text.trim_end() != ours.text.trim_end()
        && !theirs.marks.deleted
        && is_older
}

/// True if a copy from the server shows a mark that somebody else has set or cleared since.
pub(super) fn shows_other_marks(ours: &Marks, theirs: &Marks, me: PersonId) -> bool {
    // Names every field, so that the compiler asks for a new one. Only the user's own star comes from the server.
    let Marks { deleted: _, pinned_by, starred_by: _, read, archived, reported } = theirs;
    let is_pinned = *pinned_by != ours.pinned_by && *pinned_by != Some(me);
    is_pinned || *reported != ours.reported || *archived != ours.archived || *read != ours.read
}

/// The user's unsent wishes on the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    pub words: Words,
    /// The text in the server's copy, compared with the texts that the user has replaced.
    pub version: Version,
    /// All flags that entries in the outbox set.
    pub flags: Flags,
    /// When the user's newest text was accepted.
    pub accepted: Accepted,
}

/// How long ago the server accepted something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// So recently that an older copy may still arrive.
    JustNow,
    Earlier,
}

/// The text of the user's own message in the server's copy: one that was replaced here, or another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// One that a newer text has replaced here.
    Earlier,
    Other,
}

/// The state of the user's text of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    Waiting,
    Sent,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::wish::Mark;
    use crate::chat::{ChannelId, MessageId, Stamp, conversation};

    use uuid::Uuid;

    const ME: PersonId = PersonId::new(Uuid::from_u128(1));

    const NOTHING: Pending = Pending {
        words: Words::Sent,
        version: Version::Other,
        flags: Flags::from_bits(0),
        accepted: Accepted::JustNow,
    };

    fn message(text: &str) -> Message {
        let place = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(2)));
        let id = MessageId::new(Uuid::from_u128(3));
        Message::text(id, place, ME, "Asha".to_owned(), Stamp::from_ticks(5, 0), text.to_owned())
    }

    #[test]
    fn an_accepted_message_is_seen_back_once() {
        let ours = message("hello");
        let (merged, progress) =
            merge(Some((&ours, Progress::Accepted)), message("hello"), NOTHING, ME).expect("news");
        assert_eq!(progress, Progress::Seen);
        assert_eq!(merge(Some((&merged, progress)), message("hello"), NOTHING, ME), None);
    }

    #[test]
    fn words_that_the_server_cut_stay_whole_and_are_not_called_seen() {
        let ours = message("hello world");
        let mut whole = ours.clone();
        whole.server_kept = Some(5);
        let merged = merge(Some((&ours, Progress::Accepted)), message("hello"), NOTHING, ME);
        assert_eq!(merged, Some((whole.clone(), Progress::Accepted)));
        // Reading it again changes nothing; a server that has the whole text after all is believed.
        assert_eq!(merge(Some((&whole, Progress::Accepted)), message("hello"), NOTHING, ME), None);
        let merged = merge(Some((&whole, Progress::Accepted)), ours.clone(), NOTHING, ME);
        assert_eq!(merged, Some((ours.clone(), Progress::Seen)));
        // Another text is no shorter copy, and trailing blanks do not count as text.
        assert_eq!(merge(Some((&ours, Progress::Accepted)), message("jello"), NOTHING, ME), None);
        let merged = merge(Some((&ours, Progress::Accepted)), message("hello world "), NOTHING, ME);
        assert_eq!(merged, Some((ours.clone(), Progress::Seen)));
        let mut edited = message("hello, all");
        edited.edited_at = Some(Stamp::from_ticks(9, 0));
        let merged = merge(Some((&ours, Progress::Accepted)), edited.clone(), NOTHING, ME);
        assert_eq!(merged, Some((edited, Progress::Seen)));
    }

    #[test]
    fn unsent_words_are_not_overwritten_but_marks_of_others_are_taken() {
        let ours = message("new words");
        let words = Pending { words: Words::Waiting, ..NOTHING };
        let mut theirs = message("old words");
        assert_eq!(merge(Some((&ours, Progress::Waiting)), theirs.clone(), words, ME), None);
        theirs.marks.archived = true;
        let (merged, progress) = merge(Some((&ours, Progress::Waiting)), theirs, words, ME).expect("news");
        assert_eq!((merged.text.as_str(), merged.marks.archived), ("new words", true));
        assert_eq!(progress, Progress::Waiting);
    }

    #[test]
    fn beside_an_unsent_mark_everything_else_is_taken() {
        let mut ours = message("old words");
        ours.marks.starred_by = Some(ME);
        let mut theirs = message("new words");
        (theirs.marks.archived, theirs.edited_at) = (true, Some(Stamp::from_ticks(9, 0)));
        let star = Pending { flags: Mark::Star.flag(), ..NOTHING };
        let (merged, _) = merge(Some((&ours, Progress::Settled)), theirs, star, ME).expect("news");
        assert_eq!(merged.text, "new words");
        assert_eq!((merged.marks.starred_by, merged.marks.archived), (Some(ME), true));
    }

    #[test]
    fn older_words_at_the_server_do_not_replace_ours_unless_a_later_edit_brought_them() {
        let mut ours = message("at 11");
        ours.edited_at = Some(Stamp::from_ticks(7, 0));
        let earlier = Pending { version: Version::Earlier, ..NOTHING };
        let mut theirs = Message { edited_at: ours.edited_at, ..message("at 10") };
        let (merged, progress) =
            merge(Some((&ours, Progress::Seen)), theirs.clone(), earlier, ME).expect("news");
        assert_eq!((merged.text.as_str(), merged.server_text.as_deref()), ("at 11", Some("at 10")));
        assert_eq!(progress, Progress::Seen);
        // Read before the newer text arrived, it proves nothing.
        let unseen = merge(Some((&ours, Progress::Accepted)), theirs.clone(), earlier, ME);
        assert!(unseen.is_none_or(|(merged, _)| merged.server_text.is_none()));
        // Long after acceptance, it does.
        let settled = Pending { accepted: Accepted::Earlier, ..earlier };
        let (told, _) = merge(Some((&ours, Progress::Accepted)), theirs.clone(), settled, ME).expect("news");
        assert_eq!((told.text.as_str(), told.server_text.as_deref()), ("at 11", Some("at 10")));
        // Once repaired, it is no change any more.
        let (healed, _) = merge(
            Some((&merged, Progress::Seen)),
            Message { text: "at 11".to_owned(), ..theirs.clone() },
            NOTHING,
            ME,
        )
        .expect("news");
        assert_eq!((healed.text.as_str(), healed.server_text), ("at 11", None));
        theirs.edited_at = Some(Stamp::from_ticks(9, 0));
        let (merged, _) = merge(Some((&ours, Progress::Seen)), theirs, earlier, ME).expect("news");
        assert_eq!((merged.text.as_str(), merged.server_text), ("at 10", None));
    }

    #[test]
    fn an_edit_by_the_flag_alone_is_not_shown() {
        let ours = message("hello");
        let mut theirs = message("hello");
        theirs.edited_at = Some(Stamp::from_ticks(9, 0));
        assert_eq!(merge(Some((&ours, Progress::Seen)), theirs, NOTHING, ME), None);
    }
}
