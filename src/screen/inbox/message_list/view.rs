//! Draws a list of messages found by filter.
//!
//! Rows are built when they become visible and kept until something drawn of them changes.
//! Tests: `tests/window/message_list.rs` and its pictures.

use super::{About, Message, MessageList, Origin, State};

use crate::chat::wish::{Mark, Switch};
use crate::chat::{MessageId, PersonId, conversation, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{Filter, ListQuery, Listed, Row};
use crate::screen::inbox::focus::Focus;
use crate::screen::inbox::header::{self, Exits};
use crate::screen::inbox::layout::Scene;
use crate::screen::inbox::message::bar::{bar_button, bar_ground};
use crate::screen::inbox::message::excerpt::excerpt;
use crate::screen::inbox::message::{self, Act, Stands, acts, extras, key, stands, words as act_words};
use crate::screen::{keys, part, words};
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::avatar::{self, Face};
use crate::widget::empty::empty;
use crate::widget::hotspot::hotspot;
use crate::widget::label::label;
use crate::widget::later::later;
use crate::widget::list::{Grow, Key, Rows, list};
use crate::widget::one_line::one_line;
use crate::widget::reveal::{Ground, Place, Shown, reveal};
use crate::widget::ring::{self, ring_inside};
use crate::widget::tooltip::{Beside, whole_line};
use crate::widget::{Element, button, divider, loading};

use iced::widget::{Column, Row as Buttons, column, container, mouse_area, row, space as gap};
use iced::{Alignment, Length, Padding};
use uuid::Uuid;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// The id of the list of messages.
pub const LIST: &str = "messages";
/// How many files of a message are named.
const FILES: usize = 3;

/// The whole panel.
pub fn view<'a>(messages: &'a MessageList, scene: Scene<'a>, about: About<'_>) -> Element<'a, Message> {
    let theme = scene.theme;
    let middle: Element<'_, Message> = match (messages.state(), messages.query()) {
        (State::Loading, _) => container(later(loading::messages(theme, 3))).height(Length::Fill).into(),
        (State::Failed(error), _) => empty(
            theme,
            Icon::CircleAlert,
            tr::list_failed(),
            error.clone(),
            Some(button::plain(theme, tr::panel_try_again(), Some(Message::Again)).into()),
        ),
        (State::Ready, Some(query)) if messages.listed().is_empty() => nothing(messages, query, theme),
        (State::Ready, _) => some(messages, scene, about.count),
    };
    let column = column![heading(messages, scene, about.person), divider::horizontal(), middle];
    container(column).height(Length::Fill).width(Length::Fill).style(grounds::surface).into()
}

fn heading<'a>(messages: &MessageList, scene: Scene<'_>, person: Option<&str>) -> Element<'a, Message> {
    let (theme, conversations) = (scene.theme, &scene.shared.conversations);
    let (heading, place) = match messages.query() {
        Some(ListQuery::Within(of, filter)) => {
            let from = match filter {
                Filter::From(id) => person.or_else(|| scene.shared.name_of_person(id)).or_else(|| {
                    // Everything that is listed is by this person.
                    messages.listed().first().map(|listed| listed.row.message.author_name.as_str())
                }),
                _ => None,
            };
            let heading = match from {
                Some(name) => tr::list_from(&shown::within(name)),
                None => words::filter(filter).to_owned(),
            };
            (heading, place_words(of, conversations.name_of(of)))
        }
        Some(ListQuery::Starred) | None => {
            (words::filter(Filter::Starred).to_owned(), tr::list_everywhere().to_owned())
        }
    };
    let title = column![
        whole_line(theme, one_line(theme, Role::Heading, heading).style(colors::normal), Beside::Below),
        whole_line(theme, one_line(theme, Role::Small, place).style(colors::muted), Beside::Below),
    ];
    let back = match messages.origin() {
        Origin::Details => Some((tr::list_to_details(), Message::Back)),
        Origin::Elsewhere => scene.is_narrow().then(|| (tr::panel_back(), Message::Back)),
    };
    header::view(scene, title, Exits { back, close: Message::Closed })
}

