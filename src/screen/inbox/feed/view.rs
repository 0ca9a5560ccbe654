//! Draws the open conversation: header, timeline, jump-to-latest, composer.
//!
//! Tests: `tests/window/timeline.rs` and its pictures.

use super::{Feed, Message, Side, selection};

use crate::chat::{Attachment, PersonId, conversation, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{ConversationRow, Overview};
use crate::screen::dialog::conversation_menu::Act;
use crate::screen::inbox::files::Files;
use crate::screen::inbox::focus::{Button, Focus};
use crate::screen::inbox::layout::{HEADER, Scene};
use crate::screen::inbox::message::file::Around;
use crate::screen::inbox::message::{self, key, measures};
use crate::screen::inbox::timeline::{State, Timeline, copied};
use crate::screen::inbox::{composer, conversations};
use crate::screen::keys::{self, Command, Context};
use crate::screen::panel::Panel;
use crate::screen::part;
use crate::screen::words::Now;
use crate::theme::{Role, Theme, button as buttons, container as grounds, space, text as colors};
use crate::widget::avatar::{self, Face};
use crate::widget::badge::{self, Weight};
use crate::widget::empty::empty;
use crate::widget::label::{label, width};
use crate::widget::later::later;
use crate::widget::list::{Grow, Jump, Key, Rows, list};
use crate::widget::named::named;
use crate::widget::one_line::one_line;
use crate::widget::over::{layer, over};
use crate::widget::ring::ring;
use crate::widget::selecting::{Keys, area};
use crate::widget::tooltip::{Beside, tooltip, whole_line};
use crate::widget::{Element, button as press, divider, loading};

use iced::widget::{button, center_x, column, container, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::hash::{DefaultHasher, Hash, Hasher};

/// From this width of the conversation on, at the normal text size, the header shows more than the name.
const ABOUT_FROM: f32 = 400.0;
/// From this width on, the header shows the newest pinned message.
const PINNED_FROM: f32 = 620.0;
/// The largest width of the newest pinned message, and its largest share of a wide header.
const PINNED: f32 = 240.0;
const PINNED_SHARE: f32 = 0.3;
/// Diameter of *Jump to latest*, at the normal text size.
const JUMP: f32 = 36.0;

/// The open conversation. `pins` are its counts, once known; `toast` has its place below the messages, so that it covers
/// none of them.
pub fn view<'a>(
    feed: &'a Feed,
    scene: Scene<'a>,
    jump: Option<Jump>,
    pins: Option<&'a Overview>,
    toast: Option<Element<'a, Message>>,
) -> Element<'a, Message> {
    let theme = scene.theme;
    let instead: Option<Element<'a, Message>> = match feed.timeline().state() {
        State::Loading => Some(nothing_loaded(theme, 6)),
        State::Failed(error) => Some(failed(theme, tr::feed_failed(), error)),
        State::Ready if feed.timeline().is_empty() => Some(nothing_yet(feed, scene)),
        State::Ready if feed.timeline().at_latest() => None,
        State::Ready => Some(jump_to_latest(feed.timeline(), theme)),
    };
    // The list is always there, below any overlay: it remembers the scroll position of each conversation.
    let timeline = messages(feed, scene, Side::Timeline, Grow::Up, jump);
    let unread = unread_above(feed, theme);
    let day = unread.is_none().then(|| day(feed.timeline(), theme)).flatten();
    let timeline = over(timeline).push(instead).push(day).push(unread);
    let column = column![
        header(feed, scene, pins),
        divider::horizontal(),
        timeline,
        // Always there, so that the composer keeps its place and with it the caret.
        toast.unwrap_or_else(|| gap().into()),
        selection::view(feed.timeline().chosen(), scene.shared.me.id, theme),
        gone(feed, scene).unwrap_or_else(|| composer::view::view(feed, scene, Side::Timeline))
    ];
    container(column).height(Length::Fill).width(Length::Fill).into()
}

/// The reason why nothing can be written here, in place of the composer.
pub fn gone<'a>(feed: &Feed, scene: Scene<'_>) -> Option<Element<'a, Message>> {
    let theme = scene.theme;
    let sentence = scene.shared.conversations.gone()?;
    let hide = press::link(theme, tr::conversation_hide(), Some(Message::Acted(feed.id(), Act::Hide)));
    let words = label(theme, Role::Body, sentence).style(colors::muted).width(Length::Fill);
    let face = row![words, hide].spacing(space::THREE).align_y(Alignment::Center);
    let frame = container(face).padding(Padding::from([space::TWO, space::THREE])).style(grounds::card);
    Some(container(frame).padding(Padding { top: 0.0, ..Padding::new(space::FOUR) }).into())
}

