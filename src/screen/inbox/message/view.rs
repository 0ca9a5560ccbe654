//! Draws one row of the timeline: the lines above it, author, text, marks, and the buttons for its actions.
//!
//! Rows are built once and kept until their version changes, so they own all they draw. The hover state is part of the
//! built row and needs no message. Tests: `tests/window/message.rs` and its pictures.

use super::bar::{bar_button, bar_button_on, bar_ground};
use super::card::{self, Quoted};
use super::file::Around;
use super::text::Text;
use super::{Act, Message, Stands, acts, attachments, extras, stands, threading, words};

use crate::chat::message::Shared;
use crate::chat::wish::{Mark, Switch};
use crate::chat::{PersonId, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{Delivery, Row as Stored};
use crate::screen::inbox::files::Of;
use crate::screen::inbox::timeline::fold::Fold;
use crate::screen::inbox::timeline::present::{
    Chosen, Editing, Focused, Gone, Head, Item, NewLine, Place, Quote, Tick,
};
use crate::screen::words::{self as plain, Now};
use crate::screen::{keys, part};
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::avatar::{self, Face};
use crate::widget::badge::Tone;
use crate::widget::hotspot::hotspot;
use crate::widget::label::label;
use crate::widget::named::named;
use crate::widget::notice::notice;
use crate::widget::one_line::one_line;
use crate::widget::passage::Order;
use crate::widget::reveal::{self, Ground, Shown, reveal};
use crate::widget::ring::{self, ring_inside};
use crate::widget::tooltip::{Beside, tooltip};
use crate::widget::{Element, button};

use iced::widget::{Column, Row, column, container, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::sync::Arc;

/// Diameter of an avatar beside a message, at the normal text size.
const FACE: f32 = 36.0;
/// Diameter of the delivery mark.
const MARK: f32 = 13.0;
/// Width that a name leaves to the time and the delivery mark, and to each letter beside them, at the normal text size.
const TIME: f32 = 44.0 + 21.0;
const LETTER: f32 = 6.5;
/// Padding of a row, above and below.
const PAD: f32 = 3.0;
/// How far the action buttons reach into a row: not to the letters of its first line.
const INTO: f32 = PAD + 4.0;
/// Texts are not drawn wider than this at the normal text size: long lines are hard to read.
const MEASURE: f32 = 760.0;

/// The first passage of a shared text: the texts of one message have no more.
pub const SHARED: u32 = 1 << 30;

/// The place of a message's text among those of other messages.
pub fn order(stored: &Stored) -> Order {
    let position = stored.position();
    Order(position.ticks, position.id.uuid().as_u128())
}

/// One row.
pub fn view(
    theme: Theme,
    stored: &Arc<Stored>,
    item: &Item,
    me: PersonId,
    now: Now,
    files: Around<'_>,
) -> Element<'static, Message> {
    let above = above(theme, item);
    let message = if item.gone == Gone::Yes {
        deleted(theme, stored, item)
    } else if stored.message.marks.archived {
        archived(theme, stored, item)
    } else {
        with_actions(theme, stored, item, me, now, files)
    };
    match (above, threading::divided(theme, item)) {
        (None, None) => message,
        (above, below) => column![above, message, below].into(),
    }
}

/// The largest width of a message's files in a list of this width, in logical pixels.
pub fn room(theme: Theme, width: f32) -> f32 {
    let beside = theme.scaled(FACE) + space::THREE + 4.0 * space::TWO;
    (width - beside).min(theme.scaled(MEASURE)).max(0.0)
}

/// The largest distance of what a list of messages shows from its left edge.
pub fn reach(theme: Theme) -> f32 {
    column_width(theme) + 2.0 * space::TWO
}

/// The largest width of all that a row shows: beyond it, a wide window stays empty.
fn column_width(theme: Theme) -> f32 {
    theme.scaled(FACE) + space::THREE + theme.scaled(MEASURE) + 2.0 * space::TWO
}

/// The day line and the *New* line; if both are due, they share one line.
fn above(theme: Theme, item: &Item) -> Option<Element<'static, Message>> {
    let new = item.new_line == NewLine::Here;
    let stroke = move || {
        container(gap()).width(Length::Fill).height(space::LINE).style(if new {
            grounds::new_line
        } else {
            grounds::line
        })
    };
    let day = item.day.clone().map(|day| {
        label(theme, Role::SmallStrong, day).style(if new { colors::accent } else { colors::muted })
    });
    let mark = new.then(|| label(theme, Role::SmallStrong, tr::message_new()).style(colors::accent));
    let line = match (day, item.new_line) {
        (None, NewLine::No) => return None,
        (None, NewLine::Past) => row![gap().height(theme.type_of(Role::SmallStrong).line)],
        // The word is at the left: the action buttons of the row may cover the right end of the line.
        (None, NewLine::Here) => row![mark, stroke()],
        (Some(day), NewLine::Here | NewLine::Past | NewLine::No) => row![mark, stroke(), day, stroke()],
    };
    Some(
        container(line.spacing(space::THREE).align_y(Alignment::Center))
            .padding(Padding { top: space::FOUR, right: space::FOUR, bottom: space::ONE, left: space::FOUR })
            .max_width(reach(theme))
            .into(),
    )
}

