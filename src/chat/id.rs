//! Ids as newtypes, so that a person cannot be handed in where a message is meant.
//!
//! All are GUIDs on the wire. Ids of messages, and of channels and groups that are begun here, are made here (UUID v7, so
//! they sort by time of making); all others come from the server, the roster or the settings. Must not know: anything of ours.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes a GUID that somebody else made.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The GUID itself.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text.trim()).map(Self)
            }
        }
    };
}

id!(
    /// A message; made by the client that writes it, before the first attempt, and never changed.
    MessageId
);
id!(
    /// A person of the company.
    PersonId
);
id!(
    /// A channel.
    ChannelId
);
id!(
    /// A group. On the wire it travels as a channel id with `IsGroupChat`.
    GroupId
);
id!(
    /// The company whose server this is.
    CompanyId
);

impl ChannelId {
    /// The id of a channel that is begun here, UUID v7.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }
}

impl GroupId {
    /// The id of a group that is begun here, UUID v7.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }
}

impl MessageId {
    /// A new id, UUID v7.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }
}