/// The placeholder of an empty list: why it is empty, and how to fill it.
fn nothing<'a>(messages: &MessageList, query: ListQuery, theme: Theme) -> Element<'a, Message> {
    let (icon, heading, sentence) = match query {
        ListQuery::Starred => (Icon::Star, tr::list_no_stars(), tr::list_no_stars_about()),
        ListQuery::Within(_, Filter::Starred) => {
            (Icon::Star, tr::list_no_stars_here(), tr::list_no_stars_about())
        }
        ListQuery::Within(_, Filter::Pinned) => (Icon::Pin, tr::list_no_pins(), tr::list_no_pins_about()),
        ListQuery::Within(_, Filter::Files) => {
            (Icon::Paperclip, tr::list_no_files(), tr::list_no_files_about())
        }
        ListQuery::Within(_, Filter::TaggedMe) => {
            (Icon::AtSign, tr::list_no_mentions(), tr::list_no_mentions_about())
        }
        ListQuery::Within(_, Filter::From(_)) => {
            (Icon::MessageSquare, tr::list_none_from(), tr::list_none_from_about())
        }
        ListQuery::Within(_, Filter::Archived) => {
            (Icon::Archive, tr::list_no_archived(), tr::list_no_archived_about())
        }
    };
    let step = if messages.origin() == Origin::Details {
        button::plain(theme, tr::list_to_details(), Some(Message::Back))
    } else {
        button::plain(theme, tr::panel_close(), Some(Message::Closed))
    };
    empty(theme, icon, heading, sentence, Some(step.into()))
}

fn some<'a>(messages: &'a MessageList, scene: Scene<'a>, count: Option<u32>) -> Element<'a, Message> {
    let list = list(Listing { messages, scene }, scene.theme)
        .id(LIST)
        .place(place(messages))
        .grow(Grow::Down)
        .surrounded(0, beyond(messages, count))
        .jump(messages.jump())
        .on_near_end(|| Message::EndNear);
    container(list).height(Length::Fill).padding(Padding::ZERO.top(space::TWO)).into()
}

/// The number of messages not loaded yet. If it is unknown, as many as are loaded: counting the starred messages of all
/// conversations would cost too much for a scrollbar.
fn beyond(messages: &MessageList, count: Option<u32>) -> u64 {
    if !messages.has_more() {
        return 0;
    }
    let read = messages.listed().len() as u64;
    count.map_or(read, |all| u64::from(all).saturating_sub(read)).max(1)
}

/// The key under which the list remembers its scroll position.
fn place(messages: &MessageList) -> u64 {
    let mut hasher = DefaultHasher::new();
    messages.query().hash(&mut hasher);
    hasher.finish()
}

/// `#design`, or the name of another conversation.
pub fn place_words(of: conversation::Id, name: &str) -> String {
    let name = shown::within(name);
    match of.kind() {
        conversation::Kind::Channel => format!("#{name}"),
        conversation::Kind::Direct | conversation::Kind::Group => name.into_owned(),
    }
}

struct Listing<'a> {
    messages: &'a MessageList,
    scene: Scene<'a>,
}

impl Listing<'_> {
    fn listed(&self, index: usize) -> Option<&Listed> {
        self.messages.listed().get(index)
    }
}

impl Rows<Message> for Listing<'_> {
    fn len(&self) -> usize {
        self.messages.listed().len()
    }

    fn key(&self, index: usize) -> Key {
        self.listed(index).map_or(Key(0), |listed| key(listed.row.message.id))
    }

    fn version(&self, index: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        if let Some(listed) = self.listed(index) {
            let id = listed.row.message.id;
            (listed.row.version, &listed.place, self.messages.query()).hash(&mut hasher);
            (self.scene.ring == Some(Focus::Panel(Some(key(id)))), self.scene.shared.is_deleted(id))
                .hash(&mut hasher);
            words::when(listed.row.message.sent_at, self.scene.shared.now).hash(&mut hasher);
        }
        hasher.finish()
    }

    fn index_of(&self, key: Key) -> Option<usize> {
        self.messages.place(MessageId::new(Uuid::from_u128(key.0)))
    }

    fn view(&self, index: usize) -> Element<'static, Message> {
        match self.listed(index) {
            Some(listed) => container(self.card(listed))
                .padding(Padding { top: space::HALF, right: space::THREE, bottom: 6.0, left: space::THREE })
                .into(),
            None => gap().into(),
        }
    }
}