fn deleted(theme: Theme, stored: &Stored, item: &Item) -> Element<'static, Message> {
    let id = stored.message.id;
    let words = tr::message_deleted(&shown::within(&stored.message.author_name));
    let words = row![part::hint(theme, words), part::hint(theme, item.time.clone())];
    let line = row![
        container(part::glyph(theme, Icon::Trash2, 13.0, colors::muted)).center_x(theme.scaled(FACE)),
        words.spacing(space::THREE).wrap().vertical_spacing(0),
    ]
    .spacing(space::THREE)
    .align_y(Alignment::Center);
    let line = under(theme, line.into(), stored, item);
    outside(hotspot(framed(line, item), move |at| Message::MenuAsked(id, at)), item)
}

/// Adds the button of the thread under the short line of a deleted or archived message.
fn under(
    theme: Theme,
    line: Element<'static, Message>,
    stored: &Stored,
    item: &Item,
) -> Element<'static, Message> {
    match threading::replies(theme, stored, item) {
        Some(replies) => {
            let left = theme.scaled(FACE) + space::THREE;
            column![line, container(replies).padding(Padding::ZERO.left(left))].into()
        }
        None => line,
    }
}

/// The short line of an archived message, with a button to restore it.
fn archived(theme: Theme, stored: &Stored, item: &Item) -> Element<'static, Message> {
    let id = stored.message.id;
    let words = tr::message_archived(&shown::within(&stored.message.author_name));
    let back = Message::Acted(id, Act::Mark(Mark::Archive, Switch::Off));
    let line = row![
        match item.chosen {
            Chosen::Yes => check(theme),
            Chosen::No => container(part::glyph(theme, Icon::Archive, 13.0, colors::muted))
                .center_x(theme.scaled(FACE))
                .into(),
        },
        row![
            part::hint(theme, words),
            button::link(theme, tr::message_unarchive(), Some(back)),
            part::hint(theme, item.time.clone()),
        ]
        .spacing(space::THREE)
        .wrap()
        .vertical_spacing(0),
    ]
    .spacing(space::THREE)
    .align_y(Alignment::Center);
    let line = under(theme, line.into(), stored, item);
    let row = tinted(framed(line, item), item);
    outside(hotspot(row, move |at| Message::MenuAsked(id, at)), item)
}

/// The background of a row without action buttons.
fn tinted(row: Element<'static, Message>, item: &Item) -> Element<'static, Message> {
    match item.chosen {
        Chosen::Yes => container(row).style(grounds::chosen).into(),
        Chosen::No => row,
    }
}

/// The check mark of a selected message, in place of the avatar.
fn check(theme: Theme) -> Element<'static, Message> {
    let mark = part::glyph(theme, Icon::CircleCheck, 20.0, colors::accent);
    container(named(tr::message_selected(), mark)).center_x(theme.scaled(FACE)).into()
}