/// The placeholder until the first page is loaded.
pub fn nothing_loaded<'a>(theme: Theme, messages: usize) -> Element<'a, Message> {
    container(later(loading::messages(theme, messages))).height(Length::Fill).align_y(Alignment::End).into()
}

/// The error if the first page could not be read.
pub fn failed<'a>(theme: Theme, title: &'a str, error: &str) -> Element<'a, Message> {
    let again = press::plain(theme, tr::panel_try_again(), Some(Message::Retried)).into();
    empty(theme, Icon::CircleAlert, title, error.to_owned(), Some(again))
}

/// The placeholder if no conversation is open.
pub fn nothing_open<'a>(scene: Scene<'_>) -> Element<'a, Message> {
    let theme = scene.theme;
    let key = keys::label(Context::Anywhere, Command::Jump);
    let middle = if matches!(scene.shared.conversations.state(), conversations::State::Loading) {
        gap().into()
    } else {
        empty(
            theme,
            Icon::MessageSquareText,
            tr::feed_none(),
            tr::feed_none_about(&key.unwrap_or_default()),
            Some(press::plain(theme, tr::sidebar_jump(), Some(Message::Commanded(Command::Jump))).into()),
        )
    };
    container(middle).width(Length::Fill).height(Length::Fill).into()
}

fn header<'a>(feed: &Feed, scene: Scene<'a>, pins: Option<&'a Overview>) -> Element<'a, Message> {
    let theme = scene.theme;
    let name = scene.shared.conversations.name_of(feed.id());
    let conversation = scene.shared.conversations.row(feed.id());
    // A count of 0 means that the members are not known, not that there are none.
    let members = |words: fn(u64) -> String| match conversation.map(|conversation| conversation.members) {
        Some(count) if count > 0 => words(u64::from(count)),
        Some(_) | None => String::new(),
    };
    let (mark, about): (Element<'_, Message>, String) = match feed.id() {
        conversation::Id::Channel(_) => {
            (part::glyph(theme, Icon::Hash, 18.0, colors::muted), members(tr::feed_members))
        }
        conversation::Id::Direct(person) => {
            let face = Face { name, id: *person.uuid().as_bytes() };
            (avatar::avatar(theme, face, avatar::Size::Small), tr::feed_direct_message().to_owned())
        }
        conversation::Id::Group(_) => (
            conversation.map_or_else(
                || gap().into(),
                |conversation| part::faces(theme, conversation, |colors| colors.background),
            ),
            members(tr::feed_people),
        ),
    };
    let back = scene.is_narrow().then(|| {
        let says = if scene.panel == Panel::MessageList { tr::feed_back_to_list() } else { tr::feed_back() };
        let back = press::icon(theme, Icon::ArrowLeft, says, Some(Message::WentBack));
        let unread = scene.shared.conversations.unread_elsewhere();
        let count = badge::count(theme, unread, Weight::Quiet);
        let back = ring(part::focus(scene.ring, Focus::Header(Button::Back)), back);
        row![back, count].spacing(space::HALF).align_y(Alignment::Center)
    });
    let says_more = !about.is_empty() && scene.middle() >= theme.scaled(ABOUT_FROM);
    // A long name leaves room for the description.
    let left = if says_more { width(theme, Role::Small, &about) + space::THREE } else { 0.0 };
    let title = one_line(theme, Role::Heading, name).style(colors::normal).leave(left);
    let title = whole_line(theme, title, Beside::Below);
    let heading = row![mark, title].spacing(space::TWO).align_y(Alignment::Center);
    let about = says_more.then(|| one_line(theme, Role::Small, about).style(colors::muted));
    let words = row![heading, about].spacing(space::THREE).align_y(Alignment::Center).width(Length::Fill);
    let pins = pinned(scene, pins);
    let pins = pins.map(|pins| ring(part::focus(scene.ring, Focus::Header(Button::Pins)), pins));
    let details = ring(part::focus(scene.ring, Focus::Header(Button::Details)), details_button(scene));
    let more = conversation.is_some().then(|| {
        let says = keys::with_key(tr::panel_more(), Context::Anywhere, Command::ConversationMenu);
        let more = press::icon(theme, Icon::Ellipsis, says, Some(Message::MenuAsked));
        ring(part::focus(scene.ring, Focus::Header(Button::More)), more)
    });
    container(row![back, words, pins, more, details].spacing(space::TWO).align_y(Alignment::Center))
        .padding(Padding::from([0.0, space::FOUR]).right(space::TWO))
        .height(theme.scaled(HEADER))
        .align_y(Alignment::Center)
        .width(Length::Fill)
        .into()
}

