//! The panels on the right, and the desk in place of the conversation: their names and widths.
//!
//! Must not know: what is in them (`inbox::panels`). Tests: `tests/window`, its pictures in several sizes.

/// The preferred width of a panel, in logical pixels at the normal text size.
const WIDTH: f32 = 340.0;
/// The preferred width of the thread panel, in logical pixels at the normal text size.
const THREAD: f32 = 380.0;

/// The panel on the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Panel {
    #[default]
    None,
    Outbox,
    /// Messages by filter, such as pinned or starred.
    MessageList,
    /// The details of the open conversation.
    Details,
    /// The replies to a message.
    Thread,
    /// The reviewers' desk: in place of the conversation, not beside it.
    Desk,
}

impl Panel {
    /// Its preferred width, in logical pixels at the normal text size.
    pub const fn width(self) -> f32 {
        match self {
            Self::None | Self::Desk => 0.0,
            Self::Outbox | Self::MessageList | Self::Details => WIDTH,
            Self::Thread => THREAD,
        }
    }
}
