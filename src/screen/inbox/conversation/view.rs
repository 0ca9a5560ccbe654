//! Draws the open conversation: header, timeline, jump-to-latest, composer.
//!
//! Tests: `tests/window/timeline.rs` and its pictures.

use super::{Conversation, Message, key};

use crate::chat::{Attachment, MessageId, PersonId, Strand, conversation, shown};
use crate::dialog::talk::Act;
use crate::icon::Icon;
use crate::row::{Row, Talk};
use crate::screen::inbox::aside::Offer;
use crate::screen::inbox::files::Files;
use crate::screen::inbox::message::file::Around;
use crate::screen::inbox::thread::{self, Side};
use crate::screen::inbox::timeline::{State, Timeline};
use crate::screen::inbox::{self, Inbox, composer, message, rooms, selection};
use crate::screen::keys::{self, Command, Context};
use crate::screen::part;
use crate::screen::words::{self, Now};
use crate::theme::{Colors, Role, Theme, button as buttons, container as grounds, space, text as colors};
use crate::widget::avatar::{self, Face};
use crate::widget::empty::empty;
use crate::widget::label::label;
use crate::widget::lifted::{Height, lifted};
use crate::widget::list::{Grow, Key, Rows, list};
use crate::widget::named::named;
use crate::widget::one_line::one_line;
use crate::widget::tooltip::{Beside, tooltip};
use crate::widget::{Element, badge, button as press, divider, loading};

use iced::widget::{button, center_x, column, container, opaque, row, space as gap, stack};
use iced::{Alignment, Length, Padding};
use uuid::Uuid;

use std::hash::{DefaultHasher, Hash, Hasher};

/// The id of the list of messages.
pub const TIMELINE: &str = "timeline";
/// Height of headers at the normal text size.
pub const HEADER: f32 = 52.0;
/// From this width of the conversation on, at the normal text size, the header shows more than the name.
const ABOUT_FROM: f32 = 400.0;
/// The width that a name leaves to the description beside it.
const ABOUT: f32 = 100.0;
/// From this width on, the header shows the newest pinned message.
const PINNED_FROM: f32 = 620.0;
/// The largest width of the newest pinned message.
const PINNED: f32 = 240.0;
/// The width of the word *edited* beside a message, at the normal text size.
const EDITED: f32 = 48.0;

/// The open conversation.
pub fn view<'a>(inbox: &'a Inbox, open: &'a Conversation, theme: Theme) -> Element<'a, inbox::Message> {
    let over: Option<Element<'a, inbox::Message>> = match open.timeline().state() {
        State::Loading => Some(nothing_loaded(theme, 6).map(inbox::Message::Conversation)),
        State::Failed(error) => {
            let failed = failed(theme, "This conversation could not be read", error);
            Some(failed.map(inbox::Message::Conversation))
        }
        State::Ready if open.timeline().is_empty() => Some(nothing_yet(inbox, open, theme)),
        State::Ready if open.timeline().at_latest() => None,
        State::Ready => Some(pill(open.timeline(), theme)),
    };
    // The list is always there, below any overlay: it remembers the scroll position of each conversation.
    let timeline = messages(inbox, open, Side::Timeline, Grow::Up, theme);
    let unread = unread_above(open, theme);
    let timeline = stack![timeline].push(over).push(unread).push(aside(inbox, theme));
    let column = column![
        header(inbox, open, theme),
        divider::horizontal(),
        timeline,
        selection::view::view(inbox, theme),
        gone(inbox, open, theme).unwrap_or_else(|| {
            composer::view::view(inbox, open, Side::Timeline, theme).map(inbox::Message::Conversation)
        })
    ];
    container(column).height(Length::Fill).width(Length::Fill).into()
}

