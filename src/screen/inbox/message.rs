//! What can be done with one message, and how its row is drawn (`view` beside).
//!
//! Must not know: the list it stands in. Tests: `tests/window/message.rs`.

pub mod card;
pub mod extras;
pub mod link;
pub mod markup;
pub mod mention;
mod threading;
pub mod view;

use crate::chat::wish::Switch;
use crate::chat::{MessageId, PersonId, conversation};
use crate::dialog::menu::{Line, Tone};
use crate::icon::Icon;
use crate::screen::keys::{self, Command, Context};
use crate::session::row::{Delivery, Row};
use crate::widget::passage::{Kind, Link};

use markup::Block;

use iced::Point;

/// So many links of a message stand in its menu.
const LINKS: usize = 3;

/// Something done with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    React,
    /// Open its thread, to reply.
    Thread,
    /// Put the star on, or take it off.
    Star(Switch),
    Pin(Switch),
    /// Pass it on to other conversations.
    Share,
    Edit,
    Copy,
    /// Show what it said before.
    Earlier,
    /// Open one of its links, by number.
    Follow(usize),
    /// Put it away, or bring it back.
    Archive(Switch),
    /// Select it, for something to be done with several, or no longer.
    Choose,
    /// The conversation is unread again from here on.
    Unread,
    Report,
    Delete,
    Retry,
    Discard,
}

/// What a row tells its parent.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Acted(MessageId, Act),
    /// A reaction was pressed: one's own is put on or taken off.
    Reacted(MessageId, String),
    /// Its menu, from a button.
    MoreAsked(MessageId),
    Unfolded(MessageId),
    /// A right click, at a place of the window.
    MenuAsked(MessageId, Point),
    LinkOpened(Link),
    /// The message that a share quotes, where it was written.
    SourceOpened(conversation::Id, MessageId),
    /// The thread under a message of this conversation.
    ThreadOpened(conversation::Id, MessageId),
}

/// What makes sense for this message, in the order of the menu.
pub fn acts(row: &Row, me: PersonId) -> Vec<Act> {
    if row.message.marks.deleted {
        // What was answered can still be read.
        return if row.replies.count > 0 { vec![Act::Thread] } else { Vec::new() };
    }
    if row.message.marks.archived {
        return vec![Act::Archive(Switch::Off), Act::Thread];
    }
    let mut acts = Vec::new();
    if matches!(row.delivery, Delivery::Parked { .. }) {
        acts.extend([Act::Retry, Act::Edit, Act::Copy, Act::Discard]);
        return acts;
    }
    let marks = &row.message.marks;
    acts.extend([
        Act::React,
        Act::Thread,
        Act::Star(if marks.starred_by == Some(me) { Switch::Off } else { Switch::On }),
        Act::Pin(if marks.pinned_by.is_some() { Switch::Off } else { Switch::On }),
        Act::Share,
    ]);
    if row.message.author == me {
        acts.push(Act::Edit);
    }
    if !row.message.text.is_empty() {
        acts.push(Act::Copy);
    }
    acts.extend((0..links(row).len()).map(Act::Follow));
    if row.earlier > 0 {
        acts.push(Act::Earlier);
    }
    acts.push(Act::Choose);
    acts.push(Act::Archive(Switch::On));
    if row.message.author == me {
        acts.push(Act::Delete);
        return acts;
    }
    acts.push(Act::Unread);
    if marks.reported.is_none() {
        acts.push(Act::Report);
    }
    acts
}

/// The links in its text, the first ones.
pub fn links(row: &Row) -> Vec<Link> {
    let text = &row.message.text;
    if !text.contains("http") && !text.contains("mailto:") {
        return Vec::new();
    }
    let mut links = Vec::new();
    for piece in markup::blocks(text).into_iter().flat_map(Block::pieces) {
        if let Kind::Link(address) = piece.kind {
            let link = Link { text: piece.text, address };
            if links.len() < LINKS && !links.contains(&link) {
                links.push(link);
            }
        }
    }
    links
}

/// The lines of its menu.
pub fn menu(row: &Row, me: PersonId) -> Vec<Line<Act>> {
    let links = links(row);
    acts(row, me)
        .into_iter()
        .map(|act| {
            let (icon, words, command) = words(act);
            let note = command.and_then(|command| keys::label(Context::Messages, command));
            let tone = if matches!(act, Act::Delete | Act::Discard | Act::Report) {
                Tone::Danger
            } else {
                Tone::Plain
            };
            let link = if let Act::Follow(number) = act { links.get(number) } else { None };
            let words = link.map_or_else(|| words.to_owned(), |link| link::opening(&link.address));
            Line { icon: Some(icon), words, note, tone, what: act }
        })
        .collect()
}

/// Where besides its menu an act stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    InMenu,
    /// Also at the upper right of its row.
    OnRow,
    /// Also in the bar of a row that was looked for.
    OnFound,
    OnBoth,
}

/// Where an act stands.
pub const fn stands(act: Act) -> Stands {
    match act {
        Act::Star(_) | Act::Pin(_) => Stands::OnBoth,
        Act::React | Act::Thread | Act::Share | Act::Edit => Stands::OnRow,
        Act::Archive(_) => Stands::OnFound,
        Act::Copy
        | Act::Earlier
        | Act::Follow(_)
        | Act::Choose
        | Act::Unread
        | Act::Report
        | Act::Delete
        | Act::Retry
        | Act::Discard => Stands::InMenu,
    }
}

/// The icon, the word and the command of the same deed.
pub const fn words(act: Act) -> (Icon, &'static str, Option<Command>) {
    match act {
        Act::React => (Icon::Smile, "React", Some(Command::Act(keys::Act::React))),
        Act::Thread => (Icon::MessageSquareText, "Reply in thread", Some(Command::Act(keys::Act::Thread))),
        Act::Star(Switch::On) => (Icon::Star, "Star", Some(Command::Act(keys::Act::Star))),
        Act::Star(Switch::Off) => (Icon::Star, "Take the star off", Some(Command::Act(keys::Act::Star))),
        Act::Pin(Switch::On) => (Icon::Pin, "Pin", Some(Command::Act(keys::Act::Pin))),
        Act::Pin(Switch::Off) => (Icon::PinOff, "Unpin", Some(Command::Act(keys::Act::Pin))),
        Act::Share => (Icon::Share2, "Share", Some(Command::Act(keys::Act::Share))),
        Act::Edit => (Icon::Pencil, "Edit", Some(Command::Act(keys::Act::Edit))),
        Act::Copy => (Icon::Copy, "Copy text", Some(Command::Act(keys::Act::Copy))),
        Act::Earlier => (Icon::Clock, "Earlier versions", None),
        Act::Follow(_) => (Icon::ExternalLink, "Open the link", None),
        Act::Choose => (Icon::CircleCheck, "Select", Some(Command::Act(keys::Act::Choose))),
        Act::Archive(Switch::On) => (Icon::Archive, "Archive", Some(Command::Act(keys::Act::Archive))),
        Act::Archive(Switch::Off) => (Icon::Undo2, "Bring back", Some(Command::Act(keys::Act::Archive))),
        Act::Unread => (Icon::Bell, "Unread from here", Some(Command::Act(keys::Act::Unread))),
        Act::Report => (Icon::Flag, "Report…", Some(Command::Act(keys::Act::Report))),
        Act::Delete => (Icon::Trash2, "Delete", Some(Command::Act(keys::Act::Delete))),
        Act::Retry => (Icon::RotateCw, "Retry", None),
        Act::Discard => (Icon::X, "Discard", None),
    }
}
