//! Events: requests of a part to the inbox, which alone may change another part.
//!
//! A part changes its own state and returns an [`Action`] with events; `route` carries them out. Must not know: the
//! sender of an event, its effect. Tests: `tests/window`.

use super::conversations::Order;
use super::files::{self, At, Want};
use super::focus::Focus;
use super::focus::Side;
use super::message;
use super::staging;

use crate::chat::{FeedId, MessageId, conversation};
use crate::intent::Intent;
use crate::intent::Request;
use crate::intent::files::FileRequest;
use crate::row::ListQuery;
use crate::screen::dialog::{Dialog, conversation_menu};
use crate::screen::keys::Command;
use crate::screen::panel::Panel;
use crate::widget::place_at::Anchor;

/// The answer of a part to a message: events for the inbox, and tasks.
pub type Action<Message> = crate::screen::Action<Message, Event>;

/// The menu or picker to open beside a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    Menu,
    Emoji,
}

/// A request of a part to the inbox.
#[derive(Debug, Clone)]
pub enum Event {
    /// Pass an intent on to the program's root.
    Ask(Intent),
    /// Run a command as if its button had been pressed.
    Command(Command),

    /// Move the keyboard focus.
    Focus(Focus),
    /// The caret is in this side's composer: the keyboard focus follows it.
    Typing(Side),
    /// Rows were scrolled into view: mark them as read if the user can see them.
    ReadOn,

    /// Open a conversation, at a message if one is given.
    Open(conversation::Id, Option<MessageId>),
    /// Open the thread under a message.
    OpenThread(conversation::Id, MessageId),
    /// Open a panel.
    OpenPanel(Panel),
    /// Show the panel that lists these messages.
    List(ListQuery),
    /// Show a message of the list in its conversation.
    ShowListed(MessageId),
    /// Go back one step in a narrow window.
    Back,
    /// Go one step back in the open panel, or close it.
    LeavePanel,
    /// Close the open panel.
    ClosePanel,

    /// Open a dialog.
    Show(Dialog),
    /// Open a dialog with the text left in the last one of its kind.
    Resume(Dialog),
    /// Open the menu of a message.
    Menu(MessageId, Anchor),
    /// Open the menu of the author of a message.
    PersonMenu(MessageId, Anchor),
    /// Open the emoji picker for a reaction to a message.
    Emoji(MessageId, Anchor),
    /// Open the emoji picker for the text in the composer of this conversation or thread.
    EmojiFor(FeedId),
    /// Start a reply with a quote of this message, or of the text selected in it.
    Quote(MessageId),
    /// Find out where a message is drawn, and open its menu or picker there.
    Beside(MessageId, Opens),
    /// Hold the order of the sidebar, or show the current one again.
    HoldOrder(Order),
    /// Open the menu of a conversation.
    ConversationMenu(conversation::Id, Anchor),

    /// Perform an action on a message, if it applies.
    Act(MessageId, message::Act),
    /// Add the user's own reaction to a message, or remove it.
    React(MessageId, String),
    /// Perform an action on a file of a message.
    File(At, files::Act),
    /// Perform an action on a conversation, if it applies.
    ActOnConversation(conversation::Id, conversation_menu::Act),
    /// A visible row needs a file's picture, bytes or waveform.
    Want(Want),
    /// Files were downloaded or removed: read the visible rows again.
    FilesChanged,
    /// Files before they are sent.
    Staging(staging::Message),

    /// Send what this side's composer holds.
    Send(Side),
    /// Edit a message where it is loaded, else in its conversation.
    Edit(conversation::Id, MessageId),
    /// Open a message's conversation and edit the message there.
    EditThere(conversation::Id, MessageId),
    /// Select a message, or deselect it.
    Choose(MessageId),
    /// Select every message up to this one.
    ChooseTo(MessageId),
    /// Show more of a long message.
    Unfold(MessageId),
    /// Mark the conversation as unread from this message on.
    MarkUnread(conversation::Id, MessageId),
    /// Draw messages as deleted and offer to undo that. `left_out` counts selected messages that stay.
    Delete { of: conversation::Id, messages: Vec<MessageId>, left_out: usize },
    /// Archive messages for everyone, and offer to restore them.
    Archive { of: conversation::Id, messages: Vec<MessageId> },

    /// Show a toast.
    Toast(String),
    /// Dismiss the toast.
    DismissToast,
}

impl From<Intent> for Event {
    fn from(intent: Intent) -> Self {
        Self::Ask(intent)
    }
}

impl From<Request> for Event {
    fn from(request: Request) -> Self {
        Self::Ask(request.into())
    }
}

impl From<FileRequest> for Event {
    fn from(request: FileRequest) -> Self {
        Self::Ask(request.into())
    }
}