/// The word *edited*; it opens the earlier versions if there are any, and looks like a link only then.
fn edited(theme: Theme, stored: &Stored) -> Option<Element<'static, Message>> {
    stored.message.edited_at?;
    if stored.earlier == 0 {
        return Some(part::hint(theme, tr::message_edited()).into());
    }
    let shows = Message::Acted(stored.message.id, Act::Earlier);
    let word = iced::widget::button(label(theme, Role::Small, tr::message_edited()))
        .padding(0)
        .style(crate::theme::button::link)
        .on_press(shows);
    Some(tooltip(theme, word, tr::message_history(), Beside::Above))
}

/// The padding of a row, and the focus ring if it has the keyboard focus.
fn framed(inner: Element<'static, Message>, item: &Item) -> Element<'static, Message> {
    let here = match item.focus {
        Focused::Yes => ring::Focus::Here,
        Focused::No => ring::Focus::Elsewhere,
    };
    let room = container(inner)
        .padding(Padding { top: PAD, right: space::TWO, bottom: PAD, left: space::TWO })
        .width(Length::Fill);
    ring_inside(here, room)
}

/// The margin of a row, larger above the first of a group.
fn outside(inner: Element<'static, Message>, item: &Item) -> Element<'static, Message> {
    let top = match item.head {
        Head::Shown if item.day.is_none() && item.new_line == NewLine::No => space::TWO,
        Head::Shown | Head::Continued => 0.0,
    };
    container(inner).padding(Padding { top, right: space::TWO, bottom: 0.0, left: space::TWO }).into()
}

fn with_actions(
    theme: Theme,
    stored: &Arc<Stored>,
    item: &Item,
    me: PersonId,
    now: Now,
    files: Around<'_>,
) -> Element<'static, Message> {
    let id = stored.message.id;
    let base = framed(content(theme, stored, item, me, now, files), item);
    let shown = match item.focus {
        Focused::Yes => Shown::Focused,
        Focused::No => Shown::OnHover,
    };
    let ground = match item.chosen {
        Chosen::Yes => Ground::Selected,
        Chosen::No if item.editing == Editing::Yes => Ground::Selected,
        Chosen::No if stored.message.tags.contains(&me) => Ground::Accent,
        Chosen::No if stored.message.author == me => Ground::Own,
        Chosen::No => Ground::None,
    };
    let across = reveal::Place::Across { right: column_width(theme), into: INTO };
    let row = match bar(theme, stored, item, me) {
        Some(bar) => reveal(base, bar, shown, ground, across),
        None => tinted(base, item),
    };
    outside(hotspot(row, move |at| Message::MenuAsked(id, at)), item)
}

/// The buttons for its actions, across its upper edge.
fn bar(theme: Theme, stored: &Stored, item: &Item, me: PersonId) -> Option<Element<'static, Message>> {
    let id = stored.message.id;
    // A refused message has its buttons as words below it.
    if matches!(stored.delivery, Delivery::Parked { .. }) {
        return None;
    }
    let acts = acts(stored, me);
    if acts.is_empty() {
        return None;
    }
    // The other actions are in the menu.
    let shown = acts.into_iter().filter(|act| {
        // In a thread, the button that opens it is not needed.
        let is_here = *act == Act::Thread && item.place != Place::Timeline;
        matches!(stands(*act), Stands::OnRow | Stands::OnBoth) && !is_here
    });
    let buttons = shown.map(|act| {
        let is_on = act == Act::Mark(Mark::Star, Switch::Off);
        let (icon, name, command) = words(act);
        let says = command.map_or_else(
            || name.to_owned(),
            |command| keys::with_key(name, keys::Context::Messages, command),
        );
        let button = if is_on { bar_button_on } else { bar_button };
        button(theme, icon, name, says, Message::Acted(id, act))
    });
    let (more, asks) = (tr::panel_more(), Message::MoreAsked(id));
    let more = bar_button(theme, Icon::Ellipsis, more, more.to_owned(), asks);
    // The first message of a group shows its time beside the name.
    let time = (item.head == Head::Continued)
        .then(|| container(part::hint(theme, item.time.clone())).padding(Padding::from([0.0, space::ONE])));
    let bar = row![time, Row::with_children(buttons), more].align_y(Alignment::Center);
    Some(container(bar).padding(1).style(bar_ground).into())
}

