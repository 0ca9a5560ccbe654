//! Ids as newtypes, so that the id of a person cannot be passed where that of a message is expected.
//!
//! All are GUIDs on the wire. Message ids, and ids of channels and groups created here, are made here (UUID v7, so they
//! sort by creation time); all others come from the server, the roster or the settings. Must not know: any other module
//! of ours.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a GUID made elsewhere.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The GUID.
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
    /// The id of a message: made by the client that writes it, before the first attempt to send, and never changed.
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
    /// Makes the id of a channel that is created here (UUID v7).
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }
}

impl GroupId {
    /// Makes the id of a group that is created here (UUID v7).
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }
}

impl MessageId {
    /// Makes a new id (UUID v7).
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }
}
