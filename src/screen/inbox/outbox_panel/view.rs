//! Draws the outbox panel.
//!
//! Tests: `tests/window/outbox_panel.rs` and its pictures.

use super::{Act, List, Message, OutboxPanel, act_words, acts, key};

use crate::icon::Icon;
use crate::language::tr;
use crate::row::{self as stored, EntryId, Upload, WishState};
use crate::screen::inbox::focus::Focus;
use crate::screen::inbox::header::{self, Exits};
use crate::screen::inbox::layout::Scene;
use crate::screen::part;
use crate::screen::words;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::empty::empty;
use crate::widget::label::label;
use crate::widget::list::{Grow, Key, Rows, list};
use crate::widget::one_line::one_line;
use crate::widget::ring::ring_inside;
use crate::widget::tooltip::{Beside, whole_line};
use crate::widget::{Element, button, divider};

use iced::widget::{Row, column, container, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::hash::{DefaultHasher, Hash, Hasher};

/// The whole panel.
pub fn view<'a>(panel: &'a OutboxPanel, scene: Scene<'a>) -> Element<'a, Message> {
    let theme = scene.theme;
    let middle: Element<'_, Message> = match panel.state() {
        List::Loading => gap().height(Length::Fill).into(),
        List::Failed(error) => empty(
            theme,
            Icon::CircleAlert,
            tr::outbox_failed(),
            error.clone(),
            Some(button::plain(theme, tr::panel_try_again(), Some(Message::Again)).into()),
        ),
        List::Ready(lines) if lines.is_empty() => {
            empty(theme, Icon::CircleCheck, tr::outbox_empty(), tr::outbox_empty_about(), None)
        }
        List::Ready(lines) => some(panel, scene, lines),
    };
    let column = column![heading(panel, scene), divider::horizontal(), middle];
    container(column).height(Length::Fill).width(Length::Fill).style(grounds::surface).into()
}

fn heading<'a>(panel: &OutboxPanel, scene: Scene<'_>) -> Element<'a, Message> {
    let theme = scene.theme;
    let count = panel.lines().len();
    let count = (count > 0).then(|| part::hint(theme, count.to_string()));
    let title = row![label(theme, Role::Heading, tr::outbox_title()).style(colors::normal), count]
        .spacing(space::TWO)
        .align_y(Alignment::Center);
    header::view(scene, title, Exits { back: None, close: Message::Closed })
}

/// The rows of the panel, with a note on the sending order below them.
struct Lines<'a> {
    panel: &'a OutboxPanel,
    scene: Scene<'a>,
    lines: &'a [stored::OutboxRow],
    theme: Theme,
}

/// The id of the list.
pub const LIST: &str = "outbox";

/// The list key of the last row.
const NOTE: Key = Key(u128::MAX);

impl Rows<Message> for Lines<'_> {
    fn len(&self) -> usize {
        self.lines.len() + 1
    }

    fn key(&self, index: usize) -> Key {
        self.lines.get(index).map_or(NOTE, |line| key(line.entry))
    }

    fn version(&self, index: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        match self.lines.get(index) {
            Some(line) => {
                (line.kind, &line.conversation_name, &line.excerpt, line.attempts).hash(&mut hasher);
                (self.panel.holds_others(line.entry), reason(self.scene, line)).hash(&mut hasher);
                words::age(line.since, self.scene.shared.now).hash(&mut hasher);
                (self.scene.ring == Some(Focus::Panel(Some(key(line.entry))))).hash(&mut hasher);
            }
            None => self.beyond().hash(&mut hasher),
        }
        hasher.finish()
    }

    fn index_of(&self, sought: Key) -> Option<usize> {
        if sought == NOTE {
            return Some(self.lines.len());
        }
        let entry =
            i64::try_from(sought.0).ok().or_else(|| u64::try_from(sought.0).ok().map(u64::cast_signed));
        entry.and_then(|entry| self.panel.place(EntryId(entry)))
    }

    fn view(&self, index: usize) -> Element<'static, Message> {
        let inside = match self.lines.get(index) {
            Some(line) => card(self.panel, self.scene, line),
            None => self.note(),
        };
        container(inside)
            .padding(Padding { top: space::HALF, right: space::THREE, bottom: 6.0, left: space::THREE })
            .into()
    }
}

impl Lines<'_> {
    /// How many more wishes wait that were not read.
    fn beyond(&self) -> u64 {
        u64::from(self.scene.shared.conversations.waiting()).saturating_sub(self.lines.len() as u64)
    }

    fn note(&self) -> Element<'static, Message> {
        let order = tr::outbox_order();
        let words = match self.beyond() {
            0 => order.to_owned(),
            more => format!("{} {order}", tr::outbox_more(more)),
        };
        container(part::hint(self.theme, words)).padding(Padding::from([space::TWO, space::ONE])).into()
    }
}