fn content(
    theme: Theme,
    stored: &Arc<Stored>,
    item: &Item,
    me: PersonId,
    now: Now,
    files: Around<'_>,
) -> Element<'static, Message> {
    let message = &stored.message;
    let author = shown::name(&message.author_name);
    let gutter: Element<'static, Message> = match item.head {
        Head::Shown | Head::Continued if item.chosen == Chosen::Yes => check(theme),
        Head::Shown => {
            let face = Face { name: &author, id: *message.author.uuid().as_bytes() };
            avatar::avatar(theme, face, avatar::Size::Medium)
        }
        // The marks are beside the first line.
        Head::Continued => {
            let marks = row![threading::again(theme, stored, item), tick(theme, item)].spacing(space::HALF);
            container(marks).align_right(theme.scaled(FACE)).into()
        }
    };
    let mut edited = edited(theme, stored);
    let mut parts = Column::new().width(Length::Fill).max_width(theme.scaled(MEASURE));
    if item.head == Head::Shown {
        let moment = plain::moment(message.sent_at, now);
        let word = edited.as_ref().map_or(0, |_| tr::message_edited().chars().count() + 1);
        // A sign is about as wide as three letters.
        let sign = if item.quote == Quote::Above { 3 } else { 0 };
        let letters = word + sign + item.came.as_ref().map_or(0, |came| came.chars().count());
        let came = item.came.clone().map(|came| part::hint(theme, came));
        let room = TIME + f32::from(u16::try_from(letters).unwrap_or(u16::MAX)) * LETTER;
        let head = row![
            // A long name leaves room for the time.
            one_line(theme, Role::BodyBold, author.into_owned())
                .leave(theme.scaled(room))
                .style(colors::normal),
            tooltip(theme, part::hint(theme, item.time.clone()), moment, Beside::Above),
            threading::again(theme, stored, item),
            edited.take(),
            tick(theme, item),
            came,
        ]
        .spacing(space::TWO)
        .align_y(Alignment::Center);
        parts = parts.push(head);
    }
    parts = parts.push(threading::reply_to(theme, stored, item));
    // Without a line for the author, the word is under the text.
    parts = parts.push(text(theme, stored, item, now, files)).push(edited);
    parts = parts.push(extras::marks(theme, stored, me)).push(extras::reactions(theme, stored, me));
    parts = parts.push(threading::replies(theme, stored, item));
    if let Delivery::Parked { reason, .. } = &stored.delivery {
        parts = parts.push(parked(theme, stored, reason));
    }
    // The container fills the row, and the column in it may be narrower.
    row![gutter, container(parts).width(Length::Fill)].spacing(space::THREE).into()
}

fn text(
    theme: Theme,
    stored: &Stored,
    item: &Item,
    now: Now,
    files: Around<'_>,
) -> Element<'static, Message> {
    let message = &stored.message;
    let seen = item.fold.of(&message.text);
    let folded = matches!(item.fold, Fold::Folded(_));
    let mut parts = Column::new().spacing(space::ONE);
    if shown::is_blank(seen) {
        // A share or a file needs no text with it.
        if message.files.is_empty() && message.shared.is_none() {
            parts = parts.push(label(theme, Role::Body, tr::message_blank()).style(colors::muted));
        }
    } else {
        let text = Text { theme, order: order(stored), part: 0, tagged: &stored.tagged };
        parts = parts.push(text.draw(seen));
    }
    parts = parts.push(attachments::view(files, stored, Of::Message));
    if let Some(shared) = &message.shared {
        parts = parts.push(quoted(theme, stored, shared, item, now, files));
    }
    if folded {
        parts = parts.push(button::link(theme, tr::message_show_more(), Some(Message::Unfolded(message.id))));
    }
    parts.into()
}

