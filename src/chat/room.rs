//! What a person wants of a conversation itself: to begin one, to bring people in, to leave, to mark it for themselves.
//!
//! A change of who is in it (create, invite, leave) takes effect in the conversation's own order, among its messages; a
//! mark (mute, star, hide) is the person's own and waits for nobody. How each travels is `remote::convert::room`'s matter.
//! Must not know: how a wish is kept or sent. Tests: below, `tests/promise/rooms.rs`.

use super::wish::{self, Switch};
use super::{MessageId, PersonId, conversation};

use uuid::Uuid;

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

/// Under this id stands everything that is wished of one mark of one conversation, so that on and off can cancel.
pub fn subject(conversation: conversation::Id, deed: wish::Kind) -> MessageId {
    let mut name = vec![u8::try_from(u32::from(conversation.kind().sigil())).unwrap_or_default()];
    name.extend(conversation.uuid().as_bytes());
    name.extend(deed.word().bytes());
    MessageId::new(Uuid::new_v5(&Uuid::NAMESPACE_OID, &name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::conversation::Kind;

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
