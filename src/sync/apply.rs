//! What a message from the server changes here.
//!
//! Pure. A message with unsent wishes of ours keeps our content until they are out: the person's own words are never
//! taken from under them. Tests: below.

use crate::chat::{Message, PersonId};
use crate::store::message::Progress;

/// Merges what the server says into what stands here; `None` when nothing changes.
pub fn merge(
    ours: Option<(&Message, Progress)>,
    theirs: Message,
    unsent: Unsent,
    me: PersonId,
) -> Option<(Message, Progress)> {
    let Some((ours, progress)) = ours else {
        // Our own message from another place, or history: it is on the server.
        let progress = if theirs.author == me { Progress::Seen } else { Progress::Settled };
        return Some((theirs, progress));
    };
    if unsent == Unsent::Some {
        return None;
    }
    let mut merged = theirs;
    // What makes it this message does not move.
    merged.conversation = ours.conversation;
    merged.author = ours.author;
    merged.sent_at = ours.sent_at;
    if merged.author_name.is_empty() {
        merged.author_name.clone_from(&ours.author_name);
    }
    // Other words without a later edit: the server cut or changed ours, or this was read before our edit arrived. Ours
    // stay whole, and are not called seen (`server-api.md` 2.16).
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

/// Whether a message of ours has come back.
const fn seen(progress: Progress) -> Progress {
    match progress {
        Progress::Accepted | Progress::Seen => Progress::Seen,
        Progress::Waiting => Progress::Waiting,
        Progress::Settled => Progress::Settled,
    }
}

/// Whether wishes of ours on the message are still here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsent {
    Some,
    None,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{ChannelId, MessageId, Stamp, conversation};

    use uuid::Uuid;

    const ME: PersonId = PersonId::new(Uuid::from_u128(1));

    fn message(text: &str) -> Message {
        let place = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(2)));
        let id = MessageId::new(Uuid::from_u128(3));
        Message::text(id, place, ME, "Asha".to_owned(), Stamp::from_ticks(5, 0), text.to_owned())
    }

    #[test]
    fn an_accepted_message_is_seen_back_once() {
        let ours = message("hello");
        let (merged, progress) =
            merge(Some((&ours, Progress::Accepted)), message("hello"), Unsent::None, ME).expect("news");
        assert_eq!(progress, Progress::Seen);
        assert_eq!(merge(Some((&merged, progress)), message("hello"), Unsent::None, ME), None);
    }

    #[test]
    fn words_that_the_server_cut_stay_whole_and_are_not_called_seen() {
        let ours = message("hello world");
        let mut whole = ours.clone();
        whole.server_kept = Some(5);
        let merged = merge(Some((&ours, Progress::Accepted)), message("hello"), Unsent::None, ME);
        assert_eq!(merged, Some((whole.clone(), Progress::Accepted)));
        // Read again it is no news; a server that has all of it after all says so.
        assert_eq!(merge(Some((&whole, Progress::Accepted)), message("hello"), Unsent::None, ME), None);
        let merged = merge(Some((&whole, Progress::Accepted)), ours.clone(), Unsent::None, ME);
        assert_eq!(merged, Some((ours.clone(), Progress::Seen)));
        // Other words are not a shorter copy, and blanks at the end are nobody's words.
        assert_eq!(merge(Some((&ours, Progress::Accepted)), message("jello"), Unsent::None, ME), None);
        let merged = merge(Some((&ours, Progress::Accepted)), message("hello world "), Unsent::None, ME);
        assert_eq!(merged, Some((ours.clone(), Progress::Seen)));
        let mut edited = message("hello, all");
        edited.edited_at = Some(Stamp::from_ticks(9, 0));
        let merged = merge(Some((&ours, Progress::Accepted)), edited.clone(), Unsent::None, ME);
        assert_eq!(merged, Some((edited, Progress::Seen)));
    }

    #[test]
    fn unsent_words_are_not_overwritten() {
        let ours = message("new words");
        assert_eq!(merge(Some((&ours, Progress::Waiting)), message("old words"), Unsent::Some, ME), None);
    }

    #[test]
    fn an_edit_by_the_flag_alone_is_not_shown() {
        let ours = message("hello");
        let mut theirs = message("hello");
        theirs.edited_at = Some(Stamp::from_ticks(9, 0));
        assert_eq!(merge(Some((&ours, Progress::Seen)), theirs, Unsent::None, ME), None);
    }
}
