//! The menu of a person, from the avatar or name beside a message.
//!
//! Must not know: how a choice is carried out. Tests: `tests/window/people.rs`.

use super::menu::{Line, Tone};

use crate::icon::Icon;
use crate::language::tr;

/// An action on a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Open the direct message with them.
    Message,
    /// Mention them in the composer.
    Mention,
    /// List what they wrote in the conversation.
    Messages,
    CopyName,
}

/// The person whose menu it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Own,
    /// Somebody whom the user can write to here.
    Colleague,
    /// The other person of the open direct message.
    DirectPartner,
    /// Somebody in a conversation that takes no messages, without a known name, or with the name of somebody else.
    NotMentionable,
}

/// The lines of a person's menu.
pub fn menu(whose: Whose) -> Vec<Line<Act>> {
    let acts: &[Act] = match whose {
        // Users cannot message themselves.
        Whose::Own => &[Act::Messages, Act::CopyName],
        Whose::Colleague => &[Act::Message, Act::Mention, Act::Messages, Act::CopyName],
        Whose::DirectPartner => &[Act::Messages, Act::CopyName],
        Whose::NotMentionable => &[Act::Message, Act::Messages, Act::CopyName],
    };
    acts.iter().copied().map(line).collect()
}

fn line(act: Act) -> Line<Act> {
    let (icon, words) = match act {
        Act::Message => (Icon::MessageSquare, tr::person_menu_message()),
        Act::Mention => (Icon::AtSign, tr::person_menu_mention()),
        Act::Messages => (Icon::MessageSquareText, tr::person_menu_messages()),
        Act::CopyName => (Icon::Copy, tr::person_menu_copy()),
    };
    Line { icon: Some(icon), words: words.to_owned(), note: None, tone: Tone::Plain, what: act }
}