/// The reason why nothing can be written here, in place of the composer.
pub fn gone<'a>(
    inbox: &'a Inbox,
    open: &'a Conversation,
    theme: Theme,
) -> Option<Element<'a, inbox::Message>> {
    let sentence = inbox.gone()?;
    let hide = press::link(
        theme,
        "Hide it",
        Some(inbox::Message::Room(rooms::Message::Acted(open.id(), Act::Hide))),
    );
    let words = label(theme, Role::Body, sentence).style(colors::muted).width(Length::Fill);
    let face = row![words, hide].spacing(space::THREE).align_y(Alignment::Center);
    let frame = container(face).padding(Padding::from([space::TWO, space::THREE])).style(grounds::card);
    Some(container(frame).padding(Padding { top: 0.0, ..Padding::new(space::FOUR) }).into())
}

/// The placeholder until the first page is loaded.
pub fn nothing_loaded<'a>(theme: Theme, messages: usize) -> Element<'a, Message> {
    container(loading::messages(theme, messages)).height(Length::Fill).align_y(Alignment::End).into()
}

/// The error if the first page could not be read.
pub fn failed<'a>(theme: Theme, title: &'a str, error: &str) -> Element<'a, Message> {
    let again = press::plain(theme, "Try again", Some(Message::Retried)).into();
    empty(theme, Icon::CircleAlert, title, error.to_owned(), Some(again))
}

/// The placeholder if no conversation is open.
pub fn nothing_open(inbox: &Inbox, theme: Theme) -> Element<'_, inbox::Message> {
    let key = keys::label(Context::Anywhere, Command::Jump);
    let middle = if matches!(inbox.sidebar().state(), crate::screen::inbox::sidebar::State::Loading) {
        gap().into()
    } else {
        empty(
            theme,
            Icon::MessageSquareText,
            "Nothing open",
            format!(
                "Choose a conversation on the left, or find one by any part of its name with {}.",
                key.unwrap_or_default()
            ),
            Some(press::plain(theme, "Jump to…", Some(inbox::Message::Commanded(Command::Jump))).into()),
        )
    };
    container(middle).width(Length::Fill).height(Length::Fill).into()
}

fn header<'a>(inbox: &'a Inbox, open: &'a Conversation, theme: Theme) -> Element<'a, inbox::Message> {
    let name = inbox.name_of(open.id());
    let talk = inbox.sidebar().talk(open.id());
    // A count of 0 means that the members are not known, not that there are none.
    let members = |one: &str, many: &str| match talk.map(|talk| talk.members) {
        Some(count) if count > 0 => words::count(u64::from(count), one, many),
        Some(_) | None => String::new(),
    };
    let (mark, about): (Element<'_, inbox::Message>, String) = match open.id() {
        conversation::Id::Channel(_) => {
            (part::glyph(theme, Icon::Hash, 18.0, colors::muted), members("member", "members"))
        }
        conversation::Id::Direct(person) => {
            let face = Face { name, id: *person.uuid().as_bytes() };
            (avatar::avatar(theme, face, avatar::Size::Small), "Direct message".to_owned())
        }
        conversation::Id::Group(_) => (
            talk.map_or_else(|| gap().into(), |talk| faces(theme, talk, |colors| colors.background)),
            members("person", "people"),
        ),
    };
    let back = inbox.is_narrow().then(|| {
        let says =
            if inbox.panel() == inbox::Panel::Found { "Back to the list" } else { "All conversations" };
        press::icon(theme, Icon::ArrowLeft, says, Some(inbox::Message::WentBack))
    });
    let says_more = !about.is_empty() && inbox::view::middle_width(inbox, theme) >= theme.scaled(ABOUT_FROM);
    // A long name leaves room for the description.
    let left = if says_more { theme.scaled(ABOUT) } else { 0.0 };
    let title = one_line(theme, Role::Heading, name).style(colors::normal).leave(left);
    let heading = row![mark, title].spacing(space::TWO).align_y(Alignment::Center);
    let about = says_more.then(|| one_line(theme, Role::Small, about).style(colors::muted));
    let words = row![heading, about].spacing(space::THREE).align_y(Alignment::Center).width(Length::Fill);
    let pins = pinned(inbox, open, theme);
    let details = details_button(inbox, theme);
    let key = keys::label(Context::Anywhere, Command::TalkMenu).unwrap_or_default();
    let more = talk.is_some().then(|| {
        let asked = inbox::Message::Room(rooms::Message::HeaderAsked);
        press::icon(theme, Icon::Ellipsis, format!("More  {key}"), Some(asked))
    });
    container(row![back, words, pins, more, details].spacing(space::TWO).align_y(Alignment::Center))
        .padding(Padding::from([0.0, space::FOUR]).right(space::TWO))
        .height(theme.scaled(HEADER))
        .align_y(Alignment::Center)
        .width(Length::Fill)
        .into()
}

