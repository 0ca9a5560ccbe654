//! A conversation: a channel, direct messages with one person, or a group.
//!
//! `remote::convert` knows how each is routed on the wire (`docs/server-api.md` 2.4).

pub mod name;

use super::{ChannelId, GroupId, PersonId, Stamp, shown};

/// The id of a conversation. Direct messages are identified by the other person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Id {
    Channel(ChannelId),
    Direct(PersonId),
    Group(GroupId),
}

/// The kinds of conversation, in the order of the sidebar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Channel,
    Direct,
    Group,
}

impl Kind {
    /// Every kind, in the order of the sidebar.
    pub const ALL: [Self; 3] = [Self::Channel, Self::Direct, Self::Group];

    /// The prefix of a name in `--to` and in the switcher: `#general`, `@Asha Rao`, `&Launch crew`.
    pub const fn sigil(self) -> char {
        match self {
            Self::Channel => '#',
            Self::Direct => '@',
            Self::Group => '&',
        }
    }
}

impl Id {
    pub const fn kind(self) -> Kind {
        match self {
            Self::Channel(_) => Kind::Channel,
            Self::Direct(_) => Kind::Direct,
            Self::Group(_) => Kind::Group,
        }
    }

    /// A name as part of a sentence: a channel's with its `#`. Its direction does not change that of the sentence.
    pub fn title(self, name: &str) -> String {
        let name = shown::within(name);
        match self {
            Self::Channel(_) => format!("{}{name}", Kind::Channel.sigil()),
            Self::Direct(_) | Self::Group(_) => name.into_owned(),
        }
    }

    /// The GUID of the channel, the other person or the group.
    pub const fn uuid(self) -> uuid::Uuid {
        match self {
            Self::Channel(id) => id.uuid(),
            Self::Direct(id) => id.uuid(),
            Self::Group(id) => id.uuid(),
        }
    }

    /// The time at which a channel or group was created, if its id contains it, as the ids that Confab makes do. A direct
    /// message has the id of a person.
    pub fn created_at(self) -> Option<Stamp> {
        let id = match self {
            Self::Channel(id) => id.uuid(),
            Self::Group(id) => id.uuid(),
            Self::Direct(_) => return None,
        };
        let (seconds, nanos) = id.get_timestamp().filter(|_| id.get_version_num() == 7)?.to_unix();
        let ticks = i64::try_from(seconds).ok()?.checked_mul(10_000_000)?;
        Some(Stamp::from_ticks(ticks.saturating_add(i64::from(nanos / 100)), 0))
    }

    /// Makes the id of a conversation from its kind and GUID.
    pub const fn of(kind: Kind, id: uuid::Uuid) -> Self {
        match kind {
            Kind::Channel => Self::Channel(ChannelId::new(id)),
            Kind::Direct => Self::Direct(PersonId::new(id)),
            Kind::Group => Self::Group(GroupId::new(id)),
        }
    }
}

/// The membership of the user in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Membership {
    #[default]
    In,
    /// Left it; its history stays.
    Left,
    /// Created here, and discarded before the server knew it.
    Unmade,
    /// Never in it: known only because reports go there.
    Outside,
}

impl Membership {
    /// Every kind of membership.
    pub const ALL: [Self; 4] = [Self::In, Self::Left, Self::Unmade, Self::Outside];
}

/// A person's own marks on a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Marks {
    /// No badge, no notification.
    pub muted: bool,
    /// At the top of the sidebar.
    pub starred: bool,
    /// Not in the sidebar until a new message arrives or the user opens it.
    pub hidden: bool,
}

/// A conversation and who is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    pub id: Id,
    /// The name of the channel or group; for direct messages, the other person's name.
    pub name: String,
    /// Known members; may be incomplete. Empty for direct messages.
    pub members: Vec<PersonId>,
}

impl Conversation {
    /// The name with its prefix, in the form that `--to` accepts.
    pub fn title(&self) -> String {
        format!("{}{}", self.id.kind().sigil(), self.name)
    }
}
