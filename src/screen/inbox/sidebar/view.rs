//! Draws the sidebar.
//!
//! The conversations are one list whose rows are built only when they change, so that typing costs them nothing.
//! Tests: `tests/window/sidebar.rs` and its pictures.

use super::{Message, Sidebar, reading};

use crate::chat::conversation;
use crate::chat::conversation::Membership;
use crate::icon::Icon;
use crate::language::tr;
use crate::row::ConversationRow;
use crate::screen::inbox::conversations::{Order, State};
use crate::screen::inbox::demo::Demo;
use crate::screen::inbox::focus::{Entry, Focus};
use crate::screen::inbox::layout::Scene;
use crate::screen::keys::{self, Command, Context};
use crate::screen::panel::Panel;
use crate::screen::part;
use crate::screen::words::{self, Remedy};
use crate::theme::{Role, Theme, button as buttons, container as grounds, space, text as colors};
use crate::widget::avatar::{self, Face};
use crate::widget::badge::{self, Tone, Weight};
use crate::widget::button::{self as press, Chosen};
use crate::widget::empty::empty;
use crate::widget::hotspot::hotspot;
use crate::widget::label::{label, width};
use crate::widget::list::{Grow, Key, Rows, list};
use crate::widget::named::named;
use crate::widget::notice::notice;
use crate::widget::one_line::one_line;
use crate::widget::ring::ring;
use crate::widget::tooltip::{Beside, tooltip, whole, whole_line};
use crate::widget::within::{Pointer, within};
use crate::widget::{Element, divider};

use iced::widget::{Column, button, column, container, row, space as gap};
use iced::{Alignment, Length, Padding, Point};

use std::hash::{DefaultHasher, Hash, Hasher};

/// The id of the list of conversations.
pub const LIST: &str = "sidebar";

/// In windows lower than this, at the normal text size, the list gets the whole height.
const SHORT: f32 = 440.0;

/// From this height on, at the normal text size, the demo explains its weather.
const ROOMY: f32 = 600.0;

/// From this width on, at the normal text size, *Outbox* and the demo's mark are side by side.
const BESIDE: f32 = 400.0;

/// The width around the words and the icon of the outbox entry.
const AROUND: f32 = 2.0 * space::THREE + 2.0 * space::TWO;
/// Width around the words and the key of *Jump to…*: paddings and gaps.
const AROUND_JUMP: f32 = 74.0;

/// The whole sidebar.
pub fn view<'a>(sidebar: &'a Sidebar, scene: Scene<'a>, starred_open: bool) -> Element<'a, Message> {
    let theme = scene.theme;
    let middle: Element<'_, Message> = match scene.shared.conversations.state() {
        State::Loading => gap().height(Length::Fill).into(),
        State::Failed(error) => empty(theme, Icon::CircleAlert, tr::sidebar_failed(), error.clone(), None),
        State::Ready(ready) if ready.conversations.is_empty() => empty(
            theme,
            Icon::MessageSquare,
            tr::sidebar_empty(),
            tr::sidebar_empty_about(),
            Some(
                press::plain(theme, tr::sidebar_import(), Some(Message::Commanded(Command::ImportRoster)))
                    .into(),
            ),
        ),
        State::Ready(ready) => conversations(sidebar, scene, &ready.conversations),
    };
    // Nothing at all for people without the role.
    let column = Column::with_children([top(scene), jump(scene), starred(scene, starred_open)])
        .extend(scene.shared.has_desk().then(|| review(scene)))
        .push(middle)
        .push(bottom(sidebar, scene));
    container(column).height(Length::Fill).style(grounds::surface).into()
}

fn jump_key() -> String {
    keys::label(Context::Anywhere, Command::Jump).unwrap_or_default()
}