impl Listing<'_> {
    fn card(&self, listed: &Listed) -> Element<'static, Message> {
        let id = listed.row.message.id;
        let has_ring = self.scene.ring == Some(Focus::Panel(Some(key(id))));
        let card = container(self.body(listed))
            .padding(Padding::from([10.0, space::THREE]))
            .width(Length::Fill)
            .style(grounds::card);
        let pressed = mouse_area(card).on_press(Message::Opened(id));
        let here = if has_ring { ring::Focus::Here } else { ring::Focus::Elsewhere };
        let ringed = ring_inside(here, pressed);
        let shown = if has_ring { Shown::Focused } else { Shown::OnHover };
        let bar = (!self.scene.shared.is_deleted(id)).then(|| {
            let (theme, me, row) = (self.scene.theme, self.scene.shared.me.id, Arc::clone(&listed.row));
            move || bar(theme, &row, me).map(Message::Row)
        });
        let whole = reveal(ringed, bar, shown, Ground::None, Place::Inside);
        hotspot(whole, move |at| Message::Row(message::Message::MenuAsked(id, at)))
    }

    fn body(&self, listed: &Listed) -> Element<'static, Message> {
        let theme = self.scene.theme;
        let message = &listed.row.message;
        let author = shown::name(&message.author_name).into_owned();
        let face = Face { name: &author, id: *message.author.uuid().as_bytes() };
        let everywhere = self.messages.query() == Some(ListQuery::Starred) && !listed.place.is_empty();
        let place = everywhere.then(|| format!("{} · ", place_words(message.conversation, &listed.place)));
        let place = format!(
            "{}{}",
            place.unwrap_or_default(),
            words::when(listed.row.message.sent_at, self.scene.shared.now)
        );
        let who = column![
            whole_line(
                theme,
                one_line(theme, Role::BodyBold, author.clone()).style(colors::normal),
                Beside::Below
            ),
            whole_line(theme, one_line(theme, Role::Small, place).style(colors::muted), Beside::Below),
        ]
        .width(Length::Fill);
        let head = row![avatar::avatar(theme, face, avatar::Size::Medium), who]
            .spacing(space::TWO)
            .align_y(Alignment::Center);
        let mut parts = Column::new().spacing(space::ONE).push(head);
        if self.scene.shared.is_deleted(message.id) {
            return parts.push(part::hint(theme, tr::list_deleted())).into();
        }
        let says = excerpt(&listed.row);
        if !says.is_empty() {
            parts = parts.push(label(theme, Role::Body, says).style(colors::normal).width(Length::Fill));
        }
        let line = |icon, words: String| {
            row![
                part::glyph(theme, icon, 13.0, colors::muted),
                one_line(theme, Role::Body, words).style(colors::normal)
            ]
            .spacing(6)
            .align_y(Alignment::Center)
        };
        for file in message.files.iter().take(FILES) {
            parts = parts.push(line(Icon::Paperclip, shown::name(&file.name).into_owned()));
        }
        let beyond = message.files.len().saturating_sub(FILES);
        if beyond > 0 {
            parts = parts.push(part::hint(theme, tr::list_more_files(beyond as u64)));
        }
        if let Some(shared) = &message.shared {
            let words: String = shared.text.chars().take(120).collect();
            let words =
                tr::ListShared { name: &shown::within(&shared.author_name), text: &shown::line(&words) }
                    .text();
            parts = parts.push(line(Icon::Quote, words));
        }
        let shared = self.scene.shared;
        let marks =
            extras::marks(theme, &listed.row, shared.me.id, shared.now).map(|marks| marks.map(Message::Row));
        let back = message.marks.archived.then(|| {
            let act =
                Message::Row(message::Message::Acted(message.id, Act::Mark(Mark::Archive, Switch::Off)));
            button::link(theme, act_words(Act::Mark(Mark::Archive, Switch::Off)).1, Some(act))
        });
        parts.push(marks).push(back).into()
    }
}

/// The buttons for a message's actions, at the upper right of its card.
fn bar(theme: Theme, row: &Row, me: PersonId) -> Element<'static, message::Message> {
    let id = row.message.id;
    let shown =
        acts(row, me).into_iter().filter(|act| matches!(stands(*act), Stands::OnList | Stands::OnBoth));
    let buttons = shown.map(|act| {
        let (icon, name, command) = act_words(act);
        let says = command.map_or_else(
            || name.to_owned(),
            |command| keys::with_key(name, keys::Context::MessageList, command),
        );
        bar_button(theme, icon, name, says, message::Message::Acted(id, act))
    });
    let more = tr::panel_more();
    let more = bar_button(theme, Icon::Ellipsis, more, more.to_owned(), message::Message::MoreAsked(id));
    container(Buttons::with_children(buttons).push(more)).padding(1).style(bar_ground).into()
}
