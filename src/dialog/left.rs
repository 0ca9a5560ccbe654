//! What a dialog is about: the row behind it that keeps its ring, and what was written for it when it was left.
//!
//! What was written stands there again when the same is asked for next. In memory alone: unlike a draft it is about one
//! message and one moment. Must not know: who keeps it.
//! Tests: `tests/window/meanwhile.rs`.

use super::Dialog;

use crate::screen::inbox::focus::{Entry, Focus};

impl Dialog {
    /// Whether it is a menu of what stands here, and beside it.
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

    /// Whether leaving it would lose something that was written or chosen.
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

    /// Takes over what was written in one that was left; says whether that was about the same.
    pub fn resume(&mut self, before: &Self) -> bool {
        match (self, before) {
            (Self::Share(share), Self::Share(before)) => share.resume(before),
            (Self::Report(report), Self::Report(before)) => report.resume(before),
            (_, _) => false,
        }
    }
}