/// The user and the connection.
fn top(scene: Scene<'_>) -> Element<'_, Message> {
    let theme = scene.theme;
    let line = line(scene);
    let dot = badge::dot(
        theme,
        match line.tone {
            words::Tone::Good => |colors| colors.success,
            words::Tone::Calm => |colors| colors.muted,
            words::Tone::Waiting => |colors| colors.warning,
            words::Tone::Trouble => |colors| colors.danger,
        },
    );
    let state = row![dot, part::hint(theme, line.title)].spacing(6).align_y(Alignment::Center);
    // A low window has no room for the sentence and the actions at the bottom, so they are shown here.
    let (state, remedy): (Element<'_, Message>, _) = match line.sentence {
        Some(sentence) if is_short(scene) => {
            (tooltip(theme, state, sentence, Beside::Below), remedies(line.remedy).into_iter().next())
        }
        Some(_) | None => (state.into(), None),
    };
    let remedy = remedy.map(|(icon, words, message)| press::icon(theme, icon, words, Some(message)));
    let name = one_line(theme, Role::BodyStrong, scene.shared.me.name.as_str()).style(colors::normal);
    let name = whole_line(theme, name, Beside::Below);
    let entry = part::focus(scene.ring, Focus::Sidebar(Entry::Preferences));
    let me = Face { name: &scene.shared.me.name, id: *scene.shared.me.id.uuid().as_bytes() };
    let settings = press::icon(
        theme,
        Icon::Settings,
        keys::with_key(tr::sidebar_preferences(), Context::Anywhere, Command::Preferences),
        Some(Message::Commanded(Command::Preferences)),
    );
    row![
        avatar::avatar(theme, me, avatar::Size::Medium),
        column![name, state].width(Length::Fill),
        remedy,
        ring(entry, settings),
    ]
    .spacing(10)
    .align_y(Alignment::Center)
    .padding(Padding::from([space::THREE, space::THREE]).right(space::TWO))
    .into()
}

/// The connection in words; if it needs no sentence, the progress of the first read.
fn line(scene: Scene<'_>) -> words::Line {
    let shared = scene.shared;
    let parked = shared.conversations.parked();
    let waiting = shared.conversations.waiting().saturating_sub(parked);
    let line = words::connection(&shared.connection, waiting, parked, shared.now);
    let sentence = line.sentence.or_else(|| reading::sentence(shared.reading, shared.now));
    words::Line { sentence, ..line }
}

/// *Jump to…*, which looks like the field it opens, and the button for a new conversation.
fn jump(scene: Scene<'_>) -> Element<'_, Message> {
    let theme = scene.theme;
    let key = jump_key();
    // The key is left out where the words would wrap beside it.
    let words = width(theme, Role::Body, tr::sidebar_jump()) + width(theme, Role::SmallStrong, &key);
    let has_room = words + theme.scaled(14.0 + 28.0) + AROUND_JUMP <= scene.sidebar();
    let face = row![
        part::glyph(theme, Icon::Search, 14.0, colors::muted),
        label(theme, Role::Body, tr::sidebar_jump()).width(Length::Fill),
        has_room.then(|| badge::keycap(theme, key)),
    ]
    .spacing(space::TWO)
    .align_y(Alignment::Center);
    let field = button(face)
        .padding(Padding::from([5.0, 10.0]).right(6.0))
        .width(Length::Fill)
        .style(|theme: &Theme, status| {
            let colors = theme.colors();
            let ground = match status {
                button::Status::Hovered | button::Status::Pressed => colors.hover,
                button::Status::Active | button::Status::Disabled => colors.background,
            };
            button::Style {
                background: Some(ground.into()),
                text_color: colors.muted,
                ..buttons::plain(theme, status)
            }
        })
        .on_press(Message::Commanded(Command::Jump));
    let jump = ring(part::focus(scene.ring, Focus::Sidebar(Entry::Jump)), field);
    let new = press::icon(
        theme,
        Icon::Plus,
        keys::with_key(tr::sidebar_new(), Context::Anywhere, Command::NewConversation),
        Some(Message::Commanded(Command::NewConversation)),
    );
    let new = ring(part::focus(scene.ring, Focus::Sidebar(Entry::New)), new);
    let line = row![container(jump).width(Length::Fill), new].spacing(space::ONE).align_y(Alignment::Center);
    container(line).padding(Padding::from([0.0, space::THREE]).bottom(space::TWO)).into()
}

/// The entry for the starred messages of all conversations.
fn starred(scene: Scene<'_>, open: bool) -> Element<'_, Message> {
    let theme = scene.theme;
    let (icon, words) = entry_tints(open, colors::muted, open);
    let face = row![
        container(part::glyph(theme, Icon::Star, 15.0, icon)).center_x(theme.scaled(20.0)),
        one_line(theme, Role::Body, tr::sidebar_starred()).style(words),
    ]
    .spacing(space::TWO)
    .height(theme.scaled(20.0))
    .align_y(Alignment::Center);
    let pressed = press::entry(face, Chosen::No, Some(Message::Commanded(Command::Starred)))
        .padding(Padding::from([space::ONE, space::TWO]))
        .width(Length::Fill);
    let says = keys::with_key(tr::sidebar_starred(), Context::Anywhere, Command::Starred);
    let pressed = tooltip(theme, pressed, says, Beside::Right);
    let ringed = ring(part::focus(scene.ring, Focus::Sidebar(Entry::Starred)), pressed);
    container(ringed).padding(Padding::from([1.0, space::THREE])).into()
}

/// The entry of the reviewers' desk, with the number of open cases.
fn review(scene: Scene<'_>) -> Element<'_, Message> {
    let theme = scene.theme;
    let open = scene.panel == Panel::Desk;
    let count = u64::from(scene.shared.open_cases.unwrap_or_default());
    let (icon, words) = entry_tints(open, colors::muted, open || count > 0);
    let role = if count > 0 { Role::BodyStrong } else { Role::Body };
    let face = row![
        container(part::glyph(theme, Icon::ShieldCheck, 15.0, icon)).center_x(theme.scaled(20.0)),
        one_line(theme, role, tr::review_title()).style(words).width(Length::Fill),
        badge::count(theme, count, Weight::Quiet),
    ]
    .spacing(space::TWO)
    .height(theme.scaled(20.0))
    .align_y(Alignment::Center);
    let chosen = if open { Chosen::Yes } else { Chosen::No };
    let pressed = press::entry(face, chosen, Some(Message::Commanded(Command::Panel(Panel::Desk))))
        .padding(Padding::from([space::ONE, space::TWO]))
        .width(Length::Fill);
    let says = keys::with_key(tr::review_title(), Context::Anywhere, Command::Panel(Panel::Desk));
    let pressed = tooltip(theme, pressed, says, Beside::Right);
    let ringed = ring(part::focus(scene.ring, Focus::Sidebar(Entry::Review)), pressed);
    container(ringed).padding(Padding::from([1.0, space::THREE])).into()
}

/// The color of a text.
type Tint = fn(&Theme) -> iced::widget::text::Style;

/// The colors of the icon and the words of an entry that opens a panel. While the panel is open, the icon has the accent
/// color; only the open conversation has the ground of a selected row.
fn entry_tints(open: bool, icon: Tint, loud: bool) -> (Tint, Tint) {
    (if open { colors::accent } else { icon }, if loud { colors::normal } else { colors::muted })
}

/// One row of the list: a heading or a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Line {
    Heading(Head),
    Conversation(usize),
}

/// The heading of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Head {
    Starred,
    Kind(conversation::Kind),
}

impl Head {
    const fn of(conversation: &ConversationRow) -> Self {
        if conversation.marks.starred { Self::Starred } else { Self::Kind(conversation.id.kind()) }
    }
}

struct Lines<'a> {
    theme: Theme,
    conversations: &'a [ConversationRow],
    lines: Vec<Line>,
    open: Option<conversation::Id>,
    ring: Option<Focus>,
}

fn conversations<'a>(
    sidebar: &Sidebar,
    scene: Scene<'a>,
    conversations: &'a [ConversationRow],
) -> Element<'a, Message> {
    let theme = scene.theme;
    let mut lines = Vec::with_capacity(conversations.len() + 4);
    let mut section = None;
    for (at, conversation) in conversations.iter().enumerate() {
        let head = Head::of(conversation);
        if section != Some(head) {
            section = Some(head);
            lines.push(Line::Heading(head));
        }
        lines.push(Line::Conversation(at));
    }
    // The desk covers the open conversation.
    let open = scene.shared.conversations.open().filter(|_| scene.panel != Panel::Desk);
    let rows = Lines { theme, conversations, lines, open, ring: scene.ring };
    let list =
        container(list(rows, theme).id(LIST).grow(Grow::Down).jump(sidebar.jump())).height(Length::Fill);
    let pointer = match scene.shared.conversations.order() {
        Order::Held => Pointer::Inside,
        Order::Current => Pointer::Outside,
    };
    within(list, pointer, Message::Pointed)
}