/// The number of pinned messages and, if there is room, the beginning of the newest one; opens their list.
fn pinned<'a>(inbox: &'a Inbox, open: &'a Conversation, theme: Theme) -> Option<Element<'a, inbox::Message>> {
    let overview = inbox.details().overview_of(open.id()).filter(|overview| overview.pinned > 0)?;
    let width = inbox::view::middle_width(inbox, theme);
    let few = width < theme.scaled(ABOUT_FROM) && !inbox.is_narrow();
    let count = if few { overview.pinned.to_string() } else { format!("{} pinned", overview.pinned) };
    let count = label(theme, Role::SmallStrong, count).style(colors::normal);
    let says = overview.newest_pin.as_ref().filter(|_| width >= theme.scaled(PINNED_FROM)).map(|row| {
        let says = match inbox::found::excerpt(row) {
            says if says.is_empty() => shown::line(&Attachment::names(&row.message.files)).into_owned(),
            says => says.replace('\n', " "),
        };
        container(one_line(theme, Role::Small, says).style(colors::muted)).max_width(theme.scaled(PINNED))
    });
    let face = row![part::glyph(theme, Icon::Pin, 14.0, colors::accent), count, says]
        .spacing(6)
        .align_y(Alignment::Center);
    let pressed = button(face)
        .padding(Padding::from([6.0, space::TWO]))
        .style(buttons::quiet)
        .on_press(inbox::Message::Commanded(Command::Pinned));
    Some(tooltip(theme, pressed, says_key("Show what is pinned", Command::Pinned), Beside::Below))
}

fn details_button(inbox: &Inbox, theme: Theme) -> Element<'_, inbox::Message> {
    let face = Icon::Info.view(theme);
    let style = if inbox.panel() == inbox::Panel::Details { buttons::chip_on } else { buttons::quiet };
    let pressed = button(face).padding(6).style(style).on_press(inbox::Message::Commanded(Command::Details));
    tooltip(theme, named("Details", pressed), says_key("Details", Command::Details), Beside::Below)
}

/// `Details  Ctrl+Shift+D`.
fn says_key(words: &str, command: Command) -> String {
    match keys::label(Context::Anywhere, command) {
        Some(key) => format!("{words}  {key}"),
        None => words.to_owned(),
    }
}

/// The faces of a group, in the space of one face.
pub fn faces<'a, Message: 'a>(
    theme: Theme,
    talk: &Talk,
    on: fn(&Colors) -> iced::Color,
) -> Element<'a, Message> {
    if talk.faces.is_empty() {
        // No member is known: the group icon is shown instead.
        return part::glyph(theme, Icon::Users, 15.0, colors::muted);
    }
    let faces: Vec<Face<'_>> =
        talk.faces.iter().map(|(id, name)| Face { name, id: *id.uuid().as_bytes() }).collect();
    avatar::stacked(theme, &faces, avatar::Size::Small, on)
}

