//! What a person wants of a conversation itself: to begin one, to bring people in, to leave, to mark it for themselves.
//!
//! A change of who is in it (create, invite, leave) takes effect in the conversation's own order, among its messages; a
//! mark (mute, star, hide) is the person's own and waits for nobody. How each travels is `remote::convert::room`'s matter.
//! Must not know: how a wish is kept or sent. Tests: below, `tests/promise/rooms.rs`.

use super::wish::{self, Switch};
use super::{MessageId, PersonId, conversation};

use uuid::Uuid;

/// Characters of the longest name of a channel or group. The server's column is not public; this fits a header.
pub const LONGEST_NAME: usize = 80;

/// A wish on a conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct Wish {
    /// The wish's own id: the outbox tells one from another by it. No message bears it.
    pub id: MessageId,
    pub conversation: conversation::Id,
    pub change: Change,
}

/// What is to become of a conversation.
#[derive(Clone, PartialEq, Eq)]
pub enum Change {
    /// Begins a channel or group under an id made here. The people are all others; the one at this profile is in it too.
    Create {
        name: String,
        people: Vec<PersonId>,
    },
    /// Brings people in.
    Invite {
        people: Vec<PersonId>,
    },
    Leave,
    Mute(Switch),
    Star(Switch),
    Hide(Switch),
}

impl Change {
    /// What it does.
    pub const fn kind(&self) -> wish::Kind {
        match self {
            Self::Create { .. } => wish::Kind::Create,
            Self::Invite { .. } => wish::Kind::Invite,
            Self::Leave => wish::Kind::Leave,
            Self::Mute(_) => wish::Kind::Mute,
            Self::Star(_) => wish::Kind::StarConversation,
            Self::Hide(_) => wish::Kind::Hide,
        }
    }
}

impl std::fmt::Debug for Wish {
    /// Names stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "room::Wish({} {:?})", self.change.kind().word(), self.conversation)
    }
}

impl std::fmt::Debug for Change {
    /// Names stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "room::Change({})", self.kind().word())
    }
}

/// What is done to a conversation, without the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    Create,
    Invite,
    Leave,
    Mute,
    Star,
    Hide,
}

/// How the person at this profile stands to a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Membership {
    #[default]
    In,
    /// Left it; its history stays.
    Left,
    /// It was begun here and taken back before it was made.
    Unmade,
}

impl Membership {
    /// Every way to stand.
    pub const ALL: [Self; 3] = [Self::In, Self::Left, Self::Unmade];
}

/// A person's own marks on a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Marks {
    /// No badge, no notification.
    pub muted: bool,
    /// Stands at the top of the sidebar.
    pub starred: bool,
    /// Not in the sidebar until something new is written there or the person opens it.
    pub hidden: bool,
}

impl Marks {
    /// The mark that a deed is about; none for a deed that is about no mark.
    pub fn of(&mut self, deed: wish::Kind) -> Option<&mut bool> {
        match deed.of_room()? {
            Deed::Mute => Some(&mut self.muted),
            Deed::Star => Some(&mut self.starred),
            Deed::Hide => Some(&mut self.hidden),
            Deed::Create | Deed::Invite | Deed::Leave => None,
        }
    }
}

/// Under this id stands everything that is wished of one mark of one conversation, so that on and off can cancel.
pub fn subject(conversation: conversation::Id, deed: wish::Kind) -> MessageId {
    let mut name = vec![u8::try_from(u32::from(conversation.kind().sigil())).unwrap_or_default()];
    name.extend(conversation.uuid().as_bytes());
    name.extend(deed.word().bytes());
    MessageId::new(Uuid::new_v5(&Uuid::NAMESPACE_OID, &name))
}

/// Why a name cannot be a channel's or group's. Each reads as a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    #[error("It needs a name.")]
    Empty,
    #[error("The name is too long: at most {LONGEST_NAME} characters.")]
    TooLong,
    #[error("The name holds characters that cannot be seen.")]
    Unseen,
}

/// A typed name as it is kept: without the blanks around it, and without the sigil that people type before it.
///
/// # Errors
/// Why it cannot be one.
pub fn name(kind: conversation::Kind, typed: &str) -> Result<String, NameFault> {
    let name = typed.trim();
    let name = name.strip_prefix(kind.sigil()).unwrap_or(name).trim();
    if name.is_empty() {
        return Err(NameFault::Empty);
    }
    if name.chars().any(char::is_control) || super::shown::is_blank(name) {
        return Err(NameFault::Unseen);
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(NameFault::TooLong);
    }
    Ok(name.to_owned())
}

/// Whether two names would be taken for one.
pub fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::conversation::Kind;

    #[test]
    fn a_name_is_kept_without_its_sigil_and_refused_in_words() {
        assert_eq!(name(Kind::Channel, "  #launch crew "), Ok("launch crew".to_owned()));
        assert_eq!(name(Kind::Group, "#1 fans"), Ok("#1 fans".to_owned()));
        assert_eq!(name(Kind::Channel, " # "), Err(NameFault::Empty));
        assert_eq!(name(Kind::Channel, "a\u{7}b"), Err(NameFault::Unseen));
        assert_eq!(name(Kind::Channel, "\u{200b}"), Err(NameFault::Unseen));
        assert_eq!(name(Kind::Channel, &"x".repeat(81)), Err(NameFault::TooLong));
        assert!(name(Kind::Channel, &"界".repeat(80)).is_ok());
    }

    #[test]
    fn each_mark_of_each_conversation_has_an_id_of_its_own() {
        let id = Uuid::from_u128(7);
        let mut seen = std::collections::HashSet::new();
        for kind in Kind::ALL {
            for deed in [wish::Kind::Mute, wish::Kind::StarConversation, wish::Kind::Hide] {
                let subject = subject(conversation::Id::of(kind, id), deed);
                assert!(seen.insert(subject) && subject.uuid() != id);
            }
        }
    }
}