/// The list key of the heading of starred conversations.
pub const STARRED: Key = Key(9);

/// The list key of a conversation.
pub const fn key(id: conversation::Id) -> Key {
    Key(id.uuid().as_u128())
}

impl Rows<Message> for Lines<'_> {
    fn len(&self) -> usize {
        self.lines.len()
    }

    fn key(&self, index: usize) -> Key {
        match self.lines.get(index) {
            Some(Line::Heading(Head::Starred)) => STARRED,
            Some(Line::Heading(Head::Kind(kind))) => Key(*kind as u128 + 1),
            Some(Line::Conversation(at)) => {
                self.conversations.get(*at).map_or(Key(0), |conversation| key(conversation.id))
            }
            None => Key(0),
        }
    }

    fn version(&self, index: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        if let Some(Line::Conversation(at)) = self.lines.get(index)
            && let Some(conversation) = self.conversations.get(*at)
        {
            (&conversation.name, conversation.unread, conversation.mentions, conversation.draft)
                .hash(&mut hasher);
            (&conversation.faces, conversation.members, self.open == Some(conversation.id)).hash(&mut hasher);
            (conversation.marks, conversation.membership).hash(&mut hasher);
            (self.ring == Some(Focus::Sidebar(Entry::Conversation(conversation.id)))).hash(&mut hasher);
        }
        hasher.finish()
    }

    fn is_heading(&self, index: usize) -> bool {
        matches!(self.lines.get(index), Some(Line::Heading(_)))
    }

    fn index_of(&self, sought: Key) -> Option<usize> {
        (0..self.lines.len()).find(|index| self.key(*index) == sought)
    }

    fn view(&self, index: usize) -> Element<'static, Message> {
        match self.lines.get(index) {
            Some(Line::Heading(head)) => heading(self.theme, *head),
            Some(Line::Conversation(at)) => match self.conversations.get(*at) {
                Some(conversation) => self.conversation(conversation),
                None => gap().into(),
            },
            None => gap().into(),
        }
    }
}