/// The number of pinned messages and, if there is room, the beginning of the newest one; opens their list.
fn pinned<'a>(scene: Scene<'_>, pins: Option<&'a Overview>) -> Option<Element<'a, Message>> {
    let theme = scene.theme;
    let overview = pins.filter(|overview| overview.pinned > 0)?;
    let width = scene.middle();
    let few = width < theme.scaled(ABOUT_FROM);
    let count = if few { overview.pinned.to_string() } else { tr::feed_pinned(u64::from(overview.pinned)) };
    let count = label(theme, Role::SmallStrong, count).style(colors::normal);
    let says = overview.newest_pin.as_ref().filter(|_| width >= theme.scaled(PINNED_FROM)).map(|row| {
        let says = match message::excerpt::excerpt(row) {
            says if says.is_empty() => shown::line(&Attachment::names(&row.message.files)).into_owned(),
            says => says.replace('\n', " "),
        };
        let most = theme.scaled(PINNED).max(width * PINNED_SHARE);
        container(one_line(theme, Role::Small, says).style(colors::muted)).max_width(most)
    });
    let face = row![part::glyph(theme, Icon::Pin, 14.0, colors::accent), count, says]
        .spacing(6)
        .align_y(Alignment::Center);
    let pressed = button(face)
        .padding(Padding::from([6.0, space::TWO]))
        .style(buttons::quiet)
        .on_press(Message::Commanded(Command::Pinned));
    Some(tooltip(
        theme,
        pressed,
        keys::with_key(tr::feed_show_pinned(), Context::Anywhere, Command::Pinned),
        Beside::Below,
    ))
}

fn details_button<'a>(scene: Scene<'_>) -> Element<'a, Message> {
    let theme = scene.theme;
    let face = Icon::Info.view(theme);
    let style = if scene.panel == Panel::Details { buttons::chip_on } else { buttons::quiet };
    let pressed =
        button(face).padding(6).style(style).on_press(Message::Commanded(Command::Panel(Panel::Details)));
    tooltip(
        theme,
        named(tr::feed_details(), pressed),
        keys::with_key(tr::feed_details(), Context::Anywhere, Command::Panel(Panel::Details)),
        Beside::Below,
    )
}

fn nothing_yet<'a>(feed: &Feed, scene: Scene<'_>) -> Element<'a, Message> {
    let (theme, conversations) = (scene.theme, &scene.shared.conversations);
    let (id, name) = (feed.id(), conversations.name_of(feed.id()));
    let (icon, heading) = match id {
        conversation::Id::Channel(_) => (Icon::Hash, tr::feed_empty_channel(&id.title(name))),
        conversation::Id::Direct(_) => (Icon::MessageSquare, tr::feed_empty_direct(&shown::within(name))),
        conversation::Id::Group(_) => (Icon::Users, group_start(conversations.row(id), name)),
    };
    let sentence =
        if conversations.gone().is_some() { tr::feed_empty_gone() } else { tr::feed_empty_about() };
    empty(theme, icon, heading, sentence, None)
}

/// The heading of a group without messages. A group that was given no name is called by the names of its people.
fn group_start(conversation: Option<&ConversationRow>, name: &str) -> String {
    let people: Vec<&str> = name.split(", ").collect();
    let faces = conversation.map_or(&[][..], |conversation| &conversation.faces);
    let is_in_name = |face: &str| people.contains(&face);
    // The names of some members may not be known yet.
    let no_name = shown::name("");
    let is_unnamed = faces.iter().any(|(_, face)| is_in_name(face))
        && faces.iter().all(|(_, face)| is_in_name(face) || *face == no_name);
    match people[..] {
        [first, second] if is_unnamed => {
            let (first, second) = (&shown::within(first), &shown::within(second));
            tr::FeedEmptyGroupOfTwo { first, second }.text()
        }
        _ if is_unnamed => tr::feed_empty_group_of_more(&shown::within(name)),
        _ => tr::feed_empty_group(&shown::within(name)),
    }
}

/// The timeline as rows of a list.
struct Messages<'a> {
    theme: Theme,
    timeline: &'a Timeline,
    me: PersonId,
    now: Now,
    files: &'a Files,
    /// The largest width of a message's files, in logical pixels.
    room: f32,
}

impl Rows<Message> for Messages<'_> {
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
                self.files.version(row, self.room, &mut hasher);
                hasher.finish()
            }
            Some(_) | None => item.version,
        }
    }

    fn index_of(&self, key: Key) -> Option<usize> {
        self.timeline.index(message::id(key)).filter(|at| *at < self.len())
    }

    fn view(&self, index: usize) -> Element<'static, Message> {
        match (self.timeline.rows().get(index), self.timeline.items().get(index)) {
            (Some(row), Some(item)) => {
                let files = Around { theme: self.theme, files: self.files, room: self.room };
                message::view::view(self.theme, row, item, self.me, self.now, files).map(Message::Row)
            }
            (_, _) => gap().into(),
        }
    }
}