/// The message that it shares, as a card.
fn quoted(
    theme: Theme,
    stored: &Stored,
    shared: &Shared,
    item: &Item,
    now: Now,
    files: Around<'_>,
) -> Element<'static, Message> {
    let original = stored.original.as_ref();
    let quoted =
        Quoted::snapshot(shared, original.map(|original| original.place.as_str()), now).without_files();
    let source = original.filter(|original| original.here).and(shared.conversation).map(|of| {
        let opened = Message::SourceOpened(of, shared.id);
        button::link(theme, quoted.original(), Some(opened)).into()
    });
    let seen = item.fold.of(&shared.text);
    let body = if shown::is_blank(seen) {
        gap().height(0).into()
    } else {
        let tagged: Vec<String> = shared.tags.iter().map(|(_, name)| name.clone()).collect();
        Text { theme, order: order(stored), part: SHARED, tagged: &tagged }.draw(seen)
    };
    let around = Around { room: files.room - card::AROUND, ..files };
    let body = match attachments::view(around, stored, Of::Shared) {
        Some(files) => column![body, files].into(),
        None => body,
    };
    card::view(theme, &quoted, source, body)
}

/// The reason and the actions, below a message that the server refused.
fn parked(theme: Theme, stored: &Stored, reason: &str) -> Element<'static, Message> {
    let id = stored.message.id;
    let steps = [Act::Edit, Act::Retry, Act::Discard]
        .into_iter()
        .map(|act| (words(act).1.to_owned(), Message::Acted(id, act)))
        .collect();
    let sentence = tr::message_not_sent(&shown::reason(reason));
    container(notice(theme, Tone::Danger, sentence, steps))
        .padding(Padding::ZERO.top(space::ONE).bottom(space::HALF))
        .into()
}

/// The delivery mark; its state is never shown by colour alone. Two ticks would mean *read* in other programs, so a
/// delivered message has a filled circle.
fn tick(theme: Theme, item: &Item) -> Option<Element<'static, Message>> {
    let tick = item.tick;
    let (icon, words) = match tick {
        _ if item.editing == Editing::Yes => (Icon::Pencil, tr::message_editing()),
        Tick::None => return None,
        Tick::Waiting => (Icon::Clock, tr::message_mark_waiting()),
        Tick::Unanswered => (Icon::CircleQuestionMark, tr::message_mark_unanswered()),
        Tick::Accepted => (Icon::CircleCheck, tr::message_mark_sent()),
        Tick::Seen => (Icon::Check, tr::message_mark_delivered()),
        Tick::Parked => (Icon::CircleAlert, tr::message_mark_rejected()),
    };
    let mark: Element<'static, Message> = match tick {
        _ if item.editing == Editing::Yes => icon.sized(theme, MARK).style(colors::accent).into(),
        Tick::Seen => {
            let check = icon
                .sized(theme, 9.0)
                .style(|theme: &Theme| iced::widget::text::Style { color: Some(theme.colors().background) });
            container(check).center(theme.scaled(MARK)).style(delivered).into()
        }
        Tick::Parked => icon.sized(theme, MARK).style(colors::danger).into(),
        Tick::None | Tick::Waiting | Tick::Unanswered | Tick::Accepted => {
            icon.sized(theme, MARK).style(colors::muted).into()
        }
    };
    // The mark is centred on the height of one line.
    let mark = container(named(words, mark)).center_y(theme.scaled(20.0));
    Some(tooltip(theme, mark, words, Beside::Above))
}

/// The filled circle of a delivered message.
fn delivered(theme: &Theme) -> container::Style {
    container::Style {
        border: iced::border::rounded(MARK),
        ..grounds::flat(theme.colors().muted.scale_alpha(0.7))
    }
}
