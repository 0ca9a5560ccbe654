//! The marks that everyone may put on any message and remove again, by a wish of their own.
//!
//! `chat::message` says which field of a message holds a mark, `remote::convert` how it travels. Tests: below.

use super::flags::{Aspect, Flags};

/// Declares the marks and the list of all, so that none can be missing there.
macro_rules! marks {
    ($($mark:ident),+) => {
        /// A mark on a message.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Mark {
            $($mark),+
        }

        impl Mark {
            /// Every mark, in the order of the contract.
            pub const ALL: [Self; [$(stringify!($mark)),+].len()] = [$(Self::$mark),+];
        }
    };
}

marks!(Pin, Star, Archive);

impl Mark {
    /// Its word in the contract's `do` field.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Star => "star",
            Self::Archive => "archive",
        }
    }

    /// The aspect of a wish that changes it.
    pub const fn aspect(self) -> Aspect {
        match self {
            Self::Pin | Self::Archive => Aspect::Content,
            Self::Star => Aspect::Star,
        }
    }

    /// Its flag, which is stored.
    pub const fn flag(self) -> Flags {
        Flags::from_bits(match self {
            Self::Pin => 1 << 2,
            Self::Star => 1 << 3,
            Self::Archive => 1 << 5,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_has_a_flag_that_nothing_else_has() {
        let others = [Flags::EDITED, Flags::DELETED, Flags::READ, Flags::REPORTED, Flags::CONVERSATION_MARK];
        let mut taken = others.into_iter().fold(Flags::default(), Flags::with);
        for mark in Mark::ALL {
            assert!(mark.flag() != Flags::default() && !taken.meets(mark.flag()), "{mark:?}");
            taken = taken.with(mark.flag());
        }
    }
}