fn some<'a>(
    panel: &'a OutboxPanel,
    scene: Scene<'a>,
    lines: &'a [stored::OutboxRow],
) -> Element<'a, Message> {
    let theme = scene.theme;
    // One rejected message has its own button.
    let parked = lines.iter().filter(|line| matches!(line.state, WishState::Parked(_))).count();
    let retry = (parked > 1).then(|| button::plain(theme, tr::outbox_retry_all(), Some(Message::RetryAll)));
    let now = button::plain(theme, tr::sidebar_retry(), Some(Message::TriedNow));
    let all = row![now, retry, button::plain(theme, tr::outbox_discard_all_ask(), Some(Message::DiscardAll))]
        .spacing(space::TWO)
        .wrap();
    let list = list(Lines { panel, scene, lines, theme }, theme).id(LIST).grow(Grow::Down).jump(panel.jump());
    column![
        container(all).padding(Padding {
            top: space::THREE,
            right: space::THREE,
            bottom: space::TWO,
            left: space::THREE
        }),
        container(list).height(Length::Fill),
    ]
    .into()
}

/// Why a wish is still in the outbox, and how often it was tried.
fn reason(scene: Scene<'_>, line: &stored::OutboxRow) -> String {
    let stored = match line.state {
        WishState::Files(Upload::Waits) => scene.shared.files.stored(line.message),
        WishState::Files(Upload::NoStore | Upload::Trouble(_))
        | WishState::Queued
        | WishState::Behind(_)
        | WishState::InFlight
        | WishState::Unanswered
        | WishState::Parked(_)
        | WishState::Quarantined(_) => None,
    };
    let reason = match stored {
        Some((done, total)) => words::sentence(&words::uploading(done, total)),
        None => words::standing(&line.state, &scene.shared.connection),
    };
    match line.attempts {
        0 | 1 => reason,
        times => format!("{reason} {}", tr::outbox_tried(u64::from(times))),
    }
}

fn card(panel: &OutboxPanel, scene: Scene<'_>, line: &stored::OutboxRow) -> Element<'static, Message> {
    let theme = scene.theme;
    let entry = line.entry;
    let (icon, tint): (Icon, fn(&Theme) -> iced::widget::text::Style) = match line.state {
        WishState::Queued | WishState::Behind(_) => (Icon::Clock, colors::muted),
        WishState::Files(_) => (Icon::Paperclip, colors::muted),
        WishState::InFlight => (Icon::ArrowUp, colors::accent),
        WishState::Unanswered => (Icon::CircleQuestionMark, colors::warning),
        WishState::Parked(_) => (Icon::CircleAlert, colors::danger),
        WishState::Quarantined(_) => (Icon::TriangleAlert, colors::danger),
    };
    let place = match line.state {
        // Its conversation is not known.
        WishState::Quarantined(_) => String::new(),
        _ => line.conversation.title(&line.conversation_name),
    };
    let head = row![
        part::glyph(theme, icon, 14.0, tint),
        label(theme, Role::SmallStrong, words::verb(line.kind)).style(colors::normal),
        whole_line(
            theme,
            one_line(theme, Role::Small, place).style(colors::muted).width(Length::Fill),
            Beside::Below
        ),
        part::hint(theme, words::age(line.since, scene.shared.now)),
    ]
    .spacing(6)
    .align_y(Alignment::Center);
    let excerpt = (!line.excerpt.is_empty())
        .then(|| label(theme, Role::Body, line.excerpt.clone()).style(colors::normal));
    let reason = label(theme, Role::Small, reason(scene, line)).style(tint);
    let buttons = acts(panel, line);
    let buttons = (!buttons.is_empty()).then(|| {
        Row::with_children(buttons.into_iter().map(|act| {
            let words = if act == Act::Discard { tr::outbox_discard_ask() } else { act_words(act) };
            button::link(theme, words, Some(Message::Acted(entry, act)))
                .padding(Padding::ZERO.right(space::THREE))
                .into()
        }))
        .wrap()
    });
    let body = column![head, excerpt, reason, buttons].spacing(space::ONE);
    let card =
        container(body).padding(Padding::from([10.0, space::THREE])).width(Length::Fill).style(grounds::card);
    let pressed = iced::widget::mouse_area(card).on_press(Message::Acted(entry, Act::Show));
    ring_inside(part::focus(scene.ring, Focus::Panel(Some(key(entry)))), pressed)
}