/// The list of messages of a side.
pub fn messages<'a>(
    feed: &'a Feed,
    scene: Scene<'a>,
    side: Side,
    grow: Grow,
    jump: Option<Jump>,
) -> Element<'a, Message> {
    let Scene { theme, shared, .. } = scene;
    let timeline = feed.timeline();
    let width = match side {
        Side::Timeline => scene.middle(),
        Side::Thread => scene.beside(),
    };
    let theme = measures::fitted(theme, width);
    let room = measures::room(theme, width);
    let rows = Messages { theme, timeline, me: shared.me.id, now: shared.now, files: &shared.files, room };
    let list = list(rows, theme)
        .id(super::list(side))
        .place(place(feed.feed_id()))
        .grow(grow)
        .surrounded(timeline.before(), timeline.after())
        .jump(jump)
        .on_visible(Message::Seen)
        .on_seek(Message::Sought);
    let list = match side {
        Side::Timeline => list.on_shift_press(Message::ChosenTo),
        // Several messages can be selected in the timeline only.
        Side::Thread => list,
    };
    let list = area(list)
        .place(place((feed.feed_id(), feed.ended_selections())))
        .keys(if scene.focus == Focus::Dialog { Keys::Left } else { Keys::Taken })
        .copied(|from, to| copied::between(timeline, from, to, shared.now))
        .on_select(Message::Selected);
    container(list).height(Length::Fill).padding(Padding::ZERO.bottom(space::TWO)).into()
}

/// The key under which a list remembers its scroll position, or an area its selection.
fn place(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// *Jump to latest*: a round button at the lower right, with the number of messages that came meanwhile.
fn jump_to_latest(timeline: &Timeline, theme: Theme) -> Element<'_, Message> {
    let new = timeline.unseen().max(timeline.unread_below());
    let words = if new > 0 { tr::feed_new_messages(new) } else { tr::feed_to_latest().to_owned() };
    let arrow = part::glyph(theme, Icon::ArrowDown, 16.0, colors::normal);
    let face = row![arrow, badge::count(theme, new, badge::Weight::Strong)]
        .spacing(space::ONE)
        .align_y(Alignment::Center);
    let pressed = button(container(face).center_y(theme.scaled(16.0)))
        .padding((theme.scaled(JUMP) - theme.scaled(16.0)) / 2.0)
        .style(|theme: &Theme, status| round(buttons::plain(theme, status)))
        .on_press(Message::ToLatest);
    let pressed = layer(tooltip(theme, named(words.clone(), pressed), words, Beside::Above));
    // At the right edge of the messages, not of a wide window.
    let beside = container(pressed).align_right(Length::Fill).max_width(measures::reach(theme));
    let padding = Padding::ZERO.right(space::FOUR).bottom(space::TWO);
    container(beside).width(Length::Fill).align_bottom(Length::Fill).padding(padding).into()
}

/// The day of the message at the top, while older messages are shown.
fn day<'a>(timeline: &'a Timeline, theme: Theme) -> Option<Element<'a, Message>> {
    let day = timeline.day_shown()?;
    let face = container(label(theme, Role::SmallStrong, day).style(colors::muted))
        .padding(Padding::from([2.0, space::THREE]))
        .style(|theme: &Theme| {
            let base = grounds::floating(theme);
            container::Style { border: iced::Border { radius: 99.0.into(), ..base.border }, ..base }
        });
    let across = container(layer(face)).center_x(Length::Fill).max_width(measures::reach(theme));
    Some(column![across].padding(Padding::ZERO.top(space::ONE)).into())
}

fn round(base: button::Style) -> button::Style {
    button::Style { border: iced::Border { radius: 99.0.into(), ..base.border }, ..base }
}

/// *Jump to first unread*, if that message is above the visible ones: it came late, or was marked as unread by hand.
fn unread_above<'a>(feed: &Feed, theme: Theme) -> Option<Element<'a, Message>> {
    // The visible messages are about to be marked as read, so no jump is needed.
    feed.timeline().unread_above().filter(|_| !feed.wants_mark())?;
    let words = tr::feed_to_unread().to_owned();
    let pressed = jump(theme, Icon::ArrowUp, words, buttons::primary, Message::ToUnread);
    Some(column![center_x(layer(pressed))].padding(Padding::ZERO.top(space::THREE)).into())
}

fn jump<'a>(
    theme: Theme,
    icon: Icon,
    words: String,
    tone: fn(&Theme, button::Status) -> button::Style,
    pressed: Message,
) -> Element<'a, Message> {
    let face = row![
        part::glyph(theme, icon, 14.0, |_| iced::widget::text::Style::default()),
        label(theme, Role::SmallStrong, words)
    ]
    .spacing(6)
    .align_y(Alignment::Center);
    button(face)
        .padding(Padding::from([6.0, space::THREE]))
        .style(move |theme: &Theme, status| round(tone(theme, status)))
        .on_press(pressed)
        .into()
}
