//! Actions on one message, and how its row is drawn (`view` beside).
//!
//! Must not know: the list that it is in. Tests: `tests/window/message.rs`.

pub mod attachments;
pub mod bar;
pub mod card;
pub mod content;
pub mod excerpt;
pub mod extras;
pub mod file;
pub mod measures;
mod picture;
mod sound;
mod tabs;
pub mod text;
mod threading;
pub mod view;

use crate::chat::attachment::Media;
use crate::chat::text::{Names, Target};
use crate::chat::wish::{Mark, Switch};
use crate::chat::{MessageId, PersonId, conversation, link, media, shown, text as parsed};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{Delivery, PathAccess, Row, Words};
use crate::screen::dialog::menu::{Line, Tone};
use crate::screen::inbox::files::{self, At, Of};
use crate::screen::keys::{self, Command, Context};
use crate::widget::list::Key;
use crate::widget::passage::Link;

use iced::Point;
use unicode_segmentation::UnicodeSegmentation as _;
use uuid::Uuid;

/// The most links of a message in its menu, and how many bytes of its text are searched for them.
const LINKS: usize = 3;
const SEARCHED: usize = 10_000;
/// The most files in the menu; `NAME` is the longest file name there, in letters.
const FILES: usize = 3;
const NAME: usize = 22;

/// An action on a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    React,
    /// Open its thread to reply.
    Thread,
    /// Put a mark on it, or remove the mark.
    Mark(Mark, Switch),
    /// Share it to other conversations.
    Share,
    Edit,
    Copy,
    /// Start a reply with its words as a quote.
    Quote,
    /// Show its earlier versions.
    Earlier,
    /// Open one of its links, by index.
    Follow(usize),
    /// Act on one of its files, or of the shared message's files, by index.
    File(Of, usize, files::Act),
    /// Select it, to act on several messages, or deselect it.
    Choose,
    /// Keep this version of its text, where the server shows an older one.
    Settle(Words),
    /// Mark the conversation as unread from here on.
    Unread,
    Report,
    Delete,
    Retry,
    Discard,
}

/// An event of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Acted(MessageId, Act),
    /// A reaction was pressed: the user's own is added or removed.
    Reacted(MessageId, String),
    /// Its menu was asked for by a button.
    MoreAsked(MessageId),
    /// The avatar or name of its author was pressed.
    PersonAsked(MessageId),
    Unfolded(MessageId),
    /// Its menu was asked for by a right click, at this point of the window.
    MenuAsked(MessageId, Point),
    LinkOpened(Link),
    /// Copy the code of a block.
    CodeCopied(String),
    /// Open the message that a share quotes, in its conversation.
    SourceOpened(conversation::Id, MessageId),
    /// Open the thread under a message of this conversation.
    ThreadOpened(conversation::Id, MessageId),
    /// An action on a file was chosen.
    File(At, files::Act),
    /// The row became visible and lacks something. This is not a user action.
    Wanted(files::Want),
}

/// The key of a message's row in a list.
pub const fn key(id: MessageId) -> Key {
    Key(id.uuid().as_u128())
}

/// The message of a row's key.
pub const fn id(Key(key): Key) -> MessageId {
    MessageId::new(Uuid::from_u128(key))
}

/// The actions that apply to this message, in menu order.
pub fn acts(row: &Row, me: PersonId) -> Vec<Act> {
    if row.message.marks.deleted {
        // The replies to a deleted message can still be read.
        return if row.replies.count > 0 { vec![Act::Thread] } else { Vec::new() };
    }
    if row.message.marks.archived {
        return vec![Act::Mark(Mark::Archive, Switch::Off), Act::Thread];
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
        Act::Mark(Mark::Star, if marks.starred_by == Some(me) { Switch::Off } else { Switch::On }),
        Act::Mark(Mark::Pin, if marks.pinned_by.is_some() { Switch::Off } else { Switch::On }),
        Act::Share,
    ]);
    if row.message.author == me {
        acts.push(Act::Edit);
    }
    if !row.message.text.is_empty() {
        acts.extend([Act::Copy, Act::Quote]);
    }
    acts.extend((0..links(row).len()).map(Act::Follow));
    acts.extend(of_files(row));
    if row.earlier > 0 {
        acts.push(Act::Earlier);
    }
    if row.message.server_text.is_some() {
        acts.extend([Act::Settle(Words::Ours), Act::Settle(Words::Theirs)]);
    }
    acts.push(Act::Choose);
    acts.push(Act::Mark(Mark::Archive, Switch::On));
    if row.message.author == me {
        acts.push(Act::Delete);
        return acts;
    }
    acts.push(Act::Unread);
    // On the message itself there is one report; to the reviewers, everybody may report it once.
    if marks.reported.is_none() && row.reports.iter().all(|report| report.by != me) {
        acts.push(Act::Report);
    }
    acts
}