/// A section's heading, with the button for a new conversation of its kind.
fn heading(theme: Theme, head: Head) -> Element<'static, Message> {
    let (words, begins) = match head {
        Head::Starred => (tr::sidebar_favorites(), None),
        Head::Kind(conversation::Kind::Channel) => {
            (tr::sidebar_channels(), Some((conversation::Kind::Channel, tr::sidebar_new_channel())))
        }
        Head::Kind(conversation::Kind::Direct) => (
            tr::sidebar_direct_messages(),
            Some((conversation::Kind::Direct, tr::sidebar_new_direct_message())),
        ),
        Head::Kind(conversation::Kind::Group) => {
            (tr::sidebar_groups(), Some((conversation::Kind::Group, tr::sidebar_new_group())))
        }
    };
    let name = label(theme, Role::SmallStrong, words).style(colors::muted).width(Length::Fill);
    let begins = begins.map(|(kind, says)| {
        let begin = button(part::glyph(theme, Icon::Plus, 14.0, colors::muted))
            .padding(3)
            .style(buttons::row)
            .on_press(Message::Begun(kind));
        tooltip(theme, named(says, begin), says, Beside::Right)
    });
    // At least this high, and higher if the words need a second line.
    let height = gap().height(theme.scaled(20.0));
    container(row![height, name, begins].align_y(Alignment::Center))
        .padding(Padding { top: space::THREE, right: space::FOUR, bottom: space::ONE, left: 20.0 })
        // It stays over the rows that are scrolled under it.
        .style(grounds::surface)
        .into()
}