fn nothing_yet<'a>(inbox: &'a Inbox, open: &'a Conversation, theme: Theme) -> Element<'a, inbox::Message> {
    let name = shown::within(inbox.name_of(open.id()));
    let (icon, heading) = match open.id() {
        conversation::Id::Channel(_) => (Icon::Hash, format!("This is the beginning of #{name}")),
        conversation::Id::Direct(_) => (Icon::MessageSquare, format!("You and {name} have not written yet")),
        conversation::Id::Group(_) => (Icon::Users, format!("This is the beginning of {name}")),
    };
    let sentence = if inbox.gone().is_some() {
        "Nothing that was said here is on this computer."
    } else {
        "Write the first message below. It is kept on this computer until the server has it."
    };
    empty(theme, icon, heading, sentence, None)
}

/// The timeline as rows of a list.
struct Messages<'a> {
    theme: Theme,
    timeline: &'a Timeline,
    me: PersonId,
    now: Now,
    side: Side,
    files: &'a Files,
    /// The largest width of a message's files, in logical pixels.
    room: f32,
}

impl Messages<'_> {
    /// The width left for a row's files beside its *edited* mark.
    fn room(&self, row: &Row) -> f32 {
        let edited = if row.message.edited_at.is_some() { self.theme.scaled(EDITED) } else { 0.0 };
        self.room - edited
    }
}

impl Rows<inbox::Message> for Messages<'_> {
    fn len(&self) -> usize {
        self.timeline.items().len()
    }

    fn key(&self, index: usize) -> Key {
        self.timeline.items().get(index).map_or(Key(0), |item| key(item.id))
    }

    fn version(&self, index: usize) -> u64 {
        let Some(item) = self.timeline.items().get(index) else { return 0 };
        match self.timeline.rows().get(index) {
            Some(row) if !row.files.is_empty() || !row.shared_files.is_empty() => {
                let mut hasher = DefaultHasher::new();
                item.version.hash(&mut hasher);
                self.files.version(row, self.room(row), &mut hasher);
                hasher.finish()
            }
            Some(_) | None => item.version,
        }
    }

    fn index_of(&self, key: Key) -> Option<usize> {
        self.timeline.index(MessageId::new(Uuid::from_u128(key.0))).filter(|at| *at < self.len())
    }

    fn view(&self, index: usize) -> Element<'static, inbox::Message> {
        match (self.timeline.rows().get(index), self.timeline.items().get(index)) {
            (Some(row), Some(item)) => {
                let files = Around { theme: self.theme, files: self.files, room: self.room(row) };
                let row = message::view::view(self.theme, row, item, self.me, self.now, files);
                match self.side {
                    Side::Timeline => row.map(inbox::Message::Row),
                    Side::Thread => row.map(thread::Message::Row).map(inbox::Message::Thread),
                }
            }
            (_, _) => gap().into(),
        }
    }
}

/// The list of messages of a side.
pub fn messages<'a>(
    inbox: &'a Inbox,
    open: &'a Conversation,
    side: Side,
    grow: Grow,
    theme: Theme,
) -> Element<'a, inbox::Message> {
    let timeline = open.timeline();
    let width = match side {
        Side::Timeline => inbox::view::middle_width(inbox, theme),
        Side::Thread => inbox::view::thread_width(inbox, theme),
    };
    let room = message::view::room(theme, width);
    let rows =
        Messages { theme, timeline, me: inbox.me.id, now: inbox.now, side, files: inbox.files(), room };
    let jump = match side {
        Side::Timeline => inbox.jump,
        Side::Thread => inbox.thread_jump,
    };
    let list = list(rows, theme)
        .id(side.list())
        .place(place(open.strand()))
        .grow(grow)
        .surrounded(timeline.before(), timeline.after())
        .jump(jump)
        .on_visible(move |visible| side.tells(Message::Seen(visible)))
        .on_seek(move |rank| side.tells(Message::Sought(rank)));
    let list = match side {
        Side::Timeline => list.on_shift_press(move |key| side.tells(Message::ChosenTo(key))),
        // Several messages can be selected in the timeline only.
        Side::Thread => list,
    };
    container(list).height(Length::Fill).padding(Padding::ZERO.bottom(space::TWO)).into()
}