/// The first links in its text.
pub fn links(row: &Row) -> Vec<Link> {
    let text = &row.message.text;
    if !text.contains("http") && !text.contains('@') {
        return Vec::new();
    }
    // In a very long text, those at its beginning.
    let text = &text[..text.floor_char_boundary(SEARCHED)];
    let mut links = Vec::new();
    for span in parsed::spans(&parsed::parse(text, &Names::of_tags(&row.tagged))) {
        if let Some(Target::Link(address)) = &span.target {
            let link = Link { text: span.text.clone(), address: address.clone() };
            if links.len() < LINKS && !links.contains(&link) {
                links.push(link);
            }
        }
    }
    links
}

/// The actions on its first files.
fn of_files(row: &Row) -> Vec<Act> {
    let reached = |one: &files::One<'_>| {
        let known = one.known;
        known.here || known.upload.is_some() || known.access != PathAccess::None
    };
    let ones: Vec<files::One<'_>> = files::all_of_row(row).filter(reached).collect();
    let act = |one: &files::One<'_>, act| Act::File(one.at.of, one.at.number, act);
    let is_seen = |one: &&files::One<'_>| one.known.here || one.known.access == PathAccess::Store;
    let first = |media| ones.iter().filter(is_seen).find(|one| one.media() == media);
    let mut acts = Vec::new();
    acts.extend(first(Media::Picture).map(|one| act(one, files::Act::Show)));
    acts.extend(first(Media::Sound).map(|one| act(one, files::Act::Play)));
    for one in ones.iter().take(FILES) {
        let lacks = !one.known.here && one.known.upload.is_none() && one.known.access == PathAccess::Web;
        if lacks && matches!(one.media(), Media::Picture | Media::Sound) {
            acts.push(act(one, files::Act::Load));
        }
        acts.push(act(one, files::Act::Save));
        let opens = matches!(one.media(), Media::Video | Media::Other);
        if opens && one.known.here {
            acts.push(act(one, files::Act::Open));
        }
    }
    acts
}

/// The lines of its menu.
pub fn menu(row: &Row, me: PersonId) -> Vec<Line<Act>> {
    let links = links(row);
    let mut told = Vec::new();
    acts(row, me)
        .into_iter()
        .map(|act| {
            let (icon, words, command) = words(act);
            // A key is shown only beside the first of the actions that it can run.
            let command = command.filter(|command| !told.contains(command));
            told.extend(command);
            let note = command.and_then(|command| keys::label(Context::Messages, command));
            let tone = if matches!(act, Act::Delete | Act::Discard | Act::Report) {
                Tone::Danger
            } else {
                Tone::Plain
            };
            let link = if let Act::Follow(number) = act { links.get(number) } else { None };
            let words = link.map_or_else(|| words.to_owned(), |link| link::opening(&link.address));
            let words = file_words(row, act).unwrap_or(words);
            Line { icon: Some(icon), words, note, tone, what: act }
        })
        .collect()
}

/// The menu line for a file, with its name if there are several.
fn file_words(row: &Row, act: Act) -> Option<String> {
    let Act::File(of, number, act) = act else { return None };
    let several = files::all_of_row(row).nth(1).is_some();
    let file = files::of_row(row, of).nth(number)?;
    let name = shown::within(&file.attachment.name);
    let opens =
        || file.known.facts.as_ref().is_some_and(|facts| media::may_open(facts, &file.attachment.name));
    let (one, named): (_, fn(&str) -> String) = match act {
        files::Act::Save => (tr::message_save_file(), tr::message_save_named),
        files::Act::Load => (tr::message_load_file(), tr::message_load_named),
        files::Act::Open if opens() => (tr::message_open_file(), tr::message_open_named),
        files::Act::Open => return Some(tr::message_show_file().to_owned()),
        files::Act::Show
        | files::Act::Play
        | files::Act::Seek(_)
        | files::Act::Stop
        | files::Act::Again
        | files::Act::DeleteMessage
        | files::Act::Preferences => return None,
    };
    Some(if several { named(&short(&name)) } else { one.to_owned() })
}

/// A file name shortened to fit into a menu, with its ending.
fn short(name: &str) -> String {
    let letters: Vec<&str> = name.graphemes(true).collect();
    if letters.len() <= NAME {
        return name.to_owned();
    }
    let tail = file::ending(name).min(NAME / 2);
    let (head, tail) = (&letters[..NAME - tail - 1], &letters[letters.len() - tail..]);
    format!("{}…{}", head.concat(), tail.concat())
}