impl Lines<'_> {
    fn conversation(&self, conversation: &ConversationRow) -> Element<'static, Message> {
        let theme = self.theme;
        // A muted conversation shows no count and no bold name.
        let unread = conversation.unread > 0 && !conversation.marks.muted;
        let chosen = self.open == Some(conversation.id);
        let role = if unread { Role::BodyStrong } else { Role::Body };
        let tint = if unread || chosen { colors::normal } else { colors::muted };
        let name = one_line(theme, role, conversation.name.clone()).style(tint).width(Length::Fill);
        let mark = container(face(theme, conversation)).center_x(theme.scaled(20.0));
        let draft = (conversation.draft && !chosen).then(|| {
            tooltip(
                theme,
                named(tr::sidebar_draft(), Icon::Pencil.sized(theme, 12.0).style(colors::muted)),
                tr::sidebar_draft(),
                Beside::Right,
            )
        });
        let count = if conversation.marks.muted { None } else { count(theme, conversation) };
        let face = row![mark, name, draft, aside(theme, conversation), count]
            .spacing(space::TWO)
            .height(theme.scaled(20.0))
            .align_y(Alignment::Center);
        let pressed = press::entry(
            face,
            if chosen { Chosen::Yes } else { Chosen::No },
            Some(Message::Opened(conversation.id)),
        )
        .padding(Padding::from([space::ONE, space::TWO]))
        .width(Length::Fill);
        let ringed =
            ring(part::focus(self.ring, Focus::Sidebar(Entry::Conversation(conversation.id))), pressed);
        let of = conversation.id;
        let line = container(ringed).padding(Padding::from([1.0, space::THREE]));
        let line = whole(theme, line, conversation.name.clone(), Beside::Below);
        hotspot(line, move |at| Message::MenuAsked(of, at))
    }
}

/// An icon with a tooltip: the user left the conversation, it was not created, or it is muted.
fn aside(theme: Theme, conversation: &ConversationRow) -> Option<Element<'static, Message>> {
    let (icon, says) = match (conversation.membership, conversation.marks.muted) {
        (Membership::Left, _) => (Icon::LogOut, tr::sidebar_left()),
        (Membership::Unmade, _) => (Icon::CircleAlert, tr::sidebar_not_created()),
        (Membership::In, true) => (Icon::BellOff, tr::sidebar_muted()),
        // A conversation that the user was never in is not in the sidebar.
        (Membership::Outside, _) | (Membership::In, false) => return None,
    };
    let sign = named(says, icon.sized(theme, 12.0).style(colors::muted));
    Some(tooltip(theme, sign, says, Beside::Right))
}

/// The unread count; it stands out for mentions of the user and in direct messages.
fn count(theme: Theme, conversation: &ConversationRow) -> Option<Element<'static, Message>> {
    let strong = conversation.mentions > 0 || conversation.id.kind() == conversation::Kind::Direct;
    let weight = if strong { Weight::Strong } else { Weight::Quiet };
    let count = badge::count(theme, u64::from(conversation.unread), weight)?;
    let at = (conversation.mentions > 0).then(|| part::glyph(theme, Icon::AtSign, 13.0, colors::accent));
    Some(row![at, count].spacing(space::ONE).align_y(Alignment::Center).into())
}

