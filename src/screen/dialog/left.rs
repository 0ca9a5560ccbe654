//! The row that a dialog is about, which keeps its focus ring, and text restored from a dialog that was closed.
//!
//! The text is restored when the same dialog opens next for the same message. It is kept in memory only: unlike a draft
//! it is about one message and one moment. Must not know: who keeps it. Tests: `tests/window/meanwhile.rs`.

use super::Dialog;

use crate::screen::inbox::focus::{Entry, Focus};

impl Dialog {
    /// True if the dialog is a menu or an emoji picker for the row that has `focus`.
    pub fn is_about(&self, focus: Focus) -> bool {
        match self {
            Self::Message(id, _) | Self::Emoji(id, ..) => {
                focus.message().or_else(|| focus.found()) == Some(*id)
            }
            Self::Talk(of, _) => focus == Focus::Sidebar(Entry::Talk(*of)),
            Self::Switcher(_)
            | Self::Keys
            | Self::Confirm(_)
            | Self::Roster(_)
            | Self::SignIn(_)
            | Self::Share(_)
            | Self::Report(_)
            | Self::Earlier(_)
            | Self::Weather(_)
            | Self::Lightbox(_)
            | Self::Gather(_) => false,
        }
    }

    /// True if closing the dialog would lose text or choices.
    pub fn holds_words(&self) -> bool {
        match self {
            Self::Share(share) => share.is_begun(),
            Self::Report(report) => report.is_begun(),
            Self::Switcher(_)
            | Self::Keys
            | Self::Confirm(_)
            | Self::Roster(_)
            | Self::SignIn(_)
            | Self::Message(..)
            | Self::Emoji(..)
            | Self::Earlier(_)
            | Self::Weather(_)
            | Self::Lightbox(_)
            | Self::Gather(_)
            | Self::Talk(..) => false,
        }
    }

    /// Restores the text of a closed dialog; false if that was about something else.
    pub fn resume(&mut self, before: &Self) -> bool {
        match (self, before) {
            (Self::Share(share), Self::Share(before)) => share.resume(before),
            (Self::Report(report), Self::Report(before)) => report.resume(before),
            (_, _) => false,
        }
    }
}