/// The places where an action is shown besides the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    InMenu,
    /// Also at the upper right of its row.
    OnRow,
    /// Also in the bar of a row of a message list.
    OnList,
    OnBoth,
}

/// Where an action is shown.
pub const fn stands(act: Act) -> Stands {
    match act {
        Act::Mark(Mark::Star, _) | Act::Mark(Mark::Pin, _) => Stands::OnBoth,
        Act::React | Act::Thread | Act::Share | Act::Edit => Stands::OnRow,
        Act::Mark(Mark::Archive, _) => Stands::OnList,
        Act::Copy
        | Act::Quote
        | Act::Earlier
        | Act::Follow(_)
        | Act::File(..)
        | Act::Choose
        | Act::Settle(_)
        | Act::Unread
        | Act::Report
        | Act::Delete
        | Act::Retry
        | Act::Discard => Stands::InMenu,
    }
}

/// The icon, the label and the command of an action.
pub fn words(act: Act) -> (Icon, &'static str, Option<Command>) {
    match act {
        Act::React => (Icon::Smile, tr::message_react(), Some(Command::Act(keys::Act::React))),
        Act::Thread => (Icon::MessageSquareText, tr::message_thread(), Some(Command::Act(keys::Act::Thread))),
        Act::Mark(Mark::Star, Switch::On) => {
            (Icon::Star, tr::message_star(), Some(Command::Act(keys::Act::Star)))
        }
        Act::Mark(Mark::Star, Switch::Off) => {
            (Icon::Star, tr::message_unstar(), Some(Command::Act(keys::Act::Star)))
        }
        Act::Mark(Mark::Pin, Switch::On) => {
            (Icon::Pin, tr::message_pin(), Some(Command::Act(keys::Act::Pin)))
        }
        Act::Mark(Mark::Pin, Switch::Off) => {
            (Icon::PinOff, tr::message_unpin(), Some(Command::Act(keys::Act::Pin)))
        }
        Act::Share => (Icon::Share2, tr::message_share(), Some(Command::Act(keys::Act::Share))),
        Act::Edit => (Icon::Pencil, tr::message_edit(), Some(Command::Act(keys::Act::Edit))),
        Act::Copy => (Icon::Copy, tr::message_copy(), Some(Command::Act(keys::Act::Copy))),
        Act::Quote => (Icon::Quote, tr::message_quote(), Some(Command::Act(keys::Act::Quote))),
        Act::Earlier => (Icon::Clock, tr::message_history(), None),
        Act::Follow(_) => (Icon::ExternalLink, tr::message_open_link(), None),
        Act::File(_, _, files::Act::Show) => {
            (Icon::Image, tr::message_open_picture(), Some(Command::Act(keys::Act::Open)))
        }
        Act::File(_, _, files::Act::Play | files::Act::Seek(_)) => {
            (Icon::Play, tr::message_play(), Some(Command::Act(keys::Act::Open)))
        }
        Act::File(_, _, files::Act::Save) => (Icon::Download, tr::message_save_file(), None),
        Act::File(_, _, files::Act::Open) => {
            (Icon::FolderOpen, tr::message_open_file(), Some(Command::Act(keys::Act::Open)))
        }
        Act::File(_, _, files::Act::Load | files::Act::Again) => {
            (Icon::RotateCw, tr::message_load_file(), None)
        }
        Act::File(_, _, files::Act::Stop | files::Act::DeleteMessage) => (Icon::X, tr::message_stop(), None),
        Act::File(_, _, files::Act::Preferences) => (Icon::Settings, tr::message_preferences(), None),
        Act::Choose => (Icon::CircleCheck, tr::message_select(), Some(Command::Act(keys::Act::Choose))),
        Act::Settle(Words::Ours) => (Icon::Undo2, tr::message_keep_mine(), None),
        Act::Settle(Words::Theirs) => (Icon::Check, tr::message_keep_theirs(), None),
        Act::Mark(Mark::Archive, Switch::On) => {
            (Icon::Archive, tr::message_archive(), Some(Command::Act(keys::Act::Archive)))
        }
        Act::Mark(Mark::Archive, Switch::Off) => {
            (Icon::Undo2, tr::message_unarchive(), Some(Command::Act(keys::Act::Archive)))
        }
        Act::Unread => (Icon::CircleDot, tr::message_unread(), Some(Command::Act(keys::Act::Unread))),
        Act::Report => (Icon::Flag, tr::message_report(), Some(Command::Act(keys::Act::Report))),
        Act::Delete => (Icon::Trash2, tr::message_delete(), Some(Command::Act(keys::Act::Delete))),
        Act::Retry => (Icon::RotateCw, tr::message_retry(), None),
        Act::Discard => (Icon::X, tr::message_discard(), None),
    }
}