/// `#`, an avatar, or several.
fn face(theme: Theme, conversation: &ConversationRow) -> Element<'static, Message> {
    match conversation.id {
        conversation::Id::Channel(_) => part::glyph(theme, Icon::Hash, 15.0, colors::muted),
        conversation::Id::Direct(person) => {
            let face = Face { name: &conversation.name, id: *person.uuid().as_bytes() };
            avatar::avatar(theme, face, avatar::Size::Small)
        }
        conversation::Id::Group(_) => part::faces(theme, conversation, |colors| colors.surface),
    }
}

/// The outbox entry, connection problems, and the demo's mark.
fn bottom<'a>(sidebar: &Sidebar, scene: Scene<'a>) -> Element<'a, Message> {
    let theme = scene.theme;
    if is_short(scene) {
        // The list comes first: the connection's sentence is shown above, as a tooltip.
        let demo =
            scene.shared.demo.as_ref().map(|demo| container(demo_mark(demo, theme)).width(Length::Fill));
        // Side by side only if there is room for the words of both.
        let both: Element<'_, Message> = if scene.sidebar() < theme.scaled(BESIDE) {
            column![outbox_entry(scene, scene.sidebar()), demo].spacing(space::ONE).into()
        } else {
            let room = if demo.is_some() { scene.sidebar() / 2.0 } else { scene.sidebar() };
            row![container(outbox_entry(scene, room)).width(Length::Fill), demo].spacing(space::TWO).into()
        };
        return column![
            divider::horizontal(),
            container(both).padding(Padding::from([space::ONE, space::THREE]))
        ]
        .into();
    }
    let mut parts = Column::new().spacing(space::TWO).padding(space::THREE);
    let line = line(scene);
    let has_sentence = line.sentence.is_some();
    if let Some(sentence) = line.sentence {
        let tone = match line.tone {
            words::Tone::Good | words::Tone::Calm | words::Tone::Waiting => Tone::Muted,
            words::Tone::Trouble => Tone::Danger,
        };
        let steps = remedies(line.remedy)
            .into_iter()
            .map(|(_, words, message)| (words.to_owned(), message))
            .collect();
        parts = parts.push(notice(theme, tone, sentence, steps));
    }
    parts = parts.push(outbox_entry(scene, scene.sidebar()));
    if let Some(demo) = &scene.shared.demo {
        // The list and the connection come first.
        let has_room = !has_sentence && scene.shared.size.height >= theme.scaled(ROOMY);
        if sidebar.knows_weather || !has_room {
            parts = parts.push(demo_mark(demo, theme));
        } else {
            let hint = container(part::hint(theme, tr::sidebar_demo_hint()));
            let hint = hint.padding(Padding::from([0.0, space::TWO]));
            // The button stays where it is when the hint goes.
            parts = parts.push(column![hint, demo_mark(demo, theme)].spacing(space::ONE));
        }
    }
    column![divider::horizontal(), parts].into()
}

/// True if the window is too low for more than the list and one line below it.
fn is_short(scene: Scene<'_>) -> bool {
    scene.shared.size.height < scene.theme.scaled(SHORT)
}

/// The actions on the connection, the best first.
fn remedies(remedy: Remedy) -> Vec<(Icon, &'static str, Message)> {
    let try_now = (Icon::RotateCw, tr::sidebar_retry(), Message::Commanded(Command::TryNow));
    match remedy {
        Remedy::TryNow => vec![try_now],
        Remedy::SignIn => {
            vec![(Icon::Key, tr::sidebar_sign_in(), Message::Commanded(Command::SignIn)), try_now]
        }
        Remedy::Nothing => Vec::new(),
    }
}

