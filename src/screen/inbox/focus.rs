//! The keyboard focus: one value that decides the key bindings, the focus ring and iced's own focus.
//!
//! It names elements of the screen and not widgets, so that a tree for screen readers can be derived from it later.
//! Must not know: iced. Tests: `tests/window/keys.rs`.

use crate::chat::{MessageId, conversation};
use crate::screen::keys::Context;
use crate::widget::list::Key;

/// The element with the keyboard focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Focus {
    Sidebar(Entry),
    /// A button in the header of the open conversation.
    Header(Button),
    Message(MessageId),
    Composer,
    /// A message in the thread beside the timeline.
    Reply(MessageId),
    ReplyComposer,
    /// A row of the open panel, by its key in the panel's list; `None` while the list is empty.
    Panel(Option<Key>),
    /// A dialog, which keeps track of its focused control itself.
    Dialog,
}

/// A sidebar entry that can have the keyboard focus, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entry {
    Jump,
    /// *New conversation*, beside *Jump to…*.
    New,
    Starred,
    /// The reviewers' desk, for those who have one.
    Review,
    Conversation(conversation::Id),
    Outbox,
    Preferences,
}

/// A button in the header of the open conversation, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Button {
    /// Back to the sidebar or the list, in a narrow window.
    Back,
    Pins,
    /// The menu of the conversation.
    More,
    Details,
}

/// One of the two lists of messages on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Side {
    #[default]
    Timeline,
    Thread,
}

impl Side {
    /// Both sides.
    pub const BOTH: [Self; 2] = [Self::Timeline, Self::Thread];
}

/// The parts of the window that F6 cycles through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    Sidebar,
    Messages,
    Composer,
    Thread,
    ReplyComposer,
    Panel,
}

impl Focus {
    /// The focus on a message.
    pub const fn on(side: Side, id: MessageId) -> Self {
        match side {
            Side::Timeline => Self::Message(id),
            Side::Thread => Self::Reply(id),
        }
    }

    /// The focus in a composer.
    pub const fn composer(side: Side) -> Self {
        match side {
            Side::Timeline => Self::Composer,
            Side::Thread => Self::ReplyComposer,
        }
    }

    /// The side whose messages or composer have the focus.
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Message(_) | Self::Composer => Some(Side::Timeline),
            Self::Reply(_) | Self::ReplyComposer => Some(Side::Thread),
            Self::Sidebar(_) | Self::Header(_) | Self::Panel(_) | Self::Dialog => None,
        }
    }

    /// The side whose composer has the focus.
    pub const fn writes(self) -> Option<Side> {
        match self {
            Self::Composer => Some(Side::Timeline),
            Self::ReplyComposer => Some(Side::Thread),
            Self::Sidebar(_)
            | Self::Header(_)
            | Self::Message(_)
            | Self::Reply(_)
            | Self::Panel(_)
            | Self::Dialog => None,
        }
    }

    /// The key bindings that apply; `panel` are those of the open panel.
    pub const fn context(self, panel: Context) -> Context {
        match self {
            // Enter and the space bar press a button, as they open an entry.
            Self::Sidebar(_) | Self::Header(_) => Context::Sidebar,
            Self::Message(_) | Self::Reply(_) => Context::Messages,
            Self::Composer | Self::ReplyComposer => Context::Composer,
            Self::Panel(_) => panel,
            Self::Dialog => Context::Dialog,
        }
    }

    /// The pane with the focus; a dialog is in no pane. The header is above the messages.
    pub const fn pane(self) -> Option<Pane> {
        match self {
            Self::Sidebar(_) => Some(Pane::Sidebar),
            Self::Message(_) | Self::Header(_) => Some(Pane::Messages),
            Self::Composer => Some(Pane::Composer),
            Self::Reply(_) => Some(Pane::Thread),
            Self::ReplyComposer => Some(Pane::ReplyComposer),
            Self::Panel(_) => Some(Pane::Panel),
            Self::Dialog => None,
        }
    }

    /// True if a message has the focus, in the timeline, the thread or a panel.
    pub fn is_on(self, id: MessageId) -> bool {
        self.message() == Some(id) || self == Self::Panel(Some(Key(id.uuid().as_u128())))
    }

    /// The focused message in the timeline or the thread.
    pub const fn message(self) -> Option<MessageId> {
        match self {
            Self::Message(id) | Self::Reply(id) => Some(id),
            Self::Sidebar(_)
            | Self::Header(_)
            | Self::Composer
            | Self::ReplyComposer
            | Self::Panel(_)
            | Self::Dialog => None,
        }
    }
}

/// The next or previous of these panes or stops, wrapping around.
pub fn walk<Place: Copy + PartialEq>(panes: &[Place], from: Option<Place>, by: Walk) -> Option<Place> {
    let here = from.and_then(|from| panes.iter().position(|pane| *pane == from));
    let next = match (here, by) {
        (None, Walk::Next) => 0,
        (None, Walk::Back) => panes.len().checked_sub(1)?,
        (Some(here), Walk::Next) => (here + 1) % panes.len(),
        (Some(here), Walk::Back) => (here + panes.len() - 1) % panes.len(),
    };
    panes.get(next).copied()
}

/// The direction through the panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    Next,
    Back,
}