/// The key under which the list remembers its scroll position.
fn place(of: Strand) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// *Jump to latest*, with the number of messages that came meanwhile.
fn pill(timeline: &Timeline, theme: Theme) -> Element<'_, inbox::Message> {
    let new = timeline.unseen();
    let words =
        if new > 0 { words::count(new, "new message", "new messages") } else { "Jump to latest".to_owned() };
    let tone = if new > 0 { buttons::primary } else { buttons::plain };
    let pressed = jump(theme, Icon::ArrowDown, words, tone, Message::ToLatest);
    column![gap().height(Length::Fill), center_x(pressed)].padding(Padding::ZERO.bottom(space::THREE)).into()
}

/// *Jump to first unread*, if that message is above the visible ones: it came late, or was marked as unread by hand.
fn unread_above(open: &Conversation, theme: Theme) -> Option<Element<'_, inbox::Message>> {
    // If the visible messages are about to be marked as read, no jump is needed.
    open.timeline().unread_above().filter(|_| !open.wants_mark())?;
    let words = "Jump to first unread".to_owned();
    let pressed = jump(theme, Icon::ArrowUp, words, buttons::primary, Message::ToUnread);
    Some(column![center_x(pressed)].padding(Padding::ZERO.top(space::THREE)).into())
}

fn jump<'a>(
    theme: Theme,
    icon: Icon,
    words: String,
    tone: fn(&Theme, button::Status) -> button::Style,
    pressed: Message,
) -> Element<'a, inbox::Message> {
    let face = row![
        part::glyph(theme, icon, 14.0, |_| iced::widget::text::Style::default()),
        label(theme, Role::SmallStrong, words)
    ]
    .spacing(6)
    .align_y(Alignment::Center);
    button(face)
        .padding(Padding::from([6.0, space::THREE]))
        .style(move |theme: &Theme, status| {
            let base = tone(theme, status);
            button::Style { border: iced::Border { radius: 99.0.into(), ..base.border }, ..base }
        })
        .on_press(inbox::Message::Conversation(pressed))
        .into()
}

/// The toast, with its undo button.
fn aside(inbox: &Inbox, theme: Theme) -> Option<Element<'_, inbox::Message>> {
    let aside = inbox.aside()?;
    let undo = match &aside.offer {
        Offer::Undelete(_) | Offer::BringBack(_) => {
            let key = keys::label(Context::Anywhere, Command::Undo).filter(|_| !inbox.is_narrow());
            let key = key.map(|key| badge::keycap(theme, key));
            let undo = press::link(theme, "Undo", Some(inbox::Message::Commanded(Command::Undo)));
            Some(row![undo, key].spacing(space::TWO).align_y(Alignment::Center))
        }
        Offer::Nothing => None,
    };
    let dismiss = press::icon(theme, Icon::X, "Dismiss", Some(inbox::Message::AsideDismissed));
    let says = label(theme, Role::Body, aside.sentence.as_str()).style(colors::normal);
    let face = row![says, undo, dismiss].spacing(space::THREE).align_y(Alignment::Center);
    let face = container(face).padding(Padding { left: space::FOUR, ..Padding::new(space::ONE) });
    // At the right, so that the row of the deleted message stays visible.
    let face = container(opaque(lifted(Height::Panel, face))).align_right(Length::Fill).padding(space::THREE);
    // Above *Jump to latest* if both would be at the same place.
    let beside = open_at_latest(inbox) || !inbox.is_narrow();
    let below = if beside { 0.0 } else { theme.scaled(36.0) };
    Some(column![gap().height(Length::Fill), face, gap().height(below)].into())
}

fn open_at_latest(inbox: &Inbox) -> bool {
    inbox.current().is_none_or(|open| open.timeline().at_latest())
}