/// The entry of the outbox, in this width.
fn outbox_entry(scene: Scene<'_>, room: f32) -> Element<'_, Message> {
    let theme = scene.theme;
    let (waiting, parked) = (scene.shared.conversations.waiting(), scene.shared.conversations.parked());
    let open = scene.panel == Panel::Outbox;
    let (icon, tint): (Icon, Tint) =
        if parked > 0 { (Icon::CircleAlert, colors::danger) } else { (Icon::Clock, colors::muted) };
    let (icon_tint, words) = entry_tints(open && parked == 0, tint, waiting > 0 || open);
    let name = label(theme, Role::Body, tr::sidebar_outbox()).style(words);
    let count = (waiting > 0).then(|| {
        let (rejected, count) = (u64::from(parked), u64::from(waiting));
        match rejected {
            0 => words::badge(count),
            // Two capped numbers would say nothing.
            _ if rejected == count || rejected > 99 => tr::sidebar_outbox_rejected(&words::badge(rejected)),
            _ => {
                let (count, rejected) = (&words::badge(count), &words::badge(rejected));
                tr::SidebarOutboxRejectedOf { count, rejected }.text()
            }
        }
    });
    // Below the name if there is no room beside it.
    let has_room = count.as_ref().is_none_or(|count| {
        let words = width(theme, Role::Body, tr::sidebar_outbox()) + width(theme, Role::SmallStrong, count);
        words + theme.scaled(20.0) + 2.0 * space::TWO + AROUND <= room
    });
    let count = count.map(|count| label(theme, Role::SmallStrong, count).style(tint));
    let name: Element<'_, Message> = if has_room {
        row![name.width(Length::Fill), count].spacing(space::TWO).align_y(Alignment::Center).into()
    } else {
        column![name, count].into()
    };
    let icon = container(part::glyph(theme, icon, 15.0, icon_tint)).center(theme.scaled(20.0));
    let face = row![icon, name].spacing(space::TWO);
    let pressed = press::entry(face, Chosen::No, Some(Message::Commanded(Command::Panel(Panel::Outbox))))
        .padding(Padding::from([space::ONE, space::TWO]))
        .width(Length::Fill);
    let says = keys::with_key(tr::sidebar_outbox(), Context::Anywhere, Command::Panel(Panel::Outbox));
    let pressed = tooltip(theme, pressed, says, Beside::Right);
    ring(part::focus(scene.ring, Focus::Sidebar(Entry::Outbox)), pressed)
}

/// The button that says that this is a demo, and opens the weather menu.
fn demo_mark(demo: &Demo, theme: Theme) -> Element<'_, Message> {
    let current = demo
        .weathers
        .iter()
        .find(|weather| weather.word == demo.current)
        .map_or(demo.current.as_str(), |weather| weather.label.as_str());
    let face = row![
        part::glyph(theme, Icon::FlaskConical, 14.0, colors::accent),
        one_line(theme, Role::SmallStrong, tr::sidebar_demo()).style(colors::accent).width(Length::Fill),
        label(theme, Role::Small, current).style(colors::normal),
        part::glyph(theme, Icon::ChevronUp, 12.0, colors::muted),
    ]
    .spacing(6)
    .align_y(Alignment::Center);
    button(face)
        .padding(Padding::from([6.0, space::TWO]))
        .width(Length::Fill)
        .style(|theme: &Theme, status| {
            let colors = theme.colors();
            let ground = match status {
                button::Status::Hovered | button::Status::Pressed => colors.selected,
                button::Status::Active | button::Status::Disabled => colors.accent_wash,
            };
            button::Style { background: Some(ground.into()), ..buttons::row(theme, button::Status::Active) }
        })
        // The menu opens above this button, which is always at the same place.
        .on_press(Message::WeatherAsked(Point::new(space::THREE, f32::MAX)))
        .into()
}
